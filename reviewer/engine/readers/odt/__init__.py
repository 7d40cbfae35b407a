"""Reads .odt files (OpenDocument 1.3, part 3): the text as it stands after tracked changes, comments left out."""

from __future__ import annotations

import re
import zipfile

from lxml import etree

from reviewer.engine.document import Document, Limits, Metadata, Unreadable
from reviewer.engine.readers.assemble import Draft, build
from reviewer.engine.readers.container import damaged, open_archive, read_part
from reviewer.engine.readers.odt.story import OFFICE, STYLE, TEXT, Story
from reviewer.engine.readers.odt.styles import Styles
from reviewer.engine.readers.sniff import ODT
from reviewer.engine.readers.xml import local, parse_xml

_DURATION = re.compile(r"P(?:(\d+)D)?T?(?:(\d+)H)?(?:(\d+)M)?(?:[\d.]+S)?")


def read(data: bytes, limits: Limits) -> Document:
    """The Document of an .odt file; raises Unreadable."""
    archive = open_archive(data)
    names = archive.namelist()
    _refuse_encryption(archive, names)
    if any(name.startswith(("Basic/", "Scripts/")) and not name.endswith("/") for name in names):
        raise Unreadable("macro", "The file contains macros. Save it without macros and hand that in.")
    content = parse_xml(read_part(archive, "content.xml"))
    styles = parse_xml(read_part(archive, "styles.xml")) if "styles.xml" in names else None
    body = content.find(f"{OFFICE}body/{OFFICE}text")
    if body is None:
        raise damaged()
    draft = Draft(limits)
    looks = Styles([root for root in (styles, content) if root is not None])
    _running(styles, looks, draft, "header")
    Story(draft, looks).read(body)
    _running(styles, looks, draft, "footer")
    if body.find(TEXT + "tracked-changes") is not None:
        draft.flag("tracked_changes", "warning", "Tracked changes: insertions were read, deletions left out.")
    if any(name.startswith("Object ") for name in names):
        draft.flag("embedded_content", "warning", "The file embeds objects, which were not read.", what="object")
    return build(draft, data, ODT, form=looks.page_format(), metadata=_metadata(archive, names))


def _refuse_encryption(archive: zipfile.ZipFile, names: list[str]) -> None:
    if "META-INF/manifest.xml" in names and b"encryption-data" in read_part(archive, "META-INF/manifest.xml"):
        raise Unreadable("encrypted", "The file is protected by a password. Remove the password and hand it in again.")


def _running(styles: etree._Element | None, looks: Styles, draft: Draft, which: str) -> None:
    """Headers or footers of the page styles, each text once."""
    for element in styles.iter(STYLE + which) if styles is not None else ():
        Story(draft, looks, "header" if which == "header" else "footer").read(element)


def _metadata(archive: zipfile.ZipFile, names: list[str]) -> Metadata:
    if "meta.xml" not in names:
        return Metadata()
    root = parse_xml(read_part(archive, "meta.xml"))
    said = {local(item): item.text.strip()[:300] for item in root.iter() if item.text and item.text.strip()}
    time = _DURATION.fullmatch(said.get("editing-duration", ""))
    days, hours, minutes = (int(part or 0) for part in time.groups()) if time is not None else (0, 0, 0)
    return Metadata(
        author=said.get("initial-creator"),
        last_modified_by=said.get("creator"),
        created=said.get("creation-date"),
        modified=said.get("date"),
        edit_minutes=days * 1440 + hours * 60 + minutes if time is not None else None,
    )
