"""Setting up: a bare machine becomes a kiosk, and nothing waits for an answer nobody gives."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path

import pytest
from cli import lately

from kiosk import settings
from kiosk.clock import SystemClock
from kiosk.errors import PackError, RefusedError, StoreError, UsageError
from kiosk.packs.shelf import Publisher, Shelf
from kiosk.paths import Assets, Home
from kiosk.staff.pin import FILE as PIN
from kiosk.staff.pin import Pin
from kiosk.station.setup import NewKiosk, SetupAnswers, set_up


class Librarian:
    """Somebody who types these answers, in this order; without any, nobody."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)
        self.told = ""
        self._is_there = bool(answers)

    def is_there(self) -> bool:
        """Whether there is somebody."""
        return self._is_there

    def tell(self, words: str) -> None:
        """They read this."""
        self.told += f"{words}\n"

    def bar(self, what: str) -> AbstractContextManager[Callable[[float], None]]:
        """They read what it is about."""
        self.told += f"{what}\n"
        return nullcontext(lambda _done: None)

    def words(self, question: str) -> str:
        """The next answer."""
        self.told += f"{question}\n"
        return self.answers.pop(0)

    def unseen(self, question: str) -> str:
        """The next answer."""
        return self.words(question)

    def agrees(self, question: str) -> bool:
        """The next answer."""
        return self.words(question) == "yes"


class Table:
    """A bare machine, a publisher's stick."""

    def __init__(self, folder: Path) -> None:
        self.home = Home(folder / "home")
        self.publisher = lately.founded(folder / "publisher")
        self.assets = Assets(folder / "assets")
        self.stick = folder / "stick"
        self.publisher.publish(self.stick, now=lately.YESTERDAY)
        (folder / "assets").mkdir()
        self.publisher.exhibit("Erbij").folder.rename(self.assets.shipped)

    def set_up(self, *answers: str, **given: object) -> Librarian:
        """Set up the kiosk, with what is given and what is answered."""
        who = Librarian(*answers)
        self.made = set_up(self.home, self.assets, SetupAnswers(**given), who)
        return who

    @property
    def place(self) -> str | None:
        """Where the kiosk stands."""
        return settings.read(self.home.settings).place

    def has_pin(self, digits: str) -> bool:
        """Whether this is the PIN."""
        return Pin(self.home.staff / PIN, SystemClock()).try_(digits)

    @property
    def publisher_known(self) -> Publisher | None:
        """Whom the kiosk follows."""
        with closing(Shelf.open(self.home.shelf)) as shelf:
            return shelf.publisher()


@pytest.fixture
def table(tmp_path: Path) -> Table:
    """All that is needed."""
    return Table(tmp_path)


def test_everything_can_be_given_ahead(table: Table) -> None:
    """A script sets up a kiosk, and hears what it is now."""
    table.set_up(place="gennep", pin="4711", pack=table.stick, trust="first")
    assert (table.place, table.publisher_known) == ("gennep", table.made.publisher)
    assert table.has_pin("4711")
    told = json.loads(table.home.identity.read_bytes())["kiosk"]
    assert table.made.identity.kiosk == told


def test_what_is_not_given_is_asked(table: Table) -> None:
    """The fingerprint is shown to be compared; places to be chosen; a PIN is typed twice."""
    who = table.set_up("yes", "venray", "8246", "8246", pack=table.stick)
    assert (table.place, table.publisher_known.name) == ("venray", "De Alliantie")
    assert table.has_pin("8246")
    assert who.answers == []
    assert table.publisher_known.fingerprint in who.told
    assert "gennep          Bibliotheek gennep, Gennep" in who.told


def test_a_fingerprint_that_differs_changes_nothing(table: Table) -> None:
    """Said at the question, or given ahead: no PIN, no place, no publisher."""
    with pytest.raises(RefusedError) as caught:
        table.set_up("no", pack=table.stick, place="gennep", pin="4711")
    assert caught.value.kind == "stranger"
    with pytest.raises(RefusedError) as caught:
        table.set_up(pack=table.stick, place="gennep", pin="4711", trust="1234 " * 5)
    assert caught.value.kind == "fingerprint"
    assert not table.home.folder.exists()


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "give --place and --pin-file"),
        ({"place": "gennep"}, "give --pin-file"),
        ({"pin": "4711"}, "give --place"),
        ({"place": "gennep", "pin": "4711", "pack": "stick"}, "give --trust"),
    ],
)
def test_nothing_waits_for_nobody(table: Table, given: dict[str, str], missing: str) -> None:
    """Without a terminal a missing answer is told, before anything is done."""
    pack = table.stick if "pack" in given else None
    with pytest.raises(UsageError, match=missing):
        table.set_up(**given | {"pack": pack})
    assert not table.home.folder.exists()


def test_what_was_said_before_stays(table: Table) -> None:
    """A second time only what is given anew is changed."""
    table.set_up(place="gennep", pin="4711")
    assert table.publisher_known is None
    table.set_up(pack=table.stick, trust="first")
    assert (table.place, table.publisher_known.name) == ("gennep", "De Alliantie")
    assert table.has_pin("4711")
    table.set_up(place="venray", pin="8246")
    assert table.place == "venray"
    assert table.has_pin("8246")


def test_without_a_pack_the_exhibit_that_ships_says_which_places_there_are(table: Table) -> None:
    """Nobody is enrolled then."""
    table.set_up(place="venray", pin="4711")
    assert table.made == NewKiosk("venray", None, None)
    assert not table.home.identity.exists()


def test_a_place_that_does_not_exist_is_told(table: Table) -> None:
    """With those that do; at the question three times."""
    with pytest.raises(UsageError, match="the places are gennep, venray"):
        table.set_up(place="atlantis", pin="4711")
    with pytest.raises(UsageError, match="the places are gennep, venray"):
        table.set_up("atlantis", "Gennep", "", pin="4711")
    assert table.place is None
    table.set_up("atlantis", "gennep", pin="4711")
    assert table.place == "gennep"


def test_an_exhibition_that_does_not_come_here_asks_for_the_place_again(table: Table) -> None:
    """The place of last year is none of this year's."""
    table.home.folder.mkdir()
    settings.write(table.home.settings, settings.Settings(place="horst", volume=0.2))
    with pytest.raises(UsageError, match="give --place"):
        table.set_up(pin="4711")
    table.set_up("gennep", pin="4711")
    assert settings.read(table.home.settings) == settings.Settings(place="gennep", volume=0.2)


def test_another_exhibition_of_the_same_publisher_is_asked_for(table: Table) -> None:
    """As at `kiosk pack install`."""
    given = {"place": "gennep", "pin": "4711", "pack": table.stick, "trust": "first"}
    table.set_up(**given)
    table.publisher.publish(table.stick, "Volgend jaar", id_="next", now=lately.NOW)
    with pytest.raises(UsageError, match="give --another"):
        table.set_up(**given)
    with pytest.raises(RefusedError):
        table.set_up("no", **given)
    table.set_up("yes", **given)
    table.set_up(**given, another=True)


def test_a_pin_is_typed_twice_the_same_and_is_none_that_anybody_would_try(table: Table) -> None:
    """After three slips it is enough; one that was given ahead is judged alike, at once."""
    who = Librarian("1234", "1234", "8246", "8264", "12", "12")
    with pytest.raises(UsageError, match="no PIN was chosen"):
        set_up(table.home, table.assets, SetupAnswers(place="gennep"), who)
    assert "anybody would try this PIN first" in who.told
    assert "These two differ." in who.told
    assert "4 to 8 digits" in who.told
    for pin, told in (("", "4 to 8 digits"), ("0000", "anybody would try")):
        with pytest.raises(UsageError, match=told):
            table.set_up(place="gennep", pin=pin)
    table.set_up("8246", "8246", place="gennep")
    assert table.has_pin("8246")


def test_a_pack_in_a_folder_on_the_stick_is_told(table: Table, tmp_path: Path) -> None:
    """Setup says where the pack lies, as looking at the stick does, and what to do."""
    (tmp_path / "outer").mkdir()
    table.stick.rename(tmp_path / "outer" / "inhoud")
    with pytest.raises(PackError, match="out of the folder inhoud"):
        table.set_up(place="gennep", pin="4711", trust="first", pack=tmp_path / "outer")
    assert not table.home.folder.exists()


def test_sign_ups_that_are_lost_are_told(table: Table) -> None:
    """A kiosk that is set up again says so, and no new store takes their place."""
    given = {"place": "gennep", "pin": "4711", "pack": table.stick, "trust": "first"}
    table.set_up(**given)
    table.home.signups.rename(table.home.folder / "lost")
    with pytest.raises(StoreError):
        table.set_up(place="venray")
    assert table.place == "venray"
