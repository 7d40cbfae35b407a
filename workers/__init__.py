"""The processes that do the work recorded in `runs`; they import `reviewer`, never the other way."""
