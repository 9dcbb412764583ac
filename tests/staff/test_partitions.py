"""Which sticks are plugged in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk.staff import partitions
from kiosk.staff.partitions import is_usb

if TYPE_CHECKING:
    from pathlib import Path

USB = "pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/host6/target6:0:0/6:0:0:0/block"
SATA = "pci0000:00/0000:00:17.0/ata1/host0/target0:0:0/0:0:0:0/block"
ESP = "c12a7328-f81f-11d2-ba4b-00a0c93ec93b"


class Sys:
    """A folder as /sys, and one as udev's."""

    def __init__(self, folder: Path) -> None:
        self.devices = folder / "devices"
        self.block = folder / "class" / "block"
        self.udev = folder / "udev"
        self.block.mkdir(parents=True)
        self.udev.mkdir()

    def add(self, name: str, numbers: str, *, at: str = USB, disk: str = "", **files: str) -> Path:
        """A disk, or a part of `disk`."""
        folder = self.devices / at / (f"{disk}/{name}" if disk else name)
        folder.mkdir(parents=True, exist_ok=True)
        told = {"dev": numbers, "size": "1000000", "ro": "0"} | files
        for file, content in (told | ({"partition": "1"} if disk else {})).items():
            (folder / file).write_text(f"{content}\n")
        (self.block / name).symlink_to(folder)
        return folder

    def tell(self, numbers: str, *lines: str) -> None:
        """Let udev know something."""
        (self.udev / f"b{numbers}").write_text(
            "S:disk/by-id/x\n" + "".join(f"E:{it}\n" for it in lines)
        )

    def names(self) -> list[str]:
        """The sticks that are found."""
        return [it.name for it in partitions.find(is_usb, self.block, self.udev)]


@pytest.fixture
def sys(tmp_path: Path) -> Sys:
    """A machine with a disk of its own."""
    machine = Sys(tmp_path)
    machine.add("sda", "8:0", at=SATA)
    machine.add("sda1", "8:1", at=SATA, disk="sda")
    return machine


def test_a_part_of_a_stick_is_found_and_the_machines_own_disk_is_not(sys: Sys) -> None:
    """With what udev knows of it."""
    sys.add("sdb", "8:16", diskseq="12")
    sys.add("sdb1", "8:17", disk="sdb")
    sys.tell("8:17", "ID_FS_TYPE=exfat", r"ID_FS_LABEL_ENC=MIJN\x20STICK\x07")
    (one,) = partitions.find(is_usb, sys.block, sys.udev)
    assert (one.name, one.numbers, one.disk, one.device) == ("sdb1", "8:17", "sdb", "/dev/sdb1")
    assert (one.filesystem, one.label, one.plugged) == ("exfat", "MIJN STICK", "12")
    assert not one.is_locked


def test_a_stick_without_parts_is_one_itself(sys: Sys) -> None:
    """Some are formatted that way, and udev may know nothing of them."""
    sys.add("sdb", "8:16")
    (one,) = partitions.find(is_usb, sys.block, sys.udev)
    assert (one.name, one.disk, one.filesystem, one.label) == ("sdb", "sdb", "", "")


def test_a_stick_with_a_switch_is_locked_as_a_whole(sys: Sys) -> None:
    """Its parts do not always say so."""
    sys.add("sdb", "8:16", ro="1")
    sys.add("sdb1", "8:17", disk="sdb")
    (one,) = partitions.find(is_usb, sys.block, sys.udev)
    assert one.is_locked


def test_what_holds_no_files_for_people_is_no_stick(sys: Sys) -> None:
    """Empty card readers, parts that hold others, hidden ones, the EFI part of a Mac's stick."""
    sys.add("sdc", "8:32", size="0")
    sys.add("sdd", "8:48", hidden="1")
    sys.add("sde", "8:64")
    sys.add("sde1", "8:65", disk="sde", size="2")
    sys.add("sde5", "8:69", disk="sde")
    sys.add("sdf", "8:80")
    sys.add("sdf1", "8:81", disk="sdf")
    sys.add("sdf2", "8:82", disk="sdf")
    sys.tell("8:81", f"ID_PART_ENTRY_TYPE={ESP}")
    sys.add("sdg", "8:96")
    held = sys.add("sdg1", "8:97", disk="sdg")
    (held / "holders" / "dm-0").mkdir(parents=True)
    assert sys.names() == ["sde5", "sdf2"]


def test_an_odd_part_that_is_all_there_is_on_a_stick_is_looked_at(sys: Sys) -> None:
    """Somebody may have put files there."""
    sys.add("sdb", "8:16")
    sys.add("sdb1", "8:17", disk="sdb")
    sys.tell("8:17", f"ID_PART_ENTRY_TYPE={ESP}")
    assert sys.names() == ["sdb1"]


def test_a_stick_that_is_pulled_out_just_now_is_no_fault(sys: Sys, tmp_path: Path) -> None:
    """Names that lead nowhere, files that are gone or say nothing, and no /sys at all."""
    (sys.block / "sdz").symlink_to(tmp_path / "gone")
    (sys.block / "loop").symlink_to(sys.block / "loop")
    folder = sys.add("sdb", "8:16")
    (folder / "dev").unlink()
    folder = sys.add("sdc", "8:32")
    (folder / "size").write_bytes(b"\xff")
    assert sys.names() == []
    assert partitions.find(is_usb, tmp_path / "nowhere", tmp_path) == ()


def test_this_machine_can_be_asked() -> None:
    """Whatever hangs on it."""
    assert isinstance(partitions.find(), tuple)
