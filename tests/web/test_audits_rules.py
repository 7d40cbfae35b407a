"""Pages of what counts and of who shares with whom: plain forms, nothing unescaped, figures that follow at once."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from reviewer.domain.provenance import Provenance
from reviewer.models import Paper, ProvenanceRule, User
from reviewer.work import House
from tests import factories as make
from tests.conftest import Clock
from tests.services.copied import LAMPS, TIDES, Committeeful, committeeful, own_country


@dataclass
class Scene:
    stage: Committeeful
    browser: FlaskClient
    cases: dict[str, int]

    def rules(self) -> str:
        return f"/conferences/{self.stage.event.id}/rules"

    def board(self) -> str:
        return self.browser.get(f"/conferences/{self.stage.event.id}/audit?shown=all").text

    def case(self, delegation: str) -> str:
        return self.browser.get(f"/cases/{self.cases[delegation]}").text


@pytest.fixture
def scene(house: House, clock: Clock, client_as: Callable[[User], FlaskClient]) -> Scene:
    stage = committeeful(house, clock)
    for delegation, parts in (
        ("Kenya", (TIDES,)),
        ("<b>Maravel</b>", (TIDES, LAMPS)),
        ("Peru", (LAMPS,)),
        ("Brazil", (own_country("Brazil", "Brazilian", "Brasilia"),)),
        ("Japan", (own_country("Japan", "Japanese", "Tokyo"), "The delegation of Brazil believes in <i>bells</i>.")),
    ):
        stage.hand_in(delegation, *parts)
    with house.work() as work:
        papers = {name: work.session.get_one(Paper, paper_id) for name, paper_id in stage.papers.items()}
        cases = {name: make.case(work, paper, stage.staff).id for name, paper in papers.items() if name != "Kenya"}
    return Scene(stage, client_as(stage.staff), cases)


def share(page: str) -> int:
    found = re.search(r'id="share"><span class="big"><span class="number">(\d+)', page)
    assert found is not None
    return int(found.group(1))


def test_rules_are_changed_and_taken_back_by_plain_forms_and_every_page_follows(scene: Scene, house: House) -> None:
    before = share(scene.case("Peru"))
    assert before > 40
    answer = scene.browser.post(scene.rules(), data={"same_committee": "ignore", "guide": "count"})
    assert (answer.status_code, answer.location) == (303, scene.rules())
    assert share(scene.case("Peru")) == 0
    assert "paper of the same committee" in scene.case("Peru")
    assert "Look first" not in scene.board().partition("How the order is made")[0]
    page = scene.browser.get(scene.rules()).text
    (change,) = re.findall(r'name="change" value="(\d+)"', page)
    assert "Look sooner → Leave out" in page
    answer = scene.browser.post(f"{scene.rules()}/taken-back", data={"change": change})
    assert answer.status_code == 303
    assert share(scene.case("Peru")) == before
    with house.reading() as session:
        rows = session.execute(sa.select(ProvenanceRule.provenance, ProvenanceRule.rule)).all()
    assert rows == [("same_committee", "ignore"), ("same_committee", "serious")]


def test_page_of_rules_names_every_class_with_a_chosen_rule(scene: Scene) -> None:
    page = scene.browser.get(scene.rules()).text
    chosen = dict(re.findall(r'type="radio" name="(\w+)" value="(\w+)" checked', page))
    assert set(chosen) == {one.value for one in Provenance}
    assert chosen["guide"] == "count"
    assert "none now" in page


def test_unknown_rule_is_refused_with_a_sentence_and_nothing_changes(scene: Scene, house: House) -> None:
    answer = scene.browser.post(scene.rules(), data={"guide": "perhaps"})
    assert answer.status_code == 422
    assert "Choose for each kind" in answer.text
    with house.reading() as session:
        assert session.scalars(sa.select(ProvenanceRule.id)).all() == []


def test_map_draws_each_group_once_and_leads_to_cases(scene: Scene) -> None:
    page = scene.browser.get(f"/conferences/{scene.stage.event.id}/map").text
    assert page.count("<svg viewBox") == 2
    assert "3 papers that hang together" in page
    assert f'href="/cases/{scene.cases["Peru"]}"' in page
    assert f'action="/papers/{scene.stage.papers["Kenya"]}/case"' in page
    assert "A chain: Kenya, then &lt;b&gt;Maravel&lt;/b&gt;, then Peru." in page
    assert "<b>Maravel" not in page


def test_case_tells_direction_exchange_and_the_name_left_behind(scene: Scene) -> None:
    page = scene.case("Japan")
    assert "The other paper had it first" in page
    assert "Same text with the country exchanged" in page
    assert "One place speaks as another country" in page
    assert '<mark class="foreign">Brazil</mark>' in page
    assert "<i>bells" not in page
    assert re.search(r'<ins class="word-changed">[^<]*Tokyo', page)
    earlier = scene.case("Brazil")
    assert "This paper had it first" in earlier
    assert "stands in a later paper" in earlier
    assert share(earlier) == 0


def test_case_lists_texts_of_which_nothing_counts_apart_and_marks_its_place_in_the_navigation(scene: Scene) -> None:
    page = scene.case("Brazil")
    assert re.search(r'<a href="/conferences/\d+/audit" aria-current="page">', page)
    scene.browser.post(scene.rules(), data={"same_committee": "ignore"})
    page = scene.case("<b>Maravel</b>")
    tabs = page[page.index('class="case-sources"') : page.index("</nav>", page.index('class="case-sources"'))]
    assert tabs.count("<li>") == 2
    assert "One text of which nothing counts" in tabs
