"""A forgotten PIN, and the file that makes room for a new one."""

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from clocks import HandWoundClock
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.errors import KioskError, MachineError, UsageError
from kiosk.keys.signing import Signer
from kiosk.staff import unlock
from kiosk.staff.pin import Pin
from kiosk.usb.stick import Folder

PUBLISHER = Signer(bytes(range(32)))
OTHER = Signer(bytes(reversed(range(32))))
KIOSK = "k-ab12cd34"
NUMBER = "01234567"


class Kiosk:
    """A kiosk whose staff forgot their PIN, and a stick."""

    def __init__(self, folder: Path, clock: HandWoundClock) -> None:
        self.stick = folder / "stick"
        self.stick.mkdir()
        self.file = folder / "home" / "number"
        self.pin = Pin(folder / "home" / "pin.json", clock, 1 << 8)
        self.pin.set("27182")
        self.number = unlock.number(self.file)

    def accepts(self, kiosk: str = KIOSK) -> bool:
        """Whether it takes what is on the stick."""
        with Folder.open(self.stick) as stick:
            return unlock.accept(stick, kiosk, PUBLISHER.public, file=self.file, pin=self.pin)


@pytest.fixture
def kiosk(tmp_path: Path, clock: HandWoundClock) -> Kiosk:
    """A kiosk and a stick."""
    return Kiosk(tmp_path, clock)


@pytest.mark.parametrize("content", [b"", b"1234567\n", b"123456789\n", b"abcdefgh\n", b"\xff" * 8])
def test_a_damaged_number_is_another_one(kiosk: Kiosk, content: bytes) -> None:
    """Nobody is locked out by it: staff read out the new one."""
    kiosk.file.write_bytes(content)
    fresh = unlock.number(kiosk.file)
    assert len(fresh) == 8
    assert unlock.number(kiosk.file) == fresh


def test_the_publishers_file_makes_room_for_a_new_pin_once(kiosk: Kiosk) -> None:
    """For one kiosk and one number of eight digits, which is another once it was used."""
    assert len(kiosk.number) == 8
    assert kiosk.number.isdecimal()
    assert unlock.number(kiosk.file) == kiosk.number
    path = unlock.write(PUBLISHER, KIOSK, kiosk.number, kiosk.stick)
    assert path == f"KIOSK-UNLOCK/{KIOSK}-{kiosk.number}.json"
    assert (kiosk.stick / path).is_file()
    assert kiosk.accepts()
    assert not kiosk.pin.is_set
    assert unlock.number(kiosk.file) != kiosk.number
    kiosk.pin.set("16180")
    assert not kiosk.accepts()
    assert kiosk.pin.try_("16180")


def test_a_number_that_cannot_be_spent_opens_nothing(kiosk: Kiosk) -> None:
    """Else one file would open a kiosk with a full disk for ever."""
    unlock.write(PUBLISHER, KIOSK, kiosk.number, kiosk.stick)
    with Folder.open(kiosk.stick) as stick:
        assert unlock.fits(stick, KIOSK, kiosk.number, PUBLISHER.public)
    kiosk.file.unlink()
    kiosk.file.mkdir()
    with pytest.raises(MachineError):
        kiosk.accepts()
    assert kiosk.pin.try_("27182")


def _written(kiosk: Kiosk, change: Callable[[dict[str, object]], object]) -> None:
    """A file on the stick, with something changed in it."""
    path = kiosk.stick / unlock.write(PUBLISHER, KIOSK, kiosk.number, kiosk.stick)
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


FORGERIES: dict[str, Callable[[Kiosk], object]] = {
    "by somebody else": lambda case: unlock.write(OTHER, KIOSK, case.number, case.stick),
    "for another kiosk": lambda case: unlock.write(PUBLISHER, "k-other", case.number, case.stick),
    "for another number": lambda case: unlock.write(PUBLISHER, KIOSK, "99999999", case.stick),
    "renamed for us": lambda case: (
        case.stick / unlock.write(PUBLISHER, "k-other", case.number, case.stick)
    ).rename(case.stick / "KIOSK-UNLOCK" / f"{KIOSK}-{case.number}.json"),
    "with our id typed in": lambda case: _written(case, lambda c: c.update(signature="00" * 64)),
    "with a short signature": lambda case: _written(case, lambda c: c.update(signature="00")),
    "with a signature that is none": lambda case: _written(
        case, lambda c: c.update(signature="no")
    ),
    "with a number for a signature": lambda case: _written(case, lambda c: c.update(signature=1)),
    "of a newer format": lambda case: _written(case, lambda c: c.update(format=2)),
    "with more in it": lambda case: _written(case, lambda c: c.update(also="this")),
    "with less in it": lambda case: _written(case, lambda c: c.pop("kiosk")),
    **{
        f"a file with {content[:4]!r}": lambda case, content=content: (
            case.stick / unlock.write(PUBLISHER, KIOSK, case.number, case.stick)
        ).write_bytes(content)
        for content in (b"", b"{", b"[]", b"null", b"\xff", b"[" * 4000, b" " * 9000)
    },
    "no stick of ours": lambda case: (case.stick / "holiday.jpg").touch(),
    "empty": lambda case: (case.stick / "KIOSK-UNLOCK").mkdir(),
}


@pytest.mark.parametrize("forge", FORGERIES.values(), ids=FORGERIES.keys())
def test_anything_else_leaves_the_pin(kiosk: Kiosk, forge: Callable[[Kiosk], object]) -> None:
    """And the number too: trying costs nothing."""
    forge(kiosk)
    assert not kiosk.accepts()
    assert kiosk.pin.try_("27182")
    assert unlock.number(kiosk.file) == kiosk.number


def test_a_link_or_a_pipe_in_its_place_leads_nowhere(kiosk: Kiosk, tmp_path: Path) -> None:
    """Not even to a file that would fit."""
    path = kiosk.stick / unlock.write(PUBLISHER, KIOSK, kiosk.number, kiosk.stick)
    path.rename(tmp_path / "elsewhere.json")
    path.symlink_to(tmp_path / "elsewhere.json")
    assert not kiosk.accepts()
    path.unlink()
    os.mkfifo(path)
    assert not kiosk.accepts()


@settings(max_examples=30)
@given(kiosk=st.text(max_size=40), number=st.text(max_size=9), key=st.text(max_size=70))
def test_no_words_on_the_glass_lead_out_of_the_folder(
    tmp_path_factory: pytest.TempPathFactory, kiosk: str, number: str, key: str
) -> None:
    """Ids, numbers and keys that are none fit nothing, and write nothing."""
    to = tmp_path_factory.mktemp("stick")
    with Folder.open(to) as stick:
        assert not unlock.fits(stick, kiosk, number, key)
    try:
        written = unlock.write(PUBLISHER, kiosk, number, to)
    except UsageError as error:
        assert error.advice  # noqa: PT017 - only some words are refused
    else:
        assert (to / written).is_file()


@pytest.mark.parametrize(("kiosk", "number"), [("K-AB", NUMBER), ("../up", NUMBER), (KIOSK, "123")])
def test_a_slip_of_the_publisher_is_told(tmp_path: Path, kiosk: str, number: str) -> None:
    """Before anything is written."""
    with pytest.raises(KioskError):
        unlock.write(PUBLISHER, kiosk, number, tmp_path)
    assert list(tmp_path.iterdir()) == []
