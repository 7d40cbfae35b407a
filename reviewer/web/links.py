"""Addresses that come from outside: only paths of this service are followed."""

from __future__ import annotations

from urllib.parse import urlsplit


def local_path(wanted: str | None, default: str = "/") -> str:
    """`wanted` if it is a path on this very service, else `default`: a link may not lead people elsewhere."""
    if not wanted or not wanted.startswith("/") or wanted.startswith(("//", "/\\")):
        return default
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc or any(ord(c) < 32 or c == "\\" for c in wanted):  # noqa: PLR2004 - control characters
        return default
    return wanted


def safe_url(url: str | None) -> str | None:
    """An http(s) address as given, or None: `javascript:` and its kin never become a link."""
    if url is None:
        return None
    parts = urlsplit(url.strip())
    return url.strip() if parts.scheme in ("http", "https") and parts.netloc else None
