"""A database of this program: durable, checked, brought up to date, or told in words."""

import os
import sqlite3
import stat
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.database import Database, DatabaseKind, aside
from kiosk.errors import DatabaseError

APPLICATION = 0x1234567


@pytest.fixture
def kind(tmp_path: Path) -> DatabaseKind:
    """Keeps names of things, in a schema of two parts."""
    parts = (tmp_path / "001.sql", tmp_path / "002.sql")
    parts[0].write_text("CREATE TABLE thing (name TEXT NOT NULL) STRICT;", "utf-8")
    parts[1].write_text("ALTER TABLE thing ADD COLUMN size INTEGER;", "utf-8")
    return DatabaseKind("the things", APPLICATION, parts)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where it will be."""
    return tmp_path / "home" / "things.db"


@pytest.fixture
def open_(kind: DatabaseKind, path: Path) -> Iterator[Callable[[], Database]]:
    """Opens it, as often as a test wants; all are closed when the test ends."""
    opened: list[Database] = []

    def open_() -> Database:
        opened.append(Database.open(path, kind))
        return opened[-1]

    yield open_
    for database in opened:
        database.close()


def put(database: Database, name: str) -> None:
    """Keep one thing."""
    with database.transaction() as sql:
        sql.execute("INSERT INTO thing (name) VALUES (?)", (name,))


def names(database: Database) -> list[str]:
    """All that is kept."""
    return [name for (name,) in database.rows("SELECT name FROM thing ORDER BY name")]


def test_what_was_put_is_there_the_next_time(path: Path, open_: Callable[[], Database]) -> None:
    """For its owner only, in one file; written so that a power cut takes nothing."""
    database = open_()
    put(database, "bel")
    database.close()
    database.close()
    assert [file.name for file in path.parent.iterdir()] == ["things.db"]
    if sys.platform != "win32":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert names(open_()) == ["bel"]
    for name, value in (("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1)):
        assert open_().rows(f"PRAGMA {name}") == [(value,)]


def test_a_transaction_is_kept_whole_or_not_at_all(open_: Callable[[], Database]) -> None:
    """Whatever goes wrong inside takes all of it back, and the next one works."""
    database = open_()

    def fail() -> None:
        with database.transaction() as sql:
            sql.execute("INSERT INTO thing (name) VALUES ('half')")
            raise KeyError("changed my mind")

    with pytest.raises(KeyError, match="changed my mind"):
        fail()
    put(database, "heel")
    assert names(database) == ["heel"]


def test_an_older_one_is_brought_up_to_date(
    path: Path, kind: DatabaseKind, open_: Callable[[], Database]
) -> None:
    """Each missing part of the schema is applied, and what was kept stays."""
    with closing(Database.open(path, replace(kind, schema=kind.schema[:1]))) as older:
        put(older, "bel")
    newer = open_()
    assert newer.rows("SELECT name, size FROM thing") == [("bel", None)]
    assert newer.rows("PRAGMA user_version") == [(2,)]


def test_programs_that_bring_it_up_to_date_at_once_do_not_hinder_each_other(
    path: Path, kind: DatabaseKind
) -> None:
    """One does, and none finds it damaged by what another does just now."""
    older = replace(kind, schema=kind.schema[:1])
    for turn in range(6):
        here = path.with_name(f"{turn}.db")
        Database.open(here, older).close()
        together = threading.Barrier(4)

        def open_(here: Path = here, together: threading.Barrier = together) -> list[object]:
            together.wait()
            with closing(Database.open(here, kind)) as database:
                return database.rows("SELECT name, size FROM thing")

        with ThreadPoolExecutor(4) as programs:
            found = [programs.submit(open_) for _ in range(4)]
        assert [one.result() for one in found] == [[]] * 4


def test_a_newer_one_is_left_alone_and_none_is_made_unasked(
    path: Path, kind: DatabaseKind, open_: Callable[[], Database]
) -> None:
    """An older program changes no byte of it; looking makes nothing, not even a folder."""
    with pytest.raises(DatabaseError) as missing:
        Database.open(path, kind, make=False)
    assert missing.value.reason == "missing"
    assert not path.parent.exists()
    open_().close()
    before = path.read_bytes()
    with pytest.raises(DatabaseError, match=r"the things in .* newer version") as newer:
        Database.open(path, replace(kind, schema=kind.schema[:1]))
    assert newer.value.reason == "newer"
    assert path.read_bytes() == before


def test_a_power_cut_while_it_is_made_leaves_nothing_in_the_way(
    path: Path, open_: Callable[[], Database]
) -> None:
    """What was half made is made anew."""
    path.parent.mkdir()
    path.with_name("things.db.part").write_bytes(b"half")
    path.with_name("things.db.part-wal").write_bytes(b"half")
    put(open_(), "bel")


def execute(path: Path, sql: str) -> None:
    """Do something to the file that this program would not do."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(sql)


def overwrite(path: Path, at: int, content: bytes) -> None:
    """Let a disk fail."""
    with path.open("r+b") as file:
        file.seek(at)
        file.write(content)


DAMAGE: dict[str, Callable[[Path], object]] = {
    "no database": lambda path: path.write_bytes(b"hello" * 100),
    "nothing": lambda path: path.write_bytes(b""),
    "its second half gone": lambda path: os.truncate(path, 4096),
    "a page of noise": lambda path: overwrite(path, 4096, b"\xff" * 4096),
    "a table too many": lambda path: execute(path, "CREATE TABLE other (name TEXT)"),
    "a table too few": lambda path: execute(path, "DROP TABLE thing"),
    "somebody else's": lambda path: execute(path, "PRAGMA application_id = 7"),
    "no number": lambda path: execute(path, "PRAGMA user_version = 0"),
    "a number below all": lambda path: execute(path, "PRAGMA user_version = -5"),
    "tables that make no sense": lambda path: overwrite(path, 3900, b"\xfe" * 196),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_damage_is_found_when_it_is_opened(
    path: Path, open_: Callable[[], Database], damage: Callable[[Path], object]
) -> None:
    """Told as damage; moved aside, byte for byte, it makes room for a new one."""
    database = open_()
    put(database, "bel")
    database.close()
    damage(path)
    before = path.read_bytes()
    with pytest.raises(DatabaseError, match="are damaged") as damaged:
        open_()
    assert damaged.value.reason == "damaged"
    moved = aside(path)
    assert (moved / path.name).read_bytes() == before
    assert names(open_()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such things")
@pytest.mark.parametrize("name", ["things.db", "things.db-wal", "things.db-shm"])
@pytest.mark.parametrize("put_there", [os.mkfifo, lambda path: path.symlink_to("nowhere")])
def test_what_is_no_file_is_damage(
    path: Path, open_: Callable[[], Database], name: str, put_there: Callable[[Path], object]
) -> None:
    """A pipe is not waited for; SQLite would pass by a link to a log."""
    database = open_()
    put(database, "bel")
    database.close()
    lost = path.with_name(name)
    lost.unlink(missing_ok=True)
    put_there(lost)
    if os.path.lexists(path) and not path.exists():
        return  # a link in the place of the database itself leads to a disk that is away
    with pytest.raises(DatabaseError, match="are damaged"):
        open_()
    aside(path)
    assert names(open_()) == []


def test_every_damaged_one_is_kept(path: Path, open_: Callable[[], Database]) -> None:
    """A second one does not take the place of the first."""
    moved = []
    for content in (b"first", b"second"):
        open_().close()
        path.write_bytes(content)
        moved.append(aside(path))
    assert [(folder / path.name).read_bytes() for folder in moved] == [b"first", b"second"]


def another(path: Path) -> None:
    """A file was put in its place."""
    path.rename(path.with_name("elsewhere"))
    path.write_bytes(b"")


LOST: dict[str, Callable[[Path], object]] = {
    "another file in its place": another,
    "its folder carried off": lambda path: path.parent.rename(path.parent.with_name("gone")),
    "its log cleaned away": lambda path: path.with_name("things.db-wal").unlink(),
}


@pytest.mark.parametrize("lose", LOST.values(), ids=LOST.keys())
def test_a_disk_that_is_gone_is_not_written_to(
    path: Path, open_: Callable[[], Database], lose: Callable[[Path], object]
) -> None:
    """Whoever writes into a file that has no name any more has saved nothing, and says so."""
    database = open_()
    put(database, "bel")
    lose(path)
    for _ in "12":
        with pytest.raises(DatabaseError) as missing:
            put(database, "bel")
        assert missing.value.reason == "missing"


def test_a_full_disk_may_have_room_again(open_: Callable[[], Database]) -> None:
    """Only after another failure nothing more is written."""
    database = open_()
    database.rows("PRAGMA max_page_count = 4")
    with pytest.raises(DatabaseError, match="no room left") as full:
        put(database, "b" * 50_000)
    assert full.value.reason == "full"
    database.rows("PRAGMA max_page_count = 100000")
    put(database, "bel")
    assert names(database) == ["bel"]


def test_a_mistake_in_one_transaction_does_not_end_the_next(
    path: Path, open_: Callable[[], Database]
) -> None:
    """What the schema forbids, or another program that writes just now, is no failing disk."""
    database = open_()
    with pytest.raises(DatabaseError), database.transaction() as sql:
        sql.execute("INSERT INTO thing (name) VALUES (NULL)")
    other = sqlite3.connect(path)
    other.execute("BEGIN IMMEDIATE")
    database.rows("PRAGMA busy_timeout = 1")
    with pytest.raises(DatabaseError):
        put(database, "bel")
    other.close()
    put(database, "bel")
    assert names(database) == ["bel"]


@pytest.mark.parametrize(
    ("sql", "reason"),
    [("SELECT colour FROM thing", "broken"), ("SELECT CAST(x'ff' AS TEXT)", "damaged")],
)
def test_what_sqlite_does_not_understand_is_told(
    open_: Callable[[], Database], sql: str, reason: str
) -> None:
    """A question that makes no sense, or bytes that are no text, as no writer of ours put there."""
    database = open_()
    with pytest.raises(DatabaseError) as told:
        database.rows(sql)
    assert told.value.reason == reason
    database.close()
    with pytest.raises(DatabaseError):
        names(database)


@pytest.mark.skipif(sys.platform == "win32", reason="links are for who administers Windows")
def test_one_that_was_moved_and_left_a_link_is_used_where_it_is(
    path: Path, open_: Callable[[], Database]
) -> None:
    """SQLite keeps its log there, too."""
    open_().close()
    moved = path.rename(path.with_name("elsewhere.db"))
    path.symlink_to(moved)
    put(open_(), "bel")
    assert names(open_()) == ["bel"]


def test_a_folder_that_is_a_file_is_told(path: Path, kind: DatabaseKind) -> None:
    """Where nothing can be kept, that is said when it is opened."""
    path.parent.write_bytes(b"")
    with pytest.raises(DatabaseError):
        Database.open(path, kind)
