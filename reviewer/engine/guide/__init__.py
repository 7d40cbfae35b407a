"""Background guides: `read_guide` turns a Document into what staff need to set up a committee."""

from reviewer.engine.guide.found import Certainty, Found
from reviewer.engine.guide.links import Link
from reviewer.engine.guide.names import Officer
from reviewer.engine.guide.notices import Notice, NoticeCode
from reviewer.engine.guide.reading import Guide, GuideSection, GuideTopic, SectionKind, read_guide

__all__ = [
    "Certainty",
    "Found",
    "Guide",
    "GuideSection",
    "GuideTopic",
    "Link",
    "Notice",
    "NoticeCode",
    "Officer",
    "SectionKind",
    "read_guide",
]
