"""Power cuts at random moments of a kiosk's life, and sticks pulled out while they are written."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Final

import pytest
from disk import Disk
from premises import Premises
from rig import Rig

CUTS: Final = {False: 6, True: 150}
PULLS: Final = {False: 3, True: 50}
CRASHES_OF_A_KIOSK: Final = 6
"""Then another begins: the power is cut at its first start, too."""
A_CARRYING_SECONDS: Final = 0.005
"""About as long as it takes, so that any moment of it is met."""


class Machine:
    """A kiosk's disk and stick, both of which can lose their power."""

    def __init__(self, premises: Premises) -> None:
        self.premises = premises
        self.disk = Disk(premises.folder / "disk.image", premises.disk)
        self.stick = Disk(premises.folder / "stick.image", premises.stick)

    @property
    def both(self) -> tuple[Disk, Disk]:
        """The disk and the stick."""
        return self.disk, self.stick

    def start(self) -> None:
        """Give both power."""
        for one in self.both:
            one.mount()

    def cut(self) -> None:
        """Take the power from both."""
        for one in self.both:
            one.cut()

    def start_from_copies(self) -> None:
        """Give power to copies of what both held when they lost it."""
        for one in self.both:
            one.copy()
            one.mount()

    def discard(self) -> None:
        """Let go of both; again without harm."""
        for one in self.both:
            one.discard()


@pytest.fixture
def new_machine(can_mount: None, rig: Rig) -> Iterator[Callable[[str], Machine]]:
    """Makes machines under power, and lets go of all their disks in the end."""
    del can_mount
    with ExitStack() as made:

        def make(name: str) -> Machine:
            machine = Machine(rig.premises(name))
            made.callback(machine.discard)
            machine.start()
            return machine

        yield make


def test_no_power_cut_loses_a_sign_up_or_keeps_one_twice(
    rig: Rig, new_machine: Callable[[str], Machine]
) -> None:
    """What was said to be kept lies on the disk; what was said to be carried, on the stick."""
    for cut in range(CUTS[rig.long]):
        if cut % CRASHES_OF_A_KIOSK == 0:
            machine = new_machine(f"kiosk {cut}")
            judge = rig.judge(machine.premises)
        rig.nursery.start(machine.premises, f"{rig.seed} {cut}")
        told = rig.at_a_moment(first=cut % CRASHES_OF_A_KIOSK == 0)
        if rig.dice.random() < 0.2:
            machine.disk.write_back()
        judge.hear([*told, *rig.nursery.listen_now()])
        machine.cut()
        judge.hear(rig.nursery.until_it_ends(), in_doubt=True)
        machine.start_from_copies()
        found = judge.after_a_crash()
        last = (cut + 1) % CRASHES_OF_A_KIOSK == 0 or cut + 1 == CUTS[rig.long]
        if last or rig.dice.random() < 0.2:
            found += judge.in_the_evening()
        rig.figures.add("power cut", cuts=1, **(judge.figures if last or found else {}))
        assert found == [], f"cut {cut} of {rig.seed}"
        if last:
            machine.discard()


def test_a_stick_pulled_out_holds_no_half_bundle_and_stops_no_visitor(
    rig: Rig, new_machine: Callable[[str], Machine]
) -> None:
    """Staff are told, visitors go on to sign up, and the next carrying brings all of it."""
    for pull in range(PULLS[rig.long]):
        if pull % CRASHES_OF_A_KIOSK == 0:
            machine = new_machine(f"kiosk {pull}")
            judge = rig.judge(machine.premises)
        rig.nursery.start(machine.premises, f"{rig.seed} {pull}", "Carriers")
        told = [line for _ in range(2) for line in rig.nursery.listen_for("begin carrying")]
        rig.nursery.wait(rig.dice.uniform(0, A_CARRYING_SECONDS))
        judge.hear([*told, *rig.nursery.listen_now()])
        machine.stick.cut()
        while_it_is_out = [
            *rig.nursery.listen_for("failed stick"),
            *rig.nursery.listen_for("done sign-up"),
            *rig.nursery.kill(),
        ]
        judge.hear([line for line in while_it_is_out if not line.startswith("done carrying")])
        machine.stick.copy()
        machine.stick.mount()
        found = [*judge.after_a_crash(), *judge.in_the_evening()]
        last = (pull + 1) % CRASHES_OF_A_KIOSK == 0 or pull + 1 == PULLS[rig.long]
        rig.figures.add("stick pulled out", pulls=1, **(judge.figures if last or found else {}))
        assert found == [], f"pull {pull} of {rig.seed}"
        if last:
            machine.discard()


def test_a_kiosk_that_syncs_nothing_is_found_out(
    rig: Rig, new_machine: Callable[[str], Machine]
) -> None:
    """A power cut shows what never reached the disk: the judge of cuts can fail."""
    machine = new_machine("unsynced")
    judge = rig.judge(machine.premises)
    assert judge.after_a_crash() == []
    rig.nursery.start(machine.premises, rig.seed, "Unsynced")
    judge.hear(rig.nursery.listen(50))
    machine.cut()
    rig.nursery.kill()
    machine.start_from_copies()
    found = judge.after_a_crash()
    assert found
    assert all(fault.startswith("lost: ") for fault in found)


def test_a_bundle_that_nobody_synced_is_found_out(
    rig: Rig, new_machine: Callable[[str], Machine]
) -> None:
    """A stick pulled out shows which of its files were in memory only."""
    machine = new_machine("unsynced carrier")
    judge = rig.judge(machine.premises)
    rig.nursery.start(machine.premises, rig.seed, "UnsyncedCarrier")
    judge.hear(rig.nursery.listen_for("done carrying"))
    machine.stick.cut()
    judge.hear(rig.nursery.kill())
    machine.stick.copy()
    machine.stick.mount()
    found = judge.after_a_crash()
    assert found
    assert all("on the stick" in fault for fault in found)
