"""What comes out of the spreadsheets, in the programs that open them: text, unchanged."""

from __future__ import annotations

import csv
import shutil
import subprocess
from datetime import timedelta
from typing import TYPE_CHECKING

import naughty
import openpyxl
import pytest
from babel import Locale
from signups.kiosks import CATALOGUE, KEYS, TODAY, Kiosk, Office, daily

from kiosk.errors import InputError, MachineError
from kiosk.office import columns, contacts, spreadsheet
from kiosk.office.cells import unescape
from kiosk.office.collection import Collection
from kiosk.signups.signup import Consent, tidy_name

if TYPE_CHECKING:
    from pathlib import Path

SIGNS = ["=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20"]
HOSTILE = [before + sign + "1+1" for sign in SIGNS for before in ("", "  ", "'", " '")]
say = CATALOGUE.say("nl")


def written(tmp_path: Path, kiosk: Kiosk) -> tuple[Path, Path]:
    """The workbook and the CSV of what this kiosk collected."""
    office = Office(tmp_path)
    kiosk.carry(tmp_path / "stick")
    office.collect(tmp_path / "stick")
    office.sheets()
    return office.file.with_suffix(".xlsx"), office.file.with_suffix(".csv")


def cells(file: Path) -> list[list[openpyxl.cell.Cell]]:
    """The rows of a workbook."""
    return [list(row) for row in openpyxl.load_workbook(file).worksheets[0].iter_rows()]


def lines(file: Path) -> list[list[str]]:
    """The rows of a CSV, still escaped."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        return list(csv.reader(opened, delimiter=";"))


def hostile() -> Kiosk:
    """A kiosk where every hostile text is a consent, and a name where a name can be so."""
    kiosk = Kiosk(KEYS)
    for at, text in enumerate(HOSTILE):
        kiosk.sign_up(
            f"visitor {at}",
            name=tidy_name(text),
            consents=(Consent(purpose="nieuws", words=text),),
        )
    return kiosk


def test_naughty_names_come_back_unchanged(tmp_path: Path) -> None:
    """Every naughty string that is a name is the same name in the workbook and in the CSV."""
    names = sorted({tidy_name(string) for string in naughty.strings()} - {""})
    assert len(names) > 300
    kiosk = Kiosk(KEYS)
    for at, name in enumerate(names):
        kiosk.sign_up(f"visitor {at}", name=name)
    xlsx, comma = written(tmp_path, kiosk)
    assert [str(row[0].value) for row in cells(xlsx)[1:]] == names
    assert [unescape(row[0]) for row in lines(comma)[1:]] == names
    assert comma.read_bytes().startswith(b"\xef\xbb\xbf")


def test_hostile_texts_are_text(tmp_path: Path) -> None:
    """A text cell in the workbook; behind an apostrophe in the CSV, which gives it back."""
    xlsx, comma = written(tmp_path, hostile())
    rows = cells(xlsx)
    at = [cell.value for cell in rows[0]].index(say("Consent: {purpose}").format(purpose="nieuws"))
    for row in rows[1:]:
        assert row[0].data_type == row[at].data_type == "s"
        assert "f" not in {cell.data_type for cell in row}
    told = [row[at] for row in lines(comma)[1:]]
    assert all(line.startswith("'") for line in told)
    assert [unescape(line) for line in told] == HOSTILE


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_libreoffice_finds_no_formula(tmp_path: Path, kind: str) -> None:
    """LibreOffice opens either file with all rows there and no formula among them."""
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("no LibreOffice (soffice) here, so nothing was opened in it")
    files = dict(zip(("xlsx", "csv"), written(tmp_path, hostile()), strict=True))
    how = ["--infilter=CSV:59,34,76,1"] if kind == "csv" else []
    subprocess.run(
        [
            office,
            f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
            "--headless",
            *how,
            "--convert-to",
            "fods",
            "--outdir",
            str(tmp_path / "out"),
            str(files[kind]),
        ],
        check=True,
        capture_output=True,
        timeout=120,
    )
    made = (tmp_path / "out" / "sign-ups.fods").read_text(encoding="utf-8")
    assert f"visitor.{len(HOSTILE) - 1}@example.org" in made
    assert "table:formula" not in made


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("+31612345678", "(+31) 6 12345678"),
        ("0612345678", "0612345678"),
        ("+999999999999", "+999999999999"),
    ],
)
def test_a_phone_is_no_sum(number: str, shown: str) -> None:
    """An international number has its code in brackets; any other stays as it was typed."""
    assert contacts.phone(number) == shown
    assert contacts.phone("+3225551234").startswith("(+32) ")


def test_rows_with_the_same_contact_are_marked(tmp_path: Path) -> None:
    """Capitals and blanks do not hide that two rows lead to one person."""
    kiosk = Kiosk(KEYS)
    for at, email in enumerate(["els@example.org", "ELS@example.org", "jan@example.org"]):
        kiosk.sign_up(f"mail {at}", email=email)
    for at, phone in enumerate(["06 1234 5678", "06-12345678"]):
        kiosk.sign_up(f"phone {at}", email=None, phone=phone)
    _, comma = written(tmp_path, kiosk)
    rows = lines(comma)
    at = rows[0].index(say("Same contact"))
    assert [row[at] for row in rows[1:]] == ["2 rijen", "2 rijen", "", "2 rijen", "2 rijen"]


def test_past_their_day_are_left_out_and_counted(tmp_path: Path) -> None:
    """The last day itself still counts; other keys open nothing and say so."""
    kiosk, office = Kiosk(KEYS), Office(tmp_path)
    kiosk.sign_up("Gone", retention=TODAY - timedelta(days=1))
    kiosk.sign_up("Last", retention=TODAY)
    kiosk.carry(tmp_path / "stick")
    office.collect(tmp_path / "stick", today=None)
    with Collection(office.file) as collection:
        opened = spreadsheet.opened(collection, KEYS, TODAY)
        with pytest.raises(InputError):
            spreadsheet.opened(collection, daily("other"), TODAY)
    assert (len(opened), opened.past, opened.closed) == (1, 1, 0)
    (tmp_path / "taken").mkdir()
    for write in (spreadsheet.xlsx, spreadsheet.comma_separated):
        with pytest.raises(MachineError):
            write(opened, tmp_path / "taken", CATALOGUE)
    assert not list(tmp_path.glob(".taken*"))


def test_many_purposes_share_a_column(tmp_path: Path) -> None:
    """What has no column of its own stands in the last one for consents, and is not lost."""
    kiosk = Kiosk(KEYS)
    many = range(columns.MOST_PURPOSES + 2)
    kiosk.sign_up(
        "Els",
        consents=tuple(Consent(purpose=f"p{number:02}", words=f"yes {number}") for number in many),
    )
    rows = lines(written(tmp_path, kiosk)[1])
    assert rows[1][rows[0].index(say("Other consents"))] == "yes 20; yes 21"


def test_a_language_is_named() -> None:
    """A language has its Dutch name, or its code if it has none."""
    assert columns.spoken("en", Locale("nl")) == "Engels"
    assert columns.spoken("xx", Locale("nl")) == "xx"
