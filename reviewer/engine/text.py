"""Words, sentences and language of a text, always as offsets into it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from reviewer.engine.document import Span


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


WORD = re.compile(r"\w+")

_PARAGRAPH_END = re.compile(r"(?:\r\n|\r|\n)[^\S\r\n]*(?:\r\n|\r|\n)\s*")
_LINE = re.compile(r"[^\r\n]+")
_LIST_ITEM = re.compile(
    r"[^\S\r\n]*(?:[-*\u2022\u2023\u25aa\u25e6\u2013\u2014]|\(?(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})[.)])\s+\S"
)
_ENDER = re.compile(
    r"[.!?\u2026]+[\"'\u201d\u2019\u00bb)\]]*(?:\[\d{1,3}\]|\(\d{1,3}\)|[\u00b9\u00b2\u00b3\u2070-\u2079]+)*(?=\s|$)"
    r"|[\u3002\uff01\uff1f]+"
)
_TOKEN_BEFORE = re.compile(r"(?:[^\W\d_]|\.(?=[^\W\d_]))+$")
_OPENERS = "\"'\u201c\u2018\u00ab(\u00bf\u00a1["

# Abbreviations that stand before what they belong to: a sentence hardly ever ends after them.
_BEFORE_A_NAME = _set(
    "mr mrs ms dr prof st sr sra srta dra ing lic gen col capt lt sgt rev hon pres gov sen rep amb mme mlle "
    "arts núm num nro vol vols pp p pag pág págs pags figs secs cap caps párr paras "
    "cf vs eg ie viz e.g i.e p.ej ej ed eds approx ca aprox dept depto av ud uds vd vds mons excmo excma ss"
)
# Words of their own as well: abbreviations only before a number.
_BEFORE_A_NUMBER = _set("no nos art fig sec para inc")
# Abbreviations that may end a sentence: they do when what follows begins like one.
_MAY_END = _set(
    "etc u.s u.n u.k e.u a.m p.m jr al ee.uu a.c d.c u.s.a d.r ltd corp co jan feb mar apr jun jul aug sep sept "
    "oct nov dec ene abr ago dic"
)


def word_spans(text: str) -> list[Span]:
    r"""Every `\\w+` run of `text`, in order."""
    return [Span(*match.span()) for match in WORD.finditer(text)]


def count_words(text: str) -> int:
    r"""How many `\\w+` runs `text` has."""
    return len(WORD.findall(text))


def sentences(text: str) -> list[Span]:
    """The sentences of `text`, in order, without surrounding blanks; spans never overlap and never cross a blank line.

    A line that begins a list item, follows a colon, or stands alone as a heading ends the sentence before it. A single
    line break within running prose does not. Tuned for English and Spanish; other languages get the same rules.
    """
    spans: list[Span] = []
    for start, end in _pieces(text):
        for first, last in _split_prose(text, start, end):
            trimmed = _trim(text, first, last)
            if trimmed is not None:
                spans.append(trimmed)
    return spans


def _trim(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if end > start else None


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Paragraphs, further cut where a single line break must end a sentence."""
    start = 0
    for gap in _PARAGRAPH_END.finditer(text):
        yield from _lines_that_stand_alone(text, start, gap.start())
        start = gap.end()
    yield from _lines_that_stand_alone(text, start, len(text))


def _lines_that_stand_alone(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    lines = [match.span() for match in _LINE.finditer(text, start, end)]
    wrapped = _wrap_width([stop - begin for begin, stop in lines])
    piece = start
    for (begin, stop), (following, _) in pairwise(lines):
        if not _continues(text, begin, stop, following, wrapped):
            yield piece, stop
            piece = following
    yield piece, end


def _wrap_width(lengths: list[int]) -> int:
    """The shortest length a line may have and still look broken by wrapping, within this paragraph."""
    return int(max(lengths, default=0) * 0.6)


def _continues(text: str, begin: int, stop: int, following: int, wrapped: int) -> bool:
    """Whether the line at `following` goes on with the sentence of the line `begin`..`stop`."""
    line = text[begin:stop].rstrip()
    if not line or line.endswith(":") or _LIST_ITEM.match(text, following):
        return False
    first = text[following : following + 40].lstrip()[:1]
    if first.islower() or first.isdigit() or line[-1] in ",;-\u2013\u2014(":
        return True
    return len(line) >= max(wrapped, 40)


def _split_prose(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for match in _ENDER.finditer(text, start, end):
        if _is_end(text, match.start(), match.end(), begin, end):
            yield begin, match.end()
            begin = match.end()
    if begin < end:
        yield begin, end


def _is_end(text: str, mark: int, after: int, begin: int, end: int) -> bool:
    following = _next_visible(text, after, end)
    if following is None or text[mark] in "\u3002\uff01\uff1f":
        return True
    starts_like_sentence = (
        following.isupper() or following.isdigit() or following in _OPENERS or not following.isalpha()
    )
    if text[mark] != "." or after - mark > 1:
        return starts_like_sentence or (text[mark] in "!?" and text[after - 1] in "!?")
    token = _TOKEN_BEFORE.search(text, max(begin, mark - 20), mark)
    word = token.group().lower() if token else ""
    if word in _BEFORE_A_NUMBER:
        return starts_like_sentence and not following.isdigit()
    if word in _BEFORE_A_NAME or _is_initial(text, mark, word, begin) or _is_item_number(text, mark, begin):
        return False
    if word in _MAY_END:
        return following.isupper() and _opens_sentence(text, after, end)
    return starts_like_sentence


def _next_visible(text: str, after: int, end: int) -> str | None:
    for character in text[after:end]:
        if not character.isspace():
            return character
    return None


def _is_initial(text: str, mark: int, word: str, begin: int) -> bool:
    """`J.` in `J. Rivera`: one capital before the stop, itself at the begin of a word."""
    return len(word) == 1 and text[mark - 1].isupper() and (mark - 2 < begin or not text[mark - 2].isalnum())


def _is_item_number(text: str, mark: int, begin: int) -> bool:
    """`1.` at the begin of an item belongs to what follows."""
    return re.fullmatch(r"\s*(?:\d{1,3}|[A-Za-z]|[ivxIVX]{1,5})", text[begin:mark]) is not None


_SENTENCE_WORDS = _set(
    "the this these those it in on at as we our they there he she his her their however although while since if when "
    "a an and but for to by with from since after before el la los las un una en es este esta estos estas se su sus "
    "por para con de del como cuando sin no además nuestra nuestro"
)


def _opens_sentence(text: str, after: int, end: int) -> bool:
    word = WORD.search(text, after, end)
    return word is not None and word.group().lower() in _SENTENCE_WORDS


_PROFILES: dict[str, frozenset[str]] = {
    code: _set(words)
    for code, words in {
        "en": "the of and to in that is for it as with was on be by are this which have from has not an at will its "
        "their they we our been can more such would should also through these who what when there between into all",
        "es": "de la que el en y los las del se por con para una un su es al lo como más pero sus le ya este esta "
        "entre cuando sin sobre también ha han no son nuestro nuestra estos estas desde muy hasta donde fue ser porque",
        "fr": "de la le les et des en du que une un est pour qui dans par pas sur plus au ne se ce cette avec il sont "
        "elle nous ses aux ont été leur leurs mais comme ou où être d l qu s n c notre cela ces afin",
        "pt": "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele das à seu sua ou "
        "quando muito nos já também só pelo pela até isso entre são foi ser tem nossa nosso países",
        "de": "der die und das in den von zu mit des ist nicht auf für eine dem ein im sich als auch es an werden aus "
        "hat dass sie nach wird bei einer um am sind noch wie einem über so zum haben nur oder",
        "it": "di e il la che in un per è con non una del si della i le da dei al gli nel alla sono più come anche lo "
        "delle ha ma su dal questo questa degli o nella essere tra loro sua suo hanno ed",
        "nl": "de van het een en in is dat op te zijn met voor niet aan er om ook als dan maar bij door uit naar nog "
        "worden werd wordt deze dit heeft over tot meer hun ze wij",
    }.items()
}
_SCRIPTS = (
    ("ja", re.compile(r"[\u3040-\u30ff]"), 0.05),
    ("ko", re.compile(r"[\uac00-\ud7af]"), 0.2),
    ("zh", re.compile(r"[\u4e00-\u9fff]"), 0.2),
    ("ar", re.compile(r"[\u0600-\u06ff]"), 0.3),
    ("he", re.compile(r"[\u0590-\u05ff]"), 0.3),
    ("ru", re.compile(r"[\u0400-\u04ff]"), 0.3),
    ("el", re.compile(r"[\u0370-\u03ff]"), 0.3),
    ("hi", re.compile(r"[\u0900-\u097f]"), 0.3),
    ("th", re.compile(r"[\u0e00-\u0e7f]"), 0.3),
)
_SAMPLE = 40_000
"""Characters looked at for the language: enough to be sure, however long the text is."""


def language(text: str) -> str | None:
    """ISO 639-1 code of the language most of `text` is in, or None when too little of it tells.

    Latin scripts by the share of stop words (at least five, and one word in twelve), other scripts by their letters.
    """
    sample = text[:_SAMPLE]
    letters = sum(map(str.isalpha, sample))
    if letters == 0:
        return None
    for code, pattern, share in () if sample.isascii() else _SCRIPTS:
        if len(pattern.findall(sample)) >= max(3, share * letters):
            return code
    words = [word.lower() for word in WORD.findall(sample)]
    hits = {code: sum(map(profile.__contains__, words)) for code, profile in _PROFILES.items()}
    best = max(hits, key=lambda code: hits[code])
    return best if hits[best] >= max(5, len(words) / 12) else None
