"""What a publisher can rely on: numbers, keys that belong together, and words before harm."""

import json
import shutil
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from folders import contents
from packs.library import gone, stick_with
from packs.publisher import NOON, Publisher, exhibit, terms

from kiosk.errors import InputError, MachineError, RefusedError
from kiosk.exhibit import model
from kiosk.exhibit.prepared import Prepared
from kiosk.keys import demo, keyring
from kiosk.keys import root as roots
from kiosk.packs import label
from kiosk.publish import publishing, repository
from kiosk.publish.consistency import OpenedRing
from kiosk.publish.repository import Repository
from kiosk.usb.stick import Folder

DEMO = Path(__file__).parents[2] / "content" / "demo-keys"


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    """A publisher who has published nothing yet."""
    return Publisher(tmp_path)


def test_the_same_exhibit_is_the_same_pack_on_every_stick(publisher: Publisher) -> None:
    """Byte for byte, for half a year: a stick may be used for years from now, not from then."""
    first = publisher.publish(publisher.folder / "a")
    again = publisher.publish(publisher.folder / "b", now=NOON + timedelta(days=30))
    assert (first.is_same, again.is_same) == (False, True)
    assert (first.version, again.version) == (1, 1)
    assert again.changes == ()
    assert contents(publisher.folder / "a") == contents(publisher.folder / "b")
    later = publisher.publish(publisher.folder / "a", now=NOON + timedelta(days=200))
    assert (later.version, later.is_same, later.written_bytes) == (2, False, 0)


def test_every_change_is_the_next_version(publisher: Publisher, stick: Path) -> None:
    """Also another program that it needs; what changed is said, and all that was signed is kept."""
    told = [publisher.publish(stick, title) for title in ("A", "B", "A")]
    assert [pack.version for pack in told] == [1, 2, 3]
    assert told[0].changes == ("all is new: 1 cooperative, 2 photos, 1 film, 1 workshop",)
    assert told[1].changes == ("the title is 'B' now; it was 'A'",)
    assert {path.name for path in publisher.metadata.iterdir()} == {
        "1.root.json",
        "timestamp.json",
        *(f"{n}.{role}.json" for n in (1, 2, 3) for role in ("targets", "snapshot")),
    }
    index = (publisher.metadata.parent / "exhibit.json").read_bytes()
    assert json.loads(index)["title"] == {"nl": "A"}
    assert publisher.publish(stick, "A", program="0.9.0").version == 4


def test_a_number_is_used_once_though_the_stick_failed(publisher: Publisher, stick: Path) -> None:
    """The version is kept before a stick hears of it: the next content gets the next number."""
    with pytest.raises(MachineError):
        publisher.publish(stick, "A", open_folder=stick_with(write=gone))
    assert publisher.publish(stick, "B").version == 2
    with pytest.raises(MachineError):
        publisher.publish(stick, "C", open_folder=stick_with(write=gone))
    again = publisher.publish(stick, "C")
    assert (again.version, again.is_same) == (3, True)


@pytest.mark.parametrize("written", range(5))
def test_cut_off_between_any_two_files_no_number_is_used_twice(
    publisher: Publisher, stick: Path, written: int
) -> None:
    """After a power cut in the keys' own folder publishing goes on, with a number of its own."""
    publisher.publish(stick, "A")
    kept_in = publisher.metadata.parent
    before = contents(kept_in)
    publisher.publish(publisher.folder / "never", "B")
    after = contents(kept_in)
    order = ("2.targets.json", "2.snapshot.json", "exhibit.json", "timestamp.json")
    new = {name: data for name, data in after.items() if before.get(name) != data}
    assert sorted(name.split("/")[-1] for name in new) == sorted(order)
    shutil.rmtree(kept_in)
    kept = {name for name in new if name.split("/")[-1] in order[:written]}
    for name, data in (before | {name: new[name] for name in kept}).items():
        (kept_in / name).parent.mkdir(parents=True, exist_ok=True)
        (kept_in / name).write_bytes(data)
    done = publisher.publish(stick, "C")
    assert done.version == (2 if not written else 3)
    if done.changes[0].startswith("all is new"):
        assert any("not known any more" in warning for warning in done.warnings)
    else:
        assert done.changes[0] in {f"the title is 'C' now; it was '{title}'" for title in "AB"}


def test_a_system_that_opens_by_paths_publishes_too(publisher: Publisher, stick: Path) -> None:
    """On Windows the same bytes come to a stick."""
    by_path = partial(Folder.open, by_descriptor=False)
    publisher.publish(stick, "A", open_folder=by_path)
    publisher.publish(stick, "B", photos=("kas",), open_folder=by_path)
    publisher.publish(publisher.folder / "another", "B", photos=("kas",))
    assert contents(stick) == contents(publisher.folder / "another")


def test_two_at_once_do_not_publish_with_one_ring(publisher: Publisher, stick: Path) -> None:
    """Two terminals, two sticks: the second one waits, or one number would be two packs."""
    with (
        repository.alone(publisher.keys / "daily" / "repository"),
        pytest.raises(MachineError, match="another program is publishing"),
    ):
        publisher.publish(stick)
    assert list(stick.iterdir()) == []
    assert publisher.publish(stick).version == 1


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    """A file in its place is the machine's word."""
    (tmp_path / "file").touch()
    with (
        pytest.raises(MachineError, match="could not be written"),
        repository.alone(tmp_path / "file"),
    ):
        raise AssertionError


def test_keys_without_a_root_are_founded_once(tmp_path: Path, stick: Path) -> None:
    """Keys from before there were packs need the recovery half for their first pack only."""
    publisher = Publisher(tmp_path, founded=False)
    with pytest.raises(InputError, match="there is no root") as caught:
        publisher.publish(stick)
    assert "recovery" in caught.value.advice
    assert publisher.publish(stick, recovery=publisher.recovery).version == 1
    root = publisher.chain
    assert publisher.publish(stick, "B", recovery=publisher.recovery).version == 2
    assert publisher.chain == root


def test_the_recovery_half_beside_the_other_is_warned_of(publisher: Publisher, stick: Path) -> None:
    """Who keeps both halves in one place hears it at every publishing."""
    assert publisher.publish(stick).warnings == ()
    (publisher.keys / "recovery").mkdir()
    assert any("another building" in warning for warning in publisher.publish(stick).warnings)


def test_a_root_that_ends_soon_is_told_and_one_that_ended_is_refused(
    publisher: Publisher, stick: Path
) -> None:
    """Half a year before, every publishing warns; after a rotation all is well again."""
    almost = NOON + roots.LASTS - timedelta(days=100)
    assert any(
        "kiosk keys rotate" in warning for warning in publisher.publish(stick, now=almost).warnings
    )
    ended = NOON + roots.LASTS + timedelta(days=1)
    with pytest.raises(InputError, match="could be used until 2021-10-02") as caught:
        publisher.publish(stick, now=ended)
    assert "kiosk keys rotate" in caught.value.advice
    publisher.rotate(now=ended)
    assert publisher.publish(stick, now=ended).warnings == ()


def test_demo_keys_publish_nothing(publisher: Publisher, stick: Path) -> None:
    """Everybody has them: neither as a ring, nor in an exhibit."""
    ready = publisher.exhibit()
    daily = keyring.open_daily(DEMO, demo.PASSPHRASE)
    with pytest.raises(RefusedError, match="these are the demo keys") as caught:
        publishing.publish(ready, OpenedRing(DEMO, daily), stick, now=NOON)
    assert caught.value.kind == "demo"
    with pytest.raises(RefusedError, match="sealed to the demo keys") as caught:
        publisher.publish(stick, signups=terms(demo.PUBLIC))
    assert caught.value.kind == "demo"
    assert list(stick.iterdir()) == []


def test_an_exhibit_sealed_to_somebody_else_is_not_published(
    publisher: Publisher, stick: Path
) -> None:
    """Nobody could read the sign-ups; of a third who reads along whoever publishes is told."""
    other = Publisher(publisher.folder / "other", "other")
    with pytest.raises(InputError, match="a receipt key that is not of these keys"):
        publisher.publish(stick, signups=terms(other.public))
    mixed = terms(publisher.public).model_copy(update={"recipients": other.public.recipients})
    with pytest.raises(InputError, match="no recipient that these keys can open"):
        publisher.publish(stick, signups=mixed)
    assert publisher.publish(stick, signups=None).version == 1
    mine, third = terms(publisher.public), other.public.recipients[0]
    more = mine.model_copy(update={"recipients": (*mine.recipients, third)})
    (warning,) = publisher.publish(stick, signups=more).warnings
    assert warning.endswith(third)
    assert "not these" in warning


def test_an_age_key_of_before_the_rotation_is_warned_of(publisher: Publisher, stick: Path) -> None:
    """It still opens sign-ups; a receipt key of before does nothing any more."""
    before = terms(publisher.public)
    publisher.rotate()
    with pytest.raises(InputError, match="a receipt key"):
        publisher.publish(stick, signups=before)
    mended = before.model_copy(update={"receipt_key": publisher.public.receipt})
    warnings = publisher.publish(stick, signups=mended).warnings
    assert any("does not name both recipients" in warning for warning in warnings)


def test_a_film_that_no_stick_can_hold_is_refused(publisher: Publisher, stick: Path) -> None:
    """Four gigabytes do not fit in a file of FAT32: told with the film, before anything else."""
    ready = publisher.exhibit()
    (tuin,) = ready.exhibit.cooperatives
    film = tuin.films[0].model_copy(update={"bytes": 4 << 30})
    with_film = tuin.model_copy(update={"films": (film,)})
    giant = Prepared(ready.exhibit.model_copy(update={"cooperatives": (with_film,)}), ready.folder)
    with pytest.raises(InputError, match=r"film 1 of 'tuin' is 4\.3 GB"):
        publishing.publish(giant, OpenedRing(publisher.keys, publisher.daily), stick, now=NOON)


def test_keys_of_two_makings_sign_nothing(publisher: Publisher, stick: Path) -> None:
    """A folder put together of two copies is found out."""
    old = publisher.metadata / "1.root.json"
    kept = old.read_bytes()
    publisher.rotate()
    (publisher.metadata / "2.root.json").unlink()
    old.write_bytes(kept)
    with pytest.raises(InputError, match="not all made together"):
        publisher.publish(stick)


BREAKAGES = [
    ("timestamp.json", b"{}"),
    ("1.targets.json", b"\0"),
    ("1.targets.json", None),
    ("1.snapshot.json", b"[1]"),
    ("1.root.json", b"{"),
    ("2.root.json", None),
]
"""What stands in a file instead; None: it is gone, or what stands in the first root."""


@pytest.mark.parametrize(("name", "broken"), BREAKAGES)
def test_a_repository_that_is_damaged_is_told(
    publisher: Publisher, stick: Path, name: str, broken: bytes | None
) -> None:
    """Nothing is signed on what cannot be read: a number could be used twice."""
    publisher.publish(stick)
    before, path = contents(stick), publisher.metadata / name
    if broken is not None:
        path.write_bytes(broken)
    elif path.exists():
        path.unlink()
    else:
        shutil.copy(path.with_name("1.root.json"), path)
    with pytest.raises(InputError):
        publisher.publish(stick, "B")
    assert contents(stick) == before


def test_keys_that_were_lost_go_on_from_a_stick(publisher: Publisher, stick: Path) -> None:
    """The metadata on the last stick is all that is needed to count on."""
    publisher.publish(stick, "A")
    publisher.publish(stick, "B")
    shutil.rmtree(publisher.metadata.parent)
    shutil.copytree(stick / "KIOSK-PACK" / "metadata", publisher.metadata)
    assert publisher.publish(stick, "C").version == 3


def _label(**other: object) -> label.Label:
    return publishing.describe(exhibit().model_copy(update=other), "0.1.0", "0" * 64, NOON)


def test_whose_pack_it_is() -> None:
    """Who answers for sign-ups, a partner, or the exhibit; in words that steer no terminal."""
    assert _label(partners=()).publisher == "Samen"
    assert _label().publisher == "De Alliantie"
    taking = terms(demo.PUBLIC)
    controller = taking.controller.model_copy(update={"name": "Stichting " * 30})
    named = _label(signups=taking.model_copy(update={"controller": controller})).publisher
    assert named.startswith("Stichting")
    assert len(named) <= 200
    with pytest.raises(InputError, match="the title of this exhibit"):
        _label(title=model.Text.model_construct({"nl": "Samen\x1b[2J"}))


def test_how_much_is_done_never_goes_back(publisher: Publisher, stick: Path) -> None:
    """A bar that is shown fills up, and is full at the end."""
    told: list[float] = []
    publisher.publish(stick, progress=lambda done, _: told.append(done))
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) > 5


def test_look_ahead_refuses_and_writes_nothing(publisher: Publisher, stick: Path) -> None:
    """Before films are prepared for an hour, a stick of somebody else is told."""

    def ahead() -> None:
        publishing.look_ahead(OpenedRing(publisher.keys, publisher.daily), stick, now=NOON)

    ahead()
    assert list(stick.iterdir()) == []
    Publisher(publisher.folder / "other", "other").publish(stick)
    with pytest.raises(RefusedError):
        ahead()


def test_an_empty_repository_has_nothing_to_show(publisher: Publisher) -> None:
    """Before the first pack there is no last one."""
    empty = Repository(publisher.keys / "daily")
    assert empty.last is None
    assert empty.last_exhibit() is None
