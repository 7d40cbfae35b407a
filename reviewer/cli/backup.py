"""Save the database and every stored file into one tar archive, each with its hash. The service may go on meanwhile."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the archive goes."""
    parser.add_argument("file", type=Path, metavar="FILE.tar", help="archive to write; it must not exist yet")


def run(args: argparse.Namespace) -> int:
    """Exit status 0 done, 1 done but for damaged files or not done, 2 unusable settings."""
    from reviewer.domain.errors import Refused
    from reviewer.services.backup import save_backup
    from reviewer.services.snapshots import snapshots_of
    from reviewer.settings import Settings, SettingsError
    from reviewer.storage import StorageError, from_url

    try:
        settings = Settings.from_env(os.environ, secret_needed=False)
        storage = from_url(settings.storage_url)
        manifest = save_backup(snapshots_of(settings.database_url), storage, args.file, datetime.now(UTC))
    except (SettingsError, StorageError) as error:
        print(f"reviewer backup: {error}", file=sys.stderr)
        return 2
    except Refused as refusal:
        print(f"reviewer backup: {refusal.message}", file=sys.stderr)
        return 1
    megabytes = sum(one.size for one in (manifest.database, *manifest.files)) / 1_000_000
    print(f"Saved the database and {len(manifest.files)} files ({megabytes:.1f} MB) to {args.file}.")
    for sha256 in manifest.damaged:
        print(f"reviewer backup: the stored file {sha256} is damaged and was left out.", file=sys.stderr)
    return 1 if manifest.damaged else 0
