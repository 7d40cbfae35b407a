"""The Flask application: `create_app()` wires the parts and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

from flask import Flask
from jinja2 import StrictUndefined
from werkzeug.middleware.proxy_fix import ProxyFix

from reviewer import logs
from reviewer.sandbox import Sandbox
from reviewer.settings import Settings
from reviewer.web import (
    audits,
    auth,
    awards,
    banks,
    calibrations,
    chairs,
    comments,
    committees,
    deductions,
    desk_pages,
    errors,
    feedback_files,
    guard,
    home,
    language,
    numbers,
    papers,
    questions,
    readers,
    regrades,
    releases,
    resets,
    setup,
    shell,
)
from reviewer.web.links import RowId
from reviewer.work import House

_PACKAGED = Path(__file__).parent / "templates"
_CHECKOUT = Path(__file__).parents[2] / "templates"
_FORM_SLACK_BYTES = 1024 * 1024
_STATIC_SECONDS = 365 * 24 * 3600


def create_app(settings: Settings | None = None, house: House | None = None) -> Flask:
    """The application for these settings (by default the environment's); `house` replaces the one they describe."""
    logs.configure()
    settings = settings or Settings.from_env(os.environ)
    app = Flask(__name__, template_folder=str(_PACKAGED if _PACKAGED.is_dir() else _CHECKOUT))
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=settings.upload_limit_bytes + _FORM_SLACK_BYTES,
        MAX_FORM_MEMORY_SIZE=4 * _FORM_SLACK_BYTES,
        SESSION_COOKIE_NAME="__Host-reviewer" if settings.is_https else "reviewer",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SEND_FILE_MAX_AGE_DEFAULT=_STATIC_SECONDS,
        WTF_CSRF_TIME_LIMIT=None,  # a token lives as long as its session: a chair's form may be open all evening
    )
    app.jinja_env.undefined = StrictUndefined if settings.environment == "test" else app.jinja_env.undefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.extensions["house"] = house or House.open(settings)
    app.extensions["sandbox"] = Sandbox("spawn")  # gunicorn's threads forbid forking this process
    app.url_map.converters["int"] = RowId
    for part in (
        numbers,
        guard,
        language,
        shell,
        errors,
        auth,
        home,
        resets,
        papers,
        chairs,
        comments,
        desk_pages,
        questions,
        deductions,
        committees,
        setup,
        audits,
        releases,
        feedback_files,
        regrades,
        calibrations,
        awards,
        banks,
        readers,
    ):
        part.init(app)
    return app
