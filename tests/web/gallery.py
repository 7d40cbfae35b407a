"""The gallery: every page drawn from example contexts, served on loopback under production's policy, and looked at.

python -m tests.web.gallery serve              http://127.0.0.1:8765/
python -m tests.web.gallery shoot FOLDER [NAME...]   pictures at 1280 and 390 px, light and dark
python -m tests.web.gallery check [NAME...]    axe on every page; exit status 1 when anything is found
"""

from __future__ import annotations

import mimetypes
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Undefined

from reviewer.web.links import safe_url
from tests.web.gallery_contexts import PAGES, shell

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parents[2]
STATIC = ROOT / "reviewer" / "web" / "static"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
ARGUMENTS += ["--disable-sync", "--no-first-run"]
FLASHES = {"home": [("success", "Your language is now English.")]}


def environment(*, strict: bool = False) -> Environment:
    """Plain Jinja with the globals that Flask and its extensions give in production."""
    made = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        undefined=StrictUndefined if strict else Undefined,
    )
    made.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    made.globals.update(
        url_for=lambda endpoint, filename="", **values: f"/static/{filename}" if filename else f"#{endpoint}",
        csrf_token=lambda: "example",
        get_flashed_messages=lambda with_categories: [],
    )
    made.filters["safe_url"] = safe_url
    return made


def render(name: str) -> str:
    """One page of the gallery as HTML."""
    template, role, current, context = PAGES[name]
    messages = FLASHES.get(name, [])
    return (
        environment()
        .get_template(template)
        .render(shell=shell(role, current), get_flashed_messages=lambda with_categories: messages, **context)
    )


class Handler(BaseHTTPRequestHandler):
    """Pages, the static folder, and an autosave that always succeeds."""

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path == "/":
            self.answer("".join(f'<p><a href="/{name}">{name}</a></p>' for name in PAGES).encode(), "text/html")
        elif path.startswith("/static/"):
            file = (STATIC / path.removeprefix("/static/")).resolve()
            if STATIC in file.parents and file.is_file():
                self.answer(file.read_bytes(), mimetypes.guess_type(file.name)[0] or "application/octet-stream")
            else:
                self.send_error(404)
        elif path.strip("/") in PAGES:
            self.answer(render(path.strip("/")).encode(), "text/html; charset=utf-8")
        else:
            self.send_error(404)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"] or 0))
        if self.path == "/clash":
            told = b'{"version": 9, "value": "2", "label": "2", "by": "Mirela Dautova", "clock": "21:07"}'
            self.answer(told, "application/json", 409)
        else:
            self.answer(b'{"version": 5, "clock": "21:05", "total": null}', "application/json")

    def answer(self, body: bytes, kind: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        """Silence: what matters is seen in the browser."""


@contextmanager
def served(port: int = 0) -> Iterator[str]:
    """The gallery on a loopback port; gives its address."""
    mimetypes.add_type("font/woff2", ".woff2")
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def browser() -> Iterator[Browser]:
    """Headless Chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield made
        finally:
            made.close()


def open_page(chrome: Browser, address: str, width: int, theme: str, complaints: list[str]) -> Page:
    """A page at one width and theme; what the console complains of is collected."""
    context = chrome.new_context(
        viewport={"width": width, "height": 860},
        color_scheme=theme,  # type: ignore[arg-type]
        timezone_id="Europe/Madrid",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(address, wait_until="load")
    page.evaluate("document.fonts.ready.then(() => true)")
    return page


def shoot(folder: Path, names: list[str]) -> None:
    """Pictures of pages as FOLDER/name-width-theme.png."""
    folder.mkdir(parents=True, exist_ok=True)
    with served() as home, browser() as chrome:
        for name in names:
            for width, theme in ((1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")):
                complaints: list[str] = []
                page = open_page(chrome, f"{home}/{name}", width, theme, complaints)
                page.screenshot(path=folder / f"{name}-{width}-{theme}.png", full_page=True)
                overflow = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                if overflow or complaints:
                    print(name, width, theme, f"overflow {overflow}" if overflow else "", *complaints)
                page.context.close()


def check(names: list[str]) -> int:
    """axe in both themes and widths, with what the console says; returns the number of complaints."""
    from axe_playwright_python.sync_playwright import Axe

    count = 0
    with served() as home, browser() as chrome:
        for name in names:
            for width, theme in ((1280, "light"), (1280, "dark"), (390, "light")):
                complaints: list[str] = []
                page = open_page(chrome, f"{home}/{name}", width, theme, complaints)
                for found in Axe().run(page).response["violations"]:
                    places = "; ".join(node["html"][:140] for node in found["nodes"][:3])
                    complaints.append(
                        f"{found['id']} x{len(found['nodes'])}: {found['nodes'][0]['failureSummary']} {places}"
                    )
                for complaint in complaints:
                    print(f"{name} {width} {theme}: {complaint}")
                count += len(complaints)
                page.context.close()
    print(f"{len(names)} pages, {count} complaints")
    return count


def main(arguments: list[str]) -> int:
    """The command line of this file."""
    match arguments:
        case ["serve", *_]:
            with served(8765) as home:
                print(home)
                threading.Event().wait()
        case ["shoot", folder, *names]:
            shoot(Path(folder), names or list(PAGES))
        case ["check", *names]:
            return 1 if check(names or list(PAGES)) else 0
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
