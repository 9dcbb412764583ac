"""The spreadsheet: what visitors typed arrives as text, and never as a formula."""

import csv
import io
import shutil
import subprocess
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

import naughty
import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape as unescape_xml
from signups.kiosks import CATALOGUE, KEYS, RETENTION, TODAY, Kiosk, Office, answers, daily

from kiosk.errors import InputError, MachineError
from kiosk.office import spreadsheet
from kiosk.office.cells import escape, unescape
from kiosk.office.collection import Collection
from kiosk.office.columns import MOST_PURPOSES, SpreadsheetColumns
from kiosk.office.spreadsheet import ExportContents
from kiosk.signups.signup import NAME_LENGTH, Consent, Interest, tidy_name

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(1)", "\t=1", "\r=1", "＝1+1", "＋1", "－1", "＠SUM(1)"]  # noqa: RUF001 - the wide forms
HIDDEN = ["  =1+1", "'=1+1", " ' =1+1", "\u00a0=1+1", "a;=1+1", "a,=1+1", "a|=1", "a\n=1", "a\t=1"]
SIMPLE = ["Els", "Jan-Willem", "O'Neill", "Müller", "Ольга", "محمد", "a@b.nl", "(+31) 6 12345", ""]
NUMBERS = ["0612345678", "12", "1E5", "3-5", "12:30", "1.234,56", " 007 "]


def of_names(office: Office, names: Sequence[str]) -> None:
    """Collect a sign-up for each name, in this order."""
    kiosk = Kiosk(KEYS)
    for number, name in enumerate(names):
        kiosk.sign_up(f"{number}", name=name)
    for first in range(1, len(names) + 1, 400):
        kiosk.carry(office.file.parent / "stick", first, min(first + 399, len(names)))
    office.collect(office.file.parent / "stick")


def opened(office: Office, today: date = TODAY) -> ExportContents:
    """What goes into a spreadsheet today."""
    with Collection(office.file) as collection:
        return spreadsheet.contents(collection, office.keys, today)


def cells_of(xlsx: bytes) -> list[list[openpyxl.cell.cell.Cell]]:
    """The rows of the only sheet, headings first."""
    book = openpyxl.load_workbook(io.BytesIO(xlsx))
    return [list(row) for row in book.active.iter_rows()]


def assert_kept(xlsx: bytes, content: bytes, typed: list[str], at: int = 0) -> None:
    """See that this column is what was typed, in either file, and that nothing is a formula."""
    _, *found = cells_of(xlsx)
    assert [unescape_xml(row[at].value) for row in found] == typed
    assert {cell.data_type for row in found for cell in row} <= {"s", "inlineStr", "d", "n"}
    assert [unescape(row[at]) for row in rows_of(content)[1:]] == typed


def rows_of(content: bytes) -> list[list[str]]:
    """The rows of a CSV, headings first, as whoever reads the file by the rules has them."""
    text = content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True))


def test_what_a_spreadsheet_would_take_for_more_than_text_gets_an_apostrophe() -> None:
    """At the beginning, and after whatever another country's spreadsheet cuts at.

    Names, addresses and international numbers look in the file as people write them.
    """
    for text in FORMULAS + HIDDEN + NUMBERS:
        assert "'" in escape(text), text
        assert escape(text) != text
        assert unescape(escape(text)) == text
    assert list(map(escape, SIMPLE)) == SIMPLE


@given(st.text() | st.text(alphabet=" '=+-@\t\r\n,;|a1e.\uff1d\u00a0"))
@settings(max_examples=400)
def test_escaping_can_be_undone_and_leaves_no_formula(text: str) -> None:
    """Whatever was typed: it comes back to the letter, and no part of the cell begins one."""
    escaped = escape(text)
    assert unescape(escaped) == text
    for part in [escaped, *(escaped.replace("|", ";").replace(",", ";").split(";"))]:
        assert not part.lstrip(" \u00a0").startswith(tuple("=+-@＝＋－＠"))  # noqa: RUF001


@given(
    names=st.lists(
        st.text(min_size=1).map(tidy_name).filter(bool)
        | st.sampled_from([tidy_name(text) for text in FORMULAS + HIDDEN]),
        min_size=1,
        max_size=6,
    )
)
@settings(max_examples=25)
def test_every_name_arrives_in_both_files_as_it_was_typed(
    names: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """And is a text in the workbook, whatever it looks like."""
    office = Office(tmp_path_factory.mktemp("office"))
    of_names(office, names)
    assert_kept(*office.sheets(), names)


NAUGHTY = list(
    dict.fromkeys(
        filter(None, map(tidy_name, FORMULAS + HIDDEN + NUMBERS + SIMPLE + naughty.strings()))
    )
)


@pytest.fixture(scope="module")
def sheets_of_naughty(tmp_path_factory: pytest.TempPathFactory) -> tuple[bytes, bytes]:
    """The workbook and the CSV of hundreds of names that broke programs elsewhere."""
    assert len(NAUGHTY) > 300
    office = Office(tmp_path_factory.mktemp("naughty"))
    of_names(office, NAUGHTY)
    return office.sheets()


def test_naughty_strings_go_through_as_they_were_kept(
    sheets_of_naughty: tuple[bytes, bytes],
) -> None:
    """Hundreds of strings that broke programs elsewhere, as names, as a kiosk keeps them."""
    assert_kept(*sheets_of_naughty, NAUGHTY)


def test_what_an_exhibit_asks_consent_for_is_text_too(office: Office) -> None:
    """A text cell in the workbook; behind an apostrophe in the CSV, which gives it back."""
    kiosk, texts = Kiosk(KEYS), FORMULAS + HIDDEN
    for at, text in enumerate(texts):
        kiosk.sign_up(f"visitor {at}", consents=(Consent(purpose="nieuws", words=text),))
    office.collect_from(kiosk)
    assert_kept(*office.sheets(), texts, at=6)


def test_what_only_a_strange_kiosk_sends_still_makes_whole_files(office: Office) -> None:
    """Control characters, line ends, a name of nothing but zeros: no row is lost or split."""
    names = ["a\0b", "c\x1b[2Jd", "e\r\nf", "\ufffe\uffff", "_x0041_", "00", "x" * NAME_LENGTH]
    of_names(office, names)
    xlsx, content = office.sheets()
    assert len(cells_of(xlsx)) == len(names) + 1
    assert [unescape(row[0]) for row in rows_of(content)[1:]] == names


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
@pytest.mark.slow
def test_libreoffice_opens_both_files_without_a_formula(
    sheets_of_naughty: tuple[bytes, bytes], tmp_path: Path
) -> None:
    """What a real spreadsheet program shows is the text; it computes nothing."""
    xlsx, content = sheets_of_naughty
    (tmp_path / "a.xlsx").write_bytes(xlsx)
    (tmp_path / "b.csv").write_bytes(content)
    (tmp_path / "c.csv").write_bytes(b'"=1+1"\r\n')
    [book] = in_libreoffice(tmp_path / "a.xlsx")
    sheet, sum_ = in_libreoffice(tmp_path / "b.csv", tmp_path / "c.csv")
    for shown in (book, sheet):
        assert shown.count("<table:table-row") > len(NAUGHTY)
        assert "table:formula" not in shown
        assert "Jan-Willem" in shown
    assert "table:formula" in sum_, "nothing would have been seen"


def in_libreoffice(*files: Path) -> list[str]:
    """What LibreOffice makes of files of one kind: all of their cells, as XML."""
    folder = files[0].parent
    # Separator ;, quote ", UTF-8, from the first line; formulas are evaluated, as Excel does.
    dutch = "CSV:59,34,76,1,,1043,false,true,false,false,false,-1,true"
    subprocess.run(
        [
            str(shutil.which("soffice")),
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            *([f"--infilter={dutch}"] if files[0].suffix == ".csv" else []),
            *("--convert-to", "fods", "--outdir", str(folder), *map(str, files)),
        ],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return [file.with_suffix(".fods").read_text("utf-8") for file in files]


def test_numbers_look_like_numbers_of_telephones(office: Office) -> None:
    """With their country in brackets, so that none becomes a sum or loses its zero."""
    shown = {
        "+31612345678": "(+31) 6 12345678",
        "+31433214567": "(+31) 43 321 4567",
        "+32470123456": "(+32) 470 12 34 56",
        "+4915112345678": "(+49) 1511 2345678",
        "0431": "0431",
        "+999123456789": "+999123456789",
        "ask Jan": "ask Jan",
    }
    kiosk = Kiosk(KEYS)
    for number in shown:
        kiosk.sign_up(number, email=None, phone=number)
    office.collect_from(kiosk)
    assert_kept(*office.sheets(), list(shown.values()), at=2)


def test_rows_with_the_same_contact_are_marked(office: Office) -> None:
    """The same mailbox in other capitals, the same number in other dress; and coloured."""
    kiosk = Kiosk(KEYS)
    kiosk.sign_up("Els", email="ÉLS@Example.org")
    kiosk.sign_up("Els again", email="e\u0301ls@example.org")
    kiosk.sign_up("Jan", email="jan@example.org")
    kiosk.sign_up("Piet", email=None, phone="043-321 4567")
    kiosk.sign_up("Piet again", email=None, phone="0433214567")
    kiosk.sign_up("Piet thrice", email=None, phone="043 3214567")
    office.collect_from(kiosk)
    _, *rows = cells_of(office.sheets()[0])
    told = [row[3].value or "" for row in rows]
    assert told == ["2 rijen", "2 rijen", "", "3 rijen", "3 rijen", "3 rijen"]
    coloured = [row[0].fill.fgColor.rgb == "FFFFE7A8" for row in rows]
    assert coloured == [bool(word) for word in told]


def test_the_workbook_is_ready_to_be_used(office: Office) -> None:
    """Headings in Dutch that stay in sight, a filter, days that are days, texts that are texts."""
    of_names(office, ["Els"])
    book = openpyxl.load_workbook(io.BytesIO(office.sheets()[0]))
    sheet = book.active
    headings = [cell.value for cell in sheet[1]]
    assert headings[:4] == ["Naam", "E-mailadres", "Telefoon", "Zelfde contact"]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(2, len(headings)).coordinate}"
    by_heading = dict(zip(headings, sheet[2], strict=True))
    assert by_heading["Dag"].value == datetime(2018, 10, 3)  # noqa: DTZ001 - a cell has no zone
    assert by_heading["Bewaren tot en met"].value.date() == RETENTION
    assert by_heading["Toestemming: nieuws"].value == "Ik wil nieuws krijgen"
    assert by_heading["Werkbijeenkomsten"].value == "Gennep, 3 oktober 2018"
    assert by_heading["Taal"].value == "Nederlands"
    assert (by_heading["Naam"].number_format, by_heading["Naam"].quotePrefix) == ("@", True)
    assert book.defined_names == {}


def test_the_csv_is_as_a_dutch_excel_takes_it(office: Office) -> None:
    """UTF-8 with its mark, semicolons, lines as on Windows; in English only words of ours."""
    of_names(office, ["Zoë"])
    content = office.sheets()[1]
    assert content.startswith(b'\xef\xbb\xbf"Naam";"E-mailadres";')
    assert content.endswith(b"\r\n")
    assert content.count(b"\r\n") == content.count(b"\n") == 2
    assert '"Zoë"'.encode() in content
    file = office.file.with_suffix(".csv")
    spreadsheet.comma_separated(opened(office), file, CATALOGUE, "en")
    headings, row = rows_of(file.read_bytes())
    assert headings[0] == "Name"
    assert "Gennep, 3 October 2018" in row
    assert "Dutch" in row


def test_what_the_kiosk_was_not_sure_of_is_said(office: Office) -> None:
    """A doubtful day has its remark; an unknown place stays blank, a language its code."""
    kiosk = Kiosk(KEYS)
    kiosk.sign_up("Els", clock_trusted=False, place=None, town=None, language="zz")
    office.collect_from(kiosk)
    told = dict(zip(*rows_of(office.sheets()[1]), strict=True))
    assert "klok" in told["Opmerking"]
    assert (told["Aangemeld in"], told["Taal"]) == ("", "zz")


def test_consents_beyond_all_measure_share_a_column() -> None:
    """A kiosk that invents much makes no sheet without end, nor a cell Excel cannot hold."""
    purposes = tuple(f"p{number}" for number in range(MOST_PURPOSES + 5))
    columns = SpreadsheetColumns(purposes, CATALOGUE, "nl")
    sign_up = answers(
        consents=tuple(Consent(purpose=purpose, words=f"words {purpose}") for purpose in purposes)
    )
    cells = columns.cells(sign_up, 1, RETENTION, 1)
    assert len(cells) == len(columns.headings) == len(columns.widths)
    assert cells[columns.headings.index("Andere toestemmingen")] == "; ".join(
        f"words {purpose}" for purpose in purposes[MOST_PURPOSES:]
    )
    many = tuple(Interest(id=f"c{number}", name="x" * 200) for number in range(130))
    columns = SpreadsheetColumns((), CATALOGUE, "nl")
    cells = columns.cells(answers(cooperatives=many), 1, RETENTION, 1)
    assert max(len(cell) for cell in cells if isinstance(cell, str)) < 32_767


def test_what_is_past_its_day_is_left_out_and_told(office: Office) -> None:
    """Nobody keeps it longer: not in a spreadsheet either."""
    kiosk = Kiosk(KEYS)
    kiosk.sign_up("Short", retention=TODAY)
    kiosk.sign_up("Long")
    office.collect_from(kiosk)
    assert len(opened(office)) == 2
    rest = opened(office, TODAY + timedelta(days=1))
    assert (len(rest), rest.past, rest.closed) == (1, 1, 0)


def test_other_keys_open_nothing_and_write_nothing(office: Office) -> None:
    """Told in one sentence, before any file is made."""
    of_names(office, ["Els"])
    office.keys = daily("other")
    with pytest.raises(InputError, match="do not open"):
        office.sheets()
    assert not office.file.with_suffix(".xlsx").exists()


def test_an_empty_collection_makes_a_sheet_of_headings(office: Office) -> None:
    """The first evening may bring nothing."""
    Collection(office.file, create=True).close()
    xlsx, content = office.sheets()
    assert len(cells_of(xlsx)) == len(rows_of(content)) == 1


def test_the_same_sign_ups_give_the_same_file(office: Office) -> None:
    """To the byte, and no zip entry tells when it was made."""
    of_names(office, ["Els", "Jan"])
    assert office.sheets() == office.sheets()
    with zipfile.ZipFile(io.BytesIO(office.sheets()[0])) as book:
        assert {member.date_time[0] for member in book.infolist()} == {1980}
        assert TODAY.strftime("%Y-%m").encode() not in book.read("docProps/core.xml")


def test_a_file_is_there_whole_or_not_at_all(office: Office) -> None:
    """The old one stays when the new one cannot be written; no half, and no plain text, is left."""
    of_names(office, ["Els"])
    office.sheets()
    left = office.file.parent / ".sign-ups.csv.0badf00d.part"
    left.mkdir()
    (left / "sign-ups.csv").write_text("Els", "utf-8")
    office.sheets()
    assert [path for path in office.file.parent.iterdir() if path.name.startswith(".")] == []
    in_the_way = office.file.with_suffix(".csv")
    in_the_way.unlink()
    in_the_way.mkdir()
    with pytest.raises(MachineError):
        office.sheets()
    assert [path for path in office.file.parent.iterdir() if path.name.startswith(".")] == []


def test_a_full_disk_is_told(office: Office) -> None:
    """In words, and nothing of the new file stays."""
    if not Path("/dev/full").exists():
        pytest.skip("no full disk to be had")
    of_names(office, ["Els"])
    with pytest.raises(MachineError):
        spreadsheet.xlsx(opened(office), Path("/dev/full/out.xlsx"), CATALOGUE)
