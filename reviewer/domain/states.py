"""The closed lists of the domain. Values are stored and appear in exports: never rename one, only add."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A person's place in one conference."""

    DELEGATE = "delegate"
    ADVISER = "adviser"
    CHAIR = "chair"
    STAFF = "staff"


class CommitteeKind(StrEnum):
    """What kind of body is simulated; rules may differ by it (many conferences ask no paper of crisis committees)."""

    GENERAL_ASSEMBLY = "ga"
    ECOSOC = "ecosoc"
    SPECIALIZED = "specialized"
    REGIONAL = "regional"
    SECURITY_COUNCIL = "security_council"
    CRISIS = "crisis"
    OTHER = "other"


class SourceKind(StrEnum):
    """Where a text that papers are compared with comes from."""

    GUIDE = "guide"
    PROMPT = "prompt"
    UN_DOCUMENT = "un_document"
    PAST_PAPER = "past_paper"
    WEB = "web"
    OTHER = "other"


class Visibility(StrEnum):
    """Whether a delegate may be shown a source's text beside their own."""

    PUBLISHED = "published"
    STAFF = "staff"


class DeadlineRight(StrEnum):
    """What being on time for a deadline gives. A conference may use any of them, in any order of time."""

    SUBMISSION = "submission"
    FEEDBACK = "feedback"
    PAPER_AWARD = "paper_award"
    ANY_AWARD = "any_award"
    REGRADE = "regrade"


class Step(StrEnum):
    """One step of the work on a submission or source."""

    READ = "read"
    COMPARE = "compare"
    COVER = "cover"
    PICTURE = "picture"


class RunState(StrEnum):
    """A step's life. `queued` and `running` are unfinished: the sweep looks after them."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class SubmissionState(StrEnum):
    """How far the checks of a submission have come; derived from its runs, never from hope."""

    RECEIVED = "received"
    CHECKING = "checking"
    CHECKED = "checked"
    FAILED = "failed"


class MatchKind(StrEnum):
    """How close the two spans of a match are."""

    VERBATIM = "verbatim"
    REWORDED = "reworded"
    PARAPHRASE = "paraphrase"
    TRANSLATED = "translated"


class Exclusion(StrEnum):
    """Why a match does not count for one of its sides."""

    QUOTATION = "quotation"
    REFERENCES = "references"
    PROMPT = "prompt"
    COMMON_PHRASE = "common_phrase"
    SHORT = "short"
    TITLE = "title"
    NAME = "name"
    RULE = "rule"


class CoverageStatus(StrEnum):
    """The engine's suggestion, or a chair's judgement, on one key question."""

    COVERED = "covered"
    PARTLY = "partly"
    MISSING = "missing"


class CaseState(StrEnum):
    """Where staff's audit of a paper stands."""

    OPEN = "open"
    ASSIGNED = "assigned"
    RULED = "ruled"


class Verdict(StrEnum):
    """What staff decided; software never does."""

    CLEARED = "cleared"
    WARNED = "warned"
    PENALTY = "penalty"
    DISQUALIFIED = "disqualified"


class ScorecardState(StrEnum):
    """Whether a reading is still being written."""

    DRAFT = "draft"
    FINAL = "final"


class RegradeState(StrEnum):
    """Where a request to look at one mark again stands."""

    OPEN = "open"
    ANSWERED = "answered"
    ESCALATED = "escalated"
    CLOSED = "closed"


class MailState(StrEnum):
    """An outbox row's life."""

    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
