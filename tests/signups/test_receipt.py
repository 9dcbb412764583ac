"""Receipts: what the coordinator signed is taken, and nothing else deletes a sign-up."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signups.logbook import KIOSK, RETENTION, entries, id_

from kiosk.errors import InputError, KioskError, MachineError, UntrustedError
from kiosk.keys.signing import Signer
from kiosk.signups import receipt
from kiosk.signups.receipt import Receipt, ReceiptSummary, portions, read, take, write
from kiosk.signups.store import Store

COORDINATOR = Signer(b"coordinator" * 2 + b"0123456789")
EVENING = datetime(2018, 10, 12, 20, 30, tzinfo=UTC)
OTHER = "k-zz99zz99"


def entry(number: int) -> receipt.Entry:
    """What a receipt says of one event that no kiosk has."""
    return (number, id_(number), "0" * 64)


SMALL = Receipt(at=EVENING, arrived={KIOSK: (entry(1), entry(2)), OTHER: (entry(1),)})


def enveloped(body: str, signature: bytes, format_: int = 1) -> bytes:
    """Any text in the envelope of a receipt."""
    return (
        f'{{"format":{format_},"body":{json.dumps(body)},"signature":"{signature.hex()}"}}\n'
    ).encode()


def test_what_was_written_is_read() -> None:
    """When, in any timezone but none, and which events of which kiosk; twice it has one name."""
    content = write(SMALL, COORDINATOR)
    assert read(content, COORDINATOR.public) == SMALL
    assert receipt.name(content) == receipt.name(write(SMALL, COORDINATOR))
    assert receipt.name(content).endswith(".json")
    assert SMALL.of(OTHER) == (entry(1),)
    assert SMALL.of("k-nobody") == ()
    local = EVENING.astimezone(timezone(timedelta(hours=2)))
    (made,) = portions({KIOSK: [entry(1)]}, local)
    assert read(write(made, COORDINATOR), COORDINATOR.public).at == EVENING
    with pytest.raises(ValueError, match="timezone"):
        Receipt(at=EVENING.replace(tzinfo=None), arrived={})


def test_a_receipt_flipped_or_cut_anywhere_is_refused() -> None:
    """Whatever a stick or a hand changed deletes nothing; who cut one off is to copy it again."""
    content = write(SMALL, COORDINATOR)
    for at in range(len(content)):
        for flip in (0x01, 0x02, 0x20, 0x80):
            altered = bytearray(content)
            altered[at] ^= flip
            with pytest.raises((InputError, UntrustedError)):
                read(bytes(altered), COORDINATOR.public)
        with pytest.raises(InputError, match=r"no whole receipt.*copy it again"):
            read(content[:at], COORDINATOR.public)
    with pytest.raises(InputError, match="no whole receipt"):
        read(content + b"\n", COORDINATOR.public)


def test_only_the_coordinators_receipt_counts() -> None:
    """The same words under somebody else's signature, or its own for another use, are refused."""
    body = SMALL.model_dump_json()
    other_use = enveloped(body, COORDINATOR.sign("bundle", body.encode()))
    for content in (write(SMALL, Signer(bytes(32))), other_use):
        with pytest.raises(UntrustedError, match="nothing was deleted"):
            read(content, COORDINATOR.public)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        "[" * 100_000,
        SMALL.model_dump_json().replace('"format":1', '"format":1,"note":""'),
        SMALL.model_dump_json().replace('"format":1', '"format":2'),
        SMALL.model_dump_json().replace(KIOSK, "../.."),
        SMALL.model_dump_json().replace("[1,", "[-1,"),
        SMALL.model_dump_json().replace("00Z", "00"),
    ],
    ids=["empty", "nothing", "a nest", "more", "newer", "a way out", "no number", "no timezone"],
)
def test_what_is_signed_but_no_receipt_is_refused(body: str) -> None:
    """A coordinator's program that errs deletes nothing here."""
    content = enveloped(body, COORDINATOR.sign("receipt", body.encode()))
    with pytest.raises(InputError, match="it is no receipt"):
        read(content, COORDINATOR.public)


def test_a_newer_receipt_is_called_newer() -> None:
    """The kiosk's program is old, not the receipt wrong."""
    with pytest.raises(InputError, match="newer format"):
        read(enveloped("{}", bytes(64), format_=2), COORDINATOR.public)
    assert enveloped("{}", bytes(64)).startswith(write(SMALL, COORDINATOR)[:20])


@given(
    content=st.binary(max_size=300)
    | st.text(max_size=300).map(lambda body: enveloped(body, bytes(64)) if body.isascii() else b"")
    | st.text(max_size=300).map(
        lambda body: f'{{"format":1,"body":"{body}'.encode(errors="replace")
    )
)
def test_any_bytes_are_refused_in_words(content: bytes) -> None:
    """There are no bytes that make the reader fail otherwise."""
    with pytest.raises((InputError, UntrustedError)):
        read(content, COORDINATOR.public)


@pytest.mark.parametrize(
    "body", [b'"\\ud800"', b'"\xff"', b'"a", "body":"b"', b'"\0"', b'"' + b"\\" * 99 + b'"', b'""']
)
def test_text_that_is_no_text_is_refused(body: bytes) -> None:
    """Half characters, bytes that are none, a second text: all of it is no whole receipt."""
    content = b'{"format":1,"body":%b,"signature":"%b"}\n' % (body, b"0" * 128)
    with pytest.raises((InputError, UntrustedError)):
        read(content, COORDINATOR.public)


def test_a_receipt_larger_than_any_is_neither_written_nor_read() -> None:
    """Who fills a stick does not fill a kiosk's memory twice; `portions` makes several."""
    padded = enveloped("x" * receipt.MAX_BYTES, bytes(64))
    with pytest.raises(InputError, match="no whole receipt"):
        read(padded, COORDINATOR.public)
    entries = [(99_999_999 - n, id_(n), "f" * 64) for n in range(receipt.MAX_ENTRIES + 1)]
    with pytest.raises(KioskError, match="more than one can hold"):
        write(Receipt(at=EVENING, arrived={KIOSK: tuple(entries * 3)}), COORDINATOR)
    largest, rest = portions({KIOSK: entries}, EVENING)
    assert read(write(largest, COORDINATOR), COORDINATOR.public) == largest
    assert len(rest.of(KIOSK)) == 1


@given(
    arrived=st.dictionaries(
        st.sampled_from(["k-a", "k-b", "k-c"]), st.integers(0, 70_000), max_size=3
    )
)
@settings(max_examples=10)
def test_portions_name_everything_once(arrived: dict[str, int]) -> None:
    """Split any way: together they name just what arrived, and none is empty or too large."""
    entries = {kiosk: [entry(1)] * count for kiosk, count in arrived.items()}
    made = list(portions(entries, EVENING))
    named = {kiosk: sum(len(one.of(kiosk)) for one in made) for kiosk in arrived}
    assert named == arrived
    sizes = [sum(map(len, one.arrived.values())) for one in made]
    assert all(0 < size <= receipt.MAX_ENTRIES for size in sizes)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """A kiosk's store with three sign-ups."""
    (tmp_path / "store").mkdir()
    made = Store.create(tmp_path / "store", KIOSK)
    for number in range(3):
        made.sign_up(id_(number), RETENTION, b"sealed %d" % number)
    yield made
    made.close()


@pytest.fixture
def stick(stick: Path) -> Path:
    """A stick with an empty folder for receipts."""
    (stick / receipt.FOLDER).mkdir()
    return stick


def lay(stick: Path, content: bytes, name: str = "") -> None:
    """Put a receipt on the stick."""
    (stick / receipt.FOLDER / (name or receipt.name(content))).write_bytes(content)


def naming(store: Store, *numbers: int) -> bytes:
    """A receipt for these events of the store."""
    arrived = {store.kiosk: tuple(entries(store, *numbers))}
    return write(Receipt(at=EVENING, arrived=arrived), COORDINATOR)


def kept(store: Store) -> list[int]:
    """The numbers whose sealed bytes are still there."""
    return list(store.contents(1, 99))


def test_a_receipt_deletes_just_what_it_names_and_once(store: Store, stick: Path) -> None:
    """What did not arrive is kept; the same stick again changes nothing. All on it are taken.

    Also those that came for other kiosks: they delete nothing here.
    """
    lay(stick, naming(store, 1))
    assert take([store], stick, COORDINATOR.public) == ReceiptSummary(1, 1, ())
    assert kept(store) == [2, 3]
    assert take([store], stick, COORDINATOR.public) == ReceiptSummary(1, 0, ())
    lay(stick, naming(store, 2))
    lay(stick, write(SMALL, COORDINATOR))
    assert take([store], stick, COORDINATOR.public) == ReceiptSummary(3, 1, ())
    assert kept(store) == [3]
    assert [event.number for event in store.events(1, 99)] == [1, 2, 3]


@pytest.mark.parametrize("where", ["KIOSK-SIGNUPS", "Nieuwe map", "KIOSK-RECEIPTS (1)"])
def test_receipts_in_a_folder_are_taken_too(store: Store, stick: Path, where: str) -> None:
    """Where an evening put them at which a folder was named, or where somebody copied them."""
    lay(stick, naming(store, 1))
    deep = stick / where / receipt.FOLDER
    deep.parent.mkdir()
    (stick / receipt.FOLDER).rename(deep.parent if receipt.FOLDER in where else deep)
    (stick / receipt.FOLDER).mkdir()
    lay(stick, naming(store, 2))
    assert take([store], stick, COORDINATOR.public) == ReceiptSummary(2, 2, ())
    assert kept(store) == [3]


def test_only_so_many_folders_are_looked_into(store: Store, stick: Path) -> None:
    """Nor a folder in a folder in one, nor where a link leads."""
    for number in range(receipt.MAX_FOLDERS):
        (stick / f"{number:03}").mkdir()
    lay(stick, naming(store, 1))
    (stick / "zzz").mkdir()
    (stick / receipt.FOLDER).rename(stick / "zzz" / receipt.FOLDER)
    assert take([store], stick, COORDINATOR.public) == ReceiptSummary(0, 0, ())
    (stick / "000").rmdir()
    (stick / "001").rmdir()
    (stick / "001").symlink_to(stick / "zzz")
    assert take([store], stick, COORDINATOR.public) == ReceiptSummary(1, 1, ())


def test_each_identity_takes_its_own(store: Store, stick: Path, tmp_path: Path) -> None:
    """A receipt for what this machine was called before still counts."""
    (tmp_path / "former").mkdir()
    with closing(Store.create(tmp_path / "former", OTHER)) as former:
        former.sign_up(id_(7), RETENTION, b"sealed 7")
        lay(stick, naming(former, 1))
        assert take([store, former], stick, COORDINATOR.public) == ReceiptSummary(1, 1, ())
        assert (kept(former), kept(store)) == ([], [1, 2, 3])


def test_an_entry_that_does_not_match_deletes_nothing(store: Store, stick: Path) -> None:
    """Number, id and hash must all be those of one event."""
    one, two, _ = store.events(1, 3)
    wrong = (
        (2, one.id, one.hash(KIOSK)),
        (1, two.id, one.hash(KIOSK)),
        (1, one.id, two.hash(KIOSK)),
        (1, one.id, one.hash(OTHER)),
        (9, one.id, one.hash(KIOSK)),
    )
    lay(stick, write(Receipt(at=EVENING, arrived={KIOSK: wrong}), COORDINATOR))
    assert take([store], stick, COORDINATOR.public) == ReceiptSummary(1, 0, ())
    assert kept(store) == [1, 2, 3]


FAULTY: dict[str, Callable[[Store], bytes]] = {
    "by another hand": lambda _: write(SMALL, Signer(bytes(32))),
    "cut short": lambda store: naming(store, 1)[:-9],
    "altered": lambda store: naming(store, 1).replace(b"2018", b"2019"),
    "empty": lambda _: b"",
    "too large": lambda _: b"x" * (receipt.MAX_BYTES + 1),
    "something else": lambda _: b'{"name":"holiday"}',
}


@pytest.mark.parametrize("make", FAULTY.values(), ids=FAULTY.keys())
def test_a_bad_one_stops_no_other(
    store: Store, stick: Path, make: Callable[[Store], bytes]
) -> None:
    """It is named with what is wrong; the sound receipt beside it counts."""
    lay(stick, make(store), "0faulty.json")
    lay(stick, naming(store, 2))
    taken = take([store], stick, COORDINATOR.public)
    assert (taken.receipts, taken.wiped) == (1, 1)
    ((name, error),) = taken.refused
    assert name == "0faulty.json"
    assert error.what
    assert error.advice
    assert kept(store) == [1, 3]


def test_a_planted_link_is_not_followed(store: Store, stick: Path) -> None:
    """Not even to a sound receipt: what counts lies on the stick itself."""
    (stick / "elsewhere").write_bytes(naming(store, 1))
    try:
        (stick / receipt.FOLDER / "link.json").symlink_to(stick / "elsewhere")
    except OSError:
        pytest.skip("this user may make no links")
    taken = take([store], stick, COORDINATOR.public)
    assert (taken.receipts, taken.wiped, len(taken.refused)) == (0, 0, 1)
    (stick / receipt.FOLDER / "link.json").unlink()
    (stick / receipt.FOLDER).rmdir()
    (stick / receipt.FOLDER).symlink_to(stick, target_is_directory=True)
    with pytest.raises(MachineError, match="stands in the way"):
        take([store], stick, COORDINATOR.public)


def test_other_files_on_a_stick_are_let_be(store: Store, stick: Path) -> None:
    """What a Mac or a camera leaves is no faulty receipt, and a first evening has none yet.

    But a stick that is not in is told.
    """
    lay(stick, b"\0\5\x16\7", "._receipt.json")
    lay(stick, b"sun", "holiday.jpg")
    (stick / "new").mkdir()
    for folder in (stick, stick / "new"):
        assert take([store], folder, COORDINATOR.public) == ReceiptSummary(0, 0, ())
    with pytest.raises(MachineError, match="there is no folder"):
        take([store], stick / "none", COORDINATOR.public)
