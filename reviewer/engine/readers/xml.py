"""XML parsing that resolves nothing, fetches nothing and grows no further than its bytes."""

from __future__ import annotations

import re

from lxml import etree

from reviewer.engine.document import Unreadable
from reviewer.engine.readers.container import MAX_ELEMENTS, damaged

_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)


def parse_xml(data: bytes) -> etree._Element:
    """The root element. Raises Unreadable: unsafe_content for a document type or entities, bomb, or corrupt."""
    refuse_entities(data)
    if data.count(b"<") > MAX_ELEMENTS:
        raise Unreadable("bomb", "The file holds far more parts than a paper can have. Save the paper again, alone.")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_pis=True,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError):
        raise damaged() from None
    if root.getroottree().docinfo.internalDTD is not None:
        raise _unsafe()
    return root


def refuse_entities(data: bytes) -> None:
    """Raises Unreadable(unsafe_content) when XML bytes declare a document type or entities, in any Unicode encoding."""
    if b"\x00" in data[:200]:
        data = data.replace(b"\x00", b"")
    if _DOCTYPE.search(data):
        raise _unsafe()


def _unsafe() -> Unreadable:
    return Unreadable(
        "unsafe_content",
        "The file declares XML entities, which no word processor writes. Save it again from your word processor.",
    )


def local(element: etree._Element) -> str:
    """The element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def namespace(element: etree._Element) -> str:
    """The element's namespace; empty when it has none."""
    tag = str(element.tag)
    return tag[1:].partition("}")[0] if tag.startswith("{") else ""
