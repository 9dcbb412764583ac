"""Which pack is on, seen before the shelf is opened."""

from pathlib import Path

from packs.library import Kiosk
from packs.publisher import Publisher

from kiosk.packs.pointer import index_on


def test_it_is_the_pack_that_the_shelf_says_is_on(tmp_path: Path) -> None:
    """Also while that is still in the log, and after turning back; and nothing is written."""
    database = tmp_path / "shelf" / "shelf.db"
    assert index_on(database) == ""
    kiosk, publisher = Kiosk(tmp_path / "shelf"), Publisher(tmp_path)
    assert index_on(database) == ""
    for title in ("Eerste", "Tweede"):
        publisher.publish(tmp_path / "stick", title)
        kiosk.load(tmp_path / "stick")
        on = kiosk.shelf.on()
        assert index_on(database) == on.index
    files = {path: path.read_bytes() for path in database.parent.iterdir() if path.is_file()}
    back = kiosk.shelf.back()
    assert index_on(database) == back.index
    kiosk.shelf.close()
    files = {path: path.read_bytes() for path in database.parent.iterdir() if path.is_file()}
    assert index_on(database) == back.index
    assert files == {
        path: path.read_bytes() for path in database.parent.iterdir() if path.is_file()
    }


def test_of_a_damaged_shelf_nobody_knows(tmp_path: Path) -> None:
    """A file that is no database, a folder in its place, or a log too long to read at a start."""
    database = tmp_path / "shelf.db"
    database.write_bytes(b"no database, and long enough to be looked at" * 100)
    assert index_on(database) is None
    (tmp_path / "other").mkdir()
    assert index_on(tmp_path / "other") is None
    kiosk = Kiosk(tmp_path / "shelf")
    kiosk.shelf.close()
    (tmp_path / "shelf" / "shelf.db-wal").write_bytes(bytes(1 << 20))
    assert index_on(tmp_path / "shelf" / "shelf.db") is None
