"""Who lost the code can be forgotten all the same: found, taken out everywhere, and told."""

from pathlib import Path

import pytest
from cli.command import DEMO_KEYS as DEMO
from cli.command import Command, Done
from signups.kiosks import Kiosk, Office, id_of

from kiosk.keys import demo, keyring
from kiosk.keys.keyring import Daily
from kiosk.office import diary
from kiosk.office.collection import Collection
from kiosk.office.quarantine import Quarantine
from kiosk.signups import code


@pytest.fixture(scope="module")
def keys() -> Daily:
    """The demo keys: they lie in a folder, as commands want them."""
    return keyring.open_daily(DEMO, demo.PASSPHRASE)


class Road:
    """A kiosk, a stick, an office with its backups."""

    def __init__(self, folder: Path, keys: Daily, kiosk: Command) -> None:
        self.type = kiosk
        self.kiosk = Kiosk(keys, is_demo=True)
        self.office = Office(folder, keys)
        self.stick, self.backup = folder / "stick", folder / "backup"
        (folder / "passphrase").write_text(demo.PASSPHRASE, "utf-8")
        self.keys = ("--keys", DEMO, "--passphrase-file", folder / "passphrase")

    def collect(self) -> None:
        """Carry all that is there, and collect it."""
        self.kiosk.carry(self.stick)
        self.office.collect(self.stick, is_demo=True, today=None)

    def back_up(self) -> None:
        """A receipt, for what lies in the backup."""
        back_up = ("receipt", self.office.file, "--backup", self.backup, "--to", self.stick)
        assert self.type("signups", *back_up, *self.keys).code == 0

    def say(self, command: str, *words: object) -> Done:
        """A command about the collection, in English."""
        given = (*self.keys, "--language", "en", *words)
        return self.type("signups", command, self.office.file, *given)

    def erase(self, name: str) -> Done:
        """Take out whoever is called so, unasked."""
        return self.say("erase", "--name", name, "--yes")


@pytest.fixture
def road(tmp_path: Path, keys: Daily, kiosk: Command) -> Road:
    """Three visitors, two of whom are called alike."""
    road = Road(tmp_path, keys, kiosk)
    road.kiosk.sign_up("Els Jansen")
    road.kiosk.sign_up("Zoë de Vries", email=None, phone="+31612345678")
    road.kiosk.sign_up("Zoe de Vries")
    road.collect()
    return road


def test_somebody_is_found_by_name_address_or_number(road: Road) -> None:
    """A line for each: who, how to reach them, and which row of the spreadsheet."""
    assert road.say("find", "--name", "ZOE DE VRIES").printed().splitlines() == [
        "Zoë de Vries · +31612345678 · number 2 of k-aaaaaaaa, 2018-10-03",
        "Zoe de Vries · zoe.de.vries@example.org · number 3 of k-aaaaaaaa, 2018-10-03",
    ]
    assert len(road.say("find", "--telephone", "06 1234 5678").out.splitlines()) == 1
    assert len(road.say("find", "--email", "ELS.jansen@example.org").out.splitlines()) == 1


MISTAKES = {
    "nobody is named": ([], 2),
    "nobody is found": (["--name", "Piet"], 3),
    "no letters": (["--name", "?!"], 3),
}


def test_a_mistake_or_no_yes_erases_nothing(road: Road) -> None:
    """It is told, with its own exit code; who is found is shown, where nobody can be asked."""
    for command in ("find", "erase"):
        for mistake, (words, number) in MISTAKES.items():
            assert road.say(command, *words).code == number, (command, mistake)
    assert len(road.say("erase", "--name", "Zoe").printed(2).splitlines()) == 2
    with Collection(road.office.file) as collection:
        assert collection.count() == 3


def test_who_is_erased_is_gone_everywhere_and_stays_so(road: Road) -> None:
    """Collection, backups and next spreadsheet; of the kiosk's sign-up only the number stays."""
    road.back_up()
    sealed = road.kiosk.log.sealed[2]
    [copy] = road.backup.iterdir()
    assert sealed in copy.read_bytes()
    code, out, err = road.say("erase", "--telephone", "+31 (0)6 12345678", "--yes")
    assert code == 0
    assert out == "Zoë de Vries · +31612345678 · number 2 of k-aaaaaaaa, 2018-10-03\n"
    assert f"Erased in 1 backup in {road.backup}" in err  # it was remembered
    assert "Take them out of every spreadsheet" in err
    for file in (road.office.file, copy):
        assert sealed not in file.read_bytes()
    road.collect()
    assert sorted(road.office.names()) == ["Els Jansen", "Zoe de Vries"]
    with Collection(road.office.file) as collection:
        assert [row.number for row in collection.events(road.kiosk.kiosk)] == [1, 2, 3]
        assert collection.withdrawals.count() == 1
    road.back_up()
    assert len(list(road.stick.rglob("*.erasure"))) == 1
    assert len(list(road.backup.glob("*.db"))) == 1


def test_a_coordinator_reads_dutch(road: Road) -> None:
    """As at the desk, which names these commands; unless another language is asked for."""
    road.back_up()
    code, out, err = road.say("erase", "--name", "Els", "--yes", "--language", "nl")
    assert code == 0
    assert "nummer 1 van k-aaaaaaaa" in out
    assert f"Gewist in 1 reservekopie in {road.backup}" in err
    assert "er is niemand gevonden" in road.say("find", "--name", "Piet", "--language", "nl").err


def test_a_code_typed_at_the_office_tells_whose_it_was(road: Road) -> None:
    """By name, where the keys are given: a spreadsheet may hold it."""
    drawn = code.draw()
    proof = code.proof_of(drawn)
    road.kiosk.sign_up("Piet", id=proof.id)
    road.collect()
    exit_code, out, err = road.say("forget", "--code", drawn)
    assert (exit_code, out) == (0, "deleted\n")
    assert "Piet · piet@example.org\n" in err
    assert "Number 4 of k-aaaaaaaa" in err


def test_a_backup_that_nobody_knows_is_asked_for(road: Road) -> None:
    """And one that is named is taken along."""
    assert "No backup is known" in road.erase("Els").err
    road.back_up()
    diary.path(road.office.file).unlink()
    erased = road.say("erase", "--name", "Zoe", "--yes", "--backup", road.backup)
    assert "Erased in 1 backup" in erased.told()


def test_a_copy_in_quarantine_goes_too(road: Road) -> None:
    """It holds the same sealed bytes; its kiosk keeps whatever else is in it."""
    apart = Quarantine(road.office.file)
    path = apart.keep("unreadable", "ab" * 32, road.kiosk.bundle())
    assert path
    assert str(path) in road.erase("Els").told()
    assert not path.exists()


def test_a_backup_that_was_away_is_erased_when_it_is_back(road: Road) -> None:
    """The same command again does it, although nobody of that name is found any longer."""
    road.back_up()
    away = road.backup.rename(road.backup.with_name("away"))
    assert "may still hold it" in road.erase("Els").told(5)
    away.rename(road.backup)
    assert f"Erased in 1 backup in {road.backup}" in road.erase("Els").told(3)
    [copy] = road.backup.glob("*.db")
    assert road.kiosk.log.sealed[1] not in copy.read_bytes()


def test_what_was_moved_aside_or_copied_holds_nobody_either(road: Road) -> None:
    """A copy of a backup, a collection that was moved aside; what cannot be opened is named."""
    road.back_up()
    [copy] = road.backup.iterdir()
    again = copy.with_name(f"{copy.stem} (1).db")
    aside = road.office.file.with_name("sign-ups.damaged-beef.db")
    broken = road.office.file.with_name("sign-ups.damaged-cafe.db")
    for file in (again, aside):
        file.write_bytes(copy.read_bytes())
    broken.write_bytes(copy.read_bytes()[20000:])
    told = road.erase("Els").told(5)
    assert f"{broken} was moved aside, and may still hold it: delete it" in told
    for file in (copy, again, aside):
        assert road.kiosk.log.sealed[1] not in file.read_bytes()


def test_who_copied_an_id_takes_nobody_along(road: Road) -> None:
    """A stolen kiosk gave its own sign-up the id of another's: each is erased by itself."""
    thief = Kiosk(road.office.keys, "k-bbbbbbbb", is_demo=True)
    thief.sign_up("Mallory", id=id_of("Els Jansen"))
    thief.carry(road.stick)
    road.collect()
    assert road.erase("Mallory").out.startswith("Mallory · ")
    assert sorted(road.office.names()) == ["Els Jansen", "Zoe de Vries", "Zoë de Vries"]
    thief.carry(road.stick)
    road.office.collect(road.stick, is_demo=True, today=None)
    assert "Mallory" not in road.office.names()
    with Collection(road.office.file) as collection:
        assert collection.withdrawals.claims() == ()


def test_no_backup_of_before_brings_anybody_back(road: Road) -> None:
    """A disk dies, an old copy comes home: the list lies in both places, and names nobody."""
    road.back_up()
    [copy] = road.backup.iterdir()
    old = copy.read_bytes()
    assert road.erase("Els").code == 0
    lists = list(road.backup.parent.rglob("*.erased"))
    assert len(lists) == 2
    assert not any(b"Els" in file.read_bytes() for file in lists)
    for lost in lists:
        copy.write_bytes(old)
        road.office.file.unlink()
        kept = lost.read_bytes()
        lost.unlink()
        restore = ("restore", road.office.file, "--backup", road.backup)
        assert road.type("signups", *restore).code == 0
        assert road.kiosk.log.sealed[1] not in road.office.file.read_bytes()
        assert "Els Jansen" not in road.office.names()
        lost.write_bytes(kept)
    road.office.file.write_bytes(old)  # and by hand
    table = road.office.file.with_suffix(".csv")
    export = ("export", road.office.file, *road.keys, "--csv", table)
    assert road.type("signups", *export).code == 0
    assert "Els Jansen" not in table.read_text("utf-8-sig")
    assert "Zoe de Vries" in table.read_text("utf-8-sig")
    road.collect()
    assert "Els Jansen" not in road.office.names()


def test_backups_in_folders_below_hold_nobody_either(road: Road) -> None:
    """Somebody tidied up; what nobody may look into is named."""
    road.back_up()
    [copy] = road.backup.iterdir()
    tidy = road.backup / "2018" / "oktober" / copy.name
    tidy.parent.mkdir(parents=True)
    copy.rename(tidy)
    assert "Erased in 1 backup in" in road.erase("Els").told()
    assert road.kiosk.log.sealed[1] not in tidy.read_bytes()


def test_a_copy_that_comes_home_is_erased_with_the_next_backup(road: Road) -> None:
    """Also one that stays, because it holds more."""
    road.back_up()
    [copy] = road.backup.iterdir()
    old = copy.read_bytes()
    assert road.erase("Els").code == 0
    below = road.backup / "elsewhere" / copy.name
    below.parent.mkdir()
    below.write_bytes(old)
    road.back_up()
    assert road.kiosk.log.sealed[1] not in below.read_bytes()


LONG = {
    "collect": {"opening the keys", "collecting", "counting"},
    "export": {"opening the keys", "opening", "writing"},
    "report": {"counting"},
    "receipt": {"opening the keys", "making a backup", "writing receipts"},
    "find": {"opening the keys", "reading the sign-ups", "looking for sign-ups"},
    "erase": {"opening the keys", "reading the sign-ups", "looking for sign-ups", "erasing"},
    "forget": {"opening", "looking through the quarantine"},
    "restore": {"putting the backup back"},
}
"""By command, what may take more than a moment with a hundred thousand sign-ups."""


def test_the_coordinator_is_told_what_takes_long(
    road: Road, tmp_path: Path, begun: list[str]
) -> None:
    """Each command says what it does while it does it, whatever takes long."""
    file, out = road.office.file, tmp_path / "out"
    out.mkdir()
    english = ("--language", "en")
    words: dict[str, tuple[object, ...]] = {
        "collect": (road.stick, *road.keys, "--into", file, "--admit", "first"),
        "export": (file, *road.keys, "--csv", out / "a.csv"),
        "report": (file, "--html", out / "a.html"),
        "receipt": (file, *road.keys, "--backup", road.backup, "--to", road.stick),
        "find": (file, *road.keys, *english, "--name", "Zoe"),
        "erase": (file, *road.keys, *english, "--name", "Els", "--yes"),
        "forget": (file, "--code", code.draw(), *english),
        "restore": (file, "--backup", road.backup, *english),
    }
    assert words.keys() == LONG.keys()
    for command, given in words.items():
        if command == "restore":
            file.unlink()
        begun.clear()
        done = road.type("signups", command, *given)
        assert done.code == 0, (command, done.err)
        assert LONG[command] <= set(begun), command
