"""Packages shaped as word processors write them: the same paper with each one's habits, parts and oddities."""

# ruff: noqa: E501  (sentences and elements are kept whole)

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any
from xml.sax.saxutils import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
STRICT_R = "http://purl.oclc.org/ooxml/officeDocument/relationships"
NAMES = {
    "w": W,
    "r": R,
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "w14": "http://schemas.microsoft.com/office/word/2010/wordml",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
}
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
THEME = (
    f'{HEAD}<a:theme xmlns:a="{NAMES["a"]}" name="Office"><a:themeElements><a:clrScheme name="Office"><a:dk1><a:sysClr '
    'val="windowText" lastClr="000000"/></a:dk1><a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1><a:dk2>'
    '<a:srgbClr val="44546A"/></a:dk2><a:lt2><a:srgbClr val="E7E6E6"/></a:lt2><a:accent1><a:srgbClr val="4472C4"/>'
    '</a:accent1></a:clrScheme><a:fontScheme name="Office"><a:majorFont><a:latin typeface="Calibri Light"/></a:majorFont>'
    '<a:minorFont><a:latin typeface="Calibri"/></a:minorFont></a:fontScheme></a:themeElements></a:theme>'
)


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText '
    'w:val="\u2022"/><w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum><w:num w:numId="1">'
    '<w:abstractNumId w:val="0"/></w:num>'
)


class Docx:
    """A plain package; word processors are its subclasses."""

    base = '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman"/><w:sz w:val="24"/>'
    run_properties = ""
    core = "<dc:creator>Ana Prueba</dc:creator><cp:lastModifiedBy>Ana Prueba</cp:lastModifiedBy>"
    app = "<Application>Microsoft Office Word</Application><TotalTime>84</TotalTime>"
    main = "word/document.xml"
    footer = ""
    settings = ""

    def __init__(self) -> None:
        self.notes: list[str] = []
        self.count = 0

    # Text

    def run(self, text: str, properties: str = "") -> str:
        inside = self.run_properties + properties
        return f'<w:r><w:rPr>{inside}</w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'

    def text(self, text: str, properties: str = "") -> str:
        return self.run(text, properties)

    def paragraph(self, text: str, style: str = "", properties: str = "", run: str = "", note: str = "") -> str:
        named = f'<w:pStyle w:val="{style}"/>' if style else ""
        return f"<w:p><w:pPr>{named}{properties}</w:pPr>{self.text(text, run)}{self.mark(note)}</w:p>"

    def mark(self, note: str) -> str:
        if not note:
            return ""
        self.notes.append(note)
        number = len(self.notes)
        raised = '<w:rStyle w:val="FootnoteReference"/><w:vertAlign w:val="superscript"/>'
        return f'<w:r><w:rPr>{raised}</w:rPr><w:footnoteReference w:id="{number}"/></w:r>'

    def item(self, text: str) -> str:
        return self.paragraph(
            text, "ListParagraph", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr><w:ind w:left="720"/>'
        )

    def quote(self, text: str) -> str:
        return self.paragraph(text, "Quote")

    def cell(self, text: str, head: bool) -> str:
        white, dark = '<w:b/><w:color w:val="FFFFFF"/>', '<w:shd w:val="clear" w:color="auto" w:fill="1F3864"/>'
        words = self.paragraph(text, run=white if head else "")
        return f'<w:tc><w:tcPr><w:tcW w:w="3000" w:type="dxa"/>{dark if head else ""}</w:tcPr>{words}</w:tc>'

    def table(self, rows: Sequence[Sequence[str]]) -> str:
        done = "".join(
            f"<w:tr>{''.join(self.cell(text, not place) for text in row)}</w:tr>" for place, row in enumerate(rows)
        )
        return f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/></w:tblPr>{done}</w:tbl>'

    def block(self, kind: str, text: Any, note: str) -> str:
        self.count += 1
        if kind == "table":
            return self.table(text)
        words = str(text)
        if kind == "item":
            return self.item(words)
        if kind == "quote":
            return self.quote(words)
        return self.paragraph(words, {"title": "Title", "heading": "Heading1"}.get(kind, ""), note=note)

    # Parts

    def styles(self) -> str:
        named = (
            '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>'
            '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/><w:basedOn w:val="Normal"/></w:style>'
            '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>'
            '<w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
            '<w:style w:type="paragraph" w:styleId="Quote"><w:name w:val="Quote"/><w:basedOn w:val="Normal"/></w:style>'
            '<w:style w:type="paragraph" w:styleId="ListParagraph"><w:name w:val="List Paragraph"/></w:style>'
            '<w:style w:type="paragraph" w:styleId="FootnoteText"><w:name w:val="footnote text"/><w:rPr><w:sz w:val="16"/>'
            '</w:rPr></w:style><w:style w:type="character" w:styleId="FootnoteReference"><w:name '
            'w:val="footnote reference"/><w:rPr><w:vertAlign w:val="superscript"/></w:rPr></w:style>'
            '<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/></w:style>'
        )
        defaults = f"<w:docDefaults><w:rPrDefault><w:rPr>{self.base}</w:rPr></w:rPrDefault></w:docDefaults>"
        return f"{HEAD}<w:styles {self.names()}>{defaults}{named}</w:styles>"

    def names(self) -> str:
        return " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in NAMES.items())

    def footnotes(self) -> str:
        lines = "".join(
            f'<w:footnote w:type="{kind}" w:id="{number}"><w:p><w:r><w:{kind}/></w:r></w:p></w:footnote>'
            for number, kind in ((-1, "separator"), (0, "continuationSeparator"))
        )
        notes = "".join(
            f'<w:footnote w:id="{number}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr><w:r><w:rPr><w:rStyle '
            f'w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>{self.text(" " + note)}</w:p></w:footnote>'
            for number, note in enumerate(self.notes, 1)
        )
        return f"{HEAD}<w:footnotes {self.names()}>{lines}{notes}</w:footnotes>"

    def section(self) -> str:
        footer = '<w:footerReference w:type="default" r:id="rIdF"/>' if self.footer else ""
        size = '<w:pgSz w:w="12240" w:h="15840"/><w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440"/>'
        return f"<w:sectPr>{footer}{size}</w:sectPr>"

    def body(self, blocks: Sequence[tuple[str, Any, str]]) -> str:
        return "".join(self.block(*block) for block in blocks)

    def parts(self, blocks: Sequence[tuple[str, Any, str]]) -> dict[str, str]:
        body = self.body(blocks)
        parts = {
            self.main: f"{HEAD}<w:document {self.names()}><w:body>{body}{self.section()}</w:body></w:document>",
            "word/styles.xml": self.styles(),
            "word/theme/theme1.xml": THEME,
            "word/settings.xml": f"{HEAD}<w:settings {self.names()}>{self.settings}</w:settings>",
        }
        parts["word/numbering.xml"] = f"{HEAD}<w:numbering {self.names()}>{NUMBERING}</w:numbering>"
        if self.notes:
            parts["word/footnotes.xml"] = self.footnotes()
        if self.footer:
            parts["word/footer1.xml"] = f"{HEAD}<w:ftr {self.names()}>{self.footer}</w:ftr>"
        return {**parts, **self.properties()}

    def properties(self) -> dict[str, str]:
        """What the file says of its history; some writers say nothing."""
        names = (
            f'xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
            'xmlns:dcterms="http://purl.org/dc/terms/"'
        )
        extended = "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties"
        core = f"{HEAD}<cp:coreProperties {names}>{self.core}</cp:coreProperties>" if self.core else ""
        app = f'{HEAD}<Properties xmlns="{extended}">{self.app}</Properties>' if self.app else ""
        return {name: part for name, part in (("docProps/core.xml", core), ("docProps/app.xml", app)) if part}

    def relations(self, parts: dict[str, str]) -> tuple[str, str]:
        kinds = {"theme/theme1.xml": "theme", "footer1.xml": "footer"}
        inner = "".join(
            f'<Relationship Id="{"rIdF" if "footer" in name else f"rId{number}"}" Type="{R}/{kind}" Target="{name}"/>'
            for number, name in enumerate(one.removeprefix("word/") for one in parts if one.startswith("word/"))
            if (kind := kinds.get(name, name.removesuffix(".xml"))) and f"word/{name}" != self.main
        )
        outer = f'<Relationship Id="rId1" Type="{R}/officeDocument" Target="{self.main}"/>'
        wrap = f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{{}}</Relationships>'
        return wrap.format(outer), wrap.format(inner)

    def finish(self, parts: dict[str, str]) -> dict[str, str]:
        return parts

    def write(self, blocks: Sequence[tuple[str, Any, str]]) -> bytes:
        parts = self.parts(blocks)
        outer, inner = self.relations(parts)
        kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
        types = (
            f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/'
            'vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/{self.main}" ContentType="{kind}"/></Types>'
        )
        folder, _, name = self.main.rpartition("/")
        parts = self.finish(
            {"[Content_Types].xml": types, "_rels/.rels": outer, f"{folder}/_rels/{name}.rels": inner, **parts}
        )
        return packed(parts)


def packed(parts: dict[str, str]) -> bytes:
    """An archive with a date of its own, the same each time."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            info = zipfile.ZipInfo(name, (2026, 3, 4, 10, 5, 0))
            stored = name == "mimetype"
            info.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(info, part)
    return target.getvalue()


class Word(Docx):
    """Word for Windows: theme fonts, rsids on everything, proofing marks, bookmarks, runs cut anywhere, 8-point footer."""

    base = '<w:rFonts w:asciiTheme="minorHAnsi" w:hAnsiTheme="minorHAnsi"/><w:sz w:val="22"/><w:lang w:val="en-US"/>'
    settings = (
        '<w:proofState w:spelling="clean" w:grammar="clean"/><w:rsids><w:rsidRoot w:val="003A51B7"/>'
        '<w:rsid w:val="003A51B7"/><w:rsid w:val="00C41D9E"/></w:rsids>'
    )
    footer = (
        '<w:p><w:r><w:rPr><w:color w:val="7F7F7F"/><w:sz w:val="16"/></w:rPr><w:t>Page </w:t></w:r><w:r><w:fldChar '
        'w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar '
        'w:fldCharType="separate"/></w:r><w:r><w:t>1</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )

    def text(self, text: str, properties: str = "") -> str:
        self.count += 1
        cut = len(text) // 2 + 3
        spelt = '<w:proofErr w:type="spellStart"/>', '<w:proofErr w:type="spellEnd"/>'
        pieces = [self.run(piece, properties) for piece in (text[:cut], text[cut:]) if piece]
        pieces = [one.replace("<w:r>", f'<w:r w:rsidRPr="00C41D9{number:X}">') for number, one in enumerate(pieces)]
        mark = f'<w:bookmarkStart w:id="{self.count}" w:name="_Hlk{self.count}"/><w:bookmarkEnd w:id="{self.count}"/>'
        return mark + spelt[0] + pieces[0] + spelt[1] + "".join(pieces[1:])

    def paragraph(self, text: str, style: str = "", properties: str = "", run: str = "", note: str = "") -> str:
        whole = super().paragraph(text, style, properties, run, note)
        attributes = f'w14:paraId="4B3C{self.count:04X}" w:rsidR="003A51B7" w:rsidRDefault="00C41D9E"'
        return whole.replace("<w:p>", f"<w:p {attributes}>", 1)


class WordTableStyle(Word):
    """Word with a dark banded table style: the white of the heading row stands in the cells, its ground in the style."""

    def cell(self, text: str, head: bool) -> str:
        white = '<w:b/><w:color w:val="FFFFFF" w:themeColor="background1"/>'
        return f"<w:tc><w:tcPr/>{self.paragraph(text, run=white if head else '')}</w:tc>"

    def table(self, rows: Sequence[Sequence[str]]) -> str:
        return super().table(rows).replace("TableGrid", "GridTable4-Accent1")

    def styles(self) -> str:
        banded = (
            '<w:style w:type="table" w:styleId="GridTable4-Accent1"><w:name w:val="Grid Table 4 Accent 1"/>'
            '<w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:color w:val="FFFFFF" w:themeColor="background1"/></w:rPr>'
            '<w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="4472C4" w:themeFill="accent1"/></w:tcPr></w:tblStylePr>'
            "</w:style></w:styles>"
        )
        return super().styles().replace("</w:styles>", banded)


class WordBoxes(Word):
    """Word with the quotation in a text box, once for today's and once for yesterday's programs, and a drop cap."""

    def quote(self, text: str) -> str:
        inside = f"<w:txbxContent>{self.paragraph(text)}</w:txbxContent>"
        drawing = (
            '<w:drawing><wp:anchor behindDoc="0"><wp:positionH relativeFrom="column"><wp:posOffset>914400</wp:posOffset>'
            '</wp:positionH><wp:positionV relativeFrom="paragraph"><wp:posOffset>200000</wp:posOffset></wp:positionV>'
            '<wp:extent cx="3600000" cy="900000"/><wp:docPr id="7" name="Text Box 7"/><a:graphic><a:graphicData><wps:wsp>'
            f'<wps:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></wps:spPr><wps:txbx>{inside}</wps:txbx>'
            "</wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>"
        )
        old = f'<w:pict><v:shape style="width:283pt;height:70pt"><v:textbox>{inside}</v:textbox></v:shape></w:pict>'
        choice = f'<mc:Choice Requires="wps">{drawing}</mc:Choice><mc:Fallback>{old}</mc:Fallback>'
        return f"<w:p><w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r></w:p>"

    def paragraph(self, text: str, style: str = "", properties: str = "", run: str = "", note: str = "") -> str:
        if not style and not properties and len(text) > 200:
            cap = '<w:framePr w:dropCap="drop" w:lines="2" w:wrap="around" w:vAnchor="text" w:hAnchor="text"/>'
            letter = self.run(text[0], '<w:sz w:val="88"/>')
            first = f"<w:p><w:pPr>{cap}</w:pPr>{letter}</w:p>"
            return first + super().paragraph(text[1:], style, properties, run, note)
        return super().paragraph(text, style, properties, run, note)


class WordTemplate(Word):
    """A conference's template in Word: filled controls, one left empty, a smart tag, headings in a coloured band."""

    def block(self, kind: str, text: Any, note: str) -> str:
        if kind == "label":
            label, _, value = str(text).partition(": ")
            filled = f'<w:sdt><w:sdtPr><w:alias w:val="{label}"/><w:id w:val="{len(value)}"/></w:sdtPr><w:sdtContent>'
            return f"<w:p>{self.run(label + ': ')}{filled}{self.run(value)}</w:sdtContent></w:sdt></w:p>"
        if kind == "heading":
            band = '<w:shd w:val="clear" w:color="auto" w:fill="2F5496" w:themeFill="accent1"/>'
            return self.paragraph(str(text), "Heading1", band, '<w:color w:val="FFFFFF" w:themeColor="background1"/>')
        if kind == "title":
            empty = (
                "<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent><w:p><w:r><w:rPr><w:rStyle "
                'w:val="PlaceholderText"/><w:color w:val="808080"/></w:rPr><w:t>Click here to enter the school.</w:t></w:r>'
                "</w:p></w:sdtContent></w:sdt>"
            )
            tag = f'<w:smartTag w:element="place">{self.run(str(text))}</w:smartTag>'
            return f'<w:p><w:pPr><w:pStyle w:val="Title"/></w:pPr>{tag}</w:p>{empty}'
        return super().block(kind, text, note)


class WordStrict(Word):
    """`Strict Open XML Document` in Word's dialogue: other namespaces, measures with units."""

    def finish(self, parts: dict[str, str]) -> dict[str, str]:
        return {name: part.replace(W, STRICT_W).replace(R, STRICT_R) for name, part in parts.items()}

    def section(self) -> str:
        return super().section().replace('w:w="12240" w:h="15840"', 'w:w="612pt" w:h="792pt"')


class WordOnline(Word):
    """Word in a browser: another main part, empty runs, one eighth-inch line spacing, no application properties."""

    main = "word/document2.xml"
    app = ""
    footer = ""

    def text(self, text: str, properties: str = "") -> str:
        rest = '<w:r><w:rPr><w:rStyle w:val="eop"/></w:rPr><w:t xml:space="preserve"> </w:t></w:r>'
        return super().text(text, properties) + rest


class WordMac(Word):
    """Word on a Mac with revision marks of formatting only, a hidden bookmark paragraph mark and a language a run."""

    def text(self, text: str, properties: str = "") -> str:
        change = '<w:rPrChange w:id="9" w:author="Ana Prueba"><w:rPr><w:vanish/><w:color w:val="FFFFFF"/></w:rPr></w:rPrChange>'
        return super().text(text, properties + '<w:lang w:val="es-MX"/>' + change)

    def paragraph(self, text: str, style: str = "", properties: str = "", run: str = "", note: str = "") -> str:
        return super().paragraph(text, style, properties + "<w:rPr><w:vanish/></w:rPr>", run, note)


class Google(Docx):
    """Google Docs: rsids of noughts, direct formatting on every run, white shading behind black words, no properties."""

    base = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial"/><w:sz w:val="22"/>'
    run_properties = '<w:color w:val="000000"/><w:shd w:val="clear" w:fill="ffffff"/><w:rtl w:val="0"/>'
    core, app = "", ""

    def run(self, text: str, properties: str = "") -> str:
        own = "" if "FFFFFF" in properties else self.run_properties
        words = f'<w:t xml:space="preserve">{escape(text)}</w:t>'
        return f'<w:r w:rsidDel="00000000" w:rsidR="00000000" w:rsidRPr="00000000"><w:rPr>{properties}{own}</w:rPr>{words}</w:r>'

    def paragraph(self, text: str, style: str = "", properties: str = "", run: str = "", note: str = "") -> str:
        whole = super().paragraph(text, style, properties, run, note)
        if not note and not style:
            words = self.text(text, run)
            control = f'<w:sdt><w:sdtPr><w:tag w:val="goog_rdk_{self.count}"/></w:sdtPr><w:sdtContent>{words}</w:sdtContent></w:sdt>'
            whole = whole.replace(words, control, 1)
        return whole.replace("<w:p>", '<w:p w:rsidR="00000000" w:rsidRDefault="00000000" w:rsidRPr="00000000">', 1)

    def quote(self, text: str) -> str:
        return self.paragraph(text, properties='<w:ind w:left="720" w:right="720" w:firstLine="0"/>')


class Pages(Docx):
    """Apple Pages: styles called Body and Default, runs cut at every letter beyond ASCII, colours written out."""

    base = '<w:rFonts w:ascii="Helvetica Neue" w:hAnsi="Helvetica Neue"/><w:sz w:val="22"/>'
    run_properties = '<w:rFonts w:ascii="Helvetica Neue"/><w:color w:val="000000"/><w:u w:color="000000"/>'
    core = "<dc:creator>Otto Muster</dc:creator>"
    app = ""

    def text(self, text: str, properties: str = "") -> str:
        pieces = [""]
        for letter in text:
            if letter.isascii():
                pieces[-1] += letter
            else:
                pieces += [letter, ""]
        return "".join(self.run(piece, properties) for piece in pieces if piece)

    def styles(self) -> str:
        body = '<w:style w:type="paragraph" w:styleId="Body"><w:name w:val="Body"/><w:next w:val="Body"/></w:style>'
        return (
            super()
            .styles()
            .replace("</w:styles>", f"{body}</w:styles>")
            .replace('w:val="heading 1"', 'w:val="Heading"')
        )

    def block(self, kind: str, text: Any, note: str) -> str:
        done = super().block(kind, text, note)
        return done.replace("<w:p><w:pPr></w:pPr>", '<w:p><w:pPr><w:pStyle w:val="Body"/></w:pPr>')


class Wps(Docx):
    """WPS Office: a foreign application name, empty grid columns, an index of custom data, grey words."""

    app = "<Application>WPS Office</Application><TotalTime>0</TotalTime>"
    run_properties = (
        '<w:rFonts w:hint="default" w:ascii="Times New Roman"/><w:color w:val="404040"/><w:lang w:val="es-ES"/>'
    )

    def finish(self, parts: dict[str, str]) -> dict[str, str]:
        return {
            **parts,
            "customXml/item1.xml": f'{HEAD}<s:customData xmlns:s="http://www.wps.cn/officeDocument/2013/x"/>',
        }
