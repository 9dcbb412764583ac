"""`kiosk signups bundle`: from a kiosk's disk to a stick, and receipts back."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from cli.command import DEMO_KEYS, Command, Done
from packs.library import Kiosk
from packs.publisher import Publisher
from signups.logbook import acknowledge

from kiosk.keys import demo, keyring
from kiosk.keys.signing import Signer
from kiosk.notices import Notices
from kiosk.packs.shelf import Shelf
from kiosk.paths import Home
from kiosk.signups import bundle, identity
from kiosk.signups.event import Event
from kiosk.signups.ledger import Ledger

RETENTION = date(2030, 1, 1)

Carry = Callable[..., Done]


@cache
def coordinator() -> Signer:
    """The receipt key of demonstrations."""
    return keyring.open_daily(DEMO_KEYS, demo.PASSPHRASE).receipt


def sign_up(home: Path, *numbers: str, demo: bool = True) -> None:
    """Visitors sign up at the kiosk in this home."""
    with closing(Ledger(Home(home), machine=identity.machine(), demo=demo)) as ledger:
        for number in numbers:
            ledger.current.store.sign_up(number * 32, RETENTION, b"sealed " + number.encode())


def kept(home: Path, *, demo: bool = True) -> list[Event]:
    """The sign-ups whose sealed bytes are still at home."""
    with closing(Ledger(Home(home), machine=identity.machine(), demo=demo, make=False)) as ledger:
        return [
            event
            for log in ledger.all
            for event in log.store.events(1, 99)
            if log.store.sealed(event.number) is not None
        ]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The home of a demo with two sign-ups."""
    sign_up(tmp_path / "home", "1", "2")
    return tmp_path / "home"


@pytest.fixture
def carry(kiosk: Command, home: Path, stick: Path) -> Carry:
    """Types the command."""
    return lambda *more: kiosk("signups", "bundle", "--home", home, "--demo", "--to", stick, *more)


def test_bundle_prints_what_it_wrote_and_says_so(carry: Carry, stick: Path) -> None:
    """The files stand on stdout, for scripts; on stderr how many, for people."""
    code, out, err = carry()
    assert bundle.read((stick / out.removesuffix("\n")).read_bytes()).header.demo
    assert err == "on the stick: 2 sign-ups in 1 bundle (1 new bundle); take it out safely\n"
    assert code == 0
    code, out, err = carry()
    assert (code, out) == (0, "")
    assert "(0 new bundles)" in err


def test_bundle_takes_the_receipts_that_came_back(carry: Carry, home: Path, stick: Path) -> None:
    """What has arrived is deleted at home, and no longer carried."""
    carry()
    acknowledge(stick, coordinator())
    assert carry() == (0, "", "arrived at the coordinator, and deleted here: 2 sign-ups\n")
    assert kept(home) == []
    assert carry() == (0, "", f"nothing in {home} waits to be carried away\n")


def test_what_was_deleted_is_told_although_the_stick_takes_no_more(
    carry: Carry, home: Path, stick: Path
) -> None:
    """A stick that fails after its receipts were taken hides nothing of what they did."""
    carry()
    acknowledge(stick, coordinator())
    sign_up(home, "3")
    shutil.rmtree(stick / bundle.FOLDER)
    (stick / bundle.FOLDER).touch()
    deleted, in_the_way = carry().told(5).splitlines()
    assert deleted == "arrived at the coordinator, and deleted here: 2 sign-ups"
    assert bundle.FOLDER in in_the_way


def test_a_receipt_by_another_hand_is_named_and_deletes_nothing(
    carry: Carry, home: Path, stick: Path
) -> None:
    """Everything is carried all the same."""
    carry()
    acknowledge(stick, Signer(bytes(32)))
    told = "not signed by the coordinator of this kiosk — nothing was deleted"
    assert told in carry().told()
    assert len(kept(home)) == 2


def test_json_tells_a_script_all_of_it(carry: Carry, stick: Path) -> None:
    """Counts and paths; never what is sealed."""
    told = json.loads(carry("--json").printed())
    (written,) = told.pop("written")
    assert (stick / written).is_file()
    assert told == {"receipts": 0, "arrived": 0, "refused": [], "there": 0, "sign_ups": 2}


def test_a_stick_that_cannot_is_told_before_anything_is_touched(
    carry: Carry, home: Path, stick: Path
) -> None:
    """The machine's word: exit 5, one sentence, and no trace of it at home."""
    before = {path: path.stat().st_mtime_ns for path in home.rglob("*")}
    stick.rmdir()
    told = f"there is no folder {stick} — put the stick in, and see what it is called\n"
    assert carry() == (5, "", told)
    assert {path: path.stat().st_mtime_ns for path in home.rglob("*")} == before


def test_a_home_without_sign_ups_is_left_alone(carry: Carry, home: Path, stick: Path) -> None:
    """To carry makes no kiosk where there is none."""
    shutil.rmtree(home)
    assert "nothing in" in carry().told()
    assert not home.exists()
    assert list(stick.iterdir()) == []


def test_a_demo_is_not_carried_as_if_it_were_real(kiosk: Command, home: Path, stick: Path) -> None:
    """Whoever leaves --demo out is told; nothing lies on the stick."""
    assert kiosk("signups", "bundle", "--home", home, "--to", stick).code == 2
    assert list(stick.iterdir()) == []


def test_a_store_that_is_lost_is_told(carry: Carry, home: Path) -> None:
    """Exit 5: somebody must look for the disk that held it."""
    (folder,) = (path for path in (home / "signups").iterdir() if path.is_dir())
    folder.rename(home / "elsewhere")
    err = carry().told(5)
    assert "are not there — bring back the disk" in err
    assert "sign-ups not found: is a disk or folder missing?" in err


def test_sign_ups_that_are_gone_are_told_with_how_many(carry: Carry, home: Path) -> None:
    """Exit 5, each time until staff have seen it: what was kept is not there to be carried."""
    (folder,) = (path for path in (home / "signups").iterdir() if path.is_dir())
    (folder / "events.db").unlink()
    for _ in "12":
        assert "sign-ups are gone from this kiosk" in carry().told(5)
    Notices(Home(home).notices).mark_seen(["sign-ups-lost"])
    assert carry().code == 0


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """The home of a kiosk for real, with one sign-up."""
    sign_up(tmp_path / "real", "1", demo=False)
    return tmp_path / "real"


@pytest.fixture
def carry_real(kiosk: Command, real: Path, stick: Path) -> Carry:
    """Types the command for a kiosk for real."""
    return lambda: kiosk("signups", "bundle", "--home", real, "--to", stick)


def test_an_enrolled_kiosk_takes_the_receipts_of_its_publisher(
    carry_real: Carry, real: Path, stick: Path, tmp_path: Path
) -> None:
    """Of the last pack that was accepted, and of nobody else; the demo keys count for nothing."""
    publisher = Publisher(tmp_path / "publisher")
    publisher.publish(tmp_path / "packs")
    enrolled = Kiosk(real / "shelf")
    enrolled.load(tmp_path / "packs", reserve_bytes=0)
    enrolled.shelf.close()
    assert carry_real().code == 0
    for stranger in (Signer(bytes(32)), coordinator()):
        acknowledge(stick, stranger)
    assert carry_real().code == 0
    assert len(kept(real, demo=False)) == 1
    acknowledge(stick, publisher.daily.receipt)
    assert "deleted here: 1 sign-up\n" in carry_real().told()
    assert kept(real, demo=False) == []


def test_without_a_publisher_no_receipt_counts_and_all_is_carried(
    carry_real: Carry, real: Path, stick: Path
) -> None:
    """Nobody is there whose word it could be: that is told, with exit code 5."""
    assert carry_real().code == 5
    acknowledge(stick, coordinator())
    assert "nobody is enrolled with this kiosk any more" in carry_real().told(5)
    assert len(kept(real, demo=False)) == 1
    assert len(list(stick.rglob("*.tar"))) == 1


def test_packs_that_cannot_be_read_are_told_and_all_is_carried(
    carry_real: Carry, real: Path, stick: Path
) -> None:
    """Whose receipts count is not known then; the sign-ups need not wait for that."""
    Shelf.open(real / "shelf").close()
    with closing(sqlite3.connect(real / "shelf" / "shelf.db")) as newer:
        newer.execute("PRAGMA user_version = 99")
    assert "the packs" in carry_real().told(5)
    assert len(list(stick.rglob("*.tar"))) == 1
