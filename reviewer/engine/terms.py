"""Words as coverage and alignment compare them, whatever the language: folded, without endings and function words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz.distance import JaroWinkler

WORD = re.compile(r"\w+")


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ENGLISH_AND_SPANISH = _set(
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
_PORTUGUESE_AND_FRENCH = _set(
    # with a few English and Spanish ones that coverage keeps
    "although ao aos au aux avec ce ces cette com cuyo d da dans das des du elle elles em essa esse est estaba et "
    "foi haber il ils isso isto je l leur leurs mais meme muito n na nao nas nem notre nous num numa ont ou par "
    "pas pela pelas pelo pelos plus pour qu qui s sa sao sem ses seu seus sont sua suas sur theirs therefore um "
    "uma une vous"
)
_FUNCTION_WORDS = _ENGLISH_AND_SPANISH | _PORTUGUESE_AND_FRENCH
_ENDINGS = _set(
    # English
    "ations ation ating ated ates ate ings ing edly ed ers er ors or ies es s ly ments ment ness ity ities ions "
    "ion ives ive als al "
    # Spanish, accents folded
    "aciones acion amientos amiento imientos imiento mente idades idad iendo ando ados adas ado ada idos idas ido "
    "ida antes ante entes ente ores oras ora ar er ir an en as os a o e"
)
_LENGTHS = tuple(sorted({len(ending) for ending in _ENDINGS}, reverse=True))
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
    for length in _LENGTHS:
        if len(folded) - length >= _SHORTEST_STEM and folded[-length:] in _ENDINGS:
            return folded[:-length]
    return folded


@lru_cache(maxsize=100_000)
def content_stem(folded: str) -> str:
    """The stem of a folded word as alignment compares it; empty for a function word of the four languages known here.

    The order of function words tells copying, their presence tells nothing.
    """
    return "" if folded in _FUNCTION_WORDS else stem(folded)


def content_words(text: str) -> list[str]:
    """The folded words of `text` that carry meaning, in order, with repetitions."""
    folded = (fold(match.group()) for match in WORD.finditer(text))
    return [word for word in folded if word not in _ENGLISH_AND_SPANISH and len(word) > 1 and not word.isdigit()]


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
    return max(score - _ALIKE, 0.0) / (1 - _ALIKE)


def shingles(text: str, size: int = 5) -> frozenset[tuple[str, ...]]:
    """Every run of `size` folded words of `text`; a shorter text is one run."""
    words = [fold(match.group()) for match in WORD.finditer(text)]
    if len(words) <= size:
        return frozenset([tuple(words)]) if words else frozenset()
    return frozenset(tuple(words[i : i + size]) for i in range(len(words) - size + 1))


def best_likeness(stem_: str, others: Iterable[str]) -> float:
    """The greatest likeness of a stem to any of the others; 0 without others."""
    return max((likeness(stem_, other) for other in others), default=0.0)
