"""Coming in and going out: sign-in, invitations, the own account."""

from __future__ import annotations

from flask import Blueprint, Flask, flash, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_login import LoginManager, current_user, login_user, logout_user

from reviewer import passwords
from reviewer.domain.access import Actor
from reviewer.domain.errors import DomainError, NotFound, Refused
from reviewer.models import User
from reviewer.services import accounts, invitations
from reviewer.web.asking import Person, actor, house, person, reading, working
from reviewer.web.guard import guesses
from reviewer.web.links import local_path
from reviewer.web.messages import words
from reviewer.web.shell import role_name

bp = Blueprint("auth", __name__)


def init(app: Flask) -> None:
    """Recognise people by their session."""
    manager = LoginManager(app)
    manager.session_protection = None  # it ties sessions to an address, and phones change theirs all the time
    manager.user_loader(_load)
    app.register_blueprint(bp)


def _load(identity: str) -> Person | None:
    number, _dot, key = identity.partition(".")
    if not number.isdigit():
        return None
    with reading() as unit:
        found = accounts.load_person(unit, int(number), key)
    return None if found is None else _person(*found)


def _person(user: User, grants: Actor) -> Person:
    return Person(grants, user.name, user.email, user.session_key, user.locale, user.timezone)


def _enter(user: User) -> None:
    session.clear()  # whatever an earlier visitor of this browser left
    session.permanent = False
    with reading() as unit:
        found = accounts.load_person(unit, user.id, user.session_key)
    if found is not None:
        login_user(_person(*found))


@bp.route("/sign-in", methods=["GET", "POST"])
@guesses(lambda: request.form.get("email", ""))
def sign_in() -> ResponseReturnValue:
    """Sign in with address and password."""
    wanted = local_path(request.values.get("next"))
    if current_user.is_authenticated:
        return redirect(wanted)
    errors = []
    if request.method == "POST":
        try:
            with reading() as unit:
                user = accounts.authenticate(
                    unit, email=request.form.get("email", ""), password=request.form.get("password", "")
                )
            _enter(user)
            return redirect(wanted)
        except Refused as refused:
            errors = [{"id": "password", "message": words(refused)}]
    page = render_template(
        "auth/sign_in.html",
        action=url_for("auth.sign_in"),
        values={"email": request.form.get("email", "")},
        errors=errors,
        next=wanted,
        providers=[],
    )
    return page, 422 if errors else 200


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End this session."""
    logout_user()
    session.clear()
    return redirect(url_for("auth.sign_in"), 303)


def _invited_email() -> str:
    with reading() as unit:
        try:
            return invitations.find_invitation(unit, (request.view_args or {})["token"]).email
        except NotFound:
            return ""


@bp.route("/invitations/<token>", methods=["GET", "POST"])
@guesses(_invited_email)
def invitation(token: str) -> ResponseReturnValue:
    """Accept an invitation: choose a password, or prove an account that exists."""
    try:
        return _invitation(token)
    except NotFound as gone:
        # The person holds a link and was expected: unlike elsewhere, they may know what became of it.
        return render_template("auth/invitation_gone.html", message=words(gone)), 404


def _invitation(token: str) -> ResponseReturnValue:
    with reading() as unit:
        invited = invitations.look_at_invitation(unit, token, house().clock())
    errors = []
    if request.method == "POST":
        try:
            with reading() as unit:
                proof = invitations.prove(
                    unit,
                    token=token,
                    password=request.form.get("password", ""),
                    signed_in_id=actor().user_id if current_user.is_authenticated else None,
                )
            with working() as work:
                user = invitations.accept_invitation(
                    work, token=token, proof=proof, name=request.form.get("name") or None
                )
            _enter(user)
            flash(_("Welcome. This is your place at the conference."))
            return redirect(url_for("home.start"))
        except Refused as refused:
            errors = [{"id": "password", "message": words(refused)}]
    page = render_template(
        "auth/invitation.html",
        invited=invited,
        is_signed_in_as_invited=current_user.is_authenticated and person().email == invited.email,
        role=role_name(invited.role),
        least=passwords.SHORTEST,
        values={"name": request.form.get("name", invited.name)},
        errors=errors,
        action=url_for("auth.invitation", token=token),
    )
    return page, 422 if errors else 200


@bp.route("/account", methods=["GET", "POST"])
@guesses(lambda: person().email if current_user.is_authenticated else "")
def account() -> ResponseReturnValue:
    """The own account: a new password ends every other session."""
    errors = []
    if request.method == "POST":
        try:
            user = accounts.change_password(
                house(),
                user_id=actor().user_id,
                current=request.form.get("current", ""),
                password=request.form.get("password", ""),
            )
            _enter(user)
            flash(_("Your password is changed, and you are signed out everywhere else."))
            return redirect(url_for("auth.account"))
        except DomainError as refused:
            field = "current" if refused.code == "sign_in_failed" else "password"
            errors = [{"id": field, "message": words(refused)}]
    page = render_template(
        "auth/account.html",
        person=person(),
        least=passwords.SHORTEST,
        errors=errors,
        action=url_for("auth.account"),
        everywhere_action=url_for("auth.sign_out_everywhere"),
    )
    return page, 422 if errors else 200


@bp.post("/account/sign-out-everywhere")
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of the own account, this one too: also those of cookies that somebody copied."""
    with working() as work:
        accounts.sign_out_everywhere(work, user_id=actor().user_id)
    logout_user()
    session.clear()
    flash(_("You are signed out everywhere."))
    return redirect(url_for("auth.sign_in"), 303)
