"""`reviewer index rebuild` makes the candidate index anew from the stored documents; `status` says how it stands.

With the semantic extra the sketches of meaning are made, too, of what has none.
"""

from __future__ import annotations

import argparse
import json
from typing import TYPE_CHECKING

from reviewer.cli import inputs
from reviewer.cli.installed import DONE, opened

if TYPE_CHECKING:
    from reviewer.services.indexing import IndexStatus
    from reviewer.services.meanings import Kept
    from reviewer.work import House


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Give the command its two acts."""
    acts = parser.add_subparsers(dest="act", required=True, metavar="ACT")
    acts.add_parser("rebuild", help="make it anew; the service may go on, and what was stopped is continued")
    status = acts.add_parser("status", help="print its rows, its size and the documents that are missing")
    status.add_argument("--json", action="store_true", help="print one JSON document")


def run(args: argparse.Namespace) -> int:
    """Exit status 0 done, 2 when the installation cannot be used."""
    if args.act == "rebuild":
        return opened("index", _rebuild)
    return opened("index", lambda house: _status(house, as_json=args.json))


def _rebuild(house: House) -> int:
    from reviewer.engine import encoder as encoders
    from reviewer.services import indexing, meanings

    with inputs.progress("indexing", 1) as bar:
        count = indexing.rebuild(house, bar.reach)
    print(f"Put {count} documents into the index.")
    encoder = encoders.load(house.settings.semantic)
    if encoder is not None:
        with inputs.progress("sketching what texts mean", 1) as bar:
            kept = meanings.rebuild(house, encoder, bar.reach)
        print(f"Sketched the meaning of {kept} papers and sources; workers compare those that were not yet.")
    return DONE


def _status(house: House, *, as_json: bool) -> int:
    from reviewer.services import indexing, meanings

    told, kept = indexing.status(house), meanings.status(house)
    print(json.dumps(_json(told, kept)) if as_json else _words(told, kept))
    return DONE


def _json(told: IndexStatus, kept: Kept) -> dict[str, object]:
    since = told.rebuilding_since
    return {
        "documents": told.documents,
        "missing": told.missing,
        "other_key": told.other_key,
        "rows": told.rows,
        "size_bytes": told.size_bytes,
        "rebuilding_since": since.isoformat() if since else None,
        "meanings": {"sketches": kept.sketches, "missing": kept.missing, "size_bytes": kept.size_bytes},
    }


def _words(told: IndexStatus, kept: Kept) -> str:
    lines = [
        f"Documents: {told.documents}, of which {told.missing} are missing from the index.",
        f"Rows: {told.rows}, about {told.size_bytes / 1e6:.1f} MB.",
    ]
    if kept.sketches:
        lines.append(
            f"Sketches of meaning: {kept.sketches}, about {kept.size_bytes / 1e6:.1f} MB; "
            f"{kept.missing} papers and sources have none."
        )
    if told.other_key:
        lines.append(f"{told.other_key} documents were indexed under another key: run reviewer index rebuild.")
    elif told.missing:
        lines.append("Workers put missing documents in by and by; reviewer index rebuild does it at once.")
    if told.rebuilding_since:
        lines.append(
            f"A rebuild began at {told.rebuilding_since:%Y-%m-%d %H:%M} UTC and has not ended; call it again to go on."
        )
    return "\n".join(lines)
