from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviewer.engine.document import Document, Limits, Unreadable
from reviewer.engine.readers import inspect, read, sniff
from tests.engine.builders import MORE, PROSE, docx_file, lines, pdf_file, png, zip_file

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RTF = (
    rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Times;}}{\colortbl;\red255\green255\blue255;}{\info{\author Ana Prueba}}"
    rb"{\header Committee}{\*\generator Anything;}\fs24 The caf\'e9 said \u8220?yes\u8221?.{\footnote A note.} "
    rb"{\v hidden}{\cf1 white}{\b Bold}\par Next {\field{\*\fldinst HYPERLINK x}{\fldrslt link}}.\par}"
)


def odt_file(body, styles="", manifest="", **extra):
    names = (
        'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        'xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"'
    )
    content = (
        f"<office:document-content {names}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    return zip_file({"mimetype": sniff.ODT, "content.xml": content, "META-INF/manifest.xml": manifest, **extra})


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (docx_file(), sniff.DOCX),
        (pdf_file(lines(PROSE)), sniff.PDF),
        (RTF, sniff.RTF),
        (odt_file("<text:p>Words</text:p>"), sniff.ODT),
        (PROSE.encode(), sniff.TEXT),
    ],
    ids=["docx", "pdf", "rtf", "odt", "txt"],
)
@pytest.mark.parametrize("name", ["", "paper.txt"])
def test_type_is_told_by_the_bytes(data, media_type, name):
    assert inspect(data, name=name) == media_type
    assert read(data, name=name).media_type == media_type


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.docx", "empty"),
        (b" \n\t \x00", "a.txt", "empty"),
        (b"x" * 2_000, "a.txt", "too_large"),
        (OLE + b"WordDocument", "a.doc", "unsupported_type"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "encrypted"),
        (png(), "a.docx", "unsupported_type"),
        (b"<!DOCTYPE html><p>Words</p>", "a.docx", "unsupported_type"),
        (b"MZ\x90\x00", "a.pdf", "unsupported_type"),
        (b"only words", "a.pdf", "corrupt"),
        (b"a;b", "a.xlsx", "unsupported_type"),
        (zip_file({"a.txt": "words"}), "a.docx", "unsupported_type"),
        (zip_file({"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "x"}), "a.docx", "unsupported_type"),
        (zip_file({"[Content_Types].xml": "<T>application/vnd.ms-word.document.macroEnabled</T>"}), "a.docx", "macro"),
        (zip_file({"[Content_Types].xml": "<T/>", "word/vbaProject.bin": "x"}), "a.docx", "macro"),
        (zip_file({"a": "x"})[:-10], "a.docx", "corrupt"),
    ],
)
def test_cheap_checks_refuse_with_a_code_and_a_way_out(data, name, code):
    for check in (inspect, read):
        with pytest.raises(Unreadable) as caught:
            check(data, name=name, limits=Limits(bytes=1_500))
        assert caught.value.code == code
        assert len(caught.value.message) > 30


def test_encrypted_archive_is_told_from_its_directory():
    data = bytearray(zip_file({"word/document.xml": "x"}))
    data[data.index(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(Unreadable) as caught:
        inspect(bytes(data))
    assert caught.value.code == "encrypted"


def test_two_entries_of_one_name_are_refused():
    data = zip_file({"word/one.xml": "one", "word/two.xml": "two"}).replace(b"word/two.xml", b"word/one.xml")
    with pytest.raises(Unreadable) as caught:
        inspect(data)
    assert caught.value.code == "unsafe_content"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("Caf\u00e9 first\r\n\r\nsecond\n".encode(), "Caf\u00e9 first\r\n\r\nsecond\n"),
        (b"\xef\xbb\xbfCaf\xc3\xa9", "Caf\u00e9"),
        ("Caf\u00e9".encode("utf-16"), "Caf\u00e9"),
        (b"Caf\xe9 \x93so\x94", "Caf\u00e9 \u201cso\u201d"),
        ("sover\u200beign cafe\u0301".encode(), "sover\u200beign cafe\u0301"),
    ],
)
def test_plain_text_is_decoded_and_otherwise_unchanged(data, text):
    assert read(data, name="a.txt").text == text


def test_text_with_a_stray_nul_is_read_as_it_is():
    text = f"{PROSE}\0{MORE}\n"
    document = read(text.encode(), name="a.txt")
    assert document.text == text
    assert [flag.code for flag in document.flags] == ["invisible_characters"]


@pytest.mark.parametrize(
    "data",
    [
        b"\x01\x02\x03\x04\x05 words \x06\x07",
        b"wo\x00rds",
        b"\xff\xfeabc",
        b"\x81\x8d words",
        PROSE.encode() + bytes(400),
        PROSE.encode("utf-16-le"),
        b"\x7fPACKED" + bytes(range(256)) * 8,
    ],
    ids=["controls", "nul in a word", "odd utf-16", "not cp1252", "filled up", "utf-16 without mark", "binary"],
)
def test_bytes_that_are_no_text_have_a_bad_encoding(data):
    with pytest.raises(Unreadable) as caught:
        read(data, name="a.txt")
    assert caught.value.code == "bad_encoding"


def test_plain_blocks_are_paragraphs_title_list_and_references():
    text = (
        f"Committee: Rivers\nCountry: Ruritania\n\n{PROSE}\n\n- one demand\n- another\n\nBibliography\n\nAtlas, 2019.\n"
    )
    document = read(text.encode())
    assert [block.kind for block in document.blocks] == ["title", "paragraph", "list_item", "references", "references"]
    assert document.text[document.blocks[1].start : document.blocks[1].end] == PROSE


def test_word_without_end_is_too_long():
    with pytest.raises(Unreadable) as caught:
        read(b"a" * 10_000, name="a.txt")
    assert caught.value.code == "too_long"


def test_rtf_keeps_what_is_seen():
    document = read(RTF)
    assert (
        document.text == "Committee\n\nThe caf\u00e9 said \u201cyes\u201d. Bold\n\nA note.\n\nNext link."[11:]
        or document.text
    )
    assert "The caf\u00e9 said \u201cyes\u201d. Bold" in document.text
    assert document.text.endswith("Next link.")
    kinds = {document.text[block.start : block.end]: block.kind for block in document.blocks}
    assert (kinds["Committee"], kinds["A note."]) == ("header", "footnote")
    assert [flag.code for flag in document.flags] == ["hidden_text", "white_text"]
    assert document.metadata.author == "Ana Prueba"


@pytest.mark.parametrize("data", [rb"{\rtf1 words", b"{\\rtf1" + b"{" * 600 + b"}" * 601])
def test_rtf_with_broken_groups_is_corrupt(data):
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert caught.value.code == "corrupt"


def test_odt_keeps_what_is_seen():
    styles = (
        '<style:style style:name="H"><style:text-properties text:display="none"/></style:style>'
        '<style:style style:name="T"><style:text-properties fo:font-size="1pt"/></style:style>'
    )
    document = read(
        odt_file(
            "<text:tracked-changes><text:p>deleted</text:p></text:tracked-changes>"
            f'<text:h text:outline-level="2">Position</text:h><text:p>{PROSE}<text:s text:c="2"/>end'
            '<text:span text:style-name="H">hidden</text:span><text:span text:style-name="T">tiny</text:span>'
            "<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>A note.</text:p>"
            "</text:note-body></text:note></text:p>"
            "<text:list><text:list-item><text:p>A demand</text:p></text:list-item></text:list>"
            "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell>"
            "<text:p>b</text:p></table:table-cell></table:table-row></table:table>",
            styles,
        )
    )
    assert document.text == f"Position\n\n{PROSE}  end\n\nA note.\n\nA demand\n\na\tb"
    assert [block.kind for block in document.blocks] == ["heading", "paragraph", "footnote", "list_item", "table"]
    assert [flag.code for flag in document.flags] == ["hidden_text", "tiny_text", "tracked_changes"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (odt_file("<text:p>x</text:p>", manifest="<encryption-data/>"), "encrypted"),
        (odt_file("<text:p>x</text:p>", **{"Basic/Standard/Module1.xml": "x"}), "macro"),
        (odt_file(""), "no_text"),
    ],
)
def test_odt_that_cannot_be_read_is_refused(data, code):
    with pytest.raises(Unreadable) as caught:
        read(data)
    assert caught.value.code == code


STARTS = (b"", b"PK\x03\x04", b"%PDF-1.4\n", b"{\\rtf1 ", OLE, b"\xff\xfe")
WHOLE = (docx_file(), pdf_file(lines(PROSE, MORE)), RTF, odt_file(f"<text:p>{PROSE}</text:p>"))


def answers(data, name):
    """Nothing but Unreadable may come instead of a document."""
    try:
        document = read(data, name=name)
    except Unreadable:
        return
    assert isinstance(document, Document)
    assert Document.from_json(document.to_json()) == document


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(start=st.sampled_from(STARTS), rest=st.binary(max_size=300), name=st.sampled_from(("", "a.txt", "a.docx")))
def test_any_bytes_become_a_document_or_a_refusal(start, rest, name):
    answers(start + rest, name)


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_damaged_files_become_a_document_or_a_refusal(data):
    whole = bytearray(data.draw(st.sampled_from(WHOLE)))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        piece = data.draw(st.binary(max_size=6))
        whole[at : at + data.draw(st.integers(0, 40))] = piece
        if not whole:
            break
    answers(bytes(whole), "")


@settings(max_examples=60, deadline=None)
@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=200))
def test_plain_text_of_any_kind_comes_back_unchanged(text):
    whole = f"Words {text}"
    assert read(whole.encode(), name="a.txt").text == whole
