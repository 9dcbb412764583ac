"""`kiosk setup`: what somebody types, and nothing waits for an answer nobody gives."""

import sys
from pathlib import Path

import pytest
from cli import lately
from cli.command import Command, at_terminal

from kiosk import settings
from kiosk.cli import setup
from kiosk.clock import SystemClock
from kiosk.paths import Home
from kiosk.staff.pin import FILE, Pin
from kiosk.station.setup import NewKiosk


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A stick with a first pack."""
    lately.founded(tmp_path / "publisher").publish(tmp_path / "stick", now=lately.YESTERDAY)
    return tmp_path / "stick"


def is_set_up(home: Path, place: str, digits: str) -> bool:
    """Whether the kiosk there knows its place, and has this PIN."""
    pin = Pin(Home(home).staff / FILE, SystemClock())
    return settings.read(Home(home).settings).place == place and pin.try_(digits)


def test_a_script_sets_up_a_kiosk(home: Path, stick: Path, tmp_path: Path, kiosk: Command) -> None:
    """What it needs to know stands on stdout."""
    (tmp_path / "pin").write_text("4711\n")
    given = ("--place", "gennep", "--pin-file", tmp_path / "pin", "--pack", stick)
    done = kiosk("setup", "--home", home, *given, "--trust", "first")
    place, publisher, own = done.out.splitlines()
    assert place.split() == ["place", "gennep"]
    assert publisher.startswith("publisher    De Alliantie, ")
    assert own.startswith("kiosk        k-")
    assert "kiosk run" in done.told()
    assert is_set_up(home, "gennep", "4711")


def test_without_a_pack_that_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """The exhibit that ships takes no sign-ups."""
    setup.tell(NewKiosk("venray", None, None))
    out, err = capsys.readouterr()
    assert out == "place        venray\n"
    assert "no pack was loaded" in err


def test_what_is_missing_is_said_and_nothing_hangs(home: Path, kiosk: Command) -> None:
    """Typed by a script: exit code 2."""
    assert "there is nobody to ask" in kiosk("setup", "--home", home).told(2)


@pytest.mark.parametrize(
    ("content", "code", "words"),
    [(b"", 2, "4 to 8 digits"), (b"\xff\xff", 3, "is not text"), (None, 3, "cannot be read")],
)
def test_a_note_without_a_pin_is_told(
    home: Path, kiosk: Command, content: bytes | None, code: int, words: str
) -> None:
    """Empty, no text, not there: before anything is done."""
    pin = home.with_name("pin")
    if content is not None:
        pin.write_bytes(content)
    given = ("--place", "gennep", "--pin-file", pin)
    assert words in kiosk("setup", "--home", home, *given).told(code)
    assert not home.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
def test_at_a_terminal_every_question_is_asked(home: Path, stick: Path, tmp_path: Path) -> None:
    """One after the other; the PIN is not to be seen."""
    answers = {"same? [y/N]:": "y", "stand?:": "venray", "digits:": "8246", "again:": "8246"}
    asked = {question: [answer] for question, answer in answers.items()}
    said, code = at_terminal(tmp_path, asked, "setup", "--home", home, "--pack", stick)
    assert code == 0, said
    assert "8246" not in said
    assert is_set_up(home, "venray", "8246")
