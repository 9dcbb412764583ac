"""The last thing that went wrong: which part, what kind, when. Never what it was about."""

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from kiosk import files
from kiosk.journal import FILE

_MOST_BYTES: Final = 1 << 20
"""So much of a file is looked at, from its end: as much as there is."""
_LINE: Final = re.compile(
    r"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d),\d{3} ([A-Z]{1,16}) ([A-Za-z_][\w.]{0,79}): ", re.ASCII
)
"""How a line of the journal begins; what follows is its words, and no business of ours."""
_LEVELS: Final = {"WARNING", "ERROR", "CRITICAL"}
_RAISED: Final = re.compile(r"(?:[A-Za-z_]\w*\.){0,9}([A-Za-z_]\w{0,79})(?::|$)", re.ASCII)
"""The class at the end of a traceback."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One line of the journal, without its words: those may hold what somebody typed."""

    at: datetime
    """By the machine's calendar and in its timezone, as the journal is written: no zone."""
    level: str
    """WARNING, ERROR or CRITICAL."""
    module: str
    """Which part of the program."""
    kind: str
    """The class of the error, where the journal has one; else empty."""


def last(journal: Path) -> Trouble | None:
    """The last of them in the journal's folder; None if there is none, or none can be read.

    What Kivy says of missing touch libraries is no trouble.
    """
    for name in (FILE, f"{FILE}.1"):
        found = _last_in(_end(journal / name))
        if found:
            return found
    return None


def _end(file: Path) -> list[str]:
    try:
        with files.open_file(file) as opened:
            opened.seek(0, 2)
            opened.seek(max(0, opened.tell() - _MOST_BYTES))
            return opened.read(_MOST_BYTES).decode("utf-8", "replace").splitlines()
    except OSError:
        return []


def _last_in(lines: list[str]) -> Trouble | None:
    for number in range(len(lines) - 1, -1, -1):
        begins = _LINE.match(lines[number])
        if begins is None or begins[2] not in _LEVELS:
            continue
        if begins[3].startswith("kivy") and begins[2] != "CRITICAL":
            continue
        try:
            at = datetime.fromisoformat(begins[1])
        except ValueError:
            continue
        return Trouble(at, begins[2], begins[3], _raised(lines[number + 1 :]))
    return None


def _raised(lines: list[str]) -> str:
    """The class of the error whose traceback stands in these lines, up to the next of the journal.

    Of an error that followed from another, the last.
    """
    kind, inside = "", False
    for line in lines:
        if _LINE.match(line):
            break
        if line.startswith("Traceback "):
            inside = True
        elif inside and not line.startswith(" "):
            raised = _RAISED.match(line)
            kind, inside = raised[1] if raised else kind, False
    return kind
