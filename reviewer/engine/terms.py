"""Words as coverage compares them, English and Spanish alike: folded, without endings and function words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler

WORD = re.compile(r"\w+")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_STOP = _set(
    # English
    "a about above after again against all also am an and any are as at be because been before being below between "
    "both but by can could did do does doing down during each either else ever few for from further had has have "
    "having he her here hers him his how however i if in into is it its itself just may me might more most must my "
    "neither no nor not now of off on once one only or other others our ours out over own per same shall she should "
    "since so some such than that the their them then there these they this those through thus to too under until up "
    "upon us very was we were what when where whether which while who whom whose why will with within without would "
    "yet you your yours "
    # Spanish
    "al algo alguna algunas alguno algunos ante antes aquel aquella aquellas aquellos aqui asi aun aunque bajo bien "
    "cada casi como con contra cual cuales cualquier cuando cuanto de del desde donde dos durante e el ella ellas "
    "ellos en entre era eran es esa esas ese eso esos esta estan estar estas este esto estos fue fueron ha habia han "
    "hasta hay he la las le les lo los mas me mediante mi mientras mis misma mismas mismo mismos mucho muchos muy nada "
    "ni no nos nosotros nuestra nuestras nuestro nuestros o os otra otras otro otros para pero poco por porque pues "
    "que quien quienes se sea sean segun ser si sido siempre sin sino sobre solo son su sus tal tambien tan tanto te "
    "tiene tienen todo todos toda todas tras tu tus u un una unas uno unos usted y ya yo"
)
_ENDINGS = sorted(
    _set(
        # English
        "ations ation ating ated ates ate ings ing edly ed ers er ors or ies es s ly ments ment ness ity ities ions "
        "ion ives ive als al "
        # Spanish, accents folded
        "aciones acion amientos amiento imientos imiento mente idades idad iendo ando ados adas ado ada idos idas ido "
        "ida antes ante entes ente ores oras ora ar er ir an en as os a o e"
    ),
    key=lambda ending: (-len(ending), ending),
)
_SHORTEST_STEM = 4
_ALIKE = 0.86
"""Jaro-Winkler likeness from which two stems may be the same word in another form or a neighbouring language."""


@lru_cache(maxsize=50_000)
def fold(word: str) -> str:
    """`word` without case and accents."""
    decomposed = unicodedata.normalize("NFKD", word.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A folded word without its ending; crude on purpose, one rule set for both languages."""
    folded = fold(word)
    for ending in _ENDINGS:
        if folded.endswith(ending) and len(folded) - len(ending) >= _SHORTEST_STEM:
            return folded[: -len(ending)]
    return folded


def content_words(text: str) -> list[str]:
    """The folded words of `text` that carry meaning, in order, with repetitions."""
    folded = (fold(match.group()) for match in WORD.finditer(text))
    return [word for word in folded if word not in _STOP and len(word) > 1 and not word.isdigit()]


def stems(text: str) -> list[str]:
    """The stems of the content words of `text`, in order, with repetitions."""
    return [stem(word) for word in content_words(text)]


@lru_cache(maxsize=200_000)
def likeness(left: str, right: str) -> float:
    """0 to 1: 1 for equal stems, less for cognates such as `traffick` and `trafic`, 0 below a fixed likeness."""
    if left == right:
        return 1.0
    if left[0] != right[0] or min(len(left), len(right)) < _SHORTEST_STEM:
        return 0.0
    score = JaroWinkler.similarity(left, right, score_cutoff=_ALIKE)
    return (score - _ALIKE) / (1 - _ALIKE)


def shingles(text: str, size: int = 5) -> frozenset[tuple[str, ...]]:
    """Every run of `size` folded words of `text`; a shorter text is one run."""
    words = [fold(match.group()) for match in WORD.finditer(text)]
    if len(words) <= size:
        return frozenset([tuple(words)]) if words else frozenset()
    return frozenset(tuple(words[i : i + size]) for i in range(len(words) - size + 1))


def best_likeness(stem_: str, others: Iterable[str]) -> float:
    """The greatest likeness of a stem to any of the others; 0 without others."""
    return max((likeness(stem_, other) for other in others), default=0.0)
