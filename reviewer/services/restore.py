"""An archive made by `backup`, back into an installation: looked through first, then wholly or not at all."""

from __future__ import annotations

import shutil
import tarfile
import tempfile
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, cast

from reviewer.domain.errors import Refused
from reviewer.services.backup import DATABASE, FILES, MANIFEST, Entry, Manifest, digest
from reviewer.services.snapshots import Snapshots
from reviewer.storage import Storage


def restore_backup(source: Path, snapshots: Snapshots, storage: Storage, *, force: bool, now: datetime) -> Manifest:
    """Bring the archive `source` back and return what was in it.

    Every hash is verified before anything is touched. Files come first, the database last and in one step: until then
    the installation is as it was, and files put in vain are taken away again. Raises Refused for a damaged or foreign
    archive, and for an installation that is not empty unless `force`.
    """
    try:
        with tarfile.open(source, "r:") as archive:
            manifest = _verified_manifest(archive)
            _check_place(manifest, snapshots, storage, force=force)
            _restore(archive, manifest, snapshots, storage, now)
            return manifest
    except FileNotFoundError:
        raise Refused("backup_missing", f"There is no file {source}.") from None
    except (tarfile.TarError, EOFError):
        raise Refused("backup_damaged", f"{source} is not a whole tar archive; use another backup.") from None


def _verified_manifest(archive: tarfile.TarFile) -> Manifest:
    try:
        manifest = Manifest.from_json(_open(archive, MANIFEST).read().decode("utf-8"))
    except (KeyError, UnicodeDecodeError):
        raise Refused("backup_unfinished", "The archive has no manifest: it was never finished.") from None
    for entry in (manifest.database, *manifest.files):
        _verify(archive, entry)
    if manifest.database.name != DATABASE or any(one.name != f"{FILES}/{one.sha256}" for one in manifest.files):
        raise Refused("backup_unknown", "The manifest names what no backup of this service contains.")
    return manifest


def _verify(archive: tarfile.TarFile, entry: Entry) -> None:
    try:
        with _open(archive, entry.name) as content:
            found = digest(content)
    except KeyError:
        raise Refused("backup_damaged", f"{entry.name} is missing in the archive; use another backup.") from None
    if found != (entry.sha256, entry.size):
        raise Refused("backup_damaged", f"{entry.name} is damaged in the archive; use another backup.")


def _check_place(manifest: Manifest, snapshots: Snapshots, storage: Storage, *, force: bool) -> None:
    if manifest.database_kind != snapshots.kind:
        raise Refused(
            "other_database",
            f"The backup is of a {manifest.database_kind} database, but DATABASE_URL names {snapshots.kind}.",
        )
    if not force and not (snapshots.is_empty() and next(storage.iterate(), None) is None):
        raise Refused("not_empty", "This installation is not empty; to replace what it holds add --force.")


def _restore(
    archive: tarfile.TarFile, manifest: Manifest, snapshots: Snapshots, storage: Storage, now: datetime
) -> None:
    added: list[str] = []
    try:
        for entry in manifest.files:
            is_new = not storage.exists(entry.sha256)
            with _open(archive, entry.name) as content:
                storage.put(content.read())
            if is_new:
                added.append(entry.sha256)
        with tempfile.TemporaryDirectory(prefix="restore-") as folder:
            snapshot = Path(folder) / DATABASE
            with _open(archive, DATABASE) as content, snapshot.open("wb") as file:
                shutil.copyfileobj(content, file)
            snapshots.load(snapshot, now)
    except BaseException:
        for sha256 in added:
            with suppress(Exception):  # the first failure is the one to tell; a file left over harms nobody
                storage.delete(sha256)
        raise


def _open(archive: tarfile.TarFile, name: str) -> BinaryIO:
    """Raises KeyError for a member that is missing or no plain file."""
    content = archive.extractfile(archive.getmember(name)) if archive.getmember(name).isreg() else None
    if content is None:
        raise KeyError(name)
    return cast("BinaryIO", content)
