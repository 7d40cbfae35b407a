"""Reads .odt files (OpenDocument 1.3, part 3): the text as it stands after tracked changes, comments left out."""

from __future__ import annotations

import zipfile
from dataclasses import replace

from lxml import etree

from reviewer.engine.document import BlockKind, Document, Limits, Unreadable
from reviewer.engine.readers.assemble import Draft, build
from reviewer.engine.readers.container import damaged, open_archive, read_part
from reviewer.engine.readers.odt import facts
from reviewer.engine.readers.odt.story import FORM, OFFICE, STYLE, TEXT, Shared, Story
from reviewer.engine.readers.odt.styles import FO, Styles, hex_colour
from reviewer.engine.readers.sniff import ODT
from reviewer.engine.readers.visibility import Ground
from reviewer.engine.readers.xml import local, parse_xml

_HEADS: dict[BlockKind, tuple[str, ...]] = {
    "header": ("header", "header-first", "header-left"),
    "footer": ("footer", "footer-first", "footer-left"),
}
_HARMLESS = ("opendocument.formula", "opendocument.chart")
"""Objects that are part of the writing: formulas and charts."""


def read(data: bytes, limits: Limits) -> Document:
    """The Document of an .odt file; raises Unreadable."""
    archive = open_archive(data)
    names = archive.namelist()
    manifest = read_part(archive, "META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
    if b"encryption-data" in manifest:
        raise Unreadable("encrypted", "The file is protected by a password. Remove the password and hand it in again.")
    if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in names):
        raise Unreadable("macro", "The file contains macros. Save it without macros and hand that in.")
    content = parse_xml(read_part(archive, "content.xml"))
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise damaged()
    styles, meta = _optional(archive, names, "styles.xml"), _optional(archive, names, "meta.xml")
    shared = Shared(Draft(limits), Styles([root for root in (styles, content) if root is not None]), _answers(content))
    _read_stories(styles, body, shared)
    _flag(body, names, manifest, shared.draft)
    form = facts.page_format(shared.styles.layout, shared.fonts, shared.lines)
    document = build(shared.draft, data, ODT, form=form, metadata=facts.metadata(meta))
    return _with_pages(document, shared, facts.stated_pages(meta, document.words))


def _optional(archive: zipfile.ZipFile, names: list[str], name: str) -> etree._Element | None:
    return parse_xml(read_part(archive, name)) if name in names else None


def _read_stories(styles: etree._Element | None, body: etree._Element, shared: Shared) -> None:
    layout = shared.styles.layout
    page = hex_colour(layout.get(FO + "background-color")) if layout is not None else None
    ground = Ground(colour=page) if page else Ground()
    _running(styles, shared, "header", ground)
    Story(shared, paged=True).read(body, ground)
    shared.indents.settle()
    _running(styles, shared, "footer", ground)


def _running(styles: etree._Element | None, shared: Shared, which: BlockKind, ground: Ground) -> None:
    """Headers or footers of the page styles that show them."""
    for name in _HEADS[which] if styles is not None else ():
        for element in styles.iter(STYLE + name) if styles is not None else ():
            if element.get(STYLE + "display", "true") != "false":
                Story(shared, which).read(element, ground)


def _answers(content: etree._Element) -> dict[str, str]:
    """What was put into the form's fields, by the name its places in the text call it."""
    said = {}
    for control in content.iter(FORM + "text", FORM + "textarea", FORM + "combobox", FORM + "formatted-text"):
        identity = control.get("{http://www.w3.org/XML/1998/namespace}id") or control.get(FORM + "id") or ""
        said[identity] = control.get(FORM + "current-value") or control.get(FORM + "value") or ""
    return said


def _flag(body: etree._Element, names: list[str], manifest: bytes, draft: Draft) -> None:
    changes = [region for element in body.iter(TEXT + "tracked-changes") for region in element]
    written = [one for one in changes if {local(child) for child in one} != {"format-change"}]
    if written:
        detail = f"{len(written)} tracked changes: insertions were read, deletions left out."
        draft.flag("tracked_changes", "warning", detail, number=len(written))
    if any(name.startswith("Object ") and _is_foreign(name, manifest) for name in names):
        draft.flag("embedded_content", "warning", "The file embeds objects, which were not read.", what="object")


def _is_foreign(name: str, manifest: bytes) -> bool:
    """Whether an embedded object is anything but a formula or chart."""
    folder = name.partition("/")[0]
    for entry in parse_xml(manifest) if manifest else ():
        if entry.get(f"{{{entry.nsmap.get('manifest', '')}}}full-path", "").rstrip("/") == folder:
            kind = entry.get(f"{{{entry.nsmap.get('manifest', '')}}}media-type", "")
            return not kind.endswith(_HARMLESS)
    return not folder.startswith("ObjectReplacements")


def _with_pages(document: Document, shared: Shared, stated: int | None) -> Document:
    """Pages as the word processor left them when it last laid the text out; without that no block has a page."""
    if shared.page_breaks:
        return replace(document, pages=max(shared.page_breaks + 1, stated or 0))
    blocks = tuple(replace(block, page=1 if stated == 1 else None) for block in document.blocks)
    return replace(document, pages=stated, blocks=blocks)
