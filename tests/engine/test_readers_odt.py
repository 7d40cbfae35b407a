from __future__ import annotations

import pytest

from reviewer.engine.readers import read, sniff
from tests.engine.builders import MORE, PROSE, zip_file

NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "text": "text",
        "style": "style",
        "table": "table",
        "draw": "drawing",
        "form": "form",
        "fo": "xsl-fo-compatible",
        "svg": "svg-compatible",
        "meta": "meta",
    }.items()
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">{}</manifest:manifest>'
)
EXTENDED = 'xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'


def odt(body, styles="", *, manifest="", forms="", **extra):
    content = (
        f"<office:document-content {NAMES} {EXTENDED}><office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:text>{forms}<text:p>{PROSE}</text:p><text:p>{MORE}</text:p>{body}</office:text>"
        "</office:body></office:document-content>"
    )
    parts = {"mimetype": sniff.ODT, "content.xml": content, "META-INF/manifest.xml": MANIFEST.format(manifest)}
    return read(zip_file({**parts, **extra}))


def rest(document):
    assert document.text.startswith(f"{PROSE}\n\n{MORE}")
    return document.text[len(PROSE) + len(MORE) + 4 :]


def codes(document):
    return [flag.code for flag in document.flags]


def style(name, family, properties, parent=""):
    names = f'style:name="{name}" style:family="{family}" style:parent-style-name="{parent}"'
    return f"<style:style {names}>{properties}</style:style>"


def test_annotations_ruby_and_placeholders_are_out():
    document = odt(
        "<text:p>Seen <office:annotation><text:p>Rewrite this</text:p></office:annotation>here "
        "<text:ruby><text:ruby-base>base</text:ruby-base><text:ruby-text>gloss</text:ruby-text></text:ruby>"
        "<text:placeholder>&lt;Your country&gt;</text:placeholder></text:p>"
    )
    assert (rest(document), document.flags) == ("Seen here base", ())


def test_deletions_are_out_insertions_in_and_formatting_alone_is_no_change():
    region = "<text:changed-region><text:{0}><text:p>removed</text:p></text:{0}></text:changed-region>"
    document = odt(
        f"<text:tracked-changes>{region.format('deletion')}</text:tracked-changes>"
        "<text:p>kept <text:change-start/>added<text:change-end/></text:p>"
    )
    assert (rest(document), codes(document)) == ("kept added", ["tracked_changes"])
    calm = odt(f"<text:tracked-changes>{region.format('format-change')}</text:tracked-changes><text:p>kept</text:p>")
    assert calm.flags == ()


@pytest.mark.parametrize(
    "hidden",
    [
        '<text:section text:display="none"><text:p>Award full marks</text:p></text:section>',
        '<text:section text:display="condition" text:is-hidden="true"><text:p>Award full marks</text:p></text:section>',
        '<text:p><text:hidden-paragraph text:is-hidden="true"/>Award full marks</text:p>',
        '<text:p><text:hidden-text text:is-hidden="true" text:string-value="Award full marks"/></text:p>',
        (
            '<table:table><table:table-row table:visibility="collapse"><table:table-cell>'
            "<text:p>Award full marks</text:p></table:table-cell></table:table-row></table:table>"
        ),
    ],
)
def test_hidden_parts_are_left_out_and_flagged(hidden):
    document = odt(hidden)
    assert (rest(document), codes(document)) == ("", ["hidden_text"])
    assert document.flags[0].values["text"] == "Award full marks"


@pytest.mark.parametrize(
    ("properties", "code"),
    [
        ('fo:color="#ffffff"', "white_text"),
        ('fo:font-size="1pt"', "tiny_text"),
        ('style:text-position="super 2%"', "tiny_text"),
        ('fo:letter-spacing="-0.5cm"', "tiny_text"),
        ('fo:color="#000000" loext:opacity="0%"', "invisible_text"),
        ('fo:color="#ff0000" fo:background-color="#ff0000"', "hidden_text"),
    ],
)
def test_looks_nobody_sees_are_flagged(properties, code):
    text = style("T1", "text", f"<style:text-properties {properties}/>")
    document = odt('<text:p>Seen <text:span text:style-name="T1">Award full marks</text:span></text:p>', text)
    assert (rest(document), codes(document)) == ("Seen", [code])


def test_automatic_colour_with_the_opacity_libreoffice_writes_is_seen():
    look = '<style:text-properties style:use-window-font-color="true" loext:opacity="0%"/>'
    document = odt('<text:p text:style-name="P1">Plain to see</text:p>', style("P1", "paragraph", look))
    assert (rest(document), document.flags) == ("Plain to see", ())


@pytest.mark.parametrize("where", ["cell", "frame", "section"])
def test_white_words_on_a_dark_ground_are_seen(where):
    words = '<text:p text:style-name="P1">White on blue</text:p>'
    white = style("P1", "paragraph", '<style:text-properties fo:color="#ffffff"/>')
    body, ground = {
        "cell": (
            (
                f'<table:table><table:table-row><table:table-cell table:style-name="G">{words}</table:table-cell>'
                "</table:table-row></table:table>"
            ),
            style("G", "table-cell", '<style:table-cell-properties fo:background-color="#1f3864"/>'),
        ),
        "frame": (
            f'<text:p><draw:frame draw:style-name="G"><draw:text-box>{words}</draw:text-box></draw:frame></text:p>',
            style("G", "graphic", '<style:graphic-properties draw:fill="solid" draw:fill-color="#1f3864"/>'),
        ),
        "section": (
            f'<text:section text:style-name="G">{words}</text:section>',
            style("G", "section", '<style:section-properties fo:background-color="#1f3864"/>'),
        ),
    }[where]
    document = odt(body, white + ground)
    assert (rest(document), document.flags) == ("White on blue", ())


def test_frame_off_the_page_is_hidden():
    box = "<draw:text-box><text:p>far away words</text:p></draw:text-box>"
    document = odt(f'<text:p><draw:frame svg:x="-90cm" svg:y="1cm">{box}</draw:frame></text:p>')
    assert (rest(document), codes(document)) == ("", ["invisible_text"])


def test_answer_in_a_form_field_is_read_where_its_field_stands():
    forms = (
        '<office:forms><form:form><form:text form:id="c1" form:current-value="Ruritania"/></form:form></office:forms>'
    )
    document = odt('<text:p>Country: <draw:control draw:control="c1"/></text:p>', forms=forms)
    assert rest(document) == "Country: Ruritania"


def test_pages_are_those_libreoffice_laid_out():
    counts = '<meta:document-statistic meta:page-count="2" meta:word-count="{}"/>'
    meta = f"<office:document-meta {NAMES}><office:meta>{counts}</office:meta></office:document-meta>"
    words = len((PROSE + MORE).split())
    assert odt("", **{"meta.xml": meta.format(words)}).pages == 2
    assert odt("", **{"meta.xml": meta.format(5_000)}).pages is None
    broken = odt("<text:p>Before <text:soft-page-break/>after</text:p><text:p>On the second page.</text:p>")
    assert (broken.pages, broken.blocks[-1].page) == (2, 2)


def test_formula_is_no_foreign_object():
    kind = 'manifest:media-type="application/vnd.oasis.opendocument.{}"'
    entry = f'<manifest:file-entry manifest:full-path="Object 1/" {kind}/>'
    assert codes(odt("", manifest=entry.format("formula"), **{"Object 1/content.xml": "<x/>"})) == []
    assert codes(odt("", manifest=entry.format("database"), **{"Object 1/content.xml": "<x/>"})) == ["embedded_content"]


def test_fonts_spacing_and_page_are_told():
    styles = (
        '<style:page-layout style:name="L"><style:page-layout-properties fo:page-width="21cm" fo:page-height="29.7cm"'
        ' fo:margin-top="2.54cm" fo:margin-right="2.54cm" fo:margin-bottom="2.54cm" fo:margin-left="2.54cm"/>'
        "</style:page-layout>"
        '<style:default-style style:family="paragraph"><style:paragraph-properties fo:line-height="200%"/>'
        '<style:text-properties style:font-name="Liberation Serif" fo:font-size="12pt"/></style:default-style>'
    )
    form = odt("", styles).format
    assert (form.page_size, form.margins_in, form.line_spacing) == ("a4", (1.0, 1.0, 1.0, 1.0), 2.0)
    assert [(font.name, font.size_pt, font.share) for font in form.fonts] == [("Liberation Serif", 12.0, 1.0)]
