"""Reads .docx files: python-docx hides too much of what is in them, so the XML is walked here."""

from __future__ import annotations

from dataclasses import replace

from lxml import etree

from reviewer.engine.document import BlockKind, Document, Limits
from reviewer.engine.readers.assemble import Draft, build
from reviewer.engine.readers.container import damaged
from reviewer.engine.readers.docx import facts
from reviewer.engine.readers.docx.package import Package, R, W
from reviewer.engine.readers.docx.parts import Shared
from reviewer.engine.readers.docx.story import Story
from reviewer.engine.readers.docx.styles import Styles, Theme, is_on
from reviewer.engine.readers.sniff import DOCX
from reviewer.engine.readers.visibility import Ground


def read(data: bytes, limits: Limits) -> Document:
    """The Document of a .docx file; raises Unreadable."""
    package = Package(data)
    part = package.main_part()
    root = package.xml(part)
    body = root.find(W + "body")
    if body is None:
        raise damaged()
    return _Reading(package, part, root, body, limits).document(data)


class _Reading:
    """One file being read."""

    def __init__(self, package: Package, part: str, root: etree._Element, body: etree._Element, limits: Limits) -> None:
        self._package, self._part, self._root, self._body = package, part, root, body
        self._relations = {relation.id: relation for relation in package.relations(part)}
        theme = Theme.parse(package.optional_xml(self._related("theme")))
        styles = Styles(package.optional_xml(self._related("styles")), theme)
        self._settings = package.optional_xml(self._related("settings"))
        self._shared = Shared(Draft(limits), styles, theme)
        for kind in ("footnote", "endnote"):
            self._shared.notes[kind] = self._notes(kind)

    def _related(self, kind: str) -> str | None:
        for relation in self._relations.values():
            if relation.kind == kind and not relation.external:
                return relation.target
        return None

    def _notes(self, kind: str) -> dict[str, etree._Element]:
        root = self._package.optional_xml(self._related(kind + "s"))
        if root is None:
            return {}
        return {
            note.get(W + "id", ""): note
            for note in root.iterchildren(W + kind)
            if note.get(W + "type", "normal") == "normal"
        }

    def document(self, data: bytes) -> Document:
        """The finished Document."""
        shared, draft = self._shared, self._shared.draft
        sections = [one for one in self._body.iter(W + "sectPr") if not _is_former(one)]
        section = sections[-1] if sections else None
        self._running(sections, "header")
        Story(shared, paged=True).read(self._body, self._ground(section))
        self._unused_notes()
        shared.indents.settle()
        self._running(sections, "footer")
        history = facts.metadata(self._package, self._settings)
        facts.flag_package(self._package, self._part, draft)
        facts.flag_history(history, draft)
        if shared.tracked:
            detail = f"{shared.tracked} tracked changes: insertions were read, deletions left out."
            draft.flag("tracked_changes", "warning", detail, number=shared.tracked)
        document = build(draft, data, DOCX, form=facts.page_format(section, shared), metadata=history)
        return self._with_pages(document)

    def _with_pages(self, document: Document) -> Document:
        """Pages as Word left them when it last laid the text out; without that no block has a page."""
        stated = facts.declared_pages(self._package, document.words)
        if self._shared.page_breaks:
            return replace(document, pages=max(self._shared.page_breaks + 1, stated or 0))
        single = stated == 1
        blocks = tuple(replace(block, page=1 if single else None) for block in document.blocks)
        return replace(document, pages=stated, blocks=blocks)

    def _ground(self, section: etree._Element | None) -> Ground:
        """The colour of the page, where the settings show it."""
        page = Ground(page_twips=facts.page_width(section))
        background = self._root.find(W + "background")
        if background is None or self._settings is None:
            return page
        if not is_on(self._settings.find(W + "displayBackgroundShape")):
            return page
        colour = self._shared.theme.colour(background, "color", "themeColor", "themeTint", "themeShade")
        return replace(page, colour=colour or page.colour)

    def _running(self, sections: list[etree._Element], which: BlockKind) -> None:
        """Headers or footers in effect, each text once."""
        even = self._settings is not None and is_on(self._settings.find(W + "evenAndOddHeaders"))
        done: set[str] = set()
        for section in sections:
            shown = {"default", *(["first"] if is_on(section.find(W + "titlePg")) else []), *(["even"] if even else [])}
            for reference in section.iterchildren(f"{W}{which}Reference"):
                relation = self._relations.get(reference.get(R + "id", ""))
                if relation is None or relation.external or relation.target in done:
                    continue
                if reference.get(W + "type", "default") in shown:
                    done.add(relation.target)
                    self._read_part(relation.target, which, section)

    def _read_part(self, target: str, which: BlockKind, section: etree._Element) -> None:
        root = self._package.optional_xml(target)
        if root is not None:
            Story(self._shared, which).read(root, self._ground(section))

    def _unused_notes(self) -> None:
        """A note whose mark is hidden is hidden, too; one without any mark was lost by a converter, and is text."""
        for kind, notes in self._shared.notes.items():
            for identity, note in notes.items():
                if (kind, identity) not in self._shared.used_notes:
                    reason = self._shared.hidden_notes.get((kind, identity))
                    Story(self._shared, "footnote").read(note, Ground(hidden=reason))


def _is_former(section: etree._Element) -> bool:
    """Whether these are the properties a section had before a tracked change."""
    parent = section.getparent()
    return parent is not None and parent.tag == W + "sectPrChange"
