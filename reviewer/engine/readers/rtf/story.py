"""Follows the groups and control words of an RTF file and keeps what is seen."""

from __future__ import annotations

import codecs
from dataclasses import dataclass, field, replace

from reviewer.engine.document import BlockKind
from reviewer.engine.readers.assemble import Draft
from reviewer.engine.readers.rtf.tokens import Token
from reviewer.engine.readers.visibility import Ground, Look, ParagraphLook, reason_hidden

_SKIPPED_WORDS = (
    "fonttbl stylesheet listtable listoverridetable rsidtbl generator pict objdata objclass object themedata "
    "colorschememapping datastore latentstyles xmlnstbl fldinst annotation atnid atnauthor atndate atnref atrfstart "
    "atrfend bkmkstart bkmkend pntext pnseclvl pgdsctbl revtbl filetbl mmathPr shpinst sp sn sv nonshppict template "
    "ftnsep ftnsepc aftnsep aftnsepc xe tc txe userprops wgrffmtfilter protusertbl falt panose blipuid"
)
_SKIPPED = frozenset(_SKIPPED_WORDS.split())
_SHOWN_AFTER_STAR = frozenset(("shptxt", "fldrslt", "shprslt"))
_RUNNING: dict[str, BlockKind] = {
    "header": "header", "headerl": "header", "headerr": "header", "headerf": "header",
    "footer": "footer", "footerl": "footer", "footerr": "footer", "footerf": "footer",
}  # fmt: skip
_CHARACTERS = {
    "tab": "\t", "line": "\n", "emdash": "\u2014", "endash": "\u2013", "lquote": "\u2018", "rquote": "\u2019",
    "ldblquote": "\u201c", "rdblquote": "\u201d", "bullet": "\u2022", "emspace": " ", "enspace": " ", "qmspace": " ",
    "cell": "\t", "nestcell": "\t",
}  # fmt: skip
_SYMBOLS = {b"~": "\u00a0", b"_": "-", b"\n": "\n", b"\r": "\n", b"{": "{", b"}": "}", b"\\": "\\"}
_PARAGRAPH_ENDS = frozenset(("par", "sect", "page", "row", "nestrow"))
_INFO = frozenset(("author", "operator"))
_CHARSETS = {128: "cp932", 129: "cp949", 134: "gbk", 136: "big5", 161: "cp1253", 162: "cp1254", 177: "cp1255",
             178: "cp1256", 204: "cp1251", 238: "cp1250"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _State:
    """What holds within a group."""

    place: str = "body"
    look: Look = field(default_factory=Look)
    unicode_skip: int = 1
    deleted: bool = False
    table: bool = False
    font: int = 0


class Story:
    """Takes tokens one by one; `finish` closes the last paragraph. `info` holds author and operator."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._state = _State()
        self._stack: list[_State] = []
        self._parts: dict[str, list[str]] = {}
        self._bytes = bytearray()
        self._encoding = "cp1252"
        self._fonts: dict[int, str] = {}
        self._colours: list[str | None] = []
        self._colour = [0, 0, 0]
        self._notes: list[str] = []
        self._starred = False
        self._skip = 0
        self.info: dict[str, str] = {}

    def take(self, token: Token) -> None:
        """Take the next token."""
        if token.kind == "text":
            self._text(token.value)
            return
        self._flush()
        if token.kind == "open":
            self._stack.append(self._state)
        elif token.kind == "close":
            self._close()
        elif token.kind == "symbol":
            self._symbol(token.value)
        else:
            self._word(token.value.decode("ascii"), token.number)

    def finish(self) -> None:
        """The end of the file ends its last paragraph."""
        self._flush()
        self._end("body", "paragraph")

    def _close(self) -> None:
        place = self._state.place
        self._state = self._stack.pop() if self._stack else _State()
        self._skip = 0
        if place == self._state.place:
            return
        if place in _INFO:
            self.info[place] = "".join(self._parts.pop(place, []))[:300]
        elif place in ("header", "footer"):
            self._end(place, "header" if place == "header" else "footer")
        elif place == "footnote":
            self._notes.append("".join(self._parts.pop(place, [])))

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._starred = True
        elif symbol in _SYMBOLS:
            self._say(_SYMBOLS[symbol])

    def _word(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, False
        if self._state.place == "skip":
            return
        if self._destination(word, starred=starred):
            return
        if self._state.place in ("fonttbl", "colortbl"):
            self._table_entry(word, number)
        elif word in _CHARACTERS:
            self._say(_CHARACTERS[word])
        elif word in _PARAGRAPH_ENDS:
            self._paragraph_end(word)
        elif word == "u" and number is not None:
            self._say(chr(number % 65536))
            self._skip = self._state.unicode_skip
        elif word == "ansicpg" and number is not None:
            self._encoding = _known(f"cp{number}")
        else:
            self._format(word, number)

    def _destination(self, word: str, *, starred: bool) -> bool:
        """Whether `word` opens a group of its own kind."""
        if word in ("fonttbl", "colortbl"):
            place = word
        elif word in _RUNNING:
            place = _RUNNING[word]
        elif word == "footnote":
            place = "footnote"
        elif word in _INFO and self._state.place == "info":
            place = word
        elif word == "info":
            place = "info"
        elif word in _SKIPPED or (starred and word not in _SHOWN_AFTER_STAR):
            if word == "object":
                self._draft.flag(
                    "embedded_content", "warning", "The file embeds an object, which was not read.", what="object"
                )
            place = "skip"
        elif word in _SHOWN_AFTER_STAR:
            place = "body"
        else:
            return False
        self._state = replace(self._state, place=place)
        return True

    def _table_entry(self, word: str, number: int | None) -> None:
        if word in ("red", "green", "blue"):
            self._colour[("red", "green", "blue").index(word)] = (number or 0) & 255
        elif word == "f":
            self._state = replace(self._state, font=number or 0)
        elif word == "fcharset":
            self._fonts[self._state.font] = _known(_CHARSETS.get(number or 0, ""))

    def _format(self, word: str, number: int | None) -> None:
        state, look = self._state, self._state.look
        on = number != 0
        if word == "v":
            self._state = replace(state, look=replace(look, vanish=on))
        elif word == "fs" and number is not None:
            self._state = replace(state, look=replace(look, size=number / 2))
        elif word == "cf":
            self._state = replace(state, look=replace(look, colour=self._colour_of(number)))
        elif word in ("cb", "highlight", "chcbpat"):
            self._state = replace(state, look=replace(look, shade=self._colour_of(number)))
        elif word == "charscalex" and number is not None:
            self._state = replace(state, look=replace(look, scale=float(number)))
        elif word == "plain":
            self._state = replace(state, look=Look(), deleted=False)
        elif word == "uc" and number is not None:
            self._state = replace(state, unicode_skip=min(max(number, 0), 10))
        elif word == "f":
            self._state = replace(state, font=number or 0)
        elif word in ("deleted", "revised"):
            self._draft.flag("tracked_changes", "warning", "Tracked changes: insertions were read, deletions left out.")
            self._state = replace(state, deleted=on if word == "deleted" else state.deleted)
        elif word in ("intbl", "pard"):
            self._state = replace(state, table=word == "intbl")

    def _colour_of(self, number: int | None) -> str | None:
        index = number or 0
        return self._colours[index] if 0 <= index < len(self._colours) else None

    def _text(self, value: bytes) -> None:
        if self._state.place == "colortbl":
            for _ in range(value.count(b";")):
                known = bool(self._colours) or any(self._colour)
                self._colours.append("".join(f"{part:02X}" for part in self._colour) if known else None)
                self._colour = [0, 0, 0]
            return
        if self._skip:
            dropped = min(self._skip, len(value))
            self._skip -= dropped
            value = value[dropped:]
        self._bytes += value

    def _flush(self) -> None:
        """Bytes are decoded together: a letter may take two of them."""
        if self._bytes:
            encoding = self._fonts.get(self._state.font) or self._encoding
            text = self._bytes.decode(encoding, "replace")
            self._bytes.clear()
            self._say(text)

    def _say(self, text: str) -> None:
        state = self._state
        if state.place in ("skip", "info", "fonttbl", "colortbl") or state.deleted:
            return
        reason = None if state.place in _INFO else reason_hidden(state.look, ParagraphLook(), Ground())
        if reason is not None:
            self._draft.hide(reason.code, text, reason.where, **reason.values)
            return
        self._draft.count(len(text))
        self._parts.setdefault(state.place, []).append(text)

    def _paragraph_end(self, word: str) -> None:
        place = self._state.place
        if place in ("header", "footer", "footnote") or (self._state.table and word == "par"):
            self._say("\n")
        else:
            self._end("body", "table" if word in ("row", "nestrow") else "paragraph")

    def _end(self, place: str, kind: BlockKind) -> None:
        text = "".join(self._parts.pop(place, []))
        self._draft.add(kind, _paired(text))
        if place == "body":
            notes, self._notes = self._notes, []
            for note in notes:
                self._draft.add("footnote", _paired(note))


def _paired(text: str) -> str:
    """Characters beyond the first plane come as two halves."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _known(encoding: str) -> str:
    try:
        return codecs.lookup(encoding).name
    except LookupError:
        return "cp1252"
