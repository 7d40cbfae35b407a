"""Which language and zone a page speaks: the person's choice, else the browser's."""

from __future__ import annotations

from functools import lru_cache
from gettext import NullTranslations
from pathlib import Path
from typing import Any, cast

from flask import Blueprint, Flask, g, redirect, request, session
from flask.typing import ResponseReturnValue
from flask_babel import Babel, get_locale, get_translations
from flask_login import current_user
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from reviewer.services import accounts
from reviewer.web.asking import working
from reviewer.web.links import local_path

LANGUAGES = {"en": "English", "es": "Español"}
_TRANSLATIONS = Path(__file__).parent / "translations"

bp = Blueprint("language", __name__)


def init(app: Flask) -> None:
    """Choose a language for every request."""
    Babel(app, default_translation_directories=str(_TRANSLATIONS), locale_selector=_choose)
    app.jinja_env.globals.update(gettext=_said, _=_said)
    app.register_blueprint(bp)


def _choose() -> str:
    chosen = session.get("language")
    if chosen in LANGUAGES:
        return str(chosen)
    if current_user.is_authenticated and current_user.locale in LANGUAGES:
        return str(current_user.locale)
    return _of_browser()


def _of_browser() -> str:
    """The first language the browser asks for that we speak, whatever its country: `es-CO` is `es` before any `en`."""
    asked = (code.partition("-")[0].lower() for code, quality in request.accept_languages if quality > 0)
    return next((code for code in asked if code in LANGUAGES), "en")


@pass_context
def _said(context: Context, sentence: str, /, **variables: Any) -> str:
    """A template's sentence in the page's language, as the extension says it.

    A page says two thousand; the extension asks each time anew which language that is, and costs more than the page.
    """
    catalog = _catalog()
    if not context.eval_ctx.autoescape:
        return catalog.gettext(sentence) % variables
    return _pattern(catalog, sentence) % variables if variables else _constant(catalog, sentence)


@lru_cache(maxsize=8192)
def _constant(catalog: NullTranslations, sentence: str) -> Markup:
    return _pattern(catalog, sentence) % {}


def _pattern(catalog: NullTranslations, sentence: str) -> Markup:
    return Markup(catalog.gettext(sentence))  # noqa: S704 - our own sentence; what is put into it gets escaped


def _catalog() -> NullTranslations:
    found = g.get("catalog")
    if found is None:
        found = g.catalog = get_translations()
    return cast("NullTranslations", found)


def current() -> str:
    """The language code of this page."""
    locale = get_locale()
    return locale.language if locale is not None else "en"


@bp.post("/language")
def choose() -> ResponseReturnValue:
    """Change the language of this session and, for a signed-in person, of their mails."""
    wanted = request.form.get("language", "")
    if wanted in LANGUAGES:
        session["language"] = wanted
        if current_user.is_authenticated:
            with working() as work:
                accounts.set_locale(work, user_id=current_user.actor.user_id, locale=wanted)
    return redirect(local_path(request.form.get("next")))
