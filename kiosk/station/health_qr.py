"""Health as a line of ASCII, small enough for a QR code that a phone reads from across a table.

    KIOSK1|t=20181003T1012+0200|v=0.1.0|k=k-ab12cd34|…

Each part is one letter, `=`, and what is known; what is not known is left out. What somebody sends
back may be anything: it is shown as it stands, without a sign that could steer a terminal.
"""

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from kiosk.errors import InputError
from kiosk.station.health import Health, OnPack
from kiosk.station.last_error import Trouble
from kiosk.station.wording import MOST_RESTING, NEEDS, TRUST, Lines

FORMAT: Final = 1
MAX_CHARACTERS: Final = 1000
"""No code of ours is longer."""

_BEGINS: Final = re.compile(r"KIOSK(\d{1,4})\|", re.ASCII)
_ADVICE: Final = "photograph the code on the page “Health” of the staff's corner"
_GROUP: Final = 4
"""Digits are compared four by four."""
_DAY: Final = re.compile(r"\b(\d{4})(\d\d)(\d\d)\b")
_MOMENT: Final = re.compile(r"\b(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)")


def write(health: Health) -> str:
    """The line for a code."""
    values = {letter: value(health) for letter, (_, value) in _PARTS.items()}
    parts = [f"{letter}={_plain(value)}" for letter, value in values.items() if value]
    return "|".join((f"KIOSK{FORMAT}", *parts))


def read(text: str) -> Lines:
    """What stands in the code, as (label, value) lines in English. Raises InputError."""
    begins = _BEGINS.match(text)
    if begins is None or len(text) > MAX_CHARACTERS:
        raise InputError("this is no code of a kiosk", _ADVICE)
    if int(begins[1]) > FORMAT:
        raise InputError("this code is of a newer program", "bring this program up to date")
    return tuple(_line(part) for part in text[begins.end() :].split("|") if part)


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


def _digits(groups: str | None) -> str:
    return (groups or "").replace(" ", "")


def _day(day: date | None) -> str:
    return f"{day:%Y%m%d}" if day else ""


def _megabytes(count: int | None) -> str:
    return str(count // 1_000_000) if count is not None else ""


def _plain(value: str) -> str:
    """Without what would break the line, or a phone's reader."""
    return "".join(
        one if one.isascii() and one.isprintable() and one != "|" else "?" for one in value
    )


_PARTS: Final[dict[str, tuple[str, Callable[[Health], str | None]]]] = {
    "!": ("attention", lambda health: ",".join(health.needs)),
    "r": ("resting (what, whose, why)", _resting),
    "e": (
        "not seen yet (what, how many)",
        lambda health: ",".join(f"{notice.kind}:{notice.count}" for notice in health.notices),
    ),
    "t": ("kiosk's time", lambda health: f"{health.at:%Y%m%dT%H%M%z}"),
    "c": ("its clock", lambda health: health.clock),
    "v": ("program", lambda health: health.version),
    "k": ("kiosk", lambda health: health.kiosk),
    "o": ("demonstration", lambda health: "yes" * health.demo),
    "q": ("kiosk's own fingerprint", lambda health: _digits(health.digits)),
    "p": ("place", lambda health: health.place),
    "x": ("content (exhibit, number, made)", lambda health: _pack(health.pack)),
    "y": ("still on trial", lambda health: "yes" * health.on_trial),
    "g": ("not on any more", lambda health: _pack(health.turned_back)),
    "f": ("publisher's fingerprint", lambda health: _digits(health.fingerprint)),
    "d": ("MB free on disk", lambda health: _megabytes(health.disk_free_bytes)),
    "m": ("MB free memory", lambda health: _megabytes(health.memory_free_bytes)),
    "l": ("last trouble (time, level, module, kind)", lambda health: _trouble(health.trouble)),
    "s": ("sign-ups waiting", lambda health: str(health.waiting)),
    "h": ("sign-ups here", lambda health: str(health.kept)),
    "u": ("sign-ups not found", lambda health: str(health.not_found or "")),
    "w": ("waiting since", lambda health: _day(health.since)),
    "b": ("last bundle", lambda health: _day(health.last_bundle)),
    "n": ("number for a new PIN", lambda health: health.number),
}
"""What each letter is, and where it stands in health; in this order."""


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
    return _PARTS[letter][0] if letter in _PARTS else _plain(letter), value
