"""Sticks on a machine with Linux, as its kernel and udisks tell of them."""

from pathlib import Path
from threading import Event, Thread

import pytest
from clocks import HandWoundClock
from usb.sockets import Sockets, stick

from kiosk.errors import MachineError
from kiosk.usb import udisks
from kiosk.usb.linux import Linux
from kiosk.usb.machine import Drive, Mount
from kiosk.usb.partitions import Partition

ONE = stick()


@pytest.fixture
def sockets(tmp_path: Path, clock: HandWoundClock) -> Sockets:
    """Where sticks are put in."""
    return Sockets(tmp_path, clock)


def test_a_stick_that_the_desktop_opened_is_read_where_it_is(sockets: Sockets) -> None:
    """And left as the desktop has it."""
    path = sockets.open(ONE)
    assert sockets.linux.sticks() == (Drive("/dev/sdb1", path, is_writable=True),)
    sockets.mend(3)
    assert sockets.asked == []


def test_a_stick_that_nobody_opens_is_opened_to_be_read_only(sockets: Sockets) -> None:
    """Once the desktop has had its time: without programs, devices and other people's rights."""
    sockets.plug(ONE)
    sockets.linux.mend()
    assert sockets.linux.sticks() == ()
    assert sockets.asked == []
    sockets.mend()
    (drive,) = sockets.linux.sticks()
    assert drive.path == sockets.media / "sdb1"
    assert not drive.is_writable
    assert sockets.asked == ["mount ro,nosuid,nodev,noexec"]


def test_a_stick_that_cannot_be_opened_says_why(sockets: Sockets) -> None:
    """After three tries, for udev may still be looking at it; then only a person can help."""
    sockets.plug(ONE)
    sockets.refusals["mount"] = udisks.FORBIDDEN
    sockets.mend(2)
    assert sockets.linux.sticks() == ()
    sockets.mend(5)
    (drive,) = sockets.linux.sticks()
    assert drive == Drive("/dev/sdb1", None, is_writable=False, trouble=udisks.FORBIDDEN)
    assert len(sockets.asked) == 3
    path = sockets.open(ONE)
    assert sockets.linux.sticks() == (Drive("/dev/sdb1", path),)
    sockets.pull(ONE)
    assert sockets.linux.sticks() == ()
    sockets.refusals.clear()
    sockets.plug(ONE)
    sockets.mend()
    assert sockets.linux.sticks()[0].path is not None


def test_a_part_that_holds_nobodys_files_is_no_stick(sockets: Sockets) -> None:
    """Udisks says so once, and is not asked again."""
    sockets.plug(ONE)
    sockets.refusals["mount"] = ""
    sockets.mend(5)
    assert sockets.linux.sticks() == ()
    assert len(sockets.asked) == 1


def test_a_machine_that_runs_from_usb_is_not_its_own_stick(sockets: Sockets) -> None:
    """Neither its system, nor another part of that disk, nor one that holds the kiosk's home."""
    rest = stick("vda3")
    sockets.plug(Partition("/dev/vda", "vda", "5", is_locked=False))
    sockets.open(rest)
    sockets.mend(3)
    assert sockets.linux.sticks() == ()
    assert sockets.asked == []
    home = sockets.open(ONE) / "kiosk" / "home"
    assert sockets.machine(home=home).sticks() == ()


def test_a_stick_mounted_twice_is_one_where_it_was_first(sockets: Sockets, tmp_path: Path) -> None:
    """A part of it can only be mounted elsewhere when the whole is. It is known by any name."""
    (tmp_path / "by-label").symlink_to(ONE.device)
    sockets.plug(ONE)
    sockets.mounted.append(Mount(str(tmp_path / "by-label"), "/media/STICK", "exfat", "rw"))
    sockets.open(ONE, name="part")
    assert sockets.linux.sticks() == (Drive("/dev/sdb1", Path("/media/STICK")),)


def test_to_be_written_a_stick_is_let_go_and_opened_anew(sockets: Sockets) -> None:
    """Still without programs and devices."""
    sockets.plug(ONE)
    sockets.mend()
    (drive,) = sockets.linux.sticks()
    writable = sockets.linux.writable(drive)
    assert writable.is_writable
    assert sockets.linux.sticks() == (writable,)
    assert sockets.asked[1:] == ["unmount", "mount rw,nosuid,nodev,noexec"]
    assert sockets.linux.writable(drive) == writable
    assert len(sockets.asked) == 3


@pytest.mark.parametrize("told", [udisks.LOCKED, udisks.BUSY, udisks.HASTY, udisks.DAMAGED])
def test_a_stick_that_cannot_be_written_says_why_and_is_read(sockets: Sockets, told: str) -> None:
    """Its little switch; who reads it; NTFS that a PC left half-way; a stick that wears out."""
    one = stick(is_locked=told == udisks.LOCKED)
    sockets.opens_to_read_only = told == udisks.HASTY
    sockets.refusals |= {"unmount": told} if told == udisks.BUSY else {}
    sockets.refusals |= {f"mount {udisks.WRITING}": told} if told == udisks.DAMAGED else {}
    sockets.open(one, "ro")
    (drive,) = sockets.linux.sticks()
    with pytest.raises(MachineError) as caught:
        sockets.linux.writable(drive)
    assert caught.value.what == told
    assert caught.value.advice
    assert sockets.linux.sticks() == (drive,)


def test_a_stick_that_cannot_be_opened_again_or_is_gone_says_so(sockets: Sockets) -> None:
    """Neither to be written nor to be read."""
    sockets.open(ONE, "ro")
    (drive,) = sockets.linux.sticks()
    sockets.refusals["mount"] = udisks.DAMAGED
    with pytest.raises(MachineError, match="damaged"):
        sockets.linux.writable(drive)
    assert sockets.linux.sticks()[0].trouble == udisks.DAMAGED
    sockets.pull(ONE)
    with pytest.raises(MachineError, match="not in any more"):
        sockets.linux.writable(drive)
    sockets.linux.eject(drive)


def test_all_of_a_stick_is_let_go_before_it_may_be_taken_out(sockets: Sockets) -> None:
    """A second part of it goes too; then its lamp goes out, and nothing opens it again."""
    other = stick("sdb2")
    sockets.plug(ONE)
    sockets.plug(other)
    sockets.open(ONE)
    sockets.open(ONE, name="again")
    sockets.open(other)
    sockets.linux.eject(sockets.linux.sticks()[0])
    assert [mount.device for mount in sockets.mounted] == ["/dev/vda"]
    assert sockets.asked == ["unmount", "unmount", "unmount", "power off /dev/sdb1"]
    sockets.mend(3)
    assert sockets.linux.sticks() == ()
    assert len(sockets.asked) == 4


def test_a_stick_that_somebody_let_go_on_the_desktop_stays_out(sockets: Sockets) -> None:
    """Nothing opens it behind their back; one that is put in again is in.

    Also when nobody looked while it was out: the kernel counts how often one is put in.
    """
    sockets.open(ONE)
    sockets.linux.sticks()
    sockets.let_go(ONE.device)
    sockets.mend(5)
    assert sockets.linux.sticks() == ()
    assert sockets.asked == []
    sockets.open(ONE)
    sockets.linux.eject(sockets.linux.sticks()[0])
    sockets.pull(ONE)
    sockets.plug(stick(plugged="6"))
    sockets.mend()
    assert len(sockets.linux.sticks()) == 1


@pytest.mark.parametrize("trouble", [udisks.BUSY, udisks.SILENT, ""])
def test_a_stick_that_cannot_be_let_go_stays_in(sockets: Sockets, trouble: str) -> None:
    """Nobody is told to take it out. The kernel's own list has the last word."""
    sockets.open(ONE)
    sockets.refusals["unmount"] = trouble
    with pytest.raises(MachineError) as caught:
        sockets.linux.eject(sockets.linux.sticks()[0])
    assert caught.value.what == (trouble or udisks.BUSY)
    assert len(sockets.linux.sticks()) == 1
    assert sockets.asked == ["unmount"]


def test_a_kernel_that_does_not_tell_has_nobody_thrown_out(sockets: Sockets) -> None:
    """What was mounted a moment ago still is."""
    answers = [sockets.mounted]

    def mounts() -> list[Mount]:
        if not answers:
            raise OSError
        return answers.pop()

    linux = sockets.machine(mounts=mounts)
    sockets.open(ONE)
    here = linux.sticks()
    assert len(here) == 1
    assert linux.sticks() == here


def test_a_stick_that_hangs_hides_no_other(tmp_path: Path, clock: HandWoundClock) -> None:
    """Udisks may take its time with it, and is waited for by nobody else."""
    asked, answered = Event(), Event()

    class Slow(Sockets):
        """Sockets one of which takes its time."""

        def mount(self, device: str, options: str) -> bool:
            """Wait for the test."""
            asked.set()
            answered.wait()
            return super().mount(device, options)

    sockets = Slow(tmp_path, clock)
    sockets.plug(ONE)
    opening = Thread(target=sockets.mend)
    opening.start()
    asked.wait()
    other = stick("sdc1")
    sockets.open(other)
    assert [drive.device for drive in sockets.linux.sticks()] == ["/dev/sdc1"]
    answered.set()
    opening.join()
    assert [drive.device for drive in sockets.linux.sticks()] == ["/dev/sdb1", "/dev/sdc1"]


def test_closing_wakes_who_waits_now_and_later(sockets: Sockets) -> None:
    """A program that ends does not hang on its sticks."""
    linux = sockets.linux
    waiting = Thread(target=linux.wait, args=(60.0,))
    waiting.start()
    linux.close()
    waiting.join(10)
    assert not waiting.is_alive()
    linux.wait(60.0)
    linux.close()


def test_a_machine_without_mounts_is_asked_again(tmp_path: Path, clock: HandWoundClock) -> None:
    """As in a container without /proc."""

    class Bare(Linux):
        """A machine that has no list of mounts."""

        MOUNTINFO = tmp_path / "nowhere"

    bare = Bare(clock, plugged=lambda: (ONE,))
    bare.wait(0)
    assert bare.sticks() == ()
