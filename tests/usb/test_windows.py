"""Sticks on a PC with Windows."""

from pathlib import Path

import pytest

from kiosk.errors import MachineError
from kiosk.usb.machine import Drive, Mount
from kiosk.usb.windows import Windows

DISK = Mount("C:\\", "C:\\", "NTFS", "rw,fixed")
STICK = Mount("E:\\", "E:\\", "FAT32", "rw,removable")
LOCKED = Mount("F:\\", "F:\\", "exFAT", "ro,removable")
DISC = Mount("D:\\", "D:\\", "CDFS", "ro,cdrom")


def test_a_removable_letter_is_a_stick() -> None:
    """Neither a disk nor a disc; a PC that does not tell has none."""
    pc = Windows(lambda: [DISK, DISC, STICK, LOCKED])
    drive, locked = pc.sticks()
    assert drive == Drive("E:", Path("E:\\"), is_writable=True)
    assert pc.writable(drive) == drive
    with pytest.raises(MachineError, match="locked"):
        pc.writable(locked)

    def broken() -> list[Mount]:
        raise OSError

    assert Windows(broken).sticks() == ()
    assert isinstance(Windows().sticks(), tuple)


def test_a_stick_that_was_let_go_is_out_until_it_is_put_in_again() -> None:
    """Windows keeps its letter until it is pulled."""
    letters = [DISK, STICK]
    pc = Windows(lambda: letters)
    pc.eject(pc.sticks()[0])
    assert pc.sticks() == ()
    letters.remove(STICK)
    assert pc.sticks() == ()
    letters.append(STICK)
    assert len(pc.sticks()) == 1
