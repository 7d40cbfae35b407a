"""The whole service on this machine, as `reviewer serve` starts it, in a folder of its own; and people who use it."""

from __future__ import annotations

import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

_PATIENCE_SECONDS = 60
_KEPT_SECONDS = 1.0
_TOKEN = re.compile(r'name="csrf-token" content="([^"]+)"')


@dataclass(frozen=True)
class Running:
    """A running service: its port, its environment, and how long it took to show its first page."""

    port: int
    environment: dict[str, str]
    first_page_seconds: float


def free_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextmanager
def service(folder: Path, *, demo: bool = False, **settings: str) -> Iterator[Running]:
    """Start `reviewer serve` in `folder`, wait for its first page, and stop it at the end.

    What it prints is kept in `folder/serve.log`. Without `demo` it starts empty.
    """
    port = free_port()
    environment = {"REVIEWER_ENV": "development", "VAR_DIR": str(folder), "PORT": str(port), **settings}
    folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with (folder / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "reviewer", "serve", *([] if demo else ["--no-demo"])],
            env={**os.environ, **environment},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for_page(port, process)
        yield Running(port, environment, time.monotonic() - began)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(_PATIENCE_SECONDS)


def _wait_for_page(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"the service ended with status {process.returncode}")
        with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=2)) as connection:
            try:
                connection.request("GET", "/sign-in")
                if connection.getresponse().status == http.client.OK:
                    return
            except OSError:
                time.sleep(0.05)
    raise TimeoutError("the service showed no page")


class Visitor:
    """One browser's worth of requests: a kept connection, cookies, and the CSRF token of the last page."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE_SECONDS)
        self._used_at = 0.0
        self._cookies: dict[str, str] = {}
        self._token = ""

    def get(self, path: str) -> tuple[int, str]:
        """Status and body of a page."""
        return self._send("GET", path, None, {})

    def post(self, path: str, **fields: str) -> tuple[int, str]:
        """Send a form with the token of the last page."""
        body = urllib.parse.urlencode({"csrf_token": self._token, **fields}).encode()
        return self._send("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def upload(self, path: str, name: str, data: bytes) -> tuple[int, str]:
        """Send one file, as the upload form's script does."""
        border = secrets.token_hex(16)
        body = (
            (
                f'--{border}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{self._token}\r\n'
                f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
                "Content-Type: application/octet-stream\r\n\r\n"
            ).encode()
            + data
            + f"\r\n--{border}--\r\n".encode()
        )
        headers = {"Content-Type": f"multipart/form-data; boundary={border}", "Accept": "application/json"}
        return self._send("POST", path, body, headers)

    def sign_in(self, email: str, password: str) -> None:
        """Come in; raises when that fails."""
        self.get("/sign-in")
        status, _ = self.post("/sign-in", email=email, password=password)
        if status not in (302, 303):
            raise RuntimeError(f"{email} could not sign in: {status}")

    def _send(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, str]:
        if time.monotonic() - self._used_at > _KEPT_SECONDS:
            self._connection.close()  # the server has closed it by now; the next request opens another
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        self._connection.request(method, path, body, {**headers, "Cookie": cookies})
        answer = self._connection.getresponse()
        text = answer.read().decode("utf-8", "replace")
        self._used_at = time.monotonic()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self._cookies[key] = rest.split(";", 1)[0]
        found = _TOKEN.search(text)
        self._token = found.group(1) if found else self._token
        return answer.status, text
