"""What a stick holds after publishing: the whole pack, or the one of before."""

from collections.abc import Callable, Iterable
from operator import length_hint
from pathlib import Path
from typing import Any

import pytest
from packs.library import gone, stick_with
from packs.publisher import NOON, Publisher

from kiosk.errors import MachineError, PreparedError, RefusedError
from kiosk.packs import verification
from kiosk.packs.verification import Offer
from kiosk.publish import publishing
from kiosk.publish.consistency import OpenedRing
from kiosk.usb.stick import Folder


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    """A publisher who has published nothing yet."""
    return Publisher(tmp_path)


def offered(stick: Path, anchor: verification.Anchor | None = None) -> Offer:
    """The pack on the stick, as a kiosk sees it, every byte looked at."""
    with Folder.open(stick) as opened:
        offer = verification.examine(opened, anchor, program="0.1.0", now=NOON)
        assert verification.verify(opened, offer) == ()
    return offer


def names(stick: Path, part: str) -> set[str]:
    """The names of the files in a part of the pack."""
    return {path.name for path in (stick / "KIOSK-PACK" / part).iterdir()}


def target(stick: Path) -> Path:
    """One of the files of the pack."""
    return min((stick / "KIOSK-PACK" / "targets").iterdir())


def test_only_what_changed_is_written(publisher: Publisher, stick: Path) -> None:
    """A second pack costs what is new in it, and what only the first one needed is gone."""
    first = publisher.publish(stick)
    assert first.there_bytes == 0
    before = {path: path.stat().st_ino for path in (stick / "KIOSK-PACK" / "targets").iterdir()}
    second = publisher.publish(stick, "Anders", photos=("tuin", "kas"))
    assert second.there_bytes == 3000 + 500 + 500
    offer = offered(stick)
    assert (offer.version, offer.title["nl"]) == (2, "Anders")
    assert names(stick, "targets") == {blob.sha256 for blob in offer.blobs}
    own = {"1.root.json", "2.targets.json", "2.snapshot.json", "timestamp.json"}
    assert names(stick, "metadata") == own
    same = [path for path, inode in before.items() if path.exists() and path.stat().st_ino == inode]
    assert len(same) == 3


def test_what_others_put_on_a_stick_stays(publisher: Publisher, stick: Path) -> None:
    """Nothing outside the pack is touched, nor what people put in its folders."""
    inside = ("leesmij.txt", "targets/foto.jpg", "metadata/notes.json")
    others = [
        stick / "foto.jpg",
        *(stick / "KIOSK-PACK" / name for name in inside),
        stick / ("0" * 64),
    ]
    publisher.publish(stick)
    for other in others:
        other.write_bytes(b"mine")
    publisher.publish(stick, "Anders")
    assert [file.read_bytes() for file in others] == [b"mine"] * len(others)


DAMAGES: dict[str, Callable[[Path], Any]] = {
    "another byte": lambda path: path.write_bytes(b"\0" + path.read_bytes()[1:]),
    "a byte less": lambda path: path.write_bytes(path.read_bytes()[:-1]),
    "a byte more": lambda path: path.write_bytes(path.read_bytes() + b"\0"),
    "nothing in it": lambda path: path.write_bytes(b""),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_file_that_was_damaged_is_replaced(
    publisher: Publisher, stick: Path, damage: Callable[[Path], Any]
) -> None:
    """What is there is read before it is believed; its owner is told that the stick is worn."""
    publisher.publish(stick)
    damage(target(stick))
    done = publisher.publish(stick)
    assert done.is_same
    assert done.written_bytes == target(stick).stat().st_size
    assert any("use another stick soon" in warning for warning in done.warnings)
    offered(stick)


def test_a_file_that_was_lost_is_written_again(publisher: Publisher, stick: Path) -> None:
    """And one that cannot be removed is told: the pack is whole all the same."""
    publisher.publish(stick)
    for lost in [target(stick), *(stick / "KIOSK-PACK" / "metadata").iterdir()]:
        lost.unlink()
        assert publisher.publish(stick).warnings == ()
        offered(stick)
    done = publisher.publish(stick, "Anders", open_folder=stick_with(remove=gone))
    assert any("the pack is whole" in warning for warning in done.warnings)
    assert offered(stick).version == 2


@pytest.mark.parametrize("content", [b"", b"\0" * 500, b"{}", b"[]", b"x" * 100_000])
@pytest.mark.parametrize("name", ["timestamp.json", "1.root.json", "1.snapshot.json"])
def test_damaged_metadata_is_replaced(
    publisher: Publisher, stick: Path, name: str, content: bytes
) -> None:
    """A stick that lost its power does not stop anybody from publishing onto it again."""
    publisher.publish(stick)
    (stick / "KIOSK-PACK" / "metadata" / name).write_bytes(content)
    assert publisher.publish(stick).is_same
    offered(stick)


def unplugged(changes: int) -> Callable[[Path], Folder]:
    """Opens a stick that takes so many changes, and is gone then: half a film may be on it."""
    left = iter(range(changes))

    class Unplugged(Folder):
        """It is pulled out while its last film is copied."""

        def copy(self, name: str, chunks: Iterable[bytes], sha256: str) -> None:
            """Half of it is there."""
            if (content := b"".join(chunks)) and length_hint(left) == 0:
                self._fill(f"{name}.part", [content[: len(content) // 2]])
            count(Folder.copy)(self, name, [content], sha256)

    def count(method: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: object) -> Any:
            return gone() if next(left, None) is None else method(*given)

        return counted

    for method in (Folder.make, Folder.write, Folder.remove):
        setattr(Unplugged, method.__name__, count(method))
    return Unplugged.open


def test_pulled_out_at_any_moment_the_stick_holds_a_whole_pack(tmp_path: Path) -> None:
    """The one of before until the last moment, then the new one; and doing it again is enough."""
    seen = set()
    for changes in range(40):
        own = tmp_path / str(changes)
        publisher = Publisher(own)
        publisher.publish(own / "stick")
        old = offered(own / "stick")
        new = {"photos": ("kas", "hek"), "films": ("feest",)}
        try:
            publisher.publish(own / "stick", "Anders", open_folder=unplugged(changes), **new)
        except MachineError:
            version = offered(own / "stick", old.anchor).version
        else:
            version = 2
        seen.add(version)
        again = publisher.publish(own / "stick", "Anders", **new)
        assert again.version == 2
        offer = offered(own / "stick", old.anchor)
        assert offer.version == 2
        assert names(own / "stick", "targets") == {blob.sha256 for blob in offer.blobs}
        if version == 2:
            break
    assert seen == {1, 2}
    assert changes > 8


NARROW = stick_with(room=lambda _: ((2 << 20) + 8000, 512))
"""Two megabytes, and a bit less than is needed."""
FILLED = stick_with(room=lambda _: (0, 512))


def test_a_full_stick_is_told_before_anything_is_written(publisher: Publisher, stick: Path) -> None:
    """With how much is missing, and no version was used; what is there takes no more room."""
    with pytest.raises(MachineError, match="is full: 2 kB more room is needed") as caught:
        publisher.publish(stick, open_folder=NARROW)
    assert "another stick" in caught.value.advice
    assert list(stick.iterdir()) == []
    assert publisher.publish(stick).version == 1
    with pytest.raises(MachineError, match="is full") as caught:
        publisher.publish(stick, "Anders", film_bytes=50_000, open_folder=NARROW)
    assert "take the folder KIOSK-PACK off this one" in caught.value.advice
    assert offered(stick).version == 1
    assert publisher.publish(stick, photos=("tuin",), open_folder=NARROW).version == 2
    assert publisher.publish(stick, photos=("tuin",), open_folder=FILLED).is_same


class Lying(Folder):
    """A counterfeit stick: it says yes, and keeps something else of what is large."""

    def _fill(self, name: str, chunks: Iterable[bytes]) -> None:
        super()._fill(name, [chunk if len(chunk) < 2000 else bytes(len(chunk)) for chunk in chunks])


def test_a_stick_that_lies_is_found_out(publisher: Publisher, stick: Path) -> None:
    """What was written is read back; on a good stick it becomes the same pack."""
    with pytest.raises(MachineError, match="does not keep what is written"):
        publisher.publish(stick, open_folder=Lying.open)
    assert not (stick / "KIOSK-PACK" / "metadata" / "timestamp.json").exists()
    publisher.publish(publisher.folder / "good")
    assert offered(publisher.folder / "good").version == 1


@pytest.mark.parametrize("is_link", [False, True])
def test_what_is_in_the_way_of_a_pack_is_told(
    publisher: Publisher, stick: Path, is_link: bool
) -> None:
    """It is not followed, and not removed: a planted folder makes no program write elsewhere."""
    (publisher.folder / "elsewhere").mkdir()
    planted = stick / "KIOSK-PACK"
    planted.symlink_to(publisher.folder / "elsewhere") if is_link else planted.write_bytes(b"mine")
    with pytest.raises(MachineError, match="stands in the way"):
        publisher.publish(stick)
    assert planted.is_symlink() or planted.read_bytes() == b"mine"
    assert list((publisher.folder / "elsewhere").iterdir()) == []


def test_a_film_that_changes_while_it_is_copied_is_found_out(
    publisher: Publisher, stick: Path
) -> None:
    """Only bytes that were signed come to a stick; doing it again mends it."""

    def meddle(folder: Folder, name: str) -> Folder:
        for path in (publisher.exhibit().folder / "media").iterdir():
            path.write_bytes(b"x" * path.stat().st_size)
        return Folder.make(folder, name)

    with pytest.raises(PreparedError, match="was altered while it was copied"):
        publisher.publish(stick, open_folder=stick_with(make=meddle))
    assert not (stick / "KIOSK-PACK" / "metadata" / "timestamp.json").exists()
    assert publisher.publish(stick).version == 1
    offered(stick)


def test_a_film_that_went_away_is_told(publisher: Publisher, stick: Path) -> None:
    """Somebody tidied up the folder of prepared media: prepare it again."""
    ready = publisher.exhibit()
    for path in (ready.folder / "media").iterdir():
        path.unlink()
    with pytest.raises(PreparedError, match="cannot be read"):
        publishing.publish(ready, OpenedRing(publisher.keys, publisher.daily), stick, now=NOON)
    assert not (stick / "KIOSK-PACK" / "metadata" / "timestamp.json").exists()


def test_a_stick_of_another_publisher_is_left_alone(publisher: Publisher, stick: Path) -> None:
    """Whose pack is on a stick is looked at before anything is written."""
    Publisher(publisher.folder / "other", "other").publish(stick)
    before = names(stick, "targets") | names(stick, "metadata")
    with pytest.raises(RefusedError, match="another publisher") as caught:
        publisher.publish(stick)
    assert caught.value.kind == "publisher"
    assert caught.value.exit_code == 4
    assert names(stick, "targets") | names(stick, "metadata") == before


def test_a_newer_pack_on_a_stick_stops_an_old_copy_of_the_keys(
    publisher: Publisher, stick: Path
) -> None:
    """Who publishes with a copy from last month would use a number twice: told, and refused."""
    old = publisher.copy_to(publisher.folder / "old")
    publisher.publish(stick)
    with pytest.raises(RefusedError, match="published none") as caught:
        old.publish(stick, "Anders")
    assert caught.value.kind == "older"
    old.publish(publisher.folder / "another", "Anders")
    publisher.publish(stick, "Meer")
    with pytest.raises(RefusedError, match=r"carries pack 2, .* knows packs up to 1"):
        old.publish(stick, "Nog een")
    assert offered(stick).title["nl"] == "Meer"


def test_two_copies_of_the_keys_that_went_apart_are_told(publisher: Publisher, stick: Path) -> None:
    """Two packs with one number; or a copy from before `keys rotate`: the other one stops."""
    other = publisher.copy_to(publisher.folder / "other")
    publisher.publish(stick)
    other.publish(publisher.folder / "another", "Anders")
    with pytest.raises(RefusedError, match="carries another pack 1") as caught:
        other.publish(stick, "Anders")
    assert caught.value.kind == "mixed"
    old = publisher.copy_to(publisher.folder / "old")
    publisher.rotate()
    publisher.publish(stick)
    with pytest.raises(RefusedError, match="the keys were replaced") as caught:
        old.publish(stick)
    assert caught.value.kind == "older"


def test_a_kiosk_follows_new_keys(publisher: Publisher, stick: Path) -> None:
    """Through new pack keys, and through a new root key, it knows the publisher again."""
    publisher.publish(stick)
    anchor = offered(stick).anchor
    for number, is_root in enumerate([False, False, True, False], 2):
        publisher.rotate(root=is_root)
        done = publisher.publish(stick)
        assert (done.version, done.is_same) == (number, False)
        offer = offered(stick, anchor)
        assert (offer.version, offer.is_first) == (number, False)
        anchor = offer.anchor
        assert names(stick, "metadata") >= {f"{at}.root.json" for at in range(1, number + 1)}
    assert done.fingerprint == publisher.public.fingerprint
