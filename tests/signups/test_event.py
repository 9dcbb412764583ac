"""Events: format 2 stands behind format 1 in one chain, and both are read as they were written."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from signups import older
from signups.ledgers import opened
from signups.logbook import Logbook, id_, proof_of

from kiosk.database import file, replica
from kiosk.office.collection import Collection
from kiosk.signups import bundle, code, salvage
from kiosk.signups.carry import carry
from kiosk.signups.event import BEGINNING, Event
from kiosk.signups.store import KIND, NAME, Store

DAY = date(2026, 10, 20)
RETENTION = date(2027, 10, 20)
FRAME_BYTES = 24 + 4096
"""Of a write-ahead log: one page, and what stands before it."""


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[older.Older]:
    """A home, a collection and a backup as an older program left them."""
    return older.unpack(tmp_path)


def of(**other: Any) -> Event:
    """A withdrawal of format 2, with what is not plain about it."""
    plain: dict[str, Any] = {
        "number": 1,
        "kind": "withdrawal",
        "id": id_(1),
        "retention": None,
        "sealed_sha256": None,
        "before": BEGINNING,
        "format": 2,
        "proof": proof_of(1).secret,
    }
    return Event.model_validate(plain | other)


WRONG: dict[str, dict[str, Any]] = {
    "no proof": {"proof": None},
    "the proof of another": {"proof": proof_of(2).secret},
    "an expiry with a proof": {"kind": "expiry"},
    "a proof before there were any": {"format": 1},
    "a code without proof": {"format": 1, "proof": None, "code": "0" * 10},
    "a code that is none": {"code": "O" * 10},
    "a doubtful withdrawal": {"doubtful": True},
    "a newer event": {"format": 3},
}


@pytest.mark.parametrize("other", WRONG.values(), ids=WRONG.keys())
def test_an_event_that_proves_nothing_is_none(other: dict[str, Any]) -> None:
    """In format 2 a withdrawal has the secret behind its id, and nothing else has one."""
    assert of().id == id_(1)
    with pytest.raises(ValidationError):
        of(**other)


def test_whatever_is_new_changes_the_hash() -> None:
    """Proof, code and doubt are as tied to the chain as all the rest."""
    sign_up = {"kind": "sign-up", "proof": None, "retention": DAY, "sealed_sha256": "ab" * 32}
    events = [
        of(),
        of(code="0" * 10),
        of(id=id_(2), proof=proof_of(2).secret),
        of(**sign_up),
        of(**sign_up, doubtful=True),
        of(**sign_up, format=1),
        of(format=1, proof=None),
    ]
    assert len({event.hash("k-1") for event in events}) == len(events)


def test_an_older_bundle_is_read_and_written_to_the_byte() -> None:
    """Its hash must stay what it was; one of today may hold events of both formats."""
    content = older.BUNDLE.read_bytes()
    header = bundle.read(content).header
    assert header.format == 1
    assert header.model_dump_json().encode() in content
    proof = code.proof_of(older.CODES[0])
    assert proof.old_id == header.events[0].id
    assert proof.id not in proof.secret
    logbook = Logbook()
    logbook.sign_up(id_(1), b"sealed")
    assert bundle.read(logbook.bundle()).header.format == 1
    logbook.withdraw(proof_of(1))
    read = bundle.read(logbook.bundle())
    assert read.header.format == 2
    assert [event.format for event in read.header.events] == [1, 2]


def test_an_older_store_goes_on_in_its_chain(kept: older.Older) -> None:
    """After the program was brought up to date: the same events, then those of format 2."""
    before = bundle.read(older.BUNDLE.read_bytes()).header.events
    with opened(kept.home) as (_, own):
        assert own.store.events(1, 99) == before
        own.store.sign_up(id_(1), RETENTION, b"sealed", doubtful=True)
        assert own.store.withdraw(proof_of(1)) == "here"
    with opened(kept.home) as (_, own):
        after = own.store.events(1, 99)
    assert after[: len(before)] == before
    assert [(event.format, event.doubtful, event.proof) for event in after[len(before) :]] == [
        (2, True, None),
        (2, False, proof_of(1).secret),
    ]
    assert after[len(before)].before == before[-1].hash(older.KIOSK)


def test_what_was_frozen_stays_that_bundle(kept: older.Older, stick: Path) -> None:
    """A stick that was written by the older program gets nothing twice; what is new goes beside."""
    place = stick / bundle.FOLDER / older.KIOSK / older.BUNDLE.name
    place.parent.mkdir(parents=True)
    shutil.copy(older.BUNDLE, place)
    with opened(kept.home) as (ledger, own):
        own.store.sign_up(id_(1), RETENTION, b"sealed")
        carried = carry(ledger.all, stick, DAY)
    assert carried.there == 1
    [new] = carried.written
    assert bundle.read((stick / new).read_bytes()).header.format == 2


def test_a_visitor_of_before_takes_back_with_the_old_code(kept: older.Older) -> None:
    """Here: the sealed bytes go, and the event carries the code, by which anybody finds it."""
    with opened(kept.home) as (_, own):
        assert own.store.withdraw(code.proof_of(older.CODES[0])) == "here"
        assert own.store.sealed(1) is None
        first, *_, last = own.store.events(1, 7)
        assert last.ids == (last.id, first.id)
        assert own.store.withdraw(code.proof_of(older.CODES[1])) == "already"


def test_an_older_collection_and_its_backup_are_brought_up_to_date(kept: older.Older) -> None:
    """Nothing in them changes but the form; a backup of then is covered by the collection."""
    with Collection(kept.collection) as collection:
        assert collection.count() == 3
        assert collection.withdrawals.count() == 2
        assert [event.number for event in collection.events(older.KIOSK)] == [1, 2, 3, 4, 5, 6]
        [copy] = kept.backups.iterdir()
        assert collection.covers(copy, DAY)
    with Collection(copy) as collection:
        assert collection.count() == 3


def test_a_damaged_store_of_both_formats_is_saved(kept: older.Older) -> None:
    """Rows of before and after are told apart on the pages themselves."""
    folder = kept.home.signups / older.KIOSK
    with closing(Store.open(folder)) as store:
        store.sign_up(id_(1), RETENTION, b"sealed", doubtful=True)
        store.withdraw(proof_of(2))
        events = store.events(1, 99)
    found = salvage.true_events(older.KIOSK, (folder / NAME).read_bytes(), b"")
    assert tuple(event for event, _, _ in found) == events
    assert [event.number for event, _, sealed in found if sealed] == [1, 3, 4, 7]


def test_a_power_cut_while_a_store_is_brought_up_to_date(kept: older.Older) -> None:
    """However much of the log had reached the disk: the store is that of before, or the new one."""
    folder = kept.home.signups / older.KIOSK
    path = folder / NAME
    with closing(sqlite3.connect(path, isolation_level=None)) as upgraded:
        upgraded.execute("PRAGMA wal_autocheckpoint = 0")
        file.upgrade(upgraded, KIND, len(KIND.schema))
        written = replica.log_of(path).read_bytes()
        content = path.read_bytes()
    for number, length in enumerate(range(0, len(written) + 1, FRAME_BYTES // 2)):
        cut = kept.home.signups / f"cut-{number}"
        cut.mkdir()
        (cut / NAME).write_bytes(content)
        replica.log_of(cut / NAME).write_bytes(written[:length])
        with closing(Store.open(cut)) as store:
            assert len(store.events(1, 99)) == 6
