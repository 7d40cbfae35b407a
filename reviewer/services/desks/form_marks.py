"""The places in a text that a format profile's findings speak of."""

from __future__ import annotations

from reviewer.services.desks.rendering import Highlight
from reviewer.services.formats import Form, mark_of


def form_highlights(form: Form | None) -> list[Highlight]:
    """A mark for each finding that is not as it should be and has a place."""
    if form is None:
        return []
    return [
        Highlight(mark_of(place, one), one.start or 0, one.end or 0, ("flag",))
        for place, one in enumerate(form.findings, start=1)
        if mark_of(place, one)
    ]
