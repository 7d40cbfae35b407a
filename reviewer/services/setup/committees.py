"""A committee as staff confirm it: made from a guide's proposal or by hand, and brought up to date the same way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from reviewer.domain.access import Actor
from reviewer.domain.errors import Conflict, NotFound, Refused
from reviewer.domain.states import CommitteeKind, DeadlineRight, SourceKind, Visibility
from reviewer.models import Committee, Conference, Document
from reviewer.services import audit, files, reading
from reviewer.services.setup import agenda, deadlines, sources
from reviewer.services.setup.agenda import TopicForm
from reviewer.services.setup.conferences import check_languages, slug_of
from reviewer.services.setup.guides import GuideFile
from reviewer.services.setup.permission import lock_conference
from reviewer.work import Work

_LONGEST_NAME = 300
_GUIDE_WORDS = {"en": "Background guide", "es": "Guía de estudio"}


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteeForm:
    """What staff confirmed. `languages` empty: those of the conference. No `submission_due`: none of its own."""

    name: str
    kind: CommitteeKind
    topics: tuple[TopicForm, ...]
    languages: tuple[str, ...] = ()
    paper_required: bool = True
    submission_due: datetime | None = None


def confirm_committee(
    work: Work,
    actor: Actor,
    *,
    conference_id: int,
    form: CommitteeForm,
    guide: GuideFile | None = None,
    committee_id: int | None = None,
    revision: int | None = None,
) -> Committee:
    """Make the committee, or bring `committee_id` to what the form says; the guide becomes a published source.

    Key questions keep their place in the guide where their words stand there. Raises NotAllowed for anybody but staff,
    NotFound for a committee of another conference, Refused with every fault of the form, Conflict for a name that is
    taken, a topic that cannot go, or questions that somebody changed since `revision`.
    """
    conference = lock_conference(work, actor, conference_id)
    if not 0 < len(form.name.strip()) <= _LONGEST_NAME:
        raise Refused("name_invalid", f"Give the committee a name of 1 to {_LONGEST_NAME} characters.")
    agenda.check_agenda(form.topics)
    committee = _committee(work, conference, form, committee_id)
    is_new = committee.id is None
    work.session.add(committee)
    work.session.flush()
    if is_new:
        _write_first(work, actor, committee, form, guide)
    else:
        if guide is not None:
            _keep_guide(work, actor, committee, guide)
        agenda.save_questions(work, actor, committee_id=committee.id, topics=form.topics, revision=revision)
    if form.submission_due is not None:
        deadlines.set_deadline(
            work,
            actor,
            conference_id=conference_id,
            committee_id=committee.id,
            right=DeadlineRight.SUBMISSION,
            at=form.submission_due,
        )
    audit.record(
        work,
        "committee.created" if is_new else "committee.changed",
        actor_id=actor.user_id,
        conference_id=conference_id,
        subject="committee",
        subject_id=committee.id,
    )
    return committee


def _committee(work: Work, conference: Conference, form: CommitteeForm, committee_id: int | None) -> Committee:
    slug = slug_of(form.name)
    if committee_id is None:
        last = work.session.scalar(sa.select(sa.func.max(Committee.position)).filter_by(conference_id=conference.id))
        committee = Committee(conference_id=conference.id, position=(last or 0) + 1, question_revision=1)
    else:
        standing = work.session.get(Committee, committee_id, with_for_update={"key_share": True})
        if standing is None or standing.conference_id != conference.id:
            raise NotFound("committee_unknown", "There is no such committee in your conference.")
        committee = standing
    taken = work.session.scalar(sa.select(Committee.id).filter_by(conference_id=conference.id, slug=slug))
    if taken not in (None, committee_id):
        raise Conflict("committee_taken", f"Your conference has a committee called {form.name.strip()!r} already.")
    committee.slug, committee.name, committee.kind = slug, form.name.strip(), form.kind
    committee.languages = list(form.languages or conference.languages)
    check_languages(committee.languages)
    committee.paper_required = form.paper_required
    return committee


def _write_first(work: Work, actor: Actor, committee: Committee, form: CommitteeForm, guide: GuideFile | None) -> None:
    document = _keep_guide(work, actor, committee, guide) if guide is not None else None
    agenda.write_agenda(work, committee, form.topics, document)
    agenda.replace_prompt(work, actor, committee)


def _keep_guide(work: Work, actor: Actor, committee: Committee, guide: GuideFile) -> Document:
    """The guide's document, kept at once and not only when its run is done: the questions are anchored in it."""
    files.keep(work, sha256=guide.file.sha256, size=guide.file.size)
    document = work.session.get_one(Document, reading.store_document(work, guide.document))
    source = sources.same_source(
        work,
        conference_id=committee.conference_id,
        committee_id=committee.id,
        kind=SourceKind.GUIDE,
        sha256=guide.file.sha256,
    ) or sources.add_source(
        work,
        actor,
        conference_id=committee.conference_id,
        committee_id=committee.id,
        kind=SourceKind.GUIDE,
        title=_guide_title(committee, guide),
        visibility=Visibility.PUBLISHED,
        file=guide.file,
    )
    source.document_id, source.unreadable_code = document.id, None
    work.session.flush()
    return document


def _guide_title(committee: Committee, guide: GuideFile) -> str:
    """What the guide is called wherever it stands beside papers and sources: in its own language, like a title."""
    word = _GUIDE_WORDS.get((guide.document.language or "")[:2], _GUIDE_WORDS["en"])
    return f"{word}: {committee.name}"[:_LONGEST_NAME]
