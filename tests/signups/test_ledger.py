"""All stores of one home: whatever happened to it, nothing is lost and no log is numbered twice."""

import os
import shutil
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from signups.disks import small
from signups.logbook import id_

from kiosk.errors import StoreError, UsageError
from kiosk.keys.signing import Signer
from kiosk.notices import KINDS, Notices
from kiosk.paths import Home
from kiosk.signups import bundle, identity, key_file
from kiosk.signups.carry import carry
from kiosk.signups.identity import SignUpLog
from kiosk.signups.ledger import Ledger
from kiosk.signups.lock import Lock
from kiosk.signups.store import NAME, Store
from kiosk.tally.counts import View, rows
from kiosk.tally.tally import Tally

HERE = "ab" * 32
ELSEWHERE = "cd" * 32
RETENTION = date(2019, 10, 1)
NEW, LOST, UNCOUNTED = (
    {"new-kiosk": 1},
    {"sign-ups-lost": 5, "new-kiosk": 1},
    {"sign-ups-uncounted": 1},
)


class Opener:
    """Opens the ledger of one home, and closes it afterwards."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self._ledger: Ledger | None = None

    def __call__(self, *, machine: str = HERE, demo: bool = True, make: bool = True) -> Ledger:
        """The ledger, opened anew."""
        self.close()
        self._ledger = Ledger(self.home, machine=machine, demo=demo, make=make)
        return self._ledger

    def close(self) -> None:
        """Close it; again without harm."""
        if self._ledger:
            self._ledger.close()


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Opener]:
    """Opens the ledger of a home."""
    with closing(Opener(Home(tmp_path / "home"))) as opener:
        yield opener


def current(ledger: Ledger) -> SignUpLog:
    """The store that takes sign-ups."""
    assert ledger.fault is None
    assert ledger.current is not None
    return ledger.current


def reason(ledger: Ledger) -> str:
    """Why there is none that takes sign-ups, although there should be."""
    assert ledger.current is None
    return ledger.fault.reason


def kiosks(ledger: Ledger) -> list[str]:
    """Those that only give."""
    return [log.identity.kiosk for log in ledger.retired]


def fill(opened: Opener, count: int = 3) -> str:
    """A home whose kiosk has so many sign-ups, closed; its id."""
    kept = current(opened())
    sign_up(kept.store, *range(1, count + 1))
    opened.close()
    return kept.identity.kiosk


def sign_up(store: Store, *numbers: int) -> None:
    """Somebody signs up for each of these numbers."""
    for number in numbers:
        store.sign_up(id_(number), RETENTION, f"sealed {number}".encode() * 100)


def retired(opened: Opener) -> str:
    """A home, closed, that went on to another machine: the id of the kiosk it was before."""
    kiosk = fill(opened)
    opened(machine=ELSEWHERE)
    opened.close()
    return kiosk


def folder_of(opened: Opener, kiosk: str) -> Path:
    """Where a kiosk keeps its key and store."""
    return opened.home.signups / kiosk


def damage(path: Path) -> bytes:
    """Overwrite the middle of a file; returns what is in it now."""
    content = path.read_bytes()
    path.write_bytes(content[: 4096 * 2] + bytes(4096) + content[4096 * 3 :])
    return path.read_bytes()


def test_a_kiosk_stays_the_same_kiosk(opened: Opener) -> None:
    """However often it starts, or is closed; its events are there each time."""
    kiosk = fill(opened)
    for _ in "12":
        ledger = opened()
        assert (current(ledger).identity.kiosk, current(ledger).store.last_number) == (kiosk, 3)
        assert ledger.retired == ()
        opened.close()
        assert ledger.all == ()


def test_to_look_makes_no_kiosk(opened: Opener) -> None:
    """A command in a home where nothing is leaves nothing there."""
    ledger = opened(make=False)
    assert (ledger.all, ledger.fault, ledger.faults) == ((), None, ())
    assert not opened.home.folder.exists()
    opened.home.signups.mkdir(parents=True)
    assert opened(make=False).all == ()
    assert not opened.home.identity.exists()


def test_a_copied_disk_becomes_a_new_kiosk(opened: Opener) -> None:
    """On another machine the old log is retired: it still travels, but nothing is added to it.

    Also when it comes back: its first log may have gone on elsewhere.
    """
    first = fill(opened)
    for _ in "12":
        ledger = opened(machine=ELSEWHERE)
        second = current(ledger)
        assert (second.identity.kiosk != first, second.store.last_number) == (True, 0)
        assert [(log.identity.kiosk, log.store.last_number) for log in ledger.retired] == [
            (first, 3)
        ]
    ledger = opened(machine=HERE)
    assert set(kiosks(ledger)) == {first, second.identity.kiosk}
    assert current(ledger).identity.kiosk not in kiosks(ledger)


def test_a_machine_that_gets_a_name_is_bound_to_it(opened: Opener) -> None:
    """Without a name it is the same kiosk; once it has one, another machine is another."""
    kiosk = current(opened(machine="")).identity.kiosk
    assert current(opened(machine=HERE)).identity.kiosk == kiosk
    assert current(opened(machine="")).identity.kiosk == kiosk
    assert current(opened(machine=ELSEWHERE)).identity.kiosk != kiosk


def test_a_lost_store_is_missed_and_not_replaced(opened: Opener, tmp_path: Path) -> None:
    """Its disk may be away: no empty one is made, and when it is back it goes on."""
    kiosk = fill(opened)
    folder_of(opened, kiosk).rename(tmp_path / "away")
    for make in (True, False):
        assert reason(opened(make=make)) == "missing"
    assert [path.name for path in opened.home.signups.iterdir()] == ["lock"]
    opened.close()
    (tmp_path / "away").rename(folder_of(opened, kiosk))
    assert current(opened()).store.last_number == 3


@pytest.mark.parametrize(("pointer", "why"), [(None, "missing"), (b"", "damaged")])
def test_a_lost_folder_is_missed_too(opened: Opener, pointer: bytes | None, why: str) -> None:
    """The whole of it, as when it lies on a disk of its own that is away: no new kiosk is made."""
    fill(opened)
    shutil.rmtree(opened.home.signups)
    if pointer is None:
        assert reason(opened(make=False)) == why
    else:
        opened.home.identity.write_bytes(pointer)
    assert reason(opened()) == why


def lose_key(folder: Path) -> None:
    """Take both copies away."""
    for name in key_file.NAMES:
        (folder / name).unlink()


def test_without_its_key_a_kiosk_is_a_new_one_and_carries_all(opened: Opener, stick: Path) -> None:
    """The form stays open; what is stranded travels under the new key, and staff are told once."""
    kiosk = fill(opened, 3)
    lose_key(folder_of(opened, kiosk))
    assert opened(make=False).current is None  # a command makes no kiosk
    ledger = opened()
    new = current(ledger).identity
    assert new.kiosk != kiosk
    assert kiosks(ledger) == [kiosk]
    assert told(opened) == {"key-lost": 1}  # one loss, one sentence
    [path] = carry(ledger.all, stick, RETENTION).written
    header = bundle.read((stick / path).read_bytes()).header
    assert (header.kiosk, header.carrier, header.key) == (kiosk, new.kiosk, new.signer.public)
    assert len(header.sign_ups) == 3
    Notices(opened.home.notices).mark_seen(["key-lost"])
    again = opened()
    assert current(again).identity.kiosk == new.kiosk
    assert told(opened) == {}
    assert carry(again.all, stick, RETENTION).there == 1


def test_the_power_may_fail_before_the_first_pointer(opened: Opener) -> None:
    """The store that was made already is taken up, not forgotten."""
    kiosk = fill(opened)
    opened.home.identity.unlink()
    ledger = opened()
    assert current(ledger).identity.kiosk == kiosk
    assert ledger.retired == ()
    assert opened.home.identity.exists()


def test_a_kiosk_with_the_key_of_another_becomes_a_new_one(opened: Opener, stick: Path) -> None:
    """Both copies are whole, but another key signed what was carried: it speaks for nobody here."""
    kiosk = fill(opened, 3)
    carry(opened().all, stick, RETENTION)
    opened.close()
    lose_key(folder_of(opened, kiosk))
    key_file.write(folder_of(opened, kiosk), Signer.new())
    ledger = opened()
    assert current(ledger).identity.kiosk != kiosk
    assert [log.identity.carrier for log in ledger.retired] == [current(ledger).identity.kiosk]
    assert told(opened) == {"key-lost": 1}


def test_a_pointer_with_one_letter_wrong_is_mended(opened: Opener) -> None:
    """The home never was that kiosk; the one that it is lies here."""
    kiosk = fill(opened, 3)
    pointer = identity.read_pointer(opened.home)
    assert pointer
    identity.write_pointer(opened.home, pointer.model_copy(update={"kiosk": "k-00000000"}))
    ledger = opened()
    assert (current(ledger).identity.kiosk, ledger.retired) == (kiosk, ())
    assert told(opened) == {"file-mended": 1}


@pytest.mark.parametrize("content", [b"", bytes(90), b'{"format":1', b"[" * 100_000])
def test_a_damaged_pointer_is_mended(opened: Opener, content: bytes) -> None:
    """The store says whose it is."""
    kiosk = fill(opened)
    opened.home.identity.write_bytes(content)
    assert current(opened()).identity.kiosk == kiosk
    assert current(opened()).store.last_number == 3


def test_a_store_from_another_machine_is_not_taken_up(opened: Opener) -> None:
    """A copied disk without a pointer is a copied disk."""
    kiosk = fill(opened)
    opened.home.identity.unlink()
    ledger = opened(machine=ELSEWHERE)
    assert current(ledger).identity.kiosk != kiosk
    assert kiosks(ledger) == [kiosk]


def test_of_two_stores_without_a_pointer_none_is_preferred(opened: Opener) -> None:
    """Both are retired, and both still travel."""
    for _ in "12":
        fill(opened)
        opened.home.identity.unlink()
        for path in opened.home.signups.glob("k-*"):
            path.rename(opened.home.folder / path.name)
    for path in opened.home.folder.glob("k-*"):
        path.rename(opened.home.signups / path.name)
    ledger = opened()
    assert current(ledger).store.last_number == 0
    assert [log.store.last_number for log in ledger.retired] == [3, 3]


def test_a_pointer_of_a_newer_program_is_obeyed(opened: Opener) -> None:
    """By doing nothing."""
    fill(opened)
    opened.home.identity.write_bytes(b'{"format": 2}')
    assert reason(opened()) == "broken"
    assert opened.home.identity.read_bytes() == b'{"format": 2}'


@pytest.mark.parametrize("demo", [True, False])
@pytest.mark.parametrize("pointer", [True, False])
def test_a_demo_and_a_real_home_never_mix(opened: Opener, *, demo: bool, pointer: bool) -> None:
    """Neither is opened as the other, not even when the pointer is lost."""
    opened(demo=demo)
    opened.close()
    if not pointer:
        opened.home.identity.unlink()
    with pytest.raises(UsageError):
        opened(demo=not demo)
    assert current(opened(demo=demo)).identity.demo == demo


def test_a_damaged_store_is_moved_aside_whole_and_its_kiosk_retired(opened: Opener) -> None:
    """What can be read of it travels on under its old name; a new kiosk takes its place."""
    kiosk = fill(opened, 12)
    content = damage(folder_of(opened, kiosk) / NAME)
    ledger = opened()
    assert current(ledger).identity.kiosk != kiosk
    (old,) = ledger.retired
    assert (old.identity.kiosk, old.store.retired) == (kiosk, True)
    assert old.store.counts().kept >= 9
    aside = folder_of(opened, f"damaged-{kiosk}-1")
    assert (aside / NAME).read_bytes() == content
    for name in key_file.NAMES:
        assert (aside / name).read_bytes() == (old.identity.folder / name).read_bytes()
    assert opened().retired[0].store.counts().kept >= 9
    assert [path.name for path in opened.home.signups.glob("damaged-*")] == [aside.name]


def aside_only(opened: Opener, kiosk: str) -> None:
    """The power failed when it was moved aside."""
    folder_of(opened, kiosk).rename(folder_of(opened, f"damaged-{kiosk}-1"))


def half_rebuilt(opened: Opener, kiosk: str) -> None:
    """The power failed while it was rebuilt."""
    aside_only(opened, kiosk)
    (opened.home.signups / ".salvaged").mkdir()
    (opened.home.signups / ".salvaged" / NAME).write_bytes(b"half")


def rebuilt(opened: Opener, kiosk: str) -> None:
    """The power failed before the new kiosk was made."""
    current(opened())
    pointer = identity.Pointer(kiosk=kiosk, machine=HERE, demo=True)
    opened.close()
    for path in opened.home.signups.glob("k-*"):
        if path.name != kiosk:
            shutil.rmtree(path)
    identity.write_pointer(opened.home, pointer)


@pytest.mark.parametrize("cut", [aside_only, half_rebuilt, rebuilt])
def test_power_may_fail_at_any_step(opened: Opener, cut: Callable[[Opener, str], None]) -> None:
    """The next start finishes it."""
    kiosk = fill(opened, 12)
    damage(folder_of(opened, kiosk) / NAME)
    cut(opened, kiosk)
    ledger = opened()
    assert current(ledger).identity.kiosk != kiosk
    assert kiosks(ledger) == [kiosk]
    assert ledger.retired[0].store.counts().kept >= 9


def test_a_retired_store_without_its_key_travels_with_the_current_one(opened: Opener) -> None:
    """Whichever key is lost: nobody is left behind, and a key that is put back counts again."""
    old = retired(opened)
    keys = {name: (folder_of(opened, old) / name).read_bytes() for name in key_file.NAMES}
    lose_key(folder_of(opened, old))
    ledger = opened(machine=ELSEWHERE)
    assert [log.identity.carrier for log in ledger.retired] == [current(ledger).identity.kiosk]
    assert ledger.faults == ()
    for name, content in keys.items():
        (folder_of(opened, old) / name).write_bytes(content)
    assert [log.identity.carrier for log in opened(machine=ELSEWHERE).retired] == [None]


def test_a_retired_store_that_fails_is_told_and_hinders_nobody(opened: Opener) -> None:
    """The others are there."""
    old = retired(opened)
    with closing(sqlite3.connect(folder_of(opened, old) / NAME)) as newer, newer:
        newer.execute("PRAGMA user_version = 99")
        newer.execute("UPDATE own SET version = 99")
    ledger = opened(machine=ELSEWHERE)
    current(ledger)
    assert ledger.retired == ()
    assert [fault.reason for fault in ledger.faults] == ["newer"]


@pytest.mark.parametrize("name", ["k-00000000", "k-a (copy)", "OLD.bak"])
def test_a_folder_that_was_renamed_gets_its_name_back(opened: Opener, name: str) -> None:
    """The kiosk goes on as the one that it is, and staff are told, once."""
    kiosk = fill(opened)
    folder_of(opened, kiosk).rename(folder_of(opened, name))
    ledger = opened()
    assert (current(ledger).identity.kiosk, ledger.faults, ledger.retired) == (kiosk, (), ())
    assert current(ledger).store.last_number == 3
    assert told(opened) == {"file-mended": 1}
    assert current(opened()).identity.kiosk == kiosk


def test_a_damaged_store_in_a_renamed_folder_is_saved_as_its_own(opened: Opener) -> None:
    """Whose events they are each of them says."""
    kiosk = fill(opened, 40)
    folder_of(opened, kiosk).rename(folder_of(opened, "k-00000000"))
    file = folder_of(opened, "k-00000000") / NAME
    file.write_bytes(bytes(8192) + file.read_bytes()[8192:])
    assert kiosks(opened()) == [kiosk]
    assert told(opened)["sign-ups-salvaged"] > 30


def test_stores_whose_folders_changed_names_get_them_back(opened: Opener) -> None:
    """Each its own."""
    first = fill(opened, 2)
    second = current(opened(machine=ELSEWHERE)).identity.kiosk
    opened.close()
    folder_of(opened, first).rename(folder_of(opened, "aside"))
    folder_of(opened, second).rename(folder_of(opened, first))
    folder_of(opened, "aside").rename(folder_of(opened, second))
    ledger = opened(machine=ELSEWHERE)
    assert current(ledger).identity.kiosk == second
    assert [(log.identity.kiosk, log.store.last_number) for log in ledger.retired] == [(first, 2)]


def another(tmp_path: Path, count: int) -> Path:
    """The folder of another home's kiosk, that has so many sign-ups."""
    opener = Opener(Home(tmp_path / "another"))
    return folder_of(opener, fill(opener, count))


def bundles(ledger: Ledger, stick: Path) -> dict[str, int]:
    """How many sign-ups of each kiosk come to lie on a stick; each is counted once."""
    stick.mkdir(exist_ok=True)
    carry(ledger.all, stick, RETENTION)
    headers = [bundle.read(path.read_bytes()).header for path in stick.rglob("*.tar")]
    numbers = {(header.kiosk, event.id) for header in headers for event in header.sign_ups}
    return Counter(kiosk for kiosk, _ in numbers)


def test_the_file_of_another_kiosk_is_carried_and_told(opened: Opener, tmp_path: Path) -> None:
    """The form opens again; the key that lies there speaks for nobody else's sign-ups."""
    kiosk = fill(opened, 3)
    folder = another(tmp_path, 5)
    shutil.copy(folder / NAME, folder_of(opened, kiosk) / NAME)
    ledger = opened()
    new = current(ledger).identity.kiosk
    assert new not in {kiosk, folder.name}
    assert {log.identity.kiosk: log.identity.carrier for log in ledger.retired} == {
        kiosk: None,
        folder.name: new,
    }
    assert bundles(ledger, tmp_path / "stick") == {folder.name: 5}
    assert told(opened) == {"sign-ups-lost": 3, "file-mended": 1, "key-lost": 1}
    assert current(opened()).identity.kiosk == new


def test_the_folder_of_another_kiosk_travels_with_its_key(opened: Opener, tmp_path: Path) -> None:
    """As if it had been put beside; of the one that lay there the key is lost as well."""
    kiosk = fill(opened, 3)
    folder = another(tmp_path, 5)
    shutil.rmtree(folder_of(opened, kiosk))
    shutil.copytree(folder, folder_of(opened, kiosk))
    ledger = opened()
    assert {log.identity.kiosk: log.identity.carrier for log in ledger.retired} == {
        kiosk: current(ledger).identity.kiosk,
        folder.name: None,
    }
    assert told(opened) == {"sign-ups-lost": 3, "file-mended": 1, "key-lost": 1}


def test_a_copy_of_a_store_is_put_aside(opened: Opener) -> None:
    """Nothing in it is missed: no event travels twice, and the copy is kept."""
    kiosk = fill(opened)
    shutil.copytree(folder_of(opened, kiosk), folder_of(opened, "backup"))
    ledger = opened()
    assert (current(ledger).identity.kiosk, ledger.retired, ledger.faults) == (kiosk, (), ())
    assert folder_of(opened, f"damaged-{kiosk}-1").is_dir()
    assert told(opened) == {"file-mended": 1}


def grown_apart(opened: Opener) -> str:
    """A home with two logs of one kiosk, as after a disk was put back; its id."""
    kiosk = fill(opened, 2)
    shutil.copytree(folder_of(opened, kiosk), opened.home.folder / "copy")
    for numbers, folder in (
        ((7,), opened.home.signups / kiosk),
        ((8, 9), opened.home.folder / "copy"),
    ):
        with closing(Store.open(folder)) as store:
            sign_up(store, *numbers)
    opened().close()
    (opened.home.folder / "copy").rename(folder_of(opened, "copy"))
    Notices(opened.home.notices).mark_seen(KINDS)
    return kiosk


def test_what_only_a_copy_has_travels_as_well(opened: Opener, tmp_path: Path) -> None:
    """The kiosk goes on with its own; the other log only gives, from now on."""
    kiosk = grown_apart(opened)
    for _ in "123":
        ledger = opened()
        assert (current(ledger).identity.kiosk, current(ledger).store.last_number) == (kiosk, 3)
        assert [log.store.counts().kept for log in ledger.retired] == [2]
        assert ledger.faults == ()
        assert bundles(ledger, tmp_path / "stick") == {kiosk: 5}
    assert told(opened) == {"sign-ups-salvaged": 2}


def moved(opened: Opener, _: str) -> None:
    """It had got out of the way."""
    folder_of(opened, "copy").rename(folder_of(opened, ".astray-copy-1"))


def joined(opened: Opener, kiosk: str) -> None:
    """All of it was done but for the last step."""
    copy = opened.home.folder / "kept"
    shutil.copytree(folder_of(opened, "copy"), copy)
    current(opened())
    opened.close()
    shutil.rmtree(folder_of(opened, f"damaged-{kiosk}-1"))
    copy.rename(folder_of(opened, ".astray-copy-1"))


def left(opened: Opener, kiosk: str) -> None:
    """It was to be put in its place."""
    folder_of(opened, kiosk).rename(folder_of(opened, "k-00000000"))
    folder_of(opened, f".left-{kiosk}").mkdir()


@pytest.mark.parametrize("cut", [moved, joined, left])
def test_the_power_may_fail_while_a_folder_gets_its_name(
    opened: Opener, tmp_path: Path, cut: Callable[[Opener, str], None]
) -> None:
    """The next start finishes it."""
    kiosk = grown_apart(opened)
    cut(opened, kiosk)
    ledger = opened()
    assert current(ledger).identity.kiosk == kiosk
    assert bundles(ledger, tmp_path / "stick") == {kiosk: 5}
    assert not [path.name for path in opened.home.signups.iterdir() if path.name.startswith(".")]


def test_a_store_that_says_wrong_whose_it_is_is_no_other_kiosks(opened: Opener) -> None:
    """Its events say whose they are: all of them are saved."""
    kiosk = fill(opened, 4)
    file = folder_of(opened, kiosk) / NAME
    wrong = f"{kiosk[:-1]}{'0' if kiosk[-1] != '0' else '1'}"
    file.write_bytes(file.read_bytes().replace(kiosk.encode(), wrong.encode()))
    ledger = opened()
    assert [(log.identity.kiosk, log.store.counts().kept) for log in ledger.retired] == [(kiosk, 4)]
    assert current(ledger).identity.kiosk not in {kiosk, wrong}


def test_where_only_the_counts_of_visits_remain_a_loss_is_told(opened: Opener) -> None:
    """Nobody can say of how many; a home that never kept a sign-up is new, and told nothing."""
    with closing(Tally.open(opened.home.tally)) as tally:
        tally.add(rows(RETENTION, [View("visit"), View("signup")]))
    kiosk = fill(opened)
    assert told(opened) == {}
    with closing(Tally.open(opened.home.tally)) as tally:
        tally.add(rows(RETENTION, [View("visit"), View("saved")]))
    shutil.rmtree(opened.home.signups)
    shutil.rmtree(opened.home.inventory)
    opened.home.identity.unlink()
    assert current(opened()).identity.kiosk != kiosk
    assert told(opened) == {"sign-ups-uncounted": 1, "new-kiosk": 1}


on_linux = pytest.mark.skipif(
    sys.platform == "win32", reason="Windows lets nobody move what is open"
)


@on_linux
def test_a_damaged_store_is_not_moved_from_under_another_program(opened: Opener) -> None:
    """What that one still writes would be lost; once it is alone it mends."""
    kiosk = fill(opened, 12)
    other = Lock(opened.home.signups)
    damage(folder_of(opened, kiosk) / NAME)
    assert reason(opened()) == "broken"
    assert folder_of(opened, kiosk).exists()
    other.close()
    assert current(opened()).identity.kiosk != kiosk


@on_linux
def test_two_programs_never_make_two_kiosks_of_one_home(opened: Opener) -> None:
    """The second waits until the first is done; then it finds its kiosk."""
    other = Lock(opened.home.signups)
    other.take()
    with pytest.raises(StoreError):
        opened()
    other.share()
    assert reason(opened()) == "broken"
    other.close()
    kiosk = current(opened()).identity.kiosk
    with closing(Ledger(opened.home, machine=HERE, demo=True)) as beside:
        assert current(beside).identity.kiosk == kiosk


def test_a_full_disk_makes_no_half_a_kiosk(tmp_path: Path) -> None:
    """It is told, and with room again there is one."""
    with (
        small(tmp_path / "disk", 400) as disk,
        closing(Opener(Home(disk.folder / "home"))) as opener,
    ):
        disk.fill()
        for _ in "12":
            with pytest.raises(StoreError, match="no room left"):
                raise opener().fault or AssertionError
            assert not opener.home.identity.exists()
        disk.empty()
        current(opener())


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    """In words."""
    (tmp_path / "signups").write_text("no folder")
    with pytest.raises(StoreError):
        Ledger(Home(tmp_path), machine=HERE, demo=True)


def test_a_store_says_itself_that_it_is_retired(opened: Opener) -> None:
    """It is not taken up for want of a pointer."""
    kiosk = fill(opened, 12)
    damage(folder_of(opened, kiosk) / NAME)
    new = current(opened()).identity.kiosk
    opened.close()
    shutil.rmtree(folder_of(opened, new))
    opened.home.identity.unlink()
    ledger = opened()
    assert current(ledger).identity.kiosk not in {kiosk, new}
    assert all(log.store.retired for log in ledger.retired)
    assert kiosks(ledger) == [kiosk]


def told(opened: Opener) -> dict[str, int]:
    """What staff have not seen yet."""
    return {notice.kind: notice.count for notice in Notices(opened.home.notices).unseen()}


def earlier(opened: Opener, folder: Path) -> None:
    """It was another kiosk; what it kept would have travelled with the rest."""
    opened(machine=ELSEWHERE)
    opened.close()
    shutil.rmtree(folder)


def forgotten(opened: Opener, folder: Path) -> None:
    """As of a home of before there was an inventory."""
    (folder / NAME).unlink()
    (opened.home.inventory / folder.name).unlink()


def earlier_and_its_mark(opened: Opener, folder: Path) -> None:
    """Nobody can say how many it kept."""
    earlier(opened, folder)
    (opened.home.inventory / folder.name).write_bytes(b"")


LOSSES: dict[str, tuple[Callable[[Opener, Path], object], str, dict[str, int]]] = {
    "its file": (lambda _, folder: (folder / NAME).unlink(), HERE, LOST),
    "its file, and its mark": (forgotten, HERE, UNCOUNTED),
    "an earlier kiosk": (earlier, ELSEWHERE, LOST),
    "an earlier one, and its mark": (earlier_and_its_mark, ELSEWHERE, UNCOUNTED | NEW),
}


@pytest.mark.parametrize(("lose", "machine", "expected"), LOSSES.values(), ids=LOSSES.keys())
def test_sign_ups_that_are_gone_are_told_once_with_how_many(
    opened: Opener,
    lose: Callable[[Opener, Path], object],
    machine: str,
    expected: dict[str, int],
) -> None:
    """The folder of all is there, so no disk is away: a new kiosk takes the next.

    A loss that nobody can count is no repair.
    """
    kiosk = fill(opened, 5)
    lose(opened, folder_of(opened, kiosk))
    assert current(opened(machine=machine)).identity.kiosk != kiosk
    assert told(opened) == expected
    Notices(opened.home.notices).mark_seen(KINDS)
    opened(machine=machine)
    assert told(opened) == {}


@on_linux
def test_a_log_of_which_a_link_took_the_place_is_told_with_how_many(opened: Opener) -> None:
    """SQLite would not follow it, and what the log held would have been passed by."""
    ledger = opened()
    kiosk = current(ledger).identity.kiosk
    for number in range(1, 5):
        ledger.add(current(ledger).store.sign_up(id_(number), RETENTION, b"sealed"))
    there = {path: path.read_bytes() for path in folder_of(opened, kiosk).iterdir()}
    opened.close()
    for path, content in there.items():
        path.write_bytes(content)
    (folder_of(opened, kiosk) / "events.db-shm").unlink()
    log = folder_of(opened, kiosk) / "events.db-wal"
    log.unlink()
    log.symlink_to("nowhere")
    assert current(opened()).identity.kiosk != kiosk
    assert told(opened) == {"sign-ups-lost": 4, "new-kiosk": 1}


def test_what_was_saved_and_what_was_not_is_told_with_how_many(opened: Opener) -> None:
    """Both together are all that there was."""
    file = folder_of(opened, fill(opened, 40)) / NAME
    os.truncate(file, file.stat().st_size // 2)
    opened()
    found = told(opened)
    assert found["sign-ups-salvaged"] + found["sign-ups-lost"] == 40
    assert found["sign-ups-lost"] > 0


def test_an_older_copy_of_a_store_takes_no_more(opened: Opener) -> None:
    """Its log is gone, or a backup was put back: no number is given twice, and staff are told."""
    kiosk = fill(opened, 3)
    older = (folder_of(opened, kiosk) / NAME).read_bytes()
    current(opened()).store.sign_up(id_(4), RETENTION, b"sealed 4")
    opened.close()
    (folder_of(opened, kiosk) / NAME).write_bytes(older)
    ledger = opened()
    assert current(ledger).identity.kiosk != kiosk
    assert [kept.store.counts().kept for kept in ledger.retired] == [3]
    assert told(opened) == {"sign-ups-salvaged": 3, "sign-ups-lost": 1, "new-kiosk": 1}


def test_as_long_as_a_disk_may_be_away_it_is_said_how_many_are_not_found(opened: Opener) -> None:
    """Nothing is told as lost, and the number stands there until it is back."""
    kiosk = fill(opened, 4)
    away = opened.home.folder / "away"
    opened.home.signups.rename(away)
    for make in (True, False):
        assert opened(make=make).not_found == 4
    opened.close()
    shutil.rmtree(opened.home.signups)
    away.rename(opened.home.signups)
    ledger = opened()
    assert (current(ledger).identity.kiosk, ledger.not_found) == (kiosk, 0)
    assert told(opened) == {}
