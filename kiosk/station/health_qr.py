"""Health as a line of ASCII, small enough for a QR code that a phone reads from across a table.

    KIOSK1|t=20181003T1012+0200|v=0.1.0|k=k-ab12cd34|…

Each part is one letter, `=`, and what is known; what is not known is left out. What somebody sends
back may be anything: it is shown as it stands, without a sign that could steer a terminal.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from kiosk.errors import InputError
from kiosk.station.wording import MOST_RESTING, NEEDS, TRUST

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from kiosk.station.health import Health, OnPack
    from kiosk.station.last_error import Trouble
    from kiosk.station.wording import Lines

FORMAT: Final = 1
MAX_CHARACTERS: Final = 1000
"""No code of ours is longer."""

_BEGINS: Final = re.compile(r"KIOSK(\d{1,4})\|", re.ASCII)
_ADVICE: Final = "photograph the code on the page “Health” of the staff's corner"
_LABELS: Final = {
    "!": "attention",
    "r": "resting (what, whose, why)",
    "e": "not seen yet (what, how many)",
    "t": "kiosk's time",
    "c": "its clock",
    "v": "program",
    "k": "kiosk",
    "o": "demonstration",
    "p": "place",
    "x": "content (exhibit, number, made)",
    "y": "still on trial",
    "g": "not on any more",
    "f": "publisher's fingerprint",
    "q": "kiosk's own fingerprint",
    "d": "MB free on disk",
    "m": "MB free memory",
    "l": "last trouble (time, level, module, kind)",
    "s": "sign-ups waiting",
    "h": "sign-ups here",
    "u": "sign-ups not found",
    "w": "waiting since",
    "b": "last bundle",
    "n": "number for a new PIN",
}


_GROUP: Final = 4
"""Digits are compared four by four."""
_DAY: Final = re.compile(r"\b(\d{4})(\d\d)(\d\d)\b")
_MOMENT: Final = re.compile(r"\b(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)")


def write(health: Health) -> str:
    """The line for a code."""
    parts = [f"{letter}={_plain(value)}" for letter, value in _parts(health) if value]
    return "|".join((f"KIOSK{FORMAT}", *parts))


def read(text: str) -> Lines:
    """What stands in the code, as (label, value) lines in English. Raises InputError."""
    begins = _BEGINS.match(text)
    if begins is None or len(text) > MAX_CHARACTERS:
        raise InputError("this is no code of a kiosk", _ADVICE)
    if int(begins[1]) > FORMAT:
        raise InputError("this code is of a newer program", "bring this program up to date")
    return tuple(_line(part) for part in text[begins.end() :].split("|") if part)


def _parts(health: Health) -> Iterator[tuple[str, str]]:
    yield "!", ",".join(health.needs)
    yield "r", _resting(health)
    yield "e", ",".join(f"{notice.kind}:{notice.count}" for notice in health.notices)
    yield "t", f"{health.at:%Y%m%dT%H%M%z}"
    yield "c", health.clock
    yield "v", health.version
    yield "k", health.kiosk or ""
    yield "o", "yes" if health.demo else ""
    yield "q", (health.digits or "").replace(" ", "")
    yield "p", health.place or ""
    yield "x", _pack(health.pack)
    yield "y", "yes" if health.on_trial else ""
    yield "g", _pack(health.turned_back)
    yield "f", (health.fingerprint or "").replace(" ", "")
    yield "d", _megabytes(health.disk_free_bytes)
    yield "m", _megabytes(health.memory_free_bytes)
    yield "l", _trouble(health.trouble)
    yield "s", str(health.waiting)
    yield "h", str(health.kept)
    yield "u", str(health.not_found) if health.not_found else ""
    yield "w", f"{health.since:%Y%m%d}" if health.since else ""
    yield "b", f"{health.last_bundle:%Y%m%d}" if health.last_bundle else ""
    yield "n", health.number or ""


def _resting(health: Health) -> str:
    named = [
        f"{one.kind},{one.cooperative or '-'},{one.why}" for one in health.resting[:MOST_RESTING]
    ]
    more = len(health.resting) - len(named)
    return ";".join(named) + (f";+{more}" if more else "")


def _pack(pack: OnPack | None) -> str:
    return f"{pack.exhibit},{pack.version},{_day(pack.made)}" if pack else ""


def _trouble(trouble: Trouble | None) -> str:
    return (
        f"{trouble.at:%Y%m%dT%H%M},{trouble.level},{trouble.module},{trouble.kind}".rstrip(",")
        if trouble
        else ""
    )


def _day(moment: datetime) -> str:
    return f"{moment:%Y%m%d}"


def _megabytes(count: int | None) -> str:
    return str(count // 1_000_000) if count is not None else ""


def _plain(value: str) -> str:
    """Without what would break the line, or a phone's reader."""
    return "".join(
        one if one.isascii() and one.isprintable() and one != "|" else "?" for one in value
    )


def _line(part: str) -> tuple[str, str]:
    letter, _, value = part.partition("=")
    value = _plain(value)
    if letter == "!":
        value = " ".join(NEEDS.get(code, code) for code in value.split(","))  # type: ignore[call-overload]
    elif letter == "c":
        value = TRUST.get(value, value)  # type: ignore[call-overload]
    elif letter in "fqn":
        value = " ".join(value[at : at + _GROUP] for at in range(0, len(value), _GROUP))
    else:
        value = _MOMENT.sub(r"\1-\2-\3 \4:\5", value) if letter in "tl" else value
        value = _DAY.sub(r"\1-\2-\3", value) if letter in "xgwb" else value
    return _LABELS.get(letter, _plain(letter)), value
