"""The coordinator's commands, from a stick to a spreadsheet and back to the kiosk."""

from __future__ import annotations

import csv
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from signups.terms import demo_terms

from kiosk.cli import main
from kiosk.cli.collect import moment
from kiosk.clock import SystemClock
from kiosk.keys import demo
from kiosk.office import diary, locations
from kiosk.paths import Home
from kiosk.signups import identity
from kiosk.signups.intake import Intake
from kiosk.signups.signup import Answers

if TYPE_CHECKING:
    from kiosk.exhibit import model

KEYS = Path(__file__).parents[2] / "content" / "demo-keys"


class Road:
    """A demo kiosk, a stick, and an office."""

    def __init__(self, folder: Path, exhibit: model.Exhibit) -> None:
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
        answers = Answers("nl", name, email, phone, ("groep-1",), (), ("news",))
        intake = self._intake()
        drawn = intake.draw()
        intake.save(answers, drawn)
        intake.close()
        return drawn.code

    def _intake(self) -> Intake:
        return Intake(
            Home(self.home),
            self._exhibit,
            demo=True,
            place="gennep",
            clock=SystemClock(),
            trusted=lambda _: True,
            machine=identity.machine(),
        )

    def bundle(self) -> int:
        """Carry everything to the stick, and take the receipts that lie there."""
        return main(
            ["signups", "bundle", "--home", str(self.home), "--demo", "--to", str(self.stick)]
        )

    def signups(self, command: str, *arguments: object) -> int:
        """Type one of the coordinator's commands, with keys."""
        keys = ["--keys", str(KEYS), "--passphrase-file", str(self.passphrase)]
        return main(["signups", command, *map(str, arguments), *keys])

    def collect(self, *more: object) -> int:
        """Collect from the stick."""
        return self.signups("collect", self.stick, "--into", self.collection, *more)

    def desk(self, *more: object) -> int:
        """The evening in one command."""
        folders = {
            "--keys": KEYS,
            "--into": self.collection,
            "--backup": self.backup,
            "--output": self.office,
            "--settings": self.office / "desk.json",
            "--passphrase-file": self.passphrase,
        }
        options = [str(word) for option in folders.items() for word in option]
        return main(["desk", str(self.stick), *options, *map(str, more)])

    def rows(self) -> list[list[str]]:
        """The spreadsheet, without its head."""
        with (self.office / "sheet.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.reader(file, delimiter=";"))[1:]

    def export(self) -> list[list[str]]:
        """Write the spreadsheet, and read it."""
        sheet, book = self.office / "sheet.csv", self.office / "book.xlsx"
        assert self.signups("export", self.collection, "--csv", sheet, "--xlsx", book) == 0
        assert openpyxl.load_workbook(book).active is not None
        return self.rows()

    def kept(self, capsys: pytest.CaptureFixture[str]) -> int:
        """How many the kiosk still has."""
        capsys.readouterr()
        command = ["signups", "count", "--home", str(self.home), "--demo", "--json"]
        assert main(command) == 0
        told: list[dict[str, int]] = json.loads(capsys.readouterr().out)
        return sum(one["kept"] for one in told)


@pytest.fixture
def road(tmp_path: Path, exhibit: model.Exhibit) -> Road:
    """A road that nobody has walked yet."""
    return Road(tmp_path, exhibit)


def test_from_visitor_to_spreadsheet_and_back(
    road: Road, capsys: pytest.CaptureFixture[str]
) -> None:
    """Two sign-ups become two rows; the receipt deletes them at the kiosk, and again harms not."""
    road.sign_up("Zoë", email="zoe@example.org")
    road.sign_up("Wim", phone="+31612345678")
    for _ in range(2):
        assert road.bundle() == 0
        assert road.collect("--admit", "first") == 0
    names = {row[0]: row for row in road.export()}
    assert set(names) == {"Zoë", "Wim"}
    assert "(+31) 6 12345678" in names["Wim"]
    receipt = ("receipt", road.collection, "--backup", road.backup, "--to", road.stick)
    assert road.signups(*receipt) == 0
    assert road.kept(capsys) == 2
    assert road.bundle() == 0
    assert road.kept(capsys) == 0
    assert road.signups(*receipt) == 0
    assert main(["signups", "report", str(road.collection), "--html", str(road.office / "r")]) == 0
    page = (road.office / "r").read_text("utf-8")
    assert "Gennep" in page
    assert "Zoë" not in page


def test_a_kiosk_waits_until_it_is_admitted(road: Road, capsys: pytest.CaptureFixture[str]) -> None:
    """Its sign-ups are told and kept apart, and are taken by themselves once it is admitted."""
    road.sign_up("Zoë", email="zoe@example.org")
    road.bundle()
    assert road.collect() != 0
    told = capsys.readouterr()
    assert "0 new" in told.out
    assert told.err
    shutil.rmtree(road.stick)
    road.stick.mkdir()
    assert road.collect("--admit", "first", "--json") == 0
    assert '"new": 1' in capsys.readouterr().out
    assert len(road.export()) == 1


def test_a_code_typed_at_the_office_is_forgotten_for_good(road: Road) -> None:
    """What was taken back is in no later export, also when a late stick brings it again."""
    code = road.sign_up("Zoë", email="zoe@example.org")
    road.sign_up("Wim", email="wim@example.org")
    road.bundle()
    road.collect("--admit", "first")
    assert main(["signups", "forget", str(road.collection), "--code", code.lower()]) == 0
    assert main(["signups", "forget", str(road.collection), "--expired"]) == 0
    road.collect()
    assert [row[0] for row in road.export()] == ["Wim"]


def test_a_computer_whose_clock_is_years_off_forgets_nobody(
    road: Road, capsys: pytest.CaptureFixture[str]
) -> None:
    """`forget --expired` and `collect` doubt it as the desk does; the date typed is a yes."""
    road.sign_up("Zoë", email="zoe@example.org")
    road.bundle()
    assert road.collect("--admit", "first") == 0
    now = SystemClock().now()
    forget = ["signups", "forget", str(road.collection), "--expired"]
    for years in (-3, 3):
        diary.write(road.collection, diary.Diary(last=now + timedelta(days=365 * years)))
        capsys.readouterr()
        assert main(forget) == 5
        told = capsys.readouterr()
        assert told.out == ""
        assert "the date of this computer may be wrong" in told.err
        assert road.collect() == 0
        assert "may be wrong" in capsys.readouterr().err
        assert diary.read(road.collection).last == now + timedelta(days=365 * years)
    today = moment().date()
    assert main([*forget, "--today", str(today + timedelta(days=365))]) == 2
    assert main([*forget, "--today", str(today)]) == 0
    assert main(forget) == 0


def test_a_collection_that_is_lost_is_not_begun_anew(
    road: Road, capsys: pytest.CaptureFixture[str]
) -> None:
    """Every command says so, and the one that puts it back."""
    road.sign_up("Zoë", email="zoe@example.org")
    road.bundle()
    road.collect("--admit", "first")
    receipt = ("receipt", road.collection, "--backup", road.backup, "--to", road.stick)
    assert road.signups(*receipt) == 0
    road.collection.write_bytes(b"")
    capsys.readouterr()
    sheet = road.office / "sheet.csv"
    assert road.collect() == 3
    assert road.signups("export", road.collection, "--csv", sheet) == 3
    assert main(["signups", "forget", str(road.collection), "--expired"]) == 3
    command = f"kiosk signups restore {road.collection} --backup {road.backup}"
    assert command in capsys.readouterr().err
    assert not sheet.exists()
    assert main(command.split()[1:]) == 0
    assert len(road.export()) == 1


MISTAKES = {
    "no code at all": (["forget", "FILE"], 2),
    "a code with a slip": (["forget", "FILE", "--code", "0000000001"], 3),
    "no collection": (["report", "nowhere.db", "--html", "r.html"], 3),
    "a language nobody knows": (["report", "FILE", "--html", "r.html", "--language", "qq"], 2),
    "nothing to write": (["export", "FILE", "--keys", str(KEYS)], 2),
}


@pytest.mark.parametrize(("arguments", "code"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_and_changes_nothing(
    road: Road, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int
) -> None:
    """A command that cannot be done says why, with its own exit code."""
    road.sign_up("Zoë", email="zoe@example.org")
    road.bundle()
    road.collect("--admit", "first")
    before = road.collection.read_bytes()
    capsys.readouterr()
    words = [str(road.collection) if argument == "FILE" else argument for argument in arguments]
    assert main(["signups", *words]) == code
    assert capsys.readouterr().err
    assert road.collection.read_bytes() == before


def test_the_desk_does_the_evening_in_plain_words(
    road: Road, capsys: pytest.CaptureFixture[str]
) -> None:
    """One command: rows in the spreadsheet, a report, a backup, and a receipt the kiosk obeys."""
    road.sign_up("Zoë", email="zoe@example.org")
    road.bundle()
    capsys.readouterr()
    assert road.desk("--admit", "first") == 0
    told = capsys.readouterr().out
    assert "Stap 5 van 5" in told
    assert "Zoë" not in told
    assert {path.name for path in road.office.iterdir()} >= {
        "aanmeldingen.xlsx",
        "aanmeldingen.csv",
        "verslag.html",
    }
    assert list(road.backup.glob("*.db"))
    road.bundle()
    assert road.kept(capsys) == 0
    # The next evening nothing has to be named but the stick: the folders are remembered.
    settings = str(road.office / "desk.json")
    assert locations.Locations.read(Path(settings)).demo.collection == road.collection
    again = ["desk", str(road.stick), "--keys", str(KEYS), "--settings", settings]
    assert main([*again, "--passphrase-file", str(road.passphrase), "--language", "en"]) == 0
    assert "Step 5 of 5" in capsys.readouterr().out


def test_the_desk_tells_of_a_newcomer_and_of_damage(
    road: Road, capsys: pytest.CaptureFixture[str]
) -> None:
    """A kiosk nobody admitted and a cut-short bundle are told; what is whole is taken."""
    road.sign_up("Zoë", email="zoe@example.org")
    road.bundle()
    assert road.desk() != 0
    (whole,) = road.stick.rglob("*.tar")
    (whole.parent / f"00000002-{'0' * 64}.tar").write_bytes(whole.read_bytes()[:3000])
    capsys.readouterr()
    assert road.desk("--admit", "first") != 0
    assert capsys.readouterr().out
    assert len(road.export()) == 1


def test_the_desk_needs_a_stick_keys_and_the_passphrase(
    road: Road, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """What is missing is asked for; with nobody to answer it ends at once, and says what."""
    settings = ["--settings", str(tmp_path / "none.json")]
    assert main(["desk", *settings]) == 2
    assert main(["desk", str(road.stick), *settings]) == 2
    assert main(["desk", str(road.stick), "--keys", str(tmp_path), *settings]) == 3
    assert main(["desk", str(road.stick), "--keys", str(KEYS), *settings]) == 2
    wrong = tmp_path / "wrong"
    wrong.write_text("not this one\n", "utf-8")
    command = ["desk", str(road.stick), "--keys", str(KEYS), *settings]
    assert main([*command, "--passphrase-file", str(wrong)]) == 3
    assert capsys.readouterr().err


def test_keys_that_are_damaged_are_not_called_a_wrong_passphrase(
    road: Road, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Each has its own words: to take the copy of the keys, or to look at the passphrase again."""
    keys = tmp_path / "my keys"
    shutil.copytree(KEYS, keys)
    wrong = tmp_path / "wrong"
    wrong.write_text("not this one\n", "utf-8")
    command = ["desk", str(road.stick), "--keys", str(keys), "--settings", str(tmp_path / "s.json")]
    assert main([*command, "--passphrase-file", str(wrong)]) == 3
    assert "Met deze wachtwoordzin gaan de sleutels niet open — " in capsys.readouterr().err
    file = keys / "daily" / "keys.age"
    file.write_bytes(file.read_bytes()[:-1])
    assert main([*command, "--passphrase-file", str(road.passphrase)]) == 3
    told = capsys.readouterr().err
    assert f"De sleutels in {keys} zijn beschadigd, of niet van dit programma — " in told
    assert "neem uw kopie van de sleutels" in told
    assert "wachtwoordzin" not in told


def test_what_is_remembered_survives_and_damage_is_forgotten(tmp_path: Path) -> None:
    """Folders are read as they were written; a damaged file only means being asked again."""
    file = tmp_path / "desk.json"
    moment = datetime(2018, 10, 8, 19, tzinfo=UTC)
    folders = locations.Folders(keys=tmp_path, output=tmp_path / "out")
    what = locations.Locations().with_folders(folders, demo=False).with_evening(moment)
    what.write(file)
    assert locations.Locations.read(file) == what
    for broken in (b"", b"{", b"[]", b'{"last": 3}', b"\xff\xfe"):
        file.write_bytes(broken)
        assert locations.Locations.read(file) == locations.Locations()
