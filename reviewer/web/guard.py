"""What every answer carries and every request passes: headers, CSRF, rate limits, and a sign-in by default."""

from __future__ import annotations

import secrets

import structlog
from flask import Flask, Response, g, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_login import current_user
from flask_wtf.csrf import CSRFProtect

from reviewer.web.asking import house

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
_TWO_YEARS = 2 * 365 * 24 * 3600

PUBLIC_ENDPOINTS = frozenset({"static", "auth.sign_in", "auth.invitation", "language.choose", "home.alive"})
"""Reachable without an account; everything else asks to sign in, and a new route is closed until it is named here."""


def _account_or_address() -> str:
    """Whom a rate counts for: the person, else the account being tried. A whole school may share one address."""
    if current_user.is_authenticated:
        return f"user:{current_user.actor.user_id}"
    email = request.form.get("email", "").strip().lower()
    return f"account:{email}" if email else f"address:{get_remote_address()}"


limiter = Limiter(_account_or_address, headers_enabled=False)
csrf = CSRFProtect()


def init(app: Flask) -> None:
    """Put the guards before and after every request."""
    settings = app.extensions["house"].settings
    app.config["RATELIMIT_STORAGE_URI"] = settings.redis_url.replace("unix://", "redis+unix://", 1)
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
