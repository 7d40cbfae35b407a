"""What staff decided about kinds of shared passages, and what a ruling rested on."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped

from reviewer.models.base import Base, Code, Id, JsonObject, refers


class ProvenanceRule(Base):
    """A conference's rule for one class of passages (see `domain.provenance`): the newest holds, and all stay."""

    __tablename__ = "provenance_rules"

    id: Mapped[Id]
    conference_id: Mapped[int] = refers("conferences.id", erase=True)
    provenance: Mapped[Code]
    rule: Mapped[Code]
    made_by_id: Mapped[int] = refers("users.id", index=False)
    made_at: Mapped[datetime]


class RulingEvidence(Base):
    """The figure and the passages a ruling rested on, as they were then; never changed (`services.rulings`)."""

    __tablename__ = "ruling_evidence"

    ruling_id: Mapped[int] = refers("rulings.id", erase=True, primary_key=True)
    content: Mapped[JsonObject]
