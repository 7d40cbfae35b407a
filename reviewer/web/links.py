"""Addresses that come from outside: only paths of this service are followed."""

from __future__ import annotations

from urllib.parse import urlsplit

from werkzeug.routing import IntegerConverter, Map


class RowId(IntegerConverter):
    """A row's id in an address. A number no database column can hold names nothing, and is no fault of ours."""

    def __init__(self, map: Map) -> None:  # noqa: A002 - werkzeug passes it by this name
        super().__init__(map, min=1, max=2**63 - 1)


def local_path(wanted: str | None, default: str = "/") -> str:
    """`wanted` if it is a path on this very service, else `default`: a link may not lead people elsewhere."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return default
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or any(ord(c) < 32 or c == "\\" for c in wanted):
        return default
    return wanted


def safe_url(url: str | None) -> str | None:
    """An http(s) address as given, or None: `javascript:` and its kin never become a link."""
    if url is None:
        return None
    parts = urlsplit(url.strip())
    return url.strip() if parts.scheme in ("http", "https") and parts.netloc else None
