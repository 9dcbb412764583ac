"""The coordinator's commands, from a stick to a spreadsheet and back to the kiosk."""

import csv
import json
import shutil
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from cli import visitors
from cli.command import DEMO_KEYS as KEYS
from cli.command import Command, Done
from signups.terms import demo_terms

from kiosk.cli.collect import moment
from kiosk.clock import SystemClock
from kiosk.exhibit import model
from kiosk.keys import demo
from kiosk.office import diary, locations
from kiosk.paths import Home


class Road:
    """A demo kiosk, a stick, and an office."""

    def __init__(self, folder: Path, exhibit: model.Exhibit, kiosk: Command) -> None:
        self.type = kiosk
        self.home, self.stick = folder / "home", folder / "stick"
        self.office, self.backup = folder / "office", folder / "backup"
        for made in (self.stick, self.office):
            made.mkdir()
        self.passphrase = folder / "passphrase"
        self.passphrase.write_text(f"{demo.PASSPHRASE}\n", "utf-8")
        self.collection = self.office / "sign-ups.db"
        self._exhibit = exhibit.model_copy(update={"signups": demo_terms()})

    def sign_up(self, name: str, email: str | None = None, phone: str | None = None) -> str:
        """Somebody leaves their name; returns their code."""
        return visitors.sign_up(Home(self.home), self._exhibit, name, email, phone)

    def bundle(self) -> Done:
        """Carry everything to the stick, and take the receipts that lie there."""
        return self.type("signups", "bundle", "--home", self.home, "--demo", "--to", self.stick)

    def signups(self, command: str, *words: object) -> Done:
        """Type one of the coordinator's commands, with keys."""
        keys = ("--keys", KEYS, "--passphrase-file", self.passphrase)
        return self.type("signups", command, *words, *keys)

    def receipt(self) -> Done:
        """Back up, and write a receipt."""
        return self.signups("receipt", self.collection, "--backup", self.backup, "--to", self.stick)

    def collect(self, *more: object) -> Done:
        """Collect from the stick."""
        return self.signups("collect", self.stick, "--into", self.collection, *more)

    def desk(self, *more: object) -> Done:
        """The evening in one command."""
        folders = {
            "--keys": KEYS,
            "--into": self.collection,
            "--backup": self.backup,
            "--output": self.office,
            "--settings": self.office / "desk.json",
            "--passphrase-file": self.passphrase,
        }
        options = [word for option in folders.items() for word in option]
        return self.type("desk", self.stick, *options, *more)

    def export(self) -> list[list[str]]:
        """Write the spreadsheet, and read it, without its head."""
        sheet, book = self.office / "sheet.csv", self.office / "book.xlsx"
        assert self.signups("export", self.collection, "--csv", sheet, "--xlsx", book).code == 0
        assert openpyxl.load_workbook(book).active is not None
        with sheet.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file, delimiter=";"))[1:]

    def kept(self) -> int:
        """How many the kiosk still has."""
        counted = self.type("signups", "count", "--home", self.home, "--demo", "--json")
        return sum(one["kept"] for one in json.loads(counted.printed()))


@pytest.fixture
def road(tmp_path: Path, exhibit: model.Exhibit, kiosk: Command) -> Road:
    """A road that nobody has walked yet."""
    return Road(tmp_path, exhibit, kiosk)


@pytest.fixture
def collected(road: Road) -> Road:
    """A road on which one sign-up has come to the office."""
    road.sign_up("Zoë", email="zoe@example.org")
    road.bundle()
    assert road.collect("--admit", "first").code == 0
    return road


def test_from_visitor_to_spreadsheet_and_back(road: Road) -> None:
    """Two sign-ups become two rows; the receipt deletes them at the kiosk, and again harms not."""
    road.sign_up("Zoë", email="zoe@example.org")
    road.sign_up("Wim", phone="+31612345678")
    for _ in range(2):
        assert road.bundle().code == 0
        assert road.collect("--admit", "first").code == 0
    names = {row[0]: row for row in road.export()}
    assert set(names) == {"Zoë", "Wim"}
    assert "(+31) 6 12345678" in names["Wim"]
    assert road.receipt().code == 0
    assert road.kept() == 2
    assert road.bundle().code == 0
    assert road.kept() == 0
    assert road.receipt().code == 0
    report = road.type("signups", "report", road.collection, "--html", road.office / "r")
    assert report.code == 0
    page = (road.office / "r").read_text("utf-8")
    assert "Gennep" in page
    assert "Zoë" not in page


def test_a_kiosk_waits_until_it_is_admitted(road: Road) -> None:
    """Its sign-ups are told and kept apart, and are taken by themselves once it is admitted."""
    road.sign_up("Zoë", email="zoe@example.org")
    road.bundle()
    waits = road.collect()
    assert waits.code != 0
    assert "0 new" in waits.out
    assert "! The kiosk k-" in waits.err
    assert "--admit with the digits" in waits.err
    shutil.rmtree(road.stick)
    road.stick.mkdir()
    assert '"new": 1' in road.collect("--admit", "first", "--json").printed()
    assert len(road.export()) == 1


def test_a_code_typed_at_the_office_is_forgotten_for_good(road: Road) -> None:
    """What was taken back is in no later export, also when a late stick brings it again."""
    code = road.sign_up("Zoë", email="zoe@example.org")
    road.sign_up("Wim", email="wim@example.org")
    road.bundle()
    road.collect("--admit", "first")
    forget = ("signups", "forget", road.collection)
    assert road.type(*forget, "--code", code.lower()).code == 0
    assert road.type(*forget, "--expired").code == 0
    road.collect()
    assert [row[0] for row in road.export()] == ["Wim"]


def test_a_computer_whose_clock_is_years_off_forgets_nobody(collected: Road) -> None:
    """`forget --expired` and `collect` doubt it as the desk does; the date typed is a yes."""
    now = SystemClock().now()
    forget = ("signups", "forget", collected.collection, "--expired")
    for years in (-3, 3):
        last = now + timedelta(days=365 * years)
        diary.write(collected.collection, diary.Diary(last=last))
        doubted = collected.type(*forget)
        assert "the date of this computer may be wrong" in doubted.told(5)
        assert doubted.out == ""
        assert "may be wrong" in collected.collect().told()
        assert diary.read(collected.collection).last == last
    today = moment().date()
    for more, code in (
        (["--today", today + timedelta(days=365)], 2),
        (["--today", today], 0),
        ([], 0),
    ):
        assert collected.type(*forget, *more).code == code


def test_a_collection_that_is_lost_is_not_begun_anew(collected: Road) -> None:
    """Every command says so, and the one that puts it back."""
    file, sheet = collected.collection, collected.office / "sheet.csv"
    assert collected.receipt().code == 0
    file.write_bytes(b"")
    command = f"kiosk signups restore {file} --backup {collected.backup}"
    assert collected.collect().code == 3
    for refused in (
        collected.signups("export", file, "--csv", sheet),
        collected.type("signups", "forget", file, "--expired"),
    ):
        assert command in refused.told(3)
    assert not sheet.exists()
    assert collected.type(*command.split()[1:]).code == 0
    assert len(collected.export()) == 1


MISTAKES = {
    "no code at all": (["forget", "FILE"], 2),
    "a code with a slip": (["forget", "FILE", "--code", "0000000001"], 3),
    "no collection": (["report", "nowhere.db", "--html", "r.html"], 3),
    "a language nobody knows": (["report", "FILE", "--html", "r.html", "--language", "qq"], 2),
    "nothing to write": (["export", "FILE", "--keys", str(KEYS)], 2),
}


def test_a_mistake_is_told_and_changes_nothing(collected: Road) -> None:
    """A command that cannot be done says why, with its own exit code."""
    file = collected.collection
    before = file.read_bytes()
    for mistake, (arguments, code) in MISTAKES.items():
        words = [file if argument == "FILE" else argument for argument in arguments]
        done = collected.type("signups", *words)
        assert (done.code, bool(done.err)) == (code, True), mistake
        assert file.read_bytes() == before, mistake


def test_the_desk_does_the_evening_in_plain_words(road: Road) -> None:
    """One command: rows in the spreadsheet, a report, a backup, and a receipt the kiosk obeys."""
    road.sign_up("Zoë", email="zoe@example.org")
    road.bundle()
    told = road.desk("--admit", "first").printed()
    assert "Stap 5 van 5" in told
    assert "Zoë" not in told
    assert {path.name for path in road.office.iterdir()} >= {
        "aanmeldingen.xlsx",
        "aanmeldingen.csv",
        "verslag.html",
    }
    assert list(road.backup.glob("*.db"))
    road.bundle()
    assert road.kept() == 0
    # The next evening nothing has to be named but the stick: the folders are remembered.
    settings = road.office / "desk.json"
    assert locations.Locations.read(settings).demo.collection == road.collection
    again = ("desk", road.stick, "--keys", KEYS, "--settings", settings, "--language", "en")
    said = road.type(*again, "--passphrase-file", road.passphrase)
    assert "Step 5 of 5" in said.printed()


def test_the_desk_needs_a_stick_keys_and_the_passphrase(road: Road, tmp_path: Path) -> None:
    """What is missing is asked for; with nobody to answer it ends at once, and says what."""
    for words, code in (
        ([], 2),
        ([road.stick], 2),
        ([road.stick, "--keys", tmp_path], 3),
        ([road.stick, "--keys", KEYS], 2),
    ):
        assert road.type("desk", *words, "--settings", tmp_path / "none.json").told(code)


def test_keys_that_are_damaged_are_not_called_a_wrong_passphrase(
    road: Road, tmp_path: Path
) -> None:
    """Each has its own words: to take the copy of the keys, or to look at the passphrase again."""
    keys = tmp_path / "my keys"
    shutil.copytree(KEYS, keys)
    wrong = tmp_path / "wrong"
    wrong.write_text("not this one\n", "utf-8")
    command = ("desk", road.stick, "--keys", keys, "--settings", tmp_path / "s.json")
    told = road.type(*command, "--passphrase-file", wrong).told(3)
    assert "Met deze wachtwoordzin gaan de sleutels niet open — " in told
    file = keys / "daily" / "keys.age"
    file.write_bytes(file.read_bytes()[:-1])
    told = road.type(*command, "--passphrase-file", road.passphrase).told(3)
    assert f"De sleutels in {keys} zijn beschadigd, of niet van dit programma — " in told
    assert "neem uw kopie van de sleutels" in told
    assert "wachtwoordzin" not in told
