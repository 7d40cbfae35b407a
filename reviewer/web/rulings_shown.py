"""Rulings in words: verdicts, what a ruling says, and the passages it rested on."""

from __future__ import annotations

from typing import Any

from flask_babel import format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reviewer.domain.provenance import Provenance
from reviewer.domain.states import MatchKind, Verdict
from reviewer.services.desks.cases import Decision
from reviewer.services.rulings import Evidence, KeptPassage
from reviewer.web.dates import moment
from reviewer.web.provenance_words import CLASSES, reason_word

KINDS = {
    MatchKind.VERBATIM: _l("word for word"),
    MatchKind.REWORDED: _l("reworded"),
    MatchKind.PARAPHRASE: _l("same idea, other words"),
    MatchKind.TRANSLATED: _l("translated"),
}
Values = dict[str, Any]


def verdict_word(verdict: str) -> str:
    """A verdict in the reader's language."""
    return {value: label for value, label, _hint in verdicts()}[verdict]


def verdicts() -> list[tuple[str, str, str]]:
    """Each verdict with its word and what follows from it."""
    return [
        (Verdict.CLEARED.value, _("Cleared"), _("Nothing follows, and the case is closed.")),
        (Verdict.WARNED.value, _("Warned"), _("The case keeps the warning; the score stands.")),
        (Verdict.PENALTY.value, _("Penalty"), _("The points below are taken off the total.")),
        (Verdict.DISQUALIFIED.value, _("Disqualified"), _("The total becomes 0.")),
    ]


def kept_values(evidence: Evidence) -> Values:
    """What a ruling rested on."""
    return {
        "number": evidence.number,
        "share": evidence.similarity,
        "passages": [
            {
                "quote": one.quote,
                "other_quote": one.other_quote,
                "other": f"{one.other}, {one.committee}" if one.committee else one.other,
                "how": _kept_how(one),
            }
            for one in evidence.passages
        ],
    }


def _kept_how(one: KeptPassage) -> str:
    kind, name = MatchKind(one.kind), Provenance(one.provenance)
    said = [str(KINDS[kind]), str(CLASSES[name])]  # codes are only ever added, so each is still known
    if one.excluded is not None:
        said.append(_("does not count: %(why)s", why=reason_word(one.excluded)))
    return "; ".join(said)


def decision_values(decision: Decision, zone: str) -> Values:
    """A ruling as it is shown."""
    return {
        "verdict": decision.verdict,
        "reason": decision.reason,
        "penalty": "" if decision.penalty is None else format_decimal(decision.penalty),
        "share": decision.similarity,
        "by": decision.by,
        "at": moment(decision.at, zone),
        "rested_on": None if decision.rested_on is None else kept_values(decision.rested_on),
    }
