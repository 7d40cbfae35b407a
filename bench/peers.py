"""The same job by other means: one new paper against every paper of an archive, without an index."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from importlib.util import find_spec
from pathlib import Path
from time import process_time
from typing import Any

from bench.archived import Archive, made, new_papers

_TEXTS = 20
"""Archived papers on which the slow ways are measured; the rest is multiplied."""


def peers(archive: Archive, number: int, *, new: int) -> Iterator[dict[str, Any]]:
    """CPU milliseconds that a new paper costs against `number` archived ones, by each way that is installed."""
    texts = [made(one).text for one in range(number)]
    asked = [paper.text for paper in new_papers(min(number, archive.size), new)]
    ways: list[tuple[str, Callable[[str, list[str]], object], int]] = [
        ("rapidfuzz partial_ratio, all pairs", _rapidfuzz, min(number, _TEXTS)),
        ("difflib on words, all pairs", _difflib, min(number, _TEXTS)),
    ]
    for name, way, most in ways:
        began = process_time()
        for text in asked:
            way(text, texts[:most])
        spent = 1000 * (process_time() - began) / len(asked)
        yield {"by": name, "papers": number, "cpu_ms": round(spent * number / most, 1), "measured_on": most}
    if find_spec("copydetect") is not None:
        yield {"by": "copydetect", "papers": number, "cpu_ms": round(_copydetect(asked, texts), 1)}


def _rapidfuzz(text: str, texts: list[str]) -> list[float]:
    from rapidfuzz import fuzz

    return [fuzz.partial_ratio(text, other) for other in texts]


def _difflib(text: str, texts: list[str]) -> list[int]:
    words = text.split()
    return [len(SequenceMatcher(None, words, other.split(), autojunk=False).get_matching_blocks()) for other in texts]


def _copydetect(asked: list[str], texts: list[str]) -> float:
    """Milliseconds a new paper; reading and hashing the archive is shared out among the new papers, as it does."""
    from copydetect import CopyDetector  # type: ignore[import-not-found]

    with tempfile.TemporaryDirectory(prefix="peers-") as folder:
        new, old = Path(folder, "new"), Path(folder, "old")
        for place, written in ((new, asked), (old, texts)):
            place.mkdir()
            for number, text in enumerate(written):
                (place / f"{number}.txt").write_text(text, encoding="utf-8")
        began = process_time()
        detector = CopyDetector(
            test_dirs=[str(new)],
            ref_dirs=[str(old)],
            extensions=["txt"],
            noise_t=25,
            guarantee_t=30,
            disable_filtering=True,
            silent=True,
            autoopen=False,
        )
        detector.run()
        return 1000 * (process_time() - began) / len(asked)
