"""How this service's processes log: one line of words and values an event, a plain traceback, nothing of people."""

from __future__ import annotations

import sys

import structlog


def configure() -> None:
    """Let this process log in that way, to standard error.

    Said outright because the library's own choice depends on what else is installed: with `rich` it prints every
    frame's local variables, and those are passwords, letters and papers.
    """
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.dev.ConsoleRenderer(
                colors=False,
                pad_event_to=0,
                exception_formatter=structlog.dev.plain_traceback,
                repr_native_str=True,  # a line break in a value would begin a line that nobody logged
            ),
        ],
        logger_factory=lambda *_names: structlog.PrintLogger(sys.stderr),  # as it is then: tests and tools replace it
        cache_logger_on_first_use=False,
    )
