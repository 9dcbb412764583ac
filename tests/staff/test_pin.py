"""The PIN of the staff corner."""

import json
import os
from pathlib import Path

import pytest
from clocks import HandWoundClock
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.errors import MachineError, UsageError
from kiosk.inventory import Mark
from kiosk.notices import Notices
from kiosk.paths import Home
from kiosk.staff.pin import PAUSES_SECONDS, Pin

CHEAP = 1 << 8
RIGHT, WRONG = "27182", "31415"
LONGEST_SECONDS = PAUSES_SECONDS[-1]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where a kiosk keeps its PIN."""
    return tmp_path / "staff" / "pin.json"


@pytest.fixture
def pin(file: Path, clock: HandWoundClock) -> Pin:
    """A kiosk whose staff chose one."""
    chosen = Pin(file, clock, CHEAP)
    chosen.set(RIGHT)
    return chosen


def try_wrong(pin: Pin, clock: HandWoundClock, times: int) -> None:
    """Somebody guesses, and waits out each pause."""
    for _ in range(times):
        clock.wind(pin.pause_seconds())
        assert not pin.try_(WRONG)


def test_a_kiosk_that_is_new_has_no_pin(file: Path, clock: HandWoundClock) -> None:
    """Nothing opens it: staff choose one first."""
    bare = Pin(file, clock, CHEAP)
    assert not bare.is_set
    assert not bare.is_lost
    assert not bare.try_("")
    assert not bare.try_(RIGHT)


def test_the_right_pin_opens_and_no_other_does(pin: Pin, file: Path, clock: HandWoundClock) -> None:
    """Also not the beginning of it, or more; parameters that change one day stand beside it."""
    assert pin.is_set
    assert pin.try_(RIGHT)
    for wrong in (WRONG, RIGHT[:4], RIGHT + "0", "", "letters", "\u0662\u0667\u0661\u0668\u0662"):
        assert not pin.try_(wrong)
    assert pin.try_(RIGHT)
    assert Pin(file, clock, cost=CHEAP * 2).try_(RIGHT)


def test_what_is_kept_is_private_and_slow_to_guess(file: Path, clock: HandWoundClock) -> None:
    """scrypt, with its own parameters and salt beside it; the digits stand nowhere."""
    salts = set()
    for _ in range(2):
        Pin(file, clock).set(RIGHT)
        kept = json.loads(file.read_text())
        salts.add(kept["salt"])
        assert (kept["n"], kept["r"]) == (1 << 15, 8)
        assert RIGHT not in file.read_text().replace(kept["salt"], "").replace(kept["hash"], "")
    assert len(salts) == 2
    if os.name == "posix":
        assert file.stat().st_mode & 0o077 == 0
    assert Pin(file, clock).try_(RIGHT)


NO_PINS = {
    "anybody would try this PIN first": (
        *("0000", "1111", "99999999", "1234", "4321", "7890", "0987", "123456", "1212", "2580"),
    ),
    "a PIN has 4 to 8 digits": (
        *("", "271", "271828182", "27 18", "pin7", "\u0662\u0667\u0661\u0668\u0662"),
    ),
}


@pytest.mark.parametrize("why", NO_PINS)
def test_what_is_no_pin_or_anybody_would_try_first_is_kindly_refused(pin: Pin, why: str) -> None:
    """And the one that was chosen before stays."""
    for digits in NO_PINS[why]:
        with pytest.raises(UsageError, match=f"^{why} — choose another one$"):
            pin.set(digits)
    assert pin.try_(RIGHT)


def test_four_slips_are_free_and_then_the_pauses_grow(pin: Pin, clock: HandWoundClock) -> None:
    """From half a minute to five minutes, and never longer."""
    pauses = []
    for _ in range(11):
        try_wrong(pin, clock, 1)
        pauses.append(pin.pause_seconds())
    assert pauses == [0, 0, 0, 0, 30, 60, 120, 300, 300, 300, 300]


def test_during_a_pause_not_even_the_right_pin_opens(pin: Pin, clock: HandWoundClock) -> None:
    """Nor does trying make the pause longer."""
    try_wrong(pin, clock, 5)
    clock.wind(29)
    assert not pin.try_(RIGHT)
    assert not pin.try_(WRONG)
    assert pin.pause_seconds() == 1
    clock.wind(1)
    assert pin.try_(RIGHT)


def test_the_right_pin_makes_up_for_slips(pin: Pin, file: Path, clock: HandWoundClock) -> None:
    """Also after a restart."""
    try_wrong(pin, clock, 7)
    clock.wind(LONGEST_SECONDS)
    assert pin.try_(RIGHT)
    assert Pin(file, clock, CHEAP).pause_seconds() == 0
    try_wrong(pin, clock, 4)
    assert pin.pause_seconds() == 0


def test_pulling_the_plug_wins_nothing(pin: Pin, file: Path, clock: HandWoundClock) -> None:
    """Each wrong try is on the disk; whatever the calendar says, the pause begins anew in full."""
    for wrong in range(1, 7):
        try_wrong(pin, clock, 1)
        assert json.loads(file.read_text())["wrong"] == wrong
    clock.wind(days=400)
    again = Pin(file, clock, CHEAP)
    assert again.pause_seconds() == 60
    assert not again.try_(RIGHT)
    try_wrong(again, clock, 1)
    assert Pin(file, clock, CHEAP).pause_seconds() == 120


class FullDisk(Pin):
    """A PIN on a disk that can be full."""

    full = False

    def _write(self, kept: object) -> None:
        if self.full:
            raise MachineError("pin.json could not be written: No space left on device")
        super()._write(kept)  # type: ignore[arg-type]


def test_a_full_disk_locks_nobody_out_nor_helps_guess(file: Path, clock: HandWoundClock) -> None:
    """A try that cannot be counted waits five minutes first, after every restart too."""
    FullDisk(file, clock, CHEAP).set(RIGHT)
    for _ in range(2):
        pin = FullDisk(file, clock, CHEAP)
        pin.full = True
        with pytest.raises(MachineError, match="No space"):
            pin.try_(RIGHT)
        assert pin.pause_seconds() == LONGEST_SECONDS
    clock.wind(LONGEST_SECONDS)
    assert not pin.try_(WRONG)
    assert pin.pause_seconds() == LONGEST_SECONDS
    clock.wind(LONGEST_SECONDS)
    assert pin.try_(RIGHT)
    assert pin.pause_seconds() == 0


def test_a_disk_full_at_the_right_pin_opens_all_the_same(file: Path, clock: HandWoundClock) -> None:
    """The slips stay counted, and that is all."""

    class FillsUp(FullDisk):
        """Takes one more file."""

        def _write(self, kept: object) -> None:
            super()._write(kept)
            self.full = True

    Pin(file, clock, CHEAP).set(RIGHT)
    assert FillsUp(file, clock, CHEAP).try_(RIGHT)


DAMAGES = {
    "nothing": b"",
    "zeros": bytes(200),
    "half of it": b'{"format":1,"n":256,',
    "a list": b"[]",
    "a newer format": b'{"format":2}',
    "no power of two": b'{"format":1,"n":1000,"salt":"%s","hash":"%s"}' % (b"0" * 32, b"0" * 64),
    "more than we compute": b'{"format":1,"n":1073741824,"salt":"%s","hash":"%s"}'
    % (b"0" * 32, b"0" * 64),
    "no hash": b'{"format":1,"n":256,"salt":"%s"}' % (b"0" * 32),
    "no numbers": b'{"format":1,"n":"256","salt":"%s","hash":"%s"}' % (b"0" * 32, b"0" * 64),
}


@pytest.mark.parametrize("content", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_pin_opens_to_nobody_and_counts_as_forgotten(
    pin: Pin, file: Path, clock: HandWoundClock, content: bytes
) -> None:
    """Never open; and never for ever shut, for an unlock file makes room for a new one."""
    file.write_bytes(content)
    for damaged in (pin, Pin(file, clock, CHEAP)):
        assert damaged.is_set
        assert damaged.is_lost
        assert not damaged.try_(RIGHT)
        assert not damaged.try_("0000")
        assert damaged.pause_seconds() == 0
    pin.forget()
    assert not pin.is_set
    pin.set("16180")
    assert pin.try_("16180")


def test_a_pin_that_cannot_be_read_is_forgotten_too(file: Path, clock: HandWoundClock) -> None:
    """A folder in its place, as a broken file system may show."""
    file.mkdir(parents=True)
    pin = Pin(file, clock, CHEAP)
    assert pin.is_lost
    assert not pin.try_(RIGHT)
    with pytest.raises(MachineError, match="forgotten"):
        pin.forget()


def test_a_forgotten_pin_leaves_no_pause_behind(file: Path, clock: HandWoundClock) -> None:
    """Whoever has the unlock file chooses a new one at once; nothing to forget is no fault."""
    pin = Pin(file, clock, CHEAP)
    pin.forget()
    pin.set(RIGHT)
    try_wrong(pin, clock, 9)
    pin.forget()
    pin.forget()
    assert pin.pause_seconds() == 0
    pin.set("16180")
    assert pin.try_("16180")


@settings(max_examples=20)
@given(tries=st.lists(st.sampled_from([RIGHT, WRONG, "restart", "wait"]), max_size=12))
def test_however_it_is_tried_the_pause_is_that_of_the_wrong_tries(
    tmp_path_factory: pytest.TempPathFactory, new_clock: type[HandWoundClock], tries: list[str]
) -> None:
    """Over restarts, pauses and right tries, in any order."""
    clock = new_clock()
    file = tmp_path_factory.mktemp("home") / "pin.json"
    pin = Pin(file, clock, CHEAP)
    pin.set(RIGHT)
    wrong = 0
    for step in tries:
        if step == "restart":
            pin = Pin(file, clock, CHEAP)
        elif step == "wait":
            clock.wind(LONGEST_SECONDS)
        elif pin.pause_seconds():
            assert not pin.try_(step)
        else:
            assert pin.try_(step) is (step == RIGHT)
            wrong = 0 if step == RIGHT else wrong + 1
        assert pin.pause_seconds() <= PAUSES_SECONDS[min(wrong, len(PAUSES_SECONDS) - 1)]
        assert json.loads(file.read_text())["wrong"] == wrong


def test_a_pin_whose_file_is_gone_is_told(file: Path, clock: HandWoundClock) -> None:
    """Else whoever deletes it would choose the next one unseen; one that was forgotten is not."""
    home = Home(file.parent.parent)

    def opened() -> Pin:
        mark = Mark(home, "pin", gone="pin-lost", mended="pin-lost")
        return Pin(file, clock, CHEAP, mark)

    opened().set(RIGHT)
    opened().forget()
    opened().set(RIGHT)
    assert Notices(home.notices).unseen() == ()
    file.unlink()
    assert not opened().is_set
    assert [notice.kind for notice in Notices(home.notices).unseen()] == ["pin-lost"]
