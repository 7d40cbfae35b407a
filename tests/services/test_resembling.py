"""With the encoder, papers that share no words but say the same meet, whoever came first, on any database."""

from __future__ import annotations

from datetime import datetime

import pytest
import sqlalchemy as sa

from reviewer.domain.states import MatchKind, Role, RunState, SourceKind, Step
from reviewer.engine import encoder as encoders
from reviewer.engine.encoder import Encoder
from reviewer.models import Committee, Comparison, Conference, Document, Match, MeaningSketch, Paper, Run, Submission
from reviewer.sandbox import Sandbox
from reviewer.services import analysis, files, meanings, reports, resembling, runs, submissions
from reviewer.services.papers import paper_place
from reviewer.services.setup import sources
from reviewer.work import House
from tests import factories
from tests.conftest import Clock

SHARED = (
    "Rescue boats are kept in every harbour of the delta, but most of them have no crew after nightfall. The ministry "
    "promised to pay volunteers for night watches, and it has not done so for three winters. We ask that every harbour "
    "trains its fishermen to answer calls for help while the ice is still thin."
)
TRANSLATED = (
    "En cada puerto del delta hay botes de rescate, pero la mayoría de ellos no tiene tripulación después del "
    "anochecer. El ministerio prometió pagar a los voluntarios por las guardias nocturnas y no lo ha hecho en tres "
    "inviernos. Pedimos que cada puerto entrene a sus pescadores para responder a las llamadas de auxilio mientras el "
    "hielo todavía es delgado."
)
REWORDED = (
    "Lifeboats lie in each port of the estuary, though after dark hardly any has sailors on board. Volunteers were "
    "told by the ministry that watching at night would be paid, which has not happened these three winters. Each port "
    "should train fishers, we ask, to respond to people calling for help as long as ice stays thin."
)
ENGLISH = f"Our islands count their lighthouses every spring and paint them white for the summer.\n\n{SHARED}\n"
SPANISH = (
    "Nuestra delegación mira los faros, cuyos guardianes anotan a mano cada tormenta desde hace cincuenta años y "
    f"conservan los cuadernos en una escuela.\n\n{TRANSLATED}\n"
)
OTHER_WORDS = (
    f"Grain from the hills reaches the sea by barge, so tolls on the canals decide what bread costs.\n\n{REWORDED}\n"
)
ON_THE_TOPIC = (
    "Accidents on the water grow with the number of weekend sailors who never learned to swim. Harbour masters want "
    "radios in each hull, and a fine for captains who leave port without one. A regional school for coast guards could "
    "open next autumn, if neighbours share its cost by the length of their shores. Insurance must reward the careful.\n"
)
EN_EL_TEMA = (
    "Los accidentes en el agua aumentan porque cada verano llegan más turistas que alquilan lanchas sin permiso. "
    "Proponemos un registro común de embarcaciones y una multa para quien navegue sin chaleco. Los guardacostas de la "
    "región deberían compartir sus radares, pues ningún país pequeño puede comprarlos solo.\n"
)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    found = encoders.load("auto")
    if found is None:
        pytest.skip("the semantic extra is not installed")
    return found


def committee(house: House) -> int:
    with house.work() as work:
        return factories.committee(work).id


def run_all(house: House, encoder: Encoder | None) -> None:
    tools = analysis.Tools(Sandbox("fork"), encoder)
    waiting = sa.select(Run.step, Run.id).where(Run.state == RunState.QUEUED).order_by(Run.id).limit(1)
    while True:
        with house.reading() as session:
            found = session.execute(waiting).one_or_none()
        if found is None:
            return
        analysis.perform(house, tools, *found)


def hand_in(
    house: House, committee_id: int, text: str, encoder: Encoder | None, *, paper_id: int | None = None
) -> Submission:
    with house.work() as work:
        if paper_id is None:
            seat = factories.seat(work, work.session.get_one(Committee, committee_id))
            paper_id = factories.paper(work, seat).id
        made = factories.submission(work, work.session.get_one(Paper, paper_id), text=text, queued=True)
    run_all(house, encoder)
    return made


def kinds(house: House) -> list[str]:
    with house.reading() as session:
        return [kind.value for kind in session.scalars(sa.select(Match.kind).order_by(Match.id))]


def report(house: House, submission_id: int) -> reports.Report:
    with house.work() as work:
        submission = work.session.get_one(Submission, submission_id)
        place = paper_place(work.session, submission.paper_id)
        staff = factories.staff(work, work.session.get_one(Conference, place.conference_id))
        found = reports.report(work.session, factories.actor(work, staff), submission, place, reader=Role.STAFF)
        assert found is not None
        return found


def pairs(house: House) -> int:
    with house.reading() as session:
        return session.scalar(sa.select(sa.func.count()).select_from(Comparison)) or 0


def conference_of(house: House, committee_id: int) -> int:
    with house.reading() as session:
        return session.get_one(Committee, committee_id).conference_id


def alone(house: House, conference_id: int) -> tuple[int, int]:
    with house.reading() as session:
        return meanings.by_words_alone(session, conference_id)


def made_at(house: House) -> list[datetime]:
    with house.reading() as session:
        return list(session.scalars(sa.select(MeaningSketch.made_at)))


def sketched(house: House) -> set[str]:
    """How the texts begin of which something is kept."""
    with house.reading() as session:
        texts = session.scalars(sa.select(Document.text).join(MeaningSketch, MeaningSketch.document_id == Document.id))
        return {text[:12] for text in texts}


@pytest.mark.parametrize("texts", [(ENGLISH, SPANISH), (SPANISH, ENGLISH)], ids=["English first", "Spanish first"])
def test_translation_of_another_delegates_paper_is_found_whoever_came_first(
    either_house: House, encoder: Encoder, texts: tuple[str, str]
) -> None:
    body = committee(either_house)
    papers = [hand_in(either_house, body, text, encoder) for text in texts]
    assert kinds(either_house) == [MatchKind.TRANSLATED]
    for mine, other in (papers, papers[::-1]):
        [match] = report(either_house, mine.id).matches
        assert match.other.paper_id == other.paper_id
        assert {match.quote, match.other_quote} == {SHARED.rstrip("."), TRANSLATED.rstrip(".")}
    with either_house.reading() as session:
        looked = session.scalars(sa.select(MeaningSketch.looked_at)).all()
    assert len(looked) == 2
    assert None not in looked


def test_close_paraphrase_without_shared_words_is_found(house: House, encoder: Encoder) -> None:
    body = committee(house)
    for text in (ENGLISH, ON_THE_TOPIC, OTHER_WORDS):
        hand_in(house, body, text, encoder)
    assert kinds(house) == [MatchKind.REWORDED]
    assert pairs(house) == 1


def test_words_alone_bring_none_of_these_papers_together(house: House) -> None:
    body = committee(house)
    for text in (ENGLISH, SPANISH, OTHER_WORDS):
        hand_in(house, body, text, None)
    assert pairs(house) == 0
    assert sketched(house) == set()


def test_papers_on_the_same_topic_are_not_even_compared(house: House, encoder: Encoder) -> None:
    body = committee(house)
    for text in (ON_THE_TOPIC, EN_EL_TEMA, SPANISH):
        hand_in(house, body, text, encoder)
    assert pairs(house) == 0
    assert len(sketched(house)) == 3


def test_papers_read_before_either_is_compared_still_meet(house: House, encoder: Encoder) -> None:
    body = committee(house)
    with house.work() as work:
        for text in (ENGLISH, SPANISH):
            seat = factories.seat(work, work.session.get_one(Committee, body))
            factories.submission(work, factories.paper(work, seat), text=text, queued=True)
    run_all(house, encoder)  # both are read before the first is compared
    assert kinds(house) == [MatchKind.TRANSLATED]


def test_vectors_of_another_model_are_never_compared_and_are_replaced_in_time(house: House, encoder: Encoder) -> None:
    body = committee(house)
    first = hand_in(house, body, ENGLISH, encoder)
    with house.work() as work:
        work.session.execute(sa.update(MeaningSketch).values(model="another-model-1"))
    hand_in(house, body, SPANISH, encoder)
    assert kinds(house) == []
    with house.work() as work:
        runs.record(work, Step.COMPARE, "compare:again", submission_id=first.id)
    run_all(house, encoder)
    assert kinds(house) == [MatchKind.TRANSLATED]
    with house.reading() as session:
        assert set(session.scalars(sa.select(MeaningSketch.model))) == {encoders.model_of(encoder)}


def test_extra_installed_later_heals_by_a_rebuild(either_house: House, encoder: Encoder) -> None:
    body = committee(either_house)
    hand_in(either_house, body, ENGLISH, None)
    hand_in(either_house, body, SPANISH, None)
    conference_id = conference_of(either_house, body)
    assert alone(either_house, conference_id) == (2, 2)
    shown: list[tuple[int, int]] = []
    assert meanings.rebuild(either_house, encoder, lambda done, total: shown.append((done, total))) == 2
    assert shown[-1] == (2, 2)
    assert alone(either_house, conference_id) == (2, 2)  # kept, but nobody has looked yet
    run_all(either_house, encoder)
    assert kinds(either_house) == [MatchKind.TRANSLATED]
    assert alone(either_house, conference_id) == (0, 2)
    hand_in(either_house, body, ON_THE_TOPIC, None)
    assert alone(either_house, conference_id) == (1, 3)


def test_rebuild_makes_nothing_twice(house: House, encoder: Encoder, clock: Clock) -> None:
    body = committee(house)
    hand_in(house, body, ENGLISH, encoder)
    made = made_at(house)
    clock.advance(minutes=5)
    assert meanings.rebuild(house, encoder) == 1
    assert made_at(house) == made
    with house.work() as work:
        work.session.execute(sa.update(MeaningSketch).values(sentences_sha256="0" * 64))
    meanings.rebuild(house, encoder)
    assert made_at(house) == [clock.now]


def test_only_what_counts_is_kept(house: House, encoder: Encoder, clock: Clock) -> None:
    body = committee(house)
    first = hand_in(house, body, ENGLISH, encoder)
    with house.work() as work:
        seat = work.session.get_one(Paper, first.paper_id).seat
        actor = factories.actor(work, factories.delegate(work, seat))
        file = submissions.receive(work.storage, SPANISH.encode(), "paper.txt", limits=submissions.limits_of(house))
        second = submissions.submit(work, actor, paper_id=first.paper_id, file=file)
    assert sketched(house) == set()
    run_all(house, encoder)
    assert sketched(house) == {SPANISH[:12]}
    with house.work() as work:
        submissions.withdraw(work, actor, submission_id=second.id)
    assert sketched(house) == set()
    run_all(house, encoder)  # the first version counts again, and is compared again
    assert sketched(house) == {ENGLISH[:12]}
    with house.work() as work:
        work.session.get_one(Submission, first.id).withdrawn_at = work.now
    assert meanings.forget_idle(house) == 1
    assert sketched(house) == set()


def test_what_two_papers_hold_stays_while_one_of_them_counts(house: House, encoder: Encoder) -> None:
    body = committee(house)
    first = hand_in(house, body, ENGLISH, encoder)
    hand_in(house, body, ENGLISH, encoder)
    hand_in(house, body, SPANISH, encoder, paper_id=first.paper_id)
    with house.work() as work:
        meanings.forget_versions(work.session, first.paper_id)
    assert sketched(house) == {ENGLISH[:12], SPANISH[:12]}


def test_source_out_of_force_and_erased_documents_leave_nothing(
    either_house: House, encoder: Encoder, clock: Clock
) -> None:
    body = committee(either_house)
    with either_house.work() as work:
        conference = work.session.get_one(Committee, body).conference
        staff = factories.staff(work, conference)
        past = factories.source(work, conference, text=ENGLISH, kind=SourceKind.PAST_PAPER)
        runs.record(work, Step.READ, "read:again", source_id=past.id)
    run_all(either_house, encoder)
    paper = hand_in(either_house, body, SPANISH, encoder)
    assert kinds(either_house) == [MatchKind.TRANSLATED]
    with either_house.work() as work:
        sources.remove_source(work, factories.actor(work, staff), source_id=past.id)
    assert sketched(either_house) == {SPANISH[:12]}
    with either_house.work() as work:
        work.session.execute(sa.update(Submission).where(Submission.id == paper.id).values(document_id=None))
    clock.advance(days=2)
    files.collect_garbage(either_house)
    assert sketched(either_house) == set()


def test_paper_of_an_earlier_year_is_found_beyond_the_sources_met_anyway(
    house: House, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = committee(house)
    with house.work() as work:
        conference = work.session.get_one(Committee, body).conference
        for text in (ENGLISH, ON_THE_TOPIC):
            past = factories.source(work, conference, text=text, kind=SourceKind.PAST_PAPER)
            runs.record(work, Step.READ, "read:again", source_id=past.id)
    run_all(house, encoder)
    monkeypatch.setattr(resembling, "MOST_BY_MEANING", 1)
    hand_in(house, body, SPANISH, encoder)
    assert kinds(house) == [MatchKind.TRANSLATED]
    assert pairs(house) == 2


def test_source_of_the_whole_conference_added_later_meets_the_papers_that_say_the_same(
    house: House, encoder: Encoder
) -> None:
    body = committee(house)
    hand_in(house, body, SPANISH, encoder)
    hand_in(house, body, EN_EL_TEMA, encoder)
    with house.work() as work:
        conference = work.session.get_one(Committee, body).conference
        late = factories.source(work, conference, text=ENGLISH)
        runs.record(work, Step.READ, "read:again", source_id=late.id)
    run_all(house, encoder)
    assert kinds(house) == [MatchKind.TRANSLATED]
    assert pairs(house) == 1


def test_sentences_asked_are_bounded_and_the_committees_come_first(
    house: House, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = committee(house)
    hand_in(house, body, ENGLISH, encoder)
    with house.work() as work:
        elsewhere = factories.committee(work, work.session.get_one(Committee, body).conference).id
    hand_in(house, elsewhere, f"{ON_THE_TOPIC}\n{OTHER_WORDS}", encoder)
    assert kinds(house) == [MatchKind.REWORDED]
    monkeypatch.setattr(resembling, "MOST_SENTENCES", 4)
    hand_in(house, body, SPANISH, encoder)
    assert kinds(house) == [MatchKind.REWORDED, MatchKind.TRANSLATED]
    assert pairs(house) == 2
