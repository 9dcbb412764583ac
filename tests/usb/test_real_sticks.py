"""Sticks with real file systems, noticed by the real kernel's list of mounts."""

from __future__ import annotations

import sys
from queue import Queue
from typing import TYPE_CHECKING

import pytest
from usb import loops

from kiosk.clock import SystemClock
from kiosk.errors import MachineError
from kiosk.station import inspection
from kiosk.station.inspection import Ours
from kiosk.usb import partitions
from kiosk.usb.drives import Drives
from kiosk.usb.linux import Linux
from kiosk.usb.stick import Folder
from kiosk.usb.udisks import Udisks

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from kiosk.usb.machine import Drive

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux has loop devices"
)
SOON_SECONDS = 30
HOUR_SECONDS = 3600.0


class OnlyTold(Linux):
    """A machine that looks again only when the kernel tells of a change: not every two seconds."""

    PATIENCE_SECONDS = HOUR_SECONDS

    def wait(self, seconds: float) -> None:
        """For an hour, if need be."""
        super().wait(max(seconds, HOUR_SECONDS))


class Watched:
    """One loop device that counts as a stick, and who watches it."""

    def __init__(self, device: Path) -> None:
        self.heard: Queue[tuple[Drive, ...]] = Queue()
        machine = OnlyTold(
            SystemClock(),
            plugged=lambda: partitions.find(lambda path: path.name == device.name),
            opener=Udisks("unix:path=/nowhere"),  # no daemon of this machine is troubled
        )
        self.drives = Drives(machine)
        self.drives.watch(self.heard.put)

    def next(self) -> tuple[Drive, ...]:
        """What is in after the next change."""
        return self.heard.get(timeout=SOON_SECONDS)


@pytest.fixture(params=["ext4", "exfat"])
def kind(request: pytest.FixtureRequest) -> str:
    """A file system that sticks have."""
    return str(request.param)


@pytest.fixture
def device(tmp_path: Path, kind: str) -> Iterator[Path]:
    """A new stick, plugged in."""
    with loops.plugged(loops.made(tmp_path, kind)) as device:
        yield device


def test_a_stick_is_noticed_when_it_is_mounted_and_let_go_for_real(
    tmp_path: Path, device: Path, kind: str
) -> None:
    """The kernel tells of both: nobody looked again by himself."""
    watched = Watched(device)
    try:
        assert watched.next() == ()
        with loops.mounted(device, kind, tmp_path / "my stick", options="rw"):
            (drive,) = watched.next()
            assert drive.device == str(device)
            assert drive.path == tmp_path / "my stick"
            assert drive.is_writable
            assert watched.drives.writable(drive) == drive
            with Folder.open(tmp_path / "my stick") as stick:
                assert inspection.look(stick, Ours()).is_empty
                stick.write("names.txt", b"x" * 100_000)
            watched.drives.eject(drive)
            assert not (tmp_path / "my stick").is_mount()
            assert watched.next() == ()
    finally:
        watched.drives.close()


def test_a_stick_in_use_stays_in(tmp_path: Path, device: Path, kind: str) -> None:
    """A file that is open on it keeps it, and staff are told."""
    watched = Watched(device)
    try:
        with loops.mounted(device, kind, tmp_path / "stick", options="rw") as path:
            with (path / "film.mp4").open("wb") as film:
                film.write(b"1")
                drive = next(one for one in watched.drives.list() if one.path == path)
                with pytest.raises(MachineError, match="in use"):
                    watched.drives.eject(drive)
            assert path.is_mount()
            watched.drives.eject(drive)
            assert not path.is_mount()
    finally:
        watched.drives.close()


@pytest.mark.parametrize("filesystem", ["exfat", "ntfs"])
def test_somebodys_own_stick_is_foreign_and_left_as_it_is(tmp_path: Path, filesystem: str) -> None:
    """Real images of real sticks, with photos, films and letters."""
    with (
        loops.plugged(loops.sample(tmp_path, filesystem)) as device,
        loops.mounted(device, filesystem, tmp_path / "stick") as path,
    ):
        _is_foreign(path)


def test_somebodys_own_stick_with_fat_is_foreign_too(tmp_path: Path) -> None:
    """Most are."""
    with loops.fat(loops.sample(tmp_path, "vfat"), tmp_path / "stick") as path:
        _is_foreign(path)


def _is_foreign(path: Path) -> None:
    assert len(list(path.iterdir())) > 1
    with Folder.open(path) as stick:
        found = inspection.look(stick, Ours(kiosk="k-ab12cd34", number="12345678"))
    assert found.is_foreign
    assert found.sentence == "There is nothing for this kiosk on this stick. It stays as it is."
