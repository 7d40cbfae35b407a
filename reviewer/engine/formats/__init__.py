"""A paper's form against a profile: each check passes, fails, or says that it cannot tell, with where and why.

    for finding in findings(document, profile, Occasion(file_name="chad.docx")):
        ...

Findings are told from the stored document alone, so that another profile acts at once on every paper.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from reviewer.engine.document import Document
from reviewer.engine.formats import content, length, naming, setting
from reviewer.engine.formats.asked import Profile
from reviewer.engine.formats.finding import Finding, Occasion, State

__all__ = ["Finding", "Occasion", "Profile", "State", "findings"]


def findings(document: Document, profile: Profile, occasion: Occasion | None = None) -> tuple[Finding, ...]:
    """One finding for each check of the profile, in the profile's order; `occasion` says what the paper is for."""
    blocking = set(profile.blocking)
    answers = _answers(document, profile, occasion or Occasion())
    return tuple(replace(answer, blocks=answer.check in blocking) for answer in answers)


def _answers(document: Document, profile: Profile, occasion: Occasion) -> Iterator[Finding]:
    if (pages := profile.pages) is not None:
        yield length.check_pages(document, profile, pages, occasion)
    if (words := profile.words) is not None:
        yield length.check_words(document, profile, words, occasion)
    yield from _setting(document, profile)
    if (header := profile.header) is not None:
        yield naming.check_header(document, header, occasion)
    if (blind := profile.blind) is not None:
        yield naming.check_blind(document, blind, occasion)
    yield from _content(document, profile, occasion)
    if (kinds := profile.file_kinds) is not None:
        yield naming.check_file_kind(document, kinds)
    if (name := profile.file_name) is not None:
        yield naming.check_file_name(name, occasion)


def _setting(document: Document, profile: Profile) -> Iterator[Finding]:
    if (fonts := profile.fonts) is not None:
        yield setting.check_fonts(document, fonts)
    if (size := profile.size) is not None:
        yield setting.check_size(document, size)
    if (spacing := profile.spacing) is not None:
        yield setting.check_spacing(document, spacing)
    if (margins := profile.margins) is not None:
        yield setting.check_margins(document, margins)
    if (page_size := profile.page_size) is not None:
        yield setting.check_page_size(document, page_size)


def _content(document: Document, profile: Profile, occasion: Occasion) -> Iterator[Finding]:
    if (sections := profile.sections) is not None:
        yield content.check_sections(document, sections, occasion)
    if (sources := profile.sources) is not None:
        yield content.check_sources(document, sources, occasion)
    if (plain := profile.plain) is not None:
        yield content.check_plain(document, plain)
    if (statement := profile.statement) is not None:
        yield content.check_statement(document, statement)
