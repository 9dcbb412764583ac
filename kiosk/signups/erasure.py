"""An erasure: the coordinator's signed word that these sign-ups go out of every kiosk.

It lies among the receipts, and travels with them: `KIOSK-RECEIPTS/<sha256>.erasure`. Programs that
know of none pass it over. It names sign-ups by kiosk and id, whatever has arrived: an id is unique
only within one kiosk. In format 1 it named ids alone, and counts wherever one was given.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import AwareDatetime, Field, model_validator

from kiosk.exhibit.model import Frozen
from kiosk.signups import envelope
from kiosk.signups.event import KioskId, SignUpId

Entry: TypeAlias = tuple[KioskId | Literal[""], SignUpId]
"""One sign-up: its kiosk, empty for whichever it is, and its id."""

ENDING: Final = ".erasure"
MAX_ENTRIES: Final = 50_000
"""What is erased beyond this goes into a second one."""


class Erasure(Frozen):
    """An erasure: the sign-ups that must go."""

    format: Literal[2] = 2
    at: AwareDatetime
    """When it was written, by the coordinator's clock."""
    erased: Annotated[tuple[Entry, ...], Field(max_length=MAX_ENTRIES)]

    @model_validator(mode="before")
    @classmethod
    def _of_format_1(cls, found: Any) -> Any:  # noqa: ANN401 - not looked at yet
        match found:
            case {"format": 1, "erased": [*ids]}:
                return {**found, "format": 2, "erased": [("", id_) for id_ in ids]}
        return found

    def of(self, kiosk: str) -> tuple[str, ...]:
        """The ids that are to go out of this kiosk."""
        return tuple(id_ for whose, id_ in self.erased if whose in {"", kiosk})


def portions(erased: Sequence[Entry], at: datetime) -> Iterator[Erasure]:
    """Erasures for all of these, each small enough to be written."""
    for first in range(0, len(erased), MAX_ENTRIES):
        yield Erasure(at=at, erased=tuple(erased[first : first + MAX_ENTRIES]))


def read(content: bytes, key: str) -> Erasure:
    """The erasure in these bytes, signed by the owner of `key`. Raises as `envelope.read`."""
    return envelope.read(content, "erasure", key, Erasure)
