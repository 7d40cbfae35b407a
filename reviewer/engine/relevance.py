"""How well sentences fit questions: word overlap and what is new without numpy, vectors with an encoder."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from reviewer.engine.encoder import Encoder
from reviewer.engine.terms import WORD, content_words, likeness, stem, stems

if TYPE_CHECKING:
    from reviewer.engine.encoder import Vectors

Matrix = list[list[float]]
"""`matrix[question][sentence]`."""
FRAMING = frozenset(
    stems(
        "important necessary essential crucial question ask wonder know understand address topic issue problem "
        "consider discuss answer difficult every country nation committee delegation debate believe say "
        "call urge want need try hope support committed concerned aware recognize serious big great huge people state "
        "government world everyone everybody something thing act action measure solution together unite always "
        "strongly do does done doing make made take taken "
        "importante necesario esencial fundamental pregunta preguntar saber entender abordar tema cuestión problema "
        "considerar discutir responder respuesta difícil deber país países nación comité delegación debate creer "
        "pensar llamar exhortar querer necesitar tratar esperar apoyar comprometido preocupado consciente reconocer "
        "grave gran grande gente estado gobierno mundo todos algo cosa actuar acción medida solución juntos unir "
        "siempre hacer hecho hace tomar tomado"
    )
)
"""Stems that speak about a question rather than answer it."""
_FULL_OF_NEWS = 15
"""New stems from which a sentence says as much as one sentence can."""
_FULL_OF_PARTICULARS = 3


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


def lexical(queries: Sequence[Mapping[str, float]], sentences: Sequence[Sequence[str]]) -> Matrix:
    """0 to 1: the weighted share of each query's stems that each sentence meets, each by its most alike word, squared.

    Each stem is compared once with every word of the paper; most words meet none.
    """
    holding: dict[str, list[int]] = {}
    for place, sentence in enumerate(sentences):
        for word in dict.fromkeys(sentence):
            holding.setdefault(word, []).append(place)
    asked = {word: _best_in_each(word, holding) for query in queries for word in query}
    matrix: Matrix = []
    for query in queries:
        met, total = [0.0] * len(sentences), sum(query.values())
        for word, weight in query.items():
            for place, alike in asked[word].items():
                met[place] += weight * alike**2
        matrix.append([one / total for one in met] if total else met)
    return matrix


def _best_in_each(stem_: str, holding: Mapping[str, Sequence[int]]) -> dict[int, float]:
    """The likeness of a stem to the most alike word of each sentence that has one, by the sentence's place."""
    best: dict[int, float] = {}
    for word, places in holding.items():
        alike = likeness(stem_, word)
        if alike:
            best.update((place, alike) for place in places if alike > best.get(place, 0.0))
    return best


def word_overlap(
    encoder: Encoder, queries: Sequence[tuple[str, Mapping[str, float]]], sentences: Sequence[str]
) -> Matrix:
    """`lexical` with the encoder's cosine of single words in place of the likeness of spelling.

    A query is its text and the weights of its stems. Words are encoded once each.
    """
    import numpy as np

    asked = [content_words(text) for text, _ in queries]
    said = [content_words(text) for text in sentences]
    vocabulary, vectors = _word_vectors(encoder, [*asked, *said])
    if not vocabulary or not sentences:
        return [[0.0] * len(sentences) for _ in queries]
    rows = sorted({vocabulary[word] for words in asked for word in words})
    row = {index: number for number, index in enumerate(rows)}
    alike = np.maximum(vectors[rows] @ vectors.T, 0.0) ** 2
    none = np.zeros(len(rows))
    best = np.stack([alike[:, [vocabulary[word] for word in words]].max(axis=1) if words else none for words in said])
    matrix: Matrix = []
    for words, (_, weights) in zip(asked, queries, strict=True):
        each = np.array([weights.get(stem(word), 0.0) for word in words])
        met = best[:, [row[vocabulary[word]] for word in words]] @ each
        matrix.append((met / max(float(each.sum()), 1e-9)).tolist())
    return matrix


def word_means(encoder: Encoder, texts: Sequence[str], counts: WordCounts) -> Vectors:
    """A vector a text: the mean of its content words' vectors, rare words weighing more; zeros without any word.

    The weighted mean of word vectors is a strong second view of a sentence (Arora et al., "A simple but
    tough-to-beat baseline for sentence embeddings", ICLR 2017).
    """
    import numpy as np

    each = [content_words(text) for text in texts]
    vocabulary, vectors = _word_vectors(encoder, each)
    means = np.zeros((len(texts), vectors.shape[1]), dtype=vectors.dtype)
    for place, words in enumerate(each):
        if words:
            weights = np.array([counts.rarity(stem(word)) for word in words], dtype=vectors.dtype)
            means[place] = weights @ vectors[[vocabulary[word] for word in words]] / weights.sum()
    return means


def _word_vectors(encoder: Encoder, texts: Sequence[Sequence[str]]) -> tuple[dict[str, int], Vectors]:
    vocabulary = sorted({word for words in texts for word in words})
    return {word: place for place, word in enumerate(vocabulary)}, encoder.encode(vocabulary)


def leaning(questions: Vectors, topics: Sequence[int], count: int, sentences: Vectors, centre: Vectors) -> Matrix:
    """`[sentence][topic]`: centred cosine of sentence and the topic's mean question, less the mean of all topics'."""
    import numpy as np

    rows = np.array(topics)
    means = [questions[rows == topic].mean(axis=0) if (rows == topic).any() else None for topic in range(count)]
    known = [mean for mean in means if mean is not None]
    if not known or not len(sentences):
        return [[0.0] * count for _ in range(len(sentences))]
    grand = np.mean(known, axis=0)
    told = np.stack([mean - grand if mean is not None else np.zeros_like(grand) for mean in means])
    matrix: Matrix = (unit(sentences - centre) @ unit(told).T).tolist()
    return matrix


def lexical_leaning(
    vocabularies: Sequence[Sequence[str]], counts: WordCounts, sentences: Sequence[Sequence[str]]
) -> Matrix:
    """`leaning` by stems: each topic's stems count by their rarity, those of every topic for nothing."""
    weights = _leaning_weights(vocabularies, counts)
    leaning_of: dict[str, list[float]] = {}
    for said in dict.fromkeys(word for sentence in sentences for word in sentence):
        word = max(weights, key=partial(likeness, said), default=said)
        alike = likeness(word, said)
        if alike:
            leaning_of[said] = [alike * weight for weight in weights[word]]
    none = [0.0] * len(vocabularies)
    each = ([leaning_of[said] for said in dict.fromkeys(sentence) if said in leaning_of] for sentence in sentences)
    return [[sum(column) for column in zip(none, *rows, strict=True)] for rows in each]


def _leaning_weights(vocabularies: Sequence[Sequence[str]], counts: WordCounts) -> dict[str, list[float]]:
    """For each stem and topic: the stem's share of the topic's words, less its mean share, times its rarity."""
    shares = [Counter(words) for words in vocabularies]
    weights = {}
    for word in sorted({word for share in shares for word in share}):
        each = [share[word] / max(1, share.total()) for share in shares]
        mean = sum(each) / len(each)
        weights[word] = [counts.rarity(word) * (one - mean) for one in each]
    return weights


def newness(queries: Sequence[Collection[str]], sentences: Sequence[Sequence[str]], idle: Collection[str]) -> Matrix:
    """0 to 1: how much a sentence says beyond the query's own words and `idle` ones, full at fifteen stems."""
    said = [frozenset(sentence) - frozenset(idle) for sentence in sentences]
    return [[min(1.0, len(words.difference(query)) / _FULL_OF_NEWS) for words in said] for query in queries]


def particulars(sentence: str) -> frozenset[str]:
    """The names and figures within a sentence, in lower case; its first word says nothing by its capital."""
    words = WORD.findall(sentence)[1:]
    return frozenset(word.lower() for word in words if word[0].isupper() or word[0].isdigit())


def specificity(sentences: Sequence[str], papers: Mapping[str, int], most: int) -> list[float]:
    """0 to 1: names and figures of a sentence that at most `most` other papers have; full at three."""
    return [
        min(1.0, sum(papers.get(word, 0) <= most for word in particulars(one)) / _FULL_OF_PARTICULARS)
        for one in sentences
    ]


def centred_cosines(queries: Vectors, query_centre: Vectors, sentences: Vectors, sentence_centre: Vectors) -> Matrix:
    """Cosine of each query less its centre with each sentence less theirs; `query_centre` has a row a query."""
    left, right = unit(queries - query_centre), unit(sentences - sentence_centre)
    matrix: Matrix = (left @ right.T).tolist()
    return matrix


def unit(rows: Vectors) -> Vectors:
    """The rows at length 1; a row of zeros stays."""
    import numpy as np

    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    result: Vectors = rows / np.maximum(lengths, 1e-9)
    return result
