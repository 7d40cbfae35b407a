"""What was noticed in a file, in words: what it is, what exactly and where, and how to mend it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from reviewer.web.quantities import number

FLAGS = {
    "hidden_text": (
        _l("Hidden text"),
        _l("Some words are set as hidden, so that nobody sees them on the page. Show them or delete them."),
    ),
    "white_text": (
        _l("Text in the colour of the page"),
        _l(
            "Some words cannot be seen because they have the colour of their background. A template may have left them."
        ),
    ),
    "tiny_text": (_l("Very small text"), _l("Some words are too small to read. Enlarge them or delete them.")),
    "invisible_text": (
        _l("Text that cannot be seen"),
        _l("Some words lie outside the page or under something else. Move them or delete them."),
    ),
    "invisible_characters": (
        _l("Invisible characters"),
        _l("Some words have invisible characters inside, often from copying. Type these words again."),
    ),
    "lookalike_letters": (
        _l("Letters of another alphabet"),
        _l("Some words mix in letters that only look like ordinary ones. Type these words again."),
    ),
    "garbled_text": (
        _l("Text that cannot be read"),
        _l("The file's text is not what its pages show. Export it again from your word processor."),
    ),
    "tracked_changes": (
        _l("Tracked changes"),
        _l("The file still holds tracked changes. Accept or reject them all, then save."),
    ),
    "image_only": (
        _l("Pages that are only pictures"),
        _l("Some pages hold no text, so nothing on them was read. Export the paper from your word processor."),
    ),
    "embedded_content": (
        _l("Files inside the file"),
        _l("The file carries objects or other files, which were not read. Put their words into the text."),
    ),
    "active_content": (
        _l("Active parts"),
        _l("The file has controls or actions, which were not run. Save it without them."),
    ),
}
"""By the reader's flag code: a title and what to do. Codes without an entry are nothing a delegate could mend."""

_FURTHER = {
    "document_history": _l("Who wrote and saved the file"),
    "external_reference": _l("Parts fetched from elsewhere"),
}


def flag_title(code: str) -> str:
    """What was noticed in a file, by the reader's code."""
    if code in FLAGS:
        return str(FLAGS[code][0])
    return str(_FURTHER[code]) if code in _FURTHER else code.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class FlagShown:
    """A flag for a page: its title, the fact in a sentence, the words concerned (or nothing), and where in the text."""

    title: str
    sentence: str
    quote: str
    place: str


def flag_shown(flag: Mapping[str, Any], blocks: Sequence[Mapping[str, Any]] = ()) -> FlagShown:
    """A reader's flag in the reader's language; the English `detail` only where its code is not known here.

    `blocks` are the document's; with them the place is a page or paragraph.
    """
    values: Mapping[str, Any] = flag.get("values") or {}
    quote = str(values.get("text") or values.get("spells") or "")
    sentence = _sentence(str(flag["code"]), values)
    if sentence is None:
        sentence = str(flag["detail"])
    return FlagShown(flag_title(flag["code"]), sentence, quote, _place(flag.get("start"), blocks))


_UNSEEN: dict[str, Callable[[int, str], str]] = {
    "formatting": lambda num, measure: ngettext(
        "%(num)s word is formatted as hidden.", "%(num)s words are formatted as hidden.", num, measure=measure
    ),
    "shape": lambda num, measure: ngettext(
        "%(num)s word stands in an invisible shape.", "%(num)s words stand in an invisible shape.", num, measure=measure
    ),
    "covered_cell": lambda num, measure: ngettext(
        "%(num)s word stands in a covered table cell.",
        "%(num)s words stand in a covered table cell.",
        num,
        measure=measure,
    ),
    "white": lambda num, measure: ngettext(
        "%(num)s word is white on white.", "%(num)s words are white on white.", num, measure=measure
    ),
    "colour": lambda num, measure: ngettext(
        "%(num)s word has the colour of its background.",
        "%(num)s words have the colour of their background.",
        num,
        measure=measure,
    ),
    "points": lambda num, measure: ngettext(
        "%(num)s word is set in %(measure)s points.",
        "%(num)s words are set in %(measure)s points.",
        num,
        measure=measure,
    ),
    "width": lambda num, measure: ngettext(
        "%(num)s word is squeezed to %(measure)s%% of its width.",
        "%(num)s words are squeezed to %(measure)s%% of their width.",
        num,
        measure=measure,
    ),
    "squeezed": lambda num, measure: ngettext(
        "The letters of %(num)s word stand on each other.",
        "The letters of %(num)s words stand on each other.",
        num,
        measure=measure,
    ),
    "transparent": lambda num, measure: ngettext(
        "%(num)s word is fully transparent.", "%(num)s words are fully transparent.", num, measure=measure
    ),
    "off_page": lambda num, measure: ngettext(
        "%(num)s word lies outside the page.", "%(num)s words lie outside the page.", num, measure=measure
    ),
    "mode": lambda num, measure: ngettext(
        "%(num)s word is written but not drawn.", "%(num)s words are written but not drawn.", num, measure=measure
    ),
    "below": lambda num, measure: ngettext(
        "%(num)s word is covered, cut off or on a layer that is switched off.",
        "%(num)s words are covered, cut off or on a layer that is switched off.",
        num,
        measure=measure,
    ),
    "picture": lambda num, measure: ngettext(
        "%(num)s word stands behind a picture.", "%(num)s words stand behind a picture.", num, measure=measure
    ),
    "clipped": lambda num, measure: ngettext(
        "%(num)s word stands in a line or box too small to show it.",
        "%(num)s words stand in a line or box too small to show them.",
        num,
        measure=measure,
    ),
    "hidden_text": lambda num, measure: ngettext(
        "%(num)s word is hidden.", "%(num)s words are hidden.", num, measure=measure
    ),
    "white_text": lambda num, measure: ngettext(
        "%(num)s word has the colour of the page.", "%(num)s words have the colour of the page.", num, measure=measure
    ),
    "tiny_text": lambda num, measure: ngettext(
        "%(num)s word is too small to read.", "%(num)s words are too small to read.", num, measure=measure
    ),
    "invisible_text": lambda num, measure: ngettext(
        "%(num)s word cannot be seen on the page.", "%(num)s words cannot be seen on the page.", num, measure=measure
    ),
}
"""Why words are not seen, by the flag's `why`, else by its code."""

_EMBEDDED = {
    "document": _l("The file embeds another document, which was not read."),
    "files": _l("The file carries other files inside, which were not read."),
}
_ACTIVE = {
    "control": _l("The file contains form controls; nothing of them was run."),
    "field": _l("A field would start something; it was not run."),
}
_SAYINGS = {
    "embedded_content": _l("The file embeds objects, which were not read."),
    "active_content": _l("The file contains actions or controls; none was run."),
    "external_reference": _l("The file refers to something outside itself; it was not fetched."),
    "document_history": _l("One person created the file and another saved it last."),
    "image_only": _l("Some pages hold only pictures; nothing on them was read."),
}


def _sentence(code: str, values: Mapping[str, Any]) -> str | None:
    if code in ("hidden_text", "white_text", "tiny_text", "invisible_text"):
        return _unseen(code, values)
    if code == "tracked_changes":
        return _tracked(values)
    if code == "invisible_characters" and "number" in values:
        return str(
            ngettext(
                "%(num)s invisible character stands inside or between words (%(names)s).",
                "%(num)s invisible characters stand inside or between words (%(names)s).",
                int(values["number"]),
                names=", ".join(map(str, values.get("names") or ())),
            )
        )
    if code == "lookalike_letters" and "number" in values:
        return str(
            ngettext(
                "%(num)s word mixes in letters of another alphabet: %(words)s.",
                "%(num)s words mix in letters of another alphabet, for example %(words)s.",
                int(values["number"]),
                words=", ".join(map(str, values.get("words") or ())),
            )
        )
    if code == "garbled_text":
        return _garbled(values)
    if code == "image_only" and values.get("pages"):
        return str(_("Only pictures on page %(pages)s.", pages=", ".join(map(str, values["pages"]))))
    special = {"embedded_content": _EMBEDDED, "active_content": _ACTIVE}.get(code, {}).get(str(values.get("what")))
    plain = special or _SAYINGS.get(code) or (FLAGS[code][1] if code in FLAGS else None)
    return str(plain) if plain is not None else None


def _unseen(code: str, values: Mapping[str, Any]) -> str:
    """Older documents have flags without values: then the code alone speaks, of an unknown number of words."""
    if "words" not in values:
        return str(FLAGS[code][1])
    measure = values.get("measure")
    shown = format_decimal(measure) if isinstance(measure, int | float) else str(measure or "")
    say = _UNSEEN.get(str(values.get("why"))) or _UNSEEN[code]
    rule = _("What cannot be seen is left out of the text.")
    return f"{say(int(values['words']), shown)} {rule}"


def _tracked(values: Mapping[str, Any]) -> str:
    if "number" not in values:
        return str(_("The file holds tracked changes. Insertions were read, deletions left out."))
    return str(
        ngettext(
            "The file holds %(num)s tracked change. Insertions were read, deletions left out.",
            "The file holds %(num)s tracked changes. Insertions were read, deletions left out.",
            int(values["number"]),
        )
    )


def _garbled(values: Mapping[str, Any]) -> str:
    if "percent" in values:
        return str(
            _(
                "%(percent)s%% of the characters have no meaning in the file; its text is not what its pages show.",
                percent=number(int(values["percent"])),
            )
        )
    return str(_("The file's text is not language; it is not what its pages show."))


def _place(start: int | None, blocks: Sequence[Mapping[str, Any]]) -> str:
    """Page and paragraph of a place, as far as they are known."""
    if start is None or not blocks:
        return ""
    at = next((number_ for number_, block in enumerate(blocks, 1) if block["end"] > start), len(blocks))
    page = blocks[at - 1].get("page")
    if page:
        return str(_("Page %(page)s, paragraph %(number)s", page=page, number=at))
    return str(_("Paragraph %(number)s", number=at))
