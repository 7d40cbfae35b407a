"""A forgotten password: ask for a link, follow it, choose a new one."""

from __future__ import annotations

from flask import Blueprint, Flask, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from reviewer import passwords
from reviewer.domain.errors import NotFound, Refused
from reviewer.services import resets
from reviewer.web.asking import house, reading, working
from reviewer.web.guard import limiter
from reviewer.web.messages import words

bp = Blueprint("resets", __name__)


def init(app: Flask) -> None:
    """Serve the two pages."""
    app.register_blueprint(bp)


@bp.route("/forgotten-password", methods=["GET", "POST"])
@limiter.limit("5 per hour", methods=["POST"])
def ask() -> ResponseReturnValue:
    """Ask for a link; the answer is the same whether the address is known or not."""
    if request.method == "POST":
        with working() as work:
            resets.ask(work, email=request.form.get("email", ""))
        flash(_("If this address has an account, a letter with a link is on its way. The link works for two hours."))
        return redirect(url_for("auth.sign_in"), 303)
    return render_template("auth/forgotten.html", action=url_for("resets.ask"))


@bp.route("/new-password/<token>", methods=["GET", "POST"])
@limiter.limit("30 per hour", methods=["POST"])
def choose(token: str) -> ResponseReturnValue:
    """Choose a new password; afterwards one signs in with it, as on any other device."""
    errors = []
    try:
        with reading() as session:
            email = resets.account_of(session, house().settings, token).email
        if request.method == "POST":
            resets.choose(house(), token=token, password=request.form.get("password", ""))
            flash(_("Your password is changed. Sign in with the new one."))
            return redirect(url_for("auth.sign_in"), 303)
    except NotFound as gone:
        return render_template("auth/invitation_gone.html", message=words(gone)), 404
    except Refused as refused:
        errors = [{"id": "password", "message": words(refused)}]
    action = url_for("resets.choose", token=token)
    page = render_template(
        "auth/new_password.html", action=action, email=email, errors=errors, least=passwords.SHORTEST
    )
    return page, 422 if errors else 200
