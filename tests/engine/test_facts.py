"""A paper's own facts, told from its text and blocks."""

from __future__ import annotations

import pytest

from reviewer.engine.facts import Expected, check_title, page_count, read_facts, title_fields
from reviewer.engine.facts.names import same_name
from reviewer.engine.readers import read
from tests.engine.builders import MORE, PROSE, docx_file, paragraph
from tests.engine.test_readers_docx import body


def paper(head, rest=""):
    return read(f"{head}\n\n{PROSE} {MORE}\n\n{rest}".encode(), name="paper.txt")


def fields(document, expected=None):
    return [(one.name, one.value) for one in title_fields(document, expected)]


@pytest.mark.parametrize(
    ("head", "found"),
    [
        (
            "Committee: Legal Committee\nCountry: Chad\nTopic: Water\nSchool: Lake High School\nDelegates: Ana Prueba",
            [
                ("committee", "Legal Committee"),
                ("country", "Chad"),
                ("topic", "Water"),
                ("school", "Lake High School"),
                ("delegates", "Ana Prueba"),
            ],
        ),
        (
            "Comité: DISEC\nPaís: República del Perú\nTópico: El agua\nColegio: Liceo del Mar\nDelegado: Otto Muster",
            [
                ("committee", "DISEC"),
                ("country", "República del Perú"),
                ("topic", "El agua"),
                ("school", "Liceo del Mar"),
                ("delegates", "Otto Muster"),
            ],
        ),
        ("Country: Chad    Committee: ECOFIN", [("country", "Chad"), ("committee", "ECOFIN")]),
        ("Country – Chad\nCommittee – ECOFIN", [("country", "Chad"), ("committee", "ECOFIN")]),
        (
            "Topics: A. Water that crosses borders; B. Light at sea\nCountry: Chad",
            [("topic", "Water that crosses borders"), ("topic", "Light at sea"), ("country", "Chad")],
        ),
        (
            "Delegation: Colégio do Rio\nCountry: Republic of Kenya",
            [("school", "Colégio do Rio"), ("country", "Republic of Kenya")],
        ),
        ("Delegation of France\nUN Security Council", [("country", "France"), ("committee", "UN Security Council")]),
        (
            "Position Paper of the Republic of Chad\nLake Prep",
            [("country", "Republic of Chad"), ("school", "Lake Prep")],
        ),
        ("Lanternport Model United Nations", []),
    ],
)
def test_fields_of_a_title_block_are_found(head, found):
    assert fields(paper(head)) == found


def test_spans_of_fields_are_their_values():
    document = paper("Country: Chad\nCommittee: ECOFIN")
    assert [document.text[one.start : one.end] for one in title_fields(document)] == ["Chad", "ECOFIN"]


def test_fields_stand_in_tables_and_running_heads_too():
    def fill(document):
        document.sections[0].header.paragraphs[0].text = "Country: Chad"

    assert fields(read(docx_file(fill))) == [("country", "Chad")]
    row = "<w:tr>{}</w:tr>".format("".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in ("{0}", "{1}")))
    columns = f"<w:tbl>{row.format('Country', 'Committee')}{row.format('Chad', 'ECOFIN')}</w:tbl>"
    document, _ = body("")
    assert fields(document) == []
    assert fields(read(with_table(columns))) == [("country", "Chad"), ("committee", "ECOFIN")]
    beside = f"<w:tbl>{row.format('Country', 'Chad')}{row.format('Committee', 'ECOFIN')}</w:tbl>"
    assert fields(read(with_table(beside))) == [("country", "Chad"), ("committee", "ECOFIN")]


def with_table(table):
    from tests.engine.builders import W, edit_zip

    xml = f"<w:document {W}><w:body>{table}{paragraph(PROSE)}{paragraph(MORE)}</w:body></w:document>"
    return edit_zip(docx_file(), {"word/document.xml": xml})


def test_names_without_labels_are_known_by_what_the_seat_expects():
    document = paper("Ruritania\nCommittee on Rivers\nWater that crosses borders")
    expected = Expected(committee=["Committee on Rivers"], country=["Ruritania"], topics=["Water that crosses borders"])
    assert fields(document) == []
    assert fields(document, expected) == [
        ("country", "Ruritania"),
        ("committee", "Committee on Rivers"),
        ("topic", "Water that crosses borders"),
    ]


SEAT = Expected(
    committee=["General Assembly First Committee"], country=["Côte d'Ivoire"], topics=["Water that crosses borders"]
)


@pytest.mark.parametrize(
    ("head", "answers"),
    [
        ("Country: Ivory Coast\nCommittee: DISEC\nTopic: Water that Crosses Borders", ["agrees"] * 3),
        ("País: Costa de Marfil\nComité: Primera Comisión", ["agrees", "agrees", "not_found"]),
        ("Country: Ghana\nCommittee: DISEC", ["agrees", "differs", "not_found"]),
        ("Country: Ivory Coast\nCommittee: SPECPOL\nTopic: Light at sea", ["differs", "agrees", "differs"]),
        ("A paper", ["not_found"] * 3),
    ],
)
def test_title_block_is_checked_against_the_seat(head, answers):
    checks = check_title(title_fields(paper(head), SEAT), SEAT)
    assert [one.name for one in checks] == ["committee", "country", "topic"]
    assert [one.agreement for one in checks] == answers


def test_check_says_what_stands_there_and_where():
    document = paper("Country: Ghana")
    (check,) = check_title(title_fields(document), Expected(country=["Chad"]))
    assert (check.found, check.expected) == ("Ghana", "Chad")
    assert document.text[check.start : check.end] == "Ghana"


def test_line_of_another_delegation_without_a_label_differs():
    expected = Expected(country=["Ruritania"], others=["Sildavia"])
    (check,) = check_title(title_fields(paper("Sildavia\nCommittee on Rivers"), expected), expected)
    assert (check.agreement, check.found) == ("differs", "Sildavia")


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("country", "USA", "United States of America"),
        ("country", "Estados Unidos", "United States"),
        ("country", "the Netherlands", "Países Bajos"),
        ("country", "Republic of Korea", "South Korea"),
        ("country", "Ruritnia", "Ruritania"),
        ("committee", "Consejo de Seguridad", "UNSC"),
        ("committee", "UN Environment Programme (UNEP)", "United Nations Environment Programme"),
        ("topic", "Topic A: Water that crosses borders", "Water that crosses borders"),
    ],
)
def test_names_of_one_thing_are_the_same(kind, one, other):
    assert same_name(kind, one, [other])


@pytest.mark.parametrize(
    ("kind", "one", "other"),
    [
        ("country", "Niger", "Nigeria"),
        ("country", "Guinea", "Guinea-Bissau"),
        ("country", "North Korea", "Republic of Korea"),
        ("country", "Republic of the Congo", "Democratic Republic of the Congo"),
        ("country", "Sudan", "South Sudan"),
        ("country", "Austria", "Australia"),
        ("country", "Dominica", "Dominican Republic"),
        ("committee", "First Committee", "Sixth Committee"),
        ("topic", "Light at sea", "Water that crosses borders"),
    ],
)
def test_names_of_two_things_are_not(kind, one, other):
    assert not same_name(kind, one, [other])


TWO_TOPICS = (
    f"Topic A: Water that crosses borders\n\n{PROSE}\n\nTopic B: Light at sea\n\n{MORE} {MORE}\n\n"
    "Works Cited\n\nRiver Atlas. 2019."
)


@pytest.mark.parametrize("titles", [[], ["Water that crosses borders", "Light at sea"]])
def test_words_are_counted_by_topic_without_references(titles):
    document = paper("Country: Chad", TWO_TOPICS)
    first, second = read_facts(document, titles).topics
    assert (first.title, second.title) == ("Water that crosses borders", "Light at sea")
    assert first.counted == len(PROSE.split()) + 6
    assert second.counted == 2 * len(MORE.split()) + 5
    assert document.text[second.spans[0].start :].startswith("Topic B")
    assert "River Atlas" not in document.text[second.spans[-1].start : second.spans[-1].end]


def test_one_topic_alone_is_not_told_apart():
    assert read_facts(paper("Country: Chad", TWO_TOPICS), ["Water that crosses borders"]).topics == ()


def test_words_are_counted_as_word_processors_count_them():
    assert read_facts(paper("Country: Chad", "The world's state-of-the-art plan – in short.")).counted == (
        len(f"{PROSE} {MORE}".split()) + 6
    )


def test_pages_say_how_they_are_known():
    short = page_count(paper("Country: Chad"))
    long = page_count(paper("Country: Chad", f"{PROSE} {MORE}\n\n" * 20))
    assert short is not None
    assert long is not None
    assert (short.how, long.how) == ("estimated", "estimated")
    assert 0 < short.number < 0.6
    assert 2 < long.number < 4


CITED = (
    "Rivers fall (Atlas, 2019). Lakes do too (Ministry of Waters 14). The fund (established in 2001) is small. The "
    "United Nations Environment Programme (UNEP) says so, as does Muster (2021). See A/RES/70/1 (A/RES/70/1) and "
    "others [3]. Mines (Article 5) are closed; the Vard (Ruritania) is clean; the ministers wrote it (River Atlas)."
)
ENTRIES = (
    "Works Cited\n\nRiver Atlas. Invented Press, 2019.\n\nMuster, Otto. Lakes. 2021.\n\n"
    "Ministry of Waters. Report. 2020."
)


def test_citations_are_told_from_other_parentheses():
    document = paper("Country: Chad", f"{CITED}\n\n{ENTRIES}")
    found = read_facts(document).citations
    assert [document.text[one.start : one.end] for one in found] == [
        "(Atlas, 2019)",
        "(Ministry of Waters 14)",
        "(2021)",
        "(A/RES/70/1)",
        "[3]",
        "(River Atlas)",
    ]
    assert {one.kind for one in found} == {"parenthetical", "bracketed"}


def test_entries_of_the_list_of_references_are_counted_one_by_one():
    document = paper("Country: Chad", f"{CITED}\n\n{ENTRIES}")
    assert [document.text[one.start : one.end][:12] for one in read_facts(document).references] == [
        "River Atlas.",
        "Muster, Otto",
        "Ministry of ",
    ]


def test_notes_are_citations_and_where_no_list_stands_sources():
    notes = (
        "<w:footnotes xmlns:w='http://schemas.openxmlformats.org/wordprocessingml/2006/main'>"
        f"<w:footnote w:id='2'>{paragraph('River Atlas, 2019.')}</w:footnote></w:footnotes>"
    )
    document, _ = body(
        "<w:p><w:r><w:t>Said.</w:t></w:r><w:r><w:footnoteReference w:id='2'/></w:r></w:p>", footnotes=notes
    )
    facts = read_facts(document)
    assert [one.kind for one in facts.citations] == ["footnote"]
    assert [document.text[one.start : one.end] for one in facts.references] == ["River Atlas, 2019."]


def test_quotations_are_found_with_their_places():
    document = paper("Country: Chad", "She said “water belongs to all who drink it” twice, and “no”.")
    assert [document.text[one.start : one.end] for one in read_facts(document).quotations] == [
        "water belongs to all who drink it"
    ]


@pytest.mark.parametrize("text", ["(" * 30_000, "Country:" * 8_000, "“a b c " * 9_000, "(A " * 20_000, "1. " * 20_000])
def test_text_made_to_cost_time_is_told_all_the_same(text):
    assert ("country", "Chad") in fields(document := paper("Country: Chad", text))
    assert read_facts(document).words == document.words
