"""The signed label of a pack: its publisher, its exhibit, and the program it needs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, Field, StringConstraints, ValidationError

from kiosk.errors import PackError
from kiosk.exhibit.model import Frozen, Id, Language, Sha256

if TYPE_CHECKING:
    from tuf.api.metadata import Targets

KEY = "kiosk"
"""Where it stands in `targets.json`."""
FORMAT = 1
"""The format this program knows, and the newest it takes."""

_LONGEST_TITLE = 500
_UNSEEN = {"Cc", "Zl", "Zp", "Cs", "Co"}
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Turn the direction of what stands behind them, too."""


def _plain(words: str) -> str:
    """Words that are shown before anybody trusts them: nothing in them steers a terminal."""
    for letter in words:
        if unicodedata.category(letter) in _UNSEEN or letter in _TURNING:
            raise ValueError("a letter that nobody sees")
    return words


def _utc(moment: datetime) -> datetime:
    """The moment in UTC, where there is one."""
    try:
        return moment.astimezone(UTC)
    except OverflowError as error:
        raise ValueError("a moment outside of all calendars") from error


_Plain = Annotated[
    str, StringConstraints(min_length=1, max_length=_LONGEST_TITLE), AfterValidator(_plain)
]


class Label(Frozen):
    """The label of a pack."""

    format: Literal[1]
    exhibit: Id
    title: dict[Language, _Plain] = Field(min_length=1)
    """The exhibit's own language first."""
    publisher: Annotated[_Plain, Field(max_length=200)]
    made: Annotated[AwareDatetime, AfterValidator(_utc)]
    needs: Annotated[str, Field(pattern=r"^\d{1,4}(\.\d{1,4}){0,3}$")]
    """The oldest program that can show it."""
    index: Sha256


def read(targets: Targets, *, program: str) -> Label:
    """The label in this metadata. Raises PackError: "damaged", or "newer" than `program`."""
    written: Any = targets.unrecognized_fields.get(KEY)
    if _is_newer(written, program):
        raise newer()
    try:
        return Label.model_validate(written)
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(map(str, (KEY, *fault["loc"])))[:100]
        raise PackError(
            "damaged",
            f"this is no pack for a kiosk: its {place} is not as it should be",
            "have the publisher make it with: kiosk pack publish",
        ) from error


def newer() -> PackError:
    """The refusal of what this program is too old for."""
    return PackError(
        "newer", "this pack was made for a newer kiosk", "update the program, then load it"
    )


def _is_newer(written: Mapping[str, Any] | object, program: str) -> bool:
    """Whether it says, whatever else it says, that this program is too old for it."""
    if not isinstance(written, dict):
        return False
    number, needs = written.get("format"), written.get("needs")
    if isinstance(number, int) and number > FORMAT:
        return True
    return isinstance(needs, str) and _numbers(needs) > _numbers(program)


def _numbers(version: str) -> tuple[int, ...]:
    """`0.10.2.dev1` as (0, 10, 2); without zeros at the end, which mean nothing."""
    whole = re.match(r"\d{1,4}(\.\d{1,4}){0,3}", version, re.ASCII)
    numbers = [int(part) for part in whole[0].split(".")] if whole else []
    while numbers and not numbers[-1]:
        numbers.pop()
    return tuple(numbers)
