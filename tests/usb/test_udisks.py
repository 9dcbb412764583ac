"""Asking udisks on a real D-Bus to open sticks and to let them go."""

import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from usb import daemon
from usb.daemon import PretendUdisks

from kiosk.errors import MachineError
from kiosk.usb import udisks
from kiosk.usb.udisks import READING, Udisks, run

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has udisks")

STICK = "/dev/sdb1"
OBJECT = "/org/freedesktop/UDisks2/block_devices/sdb1"
OF_UDISKS, OF_BUS = "org.freedesktop.UDisks2.Error", "org.freedesktop.DBus.Error"
REFUSALS = {
    f"{OF_UDISKS}.NotAuthorized": udisks.FORBIDDEN,
    f"{OF_UDISKS}.NotAuthorizedCanObtain": udisks.FORBIDDEN,
    f"{OF_BUS}.AccessDenied": udisks.FORBIDDEN,
    f"{OF_UDISKS}.NotSupported": udisks.UNREADABLE,
    f"{OF_UDISKS}.TimedOut": udisks.SILENT,
    f"{OF_BUS}.NoReply": udisks.SILENT,
    f"{OF_UDISKS}.Failed": udisks.DAMAGED,
    f"{OF_UDISKS}.OfTomorrow": udisks.DAMAGED,
    f"{OF_BUS}.ServiceUnknown": udisks.NOTHING,
    f"{OF_BUS}.Spawn.ExecFailed": udisks.NOTHING,
    None: udisks.SILENT,
}
"""By the name of an error, or None for no answer: what is told."""


class Hasty(Udisks):
    """Waits as short as can be for what may hang."""

    MOUNT_SECONDS = 0.1


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A bus."""
    with daemon.bus(tmp_path) as address:
        yield address


@pytest.fixture
def there(address: str) -> Iterator[PretendUdisks]:
    """Somebody on it who opens sticks."""
    there = PretendUdisks(address)
    yield there
    there.close()


@pytest.fixture
def asked(address: str, tmp_path: Path) -> Hasty:
    """Who asks, on a machine with exFAT."""
    (tmp_path / "filesystems").write_text("nodev\tsysfs\n\texfat\n")
    return Hasty(address, tmp_path / "filesystems")


def refused(asked: Udisks, device: str = STICK) -> str:
    """Why a stick is not opened."""
    with pytest.raises(MachineError) as caught:
        asked.mount(device, READING)
    return caught.value.what


def test_a_stick_opens_as_asked_without_a_password(there: PretendUdisks, asked: Udisks) -> None:
    """Without programs, devices and other people's rights."""
    assert asked.mount(STICK, READING)
    options = {"options": "ro,nosuid,nodev,noexec", "auth.no_user_interaction": True}
    assert there.asked == [(OBJECT, "Mount", options)]


@pytest.mark.parametrize(("error", "told"), REFUSALS.items())
def test_errors_are_known(
    there: PretendUdisks, asked: Udisks, error: str | None, told: str
) -> None:
    """Whatever language the machine speaks; and no answer is waited for for ever."""
    there.refusals["Mount"] = error
    assert refused(asked) == told


def test_what_somebody_did_is_done(there: PretendUdisks, asked: Udisks, tmp_path: Path) -> None:
    """Two who want the same do not quarrel."""
    there.refusals = {
        "Mount": f"{OF_UDISKS}.AlreadyMounted",
        "Unmount": f"{OF_UDISKS}.NotMounted",
    }
    assert asked.mount(STICK, READING)
    asked.unmount(STICK, tmp_path)


def test_what_cannot_be_opened_is_not_tried(there: PretendUdisks, asked: Udisks) -> None:
    """Nobody types a password at the glass; and one that udisks has not seen yet comes later."""
    there.plug("sdc1", "BitLocker", "crypto")
    there.plug("sdd1", "", "")
    assert refused(asked, "/dev/sdc1") == udisks.ENCRYPTED
    assert refused(asked, "/dev/sdd1") == udisks.UNREADABLE
    assert refused(asked, "/dev/sde1") == udisks.DAMAGED
    assert there.asked == []


def test_a_file_system_that_this_machine_cannot_read_is_no_damage(
    there: PretendUdisks, asked: Udisks, address: str, tmp_path: Path
) -> None:
    """A stick of a Mac: udisks only says that it failed."""
    there.plug("sdc1", "apfs")
    there.refusals["Mount"] = f"{OF_UDISKS}.Failed"
    assert refused(asked, "/dev/sdc1") == udisks.UNREADABLE
    assert refused(Udisks(address, tmp_path / "nowhere"), "/dev/sdc1") == udisks.DAMAGED


def test_a_part_not_for_people_is_closed_beside_others(there: PretendUdisks, asked: Udisks) -> None:
    """The EFI part of a Mac's stick."""
    there.plug("sdc1", "vfat", is_hidden=True)
    assert asked.mount("/dev/sdc1", READING)
    there.plug("sdc2", "exfat")
    assert not asked.mount("/dev/sdc1", READING)
    assert asked.mount("/dev/sdc2", READING)


def test_a_stick_let_go_is_dark(there: PretendUdisks, asked: Udisks, tmp_path: Path) -> None:
    """One that has no lamp, or is gone, is no fault; one in use is not let go by any way."""
    asked.unmount(STICK, tmp_path)
    asked.power_off(STICK)
    there.refusals["PowerOff"] = f"{OF_UDISKS}.Failed"
    asked.power_off(STICK)
    asked.power_off("/dev/sdz1")
    drive = "/org/freedesktop/UDisks2/drives/Stick"
    assert [call[:2] for call in there.asked] == [
        (OBJECT, "Unmount"),
        (drive, "PowerOff"),
        (drive, "PowerOff"),
    ]
    there.refusals["Unmount"] = f"{OF_UDISKS}.DeviceBusy"
    with pytest.raises(MachineError, match="in use"):
        asked.unmount(STICK, tmp_path)


def test_a_machine_without_udisks_says_so(address: str, tmp_path: Path) -> None:
    """Nor has every machine a bus; and one that does not answer is not waited for."""
    assert refused(Udisks(address)) == udisks.NOTHING
    assert refused(Udisks(f"unix:path={tmp_path / 'nowhere'}")) == udisks.NOTHING
    assert refused(Udisks("tcp:host=localhost")) == udisks.NOTHING
    with socket.socket(socket.AF_UNIX) as dead:
        dead.bind(str(tmp_path / "dead"))
        dead.listen()
        assert refused(Udisks(f"unix:path={tmp_path / 'dead'}")) == udisks.SILENT


def test_a_command_that_hangs_is_left_to_itself() -> None:
    """A dying stick keeps the system waiting, but not the kiosk."""
    assert run(["false"], 10) == 1
    assert run(["sleep", "60"], 0.1) == 124
    assert run(["kiosk-no-such-command"], 10) == 127
