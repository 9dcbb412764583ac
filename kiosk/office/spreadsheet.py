"""The spreadsheet: every sign-up that may be used, opened, as XLSX and as CSV.

In XLSX a text is a text cell, never a formula, also when somebody edits it. The CSV is for whom
double-clicks it in a Dutch Excel: UTF-8 with a byte order mark, semicolons (a Dutch Excel takes no
comma, and a line `sep=` would make it forget the UTF-8), lines that end as on Windows, and texts
escaped as `cells` says.

A file is there whole or not at all. What is half-written lies beside it, in a folder that nobody
else may read: the same disk will hold all of it in a moment anyway, the system's folder for
temporary files would keep it longer.
"""

from __future__ import annotations

import contextlib
import csv
import errno
import hashlib
import os
import pickle
import secrets
import shutil
import zlib
from array import array
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from kiosk import files
from kiosk.errors import InputError, MachineError
from kiosk.i18n.catalogue import Catalogue
from kiosk.keys.keyring import Daily
from kiosk.office import contacts
from kiosk.office.cells import escape
from kiosk.office.collection import Collection
from kiosk.office.columns import SpreadsheetColumns
from kiosk.office.openers import Openers, Unseal
from kiosk.signups.signup import SignUp

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_575
"""What a sheet of Excel holds, below its headings (Excel specifications and limits)."""

_ROOM_BYTES, _ROOM_TIMES = 128 << 10, 4
"""So much room a workbook takes while it is written: always, and for each byte of the sign-ups."""
_HEADING = {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F2430"}
_MARK = "#FFE7A8"
_CREATED = datetime(1980, 1, 1, tzinfo=UTC)  # the same sign-ups give the same file
_PORTION = 500
Progress: TypeAlias = Callable[[float, str], None]
_Line: TypeAlias = tuple[Sequence[str | int | date], bool]


class ExportRow(NamedTuple):
    """A sign-up, opened."""

    content: bytes
    """As JSON."""
    number: int
    """At its kiosk."""
    retention: date | None
    """The last day it may be kept."""


@dataclass(frozen=True, slots=True)
class ExportContents:
    """The sign-ups of a collection, opened. Names and addresses: keep it short-lived."""

    portions: tuple[bytes, ...]
    """The rows, some hundreds at a time, compressed to a tenth of what they take."""
    total: int
    """How many rows there will be."""
    total_bytes: int
    """How long the contents of all of them are."""
    alike: Mapping[int, int]
    """How many lead to the same mailbox or telephone, by a mark of that, where it is more than one:
    the marks of all would take more memory than the sign-ups."""
    purposes: tuple[str, ...]
    """Ids of all purposes anybody agreed to."""
    past: int
    """Left out: they may not be kept any longer."""
    closed: int
    """Left out: these keys do not open them."""

    def __len__(self) -> int:
        """How many rows there will be."""
        return self.total

    def rows(self) -> Iterator[ExportRow]:
        """Each, in order of day, kiosk and number."""
        for portion in self.portions:
            rows: list[ExportRow] = pickle.loads(zlib.decompress(portion))  # noqa: S301 - of this memory
            yield from rows


def contents(
    collection: Collection, daily: Daily, today: date, progress: Progress = lambda _done, _at: None
) -> ExportContents:
    """Open what may be used today. Raises InputError if these keys open nothing of it."""
    expected = max(1, collection.count())
    portions: list[bytes] = []
    rows: list[ExportRow] = []
    marks, purposes = array("Q"), set[str]()
    total = total_bytes = closed = 0
    with Openers(daily.identities) as openers:
        sealed = ((kept.sealed, kept.number, kept.retention) for kept in collection.sign_ups(today))
        for at, (_, opened) in enumerate(openers.each(_open, sealed)):
            if at % 100 == 0:
                progress(min(1.0, at / expected), "")
            if opened is None:
                closed += 1
                continue
            row, mark, its_purposes = opened
            rows.append(row)
            total, total_bytes = total + 1, total_bytes + len(row.content)
            marks.append(mark)
            purposes.update(its_purposes)
            if len(rows) == _PORTION:
                portions.append(_compressed(rows))
                rows = []
    if closed and not total:
        raise InputError(
            "these keys do not open these sign-ups", "use the keys that the exhibit was made with"
        )
    if total > MOST_ROWS:
        raise InputError("there are more sign-ups than a sheet has rows", "write a CSV only")
    portions.append(_compressed(rows))
    past = collection.count(before=today)
    return ExportContents(
        tuple(portions), total, total_bytes, _alike(marks), tuple(sorted(purposes)), past, closed
    )


def _alike(marks: array[int]) -> dict[int, int]:
    """How often each stands there that stands there more than once."""
    counts = ((mark, sum(1 for _ in same)) for mark, same in groupby(sorted(marks)))
    return {mark: times for mark, times in counts if times > 1}


def _open(
    unseal: Unseal, kept: tuple[bytes, int, date | None]
) -> tuple[ExportRow, int, tuple[str, ...]] | None:
    """A row, the mark of its mailbox or telephone, and its purposes; None if it does not open."""
    sealed, number, retention = kept
    try:
        content = unseal(sealed).rstrip(b" ")
        sign_up = SignUp.from_bytes(content)
    except InputError:
        return None
    purposes = tuple(consent.purpose for consent in sign_up.consents)
    return ExportRow(content, number, retention), _mark(sign_up), purposes


def _mark(sign_up: SignUp) -> int:
    """Equal for two that lead to the same mailbox or telephone; shorter than an address."""
    key = contacts.alike(sign_up).encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "big")


def _compressed(rows: list[ExportRow]) -> bytes:
    return zlib.compress(pickle.dumps(rows), 1)


def xlsx(
    what: ExportContents,
    file: Path,
    catalogue: Catalogue,
    language: str = "nl",
    progress: Progress = lambda _done, _at: None,
) -> None:
    """Write a workbook with one sheet. Raises MachineError if it cannot, or is open in Excel."""
    columns = SpreadsheetColumns(what.purposes, catalogue, language)

    def write(part: Path) -> None:
        _refuse_without_room(part.parent, what)
        options = {
            "constant_memory": True,  # rows leave memory as they are written
            "tmpdir": str(part.parent),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        book = xlsxwriter.Workbook(part, options)
        book.set_properties({"created": _CREATED.replace(tzinfo=None)})
        sheet = book.add_worksheet(columns.title)
        _lay_out(sheet, len(what), columns)
        _fill(book, sheet, columns, _lines(what, columns, progress))
        try:
            book.close()
        except FileCreateError as error:
            raise OSError(*getattr(error.args[0], "args", ())) from error

    _whole(file, write)


def _lay_out(sheet: Worksheet, rows: int, columns: SpreadsheetColumns) -> None:
    """Headings that stay in sight, a filter, and what is printed on one sheet of A4 in width."""
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, rows), len(columns.widths) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    for at, width in enumerate(columns.widths):
        sheet.set_column(at, at, width)
    sheet.set_row(0, 36)


def _fill(
    book: xlsxwriter.Workbook, sheet: Worksheet, columns: SpreadsheetColumns, lines: Iterator[_Line]
) -> None:
    """Headings and rows, each cell as what it is."""
    heading = book.add_format({**_HEADING, "valign": "vcenter", "text_wrap": True})
    looks = [_looks(book, {}), _looks(book, {"bg_color": _MARK})]
    for at, words in enumerate(columns.headings):
        sheet.write_string(0, at, words, heading)
    for row, (cells, twice) in enumerate(lines, 1):
        text, day, number = looks[twice]
        for at, cell in enumerate(cells):
            if isinstance(cell, str):
                if cell or twice:
                    sheet.write_string(row, at, cell, text)
            elif isinstance(cell, date):
                sheet.write_datetime(row, at, datetime.combine(cell, time()), day)
            else:
                sheet.write_number(row, at, cell, number)


def _refuse_without_room(folder: Path, what: ExportContents) -> None:
    """Raise OSError where a workbook finds no room: half-written, it fails again as it is left."""
    needed = _ROOM_BYTES + _ROOM_TIMES * what.total_bytes
    if shutil.disk_usage(folder).free < needed:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def comma_separated(
    what: ExportContents,
    file: Path,
    catalogue: Catalogue,
    language: str = "nl",
    progress: Progress = lambda _done, _at: None,
) -> None:
    """Write a CSV. Raises MachineError if it cannot, or is open in Excel."""
    columns = SpreadsheetColumns(what.purposes, catalogue, language)

    def write(part: Path) -> None:
        with part.open("w", encoding="utf-8-sig", newline="") as opened:
            table = csv.writer(opened, delimiter=";", quoting=csv.QUOTE_ALL, lineterminator="\r\n")
            table.writerow([escape(heading) for heading in columns.headings])
            for cells, _ in _lines(what, columns, progress):
                table.writerow([escape(cell) if isinstance(cell, str) else cell for cell in cells])

    _whole(file, write)


def _lines(
    what: ExportContents, columns: SpreadsheetColumns, progress: Progress
) -> Iterator[_Line]:
    """The cells of each row, and whether its contact stands in another row too."""
    for at, (content, number, retention) in enumerate(what.rows()):
        if at % 100 == 0:
            progress(at / len(what), "")
        sign_up = SignUp.from_bytes(content)
        rows = what.alike.get(_mark(sign_up), 1)
        yield columns.cells(sign_up, number, retention, rows), rows > 1


def _looks(book: xlsxwriter.Workbook, more: dict[str, str]) -> tuple[object, object, object]:
    """The looks of a text, a day and a number.

    `quote_prefix` and `@` keep a text a text, also for whom edits the cell.
    """
    return (
        book.add_format({"num_format": "@", "quote_prefix": True, **more}),
        book.add_format({"num_format": "dd-mm-yyyy", "align": "left", **more}),
        book.add_format({"num_format": "0", "align": "left", **more}),
    )


def _whole(file: Path, write: Callable[[Path], None]) -> None:
    """Let `write` make a file, and put it at `file`. Raises MachineError."""
    room = file.with_name(f".{file.name}.{secrets.token_hex(4)}.part")
    part = room / file.name
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        for left in file.parent.glob(f".{file.name}.*.part"):  # a power cut left these
            shutil.rmtree(left, ignore_errors=True)
        room.mkdir(mode=0o700)
        write(part)
        with contextlib.suppress(OSError):  # a stick may know no permissions
            part.chmod(0o600)
        with part.open("r+b") as made:
            os.fsync(made.fileno())
        part.replace(file)
        files.sync_folder(file.parent)
    except PermissionError as error:
        raise MachineError(
            f"{file} may not be written", "close it in Excel, or look at its rights"
        ) from error
    except OSError as error:
        raise MachineError(
            f"{file} could not be written: {error.strerror}", "free some space, and try again"
        ) from error
    finally:
        shutil.rmtree(room, ignore_errors=True)
