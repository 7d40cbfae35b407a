"""Where a long list stands: what `_macros/pagination.html` draws."""

from __future__ import annotations

from collections.abc import Callable


def page_values(page: int, size: int, total: int, href: Callable[[int], str]) -> dict[str, object] | None:
    """First, last and total with the addresses before and after; None when one page holds all."""
    if total <= size:
        return None
    last = -(-total // size)
    return {
        "first": (page - 1) * size + 1,
        "last": min(page * size, total),
        "total": total,
        "previous_href": href(page - 1) if page > 1 else "",
        "next_href": href(page + 1) if page < last else "",
    }
