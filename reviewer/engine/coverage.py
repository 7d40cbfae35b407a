"""Which key questions a paper seems to answer, and the sentences that show it: suggestions for a chair, never verdicts.

Likeness of question and sentence alone is near chance on position papers: a good paper answers without repeating the
question, a poor one repeats without answering. What helps is what keeps sentences out (`candidates`: the other topic's,
the guide's own, echoed questions) and what the committee's other papers teach (`committee`). The score of a question is
that of its best sentence, a sum of

- with an encoder, twice the centred cosine: sentence less the committee's mean sentence, question less the mean of its
  topic's questions (centring: Mu and Viswanath, "All-but-the-top", ICLR 2018, arXiv:1702.01417);
- half the soft word overlap: each question word counts by its rarity among sentences and questions, and is met by the
  most alike word of the sentence (soft cardinality in the manner of Jimenez et al., SemEval 2012);
- the same two for a chair's hint.

Which sentences are shown first also depends on likeness to the answers of the committee's other papers, or to answers
that chairs confirmed. That likeness orders sentences; it does not tell an answered question from an unanswered one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from reviewer.engine.candidates import Candidate, PaperText, best_share, candidates
from reviewer.engine.committee import Answer, CommitteeContext, PaperDigest
from reviewer.engine.deeds import asks_of_own, is_of_another, stated_seat
from reviewer.engine.encoder import Encoder
from reviewer.engine.relevance import Matrix, WordCounts
from reviewer.engine.report import (
    Evidence,
    Part,
    Question,
    QuestionCoverage,
    Remark,
    Split,
    Status,
    TopicCoverage,
    Trap,
    TrapKind,
)
from reviewer.engine.scores import Query, Scoring, weighted_sum
from reviewer.engine.terms import stems
from reviewer.engine.topics import best_division

_SHOWN = 3
_MISSING_SHARE, _UNSURE_SHARE = 0.25, 0.4
"""Below these quantiles of the committee's scores a question is called missing, or worth a look."""
_ANOTHERS = 0.4
"""What is left of the score of a sentence on another state's deeds, where the seat's own are asked for."""
_PASTED = 0.5
"""Share of a question's stems in a sentence of the guide's, from which it is named as pasted for that question."""
_ENOUGH_SCORES = 20
"""Scores of other papers from which a quantile is trusted; with fewer the fixed cuts below are used."""
_CUTS = {False: (0.07, 0.095), True: (0.41, 0.46)}
"""Missing and unsure below these base scores, without and with an encoder: about the same quantiles of
a dozen papers, too few to trust: a committee's own quantiles replace them as soon as they can."""


@dataclass(frozen=True, slots=True)
class QuestionTopic:
    """A topic and the questions put to it."""

    title: str
    questions: tuple[Question, ...]


Confirmed = Mapping[str, Sequence[str]]
"""For a question's text the sentences of other papers that chairs confirmed as answers."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A paper made ready: its candidate sentences and how well each fits each question.

    `fit` is the score; `order` adds the likeness to other papers' answers, which tells the better of two sentences but
    not an answered question from an unanswered one.
    """

    queries: tuple[Query, ...]
    found: tuple[Candidate, ...]
    barred: tuple[Candidate, ...]
    split: Split
    base: Matrix
    fit: Matrix
    order: Matrix


def cover_paper(
    paper: PaperText,
    topics: Sequence[QuestionTopic],
    committee: CommitteeContext | None = None,
    encoder: Encoder | None = None,
    *,
    guide: str = "",
    confirmed: Confirmed | None = None,
    seat: Sequence[str] = (),
) -> tuple[TopicCoverage, ...]:
    """Suggestions for each question of each topic, in the order given, with at most three evidence spans each.

    `committee` is pooled from the digests of the other papers; `guide` is the background guide's text, whose copies are
    no evidence. `seat` names the paper's own state or body in every way known ("France", "French Republic"): what a
    sentence tells of another one's deeds counts less. Scores are comparable within a topic of one committee.
    """
    read = _read(paper, topics, committee, encoder, guide=guide, confirmed=confirmed or {}, seat=seat)
    return _answer(read, topics, committee, encoder is not None)


def digest_paper(
    paper: PaperText, topics: Sequence[QuestionTopic], encoder: Encoder | None = None, *, guide: str = ""
) -> PaperDigest:
    """What the committee's other papers learn from this one."""
    read = _read(paper, topics, None, encoder, guide=guide, confirmed={})
    vectors = encoder.encode([one.text for one in read.found]).tolist() if encoder and read.found else []
    answers = {}
    for query, row in zip(read.queries, read.fit, strict=True):
        ranked = _ranked(query, row, read)
        if ranked:
            best = ranked[0][1]
            vector = tuple(round(value, 4) for value in vectors[best]) if vectors else ()
            answers[query.text] = Answer(round(ranked[0][0], 6), read.found[best].stems, vector)
    return PaperDigest(
        sentences=len(read.found),
        containing=dict(Counter(word for one in read.found for word in set(one.stems))),
        vector_sum=tuple(round(sum(column), 4) for column in zip(*vectors, strict=True)),
        answers=answers,
    )


def cover(
    papers: Sequence[PaperText],
    topics: Sequence[QuestionTopic],
    *,
    encoder: Encoder | None = None,
    guide: str = "",
    confirmed: Confirmed | None = None,
) -> list[tuple[TopicCoverage, ...]]:
    """`cover_paper` for all papers of a committee, each with the others as its committee, in any order."""
    return cover_each([Asked(paper, tuple(topics), guide) for paper in papers], encoder, confirmed=confirmed)


@dataclass(frozen=True, slots=True)
class Asked:
    """A paper with the topics put to it: hints may be worded in each paper's own language."""

    paper: PaperText
    topics: tuple[QuestionTopic, ...]
    guide: str = ""


def cover_each(
    asked: Sequence[Asked], encoder: Encoder | None = None, *, confirmed: Confirmed | None = None
) -> list[tuple[TopicCoverage, ...]]:
    """As `cover`, for papers of one committee whose topics are worded, or hinted at, differently."""
    digests = [digest_paper(one.paper, one.topics, encoder, guide=one.guide) for one in asked]
    results = []
    for place, one in enumerate(asked):
        others = CommitteeContext.pool(digests[:place] + digests[place + 1 :])
        results.append(cover_paper(one.paper, one.topics, others, encoder, guide=one.guide, confirmed=confirmed))
    return results


def _read(
    paper: PaperText,
    topics: Sequence[QuestionTopic],
    committee: CommitteeContext | None,
    encoder: Encoder | None,
    *,
    guide: str,
    confirmed: Confirmed,
    seat: Sequence[str] = (),
) -> _Read:
    queries = tuple(
        Query(one.text, place, tuple(dict.fromkeys(stems(one.text))), one.hint, tuple(confirmed.get(one.text, ())))
        for place, topic in enumerate(topics)
        for one in topic.questions
    )
    everything = candidates(paper, [topic.title for topic in topics], [query.stems for query in queries], guide)
    found = [one for one in everything if not one.barred]
    containing = Counter(word for one in found for word in set(one.stems))
    containing.update(committee.containing if committee else {})
    scoring = Scoring(
        queries=queries,
        sentences=[one.text for one in found],
        stems=[one.stems for one in found],
        counts=WordCounts(len(found) + (committee.sentences if committee else 0), containing),
        committee=committee,
        encoder=encoder,
    )
    base = scoring.base()
    split: Split = "headings" if any(one.topic is not None for one in everything) else "none"
    if len(topics) > 1 and split == "none" and found:
        found, split = _divided(found, queries, base, len(topics)), "words"
    base = _own_deeds(base, queries, found, seat or stated_seat(paper.text))
    fit = weighted_sum([base, scoring.hints()]) if any(query.hint for query in queries) else base
    order = weighted_sum([fit, scoring.peers()]) if committee or confirmed else fit
    barred = tuple(one for one in everything if one.barred)
    return _Read(queries, tuple(found), barred, split, base, fit, order)


def _own_deeds(base: Matrix, queries: Sequence[Query], found: Sequence[Candidate], seat: Sequence[str]) -> Matrix:
    """`base` with less for another state's deeds where a question asks for the seat's own."""
    another = [is_of_another(one.text, seat) for one in found]
    return [
        [score * _ANOTHERS if foreign and score > 0 else score for score, foreign in zip(row, another, strict=True)]
        if any(another) and asks_of_own(query.text)
        else row
        for query, row in zip(queries, base, strict=True)
    ]


def _divided(found: Sequence[Candidate], queries: Sequence[Query], base: Matrix, topics: int) -> list[Candidate]:
    """The sentences with the topic their paragraph falls to when no heading says it.

    A paragraph fits a topic as well as its sentences, each by the mean of its two best questions there.
    """
    paragraphs = sorted({one.paragraph for one in found})
    affinity = [[0.0] * topics for _ in paragraphs]
    for column, one in enumerate(found):
        for topic in range(topics):
            fits = sorted((row[column] for query, row in zip(queries, base, strict=True) if query.topic == topic))[-2:]
            affinity[paragraphs.index(one.paragraph)][topic] += sum(fits) / max(len(fits), 1)
    division = dict(zip(paragraphs, best_division(affinity), strict=True))
    return [replace(one, topic=division[one.paragraph]) for one in found]


def _ranked(query: Query, row: Sequence[float], read: _Read) -> list[tuple[float, int]]:
    """Scores and places of the sentences that may answer the question, best first."""
    place = read.queries.index(query)
    allowed = [
        (score, number)
        for number, (score, one) in enumerate(zip(row, read.found, strict=True))
        if one.topic in (None, query.topic) and place not in one.restates
    ]
    return sorted(allowed, key=lambda pair: (-pair[0], pair[1]))


def _answer(
    read: _Read, topics: Sequence[QuestionTopic], committee: CommitteeContext | None, semantic: bool
) -> tuple[TopicCoverage, ...]:
    ranked = [_ranked(query, row, read) for query, row in zip(read.queries, read.order, strict=True)]
    scores = _best(ranked, read.fit)
    known = committee.scores({query.text for query in read.queries}) if committee else []
    if len(known) < _ENOUGH_SCORES:
        statuses = _statuses(_best(ranked, read.base), _CUTS[semantic])
    else:
        statuses = _statuses(scores, _quantiles([*known, *scores], floor=_CUTS[semantic][0] / 2))
    answers = [
        QuestionCoverage(
            query.text, status if all_ else "missing", _rounded(score), _evidence(all_, read), _trap(place, read)
        )
        for place, (query, all_, score, status) in enumerate(zip(read.queries, ranked, scores, statuses, strict=True))
    ]
    return tuple(
        _topic(
            topic.title,
            [one for query, one in zip(read.queries, answers, strict=True) if query.topic == place],
            _parts(place, read),
            read.split,
        )
        for place, topic in enumerate(topics)
    )


def _trap(place: int, read: _Read) -> Trap | None:
    """The first sentence, in the question's own topic, that only repeats question `place` or is the guide's own."""
    query = read.queries[place]
    near = [one for one in (*read.found, *read.barred) if one.topic in (None, query.topic)]
    restating = [one for one in near if place in one.restates and not one.copied]
    pasted = [one for one in near if one.copied and best_share(query.stems, one.stems) >= _PASTED]
    named: list[tuple[TrapKind, Candidate]] = [("restated", one) for one in restating[:1]]
    named += [("guide_pasted", one) for one in pasted[:1]]
    return next((Trap(kind, one.span.start, one.span.end) for kind, one in named), None)


def _parts(topic: int, read: _Read) -> tuple[Part, ...]:
    """Runs of the paper's sentences that speak of the topic."""
    parts: list[Part] = []
    previous = None
    for one in sorted((*read.found, *read.barred), key=lambda one: one.span):
        if one.topic == topic and previous == topic:
            parts[-1] = Part(parts[-1].start, one.span.end)
        elif one.topic == topic:
            parts.append(Part(one.span.start, one.span.end))
        previous = one.topic if one.topic is not None or one.barred is False else previous
    return tuple(parts)


def remarks(result: Sequence[TopicCoverage]) -> tuple[Remark, ...]:
    """What a chair should see before the questions: a paper off its topics, a topic it does not speak of.

    `off_topic`: no question of any topic seems to be answered. Else, for each topic: `topic_missing` when no part of
    the paper speaks of it, `topic_empty` when a part does and answers none of its questions.
    """
    asked = [(place, topic) for place, topic in enumerate(result) if topic.questions]
    if asked and all(one.status == "missing" for _, topic in asked for one in topic.questions):
        return (Remark("off_topic"),)
    found = []
    for place, topic in asked:
        if topic.split != "none" and not topic.parts:
            found.append(Remark("topic_missing", place))
        elif all(one.status == "missing" for one in topic.questions):
            part = topic.parts[0] if topic.parts else None
            found.append(Remark("topic_empty", place, part.start if part else None, part.end if part else None))
    return tuple(found)


def _best(ranked: Sequence[Sequence[tuple[float, int]]], matrix: Matrix) -> list[float]:
    """Each question's best value in `matrix` among the sentences that may answer it; 0 without any."""
    return [max((row[number] for _, number in all_), default=0.0) for all_, row in zip(ranked, matrix, strict=True)]


def _quantiles(scores: Sequence[float], *, floor: float) -> tuple[float, float]:
    """The committee's own cuts; never under `floor`, lest a committee of poor papers praise them for being alike."""
    pooled = sorted(scores)
    missing, unsure = (pooled[int(share * len(pooled))] for share in (_MISSING_SHARE, _UNSURE_SHARE))
    return max(missing, floor), max(unsure, floor)


def _statuses(scores: Sequence[float], cuts: tuple[float, float]) -> list[Status]:
    return ["missing" if score < cuts[0] else "partly" if score < cuts[1] else "covered" for score in scores]


def _evidence(ranked: Sequence[tuple[float, int]], read: _Read) -> tuple[Evidence, ...]:
    spans = [(read.found[number].span, score) for score, number in ranked[:_SHOWN]]
    return tuple(Evidence(span.start, span.end, _rounded(score)) for span, score in spans)


def _rounded(score: float) -> float:
    return round(max(score, 0.0), 4)


def _topic(title: str, answers: Sequence[QuestionCoverage], parts: tuple[Part, ...], split: Split) -> TopicCoverage:
    covered = sum(answer.status == "covered" for answer in answers)
    return TopicCoverage(title, covered / len(answers) if answers else 0.0, tuple(answers), parts, split)
