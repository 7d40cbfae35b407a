"""What is wrong with a roster, in the person's language, by the code of the fault."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from reviewer.engine.document import Unreadable
from reviewer.services.setup.roster_table import RosterFault
from reviewer.web.messages import SENTENCES, words_of

FAULTS = {
    "column_double": _l("“%(name)s” and “%(other)s” mean the same. Keep one of these columns."),
    "column_committee": _l("There is no column for the committee. Name it “Committee”."),
    "column_delegation": _l("There is no column for the delegation. Name it “Delegation” or “Country”."),
    "roster_empty": _l("The roster has no rows below its column names. Add one for each seat."),
    "committee_missing": _l("The committee is missing. Write it in this row."),
    "delegation_missing": _l("The delegation is missing. Write it in this row."),
    "cell_long": _l("“%(words)s” is longer than %(most)s characters. Shorten it."),
    "size_unknown": _l("“%(size)s” is no size. Write 1 or 2."),
    "over_size": _l("There are two delegates for a single seat. Write 2 as its size or remove one."),
    "email_double": _l("Both delegates have the same e-mail address. Each needs one of their own."),
    "email_missing": _l("%(name)s has no e-mail address. Add it, or leave the name out and invite them later."),
    "email_twice": _l("%(email)s has a seat on line %(first)s already. Each delegate has one seat."),
    "seat_double": _l(
        "%(delegation)s has this seat on line %(first)s already. Put a second delegate into the columns for the second "
        "delegate of that line."
    ),
    "seat_taken": _l(
        "This seat is held by %(others)s, which leaves no room for the delegates of this row. End that place first or "
        "correct the row."
    ),
    "committee_unknown": _l("There is no committee “%(committee)s”. The conference has: %(known)s."),
    "no_committees": _l("There is no committee “%(committee)s”. Set up the conference's committees first."),
}
"""Sentences with the names of `RosterFault.details` in them."""


def fault_words(fault: RosterFault) -> str:
    """The fault as a sentence for the person who brought the roster."""
    sentence = FAULTS.get(fault.code) or SENTENCES.get(fault.code)
    return fault.message if sentence is None else str(sentence) % dict(fault.details)


_UNREADABLE = {
    "unsupported_type": _l("it is not a CSV file. In the spreadsheet choose: save as, CSV UTF-8."),
    "too_long": _l("it is longer than any roster. Check that it is the right file."),
    "empty": _l("it is empty. Its first row must name the columns."),
    "corrupt": _l("a line is damaged (%(detail)s). Correct it in the spreadsheet and save it as CSV."),
}


def unreadable_words(unreadable: Unreadable) -> str:
    """Why a table cannot be read: the readers' own sentences speak of papers."""
    sentence = _UNREADABLE.get(unreadable.code)
    return words_of(unreadable.code) if sentence is None else str(sentence) % {"detail": unreadable.message}
