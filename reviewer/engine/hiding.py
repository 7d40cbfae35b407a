"""A text without what tells who wrote it, letter for letter: nothing in it moves, so that every anchor still fits.

Hidden are the names asked for, with any case, accents, spaces and signs between their words; telling parts of them;
e-mail addresses; and what a label such as "School:" or "Delegates:" says. The delegation, committee and topics stay.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from reviewer.engine.document import Document, Span
from reviewer.engine.facts import Expected, title_fields
from reviewer.engine.facts.names import countries
from reviewer.engine.terms import content_stem

HIDDEN = "▒"
"""Stands for each hidden letter."""
_IGNORED = "\u0301"
_GENERIC = frozenset(
    word
    for line in (
        "school schools high senior junior middle secondary primary upper grammar academy college university institute",
        "institution international national american british bilingual public private community technical technology",
        "science sciences arts studies preparatory prep campus model united nations department faculty house center",
        "centre student students club team day boys girls christian catholic saint saints city county north south east",
        "west central new escuela colegio instituto liceo lycee universidad preparatoria bachillerato internacional",
        "nacional privada privado publica publico superior secundaria primaria tecnologico tecnico centro ciudad san",
        "santa norte sur este oeste educativo educativa",
    )
    for word in line.split()
)
"""Words that stand in the names of many schools and tell none of them."""
_LONG = 6
"""Letters from which a part of a name is one wherever it stands: shorter ones are often words."""
_SHORTEST = 3
_MAIL = re.compile(r"[\w.+%-]+[ ]?(?:@|\(at\)|\[at\])[ ]?[\w-]+(?:[.][\w-]+)+", re.IGNORECASE)
_LABEL = re.compile(
    r"^[ \t•*-]*(?:names? of (?:the )?|nombres? (?:de la|del|de los|de) )?(?P<label>"
    r"(?P<place>(?:high )?schools?|institutions?|universit(?:y|ies)|colleges?|academ(?:y|ies)|escuelas?|colegios?"
    r"|institutos?|instituci[óo]n(?:es)?(?: educativas?)?|universidad(?:es)?|preparatoria|liceo)"
    r"|delegates?|delegad[oa]s?|students?|alumn[oa]s?|estudiantes?|(?:full )?names?|nombres?|authors?|autor(?:es|as?)?"
    r"|(?:written|prepared|submitted|made) by|elaborado por|escrito por|integrantes|(?:faculty )?advis[eo]rs?|teachers?"
    r"|coach|profesor(?:a|es)?|asesor(?:a|es)?|docentes?|e-?mails?(?: address(?:es)?)?|correos?(?: electr[óo]nicos?)?"
    r"|contact[o]?|phone|tel[ée]fono)"
    r"(?: ?(?:/ ?\w+|names?|\(s\)|\(es\)|[1-9]))?[ ]*[:\uff1a][ \t]*(?P<value>[^\n\t]+)",
    re.IGNORECASE | re.MULTILINE,
)
_MOST_LABELLED = 14
"""Words of what a label names; more are a sentence."""
_ENDS = frozenset(".!?:;•\n\r\t“\"'(")
_TELLING_KINDS = frozenset(("title", "header", "footer", "footnote"))
_LEADING_BLOCKS, _LEADING_WORDS, _LAST_BLOCKS = 12, 45, 3


@dataclass(frozen=True, slots=True)
class Names:
    """Whose names are hidden, and which stay: the delegation, the committee, its topics, the conference.

    `ordinary` is further text of the conference, such as its questions: words of it are taken for names only where
    they stand as names do.
    """

    people: tuple[str, ...] = ()
    schools: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    ordinary: tuple[str, ...] = ()


class Veil:
    """Hides names in texts."""

    def __init__(self, names: Names) -> None:
        self.names = names

    def over(self, document: Document) -> str:
        """The text of a whole document, its title block and running heads searched more closely than its body."""
        text = document.text
        fields = title_fields(document, Expected(school=self.names.schools, delegates=self.names.people))
        labelled = [Span(one.start, one.end) for one in fields if one.name in ("school", "delegates")]
        labelled = [one for one in labelled if not self._is_kept(text[one.start : one.end])]
        return _hide(text, [*labelled, *self._spans(text, list(_telling_places(document)))])

    def words(self, text: str) -> str:
        """A passage, as far as names can be told without the page around it; a short one is searched closely."""
        close = [Span(0, len(text))] if len(text.split()) <= _MOST_LABELLED else []
        return _hide(text, self._spans(text, close))

    def _spans(self, text: str, close: Sequence[Span]) -> Iterator[Span]:
        folded = _folded(text)
        kept = [Span(*found.span()) for found in self._stay.finditer(folded)] if self._stay else []
        yield from (Span(*found.span()) for found in _MAIL.finditer(text))
        yield from self._labelled(text)
        if self._whole:
            yield from (Span(*found.span()) for found in self._whole.finditer(folded))
        for found in self._parts.finditer(folded) if self._parts else ():
            span = Span(*found.span())
            if any(span.overlaps(one) for one in kept):
                continue
            if self._tells(found.group().replace(_IGNORED, ""), text, span, close):
                yield span

    def _tells(self, word: str, text: str, span: Span, close: Sequence[Span]) -> bool:
        """Whether a part of a name is taken for one where it stands."""
        stands_out = text[span.start].isupper() and not _begins_sentence(text, span.start)
        if not content_stem(word):
            return stands_out
        if any(span.overlaps(one) for one in close):
            return True
        plain = word if word in self._known_parts else word.rstrip("s’'")
        if len(plain) >= _LONG and plain not in self._ordinary:
            return True
        return stands_out

    def _labelled(self, text: str) -> Iterator[Span]:
        for found in _LABEL.finditer(text):
            value = found.group("value")
            if len(value.split()) > _MOST_LABELLED or self._is_kept(value):
                continue
            if found.group("place") is None and countries().whole(value) is not None:
                continue
            yield Span(*found.span("value"))

    def _is_kept(self, value: str) -> bool:
        return " ".join(_words(value)) in {" ".join(_words(name)) for name in self.names.kept}

    @cached_property
    def _whole(self) -> re.Pattern[str] | None:
        """Each name in full, and what is left of a school's without the words that many schools have."""
        named = [*self.names.people, *self.names.schools]
        found = [words for name in named if len(words := _words(name)) > 1]
        cores = [_core(name, self._kept_words) for name in self.names.schools]
        found += [core for core in cores if len(core) > 1]
        return _pattern(found)

    @cached_property
    def _stay(self) -> re.Pattern[str] | None:
        return _pattern([words for name in self.names.kept if (words := _words(name))])

    @cached_property
    def _parts(self) -> re.Pattern[str] | None:
        return _pattern([[part] for part in sorted(self._known_parts)])

    @cached_property
    def _known_parts(self) -> frozenset[str]:
        schools = (part for name in self.names.schools for part in _core(name, self._kept_words))
        people = (part for name in self.names.people for part in _words(name))
        return frozenset(
            part
            for part in (*schools, *people)
            if len(part) >= _SHORTEST
            and part not in self._kept_words
            and not part.isdigit()
            and (content_stem(part) or len(part) > _SHORTEST)
        )

    @cached_property
    def _kept_words(self) -> frozenset[str]:
        return frozenset(word for name in self.names.kept for word in _words(name))

    @cached_property
    def _ordinary(self) -> frozenset[str]:
        said = frozenset(word for text in self.names.ordinary for word in _words(text))
        return said | {part for part in self._known_parts if countries().whole(part) is not None}


def _core(school: str, kept: frozenset[str]) -> list[str]:
    """The words of a school's name that tell it from others."""
    return [
        word
        for word in _words(school)
        if word not in _GENERIC and word not in kept and len(word) >= _SHORTEST and content_stem(word)
    ]


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+", _folded(text).replace(_IGNORED, ""))


def _pattern(names: Sequence[Sequence[str]]) -> re.Pattern[str] | None:
    """Any of these names, each a list of folded words, with whatever signs between them; the longest is tried first."""
    between, inside = r"[\W_]*", f"{_IGNORED}*"
    written = {between.join(inside.join(map(re.escape, word)) for word in words) + inside for words in names if words}
    if not written:
        return None
    longest = sorted(written, key=lambda one: (-len(one), one))
    return re.compile(rf"(?<![^\W\d_])(?:{'|'.join(longest)})(?:['’]?s)?(?![^\W\d_])")


def _folded(text: str) -> str:
    """The text without case and accents, of the same length; what is not seen becomes one sign that patterns skip."""
    return text.lower() if text.isascii() else text.translate({ord(one): _fold(one) for one in set(text)})


def _fold(letter: str) -> str:
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
        return _IGNORED
    plain = unicodedata.normalize("NFKD", letter)
    return (plain[0].casefold() or plain)[0]


def _begins_sentence(text: str, at: int) -> bool:
    before = text[:at].rstrip(" ")
    return not before or before[-1] in _ENDS


def _telling_places(document: Document) -> Iterator[Span]:
    """Running heads, notes, and the short blocks at both ends, where papers say whose they are."""
    yield from (Span(block.start, block.end) for block in document.blocks if block.kind in _TELLING_KINDS)
    for block in document.blocks[:_LEADING_BLOCKS]:
        if len(document.text[block.start : block.end].split()) > _LEADING_WORDS:
            break
        yield Span(block.start, block.end)
    for block in document.blocks[-_LAST_BLOCKS:]:
        if len(document.text[block.start : block.end].split()) <= _MOST_LABELLED:
            yield Span(block.start, block.end)


def _hide(text: str, spans: Iterable[Span]) -> str:
    pieces, at = [], 0
    for span in sorted(spans):
        start = max(span.start, at)
        if start < span.end:
            pieces += [text[at:start], re.sub(r"\S", HIDDEN, text[start : span.end])]
            at = span.end
    return "".join([*pieces, text[at:]])
