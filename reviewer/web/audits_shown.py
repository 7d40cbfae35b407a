"""The audit board in words and addresses: what `templates/staff/audit.html` draws."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from reviewer.services.desks.audits import PAGE, Board, Filters, FindingKind, Row, Shown
from reviewer.web.flags import flag_title
from reviewer.web.paging import page_values

Values = dict[str, Any]


def board_address(conference_id: int, filters: Filters, *, page: int | None = None) -> str:
    """The board with these filters."""
    return url_for("audits.board", conference_id=conference_id, page=page, **query_of(filters))


def query_of(filters: Filters) -> Values:
    """The filters as an address carries them."""
    kind = None if filters.kind is None else filters.kind.value
    return {"shown": filters.shown.value, "committee": filters.committee_id, "kind": kind}


def board_values(board: Board, filters: Filters) -> Values:
    """The context of the board."""
    here: Values = {"conference_id": board.conference_id}

    may_clear = any(row.may_be_cleared for row in board.rows)

    def turn(page: int) -> str:
        return board_address(board.conference_id, filters, page=page)

    return {
        "counts": {"open": board.open, "mine": board.mine, "ruled": board.ruled},
        "filters": {
            "action": url_for("audits.board", conference_id=board.conference_id),
            "shown": filters.shown.value,
            "shown_options": _shown_options(),
            "committee": "" if filters.committee_id is None else filters.committee_id,
            "committees": [("", _("All committees")), *board.committees],
            "kind": "" if filters.kind is None else filters.kind.value,
            "kinds": _kind_options(),
            "is_plain": filters.committee_id is None and filters.kind is None and filters.shown is Shown.OPEN,
        },
        "columns": [
            *([{"label": _("Choose")}] if may_clear else []),
            {"label": _("Delegation")},
            {"label": _("Severity"), "sorted": "descending"},
            {"label": _("What")},
            {"label": _("Counts"), "numeric": True},
            {"label": _("State")},
        ],
        "rows": [_row(row) for row in board.rows],
        "bulk_action": url_for("audits.bulk_clear", **here, **query_of(filters)),
        "may_clear": may_clear,
        "rules_href": url_for("rules.show", **here),
        "map_href": url_for("maps.show", **here),
        "sources_href": url_for("setup.sources", **here),
        "unseen": _unseen(board),
        "page": page_values(board.page, PAGE, board.total, turn),
    }


def _unseen(board: Board) -> str:
    """What nobody looked for, in a sentence; empty when every paper was compared by meaning too."""
    if not board.by_words:
        return ""
    if board.by_words == board.read:
        return str(
            _(
                "Papers were compared by their words. What one says in other words or another language than another "
                "paper was not looked for; that needs the semantic extra on the server."
            )
        )
    words = ngettext(
        "%(num)s of %(read)s papers was compared by its words alone: what it says in other words or another language "
        "than another paper was not looked for.",
        "%(num)s of %(read)s papers were compared by their words alone: what they say in other words or another "
        "language than another paper was not looked for.",
        board.by_words,
        read=board.read,
    )
    return str(words)


def _shown_options() -> list[tuple[str, str]]:
    return [
        (Shown.OPEN.value, _("Not ruled yet")),
        (Shown.MINE.value, _("With me")),
        (Shown.RULED.value, _("Ruled")),
        (Shown.ALL.value, _("All")),
    ]


def _kind_options() -> list[tuple[str, str]]:
    return [
        ("", _("Everything")),
        (FindingKind.PAPER.value, _("Shared with a paper")),
        (FindingKind.SOURCE.value, _("Shared with a guide or source")),
        (FindingKind.FILE.value, _("Something in the file")),
        (FindingKind.CHAIR.value, _("A chair asks")),
    ]


def _row(row: Row) -> Values:
    case = url_for("audits.case", case_id=row.case_id) if row.case_id is not None else ""
    return {
        "paper_id": row.paper_id,
        "href": case,
        "open_action": url_for("audits.open", paper_id=row.paper_id),
        "delegation": titled(row.delegation, row.topic),
        "committee": row.committee,
        "severity": row.severity.value if row.severity is not None else "lead" if row.kin else "none",
        "what": _what(row),
        "more": _more(row),
        "share": row.figures.similarity,
        "state": row.state or "",
        "auditor": row.assignee or "",
        "may_be_cleared": row.may_be_cleared,
    }


def titled(delegation: str, topic: str | None) -> str:
    """A delegation, with the topic where it owes a paper for each."""
    return delegation if topic is None else _("%(delegation)s: %(topic)s", delegation=delegation, topic=topic)


def _what(row: Row) -> str:
    if row.most is not None and row.most.is_paper:
        return str(
            ngettext(
                "%(num)s word also stands in the paper of %(delegation)s, %(committee)s",
                "%(num)s words also stand in the paper of %(delegation)s, %(committee)s",
                row.most.words,
                delegation=row.most.title,
                committee=row.most.committee,
            )
        )
    if row.most is not None:
        return str(
            ngettext(
                "%(num)s word also stands in “%(title)s”",
                "%(num)s words also stand in “%(title)s”",
                row.most.words,
                title=row.most.title,
            )
        )
    return "" if row.flags else _("Nothing that counts")


def _more(row: Row) -> list[str]:
    more = [flag_title(code) for code in row.flags]
    if FindingKind.CHAIR in row.kinds:
        more.append(_("a chair asks you to look"))
    if row.kin:
        more.append(
            ngettext(
                "may come from the same file as another paper",
                "may come from the same file as %(num)s other papers",
                row.kin,
            )
        )
    if row.exchanged:
        more.append(_("same text with the country exchanged"))
    if row.foreign:
        more.append(_("speaks as another country"))
    if row.longest:
        more.append(ngettext("%(num)s word in a row", "%(num)s words in a row", row.longest))
    if row.most is not None and row.most.is_earlier is not None:
        more.append(_("handed in before this one") if row.most.is_earlier else _("handed in after this one"))
    if row.others > 1:
        more.append(ngettext("and one more text", "and %(num)s more texts", row.others - 1))
    if row.later:
        more.append(ngettext("%(num)s word also in later papers", "%(num)s words also in later papers", row.later))
    return more
