"""`reviewer formats check [FILE...]`, `list` and `show NAME`: whether format profiles can be used, and which ship."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import yaml

from reviewer import catalog
from reviewer.domain.faults import Fault, FormFaults
from reviewer.domain.format_form import content_hash, to_mapping
from reviewer.domain.format_profile import FormatProfile

OK, SOME_FAILED = 0, 1
_WIDTH = 110


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the command its three acts."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    check = acts.add_parser("check", help="say what is wrong with format profiles")
    check.add_argument("files", nargs="*", type=Path, metavar="FILE", help="YAML files; none: every shipped profile")
    listed = acts.add_parser("list", help="the profiles that ship with the program")
    for act in (check, listed):
        act.add_argument("--json", action="store_true", help="print one JSON document and nothing else")
    shown = acts.add_parser("show", help="print a shipped profile, as a beginning for your own")
    shown.add_argument("name", metavar="NAME", help="its name, as `reviewer formats list` prints it")


def run(args: argparse.Namespace) -> int:
    """Do the chosen act; 0 when every file can be used, 1 when some cannot."""
    if args.act == "show":
        return show(args.name)
    return check(args.files, as_json=args.json) if args.act == "check" else list_shipped(as_json=args.json)


def find(name: str) -> FormatProfile:
    """The shipped profile of this name, else the one in the file of this name; raises FormFaults."""
    shipped = catalog.format_folder() / f"{name}.yaml"
    if shipped.parent == catalog.format_folder() and shipped.is_file():
        return catalog.load_format_file(shipped)
    return catalog.load_format_file(Path(name))


def check(files: list[Path], *, as_json: bool) -> int:
    """Print each file's name and checks, or its faults; 1 when there is a fault."""
    good: list[tuple[Path, FormatProfile]] = []
    faults: list[Fault] = []
    for path in files or catalog.files(catalog.format_folder()):
        try:
            good.append((path, catalog.load_format_file(path)))
        except FormFaults as wrong:
            faults.extend(wrong.faults)
    if as_json:
        told = [{"file": one.file, "path": one.path, "reason": one.reason} for one in faults]
        print(json.dumps({"formats": [_facts(each) for _, each in good], "faults": told}))
    else:
        for path, profile in good:
            print(f"{path.name}: ok, checks {', '.join(key for key, _check in profile.checks())}")
        for fault in faults:
            print(fault, file=sys.stderr)
    return SOME_FAILED if faults else OK


def list_shipped(*, as_json: bool) -> int:
    """Print the shipped profiles by name."""
    profiles = catalog.load_formats()
    if as_json:
        print(json.dumps({"formats": [_facts(profile) for profile in profiles.values()]}))
    else:
        widest = max(map(len, profiles), default=0)
        for name, profile in profiles.items():
            print(f"{name:<{widest}}  {profile.language}  {profile.title}")
    return OK


def show(name: str) -> int:
    """Print one profile as YAML."""
    try:
        profile = find(name)
    except FormFaults as wrong:
        print(wrong, file=sys.stderr)
        return SOME_FAILED
    print(yaml.safe_dump(to_mapping(profile), sort_keys=False, allow_unicode=True, width=_WIDTH), end="")
    return OK


def _facts(profile: FormatProfile) -> dict[str, object]:
    return {
        "name": profile.name,
        "title": profile.title,
        "language": profile.language,
        "checks": [key for key, _check in profile.checks()],
        "blocks": list(profile.blocking),
        "sha256": content_hash(profile),
    }
