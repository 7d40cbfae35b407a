"""Kinds of shared passages and their rules in the reader's language."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from reviewer.domain.provenance import Provenance, Rule
from reviewer.domain.states import Exclusion
from reviewer.services import reports

CLASSES = {
    Provenance.REFERENCES: _l("reference list"),
    Provenance.TITLE: _l("heading or title"),
    Provenance.PROMPT: _l("question text"),
    Provenance.QUOTATION: _l("quotation with its source"),
    Provenance.COMMON_PHRASE: _l("common phrase"),
    Provenance.OWN_PAPER: _l("own other paper"),
    Provenance.SAME_SCHOOL: _l("paper of the same school"),
    Provenance.SAME_COMMITTEE: _l("paper of the same committee"),
    Provenance.OTHER_COMMITTEE: _l("paper of another committee"),
    Provenance.EARLIER_YEAR: _l("paper of an earlier year"),
    Provenance.UNCITED_QUOTATION: _l("quotation without a source"),
    Provenance.CITED: _l("source named, not quoted"),
    Provenance.GUIDE: _l("background guide"),
    Provenance.UN_DOCUMENT: _l("UN document"),
    Provenance.OTHER_SOURCE: _l("web page or other source"),
}
"""What a class is called."""

MEANINGS = {
    Provenance.REFERENCES: _l("Stands in the paper's own list of references."),
    Provenance.TITLE: _l("Headings, title blocks and topic names."),
    Provenance.PROMPT: _l("The key questions, restated, and texts added as question text."),
    Provenance.QUOTATION: _l("In quotation marks, with a citation or “according to” beside it."),
    Provenance.COMMON_PHRASE: _l(
        "At most 25 words that at least four papers, and a fifth of the committee's or the conference's, have too."
    ),
    Provenance.OWN_PAPER: _l("Another paper of the same seat or of a delegate who holds it."),
    Provenance.SAME_SCHOOL: _l("Another delegation of the same school."),
    Provenance.SAME_COMMITTEE: _l("Another delegation of the same committee."),
    Provenance.OTHER_COMMITTEE: _l("A delegation of another committee and another school."),
    Provenance.EARLIER_YEAR: _l("A text added to the sources as a past paper."),
    Provenance.UNCITED_QUOTATION: _l("In quotation marks, from a source, and nothing says from which."),
    Provenance.CITED: _l("The source's words as if they were one's own, with a citation beside them."),
    Provenance.GUIDE: _l("The words of a background guide, neither quoted nor cited."),
    Provenance.UN_DOCUMENT: _l("The words of a resolution, treaty or report, neither quoted nor cited."),
    Provenance.OTHER_SOURCE: _l("The words of any other source, neither quoted nor cited."),
}
"""What belongs to a class, in a sentence."""

RULES = {
    Rule.IGNORE: _l("Leave out"),
    Rule.COUNT: _l("Count"),
    Rule.SERIOUS: _l("Look sooner"),
}
"""What a rule is called."""

_REASONS = {
    reports.STAFF: _l("excluded by staff"),
    reports.LATER: _l("stands in a later paper"),
    Exclusion.SHORT: _l("short"),
    Exclusion.NAME: _l("name"),
    Exclusion.RULE: _l("excluded by a rule"),
}


def reason_word(code: str) -> str:
    """Why a passage does not count, in a word or two."""
    classes = {one.value: words for one, words in CLASSES.items()}
    return str(_REASONS.get(code) or classes[code])
