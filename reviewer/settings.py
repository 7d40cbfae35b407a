"""What the service is told by its environment, read once and then passed around.

Only the standard library is used here: every other part, however small, may import this.
"""

from __future__ import annotations

import hashlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, cast, get_args
from urllib.parse import quote, urlsplit

Environment = Literal["production", "development", "test"]
Rendering = Literal["off", "soffice"]
Semantic = Literal["auto", "off"]

_SECRET_BYTES = 32
_SHORTEST_SECRET = 32
_TEST_SECRET = "only for tests: " + "0" * 32  # a test run has nothing to protect and must not write files
_LONGEST_SOCKET_PATH = 100  # Linux takes 107 bytes, macOS 103
_PSYCOPG = "postgresql+psycopg://"


class SettingsError(ValueError):
    """The environment asks for something impossible or unsafe; the message says which variable to change, and how."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that differs between one installation and another.

    `var_dir` is absolute and holds all state that no URL places elsewhere. `trusted_proxies` counts the reverse
    proxies in front of the web part whose forwarding headers are believed. What may hold a password is not in `repr`.
    """

    environment: Environment
    secret_key: str = field(repr=False)
    index_key: bytes = field(repr=False)
    """Under which fingerprints are made; it stands in no row."""
    var_dir: Path
    database_url: str = field(repr=False)
    redis_url: str = field(repr=False)
    storage_url: str = field(repr=False)
    mail_url: str = field(repr=False)
    mail_sender: str
    base_url: str
    worker_count: int
    upload_limit_bytes: int
    run_lease_seconds: int
    sweep_seconds: int
    semantic: Semantic
    render_pages: Rendering
    trusted_proxies: int

    @property
    def demo_allowed(self) -> bool:
        """Whether demo accounts, whose passwords are shown to whoever starts the service, may exist here."""
        return self.environment != "production"

    @property
    def is_https(self) -> bool:
        """Whether people reach the service over TLS, so that cookies may insist on it."""
        return self.base_url.startswith("https://")

    @classmethod
    def from_env(cls, env: Mapping[str, str], *, secret_needed: bool = True) -> Settings:
        """The settings that these environment variables describe; an empty variable counts as unset.

        Raises SettingsError for a value that cannot be used, and for production without SECRET_KEY. In development
        without one, a random key is made once and kept in `var_dir`. Commands that sign nothing pass
        `secret_needed=False`: they work without a key, which is then empty, and make none.
        """
        given = {name: value.strip() for name, value in env.items() if value.strip()}
        environment = cast("Environment", _choice(given, "REVIEWER_ENV", get_args(Environment), "production"))
        var_dir = Path(given.get("VAR_DIR", "var")).expanduser().absolute()
        secret_key = _secret_key(given, environment, var_dir) if secret_needed else given.get("SECRET_KEY", "")
        return cls(
            environment=environment,
            secret_key=secret_key,
            index_key=_index_key(given, secret_key),
            var_dir=var_dir,
            database_url=_database_url(given, var_dir),
            redis_url=_redis_url(given, var_dir),
            storage_url=_url(given, "STORAGE_URL", ("file", "s3"), folder_url(var_dir / "files")),
            mail_url=_url(given, "MAIL_URL", ("file", "smtp", "smtps"), folder_url(var_dir / "mail")),
            mail_sender=given.get("MAIL_SENDER", "reviewer@localhost"),
            base_url=_url(given, "BASE_URL", ("http", "https"), "http://127.0.0.1:8000").rstrip("/"),
            worker_count=_number(given, "WORKERS", 2, least=1),
            upload_limit_bytes=_number(given, "UPLOAD_LIMIT_MB", 20, least=1) * 1024 * 1024,
            run_lease_seconds=_number(given, "RUN_LEASE_SECONDS", 120, least=5),
            sweep_seconds=_number(given, "SWEEP_SECONDS", 10, least=1),
            semantic=cast("Semantic", _choice(given, "SEMANTIC", get_args(Semantic), "auto")),
            render_pages=cast("Rendering", _choice(given, "RENDER_PAGES", get_args(Rendering), "off")),
            trusted_proxies=_number(given, "TRUSTED_PROXIES", 0, least=0),
        )


def folder_url(folder: Path) -> str:
    """The file:// URL of an absolute folder, with spaces and the like escaped."""
    return "file://" + quote(str(folder))


def _choice(given: Mapping[str, str], name: str, allowed: tuple[str, ...], default: str) -> str:
    value = given.get(name, default)
    if value not in allowed:
        raise SettingsError(f"{name} is {value!r}; use one of: {', '.join(allowed)}.")
    return value


def _number(given: Mapping[str, str], name: str, default: int, *, least: int) -> int:
    text = given.get(name, str(default))
    try:
        value = int(text)
    except ValueError:
        raise SettingsError(f"{name} is {text!r}; use a whole number.") from None
    if value < least:
        raise SettingsError(f"{name} is {value}; use {least} or more.")
    return value


def _url(given: Mapping[str, str], name: str, schemes: tuple[str, ...], default: str) -> str:
    value = given.get(name, default)
    if urlsplit(value).scheme not in schemes or "://" not in value:
        # The value itself is not repeated: such URLs carry passwords, and this message ends in logs.
        raise SettingsError(f"{name} must start with one of: {', '.join(s + '://' for s in schemes)}.")
    return value


def _database_url(given: Mapping[str, str], var_dir: Path) -> str:
    value = given.get("DATABASE_URL", f"sqlite:///{var_dir / 'reviewer.sqlite3'}")
    for prefix in ("postgres://", "postgresql://", _PSYCOPG):
        if value.startswith(prefix):
            return _PSYCOPG + value.removeprefix(prefix)
    if value.startswith("sqlite:///"):
        return value
    raise SettingsError("DATABASE_URL must start with postgresql:// or sqlite:///.")


def _redis_url(given: Mapping[str, str], var_dir: Path) -> str:
    return _url(given, "REDIS_URL", ("redis", "rediss", "unix"), "unix://" + quote(str(_broker_socket(var_dir))))


def _broker_socket(var_dir: Path) -> Path:
    """The embedded broker's socket: in `var_dir`, or in a short place of its own when that path is too long.

    The place follows from `var_dir` alone, so that every process of an installation finds the same one.
    """
    path = var_dir / "broker.sock"
    if len(os.fsencode(path)) <= _LONGEST_SOCKET_PATH:
        return path
    mark = hashlib.sha256(os.fsencode(var_dir)).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"reviewer-{os.getuid()}-{mark}" / "broker.sock"


def _secret_key(given: Mapping[str, str], environment: Environment, var_dir: Path) -> str:
    secret = given.get("SECRET_KEY")
    if secret is not None:
        if environment == "production" and len(secret) < _SHORTEST_SECRET:
            raise SettingsError(f"SECRET_KEY is too short to be safe; {_HOW_TO_MAKE_ONE}")
        return secret
    if environment == "production":
        raise SettingsError(f"SECRET_KEY is not set, and production does not start without it; {_HOW_TO_MAKE_ONE}")
    return _TEST_SECRET if environment == "test" else _kept_secret(var_dir / "secret_key")


def _index_key(given: Mapping[str, str], secret_key: str) -> bytes:
    """INDEX_KEY, or one drawn from the secret, from which the secret cannot be told."""
    drawn = hashlib.blake2b(secret_key.encode(), person=b"index key").hexdigest()
    return given.get("INDEX_KEY", drawn).encode()


_HOW_TO_MAKE_ONE = (
    'make one with: python -c "import secrets; print(secrets.token_urlsafe(32))" '
    "(or set REVIEWER_ENV=development on your own machine)."
)


def _kept_secret(path: Path) -> str:
    """The secret in `path`, made if there is none; two processes that start at once agree on one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(_SECRET_BYTES))
    try:
        os.link(draft, path)  # unlike rename, a link never replaces what another process made first
    except FileExistsError:
        pass
    finally:
        draft.unlink()
    return path.read_text(encoding="ascii").strip()
