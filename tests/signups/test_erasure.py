"""An erasure: the coordinator's word, in every kiosk, whatever a stick brings later."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from signups.kiosks import KEYS, TODAY, Office, id_of, signed
from signups.logbook import id_

from kiosk.errors import InputError, UntrustedError
from kiosk.keys.signing import Signer
from kiosk.office import backup, delivery
from kiosk.office.collection import Collection
from kiosk.signups import envelope, erasure, receipt
from kiosk.signups.carry import carry
from kiosk.signups.erasure import Erasure
from kiosk.signups.identity import SignUpLog
from kiosk.signups.receipt import ReceiptSummary

NOW = datetime(2018, 10, 8, 19, 30, tzinfo=UTC)
GENNEP = "k-gennep00"
NAMES = ("Els", "Jan", "Piet")
JAN = (GENNEP, id_of("Jan"))


@pytest.fixture
def gennep(tmp_path: Path) -> Iterator[SignUpLog]:
    """A kiosk where three visitors signed up."""
    with signed(tmp_path / GENNEP, GENNEP, *NAMES) as log:
        yield log


def made(office: Office) -> backup.Backup:
    """A backup of tonight."""
    with Collection(office.file) as collection:
        return backup.make(collection, office.file.parent / "backup", NOW, TODAY)


def test_what_is_erased_is_read_again() -> None:
    """Signed by the coordinator, and only with the word that it is an erasure."""
    said = Erasure(at=NOW, erased=((GENNEP, id_(1)), ("", id_(2)), ("k-other", id_(3))))
    content = receipt.write(said, KEYS.receipt)
    assert erasure.read(content, KEYS.receipt.public) == said
    assert said.of(GENNEP) == (id_(1), id_(2))
    with pytest.raises(UntrustedError):
        erasure.read(content, KEYS.pack.public)
    with pytest.raises(UntrustedError):
        receipt.read(content, KEYS.receipt.public)
    with pytest.raises(InputError):
        erasure.read(content[:-3], KEYS.receipt.public)


def test_what_was_erased_once_stays_gone(gennep: SignUpLog, stick: Path, tmp_path: Path) -> None:
    """On sticks, in collections and at kiosks: wherever it was given, unless that is known."""
    body = f'{{"format":1,"at":"2018-10-08T19:30:00Z","erased":["{id_of("Jan")}"]}}'
    content = envelope.write(body, "erasure", KEYS.receipt)
    assert erasure.read(content, KEYS.receipt.public).erased == (("", id_of("Jan")),)
    office = Office(tmp_path)
    (stick / receipt.FOLDER).mkdir()
    carry([gennep], stick, TODAY)
    office.collect(stick)
    with sqlite3.connect(office.file) as opened:
        opened.execute("DROP TABLE erased")
        opened.execute("CREATE TABLE erased (id TEXT NOT NULL PRIMARY KEY) STRICT, WITHOUT ROWID")
        ids = [(id_of("Jan"),), (id_(9),)]
        opened.executemany("INSERT INTO erased VALUES (?)", ids)
        opened.executemany("INSERT INTO withdrawal VALUES (?1, '', ?1)", ids)
        opened.execute("PRAGMA user_version = 3")
    opened.close()
    with Collection(office.file) as collection:
        assert set(collection.withdrawals.erasures()) == {JAN, ("", id_(9))}
    (stick / receipt.FOLDER / receipt.name(content, erasure.ENDING)).write_bytes(content)
    assert office.collect(stick).new == 0
    with Collection(office.file) as collection:
        assert set(collection.withdrawals.erasures()) == {JAN, ("", id_(9))}
    assert receipt.take([gennep.store], stick, KEYS.receipt.public).wiped == 1
    assert gennep.store.sealed(2) is None


def lay(stick: Path, erased: tuple[erasure.Entry, ...], signer: Signer = KEYS.receipt) -> None:
    """Put an erasure of these on a stick."""
    content = receipt.write(Erasure(at=NOW, erased=erased), signer)
    (stick / receipt.FOLDER).mkdir(exist_ok=True)
    (stick / receipt.FOLDER / receipt.name(content, erasure.ENDING)).write_bytes(content)


def test_only_the_coordinator_erases_and_only_at_that_kiosk(gennep: SignUpLog, stick: Path) -> None:
    """An id is unique only within one kiosk; a word that somebody else signed is told."""
    lay(stick, (("k-thief000", JAN[1]),))
    assert receipt.take([gennep.store], stick, KEYS.receipt.public) == ReceiptSummary(0, 0, ())
    lay(stick, (JAN,), Signer(bytes(32)))
    taken = receipt.take([gennep.store], stick, KEYS.receipt.public)
    assert (taken.wiped, len(taken.refused)) == (0, 1)
    assert gennep.store.sealed(2) is not None


def test_many_go_into_several() -> None:
    """None is too large to be read."""
    many = [("k" * 32, f"{number:032x}") for number in range(erasure.MAX_ENTRIES + 1)]
    portions = list(erasure.portions(many, NOW))
    assert [len(portion.erased) for portion in portions] == [erasure.MAX_ENTRIES, 1]
    assert len(receipt.write(portions[0], KEYS.receipt)) < receipt.MAX_BYTES


def test_it_goes_out_of_the_kiosk_before_it_arrives_and_never_comes_back(
    gennep: SignUpLog, stick: Path, tmp_path: Path
) -> None:
    """The word travels beside the receipts; the kiosk's bytes go; a late stick brings nothing.

    A program that knows no erasures looks at names that end in `.json`, and finds all receipts.
    """
    office, late = Office(tmp_path), tmp_path / "late"
    late.mkdir()
    for folder in (stick, late):
        carry([gennep], folder, TODAY)
    office.collect(stick)
    with Collection(office.file) as collection:
        assert [row.number for row in collection.withdrawals.erase([JAN])] == [2]
    written = delivery.deliver(made(office), KEYS.receipt, stick, NOW)
    assert sorted(name.rpartition(".")[2] for name in written) == ["erasure", "json"]
    assert delivery.deliver(made(office), KEYS.receipt, stick, NOW) == ()
    [file] = (stick / receipt.FOLDER).glob("*.json")
    read = receipt.read(file.read_bytes(), KEYS.receipt.public)
    assert [number for number, _, _ in read.of(GENNEP)] == [1, 2, 3]
    file.unlink()  # the erasure alone is enough
    taken = receipt.take([gennep.store], stick, KEYS.receipt.public)
    assert (taken.wiped, taken.refused) == (1, ())
    assert [gennep.store.sealed(number) is None for number in (1, 2, 3)] == [False, True, False]
    assert receipt.take([gennep.store], stick, KEYS.receipt.public).wiped == 0
    assert office.collect(late).new == 0
    carry([gennep], late, TODAY)
    office.collect(late)
    assert office.names() == ["Els", "Piet"]
    assert office.missing() == {GENNEP: ()}
    with Collection(office.file) as collection:
        assert [row.number for row in collection.events(GENNEP) if row.withdrawn] == [2]


def test_it_comes_back_off_a_stick_to_a_collection_that_was_put_back(
    gennep: SignUpLog, stick: Path, tmp_path: Path
) -> None:
    """An older backup knows nothing of it: the word on any stick tells, before its sign-ups count.

    A word that somebody else signed tells nothing.
    """
    office = Office(tmp_path)
    carry([gennep], stick, TODAY)
    office.collect(stick)
    older = office.file.read_bytes()
    with Collection(office.file) as collection:
        collection.withdrawals.erase([JAN])
    delivery.deliver(made(office), KEYS.receipt, stick, NOW)
    office.file.write_bytes(older)
    lay(stick, ((GENNEP, id_of("Els")),), Signer(bytes(32)))
    collected = office.collect(stick)
    assert [removal.name for removal in collected.removed] == ["Jan"]
    assert sorted(office.names()) == ["Els", "Piet"]
    assert made(office).erased == (JAN,)
