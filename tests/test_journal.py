"""The log of one kiosk."""

import logging
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from signups.disks import small

from kiosk import journal


@pytest.fixture(autouse=True)
def own_handlers() -> Iterator[None]:
    """Give the root logger back as it was."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    for handler in list(root.handlers):
        if handler not in before:
            root.removeHandler(handler)
            handler.close()
    root.setLevel(level)


def test_what_happens_is_kept_in_the_home(tmp_path: Path) -> None:
    """A coordinator can read afterwards what went on."""
    journal.keep(tmp_path / "journal", words=False)
    logging.getLogger("kiosk.test").info("a film was left out")
    text = (tmp_path / "journal" / "kiosk.log").read_text(encoding="utf-8")
    assert "INFO kiosk.test: a film was left out" in text


def test_the_log_never_fills_a_disk(tmp_path: Path) -> None:
    """However much there is to say, it stays within a few files of bounded size."""
    journal.keep(tmp_path, words=False)
    log = logging.getLogger("kiosk.test")
    for _ in range(120):
        log.info("x" * 100_000)
    kept = list(tmp_path.iterdir())
    assert 2 <= len(kept) <= 6
    assert sum(file.stat().st_size for file in kept) < 7 << 20


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes like these")
@pytest.mark.parametrize("make", [os.mkfifo, os.mkdir])
def test_a_log_that_cannot_be_kept_stops_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], make: Callable[[Path], None]
) -> None:
    """What lies in its place is told, and not waited for; the show goes on."""
    make(tmp_path / "kiosk.log")
    journal.keep(tmp_path)
    assert "no log is kept" in capsys.readouterr().err


def test_a_full_disk_is_told_in_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """However much there is to say; with room again it is kept again."""
    with small(tmp_path / "disk", 256) as disk:
        journal.keep(disk.folder / "journal", words=False)
        disk.fill()
        for number in range(200):
            logging.getLogger("kiosk.test").error("the disk is full: %d", number)
        assert capsys.readouterr().err.splitlines() == [
            "WARNING no log is kept: No space left on device"
        ]
        disk.empty()
        logging.getLogger("kiosk.test").error("there is room")
        assert "there is room" in (disk.folder / "journal" / "kiosk.log").read_text("utf-8")
        disk.fill()
        logging.getLogger("kiosk.test").error("the disk is full: %s", "x" * 5000)
        assert len(capsys.readouterr().err.splitlines()) == 1
    assert capsys.readouterr().err == ""


def test_only_our_warnings_reach_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Kivy's long words about libraries that nobody needs stay in the file."""
    journal.keep(tmp_path)
    logging.getLogger("kivy").error("MTDev is not supported")
    logging.getLogger("kiosk.test").warning("the last good settings are used")
    err = capsys.readouterr().err
    assert "last good settings" in err
    assert "MTDev" not in err
    assert "MTDev" in (tmp_path / "kiosk.log").read_text(encoding="utf-8")
