"""Which kiosk this is."""

import json
from contextlib import closing
from pathlib import Path

import pytest

from kiosk.errors import StoreError
from kiosk.keys import signing
from kiosk.paths import Home
from kiosk.signups import identity, key_file
from kiosk.signups.store import Store

HERE = "ab" * 32


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home where nothing is yet."""
    return Home(tmp_path / "home")


def test_a_new_kiosk_has_an_id_a_key_and_an_empty_store(home: Home) -> None:
    """The pointer says which; nobody else on the machine may read any of it, nor any log."""
    pointer = identity.make(home, machine=HERE, demo=True)
    folder = home.signups / pointer.kiosk
    assert json.loads(home.identity.read_text()) == {
        "format": 1,
        "kiosk": folder.name,
        "machine": HERE,
        "demo": True,
    }
    assert sorted(path.name for path in folder.iterdir()) == ["events.db", "key", "key.copy"]
    assert [path.stat().st_mode & 0o077 for path in (folder, *folder.iterdir())] == [0] * 4
    who = identity.load(folder, demo=True)
    assert who.kiosk == pointer.kiosk
    assert who.fingerprint == signing.fingerprint(who.signer.public)
    assert "signer" not in repr(who)
    with closing(Store.open(folder)) as store:
        assert (store.kiosk, store.machine, store.demo) == (pointer.kiosk, HERE, True)
        assert store.last_number == 0


def test_no_two_kiosks_are_the_same(home: Home) -> None:
    """Neither id nor key; half a store that a power cut left is made again from the beginning."""
    (home.signups / ".new").mkdir(parents=True)
    (home.signups / ".new" / "events.db").write_bytes(b"half")
    made = [identity.make(home, machine="", demo=True) for _ in range(5)]
    assert not (home.signups / ".new").exists()
    who = [identity.load(home.signups / own.kiosk, demo=True) for own in made]
    assert len({own.kiosk for own in who}) == len({own.signer.public for own in who}) == 5


@pytest.mark.parametrize("key", [None, "", "ab", "no key at all", "ab" * 31, "é"])
def test_a_lost_or_damaged_key_is_told(home: Home, key: str | None) -> None:
    """Nothing is signed with half a key, and no new one is made up for an old log."""
    pointer = identity.make(home, machine="", demo=True)
    for name in key_file.NAMES:
        file = home.signups / pointer.kiosk / name
        file.unlink()
        if key is not None:
            file.write_text(key, encoding="utf-8")
    with pytest.raises(StoreError) as told:
        identity.load(home.signups / pointer.kiosk, demo=True)
    assert told.value.reason == "keyless"


POINTERS: dict[str, tuple[bytes | None, str]] = {
    "empty": (b"", "damaged"),
    "zeros": (bytes(100), "damaged"),
    "cut short": (b'{"format":1,"kiosk":"k-abc', "damaged"),
    "a way out": (b'{"format":1,"kiosk":"../other","machine":"","demo":true}', "damaged"),
    "another word": (b'{"format":1,"kiosk":"k-a","machine":"","demo":true,"x":1}', "damaged"),
    "of a newer program": (b'{"format":2,"kiosk":"k-a","where":"x"}', "broken"),
    "of a much newer program": (b'{ "format": 11, "kiosk": "k-a" }', "broken"),
    "a list": (b"[1]", "damaged"),
    "a folder": (None, "damaged"),
}


@pytest.mark.parametrize(("content", "reason"), POINTERS.values(), ids=POINTERS.keys())
def test_a_pointer_to_nothing_is_told(home: Home, content: bytes | None, reason: str) -> None:
    """What is damaged is told from what is newer than this program; none is no error."""
    assert identity.read_pointer(home) is None
    home.folder.mkdir()
    if content is None:
        home.identity.mkdir()
    else:
        home.identity.write_bytes(content)
    with pytest.raises(StoreError) as told:
        identity.read_pointer(home)
    assert told.value.reason == reason


def test_a_machine_is_known_by_a_hash_of_its_own_id(tmp_path: Path) -> None:
    """The same every time, another for another machine, and the id itself is not in it.

    No id is no reason to take it for another machine.
    """
    first, second = tmp_path / "machine-id", tmp_path / "other"
    first.write_text("0123456789abcdef0123456789abcdef\n")
    second.write_text("f" * 32)
    here = identity.machine("linux", (first,))
    assert here == identity.machine("linux", (tmp_path / "none", first))
    assert here != identity.machine("linux", (second,))
    assert len(here) == 64
    assert "0123456789abcdef" not in here
    for content in (b"", b"\n", b"uninitialized\n", b"\xff\xfe"):
        first.write_bytes(content)
        assert identity.machine("linux", (first,)) == identity.machine("linux", ()) == "", content


def test_a_pointer_without_a_machine_fits_any() -> None:
    """And a machine without a name fits any pointer; two that differ do not."""
    for bound, here in ((HERE, HERE), (HERE, ""), ("", HERE)):
        assert identity.Pointer(kiosk="k-a", machine=bound, demo=True).matches(here)
    assert not identity.Pointer(kiosk="k-a", machine=HERE, demo=True).matches("cd" * 32)
