"""Read conference, committee, deadline, topics, key questions and links out of a background guide."""

from __future__ import annotations

import argparse
import json
from typing import Any

from reviewer.cli import inputs
from reviewer.engine.document import MIB, Limits, Unreadable
from reviewer.engine.guide import Found, Guide, GuideTopic, Link, Notice, read_guide
from reviewer.engine.report import ENGINE_VERSION

GUIDE_LIMITS = Limits(bytes=60 * MIB, pages=600, characters=5_000_000, seconds=60.0)
"""A guide may be longer than a paper."""

DONE, SOME_FAILED = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The command's arguments."""
    parser.add_argument("file", metavar="FILE", help="the background guide")
    parser.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Print what the guide says; 0 when it could be read, else 1."""
    try:
        document = inputs.read(args.file, limits=GUIDE_LIMITS)
    except Unreadable as error:
        _print_failure(args.file, error, as_json=args.json)
        return SOME_FAILED
    guide = read_guide(document)
    print(json.dumps(to_json(args.file, guide), ensure_ascii=False) if args.json else _for_a_person(guide))
    return DONE


def to_json(name: str, guide: Guide) -> dict[str, Any]:
    """The answer of the command-line contract, with each value's place and confidence under `places`."""
    return {
        "ok": True,
        "file": name,
        "conference": _value(guide.conference),
        "committee": _value(guide.committee),
        "officers": [{"role": one.value.role, "name": one.value.name} for one in guide.officers],
        "deadline": _value(guide.deadline),
        "topics": [_topic(topic) for topic in guide.topics],
        "warnings": list(guide.warnings),
        "notices": [_notice(notice) for notice in guide.notices],
        "places": {
            "conference": _place(guide.conference),
            "committee": _place(guide.committee),
            "deadline": _place(guide.deadline),
            "officers": [_place(one) for one in guide.officers],
        },
        "engine": {"version": ENGINE_VERSION, "semantic": False},
    }


def _topic(topic: GuideTopic) -> dict[str, Any]:
    return {
        "title": topic.title.value,
        "questions": [one.value for one in topic.questions],
        "links": [_link(one) for one in topic.links],
        "bibliography": [_link(one) for one in topic.bibliography],
        "sections": [
            {"kind": one.kind, "heading": one.heading, "text": one.text.value, **(_place(one.text) or {})}
            for one in topic.sections
        ],
        "places": {
            "title": _place(topic.title),
            "questions": [_place(one) for one in topic.questions],
            "links": [_place(one) for one in topic.links],
            "bibliography": [_place(one) for one in topic.bibliography],
        },
    }


def _link(found: Found[Link]) -> dict[str, str]:
    return {"label": found.value.label, "url": found.value.url}


def _notice(notice: Notice) -> dict[str, Any]:
    return {
        "code": notice.code,
        "values": dict(notice.values),
        "places": [{"start": span.start, "end": span.end} for span in notice.spans],
    }


def _value(found: Found[str] | None) -> str | None:
    return found.value if found else None


def _place(found: Found[Any] | None) -> dict[str, Any] | None:
    if found is None:
        return None
    return {
        "start": found.span.start,
        "end": found.span.end,
        "confidence": round(found.confidence, 2),
        "certainty": found.certainty,
    }


def _print_failure(name: str, error: Unreadable, *, as_json: bool) -> None:
    if as_json:
        print(json.dumps({"ok": False, "file": name, "error": error.to_json()}, ensure_ascii=False))
    else:
        print(f"{name}: {error.message}")


def _for_a_person(guide: Guide) -> str:
    lines = [
        f"Conference: {_value(guide.conference) or '(not found)'}",
        f"Committee:  {_value(guide.committee) or '(not found)'}",
        f"Deadline:   {_value(guide.deadline) or '(not stated in full)'}",
        *(f"{one.value.role}: {one.value.name}" for one in guide.officers),
    ]
    for number, topic in enumerate(guide.topics, 1):
        lines += ["", f"Topic {number}: {topic.title.value or '(no title found)'}"]
        lines += [f"  {place}. {one.value}" for place, one in enumerate(topic.questions, 1)]
        lines += [f"  link: {one.value.label or '(no label)'} <{one.value.url}>" for one in topic.links]
    lines += ["", *(f"! {warning}" for warning in guide.warnings)] if guide.warnings else []
    return "\n".join(lines)
