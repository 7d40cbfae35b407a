"""No template shows a word that a translator never sees."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

TEMPLATES = Path(__file__).parents[2] / "templates"
JINJA = Environment(extensions=["jinja2.ext.i18n"], autoescape=True)
ALLOWED = {"SHA-256"}
LITERAL = {"code", "kbd", "script", "style"}
SPOKEN = {"alt", "aria-label", "placeholder", "title"}
EMPTY = {"br", "hr", "img", "input", "link", "meta", "progress", "use"}
HOLE = "xzx"
"""Stands where an expression or statement was: letters, so that a computed tag name is still a tag."""
CLASS_BLOCK = re.compile(r"{% block main_class %}.*?{% endblock %}")
"""Filled into a class attribute by the layout."""


class Words(HTMLParser):
    """Collects the words of a template's own that people see or hear."""

    def __init__(self) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in EMPTY:
            self.inside.append(tag)
        for name, value in attrs:
            if name in SPOKEN:
                self.note(value or "")

    def handle_endtag(self, tag: str) -> None:
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not LITERAL.intersection(self.inside[-1:]):
            self.note(data)

    def note(self, words: str) -> None:
        own = words.replace(HOLE, " ").strip()
        if re.search(r"[^\W\d_]", own) and own not in ALLOWED:
            self.found.append(" ".join(own.split()))


def markup(source: str) -> str:
    """The template's own text, with a hole for every expression and statement and nothing for comments."""
    parts = []
    for _line, kind, value in JINJA.lex(CLASS_BLOCK.sub("", source)):
        if kind == "data":
            parts.append(value)
        elif kind in ("variable_begin", "block_begin"):
            parts.append(HOLE)
    return "".join(parts)


def visible(source: str) -> list[str]:
    reader = Words()
    reader.feed(markup(source))
    reader.close()
    return reader.found


PAGES = sorted(TEMPLATES.rglob("*.html"))
MARKUP = {
    "_macros/forms.html": {'aria-describedby=" -hint -error " aria-invalid="true"'},
    "_macros/paper.html": {"h2 blockquote div p"},
}
"""Macros that write attributes or a tag's name: outside `<...>` in the source, inside it on the page."""


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TEMPLATES)))
def test_every_visible_word_of_a_page_can_be_translated(page: Path) -> None:
    known = MARKUP.get(str(page.relative_to(TEMPLATES)), set())
    assert [words for words in visible(page.read_text()) if words not in known] == []


@pytest.mark.parametrize("letter", sorted(TEMPLATES.rglob("*.txt")), ids=lambda letter: letter.stem)
def test_every_word_of_a_letter_can_be_translated(letter: Path) -> None:
    own = markup(letter.read_text()).replace(HOLE, "").removeprefix("Subject:").replace("SHA-256", "")
    assert re.findall(r"[^\W\d_]+", own) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(TEMPLATES)))
def test_no_sentence_is_handed_to_a_macro_as_it_is(page: Path) -> None:
    tree = JINJA.parse(page.read_text())
    wrapped = {
        id(words)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in ("_", "gettext", "ngettext", "pgettext")
        for words in call.find_all(nodes.Const)
    }
    bare = [
        words.value
        for words in tree.find_all(nodes.Const)
        if isinstance(words.value, str)
        and id(words) not in wrapped
        and re.search(r"[A-Z][a-z]|[a-z]{2} [a-z]{2}", words.value)
    ]
    assert bare == []


@pytest.mark.parametrize(
    "source",
    [
        "<p>Bare {{ _('kept') }}</p>",
        '<a href="x" aria-label="Close">{{ x }}</a>',
        "{% if a %}Yes{% endif %}",
        "<button>{{ icon('x') }}Send</button>",
    ],
)
def test_a_bare_word_is_found(source: str) -> None:
    assert visible(source) != []


def test_marked_up_names_are_left_alone() -> None:
    assert visible("<p><kbd>Esc</kbd> <code>Committee</code> {{ _('closes') }}</p>{# Not seen #}") == []
