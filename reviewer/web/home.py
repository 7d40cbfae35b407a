"""The first page after sign-in, and the answer to a load balancer."""

from __future__ import annotations

from flask import Blueprint, Flask, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from reviewer.domain.states import Role
from reviewer.services import desks
from reviewer.web.asking import actor, reading

bp = Blueprint("home", __name__)


def init(app: Flask) -> None:
    """Serve `/`."""
    app.register_blueprint(bp)


@bp.get("/")
def start() -> ResponseReturnValue:
    """Everybody's own beginning: staff's conference, a chair's queue, a delegate's papers."""
    with reading() as session:
        place = desks.frame(session, actor(), None)
    if place is None:
        return render_template("home/empty.html", may_create=actor().is_operator)
    if Role.STAFF in place.roles:
        return redirect(url_for("setup.overview", conference_id=place.conference_id))
    if place.chaired:
        return redirect(url_for("chairs.queue", committee_id=place.chaired[0][0]))
    return redirect(url_for("papers.home"))


@bp.get("/alive")
def alive() -> ResponseReturnValue:
    """Whether this process answers and reaches its database."""
    with reading() as session:
        desks.database_answers(session)
    return {"ok": True}
