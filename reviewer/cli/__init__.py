"""`reviewer COMMAND ...`: a table of commands; each module is loaded only when its command is called."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from types import ModuleType

ENGINE_COMMANDS = {
    "parse": ("reviewer.cli.parse", "read a file and print its text, format and flags"),
    "compare": ("reviewer.cli.compare", "find passages that papers share with sources and with each other"),
    "coverage": ("reviewer.cli.coverage", "find where a paper answers the key questions of its topic"),
    "guide": ("reviewer.cli.guide", "read committee, topics and key questions out of a background guide"),
}
SERVICE_COMMANDS = {
    "serve": ("reviewer.cli.serve", "run web, workers and broker together"),
    "demo": ("reviewer.cli.demo", "create the demo conference"),
    "db": ("reviewer.cli.db", "create or change the database schema"),
    "sweep": ("reviewer.cli.sweep", "send lost work to the queue again"),
    "index": ("reviewer.cli.index", "make the index of papers anew, or say how it stands"),
    "backup": ("reviewer.cli.backup", "save database and files into one archive"),
    "restore": ("reviewer.cli.restore", "bring a backup back"),
    "rubrics": ("reviewer.cli.rubrics", "check rubric files"),
    "formats": ("reviewer.cli.formats", "check format profiles"),
    "staff": ("reviewer.cli.staff", "create or invite staff"),
}
COMMANDS = {**ENGINE_COMMANDS, **SERVICE_COMMANDS}

DONE, SOME_FAILED, WRONG_USAGE = 0, 1, 2
_EXIT_INTERRUPTED = 130
_EXIT_PIPE_CLOSED = 141


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 1 some inputs failed, 2 wrong usage."""
    try:
        options = _parse_options(sys.argv[1:] if argv is None else argv)
        if options.version:
            return _print_version()
        return _run(options.command, options)
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else SOME_FAILED if stop.code else DONE
    except KeyboardInterrupt:
        return _EXIT_INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()
        return _EXIT_PIPE_CLOSED


def _parse_options(argv: Sequence[str]) -> argparse.Namespace:
    """The options before the command, `command`, and what follows it as `rest`; raises SystemExit like argparse."""
    parser = _top_parser()
    options = parser.parse_args(list(argv))
    if options.command not in COMMANDS and not options.version:
        if options.command is None:
            parser.error("name a command; reviewer --help lists them")
        parser.error(f"there is no command {options.command!r}; choose one of: {', '.join(COMMANDS)}")
    return options


def _run(command: str, options: argparse.Namespace) -> int:
    module = _load(command)
    parser = argparse.ArgumentParser(prog=f"reviewer {command}", description=module.__doc__ or COMMANDS[command][1])
    module.add_arguments(parser)
    args = parser.parse_args(options.rest)
    args.semantic = options.semantic or ("off" if getattr(args, "pairs", None) else "auto")
    status: int = module.run(args)
    sys.stdout.flush()
    return status


def _load(command: str) -> ModuleType:
    name = COMMANDS[command][0]
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        sys.stderr.write(f"reviewer: the command {command!r} is not part of this installation; install it anew.\n")
        raise SystemExit(WRONG_USAGE) from None


def _print_version() -> int:
    from importlib.metadata import PackageNotFoundError, version

    from reviewer.engine.readers import READER_VERSION
    from reviewer.engine.report import ENGINE_VERSION

    try:
        number = version("reviewer")
    except PackageNotFoundError:
        number = "not installed"
    print(f"reviewer {number} (engine {ENGINE_VERSION}, readers {READER_VERSION})")
    return DONE


def _top_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="reviewer",
        description="Position paper review for Model UN conferences.",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="\n\n".join(
            (
                "commands on plain files:\n" + _listing(ENGINE_COMMANDS),
                "commands of the service:\n" + _listing(SERVICE_COMMANDS),
                "reviewer COMMAND --help says more.",
            )
        ),
    )
    parser.add_argument("--version", action="store_true", help="print the version and stop")
    parser.add_argument(
        "--semantic",
        choices=("auto", "off"),
        help="use the optional sentence encoder if it is installed (auto), or never (off; what --pairs does unasked)",
    )
    parser.add_argument("command", nargs="?", metavar="COMMAND", help="one of the commands below")
    parser.add_argument("rest", nargs=argparse.REMAINDER, metavar="...", help=argparse.SUPPRESS)
    return parser


def _listing(commands: Mapping[str, tuple[str, str]]) -> str:
    return "\n".join(f"  {name:<10} {help_line}" for name, (_, help_line) in commands.items())
