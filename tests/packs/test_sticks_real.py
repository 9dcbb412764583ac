"""Real sticks of every kind that people bring: written, read, pulled out, full, or foreign."""

from __future__ import annotations

import lzma
import string
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from crash.premises import NOON as THEN
from crash.premises import TODAY, Premises, answers, demo_terms
from packs.publisher import NOON, Publisher
from packs.realstick import KINDS, ExFat, Fat32, Ntfs, put_in, why_not

from kiosk.errors import InstallError, MachineError, PackError, RefusedError
from kiosk.keys import demo, keyring
from kiosk.office import merge
from kiosk.office.collection import Collection
from kiosk.packs import install, trust
from kiosk.packs.shelf import Shelf
from kiosk.signups import receipt
from kiosk.signups.carry import carry
from kiosk.signups.intake import VisitorCode
from kiosk.staff import unlock
from kiosk.station import inspection
from kiosk.station.inspection import Ours

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from packs.realstick import Stick

    from kiosk.exhibit.model import Exhibit
    from kiosk.packs.install import InstallProgress
    from kiosk.packs.shelf import Pack

DEMO_KEYS: Final = Path(__file__).parents[2] / "content" / "demo-keys"
SAMPLES: Final = Path("/usr/share/forensics-samples")
A_FILM_BYTES: Final = 3_000_000
BY_FUSE: Final = (ExFat, Ntfs, Fat32)
"""Those that can be pulled out; ext4 is in the crash tests."""
RESERVED: Final = {"con", "prn", "aux", "nul"} | {
    f"{name}{digit}" for name in ("com", "lpt") for digit in range(1, 10)
}
"""Names that Windows keeps for devices (learn.microsoft.com, "Naming Files")."""


@pytest.fixture(scope="session")
def reasons() -> dict[type[Stick], str]:
    """Why sticks of some kinds cannot be had here."""
    return {kind: why_not(kind) for kind in KINDS}


@pytest.fixture(params=KINDS, ids=lambda kind: kind.kind)
def stick(
    request: pytest.FixtureRequest, reasons: dict[type[Stick], str], tmp_path: Path
) -> Iterator[Stick]:
    """An empty stick of each kind that can be had here; the others are skipped, aloud."""
    kind: type[Stick] = request.param
    if why := reasons[kind]:
        pytest.skip(f"no {kind.kind} stick was used: {why}")
    made = kind.new(tmp_path)
    yield made
    made.discard()


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    """The shelf of a bare kiosk."""
    opened = Shelf.open(tmp_path / "shelf")
    yield opened
    opened.close()


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    """A publisher who has published nothing yet."""
    return Publisher(tmp_path / "publisher")


def load(
    stick: Stick, shelf: Shelf, progress: Callable[[InstallProgress], None] = lambda _: None
) -> Pack:
    """Load the pack on a stick that is in."""
    with stick.open(stick.folder) as folder:
        offer = trust.examine(folder, shelf.anchor(), program="0.1.0", now=NOON)
    install.permit(offer, trust=install.FIRST, other=False)
    return install.install(
        shelf,
        stick.folder,
        offer,
        progress=progress,
        stop=lambda: False,
        now=NOON,
        reserve_bytes=0,
        open_=stick.open,
    )


def test_what_is_published_on_a_stick_arrives_at_a_kiosk(
    stick: Stick, shelf: Shelf, publisher: Publisher
) -> None:
    """Taken out and put in again in between, read-only; the second pack costs its new film only."""
    with put_in(stick) as folder:
        publisher.publish(folder, "Eerst", film_bytes=A_FILM_BYTES, open_folder=stick.open)
    assert stick.faults() == ""
    with put_in(stick, read_only=True):
        first = load(stick, shelf)
    with put_in(stick) as folder:
        again = publisher.publish(
            folder,
            "Daarna",
            films=("oogst", "winter"),
            film_bytes=A_FILM_BYTES,
            open_folder=stick.open,
        )
    assert A_FILM_BYTES < again.written_bytes < A_FILM_BYTES + 20_000
    assert again.there_bytes > A_FILM_BYTES
    assert stick.faults() == ""
    with put_in(stick, read_only=True):
        second = load(stick, shelf)
    assert (first.version, second.version) == (1, 2)
    assert shelf.on() == second
    assert shelf.previous() == first
    for pack in (first, second):
        assert shelf.verify(pack, stop=lambda: False) == ()
        shelf.prepared(pack)


@pytest.mark.parametrize("stick", BY_FUSE, indirect=True, ids=lambda kind: kind.kind)
def test_a_stick_pulled_out_while_it_is_read_is_told_and_loading_goes_on_later(
    stick: Stick, shelf: Shelf, publisher: Publisher
) -> None:
    """One sentence, what was on stays on, and what was copied is not copied again."""
    with put_in(stick) as folder:
        publisher.publish(folder, film_bytes=A_FILM_BYTES, open_folder=stick.open)
    heard: list[int] = []

    def pulled_out_half_way(progress: InstallProgress) -> None:
        heard.append(progress.done)
        if A_FILM_BYTES // 4 < progress.done < A_FILM_BYTES:
            stick.pull_out()

    stick.put_in(read_only=True)
    with pytest.raises(InstallError) as told:
        load(stick, shelf, pulled_out_half_way)
    assert told.value.kind == "stick"
    assert told.value.advice
    assert shelf.on() is None
    copied = heard[-1]
    stick.discard()
    heard.clear()
    with put_in(stick, read_only=True):
        pack = load(stick, shelf, lambda progress: heard.append(progress.done))
    assert shelf.verify(pack, stop=lambda: False) == ()
    assert copied - (1 << 20) <= max(heard[0], heard[1], heard[2])


def test_a_full_stick_is_told_and_keeps_the_pack_that_is_on_it(
    stick: Stick, shelf: Shelf, publisher: Publisher
) -> None:
    """Nothing is half replaced, whether the room is asked for before or runs out on the way."""
    with put_in(stick) as folder:
        publisher.publish(folder, "Eerst", film_bytes=1000, open_folder=stick.open)
        ballast = folder / "ballast"
        fill(ballast)
        with pytest.raises(MachineError) as told:
            publisher.publish(folder, "Daarna", film_bytes=A_FILM_BYTES, open_folder=stick.open)
        assert "full" in told.value.what
        assert told.value.advice
    with put_in(stick, read_only=True):
        assert load(stick, shelf).version == 1
    with put_in(stick) as folder:
        ballast = folder / "ballast"
        ballast.unlink()
        publisher.publish(folder, "Daarna", film_bytes=A_FILM_BYTES, open_folder=stick.open)
    with put_in(stick, read_only=True):
        assert load(stick, shelf).version >= 2
    assert stick.faults() == ""


def fill(ballast: Path) -> None:
    """Take all the room there is, but for a little."""
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(1 << 20))
        except OSError:
            pass


def test_sign_ups_carried_onto_a_stick_arrive_at_the_coordinator(
    stick: Stick, exhibit: Exhibit, tmp_path: Path
) -> None:
    """Each once, also after the stick was out and carried a second time; the receipt comes back."""
    taking = exhibit.model_copy(update={"signups": demo_terms()})
    premises = Premises(tmp_path / "premises", taking).built()
    keys = keyring.open_daily(DEMO_KEYS, demo.PASSPHRASE)
    intake = premises.intake()
    ids = [f"{number:032x}" for number in range(1, 4)]
    for id_ in ids:
        intake.save(answers(id_), VisitorCode("", id_))
    for there in (0, 1):
        with put_in(stick) as folder, intake.stores() as stores:
            carried = carry(stores, folder, TODAY)
        assert (carried.there, carried.sign_ups, carried.faults) == (there, 3, ())
        assert stick.faults() == ""
    with (
        put_in(stick) as folder,
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
    with put_in(stick, read_only=True) as folder, intake.stores() as stores:
        taken = receipt.take([kept.store for kept in stores], folder, demo.PUBLIC.receipt)
    assert taken.wiped == 3
    intake.close()


def test_every_name_we_give_is_one_that_any_stick_may_hold(
    publisher: Publisher, exhibit: Exhibit, tmp_path: Path
) -> None:
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


@pytest.mark.parametrize("kind", BY_FUSE, ids=lambda kind: kind.kind)
def test_a_foreign_stick_is_seen_to_be_one_and_left_alone(
    kind: type[Stick], reasons: dict[type[Stick], str], publisher: Publisher, tmp_path: Path
) -> None:
    """Debian's samples: somebody's music and pictures, in a partition of their own."""
    packed = SAMPLES / f"fs.{'vfat' if kind is Fat32 else kind.kind}.xz"
    why = reasons[kind] or ("" if packed.exists() else f"no {packed} (Debian: forensics-samples)")
    if why:
        pytest.skip(f"no foreign {kind.kind} stick was looked at: {why}")
    image = tmp_path / "foreign.image"
    image.write_bytes(lzma.decompress(packed.read_bytes()))
    stick = kind(image, tmp_path / "foreign")
    with put_in(stick, read_only=True) as folder, stick.open(folder) as top:
        before = {path: path.stat().st_size for path in folder.rglob("*")}
        assert before
        found = inspection.look(top, Ours(frozenset({"k-aaaaaaaa"})))
        assert found.is_foreign
        with pytest.raises(PackError) as told:
            trust.examine(top, None, program="0.1.0", now=NOON)
        assert told.value.kind == "none"
        with pytest.raises((MachineError, RefusedError)):
            publisher.publish(folder, open_folder=stick.open)
        assert {path: path.stat().st_size for path in folder.rglob("*")} == before
