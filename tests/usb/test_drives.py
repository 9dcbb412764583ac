"""All sticks of a machine, and what is told of them."""

import sys
from collections.abc import Iterator
from pathlib import Path
from queue import Empty, Queue
from threading import Event

import pytest
from clocks import HandWoundClock

from kiosk.errors import KioskError, MachineError
from kiosk.usb.drives import Drives, this_machine
from kiosk.usb.machine import Drive, Machine
from kiosk.usb.windows import Windows

SOON_SECONDS = 30


def following(heard: Queue[tuple[Drive, ...]]) -> list[str]:
    """The devices that are in after the next change."""
    return [drive.device for drive in heard.get(timeout=SOON_SECONDS)]


class Impatient(Machine):
    """A machine that is asked without a pause, and whose sticks a test puts in."""

    def __init__(self) -> None:
        super().__init__()
        self.here: tuple[Drive, ...] = ()
        self.mending = Event()

    def sticks(self) -> tuple[Drive, ...]:
        """What was put in."""
        return self.here

    def mend(self) -> None:
        """Somebody asks for it."""
        super().mend()
        self.mending.set()

    def wait(self, seconds: float) -> None:
        """Hardly."""
        super().wait(min(seconds, 0.01))

    def eject(self, drive: Drive) -> None:
        """Somebody reads it."""
        raise MachineError(f"{drive.device} is in use")


@pytest.fixture
def machine() -> Impatient:
    """A machine."""
    return Impatient()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that stands in for a stick."""
    return tmp_path / "stick"


@pytest.fixture
def drives(machine: Impatient, folder: Path) -> Iterator[Drives]:
    """Its sticks, and the folder."""
    made = Drives(machine, [folder])
    yield made
    made.close()


def test_a_folder_stands_in_for_a_stick_while_it_exists(drives: Drives, folder: Path) -> None:
    """In a demonstration there is no USB."""
    assert drives.list() == ()
    folder.mkdir()
    assert drives.list() == (Drive(str(folder), folder),)
    folder.rmdir()
    folder.touch()
    assert drives.list() == ()


def test_a_folder_is_let_go_until_it_is_taken_away(drives: Drives, folder: Path) -> None:
    """As a stick that still sticks in its socket."""
    folder.mkdir()
    (drive,) = drives.list()
    assert drives.writable(drive) == drive
    drives.eject(drive)
    assert drives.list() == ()
    folder.rmdir()
    assert drives.list() == ()
    folder.mkdir()
    assert drives.list() == (drive,)


def test_who_watches_is_told_of_changes(drives: Drives, machine: Impatient, folder: Path) -> None:
    """In order of their names; nothing is told twice, and nothing to another, or after closing."""
    heard: Queue[tuple[Drive, ...]] = Queue()
    drives.watch(heard.put)
    assert following(heard) == []
    with pytest.raises(KioskError, match="already"):
        drives.watch(heard.put)
    machine.here = (Drive("/dev/sdb1", folder),)
    assert following(heard) == ["/dev/sdb1"]
    folder.mkdir()
    assert following(heard) == sorted(["/dev/sdb1", str(folder)])
    machine.here = ()
    assert following(heard) == [str(folder)]
    with pytest.raises(Empty):
        heard.get(timeout=0.1)
    drives.close()
    drives.close()
    folder.rmdir()
    with pytest.raises(Empty):
        heard.get(timeout=0.1)


def test_what_nobody_opens_is_opened_while_watched(drives: Drives, machine: Impatient) -> None:
    """On a thread of its own, so that a stick that hangs keeps no other from being noticed."""
    drives.watch(lambda _: None)
    assert machine.mending.wait(SOON_SECONDS)


def test_a_real_stick_is_the_machines_business(drives: Drives, folder: Path) -> None:
    """Its words come through."""
    stick = Drive("/dev/sdb1", folder)
    assert drives.writable(stick) == stick
    with pytest.raises(MachineError, match="in use"):
        drives.eject(stick)


def test_a_machine_without_sticks_has_folders_at_most(folder: Path) -> None:
    """It waits as long as it is told, and no longer than it lives."""
    bare = Machine()
    bare.mend()
    assert bare.sticks() == ()
    stick = Drive("E:", folder)
    assert bare.writable(stick) == stick
    bare.eject(stick)
    bare.wait(0)
    bare.close()
    bare.wait(SOON_SECONDS)


def test_each_system_has_its_own_way(clock: HandWoundClock) -> None:
    """A system nobody thought of has no sticks."""
    assert isinstance(this_machine(clock, "win32"), Windows)
    assert type(this_machine(clock, "plan9")) is Machine
    if sys.platform.startswith("linux"):
        linux = this_machine(clock)
        assert isinstance(linux.sticks(), tuple)
        linux.close()
