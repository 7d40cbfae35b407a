"""Stored bytes as answers: files are saved, never opened in the page's own place."""

from __future__ import annotations

from flask import Response, send_file

from reviewer.services.downloads import Stored
from reviewer.web.asking import house

_NOWHERE = "default-src 'none'; sandbox"
_PICTURE_SECONDS = 3600


def attachment(stored: Stored) -> Response:
    """The bytes as a file to save, under a name that any browser understands (RFC 6266, RFC 5987)."""
    file = house().storage.open(stored.sha256)
    answer = send_file(file, stored.media_type, as_attachment=True, download_name=stored.name, etag=stored.sha256)
    answer.headers["Content-Security-Policy"] = _NOWHERE
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def picture(stored: Stored) -> Response:
    """A picture that we made ourselves, kept by the person's own browser for an hour."""
    answer = send_file(house().storage.open(stored.sha256), stored.media_type, etag=stored.sha256)
    answer.headers["Cache-Control"] = f"private, max-age={_PICTURE_SECONDS}"
    return answer
