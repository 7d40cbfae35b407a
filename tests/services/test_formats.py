"""What a conference's format profile says of its papers, and how a version is kept from counting and let go again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from reviewer.domain.access import Actor
from reviewer.domain.errors import NotAllowed, NotFound
from reviewer.domain.format_form import profile_from_mapping
from reviewer.domain.format_profile import FormatProfile
from reviewer.domain.states import DeadlineRight, RunState, Step
from reviewer.engine.document import Limits
from reviewer.models import (
    AdoptedFormat,
    AuditEvent,
    Committee,
    Document,
    FormatChoice,
    OutboxMail,
    Paper,
    RenderedPages,
    Run,
    Submission,
    User,
)
from reviewer.sandbox import Sandbox
from reviewer.services import formats, memberships, papers, reading, runs, submissions
from reviewer.services.desks import delegate as delegate_desk
from reviewer.services.desks import marking
from reviewer.services.setup.formats import adopt_format, choose_format, follow_conference
from reviewer.work import House
from tests import factories as make
from tests.conftest import Clock

SHORT = "We ask for a fund."
LONG = "We ask the committee for a fund that pays for stations in the mountains. " * 5


def profile(name: str = "short", **checks: Any) -> FormatProfile:
    words = {"name": name, "title": f"Rules {name}", "language": "en", "description": "Invented."}
    return profile_from_mapping({**words, **(checks or {"words": {"max": 10}})}, file="x")


BLOCKING = profile("strict", words={"max": 10, "blocks": True}, file_kinds={"allowed": ["txt", "pdf"]})


class Scene:
    """A conference with one committee, its staff, and a delegate who owes a paper there."""

    def __init__(self, house: House) -> None:
        self.house = house
        with house.work() as work:
            event = make.conference(work)
            body, other = make.committee(work, event), make.committee(work, event)
            seat = make.seat(work, body)
            pupil, boss, chair = make.delegate(work, seat), make.staff(work, event), make.chair(work, body)
            self.paper = make.paper(work, seat).id
            self.conference, self.committee, self.other = event.id, body.id, other.id
            self.pupil, self.boss, self.chair = pupil.id, boss.id, chair.id
            make.deadline(work, event, right=DeadlineRight.SUBMISSION, at=work.now + timedelta(days=2))

    def actor(self, user_id: int) -> Actor:
        with self.house.reading() as session:
            found = memberships.load_actor(session, user_id)
            assert found is not None
            return found

    def adopt(self, rules: FormatProfile, committee: int | None = None) -> int:
        with self.house.work() as work:
            boss = self.actor(self.boss)
            adopted = adopt_format(work, boss, conference_id=self.conference, profile=rules)
            choose_format(work, boss, conference_id=self.conference, committee_id=committee, format_id=adopted.id)
            return adopted.id

    def choose(self, format_id: int | None, committee: int | None = None) -> None:
        with self.house.work() as work:
            choose_format(
                work,
                self.actor(self.boss),
                conference_id=self.conference,
                committee_id=committee,
                format_id=format_id,
            )

    def hand_in(self, text: str) -> int:
        """A version that was sent and read."""
        file = submissions.receive(self.house.storage, text.encode(), "paper.txt", limits=Limits())
        with self.house.work() as work:
            sent = submissions.submit(work, self.actor(self.pupil), paper_id=self.paper, file=file)
        with self.house.reading() as session:
            run = session.scalars(sa.select(Run.id).filter_by(submission_id=sent.id, step=Step.READ)).one()
        claimed = runs.claim(self.house, run)
        assert claimed is not None
        reading.read(self.house, Sandbox("fork"), claimed)
        return sent.id

    def submission(self, submission_id: int) -> Submission:
        with self.house.reading() as session:
            return session.get_one(Submission, submission_id)

    def current(self) -> int | None:
        with self.house.reading() as session:
            return session.scalar(papers.current_submissions(of=sa.select(Paper.id).where(Paper.id == self.paper)))

    def states(self, submission_id: int) -> dict[str, str]:
        with self.house.reading() as session:
            sent = session.get_one(Submission, submission_id)
            document = session.get_one(Document, sent.document_id)
            form = formats.form_of(session, sent, document)
            return {} if form is None else {one.check: one.state for one in form.findings}

    def actions(self) -> list[str]:
        with self.house.reading() as session:
            return list(session.scalars(sa.select(AuditEvent.action).order_by(AuditEvent.id)))

    def mails(self) -> list[str]:
        with self.house.reading() as session:
            return sorted(session.scalars(sa.select(OutboxMail.template)))


@pytest.fixture
def scene(house: House) -> Scene:
    return Scene(house)


# adopting and choosing


def test_adopting_again_gives_the_row_that_stands_and_another_content_the_next_version(scene: Scene) -> None:
    first = scene.adopt(profile())
    assert scene.adopt(profile()) == first
    second = scene.adopt(profile(words={"max": 20}))
    with scene.house.reading() as session:
        rows = session.execute(sa.select(AdoptedFormat.id, AdoptedFormat.version).order_by(AdoptedFormat.id)).all()
    assert [tuple(row) for row in rows] == [(first, 1), (second, 2)]
    assert scene.actions().count("format.adopted") == 2


def test_a_committee_goes_by_its_own_choice_else_by_the_conferences(scene: Scene) -> None:
    with scene.house.reading() as session:
        assert formats.profile_of(session, scene.committee) is None
    scene.adopt(profile("common"))
    own = scene.adopt(profile("own"), scene.committee)
    with scene.house.reading() as session:
        assert [
            (found := formats.profile_of(session, one)) and found.name for one in (scene.committee, scene.other)
        ] == ["own", "common"]
    scene.choose(None, scene.committee)
    with scene.house.reading() as session:
        assert formats.profile_of(session, scene.committee) is None, "a committee may go by none"
    scene.choose(own, scene.committee)
    with scene.house.work() as work:
        follow_conference(work, scene.actor(scene.boss), conference_id=scene.conference, committee_id=scene.committee)
    with scene.house.reading() as session:
        followed = formats.profile_of(session, scene.committee)
        assert followed is not None
        assert followed.name == "common"
        assert len(session.scalars(sa.select(FormatChoice)).all()) == 1
    assert scene.actions().count("format.chosen") == 5


def test_choosing_the_same_again_is_no_act(scene: Scene) -> None:
    one = scene.adopt(profile())
    before = scene.actions()
    scene.choose(one)
    assert scene.actions() == before


@pytest.mark.parametrize("who", ["pupil", "chair"])
def test_only_staff_adopt_and_choose(scene: Scene, who: str) -> None:
    known = scene.adopt(profile())
    actor = scene.actor(getattr(scene, who))
    with pytest.raises(NotAllowed), scene.house.work() as work:
        adopt_format(work, actor, conference_id=scene.conference, profile=profile("other"))
    with pytest.raises(NotAllowed), scene.house.work() as work:
        choose_format(work, actor, conference_id=scene.conference, committee_id=None, format_id=known)
    with pytest.raises(NotAllowed), scene.house.work() as work:
        follow_conference(work, actor, conference_id=scene.conference, committee_id=scene.committee)


def test_another_conferences_profile_and_committee_are_not_there(scene: Scene, house: House) -> None:
    elsewhere = Scene(house)
    theirs = elsewhere.adopt(profile())
    boss = scene.actor(scene.boss)
    with pytest.raises(NotFound), scene.house.work() as work:
        choose_format(work, boss, conference_id=scene.conference, committee_id=None, format_id=theirs)
    with pytest.raises(NotFound), scene.house.work() as work:
        choose_format(work, boss, conference_id=scene.conference, committee_id=elsewhere.committee, format_id=None)


# findings


def test_another_profile_acts_on_a_paper_that_was_read_before(scene: Scene) -> None:
    sent = scene.hand_in(LONG)
    assert scene.states(sent) == {}
    scene.adopt(profile(words={"max": 10}))
    assert scene.states(sent) == {"words": "fail"}
    scene.adopt(profile(words={"max": 500}, file_kinds={"allowed": ["pdf"]}))
    assert scene.states(sent) == {"words": "pass", "file_kinds": "fail"}
    assert scene.submission(sent).not_accepted_since is None, "nothing of it blocks"


def test_the_seats_own_names_are_looked_for(scene: Scene) -> None:
    with scene.house.reading() as session:
        pupil = session.get_one(User, scene.pupil).name
        committee = session.get_one(Committee, scene.committee).name
        seat = session.get_one(Paper, scene.paper).seat
        country, school = seat.delegation.name, seat.school.name if seat.school else ""
    sent = scene.hand_in(f"Committee: {committee}\n\nCountry: {country}\n\n{LONG} So says {pupil} of {school}.")
    scene.adopt(
        profile(
            header={"must_hold": ["committee", "country"]},
            blind={"hide": ["school"]},
            file_name={"pattern": "{country}"},
        )
    )
    assert scene.states(sent) == {"header": "pass", "blind": "fail", "file_name": "fail"}
    scene.adopt(profile(blind={"hide": ["delegates"]}))
    assert scene.states(sent) == {"blind": "fail"}


def test_pages_that_a_word_processor_counted_are_used(scene: Scene) -> None:
    sent = scene.hand_in(LONG)
    scene.adopt(profile(pages={"max": 2}))
    assert scene.states(sent) == {"pages": "pass"}
    with scene.house.work() as work:
        document_id = work.session.get_one(Submission, sent).document_id
        work.session.add(RenderedPages(document_id=document_id, pages=4, rendered_at=work.now))
    assert scene.states(sent) == {"pages": "fail"}


def test_a_paper_on_one_topic_owes_that_topic_alone(house: House) -> None:
    with house.work() as work:
        body = make.committee(work, topics={"Rivers": ["Whose?"], "Schools": ["Which?"]})
        lone = make.submission(work, make.paper(work, make.seat(work, body), topic=body.topics[1]), read=True)
        both = make.submission(work, make.paper(work, make.seat(work, body)), read=True)
        first, second = (formats.occasion_of(work.session, one) for one in (lone, both))
        assert (first.topics, first.number) == (("Schools",), 2)
        assert (second.topics, second.number) == (("Rivers", "Schools"), None)


# blocking


def test_a_version_that_breaks_a_blocking_rule_is_kept_told_and_does_not_count(scene: Scene) -> None:
    scene.adopt(BLOCKING)
    good = scene.hand_in(SHORT)
    assert scene.submission(good).not_accepted_since is None
    bad = scene.hand_in(LONG)
    row = scene.submission(bad)
    assert row.not_accepted_since is not None
    assert row.document_id is not None, "it is read like any other"
    assert scene.house.storage.exists(row.file_sha256)
    assert scene.current() == good
    assert scene.mails() == ["not_accepted", "receipt", "receipt"]
    assert "submission.not_accepted" in scene.actions()
    with scene.house.reading() as session:
        event = session.scalars(sa.select(AuditEvent).filter_by(action="submission.not_accepted")).one()
        again = session.scalars(sa.select(Run).filter_by(submission_id=good, step=Step.COMPARE)).all()
    assert event.details["checks"] == "words"
    assert [run.state for run in again] == [RunState.QUEUED] * 2, (
        "the version that counts again meets who came meanwhile"
    )


def test_what_only_warns_or_cannot_be_told_keeps_nothing_from_counting(scene: Scene) -> None:
    scene.adopt(profile(words={"max": 10}, fonts={"allowed": ["Arial"], "blocks": True}))
    sent = scene.hand_in(LONG)
    assert scene.states(sent) == {"words": "fail", "fonts": "cannot_tell"}
    assert scene.submission(sent).not_accepted_since is None


def test_a_version_not_accepted_is_marked_when_no_other_came(scene: Scene) -> None:
    scene.adopt(BLOCKING)
    bad = scene.hand_in(LONG)
    assert scene.current() == bad
    with scene.house.reading() as session:
        desk = marking.desk(session, scene.actor(scene.chair), scene.paper, now=scene.house.clock())
    assert desk.submission_id == bad
    assert not desk.is_accepted
    assert desk.form is not None
    assert [one.state for one in desk.form.findings] == ["fail", "pass"]


def test_a_replacement_within_the_window_counts_at_the_first_ones_time(scene: Scene, clock: Clock) -> None:
    scene.adopt(BLOCKING)
    clock.now += timedelta(days=1, hours=23)
    bad = scene.hand_in(LONG)
    clock.now += timedelta(hours=3)
    with scene.house.reading() as session:
        card = delegate_desk.own_card(session, scene.actor(scene.pupil), scene.paper, scene.house.clock())
    assert card.is_open, "the deadline has passed, but the window is open"
    assert card.replacement_counts_as == scene.submission(bad).counted_at
    still = scene.hand_in(LONG + "And one more thing.")
    clock.now += timedelta(hours=3)
    good = scene.hand_in(SHORT)
    assert scene.submission(good).counted_at == scene.submission(bad).counted_at
    assert scene.submission(still).not_accepted_since is not None
    assert scene.current() == good


def test_rules_that_let_go_accept_again_and_stricter_ones_take_nothing_away(scene: Scene) -> None:
    strict = scene.adopt(BLOCKING)
    good = scene.hand_in(SHORT)
    bad = scene.hand_in(LONG)
    scene.adopt(profile("looser", words={"max": 500, "blocks": True}))
    assert scene.submission(bad).not_accepted_since is None
    assert scene.current() == bad
    assert scene.actions().count("submission.accepted") == 1
    with scene.house.reading() as session:
        keys = session.scalars(sa.select(Run.inputs_key).filter_by(submission_id=bad, step=Step.COMPARE)).all()
    assert len([key for key in keys if ":accepted:" in key]) == 1
    scene.choose(strict)
    assert scene.submission(bad).not_accepted_since is None, "what counted goes on counting"
    assert scene.current() == bad
    assert good != bad


def test_a_committee_that_goes_by_none_frees_its_own(scene: Scene) -> None:
    scene.adopt(BLOCKING)
    bad = scene.hand_in(LONG)
    scene.choose(None, scene.other)
    assert scene.submission(bad).not_accepted_since is not None
    scene.choose(None, scene.committee)
    assert scene.submission(bad).not_accepted_since is None


def test_reading_again_keeps_the_moment_and_tells_nobody_twice(scene: Scene, clock: Clock) -> None:
    scene.adopt(BLOCKING)
    bad = scene.hand_in(LONG)
    since = scene.submission(bad).not_accepted_since
    clock.now += timedelta(hours=1)
    with scene.house.work() as work:
        formats.judge(work, work.session.get_one(Submission, bad))
    assert scene.submission(bad).not_accepted_since == since
    assert scene.mails().count("not_accepted") == 1
