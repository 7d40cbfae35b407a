"""The pictures of the README: the service with its demo conference, seen by the people who use it.

python -m bench.screenshots [FOLDER]      into docs/screenshots by default; needs Chromium
"""

from __future__ import annotations

import argparse
import io
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from bench.running import service

_CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
_ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"),
    *("--disable-sync", "--no-first-run", "--force-color-profile=srgb", "--hide-scrollbars"),
]
_WIDE, _PHONE = (1280, 860), (390, 844)
_COLOURS = 128
_PATIENCE_SECONDS = 180
_ACCOUNT = re.compile(r"\s+(\S+@\S+)\s+(\S+)\s+[^(]*\((.*)\)$")


@dataclass
class Studio:
    """Where pictures are taken: `accounts` has address and password of each demo role, in the words of the file."""

    browser: Browser
    home: str
    folder: Path
    accounts: dict[str, tuple[str, str]]
    taken: list[Path] = field(default_factory=list)

    @contextmanager
    def person(self, role: str, *, theme: str = "light", size: tuple[int, int] = _WIDE) -> Iterator[Page]:
        """A page signed in as the first person whose role begins with these words."""
        address, password = next(kept for said, kept in self.accounts.items() if said.startswith(role))
        with self.stranger(theme=theme, size=size) as page:
            page.get_by_label("E-mail").fill(address)
            page.get_by_label("Password").fill(password)
            page.get_by_role("button", name="Sign in").click()
            page.wait_for_url(re.compile(r"/(papers|committees|conferences)"))
            yield page

    @contextmanager
    def stranger(self, *, theme: str = "light", size: tuple[int, int] = _WIDE) -> Iterator[Page]:
        """The sign-in page in a fresh browser."""
        width, height = size
        context = self.browser.new_context(
            base_url=self.home,
            viewport={"width": width, "height": height},
            color_scheme="dark" if theme == "dark" else "light",
            reduced_motion="reduce",
            locale="en-GB",
            timezone_id="America/New_York",
        )
        page = context.new_page()
        page.goto("/sign-in")
        yield page
        context.close()

    def shoot(self, page: Page, name: str) -> None:
        """Keep what is on the screen as a PNG of few colours."""
        page.evaluate("document.fonts.ready")
        page.wait_for_timeout(200)
        picture = Image.open(io.BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
        path = self.folder / f"{name}.png"
        picture.quantize(_COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
        self.taken.append(path)


def main() -> int:
    """Take every picture; exit status 2 where there is no browser."""
    options = argparse.ArgumentParser(description="Take the README's pictures from the running service.")
    options.add_argument("folder", nargs="?", type=Path, default=Path("docs/screenshots"))
    folder = options.parse_args().folder
    if not Path(_CHROMIUM).exists():
        print("There is no Chromium here; install it by your system's package manager.", file=sys.stderr)
        return 2
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="shots-") as place:
        ground = Path(place, "var")
        with service(ground, demo=True, SEMANTIC="off") as running, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
            home = f"http://127.0.0.1:{running.port}"
            studio = Studio(browser, home, folder, _accounts(ground / "demo-accounts.txt"))
            _take(studio)
            browser.close()
    for path in studio.taken:
        print(f"{path}  {path.stat().st_size // 1000} kB")
    return 0


def _accounts(path: Path) -> dict[str, tuple[str, str]]:
    found = [_ACCOUNT.match(line) for line in path.read_text(encoding="utf-8").splitlines()]
    return {one[3]: (one[1], one[2]) for one in found if one}


def _take(studio: Studio) -> None:
    _wait_for_checks(studio)
    with studio.stranger() as page:
        studio.shoot(page, "sign-in")
    _chair(studio)
    _staff(studio)
    _delegate(studio)


def _wait_for_checks(studio: Studio) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    for role in [said for said in studio.accounts if said.startswith("chair")]:
        with studio.person(role) as page:
            while page.locator("tbody").get_by_text("Being checked").count():
                if time.monotonic() > end:
                    raise TimeoutError("the demo's papers were not checked in time")
                page.wait_for_timeout(1000)
                page.reload()


def _chair(studio: Studio) -> None:
    with studio.person("chair") as page:
        studio.shoot(page, "queue")
        desk = _desk_of_a_draft(page)
        studio.shoot(page, "desk")
    with studio.person("chair", theme="dark") as page:
        page.goto(desk)
        page.get_by_role("tab", name="Questions").click()
        page.locator("#questions .item-title[data-lights]:not([data-lights=''])").first.click()
        studio.shoot(page, "desk-dark")
    with studio.person("chair", size=_PHONE) as page:
        page.goto(desk)
        studio.shoot(page, "desk-phone")


def _desk_of_a_draft(page: Page) -> str:
    """Open the desk of the first paper that somebody has begun to mark; its address."""
    page.goto(f"{page.url.split('?')[0]}?state=draft")
    page.locator("tbody a").first.click()
    page.get_by_role("tab", name="Score").wait_for()
    return page.url


def _staff(studio: Studio) -> None:
    with studio.person("staff") as page:
        studio.shoot(page, "set-up")
        page.locator("tbody a").first.click()
        page.locator("[data-lights]:not([data-lights=''])").nth(1).click()
        studio.shoot(page, "committee")
        page.get_by_role("link", name="Audit", exact=True).click()
        page.get_by_role("heading", name="Audit").wait_for()
        studio.shoot(page, "audit")
        page.get_by_role("button", name=re.compile("^Open")).first.click()
        page.locator("[data-pane] p .match-reworded").first.click()
        page.locator("[data-pair]").evaluate("pair => scrollTo(0, pair.getBoundingClientRect().top + scrollY - 120)")
        studio.shoot(page, "case")
        page.get_by_role("link", name="Release", exact=True).click()
        page.get_by_role("heading", name="Release feedback").wait_for()
        studio.shoot(page, "release")


def _delegate(studio: Studio) -> None:
    still_owing = next(said for said in studio.accounts if said.startswith("delegate") and "no paper" in said)
    with studio.person(still_owing) as page:
        studio.shoot(page, "delegate-home")
        page.get_by_role("link", name="Hand in the paper").first.click()
        studio.shoot(page, "hand-in")
    with studio.person("delegate") as page:
        page.get_by_role("link", name="Receipt and checks").first.click()
        studio.shoot(page, "receipt")
    _release(studio)
    with studio.person("delegate") as page:
        page.get_by_role("link", name="Read the feedback").first.click()
        studio.shoot(page, "feedback")


def _release(studio: Studio) -> None:
    with studio.person("staff") as page:
        page.get_by_role("link", name="Release", exact=True).click()
        page.get_by_role("button", name="See what this would show").click()
        page.get_by_role("button", name="Release now").click()
        page.get_by_role("heading", name="Releases").wait_for()


if __name__ == "__main__":
    raise SystemExit(main())
