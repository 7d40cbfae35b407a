"""What happened in a case, an event a line."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from reviewer.services.desks.case_history import Event, Happened
from reviewer.web.dates import moment
from reviewer.web.rulings_shown import verdict_word

Values = dict[str, Any]


def event_values(event: Event, zone: str) -> Values:
    """A line of the timeline."""
    return {"text": _happened(event), "at": moment(event.at, zone), "who": event.who}


def _happened(event: Event) -> str:
    match event.kind:
        case Happened.RECEIVED:
            return str(
                _("Version %(number)s received, receipt %(receipt)s", number=event.number, receipt=event.receipt)
            )
        case Happened.OTHER_RECEIVED:
            return str(
                _(
                    "The other paper's version %(number)s received, receipt %(receipt)s",
                    number=event.number,
                    receipt=event.receipt,
                )
            )
        case Happened.WITHDRAWN:
            return str(_("Version %(number)s withdrawn", number=event.number))
        case Happened.ASKED:
            return str(_("A chair asked staff to look"))
        case Happened.OPENED:
            return str(_("Case opened"))
        case Happened.ASSIGNED:
            return str(_("Given to %(name)s", name=event.what))
        case Happened.EXCLUDED:
            return str(_("Does not count any more: “%(what)s”", what=_short(event.what)))
        case Happened.RESTORED:
            return str(_("Counts again: “%(what)s”", what=_short(event.what)))
        case Happened.RULED:
            return str(_("Ruled: %(verdict)s", verdict=verdict_word(event.what)))


def _short(words: str, most: int = 80) -> str:
    line = " ".join(words.split())
    return line if len(line) <= most else f"{line[:most].rsplit(' ', 1)[0]}…"
