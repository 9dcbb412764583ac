"""Sticks on a machine with Linux, as its kernel, udev and udisks tell of them."""

from __future__ import annotations

from threading import Event, Thread
from typing import TYPE_CHECKING

import pytest
from sockets import Sockets, stick

from kiosk.errors import MachineError
from kiosk.staff import udisks
from kiosk.staff.drives import Drive
from kiosk.staff.linux import Linux
from kiosk.staff.udisks import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from conftest import HandWoundClock

ONE = stick()
BUSY = Answer(1, "GDBus.Error:org.freedesktop.UDisks2.Error.DeviceBusy: target is busy")
NO_FILES = Answer(1, "Object /org/…/sdb1 is not a mountable filesystem.")


@pytest.fixture
def sockets(tmp_path: Path) -> Sockets:
    """Where sticks are put in."""
    return Sockets(tmp_path)


@pytest.fixture
def linux(sockets: Sockets, clock: HandWoundClock) -> Linux:
    """What the machine knows of them."""
    return Linux(
        clock,
        plugged=lambda: tuple(sockets.plugged),
        mountinfo=sockets.mountinfo,
        run=sockets.run,
    )


def mend(linux: Linux, clock: HandWoundClock, times: int = 1) -> None:
    """So much time passes."""
    for _ in range(times):
        linux.sticks()
        clock.wind(linux.PATIENCE_SECONDS)
        linux.mend()


def test_without_a_stick_there_is_none(linux: Linux) -> None:
    """The machine's own disks are no sticks."""
    assert linux.sticks() == ()


def test_a_stick_that_the_desktop_opened_is_read_where_it_is(
    linux: Linux, sockets: Sockets, clock: HandWoundClock
) -> None:
    """And left as the desktop has it."""
    sockets.plug(ONE)
    path = sockets.mount(ONE)
    assert linux.sticks() == (Drive("/dev/sdb1", path, "exfat", "MIJN STICK", is_writable=True),)
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
    assert "ro,nosuid,nodev,noexec" in sockets.asked[0]


REFUSALS = {
    "no file system": (NO_FILES, udisks.UNREADABLE),
    "one the kernel does not know": (
        Answer(1, "Filesystem type exfat not configured in kernel."),
        udisks.UNREADABLE,
    ),
    "a damaged one": (Answer(1, "wrong fs type, bad superblock on /dev/sdb1"), udisks.DAMAGED),
    "no rights": (
        Answer(1, "GDBus.Error:org.freedesktop.UDisks2.Error.NotAuthorized: Not authorized"),
        udisks.FORBIDDEN,
    ),
    "no udisks": (Answer(127, ""), udisks.NOTHING),
    "no daemon": (Answer(1, "Error connecting to the udisks daemon: Could not"), udisks.NOTHING),
    "no answer": (Answer(124), udisks.SILENT),
    "a dying stick": (Answer(1, "can't read superblock: Input/output error"), udisks.SILENT),
}


@pytest.mark.parametrize(("answer", "told"), REFUSALS.values(), ids=REFUSALS.keys())
def test_a_stick_that_cannot_be_opened_says_why(
    linux: Linux, sockets: Sockets, clock: HandWoundClock, answer: Answer, told: str
) -> None:
    """After three tries, for udev may still be looking at it; then nobody asks again."""
    sockets.plug(ONE)
    sockets.refusals["mount"] = answer
    mend(linux, clock, 2)
    assert linux.sticks() == ()
    mend(linux, clock, 5)
    assert linux.sticks() == (
        Drive("/dev/sdb1", None, "exfat", "MIJN STICK", is_writable=False, trouble=told),
    )
    assert sockets.count("mount") == 3
    sockets.pull(ONE)
    assert linux.sticks() == ()
    sockets.refusals.clear()
    sockets.plug(ONE)
    mend(linux, clock)
    assert linux.sticks()[0].path is not None


def test_a_stick_that_somebody_opens_after_all_is_well_again(
    linux: Linux, sockets: Sockets, clock: HandWoundClock
) -> None:
    """Whoever looks after the machine mounted it by hand."""
    sockets.plug(ONE)
    sockets.refusals["mount"] = NO_FILES
    mend(linux, clock, 3)
    assert linux.sticks()[0].trouble
    path = sockets.mount(ONE)
    assert linux.sticks()[0] == Drive("/dev/sdb1", path, "exfat", "MIJN STICK")


def test_an_encrypted_stick_is_not_even_tried(
    linux: Linux, sockets: Sockets, clock: HandWoundClock
) -> None:
    """Nobody types a password at the glass."""
    sockets.plug(stick(filesystem="BitLocker"))
    mend(linux, clock)
    assert linux.sticks()[0].trouble == udisks.ENCRYPTED
    assert sockets.asked == []


def test_a_machine_that_runs_from_usb_is_not_its_own_stick(
    linux: Linux, sockets: Sockets, clock: HandWoundClock
) -> None:
    """Neither its system, nor another part of the same disk."""
    system, rest = stick("sda2", 2, numbers="254:0", disk="sda"), stick("sda3", 3, disk="sda")
    sockets.plug(system)
    sockets.plug(rest)
    sockets.mount(rest)
    mend(linux, clock, 3)
    assert linux.sticks() == ()
    assert sockets.asked == []


def test_a_disk_that_holds_the_kiosks_home_is_no_stick(
    sockets: Sockets, clock: HandWoundClock
) -> None:
    """Though it hangs on USB: nobody is told to take it out."""
    sockets.plug(ONE)
    home = sockets.mount(ONE) / "kiosk" / "home"
    linux = Linux(
        clock, plugged=lambda: tuple(sockets.plugged), mountinfo=sockets.mountinfo, home=home
    )
    assert linux.sticks() == ()


def test_a_stick_without_a_label_is_called_as_its_folder(linux: Linux, sockets: Sockets) -> None:
    """Without what cannot be shown."""
    sockets.plug(stick(label=""))
    sockets.mount(ONE, name="oma\u202e\u0007s stick".replace(" ", "_"))
    assert linux.sticks()[0].label == "omas_stick"


def test_a_stick_that_is_mounted_twice_is_one_and_read_whole(
    linux: Linux, sockets: Sockets
) -> None:
    """A part of it that somebody mounted elsewhere is not the stick."""
    sockets.plug(ONE)
    sockets.mount(ONE, root="/photos", name="part")
    path = sockets.mount(ONE)
    assert [drive.path for drive in linux.sticks()] == [path]


def test_a_stick_is_known_by_what_was_mounted_too(linux: Linux, sockets: Sockets) -> None:
    """Some file systems have numbers of their own."""
    sockets.plug(ONE)
    path = sockets.mount(stick(numbers="0:44"))
    assert linux.sticks()[0].path == path


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
    assert "rw,nosuid,nodev,noexec" in sockets.asked[-1]
    before = len(sockets.asked)
    assert linux.writable(drive) == writable
    assert len(sockets.asked) == before


def test_a_locked_stick_says_so(linux: Linux, sockets: Sockets) -> None:
    """And stays open to be read."""
    locked = stick(is_locked=True)
    sockets.plug(locked)
    sockets.mount(locked, "ro")
    with pytest.raises(MachineError, match="locked") as caught:
        linux.writable(linux.sticks()[0])
    assert "switch" in caught.value.advice
    assert len(linux.sticks()) == 1


def test_a_stick_in_use_is_not_taken_away_to_be_written(linux: Linux, sockets: Sockets) -> None:
    """Whoever reads it goes on reading."""
    sockets.plug(ONE)
    sockets.mount(ONE, "ro")
    sockets.refusals["unmount"] = BUSY
    with pytest.raises(MachineError, match="in use"):
        linux.writable(linux.sticks()[0])
    assert len(linux.sticks()) == 1


def test_a_stick_that_can_only_be_read_says_so(linux: Linux, sockets: Sockets) -> None:
    """NTFS that a PC left half-way opens for reading, whatever is asked."""
    sockets.plug(ONE)
    sockets.mount(ONE, "ro")
    sockets.opens_to_read_only = True
    (drive,) = linux.sticks()
    with pytest.raises(MachineError, match="only be read"):
        linux.writable(drive)
    assert linux.sticks() == (drive,)


def test_a_stick_that_does_not_open_for_writing_is_opened_for_reading_again(
    linux: Linux, sockets: Sockets
) -> None:
    """So that what is on it can still be loaded."""
    sockets.plug(ONE)
    sockets.mount(ONE, "ro")
    sockets.refusals[udisks.WRITING] = Answer(1, "bad superblock")
    with pytest.raises(MachineError, match="damaged"):
        linux.writable(linux.sticks()[0])
    assert linux.sticks()[0].path is not None
    sockets.refusals[udisks.READING] = Answer(1, "bad superblock")
    with pytest.raises(MachineError, match="damaged"):
        linux.writable(linux.sticks()[0])
    assert linux.sticks()[0].trouble == udisks.DAMAGED


def test_a_stick_that_is_gone_cannot_be_written(linux: Linux, sockets: Sockets) -> None:
    """It is told in a sentence."""
    sockets.plug(ONE)
    sockets.mount(ONE, "ro")
    (drive,) = linux.sticks()
    sockets.pull(ONE)
    with pytest.raises(MachineError, match="not in any more"):
        linux.writable(drive)
    linux.eject(drive)


def test_all_of_a_stick_is_let_go_before_it_may_be_taken_out(
    linux: Linux, sockets: Sockets, clock: HandWoundClock
) -> None:
    """What is in memory is written first; a second part of it goes too; its lamp goes out."""
    other = stick("sdb2", 18)
    sockets.plug(ONE)
    sockets.plug(other)
    path = sockets.mount(ONE)
    sockets.mount(ONE, name="again")
    sockets.mount(other)
    linux.eject(linux.sticks()[0])
    assert sockets.mounted == {}
    assert sockets.asked.index(("sync", "-f", str(path))) < len(sockets.asked) - 1
    assert sockets.count("power-off") == 1
    mend(linux, clock, 3)
    assert linux.sticks() == ()
    assert sockets.count("mount") == 0


def test_a_stick_that_was_let_go_and_put_in_again_is_in(
    linux: Linux, sockets: Sockets, clock: HandWoundClock
) -> None:
    """Also when nobody looked while it was out: the kernel counts how often one is put in."""
    sockets.plug(ONE)
    sockets.mount(ONE)
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
    sockets.mount(ONE)
    linux.sticks()
    sockets.unmount(ONE.device)
    mend(linux, clock, 5)
    assert linux.sticks() == ()
    assert sockets.asked == []


def test_a_stick_in_use_is_not_let_go(linux: Linux, sockets: Sockets) -> None:
    """Nobody is told to take it out."""
    sockets.plug(ONE)
    sockets.mount(ONE)
    by_hand = {"unmount": Answer(127), "umount": Answer(32, "umount: /x: target is busy.")}
    for refusals in ({"unmount": BUSY}, by_hand):
        sockets.refusals = refusals
        with pytest.raises(MachineError, match="in use"):
            linux.eject(linux.sticks()[0])
    assert len(linux.sticks()) == 1
    assert sockets.count("power-off") == 0


def test_where_udisks_does_not_let_go_umount_does(linux: Linux, sockets: Sockets) -> None:
    """A machine without udisks, where somebody mounted the stick by hand."""
    sockets.plug(ONE)
    sockets.mount(ONE)
    sockets.refusals["unmount"] = Answer(127)
    linux.eject(linux.sticks()[0])
    assert sockets.mounted == {}


def test_a_stick_that_does_not_answer_is_not_waited_for(linux: Linux, sockets: Sockets) -> None:
    """Staff are told, and the kiosk goes on."""
    sockets.plug(ONE)
    sockets.mount(ONE)
    sockets.refusals["sync"] = Answer(124)
    with pytest.raises(MachineError, match="does not answer"):
        linux.eject(linux.sticks()[0])


def test_a_stick_that_stays_mounted_whatever_is_said_is_in_use(
    linux: Linux, sockets: Sockets
) -> None:
    """The kernel's own list has the last word."""
    sockets.plug(ONE)
    sockets.mount(ONE)
    sockets.refusals["unmount"] = Answer(0)
    with pytest.raises(MachineError, match="in use"):
        linux.eject(linux.sticks()[0])


def test_a_kernel_that_does_not_tell_has_nobody_thrown_out(linux: Linux, sockets: Sockets) -> None:
    """What was mounted a moment ago still is."""
    sockets.plug(ONE)
    sockets.mount(ONE)
    here = linux.sticks()
    sockets.mountinfo.unlink()
    assert linux.sticks() == here


def test_a_stick_that_hangs_keeps_no_other_from_being_noticed(
    sockets: Sockets, clock: HandWoundClock
) -> None:
    """Udisks may take its time with it, and is waited for by nobody else."""
    asked, answered = Event(), Event()

    def slow(words: Sequence[str], limit_seconds: float) -> Answer:
        asked.set()
        answered.wait()
        return sockets.run(words, limit_seconds)

    linux = Linux(
        clock, plugged=lambda: tuple(sockets.plugged), mountinfo=sockets.mountinfo, run=slow
    )
    sockets.plug(ONE)
    linux.sticks()
    clock.wind(linux.PATIENCE_SECONDS)
    opening = Thread(target=linux.mend)
    opening.start()
    asked.wait()
    other = stick("sdc1", 33)
    sockets.plug(other)
    sockets.mount(other)
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
    bare = Linux(clock, plugged=lambda: (ONE,), mountinfo=tmp_path / "nowhere")
    bare.wait(0)
    assert bare.sticks() == ()
