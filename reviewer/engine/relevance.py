"""How well sentences fit questions: soft word overlap without numpy, centred cosines with an encoder."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviewer.engine.encoder import Encoder
from reviewer.engine.terms import content_words, likeness, stem

if TYPE_CHECKING:
    from reviewer.engine.encoder import Vectors

Matrix = list[list[float]]
"""`matrix[question][sentence]`."""


@dataclass(frozen=True, slots=True)
class WordCounts:
    """In how many of `sentences` sentences each stem occurs."""

    sentences: int
    containing: Mapping[str, int]

    def rarity(self, stem_: str) -> float:
        """Inverse document frequency over sentences, smoothed, always positive."""
        return math.log((1 + self.sentences) / (1 + self.containing.get(stem_, 0))) + 0.1


def question_weights(questions: Sequence[Sequence[str]], counts: WordCounts) -> list[dict[str, float]]:
    """For each question the weight of each of its stems: rarity among sentences times rarity among questions."""
    asked = Counter(word for question in questions for word in set(question))
    return [
        {word: counts.rarity(word) * math.log(1 + len(questions) / asked[word]) for word in question}
        for question in questions
    ]


def stem_overlap(weights: Mapping[str, float], sentence: Sequence[str]) -> float:
    """0 to 1: the weighted share of the query's stems that the sentence meets, each by its most alike word, squared."""
    total = sum(weights.values())
    if not total:
        return 0.0
    words = frozenset(sentence)
    met = sum(
        weight * max((likeness(word, other) for other in words), default=0.0) ** 2 for word, weight in weights.items()
    )
    return met / total


def lexical(queries: Sequence[Mapping[str, float]], sentences: Sequence[Sequence[str]]) -> Matrix:
    """`stem_overlap` of every query with every sentence."""
    return [[stem_overlap(query, sentence) for sentence in sentences] for query in queries]


def word_overlap(
    encoder: Encoder, queries: Sequence[tuple[str, Mapping[str, float]]], sentences: Sequence[str]
) -> Matrix:
    """`lexical` with the encoder's cosine of single words in place of the likeness of spelling.

    A query is its text and the weights of its stems. Words are encoded once each.
    """
    import numpy as np

    query_words = [content_words(text) for text, _ in queries]
    sentence_words = [content_words(text) for text in sentences]
    vocabulary = sorted({word for words in (*query_words, *sentence_words) for word in words})
    if not vocabulary:
        return [[0.0] * len(sentences) for _ in queries]
    place = {word: index for index, word in enumerate(vocabulary)}
    vectors = encoder.encode(vocabulary)
    asked = sorted({place[word] for words in query_words for word in words})
    row = {index: number for number, index in enumerate(asked)}
    cosines = np.maximum(vectors[asked] @ vectors.T, 0.0) ** 2
    best = (
        np.stack(
            [
                cosines[:, [place[word] for word in words]].max(axis=1) if words else np.zeros(len(asked))
                for words in sentence_words
            ],
            axis=1,
        )
        if sentences
        else np.zeros((len(asked), 0))
    )
    matrix = []
    for words, (_, weights) in zip(query_words, queries, strict=True):
        if not words or not sentences:
            matrix.append([0.0] * len(sentences))
            continue
        each = np.array([weights.get(stem(word), 0.0) for word in words])
        met = each @ best[[row[place[word]] for word in words]]
        matrix.append((met / max(float(each.sum()), 1e-9)).tolist())
    return matrix


def centred_cosines(queries: Vectors, query_centre: Vectors, sentences: Vectors, sentence_centre: Vectors) -> Matrix:
    """Cosine of each query less its centre with each sentence less theirs; `query_centre` has a row a query."""
    left, right = _unit(queries - query_centre), _unit(sentences - sentence_centre)
    matrix: Matrix = (left @ right.T).tolist()
    return matrix


def _unit(rows: Vectors) -> Vectors:
    import numpy as np

    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    result: Vectors = rows / np.maximum(lengths, 1e-9)
    return result
