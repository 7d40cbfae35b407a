"""The words that tell an answer: what sentences that answer one question share and other sentences do not.

A term counts by how many of the answers have it and by how rare it is elsewhere: term frequency and inverse document
frequency over sentences (Sparck Jones, "A statistical interpretation of term specificity", 1972).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from reviewer.engine.terms import WORD, stems

_SHORTEST = 4


def telling_terms(
    answers: Sequence[str], others: Sequence[str], question: str = "", *, most: int = 6
) -> tuple[str, ...]:
    """At most `most` words that `answers` share, the most telling first, each as it is written most often.

    A word counts when two answers have it (or, of a single answer, when no other sentence does). `others` are sentences
    that answer other questions; the words of the question itself tell nothing.
    """
    said = [frozenset(stems(sentence)) for sentence in answers]
    elsewhere = Counter(word for sentence in others for word in set(stems(sentence)))
    asked = frozenset(stems(question))
    shared = Counter(word for sentence in said for word in sentence if word not in asked)
    written = _written(answers)
    enough = 2 if len(said) > 1 else 1
    scores = {
        word: count * math.log(1 + (len(others) + 1) / (1 + elsewhere[word]))
        for word, count in shared.items()
        if count >= enough and word in written and (len(said) > 1 or not elsewhere[word])
    }
    best = sorted(scores, key=lambda word: (-scores[word], word))[:most]
    return tuple(written[word] for word in best)


def _written(sentences: Sequence[str]) -> dict[str, str]:
    """For each stem the word that is written most often for it, the first of equals by the alphabet."""
    forms: dict[str, Counter[str]] = {}
    for sentence in sentences:
        for word in WORD.findall(sentence):
            found = stems(word)
            if len(found) == 1 and len(word) >= _SHORTEST and not word.isdigit():
                forms.setdefault(found[0], Counter())[word if word.isupper() else word.casefold()] += 1
    return {stem: min(words, key=lambda one: (-words[one], one)) for stem, words in forms.items()}
