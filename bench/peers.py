"""The same job by other means: new papers against every paper of an archive, pair by pair, without an index.

Each way is given the same papers as the service and a budget of processor time. What it did not get to is counted at
the cost of what it did, and said so. copydetect is looked for among what Python finds: it is no dependency; one folder
is enough (`pip install --target FOLDER copydetect`, then `PYTHONPATH=FOLDER`).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from importlib.util import find_spec
from itertools import product
from time import process_time
from typing import Any

from bench.archived import Made
from reviewer.engine.text import sentences

_ALIKE = 80
"""Likeness of two sentences, in rapidfuzz's hundredths, from which they count."""
_RUN = 6
"""Words of a matching block from which difflib's count."""
_NOISE, _GUARANTEE = 25, 30
"""Characters that copydetect may overlook, and that it must find."""


@dataclass(frozen=True, slots=True)
class Way:
    """A program that compares two texts: how it makes one ready, and how much it says two of them share."""

    name: str
    prepare: Callable[[str], Any]
    shared: Callable[[Any, Any], float]


def ways() -> Iterator[Way]:
    """Those that are installed."""
    yield Way(f"rapidfuzz, every two sentences, ratio >= {_ALIKE}", _sentences, _rapidfuzz)
    yield Way(f"difflib on words, blocks of {_RUN} or more", str.split, _difflib)
    if find_spec("copydetect") is not None:
        yield Way(f"copydetect, noise {_NOISE}, guarantee {_GUARANTEE}", _fingerprinted, _copydetect)


def peers(archived: Sequence[str], asked: Sequence[Made], *, budget: float, ours_ms: float) -> Iterator[dict[str, Any]]:
    """What a new paper costs each way, in CPU milliseconds and as a multiple of ours; `budget` is in CPU seconds."""
    for way in ways():
        yield _measured(way, archived, asked, budget, ours_ms)
    if find_spec("copydetect") is None:
        yield {
            "by": "copydetect",
            "missing": "not installed: pip install --target FOLDER copydetect, PYTHONPATH=FOLDER",
        }


def _measured(
    way: Way, archived: Sequence[str], asked: Sequence[Made], budget: float, ours_ms: float
) -> dict[str, Any]:
    began = process_time()
    held: list[Any] = []
    for text in archived:
        held.append(way.prepare(text))
        if process_time() - began > budget:
            break
    preparing = (process_time() - began) / len(held)
    began = process_time()
    new = [way.prepare(one.text) for one in asked]
    shares: list[list[float]] = [[] for _ in new]
    pairs = 0
    for paper, other in product(range(len(new)), held):
        shares[paper].append(way.shared(new[paper], other))
        pairs += 1
        if process_time() - began > budget:
            break
    each = (process_time() - began) / pairs
    whole = pairs == len(asked) * len(archived)
    return {
        "by": way.name,
        "papers": len(archived),
        "pairs_done": f"{pairs} of {len(asked) * len(archived)}",
        "preparing_archive_cpu_s": round(preparing * len(archived), 1),
        "cpu_ms": round(1000 * each * len(archived), 1),
        "times_ours": round(1000 * each * len(archived) / ours_ms, 1),
        "sources_found": f"{_found(shares, asked)}/{len(asked)}" if whole else None,
    }


def _found(shares: Sequence[Sequence[float]], asked: Sequence[Made]) -> int:
    """Of how many new papers the texts they copy from are those that share the most with them."""
    found = 0
    for told, paper in zip(shares, asked, strict=True):
        first = sorted(range(len(told)), key=lambda number: (-told[number], number))
        found += paper.copied_from <= set(first[: len(paper.copied_from)])
    return found


def _sentences(text: str) -> list[str]:
    return [text[span.start : span.end] for span in sentences(text)]


def _rapidfuzz(one: list[str], two: list[str]) -> float:
    from rapidfuzz import fuzz, process

    best = process.cdist(one, two, scorer=fuzz.ratio, score_cutoff=_ALIKE, workers=1).max(axis=1)
    return float((best[best > 0] - _ALIKE).sum())


def _difflib(one: list[str], two: list[str]) -> float:
    blocks = SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks if block.size >= _RUN)


def _fingerprinted(text: str) -> Any:
    from copydetect import CodeFingerprint  # type: ignore[import-not-found]

    return CodeFingerprint("paper.txt", _NOISE, _GUARANTEE - _NOISE + 1, filter=False, fp=io.StringIO(text))


def _copydetect(one: Any, two: Any) -> float:
    from copydetect import compare_files

    return float(compare_files(one, two)[0])
