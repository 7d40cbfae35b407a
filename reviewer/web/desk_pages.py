"""The pages of a paper on the marking desk: a part of its page, and the pictures in it."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from http import HTTPStatus

from flask import Blueprint, Flask, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reviewer.engine.pages.sheets import Box
from reviewer.services import page_pictures
from reviewer.services.desks import marking
from reviewer.services.desks.marking import Desk
from reviewer.services.desks.pages import PageMark, ShownPage, shown_pages
from reviewer.services.page_covers import Cover
from reviewer.services.page_maps import PDF, page_map
from reviewer.services.page_pictures import WIDTHS, key_of
from reviewer.services.page_turns import Busy
from reviewer.web.asking import actor, house, reading, sandbox
from reviewer.web.attachments import picture
from reviewer.web.chairs_shown import Values
from reviewer.web.messages import words

bp = Blueprint("desk_pages", __name__)
_PIXELS_A_POINT = 96 / 72
_UNDER = 0.94
"""Share of a line's height at which its underline runs."""
_WAVE = 1.6
_AGAIN_SECONDS = "5"


def init(app: Flask) -> None:
    """Serve the pages of the desk."""
    app.register_blueprint(bp)


@bp.errorhandler(Busy)
def busy(refused: Busy) -> ResponseReturnValue:
    """Come again: a child that draws is worth waiting for, but not with a thread of the server."""
    later = {"Retry-After": _AGAIN_SECONDS, "Cache-Control": "no-store"}
    return Response(words(refused), HTTPStatus.SERVICE_UNAVAILABLE, later, mimetype="text/plain")


@bp.get("/papers/<int:paper_id>/desk/pages")
def show(paper_id: int) -> ResponseReturnValue:
    """The pages with their highlights, as a part that the desk's script puts beside the text."""
    now = house().clock()
    with reading() as session:
        found = marking.desk(session, actor(), paper_id, now=now)
    return render_template("desk/_pages.html", pages=pages_values(found, prefix="page-"))


@bp.get("/papers/<int:paper_id>/desk/pages/<int:page>-<int:width>.png")
def drawn(paper_id: int, page: int, width: int) -> ResponseReturnValue:
    """A page as a picture, covered while marking is blind."""
    return picture(page_pictures.desk_picture(house(), sandbox(), actor(), paper_id, page, width))


def asked_pages(desk: Desk) -> Values | None:
    """The pages instead of the text, if the address asks for them; outside any transaction, as they may be made now."""
    if request.args.get("view") != "pages" or desk.document.media_type != PDF:
        return None
    try:
        return pages_values(desk, prefix="")
    except Busy:
        return _values(desk.paper_id, prefix="") | {"is_busy": True}


def pages_values(desk: Desk, *, prefix: str) -> Values:
    """The pages as `templates/desk/_pages.html` has them; `prefix` tells their ids from the text's. Raises Busy."""
    with reading() as session:
        asked = page_pictures.wanted(session, actor(), desk.paper_id)
        faults = page_pictures.faults(session, asked.of.document_id)
    found = page_map(house(), sandbox(), asked.of)
    sheets = shown_pages(desk.text, desk.blocks, found) if found else ()
    covers = page_pictures.covers(asked, found) if found else ()
    total = found.pages if found else 0
    return _values(desk.paper_id, prefix=prefix) | {
        "total": total,
        "left": total - len(sheets),
        "is_covered": asked.veiled is not None,
        "sheets": [
            _page(desk.paper_id, asked.of.document_id, page, cover, faults)
            for page, cover in zip(sheets, covers, strict=True)
        ],
    }


def _values(here: int, *, prefix: str) -> Values:
    """What is around the pages, and none of them yet."""
    return {
        "prefix": prefix,
        "total": 0,
        "left": 0,
        "is_covered": False,
        "is_busy": False,
        "pages_href": url_for("chairs.desk", paper_id=here, view="pages"),
        "text_href": url_for("chairs.desk", paper_id=here, view="text"),
        "zoom": "actual" if request.args.get("zoom") == "actual" else "width",
        "zooms": [
            (name, said, url_for("chairs.desk", paper_id=here, view="pages", zoom=name))
            for name, said in (("width", _("Page width")), ("actual", _("Actual size")))
        ],
        "sheets": [],
    }


def _page(
    paper_id: int,
    document_id: int,
    page: ShownPage,
    cover: Cover | str | None,
    faults: AbstractSet[tuple[int, int, str]],
) -> Values:
    widths = [one for one in WIDTHS if (page.number, one, key_of(cover)) not in faults]
    reason = cover if isinstance(cover, str) else "" if widths else "failed"
    # What the picture depends on stands in its address, so that a browser never shows one that no longer holds.
    kept = f"{document_id}-{cover.key[:12]}" if isinstance(cover, Cover) else str(document_id)
    links = [
        (url_for("desk_pages.drawn", paper_id=paper_id, page=page.number, width=one, of=kept), one) for one in widths
    ]
    return {
        "number": page.number,
        "width": page.width,
        "height": page.height,
        "actual_width": round(page.width * _PIXELS_A_POINT),
        "actual_height": round(page.height * _PIXELS_A_POINT),
        "src": links[0][0] if links else "",
        "srcset": ", ".join(f"{href} {one}w" for href, one in links),
        "reason": reason,
        "marks": [] if reason else [_mark(one) for one in page.marks],
        "sizes": [] if reason else page.words,
    }


def _mark(mark: PageMark) -> Values:
    last = mark.strokes[-1]
    wavy = "match-translated" in mark.classes
    return {
        "ids": mark.ids,
        "first": mark.first,
        "classes": " ".join(mark.classes),
        "boxes": [tuple(round(one, 1) for one in stroke) for stroke in mark.strokes],
        "under": "".join(map(_wave if wavy else _line, mark.strokes)) if "match" in mark.classes else "",
        "anchors": [
            {"id": one.id, "number": one.number, "x": round(last[0] + last[2] + at * 12, 1), "y": round(last[1], 1)}
            for at, one in enumerate(mark.anchors)
        ],
    }


def _line(box: Box) -> str:
    left, top, width, height = box
    return f"M{left:.1f} {top + _UNDER * height:.1f}h{width:.1f}"


def _wave(box: Box) -> str:
    left, top, width, height = box
    half = f"{_WAVE:g}"
    again = "".join(f"t{half} 0" for _count in range(max(0, int(width / _WAVE) - 1)))
    return f"M{left:.1f} {top + _UNDER * height:.1f}q{_WAVE / 2:g} -{half} {half} 0{again}"
