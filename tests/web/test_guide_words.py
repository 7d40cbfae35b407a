"""What a reading leaves to people is said in their language."""

from __future__ import annotations

from typing import get_args

import pytest
from flask import Flask

from reviewer.engine.guide.notices import Notice, NoticeCode
from reviewer.web.guide_words import notice_words

VALUES: dict[str, str | int | tuple[str, ...]] = {
    "printed": "3 March at noon",
    "lacks": ("year", "zone"),
    "zone": "EST",
    "place": "New York",
    "number": 2,
    "topic": "",
    "count": 3,
}


@pytest.mark.parametrize("code", get_args(NoticeCode))
def test_every_notice_has_a_sentence_of_its_own_in_spanish(app: Flask, code: NoticeCode) -> None:
    notice = Notice(code, {**VALUES, "printed": ("3 March", "4 March") if code == "deadline_others" else "3 March"})
    with app.test_request_context(headers={"Accept-Language": "es"}):
        spanish = notice_words(notice)
    with app.test_request_context(headers={"Accept-Language": "en"}):
        english = notice_words(notice)
    assert spanish != english
    assert "%(" not in spanish + english
