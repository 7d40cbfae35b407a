"""Background guides: `read_guide` turns a Document into what staff need to set up a committee."""

from reviewer.engine.guide.found import Found
from reviewer.engine.guide.links import Link
from reviewer.engine.guide.names import Officer
from reviewer.engine.guide.reading import Guide, GuideTopic, read_guide

__all__ = ["Found", "Guide", "GuideTopic", "Link", "Officer", "read_guide"]
