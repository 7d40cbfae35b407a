"""Passages of comments, as pages send them."""

from __future__ import annotations

from typing import Any

import pytest

from reviewer.engine.hiding import HIDDEN
from reviewer.services import commenting
from reviewer.services.desks.marking import desk
from reviewer.work import House
from tests import factories
from tests.marking_stage import TEXT, actor, set_stage


@pytest.mark.parametrize("blind", [True, False])
@pytest.mark.parametrize("is_selected", [True, False])
@pytest.mark.parametrize("between", ["", " ", "\r\n"])
def test_words_across_two_paragraphs_are_found_whatever_white_space_a_page_sends(
    house: House, blind: bool, is_selected: bool, between: str
) -> None:
    stage = set_stage(house, blind_marking=blind)
    words = "School.\n\nWe propose that every"
    with house.reading() as session:
        found = desk(session, actor(house, stage.chair), stage.paper.id, now=house.clock())
        document_id, text = found.document.id, found.text
    start = TEXT.index(words)
    place: dict[str, Any] = (
        {"start": start, "end": start + len(words), "document_id": document_id} if is_selected else {}
    )
    quote = text[start : start + len(words)].replace("\n\n", between)
    assert (HIDDEN in quote) is blind
    with house.work() as work:
        chair = factories.actor(work, stage.chair)
        made = commenting.comment(work, chair, paper_id=stage.paper.id, text="All?", quote=quote, **place)
        assert (made.quote, made.start) == (words, start)
