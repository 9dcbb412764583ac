"""An evening at the desk: what the coordinator reads, is asked, and can rely on."""

import os
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import get_args

import pytest
from cli.command import CHEAP, Command, at_terminal, without_waiting
from cli.command import DEMO_KEYS as DEMO
from signups.disks import small
from signups.kiosks import CATALOGUE, KEYS, TODAY, Kiosk, answers, id_of

from kiosk.cli.progress import bar
from kiosk.cli.terminal import tell
from kiosk.keys import demo, keyring
from kiosk.office import locations
from kiosk.office.census import Kiosk as Known
from kiosk.office.census import in_words
from kiosk.office.collection import Collection
from kiosk.office.collection_rows import Claim
from kiosk.office.dating import DateEvidence
from kiosk.office.evening import Evening
from kiosk.office.locations import Folders
from kiosk.office.merge import BundleRefusal, MergeResult, Newcomer
from kiosk.office.person import Person
from kiosk.office.quarantine import Reason
from kiosk.office.wording import WRONG, Sentences
from kiosk.signups import bundle, receipt, seal

NOW = datetime(2018, 10, 8, 19, 30, tzinfo=UTC)


@dataclass
class Desk:
    """A coordinator's folders, and what was said there."""

    folder: Path
    capsys: pytest.CaptureFixture[str]
    type: Command
    admits: bool = True
    now: datetime = NOW
    code: int = 0
    asked: list[str] = field(default_factory=list)
    dating: DateEvidence | None = None
    confirms: bool = False
    questions: list[str] = field(default_factory=list)
    collection: Path | None = None
    """Where it lies, if on another disk."""

    @property
    def folders(self) -> Folders:
        """Where everything lies."""
        return Folders(
            keys=self.folder,
            collection=self.collection or self.folder / "sign-ups.db",
            backup=self.folder / "backup",
            output=self.folder / "out",
        )

    def stick(self, name: str = "stick") -> Path:
        """A stick that is in."""
        (self.folder / name).mkdir(exist_ok=True)
        return self.folder / name

    def confirm(self, question: str) -> bool:
        """Somebody is asked whether the date is right."""
        if self.confirms:
            self.questions.append(question)
        return self.confirms

    def evening(self, *sticks: Path, language: str = "nl") -> list[str]:
        """One evening with these sticks. What was said, line by line."""

        def admit(newcomer: Newcomer) -> bool:
            self.asked.append(newcomer.kiosk)
            return self.admits

        evening = Evening(
            KEYS,
            self.folders,
            self.dating or DateEvidence(self.now, None, evidence=False, is_confirmed=True),
            CATALOGUE,
            language,
            tell=tell,
            bar=bar,
            admit=admit,
            confirm=self.confirm,
        )
        self.code = evening.run(sticks)
        said = self.capsys.readouterr()
        assert without_waiting(said.err) == ""
        return [line for line in said.out.splitlines() if line]

    def wrong(self, *sticks: Path) -> list[str]:
        """What an evening complained of."""
        return [line for line in self.evening(*sticks) if line.startswith(WRONG)]


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str], kiosk: Command) -> Desk:
    """A desk on its first evening."""
    return Desk(tmp_path, capsys, kiosk)


def of_three(kiosk: str = "k-aaaaaaaa", **other: str) -> Kiosk:
    """A kiosk with three sign-ups."""
    made = Kiosk(KEYS, kiosk, **other)
    for name in ("Els", "Jan", "Piet"):
        made.sign_up(f"{name} {kiosk}")
    return made


@pytest.fixture
def full(desk: Desk) -> Desk:
    """A desk where a stick with three sign-ups is in."""
    of_three().carry(desk.stick())
    return desk


def answered(folder: Path) -> str:
    """What is said of a receipt on the disk of the collection: it may be no stick."""
    return (
        f"Het ontvangstbewijs staat in {folder}. Is dat een map op deze computer, en geen stick? "
        "Kopieer dan KIOSK-RECEIPTS van daar naar een stick, en breng die naar de kiosk."
    )


def test_a_good_evening_says_what_came_and_where_it_lies(full: Desk) -> None:
    """Five steps, no exclamation mark, and what to do with the stick."""
    said = full.evening(full.stick())
    assert full.code == 0
    out = full.folder / "out"
    (backup,) = (full.folder / "backup").iterdir()
    assert said == [
        "Stap 1 van 5: aanmeldingen lezen",
        "3 nieuwe aanmeldingen.",
        "Stap 2 van 5: reservekopie maken",
        "3 aanmeldingen staan in de reservekopie, nagelezen en goed.",
        f"De reservekopie: {backup}",
        (
            "De reservekopie staat op de schijf van deze computer. Gaat die schijf stuk, dan bent "
            "u beide kwijt. Kies liever een andere schijf: kiosk desk --backup MAP"
        ),
        "Stap 3 van 5: tabel schrijven",
        f"Voor Excel: {out / 'aanmeldingen.xlsx'}",
        f"Voor andere programma’s: {out / 'aanmeldingen.csv'}",
        "In deze twee bestanden staan namen. Wis ze zodra u ze niet meer nodig hebt.",
        "Stap 4 van 5: verslag schrijven",
        f"Om af te drukken en door te geven, zonder namen: {out / 'verslag.html'}",
        "Stap 5 van 5: ontvangstbewijzen op de sticks zetten",
        answered(full.stick()),
        (
            "Klaar. Haal de sticks veilig uit de computer, en breng ze terug naar de kiosken. "
            "Pas dan wist een kiosk wat hier is aangekomen."
        ),
    ]
    (written,) = (full.stick() / receipt.FOLDER).iterdir()
    named = receipt.read(written.read_bytes(), KEYS.receipt.public)
    assert len(named.of("k-aaaaaaaa")) == 3


def test_the_second_evening_brings_nothing_twice(desk: Desk) -> None:
    """The same stick again is told as known; who took back is told, and gone everywhere."""
    kiosk = of_three()
    kiosk.carry(desk.stick())
    desk.evening(desk.stick())
    kiosk.log.withdraw(id_of("Els k-aaaaaaaa"))
    kiosk.carry(desk.stick("another"))
    said = desk.evening(desk.stick(), desk.stick("another"))
    assert "Er zijn geen nieuwe aanmeldingen." in said
    assert "1 bezoeker heeft een aanmelding ingetrokken. Die is hier gewist." in said
    assert any(line.endswith("waren al eerder binnen. Die tellen niet dubbel.") for line in said)
    table = (desk.folder / "out" / "aanmeldingen.csv").read_text("utf-8-sig")
    assert "Els" not in table
    assert "Jan" in table
    assert len(list((desk.folder / "backup").iterdir())) == 1


def test_what_is_missing_is_told_with_what_to_do(desk: Desk) -> None:
    """In numbers, by the town of the kiosk; the evening goes on, and is no failure."""
    kiosk = of_three(town="Venray")
    kiosk.carry(desk.stick(), 1, 1)
    kiosk.carry(desk.stick(), 3, 3)
    (told,) = desk.wrong(desk.stick())
    assert told == (
        "! Venray (k-aaaaaaaa): deze nummers zijn nog niet binnen: 2. Ze staan nog op de kiosk, "
        "op een andere stick, of bij een andere coördinator met dezelfde sleutels. Zoek die stick, "
        "of laat de kiosk opnieuw een stick vullen. Is er een andere coördinator? Vraag het eerst "
        "daar."
    )
    assert desk.code == 0


def test_what_another_coordinator_received_is_not_called_lost(desk: Desk) -> None:
    """Two with one ring of keys: a receipt of the one empties the kiosk, and the other hears so."""
    kiosk = of_three(town="Venray")
    kiosk.log.sealed.clear()  # the receipt came
    kiosk.sign_up("Zoë")
    kiosk.carry(desk.stick())
    (told,) = desk.wrong(desk.stick())
    assert "van deze nummers is de inhoud niet binnen: 1 tot en met 3." in told
    assert "heeft een andere coördinator dezelfde sleutels? Dan zijn ze daar." in told
    assert desk.code == 0


def test_what_a_kiosk_cannot_prove_is_told_until_somebody_decides(full: Desk) -> None:
    """Whose sign-ups, who says so, and the command for who knows that it is true."""
    other = Kiosk(KEYS, "k-bbbbbbbb", town="Venray")
    other.take_back(id_of("Jan k-aaaaaaaa"))
    other.carry(full.stick())
    for _ in range(2):
        [held] = full.wrong(full.stick())
        assert "De kiosk k-bbbbbbbb zegt" in held
        assert "kan dat niet bewijzen: 2." in held
        assert f"forget {full.folders.collection} --unproved k-bbbbbbbb — " in held
    forget = ("signups", "forget", full.folders.collection, "--unproved")
    assert full.type(*forget, f"{other.kiosk}.").code == 3
    assert full.type(*forget, other.kiosk).printed() == "1 deleted\n"
    assert full.wrong(full.stick()) == []
    before = {path: path.read_bytes() for path in full.folders.collection.parent.glob("sign-ups*")}
    nothing = (0, "0 deleted\n", "Er was niets te wissen.\n")
    assert full.type(*forget, other.kiosk) == nothing
    assert {path: path.read_bytes() for path in before} == before


def test_who_brings_what_another_kept_is_introduced_with_both_names() -> None:
    """And with the twenty digits to compare, and that a thief may say the same."""
    newcomer = Newcomer("k-aaaaaaaa", "1" * 64, "k-bbbbbbbb")
    words = Sentences(CATALOGUE, "nl").newcomer(newcomer)
    assert "De kiosk k-bbbbbbbb brengt aanmeldingen van de kiosk k-aaaaaaaa." in words
    assert newcomer.fingerprint in words
    assert "gestolen" in words


def test_who_took_a_sign_up_back_is_named_for_whoever_passed_it_on(desk: Desk) -> None:
    """Name and address, once, at the desk; not who came and went in one evening."""
    kiosk = of_three()
    kiosk.carry(desk.stick())
    desk.evening(desk.stick())
    kiosk.withdraw("Jan k-aaaaaaaa")
    kiosk.sign_up("Sanne")
    kiosk.carry(desk.stick("second"))
    kiosk.withdraw("Sanne")
    kiosk.carry(desk.stick("second"))
    [line] = desk.wrong(desk.stick("second"))
    assert line == (
        "! Jan k-aaaaaaaa (jan.k-aaaaaaaa@example.org) heeft aanmelding 2 van de kiosk k-aaaaaaaa "
        "ingetrokken. Haal die uit elke lijst die u al hebt doorgegeven."
    )
    assert desk.code == 0
    assert desk.wrong(desk.stick("second")) == []
    kept = [
        path
        for path in desk.folder.rglob("*")
        if path.is_file() and path.suffix in {".json", ".html"}
    ]
    assert not any(b"jan.k-aaaaaaaa" in path.read_bytes() for path in kept)


def test_a_kiosk_that_is_not_admitted_waits_in_one_sentence(desk: Desk) -> None:
    """However many bundles it has; its fingerprint is there to compare."""
    kiosk = of_three()
    for number in (1, 2, 3):
        kiosk.carry(desk.stick(), number, number)
    desk.admits = False
    (told,) = desk.wrong(desk.stick())
    assert re.search(r"De kiosk k-aaaaaaaa is hier nieuw; .*( \d{4}){5}\.", told)
    assert (desk.code, desk.asked) == (4, ["k-aaaaaaaa"])
    desk.admits = True
    assert "3 nieuwe aanmeldingen." in desk.evening(desk.stick("empty"))


def test_without_a_backup_there_is_no_receipt(full: Desk) -> None:
    """The spreadsheet and the report are written all the same, and the kiosks keep everything."""
    (full.folder / "backup").write_text("a file in the way", "utf-8")
    (told,) = full.wrong(full.stick())
    assert told == (
        f"! Er is geen reservekopie gemaakt in {full.folder / 'backup'}. Is die schijf "
        "aangesloten, en is er plaats op? Er komen nu geen ontvangstbewijzen op de sticks: de "
        "kiosken bewaren alles. Begin later opnieuw."
    )
    assert full.code == 5
    assert not (full.stick() / receipt.FOLDER).exists()
    assert (full.folder / "out" / "aanmeldingen.xlsx").exists()
    assert (full.folder / "out" / "verslag.html").exists()


def test_a_spreadsheet_that_is_open_keeps_no_receipt_from_the_stick(full: Desk) -> None:
    """As Excel on Windows locks it: told, and everything else is done."""
    (full.folder / "out" / "aanmeldingen.xlsx").mkdir(parents=True)
    (told,) = full.wrong(full.stick())
    assert "nog open in Excel? Sluit dat bestand dan." in told
    assert full.code == 5
    assert (full.stick() / receipt.FOLDER).is_dir()
    assert (full.folder / "out" / "verslag.html").exists()


def test_a_full_disk_keeps_the_spreadsheet_back_and_says_so_once(full: Desk) -> None:
    """No receipt stays away for it, and nothing but sentences is said."""
    with small(full.folder / "out", 64) as disk:
        disk.fill(leave_bytes=8192)
        told = full.evening(full.stick())
        assert any("Is de schijf vol?" in line for line in told if line.startswith(WRONG))
        assert not (disk.folder / "aanmeldingen.xlsx").exists()
    assert list(full.stick().glob("KIOSK-RECEIPTS/*.json"))


def test_a_first_evening_on_a_full_disk_can_be_begun_again(full: Desk) -> None:
    """No empty collection is left that would be missed for ever after."""
    with small(full.folder / "office", 4096) as disk:
        full.collection = disk.folder / "sign-ups.db"
        disk.fill()
        assert full.wrong(full.stick())
        assert not full.collection.exists()
        disk.empty()
        said = full.evening(full.stick())
        assert not any(line.startswith(WRONG) for line in said)
        assert f"Op de stick {full.stick()} staat het ontvangstbewijs." in said


def test_one_stick_that_is_not_there_stops_no_other(full: Desk) -> None:
    """It is named, and those that are in are collected."""
    said = full.evening(full.folder / "gone", full.stick())
    assert said[0] == (
        f"! {full.folder / 'gone'} kan niet worden gelezen. Staat het op een stick? Steek die in "
        "de computer, en begin opnieuw."
    )
    assert "3 nieuwe aanmeldingen." in said
    assert said[-1].startswith("Niet alles is gelukt.")
    assert full.code == 5


def test_a_folder_of_the_stick_may_be_dropped_in_its_place(full: Desk) -> None:
    """The receipt lies at the root, where the kiosk finds it, and nowhere deeper."""
    said = full.evening(full.stick() / bundle.FOLDER)
    assert (
        f"De aanmeldingen van {full.stick() / bundle.FOLDER} zijn gevonden in {full.stick()}."
    ) in said
    assert answered(full.stick()) in said
    assert [path.name for path in full.folder.rglob(receipt.FOLDER)] == [receipt.FOLDER]
    assert (full.stick() / receipt.FOLDER).is_dir()
    assert full.code == 0


def test_a_bundle_out_of_an_e_mail_is_answered_on_this_computer(desk: Desk) -> None:
    """The coordinator reads that the receipt still has to go to a stick."""
    loose = desk.stick("Downloads") / "Els.tar"
    loose.write_bytes(of_three().bundle())
    said = desk.evening(loose)
    assert "3 nieuwe aanmeldingen." in said
    assert answered(loose.parent) in said
    assert desk.code == 0


def test_an_empty_stick_is_asked_about(desk: Desk) -> None:
    """Nothing arrived, so there is no receipt; without a stick there is not even a collection."""
    desk.wrong(desk.folder / "gone")
    assert list(desk.folder.iterdir()) == []
    said = desk.evening(desk.stick())
    assert f"! In {desk.stick()} staan geen aanmeldingen." in "\n".join(said)
    assert "Er is nog niets aangekomen. Daarom zijn er geen ontvangstbewijzen." in said
    assert not (desk.stick() / receipt.FOLDER).exists()
    assert desk.code == 3


def test_a_damaged_collection_is_told_and_left_as_it_is(full: Desk) -> None:
    """With the way out: the newest backup in its place, and then it goes on."""
    full.evening(full.stick())
    file = full.folder / "sign-ups.db"
    (backup,) = (full.folder / "backup").iterdir()
    file.write_bytes(b"damaged" * 1000)
    (told,) = full.wrong(full.stick())
    assert "Zet dan de nieuwste reservekopie op die plaats" in told.replace("zet", "Zet")
    assert full.code == 3
    assert file.read_bytes() == b"damaged" * 1000
    shutil.copy(backup, file)
    assert full.wrong(full.stick()) == []


@pytest.mark.parametrize("how", ["gone", "empty"])
def test_a_lost_collection_is_not_begun_anew(full: Desk, how: str) -> None:
    """The spreadsheet stays as it was, nothing is taken or answered; the way back stands there."""
    full.evening(full.stick())
    file, sheet = full.folder / "sign-ups.db", full.folder / "out" / "aanmeldingen.csv"
    before = sheet.read_bytes()
    file.unlink() if how == "gone" else file.write_bytes(b"")
    of_three("k-bbbbbbbb").carry(full.stick("another"))
    said = full.evening(full.stick("another"))
    assert said[0] == (
        f"! De aanmeldingen stonden in {file}. Dat bestand is weg of leeg. Er is een reservekopie. "
        "Er is niets overschreven, en niets van de sticks gehaald."
    )
    command = f"kiosk signups restore {file} --backup {full.folder / 'backup'}"
    assert said[1] == f"Hiermee zet u de reservekopie terug; begin daarna opnieuw: {command}"
    assert said[-1].startswith("Niet alles is gelukt.")
    assert full.code == 3
    assert sheet.read_bytes() == before
    assert not (full.stick("another") / receipt.FOLDER).exists()
    assert full.type(*command.split()[1:]).code == 0
    assert "3 nieuwe aanmeldingen." in full.evening(full.stick("another"))
    assert b"Els k-aaaaaaaa" in sheet.read_bytes()


def test_a_lost_collection_without_a_backup_is_missed(full: Desk) -> None:
    """As when the disk with both is not in."""
    full.evening(full.stick())
    (full.folder / "sign-ups.db").unlink()
    shutil.rmtree(full.folder / "backup")
    (told,) = full.wrong(full.stick())
    assert "Ontbreekt er een schijf?" in told
    assert full.code == 3


def test_an_office_clock_far_ahead_deletes_nothing_even_the_second_time(full: Desk) -> None:
    """Beginning again does not make a date right; a yes does, and then it is as that day."""
    full.evening(full.stick())
    full.now = datetime(2099, 1, 1, tzinfo=UTC)
    for _ in range(2):
        full.dating = DateEvidence(full.now, NOW, evidence=True)
        said = full.evening(full.stick())
        assert any("Er is niets gewist op datum." in line for line in said)
        assert "3 aanmeldingen staan in de reservekopie, nagelezen en goed." in said
    table = (full.folder / "out" / "aanmeldingen.csv").read_text("utf-8-sig")
    assert table.count("Gennep") >= 3
    full.confirms = True
    said = full.evening(full.stick())
    (question,) = full.questions
    assert question == (
        "Volgens deze computer is het 1 januari 2099. Dan moeten 3 aanmeldingen worden gewist. "
        "Klopt die datum?"
    )
    assert "3 aanmeldingen mogen niet langer worden bewaard, en zijn gewist." in said


@pytest.mark.parametrize("last", [None, NOW])
def test_an_office_clock_far_behind_is_told_though_nothing_is_to_go(
    full: Desk, last: datetime | None
) -> None:
    """On a first evening too: what came in was given later than the computer says it is."""
    full.now = datetime(1970, 1, 1, 12, tzinfo=UTC)
    full.dating = DateEvidence(full.now, last, evidence=True)
    [told] = full.wrong(full.stick())
    assert "1 januari 1970. Er is niets gewist op datum." in told


NEEDS_A_HAND: dict[str, tuple[Callable[[Desk], object], str, int]] = {
    "a stick that takes no receipt": (
        lambda desk: (desk.stick() / receipt.FOLDER).write_text("a file in the way", "utf-8"),
        "! Er staat geen ontvangstbewijs in ",
        5,
    ),
    "a zip, with how to unpack it": (
        lambda desk: (desk.stick() / "KIOSK-SIGNUPS.zip").write_bytes(b"PK\3\4"),
        "“Alles uitpakken”",
        3,
    ),
    "a collection of demonstrations": (
        lambda desk: Collection(desk.folders.collection, create=True, demo=True).close(),
        "gaan niet samen",
        4,
    ),
}


@pytest.mark.parametrize(("make", "words", "code"), NEEDS_A_HAND.values(), ids=NEEDS_A_HAND.keys())
def test_what_needs_a_hand_is_told(
    full: Desk, make: Callable[[Desk], object], words: str, code: int
) -> None:
    """In one sentence, and by the exit code; nothing is lost by it."""
    make(full)
    (told,) = full.wrong(full.stick())
    assert words in told
    assert full.code == code


def test_what_is_past_its_day_is_deleted_and_told(desk: Desk) -> None:
    """From the collection and from the backup of the same evening."""
    kiosk = Kiosk(KEYS)
    kiosk.sign_up("Els", retention=TODAY)
    kiosk.carry(desk.stick())
    desk.evening(desk.stick())
    desk.now += timedelta(days=1)
    said = desk.evening(desk.stick())
    assert "1 aanmelding mag niet langer worden bewaard, en is gewist." in said
    assert "1 aanmelding is te oud om te bewaren. Die is niet opgehaald." in said
    assert "0 aanmeldingen staan in de reservekopie, nagelezen en goed." in said


def test_a_doubtful_date_deletes_nothing(desk: Desk) -> None:
    """The clock of a PC can be years off: it is told, the spreadsheet leaves them out."""
    kiosk = Kiosk(KEYS)
    kiosk.sign_up("Els", retention=TODAY)
    kiosk.sign_up("Jan")
    kiosk.carry(desk.stick())
    desk.evening(desk.stick())
    desk.now = NOW + timedelta(days=1)
    desk.dating = DateEvidence(desk.now, desk.now + timedelta(days=2), evidence=True)
    said = desk.evening(desk.stick())
    assert (
        "! De datum van deze computer klopt misschien niet: 9 oktober 2018. Er is niets gewist "
        "op datum. Zet de klok van de computer goed."
    ) in said
    assert "1 aanmelding mag niet langer worden bewaard, en staat er niet in." in said
    with Collection(desk.folder / "sign-ups.db") as collection:
        assert collection.count() == 2


def test_a_stick_cannot_steer_the_terminal(desk: Desk) -> None:
    """A town that moves the cursor or rings the bell is only odd letters."""
    kiosk = Kiosk(KEYS)
    kiosk.sign_up("Els", town="Venray\x1b[2J\x07")
    kiosk.sign_up("Jan", town="Venray\x1b[2J\x07")
    kiosk.sign_up("Piet", town="Venray\x1b[2J\x07")
    kiosk.carry(desk.stick(), 1, 1)
    kiosk.carry(desk.stick(), 3, 3)
    said = "\n".join(desk.evening(desk.stick()))
    assert "Venray?[2J?" in said
    assert "\x1b" not in said


SENTENCES = Sentences(CATALOGUE, "nl")
EVERYTHING = MergeResult(
    new=1,
    again=1,
    past=1,
    withdrawn=1,
    unread=(Path("a.tar"),),
    empty=(Path("stick"),),
    packed=(Path("stick.zip"),),
    elsewhere=((Path("KIOSK-SIGNUPS"), (Path("stick"),)),),
    uncopied=2,
    left=3,
    removed=(Person("0" * 32, "k-aaaaaaaa", 3, "Els", "els@example.org", TODAY),),
    held=(Claim("k-bbbbbbbb", "k-aaaaaaaa", (1, 2)),),
    refused=tuple(
        BundleRefusal(
            reason, Path(f"{reason}.tar"), "k-aaaaaaaa", "1" * 64, (2, 3), Path("q/copy.tar")
        )
        for union in get_args(Reason)
        for reason in get_args(union) or [union]
    ),
)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_sentence_is_whole(language: str) -> None:
    """A capital, a full stop, nothing left to be filled in; every reason has one of its own."""
    sentences = Sentences(CATALOGUE, language)
    known = Known("k-aaaaaaaa", "Venray", 9, 1, ((1, 2),), ((3, 3),), ((4, 6),))
    said = [*sentences.collected(EVERYTHING), *sentences.kiosk(known)]
    assert len(said) >= 20
    for line in said:
        bare = line.removeprefix(WRONG)
        assert bare[-1] in ".?", line
        assert "{" not in line
        named = bare.startswith("k-aaaaaaaa") or ".tar" in bare
        assert named or bare[0].isupper() or bare[0].isdigit(), line


def test_numbers_are_told_as_people_say_them() -> None:
    """`3, 12 tot en met 14`; and nothing of an evening is said in English by mistake."""
    to = CATALOGUE.say("nl")("{first} to {last}")
    assert in_words([(3, 3), (12, 14)], to) == "3, 12 tot en met 14"
    said = " ".join(SENTENCES.collected(EVERYTHING)).lower().split()
    assert {"the", "and", "is"} & set(said) <= {"is"}


class TestFolders:
    """What is remembered from one evening to the next."""

    def test_what_is_named_wins_over_what_is_remembered(self, tmp_path: Path) -> None:
        """And what is remembered over what is usual."""
        named = Folders(backup=tmp_path / "named")
        before = Folders(keys=tmp_path / "keys", backup=tmp_path / "before")
        usual = Folders(*(tmp_path / "usual",) * 4)
        chosen = named.over(before).over(usual)
        assert chosen == Folders(
            tmp_path / "keys", tmp_path / "usual", tmp_path / "named", tmp_path / "usual"
        )

    def test_what_is_remembered(self, tmp_path: Path) -> None:
        """A demonstration apart, a collection that was there; damage is forgotten."""
        file = tmp_path / "desk.json"
        tried = Folders(keys=DEMO, collection=tmp_path / "demo.db")
        locations.Locations().with_folders(tried, demo=True).with_evening(NOW).write(file)
        read = locations.Locations.read(file)
        assert read.of(demo=True) == tried
        assert read.of(demo=False) == Folders()
        assert read.last == NOW
        locations.Locations().with_collection(tmp_path / "sign-ups.db").write(file)
        assert locations.Locations.read(file).had(tmp_path / "sign-ups.db")
        assert not locations.Locations.read(file).had(tmp_path / "other.db")
        assert not locations.Locations.read(file).had(None)
        for broken in (b"", b"{", b"[]", b'{"last": 3}', b"\xff\xfe"):
            file.write_bytes(broken)
            assert locations.Locations.read(file) == locations.Locations()


def at_desk(home: Path, answers: dict[str, list[str]], *words: object) -> tuple[str, int]:
    """What stood on a terminal at the end of an evening, and the exit code."""
    return at_terminal(home, answers, "desk", *words)


def of_demo(stick: Path) -> None:
    """A demonstration's kiosk carries two sign-ups to this stick."""
    public = demo.PUBLIC.recipients[0]
    kiosk = Kiosk(KEYS, "k-demodemo", is_demo=True)
    for name in ("Els", "Jan"):
        content = answers(name, kiosk=kiosk.kiosk).to_bytes()
        kiosk.sealed(id_of(name), seal.seal(content, [public]), date(2099, 1, 1))
    kiosk.carry(stick)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="Windows has other terminals")
class TestTerminal:
    """What is asked, and only of somebody who can answer."""

    def test_the_first_evening_asks_and_the_second_only_the_passphrase(
        self, tmp_path: Path
    ) -> None:
        """Keys dragged in with their quotes, a slip in the passphrase, a kiosk that is yours."""
        keys = tmp_path / "my keys"
        keyring.new(keys, "een lange zin", work=CHEAP)
        of_demo(tmp_path / "stick")
        kiosk = Kiosk(keyring.open_daily(keys, "een lange zin"))
        kiosk.sign_up("Els", retention=date(2099, 1, 1))
        kiosk.carry(tmp_path / "stick")
        said, code = at_desk(
            tmp_path,
            {
                "druk op Enter:": ["'/nowhere'", f"'{keys}'"],
                "Wachtwoordzin (u ziet niet wat u typt):": ["een andere zin", "een lange zin"],
                "(ja/nee)": ["misschien", "ja"],
            },
            tmp_path / "stick",
        )
        assert "In /nowhere staan geen hele sleutels." in said
        assert "Met deze wachtwoordzin gaan de sleutels niet open. Typ hem nog eens." in said
        assert "een lange zin" not in said
        assert said.count("Zijn de cijfers gelijk, en is deze kiosk van u?") == 2
        assert "1 nieuwe aanmelding." in said
        assert "is een voorbeeld, en telt niet mee." in said
        assert code == 4  # what was of a demonstration was refused
        shutil.rmtree(tmp_path / "stick" / bundle.FOLDER / "k-demodemo")
        said, code = at_desk(
            tmp_path,
            {"Wachtwoordzin (u ziet niet wat u typt):": ["een lange zin"]},
            tmp_path / "stick",
        )
        assert "Waar liggen" not in said
        assert "1 aanmelding was al eerder binnen. Die telt niet dubbel." in said
        assert "Klaar." in said
        assert code == 0

    def test_no_is_no(self, tmp_path: Path) -> None:
        """A kiosk whose digits differ is not taken, and can be asked about again."""
        of_demo(tmp_path / "stick")
        command = (tmp_path / "stick", "--keys", DEMO)
        password = {"Wachtwoordzin (u ziet niet wat u typt):": [demo.PASSPHRASE]}
        said, code = at_desk(tmp_path, password | {"(ja/nee)": ["nee"]}, *command)
        assert "de aanmeldingen wachten" in said
        assert code == 4
        said, code = at_desk(tmp_path, password | {"(ja/nee)": ["j"]}, *command)
        assert "2 nieuwe aanmeldingen." in said
        assert code == 0

    def test_three_wrong_passphrases_end_it(self, tmp_path: Path) -> None:
        """And nothing was changed; nobody is told to type it again who cannot."""
        (tmp_path / "stick").mkdir()
        said, code = at_desk(
            tmp_path,
            {"Wachtwoordzin (u ziet niet wat u typt):": ["een", "twee", "drie", "vier"]},
            *(tmp_path / "stick", "--keys", DEMO),
        )
        assert said.count("Typ hem nog eens.") == 2
        assert "gaan de sleutels niet open — zoek hem op" in said
        assert "er is niets veranderd" in said
        assert code == 3
        assert [path.name for path in tmp_path.iterdir()] == ["stick"]
