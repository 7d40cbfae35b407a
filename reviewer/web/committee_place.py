"""The head of a committee's pages: its name and the way to each of them."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _


def place_values(committee_id: int, name: str, here: str) -> dict[str, Any]:
    """What `committee/_head.html` draws; `here` is the page that is open."""
    pages = (
        ("queue", _("Papers"), url_for("chairs.queue", committee_id=committee_id)),
        ("coverage", _("Questions"), url_for("committees.coverage", committee_id=committee_id)),
        ("passages", _("Best passages"), url_for("committees.passages", committee_id=committee_id)),
        ("hints", _("Hints"), url_for("committees.hint_lines", committee_id=committee_id)),
        ("bank", _("Comment bank"), url_for("banks.show", committee_id=committee_id)),
        ("calibration", _("Calibration"), url_for("calibrations.show", committee_id=committee_id)),
        ("readers", _("Readers"), url_for("readers.show", committee_id=committee_id)),
        ("awards", _("Awards"), url_for("awards.show", committee_id=committee_id)),
        ("regrades", _("Regrades"), url_for("regrades.of_committee", committee_id=committee_id)),
    )
    return {
        "committee": name,
        "pages": [{"label": label, "href": href, "current": key == here} for key, label, href in pages],
    }
