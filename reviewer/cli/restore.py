"""Bring back an archive made by `reviewer backup`; stop the service first. Every hash is checked before any change."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import UTC, datetime
from pathlib import Path


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which archive, and whether it may replace what is there."""
    parser.add_argument("file", type=Path, metavar="FILE.tar", help="archive to bring back")
    parser.add_argument("--force", action="store_true", help="replace what this installation holds")


def run(args: argparse.Namespace) -> int:
    """Exit status 0 done, 1 refused with everything as it was, 2 unusable settings."""
    from reviewer.domain.errors import Refused
    from reviewer.instance import AlreadyRunning, hold
    from reviewer.services.restore import restore_backup
    from reviewer.services.snapshots import snapshots_of
    from reviewer.settings import Settings, SettingsError
    from reviewer.storage import StorageError, from_url

    try:
        settings = Settings.from_env(os.environ, secret_needed=False)
        storage = from_url(settings.storage_url)
        with hold(settings.var_dir, "reviewer restore"):
            manifest = restore_backup(
                args.file, snapshots_of(settings.database_url), storage, force=args.force, now=datetime.now(UTC)
            )
    except (SettingsError, StorageError) as error:
        print(f"reviewer restore: {error}", file=sys.stderr)
        return 2
    except AlreadyRunning as error:
        print(f"reviewer restore: {error}", file=sys.stderr)
        return 1
    except Refused as refusal:
        print(f"reviewer restore: {refusal.message} Nothing was changed.", file=sys.stderr)
        return 1
    print(f"Restored the database and {len(manifest.files)} files as of {manifest.made_at}.")
    print("If this version is newer than the backup, run: reviewer db upgrade")
    return 0
