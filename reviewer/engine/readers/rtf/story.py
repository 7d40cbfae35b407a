"""Follows the groups and control words of an RTF file and keeps what is seen."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from reviewer.engine.document import BlockKind
from reviewer.engine.readers.assemble import Draft
from reviewer.engine.readers.rtf import facts
from reviewer.engine.readers.rtf.look import State, paragraph_word, run_word
from reviewer.engine.readers.rtf.tables import Tables, known_encoding
from reviewer.engine.readers.rtf.tokens import Token
from reviewer.engine.readers.style_names import Indents, is_list_style, named_kind
from reviewer.engine.readers.visibility import Ground, ParagraphLook, reason_hidden

_SKIPPED_WORDS = (
    "listtable listoverridetable generator pict objdata objclass object themedata "
    "colorschememapping datastore latentstyles xmlnstbl fldinst annotation atnid atnauthor atndate atnref atrfstart "
    "atrfend bkmkstart bkmkend pntext pnseclvl pgdsctbl revtbl filetbl mmathPr sp sn sv nonshppict template "
    "ftnsep ftnsepc aftnsep aftnsepc xe tc txe userprops wgrffmtfilter protusertbl falt panose blipuid listtext "
    "nonesttables shprslt formfield"
)
_SKIPPED = frozenset(_SKIPPED_WORDS.split())
_SHOWN_AFTER_STAR = frozenset(("shpinst", "fldrslt", "ud", "do"))
"""Destinations a reader of today knows, though older ones are told to pass over them."""
_BOXES = frozenset(("shptxt", "dptxbxtext"))
_RUNNING: dict[str, BlockKind] = {
    "header": "header", "headerl": "header", "headerr": "header", "headerf": "header",
    "footer": "footer", "footerl": "footer", "footerr": "footer", "footerf": "footer",
}  # fmt: skip
_CHARACTERS = {
    "tab": "\t", "line": "\n", "emdash": "\u2014", "endash": "\u2013", "lquote": "\u2018", "rquote": "\u2019",
    "ldblquote": "\u201c", "rdblquote": "\u201d", "bullet": "\u2022", "emspace": " ", "enspace": " ", "qmspace": " ",
    "cell": "\t", "nestcell": "\t",
}  # fmt: skip
_SYMBOLS = {b"~": "\u00a0", b"_": "-", b"{": "{", b"}": "}", b"\\": "\\"}
_PARAGRAPH_ENDS = frozenset(("par", "sect", "page", "column", "row", "nestrow"))
_TABLES = frozenset(("fonttbl", "colortbl", "stylesheet", "rsidtbl"))
_ENCODINGS = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}
_PLAIN_SIZE = 12.0
"""Points of type where no size is said."""
_CLOSED = frozenset(("skip", "info", *_TABLES, *facts.INFO_TIMES))
_OWN_FLOWS = frozenset(("header", "footer", "footnote", "box"))


@dataclass(slots=True)
class _Row:
    """The colours of a table row's cells, as its definition gives them, and the cell that is being filled."""

    colours: list[str | None] = field(default_factory=list)
    pending: str | None = None
    at: int = 0

    def ground(self) -> Ground:
        """What the present cell stands on."""
        colour = self.colours[self.at] if self.at < len(self.colours) else None
        return Ground(colour=colour) if colour else Ground()


class Story:
    """Takes tokens one by one; `finish` closes the last paragraph. `said` and `tables` hold what the file states."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._state = State()
        self._stack: list[State] = []
        self._parts: dict[str, list[str]] = {}
        self._bytes = bytearray()
        self._encoding = "cp1252"
        self._after: list[tuple[BlockKind, str]] = []
        self._footers: list[str] = []
        self._row = _Row()
        self._indents = Indents()
        self._starred = False
        self._skip = 0
        self.tables = Tables()
        self.said = facts.Said()

    def take(self, token: Token) -> None:
        """Take the next token."""
        if token.kind == "text":
            self._text(token.value)
            return
        self._flush()
        if token.kind == "open":
            self._stack.append(self._state)
            if self._state.place in _TABLES:
                self.tables.begin_entry()
        elif token.kind == "close":
            self._close()
        elif token.kind == "symbol":
            self._symbol(token.value)
        else:
            self._word(token.value.decode("ascii"), token.number)

    def finish(self) -> None:
        """The end of the file ends its last paragraph."""
        self._flush()
        self._end("body")
        self._indents.settle()
        for footer in dict.fromkeys(self._footers):
            self._add("footer", footer)

    def _close(self) -> None:
        place = self._state.place
        self._state = self._stack.pop() if self._stack else State()
        self._skip = 0
        if place == self._state.place:
            return
        if place in facts.INFO_TEXTS:
            self.said.texts[place] = "".join(self._parts.pop(place, []))[:300].strip()
        elif place == "header":
            self._add("header", "".join(self._parts.pop(place, [])))
        elif place == "footer":
            self._footers.append("".join(self._parts.pop(place, [])))
        elif place == "footnote":
            self._after.append(("footnote", "".join(self._parts.pop(place, []))))
        elif place == "box":
            paragraphs = "".join(self._parts.pop(place, [])).split("\n")
            self._after += [("paragraph", text) for text in paragraphs]

    def _symbol(self, symbol: bytes) -> None:
        if symbol == b"*":
            self._starred = True
        elif symbol in (b"\n", b"\r"):
            self._word("par", None)
        elif symbol in _SYMBOLS:
            self._say(_SYMBOLS[symbol])

    def _word(self, word: str, number: int | None) -> None:
        starred, self._starred = self._starred, False
        if self._state.place == "skip":
            self._wake(word)
            return
        if self._destination(word, starred=starred) or self._stated(word, number):
            return
        if self._state.place in _TABLES:
            self.tables.word(self._state.place, word, number)
        elif word in _CHARACTERS:
            self._say(_CHARACTERS[word])
            self._row.at += word == "cell"
        elif word in _PARAGRAPH_ENDS:
            self._paragraph_end(word)
        elif word == "u" and number is not None:
            self._say(chr(number % 65536))
            self._skip = self._state.unicode_skip
        else:
            self._format(word, number)

    def _wake(self, word: str) -> None:
        """Of the two forms of a text within `upr`, only the second, `ud`, is for readers of today."""
        if word == "ud" and self._stack:
            outer = next((state for state in reversed(self._stack) if state.place != "skip"), None)
            if outer is not None:
                self._state = replace(self._state, place=outer.place)

    def _destination(self, word: str, *, starred: bool) -> bool:
        """Whether `word` opens a group of its own kind."""
        place = self._place_of(word, starred=starred)
        if place is None:
            return False
        if word == "object":
            self._draft.flag(
                "embedded_content", "warning", "The file embeds an object, which was not read.", what="object"
            )
        self._state = replace(self._state, place=place)
        return True

    def _place_of(self, word: str, *, starred: bool) -> str | None:
        place = self._state.place
        if word in _TABLES or word in ("footnote", "info"):
            return word
        if word in _RUNNING:
            return _RUNNING[word]
        if word in _BOXES:
            return "box"
        if place == "info" and word in (facts.INFO_TEXTS | facts.INFO_TIMES):
            return word
        if word in _SKIPPED or word == "upr":
            return "skip"
        if word in _SHOWN_AFTER_STAR:
            # What a shape holds beside its text are settings.
            return "skip" if word == "do" and place == "skip" else place
        return "skip" if starred else None

    def _stated(self, word: str, number: int | None) -> bool:
        """Whether `word` says something of the whole file."""
        place = self._state.place
        if word in facts.WORDS and number is not None:
            self.said.page.setdefault(word, number)
        elif place == "info" and word in facts.INFO_NUMBERS and number is not None:
            self.said.numbers[word] = number
        elif place in facts.INFO_TIMES:
            self.said.times.setdefault(place, {})[word] = number or 0
        elif word == "ansicpg" and number is not None:
            self._encoding = known_encoding(f"cp{number}")
        elif word in _ENCODINGS:
            self._encoding = _ENCODINGS[word]
        else:
            return False
        return True

    def _format(self, word: str, number: int | None) -> None:
        state = self._state
        changed = run_word(state, word, number, self.tables) or paragraph_word(state, word, number, self.tables)
        if changed is not None:
            self._state = changed
        elif word == "uc" and number is not None:
            self._state = replace(state, unicode_skip=min(max(number, 0), 10))
        elif word in ("deleted", "revised") and number != 0:
            self._draft.flag("tracked_changes", "warning", "Tracked changes: insertions were read, deletions left out.")
            self._state = replace(state, deleted=word == "deleted" or state.deleted)
        elif word == "deleted":
            self._state = replace(state, deleted=False)
        else:
            self._row_word(word, number)

    def _row_word(self, word: str, number: int | None) -> None:
        if word == "trowd":
            self._row = _Row()
        elif word in ("clcbpat", "clcbpatraw"):
            self._row.pending = self.tables.colour(number)
        elif word == "cellx":
            self._row.colours.append(self._row.pending)
            self._row.pending = None

    def _text(self, value: bytes) -> None:
        if self._state.place in _TABLES:
            self.tables.text(self._state.place, value)
            return
        if self._skip:
            dropped = min(self._skip, len(value))
            self._skip -= dropped
            value = value[dropped:]
        self._bytes += value

    def _flush(self) -> None:
        """Bytes are decoded together: a letter may take two of them."""
        if self._bytes:
            encoding = self.tables.encodings.get(self._state.font) or self._encoding
            text = self._bytes.decode(encoding, "replace")
            self._bytes.clear()
            self._say(text)

    def _say(self, text: str) -> None:
        state = self._state
        if state.place in _CLOSED or state.deleted:
            return
        if state.place not in facts.INFO_TEXTS:
            ground = self._row.ground() if state.table and state.place == "body" else Ground()
            reason = reason_hidden(state.look, state.paragraph, ground)
            if reason is not None:
                self._draft.hide(reason.code, text, reason.where, **reason.values)
                return
        self._draft.count(len(text))
        self._parts.setdefault(state.place, []).append(text)
        if state.place == "body":
            self.said.fonts[self.tables.font(state.font), state.look.size or _PLAIN_SIZE] += len(text)
            self.said.lines[state.paragraph.line or 1.0] += len(text)

    # Paragraphs

    def _paragraph_end(self, word: str) -> None:
        if self._state.place in _OWN_FLOWS or (self._state.table and word == "par"):
            self._say("\n")
        elif self._state.place == "body":
            self._end("table" if word in ("row", "nestrow") else "body")
            if word == "row":
                self._row.at = 0

    def _end(self, flow: str) -> None:
        kind, level = ("table", None) if flow == "table" else self._kind()
        before = len(self._draft.pieces)
        self._add(kind, "".join(self._parts.pop("body", [])), level)
        if kind == "paragraph" and len(self._draft.pieces) > before:
            look = self._state.paragraph
            self._indents.note(self._draft.pieces[-1], look.left or 0.0, look.right or 0.0)
        after, self._after = self._after, []
        for other, text in after:
            self._add(other, text)

    def _kind(self) -> tuple[BlockKind, int | None]:
        look: ParagraphLook = self._state.paragraph
        names = [self.tables.style(self._state.style)]
        named = named_kind(names)
        if named is not None:
            return named
        if look.outline is not None:
            return "heading", look.outline
        return ("list_item", look.depth or 1) if look.numbered or is_list_style(names) else ("paragraph", None)

    def _add(self, kind: BlockKind, text: str, level: int | None = None) -> None:
        # Characters beyond the first plane come as two halves.
        paired = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        if kind == "table":
            paired = "\t".join(cell.strip() for cell in paired.split("\t"))
        self._draft.add(kind, paired, level)
