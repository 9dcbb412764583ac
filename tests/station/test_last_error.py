"""The last trouble of a kiosk: which part, what kind, when; never what it was about."""

import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from kiosk import journal
from kiosk.station.last_error import Trouble, last

GOOD = "2018-10-03 10:00:00,123 INFO kiosk.ui.app: showing limburg-2018\n"
WARNING = "2018-10-03 11:30:00,123 WARNING kiosk.signups.intake: els@example.org is full\n"
FAULT = """\
2018-10-03 12:00:00,001 ERROR kiosk.ui.app: a fault on the glass
Traceback (most recent call last):
  File "kiosk/ui/app.py", line 3, in show
    sqlite3.connect("els@example.org")
sqlite3.OperationalError: els@example.org

The above exception was the direct cause of the following exception:

Traceback (most recent call last):
  File "kiosk/ui/app.py", line 5, in show
    raise StoreError
kiosk.errors.StoreError: els@example.org
Kom: langs
"""


def written(folder: Path, *lines: str, name: str = journal.FILE) -> Path:
    """A journal with these lines."""
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("".join(lines), encoding="utf-8")
    return folder


def test_a_journal_in_which_all_went_well_has_no_trouble(tmp_path: Path) -> None:
    """Nor is what Kivy misses, unless it cannot go on."""
    assert last(tmp_path / "journal") is None
    assert last(written(tmp_path)) is None
    assert last(written(tmp_path, GOOD)) is None
    kivy = "2018-10-03 13:00:00,000 WARNING kivy: no mtdev\n"
    assert last(written(tmp_path, kivy)) is None
    assert last(written(tmp_path, kivy.replace("WARNING", "CRITICAL"))) is not None


def test_the_last_trouble_is_told_by_part_and_time(tmp_path: Path) -> None:
    """Not by its words; and a fault by its class."""
    found = last(written(tmp_path, FAULT, GOOD, WARNING, GOOD))
    at = datetime(2018, 10, 3, 11, 30)  # noqa: DTZ001 - a journal has no zone
    assert found == Trouble(at, "WARNING", "kiosk.signups.intake", "")
    found = last(written(tmp_path, WARNING, FAULT, GOOD))
    assert (found.level, found.module, found.kind) == ("ERROR", "kiosk.ui.app", "StoreError")
    assert "example" not in repr(found)


@pytest.mark.parametrize(
    ("line", "kind"),
    [
        ("KeyboardInterrupt", "KeyboardInterrupt"),
        ("a.b.Odd: x", "Odd"),
        ("els@example.org", ""),
        ("Mijn naam is Els: hallo", ""),
    ],
)
def test_what_is_no_class_is_not_told(tmp_path: Path, line: str, kind: str) -> None:
    """Rather nothing than words of which nobody knows where they come from."""
    fault = f"2018-10-03 12:00:00,001 ERROR a: b\nTraceback (most recent call last):\n{line}\n"
    found = last(written(tmp_path, fault))
    assert found.kind == kind


def test_trouble_is_found_in_the_journal_before_this_one(tmp_path: Path) -> None:
    """The journal begins anew every megabyte."""
    written(tmp_path, WARNING, name=f"{journal.FILE}.1")
    assert last(written(tmp_path, GOOD)) is not None


def test_a_journal_of_nonsense_is_no_trouble(tmp_path: Path) -> None:
    """Half a line after a power cut, zeros, a day that is none."""
    (tmp_path / journal.FILE).write_bytes(b"\xff\0\0 ERROR\n2018-10-0")
    assert last(tmp_path) is None
    impossible = "2018-19-39 12:00:00,001 ERROR a: b\n"
    found = last(written(tmp_path, WARNING, impossible))
    assert found.level == "WARNING"


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """The root of all logs, as it was before afterwards."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield root
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


def test_trouble_is_read_as_the_journal_writes_it(tmp_path: Path, root: logging.Logger) -> None:
    """Both speak of the same lines."""
    journal.keep(tmp_path, words=False)
    try:
        int("els@example.org")
    except ValueError:
        logging.getLogger("kiosk.visit").exception("a fault")
    found = last(tmp_path)
    assert (found.level, found.module, found.kind) == ("ERROR", "kiosk.visit", "ValueError")
    assert root.handlers
