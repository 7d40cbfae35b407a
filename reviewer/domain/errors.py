"""Every refusal a person can meet.

DomainError
├── NotAllowed      this person may not do this (403)
├── NotFound        no such thing, or not for this person (404)
├── Refused         the act is well formed but the rules or the file forbid it (422)
└── Conflict        somebody else was faster; says what changed (409)

`code` is stable and for programs (the web layer translates it), `message` is English and for logs and the command
line, `details` fills the translated sentence.
"""

from __future__ import annotations


class DomainError(Exception):
    """A refusal with a stable `code`, an English `message` that says what to do next, and values for both."""

    def __init__(self, code: str, message: str, **details: object) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.details = details


class NotAllowed(DomainError):
    """The person is known, but this is not theirs to do or see."""


class NotFound(DomainError):
    """It does not exist, or its existence is not for this person to know."""


class Refused(DomainError):
    """The rules of the conference, or the file itself, do not permit it."""


class Conflict(DomainError):
    """Somebody else changed the same thing first; nothing was overwritten."""
