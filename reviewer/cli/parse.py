"""Read a file in a sandbox and print what the engine sees: text, blocks, format, history and flags."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from reviewer.cli import inputs
from reviewer.domain.faults import FormFaults
from reviewer.domain.format_profile import FormatProfile
from reviewer.engine.document import MIB, Limits, Unreadable
from reviewer.engine.report import ENGINE_VERSION

_DEFAULT = Limits()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `reviewer parse`."""
    which = parser.add_mutually_exclusive_group(required=True)
    which.add_argument("file", nargs="?", metavar="FILE", help="the file to read")
    which.add_argument("--batch", metavar="LIST", help="read every file LIST names, one path a line; prints JSON lines")
    parser.add_argument(
        "--topic",
        action="append",
        default=[],
        metavar="TITLE",
        help="a topic the paper may speak of; give each of them",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument(
        "--format", metavar="PROFILE", help="check the form by a format profile: a shipped one's name, or a YAML file"
    )
    parser.add_argument(
        "--max-bytes", type=int, default=_DEFAULT.bytes, help=f"size limit (default {_DEFAULT.bytes // MIB} MB)"
    )
    parser.add_argument("--max-pages", type=int, default=_DEFAULT.pages, help="page limit (default %(default)s)")


def run(args: argparse.Namespace) -> int:
    """Exit status 0, 1 when a file could not be read, or 2 when the format profile cannot be used."""
    limits = Limits(bytes=args.max_bytes, pages=args.max_pages)
    try:
        profile = _profile(args.format) if args.format else None
    except FormFaults as wrong:
        sys.stderr.write(f"{wrong}\n")
        return 2
    if args.batch is not None:
        return _run_batch(args.batch, limits, profile, args.topic)
    answer = parse(args.file, limits, profile, args.topic)
    print(_dump(answer) if args.json else describe(answer))
    return 0 if answer["ok"] else 1


def _profile(name: str) -> FormatProfile:
    from reviewer.cli.formats import find

    return find(name)


def parse(
    name: str, limits: Limits, profile: FormatProfile | None = None, topics: Sequence[str] = ()
) -> dict[str, Any]:
    """The answer of the command-line contract for one file, with `format_findings` where a profile is given.

    `topics` are the titles the paper may speak of; without any, its own headings tell.
    """
    from reviewer.engine.facts import read_facts

    engine = {"version": ENGINE_VERSION, "semantic": False}
    try:
        document = inputs.read(name, limits=limits)
    except Unreadable as error:
        return {"ok": False, "file": name, "error": error.to_json(), "engine": engine}
    facts = read_facts(document, topics)
    by_topic = {"words_by_topic": {topic.title: topic.words for topic in facts.topics}} if facts.topics else {}
    answer = {
        "ok": True,
        "file": name,
        **document.to_json(),
        **by_topic,
        "facts": facts.to_json(),
        "engine": engine,
    }
    if profile is not None:
        from reviewer.engine.formats import Occasion, findings

        found = findings(document, profile, Occasion(file_name=Path(name).name, topics=tuple(topics)))
        answer["format_findings"] = [one.to_json() for one in found]
    return answer


def _run_batch(listing: str, limits: Limits, profile: FormatProfile | None, topics: Sequence[str]) -> int:
    from reviewer.engine import readers

    readers.preload()
    try:
        with Path(listing).open(encoding="utf-8", errors="surrogateescape") as source:
            names = [line.rstrip("\r\n") for line in source if line.strip()]
    except OSError as error:
        sys.stderr.write(f"reviewer parse: {listing} cannot be opened: {error.strerror}\n")
        return 2
    failed = 0
    with inputs.progress("reading", len(names)) as advance:
        for name in names:
            answer = parse(name, limits, profile, topics)
            failed += not answer["ok"]
            print(_dump({"id": name, **answer}))
            advance()
    return 1 if failed else 0


def _dump(answer: Mapping[str, Any]) -> str:
    """One line of ASCII JSON, so that the terminal's encoding cannot fail on it."""
    return json.dumps(answer)


def describe(answer: Mapping[str, Any]) -> str:
    """The same facts for a person."""
    if not answer["ok"]:
        return f"{answer['file']}: not readable ({answer['error']['code']})\n  {answer['error']['message']}"
    lines = [
        f"{answer['file']}: {answer['media_type']}",
        _counts(answer),
        *_fact_lines(answer["facts"]),
        *_format_lines(answer["format"], answer["metadata"]),
        *(f"  {flag['severity']}: {flag['code']}: {flag['detail']}" for flag in answer["flags"]),
        *(_finding(one) for one in answer.get("format_findings", ())),
        "",
        answer["text"],
    ]
    return "\n".join(lines).encode("utf-8", "replace").decode(sys.stdout.encoding or "utf-8", "replace")


def _finding(one: Mapping[str, Any]) -> str:
    known = {name: value for name, value in one["values"].items() if value not in (None, (), [])}
    told = ", ".join(
        f"{name} {', '.join(value) if isinstance(value, tuple) else value}" for name, value in known.items()
    )
    return f"  {one['state'].replace('_', ' ')}: {one['check']}: {one['code']}" + (f" ({told})" if told else "")


def _counts(answer: Mapping[str, Any]) -> str:
    words = f"{answer['words']} words ({answer['words_body']} in the body)"
    pages = answer["facts"]["pages"]
    count = f"{pages['number']:g} pages ({pages['how']})" if pages else "unknown number of pages"
    return f"  {words}, language {answer['language'] or 'not told'}, {count}"


def _fact_lines(facts: Mapping[str, Any]) -> list[str]:
    lines = [f"  {field['name']}: {field['value']}" for field in facts["title"]]
    lines += [f"  topic {topic['number']}: {topic['words']} words on {topic['title']}" for topic in facts["topics"]]
    found = [(len(facts[kind]), kind) for kind in ("quotations", "citations", "references")]
    return [*lines, "  " + ", ".join(f"{number} {kind}" for number, kind in found)]


def _format_lines(form: Mapping[str, Any], metadata: Mapping[str, Any]) -> list[str]:
    lines = []
    if form["fonts"]:
        fonts = ", ".join(
            f"{font['name']} {font['size_pt'] or '?'} pt {font['share']:.0%}" for font in form["fonts"][:3]
        )
        lines.append(f"  set in {fonts}; paper {form['page_size'] or 'unknown'}")
    known = {key: value for key, value in metadata.items() if value and key != "revision_ids"}
    if known:
        lines.append("  " + ", ".join(f"{key.replace('_', ' ')} {value}" for key, value in known.items()))
    return lines
