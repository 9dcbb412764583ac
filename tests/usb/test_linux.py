"""Sticks on a machine with Linux, as its kernel and udisks tell of them."""

from __future__ import annotations

from pathlib import Path
from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest
from usb.sockets import Sockets, stick

from kiosk.errors import MachineError
from kiosk.usb import udisks
from kiosk.usb.linux import Linux
from kiosk.usb.machine import Drive, Mount
from kiosk.usb.partitions import Partition

if TYPE_CHECKING:
    from conftest import HandWoundClock

ONE = stick()


def machine(sockets: Sockets, clock: HandWoundClock, home: Path | None = None) -> Linux:
    """With these sockets."""
    return Linux(
        clock,
        plugged=lambda: sockets.plugged,
        mounts=lambda: sockets.mounted,
        opener=sockets,
        home=home,
    )


@pytest.fixture
def sockets(tmp_path: Path) -> Sockets:
    """Where sticks are put in."""
    return Sockets(tmp_path)


@pytest.fixture
def linux(sockets: Sockets, clock: HandWoundClock) -> Linux:
    """What the machine knows of them."""
    return machine(sockets, clock)


def mend(linux: Linux, clock: HandWoundClock, times: int = 1) -> None:
    """So much time passes."""
    for _ in range(times):
        linux.sticks()
        clock.wind(linux.PATIENCE_SECONDS)
        linux.mend()


def test_a_stick_that_the_desktop_opened_is_read_where_it_is(
    linux: Linux, sockets: Sockets, clock: HandWoundClock
) -> None:
    """And left as the desktop has it."""
    sockets.plug(ONE)
    path = sockets.open(ONE)
    assert linux.sticks() == (Drive("/dev/sdb1", path, is_writable=True),)
    mend(linux, clock, 3)
    assert sockets.asked == []


def test_a_stick_that_nobody_opens_is_opened_to_be_read_only(
    linux: Linux, sockets: Sockets, clock: HandWoundClock
) -> None:
    """Once the desktop has had its time: without programs, devices and other people's rights."""
    sockets.plug(ONE)
    linux.mend()
    assert linux.sticks() == ()
    assert sockets.asked == []
    mend(linux, clock)
    (drive,) = linux.sticks()
    assert drive.path == sockets.media / "sdb1"
    assert not drive.is_writable
    assert sockets.asked == ["mount ro,nosuid,nodev,noexec"]


def test_a_stick_that_cannot_be_opened_says_why(
    linux: Linux, sockets: Sockets, clock: HandWoundClock
) -> None:
    """After three tries, for udev may still be looking at it; then only a person can help."""
    sockets.plug(ONE)
    sockets.refusals["mount"] = udisks.FORBIDDEN
    mend(linux, clock, 2)
    assert linux.sticks() == ()
    mend(linux, clock, 5)
    (drive,) = linux.sticks()
    assert drive == Drive("/dev/sdb1", None, is_writable=False, trouble=udisks.FORBIDDEN)
    assert len(sockets.asked) == 3
    path = sockets.open(ONE)
    assert linux.sticks() == (Drive("/dev/sdb1", path),)
    sockets.pull(ONE)
    assert linux.sticks() == ()
    sockets.refusals.clear()
    sockets.plug(ONE)
    mend(linux, clock)
    assert linux.sticks()[0].path is not None


def test_a_part_that_holds_nobodys_files_is_no_stick(
    linux: Linux, sockets: Sockets, clock: HandWoundClock
) -> None:
    """Udisks says so once, and is not asked again."""
    sockets.plug(ONE)
    sockets.refusals["mount"] = ""
    mend(linux, clock, 5)
    assert linux.sticks() == ()
    assert len(sockets.asked) == 1


def test_a_machine_that_runs_from_usb_is_not_its_own_stick(
    linux: Linux, sockets: Sockets, clock: HandWoundClock
) -> None:
    """Neither its system, nor another part of the same disk."""
    rest = stick("vda3")
    sockets.plug(Partition("/dev/vda", "vda", "5", is_locked=False))
    sockets.plug(rest)
    sockets.open(rest)
    mend(linux, clock, 3)
    assert linux.sticks() == ()
    assert sockets.asked == []


def test_a_disk_that_holds_the_kiosks_home_is_no_stick(
    sockets: Sockets, clock: HandWoundClock
) -> None:
    """Though it hangs on USB: nobody is told to take it out."""
    sockets.plug(ONE)
    home = sockets.open(ONE) / "kiosk" / "home"
    assert machine(sockets, clock, home).sticks() == ()


def test_a_stick_that_is_mounted_twice_is_one_and_read_where_it_was_first(
    linux: Linux, sockets: Sockets
) -> None:
    """A part of it can only be mounted elsewhere when the whole is."""
    sockets.plug(ONE)
    path = sockets.open(ONE)
    sockets.open(ONE, name="part")
    assert [drive.path for drive in linux.sticks()] == [path]


def test_a_stick_is_known_by_any_of_its_names(
    linux: Linux, sockets: Sockets, tmp_path: Path
) -> None:
    """It may be mounted by its label."""
    sockets.plug(ONE)
    (tmp_path / "by-label").symlink_to(ONE.device)
    sockets.mounted.append(Mount(str(tmp_path / "by-label"), "/media/STICK", "exfat", "rw"))
    assert linux.sticks() == (Drive("/dev/sdb1", Path("/media/STICK")),)


def test_to_be_written_a_stick_is_let_go_and_opened_anew(
    linux: Linux, sockets: Sockets, clock: HandWoundClock
) -> None:
    """Still without programs and devices."""
    sockets.plug(ONE)
    mend(linux, clock)
    (drive,) = linux.sticks()
    writable = linux.writable(drive)
    assert writable.is_writable
    assert linux.sticks() == (writable,)
    assert sockets.asked[1:] == ["unmount", "mount rw,nosuid,nodev,noexec"]
    assert linux.writable(drive) == writable
    assert len(sockets.asked) == 3


@pytest.mark.parametrize("told", [udisks.LOCKED, udisks.BUSY, udisks.HASTY, udisks.DAMAGED])
def test_a_stick_that_cannot_be_written_says_why_and_stays_open_to_be_read(
    linux: Linux, sockets: Sockets, told: str
) -> None:
    """Its little switch; who reads it; NTFS that a PC left half-way; a stick that wears out."""
    one = stick(is_locked=told == udisks.LOCKED)
    sockets.opens_to_read_only = told == udisks.HASTY
    sockets.refusals |= {"unmount": told} if told == udisks.BUSY else {}
    sockets.refusals |= {f"mount {udisks.WRITING}": told} if told == udisks.DAMAGED else {}
    sockets.plug(one)
    sockets.open(one, "ro")
    (drive,) = linux.sticks()
    with pytest.raises(MachineError) as caught:
        linux.writable(drive)
    assert caught.value.what == told
    assert caught.value.advice
    assert linux.sticks() == (drive,)


def test_a_stick_that_cannot_be_opened_again_says_so(linux: Linux, sockets: Sockets) -> None:
    """Neither to be written nor to be read."""
    sockets.plug(ONE)
    sockets.open(ONE, "ro")
    sockets.refusals["mount"] = udisks.DAMAGED
    with pytest.raises(MachineError, match="damaged"):
        linux.writable(linux.sticks()[0])
    assert linux.sticks()[0].trouble == udisks.DAMAGED


def test_a_stick_that_is_gone_cannot_be_written(linux: Linux, sockets: Sockets) -> None:
    """It is told in a sentence."""
    sockets.plug(ONE)
    sockets.open(ONE, "ro")
    (drive,) = linux.sticks()
    sockets.pull(ONE)
    with pytest.raises(MachineError, match="not in any more"):
        linux.writable(drive)
    linux.eject(drive)


def test_all_of_a_stick_is_let_go_before_it_may_be_taken_out(
    linux: Linux, sockets: Sockets, clock: HandWoundClock
) -> None:
    """A second part of it goes too; then its lamp goes out, and nothing opens it again."""
    other = stick("sdb2")
    sockets.plug(ONE)
    sockets.plug(other)
    sockets.open(ONE)
    sockets.open(ONE, name="again")
    sockets.open(other)
    linux.eject(linux.sticks()[0])
    assert [mount.device for mount in sockets.mounted] == ["/dev/vda"]
    assert sockets.asked == ["unmount", "unmount", "unmount", "power off /dev/sdb1"]
    mend(linux, clock, 3)
    assert linux.sticks() == ()
    assert len(sockets.asked) == 4


def test_a_stick_that_was_let_go_and_put_in_again_is_in(
    linux: Linux, sockets: Sockets, clock: HandWoundClock
) -> None:
    """Also when nobody looked while it was out: the kernel counts how often one is put in."""
    sockets.plug(ONE)
    sockets.open(ONE)
    linux.eject(linux.sticks()[0])
    sockets.pull(ONE)
    sockets.plug(stick(plugged="6"))
    mend(linux, clock)
    assert len(linux.sticks()) == 1


def test_a_stick_that_somebody_let_go_on_the_desktop_stays_out(
    linux: Linux, sockets: Sockets, clock: HandWoundClock
) -> None:
    """Nothing opens it behind their back."""
    sockets.plug(ONE)
    sockets.open(ONE)
    linux.sticks()
    sockets.let_go(ONE.device)
    mend(linux, clock, 5)
    assert linux.sticks() == ()
    assert sockets.asked == []


@pytest.mark.parametrize("trouble", [udisks.BUSY, udisks.SILENT, ""])
def test_a_stick_that_cannot_be_let_go_stays_in(
    linux: Linux, sockets: Sockets, trouble: str
) -> None:
    """Nobody is told to take it out. The kernel's own list has the last word."""
    sockets.plug(ONE)
    sockets.open(ONE)
    sockets.refusals["unmount"] = trouble
    with pytest.raises(MachineError) as caught:
        linux.eject(linux.sticks()[0])
    assert caught.value.what == (trouble or udisks.BUSY)
    assert len(linux.sticks()) == 1
    assert sockets.asked == ["unmount"]


def test_a_kernel_that_does_not_tell_has_nobody_thrown_out(
    sockets: Sockets, clock: HandWoundClock
) -> None:
    """What was mounted a moment ago still is."""
    answers = [sockets.mounted]

    def mounts() -> list[Mount]:
        if not answers:
            raise OSError
        return answers.pop()

    linux = Linux(clock, plugged=lambda: sockets.plugged, mounts=mounts, opener=sockets)
    sockets.plug(ONE)
    sockets.open(ONE)
    here = linux.sticks()
    assert len(here) == 1
    assert linux.sticks() == here


def test_a_stick_that_hangs_keeps_no_other_from_being_noticed(
    tmp_path: Path, clock: HandWoundClock
) -> None:
    """Udisks may take its time with it, and is waited for by nobody else."""
    asked, answered = Event(), Event()

    class Slow(Sockets):
        """Sockets one of which takes its time."""

        def mount(self, device: str, options: str) -> bool:
            """Wait for the test."""
            asked.set()
            answered.wait()
            return super().mount(device, options)

    sockets = Slow(tmp_path)
    linux = machine(sockets, clock)
    sockets.plug(ONE)
    linux.sticks()
    clock.wind(linux.PATIENCE_SECONDS)
    opening = Thread(target=linux.mend)
    opening.start()
    asked.wait()
    other = stick("sdc1")
    sockets.plug(other)
    sockets.open(other)
    assert [drive.device for drive in linux.sticks()] == ["/dev/sdc1"]
    answered.set()
    opening.join()
    assert [drive.device for drive in linux.sticks()] == ["/dev/sdb1", "/dev/sdc1"]


def test_closing_wakes_who_waits_now_and_later(linux: Linux) -> None:
    """A program that ends does not hang on its sticks."""
    waiting = Thread(target=linux.wait, args=(60.0,))
    waiting.start()
    linux.close()
    waiting.join(10)
    assert not waiting.is_alive()
    linux.wait(60.0)
    linux.close()


def test_a_machine_without_a_list_of_mounts_is_asked_again_and_again(
    tmp_path: Path, clock: HandWoundClock
) -> None:
    """As in a container without /proc."""

    class Bare(Linux):
        """A machine that has no list of mounts."""

        MOUNTINFO = tmp_path / "nowhere"

    bare = Bare(clock, plugged=lambda: (ONE,))
    bare.wait(0)
    assert bare.sticks() == ()
