"""Run broker, database, web and workers together until Ctrl-C; a part that dies is started again."""

from __future__ import annotations

import argparse
import os
import sys


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where to listen, and whether an empty database gets a demo conference."""
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: 127.0.0.1)")
    parser.add_argument(
        "--port",
        type=int,
        default=os.environ.get("PORT") or None,
        help="port (default: PORT, else the first free from 8000)",
    )
    parser.add_argument("--no-demo", action="store_true", help="leave an empty database empty")


def run(args: argparse.Namespace) -> int:
    """Exit status 0 after a wished stop, 1 when a part it needs could not start, 2 when it may not start."""
    from reviewer.instance import AlreadyRunning
    from reviewer.serve import CannotServe, Wish, serve
    from reviewer.settings import SettingsError

    wish = Wish(host=args.host, port=args.port, demo=not args.no_demo)
    try:
        return serve(wish, os.environ, lambda line: print(line, flush=True))
    except (AlreadyRunning, CannotServe, SettingsError) as error:
        print(f"reviewer serve: {error}", file=sys.stderr)
        return 2
