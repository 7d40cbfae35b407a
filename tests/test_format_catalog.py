"""Every format profile that ships can be used, and tells a paper that keeps its rules from one that does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from reviewer import catalog
from reviewer.domain.faults import FormFaults
from reviewer.domain.format_form import content_hash, profile_from_mapping, to_mapping
from reviewer.engine.facts import Expected
from reviewer.engine.formats import Occasion, findings
from tests import format_papers as papers
from tests.format_papers import SOURCES, Sheet, prose

SHIPPED = catalog.files(catalog.format_folder())
READY = {
    *("two-pages-single", "nmun-style", "one-page-per-topic", "two-pages-txt-or-pdf", "half-page", "blind"),
    *("five-hundred-words", "three-pages-double", "five-pages-double", "three-sources-mla", "two-pages-blind-pdf"),
    *("named-pdf", "crisis-two-pages", "tecmun", "monulac", "ochocientas-palabras"),
}
SEAT = Occasion(
    file_name="Water Council_Ruritania.pdf",
    conference=("Strelsau MUN",),
    expected=Expected(
        committee=("Water Council",),
        country=("Ruritania",),
        topics=("Rivers in the mountains",),
        school=("Zenda High School",),
        delegates=("Emil Tarsk",),
    ),
    topics=("Rivers in the mountains",),
)
PDF = "Times-Roman"
DISCLOSED = ("AI disclosure statement", "No such tool was used for this paper, as far as its two authors can tell.")
MLA = ("Past and current international action", "Country's position", "Proposed solutions", "Questions to consider")
CONDOR = ("I. Topic Background", "II. Past Actions", "III. Country Policy", "IV. Proposed Solutions")
TECMUN = ("Antecedentes del tópico", "Antecedentes de la delegación", "Posición", "Justificación")
SPANISH = ("Comité: Water Council", "País: Ruritania")


def parts(words: int, paragraphs: int = 6) -> Any:
    return (("", tuple(prose(words // paragraphs, place) for place in range(paragraphs))),)


def headed(words: int, *headings: str) -> Any:
    return tuple((heading, (prose(words // len(headings), place),)) for place, heading in enumerate(headings))


Case = tuple[str, Sheet, str, Sheet, set[str]]
CASES: dict[str, Case] = {
    "two-pages-single": ("docx", Sheet(parts=parts(800)), "docx", Sheet(parts=parts(2600), size=13), {"pages", "size"}),
    "nmun-style": (
        "pdf",
        Sheet(font=PDF, parts=parts(900), top=("Ruritania", "Water Council", "Zenda High School"), last_page=DISCLOSED),
        "pdf",
        Sheet(font=PDF, parts=parts(2000)),
        {"pages", "header", "statement"},
    ),
    "one-page-per-topic": (
        "docx",
        Sheet(parts=headed(360, "Topic Background", "Country Policy", "Possible Solutions"), sources=SOURCES),
        "docx",
        Sheet(parts=headed(1200, "Topic Background", "Possible Solutions")),
        {"pages", "sections"},
    ),
    "two-pages-txt-or-pdf": (
        "pdf",
        Sheet(font=PDF, parts=parts(700), sources=SOURCES),
        "docx",
        Sheet(parts=parts(700), font="Arial"),
        {"fonts", "file_kinds"},
    ),
    "half-page": ("txt", Sheet(top=(), parts=parts(300)), "txt", Sheet(parts=parts(900)), {"words"}),
    "five-hundred-words": (
        "docx",
        Sheet(parts=parts(600), sources=SOURCES),
        "txt",
        Sheet(parts=parts(300)),
        {"words", "sources"},
    ),
    "blind": (
        "docx",
        Sheet(parts=parts(600), spacing=2.0, sources=SOURCES),
        "docx",
        Sheet(parts=parts(600), spacing=1.0, sources=SOURCES, running="Zenda High School"),
        {"spacing", "blind"},
    ),
    "three-pages-double": (
        "pdf",
        Sheet(
            font=PDF,
            top=("Committee: Water Council", "Country: Ruritania", "Topic: Rivers in the mountains"),
            parts=headed(720, *CONDOR),
            spacing=2.0,
            sources=SOURCES,
        ),
        "docx",
        Sheet(parts=headed(2400, *reversed(CONDOR)), spacing=2.0, sources=SOURCES),
        {"pages", "header", "sections"},
    ),
    "five-pages-double": (
        "docx",
        Sheet(parts=parts(1000), spacing=2.0, sources=SOURCES),
        "docx",
        Sheet(parts=parts(200), spacing=2.0, sources=SOURCES[:2], margin=0.5),
        {"pages", "margins", "sources"},
    ),
    "three-sources-mla": (
        "docx",
        Sheet(parts=headed(1000, *MLA), sources=SOURCES),
        "docx",
        Sheet(parts=headed(1000, *MLA[1:]), sources=SOURCES[:1]),
        {"sections", "sources"},
    ),
    "two-pages-blind-pdf": (
        "pdf",
        Sheet(font=PDF, top=("Strelsau MUN", "Water Council", "Ruritania"), parts=parts(1500), sources=SOURCES),
        "docx",
        Sheet(top=("Strelsau MUN", "Water Council", "Ruritania", "Delegate: Emil Tarsk"), parts=parts(600)),
        {"blind", "sources", "file_kinds"},
    ),
    "named-pdf": ("pdf", Sheet(font=PDF, parts=parts(400)), "docx", Sheet(parts=parts(1400)), {"pages", "file_kinds"}),
    "crisis-two-pages": (
        "docx",
        Sheet(
            top=("Delegate: Emil Tarsk", "Water Council", "Zenda High School", "Topic: Rivers in the mountains"),
            parts=parts(800),
        ),
        "docx",
        Sheet(parts=parts(800), spacing=2.0),
        {"pages", "spacing", "header"},
    ),
    "tecmun": (
        "docx",
        Sheet(top=SPANISH, parts=headed(400, *TECMUN), sources=SOURCES, sources_title="Referencias"),
        "docx",
        Sheet(top=SPANISH, parts=headed(400, *TECMUN[:2]), font="Arial"),
        {"fonts", "sections", "sources"},
    ),
    "monulac": (
        "docx",
        Sheet(top=SPANISH, parts=parts(800)),
        "docx",
        Sheet(top=("Water",), parts=parts(2600)),
        {"pages", "header"},
    ),
    "ochocientas-palabras": (
        "docx",
        Sheet(
            top=SPANISH,
            parts=headed(640, "Introducción", "Postura del país", "Propuestas"),
            sources=SOURCES,
            sources_title="Bibliografía",
        ),
        "docx",
        Sheet(top=SPANISH, parts=headed(300, "Introducción", "Propuestas")),
        {"words", "sections", "sources"},
    ),
}  # fmt: skip
MAKE = {"docx": papers.docx_bytes, "pdf": papers.pdf_bytes, "txt": papers.txt_bytes}


def states(name: str, kind: str, sheet: Sheet) -> dict[str, str]:
    document = papers.read(MAKE[kind](sheet))
    return {one.check: one.state for one in findings(document, catalog.load_formats()[name], SEAT)}


def test_catalog_holds_every_ready_profile() -> None:
    assert set(catalog.load_formats()) == READY == set(CASES)


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_profile_is_written_without_needless_keys_and_says_where_it_is_from(path: Path) -> None:
    profile = catalog.load_format_file(path)
    assert to_mapping(profile) == yaml.safe_load(path.read_text(encoding="utf-8"))
    assert profile_from_mapping(to_mapping(profile), file="x") == profile
    assert len(profile.source) > 30
    assert not profile.blocking, "a conference decides what blocks"
    assert list(profile.checks())


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_paper_that_keeps_the_rules_passes_every_check(name: str) -> None:
    kind, sheet, *_rest = CASES[name]
    assert states(name, kind, sheet) == dict.fromkeys(states(name, kind, sheet), "pass")


@pytest.mark.parametrize("name", sorted(CASES))
def test_a_paper_that_breaks_rules_fails_these_and_no_other(name: str) -> None:
    _kind, _sheet, kind, sheet, wrong = CASES[name]
    assert {check for check, state in states(name, kind, sheet).items() if state == "fail"} == wrong


def test_two_profiles_never_have_one_hash() -> None:
    hashes = {content_hash(profile) for profile in catalog.load_formats().values()}
    assert len(hashes) == len(READY)


def test_faults_of_a_folder_are_listed_together(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("name: two\ntitle: T\nlanguage: en\ndescription: D\npages: {max: 1}\n")
    (tmp_path / "three.yaml").write_text("name: [")
    with pytest.raises(FormFaults) as caught:
        catalog.load_formats(tmp_path)
    assert [fault.file for fault in caught.value.faults] == ["one.yaml", "three.yaml"]
