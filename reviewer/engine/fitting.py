"""A paper made ready for its questions: candidate sentences, which topic each speaks of, and how well each fits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from reviewer.engine.candidates import Candidate, PaperText, candidates
from reviewer.engine.committee import CommitteeContext
from reviewer.engine.copies import reworded
from reviewer.engine.deeds import stated_seat
from reviewer.engine.encoder import Encoder
from reviewer.engine.relevance import Matrix, WordCounts
from reviewer.engine.report import Question, Split
from reviewer.engine.scores import Query, Scoring, weighted_sum
from reviewer.engine.terms import stems
from reviewer.engine.topics import best_division

if TYPE_CHECKING:
    from reviewer.engine.encoder import Vectors

_LOOKS_LIKE = 0.5
"""Cosine from which a barred sentence is named as a trap for a question."""


@dataclass(frozen=True, slots=True)
class QuestionTopic:
    """A topic and the questions put to it."""

    title: str
    questions: tuple[Question, ...]


Confirmed = Mapping[str, Sequence[str]]
"""For a question's text the sentences of other papers that chairs confirmed as answers."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A paper with the topics put to it: hints may be worded in each paper's own language.

    `guide` is the background guide's text, `seat` names the paper's own state or body in every way known.
    """

    paper: PaperText
    topics: tuple[QuestionTopic, ...]
    guide: str = ""
    seat: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Fitted:
    """What was found. `own` is each sentence's score as the paper itself tells it, `full` with what peers teach."""

    topics: tuple[QuestionTopic, ...]
    queries: tuple[Query, ...]
    found: tuple[Candidate, ...]
    barred: tuple[Candidate, ...]
    split: Split
    own: Matrix
    full: Matrix
    scoring: Scoring

    def ranked(self, place: int, matrix: Matrix) -> list[tuple[float, int]]:
        """Scores and places of the sentences that may answer question `place`, best first."""
        topic = self.queries[place].topic
        allowed = [
            (score, number)
            for number, (score, one) in enumerate(zip(matrix[place], self.found, strict=True))
            if one.topic in (None, topic) and place not in one.restates
        ]
        return sorted(allowed, key=lambda pair: (-pair[0], pair[1]))


@dataclass(frozen=True, slots=True)
class Prepared:
    """What a paper alone tells, before any committee: its sentences, their topics and, with an encoder, vectors."""

    asked: Asked
    found: tuple[Candidate, ...]
    barred: tuple[Candidate, ...]
    split: Split
    vectors: Vectors | None


def prepare(asked: Asked, encoder: Encoder | None) -> Prepared:
    """The sentences that may be evidence and those that are barred, each with its topic where the paper tells it."""
    queries = _queries(asked.topics, {})
    titles = [topic.title for topic in asked.topics]
    everything = candidates(asked.paper, titles, [query.stems for query in queries], asked.guide)
    vectors = encoder.encode([one.text for one in everything]) if encoder and everything else None
    if encoder and vectors is not None and asked.guide:
        marks = reworded(vectors, asked.guide, encoder)
        everything = [replace(one, copied=one.copied or mark) for one, mark in zip(everything, marks, strict=True)]
    if encoder and vectors is not None:
        everything = _with_likely_traps(everything, vectors, encoder.encode([query.text for query in queries]))
    kept = [number for number, one in enumerate(everything) if not one.barred]
    found = [everything[number] for number in kept]
    vectors = vectors[kept] if vectors is not None and kept else None
    split: Split = "headings" if any(one.topic is not None for one in everything) else "none"
    if len(titles) > 1 and split == "none" and found:
        scoring = _scoring(queries, found, vectors, None, encoder, ())
        found, split = _divided(found, scoring.leaning(titles)), "words"
    return Prepared(asked, tuple(found), tuple(one for one in everything if one.barred), split, vectors)


def _with_likely_traps(every: Sequence[Candidate], vectors: Vectors, questions: Vectors) -> list[Candidate]:
    """Sentences that are barred anyway, with the questions they look like an answer to in whatever language."""
    alike = vectors @ questions.T >= _LOOKS_LIKE
    return [
        replace(one, restates=one.restates | {place for place, like in enumerate(row) if like}) if one.barred else one
        for one, row in zip(every, alike.tolist(), strict=True)
    ]


def fit(
    ready: Prepared, committee: CommitteeContext | None, encoder: Encoder | None, confirmed: Confirmed | None = None
) -> Fitted:
    """Every sentence of the paper that may be evidence, scored for every question."""
    queries = _queries(ready.asked.topics, confirmed or {})
    seat = ready.asked.seat or stated_seat(ready.asked.paper.text)
    scoring = _scoring(queries, ready.found, ready.vectors, committee, encoder, seat)
    hinted = any(query.hint for query in queries)
    own = weighted_sum([scoring.base, scoring.hints()]) if hinted else scoring.base
    full = weighted_sum([own, scoring.peers()]) if committee or confirmed else own
    return Fitted(ready.asked.topics, queries, ready.found, ready.barred, ready.split, own, full, scoring)


def _scoring(
    queries: tuple[Query, ...],
    found: Sequence[Candidate],
    vectors: Vectors | None,
    committee: CommitteeContext | None,
    encoder: Encoder | None,
    seat: Sequence[str],
) -> Scoring:
    return Scoring(
        queries=queries,
        sentences=[one.text for one in found],
        stems=[one.stems for one in found],
        counts=_counts(found, committee),
        committee=committee,
        encoder=encoder if vectors is not None else None,
        vectors=vectors,
        seat=seat,
    )


def _queries(topics: Sequence[QuestionTopic], confirmed: Confirmed) -> tuple[Query, ...]:
    return tuple(
        Query(one.text, place, tuple(dict.fromkeys(stems(one.text))), one.hint, tuple(confirmed.get(one.text, ())))
        for place, topic in enumerate(topics)
        for one in topic.questions
    )


def _counts(found: Sequence[Candidate], committee: CommitteeContext | None) -> WordCounts:
    containing = Counter(word for one in found for word in set(one.stems))
    containing.update(committee.containing if committee else {})
    return WordCounts(len(found) + (committee.sentences if committee else 0), containing)


def _divided(found: Sequence[Candidate], leaning: Matrix) -> list[Candidate]:
    """The sentences with the topic their paragraph falls to when no heading says it."""
    paragraphs = sorted({one.paragraph for one in found})
    place = {paragraph: number for number, paragraph in enumerate(paragraphs)}
    affinity = [[0.0] * len(leaning[0]) for _ in paragraphs]
    for one, row in zip(found, leaning, strict=True):
        affinity[place[one.paragraph]] = [
            total + value for total, value in zip(affinity[place[one.paragraph]], row, strict=True)
        ]
    division = best_division(affinity)
    return [replace(one, topic=division[place[one.paragraph]]) for one in found]
