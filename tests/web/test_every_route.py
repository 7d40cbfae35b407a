"""Every route, asked by every kind of person. A route that is not in the table fails the test."""

from __future__ import annotations

import io
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from reviewer.domain.states import DeadlineRight, Role, RunState, Step
from reviewer.models import (
    AnchorPaper,
    AwardList,
    BankComment,
    DeclaredConflict,
    Membership,
    OutboxMail,
    PagePicture,
    ProvenanceRule,
    RegradeRequest,
    RubricDraft,
    RubricMove,
    StaffExclusion,
    User,
)
from reviewer.services import invitations, resets
from reviewer.services.memberships import Target
from reviewer.settings import Settings
from reviewer.web.app import create_app
from reviewer.work import House, Work
from tests import factories
from tests.conftest import Clock

SECRET = "our ministry keeps forty kelp clinics along the silent shore"
"""Words of the paper that all routes below speak of; nobody else may read them."""

OWN = frozenset({"delegate", "partner"})
OWN_OR_ADVISER = OWN | {"adviser"}
MARKERS = frozenset({"chair", "staff"})
STAFF = frozenset({"staff"})
MEMBERS = frozenset(
    {"delegate", "partner", "other delegate", "adviser", "other adviser", "chair", "other chair", "staff"}
)
SIGNED_IN = MEMBERS | {"foreign staff", "operator", "nobody"}
EVERYBODY = SIGNED_IN | {"anonymous"}

ALLOWED: dict[str, frozenset[str]] = {
    "audits.assign": STAFF,
    "audits.board": STAFF,
    "audits.bulk_clear": STAFF,
    "audits.case": STAFF,
    "audits.dossier": STAFF,
    "audits.exclude": STAFF,
    "audits.log": STAFF,
    "audits.open": STAFF,
    "audits.operations": STAFF,
    "audits.restore": STAFF,
    "audits.retry": STAFF,
    "audits.rule": STAFF,
    "auth.account": SIGNED_IN,
    "auth.invitation": EVERYBODY,
    "auth.sign_in": EVERYBODY,
    "auth.sign_out": SIGNED_IN,
    "auth.sign_out_everywhere": SIGNED_IN,
    "awards.close": MARKERS,
    "banks.change": MARKERS,
    "banks.export": MARKERS,
    "banks.keep": MARKERS,
    "banks.retire": MARKERS,
    "banks.share": MARKERS,
    "banks.show": MARKERS,
    "banks.take_in": MARKERS,
    "awards.committee_scores": MARKERS,
    "awards.conference_scores": STAFF,
    "awards.print_out": MARKERS,
    "awards.show": MARKERS,
    "awards.sign": MARKERS,
    "awards.withdraw": MARKERS,
    "calibrations.agree": MARKERS,
    "calibrations.choose": MARKERS,
    "calibrations.end": MARKERS,
    "calibrations.show": MARKERS,
    "chairs.autosave": MARKERS,
    "comments.add": MARKERS,
    "chairs.desk": MARKERS,
    "comments.edit": frozenset({"chair"}),
    "chairs.finish": MARKERS,
    "chairs.queue": MARKERS,
    "comments.remove": frozenset({"chair"}),
    "chairs.reopen": MARKERS,
    "comments.restore": frozenset({"chair"}),
    "comments.drop_points": frozenset({"chair"}),
    "chairs.save": MARKERS,
    "chairs.tell_staff": MARKERS,
    "desk_pages.drawn": MARKERS,
    "desk_pages.show": MARKERS,
    "deductions.add": MARKERS,
    "deductions.decide": MARKERS,
    "deductions.revoke": MARKERS,
    "committees.coverage": MARKERS,
    "committees.hint_lines": MARKERS,
    "committees.passages": MARKERS,
    "committees.renew": MARKERS,
    "committees.stop": MARKERS,
    "committees.table": MARKERS,
    "feedback_files.card": OWN_OR_ADVISER | STAFF,
    "feedback_files.pack": frozenset({"adviser", "staff"}),
    "feedback_files.paper": OWN_OR_ADVISER | STAFF,
    "feedback_files.sheet": OWN_OR_ADVISER | STAFF,
    "home.alive": EVERYBODY,
    "home.start": SIGNED_IN,
    "language.choose": EVERYBODY,
    "maps.show": STAFF,
    "papers.feedback": OWN_OR_ADVISER,
    "papers.guide": MEMBERS,
    "papers.home": SIGNED_IN,
    "papers.original": OWN_OR_ADVISER | MARKERS,
    "papers.plain_copy": MARKERS,
    "papers.page_picture": OWN_OR_ADVISER | MARKERS,
    "papers.progress": OWN_OR_ADVISER,
    "papers.retry": OWN,
    "papers.show": OWN_OR_ADVISER,
    "papers.submit": OWN,
    "papers.withdraw": OWN,
    "questions.judge": MARKERS,
    "readers.assign": STAFF,
    "readers.cap": MARKERS,
    "readers.declare": MARKERS,
    "readers.due": STAFF,
    "readers.revoke": MARKERS,
    "readers.settle": STAFF,
    "readers.show": MARKERS,
    "regrades.answer": MARKERS,
    "regrades.ask": OWN,
    "regrades.close": STAFF,
    "regrades.escalate": OWN,
    "regrades.of_committee": MARKERS,
    "regrades.of_conference": STAFF,
    "releases.make": STAFF,
    "releases.overview": STAFF,
    "releases.take_back": STAFF,
    "resets.ask": EVERYBODY,
    "resets.choose": EVERYBODY,
    "rules.change": STAFF,
    "rules.show": STAFF,
    "rules.take_back": STAFF,
    "setup.blind": STAFF,
    "setup.committee": STAFF,
    "setup.confirm": STAFF,
    "setup.create": frozenset({"operator"}),
    "setup.deadlines": STAFF,
    "setup.do_move_rubric": STAFF,
    "setup.move_rubric": STAFF,
    "setup.move_rubric_back": STAFF,
    "setup.preview_rubric": STAFF,
    "setup.rubric_draft": STAFF,
    "setup.rubric_history": STAFF,
    "setup.start_rubric": STAFF,
    "setup.edition": STAFF,
    "setup.end": STAFF,
    "setup.extension": STAFF,
    "setup.format_file": STAFF,
    "setup.formats": STAFF,
    "setup.invite": STAFF,
    "setup.overview": STAFF,
    "setup.people": STAFF,
    "setup.propose": STAFF,
    "setup.remove_source": STAFF,
    "setup.renew": STAFF,
    "setup.restore_source": STAFF,
    "setup.retry_source": STAFF,
    "setup.roster": STAFF,
    "setup.roster_links": STAFF,
    "setup.roster_template": STAFF,
    "setup.rubric_file": STAFF,
    "setup.rubrics": STAFF,
    "setup.save_agenda": STAFF,
    "setup.settings": STAFF,
    "setup.shipped_format_file": STAFF,
    "setup.shipped_rubric_file": STAFF,
    "setup.sources": STAFF,
    "static": EVERYBODY,
}


@dataclass(frozen=True)
class World:
    """One conference with all a route may speak of, frozen as a database file, and the people who ask."""

    settings: Settings
    house: House
    frozen: Path
    ids: dict[str, object]
    forms: dict[str, dict[str, object]]
    people: dict[str, User | None]

    def freeze(self) -> None:
        """Keep what stands now as what `reset` goes back to."""
        with self.house.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
            connection.exec_driver_sql("BEGIN")
        self.house.engine.dispose()
        shutil.copyfile(self.settings.var_dir / "reviewer.sqlite3", self.frozen)

    def reset(self) -> None:
        """Undo whatever the last request did."""
        self.house.engine.dispose()
        live = self.settings.var_dir / "reviewer.sqlite3"
        for suffix in ("-wal", "-shm"):
            live.with_name(live.name + suffix).unlink(missing_ok=True)
        shutil.copyfile(self.frozen, live)


@pytest.fixture
def world(house: House, settings: Settings, clock: Clock, tmp_path: Path) -> World:
    with house.work() as work:
        event, foreign = factories.conference(work), factories.conference(work)
        committee, other_committee = factories.committee(work, event), factories.committee(work, event)
        school, other_school = factories.school(work, event), factories.school(work, event)
        seat = factories.seat(work, committee, by=school, size=2)
        other_seat = factories.seat(work, committee, by=other_school)
        paper = factories.paper(work, seat)
        people: dict[str, User | None] = {
            "anonymous": None,
            "nobody": factories.user(work),
            "operator": factories.operator(work),
            "delegate": factories.delegate(work, seat),
            "partner": factories.delegate(work, seat),
            "other delegate": factories.delegate(work, other_seat),
            "adviser": factories.adviser(work, school),
            "other adviser": factories.adviser(work, other_school),
            "chair": factories.chair(work, committee),
            "other chair": factories.chair(work, other_committee),
            "staff": factories.staff(work, event),
            "foreign staff": factories.staff(work, foreign),
        }
        boss, chair = people["staff"], people["chair"]
        assert boss is not None
        assert chair is not None
        text = f"{factories.PAPER_TEXT}\nWe say that {SECRET}.\n"
        submission = factories.submission(work, paper, text=text, read=True, by=people["delegate"])
        for step in (Step.READ, Step.COMPARE, Step.COVER):
            factories.run(work, submission, step)
        broken = factories.submission(work, factories.paper(work, other_seat), data=b"broken")
        failed = factories.run(work, broken, Step.READ, RunState.FAILED)
        rubric = factories.rubric(work, event, assign=(committee,))
        form = factories.adopted_format(work, event)
        card = factories.scorecard(work, submission, chair, judged_by=rubric)
        comment = factories.comment(work, card, chair, words=SECRET)
        source = factories.source(work, event)
        case = factories.case(work, paper, boss)
        picture = factories.stored_file(work, b"\x89PNG\r\n\x1a\n")
        house.storage.put(b"\x89PNG\r\n\x1a\n")
        factories.add(work, PagePicture(document_id=submission.document_id, page=1, file_sha256=picture.sha256))
        line = factories.adjustment(work, paper, chair)
        final = factories.final_mark(work, card, boss, content=FEEDBACK)
        released = factories.release(work, event, boss, final, visible_from=clock.now)
        factories.deadline(work, event, at=clock.now + timedelta(days=3), right=DeadlineRight.REGRADE)
        place = work.session.scalars(
            sa.select(Membership).where(Membership.user_id == chair.id, Membership.role == Role.CHAIR)
        ).one()
        declared = {"declared_by_id": chair.id, "declared_at": clock.now}
        conflict = factories.add(work, DeclaredConflict(membership_id=place.id, seat_id=other_seat.id, **declared))
        awards = factories.add(
            work,
            AwardList(
                committee_id=committee.id,
                content={"rules": [], "criterion": "", "ranked": [], "barred": []},
                closed_by_id=boss.id,
                closed_at=clock.now,
            ),
        )
        anchor = factories.add(
            work,
            AnchorPaper(
                committee_id=committee.id,
                paper_id=factories.paper(work, factories.seat(work, committee)).id,
                chosen_at=clock.now,
            ),
        )
        regrade = factories.add(
            work,
            RegradeRequest(
                paper_id=paper.id,
                final_mark_id=final.id,
                criterion="writing",
                reason="The second paragraph was passed over.",
                asked_by_id=chair.id,
                asked_at=clock.now,
            ),
        )
        draft = factories.add(
            work,
            RubricDraft(conference_id=event.id, name="ours", content=dict(factories.RUBRIC), changed_at=clock.now),
        )
        moved = RubricMove(conference_id=event.id, from_rubric_id=rubric.id, to_rubric_id=rubric.id, committees=[])
        moved.moved_by_id, moved.moved_at = boss.id, clock.now
        factories.add(work, moved)
        kept = factories.add(
            work,
            BankComment(
                conference_id=event.id,
                committee_id=committee.id,
                name="no-source",
                text="Name your source.",
                made_at=clock.now,
                changed_at=clock.now,
            ),
        )
        invitation = invitations.invite(
            work,
            factories.actor(work, boss),
            conference_id=event.id,
            email="noor@school.example",
            name="Noor Vale",
            target=Target(Role.STAFF),
        )
        exclusion = factories.add(
            work,
            StaffExclusion(
                conference_id=event.id,
                source_id=source.id,
                reason="Everybody quotes it.",
                made_by_id=boss.id,
                made_at=clock.now,
            ),
        )
        rule = ProvenanceRule(conference_id=event.id, provenance="guide", rule="ignore", made_at=clock.now)
        rule.made_by_id = boss.id
        changed = factories.add(work, rule)
        forms: dict[str, dict[str, object]] = {
            "rules.take_back": {"change": changed.id},
            "audits.assign": {"person": boss.id},
            "audits.exclude": {"source": source.id},
            "audits.restore": {"exclusion": exclusion.id},
            "banks.change": {"name": "source", "text": "Name it.", "version": 1},
            "banks.keep": {"name": "figures", "text": "Give figures."},
            "banks.share": {"holder": "committee"},
            "banks.take_in": {"table": "name,text\nfund,Who pays?"},
            "calibrations.agree": {"agreed-content": "3"},
            "calibrations.choose": {"paper": paper.id},
            "regrades.ask": {"criterion": "content", "reason": "The third paragraph names two sources."},
            "setup.end": {"role": "chair"},
            "setup.start_rubric": {"from": "shipped:blank"},
            "setup.rubrics": {"act": "adopt", "name": "blank"},
            "setup.formats": {"act": "adopt", "name": "blind"},
        }
        ids: dict[str, object] = {
            "conference_id": event.id,
            "committee_id": committee.id,
            "paper_id": paper.id,
            "school_id": school.id,
            "submission_id": submission.id,
            "comment_id": comment.id,
            "kept_id": kept.id,
            "holder": "committee",
            "line_id": line.id,
            "draft_id": draft.id,
            "move_id": moved.id,
            "case_id": case.id,
            "run_id": failed.id,
            "source_id": source.id,
            "user_id": chair.id,
            "rubric_id": rubric.id,
            "format_id": form.id,
            "profile_name": "blind",
            "release_id": released.id,
            "request_id": regrade.id,
            "anchor_id": anchor.id,
            "conflict_id": conflict.id,
            "membership_id": place.id,
            "list_id": awards.id,
            "invitation_id": invitation.invitation_id,
            "page": 1,
            "width": 1240,
            "name": "blank",
            "ending": "json",
            "what": "map",
            "token": invitation.token,
            "reset": reset_token(work, people["nobody"]),
            "filename": "favicon.svg",
        }
    made = World(settings, house, tmp_path / "frozen.sqlite3", ids, forms, people)
    made.freeze()
    return made


def reset_token(work: Work, person: User | None) -> str:
    """The secret of a letter to somebody who forgot their password."""
    assert person is not None
    resets.ask(work, email=person.email)
    work.session.flush()
    letter = work.session.scalars(sa.select(OutboxMail).where(OutboxMail.template == "reset")).one()
    return str(letter.parameters["link"]).rsplit("/", 1)[1]


FEEDBACK: dict[str, object] = {
    "criteria": [
        {
            "reader": 1,
            "key": "content",
            "topic": None,
            "title": "Content",
            "mark": "3",
            "top": "5",
            "points": "3",
            "worth": "5",
            "level_title": "Fair",
            "descriptor": "Your content is fair.",
            "note": "",
        }
    ],
    "adjustments": [],
    "overall": "Well argued.",
    "comments": [],
    "coverage": [],
    "band": None,
}


def requests_of(app: Flask, world: World) -> Iterator[tuple[str, str, str]]:
    """Every (endpoint, method, path) with the world's ids in it."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        values = {name: world.ids[name] for name in rule.arguments}
        if rule.endpoint == "resets.choose":
            values["token"] = world.ids["reset"]
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule.endpoint, method, adapter.build(rule.endpoint, values, method=method)


def ask(client: FlaskClient, world: World, endpoint: str, method: str, path: str) -> TestResponse:
    """Send a request; forms are empty but for ids without which the right person would be told of nothing."""
    return client.open(path, method=method, data=world.forms.get(endpoint, {}) if method == "POST" else None)


def is_let_in(answer: TestResponse) -> bool:
    """Whether the person reached the act, whatever became of an empty form there."""
    if answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in"):
        return False  # the guard's answer; an act that ends at the sign-in page answers 303
    return answer.status_code not in (401, 403, 404)


@pytest.fixture
def app(world: World) -> Flask:
    made = create_app(world.settings, world.house)
    made.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    return made


def client_of(app: Flask, person: User | None) -> FlaskClient:
    client = app.test_client()
    if person is not None:
        with client.session_transaction() as session:
            session["_user_id"] = f"{person.id}.{person.session_key}"
    return client


def test_table_names_every_route_and_nothing_else(app: Flask) -> None:
    assert {rule.endpoint for rule in app.url_map.iter_rules()} == set(ALLOWED)


@pytest.mark.parametrize("who", sorted(EVERYBODY))
def test_each_route_lets_in_whom_it_should(app: Flask, world: World, who: str) -> None:
    wrong = []
    for endpoint, method, path in requests_of(app, world):
        world.reset()
        answer = ask(client_of(app, world.people[who]), world, endpoint, method, path)
        if answer.status_code >= 500:
            wrong.append(f"{method} {path} broke for {who}")
        if is_let_in(answer) is not (who in ALLOWED[endpoint]):
            wrong.append(f"{method} {path} ({endpoint}) answered {answer.status_code} to {who}")
        if who not in OWN_OR_ADVISER | MARKERS and SECRET.encode() in answer.data:
            wrong.append(f"{method} {path} shows the paper to {who}")
        answer.close()
    assert not wrong, "\n".join(wrong)


def test_paper_is_shown_to_those_who_may_read_it(app: Flask, world: World) -> None:
    """Without this the search for leaks above could be looking for words that no page ever shows."""
    shown = set()
    for who in sorted(OWN_OR_ADVISER | MARKERS):
        with client_of(app, world.people[who]).get(f"/submissions/{world.ids['submission_id']}/original") as answer:
            shown |= {who} if SECRET.encode() in answer.data else set()
    assert shown == OWN_OR_ADVISER | MARKERS
    assert SECRET in client_of(app, world.people["chair"]).get(f"/papers/{world.ids['paper_id']}/desk").text


def test_every_post_without_a_form_token_is_refused(world: World) -> None:
    app = create_app(world.settings, world.house)
    app.config["TESTING"] = True
    passed = []
    for endpoint, method, path in requests_of(app, world):
        if method == "POST":
            answer = ask(client_of(app, world.people["staff"]), world, endpoint, method, path)
            if answer.status_code != 400:
                passed.append(f"{path} answered {answer.status_code}")
    assert passed == []


def test_every_answer_carries_the_strict_headers(app: Flask, world: World) -> None:
    for endpoint, method, path in requests_of(app, world):
        world.reset()
        answer = ask(client_of(app, world.people["staff"]), world, endpoint, method, path)
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy, path
        assert answer.headers["X-Content-Type-Options"] == "nosniff", path
        if "text/html" in answer.content_type:
            assert b" style=" not in answer.data, path
            assert b" onclick=" not in answer.data, path
            assert b"javascript:" not in answer.data, path
        answer.close()


def test_originals_are_attachments_only(app: Flask, world: World) -> None:
    answer = client_of(app, world.people["staff"]).get(f"/submissions/{world.ids['submission_id']}/original")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    answer.close()


def test_upload_larger_than_the_limit_gets_a_page_of_ours(app: Flask, world: World) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 2000
    client = client_of(app, world.people["delegate"])
    path = f"/papers/{world.ids['paper_id']}/submissions"
    answer = client.post(path, data={"file": (io.BytesIO(b"x" * 5000), "paper.txt")})
    assert answer.status_code == 413
    assert "<html" in answer.text


def test_page_that_does_not_exist_looks_like_one_that_is_not_yours(app: Flask, world: World) -> None:
    client = client_of(app, world.people["other chair"])
    hidden = client.get(f"/papers/{world.ids['paper_id']}/desk")
    missing = client.get("/papers/987654/desk")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert without_tokens(hidden.text) == without_tokens(missing.text)


def without_tokens(page: str) -> str:
    """A page without its form tokens, which bear the second in which they were made."""
    return re.sub(r'(?<=name="csrf)([_-]token" (?:content|value)=")[^"]*', r"\1", page)


@pytest.mark.parametrize("number", ["0", str(2**63), "9" * 40])
def test_number_that_no_row_can_have_is_simply_not_found(app: Flask, world: World, number: str) -> None:
    assert client_of(app, world.people["staff"]).get(f"/papers/{number}/desk").status_code == 404
