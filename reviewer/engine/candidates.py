"""The sentences of a paper that may count as evidence: no headings, notes, copies of the guide, or echoed questions."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from reviewer.engine import topics as topic_split
from reviewer.engine.document import Block, Document, Span
from reviewer.engine.terms import WORD, best_likeness, fold, shingles, stems
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
_MIN_WORDS = 5
_LONGEST_LABEL = 60
_COPIED = 0.6
"""Share of a sentence's five-word runs that the guide has too, from which it is the guide's."""
_RESTATED = 0.75
"""Share of a question's stems that a sentence repeats, from which it may be a mere restatement of the question."""
_FRAMING = frozenset(
    stems(
        "important necessary essential crucial question ask wonder know understand address topic issue problem "
        "problem consider discuss answer difficult every country nation committee delegation debate believe say "
        "importante necesario esencial fundamental pregunta preguntar saber entender abordar tema cuestión problema "
        "considerar discutir responder respuesta difícil deber país países nación comité delegación debate creer pensar"
    )
)
"""Stems that speak about a question rather than answer it."""
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
    known = _guide_shingles(guide) if guide else frozenset()
    found = []
    for paragraph, span in _paragraph_sentences(paper.text):
        if span.start >= body_end or any(span.overlaps(other) for other in closed):
            continue
        words = paper.text[span.start : span.end]
        if _is_prose(words, titles):
            topic = _topic_at(sections, span.start)
            one = Candidate(span, words, tuple(stems(words)), topic, paragraph)
            found.append(replace(one, copied=_is_copied(words, known), asks=bool(_ASKED.search(words))))
    return _with_restatements(found, questions)


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
    for span in sentences(text):
        if "\n" in text[previous : span.start]:
            paragraph += 1
        numbered.append((paragraph, span))
        previous = span.end
    return numbered


def _is_prose(sentence: str, titles: Sequence[str]) -> bool:
    folded = fold(sentence)
    if len(WORD.findall(sentence)) < _MIN_WORDS or _FIELD.match(folded):
        return False
    return topic_split.heading_topic(sentence, titles) is None or sentence.rstrip().endswith((".", "!"))


def _is_copied(sentence: str, known: frozenset[tuple[str, ...]]) -> bool:
    if not known:
        return False
    runs = shingles(sentence)
    return bool(runs) and len(runs & known) >= _COPIED * len(runs)


@lru_cache(maxsize=16)
def _guide_shingles(guide: str) -> frozenset[tuple[str, ...]]:
    return shingles(guide)


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
    said = frozenset(one.stems)
    adds = len(said - asked - _FRAMING) > _NEW * len(said) or re.search(r"\d", one.text)
    if not said or (adds and not one.asks):
        return frozenset()
    return frozenset(
        place for place, question in enumerate(questions) if question and best_share(question, said) >= _RESTATED
    )


def best_share(question: Sequence[str], said: Collection[str]) -> float:
    """The share of a question's stems that `said` has, in whatever form; 0 for a question without any."""
    if not question:
        return 0.0
    return sum(1 for word in question if best_likeness(word, said) > 0) / len(question)
