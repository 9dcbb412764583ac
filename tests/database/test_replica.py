"""A copy in memory of a database: what was committed is in it, and nothing was written."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from kiosk.database import replica


@pytest.fixture
def path(tmp_path: Path) -> Iterator[Path]:
    """A database with forty rows: some in the file, most in its log, and one not committed."""
    file = tmp_path / "live" / "a.db"
    file.parent.mkdir()
    writer = sqlite3.connect(file, isolation_level=None)
    writer.execute("PRAGMA journal_mode = wal")
    writer.execute("PRAGMA wal_autocheckpoint = 0")
    writer.execute("CREATE TABLE t (n INTEGER, content BLOB)")
    for n in range(10):
        writer.execute("INSERT INTO t VALUES (?, zeroblob(3000))", (n,))
    writer.execute("PRAGMA wal_checkpoint(PASSIVE)")
    for n in range(10, 40):
        writer.execute("INSERT INTO t VALUES (?, zeroblob(3000))", (n,))
    writer.execute("BEGIN")
    writer.execute("INSERT INTO t VALUES (99, zeroblob(9000))")
    yield file
    writer.close()


def numbers(path: Path) -> list[int]:
    """All that a copy holds, if it is whole."""
    with contextlib.closing(replica.of(path)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return [n for (n,) in copy.execute("SELECT n FROM t ORDER BY n")]


def test_what_was_committed_is_read_and_nothing_is_written(path: Path) -> None:
    """Also what lies in the log only; not what was never committed."""
    before = {file.name: file.read_bytes() for file in path.parent.iterdir()}
    assert numbers(path) == list(range(40))
    assert {file.name: file.read_bytes() for file in path.parent.iterdir()} == before


def test_a_log_that_ends_in_the_middle_gives_what_is_before(path: Path, tmp_path: Path) -> None:
    """As SQLite itself reads it: up to the last commit that is whole."""
    log = path.with_name("a.db-wal").read_bytes()
    copied = tmp_path / "copied.db"
    copied.write_bytes(path.read_bytes())
    found = []
    for length in range(0, len(log), 4096 + 24):
        copied.with_name("copied.db-wal").write_bytes(log[: 32 + length])
        ours = numbers(copied)
        with contextlib.closing(sqlite3.connect(copied)) as theirs:
            assert ours == [n for (n,) in theirs.execute("SELECT n FROM t ORDER BY n")]
        copied.write_bytes(path.read_bytes())
        found.append(len(ours))
    assert found == sorted(found)
    assert set(found) == set(range(10, 41))


def test_a_log_that_was_half_written_into_its_database_is_read(path: Path, tmp_path: Path) -> None:
    """As a disk that fills up meanwhile leaves it: the file is shorter than its own header says."""
    log = path.with_name("a.db-wal").read_bytes()
    copied = tmp_path / "copied.db"
    copied.write_bytes(path.read_bytes())
    copied.with_name("copied.db-wal").write_bytes(log)
    with contextlib.closing(sqlite3.connect(copied)) as writer:
        writer.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    written = copied.read_bytes()
    for length in range(path.stat().st_size, len(written), 2048):
        copied.write_bytes(written[:length])
        copied.with_name("copied.db-wal").write_bytes(log)
        assert numbers(copied) == list(range(40))


def test_a_file_on_a_share_of_windows_has_a_name_that_sqlite_takes() -> None:
    """It knows no authority: whose share it is stands in the path."""
    share = PureWindowsPath(r"\\office\share\sign-ups #1.db")
    assert replica.address(share) == "file:////office/share/sign-ups%20%231.db"
    assert replica.address(PureWindowsPath(r"C:\a.db")) == "file:///C:/a.db"
    assert replica.address(PurePosixPath("/a b")) == "file:///a%20b"


def test_a_copy_of_nothing_is_empty(tmp_path: Path) -> None:
    """Whoever asks finds no table in it."""
    (tmp_path / "empty.db").touch()
    with contextlib.closing(replica.of(tmp_path / "empty.db")) as copy:
        assert copy.execute("SELECT count(*) FROM sqlite_master").fetchone() == (0,)
    with pytest.raises(sqlite3.Error):
        replica.of(tmp_path / "none.db")
