from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from reviewer.settings import folder_url
from reviewer.storage import FileDamaged, FileMissing, FolderStorage, Storage, StorageError, from_url

PAPER = b"The delegation of Ruritania believes in clean rivers." * 2000
HASH = hashlib.sha256(PAPER).hexdigest()


@pytest.fixture(scope="module")
def s3_endpoint() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3_client(s3_endpoint: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    import boto3

    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "invented")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "invented")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    return boto3.client("s3", endpoint_url=s3_endpoint)


@pytest.fixture(params=["folder", "s3"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Storage, Callable[[str, bytes], object]]:
    """A storage, and a foreign hand that writes bytes behind its back."""
    if request.param == "folder":
        root = tmp_path / "files of ours"
        return from_url(folder_url(root)), lambda name, data: _overwrite(root / name[:2] / name, data)
    client = request.getfixturevalue("s3_client")
    bucket = "b" + hashlib.sha256(str(tmp_path).encode()).hexdigest()[:20]
    client.create_bucket(Bucket=bucket)
    endpoint = request.getfixturevalue("s3_endpoint")
    return from_url(f"s3://{bucket}/papers?endpoint={endpoint}"), (
        lambda name, data: client.put_object(Bucket=bucket, Key=f"papers/{name}", Body=data)
    )


def _overwrite(path: Path, data: bytes) -> None:
    path.write_bytes(data)


@pytest.fixture
def storage(place: tuple[Storage, Callable[[str, bytes], object]]) -> Storage:
    return place[0]


def _read(storage: Storage, name: str) -> bytes:
    with storage.open(name) as file:
        return file.read()


class TestEveryStorage:
    def test_what_was_put_comes_back_under_its_hash(self, storage: Storage):
        assert storage.put(PAPER) == HASH

        assert _read(storage, HASH) == PAPER

    def test_nothing_is_there_before_it_is_put(self, storage: Storage):
        assert not storage.exists(HASH)
        assert list(storage.iterate()) == []
        with pytest.raises(FileMissing, match=HASH):
            storage.open(HASH)

    def test_empty_bytes_are_bytes_too(self, storage: Storage):
        name = storage.put(b"")

        assert storage.exists(name)
        assert _read(storage, name) == b""

    def test_putting_twice_keeps_one(self, storage: Storage):
        storage.put(PAPER)
        storage.put(PAPER)

        assert list(storage.iterate()) == [HASH]

    def test_many_at_once_keep_one_whole_file(self, storage: Storage):
        with ThreadPoolExecutor(8) as pool:
            names = set(pool.map(lambda _: storage.put(PAPER), range(16)))

        assert names == {HASH}
        assert list(storage.iterate()) == [HASH]
        assert _read(storage, HASH) == PAPER

    def test_everything_stored_is_listed(self, storage: Storage):
        names = {storage.put(f"paper {number}".encode()) for number in range(12)}

        assert len(names) == 12
        assert set(storage.iterate()) == names

    def test_deleting_forgets_and_may_be_repeated(self, storage: Storage):
        storage.put(PAPER)

        storage.delete(HASH)
        storage.delete(HASH)

        assert not storage.exists(HASH)
        assert list(storage.iterate()) == []

    @pytest.mark.parametrize("foreign", [PAPER[:-1], b"", b"X" + PAPER[1:]])
    def test_bytes_changed_behind_its_back_are_refused(self, place, foreign: bytes):
        storage, write = place
        storage.put(PAPER)
        write(HASH, foreign)

        assert storage.exists(HASH)
        with pytest.raises(FileDamaged, match="damaged"):
            storage.open(HASH)

    def test_putting_again_heals_a_damaged_copy(self, place):
        storage, write = place
        storage.put(PAPER)
        write(HASH, b"torn")

        storage.put(PAPER)

        assert _read(storage, HASH) == PAPER

    @pytest.mark.parametrize("name", ["../../etc/passwd", "", HASH.upper(), HASH + "\n", HASH[:-1]])
    def test_only_a_hash_is_a_name(self, storage: Storage, name: str):
        for act in (storage.open, storage.exists, storage.delete):
            with pytest.raises(ValueError, match="SHA-256"):
                act(name)


def test_a_full_disk_leaves_no_half_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    storage = FolderStorage(tmp_path)
    monkeypatch.setattr("os.fsync", refuse)

    with pytest.raises(OSError, match="No space left"):
        storage.put(PAPER)

    assert not storage.exists(HASH)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_missing_bucket_is_an_error_and_not_an_empty_storage(s3_client: Any, s3_endpoint: str):
    storage = from_url(f"s3://never-made?endpoint={s3_endpoint}")

    with pytest.raises(s3_client.exceptions.NoSuchBucket):
        storage.put(PAPER)


@pytest.mark.parametrize("url", ["file://relative/files", "ftp://host/files", "s3:///prefix", "/srv/files"])
def test_an_unknown_address_says_what_is_known(url: str):
    with pytest.raises(StorageError, match="s3://bucket"):
        from_url(url)
