"""Rules for kinds of passages act at once on every figure, and are taken back without a trace in any of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product

import pytest
import sqlalchemy as sa

from reviewer.domain.access import Actor
from reviewer.domain.errors import NotFound, Refused
from reviewer.domain.provenance import SHIPPED, Provenance, Rule
from reviewer.domain.states import Exclusion, Role, SourceKind, Verdict
from reviewer.models import AuditEvent, Comparison, Conference, Match, RulingEvidence, Submission, User
from reviewer.services import integrity, overlaps, reports, rules, rulings
from reviewer.services.desks.cases import dossier
from reviewer.services.desks.provenance_rules import rules_page
from reviewer.services.papers import paper_place
from reviewer.work import House, Work
from tests import factories as make

PEERS = "the harbour of every town shall keep one bell that anybody may ring when the water rises"
GUIDED = "a tide gauge costs as much as a small car and lasts for eleven winters when kept dry"
LAW = "all states shall bear the cost of the lights on their own coasts and of no others beyond them"
QUOTED = "a warning that nobody hears is a stone in the sea and costs as much as one that is heard"


@dataclass
class Scene:
    event: Conference
    staff: User
    paper: Submission
    fellow: Submission
    sources: dict[SourceKind, int]


@pytest.fixture
def scene(house: House) -> Scene:
    with house.work() as work:
        event = make.conference(work)
        body = make.committee(work, event)
        text = f"We say that {PEERS}. Also {GUIDED}. Law says {LAW}. “{QUOTED}” (Marwick, 2019). The rest is ours.\n"
        paper = make.submission(work, make.paper(work, make.seat(work, body)), text=text, read=True)
        fellow = make.submission(
            work, make.paper(work, make.seat(work, body)), text=f"They hold {PEERS}, and {GUIDED}.\n", read=True
        )
        assert paper.document and fellow.document  # noqa: PT018
        make.match(work, paper.document, fellow.document, words=PEERS)
        make.match(work, paper.document, fellow.document, words=GUIDED)
        sources = {}
        for kind, words in (
            (SourceKind.GUIDE, GUIDED),
            (SourceKind.UN_DOCUMENT, LAW),
            (SourceKind.WEB, QUOTED),
        ):
            source = make.source(work, event, kind=kind, text=f"It says {words}.\n")
            assert source.document
            made = make.match(work, paper.document, source.document, words=words)
            if kind is SourceKind.WEB:
                made.low_excluded = made.high_excluded = Exclusion.QUOTATION
            sources[kind] = source.id
        return Scene(event, make.staff(work, event), paper, fellow, sources)


def figures(work: Work, scene: Scene) -> object:
    """Every figure of both papers, as each of the places that show them has it."""
    staff = make.actor(work, scene.staff)
    both = [scene.paper, scene.fellow]
    seen = [
        reports.report(work.session, staff, one, paper_place(work.session, one.paper_id), reader=Role.STAFF)
        for one in both
    ]
    return (
        seen,
        overlaps.figures(work.session, scene.event.id, both),
        overlaps.overlaps(work.session, scene.event.id, both),
    )


def set_rule(work: Work, scene: Scene, name: Provenance, rule: Rule) -> int:
    actor = make.actor(work, scene.staff)
    return rules.change(work, actor, conference_id=scene.event.id, wanted={name.value: rule.value})


def share(work: Work, scene: Scene) -> float:
    return overlaps.figures(work.session, scene.event.id, [scene.paper])[scene.paper.id].similarity


def test_change_taken_back_gives_every_figure_of_before(house: House, scene: Scene) -> None:
    with house.work() as work:
        actor = make.actor(work, scene.staff)
        before = figures(work, scene)
        compared = work.session.scalars(sa.select(Comparison.compared_at).order_by(Comparison.id)).all()
        for name, rule in product(Provenance, Rule):
            changed = set_rule(work, scene, name, rule)
            assert changed == (SHIPPED[name] is not rule)
            if changed:
                newest = rules.history(work.session, scene.event.id)[0]
                rules.take_back(work, actor, conference_id=scene.event.id, change_id=newest.id)
            assert figures(work, scene) == before, (name, rule)
        assert work.session.scalars(sa.select(Comparison.compared_at).order_by(Comparison.id)).all() == compared


def test_each_rule_acts_on_what_it_names(house: House, scene: Scene) -> None:
    with house.work() as work:
        before = share(work, scene)
        for name in (Provenance.UN_DOCUMENT, Provenance.SAME_COMMITTEE):
            set_rule(work, scene, name, Rule.IGNORE)
            assert share(work, scene) < before
            set_rule(work, scene, name, SHIPPED[name])
            assert share(work, scene) == before
        set_rule(work, scene, Provenance.QUOTATION, Rule.COUNT)
        assert share(work, scene) > before


def test_a_source_left_out_explains_what_two_papers_took_from_it(house: House, scene: Scene) -> None:
    with house.work() as work:
        set_rule(work, scene, Provenance.GUIDE, Rule.IGNORE)
        staff = make.actor(work, scene.staff)
        place = paper_place(work.session, scene.paper.paper_id)
        seen = reports.report(work.session, staff, scene.paper, place, reader=Role.STAFF)
        assert seen is not None
        taken = [one for one in seen.matches if one.quote == GUIDED]
        assert [one.excluded for one in taken] == ["guide", "guide"]
        assert {one.other.source_id for one in taken} == {None, scene.sources[SourceKind.GUIDE]}


def test_serious_class_is_what_the_order_weighs(house: House, scene: Scene) -> None:
    with house.work() as work:
        one = scene.paper
        before = overlaps.overlaps(work.session, scene.event.id, [one])[one.id]
        set_rule(work, scene, Provenance.UN_DOCUMENT, Rule.SERIOUS)
        after = overlaps.overlaps(work.session, scene.event.id, [one])[one.id]
        assert after.figures == before.figures
        assert after.serious_words > before.serious_words
        assert after.longest_serious == len(LAW.split())


def test_a_phrase_that_many_papers_have_is_nobodys_own(house: House) -> None:
    phrase = "we stand ready to work with all partners towards a shared future of the sea"
    with house.work() as work:
        event = make.conference(work)
        body = make.committee(work, event)
        texts = [f"Our land number {n} says: {phrase}. No more.\n" for n in range(4)]
        sent = [make.submission(work, make.paper(work, make.seat(work, body)), text=one, read=True) for one in texts]
        documents = [one.document for one in sent if one.document is not None]
        for at, one in enumerate(documents):
            for two in documents[at + 1 :]:
                make.match(work, one, two, words=phrase)
        found = overlaps.figures(work.session, event.id, sent)
        assert [one.similarity for one in found.values()] == [0.0] * 4
        assert min(one.similarity_excluded for one in found.values()) > 0.5
        others = [make.submission(work, make.paper(work, make.seat(work, body)), read=True) for _ in range(30)]
        assert len(others) == 30
        found = overlaps.figures(work.session, event.id, sent)
        assert min(one.similarity for one in found.values()) > 0.5


def test_history_keeps_every_change_and_only_the_newest_of_a_class_is_taken_back(house: House, scene: Scene) -> None:
    with house.work() as work:
        actor = make.actor(work, scene.staff)
        for rule in (Rule.IGNORE, Rule.SERIOUS):
            set_rule(work, scene, Provenance.GUIDE, rule)
        newest, oldest = rules_page(work.session, actor, scene.event.id).changes
        assert (oldest.before, oldest.after, oldest.stands) == (Rule.COUNT, Rule.IGNORE, False)
        assert (newest.before, newest.after, newest.stands) == (Rule.IGNORE, Rule.SERIOUS, True)
        assert newest.by == scene.staff.name
        with pytest.raises(Refused, match="changed again"):
            rules.take_back(work, actor, conference_id=scene.event.id, change_id=oldest.id)
        rules.take_back(work, actor, conference_id=scene.event.id, change_id=newest.id)
        assert rules.in_force(work.session, scene.event.id)[Provenance.GUIDE] is Rule.IGNORE
        acts = work.session.scalars(sa.select(AuditEvent.action)).all()
        assert acts == ["rule.changed"] * 3


def foreign(work: Work, scene: Scene) -> Actor:
    return make.actor(work, make.staff(work, make.conference(work)))


def chair(work: Work, scene: Scene) -> Actor:
    return make.actor(work, make.chair(work, make.committee(work, scene.event)))


@pytest.mark.parametrize("who", [foreign, chair])
def test_only_staff_of_the_conference_see_or_change_its_rules(house: House, scene: Scene, who) -> None:
    with house.work() as work:
        actor = who(work, scene)
        with pytest.raises(NotFound):
            rules_page(work.session, actor, scene.event.id)
        with pytest.raises(NotFound):
            rules.change(work, actor, conference_id=scene.event.id, wanted={"guide": "ignore"})
        with pytest.raises(NotFound):
            rules.take_back(work, actor, conference_id=scene.event.id, change_id=1)
        assert rules.in_force(work.session, scene.event.id) == SHIPPED


@pytest.mark.parametrize("wanted", [{"guide": "perhaps"}, {"astrology": "count"}])
def test_unknown_classes_and_rules_are_refused_and_nothing_changes(
    house: House, scene: Scene, wanted: dict[str, str]
) -> None:
    with house.work() as work:
        with pytest.raises(Refused, match="Choose for each kind"):
            rules.change(
                work, make.actor(work, scene.staff), conference_id=scene.event.id, wanted={"web": "count", **wanted}
            )
        assert rules.history(work.session, scene.event.id) == []


def test_rules_of_one_conference_are_not_anothers(house: House, scene: Scene) -> None:
    with house.work() as work:
        other = make.conference(work)
        set_rule(work, scene, Provenance.GUIDE, Rule.IGNORE)
        assert rules.in_force(work.session, other.id) == SHIPPED


def test_a_ruling_keeps_its_passages_whatever_comes_later(house: House, scene: Scene) -> None:
    with house.work() as work:
        actor = make.actor(work, scene.staff)
        case = integrity.open_case(work, actor, paper_id=scene.paper.paper_id)
        ruling = integrity.rule(work, actor, case_id=case.id, verdict=Verdict.WARNED, reason="Cite it.")
        before = share(work, scene)
        kept = rulings.kept(work.session, case.id)[ruling.id]
        assert (kept.number, kept.similarity) == (scene.paper.number, before)
        assert {one.quote for one in kept.passages} == {PEERS, GUIDED, LAW, QUOTED}
        counted = {one.quote: (one.provenance, one.excluded) for one in kept.passages if one.other_quote != GUIDED}
        assert counted[PEERS] == ("same_committee", None)
        assert counted[QUOTED] == ("quotation", "quotation")
        for name in Provenance:
            set_rule(work, scene, name, Rule.IGNORE)
        work.session.execute(sa.delete(Match))
        assert share(work, scene) == 0
        assert rulings.kept(work.session, case.id)[ruling.id] == kept
        found = dossier(work.session, actor, case.id)
        assert found.page.decisions[0].rested_on == kept
        assert found.sections == ()


def test_what_a_ruling_rested_on_cannot_be_changed(house: House, scene: Scene) -> None:
    with house.work() as work:
        actor = make.actor(work, scene.staff)
        case = integrity.open_case(work, actor, paper_id=scene.paper.paper_id)
        integrity.rule(work, actor, case_id=case.id, verdict=Verdict.CLEARED, reason="Fine.")
    with pytest.raises(sa.exc.IntegrityError, match="never changed"), house.work() as work:
        work.session.execute(sa.update(RulingEvidence).values(content={}))
