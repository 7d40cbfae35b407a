"""Which key questions a paper seems to answer, and the sentences that show it: suggestions for a chair, never verdicts.

Likeness of question and sentence alone is near chance on position papers: a good paper answers without repeating the
question, a poor one repeats without answering. What helps is what keeps sentences out (`candidates`, `copies`: the
other topic's, the guide's own, echoed questions) and what the committee's other papers teach (`committee`). The score
of a question is that of its best sentence, a sum of

- with an encoder, the centred cosine: sentence less the committee's mean sentence, question less the mean of its
  topic's questions (centring: Mu and Viswanath, "All-but-the-top", ICLR 2018, arXiv:1702.01417), of sentence vectors
  and, with less weight, of the means of their words' vectors;
- the soft word overlap: each question word counts by its rarity among sentences and questions, and is met by the
  most alike word of the sentence (soft cardinality in the manner of Jimenez et al., SemEval 2012);
- what the sentence brings of its own: words that the question has not, names and figures that few other papers have;
- the first two for a chair's hint;
- likeness to the answers of the committee's other papers, or to answers that chairs confirmed.

A promise loses a little where deeds are asked for, and another state's deeds lose much where the seat's own are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from reviewer.engine.candidates import Candidate, PaperText, best_share
from reviewer.engine.committee import Answer, CommitteeContext, PaperDigest
from reviewer.engine.encoder import Encoder
from reviewer.engine.fitting import Asked, Confirmed, Fitted, Prepared, QuestionTopic, fit, prepare
from reviewer.engine.relevance import particulars
from reviewer.engine.report import (
    Evidence,
    Part,
    QuestionCoverage,
    Remark,
    Split,
    Status,
    TopicCoverage,
    Trap,
    TrapKind,
)

if TYPE_CHECKING:
    from reviewer.engine.encoder import Vectors

__all__ = [
    "Asked",
    "Confirmed",
    "QuestionTopic",
    "cover",
    "cover_and_digest",
    "cover_each",
    "cover_paper",
    "digest_paper",
    "remarks",
]

_SHOWN = 3
_SHARES = (0.2, 0.35, 0.6)
"""Below these quantiles of the committee's scores a question is called missing, or worth a look; the last holds for
a question whose words the paper only repeats, or answers with the guide's."""
_PASTED = 0.5
"""Share of a question's stems in a sentence of the guide's, from which it is named as pasted for that question."""
_ENOUGH_SCORES = 20
"""Scores of other papers from which a quantile is trusted; with fewer the fixed cuts below are used."""
_CUTS = {False: (0.14, 0.175, 0.23), True: (0.42, 0.48, 0.58)}
"""The same three cuts without and with an encoder where no committee is known: what usual papers score there."""


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
    no evidence. `seat` names the paper's own state or body in every way known ("France", "French Republic"), else the
    paper's own heading tells it: what a sentence tells of another one's deeds counts less. Scores are comparable within
    a topic of one committee.
    """
    ready = prepare(Asked(paper, tuple(topics), guide, tuple(seat)), encoder)
    return _answer(fit(ready, committee, encoder, confirmed))


def cover_and_digest(
    asked: Asked,
    committee: CommitteeContext | None = None,
    encoder: Encoder | None = None,
    *,
    confirmed: Confirmed | None = None,
) -> tuple[tuple[TopicCoverage, ...], PaperDigest]:
    """`cover_paper` and `digest_paper` of one paper, which is prepared once for both: half of their time."""
    ready = prepare(asked, encoder)
    return _answer(fit(ready, committee, encoder, confirmed)), _digest(ready, encoder)


def digest_paper(
    paper: PaperText,
    topics: Sequence[QuestionTopic],
    encoder: Encoder | None = None,
    *,
    guide: str = "",
    seat: Sequence[str] = (),
) -> PaperDigest:
    """What the committee's other papers learn from this one."""
    return _digest(prepare(Asked(paper, tuple(topics), guide, tuple(seat)), encoder), encoder)


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


def cover_each(
    asked: Sequence[Asked],
    encoder: Encoder | None = None,
    *,
    confirmed: Confirmed | None = None,
    advance: Callable[[], None] | None = None,
) -> list[tuple[TopicCoverage, ...]]:
    """As `cover`, for papers of one committee whose topics are worded, or hinted at, differently.

    `advance` is called twice a paper: once it is read, and once it is answered.
    """
    step = advance or (lambda: None)
    ready, digests = [], []
    for one in asked:
        ready.append(prepare(one, encoder))
        digests.append(_digest(ready[-1], encoder))
        step()
    everyone = CommitteeContext.pool(digests)
    results = []
    for paper, own in zip(ready, digests, strict=True):
        others = everyone.without(own) if everyone else None
        results.append(_answer(fit(paper, others, encoder, confirmed)))
        step()
    return results


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


def _digest(ready: Prepared, encoder: Encoder | None) -> PaperDigest:
    fitted = fit(ready, None, encoder)
    scoring, found, vectors = fitted.scoring, ready.found, ready.vectors
    answers = {}
    for place, query in enumerate(fitted.queries):
        for score, best in fitted.ranked(place, fitted.own)[:1]:
            vector = vectors[best].astype("<f2").tobytes() if vectors is not None else b""
            answers[query.text] = Answer(round(score, 6), found[best].stems, vector)
    return PaperDigest(
        sentences=len(found),
        containing=dict(Counter(word for one in found for word in set(one.stems))),
        vector_sum=_summed(vectors),
        answers=answers,
        particulars=frozenset(word for one in found for word in particulars(one.text)),
        word_sum=_summed(scoring.word_vectors if vectors is not None else None),
    )


def _summed(vectors: Vectors | None) -> tuple[float, ...]:
    return () if vectors is None else tuple(round(value, 4) for value in vectors.sum(axis=0).tolist())


def _answer(fitted: Fitted) -> tuple[TopicCoverage, ...]:
    cuts = _cuts(fitted)
    answers = []
    for place, query in enumerate(fitted.queries):
        ranked, trap = fitted.ranked(place, fitted.full), _trap(place, fitted)
        score = ranked[0][0] if ranked else 0.0
        status = _status(score, cuts, trapped=trap is not None) if ranked else "missing"
        answers.append(QuestionCoverage(query.text, status, _rounded(score), _evidence(ranked, fitted), trap))
    return tuple(
        _topic(
            topic.title,
            [one for query, one in zip(fitted.queries, answers, strict=True) if query.topic == place],
            _parts(place, fitted),
            fitted.split,
        )
        for place, topic in enumerate(fitted.topics)
    )


def _cuts(fitted: Fitted) -> tuple[float, float, float]:
    """Half-way between the usual cuts and the committee's own quantiles, once enough of its scores are known.

    The usual ones alone drift between committees; quantiles alone would praise the best of a committee of poor papers
    and blame the worst of a good one. A trapped question must pass both.
    """
    usual = _CUTS[fitted.scoring.encoder is not None]
    known = sorted(score for query in fitted.queries for score in fitted.scoring.usual(query))
    if len(known) < _ENOUGH_SCORES:
        return usual
    missing, unsure, trapped = (known[int(share * len(known))] for share in _SHARES)
    return (missing + usual[0]) / 2, (unsure + usual[1]) / 2, max(trapped, usual[2])


def _status(score: float, cuts: tuple[float, float, float], *, trapped: bool) -> Status:
    missing, unsure, trapped_cut = cuts
    if score < missing:
        return "missing"
    return "partly" if score < (trapped_cut if trapped else unsure) else "covered"


def _trap(place: int, fitted: Fitted) -> Trap | None:
    """The first sentence that only repeats question `place`, wherever it stands, or is the guide's own on its topic."""
    query = fitted.queries[place]
    every = (*fitted.found, *fitted.barred)
    near = [one for one in every if one.topic in (None, query.topic)]
    restating = [one for one in every if place in one.restates and not one.copied]
    pasted = [
        one for one in near if one.copied and (place in one.restates or best_share(query.stems, one.stems) >= _PASTED)
    ]
    named: list[tuple[TrapKind, Candidate]] = [("restated", one) for one in restating[:1]]
    named += [("guide_pasted", one) for one in pasted[:1]]
    return next((Trap(kind, one.span.start, one.span.end) for kind, one in named), None)


def _parts(topic: int, fitted: Fitted) -> tuple[Part, ...]:
    """Runs of the paper's sentences that speak of the topic."""
    parts: list[Part] = []
    previous: int | None = None
    for one in sorted((*fitted.found, *fitted.barred), key=lambda one: one.span):
        if one.topic == topic and previous == topic:
            parts[-1] = Part(parts[-1].start, one.span.end)
        elif one.topic == topic:
            parts.append(Part(one.span.start, one.span.end))
        previous = previous if one.topic is None and one.barred else one.topic
    return tuple(parts)


def _evidence(ranked: Sequence[tuple[float, int]], fitted: Fitted) -> tuple[Evidence, ...]:
    spans = [(fitted.found[number].span, score) for score, number in ranked[:_SHOWN]]
    return tuple(Evidence(span.start, span.end, _rounded(score)) for span, score in spans)


def _rounded(score: float) -> float:
    return round(max(score, 0.0), 4)


def _topic(title: str, answers: Sequence[QuestionCoverage], parts: tuple[Part, ...], split: Split) -> TopicCoverage:
    covered = sum(answer.status == "covered" for answer in answers)
    return TopicCoverage(title, covered / len(answers) if answers else 0.0, tuple(answers), parts, split)
