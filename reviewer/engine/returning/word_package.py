"""A Word document made anew from the parts of another that are known and harmless.

Nothing is copied as a package: no macros, templates, properties, comments, embedded objects, fonts or custom parts.
"""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.sax.saxutils import quoteattr

from lxml import etree

from reviewer.engine.document import MIB, Unreadable
from reviewer.engine.readers.container import damaged, open_archive, read_part
from reviewer.engine.readers.docx.package import Package, Relation, W
from reviewer.engine.readers.xml import parse_xml
from reviewer.engine.returning import pictures
from reviewer.engine.returning.word_washing import wash

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/")
_PARTS = ("styles", "numbering", "fontTable", "footnotes", "endnotes", "header", "footer", "theme", "settings")
_SETTINGS = frozenset(
    (
        *("zoom", "mirrorMargins", "bordersDoNotSurroundHeader", "bordersDoNotSurroundFooter", "gutterAtTop"),
        *("displayBackgroundShape", "evenAndOddHeaders", "defaultTabStop", "autoHyphenation", "hyphenationZone"),
        *("consecutiveHyphenLimit", "doNotHyphenateCaps", "characterSpacingControl", "footnotePr", "endnotePr"),
        *("compat", "mathPr", "themeFontLang", "clrSchemeMapping", "decimalSymbol", "listSeparator"),
    )
)
_MAX_PICTURES = 60 * MIB
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Every part bears this time: the same paper with the same remarks is the same bytes."""


@dataclass(slots=True)
class Part:
    """An XML part that is carried over, with its references: id -> (kind, name of the part)."""

    root: etree._Element
    content_type: str
    relations: dict[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(slots=True)
class Copy:
    """What the new file consists of; names are those of `word/`."""

    parts: dict[str, Part] = field(default_factory=dict)
    pictures: dict[str, bytes] = field(default_factory=dict)

    @property
    def body(self) -> etree._Element:
        """The body of the document."""
        found = self.parts["document.xml"].root.find(W + "body")
        if found is None:
            raise damaged()
        return found

    def to_bytes(self) -> bytes:
        """The file."""
        made = io.BytesIO()
        with zipfile.ZipFile(made, "w") as archive:
            _put(archive, "[Content_Types].xml", self._types())
            _put(archive, "_rels/.rels", _relations({"rId1": ("officeDocument", "word/document.xml")}))
            for name, part in self.parts.items():
                etree.cleanup_namespaces(part.root, keep_ns_prefixes=list(filter(None, part.root.nsmap)))
                _put(archive, f"word/{name}", etree.tostring(part.root, xml_declaration=True, encoding="UTF-8"))
                if part.relations:
                    folder, _, base = name.rpartition("/")
                    _put(archive, f"word/{folder}_rels/{base}.rels", _relations(part.relations))
            for name, data in self.pictures.items():
                _put(archive, f"word/{name}", data)
        return made.getvalue()

    def _types(self) -> bytes:
        lines = [
            f'<Override PartName="/word/{name}" ContentType="{part.content_type}"/>'
            for name, part in self.parts.items()
        ]
        return (
            f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Types xmlns="{_PACKAGE}content-types">'
            f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>'
            + "".join(
                f'<Default Extension="{one}" ContentType="image/{one}"/>' for one in ("png", "jpeg", "gif", "bmp")
            )
            + "".join(lines)
            + "</Types>"
        ).encode()


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _EPOCH), data, zipfile.ZIP_DEFLATED)


def _relations(found: dict[str, tuple[str, str]]) -> bytes:
    lines = "".join(
        f"<Relationship Id={quoteattr(one)} Type={quoteattr(_RELATION + kind)} Target={quoteattr(target)}/>"
        for one, (kind, target) in found.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<Relationships xmlns="{_PACKAGE}relationships">{lines}</Relationships>'
    ).encode()


def copied(data: bytes) -> Copy:
    """The parts of a .docx file that are carried over, washed. Raises Unreadable."""
    return _Copying(data).copy


class _Copying:
    """One file being copied."""

    def __init__(self, data: bytes) -> None:
        self._package = Package(data)
        self._archive = open_archive(data)
        self._names = {name.lower(): name for name in self._archive.namelist()}
        self._pictures: dict[str, str | None] = {}
        self._size = 0
        self.copy = Copy()
        main = self._package.main_part()
        part = Part(self._xml(main), _TYPE + "document.main+xml")
        self.copy.parts["document.xml"] = part
        self._follow(part, main, with_parts=True)

    def _xml(self, name: str) -> etree._Element:
        data = read_part(self._archive, self._names.get(name.lower(), name))
        root = parse_xml(_STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/", data))
        root.attrib.pop(W + "conformance", "")
        return root

    def _follow(self, part: Part, source: str, *, with_parts: bool = False) -> None:
        for relation in self._package.relations(source):
            if relation.external or not self._package.has(relation.target):
                continue
            name = self._picture(relation) if relation.kind == "image" else None
            if with_parts and relation.kind in _PARTS:
                name = self._part(relation)
            if name is not None:
                part.relations[relation.id] = (relation.kind, name)
        wash(part.root, part.relations)

    def _part(self, relation: Relation) -> str | None:
        name = f"{relation.kind}{len(self.copy.parts)}.xml" if relation.kind in ("header", "footer") else ""
        name = name or f"{relation.kind}.xml"
        if name in self.copy.parts:
            return None
        try:
            root = self._xml(relation.target)
        except Unreadable as refusal:
            if refusal.code == "corrupt":
                return None
            raise
        if relation.kind == "settings":
            _keep_settings(root)
        theme = "application/vnd.openxmlformats-officedocument.theme+xml"
        part = Part(root, theme if relation.kind == "theme" else f"{_TYPE}{relation.kind}+xml")
        self.copy.parts[name] = part
        self._follow(part, relation.target)
        return name

    def _picture(self, relation: Relation) -> str | None:
        if relation.target not in self._pictures:
            self._pictures[relation.target] = self._washed_picture(relation.target)
        return self._pictures[relation.target]

    def _washed_picture(self, target: str) -> str | None:
        found = pictures.washed(read_part(self._archive, self._names[target.lower()]))
        self._size += len(found[1]) if found else 0
        if found is None or self._size > _MAX_PICTURES:
            return None
        name = f"media/image{len(self.copy.pictures) + 1}.{found[0]}"
        self.copy.pictures[name] = found[1]
        return name


def _keep_settings(root: etree._Element) -> None:
    for child in list(root):
        if etree.QName(child).localname not in _SETTINGS:
            root.remove(child)
