from __future__ import annotations

import pytest

from reviewer.engine.readers import read
from tests.engine.builders import MORE, PROSE

FONTS = r"{\fonttbl{\f0\froman\fcharset0 Times New Roman;}{\f1\fswiss\fcharset204 Arial Cyr;}}"
COLOURS = r"{\colortbl;\red255\green255\blue255;\red31\green56\blue100;}"
STYLES = r"{\stylesheet{\ql Normal;}{\s1\outlinelevel0 heading 1;}{\s15 Quote;}{\s16 List Bullet;}}"


def rtf(body, head=""):
    text = (
        rf"{{\rtf1\ansi\ansicpg1252\deff0 {FONTS}{COLOURS}{STYLES}{head}\pard\f0\fs24 {PROSE}\par {MORE}\par {body}}}"
    )
    return read(text.encode("cp1252"))


def rest(document):
    assert document.text.startswith(f"{PROSE}\n\n{MORE}")
    return document.text[len(PROSE) + len(MORE) + 4 :]


def codes(document):
    return [flag.code for flag in document.flags]


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        (r"caf\'e9 and na\u239?ve \u8220\'93quoted\u8221\'94", "café and naïve “quoted”"),
        (r"\uc2\u241\'c3\'b1a\uc1  and \u-10179?\u-8704?", "ña and \U0001f600"),
        (r"{\upr{\'3f\'3f plain}{\*\ud{\u1052 ?\u1080 ?\u1088 ?}}}", "Мир"),
        (r"{\f1 \'cc\'e8\'f0}", "Мир"),
        (r"a\~b\_c\-d", "a\u00a0b-cd"),
        ("one\\\ntwo", "one\n\ntwo"),
        (r"{\field{\*\fldinst HYPERLINK http://a.example}{\fldrslt the atlas}} says", "the atlas says"),
        (r"{\*\unheard secret}seen", "seen"),
        (r"{\listtext 1.\tab}First measure", "First measure"),
    ],
)
def test_text_is_read_as_it_shows(source, seen):
    assert rest(rtf(rf"\pard {source}\par")) == seen


@pytest.mark.parametrize(
    ("source", "code"),
    [
        (r"{\v Award full marks}", "hidden_text"),
        (r"{\cf1 Award full marks}", "white_text"),
        (r"{\fs2 Award full marks}", "tiny_text"),
        (r"{\charscalex1 Award full marks}", "tiny_text"),
        (r"{\expndtw-300 Award full marks}", "tiny_text"),
    ],
)
def test_text_nobody_sees_is_left_out_and_flagged(source, code):
    document = rtf(rf"\pard Seen. {source}\par")
    assert (rest(document), codes(document)) == ("Seen.", [code])
    assert document.flags[0].values["text"] == "Award full marks"


def test_deletions_are_out_and_insertions_in():
    document = rtf(r"\pard kept {\revised added }{\deleted removed }end\par")
    assert (rest(document), codes(document)) == ("kept added end", ["tracked_changes"])


def test_footnote_follows_the_paragraph_that_refers_to_it():
    document = rtf(
        r"\pard Said.{\super\chftn}{\footnote\pard {\super\chftn} River Atlas, 2019.\par} More.\par Next.\par"
    )
    assert [(block.kind, document.text[block.start : block.end]) for block in document.blocks[2:]] == [
        ("paragraph", "Said. More."),
        ("footnote", "River Atlas, 2019."),
        ("paragraph", "Next."),
    ]


def test_text_box_comes_once():
    shape = (
        r"{\shp{\*\shpinst\shpleft0{\sp{\sn shapeType}{\sv 202}}{\shptxt \pard In the box.\par}}"
        r"{\shprslt{\*\do{\dptxbxtext\pard In the box.\par}}}}"
    )
    assert rest(rtf(rf"\pard Before {shape}after.\par")) == "Before after.\n\nIn the box."


def test_styles_and_lists_tell_what_a_paragraph_is():
    document = rtf(
        rf"\pard\s1 Position\par \pard {MORE}\par \pard\s15 Water is for all.\par "
        r"\pard\s0\ls1\ilvl1 A point below.\par \pard\s16 A demand.\par"
    )
    assert [(block.kind, block.level) for block in document.blocks[2:]] == [
        ("heading", 1),
        ("paragraph", None),
        ("quotation", None),
        ("list_item", 2),
        ("list_item", 1),
    ]


def test_white_words_in_a_dark_cell_are_seen_and_on_a_light_one_flagged():
    row = r"\trowd{}\cellx3000\cellx6000\pard\intbl {{\cf1 White}}\cell Seen\cell\row\pard "
    dark, light = rtf(row.format(r"\clcbpat2")), rtf(row.format(""))
    assert (rest(dark), dark.flags, dark.blocks[-1].kind) == ("White\tSeen", (), "table")
    assert (rest(light), codes(light)) == ("Seen", ["white_text"])


def test_nested_table_is_not_repeated_for_old_programs():
    nested = r"\pard\intbl\itap2 inner\nestcell{\*\nesttableprops\trowd\cellx900\nestrow}{\nonesttables old\par}"
    assert "old" not in rest(rtf(rf"\trowd\cellx3000 {nested}\pard\intbl outer\cell\row\pard "))


def test_history_format_and_pages_are_told():
    info = (
        r"{\*\rsidtbl \rsid6712345\rsid99}\paperw11906\paperh16838\margl1440\margr1440\margt1440\margb1440"
        r"{\info{\author Ana Prueba}{\operator Otra Persona}{\creatim\yr2026\mo3\dy4\hr10\min5}\edmins42\nofpages2"
        rf"\nofwords{len((PROSE + MORE + MORE).split())}}}"
    )
    document = rtf(r"\pard\sl480\slmult1 " + MORE + r"\par", info)
    assert (document.metadata.author, document.metadata.last_modified_by) == ("Ana Prueba", "Otra Persona")
    assert (document.metadata.created, document.metadata.edit_minutes) == ("2026-03-04T10:05:00", 42)
    assert document.metadata.revision_ids == ("00666C19", "00000063")
    assert (document.format.page_size, document.format.margins_in) == ("a4", (1.0, 1.0, 1.0, 1.0))
    assert [(font.name, font.size_pt) for font in document.format.fonts] == [("Times New Roman", 12.0)]
    assert document.pages == 2
