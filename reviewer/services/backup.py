"""Everything that must not be lost, in one archive: the database and every stored file, each with its hash.

The archive is a plain tar: `database`, `files/<sha256>` and, written last, `manifest.json`. An archive without a
manifest is one that was never finished. The secret key is left out on purpose: it is no data and does not belong on
the shelf where backups lie.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
import tempfile
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, Self

from reviewer.domain.errors import Refused
from reviewer.services.snapshots import Snapshots
from reviewer.storage import FileDamaged, FileMissing, Storage

FORMAT = 1
MANIFEST, DATABASE, FILES = "manifest.json", "database", "files"
_CHUNK = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Entry:
    """One member of the archive: its name, its size in bytes and its SHA-256."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive holds. `damaged` are the hashes of files that were no longer what had been stored."""

    made_at: str
    database_kind: str
    database: Entry
    files: tuple[Entry, ...]
    damaged: tuple[str, ...]

    def to_json(self) -> str:
        """With the format's number, so that a later reader knows what it has before it."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=1)

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Raises Refused for anything but a manifest of this format."""
        with suppress(ValueError, KeyError, TypeError):
            raw: dict[str, Any] = json.loads(text)
            if raw.pop("format") == FORMAT:
                raw |= {"database": Entry(**raw["database"]), "files": tuple(Entry(**one) for one in raw["files"])}
                return cls(**(raw | {"damaged": tuple(raw["damaged"])}))
        raise Refused(
            "backup_unknown", f"The backup's manifest is not of format {FORMAT}; use the version that made it."
        )


def save_backup(snapshots: Snapshots, storage: Storage, target: Path, now: datetime) -> Manifest:
    """Write the archive `target`, readable by its owner alone, and return what is in it.

    The service may go on meanwhile: the database is taken first, and the files it names were stored before it named
    them. A damaged file is left out and named in the manifest. Raises Refused when `target` exists already or the
    database cannot be read; then there is no archive.
    """
    if target.exists():
        raise Refused("backup_exists", f"{target} exists already; name another file.")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=".backup-") as folder:
        snapshot, draft = Path(folder) / DATABASE, Path(folder) / target.name
        snapshots.save(snapshot)
        with draft.open("xb") as file:
            draft.chmod(0o600)
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
                manifest = _fill(archive, snapshot, snapshots.kind, storage, now)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    return manifest


def _fill(archive: tarfile.TarFile, snapshot: Path, kind: str, storage: Storage, now: datetime) -> Manifest:
    with snapshot.open("rb") as file:
        database = _add(archive, DATABASE, file, now)
    files, damaged = [], []
    for sha256 in sorted(storage.iterate()):
        try:
            content = storage.open(sha256)
        except FileDamaged:
            damaged.append(sha256)
            continue
        except FileMissing:  # deleted since the list was made
            continue
        with closing(content):
            files.append(_add(archive, f"{FILES}/{sha256}", content, now))
    manifest = Manifest(now.isoformat(), kind, database, tuple(files), tuple(damaged))
    _add(archive, MANIFEST, io.BytesIO(manifest.to_json().encode()), now)
    return manifest


def _add(archive: tarfile.TarFile, name: str, content: BinaryIO, now: datetime) -> Entry:
    sha256, size = digest(content)
    content.seek(0)
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, int(now.timestamp()), 0o600
    archive.addfile(info, content)
    return Entry(name, size, sha256)


def digest(content: BinaryIO) -> tuple[str, int]:
    """SHA-256 and size in bytes of what is still to read."""
    hashed, size = hashlib.sha256(), 0
    while chunk := content.read(_CHUNK):
        hashed.update(chunk)
        size += len(chunk)
    return hashed.hexdigest(), size
