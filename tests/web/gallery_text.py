"""Invented texts for the gallery, cut into runs the way pages expect them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

Run = dict[str, Any]
Block = dict[str, Any]


@dataclass(frozen=True)
class Span:
    """A passage by its words: `anchor` is the number a comment carries."""

    id: str
    classes: tuple[str, ...]
    quote: str
    anchor: int | None = None


def cut(text: str, offset: int, spans: list[Span]) -> list[Run]:
    """Split a block's text where any span begins or ends; each run names the spans that cover it."""
    found = [(text.find(s.quote), text.find(s.quote) + len(s.quote), s) for s in spans if s.quote in text]
    borders = sorted({0, len(text), *(start for start, _, _ in found), *(end for _, end, _ in found)})
    runs = []
    for start, end in pairwise(borders):
        over = [(right, span) for left, right, span in found if left <= start and end <= right]
        runs.append(
            {
                "text": text[start:end],
                "start": offset + start,
                "classes": list(dict.fromkeys(name for _, span in over for name in span.classes)),
                "ids": [span.id for _, span in over if span.id],
                "anchors": [{"id": s.id, "number": s.anchor} for right, s in over if s.anchor and right == end],
            }
        )
    return runs


def blocks(parts: list[tuple[str, int, int | None, str]], spans: list[Span]) -> list[Block]:
    """Blocks from (kind, level, page, text), with document offsets."""
    made: list[Block] = []
    offset = 0
    for kind, level, page, text in parts:
        runs = cut(text, offset, spans)
        made.append({"kind": kind, "level": level, "page": page, "start": offset, "runs": runs, "notes": []})
        offset += len(text) + 1
    return made


PAPER: list[tuple[str, int, int | None, str]] = [
    ("header", 0, 1, "Delegation: Uruguay\nCommittee: United Nations Environment Assembly"),
    ("title", 0, 1, "Sharing Rivers That Cross Borders"),
    ("heading", 1, 1, "I. Background of the Topic"),
    (
        "paragraph",
        0,
        1,
        (
            "More than two in five people live in a basin that two or more states share. Rivers carry trade, food"
            " and memory across borders, and they carry waste with them. Where no agreement binds the upper and "
            "the lower bank, a dry season turns neighbours into rivals.[1] The question before the Assembly is "
            "not whether water will be shared, but whether it will be shared by rule or by accident."
        ),
    ),
    (
        "paragraph",
        0,
        1,
        (
            "The 1997 Convention set out two duties that most states now accept: to use a shared river in an "
            "equitable and reasonable manner, and to take all appropriate measures to prevent significant harm to"
            " others. Acceptance, however, has run ahead of practice. Fewer than one third of shared basins have "
            "a body that meets every year and publishes what it measures."
        ),
    ),
    ("heading", 1, 1, "II. Position of Uruguay"),
    (
        "paragraph",
        0,
        1,
        (
            "Uruguay lies at the mouth of one great basin and on the bank of another. It was the first country to"
            " write the right to water into its constitution, after a vote in 2004, and it has sat for five "
            "decades on a river commission with its neighbour. That commission has survived a dispute before the "
            "International Court of Justice, and it still meets every month.[2]"
        ),
    ),
    (
        "quotation",
        0,
        2,
        (
            "Water is a natural resource essential to life. Access to drinking water and access to sanitation are"
            " fundamental human rights."
        ),
    ),
    (
        "paragraph",
        0,
        2,
        (
            "From this experience Uruguay draws a plain lesson: data comes before trust, and trust comes before "
            "treaties. States that publish the same measurements on the same day have little left to suspect. "
            "Nuestra delegación believes that a shared monitoring station is worth more than a promise to "
            "consult."
        ),
    ),
    ("heading", 1, 2, "III. Proposed Solutions"),
    ("paragraph", 0, 2, "Uruguay proposes three measures, each of which a small state can afford:"),
    (
        "list_item",
        0,
        2,
        (
            "an open register of river data, kept by the Programme, in which every state enters flow and quality "
            "once a month in one common form;"
        ),
    ),
    (
        "list_item",
        0,
        2,
        (
            "a rapid mission of three experts, whom any riparian state may call within ten days of a spill, and "
            "whose findings are published whole;"
        ),
    ),
    (
        "list_item",
        0,
        2,
        (
            "a fund of first resort, paid by one tenth of a per cent of hydropower revenue in the basin, that "
            "pays for stations on the poorer bank."
        ),
    ),
    (
        "paragraph",
        0,
        2,
        (
            "Upstream states will object that publication invites claims. The answer is in the design of the "
            "register: what is entered there may not be used as the sole evidence before a court. Uruguay "
            "accepted such a rule in its own commission, and lost nothing by it."
        ),
    ),
    ("footnote", 0, 2, "1. Assembly background paper on shared basins, section 2."),
    ("footnote", 0, 2, "2. Minutes of the river commission, sessions 1 to 60."),
    (
        "references",
        0,
        2,
        "Convention on the Law of the Non-navigational Uses of International Watercourses. United Nations, 1997.",
    ),
    ("references", 0, 2, "Constitution of the Eastern Republic of Uruguay, article 47, as amended in 2004."),
]

SPANS = [
    Span("", ("noteref",), "[1]"),
    Span("", ("noteref",), "[2]"),
    Span(
        "match-1",
        ("match", "match-verbatim"),
        (
            "to use a shared river in an equitable and reasonable manner, and to take all appropriate measures to"
            " prevent significant harm to others"
        ),
    ),
    Span(
        "match-2",
        ("match", "match-reworded"),
        "Fewer than one third of shared basins have a body that meets every year and publishes what it measures.",
    ),
    Span(
        "match-3", ("match", "match-translated"), "a shared monitoring station is worth more than a promise to consult"
    ),
    Span(
        "match-4",
        ("match", "match-verbatim", "match-excluded"),
        (
            "Water is a natural resource essential to life. Access to drinking water and access to sanitation are"
            " fundamental human rights."
        ),
    ),
    Span(
        "evidence-1",
        ("evidence",),
        (
            "That commission has survived a dispute before the International Court of Justice, and it still meets"
            " every month."
        ),
    ),
    Span("evidence-2", ("evidence",), "Acceptance, however, has run ahead of practice. Fewer than one third"),
    Span(
        "evidence-3",
        ("evidence",),
        "a fund of first resort, paid by one tenth of a per cent of hydropower revenue in the basin",
    ),
    Span("comment-2", ("comment",), "data comes before trust, and trust comes before treaties", 2),
    Span("comment-3", ("comment",), "whom any riparian state may call within ten days of a spill", 3),
    Span("comment-1", ("comment",), "significant harm to others. Acceptance", 1),
]

SOURCE: list[tuple[str, int, int | None, str]] = [
    ("title", 0, 1, "Background Guide: Shared Fresh Water"),
    ("heading", 1, 1, "What has been agreed"),
    (
        "paragraph",
        0,
        1,
        (
            "States negotiated for more than twenty years. The Convention that came of it asks each state to use "
            "a shared river in an equitable and reasonable manner, and to take all appropriate measures to "
            "prevent significant harm to others. It entered into force seventeen years after it was adopted."
        ),
    ),
    (
        "paragraph",
        0,
        2,
        (
            "Practice is thinner than law. Not even one in three of the basins that states share has an organ "
            "which comes together yearly and makes its measurements public."
        ),
    ),
    ("heading", 1, 2, "Questions a position paper should answer"),
    ("list_item", 0, 2, "How has your state shared a river, and what did it learn?"),
    ("list_item", 0, 2, "Why does practice fall behind what was agreed?"),
    ("list_item", 0, 2, "Who should pay for measuring?"),
    ("list_item", 0, 2, "How should a spill be answered when the banks disagree?"),
]

SOURCE_SPANS = [
    Span("match-1", SPANS[2].classes, SPANS[2].quote),
    Span(
        "match-2",
        ("match", "match-reworded"),
        (
            "Not even one in three of the basins that states share has an organ which comes together yearly and "
            "makes its measurements public."
        ),
    ),
]
GUIDE_SPANS = [
    Span("guide-1", ("evidence",), "How has your state shared a river, and what did it learn?"),
    Span("guide-2", ("evidence",), "Why does practice fall behind what was agreed?"),
    Span("guide-3", ("evidence",), "Who should pay for measuring?"),
    Span("guide-4", ("evidence",), "How should a spill be answered when the banks disagree?"),
]
