"""With the encoder installed a paper meets its committee's sources also where they share no words."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from reviewer.domain.states import MatchKind, RunState, Step, Visibility
from reviewer.engine import encoder as encoders
from reviewer.engine.encoder import Encoder
from reviewer.models import Committee, Comparison, Match, Paper, Run, Submission
from reviewer.sandbox import Sandbox
from reviewer.services import analysis, comparing, resembling, runs
from reviewer.work import House
from tests import factories

GUIDE = (
    "The river has eleven mouths and the ice stays until April.\n\n"
    "Rescue boats are kept in every harbour of the delta, but most of them have no crew after nightfall. The ministry "
    "promised to pay volunteers for night watches, and it has not done so for three winters.\n"
)
TRANSLATED = (
    "En cada puerto del delta hay botes de rescate, pero la mayoría de ellos no tiene tripulación después del "
    "anochecer. El ministerio prometió pagar a los voluntarios por las guardias nocturnas y no lo ha hecho en tres "
    "inviernos."
)
PAPER = (
    "Nuestra delegación mira los faros, cuyos guardianes anotan a mano cada tormenta desde hace cincuenta años y "
    f"conservan los cuadernos en una escuela.\n\n{TRANSLATED}\n"
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    found = encoders.load("auto")
    if found is None:
        pytest.skip("the semantic extra is not installed")
    return found


@pytest.fixture
def committee_id(house: House) -> int:
    with house.work() as work:
        return factories.committee(work).id


def hand_in(house: House, committee_id: int) -> Submission:
    with house.work() as work:
        seat = factories.seat(work, work.session.get_one(Committee, committee_id))
        paper = work.session.get_one(Paper, factories.paper(work, seat).id)
        return factories.submission(work, paper, text=PAPER, queued=True)


def add_guide(house: House, committee_id: int) -> int:
    with house.work() as work:
        committee = work.session.get_one(Committee, committee_id)
        guide = factories.source(
            work, committee.conference, only=committee, text=GUIDE, visibility=Visibility.PUBLISHED
        )
        runs.record(work, Step.READ, "read:again", source_id=guide.id)
        return guide.id


def run_all(house: House, encoder: Encoder | None) -> None:
    tools = analysis.Tools(Sandbox("fork"), encoder)
    waiting = sa.select(Run.step, Run.id).where(Run.state == RunState.QUEUED).order_by(Run.id).limit(1)
    while True:
        with house.reading() as session:
            found = session.execute(waiting).one_or_none()
        if found is None:
            return
        analysis.perform(house, tools, *found)


def translated(house: House) -> list[str]:
    with house.reading() as session:
        quotes = sa.select(Match.low_quote, Match.high_quote).where(Match.kind == MatchKind.TRANSLATED)
        return [quote for row in session.execute(quotes) for quote in row if quote.startswith("En cada puerto")]


def test_translated_passage_of_the_committees_guide_is_found(house: House, committee_id: int, encoder: Encoder) -> None:
    add_guide(house, committee_id)
    run_all(house, encoder)
    hand_in(house, committee_id)
    run_all(house, encoder)
    assert translated(house) == [TRANSLATED.rstrip(".")]


def test_guide_added_later_meets_the_papers_that_were_translated_from_it(
    house: House, committee_id: int, encoder: Encoder
) -> None:
    hand_in(house, committee_id)
    run_all(house, encoder)
    assert translated(house) == []
    add_guide(house, committee_id)
    run_all(house, encoder)
    assert translated(house) == [TRANSLATED.rstrip(".")]


def test_pair_compared_without_an_encoder_is_compared_again_with_it(
    house: House, committee_id: int, encoder: Encoder
) -> None:
    add_guide(house, committee_id)
    first = hand_in(house, committee_id)
    run_all(house, None)
    assert translated(house) == []
    with house.work() as work:
        runs.record(work, Step.COMPARE, "compare:again", submission_id=first.id)
    run_all(house, encoder)
    assert translated(house) == [TRANSLATED.rstrip(".")]
    with house.work() as work:
        runs.record(work, Step.COMPARE, "compare:yet-again", submission_id=first.id)
    run_all(house, encoder)
    with house.reading() as session:
        keys = session.scalars(sa.select(Comparison.engine_key)).all()
    assert keys == [comparing.engine_key(encoder)]
    assert translated(house) == [TRANSLATED.rstrip(".")]


def test_sources_met_for_their_meaning_are_bounded_and_the_committees_come_first(
    house: House, committee_id: int, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resembling, "MOST_BY_MEANING", 1)
    add_guide(house, committee_id)
    with house.work() as work:
        conference = work.session.get_one(Committee, committee_id).conference
        factories.source(work, conference, text="The lighthouse keepers' union met in spring and elected nobody.\n")
    run_all(house, encoder)
    hand_in(house, committee_id)
    run_all(house, encoder)
    assert translated(house) == [TRANSLATED.rstrip(".")]
    with house.reading() as session:
        assert session.scalar(sa.select(sa.func.count()).select_from(Comparison)) == 1
