"""Fields: what Word computes. Their results are seen, their instructions are not."""

from __future__ import annotations

from reviewer.engine.readers.assemble import Draft

_FETCHING = frozenset(("INCLUDETEXT", "INCLUDEPICTURE", "LINK", "IMPORT", "RD", "DATABASE"))
_ACTING = frozenset(("DDE", "DDEAUTO", "MACROBUTTON"))


class Fields:
    """The nested fields open at a place of a story."""

    def __init__(self) -> None:
        self._open: list[bool] = []
        self._instructions: list[str] = []
        self._seen: list[str] = []

    @property
    def shows(self) -> bool:
        """Whether text here is seen: it is unless some open field is still at its instruction."""
        return all(self._open)

    def mark(self, kind: str) -> None:
        """A `w:fldChar` of this kind: begin, separate or end."""
        if kind == "begin":
            self._open.append(False)
            self._instructions.append("")
        elif kind == "separate" and self._open:
            self._open[-1] = True
        elif kind == "end" and self._open:
            self._open.pop()
            self._seen.append(self._instructions.pop())

    def instruct(self, text: str) -> None:
        """A piece of the innermost field's instruction."""
        if self._instructions:
            self._instructions[-1] += text

    def simple(self, instruction: str) -> None:
        """A field in one element."""
        self._seen.append(instruction)

    def report(self, draft: Draft) -> None:
        """Flag fields that fetch from elsewhere or act."""
        for instruction in [*self._seen, *self._instructions]:
            words = instruction.split()
            name = words[0].upper() if words else ""
            if name in _FETCHING:
                detail = f"A field fetches from elsewhere: {instruction.strip()[:200]}"
                draft.flag("external_reference", "info", detail, what="field", target=instruction.strip()[:200])
            elif name in _ACTING:
                detail = f"A field starts something: {instruction.strip()[:200]}"
                draft.flag("active_content", "warning", detail, what="field", target=instruction.strip()[:200])
