"""A background guide becomes a proposal for a committee, which staff correct and confirm.

Between the two nothing is stored but the guide's bytes. A signed ticket says which bytes they are: it travels with the
form, so that nobody can have any other stored file read by naming its hash.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
import re
from dataclasses import asdict, dataclass
from datetime import datetime

from reviewer.domain.errors import Refused
from reviewer.domain.states import CommitteeKind
from reviewer.engine.document import Document, Unreadable
from reviewer.engine.guide import Guide, GuideTopic, read_guide
from reviewer.sandbox import Sandbox
from reviewer.services.reading import SOURCE_LIMITS, read_stored
from reviewer.services.setup import sources
from reviewer.services.setup.agenda import LinkForm, QuestionForm, TopicForm
from reviewer.services.submissions import ReceivedFile, receive
from reviewer.settings import Settings
from reviewer.storage import StorageError
from reviewer.work import House

_KINDS = {
    CommitteeKind.CRISIS: ("crisis", "cabinet", "gabinete"),
    CommitteeKind.SECURITY_COUNCIL: ("security council", "consejo de seguridad"),
    CommitteeKind.ECOSOC: ("ecosoc", "economic and social council", "consejo económico y social"),
    CommitteeKind.GENERAL_ASSEMBLY: (
        *("general assembly", "asamblea general", "disec", "ecofin", "sochum", "specpol"),
        *(f"{place} committee" for place in ("first", "second", "third", "fourth", "fifth", "sixth")),
        *(f"{place} comisión" for place in ("primera", "segunda", "tercera", "cuarta", "quinta", "sexta")),
    ),
    CommitteeKind.REGIONAL: (
        *("african union", "european", "arab states", "american states", "asean"),
        *("unión africana", "europea", "estados árabes", "estados americanos"),
    ),
    CommitteeKind.SPECIALIZED: (
        *("organization", "organisation", "programme", "fund", "agency"),
        *("organización", "programa", "fondo", "agencia"),
    ),
}
"""Words by which names tell their kind, in English and Spanish; the first kind that fits is proposed."""


@dataclass(frozen=True, slots=True)
class GuideFile:
    """A guide's bytes in storage and what was read from them."""

    file: ReceivedFile
    document: Document


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a guide says, as the form for staff begins with it; what it does not say is None or empty."""

    guide: GuideFile
    ticket: str
    conference: str | None
    committee: str | None
    kind: CommitteeKind
    submission_due: datetime | None
    topics: tuple[TopicForm, ...]
    read: Guide


def propose(house: House, sandbox: Sandbox, *, data: bytes, name: str) -> Proposal:
    """Read a guide and propose a committee. Raises Refused, with words for its sender, when it cannot be read."""
    file = receive(house.storage, data, name, limits=SOURCE_LIMITS)
    try:
        document = sandbox.read_document(data, name=name, limits=SOURCE_LIMITS)
    except Unreadable as unreadable:
        raise Refused(unreadable.code, unreadable.message) from unreadable
    guide = read_guide(document)
    return Proposal(
        guide=GuideFile(file, document),
        ticket=_sign(house.settings, file),
        conference=guide.conference.value if guide.conference else None,
        committee=guide.committee.value if guide.committee else None,
        kind=kind_of(guide.committee.value if guide.committee else ""),
        submission_due=due_of(guide),
        topics=topics_of(guide),
        read=guide,
    )


def reopen(house: House, sandbox: Sandbox, *, ticket: str) -> GuideFile:
    """The guide that a proposal was made of, read again. Raises Refused for a ticket that is not ours or too old."""
    file = _unsign(house.settings, ticket)
    try:
        return GuideFile(file, read_stored(house.storage, sandbox, file.sha256, file.name, SOURCE_LIMITS))
    except StorageError as error:
        raise Refused("file_gone", "The guide was not kept, because it waited too long. Choose it again.") from error
    except Unreadable as unreadable:
        raise Refused(unreadable.code, unreadable.message) from unreadable


def kind_of(name: str) -> CommitteeKind:
    """What kind of body a committee of this name seems to be; a proposal for staff, who know."""
    said = name.casefold()
    found = (kind for kind, words in _KINDS.items() if any(re.search(rf"\b{word}\b", said) for word in words))
    return next(found, CommitteeKind.OTHER)


def due_of(guide: Guide) -> datetime | None:
    """The instant until which the guide asks for papers, if it states one."""
    return datetime.fromisoformat(guide.deadline.value) if guide.deadline else None


def topics_of(guide: Guide) -> tuple[TopicForm, ...]:
    """The guide's topics as a committee's form begins with them."""
    return tuple(_topic(topic) for topic in guide.topics)


def _topic(topic: GuideTopic) -> TopicForm:
    return TopicForm(
        title=topic.title.value,
        questions=tuple(QuestionForm(question.value) for question in topic.questions),
        links=tuple(
            LinkForm(link.value.label, link.value.url) for link in topic.links if sources.is_address(link.value.url)
        ),
    )


def _sign(settings: Settings, file: ReceivedFile) -> str:
    body = base64.urlsafe_b64encode(json.dumps(asdict(file)).encode()).decode()
    return f"{body}.{_seal(settings, body)}"


def _unsign(settings: Settings, ticket: str) -> ReceivedFile:
    body, _, seal = ticket.partition(".")
    if not hmac.compare_digest(seal.encode(), _seal(settings, body).encode()):
        raise Refused(
            "ticket_invalid", "This form does not belong to a guide that was read here. Choose the guide again."
        )
    try:
        return ReceivedFile(**json.loads(base64.urlsafe_b64decode(body)))
    except (binascii.Error, ValueError, TypeError):
        raise Refused("ticket_invalid", "This form is of an older version. Choose the guide again.") from None


def _seal(settings: Settings, body: str) -> str:
    return hmac.new(settings.secret_key.encode(), b"guide ticket\n" + body.encode(), hashlib.sha256).hexdigest()
