"""The parts of a WordprocessingML package and how they refer to each other (ECMA-376 part 2)."""

from __future__ import annotations

import posixpath
import zipfile
from dataclasses import dataclass
from urllib.parse import unquote

from lxml import etree

from reviewer.engine.document import Unreadable
from reviewer.engine.readers.container import damaged, open_archive, read_part
from reviewer.engine.readers.xml import parse_xml, refuse_entities

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"

_STRICT = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R),
    (b"http://purl.oclc.org/ooxml/drawingml/main", A),
    (b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", WP),
)


@dataclass(frozen=True, slots=True)
class Relation:
    """One reference of a part: `target` is a part's name, or whatever an external one points at."""

    id: str
    kind: str
    target: str
    external: bool


class Package:
    """An opened .docx; names of parts are found without regard to case, as Word finds them."""

    def __init__(self, data: bytes) -> None:
        self._archive: zipfile.ZipFile = open_archive(data)
        self._names = {entry.filename.lower(): entry.filename for entry in self._archive.infolist()}
        for name in self._names.values():
            if name.lower().endswith((".xml", ".rels")):
                refuse_entities(read_part(self._archive, name))

    @property
    def names(self) -> list[str]:
        """The names of all parts, in lower case."""
        return list(self._names)

    def has(self, name: str) -> bool:
        """Whether there is such a part."""
        return name.lower() in self._names

    def xml(self, name: str) -> etree._Element:
        """The root of a part, strict namespaces turned into the usual ones; raises Unreadable."""
        data = read_part(self._archive, self._names.get(name.lower(), name))
        if b"purl.oclc.org/ooxml" in data:
            for strict, usual in _STRICT:
                data = data.replace(strict, usual.strip("{}").encode())
        return parse_xml(data)

    def optional_xml(self, name: str | None) -> etree._Element | None:
        """The root of a part the text can do without; None when it is missing or broken."""
        if name is None or not self.has(name):
            return None
        try:
            return self.xml(name)
        except Unreadable as error:
            if error.code == "corrupt":
                return None
            raise

    def relations(self, part: str) -> list[Relation]:
        """What `part` refers to; empty when it refers to nothing."""
        folder, _, base = part.rpartition("/")
        root = self.optional_xml(f"{folder}/_rels/{base}.rels".lstrip("/"))
        if root is None:
            return []
        return [_relation(item, folder) for item in root if item.get("Target") is not None]

    def main_part(self) -> str:
        """The name of the document part; raises Unreadable(corrupt) when there is none."""
        for relation in self.relations(""):
            if relation.kind == "officeDocument" and not relation.external and self.has(relation.target):
                return relation.target
        raise damaged()


def _relation(item: etree._Element, folder: str) -> Relation:
    external = item.get("TargetMode", "").lower() == "external"
    target = item.get("Target", "")
    if not external:
        path = unquote(target)
        target = posixpath.normpath(path.lstrip("/") if path.startswith("/") else posixpath.join(folder, path))
    return Relation(item.get("Id", ""), item.get("Type", "").rpartition("/")[2], target, external)
