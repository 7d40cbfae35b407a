from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from reviewer.catalog import load_text
from reviewer.domain.access import Actor
from reviewer.domain.errors import Conflict, NotFound, Refused
from reviewer.domain.states import DeadlineRight, Role, RunState, SourceKind, Step
from reviewer.models import Conference, Invitation, KeyQuestion, Source
from reviewer.sandbox import Sandbox
from reviewer.services import invitations
from reviewer.services.desks.setup import Part, overview
from reviewer.services.desks.setup_committee import committee_page
from reviewer.services.desks.setup_deadlines import deadlines_page
from reviewer.services.desks.setup_guide import COMMITTEE, fresh_text
from reviewer.services.desks.setup_people import InvitationState, invitations_behind, people_page
from reviewer.services.desks.setup_rubrics import adopted_rubric, rubric_text, rubrics_page
from reviewer.services.desks.setup_sources import SourceState, sources_page
from reviewer.services.memberships import Target
from reviewer.services.setup import sources
from reviewer.services.setup.committees import CommitteeForm, confirm_committee
from reviewer.services.setup.conferences import Rules, change_rules
from reviewer.work import House
from tests import factories as make
from tests.conftest import Clock
from tests.services.test_setup_committees import FORM, GUIDE


@pytest.fixture
def event(house: House) -> Conference:
    with house.work() as work:
        return make.conference(work)


@pytest.fixture
def boss(house: House, event: Conference) -> Actor:
    with house.work() as work:
        return make.actor(work, make.staff(work, event))


def parts(house: House, boss: Actor, event: Conference) -> dict[Part, tuple[int, int, bool]]:
    with house.reading() as session:
        return {one.part: (one.done, one.total, one.is_finished) for one in overview(session, boss, event.id).parts}


def next_part(house: House, boss: Actor, event: Conference) -> Part | None:
    with house.reading() as session:
        return overview(session, boss, event.id).next_part


def test_an_empty_conference_begins_with_its_committees(house: House, event: Conference, boss: Actor) -> None:
    assert {finished for _done, _total, finished in parts(house, boss, event).values()} == {False}
    assert next_part(house, boss, event) is Part.COMMITTEES


def test_each_part_follows_the_one_before_until_nothing_is_missing(
    house: House, event: Conference, boss: Actor
) -> None:
    order = []
    with house.work() as work:
        committee = make.committee(work, event)
    order.append(next_part(house, boss, event))
    with house.work() as work:
        make.rubric(work, event, assign=[work.session.merge(committee)])
    order.append(next_part(house, boss, event))
    with house.work() as work:
        make.deadline(work, event)
    order.append(next_part(house, boss, event))
    with house.work() as work:
        seat = make.seat(work, committee)
    order.append(next_part(house, boss, event))
    with house.work() as work:
        make.chair(work, committee)
    order.append(next_part(house, boss, event))
    with house.work() as work:
        make.source(work, event, only=committee)
    order.append(next_part(house, boss, event))
    with house.work() as work:
        person = make.delegate(work, seat)
        make.invitation(work, event, accepted_at=work.now, accepted_by_id=person.id)
    order.append(next_part(house, boss, event))
    assert order == [*list(Part)[1:], None]


def test_a_committee_without_papers_needs_no_rubric_chair_or_deadline(
    house: House, event: Conference, boss: Actor
) -> None:
    with house.work() as work:
        make.committee(work, event, paper_required=False)
        make.committee(work, event)
    seen = parts(house, boss, event)
    assert seen[Part.COMMITTEES][:2] == (2, 2)
    assert {seen[part][:2] for part in (Part.RUBRICS, Part.DEADLINES, Part.CHAIRS)} == {(0, 1)}


def test_the_overview_counts_what_each_committee_has(house: House, event: Conference, boss: Actor) -> None:
    with house.work() as work:
        committee = make.committee(work, event, name="Council of Tides")
        make.seat(work, committee)
        make.seat(work, committee)
        make.chair(work, committee)
        make.source(work, event, only=committee)
        general = make.deadline(work, event)
        make.committee(work, event, name="Third Committee", topics={"Lamps": ()})
        own = make.deadline(work, event, only=committee, at=general.at + timedelta(days=2))
        work.session.get_one(KeyQuestion, 1).retired_at = work.now
    with house.reading() as session:
        first, second = overview(session, boss, event.id).committees
    assert (first.topics, first.questions, first.seats, first.chairs, first.has_guide) == (1, 1, 2, 1, True)
    assert (first.due, second.due) == (own.at, general.at)
    assert (second.topics, second.questions, second.has_guide) == (1, 0, False)


PAGES: dict[str, Callable[[sa.orm.Session, Actor, Conference], object]] = {
    "overview": lambda session, actor, event: overview(session, actor, event.id),
    "people": lambda session, actor, event: people_page(session, actor, event.id, event.created_at),
    "links": lambda session, actor, event: invitations_behind(session, actor, event.id, []),
    "sources": lambda session, actor, event: sources_page(session, actor, event.id),
    "deadlines": lambda session, actor, event: deadlines_page(session, actor, event.id),
    "rubrics": lambda session, actor, event: rubrics_page(session, actor, event.id),
    "rubric": lambda session, actor, event: adopted_rubric(session, actor, event.id, 1),
    "committee": lambda session, actor, event: committee_page(
        session, actor, session.get_one(Conference, event.id).committees[0].id
    ),
}


@pytest.mark.parametrize("page", PAGES)
def test_pages_are_not_there_for_anybody_but_staff(house: House, event: Conference, boss: Actor, page: str) -> None:
    with house.work() as work:
        committee = make.committee(work, event)
        make.rubric(work, event)
        others = [
            make.actor(work, make.chair(work, committee)),
            make.actor(work, make.delegate(work, make.seat(work, committee))),
            make.actor(work, make.staff(work, make.conference(work))),
            make.actor(work, make.operator(work)),
        ]
    with house.reading() as session:
        assert PAGES[page](session, boss, event) is not None
        for actor in others:
            with pytest.raises(NotFound):
                PAGES[page](session, actor, event)


def test_every_line_of_a_guide_knows_its_place(house: House) -> None:
    document = Sandbox("fork").read_document(GUIDE.encode(), name="guide.txt")
    text = fresh_text(document, "guide.txt")
    assert len([words for words in text.lights if not words.startswith("\x1f")]) == 5
    assert {COMMITTEE, "\x1fconference\x1fHarbour City Model United Nations"} <= set(text.lights)
    lit = dict.fromkeys(text.lights.values(), "")
    for block in text.blocks:
        for run in block.runs:
            for key in run.ids:
                lit[key] += run.text
    assert lit[text.lights[COMMITTEE]] == "General Assembly Second Committee"
    for words, key in text.lights.items():
        if not words.startswith("\x1f"):
            assert " ".join(lit[key].split()) == " ".join(words.split())


def test_a_committees_page_lights_the_questions_that_stand_in_its_guide(
    house: House, event: Conference, boss: Actor
) -> None:
    from reviewer.services.setup import guides

    proposal = guides.propose(house, Sandbox("fork"), data=GUIDE.encode(), name="guide.txt")
    with house.work() as work:
        committee = confirm_committee(work, boss, conference_id=event.id, form=FORM, guide=proposal.guide)
    with house.reading() as session:
        page = committee_page(session, boss, committee.id)
    assert page.guide is not None
    asked = {question.text for topic in page.topics for question in topic.questions}
    assert set(page.guide.lights) == asked
    assert page.topics[0].id is not None
    assert (page.seats, page.papers) == (0, 0)


def test_invitations_say_where_they_stand(house: House, event: Conference, boss: Actor, clock: Clock) -> None:
    with house.work() as work:
        committee = make.committee(work, event, name="Council of Tides")
        old = make.invitation(work, event, expires_at=work.now - timedelta(days=1), name="Old")
        gone = make.invitation(work, event, revoked_at=work.now, name="Gone")
        made = invitations.invite(
            work,
            boss,
            conference_id=event.id,
            email="new@school.example",
            name="New",
            target=Target(Role.CHAIR, committee_id=committee.id),
        )
    with house.reading() as session:
        page = people_page(session, boss, event.id, clock.now)
        states = {one.invitation_id: one.state for one in page.invitations}
        behind = invitations_behind(session, boss, event.id, [made.token, "wrong"])
    assert states == {
        made.invitation_id: InvitationState.OPEN,
        old.id: InvitationState.EXPIRED,
        gone.id: InvitationState.WITHDRAWN,
    }
    assert [(one.email, one.place, token) for one, token in behind] == [
        ("new@school.example", "Council of Tides", made.token)
    ]
    assert [one.name for one in page.committees] == ["Council of Tides"]


def test_links_of_another_conference_stay_behind_its_own_door(house: House, event: Conference, boss: Actor) -> None:
    with house.work() as work:
        other = make.conference(work)
        master = make.actor(work, make.staff(work, other))
        made = invitations.invite(
            work, master, conference_id=other.id, email="a@b.example", name="A", target=Target(Role.STAFF)
        )
    with house.reading() as session:
        assert invitations_behind(session, boss, event.id, [made.token]) == ()
        assert len(invitations_behind(session, master, other.id, [made.token])) == 1


def test_people_are_listed_with_their_places_and_full_seats_are_not_offered(
    house: House, event: Conference, boss: Actor, clock: Clock
) -> None:
    with house.work() as work:
        committee = make.committee(work, event, name="Council of Tides")
        maravel = make.delegation(work, event, name="Maravel")
        full, free = make.seat(work, committee, held_for=maravel), make.seat(work, committee, size=2)
        make.delegate(work, full)
        make.delegate(work, free)
        make.adviser(work, make.school(work, event, name="Lighthouse School"))
    with house.reading() as session:
        page = people_page(session, boss, event.id, clock.now)
    assert [role for role, members in page.members.items() if members] == [Role.STAFF, Role.ADVISER, Role.DELEGATE]
    assert "Maravel, Council of Tides" in {one.places[0] for one in page.members[Role.DELEGATE]}
    assert page.members[Role.ADVISER][0].places == ("Lighthouse School",)
    assert [one.id for one in page.seats] == [free.id]


def test_sources_say_how_far_they_are_and_hide_the_questions_themselves(
    house: House, event: Conference, boss: Actor
) -> None:
    with house.work() as work:
        read = make.source(work, event)
        waiting = make.source(work, event, read=False)
        make.run(work, waiting, Step.READ, RunState.QUEUED)
        broken = make.source(work, event, read=False, unreadable_code="corrupt")
        stopped = make.source(work, event, read=False)
        make.run(work, stopped, Step.READ, RunState.FAILED)
        gone = make.source(work, event, removed_at=work.now)
        make.source(work, event, kind=SourceKind.PROMPT)
    with house.reading() as session:
        page = sources_page(session, boss, event.id)
    assert {one.source_id: one.state for one in page.sources} == {
        read.id: SourceState.READ,
        waiting.id: SourceState.WAITING,
        broken.id: SourceState.UNREADABLE,
        stopped.id: SourceState.STOPPED,
    }
    assert [one.source_id for one in page.removed] == [gone.id]


def test_only_a_source_whose_reading_failed_is_read_again(house: House, event: Conference, boss: Actor) -> None:
    with house.work() as work:
        fine = make.source(work, event)
        broken = make.source(work, event, read=False, unreadable_code="interrupted")
        make.run(work, broken, Step.READ, RunState.FAILED)
    with pytest.raises(Refused, match="has not failed"), house.work() as work:
        sources.retry_source(work, boss, source_id=fine.id)
    with house.work() as work:
        sources.retry_source(work, boss, source_id=broken.id)
    make.run_all(house)
    with house.reading() as session:
        assert session.get_one(Source, broken.id).document_id is not None


def test_deadlines_show_the_conferences_own_and_those_of_committees(
    house: House, event: Conference, boss: Actor
) -> None:
    with house.work() as work:
        committee = make.committee(work, event)
        seat = make.seat(work, committee)
        general = make.deadline(work, event, grace_minutes=5)
        own = make.deadline(work, event, only=committee, right=DeadlineRight.REGRADE)
        make.extension(
            work, seat, until=general.at + timedelta(days=1), by=make.staff(work, event, name="Ada Ferrolan")
        )
    with house.reading() as session:
        page = deadlines_page(session, boss, event.id)
    assert page.conference[DeadlineRight.SUBMISSION].grace_minutes == 5
    assert page.committees[0].own[DeadlineRight.REGRADE].at == own.at
    assert [(one.by, one.note) for one in page.extensions] == [("Ada Ferrolan", "Power cut.")]
    assert [identity for identity, _name in page.seats] == [seat.id]


def test_a_rubric_written_out_reads_back_as_the_same(house: House, event: Conference, boss: Actor) -> None:
    with house.work() as work:
        row = make.rubric(work, event)
    with house.reading() as session:
        rubric = adopted_rubric(session, boss, event.id, row.id).form
    assert load_text(rubric_text(rubric), file="again.yaml") == rubric == make.rubric_value()


def test_title_zone_and_languages_can_be_corrected(house: House, event: Conference, boss: Actor) -> None:
    with house.work() as work:
        rules = Rules(title=" Harbour City ", timezone="Europe/Madrid", languages=("en", "es"))
        change_rules(work, boss, conference_id=event.id, rules=rules)
    with house.reading() as session:
        changed = session.get_one(Conference, event.id)
        assert (changed.title, changed.timezone, changed.languages) == ("Harbour City", "Europe/Madrid", ["en", "es"])
    for wrong in (Rules(title=" "), Rules(timezone="Mars/Base"), Rules(languages=())):
        with pytest.raises(Refused), house.work() as work:
            change_rules(work, boss, conference_id=event.id, rules=wrong)


def test_a_committee_changed_meanwhile_is_not_overwritten(house: House, event: Conference, boss: Actor) -> None:
    with house.work() as work:
        committee = confirm_committee(work, boss, conference_id=event.id, form=FORM)
    form = CommitteeForm(name="Another name", kind=FORM.kind, topics=FORM.topics[:1])
    with pytest.raises(Conflict), house.work() as work:
        confirm_committee(
            work,
            boss,
            conference_id=event.id,
            form=form,
            committee_id=committee.id,
            revision=committee.question_revision - 1,
        )
    with house.reading() as session:
        assert overview(session, boss, event.id).committees[0].name == FORM.name
        assert session.scalar(sa.select(sa.func.count(Invitation.id))) == 0
