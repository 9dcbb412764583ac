"""`kiosk signups bundle`: from a kiosk's disk to a stick, and receipts back."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packs.library import Kiosk
from packs.publisher import Publisher
from signups.logbook import acknowledge

from kiosk.cli import main
from kiosk.keys import demo, keyring
from kiosk.keys.signing import Signer
from kiosk.notices import Notices
from kiosk.packs.shelf import Shelf
from kiosk.paths import Home
from kiosk.signups import bundle, identity
from kiosk.signups.ledger import Ledger

if TYPE_CHECKING:
    from kiosk.signups.event import Event

KEYS = Path(__file__).parents[2] / "content" / "demo-keys"
RETENTION = date(2030, 1, 1)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of a demo with two sign-ups."""
    ledger = opened(tmp_path / "home", make=True)
    assert ledger.current is not None
    for number in "12":
        ledger.current.store.sign_up(number * 32, RETENTION, b"sealed " + number.encode())
    ledger.close()
    return tmp_path / "home"


def opened(home: Path, *, make: bool = False) -> Ledger:
    """Every store of a demo's home."""
    return Ledger(Home(home), machine=identity.machine(), demo=True, make=make)


def carry(home: Path, stick: Path, *more: str) -> int:
    """Type the command."""
    return main(["signups", "bundle", "--home", str(home), "--demo", "--to", str(stick), *more])


def kept(home: Path) -> list[Event]:
    """The sign-ups whose sealed bytes are still at home."""
    ledger = opened(home)
    found = [
        event
        for log in ledger.all
        for event in log.store.events(1, 99)
        if log.store.sealed(event.number) is not None
    ]
    ledger.close()
    return found


def test_bundle_prints_what_it_wrote_and_says_so(
    home: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The files stand on stdout, for scripts; on stderr how many, for people."""
    assert carry(home, stick) == 0
    said = capsys.readouterr()
    (line,) = said.out.splitlines()
    assert bundle.read((stick / line).read_bytes()).header.demo
    assert said.err == "on the stick: 2 sign-ups in 1 bundle (1 new bundle); take it out safely\n"
    assert carry(home, stick) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "(0 new bundles)" in said.err


def test_bundle_takes_the_receipts_that_came_back(
    home: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What has arrived is deleted at home, and no longer carried."""
    assert carry(home, stick) == 0
    acknowledge(stick, keyring.open_daily(KEYS, demo.PASSPHRASE).receipt)
    capsys.readouterr()
    assert carry(home, stick) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == "arrived at the coordinator, and deleted here: 2 sign-ups\n"
    assert kept(home) == []
    assert carry(home, stick) == 0
    assert capsys.readouterr().err == f"nothing in {home} waits to be carried away\n"


def test_what_was_deleted_is_told_although_the_stick_takes_no_more(
    home: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A stick that fails after its receipts were taken hides nothing of what they did."""
    assert carry(home, stick) == 0
    acknowledge(stick, keyring.open_daily(KEYS, demo.PASSPHRASE).receipt)
    with closing(opened(home)) as ledger:
        assert ledger.current is not None
        ledger.current.store.sign_up("3" * 32, RETENTION, b"sealed 3")
    shutil.rmtree(stick / bundle.FOLDER)
    (stick / bundle.FOLDER).touch()
    capsys.readouterr()
    assert carry(home, stick) == 5
    deleted, in_the_way = capsys.readouterr().err.splitlines()
    assert deleted == "arrived at the coordinator, and deleted here: 2 sign-ups"
    assert bundle.FOLDER in in_the_way


def test_a_receipt_by_another_hand_is_named_and_deletes_nothing(
    home: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Everything is carried all the same."""
    assert carry(home, stick) == 0
    acknowledge(stick, Signer(bytes(32)))
    capsys.readouterr()
    assert carry(home, stick) == 0
    said = capsys.readouterr()
    assert "not signed by the coordinator of this kiosk — nothing was deleted" in said.err
    assert len(kept(home)) == 2


def test_json_tells_a_script_all_of_it(
    home: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Counts and paths; never what is sealed."""
    assert carry(home, stick, "--json") == 0
    told = json.loads(capsys.readouterr().out)
    (written,) = told.pop("written")
    assert (stick / written).is_file()
    assert told == {"receipts": 0, "arrived": 0, "refused": [], "there": 0, "sign_ups": 2}


def test_a_stick_that_cannot_is_told_before_anything_is_touched(
    home: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The machine's word: exit 5, one sentence, and no trace of it at home."""
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*")}
    assert carry(home, tmp_path / "none") == 5
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        f"there is no folder {tmp_path / 'none'} — put the stick in, and see what it is called\n"
    )
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*")} == before


def test_a_home_without_sign_ups_is_left_alone(
    tmp_path: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """To carry makes no kiosk where there is none."""
    assert carry(tmp_path / "new", stick) == 0
    assert "nothing in" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()
    assert list(stick.iterdir()) == []


def test_a_demo_is_not_carried_as_if_it_were_real(home: Path, stick: Path) -> None:
    """Whoever leaves --demo out is told; nothing lies on the stick."""
    assert main(["signups", "bundle", "--home", str(home), "--to", str(stick)]) == 2
    assert list(stick.iterdir()) == []


def test_a_store_that_is_lost_is_told(
    home: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 5: somebody must look for the disk that held it."""
    (folder,) = (path for path in (home / "signups").iterdir() if path.is_dir())
    folder.rename(home / "elsewhere")
    assert carry(home, stick) == 5
    told = capsys.readouterr().err
    assert "are not there — bring back the disk" in told
    assert "sign-ups not found: is a disk or folder missing?" in told


def test_sign_ups_that_are_gone_are_told_with_how_many(
    home: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit 5, each time until staff have seen it: what was kept is not there to be carried."""
    (folder,) = (path for path in (home / "signups").iterdir() if path.is_dir())
    (folder / "events.db").unlink()
    for _ in "12":
        assert carry(home, stick) == 5
        assert "sign-ups are gone from this kiosk" in capsys.readouterr().err
    Notices(Home(home).notices).mark_seen(["sign-ups-lost"])
    assert carry(home, stick) == 0


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """The home of a kiosk for real, with one sign-up."""
    ledger = Ledger(Home(tmp_path / "real"), machine=identity.machine(), demo=False)
    assert ledger.current is not None
    ledger.current.store.sign_up("1" * 32, RETENTION, b"sealed")
    ledger.close()
    return tmp_path / "real"


def waiting(home: Path) -> int:
    """How many sealed sign-ups are still here."""
    ledger = Ledger(Home(home), machine=identity.machine(), demo=False, make=False)
    found = sum(log.store.counts().kept for log in ledger.all)
    ledger.close()
    return found


def bundled(home: Path, stick: Path) -> int:
    """Type the command for a kiosk for real."""
    return main(["signups", "bundle", "--home", str(home), "--to", str(stick)])


def test_an_enrolled_kiosk_takes_the_receipts_of_its_publisher(
    real: Path, stick: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of the last pack that was accepted, and of nobody else; the demo keys count for nothing."""
    publisher = Publisher(tmp_path / "publisher")
    publisher.publish(tmp_path / "packs")
    kiosk = Kiosk(real / "shelf")
    kiosk.load(tmp_path / "packs", reserve_bytes=0)
    kiosk.shelf.close()
    assert bundled(real, stick) == 0
    for stranger in (Signer(bytes(32)), keyring.open_daily(KEYS, demo.PASSPHRASE).receipt):
        acknowledge(stick, stranger)
    assert bundled(real, stick) == 0
    assert waiting(real) == 1
    acknowledge(stick, publisher.daily.receipt)
    capsys.readouterr()
    assert bundled(real, stick) == 0
    assert "deleted here: 1 sign-up\n" in capsys.readouterr().err
    assert waiting(real) == 0


def test_without_a_publisher_no_receipt_counts_and_all_is_carried(
    real: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody is there whose word it could be: that is told, with exit code 5."""
    assert bundled(real, stick) == 5
    acknowledge(stick, keyring.open_daily(KEYS, demo.PASSPHRASE).receipt)
    assert bundled(real, stick) == 5
    assert "nobody is enrolled with this kiosk any more" in capsys.readouterr().err
    assert waiting(real) == 1
    assert len(list(stick.rglob("*.tar"))) == 1


def test_packs_that_cannot_be_read_are_told_and_all_is_carried(
    real: Path, stick: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whose receipts count is not known then; the sign-ups need not wait for that."""
    Shelf.open(real / "shelf").close()
    with closing(sqlite3.connect(real / "shelf" / "shelf.db")) as newer:
        newer.execute("PRAGMA user_version = 99")
    assert bundled(real, stick) == 5
    assert "the packs" in capsys.readouterr().err
    assert len(list(stick.rglob("*.tar"))) == 1
