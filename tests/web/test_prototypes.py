"""The drawn pages keep the house's rules without a browser: nothing inline, every id once, every field named."""

from __future__ import annotations

import re
from collections import Counter

import lxml.html
import pytest

from tests.web.gallery import STATIC, render
from tests.web.gallery_contexts import PAGES
from tests.web.gallery_text import PAPER, SPANS, blocks

RAW_VALUE = re.compile(r"(?<![\w-])\d*\.?\d+(px|rem|em|ch|cm|mm|pt|vw|vh|ms)\b|#[0-9a-f]{3,8}\b")


def tree(name: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(render(name))


@pytest.mark.parametrize("name", PAGES)
def test_page_holds_no_inline_code_or_style(name: str) -> None:
    page = tree(name)
    assert page.xpath("//style") == []
    assert [script for script in page.iter("script") if not script.get("src")] == []
    assert [e.tag for e in page.iter() if any(k == "style" or k.startswith(("on", "hx-on")) for k in e.attrib)] == []


@pytest.mark.parametrize("name", PAGES)
def test_page_gives_every_id_once_and_points_at_ids_that_exist(name: str) -> None:
    page = tree(name)
    ids = Counter(page.xpath("//@id"))
    assert [key for key, count in ids.items() if count > 1] == []
    for attribute in ("for", "aria-labelledby", "aria-describedby", "form"):
        named = {word for value in page.xpath(f"//@{attribute}") for word in value.split()}
        assert named <= set(ids), attribute


@pytest.mark.parametrize("name", PAGES)
def test_page_forms_that_change_something_carry_the_token(name: str) -> None:
    for form in tree(name).xpath("//form[@method='post']"):
        assert form.xpath(".//input[@name='csrf_token']"), form.get("action")


@pytest.mark.parametrize("name", PAGES)
def test_page_names_only_files_that_are_there(name: str) -> None:
    page = tree(name)
    links = {
        link.split("#")[0] for link in [*page.xpath("//@src"), *page.xpath("//link/@href"), *page.xpath("//use/@href")]
    }
    assert len(links) > 5
    assert {link for link in links if not (STATIC / link.removeprefix("/static/")).is_file()} == set()
    symbols = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text()))
    assert {link.split("#")[1] for link in page.xpath("//use/@href")} <= symbols


def test_paper_runs_say_where_they_start_and_lose_no_letter() -> None:
    text = "\n".join(words for _, _, _, words in PAPER)
    runs = tree("desk").xpath("//*[@data-paper]//*[@data-start]")
    assert len(runs) > len(PAPER)
    for run in runs:
        start = int(run.get("data-start"))
        assert text[start : start + len(run.text)] == run.text
    assert (
        sum(len(run["text"]) for block in blocks(PAPER, SPANS) for run in block["runs"]) == len(text) - len(PAPER) + 1
    )


def test_values_of_the_look_live_in_the_tokens_alone() -> None:
    files = [file for file in (STATIC / "css").glob("*.css") if file.name != "tokens.css"]
    assert len(files) > 3
    for file in files:
        lines = [line for line in file.read_text().splitlines() if not line.startswith("@media")]
        assert [line for line in lines if RAW_VALUE.search(line)] == [], file.name
