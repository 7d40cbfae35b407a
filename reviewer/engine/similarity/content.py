"""The stem of a folded content word, under the name that the sketches of texts know."""

from __future__ import annotations

from reviewer.engine.terms import content_stem as stem

__all__ = ["stem"]
