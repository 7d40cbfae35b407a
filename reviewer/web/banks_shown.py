"""The comment bank as `templates/committee/bank.html` and the desk want it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reviewer.domain.bank import BankFault, BankRows, rows_of
from reviewer.services.bank import Bank, Holder, Kept
from reviewer.web.chairs_shown import Values
from reviewer.web.committee_place import place_values

HOLDERS = {
    Holder.MINE: _l("Mine"),
    Holder.COMMITTEE: _l("The committee's"),
    Holder.CONFERENCE: _l("The conference's"),
}
_EMPTY = {"name": "", "text": "", "criterion": "", "points": ""}


def bank_values(bank: Bank, *, typed: Mapping[str, str], at: int, read: BankRows | None) -> Values:
    """The page; `typed` is a form that came back, of the comment `at` (0 for a new one), `read` a file looked at."""
    of = bank.body
    holders = [one for one in Holder if one is not Holder.CONFERENCE or bank.is_staff]
    return {
        **place_values(of.committee_id, of.name, "bank"),
        "groups": [_group(bank, holder, typed if at else {}, at) for holder in Holder],
        "holders": [(one.value, str(HOLDERS[one])) for one in holders],
        "typed": _EMPTY | {"holder": Holder.MINE.value, "table": ""} | (dict(typed) if not at else {}),
        "keep_action": url_for("banks.keep", committee_id=of.committee_id),
        "import_action": url_for("banks.take_in", committee_id=of.committee_id),
        "read": None
        if read is None
        else {"entries": rows_of(read.entries), "faults": [fault_words(one) for one in read.faults]},
    }


def _group(bank: Bank, holder: Holder, typed: Mapping[str, str], at: int) -> Values:
    return {
        "title": str(HOLDERS[holder]),
        "kept": [_kept(one, bank, typed if one.comment_id == at else {}) for one in bank.of(holder)],
        "downloads": [
            {
                "label": ending.upper(),
                "href": url_for(
                    "banks.export", committee_id=bank.body.committee_id, holder=holder.value, ending=ending
                ),
            }
            for ending in ("yaml", "csv")
        ],
    }


def _kept(one: Kept, bank: Bank, typed: Mapping[str, str]) -> Values:
    committee_id = bank.body.committee_id
    address: Values = {"committee_id": committee_id, "kept_id": one.comment_id}
    shares = [(Holder.COMMITTEE, _("Share with the committee"))] if one.holder is Holder.MINE else []
    if bank.is_staff and one.holder is not Holder.CONFERENCE:
        shares.append((Holder.CONFERENCE, _("Share with the conference")))
    return {
        **rows_of([one.entry])[0],
        "id": one.comment_id,
        "uses": one.uses,
        "version": one.version,
        "typed": {**rows_of([one.entry])[0], **typed},
        "is_open": bool(typed),
        "may_change": one.may_change,
        "change_action": url_for("banks.change", **address),
        "retire_action": url_for("banks.retire", **address),
        "shares": [
            {"to": to.value, "label": label, "action": url_for("banks.share", **address)} for to, label in shares
        ],
    }


def fault_words(fault: BankFault) -> str:
    """What is wrong in a row, and what to do."""
    said = {
        "name": _("the name “%(value)s” must be letters and digits with single hyphens.", value=fault.value),
        "text": _("write the comment, in up to 2,000 characters."),
        "points": _("“%(value)s” is no number in whole or half steps, like −1 or 0.5.", value=fault.value),
        "points_alone": _("points need a criterion: name its key, or leave the points out."),
        "twice": _("the name “%(value)s” stands in an earlier row already.", value=fault.value),
        "column": _("the column “%(value)s” is not known. Use name, text, criterion and points.", value=fault.value),
        "many": _("no more than %(value)s comments can come in at once.", value=fault.value),
        "row": _("this is no set of keys. Write name and text."),
    }[fault.code]
    return str(_("Row %(row)s: %(words)s", row=fault.row, words=said)) if fault.row else str(said)


def desk_bank(kept: Sequence[Kept]) -> list[Values]:
    """The bank on the desk: groups of comments, the most used first."""
    groups = []
    for holder, title in HOLDERS.items():
        entries = [
            {"id": one.comment_id, **rows_of([one.entry])[0], "uses": one.uses} for one in kept if one.holder is holder
        ]
        if entries:
            groups.append({"group": str(title), "entries": entries})
    return groups
