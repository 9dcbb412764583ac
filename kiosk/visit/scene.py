"""What can be on the glass at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

from kiosk.visit.draft import STEPS, Step

if TYPE_CHECKING:
    from datetime import datetime

    from kiosk.exhibit import model


@dataclass(frozen=True, slots=True)
class AttractItem:
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

    showing: AttractItem
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

    page: int = 0
    """1: the other places, where large letters leave no room for both."""


@dataclass(frozen=True, slots=True)
class Credits:
    """Who made the pictures and films."""

    page: int = 0


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something went wrong; it is said calmly, and the way on is Home."""


@dataclass(frozen=True, slots=True)
class Night:
    """Outside opening hours: the glass is black."""

    opens: datetime | None = None
    """When the library opens again, as its own clocks show; None if nobody knows."""
    asked: bool = False
    """Somebody touched the glass: for a moment it says so."""


@dataclass(frozen=True, slots=True)
class SignUp:
    """The form, one question a step; or the kind sentence that says why not here."""

    cooperative: str | None = None
    """Chosen already when the form begins: the visitor came from there."""
    workshop: bool = False
    """The same for the workshop that was announced."""
    step: Step = "interests"


@dataclass(frozen=True, slots=True)
class Privacy:
    """What happens with a sign-up: who, why, how long, with whom, which rights."""

    page: int = 0


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The way to take a sign-up back: the code is typed here, then said what became of it."""

    outcome: Literal["", "here", "elsewhere", "already"] = ""


@dataclass(frozen=True, slots=True)
class StillThere:
    """Nobody touched for a while, and the kiosk asks whether anybody is still there."""

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
    | Privacy
    | Withdraw
    | Credits
    | Trouble
    | Night
    | StillThere
)

Direction: TypeAlias = Literal["forward", "back", "none"]
"""Where a change leads: on, back, or neither (waking, asking, wiping)."""


def exists(scene: Scene, exhibit: model.Exhibit, language: str) -> bool:
    """Whether `exhibit` has what `scene` shows; a story's length depends on `language`."""
    id_ = getattr(scene, "cooperative", None)
    cooperative = next((coop for coop in exhibit.cooperatives if coop.id == id_), None)
    match scene, cooperative:
        case (Cooperative(), None) | (SignUp(cooperative=str()), None):
            return False
        case (About(page=number) | Credits(page=number) | Privacy(page=number), _):
            return number >= 0
        case (Photos(number=number), _):
            return cooperative is not None and 0 <= number < len(cooperative.photos)
        case (Film(number=number), _):
            return cooperative is not None and 0 <= number < len(cooperative.films)
        case (Story(sentence=sentence), _):
            return cooperative is not None and 0 <= sentence <= _last_sentence(
                cooperative, language
            )
    return True


def in_language(scene: Scene, exhibit: model.Exhibit, language: str) -> Scene:
    """The same place in another language, whose story may have fewer sentences."""
    match scene:
        case Story(cooperative=cooperative, sentence=sentence):
            last = _last_sentence(exhibit.cooperative(cooperative), language)
            return Story(cooperative, min(sentence, last))
        case StillThere(under=under, seconds_left=left):
            return StillThere(in_language(under, exhibit, language), left)
    return scene


def direction(old: Scene, new: Scene) -> Direction:
    """Whether `new` is a later or an earlier page than `old`; "none" if it is something else."""
    match old, new:
        case (
            (Story(one, here), Story(other, there))
            | (Photos(one, here), Photos(other, there))
            | (Film(one, here), Film(other, there))
        ) if one == other:
            pass
        case (
            (About(here), About(there))
            | (Credits(here), Credits(there))
            | (Workshop(here), Workshop(there))
            | (Privacy(here), Privacy(there))
        ):
            pass
        case SignUp(step=step), SignUp(step=next_step) if {step, next_step} <= set(STEPS):
            here, there = STEPS.index(step), STEPS.index(next_step)
        case SignUp(step="check"), SignUp(step="saved"):
            return "forward"
        case _:
            return "none"
    return "forward" if there > here else "back"


def _last_sentence(cooperative: model.Cooperative, language: str) -> int:
    """Number of the last sentence a visitor reads in `language`; 0 if there is none."""
    own = next(iter(cooperative.story.values()))
    story = cooperative.story.get(language, own)
    return max(0, sum(len(block.sentences) for block in story.blocks) - 1)
