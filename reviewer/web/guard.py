"""What every answer carries and every request passes: headers, CSRF, rate limits, and a sign-in by default."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from http import HTTPStatus
from itertools import chain
from typing import Any, TypeVar, cast

import structlog
from flask import Flask, Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect
from werkzeug.exceptions import BadRequest

from reviewer.web.asking import house

View = TypeVar("View", bound=Callable[..., Any])

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}
_UNWRITABLE = re.compile("[\\0\\ud800-\\udfff]")
"""What no database keeps: PostgreSQL refuses NUL, and half a character is none in UTF-8."""
_TWO_YEARS = 2 * 365 * 24 * 3600

PUBLIC_ENDPOINTS = frozenset(
    {"static", "auth.sign_in", "auth.invitation", "language.choose", "home.alive", "resets.ask", "resets.choose"}
)
"""Reachable without an account; everything else asks to sign in, and a new route is closed until it is named here."""


def _person_or_address() -> str:
    """Whom a rate counts for: the person who is signed in, else the address."""
    return f"user:{current_user.actor.user_id}" if current_user.is_authenticated else f"address:{get_remote_address()}"


limiter = Limiter(_person_or_address, headers_enabled=False)
csrf = CSRFProtect()


def guesses(email: Callable[[], str]) -> Callable[[View], View]:
    """Limits the passwords that may be tried in vain on the account of `email()`, by whatever page tries them.

    The tight limit is of an account and an address together: a whole school shares an address, and whoever tries
    another's account from elsewhere must not lock its owner out. The wide ones are of the account alone and of the
    address alone. An account is told by a hash: the broker is no place for addresses, nor for megabytes of them.
    """

    def account() -> str:
        return "account:" + hashlib.sha256(email().strip().lower().encode()).hexdigest()

    def address() -> str:
        return f"address:{get_remote_address()}"

    def limited(view: View) -> View:
        limited_view: Callable[..., Any] = view
        for rate, key in (
            ("10 per 5 minutes; 60 per day", lambda: f"{account()} {address()}"),
            ("100 per hour", account),
            ("600 per 5 minutes", address),
        ):
            limit = limiter.shared_limit(
                rate,
                scope="password",
                key_func=key,
                methods=["POST"],
                deduct_when=_was_in_vain,
                override_defaults=False,
            )
            limited_view = limit(limited_view)
        return cast("View", limited_view)

    return limited


def _was_in_vain(answer: Response) -> bool:
    return answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY


def init(app: Flask) -> None:
    """Put the guards before and after every request."""
    settings = app.extensions["house"].settings
    app.config["RATELIMIT_STORAGE_URI"] = settings.redis_url.replace("unix://", "redis+unix://", 1)
    # A broker that hangs must not hold up a sign-in: after a second the counts are kept in memory.
    app.config["RATELIMIT_STORAGE_OPTIONS"] = {"socket_connect_timeout": 1, "socket_timeout": 1}
    app.config["RATELIMIT_IN_MEMORY_FALLBACK_ENABLED"] = True  # a lost broker must not close the door
    app.config["RATELIMIT_ENABLED"] = settings.environment != "test"
    app.config["RATELIMIT_STRATEGY"] = "moving-window"
    limiter.init_app(app)
    csrf.init_app(app)
    app.before_request(_begin)
    app.before_request(_ask_to_sign_in)
    app.after_request(_finish)


def _begin() -> None:
    g.request_id = secrets.token_hex(6)
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request=g.request_id)
    fields = chain(request.args.items(multi=True), request.form.items(multi=True))
    if any(_UNWRITABLE.search(text) for text in chain.from_iterable(fields)):
        raise BadRequest


def _ask_to_sign_in() -> ResponseReturnValue | None:
    if request.endpoint is None or request.endpoint in PUBLIC_ENDPOINTS or current_user.is_authenticated:
        return None
    wanted = request.full_path if request.method == "GET" and not request.headers.get("HX-Request") else None
    target = url_for("auth.sign_in", next=wanted) if wanted and wanted != "/?" else url_for("auth.sign_in")
    if request.headers.get("HX-Request"):
        return Response(status=401, headers={"HX-Redirect": target})
    if request.headers.get("Accept", "").startswith("application/json"):
        return Response(status=401)
    return redirect(target)


def _finish(response: Response) -> Response:
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if house().settings.is_https:
        response.headers["Strict-Transport-Security"] = f"max-age={_TWO_YEARS}; includeSubDomains"
    if request.endpoint != "static":
        response.headers.setdefault("Cache-Control", "no-store")
    return response
