"""Bringing a pack to the disk: what a librarian can rely on, whatever happens meanwhile."""

import errno
import itertools
import sys
import threading
from collections.abc import Callable, Generator
from pathlib import Path

import psutil
import pytest
from packs.library import Follower, files_of_at_most, flip, targets
from packs.publisher import Publisher, medium

from kiosk.errors import InstallError, PackError, RefusedError
from kiosk.exhibit import prepared
from kiosk.packs import blob_store
from kiosk.usb.stick import Folder

FILM = 3 << 20


@pytest.fixture
def stick(kiosk: Follower) -> Path:
    """A stick with a pack of three megabytes."""
    kiosk.publisher.publish(kiosk.stick, "Eerste", film_bytes=FILM)
    return kiosk.stick


def pulled_out(after: int, error: int) -> Callable[[Path], Folder]:
    """Opens a stick that is pulled out once so many bytes of its files have been read."""
    left = after

    class PulledOut(Folder):
        """It answers no more then."""

        def pieces(self, name: str, start: int = 0) -> Generator[bytes, None, None]:
            """Some of the bytes, then none."""
            nonlocal left
            for piece in super().pieces(name, start):
                left -= len(piece)
                with self._words():
                    if left < 0:
                        raise OSError(error, "gone")
                yield piece

    return PulledOut.open


def stop_after(count: int) -> Callable[[], bool]:
    """Whoever presses stop after so many pieces."""
    asked = itertools.count()
    return lambda: next(asked) >= count


def film(folder: Path) -> Path:
    """The largest file in a folder."""
    return max(folder.iterdir(), key=lambda path: path.stat().st_size)


def parts(kiosk: Follower) -> list[Path]:
    """The files that are still being copied."""
    return sorted(kiosk.shelf.blobs.glob("*.part"))


def test_a_pack_is_on_once_all_of_it_is_here(kiosk: Follower, stick: Path) -> None:
    """What is shown is what the author prepared; the bar grows, and ends with all of it."""
    pack = kiosk.load(stick)
    assert kiosk.shelf.on() == kiosk.shelf.last() == pack
    found = kiosk.shelf.prepared(pack)
    assert found.exhibit.title.into("nl") == "Eerste"
    for sha256, length in prepared.media(found.exhibit).items():
        assert found.media(sha256).stat().st_size == length
    assert kiosk.shelf.verify(pack, stop=lambda: False) == ()
    assert {path.name for path in kiosk.shelf.blobs.iterdir()} == {
        path.name for path in targets(stick).iterdir()
    }
    done = [step.done for step in kiosk.progress]
    assert done == sorted(done)
    assert kiosk.progress[-1].done == kiosk.progress[-1].all == kiosk.examine(stick).bytes


def test_a_pack_that_differs_in_a_photo_costs_a_photo(kiosk: Follower, stick: Path) -> None:
    """Nothing that is here is read from the stick again, let alone written."""
    kiosk.load(stick)
    before = {path.name: path.stat().st_mtime_ns for path in kiosk.shelf.blobs.iterdir()}
    kiosk.publisher.publish(stick, "Tweede", film_bytes=FILM, photos=("tuin", "dak", "kas"))
    kiosk.load(stick, open_=pulled_out(20_000, errno.EIO))
    after = {path.name: path.stat().st_mtime_ns for path in kiosk.shelf.blobs.iterdir()}
    assert before.items() <= after.items()
    assert len(after) == len(before) + 2  # the photo, and the index


def test_the_same_pack_once_more_changes_nothing(kiosk: Follower, stick: Path) -> None:
    """Nothing is copied, nothing turned, and no trial begins anew."""
    first = kiosk.load(stick)
    kiosk.shelf.stood()
    before = kiosk.state()
    assert kiosk.examine(stick).is_same
    again = kiosk.load(stick, open_=pulled_out(0, errno.EIO))
    assert again.number == first.number
    assert kiosk.state() == before
    assert not kiosk.shelf.on_trial


def test_the_same_pack_heals_what_was_damaged(kiosk: Follower, stick: Path) -> None:
    """An altered file comes back; who stops the look blames nothing; what is gone is named too."""
    pack = kiosk.load(stick)
    largest = film(kiosk.shelf.blobs)
    flip(largest)
    assert kiosk.shelf.verify(pack, stop=lambda: False) == (largest.name,)
    kiosk.shelf.drop(largest.name)
    kiosk.load(stick)
    assert kiosk.shelf.verify(pack, stop=lambda: False) == ()
    assert kiosk.shelf.verify(pack, stop=lambda: True) == ()
    asked = itertools.count()
    assert kiosk.shelf.verify(pack, stop=lambda: next(asked) > 4) == ()
    lost = next(path for path in kiosk.shelf.blobs.iterdir() if path.read_bytes() == medium("tuin"))
    lost.unlink()
    assert kiosk.shelf.verify(pack, stop=lambda: False) == (lost.name,)


@pytest.mark.parametrize("pieces", range(1, 8))
def test_stopping_is_harmless_at_any_moment(kiosk: Follower, stick: Path, pieces: int) -> None:
    """Whenever somebody presses stop: nothing is on, and the next time it goes on from there."""
    with pytest.raises(InstallError, match="loading was stopped") as stopped:
        kiosk.load(stick, stop=stop_after(pieces))
    assert (stopped.value.kind, stopped.value.exit_code) == ("stopped", 5)
    assert (kiosk.shelf.on(), kiosk.shelf.publisher()) == (None, None)
    kiosk.load(stick)
    assert kiosk.titles() == ["Eerste"]
    assert parts(kiosk) == []


@pytest.mark.parametrize("error", [errno.EIO, errno.ENODEV, errno.ENOENT])
@pytest.mark.parametrize("after", [0, 600, 1 << 20, (2 << 20) + 9000])
def test_a_stick_may_go_at_any_moment(kiosk: Follower, stick: Path, after: int, error: int) -> None:
    """It is told in one sentence; put in again, only what is missing is copied."""
    with pytest.raises(InstallError, match="does not answer") as gone:
        kiosk.load(stick, open_=pulled_out(after, error))
    assert gone.value.kind == "stick"
    assert kiosk.shelf.on() is None
    there = sum(path.stat().st_size for path in kiosk.shelf.blobs.iterdir())
    assert there <= after
    needed = kiosk.examine(stick).bytes - there
    kiosk.load(stick, open_=pulled_out(needed, error))
    assert kiosk.titles() == ["Eerste"]


@pytest.mark.parametrize("away", ["", "KIOSK-PACK", "KIOSK-PACK/targets"])
def test_a_stick_is_gone_before_the_first_byte(kiosk: Follower, stick: Path, away: str) -> None:
    """Between the question and the yes somebody took it home."""
    offer = kiosk.examine(stick)
    (stick / away).rename(kiosk.place / "home")
    with pytest.raises(InstallError) as gone:
        kiosk.take(stick, offer)
    assert gone.value.kind == "stick"
    assert kiosk.shelf.on() is None


def test_a_part_is_continued_after_the_machine_was_off(kiosk: Follower, stick: Path) -> None:
    """Tidying up when the program starts again leaves what was copied so far."""
    with pytest.raises(InstallError):
        kiosk.load(stick, open_=pulled_out((2 << 20) + 9000, errno.EIO))
    (part,) = parts(kiosk)
    there = part.stat().st_size
    assert there > 0
    again = kiosk.again()
    again.shelf.begin("the next morning")
    assert again.shelf.collect() == 0
    again.load(stick, open_=pulled_out(FILM - there, errno.EIO))
    assert again.titles() == ["Eerste"]


PARTS: dict[str, Callable[[bytes], bytes]] = {
    "with zeros where the disk lost it": lambda content: bytes(len(content)),
    "longer than the film": lambda content: content * 9,
    "of something else": lambda _content: b"x" * 1000,
    "that is whole already": lambda content: content,
    "that is empty": lambda _content: b"",
}


@pytest.mark.parametrize("left", PARTS.values(), ids=PARTS.keys())
def test_a_part_that_our_disk_did_not_keep_is_copied_anew(
    kiosk: Follower, stick: Path, left: Callable[[bytes], bytes]
) -> None:
    """The stick is not blamed for what a power cut did here."""
    whole = film(targets(stick))
    (kiosk.shelf.blobs / f"{whole.name}.part").write_bytes(left(whole.read_bytes()))
    pack = kiosk.load(stick)
    assert kiosk.shelf.verify(pack, stop=lambda: False) == ()
    assert kiosk.progress[-1].done == kiosk.progress[-1].all


def test_a_stick_that_reads_otherwise_the_second_time(kiosk: Follower, stick: Path) -> None:
    """What is verified is what was copied: bytes that change between two looks are found."""
    offer = kiosk.examine(stick)
    flip(film(targets(stick)), 2 << 20)
    with pytest.raises(RefusedError, match="not what was signed") as refused:
        kiosk.take(stick, offer)
    assert refused.value.kind == "altered"
    assert parts(kiosk) == []
    flip(film(targets(stick)), 2 << 20)
    assert kiosk.take(stick, offer).publisher == "De Alliantie"


GROWN: dict[str, tuple[type[Exception], str, Callable[[Path], object]]] = {
    "longer": (RefusedError, "endless", lambda film: film.write_bytes(film.read_bytes() + b"x")),
    "shorter": (PackError, "cut short", lambda film: film.write_bytes(film.read_bytes()[:-1])),
    "a folder": (PackError, "damaged", lambda film: (film.unlink(), film.mkdir())),
    "gone": (PackError, "damaged", Path.unlink),
}


@pytest.mark.parametrize(("error", "kind", "change"), GROWN.values(), ids=GROWN.keys())
def test_a_file_that_changes_between_the_look_and_the_copy(
    kiosk: Follower,
    stick: Path,
    error: type[Exception],
    kind: str,
    change: Callable[[Path], object],
) -> None:
    """No more than was signed is ever written, and nothing less is taken."""
    offer = kiosk.examine(stick)
    change(film(targets(stick)))
    with pytest.raises(error) as refused:
        kiosk.take(stick, offer)
    assert getattr(refused.value, "kind", None) == kind
    assert kiosk.shelf.on() is None
    assert sum(path.stat().st_size for path in kiosk.shelf.blobs.iterdir()) <= offer.bytes


def test_room_is_looked_for_first(kiosk: Follower, stick: Path) -> None:
    """With a reserve for sign-ups; what is here already can be turned on without any."""
    with pytest.raises(InstallError, match="MB are lacking") as full:
        kiosk.load(stick, reserve_bytes=1 << 60)
    assert full.value.kind == "full"
    assert list(kiosk.shelf.blobs.iterdir()) == []
    kiosk.load(stick)
    assert kiosk.load(stick, reserve_bytes=1 << 60).version == 1


def test_what_nobody_needs_makes_room(kiosk: Follower, stick: Path) -> None:
    """What is left of a pack that never came is removed when another needs the room."""
    with pytest.raises(InstallError):
        kiosk.load(stick, open_=pulled_out((2 << 20) + 9000, errno.EIO))
    assert parts(kiosk) != []
    other = kiosk.publisher.publish(kiosk.place / "other", "Anders", film_bytes=4000)
    with pytest.raises(InstallError):
        kiosk.load(kiosk.place / "other", reserve_bytes=1 << 60)
    assert parts(kiosk) == []
    assert kiosk.load(kiosk.place / "other").version == other.version


def test_two_programs_do_not_load_at_once(kiosk: Follower, stick: Path) -> None:
    """Whoever comes second is told, and nothing is swept away under the first."""
    offer = kiosk.examine(stick)
    with blob_store.alone(kiosk.shelf.folder):
        with pytest.raises(InstallError, match="another program"):
            kiosk.take(stick, offer)
        (kiosk.shelf.blobs / ("a" * 64)).write_bytes(b"coming")
        assert kiosk.shelf.collect() == 0
    kiosk.take(stick, offer)
    assert not (kiosk.shelf.blobs / ("a" * 64)).exists()


def test_an_offer_is_worth_nothing_after_a_newer_pack(kiosk: Follower, stick: Path) -> None:
    """A yes that was said before something newer came in does not turn back time."""
    offer = kiosk.examine(stick)
    kiosk.publisher.publish(kiosk.place / "newer", "Nieuwer")
    kiosk.load(kiosk.place / "newer")
    with pytest.raises(RefusedError, match="a newer pack has just been loaded") as refused:
        kiosk.take(stick, offer)
    assert refused.value.kind == "older"
    assert kiosk.titles() == ["Nieuwer"]


def test_an_offer_is_worth_nothing_after_another_enrolment(kiosk: Follower, stick: Path) -> None:
    """Two strangers asked, one was accepted: the other's pack is not taken any more."""
    offer = kiosk.examine(stick)
    Publisher(kiosk.place / "b", "another").publish(kiosk.place / "other", "Vreemd")
    kiosk.load(kiosk.place / "other")
    with pytest.raises(RefusedError, match="another publisher") as refused:
        kiosk.take(stick, offer)
    assert refused.value.kind == "publisher"


@pytest.mark.skipif(sys.platform == "win32", reason="needs a device")
@pytest.mark.parametrize("plant", [Path.mkdir, lambda part: part.symlink_to("/dev/null")])
def test_a_bad_disk_is_told(kiosk: Follower, stick: Path, plant: Callable[[Path], None]) -> None:
    """Our own disk's trouble is not blamed on the stick; a device in a part's place is removed."""
    offer = kiosk.examine(stick)
    part = kiosk.shelf.blobs / f"{film(targets(stick)).name}.part"
    plant(part)
    with pytest.raises(InstallError, match="on this machine's disk") as failed:
        kiosk.take(stick, offer)
    assert failed.value.kind == "disk"
    assert kiosk.shelf.on() is None
    assert not part.is_symlink()
    if not part.exists():
        assert kiosk.take(stick, offer).version == 1


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on files")
def test_a_disk_that_fills_up_meanwhile_keeps_what_was_copied(kiosk: Follower, stick: Path) -> None:
    """Something else took the room: told so, and gone on from there once there is room again."""
    offer = kiosk.examine(stick)
    with files_of_at_most(1 << 20), pytest.raises(InstallError, match="no room left") as full:
        kiosk.take(stick, offer)
    assert full.value.kind == "full"
    (part,) = parts(kiosk)
    assert part.stat().st_size == 1 << 20
    kiosk.take(stick, offer, open_=pulled_out(FILM, errno.EIO))
    assert kiosk.titles() == ["Eerste"]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux knows who reads first")
def test_loading_lets_the_glass_read_first() -> None:
    """Its thread has the lowest priority at the disk, and only while it loads."""
    thread = psutil.Process(threading.get_native_id())
    before = thread.ionice()
    with blob_store.unhurried():
        assert thread.ionice() == (psutil.IOPRIO_CLASS_BE, 7)
    assert thread.ionice() == before


@pytest.mark.parametrize(
    ("error", "kind"),
    [(errno.ENOSPC, "full"), (errno.EDQUOT, "full"), (errno.EIO, "disk"), (errno.EROFS, "disk")],
)
def test_what_our_disk_says_is_put_in_words(tmp_path: Path, error: int, kind: str) -> None:
    """A full disk asks for room, a failing one for help."""
    told = blob_store.sentence(tmp_path, OSError(error, "told"))
    assert told.kind == kind
    assert told.advice
