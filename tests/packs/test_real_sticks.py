"""Real sticks of every kind that people bring: written, read, pulled out, full, or foreign."""

import lzma
import string
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from queue import Queue
from typing import Any, Final

import pytest
from crash.premises import NOON as THEN
from crash.premises import TODAY, Premises, answers
from packs.library import Follower
from packs.publisher import NOON, Publisher
from signups.terms import demo_terms
from usb.realstick import BY_FUSE, EXFAT, EXT4, FAT32, KINDS, Kind, Stick, why_not

from kiosk.clock import SystemClock
from kiosk.errors import InstallError, MachineError, PackError, RefusedError
from kiosk.exhibit.model import Exhibit
from kiosk.keys import demo, keyring
from kiosk.office import merge
from kiosk.office.collection import Collection
from kiosk.packs import verification
from kiosk.packs.install import InstallProgress
from kiosk.packs.shelf import Pack
from kiosk.signups import receipt
from kiosk.signups.carry import carry
from kiosk.signups.intake import VisitorCode
from kiosk.staff import unlock
from kiosk.station import inspection
from kiosk.station.inspection import KioskProfile
from kiosk.usb import partitions
from kiosk.usb.drives import Drives
from kiosk.usb.linux import Linux
from kiosk.usb.machine import Drive
from kiosk.usb.stick import Folder
from kiosk.usb.udisks import Udisks

DEMO_KEYS: Final = Path(__file__).parents[2] / "content" / "demo-keys"
SAMPLES: Final = Path("/usr/share/forensics-samples")
A_FILM_BYTES: Final = 3_000_000
SOON_SECONDS, HOUR_SECONDS = 30, 3600.0
RESERVED: Final = {"con", "prn", "aux", "nul"} | {
    f"{name}{digit}" for name in ("com", "lpt") for digit in range(1, 10)
}
"""Names that Windows keeps for devices (learn.microsoft.com, "Naming Files")."""


@pytest.fixture(params=KINDS, ids=lambda kind: kind.name)
def stick(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Stick]:
    """An empty stick of each kind that can be had here; the others are skipped, aloud."""
    kind: Kind = request.param
    if why := why_not(kind):
        pytest.skip(f"no {kind.name} stick was used: {why}")
    (tmp_path / "a stick").mkdir()
    made = Stick.new(kind, tmp_path / "a stick")
    yield made
    made.discard()


@pytest.fixture
def publisher(kiosk: Follower) -> Publisher:
    """A publisher who has published nothing yet."""
    return kiosk.publisher


def load(stick: Stick, kiosk: Follower, **how: Any) -> Pack:
    """Load the pack on a stick that is in."""
    return kiosk.load(stick.folder, reserve_bytes=0, open_=stick.open, **how)


def test_what_is_published_on_a_stick_arrives_at_a_kiosk(stick: Stick, kiosk: Follower) -> None:
    """Taken out and put in again in between, read-only; the second pack costs its new film only."""
    with stick.mounted() as folder:
        kiosk.publisher.publish(folder, "Eerst", film_bytes=A_FILM_BYTES, open_folder=stick.open)
    assert stick.faults() == ""
    with stick.mounted(read_only=True):
        first = load(stick, kiosk)
    with stick.mounted() as folder:
        more = {"films": ("oogst", "winter"), "film_bytes": A_FILM_BYTES}
        again = kiosk.publisher.publish(folder, "Daarna", **more, open_folder=stick.open)
    assert A_FILM_BYTES < again.written_bytes < A_FILM_BYTES + 20_000
    assert again.there_bytes > A_FILM_BYTES
    assert stick.faults() == ""
    with stick.mounted(read_only=True):
        second = load(stick, kiosk)
    assert (first.version, second.version) == (1, 2)
    assert kiosk.shelf.on() == second
    assert kiosk.shelf.previous() == first
    for pack in (first, second):
        assert kiosk.shelf.verify(pack, stop=lambda: False) == ()
        kiosk.shelf.prepared(pack)


@pytest.mark.parametrize("stick", BY_FUSE, indirect=True, ids=lambda kind: kind.name)
def test_loading_goes_on_after_a_stick_was_pulled_out(stick: Stick, kiosk: Follower) -> None:
    """One sentence, what was on stays on, and what was copied is not copied again."""
    with stick.mounted() as folder:
        kiosk.publisher.publish(folder, film_bytes=A_FILM_BYTES, open_folder=stick.open)
    heard: list[int] = []

    def pulled_out_half_way(progress: InstallProgress) -> None:
        heard.append(progress.done)
        if A_FILM_BYTES // 4 < progress.done < A_FILM_BYTES:
            stick.pull_out()

    stick.mount(read_only=True)
    with pytest.raises(InstallError) as told:
        load(stick, kiosk, progress=pulled_out_half_way)
    assert told.value.kind == "stick"
    assert told.value.advice
    assert kiosk.shelf.on() is None
    copied = heard[-1]
    stick.discard()
    with stick.mounted(read_only=True):
        pack = load(stick, kiosk)
    assert kiosk.shelf.verify(pack, stop=lambda: False) == ()
    assert copied - (1 << 20) <= max(progress.done for progress in kiosk.progress[:3])


def test_a_full_stick_is_told_and_keeps_the_pack_on_it(stick: Stick, kiosk: Follower) -> None:
    """Nothing is half replaced, whether the room is asked for before or runs out on the way."""
    with stick.mounted() as folder:
        kiosk.publisher.publish(folder, "Eerst", film_bytes=1000, open_folder=stick.open)
        fill(folder / "ballast")
        with pytest.raises(MachineError) as told:
            kiosk.publisher.publish(
                folder, "Daarna", film_bytes=A_FILM_BYTES, open_folder=stick.open
            )
        assert "full" in told.value.what
        assert told.value.advice
    with stick.mounted(read_only=True):
        assert load(stick, kiosk).version == 1
    with stick.mounted() as folder:
        (folder / "ballast").unlink()
        kiosk.publisher.publish(folder, "Daarna", film_bytes=A_FILM_BYTES, open_folder=stick.open)
    with stick.mounted(read_only=True):
        assert load(stick, kiosk).version >= 2
    assert stick.faults() == ""


def fill(ballast: Path) -> None:
    """Take all the room there is, but for a little."""
    with suppress(OSError), ballast.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(1 << 20))


def test_sign_ups_arrive_by_stick(stick: Stick, exhibit: Exhibit, tmp_path: Path) -> None:
    """Each once, also after the stick was out and carried a second time; the receipt comes back."""
    taking = exhibit.model_copy(update={"signups": demo_terms()})
    premises = Premises(tmp_path / "premises", taking).built()
    keys = keyring.open_daily(DEMO_KEYS, demo.PASSPHRASE)
    intake = premises.intake()
    ids = [f"{number:032x}" for number in range(1, 4)]
    for id_ in ids:
        intake.save(answers(id_), VisitorCode("", id_))
    for there in (0, 1):
        with stick.mounted() as folder, intake.stores() as stores:
            carried = carry(stores, folder, TODAY)
        assert (carried.there, carried.sign_ups, carried.faults) == (there, 3, ())
        assert stick.faults() == ""
    with (
        stick.mounted() as folder,
        Collection(tmp_path / "collection.db", demo=True, create=True) as collection,
    ):
        collected = merge.collect(collection, [folder], keys, today=TODAY, admit=lambda _: True)
        assert (collected.refused, collected.unread) == ((), ())
        assert sorted(row.id for row in collection.sign_ups()) == ids
        rows = {
            kiosk: [(row.number, row.id, row.hash) for row in collection.events(kiosk)]
            for kiosk in collection.kiosks()
        }
        (folder / receipt.FOLDER).mkdir()
        for portion in receipt.portions(rows, THEN):
            content = receipt.write(portion, keys.receipt)
            (folder / receipt.FOLDER / receipt.name(content)).write_bytes(content)
    with stick.mounted(read_only=True) as folder, intake.stores() as stores:
        taken = receipt.take([kept.store for kept in stores], folder, demo.PUBLIC.receipt)
    assert taken.wiped == 3
    intake.close()


def test_any_stick_holds_our_names(publisher: Publisher, exhibit: Exhibit, tmp_path: Path) -> None:
    """FAT, exFAT and NTFS take no odd letters, no dot at the end, and nothing twice but for case.

    Parts that lie there for a moment count, too.
    """
    folder = tmp_path / "stick"
    folder.mkdir()
    names: set[str] = set()

    def look(*_: object) -> None:
        names.update(path.relative_to(folder).as_posix() for path in folder.rglob("*"))

    publisher.publish(folder, progress=look)
    publisher.rotate(root=True)
    publisher.publish(folder, "Daarna", films=("oogst", "winter"), progress=look)
    premises = Premises(
        tmp_path / "premises", exhibit.model_copy(update={"signups": demo_terms()})
    ).built()
    intake = premises.intake()
    intake.save(answers(f"{1:032x}"), VisitorCode("", f"{1:032x}"))
    with intake.stores() as stores:
        carry(stores, folder, TODAY)
    intake.close()
    unlock.write(publisher.daily.pack, "k-aaaaaaaa", "12345678", folder)
    look()
    assert any(name.endswith(".part") for name in names)
    assert [name for name in names for part in name.split("/") if why_illegal(part)] == []
    assert len({name.casefold() for name in names}) == len(names)


def why_illegal(name: str) -> str:
    """Why FAT, exFAT or NTFS would not hold a file called so; empty if they would."""
    plain = set(string.ascii_letters + string.digits + "-_.")
    if strange := set(name) - plain:
        return f"{strange} in {name}"
    if name[-1] in ". " or name[0] in ". " or name.split(".", 1)[0].lower() in RESERVED:
        return f"{name} means something else to Windows"
    return f"{name} is long" if len(name) > 100 else ""


@pytest.mark.parametrize("kind", BY_FUSE, ids=lambda kind: kind.name)
def test_a_foreign_stick_is_left_alone(kind: Kind, publisher: Publisher, tmp_path: Path) -> None:
    """Debian's samples: somebody's music and pictures, in a partition of their own."""
    packed = SAMPLES / f"fs.{'vfat' if kind is FAT32 else kind.name}.xz"
    missing = "" if packed.exists() else f"no {packed} (Debian: forensics-samples)"
    if why := why_not(kind) or missing:
        pytest.skip(f"no foreign {kind.name} stick was looked at: {why}")
    image = tmp_path / "foreign.image"
    image.write_bytes(lzma.decompress(packed.read_bytes()))
    stick = Stick(kind, image, tmp_path / "foreign")
    with stick.mounted(read_only=True) as folder, stick.open(folder) as top:
        before = {path: path.stat().st_size for path in folder.rglob("*")}
        assert before
        found = inspection.look(top, KioskProfile(kiosk="k-ab12cd34", number="12345678"))
        assert found.is_foreign
        assert "There is nothing for this kiosk on this stick. It stays as it is." in found.sentence
        with pytest.raises(PackError) as told:
            verification.examine(top, None, program="0.1.0", now=NOON)
        assert told.value.kind == "none"
        with pytest.raises((MachineError, RefusedError)):
            publisher.publish(folder, open_folder=stick.open)
        assert {path: path.stat().st_size for path in folder.rglob("*")} == before


class OnlyTold(Linux):
    """A machine that looks again only when the kernel tells of a change: not every two seconds."""

    PATIENCE_SECONDS = HOUR_SECONDS

    def wait(self, seconds: float) -> None:
        """For an hour, if need be."""
        super().wait(max(seconds, HOUR_SECONDS))


class Watched:
    """One loop device that counts as a stick, and who watches it."""

    def __init__(self, device: str) -> None:
        self.heard: Queue[tuple[Drive, ...]] = Queue()
        machine = OnlyTold(
            SystemClock(),
            plugged=lambda: partitions.find(lambda path: path.name == Path(device).name),
            opener=Udisks("unix:path=/nowhere"),  # no daemon of this machine is troubled
        )
        self.drives = Drives(machine)
        self.drives.watch(self.heard.put)

    def next(self) -> tuple[Drive, ...]:
        """What is in after the next change."""
        return self.heard.get(timeout=SOON_SECONDS)


@pytest.fixture
def watched(stick: Stick) -> Iterator[Watched]:
    """Who watches it, plugged in."""
    made = Watched(stick.plug())
    yield made
    made.drives.close()
    stick.discard()


@pytest.mark.parametrize("stick", [EXT4, EXFAT], indirect=True, ids=lambda kind: kind.name)
def test_a_real_stick_is_noticed_and_let_go(stick: Stick, watched: Watched) -> None:
    """The kernel tells of both: nobody looked again by himself."""
    assert watched.next() == ()
    with stick.mounted() as path:
        assert watched.next() == (Drive(stick.plug(), path),)
        (drive,) = watched.drives.list()
        assert watched.drives.writable(drive) == drive
        with Folder.open(path) as folder:
            assert inspection.look(folder, KioskProfile()).is_empty
            folder.write("names.txt", b"x" * 100_000)
        watched.drives.eject(drive)
        assert not path.is_mount()
        assert watched.next() == ()


@pytest.mark.parametrize("stick", [EXT4, EXFAT], indirect=True, ids=lambda kind: kind.name)
def test_a_stick_in_use_stays_in(stick: Stick, watched: Watched) -> None:
    """A file that is open on it keeps it, and staff are told."""
    with stick.mounted() as path:
        with (path / "film.mp4").open("wb") as film:
            film.write(b"1")
            drive = next(one for one in watched.drives.list() if one.path == path)
            with pytest.raises(MachineError, match="in use"):
                watched.drives.eject(drive)
        assert path.is_mount()
        watched.drives.eject(drive)
        assert not path.is_mount()
