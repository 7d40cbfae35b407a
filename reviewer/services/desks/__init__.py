"""What each person's screen shows, read in few queries and given as frozen values; nothing here changes anything."""

from reviewer.services.desks.frame import Frame, database_answers, frame

__all__ = ["Frame", "database_answers", "frame"]
