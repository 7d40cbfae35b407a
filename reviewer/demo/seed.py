"""The demo conference, made through the same services and in the same order as a real one.

Each act has a clock of its own: staff set up weeks ago, papers came on their days, chairs mark now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from reviewer import catalog
from reviewer.demo import places, roster
from reviewer.demo.people import Account, new_password
from reviewer.demo.roster import Committee, Demo, Due, Paper, Person, Scorecard, Seat
from reviewer.domain.access import Actor
from reviewer.domain.errors import Refused
from reviewer.domain.states import Role, ScorecardState, Step
from reviewer.engine.readers.table import Row
from reviewer.sandbox import Sandbox
from reviewer.services import analysis, bank, grading, invitations, memberships, readers, regrades, release, submissions
from reviewer.services.memberships import Target
from reviewer.services.setup import (
    committees,
    conferences,
    deadlines,
    formats,
    guides,
    installation,
    retention,
    rubrics,
)
from reviewer.services.setup.agenda import LinkForm, QuestionForm, TopicForm
from reviewer.services.setup.committees import CommitteeForm
from reviewer.services.setup.roster_import import Imported, import_roster
from reviewer.services.setup.rosters import check_roster
from reviewer.work import House, Work

_SET_UP = timedelta(days=21)
"""How long before now staff set the conference up; all papers came later."""


@dataclass(slots=True)
class _Seeding:
    """A demo in the making. `people` has each e-mail's user id and password, `owed` the paper id of each seat."""

    house: House
    sandbox: Sandbox
    demo: Demo
    now: datetime
    conference_id: int = 0
    committee_ids: dict[str, int] = field(default_factory=dict)
    people: dict[str, tuple[int, str]] = field(default_factory=dict)
    owed: dict[tuple[str, str], int] = field(default_factory=dict)

    def at(self, instant: datetime) -> House:
        """The house as if it were then."""
        return replace(self.house, clock=lambda: instant)

    @property
    def at_set_up(self) -> House:
        """The house on the day on which staff set the conference up."""
        return self.at(self.now - _SET_UP)

    def actor(self, email: str) -> Actor:
        """The person as the access rules see them now."""
        with self.house.reading() as session:
            actor = memberships.load_actor(session, self.people[email][0])
        assert actor is not None, "the account was made in this seeding"
        return actor

    @property
    def staff(self) -> Actor:
        """Who sets the conference up."""
        return self.actor(self.demo.staff[0].email)

    def seats(self) -> Iterator[tuple[Committee, Seat]]:
        """Every seat with its committee."""
        return ((committee, seat) for committee in self.demo.committees for seat in committee.seats)


def is_empty(house: House) -> bool:
    """Whether nobody ever used this installation: neither an account nor a conference."""
    with house.reading() as session:
        return installation.is_empty(session)


def seed(house: House, sandbox: Sandbox) -> list[Account]:
    """Make the demo conference, in place of the one that stood; its accounts, staff first.

    Raises Refused where demo accounts are not allowed. What a failure leaves behind is removed.
    """
    if not house.settings.demo_allowed:
        raise Refused(
            "demo_refused",
            "The demo conference has accounts with printed passwords, so it is not made in production. "
            "On a machine of your own set REVIEWER_ENV=development.",
        )
    now = house.clock()
    seeding = _Seeding(house, sandbox, roster.load(now), now)
    remove(house)
    with _undone_on_failure(house):
        _set_up(seeding)
        _seat_delegates(seeding)
        _hand_in(seeding)
        _mark(seeding)
        _release(seeding)
    return list(_accounts(seeding))


def remove(house: House) -> None:
    """Erase every demo conference, with the accounts that belonged to it alone."""
    with house.work() as work:
        for conference in installation.demo_conferences(work.session):
            retention.purge(work, conference)


@contextmanager
def _undone_on_failure(house: House) -> Iterator[None]:
    try:
        yield
    except BaseException:
        remove(house)
        raise


def _set_up(seeding: _Seeding) -> None:
    demo = seeding.demo
    _make_account(seeding, demo.staff[0], is_operator=True)
    operator = seeding.staff
    with seeding.at_set_up.work() as work:
        conference = conferences.create_conference(
            work,
            operator,
            title=demo.title,
            slug=demo.slug,
            timezone=demo.timezone,
            languages=list(demo.languages),
            starts_on=demo.starts_on,
            is_demo=True,
        )
    seeding.conference_id = conference.id
    with seeding.at_set_up.work() as work:
        staff = memberships.load_actor(work.session, operator.user_id)
        assert staff is not None, "the operator's account was made just now"
        _set_deadlines(work, staff, conference.id, None, demo.deadlines)
        profile = catalog.load_format_file(catalog.format_folder() / f"{demo.format}.yaml")
        adopted = formats.adopt_format(work, staff, conference_id=conference.id, profile=profile)
        formats.choose_format(work, staff, conference_id=conference.id, committee_id=None, format_id=adopted.id)
    for person in demo.staff[1:]:
        _let_in(seeding, person, Target(Role.STAFF))
    for committee in demo.committees:
        _confirm(seeding, committee)
    with seeding.at_set_up.work() as work:
        first = next(iter(seeding.committee_ids.values()))
        readers.set_due(work, staff, committee_id=first, at=demo.marks_due_at)
        for entry in demo.bank:
            bank.keep(work, staff, committee_id=first, holder=bank.Holder.CONFERENCE, entry=entry)


def _set_deadlines(work: Work, staff: Actor, where: int, committee_id: int | None, dues: Iterable[Due]) -> None:
    for due in dues:
        deadlines.set_deadline(work, staff, conference_id=where, committee_id=committee_id, right=due.right, at=due.at)


def _make_account(seeding: _Seeding, person: Person, *, is_operator: bool = False) -> int:
    password = new_password()
    with seeding.at_set_up.work() as work:
        user = installation.renew_account(
            work, email=person.email, name=person.name, password=password, is_operator=is_operator
        )
    seeding.people[person.email] = (user.id, password)
    return user.id


def _let_in(seeding: _Seeding, person: Person, target: Target) -> None:
    """Invite somebody and accept for them, as they would have done by their link."""
    user_id, staff = _make_account(seeding, person), seeding.staff
    with seeding.at_set_up.work() as work:
        where = seeding.conference_id
        invited = invitations.invite(
            work, staff, conference_id=where, email=person.email, name=person.name, target=target, mail=False
        )
        _accept_for(work, invited.token, user_id)


def _accept_for(work: Work, token: str, user_id: int) -> None:
    proof = invitations.prove(work.session, token=token, password="", signed_in_id=user_id)
    invitations.accept_invitation(work, token=token, proof=proof)


def _confirm(seeding: _Seeding, committee: Committee) -> None:
    staff, where = seeding.staff, seeding.conference_id
    proposal = guides.propose(
        seeding.at_set_up, seeding.sandbox, data=committee.guide.content(), name=committee.guide.name
    )
    rubric = catalog.load_file(catalog.folder() / f"{seeding.demo.rubric}.yaml")
    with seeding.at_set_up.work() as work:
        made = committees.confirm_committee(
            work, staff, conference_id=where, form=_form(committee), guide=proposal.guide
        )
        adopted = rubrics.adopt_rubric(work, staff, conference_id=where, rubric=rubric)
        rubrics.assign_rubric(work, staff, committee_id=made.id, rubric_id=adopted.id)
        readers.set_readings(
            work, staff, committee_id=made.id, readings=committee.readings, combine="mean", moderate_beyond=None
        )
        _set_deadlines(work, staff, where, made.id, committee.deadlines)
    seeding.committee_ids[committee.slug] = made.id
    for chair in committee.chairs:
        _let_in(seeding, chair, Target(Role.CHAIR, committee_id=made.id))


def _form(committee: Committee) -> CommitteeForm:
    return CommitteeForm(
        name=committee.name,
        kind=committee.kind,
        languages=committee.languages,
        topics=tuple(
            TopicForm(
                topic.title,
                tuple(QuestionForm(text, hint) for text, hint in zip(topic.questions, topic.hints, strict=True)),
                tuple(LinkForm(label, url) for label, url in topic.links),
            )
            for topic in committee.topics
        ),
    )


def _seat_delegates(seeding: _Seeding) -> None:
    """Import the roster, and let everybody in but the delegates of a last seat that owes its paper."""
    rows = [_row(line, committee, seat) for line, (committee, seat) in enumerate(seeding.seats(), 2)]
    with seeding.house.reading() as session:
        plan = check_roster(session, conference_id=seeding.conference_id, rows=rows)
    staff = seeding.staff
    with seeding.at_set_up.work() as work:
        done = import_roster(work, staff, conference_id=seeding.conference_id, plan=plan, mail=False)
    last = [each.seats[-1] for each in seeding.demo.committees]
    _accept(seeding, done, {person.email for seat in last if seat.paper is None for person in seat.delegates})
    with seeding.house.reading() as session:
        schools = places.school_ids(session, seeding.conference_id)
        seeding.owed = {
            (committee.slug, delegation): paper_id
            for committee in seeding.demo.committees
            for delegation, paper_id in places.owed_papers(session, seeding.committee_ids[committee.slug]).items()
        }
    for school in seeding.demo.schools:
        _let_in(seeding, school.adviser, Target(Role.ADVISER, school_id=schools[school.name]))


def _row(line: int, committee: Committee, seat: Seat) -> Row:
    first, second = (*seat.delegates, None)[:2]
    assert first is not None, "every seat of the demo has a delegate"
    return Row(
        line,
        {
            "Committee": committee.name,
            "Delegation": seat.delegation,
            "School": seat.school,
            "Delegate": first.name,
            "E-mail": first.email,
            "Second delegate": second.name if second else "",
            "Second e-mail": second.email if second else "",
        },
    )


def _accept(seeding: _Seeding, done: Imported, yet_to_come: set[str]) -> None:
    for invited in done.invited:
        if invited.email not in yet_to_come:
            user_id = _make_account(seeding, Person(invited.name, invited.email))
            with seeding.at_set_up.work() as work:
                _accept_for(work, invited.token, user_id)


def _hand_in(seeding: _Seeding) -> None:
    sent = [(seat.paper, committee, seat) for committee, seat in seeding.seats() if seat.paper is not None]
    for paper, committee, seat in sorted(sent, key=lambda one: one[0].received_at):
        submission_id = _submit(seeding, paper, committee, seat)
        if committee.is_released:  # feedback shows what stood on the day of the release
            _check_now(seeding, submission_id, *Step)
        elif seat.scorecards:
            _check_now(seeding, submission_id, Step.READ)


def _submit(seeding: _Seeding, paper: Paper, committee: Committee, seat: Seat) -> int:
    then, delegate = seeding.at(paper.received_at), seeding.actor(seat.delegates[0].email)
    limits = submissions.limits_of(then)
    file = submissions.receive(then.storage, paper.file.content(), paper.file.name, limits=limits)
    with then.work() as work:
        paper_id = seeding.owed[committee.slug, seat.delegation]
        return submissions.submit(work, delegate, paper_id=paper_id, file=file).id


def _check_now(seeding: _Seeding, submission_id: int, *steps: Step) -> None:
    """Chairs can only mark what was read; the other checks, and the other papers, are left to the workers."""
    tools = analysis.Tools(seeding.sandbox)
    for step in steps:
        with seeding.house.reading() as session:
            run_ids = places.waiting(session, submission_id, step)
        for run_id in run_ids:
            analysis.perform(seeding.house, tools, step, run_id)


def _mark(seeding: _Seeding) -> None:
    for committee, seat in seeding.seats():
        for card in seat.scorecards:
            chair, paper_id = seeding.actor(card.chair), seeding.owed[committee.slug, seat.delegation]
            with seeding.house.work() as work:
                asked = places.questions(work.session, seeding.committee_ids[committee.slug])
                _write_card(work, chair, paper_id, card, asked)


def _write_card(work: Work, chair: Actor, paper_id: int, card: Scorecard, asked: Mapping[tuple[int, int], int]) -> None:
    """One chair's marks, words, comments and answers; `asked` has the committee's question ids."""
    grading.open_scorecard(work, chair, paper_id=paper_id)
    for key, points in card.marks.items():
        grading.set_mark(
            work, chair, paper_id=paper_id, criterion=key.criterion, topic=key.topic, points=points, seen_version=0
        )
    for question, status in card.answers.items():
        grading.judge_question(work, chair, paper_id=paper_id, key_question_id=asked[question], status=status)
    for comment in card.comments:
        words = places.selection(work.session, paper_id, comment.quote)
        grading.add_comment(work, chair, paper_id=paper_id, text=comment.words, selection=words)
    if card.overall:
        grading.set_overall(work, chair, paper_id=paper_id, text=card.overall, seen_version=0)
    if card.state is ScorecardState.FINAL:
        grading.finish(work, chair, paper_id=paper_id)


def _release(seeding: _Seeding) -> None:
    """Show one committee its feedback; a delegation there asks for another look."""
    for committee in seeding.demo.committees:
        if committee.is_released:
            with seeding.house.work() as work:
                where = seeding.committee_ids[committee.slug]
                release.release(work, seeding.staff, conference_id=seeding.conference_id, committee_id=where)
    delegates = {(committee.slug, seat.delegation): seat.delegates[0] for committee, seat in seeding.seats()}
    for wish in seeding.demo.regrades:
        seat = wish.committee, wish.delegation
        with seeding.house.work() as work:
            regrades.ask(
                work,
                seeding.actor(delegates[seat].email),
                paper_id=seeding.owed[seat],
                criterion=wish.criterion,
                topic=wish.topic,
                reason=wish.reason,
            )


def _accounts(seeding: _Seeding) -> Iterator[Account]:
    """Those worth trying: staff, a chair and delegates of each committee, an adviser."""
    demo = seeding.demo
    worth = [("staff, operator", demo.staff[0])]
    for committee in demo.committees:
        worth.append((f"chair, {committee.name}", committee.chairs[0]))
        worth += [(f"delegate, {seat.delegation}, {state}", seat.delegates[0]) for seat, state in _telling(committee)]
    worth.append((f"adviser, {demo.schools[0].name}", demo.schools[0].adviser))
    for role, person in worth:
        yield Account(role, person.name, person.email, seeding.people[person.email][1])


def _telling(committee: Committee) -> Iterator[tuple[Seat, str]]:
    """One seat of each state that a delegate's pages can be in."""
    marked = next(seat for seat in committee.seats if seat.scorecards)
    yield marked, "feedback released" if committee.is_released else "paper handed in"
    yield from ((seat, "no paper yet") for seat in [one for one in committee.seats if one.paper is None][:1])
