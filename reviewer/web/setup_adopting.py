"""Forms that a conference adopts (rubrics, format profiles): brought as YAML, taken away as YAML, called by version."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from flask import Response, request
from flask_babel import gettext as _

from reviewer import catalog
from reviewer.domain.faults import Fault, FormFaults
from reviewer.web.fault_words import fault_words
from reviewer.web.setup_place import Fault as Complaint
from reviewer.web.setup_place import choose_file, columns

FormT = TypeVar("FormT")


@dataclass(frozen=True, slots=True)
class Brought(Generic[FormT]):
    """An own file as it was sent: the form in it, or why there is none."""

    form: FormT | None = None
    name: str = ""
    faults: tuple[Fault, ...] = ()


def brought(load: Callable[..., FormT]) -> Brought[FormT]:
    """The file of this request, read by `load`; without a name when none was chosen."""
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return Brought()
    try:
        return Brought(load(sent.read(catalog.LARGEST + 1), file=sent.filename), sent.filename)
    except FormFaults as wrong:
        return Brought(None, sent.filename, wrong.faults)


def bringing_values(own: Brought[Any] | None, errors: Sequence[Complaint]) -> dict[str, Any]:
    """What `_macros/bringing.html` draws of a file that was not adopted (None: none was sent), among other errors."""
    without_file = own is not None and not own.name
    return {
        "errors": [*errors, *([{"id": "file", "message": choose_file()}] if without_file else [])],
        "upload_name": own.name if own else "",
        "upload_faults": [{"path": one.path, "reason": fault_words(one)} for one in (own.faults if own else ())],
        "fault_columns": columns(_("Where"), _("What to do")),
    }


def yaml_file(name: str, text: str) -> Response:
    """A form to save."""
    answer = Response(text, mimetype="application/yaml")
    answer.headers.set("Content-Disposition", "attachment", filename=f"{name}.yaml")
    return answer


def named(title: str, version: int) -> str:
    """A title, with its version from the second on."""
    return title if version == 1 else str(_("%(title)s, version %(number)s", title=title, number=version))
