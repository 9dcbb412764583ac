"""Which sticks are plugged in."""

from pathlib import Path

import pytest

from kiosk.usb import partitions
from kiosk.usb.partitions import Partition, is_usb

USB = "pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/host6/target6:0:0/6:0:0:0/block"
SATA = "pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block"


class Sys:
    """A folder as /sys."""

    def __init__(self, folder: Path) -> None:
        self.devices = folder / "devices"
        self.block = folder / "class" / "block"
        self.block.mkdir(parents=True)

    def add(self, name: str, *, at: str = USB, disk: str = "", **files: str) -> Path:
        """A disk, or a part of `disk`."""
        folder = self.devices / at / (f"{disk}/{name}" if disk else name)
        folder.mkdir(parents=True, exist_ok=True)
        usual = {"size": "1000000", "ro": "0"} | ({"partition": "1"} if disk else {})
        for file, content in (usual | files).items():
            (folder / file).write_text(f"{content}\n")
        (self.block / name).symlink_to(folder)
        return folder

    def names(self) -> list[str]:
        """The sticks that are found."""
        return [part.device for part in partitions.find(is_usb, self.block)]


@pytest.fixture
def sys(tmp_path: Path) -> Sys:
    """A machine with a disk of its own."""
    machine = Sys(tmp_path)
    machine.add("sda", at=SATA)
    machine.add("sda1", at=SATA, disk="sda")
    return machine


def test_a_part_of_a_stick_is_found_and_the_machines_own_disk_is_not(sys: Sys) -> None:
    """With the number that tells whether it was put in anew, and its switch: parts tell none.

    A stick without parts is one itself, and an old kernel counts nothing.
    """
    sys.add("sdb", diskseq="12", ro="1")
    sys.add("sdb1", disk="sdb")
    sys.add("sdc", diskseq="13")
    sys.add("sdc1", disk="sdc")
    sys.add("sdd")
    assert partitions.find(is_usb, sys.block) == (
        Partition("/dev/sdb1", "sdb", "12", is_locked=True),
        Partition("/dev/sdc1", "sdc", "13", is_locked=False),
        Partition("/dev/sdd", "sdd", "", is_locked=False),
    )


def test_what_holds_no_files_for_people_is_no_stick(sys: Sys) -> None:
    """Empty card readers, parts that hold others, hidden ones, and what another disk is made of."""
    sys.add("sdc", size="0")
    sys.add("sdd", hidden="1")
    sys.add("sde")
    sys.add("sde1", disk="sde", size="2")
    sys.add("sde5", disk="sde")
    sys.add("sdg")
    held = sys.add("sdg1", disk="sdg")
    (held / "holders" / "dm-0").mkdir(parents=True)
    assert sys.names() == ["/dev/sde5"]


def test_a_stick_that_is_pulled_out_just_now_is_no_fault(sys: Sys, tmp_path: Path) -> None:
    """Names that lead nowhere, files that are gone or say nothing, and no /sys at all."""
    (sys.block / "sdz").symlink_to(tmp_path / "gone")
    (sys.block / "loop").symlink_to(sys.block / "loop")
    (sys.add("sdb") / "size").unlink()
    (sys.add("sdc") / "size").write_bytes(b"\xff")
    assert sys.names() == []
    assert partitions.find(is_usb, tmp_path / "nowhere") == ()
