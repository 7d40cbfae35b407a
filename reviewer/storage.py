"""Bytes, kept under their own SHA-256: what was received is never changed, and a change from outside is noticed.

A folder is the default; an S3-compatible bucket behaves the same and is tested by the same tests.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

_SHA256 = re.compile(r"[0-9a-f]{64}")
_CHUNK = 1024 * 1024
_S3_TRIES = 5


class StorageError(Exception):
    """A stored file cannot be given or kept; the message says which and why."""


class FileMissing(StorageError):
    """Nothing is stored under this hash."""


class FileDamaged(StorageError):
    """What is stored is no longer what was put: disk fault or foreign hand. A backup still has the right bytes."""


class Storage(Protocol):
    """A place for bytes, named by the lower-case hexadecimal SHA-256 of their content.

    Any other name raises ValueError, so that no name can lead out of the place.
    """

    def put(self, data: bytes) -> str:
        """Keep these bytes and return their SHA-256; on return they are durable. Putting them again changes nothing."""
        ...

    def open(self, sha256: str) -> BinaryIO:
        """The bytes from their beginning, verified. Raises FileMissing or FileDamaged."""
        ...

    def exists(self, sha256: str) -> bool:
        """Whether something is stored under this name; its content is not read."""
        ...

    def delete(self, sha256: str) -> None:
        """Forget these bytes; nothing happens when there are none."""
        ...

    def iterate(self) -> Iterator[str]:
        """The names of all that is stored, in no order."""
        ...


class FolderStorage:
    """Files in `root`/ab/abcd..., made when first needed. Safe for many processes at once on one file system."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        if _is_intact(self, sha256):
            return sha256
        path = self._path(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        # A reader sees the whole file or none: the name appears only when the bytes are on the disk.
        descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=".incoming-")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(draft).replace(path)
        except BaseException:
            Path(draft).unlink(missing_ok=True)
            raise
        for folder in (path.parent, self._root):
            _sync_folder(folder)
        return sha256

    def open(self, sha256: str) -> BinaryIO:
        try:
            file = self._path(sha256).open("rb")
        except FileNotFoundError:
            raise _missing(sha256) from None
        return _verified(file, sha256)

    def exists(self, sha256: str) -> bool:
        return self._path(sha256).is_file()

    def delete(self, sha256: str) -> None:
        self._path(sha256).unlink(missing_ok=True)

    def iterate(self) -> Iterator[str]:
        for path in self._root.glob("??/*"):
            if _SHA256.fullmatch(path.name):
                yield path.name

    def _path(self, sha256: str) -> Path:
        _check_name(sha256)
        return self._root / sha256[:2] / sha256


class S3Storage:
    """Objects `prefix`abcd... in a bucket of any S3-compatible service; needs the extra `s3`.

    Credentials and region come from where boto3 looks for them. Writing is conditional (`If-None-Match: *`); a service
    that ignores the condition overwrites bytes with the same bytes.
    """

    def __init__(self, bucket: str, *, prefix: str = "", endpoint: str | None = None) -> None:
        try:
            import boto3
            from botocore.exceptions import ClientError
        except ModuleNotFoundError:
            raise StorageError("An s3:// STORAGE_URL needs boto3: pip install 'reviewer[s3]'.") from None
        self._bucket = bucket
        self._prefix = prefix
        self._client: Any = boto3.client("s3", endpoint_url=endpoint)
        self._error = ClientError

    def put(self, data: bytes) -> str:
        sha256 = hashlib.sha256(data).hexdigest()
        for _ in range(_S3_TRIES):
            if self._put_if_absent(sha256, data) or _is_intact(self, sha256):
                return sha256
            self.delete(sha256)
        raise StorageError(f"The file {sha256} could not be stored: the bucket keeps another version of it.")

    def open(self, sha256: str) -> BinaryIO:
        try:
            body = self._client.get_object(Bucket=self._bucket, Key=self._key(sha256))["Body"]
        except self._error as error:
            if _status(error) == HTTPStatus.NOT_FOUND:
                raise _missing(sha256) from None
            raise
        with body:
            return _verified(io.BytesIO(body.read()), sha256)

    def exists(self, sha256: str) -> bool:
        try:
            self._client.head_object(Bucket=self._bucket, Key=self._key(sha256))
        except self._error as error:
            if _status(error) == HTTPStatus.NOT_FOUND:
                return False
            raise
        return True

    def delete(self, sha256: str) -> None:
        self._client.delete_object(Bucket=self._bucket, Key=self._key(sha256))

    def iterate(self) -> Iterator[str]:
        for page in self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix):
            for item in page.get("Contents", ()):
                name = item["Key"].removeprefix(self._prefix)
                if _SHA256.fullmatch(name):
                    yield name

    def _put_if_absent(self, sha256: str, data: bytes) -> bool:
        try:
            self._client.put_object(Bucket=self._bucket, Key=self._key(sha256), Body=data, IfNoneMatch="*")
        except self._error as error:
            if _status(error) in {
                HTTPStatus.CONFLICT,
                HTTPStatus.PRECONDITION_FAILED,
            }:  # there already, or being written by somebody at this moment
                return False
            raise
        return True

    def _key(self, sha256: str) -> str:
        _check_name(sha256)
        return self._prefix + sha256


def from_url(url: str) -> Storage:
    """The storage that `file:///absolute/folder` or `s3://bucket/prefix?endpoint=https://host` names.

    Raises StorageError for any other address, and for s3 without the extra.
    """
    parts = urlsplit(url)
    if parts.scheme == "file" and not parts.netloc and parts.path.startswith("/"):
        return FolderStorage(Path(unquote(parts.path)))
    if parts.scheme == "s3" and parts.netloc:
        prefix = parts.path.strip("/")
        endpoint = parse_qs(parts.query).get("endpoint", [None])[0]
        return S3Storage(parts.netloc, prefix=f"{prefix}/" if prefix else "", endpoint=endpoint)
    raise StorageError("STORAGE_URL must be file:///absolute/folder or s3://bucket?endpoint=https://host.")


def _is_intact(storage: Storage, sha256: str) -> bool:
    """Whether the right bytes are there; a damaged copy counts as absent, so that putting again heals it."""
    with suppress(FileMissing, FileDamaged):
        storage.open(sha256).close()
        return True
    return False


def _verified(file: BinaryIO, sha256: str) -> BinaryIO:
    digest = hashlib.sha256()
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
    if digest.hexdigest() != sha256:
        file.close()
        raise FileDamaged(
            f"The stored file {sha256} is damaged: its bytes have another hash. Restore it from a backup."
        )
    file.seek(0)
    return file


def _check_name(sha256: str) -> None:
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"{sha256!r} is not a SHA-256 in lower-case hexadecimal digits")


def _missing(sha256: str) -> FileMissing:
    return FileMissing(f"No file is stored under {sha256}.")


def _status(error: Any) -> int:
    return int(error.response["ResponseMetadata"]["HTTPStatusCode"])


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
