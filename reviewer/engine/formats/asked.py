"""What the engine needs of a format profile: any value with these names will do, however it was written or stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol


class Extent(Protocol):
    """From `least` to `most`, of the whole paper or (`per` is "topic") of each topic; None leaves an end open."""

    @property
    def least(self) -> float | None: ...
    @property
    def most(self) -> float | None: ...
    @property
    def per(self) -> str: ...


class Share(Protocol):
    """How many percent of the text must keep the rule."""

    @property
    def share(self) -> int: ...


class Fonts(Share, Protocol):
    """The names of the fonts that may be used."""

    @property
    def allowed(self) -> Sequence[str]: ...


class TypeSize(Share, Protocol):
    """Points from `least` to `most`."""

    @property
    def least(self) -> float | None: ...
    @property
    def most(self) -> float | None: ...


class Between(Protocol):
    """A measure from `least` to `most`, give or take `tolerance`."""

    @property
    def least(self) -> float | None: ...
    @property
    def most(self) -> float | None: ...
    @property
    def tolerance(self) -> float: ...


class OneOf(Protocol):
    """A closed list."""

    @property
    def allowed(self) -> Sequence[str]: ...


class Head(Protocol):
    """Fields the top of the first page must name: conference, committee, country, topic, school, delegates."""

    @property
    def must_hold(self) -> Sequence[str]: ...


class Blind(Protocol):
    """What must not be named (`hide`: school, delegates), anywhere or in the header (`where`)."""

    @property
    def hide(self) -> Sequence[str]: ...
    @property
    def where(self) -> str: ...


class Titled(Protocol):
    """A heading and other words for it."""

    @property
    def title(self) -> str: ...
    @property
    def also(self) -> Sequence[str]: ...


class Sections(Protocol):
    """Headed parts, in order or not, once or for each topic."""

    @property
    def titles(self) -> Sequence[Titled]: ...
    @property
    def ordered(self) -> bool: ...
    @property
    def per(self) -> str: ...


class Sources(Protocol):
    """How many sources are listed at least."""

    @property
    def least(self) -> int: ...
    @property
    def per(self) -> str: ...


class Plain(Protocol):
    """What the text is kept free of."""

    @property
    def forbid(self) -> Sequence[str]: ...


class Statement(Protocol):
    """The headings a statement may have, and whether it stands on a page of its own."""

    @property
    def titles(self) -> Sequence[str]: ...
    @property
    def own_page(self) -> bool: ...


class FileName(Protocol):
    """A file name with placeholders in braces."""

    @property
    def pattern(self) -> str: ...


class Profile(Protocol):
    """All checks; None is not made."""

    @property
    def not_counted(self) -> Sequence[str]: ...
    @property
    def pages(self) -> Extent | None: ...
    @property
    def words(self) -> Extent | None: ...
    @property
    def fonts(self) -> Fonts | None: ...
    @property
    def size(self) -> TypeSize | None: ...
    @property
    def spacing(self) -> Between | None: ...
    @property
    def margins(self) -> Between | None: ...
    @property
    def page_size(self) -> OneOf | None: ...
    @property
    def header(self) -> Head | None: ...
    @property
    def blind(self) -> Blind | None: ...
    @property
    def sections(self) -> Sections | None: ...
    @property
    def sources(self) -> Sources | None: ...
    @property
    def plain(self) -> Plain | None: ...
    @property
    def statement(self) -> Statement | None: ...
    @property
    def file_kinds(self) -> OneOf | None: ...
    @property
    def file_name(self) -> FileName | None: ...
    @property
    def blocking(self) -> Sequence[str]: ...
