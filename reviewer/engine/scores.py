"""The score of every sentence for every question: a sum of parts, each a matrix `[question][sentence]`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from typing import TYPE_CHECKING

from reviewer.engine import relevance
from reviewer.engine.committee import CommitteeContext
from reviewer.engine.relevance import Matrix, WordCounts
from reviewer.engine.terms import stems

if TYPE_CHECKING:
    from reviewer.engine.encoder import Encoder, Vectors

COSINE, OVERLAP, HINT, PEERS, PEER_WORDS = 2.0, 0.5, 1.0, 0.5, 0.2
"""Weights of the centred cosine, the soft word overlap, a chair's hint, and the answers of peers or confirmed ones:
their vectors, and their words where no encoder is there."""
_PEER_STEMS = 12


@dataclass(frozen=True, slots=True)
class Query:
    """A question with the index of its topic, its stems, a chair's hint, and answers that chairs confirmed."""

    text: str
    topic: int
    stems: tuple[str, ...]
    hint: str | None = None
    confirmed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Scoring:
    """What the parts share. `sentences` are the paper's candidate sentences, `stems` theirs."""

    queries: Sequence[Query]
    sentences: Sequence[str]
    stems: Sequence[tuple[str, ...]]
    counts: WordCounts
    committee: CommitteeContext | None
    encoder: Encoder | None

    def base(self) -> Matrix:
        """Likeness of question and sentence, without hints or peers."""
        weights = relevance.question_weights([query.stems for query in self.queries], self.counts)
        if self.encoder is None:
            return relevance.lexical(weights, self.stems)
        texts = [query.text for query in self.queries]
        overlap = relevance.word_overlap(self.encoder, list(zip(texts, weights, strict=True)), self.sentences)
        return weighted_sum([self._cosines(texts), overlap], [COSINE, OVERLAP])

    def hints(self) -> Matrix:
        """Likeness of a question's hint and sentence; 0 for a question without one."""
        given = [query.hint or "" for query in self.queries]
        hint_stems = [tuple(stems(hint)) for hint in given]
        overlap = relevance.lexical(relevance.question_weights(hint_stems, self.counts), self.stems)
        if self.encoder is None or not any(given):
            return weighted_sum([overlap], [HINT])
        return _only(given, weighted_sum([self._cosines(given), overlap], [HINT, HINT]))

    def peers(self) -> Matrix:
        """Likeness to the answers that chairs confirmed, else to the better half of the other papers' answers."""
        overlap = relevance.lexical([self._answer_weights(query) for query in self.queries], self.stems)
        if self.encoder is None:
            return weighted_sum([overlap], [PEER_WORDS])
        return weighted_sum([overlap, self._peer_cosines(self.encoder)], [PEERS, PEERS])

    def _answer_weights(self, query: Query) -> Mapping[str, float]:
        """The stems that several answers share, without those of the question; rare ones weigh more."""
        given = [frozenset(stems(text)) for text in query.confirmed]
        if not given and self.committee:
            given = [frozenset(answer.stems) for answer in self.committee.better_half(query.text)]
        shared = Counter(word for answer in given for word in answer if word not in query.stems)
        weighted = {word: times * self.counts.rarity(word) for word, times in shared.items() if times > 1}
        return dict(sorted(weighted.items(), key=lambda item: (-item[1], item[0]))[:_PEER_STEMS])

    def _peer_cosines(self, encoder: Encoder) -> Matrix:
        import numpy as np

        centre = self._sentence_centre(encoder)
        rows = np.stack([self._answer_vector(query, encoder, centre) for query in self.queries])
        return _only([bool(row.any()) for row in rows], self._against(rows, np.zeros_like(rows)))

    def _answer_vector(self, query: Query, encoder: Encoder, centre: Vectors) -> Vectors:
        import numpy as np

        if query.confirmed:
            vector: Vectors = (encoder.encode(query.confirmed) - centre).mean(axis=0)
            return vector
        given = self.committee.better_half(query.text) if self.committee else ()
        rows = [answer.vector for answer in given if answer.vector]
        return (np.array(rows, dtype=centre.dtype) - centre).mean(axis=0) if rows else np.zeros_like(centre)

    def _cosines(self, texts: Sequence[str]) -> Matrix:
        """Centred cosines of one text a query with every sentence; texts are centred within their topic."""
        import numpy as np

        assert self.encoder is not None
        vectors = self.encoder.encode(texts)
        centres = np.zeros_like(vectors)
        topics = np.array([query.topic for query in self.queries])
        for topic in sorted(set(topics.tolist())):
            rows = topics == topic
            if len(texts) > 1:
                centres[rows] = (vectors[rows] if rows.sum() > 1 else vectors).mean(axis=0)
        return self._against(vectors, centres)

    def _against(self, vectors: Vectors, centres: Vectors) -> Matrix:
        assert self.encoder is not None
        if not self.sentences:
            return [[] for _ in self.queries]
        sentences = self.encoder.encode(self.sentences)
        return relevance.centred_cosines(vectors, centres, sentences, self._sentence_centre(self.encoder))

    def _sentence_centre(self, encoder: Encoder) -> Vectors:
        """The mean vector of the committee's sentences, this paper's among them."""
        import numpy as np

        total, count = encoder.encode(self.sentences).sum(axis=0), len(self.sentences)
        if self.committee and self.committee.vector_sum:
            total = total + np.array(self.committee.vector_sum, dtype=total.dtype)
            count += self.committee.sentences
        mean: Vectors = total / max(count, 1)
        return mean


def weighted_sum(matrices: Sequence[Matrix], weights: Sequence[float] = ()) -> Matrix:
    """The sum of matrices of one shape, each times its weight (1 where none is given)."""
    factors = weights or [1.0] * len(matrices)
    return [
        [sum(map(mul, factors, values)) for values in zip(*rows, strict=True)] for rows in zip(*matrices, strict=True)
    ]


def _only(given: Sequence[object], matrix: Matrix) -> Matrix:
    """`matrix` with zeros in the rows of questions that have nothing given."""
    return [row if one else [0.0] * len(row) for one, row in zip(given, matrix, strict=True)]
