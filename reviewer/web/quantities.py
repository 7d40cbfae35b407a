"""Numbers as the page's language writes them: counts, points, sizes of files."""

from __future__ import annotations

from decimal import Decimal

from flask_babel import format_decimal
from flask_babel import gettext as _


def number(value: int) -> str:
    """A whole number with the language's separators."""
    return str(format_decimal(value))


def points(value: Decimal) -> str:
    """Points without idle zeros, in the language's decimals."""
    return str(format_decimal(value))


def signed(value: Decimal) -> str:
    """Points that were added or taken, with their sign (a true minus)."""
    return ("+" if value > 0 else "\u2212") + points(abs(value))


def size_words(size: int) -> str:
    """A file's size as people say it."""
    if size < 1000:
        return str(_("%(size)s bytes", size=number(size)))
    if size < 1_000_000:
        return f"{number(round(size / 1000))} KB"
    return f"{format_decimal(round(size / 1_000_000, 1))} MB"
