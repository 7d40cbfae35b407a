"""The closed lists of the rubric editor, in words."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

KINDS = (
    ("levels", _l("Choose a level")),
    ("points", _l("Type a number")),
    ("coverage", _l("Choose a level; the key questions suggest one")),
)
BASES = (("points", _l("Points, added up")), ("weights", _l("Percent, by weights")))
UNITS = (("points", _l("points")), ("percent", _l("percent of the points")))
TRIGGERS = (
    ("", _l("Nobody: a chair thinks of it")),
    ("late", _l("A deadline that was missed")),
    ("over_length", _l("More pages or words than the format allows")),
    ("no_references", _l("Fewer sources than the format asks for")),
    ("format", _l("Any other rule of the format that is broken")),
    ("identity_shown", _l("A name that the format says to hide")),
    ("ruling", _l("Staff's ruling on a case")),
)
ENTRIES = {
    "criteria": _l("Criterion"),
    "levels": _l("Level"),
    "deductions": _l("Deduction"),
    "caps": _l("Limit"),
    "bands": _l("Name"),
}
