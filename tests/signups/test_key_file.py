"""The kiosk's key: two copies, each with what shows that it is whole."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from signups import older
from signups.ledgers import opened
from signups.logbook import entries

from kiosk.keys.signing import Signer
from kiosk.notices import Notices
from kiosk.paths import Home
from kiosk.signups import bundle, code, key_file
from kiosk.signups.carry import carry
from kiosk.signups.identity import Identity, SignUpLog

DAY = date(2019, 10, 3)
OURS, OTHER = Signer(bytes(range(32))), Signer(bytes(32))
FIRST, SECOND = key_file.NAMES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the key."""
    key_file.write(tmp_path, OURS)
    return tmp_path


def read(folder: Path, known: str, *, mend: bool = True) -> tuple[bytes, int]:
    """The seed that is found, and how many copies were mended."""
    found = key_file.read(folder, known, mend=mend)
    assert found
    return found.signer.seed, found.mended


def flipped(path: Path, *places: int) -> None:
    """One digit of the key is another one, or those in these places."""
    content = bytearray(path.read_bytes())
    for at in places or (7,):
        content[at] = ord("0" if content[at] != ord("0") else "1")
    path.write_bytes(content)


def no_digit(path: Path) -> None:
    """One bit is another, which makes a sign of a digit."""
    content = bytearray(path.read_bytes())
    content[40] |= 0x80
    path.write_bytes(content)


def a_folder_instead(path: Path) -> None:
    """A folder stands in its place."""
    path.unlink()
    path.mkdir()


DAMAGE: dict[str, Callable[[Path], object]] = {
    "gone": lambda path: path.unlink(),
    "emptied": lambda path: path.write_bytes(b""),
    "cut": lambda path: path.write_bytes(path.read_bytes()[:40]),
    "flipped": flipped,
    "zeros": lambda path: path.write_bytes(bytes(130)),
    "longer": lambda path: path.write_bytes(path.read_bytes() * 9),
    "a folder": a_folder_instead,
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
@pytest.mark.parametrize("name", key_file.NAMES)
@pytest.mark.parametrize("known", ["", OURS.public])
def test_a_damaged_copy_is_mended_from_the_other(
    folder: Path, damage: Callable[[Path], object], name: str, known: str
) -> None:
    """Whichever it is, and whether or not the store knows the key; it is told once."""
    whole = (folder / FIRST).read_bytes()
    damage(folder / name)
    assert read(folder, known) == (OURS.seed, 1)
    for each in key_file.NAMES:
        assert (folder / each).read_bytes() == whole
        assert (folder / each).stat().st_mode & 0o077 == 0
    assert read(folder, known) == (OURS.seed, 0)


@pytest.mark.parametrize("first", DAMAGE.values(), ids=DAMAGE.keys())
def test_two_damaged_copies_are_no_key(folder: Path, first: Callable[[Path], object]) -> None:
    """Nothing is signed with what may be wrong; and what is left of them stays."""
    first(folder / FIRST)
    flipped(folder / FIRST, 7, 9) if first is flipped else None
    flipped(folder / SECOND, 7, 30)
    left = {path.name for path in folder.iterdir()}
    assert key_file.read(folder, OURS.public) is None
    assert {path.name for path in folder.iterdir()} == left


@pytest.mark.parametrize("second", [flipped, no_digit])
@pytest.mark.parametrize("first", DAMAGE.values(), ids=DAMAGE.keys())
@pytest.mark.parametrize("known", ["", OURS.public])
def test_one_wrong_digit_is_found(
    folder: Path, first: Callable[[Path], object], second: Callable[[Path], object], known: str
) -> None:
    """Though no copy is whole: the store knows what must come of it, or the second line does."""
    whole = (folder / FIRST).read_bytes()
    second(folder / SECOND)
    first(folder / FIRST)
    assert read(folder, known) == (OURS.seed, 2)
    assert [(folder / name).read_bytes() for name in key_file.NAMES] == [whole, whole]


def test_who_only_looks_mends_nothing(folder: Path) -> None:
    """Health asks while the kiosk runs; half of a copy is in nobody's way when one is mended."""
    flipped(folder / FIRST)
    before = (folder / FIRST).read_bytes()
    assert read(folder, OURS.public, mend=False) == (OURS.seed, 0)
    assert (folder / FIRST).read_bytes() == before
    (folder / ".key.0123abcd.part").write_bytes(b"ab")
    assert read(folder, "") == (OURS.seed, 1)


def test_a_store_that_remembers_wrong_is_overruled(folder: Path) -> None:
    """By two copies that agree; but one of another kiosk, put back in the wrong place, is none."""
    assert read(folder, OTHER.public) == (OURS.seed, 0)
    (folder / FIRST).write_text(f"{OTHER.seed.hex()}\n{OTHER.public}\n", "ascii")
    assert read(folder, OURS.public) == (OURS.seed, 1)


def test_a_home_of_before_gets_its_second_copy_without_a_word(tmp_path: Path) -> None:
    """At the next start; nobody is told of damage where there was none."""
    kept = older.unpack(tmp_path)
    folder = kept.home.signups / older.KIOSK
    before = (folder / FIRST).read_bytes()
    for _ in range(2):
        with opened(kept.home) as (_, own):
            assert own.identity.signer.seed.hex() == before.decode().strip()
            assert own.store.public == own.identity.signer.public
        assert Notices(kept.home.notices).unseen() == ()
    copies = [(folder / name).read_bytes() for name in key_file.NAMES]
    assert copies[0] == copies[1]
    assert copies[0].startswith(before)


@pytest.mark.parametrize("damage", [flipped, no_digit])
def test_a_wrong_digit_of_before_is_mended(
    tmp_path: Path, damage: Callable[[Path], object]
) -> None:
    """The right one is that which signed what this kiosk once put on a stick; staff are told."""
    kept = older.unpack(tmp_path)
    folder = kept.home.signups / older.KIOSK
    before = (folder / FIRST).read_text("ascii").strip()
    damage(folder / FIRST)
    for _ in range(2):
        with opened(kept.home) as (_, own):
            assert own.identity.signer.seed.hex() == before
    assert [notice.kind for notice in Notices(kept.home.notices).unseen()] == ["key-mended"]


def forget_key(kept: SignUpLog) -> None:
    """All events of a store have arrived, and it does not know its public key."""
    kept.store.acknowledge(entries(kept.store))
    kept.store.remember("")


def as_before(own: Identity) -> None:
    """One copy of the key, of one line, as an older program kept it, and one digit is wrong."""
    (own.folder / SECOND).unlink()
    (own.folder / FIRST).write_text(f"{own.signer.seed.hex()}\n", "ascii")
    flipped(own.folder / FIRST)


@pytest.mark.parametrize("is_told", [True, False])
def test_a_key_of_before_fits_what_it_signed(tmp_path: Path, stick: Path, *, is_told: bool) -> None:
    """Also where all sign-ups arrived, if anything else did. If nothing did nobody can tell.

    Then it is kept as it is, twice; from there on a wrong digit is noticed.
    """
    home = Home(tmp_path / "home")
    with opened(home) as (ledger, kept):
        own = kept.identity
        kept.store.sign_up("1" * 32, DAY, b"sealed")
        carry(ledger.all, stick, None)
        if is_told:
            kept.store.withdraw(code.proof_of("0123456789"))
            carry(ledger.all, stick, None)
        forget_key(kept)
    as_before(own)
    taken = []
    for damage in (None, no_digit):
        if damage:
            damage(own.folder / FIRST)
        with opened(home) as (_, kept):
            taken.append(kept.identity.signer.seed)
    assert taken[0] == taken[1]
    assert (taken[0] == own.signer.seed) == is_told
    assert [notice.kind for notice in Notices(home.notices).unseen()] == ["key-mended"]


def test_a_key_of_before_that_was_damaged_before_is_no_key(tmp_path: Path) -> None:
    """It is not the one that signed what this kiosk once put on a stick: another is made."""
    kept = older.unpack(tmp_path)
    flipped(kept.home.signups / older.KIOSK / FIRST, 7, 8)
    for _ in range(2):
        with opened(kept.home) as (ledger, own):
            assert own.identity.kiosk != older.KIOSK
            assert [log.identity.kiosk for log in ledger.retired] == [older.KIOSK]
            assert ledger.retired[0].identity.carrier == own.identity.kiosk
    assert [notice.kind for notice in Notices(kept.home.notices).unseen()] == ["key-lost"]


@pytest.mark.parametrize("is_forged", [False, True])
def test_a_stick_tells_of_a_wrong_digit_when_nothing_at_home_does(
    tmp_path: Path, stick: Path, *, is_forged: bool
) -> None:
    """An older bundle on it was signed by the right key; a thief's was not, and changes nothing."""
    home = Home(tmp_path / "home")
    notices = Notices(home.notices)
    with opened(home) as (_, kept):
        own = kept.identity
        kept.store.sign_up("1" * 32, DAY, b"sealed")
        signed = replace(own, signer=OTHER) if is_forged else own
        carry([replace(kept, identity=signed)], stick, None)
        forget_key(kept)
    as_before(own)
    for number in range(2):
        with opened(home) as (ledger, kept):
            kept.store.sign_up(f"{number:032x}", DAY, b"another")
            [path] = carry(ledger.all, stick, None, notices).written
            key = bundle.read((stick / path).read_bytes()).header.key
            assert (key == own.signer.public) == (not is_forged)
    assert [notice.kind for notice in notices.unseen()] == ([] if is_forged else ["key-mended"])
