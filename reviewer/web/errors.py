"""One answer for every refusal: pages of ours, in the person's language, that say what to do next."""

from __future__ import annotations

from http import HTTPStatus

import structlog
from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from reviewer.domain.errors import Conflict, DomainError, NotAllowed, NotFound
from reviewer.web.asking import house
from reviewer.web.messages import words

_log = structlog.get_logger(__name__)
_PAGES = frozenset({400, 403, 404, 413, 429, 500})
_SHORT = {
    400: _l("That request could not be understood"),
    403: _l("This is not open to you"),
    404: _l("There is no page here"),
    413: _l("That file is too large"),
    429: _l("Too many requests came from your account in a short time."),
}
"""For scripts, which show the reason beside what could not be saved."""


def init(app: Flask) -> None:
    """Answer exceptions with pages (or, for scripts, with JSON)."""
    app.register_error_handler(DomainError, _refusal)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _fault)


def wants_json() -> bool:
    """Whether a script asks rather than a person."""
    return request.accept_mimetypes.best == "application/json"


def status_of(error: DomainError) -> int:
    """The HTTP status of a refusal."""
    if isinstance(error, NotAllowed):
        return HTTPStatus.FORBIDDEN
    if isinstance(error, NotFound):
        return HTTPStatus.NOT_FOUND
    return HTTPStatus.CONFLICT if isinstance(error, Conflict) else HTTPStatus.UNPROCESSABLE_ENTITY


def _refusal(error: DomainError) -> ResponseReturnValue:
    status = status_of(error)
    if wants_json():
        return {"error": {"code": error.code, "message": words(error)}}, status
    if status == HTTPStatus.NOT_FOUND:
        # What is not for this person must look like what does not exist, to the last word.
        return _page(404), status
    return render_template("errors/refused.html", status=int(status), message=words(error), request_id=None), status


def _stale_form(_error: CSRFError) -> ResponseReturnValue:
    message = _("This page was open for too long or belongs to another sign-in. Go back, reload it and send it again.")
    if wants_json():
        return {"error": {"code": "stale_form", "message": message}}, 400
    return render_template("errors/refused.html", status=400, message=message, request_id=None), 400


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if error.response is not None:
        return error
    if wants_json():
        return {"error": {"code": str(status), "message": str(_SHORT.get(status, error.name))}}, status
    return _page(status if status in _PAGES else 400), status


def _page(status: int) -> str:
    limit = f"{house().settings.upload_limit_bytes // (1024 * 1024)} MB"
    return render_template(f"errors/{status}.html", limit=limit, message=None, retry=None, request_id=None)


def _fault(error: Exception) -> ResponseReturnValue:
    # The route, not the path: an invitation's path is the key to an account.
    _log.exception("request.broke", route=str(request.url_rule), method=request.method, error=type(error).__name__)
    if wants_json():
        return {"error": {"code": "fault", "message": _("Something broke on our side. Try again in a minute.")}}, 500
    return render_template("errors/500.html", request_id=g.get("request_id")), 500
