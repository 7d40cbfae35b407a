"""How a person's time goes, in one line."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _

from reviewer.services.desks.pace import Pace
from reviewer.web.dates import span

_AMPLE = timedelta(hours=1)
"""With more time than this for each paper nobody has to share it out."""


def pace_words(pace: Pace) -> str:
    """A chair's time in one line: "12 of 38 done, 3 hr left: 7 min each; you take 9 min"."""
    said = str(_("%(done)s of %(total)s done", done=pace.done, total=pace.total))
    if pace.left is not None and pace.left <= timedelta(0) and pace.done < pace.total:
        said += str(_(", marks were due %(time)s ago", time=span(pace.left)))
    elif pace.left is not None and pace.each is not None and pace.each > _AMPLE:
        said += str(_(", %(left)s left", left=span(pace.left)))
    elif pace.left is not None and pace.each is not None:
        said += str(_(", %(left)s left: %(each)s each", left=span(pace.left), each=span(pace.each)))
    if pace.usual is not None and pace.usual >= timedelta(minutes=1) and pace.done < pace.total:
        said += str(_("; you take %(usual)s", usual=span(pace.usual)))
    return said
