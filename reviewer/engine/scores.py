"""The score of every sentence for every question: a sum of parts, each a matrix `[question][sentence]`.

The weights bring the parts to like size: each is about the inverse of how much a part varies between sentences of a
paper, so that none decides alone. They are few and round; figures change little between half and twice each of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import mul
from typing import TYPE_CHECKING

from reviewer.engine import relevance
from reviewer.engine.committee import Answer, CommitteeContext
from reviewer.engine.deeds import asks_of_done, asks_of_own, is_of_another, is_promise
from reviewer.engine.relevance import FRAMING, Matrix, WordCounts
from reviewer.engine.terms import stems

if TYPE_CHECKING:
    from reviewer.engine.encoder import Encoder, Vectors

COSINE, OVERLAP, WORDS = 0.5, 0.8, 0.25
"""Weights with an encoder: sentence vectors, soft overlap of words, means of word vectors."""
SPELLING = 0.6
"""Weight of the overlap of stems, where no encoder is there."""
NEWS, PARTICULARS = 0.08, 0.06
"""Weights of what a sentence says beyond the question, and of its names and figures."""
HINT_COSINE, HINT_STEMS = 0.25, 0.5
"""Weights of a chair's hint."""
PEERS, PEER_STEMS = 0.35, 0.08
"""Weights of the answers of peers, or confirmed ones: of their vectors, or of their stems without an encoder."""
PROMISED, ANOTHERS = 0.1, 0.3
"""What a mere promise loses where deeds are asked for, and another state's deeds where the seat's own are."""
_MOST_PEER_STEMS = 12
_SOME = 3
_RARE_SHARE = 1 / 3
_RARE_AT_LEAST = 1


@dataclass(frozen=True, slots=True)
class Query:
    """A question with the index of its topic, its stems, a chair's hint, and answers that chairs confirmed."""

    text: str
    topic: int
    stems: tuple[str, ...]
    hint: str | None = None
    confirmed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scoring:
    """What the parts share: the paper's candidate sentences with their stems and vectors, and the state it speaks for.

    Encoder and vectors are both there or both None.
    """

    queries: Sequence[Query]
    sentences: Sequence[str]
    stems: Sequence[tuple[str, ...]]
    counts: WordCounts
    committee: CommitteeContext | None
    encoder: Encoder | None
    vectors: Vectors | None = None
    seat: Sequence[str] = ()

    @cached_property
    def base(self) -> Matrix:
        """How well each sentence answers each question, without hints or peers."""
        return weighted_sum([self.likeness, self.substance, self.attribution])

    @cached_property
    def likeness(self) -> Matrix:
        """Likeness of question and sentence alone."""
        weights = relevance.question_weights([query.stems for query in self.queries], self.counts)
        if self.encoder is None:
            return weighted_sum([relevance.lexical(weights, self.stems)], [SPELLING])
        texts = [query.text for query in self.queries]
        overlap = relevance.word_overlap(self.encoder, list(zip(texts, weights, strict=True)), self.sentences)
        parts = [self._cosines(texts), overlap, self._mean_cosines(self.encoder, texts)]
        return weighted_sum(parts, [COSINE, OVERLAP, WORDS])

    @cached_property
    def substance(self) -> Matrix:
        """What the sentence itself brings: new words, and names and figures that few other papers have."""
        new = relevance.newness([query.stems for query in self.queries], self.stems, FRAMING)
        papers = self.committee.papers if self.committee else 0
        most = max(_RARE_AT_LEAST, int(_RARE_SHARE * papers))
        specific = relevance.specificity(self.sentences, self.committee.particulars if self.committee else {}, most)
        return weighted_sum([new, [specific for _ in self.queries]], [NEWS, PARTICULARS])

    @cached_property
    def attribution(self) -> Matrix:
        """What is taken off for promises where deeds are asked for, and for the deeds of other states."""
        promises = [is_promise(one) for one in self.sentences]
        others = [is_of_another(one, self.seat) for one in self.sentences]
        rows = []
        for query in self.queries:
            done, own = asks_of_done(query.text), asks_of_own(query.text)
            rows.append(
                [
                    -PROMISED * (done and promise) - ANOTHERS * (own and other)
                    for promise, other in zip(promises, others, strict=True)
                ]
            )
        return rows

    def hints(self) -> Matrix:
        """Likeness of a question's hint and sentence; 0 for a question without one."""
        given = [query.hint or "" for query in self.queries]
        hint_stems = [tuple(dict.fromkeys(stems(hint))) for hint in given]
        overlap = relevance.lexical(relevance.question_weights(hint_stems, self.counts), self.stems)
        if self.encoder is None:
            return weighted_sum([overlap], [HINT_STEMS])
        return _only(given, weighted_sum([self._cosines(given), overlap], [HINT_COSINE, HINT_STEMS]))

    def peers(self) -> Matrix:
        """Likeness to the answers that chairs confirmed, else to the better half of the other papers' answers."""
        if self.encoder is None:
            overlap = relevance.lexical([self._answer_weights(query) for query in self.queries], self.stems)
            return weighted_sum([overlap], [PEER_STEMS])
        return weighted_sum([self._peer_cosines(self.encoder)], [PEERS])

    def leaning(self, titles: Sequence[str]) -> list[list[float]]:
        """For each sentence how far it leans to each topic, by the topic's title and questions against the others'."""
        if self.encoder is None:
            asked = [stems(title) for title in titles]
            for query in self.queries:
                asked[query.topic].extend(query.stems)
            return relevance.lexical_leaning(asked, self.counts, self.stems)
        assert self.vectors is not None
        vectors = self.encoder.encode([query.text for query in self.queries])
        of_topics = [query.topic for query in self.queries]
        return relevance.leaning(vectors, of_topics, len(titles), self.vectors, self._sentence_centre)

    def usual(self, query: Query) -> list[float]:
        """The scores of the other papers' answers to a question, with what their own peers teach, in no order."""
        given = self.committee.answers.get(query.text, ()) if self.committee else ()
        told = [answer.score for answer in given]
        if self.encoder is None or len(given) < _SOME or not all(answer.vector for answer in given):
            return told
        centre = self._sentence_centre
        rows = relevance.unit(_vectors(given, centre) - centre)
        better = rows[: (len(given) + 1) // 2]
        others = better.sum(axis=0) - rows
        others[len(better) :] += rows[len(better) :]
        alike = (rows * relevance.unit(others)).sum(axis=1).tolist()
        return [score + PEERS * one for score, one in zip(told, alike, strict=True)]

    def _answer_weights(self, query: Query) -> Mapping[str, float]:
        """The stems that several answers share, without those of the question; rare ones weigh more."""
        given = [frozenset(stems(text)) for text in query.confirmed]
        if not given and self.committee:
            given = [frozenset(answer.stems) for answer in self.committee.better_half(query.text)]
        shared = Counter(word for answer in given for word in answer if word not in query.stems)
        weighted = {word: times * self.counts.rarity(word) for word, times in shared.items() if times > 1}
        return dict(sorted(weighted.items(), key=lambda item: (-item[1], item[0]))[:_MOST_PEER_STEMS])

    def _peer_cosines(self, encoder: Encoder) -> Matrix:
        import numpy as np

        centre = self._sentence_centre
        rows = np.stack([self._answer_vector(query, encoder, centre) for query in self.queries])
        return _only([bool(row.any()) for row in rows], self._against(rows, np.zeros_like(rows)))

    def _answer_vector(self, query: Query, encoder: Encoder, centre: Vectors) -> Vectors:
        import numpy as np

        if query.confirmed:
            rows = encoder.encode(query.confirmed)
        else:
            rows = _vectors(self.committee.better_half(query.text) if self.committee else (), centre)
        vector: Vectors = relevance.unit(rows - centre).mean(axis=0) if len(rows) else np.zeros_like(centre)
        return vector

    def _cosines(self, texts: Sequence[str]) -> Matrix:
        """Centred cosines of one text a query with every sentence; texts are centred within their topic."""
        assert self.encoder is not None
        vectors = self.encoder.encode(texts)
        return self._against(vectors, self._topic_centres(vectors))

    def _topic_centres(self, vectors: Vectors) -> Vectors:
        import numpy as np

        centres = np.zeros_like(vectors)
        topics = np.array([query.topic for query in self.queries])
        for topic in sorted(set(topics.tolist())):
            rows = topics == topic
            if len(vectors) > 1:
                centres[rows] = (vectors[rows] if rows.sum() > 1 else vectors).mean(axis=0)
        return centres

    def _mean_cosines(self, encoder: Encoder, texts: Sequence[str]) -> Matrix:
        asked = relevance.word_means(encoder, texts, self.counts)
        return relevance.centred_cosines(asked, self._topic_centres(asked), self.word_vectors, self._word_centre)

    def _against(self, vectors: Vectors, centres: Vectors) -> Matrix:
        assert self.vectors is not None
        return relevance.centred_cosines(vectors, centres, self.vectors, self._sentence_centre)

    @cached_property
    def word_vectors(self) -> Vectors:
        """The means of the vectors of the sentences' words; only with an encoder."""
        assert self.encoder is not None
        return relevance.word_means(self.encoder, self.sentences, self.counts)

    @cached_property
    def _sentence_centre(self) -> Vectors:
        assert self.vectors is not None
        return self._centre(self.vectors, self.committee.vector_sum if self.committee else ())

    @cached_property
    def _word_centre(self) -> Vectors:
        return self._centre(self.word_vectors, self.committee.word_sum if self.committee else ())

    def _centre(self, own: Vectors, others: Sequence[float]) -> Vectors:
        """The mean vector of the committee's sentences, this paper's among them."""
        import numpy as np

        total, count = own.sum(axis=0), len(own)
        if self.committee and others:
            total, count = total + np.array(others, dtype=total.dtype), count + self.committee.sentences
        mean: Vectors = total / max(count, 1)
        return mean


def _vectors(answers: Sequence[Answer], like: Vectors) -> Vectors:
    """The answers' vectors as rows, of the type and length of `like`."""
    import numpy as np

    kept = b"".join(answer.vector for answer in answers)
    rows: Vectors = np.frombuffer(kept, dtype="<f2").astype(like.dtype).reshape(-1, like.shape[0])
    return rows


def weighted_sum(matrices: Sequence[Matrix], weights: Sequence[float] = ()) -> Matrix:
    """The sum of matrices of one shape, each times its weight (1 where none is given)."""
    factors = weights or [1.0] * len(matrices)
    return [
        [sum(map(mul, factors, values)) for values in zip(*rows, strict=True)] for rows in zip(*matrices, strict=True)
    ]


def _only(given: Sequence[object], matrix: Matrix) -> Matrix:
    """`matrix` with zeros in the rows of questions that have nothing given."""
    return [row if one else [0.0] * len(row) for one, row in zip(given, matrix, strict=True)]
