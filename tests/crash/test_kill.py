"""`kill -9` at random moments of a kiosk's life."""

from typing import Final

from rig import Rig

KILLS: Final = {False: 30, True: 1_000}
KILLS_OF_A_KIOSK: Final = 20
"""Then another begins: its first start is killed, too."""


def test_no_kill_loses_a_sign_up_or_keeps_one_twice(rig: Rig) -> None:
    """Whatever a kiosk is doing: first start, sign-up, withdrawal, carrying, receipt, leaving."""
    for kill in range(KILLS[rig.long]):
        if kill % KILLS_OF_A_KIOSK == 0:
            premises = rig.premises(f"kiosk {kill}")
            judge = rig.judge(premises)
        rig.nursery.start(premises, f"{rig.seed} {kill}")
        told = rig.at_a_moment(first=kill % KILLS_OF_A_KIOSK == 0)
        judge.hear([*told, *rig.nursery.kill()])
        found = judge.after_a_crash()
        last = (kill + 1) % KILLS_OF_A_KIOSK == 0 or kill + 1 == KILLS[rig.long]
        if last or rig.dice.random() < 0.2:
            found += judge.in_the_evening()
        rig.figures.add("kill -9", kills=1, **(judge.figures if last or found else {}))
        assert found == [], f"kill {kill} of {rig.seed}"


def test_a_kiosk_that_says_saved_too_soon_is_found_out(rig: Rig) -> None:
    """A kill shows which sign-ups were in memory only: the judge of kills can fail."""
    premises = rig.premises("hasty")
    judge = rig.judge(premises)
    rig.nursery.start(premises, rig.seed, "Hasty")
    judge.hear([*rig.nursery.listen(50), *rig.nursery.kill()])
    found = judge.after_a_crash()
    assert found
    assert all(fault.startswith("lost: ") for fault in found)
