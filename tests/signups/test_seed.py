"""The kiosk's key: two copies, each with what shows that it is whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import older
import pytest

from kiosk.keys.signing import Signer
from kiosk.notices import Notice, Notices
from kiosk.paths import Home
from kiosk.signups import seed
from kiosk.signups.ledger import Ledger

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

OURS, OTHER = Signer(bytes(range(32))), Signer(bytes(32))
FIRST, SECOND = seed.NAMES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the key."""
    seed.write(tmp_path, OURS)
    return tmp_path


def flipped(path: Path) -> None:
    """One digit of the key is another one."""
    content = path.read_bytes()
    path.write_bytes(content[:7] + (b"0" if content[7:8] != b"0" else b"1") + content[8:])


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
@pytest.mark.parametrize("name", seed.NAMES)
@pytest.mark.parametrize("known", ["", OURS.public])
def test_a_damaged_copy_is_mended_from_the_other(
    folder: Path, damage: Callable[[Path], object], name: str, known: str
) -> None:
    """Whichever it is, and whether or not the store knows the key; it is told once."""
    whole = (folder / FIRST).read_bytes()
    damage(folder / name)
    found = seed.read(folder, known)
    assert found
    assert (found.signer.seed, found.mended) == (OURS.seed, 1)
    for each in seed.NAMES:
        assert (folder / each).read_bytes() == whole
        assert (folder / each).stat().st_mode & 0o077 == 0
    again = seed.read(folder, known)
    assert again
    assert again.mended == 0


@pytest.mark.parametrize("first", DAMAGE.values(), ids=DAMAGE.keys())
def test_two_damaged_copies_are_no_key(folder: Path, first: Callable[[Path], object]) -> None:
    """Nothing is signed with what may be wrong; and what is left of them stays."""
    first(folder / FIRST)
    flipped(folder / SECOND)
    left = {path.name for path in folder.iterdir()}
    assert seed.read(folder, OURS.public) is None
    assert {path.name for path in folder.iterdir()} == left


def test_who_only_looks_mends_nothing(folder: Path) -> None:
    """Else nobody would be told: health asks for the digits while the kiosk runs."""
    flipped(folder / FIRST)
    before = (folder / FIRST).read_bytes()
    found = seed.read(folder, OURS.public, mend=False)
    assert found
    assert found.signer.seed == OURS.seed
    assert (folder / FIRST).read_bytes() == before


def test_the_key_of_another_kiosk_is_none(folder: Path) -> None:
    """Somebody put a copy back in the wrong place: the store knows better."""
    (folder / FIRST).write_text(f"{OTHER.seed.hex()}\n{OTHER.public}\n", "ascii")
    found = seed.read(folder, OURS.public)
    assert found
    assert found.signer.seed == OURS.seed


def test_a_store_that_remembers_wrong_is_overruled(folder: Path) -> None:
    """Two copies that agree say more than one word in the store."""
    found = seed.read(folder, OTHER.public)
    assert found
    assert (found.signer.seed, found.mended) == (OURS.seed, 0)


def test_a_home_of_before_gets_its_second_copy_without_a_word(tmp_path: Path) -> None:
    """At the next start; nobody is told of damage where there was none."""
    kept = older.unpack(tmp_path)
    folder = kept.home.signups / older.KIOSK
    before = (folder / FIRST).read_bytes()
    for _ in range(2):
        ledger = Ledger(kept.home, machine="", demo=True)
        assert ledger.current
        assert ledger.current.identity.signer.seed.hex() == before.decode().strip()
        assert ledger.current.store.public == ledger.current.identity.signer.public
        ledger.close()
        assert Notices(kept.home.notices).unseen() == ()
    copies = [(folder / name).read_bytes() for name in seed.NAMES]
    assert copies[0] == copies[1]
    assert copies[0].startswith(before)


def test_a_key_of_before_that_was_damaged_before_is_no_key(tmp_path: Path) -> None:
    """It is not the one that signed what this kiosk once put on a stick: another is made."""
    kept = older.unpack(tmp_path)
    flipped(kept.home.signups / older.KIOSK / FIRST)
    for _ in range(2):
        ledger = Ledger(kept.home, machine="", demo=True)
        assert ledger.current
        assert ledger.current.identity.kiosk != older.KIOSK
        assert [it.identity.kiosk for it in ledger.retired] == [older.KIOSK]
        assert ledger.retired[0].identity.carrier == ledger.current.identity.kiosk
        ledger.close()
    assert [it.kind for it in Notices(kept.home.notices).unseen()] == ["key-lost"]


def test_one_flipped_digit_is_noticed_mended_and_told(tmp_path: Path) -> None:
    """Staff hear of it, and the kiosk goes on being the one it was."""
    home = Home(tmp_path / "home")
    ledger = Ledger(home, machine="", demo=True)
    assert ledger.current
    before = ledger.current.identity
    ledger.close()
    flipped(before.folder / FIRST)
    ledger = Ledger(home, machine="", demo=True)
    assert ledger.current
    assert ledger.current.identity.signer.seed == before.signer.seed
    ledger.close()
    assert Notices(home.notices).unseen() == (Notice("key-mended", 1),)


def test_a_power_cut_while_a_copy_is_mended_leaves_the_other(folder: Path) -> None:
    """A copy gets its name when it is whole; half of one is in nobody's way."""
    flipped(folder / FIRST)
    (folder / ".key.0123abcd.part").write_bytes(b"ab")
    found = seed.read(folder, "")
    assert found
    assert found.signer.seed == OURS.seed
