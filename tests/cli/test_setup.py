"""`kiosk setup`: a bare machine becomes a kiosk, and nothing waits for an answer nobody gives."""

from __future__ import annotations

import errno
import json
import os
import sys
from pathlib import Path

import pytest
from cli import lately

from kiosk import settings
from kiosk.cli import main
from kiosk.cli.setup import SetupAnswers, set_up
from kiosk.clock import SystemClock
from kiosk.errors import InputError, MachineError, PackError, RefusedError, StoreError, UsageError
from kiosk.packs.shelf import Shelf
from kiosk.paths import Assets, Home
from kiosk.staff.pin import FILE as PIN
from kiosk.staff.pin import Pin

ROOT = Path(__file__).parents[2]


class Librarian:
    """Somebody who types these answers, in this order; without any, nobody."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self._is_there = bool(answers)

    def is_there(self) -> bool:
        """Whether there is somebody."""
        return self._is_there

    def words(self, question: str) -> str:
        """The next answer."""
        self.asked.append(question)
        return self.answers.pop(0)

    def unseen(self, question: str) -> str:
        """The next answer."""
        return self.words(question)

    def agrees(self, question: str) -> bool:
        """The next answer."""
        return self.words(question) == "yes"


class Table:
    """A bare machine, a publisher's stick, and a note with a PIN."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder / "home")
        self.publisher = lately.founded(folder / "publisher")
        self.assets = Assets(folder / "assets")
        self.stick = folder / "stick"
        self.publisher.publish(self.stick, now=lately.YESTERDAY)
        (folder / "assets").mkdir()
        self.publisher.exhibit("Erbij").folder.rename(self.assets.shipped)
        self.note = folder / "pin"
        self.note.write_text("4711\n")

    def set_up(self, *answers: str, **given: object) -> Librarian:
        """Set up the kiosk, with what is given and what is answered."""
        who = Librarian(*answers)
        set_up(self.home, self.assets, SetupAnswers(**given), who)  # type: ignore[arg-type]
        return who

    @property
    def place(self) -> str | None:
        """Where the kiosk stands."""
        return settings.read(self.home.settings).place

    def has_pin(self, digits: str) -> bool:
        """Whether this is the PIN."""
        return Pin(self.home.staff / PIN, SystemClock()).try_(digits)

    def publishers(self) -> str | None:
        """Whom the kiosk follows."""
        shelf = Shelf.open(self.home.shelf)
        found = shelf.publisher()
        shelf.close()
        return found.name if found else None


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """All that is needed."""
    return Table(tmp_path)


def test_everything_can_be_given_ahead(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    """A script sets up a kiosk; what it needs to know stands on stdout."""
    table.set_up(place="gennep", pin_file=table.note, pack=table.stick, trust="first")
    assert (table.place, table.publishers()) == ("gennep", "De Alliantie")
    assert table.has_pin("4711")
    out, err = capsys.readouterr()
    place, publisher, kiosk = out.splitlines()
    assert place.split() == ["place", "gennep"]
    assert publisher.startswith("publisher    De Alliantie, ")
    told = json.loads(table.home.identity.read_bytes())["kiosk"]
    assert kiosk.startswith(f"kiosk        {told}, ")
    assert "kiosk run" in err


def test_what_is_not_given_is_asked(table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    """The fingerprint is shown to be compared; places to be chosen; a PIN is typed twice."""
    who = table.set_up("yes", "venray", "8246", "8246", pack=table.stick)
    assert (table.place, table.publishers()) == ("venray", "De Alliantie")
    assert table.has_pin("8246")
    assert who.answers == []
    err = capsys.readouterr().err
    shelf = Shelf.open(table.home.shelf)
    publisher = shelf.publisher()
    shelf.close()
    assert publisher is not None
    assert publisher.fingerprint in err
    assert "gennep          Bibliotheek gennep, Gennep" in err


def test_a_fingerprint_that_differs_changes_nothing(table: Table) -> None:
    """Said at the question, or given ahead: no PIN, no place, no publisher."""
    with pytest.raises(RefusedError) as caught:
        table.set_up("no", pack=table.stick, place="gennep", pin_file=table.note)
    assert caught.value.kind == "stranger"
    with pytest.raises(RefusedError) as caught:
        table.set_up(pack=table.stick, place="gennep", pin_file=table.note, trust="1234 " * 5)
    assert caught.value.kind == "fingerprint"
    assert not table.home.folder.exists()


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "give --place and --pin-file"),
        ({"place": "gennep"}, "give --pin-file"),
        ({"pin_file": "note"}, "give --place"),
        ({"place": "gennep", "pin_file": "note", "pack": "stick"}, "give --trust"),
    ],
)
def test_nothing_waits_for_nobody(table: Table, given: dict[str, str], missing: str) -> None:
    """Without a terminal a missing answer is told, before anything is done."""
    real = {"note": table.note, "stick": table.stick}
    with pytest.raises(UsageError, match=missing):
        table.set_up(**{name: real.get(content, content) for name, content in given.items()})
    assert not table.home.folder.exists()


def test_what_was_said_before_stays(table: Table) -> None:
    """A second time only what is given anew is changed."""
    table.set_up(place="gennep", pin_file=table.note)
    assert table.publishers() is None
    table.set_up(pack=table.stick, trust="first")
    assert (table.place, table.publishers()) == ("gennep", "De Alliantie")
    assert table.has_pin("4711")
    table.note.write_text("8246")
    table.set_up(place="venray", pin_file=table.note)
    assert table.place == "venray"
    assert table.has_pin("8246")


def test_without_a_pack_the_exhibit_that_ships_says_which_places_there_are(
    table: Table, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nobody is enrolled then, and that is said."""
    table.set_up(place="venray", pin_file=table.note)
    out, err = capsys.readouterr()
    assert out == "place        venray\n"
    assert "no pack was loaded" in err
    assert not table.home.identity.exists()


def test_a_place_that_does_not_exist_is_told(table: Table) -> None:
    """With those that do; at the question three times."""
    with pytest.raises(UsageError, match="the places are gennep, venray"):
        table.set_up(place="atlantis", pin_file=table.note)
    with pytest.raises(UsageError, match="the places are gennep, venray"):
        table.set_up("atlantis", "Gennep", "", pin_file=table.note)
    assert table.place is None
    table.set_up("atlantis", "gennep", pin_file=table.note)
    assert table.place == "gennep"


def test_an_exhibition_that_does_not_come_here_asks_for_the_place_again(table: Table) -> None:
    """The place of last year is none of this year's."""
    table.home.folder.mkdir()
    settings.write(table.home.settings, settings.Settings(place="horst", volume=0.2))
    with pytest.raises(UsageError, match="give --place"):
        table.set_up(pin_file=table.note)
    table.set_up("gennep", pin_file=table.note)
    assert settings.read(table.home.settings) == settings.Settings(place="gennep", volume=0.2)


def test_another_exhibition_of_the_same_publisher_is_asked_for(table: Table) -> None:
    """As at `kiosk pack install`."""
    given = {"place": "gennep", "pin_file": table.note, "pack": table.stick, "trust": "first"}
    table.set_up(**given)
    table.publisher.publish(table.stick, "Volgend jaar", id_="next", now=lately.NOW)
    with pytest.raises(UsageError, match="give --another"):
        table.set_up(**given)
    with pytest.raises(RefusedError):
        table.set_up("no", **given)
    table.set_up("yes", **given)
    table.set_up(**given, another=True)


def test_a_pin_is_typed_twice_the_same_and_is_none_that_anybody_would_try(
    table: Table, capsys: pytest.CaptureFixture[str]
) -> None:
    """After three slips it is enough."""
    with pytest.raises(UsageError, match="no PIN was chosen"):
        table.set_up("1234", "1234", "8246", "8264", "12", "12", place="gennep")
    err = capsys.readouterr().err
    assert "anybody would try this PIN first" in err
    assert "These two differ." in err
    assert "4 to 8 digits" in err
    table.set_up("8246", "8246", place="gennep")
    assert table.has_pin("8246")


def test_a_note_without_a_pin_is_told(table: Table, tmp_path: Path) -> None:
    """Empty, not there, no text, or a PIN that everybody has."""
    for content, told in ((b"", "4 to 8 digits"), (b"0000\n", "anybody would try")):
        table.note.write_bytes(content)
        with pytest.raises(UsageError, match=told):
            table.set_up(place="gennep", pin_file=table.note)
    table.note.write_bytes(b"\xff\xff")
    with pytest.raises(InputError, match="is not text"):
        table.set_up(place="gennep", pin_file=table.note)
    with pytest.raises(InputError, match="cannot be read"):
        table.set_up(place="gennep", pin_file=tmp_path / "none")


def test_a_stick_without_a_pack_leaves_the_machine_as_it_was(table: Table, tmp_path: Path) -> None:
    """And so does one that is not there."""
    given = {"place": "gennep", "pin_file": table.note, "trust": "first"}
    (tmp_path / "empty").mkdir()
    with pytest.raises(PackError):
        table.set_up(**given, pack=tmp_path / "empty")
    with pytest.raises(MachineError):
        table.set_up(**given, pack=tmp_path / "gone")
    assert not table.home.folder.exists()


def test_a_pack_in_a_folder_on_the_stick_is_told(table: Table, tmp_path: Path) -> None:
    """Setup says where the pack lies, as looking at the stick does, and what to do."""
    (tmp_path / "outer").mkdir()
    table.stick.rename(tmp_path / "outer" / "inhoud")
    with pytest.raises(PackError, match="out of the folder inhoud"):
        table.set_up(place="gennep", pin_file=table.note, trust="first", pack=tmp_path / "outer")
    assert not table.home.folder.exists()


def test_a_home_that_cannot_be_made_is_told(table: Table, tmp_path: Path) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "file").write_text("")
    table.home = Home(tmp_path / "file")
    with pytest.raises(MachineError, match="cannot be used"):
        table.set_up(place="gennep", pin_file=table.note)


def test_sign_ups_that_are_lost_are_told(table: Table) -> None:
    """A kiosk that is set up again says so, and no new store takes their place."""
    given = {"place": "gennep", "pin_file": table.note, "pack": table.stick, "trust": "first"}
    table.set_up(**given)
    table.home.signups.rename(table.home.folder / "lost")
    with pytest.raises(StoreError):
        table.set_up(place="venray")
    assert table.place == "venray"


def test_the_command_says_what_is_missing_and_never_hangs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Typed by a script: exit code 2."""
    assert main(["setup", "--home", str(tmp_path / "home")]) == 2
    assert "there is nobody to ask" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
def test_at_a_terminal_every_question_is_asked(table: Table) -> None:
    """One after the other; the PIN is not to be seen."""
    import pty

    command = ("setup", "--home", str(table.home.folder), "--pack", str(table.stick))
    child, terminal = pty.fork()
    if child == 0:
        try:
            os.chdir(ROOT)
            environment = {**os.environ, "PYTHONPATH": str(ROOT)}
            os.execve(sys.executable, (sys.executable, "-m", "kiosk", *command), environment)  # noqa: S606 - the child becomes it
        finally:
            os._exit(127)  # never a second run of these tests
    answers = ["y", "venray", "8246", "8246"]
    questions = ["same? [y/N]: ", "stand?: ", "digits: ", "again: "]
    said = ""
    while True:
        try:
            more = os.read(terminal, 1024)
        except OSError as error:
            if error.errno != errno.EIO:  # the terminal of a child that left
                raise
            break
        if not more:
            break
        said += more.decode()
        if questions and said.rstrip("\r\n").endswith(questions[0]):
            del questions[0]
            os.write(terminal, answers.pop(0).encode() + b"\n")
    os.close(terminal)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0, said
    assert "8246" not in said
    assert table.place == "venray"
    assert table.has_pin("8246")
