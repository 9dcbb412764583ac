"""A kiosk whose disk is read-only or full when it starts shows and carries what is there."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from cli.command import Command
from packs.publisher import ANSWERS
from signups.disks import Disk, small
from station.house import House, built

from kiosk.errors import DatabaseError
from kiosk.packs.shelf import Shelf
from kiosk.signups.intake import Closed, VisitorCode
from kiosk.station.health_check import look

REFUSALS: dict[str, tuple[Closed, Callable[[Disk], None]]] = {
    "read-only": ("read-only", Disk.lock),
    "full": ("full", Disk.fill),
}
refusals = pytest.mark.parametrize(("why", "refuse"), REFUSALS.values(), ids=REFUSALS.keys())


@contextmanager
def library(folder: Path) -> Iterator[tuple[House, Disk]]:
    """An enrolled kiosk on a disk of its own, with two sign-ups, as a crash left it."""
    folder.mkdir()
    with small(folder / "disk", 8000) as disk:
        (folder / "disk" / "home").mkdir()
        (folder / "home").symlink_to(folder / "disk" / "home")
        house = built(folder)
        house.load("Een")
        ours = house.open(place="gennep")
        intake = ours.intake()
        for number in (1, 2):
            intake.save(ANSWERS, VisitorCode("CODE", f"{number:032x}"))
        with intake.stores() as stores:
            # A kiosk whose plug is pulled leaves what it took in the log beside its database.
            left = {
                path: path.read_bytes() for path in stores[0].identity.folder.glob("events.db*")
            }
        intake.close()
        ours.close(in_order=True)
        for path, content in left.items():
            path.write_bytes(content)
        yield house, disk


@refusals
def test_the_librarys_own_pack_is_shown_and_the_form_closed(
    tmp_path: Path, why: Closed, refuse: Callable[[Disk], None]
) -> None:
    """Not the exhibit that ships: what can be read is read. With room again the form opens."""
    with library(tmp_path / "library") as (house, disk):
        refuse(disk)
        ours = house.open(place="gennep")
        assert ours.content.prepared.exhibit.title.into("nl") == "Een"
        intake = ours.intake()
        assert intake.closed() == why
        assert why in look(house.home, house.assets, demo=False).needs
        disk.unlock() if why == "read-only" else disk.empty()
        assert intake.closed() is None
        ours.shelf.shown()
        assert ours.shelf.unwritable is None
        intake.close()
        ours.close(in_order=True)
        assert why not in look(house.home, house.assets, demo=False).needs


@refusals
def test_what_it_took_is_carried_from_such_a_disk(
    tmp_path: Path, stick: Path, why: Closed, refuse: Callable[[Disk], None], kiosk: Command
) -> None:
    """Also what lay in the log only; that nothing could be noted is said, with exit code 5."""
    with library(tmp_path / "library") as (house, disk):
        refuse(disk)
        where = ("--home", house.home.folder, "--json")
        counted = json.loads(kiosk("signups", "count", *where).printed())
        assert [one["kept"] for one in counted] == [2]
        told = kiosk("signups", "bundle", *where, "--to", stick)
        assert json.loads(told.printed(5))["sign_ups"] == 2
        assert ("no room left" if why == "full" else "may not be written") in told.err
        assert "Traceback" not in told.err
        assert len(list(stick.rglob("*.tar"))) == 1


@refusals
def test_no_pack_is_taken_and_the_words_say_why(
    tmp_path: Path, why: Closed, refuse: Callable[[Disk], None]
) -> None:
    """What cannot be kept is refused in words, and what was on stays on."""
    with library(tmp_path / "library") as (house, disk):
        refuse(disk)
        shelf = Shelf.open(house.home.shelf)
        assert shelf.unwritable is not None
        with pytest.raises(DatabaseError) as refused:
            shelf.forget()
        assert refused.value.reason == why
        assert shelf.on() is not None
        shelf.close()
