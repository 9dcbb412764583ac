"""`kiosk signups count`: what staff can know without opening a sign-up."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import pytest

from kiosk.cli import main, signups
from kiosk.paths import Home
from kiosk.signups import identity, key_file
from kiosk.signups.event_rows import Counts
from kiosk.signups.ledger import Ledger
from kiosk.station import date_trust

if TYPE_CHECKING:
    from pathlib import Path

FAR = date(2199, 1, 1)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A folder where nothing is yet."""
    return Home(tmp_path / "home")


def fill(home: Home, *retentions: date, exported: date | None = None) -> str:
    """A demo's home with a sign-up for each retention day, maybe all exported; its kiosk."""
    ledger = Ledger(home, machine=identity.machine(), demo=True)
    assert ledger.current
    store = ledger.current.store
    for number, retention in enumerate(retentions, 1):
        store.sign_up(f"{number:032x}", retention, b"sealed")
    if exported:
        store.freeze(1, len(retentions), "b" * 64)
        store.note_export("b" * 64, exported)
    ledger.close()
    return store.kiosk


def count(home: Home, *more: str) -> int:
    """Type the command."""
    return main(["signups", "count", "--home", str(home.folder), *more])


def test_staff_read_how_many_there_are(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """Which kiosk it is, its fingerprint to compare, and four numbers."""
    kiosk = fill(home, FAR, FAR)
    assert count(home, "--demo") == 0
    lines = capsys.readouterr().out.splitlines()
    told = dict(
        line.split(maxsplit=1) for line in (line.replace("  ", " \t") for line in lines[:3])
    )
    assert f"{kiosk} (demo)" in told["kiosk"]
    assert len(told["fingerprint"].replace(" ", "").strip()) == 20
    assert lines[2:] == [
        "taken           2",
        "still here      2",
        "never exported  2",
        "last export     -",
    ]


def test_scripts_read_the_same_as_json(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """One object for each kiosk that this home has been, the current one first."""
    kiosk = fill(home, FAR, exported=date(2018, 10, 3))
    assert count(home, "--demo", "--json") == 0
    (told,) = json.loads(capsys.readouterr().out)
    fingerprint = told.pop("fingerprint")
    assert len(fingerprint) == 24
    fading, leaving = told.pop("fading"), told.pop("leaving")
    assert (fading, leaving <= 1) == (0, True)
    assert told == {
        "kiosk": kiosk,
        "demo": True,
        "carrier": None,
        "current": True,
        "taken": 1,
        "kept": 1,
        "waiting": 0,
        "last_export": "2018-10-03",
    }


def test_a_kiosk_that_this_home_was_before_is_told_as_well(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """What it keeps still travels."""
    old = fill(home, FAR)
    new = identity.make(home, machine="", demo=True).kiosk
    assert count(home, "--demo") == 0
    out = capsys.readouterr().out
    assert out.index(f"{new} (demo)") < out.index(f"{old} (demo, retired)")


def test_staff_are_warned_in_time(capsys: pytest.CaptureFixture[str]) -> None:
    """Of what nobody has yet and may not be kept, and of what goes because no receipt came."""
    none = Counts(taken=9, kept=9, waiting=9, last_export=None, fading=0, leaving=0)
    signups.warn([none])
    assert capsys.readouterr().err == ""
    signups.warn([replace(none, fading=2), replace(none, fading=1, leaving=4)])
    fading, leaving = capsys.readouterr().err.splitlines()
    assert fading.startswith("3 sign-ups were never exported")
    assert leaving.startswith("4 sign-ups were exported, but no receipt came")


def test_a_date_is_only_said_by_a_calendar_that_is_trusted(home: Home) -> None:
    """A kiosk that was seen in the far future does not know what day it is."""
    home.folder.mkdir()
    home.last_seen.write_text("2199-01-01T00:00:00+00:00", encoding="ascii")
    assert date_trust.today(home) is None


def test_a_home_without_sign_ups_is_told_so(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """And stays as it is."""
    assert count(home) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "no sign-ups" in told.err
    assert not home.folder.exists()


def test_a_lost_store_is_an_error(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    """The machine cannot: exit 5, in words."""
    kiosk = fill(home, FAR)
    (home.signups / kiosk).rename(home.folder / "elsewhere")
    assert count(home, "--demo") == 5
    assert "are not there" in capsys.readouterr().err


def test_a_store_whose_key_is_lost_is_counted_with_who_carries_it(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """Under its own name, marked."""
    old = fill(home, FAR)
    new = identity.make(home, machine="", demo=True).kiosk
    for name in key_file.NAMES:
        (home.signups / old / name).unlink()
    assert count(home, "--demo") == 0
    told = capsys.readouterr()
    assert new in told.out
    assert f"{old} (demo, retired, carried by {new})" in told.out


def test_a_demo_is_not_counted_as_a_real_kiosk(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nor the other way round: wrong usage, and the way out is said."""
    fill(home, FAR)
    assert count(home) == 2
    assert "--demo" in capsys.readouterr().err
