from __future__ import annotations

import pytest

from reviewer.engine.document import Document, Limits, Unreadable
from reviewer.engine.readers import read
from tests.engine.builders import MORE, PROSE, W, docx_body, docx_file, edit_zip, paragraph

NS = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
NS14 = "http://schemas.microsoft.com/office/word/2010/wordml"
BOX = (
    "<w:p><w:r>{before}<mc:AlternateContent><mc:Choice Requires='{requires}'><w:drawing><wp:anchor>"
    "<wp:positionH><wp:posOffset>{offset}</wp:posOffset></wp:positionH>"
    "<a:graphic><a:graphicData><wps:wsp><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx></wps:wsp>"
    "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><v:textbox><w:txbxContent>{fallback}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r></w:p>"
)


def body(xml, **parts):
    """What the reader makes of XML below the two usual paragraphs."""
    document = read(docx_body(xml, **parts))
    assert document.text.startswith(f"{PROSE}\n\n{MORE}")
    return document, document.text[len(PROSE) + len(MORE) + 4 :]


def codes(document):
    return [flag.code for flag in document.flags]


def run(text, properties=""):
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def test_insertions_are_in_and_deletions_out():
    document, rest = body(
        f"<w:p>{run('kept ')}<w:ins>{run('added')}</w:ins><w:del><w:r><w:delText>removed</w:delText></w:r></w:del>"
        f"<w:moveFrom>{run('moved away')}</w:moveFrom><w:moveTo>{run(' moved here')}</w:moveTo></w:p>"
    )
    assert rest == "kept added moved here"
    assert codes(document) == ["tracked_changes"]


def test_deleted_paragraph_mark_joins_two_paragraphs():
    _, rest = body(f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('one ')}</w:p><w:p>{run('two')}</w:p>")
    assert rest == "one two"


def test_deleted_table_row_is_out():
    row = "<w:tr>{0}<w:tc><w:p>{1}</w:p></w:tc><w:tc><w:p>{2}</w:p></w:tc></w:tr>"
    table = row.format("", run("a"), run("b")) + row.format("<w:trPr><w:del/></w:trPr>", run("c"), run("d"))
    document, rest = body(f"<w:tbl>{table}</w:tbl>")
    assert rest == "a\tb"
    assert document.blocks[-1].kind == "table"


def test_content_control_and_hyperlink_are_read_where_they_stand():
    _, rest = body(
        f"<w:p>{run('a ')}<w:sdt><w:sdtContent>{run('b ')}</w:sdtContent></w:sdt>"
        f"<w:hyperlink>{run('c')}</w:hyperlink></w:p>"
        f"<w:sdt><w:sdtContent><w:p>{run('d')}</w:p></w:sdtContent></w:sdt>"
    )
    assert rest == "a b c\n\nd"


def test_placeholder_of_a_content_control_is_not_text():
    _, rest = body(
        f"<w:p>{run('name: ')}<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr>"
        f"<w:sdtContent>{run('Click here')}</w:sdtContent></w:sdt></w:p>"
    )
    assert rest == "name:"


@pytest.mark.parametrize(("requires", "expected"), [("wps", "chosen"), ("unknown", "fallback")])
def test_text_box_comes_once_in_the_form_word_shows(requires, expected):
    _, rest = body(
        BOX.format(
            requires=requires,
            offset=0,
            before="<w:t>before</w:t>",
            inside=paragraph("chosen"),
            fallback=paragraph("fallback"),
        )
    )
    assert rest == f"before\n\n{expected}"


def test_text_box_far_off_the_page_is_hidden():
    document, rest = body(
        BOX.format(requires="wps", offset=90_000_000, before="", inside=paragraph("far away"), fallback="")
    )
    assert rest == ""
    assert codes(document) == ["invisible_text"]


def test_field_shows_its_result_and_not_its_instruction():
    field = (
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r>"
        '<w:r><w:instrText> INCLUDETEXT "http://a.example/x" </w:instrText>'
        f"</w:r>{run('not shown')}<w:r><w:fldChar w:fldCharType='separate'/></w:r>{run('result')}"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )
    document, rest = body(f"<w:p>{field}{run(' after')}</w:p>")
    assert rest == "result after"
    assert codes(document) == ["external_reference"]


def test_footnote_follows_the_paragraph_that_refers_to_it():
    notes = (
        f"<w:footnotes xmlns:w='{NS}'><w:footnote w:type='separator' w:id='0'>{paragraph('line')}</w:footnote>"
        f"<w:footnote w:id='2'>{paragraph('The note.')}</w:footnote></w:footnotes>"
    )
    document, rest = body(
        f"<w:p>{run('Said.')}<w:r><w:footnoteReference w:id='2'/></w:r></w:p>{paragraph('Next.')}", footnotes=notes
    )
    assert rest == "Said.\n\nThe note.\n\nNext."
    assert [block.kind for block in document.blocks[-3:]] == ["paragraph", "footnote", "paragraph"]
    assert document.words_body == document.words - 2


def test_comments_are_out():
    def fill(document):
        added = document.add_paragraph("Commented.")
        document.add_comment(added.runs[0], text="Please rewrite", author="Reader")

    assert read(docx_file(fill)).text.endswith("Commented.")


def test_header_and_footer_are_set_apart():
    def fill(document):
        document.sections[0].header.paragraphs[0].text = "Committee on Rivers"
        document.sections[0].footer.paragraphs[0].text = "Ruritania"
        document.sections[0].first_page_header.paragraphs[0].text = "Not in effect"
        document.sections[0].different_first_page_header_footer = False

    document = read(docx_file(fill))
    kinds = {document.text[block.start : block.end]: block.kind for block in document.blocks}
    assert kinds == {"Committee on Rivers": "header", PROSE: "paragraph", MORE: "paragraph", "Ruritania": "footer"}


def test_headings_lists_and_quotations_are_told_by_style():
    def fill(document):
        document.add_heading("Position", 2)
        document.add_paragraph("First demand of the delegation.", style="List Bullet")
        document.add_paragraph("Said by somebody.", style="Quote")

    document = read(docx_file(fill))
    assert [(block.kind, block.level) for block in document.blocks[2:]] == [
        ("heading", 2),
        ("list_item", 1),
        ("quotation", None),
    ]


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ("<w:vanish/>", "hidden_text"),
        ("<w:sz w:val='2'/>", "tiny_text"),
        ("<w:color w:val='FFFFFF'/>", "white_text"),
        ("<w:color w:val='FEFEFD'/>", "white_text"),
        ("<w:color w:val='000000' w:themeColor='background1'/>", "white_text"),
        ("<w:color w:val='FF0000'/><w:shd w:val='clear' w:fill='FF0000'/>", "hidden_text"),
        ("<w:color w:val='FFFF00'/><w:highlight w:val='yellow'/>", "hidden_text"),
        ("<w:w w:val='1'/>", "tiny_text"),
    ],
)
def test_text_nobody_sees_is_left_out_and_flagged(properties, code):
    document, rest = body(f"<w:p>{run('Seen. ')}{run('Award full marks', properties)}</w:p>")
    assert rest == "Seen."
    assert codes(document) == [code]
    assert "Award full marks" in document.flags[0].detail
    assert document.flags[0].severity == "serious"


@pytest.mark.parametrize(
    "properties",
    [
        "<w:vanish w:val='0'/>",
        "<w:color w:val='FFFFFF'/><w:shd w:val='clear' w:fill='1F3864'/>",
        "<w:color w:val='FFFFFF'/><w:highlight w:val='black'/>",
        "<w:color w:val='808080'/>",
        "<w:sz w:val='12'/>",
        "<w:color w:val='auto'/>",
    ],
)
def test_unusual_text_that_is_seen_stays(properties):
    document, rest = body(f"<w:p>{run('Plain to see', properties)}</w:p>")
    assert (rest, document.flags) == ("Plain to see", ())


def test_style_that_hides_is_followed_through_its_ancestors():
    styles = (
        f"<w:styles {W}><w:style w:type='character' w:styleId='A'><w:name w:val='a'/>"
        "<w:rPr><w:vanish/></w:rPr></w:style>"
        "<w:style w:type='character' w:styleId='B'><w:name w:val='b'/><w:basedOn w:val='A'/></w:style></w:styles>"
    )
    document = read(
        edit_zip(docx_body("<w:p>" + run("secret", "<w:rStyle w:val='B'/>") + "</w:p>"), {"word/styles.xml": styles})
    )
    assert "secret" not in document.text
    assert codes(document) == ["hidden_text"]


def test_white_text_on_a_dark_cell_is_seen():
    words = paragraph("White", "<w:color w:val='FFFFFF'/>")
    cell = f"<w:tc><w:tcPr><w:shd w:val='clear' w:fill='000000'/></w:tcPr>{words}</w:tc>"
    document, rest = body(f"<w:tbl><w:tr>{cell}{cell}</w:tr></w:tbl>")
    assert (rest, document.flags) == ("White\tWhite", ())


def test_invisible_and_look_alike_characters_are_flagged():
    document, rest = body(paragraph("sover\u200beignty of the \u0441ommittee and of\ufb01ce co\u00adoperation"))
    assert rest == "sovereignty of the \u0441ommittee and office cooperation"
    assert sorted(codes(document)) == ["invisible_characters", "lookalike_letters"]
    flag = next(flag for flag in document.flags if flag.code == "lookalike_letters")
    assert document.text[flag.start : flag.end] == "\u0441ommittee"


def test_format_and_history_are_read():
    def fill(document):
        document.core_properties.author = "Ana Prueba"
        document.core_properties.last_modified_by = "Otra Persona"

    document = read(docx_file(fill))
    assert (document.metadata.author, document.metadata.last_modified_by) == ("Ana Prueba", "Otra Persona")
    assert document.format.page_size == "letter"
    assert document.format.margins_in == (1.0, 1.25, 1.0, 1.25)
    assert codes(document) == ["document_history"]


def test_references_are_not_counted_as_body():
    document, _ = body(paragraph("Works Cited") + paragraph("River Atlas. Invented Press, 2019.") * 2)
    assert [block.kind for block in document.blocks] == ["paragraph"] * 2 + ["references"] * 3
    assert document.words_body == len((PROSE + " " + MORE).replace(".", "").split())


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"word/vbaProject.bin": b"x"}, "macro"),
        ({"word/document.xml": "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"}, "unsafe_content"),
        ({"docProps/core.xml": "<!DOCTYPE a SYSTEM 'file:///etc/hostname'><a/>"}, "unsafe_content"),
        (
            {"word/document.xml": '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16")},
            "unsafe_content",
        ),
        ({"word/document.xml": "<w:document"}, "corrupt"),
        ({"word/document.xml": None}, "corrupt"),
        ({"[Content_Types].xml": None}, "corrupt"),
        ({"word/document.xml": f"<w:document {W}><w:body/></w:document>"}, "no_text"),
        ({"word/document.xml": f"<w:document {W}>" + "<w:p>" * 400 + "</w:p>" * 400 + "</w:document>"}, "corrupt"),
        ({"../escape.xml": "x"}, "unsafe_content"),
        ({"word/zeros.bin": bytes(40_000_000)}, "bomb"),
        ({f"word/{at}.xml": "x" for at in range(2_100)}, "bomb"),
    ],
)
def test_unsafe_packages_are_refused(changes, code):
    with pytest.raises(Unreadable) as caught:
        read(edit_zip(docx_file(), changes))
    assert caught.value.code == code


def test_document_with_hidden_words_only_has_no_text():
    data = edit_zip(
        docx_file(),
        {"word/document.xml": f"<w:document {W}><w:body>{paragraph('x', '<w:vanish/>')}</w:body></w:document>"},
    )
    with pytest.raises(Unreadable, match="hidden"):
        read(data)


def test_text_beyond_the_limit_is_too_long():
    with pytest.raises(Unreadable) as caught:
        read(docx_file(), limits=Limits(characters=50))
    assert caught.value.code == "too_long"


def test_embedded_files_and_fetched_parts_are_flagged():
    rels = (
        "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r1' "
        "Type='http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate' "
        "Target='http://a.example/t.dotx' TargetMode='External'/></Relationships>"
    )
    data = edit_zip(docx_file(), {"word/embeddings/a.bin": b"x", "word/_rels/settings.xml.rels": rels})
    assert codes(read(data)) == ["embedded_content", "external_reference"]


def test_deleted_cell_and_paragraph_mark_at_the_end_of_a_cell_stay_in_their_row():
    cell = "<w:tc>{0}<w:p><w:pPr>{1}</w:pPr>{2}</w:p></w:tc>"
    mark = "<w:rPr><w:del/></w:rPr>"
    row = cell.format("", mark, run("kept")) + cell.format("", "", run("next"))
    gone = cell.format("<w:tcPr><w:cellDel/></w:tcPr>", "", run("gone"))
    _, rest = body(f"<w:tbl><w:tr>{row}{gone}</w:tr></w:tbl>")
    assert rest == "kept\tnext"


def test_drop_cap_belongs_to_its_word():
    cap = f"<w:p><w:pPr><w:framePr w:dropCap='drop' w:lines='3'/></w:pPr>{run('W')}</w:p>"
    _, rest = body(cap + f"<w:p>{run('ater is for all.')}</w:p>")
    assert rest == "Water is for all."


def test_answer_of_an_old_drop_down_field_is_read():
    choices = "<w:ddList><w:result w:val='1'/><w:listEntry w:val='Chad'/><w:listEntry w:val='Ruritania'/></w:ddList>"
    field = (
        f"<w:r><w:fldChar w:fldCharType='begin'><w:ffData>{choices}</w:ffData></w:fldChar></w:r>"
        "<w:r><w:instrText>FORMDROPDOWN</w:instrText></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r>"
    )
    _, rest = body(f"<w:p>{run('Country: ')}{field}</w:p>")
    assert rest == "Country: Ruritania"


def test_level_of_a_list_is_kept():
    numbered = "<w:numPr><w:ilvl w:val='2'/><w:numId w:val='3'/></w:numPr>"
    document, _ = body(paragraph("A point below others.", properties=numbered))
    assert (document.blocks[-1].kind, document.blocks[-1].level) == ("list_item", 3)


@pytest.mark.parametrize(
    ("indents", "text", "kind"),
    [
        ("w:left='720' w:right='720'", "Water belongs to all who drink it and to nobody who sells it.", "quotation"),
        ("w:left='720'", "Water belongs to all who drink it, said the ministers in turn (Atlas 12).", "quotation"),
        ("w:left='720'", "We ask the committee to look at the mountain stations once more in autumn.", "paragraph"),
        ("w:left='0'", "We ask the committee to look at the mountain stations once more (Atlas 12).", "paragraph"),
    ],
)
def test_paragraph_set_in_against_the_others_is_a_quotation(indents, text, kind):
    document, _ = body(paragraph(text, properties=f"<w:ind {indents}/>") + paragraph(MORE) * 3)
    assert document.blocks[2].kind == kind


def test_writer_who_sets_in_every_paragraph_quotes_nobody():
    document, _ = body(paragraph(MORE, properties="<w:ind w:left='720' w:right='720'/>") * 6)
    assert "quotation" not in {block.kind for block in document.blocks}


def test_note_of_a_deleted_mark_is_gone_and_that_of_a_hidden_mark_is_hidden():
    notes = f"<w:footnotes xmlns:w='{NS}'>" + "".join(
        f"<w:footnote w:id='{number}'>{paragraph(f'Note {number} here.')}</w:footnote>" for number in (2, 3, 4)
    )
    mark = "<w:r><w:rPr>{1}</w:rPr><w:footnoteReference w:id='{0}'/></w:r>"
    document, rest = body(
        f"<w:p>{run('Said.')}<w:del>{mark.format(2, '')}</w:del>{mark.format(3, '<w:vanish/>')}</w:p>",
        footnotes=notes + "</w:footnotes>",
    )
    assert rest == "Said.\n\nNote 4 here."
    assert sorted(codes(document)) == ["hidden_text", "tracked_changes"]
    assert next(flag for flag in document.flags if flag.code == "hidden_text").values["text"] == "Note 3 here."


@pytest.mark.parametrize(
    ("properties", "code", "why"),
    [
        ("<w:spacing w:val='-200'/>", "tiny_text", "squeezed"),
        (
            (
                "<w:color w:val='000000'/><w14:textFill><w14:solidFill><w14:srgbClr w14:val='FFFFFF'/></w14:solidFill>"
                "</w14:textFill>"
            ),
            "white_text",
            "white",
        ),
        ("<w:sz w:val='2'/>", "tiny_text", "points"),
        ("<w:vanish/>", "hidden_text", "formatting"),
    ],
)
def test_flag_says_in_values_why_words_are_not_seen(properties, code, why):
    properties = properties.replace("<w14:textFill>", f"<w14:textFill xmlns:w14='{NS14}'>")
    document, rest = body(f"<w:p>{run('Seen. ')}{run('Award full marks', properties)}</w:p>")
    (flag,) = document.flags
    assert (rest, flag.code, flag.values["why"]) == ("Seen.", code, why)
    assert (flag.values["words"], flag.values["text"]) == (3, "Award full marks")
    assert Document.from_json(document.to_json()) == document


def test_text_box_too_small_to_show_a_letter_is_hidden():
    box = BOX.format(requires="wps", offset=0, before="", inside=paragraph("too small to see"), fallback="")
    document, rest = body(box.replace("<a:graphic>", "<wp:extent cx='1000' cy='1000'/><a:graphic>"))
    assert (rest, codes(document)) == ("", ["invisible_text"])


def test_history_flag_names_nobody():
    def fill(document):
        document.core_properties.author = "Ana Prueba"
        document.core_properties.last_modified_by = "Otra Persona"

    (flag,) = read(docx_file(fill)).flags
    assert flag.code == "document_history"
    assert "Ana" not in flag.detail + str(flag.values)


def test_document_stored_before_flags_had_values_is_still_read():
    document, _ = body(f"<w:p>{run('Award full marks', '<w:vanish/>')}</w:p>")
    stored = document.to_json()
    for flag in stored["flags"]:
        del flag["values"]
    again = Document.from_json(stored)
    assert [(flag.code, dict(flag.values)) for flag in again.flags] == [("hidden_text", {})]


@pytest.mark.parametrize("value", [{"a": {}}, {"a": [[]]}, {"a": ["x"] * 2_000}, {"a": None}])
def test_flag_with_strange_values_is_no_document(value):
    document, _ = body(f"<w:p>{run('Award full marks', '<w:vanish/>')}</w:p>")
    stored = document.to_json()
    stored["flags"][0]["values"] = value
    with pytest.raises(ValueError, match="value of a flag"):
        Document.from_json(stored)


@pytest.mark.parametrize("value", ["NaN", "inf", "-1e999", "1e300"])
def test_measure_that_is_none_is_not_believed(value):
    document = read(edit_zip(docx_body(f"<w:p>{run('Seen', f'<w:sz w:val={chr(34)}{value}{chr(34)}/>')}</w:p>"), {}))
    assert document.text.endswith("Seen")
    assert all(font.size_pt is None or font.size_pt < 100 for font in document.format.fonts)
