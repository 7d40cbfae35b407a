"""A chair's word on a key question: by a key and a script, or by a form."""

from __future__ import annotations

from flask import Blueprint, Flask, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import BadRequest

from reviewer.domain.errors import DomainError
from reviewer.domain.states import CoverageStatus
from reviewer.models import CoverageJudgement
from reviewer.services import commenting, grading
from reviewer.services.desks.answers import word_of
from reviewer.web.asking import actor, reading, working
from reviewer.web.chairs import to_desk
from reviewer.web.errors import status_of
from reviewer.web.messages import words
from reviewer.web.questions_shown import state_values
from reviewer.work import Work

bp = Blueprint("questions", __name__)
_UNDO, _AGREE = "undo", "agree"


def init(app: Flask) -> None:
    """Serve the chairs' words on key questions."""
    app.register_blueprint(bp)


@bp.post("/papers/<int:paper_id>/questions")
def judge(paper_id: int) -> ResponseReturnValue:
    """Confirm, correct or take back.

    A script asks for JSON: `{"ruling", "sentence", "clock", "state"}`, the last being the line that says who decided.
    """
    question = request.form.get("question", 0, type=int)
    is_script = request.accept_mimetypes.best == "application/json"
    try:
        with working() as work:
            grading.check_may_mark(work.session, actor(), paper_id)  # who may not is told that, whatever they sent
            standing = _act(work, paper_id, question)
    except DomainError as refused:
        if not is_script:
            raise
        return {"message": words(refused)}, status_of(refused)
    return _told(paper_id, question, standing) if is_script else to_desk(paper_id, f"question-{question}")


def _act(work: Work, paper_id: int, question: int) -> CoverageJudgement | None:
    form = request.form
    asked = "covered" if form.get("sentence") else form.get("ruling", "")
    if asked == _UNDO:
        return grading.take_back_judgement(work, actor(), paper_id=paper_id, key_question_id=question)
    status = form.get("suggested", "") if asked == _AGREE else asked
    if status not in list(CoverageStatus):
        raise BadRequest
    selection = commenting.selection_of(
        work.session,
        actor(),
        paper_id,
        quote=form.get("quote", ""),
        start=form.get("start", type=int),
        end=form.get("end", type=int),
        document_id=form.get("document", type=int),
    )
    sentence = form.get("evidence" if asked == _AGREE else "sentence", type=int)
    return grading.judge_question(
        work,
        actor(),
        paper_id=paper_id,
        key_question_id=question,
        status=CoverageStatus(status),
        evidence_span_id=None if status == CoverageStatus.MISSING else sentence,
        selection=selection,
    )


def _told(paper_id: int, question: int, standing: CoverageJudgement | None) -> dict[str, object]:
    with reading() as session:
        zone = grading.zone_of(session, paper_id)
        word = word_of(session, standing)
    state = state_values(word.status, word.by, word.at, zone, is_mine=word.by_id == actor().user_id) if word else None
    shown = {
        "number": question,
        "state": state,
        "ruling": word.status.value if word else None,
        "status": request.form.get("suggested"),
    }
    return {
        "ruling": word.status.value if word else "",
        "sentence": word.sentence if word else None,
        "clock": state["at"].clock if state else "",
        "state": render_template("desk/_word.html", question=shown),
    }
