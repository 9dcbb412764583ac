"""`kiosk signups count`: what staff can know without opening a sign-up."""

import json
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from cli.command import Command, Done

from kiosk.cli import signups
from kiosk.paths import Home
from kiosk.signups import identity, key_file
from kiosk.signups.event_rows import Counts
from kiosk.signups.ledger import Ledger

FAR = date(2199, 1, 1)
Count = Callable[..., Done]


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A folder where nothing is yet."""
    return Home(tmp_path / "home")


@pytest.fixture
def count(kiosk: Command, home: Home) -> Count:
    """Types the command."""
    return lambda *more: kiosk("signups", "count", "--home", home.folder, *more)


def fill(home: Home, *retentions: date, exported: date | None = None) -> str:
    """A demo's home with a sign-up for each retention day, maybe all exported; its kiosk."""
    with closing(Ledger(home, machine=identity.machine(), demo=True)) as ledger:
        store = ledger.current.store
        for number, retention in enumerate(retentions, 1):
            store.sign_up(f"{number:032x}", retention, b"sealed")
        if exported:
            store.freeze(1, len(retentions), "b" * 64)
            store.note_export("b" * 64, exported)
        return store.kiosk


def test_staff_read_how_many_there_are(home: Home, count: Count) -> None:
    """Which kiosk it is, its fingerprint to compare, and four numbers."""
    kiosk = fill(home, FAR, FAR)
    who, fingerprint, *lines = count("--demo").printed().splitlines()
    assert f"{kiosk} (demo)" in who
    assert len("".join(fingerprint.split()[1:])) == 20
    assert lines == [
        "taken           2",
        "still here      2",
        "never exported  2",
        "last export     -",
    ]


def test_scripts_read_the_same_as_json(home: Home, count: Count) -> None:
    """One object for each kiosk that this home has been, the current one first."""
    kiosk = fill(home, FAR, exported=date(2018, 10, 3))
    (told,) = json.loads(count("--demo", "--json").printed())
    assert len(told.pop("fingerprint")) == 24
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


def test_a_kiosk_that_this_home_was_before_is_told_as_well(home: Home, count: Count) -> None:
    """What it keeps still travels; if its key is lost it is said who carries it."""
    old = fill(home, FAR)
    new = identity.make(home, machine="", demo=True).kiosk
    out = count("--demo").printed()
    assert out.index(f"{new} (demo)") < out.index(f"{old} (demo, retired)")
    for name in key_file.NAMES:
        (home.signups / old / name).unlink()
    out = count("--demo").printed()
    assert f"{old} (demo, retired, carried by {new})" in out


def test_staff_are_warned_in_time(capsys: pytest.CaptureFixture[str]) -> None:
    """Of what nobody has yet and may not be kept, and of what goes because no receipt came."""
    none = Counts(taken=9, kept=9, waiting=9, last_export=None, fading=0, leaving=0)
    signups.warn([none])
    assert capsys.readouterr().err == ""
    signups.warn([replace(none, fading=2), replace(none, fading=1, leaving=4)])
    fading, leaving = capsys.readouterr().err.splitlines()
    assert fading.startswith("3 sign-ups were never exported")
    assert leaving.startswith("4 sign-ups were exported, but no receipt came")


def test_a_home_without_sign_ups_is_told_so(home: Home, count: Count) -> None:
    """And stays as it is; a lost store is an error: the machine cannot."""
    done = count()
    assert "no sign-ups" in done.told()
    assert done.out == ""
    assert not home.folder.exists()
    (home.signups / fill(home, FAR)).rename(home.folder / "elsewhere")
    assert "are not there" in count("--demo").told(5)
