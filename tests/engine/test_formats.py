from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reviewer.domain.format_form import profile_from_mapping
from reviewer.domain.format_profile import CHECKS, FormatProfile
from reviewer.engine.document import Block, Document, FontShare, Format
from reviewer.engine.facts import Expected
from reviewer.engine.formats import Finding, Occasion, findings
from reviewer.engine.formats.setting import family
from tests import format_papers as papers
from tests.format_papers import SOURCES, Sheet, prose

SEAT = Occasion(
    file_name="Water Council_Ruritania.docx",
    conference=("Strelsau MUN",),
    expected=Expected(
        committee=("Water Council",),
        country=("Ruritania",),
        topics=("Rivers in the mountains",),
        school=("Zenda High School",),
        delegates=("Emil Tarsk", "Ada Marsh"),
    ),
    topics=("Rivers in the mountains",),
)
TWO = replace(SEAT, topics=("Rivers in the mountains", "Schools for the deaf"))
PDF_FONT = "Times-Roman"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def profile(**checks: Any) -> FormatProfile:
    words = {"name": "x", "title": "X", "language": "en", "description": "Invented."}
    return profile_from_mapping({**words, **checks}, file="x.yaml")


def one(document: Document, occasion: Occasion = SEAT, **checks: Any) -> Finding:
    """The one finding of a profile with one check."""
    [finding] = findings(document, profile(**checks), occasion)
    return finding


def answer(document: Document, occasion: Occasion = SEAT, **checks: Any) -> tuple[str, str]:
    finding = one(document, occasion, **checks)
    return finding.state, finding.code


def docx(**sheet: Any) -> Document:
    return papers.read(papers.docx_bytes(Sheet(**sheet)))


def pdf(**sheet: Any) -> Document:
    return papers.read(papers.pdf_bytes(Sheet(**{"font": PDF_FONT, **sheet})))


def txt(**sheet: Any) -> Document:
    return papers.read(papers.txt_bytes(Sheet(**sheet)))


def parts(words: int, paragraphs: int = 1) -> tuple[tuple[str, tuple[str, ...]], ...]:
    return (("", tuple(prose(words // paragraphs, place) for place in range(paragraphs))),)


# pages


def test_pdf_has_the_pages_it_has_and_says_where_the_next_begins() -> None:
    paper = pdf(parts=parts(1500, 15))
    assert paper.pages == 3
    assert answer(paper, pages={"max": 3}) == ("pass", "pages_within")
    over = one(paper, pages={"max": 2})
    assert (over.state, over.code, over.values["about"], over.values["how"]) == ("fail", "pages_over", 3.0, "counted")
    assert over.page == 3
    assert paper.page_at(over.start or 0) == 3
    assert answer(paper, pages={"min": 4}) == ("fail", "pages_under")


def test_references_on_their_own_page_are_left_out_when_the_body_surely_ends_before() -> None:
    paper = pdf(parts=parts(300, 3), sources=SOURCES)
    assert paper.pages == 2
    assert answer(paper, pages={"max": 1}) == ("fail", "pages_over")
    assert answer(paper, pages={"max": 1}, not_counted=["references"]) == ("pass", "pages_within")


def test_a_last_paragraph_that_may_run_on_is_not_judged() -> None:
    paper = pdf(parts=parts(680), sources=SOURCES)
    assert paper.pages == 2
    assert answer(paper, pages={"max": 1}, not_counted=["references"]) == ("cannot_tell", "pages_near")


def test_a_paragraph_longer_than_a_page_counts_its_pages() -> None:
    blocks = (Block("paragraph", 0, 5, page=1), Block("paragraph", 5, 10, page=3), Block("references", 10, 15, page=3))
    paper = Document("application/pdf", "", "a b c d e f g h", "en", 8, 8, 3, blocks)
    assert answer(paper, pages={"max": 2}, not_counted=["references"]) == ("fail", "pages_over")


def test_stored_page_count_is_believed_when_the_text_is_of_its_length() -> None:
    paper = docx(parts=parts(900, 6), stored_pages=2)
    finding = one(paper, pages={"max": 2})
    assert (finding.state, finding.values["how"], finding.values["about"]) == ("pass", "stored", 2.0)
    assert answer(paper, pages={"max": 1}) == ("fail", "pages_over")


def test_stored_page_count_that_cannot_be_is_not_believed() -> None:
    finding = one(docx(parts=parts(2500, 10), stored_pages=1), pages={"max": 2})
    assert (finding.state, finding.values["how"]) == ("cannot_tell", "estimated")


def test_what_is_not_counted_makes_a_stored_count_an_estimate() -> None:
    paper = docx(parts=parts(900, 6), sources=SOURCES * 8, stored_pages=3)
    finding = one(paper, pages={"max": 2}, not_counted=["references"])
    assert finding.values["how"] == "estimated"
    assert isinstance(finding.values["about"], float)
    assert finding.values["about"] < 3


def test_docx_without_a_count_is_estimated_and_near_a_limit_tells_nothing() -> None:
    assert answer(docx(parts=parts(500, 4)), pages={"max": 2}) == ("pass", "pages_within")
    near = one(docx(parts=parts(1300, 8)), pages={"max": 2})
    assert (near.state, near.code, near.values["how"]) == ("cannot_tell", "pages_near", "estimated")
    assert 1.8 <= float(str(near.values["about"])) <= 2.6
    assert answer(docx(parts=parts(2600, 8)), pages={"max": 2}) == ("fail", "pages_over")
    assert answer(docx(parts=parts(600, 4), spacing=2.0), pages={"max": 1}) == ("fail", "pages_over")


def test_rendered_pages_are_believed_before_an_estimate() -> None:
    near = docx(parts=parts(1300, 8))
    finding = one(near, replace(SEAT, rendered=3), pages={"max": 2})
    assert (finding.state, finding.values["how"]) == ("fail", "rendered")


def test_plain_text_is_estimated_as_the_profile_would_set_it() -> None:
    finding = one(txt(parts=parts(500, 4)), pages={"max": 2})
    assert (finding.state, finding.values["how"]) == ("pass", "as_asked")
    rules = {"pages": {"max": 2}, "spacing": {"min": 2, "max": 2}, "size": {"min": 12, "max": 12}}
    double = findings(txt(parts=parts(1100, 8)), profile(**rules), SEAT)[0]
    assert (double.state, double.values["how"]) == ("fail", "as_asked")


def test_pages_per_topic_are_a_limit_for_all_of_them() -> None:
    paper = pdf(parts=parts(900, 9))
    assert paper.pages == 2
    assert answer(paper, SEAT, pages={"max": 1, "per": "topic"}) == ("fail", "pages_over")
    assert answer(paper, TWO, pages={"max": 1, "per": "topic"}) == ("pass", "pages_within")


def test_a_page_that_is_begun_says_nothing_of_half_pages() -> None:
    paper = pdf(parts=parts(60))
    assert answer(paper, pages={"max": 0.5}) == ("cannot_tell", "pages_near")
    assert answer(pdf(parts=parts(900, 9)), pages={"max": 0.5}) == ("fail", "pages_over")


# words


def test_words_are_counted_as_word_processors_do_without_what_is_left_out() -> None:
    paper = docx(parts=((("Rivers", (prose(100), prose(100)))),), sources=SOURCES)
    left_out = ["title_block", "references"]
    assert answer(paper, words={"max": 201}, not_counted=left_out) == ("pass", "words_within")
    over = one(paper, words={"max": 201})
    assert (over.state, over.code) == ("fail", "words_over")
    assert over.start is not None
    assert over.end is not None
    assert answer(paper, words={"min": 300}, not_counted=left_out) == ("fail", "words_under")


def test_words_on_each_topic_are_told_by_the_topics_headings() -> None:
    both = docx(
        parts=(("Topic A: Rivers in the mountains", (prose(300),)), ("Topic B: Schools for the deaf", (prose(120, 2),)))
    )
    under = one(both, TWO, words={"min": 200, "max": 400, "per": "topic"})
    assert (under.state, under.code, under.values["topic"]) == ("fail", "words_under_topic", 2)
    assert "Schools" in both.text[under.start or 0 : under.end]
    over = one(both, TWO, words={"max": 200, "per": "topic"})
    assert (over.code, over.values["topic"]) == ("words_over_topic", 1)
    assert answer(both, TWO, words={"min": 100, "max": 400, "per": "topic"}) == ("pass", "words_within_topics")


def test_topics_that_are_not_told_apart_are_not_judged_one_by_one() -> None:
    paper = docx(parts=parts(600, 4))
    assert answer(paper, TWO, words={"max": 400, "per": "topic"}) == ("cannot_tell", "words_topics_apart")
    assert answer(paper, TWO, words={"max": 250, "per": "topic"}) == ("fail", "words_over")
    assert answer(paper, SEAT, words={"max": 700, "per": "topic"}) == ("pass", "words_within")


# type, spacing, margins, sheet


@pytest.mark.parametrize(
    ("name", "wanted"),
    [
        ("TimesNewRomanPS-BoldMT", "Times New Roman"),
        ("TimesNewRomanPSMT", "Times New Roman"),
        ("Times-Roman", "Times New Roman"),
        ("ABCDEF+TimesNewRomanPS-ItalicMT", "Times New Roman"),
        ("Liberation Serif", "Times New Roman"),
        ("Arial-BoldMT", "Arial"),
        ("Helvetica-Oblique", "Arial"),
        ("Carlito-Bold", "Calibri"),
        ("Calibri Light", "Calibri"),
        ("EB Garamond", "Garamond"),
    ],
)
def test_fonts_of_equal_metrics_are_one_family(name: str, wanted: str) -> None:
    assert family(name) == family(wanted)


def test_fonts_of_other_families_are_others() -> None:
    assert len({family(name) for name in ("Times New Roman", "Arial", "Calibri", "Cambria", "Georgia", "Roboto")}) == 6


def test_fonts_pass_fail_and_cannot_be_told() -> None:
    asked = {"allowed": ["Times New Roman"]}
    assert answer(docx(), fonts=asked) == ("pass", "fonts_within")
    wrong = one(docx(font="Comic Sans MS"), fonts=asked)
    assert (wrong.state, wrong.values["fonts"], wrong.values["bad"]) == ("fail", ("Comic Sans MS",), 100)
    assert answer(txt(), fonts=asked) == ("cannot_tell", "fonts_unknown")
    assert answer(pdf(), fonts=asked) == ("pass", "fonts_within")
    assert answer(pdf(font="Courier"), fonts=asked) == ("fail", "fonts_outside")


def mixed(*fonts: FontShare) -> Document:
    return Document(WORD, "", "some words", "en", 2, 2, None, format=Format(fonts=fonts))


def test_a_share_that_is_not_told_is_not_held_against_the_paper() -> None:
    half = mixed(FontShare("Times New Roman", 12, 0.5))
    assert answer(half, fonts={"allowed": ["Times New Roman"]}) == ("cannot_tell", "fonts_unknown")
    most = mixed(FontShare("Times New Roman", 12, 0.92), FontShare("Arial", 14, 0.08))
    assert answer(most, fonts={"allowed": ["Times New Roman"]}) == ("pass", "fonts_within")
    assert answer(most, fonts={"allowed": ["Times New Roman"], "share": 95}) == ("fail", "fonts_outside")


def test_sizes_pass_fail_and_cannot_be_told() -> None:
    asked = {"min": 12, "max": 12}
    assert answer(docx(), size=asked) == ("pass", "size_within")
    small = one(docx(size=10.5), size=asked)
    assert (small.state, small.values["sizes"]) == ("fail", ("10.5",))
    assert answer(docx(size=10.5), size={"min": 10, "max": 12}) == ("pass", "size_within")
    assert answer(txt(), size=asked) == ("cannot_tell", "size_unknown")
    assert answer(pdf(parts=parts(300, 3)), size=asked) == ("pass", "size_within")
    assert answer(pdf(size=9, parts=parts(300, 3)), size=asked) == ("fail", "size_outside")
    assert answer(pdf(size=11.3, parts=parts(300, 3)), size=asked) == ("cannot_tell", "size_unknown")


def test_spacing_passes_fails_and_cannot_be_told() -> None:
    single, double = {"min": 1, "max": 1.15}, {"min": 2, "max": 2}
    assert answer(docx(), spacing=single) == ("pass", "spacing_within")
    assert answer(docx(spacing=1.15), spacing=single) == ("pass", "spacing_within")
    assert one(docx(spacing=2.0), spacing=single).values["spacing"] == 2.0
    assert answer(docx(spacing=2.0), spacing=single) == ("fail", "spacing_outside")
    assert answer(docx(spacing=2.0), spacing=double) == ("pass", "spacing_within")
    assert answer(docx(spacing=1.5), spacing={"min": 2, "tolerance": 0.5}) == ("pass", "spacing_within")
    assert answer(txt(), spacing=single) == ("cannot_tell", "spacing_unknown")
    assert answer(pdf(parts=parts(300, 2)), spacing=single) == ("pass", "spacing_within")
    assert answer(pdf(parts=parts(300, 2), spacing=2.0), spacing=single) == ("fail", "spacing_outside")
    assert answer(pdf(parts=parts(300, 2), spacing=1.3), spacing=single) == ("cannot_tell", "spacing_near")


def test_margins_pass_fail_and_cannot_be_told() -> None:
    inch = {"min": 1, "max": 1, "tolerance": 0.1}
    assert answer(docx(), margins=inch) == ("pass", "margins_within")
    narrow = one(docx(margin=0.5), margins=inch)
    assert (narrow.state, narrow.values["sides"]) == ("fail", ("top", "right", "bottom", "left"))
    assert answer(docx(margin=1.5), margins=inch) == ("fail", "margins_outside")
    assert answer(txt(), margins=inch) == ("cannot_tell", "margins_unknown")
    assert answer(pdf(parts=parts(300, 2)), margins=inch) == ("pass", "margins_within_sides")
    assert "left" in one(pdf(parts=parts(300, 2), margin=0.5), margins=inch).values["sides"]  # type: ignore[operator]


def test_sheet_passes_fails_and_cannot_be_told() -> None:
    assert answer(docx(), page_size={"allowed": ["letter", "a4"]}) == ("pass", "page_size_within")
    assert answer(pdf(), page_size={"allowed": ["a4"]}) == ("fail", "page_size_outside")
    assert answer(txt(), page_size={"allowed": ["a4"]}) == ("cannot_tell", "page_size_unknown")


# names


def test_header_names_what_it_must() -> None:
    must = {"must_hold": ["committee", "country"]}
    assert answer(docx(), header=must) == ("pass", "header_complete")
    assert answer(docx(top=("Water Council", "Ruritania")), header=must) == ("pass", "header_complete")
    assert answer(docx(top=(), running="WATER COUNCIL, Ruritania"), header=must) == ("pass", "header_complete")
    missing = one(docx(top=("Country: Ruritania",)), header={"must_hold": ["committee", "country", "school"]})
    assert (missing.state, missing.values["missing"]) == ("fail", ("committee", "school"))
    other = one(docx(top=("Committee: Water Council", "Country: Graustark")), header=must)
    assert (other.state, other.code, other.values["fields"]) == ("cannot_tell", "header_differs", ("country",))
    assert answer(docx(top=("Strelsau MUN",)), header={"must_hold": ["conference"]}) == ("pass", "header_complete")


def test_header_of_a_paper_whose_seat_is_not_known_is_judged_by_its_labels() -> None:
    must = {"must_hold": ["committee", "country"]}
    assert answer(docx(), Occasion(), header=must) == ("pass", "header_complete")
    assert answer(docx(top=("Country: Ruritania",)), Occasion(), header=must) == ("fail", "header_missing")


def test_a_blind_paper_names_nobody() -> None:
    hide = {"hide": ["school", "delegates"]}
    assert answer(docx(), blind=hide) == ("pass", "blind_clean")
    named = docx(parts=(("", (prose(60), "Thanks to émil  Tarsk for the figures. " + prose(30))),))
    shown = one(named, blind=hide)
    assert (shown.state, shown.values["who"]) == ("fail", "delegates")
    assert "mil" in named.text[shown.start or 0 : shown.end]
    assert answer(named, blind={**hide, "where": "header"}) == ("pass", "blind_clean")
    assert answer(docx(top=("School: Elsewhere",)), blind=hide) == ("fail", "blind_shown")
    assert answer(docx(running="Zenda High School"), blind=hide) == ("fail", "blind_shown")
    assert answer(docx(), Occasion(), blind=hide) == ("cannot_tell", "blind_unknown")


def test_a_finding_never_repeats_a_name() -> None:
    named = docx(top=("School: Zenda High School", "Delegate: Ada Marsh"))
    found = findings(named, profile(blind={"hide": ["school"]}, file_name={"pattern": "{school}"}), SEAT)
    assert not re.search("Zenda|Marsh", repr([one.values for one in found]))


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("Water Council_Ruritania.docx", "pass"),
        ("water-council ruritania.pdf", "pass"),
        ("WC_Ruritania.pdf", "pass"),
        ("WaterCouncil_Ruritania.pdf", "pass"),
        ("Water Council_Graustark.docx", "fail"),
        ("paper final FINAL.docx", "fail"),
        ("Ruritania.docx", "fail"),
        (None, "cannot_tell"),
    ],
)
def test_file_names_follow_the_pattern(name: str | None, state: str) -> None:
    asked = {"pattern": "{committee}_{country}"}
    assert one(docx(), replace(SEAT, file_name=name), file_name=asked).state == state


def test_file_kinds_go_by_content() -> None:
    assert answer(pdf(), file_kinds={"allowed": ["pdf"]}) == ("pass", "kind_allowed")
    assert answer(docx(), file_kinds={"allowed": ["pdf"]}) == ("fail", "kind_other")
    strange = replace(docx(), media_type="application/x-something")
    assert answer(strange, file_kinds={"allowed": ["pdf"]}) == ("cannot_tell", "kind_unknown")


# sections, sources, statement, plain


ASKED = {"titles": [{"title": "Topic background", "also": ["Antecedentes"]}, {"title": "Solutions"}]}


def test_sections_are_found_by_any_of_their_names_however_they_are_set() -> None:
    for first, second in (
        ("Topic Background", "Solutions"),
        ("I. TOPIC BACKGROUND:", "II. Solutions"),
        ("Antecedentes", "Solution"),
        ("1) Topic background", "2) Solutions for the river"),
    ):
        paper = docx(parts=((first, (prose(80),)), (second, (prose(80, 3),))))
        assert answer(paper, sections=ASKED) == ("pass", "sections_found"), first
    run_in = docx(parts=(("", ("Topic background: " + prose(60), "Solutions. " + prose(60, 2))),))
    assert answer(run_in, sections=ASKED) == ("pass", "sections_found")


def test_sections_missing_or_out_of_order_are_named() -> None:
    lone = one(docx(parts=(("Topic background", (prose(80),)),)), sections=ASKED)
    assert (lone.state, lone.values["missing"]) == ("fail", ("Solutions",))
    swapped = docx(parts=(("Solutions", (prose(80),)), ("Topic background", (prose(80, 3),))))
    found = one(swapped, sections=ASKED)
    assert (found.state, found.code, found.values["section"]) == ("fail", "sections_order", "Solutions")
    assert swapped.text[found.start or 0 : found.end] == "Solutions"
    assert answer(swapped, sections={**ASKED, "ordered": False}) == ("pass", "sections_found")


def test_sections_of_each_topic() -> None:
    def topic(title: str, *headings: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return ((title, ()), *((heading, (prose(60),)) for heading in headings))

    both = ("Topic background", "Solutions")
    first, second = "Topic A: Rivers in the mountains", "Topic B: Schools for the deaf"
    each = {**ASKED, "per": "topic"}
    whole = docx(parts=(*topic(first, *both), *topic(second, *both)))
    assert answer(whole, TWO, sections=each) == ("pass", "sections_found")
    half = one(docx(parts=(*topic(first, *both), *topic(second, "Solutions"))), TWO, sections=each)
    assert (half.state, half.code, half.values["topic"]) == ("fail", "sections_missing_topic", 2)
    untold = docx(parts=topic("Water", *both))
    assert answer(untold, TWO, sections=each) == ("cannot_tell", "sections_topics_apart")


def test_sources_are_counted_in_the_list() -> None:
    assert answer(docx(sources=SOURCES), sources={"min": 3}) == ("pass", "sources_enough")
    few = one(docx(sources=SOURCES[:1]), sources={"min": 3})
    assert (few.state, few.code, few.values["number"]) == ("fail", "sources_few", 1)
    assert answer(docx(), sources={"min": 1}) == ("fail", "sources_few")
    assert answer(txt(sources=SOURCES, sources_title="Bibliografía"), sources={"min": 3}) == ("pass", "sources_enough")
    cited = docx(parts=(("", (prose(40) + " (Marsh 2019). " + prose(30) + " (Tarsk 2020, 4).",)),))
    assert answer(cited, sources={"min": 2}) == ("fail", "sources_unlisted")


def test_sources_that_run_into_each_other_are_not_judged() -> None:
    paper = pdf(sources=SOURCES)
    assert answer(paper, sources={"min": 4})[0] in ("pass", "cannot_tell")


def test_plain_text_is_plain_and_other_formats_tell_what_they_can() -> None:
    everything = {"forbid": ["bold", "italic", "pictures", "footnotes", "bullets", "mixed_type"]}
    assert answer(txt(), plain=everything) == ("pass", "plain_clean")
    listed = one(txt(parts=(("", (prose(50), "- one point\n- another", prose(50))),)), plain=everything)
    assert (listed.state, listed.values["found"]) == ("fail", ("bullets",))
    untold = one(docx(), plain=everything)
    assert (untold.state, untold.values["unknown"]) == ("cannot_tell", ("bold", "italic", "pictures"))
    assert answer(pdf(font="Times-Bold"), plain={"forbid": ["bold"]}) == ("fail", "plain_found")
    assert answer(pdf(), plain={"forbid": ["bold", "italic"]}) == ("pass", "plain_clean")


def test_statement_is_found_on_its_own_page_and_not_counted() -> None:
    asked = {"titles": ["AI disclosure statement"], "own_page": True}
    disclosed = ("AI Disclosure Statement", "We used no such tools. " + prose(30))
    paper = pdf(parts=parts(900, 9), last_page=disclosed)
    assert paper.pages == 3
    rules = profile(statement=asked, pages={"max": 2}, not_counted=["statement"])
    assert [(one.check, one.state) for one in findings(paper, rules)] == [("pages", "pass"), ("statement", "pass")]
    assert answer(pdf(), statement=asked) == ("fail", "statement_missing")
    inside = pdf(parts=(("", (prose(60),)), ("AI Disclosure Statement", (prose(30),))))
    assert answer(inside, statement=asked) == ("fail", "statement_shared")
    assert answer(docx(last_page=disclosed), statement=asked) == ("cannot_tell", "statement_page_unknown")
    assert answer(docx(last_page=disclosed), statement={"titles": asked["titles"]}) == ("pass", "statement_found")


# whatever comes


def test_blocking_is_the_profiles_word_and_order_is_the_profiles() -> None:
    rules = profile(words={"max": 10, "blocks": True}, pages={"max": 1}, file_kinds={"allowed": ["pdf"]})
    found = findings(docx(), rules, SEAT)
    assert [(one.check, one.blocks) for one in found] == [("pages", False), ("words", True), ("file_kinds", False)]


EVERYTHING = profile(
    not_counted=["title_block", "notes", "references", "statement"],
    pages={"min": 1, "max": 2, "per": "topic"},
    words={"min": 5, "max": 9, "per": "topic"},
    fonts={"allowed": ["Arial"]},
    size={"min": 11, "max": 12},
    spacing={"min": 1, "max": 2},
    margins={"min": 1},
    page_size={"allowed": ["a4"]},
    header={"must_hold": ["conference", "committee", "country", "topic", "school", "delegates"]},
    sections={"titles": [{"title": "Background"}], "per": "topic"},
    sources={"min": 1, "per": "topic"},
    plain={"forbid": ["bold", "italic", "pictures", "footnotes", "bullets", "mixed_type"]},
    statement={"titles": ["Statement"], "own_page": True},
    file_kinds={"allowed": ["pdf"]},
    file_name={"pattern": "{committee} {country} {number}"},
)
BLIND = profile(blind={"hide": ["school", "delegates"]})
KINDS = (
    "title",
    "heading",
    "paragraph",
    "list_item",
    "quotation",
    "table",
    "footnote",
    "header",
    "footer",
    "references",
)
amounts = st.floats(0, 100)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    pieces = draw(st.lists(st.tuples(st.sampled_from(KINDS), st.text(min_size=1, max_size=60)), max_size=8))
    blocks, text = [], ""
    page = draw(st.none() | st.integers(1, 3))
    for kind, words in pieces:
        page = None if page is None else page + draw(st.integers(0, 2))
        blocks.append(Block(kind, len(text), len(text) + len(words), None, page))  # type: ignore[arg-type]
        text += words + "\n\n"
    form = Format(
        draw(st.sampled_from([None, "letter", "a4", "3.00x4.00 in"])),
        draw(st.none() | st.tuples(amounts, amounts, amounts, amounts)),
        tuple(
            FontShare(name, size, share)
            for name, size, share in draw(
                st.lists(st.tuples(st.text(max_size=20), st.none() | st.floats(0.1, 99), st.floats(0, 1)), max_size=3)
            )
        ),
        draw(st.none() | st.floats(0.1, 9)),
    )
    kind = draw(st.sampled_from(["application/pdf", "text/plain", WORD, "other/kind"]))
    pages = draw(st.none() | st.integers(1, 300))
    return Document(kind, "", text, "en", 0, 0, pages, tuple(blocks), form)


@settings(max_examples=150, deadline=None)
@given(documents(), st.sampled_from([Occasion(), SEAT, TWO, replace(TWO, rendered=2, file_name="a\x00{b}.pdf")]))
def test_any_document_gets_an_answer_to_every_check(document: Document, occasion: Occasion) -> None:
    found = (*findings(document, EVERYTHING, occasion), *findings(document, BLIND, occasion))
    assert sorted(one.check for one in found) == sorted(CHECKS)
    for finding in found:
        assert finding.state in ("pass", "fail", "cannot_tell")
        assert finding.start is None or 0 <= finding.start <= (finding.end or 0) <= len(document.text)
        assert finding.to_json()["code"] == finding.code
