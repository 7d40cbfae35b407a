"""A paper's own facts: title block, words, pages and topics as conferences count them, citations and references.

    facts = read_facts(document, topics=[TopicTitle(...)])
    checks = check_title(facts.title, Expected(country=["Chad"]))

Everything is told from a `Document` alone and may be told again at any time: nothing of it needs the file.
"""

from __future__ import annotations

from collections.abc import Sequence

from reviewer.engine.citations import citations, quotations, reference_entries
from reviewer.engine.document import Document
from reviewer.engine.facts.check import check_title
from reviewer.engine.facts.counts import count_typed, page_count, topic_words
from reviewer.engine.facts.found import Expected, Facts, FieldCheck, PageCount, TitleField, TopicWords
from reviewer.engine.facts.title import title_fields

__all__ = [
    "Expected",
    "Facts",
    "FieldCheck",
    "PageCount",
    "TitleField",
    "TopicWords",
    "check_title",
    "count_typed",
    "page_count",
    "read_facts",
    "title_fields",
]


def read_facts(document: Document, topics: Sequence[str] = (), expected: Expected | None = None) -> Facts:
    """The facts of a document. `topics` are the titles a paper may speak of; without any, its own headings tell.

    `expected` helps to know the fields of a title block without labels again.
    """
    title = title_fields(document, expected)
    return Facts(
        language=document.language,
        words=document.words,
        words_body=document.words_body,
        counted=count_typed(document),
        pages=page_count(document),
        title=title,
        topics=topic_words(document, topics, title),
        quotations=quotations(document.text),
        citations=citations(document.text, document.blocks),
        references=reference_entries(document.text, document.blocks),
    )
