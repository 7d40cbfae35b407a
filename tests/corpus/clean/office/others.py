"""OpenDocument and RTF files shaped as other writers make them."""

# ruff: noqa: E501  (sentences and elements are kept whole)

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

from tests.corpus.clean.office.shapes import packed

Blocks = Sequence[tuple[str, Any, str]]
OASIS = "urn:oasis:names:tc:opendocument:xmlns"
NAMES = " ".join(
    f'xmlns:{prefix}="{OASIS}:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "text": "text",
        "style": "style",
        "table": "table",
        "draw": "drawing",
        "svg": "svg-compatible",
        "fo": "xsl-fo-compatible",
        "meta": "meta",
    }.items()
)


def _style(name: str, family: str, inside: str) -> str:
    return f'<style:style style:name="{name}" style:family="{family}">{inside}</style:style>'


ODT_STYLES = (
    _style("P1", "paragraph", '<style:text-properties fo:color="#ffffff" fo:font-weight="bold"/>')
    + _style("P2", "paragraph", '<style:paragraph-properties fo:margin-left="1.5cm" fo:margin-right="1.5cm"/>')
    + _style("C1", "table-cell", '<style:table-cell-properties fo:background-color="#1f3864"/>')
    + _style("T1", "text", '<style:text-properties fo:language="es" fo:country="MX" style:text-position="0% 100%"/>')
    + _style("F1", "graphic", '<style:graphic-properties draw:fill="solid" draw:fill-color="#ffffff"/>')
)


def odt(blocks: Blocks, *, spans: bool = False, framed: bool = False) -> bytes:
    """An OpenDocument text; `spans` cuts words as Google Docs does, `framed` puts the quotation into a frame."""

    def words(text: str) -> str:
        half = len(text) // 2
        one, two = escape(text[:half]), escape(text[half:])
        return f'<text:span text:style-name="T1">{one}</text:span>{two}' if spans else escape(text)

    body = []
    for number, (kind, text, note) in enumerate(blocks):
        mark = (
            f'<text:note text:note-class="footnote"><text:note-citation>{number}</text:note-citation><text:note-body>'
            f"<text:p>{escape(note)}</text:p></text:note-body></text:note>"
            if note
            else ""
        )
        if kind == "table":
            body.append(_odt_table(text))
        elif kind == "heading":
            body.append(f'<text:h text:outline-level="1">{words(str(text))}</text:h>')
        elif kind == "item":
            body.append(f"<text:list><text:list-item><text:p>{words(str(text))}</text:p></text:list-item></text:list>")
        elif kind == "quote" and framed:
            box = f'<draw:text-box fo:min-height="2cm"><text:p>{words(str(text))}</text:p></draw:text-box>'
            frame = f'<draw:frame draw:style-name="F1" svg:width="9cm" svg:x="3cm" svg:y="1cm">{box}</draw:frame>'
            body.append(f"<text:p>{frame}</text:p>")
        else:
            style = ' text:style-name="P2"' if kind == "quote" else ""
            body.append(f"<text:p{style}>{words(str(text))}{mark}</text:p>")
    content = (
        f"<office:document-content {NAMES}><office:automatic-styles>{ODT_STYLES}</office:automatic-styles><office:body>"
        f'<office:text><text:tracked-changes text:track-changes="false"/>{"".join(body)}</office:text></office:body>'
        "</office:document-content>"
    )
    manifest = f'<manifest:manifest xmlns:manifest="{OASIS}:manifest:1.0"/>'
    kind = "application/vnd.oasis.opendocument.text"
    return packed({"mimetype": kind, "content.xml": content, "META-INF/manifest.xml": manifest})


def _odt_table(rows: Sequence[Sequence[str]]) -> str:
    done = ""
    for place, row in enumerate(rows):
        cell, style = ("", "") if place else (' table:style-name="C1"', ' text:style-name="P1"')
        cells = "".join(
            f"<table:table-cell{cell}><text:p{style}>{escape(text)}</text:p></table:table-cell>" for text in row
        )
        line = f"<table:table-row>{cells}</table:table-row>"
        done += line if place else f"<table:table-header-rows>{line}</table:table-header-rows>"
    return f"<table:table>{done}</table:table>"


def _rtf_text(text: str, codes: str = "unicode") -> str:
    done = ""
    for letter in text:
        if letter in "\\{}":
            done += "\\" + letter
        elif letter.isascii():
            done += letter
        elif codes == "bytes" and len(letter.encode("cp1252", "ignore")) == 1:
            done += f"\\'{letter.encode('cp1252')[0]:02x}"
        else:
            code = ord(letter)
            done += f"\\u{code - 65536 if code > 32767 else code} ?" if codes == "bytes" else f"\\uc0\\u{code} "
    return done


def cocoa_rtf(blocks: Blocks) -> bytes:
    """RTF as TextEdit on a Mac writes it: a backslash ends a line, letters by code without a substitute."""
    head = (
        r"{\rtf1\ansi\ansicpg1252\cocoartf2709\cocoatextscaling0{\fonttbl\f0\fswiss\fcharset0 Helvetica;}"
        r"{\colortbl;\red255\green255\blue255;}{\*\expandedcolortbl;;}\margl1440\margr1440"
    )
    body = ""
    for kind, text, note in blocks:
        lines = ["   ".join(row) for row in text] if kind == "table" else [str(text)]
        for line in [*lines, *([note] if note else [])]:
            body += f"{_rtf_text(line)}\\\n"
    return f"{head}\n\\pard\\tx720\\f0\\fs24 \\cf0 {body}}}".encode("ascii")


def word_rtf(blocks: Blocks) -> bytes:
    """RTF as Word writes it: revision ids, list texts for old programs, theme settings, a dark heading row, a footer."""
    head = (
        r"{\rtf1\ansi\ansicpg1252\uc1\deff0\stshfdbch0{\fonttbl{\f0\froman\fcharset0\fprq2{\*\panose 02020603}Times New "
        r"Roman;}}{\colortbl;\red0\green0\blue0;\red255\green255\blue255;\red31\green56\blue100;\red127\green127\blue127;}"
        r"{\stylesheet{\ql \f0\fs24 \snext0 Normal;}{\s1\ql\outlinelevel0 \b\fs32 \sbasedon0 heading 1;}"
        r"{\s17 \i \sbasedon0 Quote;}}{\*\listtable{\list\listid9}}{\*\rsidtbl \rsid2490375\rsid12852638}"
        r"{\*\generator Riched20 10.0}{\info{\author Ana Prueba}{\operator Ana Prueba}{\edmins31}}\paperw12240\paperh15840"
        r"\margl1440\margr1440\margt1440\margb1440{\footer \pard\plain \fs16\cf4 Page {\field{\*\fldinst  PAGE }"
        r"{\fldrslt 1}}\par}{\*\themedata 504b0304}{\*\latentstyles\lsdstimax376}"
    )
    body = "".join(_word_block(*block) for block in blocks)
    return f"{head}{body}}}".encode("cp1252")


def _word_block(kind: str, text: Any, note: str) -> str:
    if kind == "table":
        return "".join(_word_row(row, not place) for place, row in enumerate(text))
    words = _rtf_text(str(text), "bytes")
    mark = (
        f"{{\\super\\chftn}}{{\\footnote\\pard\\plain\\fs16 {{\\super\\chftn}} {_rtf_text(note, 'bytes')}}}"
        if note
        else ""
    )
    half = len(str(text)) // 2
    if "\\" not in words:
        words = f"{{\\rtlch\\fcs1 \\insrsid2490375 {words[:half]}}}{{\\insrsid12852638 {words[half:]}}}"
    begin = {"heading": r"\s1\b\fs32", "quote": r"\s17\i\fs24", "item": r"\ls1\ilvl0\fi-360\li720\fs24"}.get(
        kind, r"\fs24"
    )
    listed = r"{\listtext\pard\plain\fs24 \'b7\tab}" if kind == "item" else ""
    return f"\n{listed}\\pard\\plain {begin} {words}{mark}\\par"


def _word_row(row: Sequence[str], head: bool) -> str:
    shade = r"\clcbpat3" if head else ""
    cells = "".join(f"\\clvertalt{shade}\\cellx{3000 * (place + 1)}" for place in range(len(row)))
    look = r"\b\cf2 " if head else ""
    words = "".join(f"{{{look}{_rtf_text(text, 'bytes')}}}\\cell " for text in row)
    return f"\n\\trowd\\trgaph108{cells}\\pard\\plain\\intbl\\fs24 {words}\\row"
