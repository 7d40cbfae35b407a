"""A .docx file's page format and history, and what in it reaches beyond the text."""

from __future__ import annotations

import re

from lxml import etree

from reviewer.engine.document import FontShare, Format, Metadata
from reviewer.engine.readers.assemble import Draft
from reviewer.engine.readers.docx.package import Package, W
from reviewer.engine.readers.docx.parts import Shared
from reviewer.engine.readers.docx.styles import number
from reviewer.engine.readers.xml import local

_TWIPS_PER_INCH = 1440.0
_PAGE_SIZES = {"letter": (12_240, 15_840), "a4": (11_906, 16_838), "legal": (12_240, 20_160), "a5": (8_391, 11_906)}
_SIZE_TOLERANCE = 60
_FETCHED = frozenset(("attachedTemplate", "image", "oleObject", "frame", "subDocument", "package", "aFChunk", "video"))
_REVISION = re.compile(r"[0-9A-Fa-f]{8}")
_MAX_REVISIONS = 500


def page_width(section: etree._Element | None) -> float:
    """The page's width in twips; letter paper where nothing is said."""
    size = section.find(W + "pgSz") if section is not None else None
    return (number(size.get(W + "w")) if size is not None else None) or 12_240.0


def page_format(section: etree._Element | None, shared: Shared) -> Format:
    """Page, margins, fonts (those of the body text, largest share first) and line spacing."""
    total = sum(shared.fonts.values()) or 1
    ranked = sorted(shared.fonts.items(), key=lambda item: -item[1])
    fonts = tuple(FontShare(name, size, round(count / total, 3)) for (name, size), count in ranked[:8] if name)
    spacing = max(shared.lines, key=lambda line: shared.lines[line]) if shared.lines else None
    return Format(_page_size(section), _margins(section), fonts, round(spacing, 2) if spacing else None)


def _page_size(section: etree._Element | None) -> str | None:
    size = section.find(W + "pgSz") if section is not None else None
    if size is None:
        return None
    width, height = sorted((number(size.get(W + "w")) or 0.0, number(size.get(W + "h")) or 0.0))
    for name, (across, down) in _PAGE_SIZES.items():
        if abs(width - across) < _SIZE_TOLERANCE and abs(height - down) < _SIZE_TOLERANCE:
            return name
    return f"{width / _TWIPS_PER_INCH:.2f}x{height / _TWIPS_PER_INCH:.2f} in"


def _margins(section: etree._Element | None) -> tuple[float, float, float, float] | None:
    margins = section.find(W + "pgMar") if section is not None else None
    if margins is None:
        return None
    top, right, bottom, left = (number(margins.get(W + side)) for side in ("top", "right", "bottom", "left"))
    if top is None or right is None or bottom is None or left is None:
        return None
    return (_inches(top), _inches(right), _inches(bottom), _inches(left))


def _inches(twips: float) -> float:
    return round(abs(twips) / _TWIPS_PER_INCH, 2)


def metadata(package: Package, settings: etree._Element | None) -> Metadata:
    """What the file says of its authors and times."""
    core = _by_name(package.optional_xml("docProps/core.xml"))
    app = _by_name(package.optional_xml("docProps/app.xml"))
    minutes = number(app.get("TotalTime"))
    return Metadata(
        author=core.get("creator"),
        last_modified_by=core.get("lastModifiedBy"),
        created=core.get("created"),
        modified=core.get("modified"),
        edit_minutes=int(minutes) if minutes is not None and 0 <= minutes < 10**7 else None,
        revision_ids=_revisions(settings),
    )


def _by_name(root: etree._Element | None) -> dict[str, str]:
    if root is None:
        return {}
    return {local(child): child.text.strip()[:300] for child in root if child.text and child.text.strip()}


def _revisions(settings: etree._Element | None) -> tuple[str, ...]:
    if settings is None:
        return ()
    found = [item.get(W + "val", "") for item in settings.iter(W + "rsid", W + "rsidRoot")]
    return tuple(dict.fromkeys(value for value in found if _REVISION.fullmatch(value)))[:_MAX_REVISIONS]


def declared_pages(package: Package, words: int) -> int | None:
    """The page count the file states, if its word count shows that a program really counted."""
    app = _by_name(package.optional_xml("docProps/app.xml"))
    pages, counted = number(app.get("Pages")), number(app.get("Words"))
    if pages is None or counted is None or not 1 <= pages < 10_000:
        return None
    return int(pages) if 0.75 * words <= counted <= 1.25 * words else None


def flag_package(package: Package, part: str, draft: Draft) -> None:
    """Flags on what hangs on the document: embedded files, controls, references to elsewhere."""
    if any("/embeddings/" in name for name in package.names):
        draft.flag(
            "embedded_content", "warning", "The file carries other files inside, which were not read.", what="files"
        )
    if any("/activex/" in name for name in package.names):
        draft.flag("active_content", "warning", "The file contains active controls.", what="control")
    for source in (part, part.rpartition("/")[0] + "/settings.xml"):
        for relation in package.relations(source):
            if relation.external and relation.kind in _FETCHED:
                detail = f"The file fetches a {relation.kind} from elsewhere: {relation.target[:200]}"
                draft.flag("external_reference", "info", detail, what=relation.kind, target=relation.target[:200])


def flag_history(facts: Metadata, draft: Draft) -> None:
    """An info flag when someone else than the author saved the file last."""
    if facts.author and facts.last_modified_by and facts.author != facts.last_modified_by:
        # The names are personal and erasable, so they stay where the metadata are.
        draft.flag("document_history", "info", "One person created the file and another saved it last.")
