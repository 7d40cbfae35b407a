"""`reviewer rubrics check [FILE...]` and `reviewer rubrics list`: whether rubric files can be used, and which ship."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from reviewer import catalog
from reviewer.domain.faults import Fault
from reviewer.domain.rubric import Rubric
from reviewer.domain.rubric_form import RubricFaults, content_hash

OK, SOME_FAILED = 0, 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the command its two acts."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    check = acts.add_parser("check", help="say what is wrong with rubric files")
    check.add_argument("files", nargs="*", type=Path, metavar="FILE", help="YAML files; none: every shipped rubric")
    shown = acts.add_parser("list", help="the rubrics that ship with the program")
    for act in (check, shown):
        act.add_argument("--json", action="store_true", help="print one JSON document and nothing else")


def run(args: argparse.Namespace) -> int:
    """Do the chosen act; 0 when every file can be used, 1 when some cannot."""
    return check(args.files, as_json=args.json) if args.act == "check" else list_shipped(as_json=args.json)


def check(files: list[Path], *, as_json: bool) -> int:
    """Print each file's name and hash, or its faults; 1 when there is a fault."""
    good: list[tuple[Path, Rubric]] = []
    faults: list[Fault] = []
    for path in files or catalog.files():
        try:
            good.append((path, catalog.load_file(path)))
        except RubricFaults as wrong:
            faults.extend(wrong.faults)
    if as_json:
        print(json.dumps({"rubrics": [_facts(each) for _, each in good], "faults": [_fault(each) for each in faults]}))
    else:
        for path, rubric in good:
            print(f"{path.name}: ok, {len(rubric.criteria)} criteria out of {rubric.scale.out_of}")
        for fault in faults:
            print(fault, file=sys.stderr)
    return SOME_FAILED if faults else OK


def list_shipped(*, as_json: bool) -> int:
    """Print the shipped rubrics by name."""
    try:
        rubrics = catalog.load_all()
    except RubricFaults as wrong:
        print(wrong, file=sys.stderr)
        return SOME_FAILED
    if as_json:
        print(json.dumps({"rubrics": [_facts(rubric) for rubric in rubrics.values()]}))
    else:
        widest = max(map(len, rubrics), default=0)
        for name, rubric in rubrics.items():
            print(f"{name:<{widest}}  {rubric.language}  {rubric.title}")
    return OK


def _facts(rubric: Rubric) -> dict[str, object]:
    return {
        "name": rubric.name,
        "title": rubric.title,
        "language": rubric.language,
        "out_of": float(rubric.scale.out_of),
        "criteria": [criterion.key for criterion in rubric.criteria],
        "sha256": content_hash(rubric),
    }


def _fault(fault: Fault) -> dict[str, str]:
    return {"file": fault.file, "path": fault.path, "reason": fault.reason}
