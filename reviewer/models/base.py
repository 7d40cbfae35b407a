"""The declarative base and the column kinds that recur: typed once, named once."""

from __future__ import annotations

import enum
import json
import zlib
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

JsonObject = dict[str, Any]
"""A JSON mapping as stored; its shape is said beside each column."""


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC instants in and out; a naive datetime is refused, because its zone would be a guess."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"naive datetime {value!r}: instants are stored aware")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, _dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactDecimal(TypeDecorator[Decimal]):
    """Points, exact to a hundredth, kept as whole hundredths: SQLite has no decimals and floats would drift."""

    impl = sa.Integer
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, _dialect: sa.Dialect) -> int | None:
        if value is None:
            return None
        hundredths = value * 100
        if hundredths != hundredths.to_integral_value():
            raise ValueError(f"{value} is finer than a hundredth of a point")
        return int(hundredths)

    def process_result_value(self, value: int | None, _dialect: sa.Dialect) -> Decimal | None:
        return None if value is None else Decimal(value) / 100


class PackedText(TypeDecorator[str]):
    """A long text, compressed (RFC 1950): prose shrinks to less than half, and is read a whole at a time anyhow.

    The database can store it and nothing else: what looks for words in it would have to read and unpack every row.
    """

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: sa.Dialect) -> bytes | None:
        return None if value is None else zlib.compress(value.encode())

    def process_result_value(self, value: bytes | str | None, _dialect: sa.Dialect) -> str | None:
        # SQLite takes plain text from a process of the version before that still runs while the schema is upgraded.
        return value if value is None or isinstance(value, str) else zlib.decompress(value).decode()

    def coerce_compared_value(self, _op: Any, _value: Any) -> sa.types.TypeEngine[Any]:
        raise TypeError("a packed column takes no conditions; select it and look at the value")


class PackedJson(TypeDecorator[Any]):
    """JSON, compressed as in `PackedText`."""

    impl = sa.LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, _dialect: sa.Dialect) -> bytes | None:
        if value is None:
            return None
        return zlib.compress(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())

    def process_result_value(self, value: bytes | str | None, _dialect: sa.Dialect) -> Any:
        if value is None:
            return None
        return json.loads(value if isinstance(value, str) else zlib.decompress(value))

    def coerce_compared_value(self, _op: Any, _value: Any) -> sa.types.TypeEngine[Any]:
        raise TypeError("a packed column takes no conditions; select it and look at the value")


def by_value(kind: type[enum.StrEnum], name: str | None = None) -> sa.Enum:
    """A column type that stores an enum's value and lets the database refuse any other; `name` when a table has two."""
    return sa.Enum(
        kind,
        native_enum=False,
        create_constraint=True,
        length=32,
        values_callable=lambda members: [member.value for member in members],
        name=name or kind.__name__.lower(),
    )


Id = Annotated[int, mapped_column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)]
NEVER_AGAIN = {"sqlite_autoincrement": True}
"""For tables whose ids the audit log outlives: without it SQLite gives the id of an erased row to the next one, and
the log would lay an erased person's acts on somebody else. PostgreSQL's sequences never go back."""
Sha256 = Annotated[str, mapped_column(sa.String(64))]
Name = Annotated[str, mapped_column(sa.String(300))]
Code = Annotated[str, mapped_column(sa.String(64))]
LongText = Annotated[str, mapped_column(sa.Text)]


def refers(target: str, *, erase: bool = False, index: bool = True, primary_key: bool = False) -> Any:
    """A foreign key column. `erase` deletes the row with its target; otherwise the database keeps the target alive."""
    key = sa.ForeignKey(target, ondelete="CASCADE" if erase else "RESTRICT")
    return mapped_column(key, index=index and not primary_key, primary_key=primary_key)


class Base(DeclarativeBase):
    """All rows. Constraint names are fixed, so that migrations can speak of them on every database."""

    metadata = sa.MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads it as declared
        datetime: UtcDateTime,
        Decimal: ExactDecimal,
        JsonObject: sa.JSON,
        list[str]: sa.JSON,
        list[JsonObject]: sa.JSON,
    }


class Anchored:
    """A place in a document that survives a better reader.

    `start` and `end` are offsets into the document's text. `quote` is that text and `before` and `after` up to 40
    characters around it, so that the anchor can be found again in another reading of the file, or be said to be lost.
    """

    start: Mapped[int]
    end: Mapped[int]
    quote: Mapped[LongText]
    before: Mapped[str] = mapped_column(sa.String(40), default="")
    after: Mapped[str] = mapped_column(sa.String(40), default="")

    @declared_attr
    @classmethod
    def document_id(cls) -> Mapped[int]:
        return mapped_column(sa.ForeignKey("documents.id", ondelete="CASCADE"), index=True)
