"""The sentences of a paper that may count as evidence: no headings, notes, copies of the guide, or echoed questions."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace

from reviewer.engine import topics as topic_split
from reviewer.engine.copies import copied
from reviewer.engine.countries import mentions
from reviewer.engine.document import Block, Document, Span
from reviewer.engine.relevance import FRAMING
from reviewer.engine.terms import WORD, best_likeness, fold, stems
from reviewer.engine.text import sentences

_NOT_PROSE = frozenset({"title", "heading", "header", "footer", "footnote", "references"})
_REFERENCES = re.compile(
    r"^\W*(?:works? cited|works consulted|references?|bibliograph(?:y|ies)|sources?|endnotes|obras citadas|referencias"
    r"(?: bibliograficas)?|bibliografia|fuentes(?: consultadas)?|trabajos citados|notas)\W*$"
)
_FIELD = re.compile(
    r"^\W*(?:committees?|topics?|country|delegations?|delegates?|school|state|member state|city|authors?|agenda|"
    r"comite|comision|temas?|topicos?|pais|delegacion|delegad[oa]s?|escuela|colegio|institucion|estado)\b[^:.]{0,30}:"
)
_ASKED = re.compile(r"\?[\"'\u201d\u2019\u00bb)\]]*(?:\s*\([^)]*\))?\s*$")
_LISTED = re.compile(r"^\W*[-*\u2022\u2023\u25aa\u25e6\u2013]|^\(?\w{1,3}[.)]\s")
_LOWER_START = re.compile(r"(?P<word>[^\W\d_]{3,})[.!?](?P<gap>\s+)(?=[^\W\d_]*[a-z\u00e0-\u00ff])")
_SHORTENED = frozenset({"etc", "approx", "aprox", "incl", "art", "arts", "dept", "depto", "est", "ext", "fig", "vol"})
_MIN_WORDS = 5
_HEADER = 2_000
"""Characters at the head of a paper where fields such as "Country: ..." stand."""
_SHORTEST_TITLE = 20
_LONGEST_HEADING = 8
_LONG_WORD = 4
_CAPITALS = 0.8
_LONGEST_LABEL = 60
_RESTATED = 0.75
"""Share of a question's stems that a sentence repeats, from which it may be a mere restatement of the question."""
_NEW = 1 / 3
"""Share of a sentence's stems that neither ask nor frame: below it a sentence that repeats a question adds
nothing to it, unless it states a figure."""


@dataclass(frozen=True, slots=True)
class PaperText:
    """What coverage needs of a paper. `blocks` may be empty: then lines alone tell headings and references."""

    text: str
    blocks: tuple[Block, ...] = ()

    @classmethod
    def of(cls, document: Document) -> PaperText:
        """The text and blocks of a read document."""
        return cls(document.text, document.blocks)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be evidence, with its stems; `topic` is None where the paper's topics are not told apart."""

    span: Span
    text: str
    stems: tuple[str, ...]
    topic: int | None = None
    paragraph: int = 0
    restates: frozenset[int] = field(default_factory=frozenset)
    """Places, in the list of all questions, of the questions that this sentence only repeats."""
    copied: bool = False
    """Whether the sentence is the guide's own: never evidence."""
    asks: bool = False
    """Whether the sentence ends in a question mark: never evidence."""

    @property
    def barred(self) -> bool:
        """Whether the sentence can answer no question at all."""
        return self.copied or self.asks


def candidates(
    paper: PaperText, titles: Sequence[str], questions: Sequence[tuple[str, ...]], guide: str = ""
) -> list[Candidate]:
    """The sentences that may be evidence, in order, each with its topic where headings tell it.

    `questions` are the stems of all questions. Headings, notes and the list of references are left out; sentences
    ending in a question mark and copies from `guide` are barred, so that they can be named.
    """
    lines = _lines(paper.text)
    body_end = _references_start(lines, paper)
    sections = topic_split.by_headings(lines, titles, len(paper.text)) if len(titles) > 1 else None
    closed = [Span(block.start, block.end) for block in paper.blocks if block.kind in _NOT_PROSE]
    fields = [span for span, line in lines if span.start < _HEADER and _FIELD.match(fold(line))]
    found = []
    for paragraph, whole in _paragraph_sentences(paper.text):
        span = _after(whole, fields, paper.text)
        if span is None or span.start >= body_end or any(span.overlaps(other) for other in closed):
            continue
        words = paper.text[span.start : span.end]
        if _is_prose(words, titles) and not _is_heading(paper.text, span):
            found.append(Candidate(span, words, tuple(stems(words)), _topic_at(sections, span.start), paragraph))
    marks = copied([one.text for one in found], guide)
    told = [
        replace(one, copied=mark, asks=bool(_ASKED.search(one.text))) for one, mark in zip(found, marks, strict=True)
    ]
    return _with_restatements(told, questions)


def _finer(text: str, whole: Span) -> Iterator[Span]:
    """The sentences within one: hurried writers begin them in lower case."""
    begin = whole.start
    for match in _LOWER_START.finditer(text, whole.start, whole.end):
        if fold(match.group("word")) not in _SHORTENED and len(WORD.findall(text[begin : match.start()])) > 1:
            yield Span(begin, match.start("gap"))
            begin = match.end()
    yield Span(begin, whole.end)


def _after(span: Span, fields: Sequence[Span], text: str) -> Span | None:
    """The sentence without the heading fields that stand before it; None when nothing is left."""
    start = max((field.end for field in fields if field.overlaps(span)), default=span.start)
    start += len(text[start : span.end]) - len(text[start : span.end].lstrip())
    return Span(start, span.end) if start < span.end else None


def _lines(text: str) -> list[tuple[Span, str]]:
    return [(Span(*match.span()), match.group()) for match in re.finditer(r"[^\r\n]+", text) if match.group().strip()]


def _references_start(lines: Sequence[tuple[Span, str]], paper: PaperText) -> int:
    """Where the last list of references begins, if it stands in the second half; else the end of the text."""
    starts = [
        span.start for span, line in lines if len(line) < _LONGEST_LABEL and _REFERENCES.match(fold(line.strip()))
    ]
    last = starts[-1] if starts else len(paper.text)
    return last if last * 2 > len(paper.text) else len(paper.text)


def _paragraph_sentences(text: str) -> list[tuple[int, Span]]:
    """Each sentence with the number of its paragraph; a line end after a sentence's end begins a new one."""
    numbered, paragraph, previous = [], 0, 0
    for span in (part for whole in sentences(text) for part in _finer(text, whole)):
        if "\n" in text[previous : span.start]:
            paragraph += 1
        numbered.append((paragraph, span))
        previous = span.end
    return numbered


def _is_prose(sentence: str, titles: Sequence[str]) -> bool:
    if len(WORD.findall(sentence)) < _MIN_WORDS or _FIELD.match(fold(sentence)) or _names_topics(sentence, titles):
        return False
    return topic_split.heading_topic(sentence, titles) is None or sentence.rstrip().endswith((".", "!"))


def _names_topics(sentence: str, titles: Sequence[str]) -> bool:
    """Whether the sentence holds a topic's title and hardly anything else: "The topics before us are: ..."."""
    said = fold(" ".join(sentence.split()))
    named = [title for title in titles if len(title) >= _SHORTEST_TITLE and fold(" ".join(title.split())) in said]
    rest = set(stems(sentence)) - FRAMING - {word for title in named for word in stems(title)}
    return bool(named) and len(rest) < _MIN_WORDS


def _is_heading(text: str, span: Span) -> bool:
    """A line of its own that ends like no sentence: short, or with nearly every longer word capitalised."""
    line = text[span.start : span.end]
    before, after = text[: span.start].rstrip(" \t")[-1:], text[span.end :].lstrip(" \t")[:1]
    if (
        not {before, after} <= {"", "\n", "\r"}
        or "\n" in line
        or line.rstrip()[-1:] in '.!?;:\u2026"\u201d)'
        or _LISTED.match(line)
    ):
        return False
    words = WORD.findall(line)
    long = [word for word in words if len(word) >= _LONG_WORD]
    capitals = sum(word[0].isupper() for word in long)
    return (len(words) <= _LONGEST_HEADING and not re.search(r"\d", line)) or capitals >= _CAPITALS * max(len(long), 1)


def _topic_at(sections: Sequence[topic_split.Section] | None, offset: int) -> int | None:
    for section in sections or ():
        if section.span.start <= offset < section.span.end:
            return section.topic
    return None


def _with_restatements(found: Sequence[Candidate], questions: Sequence[tuple[str, ...]]) -> list[Candidate]:
    asked = frozenset(word for question in questions for word in question)
    return [replace(one, restates=restated) if (restated := _restated(one, questions, asked)) else one for one in found]


def _restated(one: Candidate, questions: Sequence[tuple[str, ...]], asked: frozenset[str]) -> frozenset[int]:
    """The questions whose words the sentence repeats while adding hardly any word of its own."""
    figures = re.search(r"\d", one.text)
    if figures and not one.asks:
        return frozenset()
    lands = (one.text[named.span.start : named.span.end] for named in mentions(one.text))
    said = frozenset(one.stems) - frozenset(stems(" ".join(lands)))
    adds = len(said - asked - FRAMING) > _NEW * len(said)
    if not said or (adds and not one.asks):
        return frozenset()
    return frozenset(
        place for place, question in enumerate(questions) if question and best_share(question, said) >= _RESTATED
    )


def best_share(question: Sequence[str], said: Collection[str]) -> float:
    """The share of what a question asks for that `said` has, in whatever form; 0 for a question of framing alone."""
    asked = [word for word in question if word not in FRAMING]
    return sum(1 for word in asked if best_likeness(word, said) > 0) / len(asked) if asked else 0.0
