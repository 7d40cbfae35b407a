"""A rubric's mapping as the fields of the editor's form."""

from __future__ import annotations

from typing import Any

from reviewer.web.rubric_editor_form import shown


def fields_of(content: dict[str, Any]) -> dict[str, str]:
    """The form's fields for a mapping, as a browser sends them."""
    sent: dict[str, str] = {}

    def put(name: str, value: Any) -> None:
        if isinstance(value, list):
            for place, one in enumerate(value):
                for key, inner in one.items():
                    put(f"{name}-{place}-{key}", inner)
        elif value is not False:
            sent[name] = "yes" if value is True else str(value)

    for key, value in shown(content).items():
        put(key, value)
    return sent
