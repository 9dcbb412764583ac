"""What can be on the glass at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from kiosk.exhibit import model


@dataclass(frozen=True, slots=True)
class Showing:
    """One item of the attract loop."""

    kind: Literal["photo", "film", "quote", "about"]
    cooperative: str | None
    """Id of the cooperative; None for the introduction."""
    photo: model.Photo | None
    """The picture to fill the glass with; for a film None."""
    film: model.Film | None
    seconds: float
    """How long it stays, unless it is broken."""


@dataclass(frozen=True, slots=True)
class Attract:
    """Nobody is there: the loop plays."""

    showing: Showing
    turn: int
    """Counts the items shown, so that the same item shown again is another scene."""


@dataclass(frozen=True, slots=True)
class Home:
    """All cooperatives as cards."""


@dataclass(frozen=True, slots=True)
class About:
    """What this is, who organises it, where the exhibition stands when."""

    page: int = 0


@dataclass(frozen=True, slots=True)
class Cooperative:
    """One cooperative, with the ways in."""

    cooperative: str


@dataclass(frozen=True, slots=True)
class Story:
    """A story, from the sentence where this page begins."""

    cooperative: str
    sentence: int = 0
    """Number of a sentence on the page, from 0: a bigger letter keeps the reader's place."""


@dataclass(frozen=True, slots=True)
class Photos:
    """One photo of a cooperative, full screen."""

    cooperative: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Film:
    """One film of a cooperative, with sound."""

    cooperative: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Workshop:
    """The workshop, here or else next in the region."""


@dataclass(frozen=True, slots=True)
class Credits:
    """Who made the pictures and films."""

    page: int = 0


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something went wrong; it is said calmly, and the way on is Home."""


@dataclass(frozen=True, slots=True)
class SignUp:
    """The way to leave one's name, or the kind sentence that says why not here."""

    cooperative: str | None = None
    workshop: bool = False


@dataclass(frozen=True, slots=True)
class StillThere:
    """Nobody touched for a while: are you still there?"""

    under: Scene
    """Where the visitor was, and goes on."""
    seconds_left: int


Scene: TypeAlias = (
    Attract
    | Home
    | About
    | Cooperative
    | Story
    | Photos
    | Film
    | Workshop
    | SignUp
    | Credits
    | Trouble
    | StillThere
)
