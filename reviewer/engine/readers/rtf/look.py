"""What control words say of how text looks."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from reviewer.engine.readers.rtf.tables import Tables
from reviewer.engine.readers.visibility import Look, ParagraphLook

_LINE = 240.0


@dataclass(frozen=True, slots=True)
class State:
    """What holds within a group; `font` is the font's number, `outline` a heading's level, from 1."""

    place: str = "body"
    look: Look = field(default_factory=Look)
    paragraph: ParagraphLook = field(default_factory=ParagraphLook)
    unicode_skip: int = 1
    deleted: bool = False
    table: bool = False
    font: int = 0
    style: int = 0
    exact: bool = False


def run_word(state: State, word: str, number: int | None, tables: Tables) -> State | None:
    """The state after a word that says how letters look; None for another word."""
    look, on = state.look, number != 0
    if word == "v":
        return replace(state, look=replace(look, vanish=on))
    if word in ("cf", "cb", "highlight", "chcbpat"):
        colour = tables.colour(number)
        return replace(state, look=replace(look, colour=colour) if word == "cf" else replace(look, shade=colour))
    if word == "plain":
        return replace(state, look=Look(), deleted=False)
    if number is None:
        return None
    if word == "fs":
        return replace(state, look=replace(look, size=number / 2))
    if word == "charscalex":
        return replace(state, look=replace(look, scale=float(number)))
    if word in ("expnd", "expndtw"):
        return replace(state, look=replace(look, spacing=number / (4 if word == "expnd" else 20)))
    return replace(state, font=number) if word == "f" else None


def paragraph_word(state: State, word: str, number: int | None, tables: Tables) -> State | None:
    """The state after a word that says how a paragraph looks; None for another word."""
    look = state.paragraph
    if word == "pard":
        return replace(state, paragraph=ParagraphLook(), table=False, style=0)
    if word == "intbl":
        return replace(state, table=True)
    if word == "ls":
        return replace(state, paragraph=replace(look, numbered=number != 0))
    if number is None:
        return None
    if word in ("li", "ri", "fi", "lin", "rin"):
        return replace(state, paragraph=_indented(look, word[:2], float(number)))
    if word == "cbpat":
        return replace(state, paragraph=replace(look, shade=tables.colour(number)))
    if word == "sl":
        exact = float(number) if number < 0 else None
        return replace(state, paragraph=replace(look, exact_line=exact, line=number / _LINE if number > 0 else None))
    if word == "outlinelevel":
        return replace(state, paragraph=replace(look, outline=number + 1 if 0 <= number < len("123456789") else None))
    if word == "ilvl":
        return replace(state, paragraph=replace(look, depth=min(max(number, 0), 8) + 1))
    return replace(state, style=number) if word == "s" else None


def _indented(look: ParagraphLook, side: str, twips: float) -> ParagraphLook:
    if side == "ri":
        return replace(look, right=twips)
    if side == "li":
        return replace(look, left=twips, indent=twips + (look.indent or 0.0) - (look.left or 0.0))
    return replace(look, indent=(look.left or 0.0) + twips)
