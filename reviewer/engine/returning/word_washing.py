"""An XML part of a Word document with nothing in it that runs, fetches, or tells of people other than its text does.

What is known stays, all else goes: elements of namespaces that word processors draw with, references to parts that are
carried over, fields that look into the document. ECMA-376 parts 1 and 4; [MS-DOCX] for Word's own extensions.
"""

from __future__ import annotations

from collections.abc import Collection

from lxml import etree

from reviewer.engine.readers.docx.package import W14, R, W
from reviewer.engine.readers.xml import local, namespace
from reviewer.engine.returning.word_fields import harmless, remove_fields

_OFFICE = "http://schemas.openxmlformats.org/"
_MICROSOFT = "http://schemas.microsoft.com/office/"
_NAMESPACES = frozenset(
    (
        *(_OFFICE + name for name in ("wordprocessingml/2006/main", "officeDocument/2006/math")),
        *(_OFFICE + f"drawingml/2006/{name}" for name in ("main", "picture", "wordprocessingDrawing")),
        _OFFICE + "markup-compatibility/2006",
        *(_MICROSOFT + f"word/2010/wordprocessing{name}" for name in ("Shape", "Group", "Canvas", "Drawing")),
        *(_MICROSOFT + name for name in ("word/2010/wordml", "drawing/2010/main")),
        *(f"urn:schemas-microsoft-com:{name}" for name in ("vml", "office:office", "office:word")),
    )
)
_REMOVED = frozenset(
    (
        *("commentRangeStart", "commentRangeEnd", "commentReference", "annotationRef", "proofErr", "permStart"),
        *("permEnd", "altChunk", "subDoc", "object", "OLEObject", "control", "dataBinding", "customXmlPr"),
        *("smartTagPr", "entryMacro", "exitMacro", "hlinkClick", "hlinkHover", "hlinkMouseOver", "hyperlinkClick"),
        *("extLst", "webExtensionCreated", "webExtensionLinked", "lastRenderedPageBreak", "movie", "wavAudioFile"),
        *("audioFile", "videoFile", "quickTimeFile", "ink", "contentPart", "embedRegular", "embedBold"),
        *("embedItalic", "embedBoldItalic", "printerSettings", "signatureline", "cellSmartTags", "rsid"),
    )
)
_UNWRAPPED = frozenset(("smartTag", "customXml"))
_NAMELESS = frozenset(("docPr", "cNvPr"))
_FOREIGN_WORDS = ("://", "\\\\", "file:", "javascript:", "mailto:", "vbscript:", "data:")
SOMEBODY = "Author"
"""Stands for whoever changed something, where the format demands a name."""


def wash(root: etree._Element, kept: Collection[str]) -> None:
    """Clean a part in place; `kept` are the ids of the references of this part that are carried over."""
    remove_fields(root)
    for element in list(root.iter(etree.Element)):
        if element is root or element.getroottree().getroot() is not root:
            _wash_attributes(element, kept)
        elif _is_unknown(element):
            _remove(element)
        elif local(element) in _UNWRAPPED or _is_foreign_field(element):
            _unwrap(element)
        else:
            _wash_element(element, kept)
    _remove_empty_runs(root)


def _is_unknown(element: etree._Element) -> bool:
    return namespace(element) not in _NAMESPACES or local(element) in _REMOVED


def _is_foreign_field(element: etree._Element) -> bool:
    return element.tag == W + "fldSimple" and not harmless(element.get(W + "instr", ""))


def _wash_element(element: etree._Element, kept: Collection[str]) -> None:
    lost = [name for name in _names(element) if name.startswith(R) and element.get(name) not in kept]
    if element.tag == W + "hyperlink":
        if lost or not element.get(W + "anchor"):
            _unwrap(element)
            return
    elif lost:
        _let_go(element, lost)
    _wash_attributes(element, kept)


def _let_go(element: etree._Element, lost: list[str]) -> None:
    """What shows a part that is not carried over: the whole drawing goes, unless there are words in it."""
    drawing = next(
        (one for one in (element, *element.iterancestors()) if local(one) in ("drawing", "pict") and _is_word(one)),
        None,
    )
    if drawing is None:
        _remove(element)
    elif next(drawing.iter(W + "t"), None) is None:
        _remove(drawing)
    else:
        for name in lost:
            del element.attrib[name]


def _is_word(element: etree._Element) -> bool:
    return namespace(element) == W.strip("{}")


def _wash_attributes(element: etree._Element, kept: Collection[str]) -> None:
    for name in _names(element):
        if _tells(name, str(element.get(name, ""))) or (name.startswith(R) and element.get(name) not in kept):
            del element.attrib[name]
    if element.get(W + "author") is not None:
        element.set(W + "author", SOMEBODY)
    if local(element) in _NAMELESS:
        element.set("name", "")


def _names(element: etree._Element) -> list[str]:
    return [str(name) for name in element.attrib]


def _tells(name: str, value: str) -> bool:
    """Whether an attribute names a person, a machine or a place elsewhere."""
    plain = etree.QName(name).localname
    if plain.startswith("rsid") or (name.startswith(W14) and plain in ("paraId", "textId")):
        return True
    if name in (W + "date", W + "initials", W + "dateUtc") or plain in ("href", "src", "althref", "title"):
        return True
    if name.startswith("{" + _MICROSOFT + "word/20") and not name.startswith((W14, "{" + _MICROSOFT + "word/2010/")):
        return True
    if plain == "uri":
        return not value.startswith((_OFFICE, _MICROSOFT))
    if plain == "descr":
        return "\\" in value or "/" in value
    return any(word in value.lower() for word in _FOREIGN_WORDS)


def _remove(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _unwrap(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    at = parent.index(element)
    for child in list(element):
        if local(child) not in ("smartTagPr", "customXmlPr"):
            parent.insert(at, child)
            at += 1
    parent.remove(element)


def _remove_empty_runs(root: etree._Element) -> None:
    for run in list(root.iter(W + "r")):
        if all(child.tag == W + "rPr" for child in run):
            _remove(run)
