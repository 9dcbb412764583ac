"""What can be on the glass at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from kiosk.exhibit import model
from kiosk.visit.draft import STEPS, Step


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
class AttractScene:
    """Nobody is there: the loop plays."""

    showing: AttractItem
    turn: int
    """Counts the items shown, so that the same item shown again is another scene."""


@dataclass(frozen=True, slots=True)
class PagedScene:
    """A scene of as many pages as its letters need."""

    page: int = 0


class HomeScene(PagedScene):
    """All cooperatives as cards."""


class AboutScene(PagedScene):
    """What this is, who organises it, where the exhibition stands when."""


@dataclass(frozen=True, slots=True)
class CooperativeScene:
    """One cooperative, with the ways in."""

    cooperative: str
    page: int = 0
    """With large letters its words take more than one."""


@dataclass(frozen=True, slots=True)
class StoryScene:
    """A story, from the sentence where this page begins; behind the last one, where to go now."""

    cooperative: str
    sentence: int = 0
    """Number of a sentence on the page, from 0: a bigger letter keeps the reader's place."""


@dataclass(frozen=True, slots=True)
class PhotosScene:
    """One photo of a cooperative, full screen."""

    cooperative: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class FilmScene:
    """One film of a cooperative, with sound."""

    cooperative: str
    number: int = 0


class WorkshopScene(PagedScene):
    """The workshop, here or else next in the region.

    On page 1 the other places, where large letters leave no room for both.
    """


class CreditsScene(PagedScene):
    """Who made the pictures and films."""


@dataclass(frozen=True, slots=True)
class TroubleScene:
    """Something went wrong; it is said calmly, and the way on is Home."""


@dataclass(frozen=True, slots=True)
class NightScene:
    """Outside opening hours: the glass is black."""

    opens: datetime | None = None
    """When the library opens again, as its own clocks show; None if nobody knows."""
    asked: bool = False
    """Somebody touched the glass: for a moment it says so."""


@dataclass(frozen=True, slots=True)
class SignUpScene:
    """The form, one question a step; or the kind sentence that says why not here."""

    cooperative: str | None = None
    """Chosen already when the form begins: the visitor came from there."""
    workshop: bool = False
    """The same for the workshop that was announced."""
    step: Step = "interests"


class PrivacyScene(PagedScene):
    """What happens with a sign-up: who, why, how long, with whom, which rights."""


@dataclass(frozen=True, slots=True)
class WithdrawScene:
    """The way to take a sign-up back: the code is typed here, then said what became of it."""

    outcome: Literal["", "here", "elsewhere", "already"] = ""


@dataclass(frozen=True, slots=True)
class StillThereScene:
    """Nobody touched for a while, and the kiosk asks whether anybody is still there."""

    under: Scene
    """Where the visitor was, and goes on."""
    seconds_left: int


@dataclass(frozen=True, slots=True)
class LanguagesScene:
    """All languages of the exhibit, to choose one, over where the visitor is."""

    under: Scene
    """Where the visitor is, and goes on in the language that is chosen."""


Scene: TypeAlias = (
    AttractScene
    | HomeScene
    | AboutScene
    | CooperativeScene
    | StoryScene
    | PhotosScene
    | FilmScene
    | WorkshopScene
    | SignUpScene
    | PrivacyScene
    | WithdrawScene
    | CreditsScene
    | TroubleScene
    | NightScene
    | StillThereScene
    | LanguagesScene
)

OVER = (StillThereScene, LanguagesScene)
"""Scenes that lie over another, which goes on as soon as they are answered."""

Direction: TypeAlias = Literal["forward", "back", "none"]
"""Where a change leads: on, back, or neither (waking, asking, wiping)."""


def beneath(scene: Scene) -> Scene:
    """Where the visitor is, also while something is asked over it."""
    return scene.under if isinstance(scene, StillThereScene | LanguagesScene) else scene


def exists(scene: Scene, exhibit: model.Exhibit, language: str) -> bool:
    """Whether `exhibit` has what `scene` shows; a story's length depends on `language`."""
    id_ = getattr(scene, "cooperative", None)
    cooperative = next((coop for coop in exhibit.cooperatives if coop.id == id_), None)
    match scene, cooperative:
        case (CooperativeScene(), None) | (SignUpScene(cooperative=str()), None):
            return False
        case (PagedScene(page=number) | CooperativeScene(page=number), _):
            return number >= 0
        case (PhotosScene(number=number), _):
            return cooperative is not None and 0 <= number < len(cooperative.photos)
        case (FilmScene(number=number), _):
            return cooperative is not None and 0 <= number < len(cooperative.films)
        case (StoryScene(sentence=sentence), _):
            return cooperative is not None and 0 <= sentence <= _sentences(cooperative, language)
    return True


def in_language(scene: Scene, exhibit: model.Exhibit, language: str, was: str) -> Scene:
    """The scene in another language than it `was`, at the same place of a story."""
    match scene:
        case StoryScene(cooperative=id_, sentence=sentence):
            cooperative = exhibit.cooperative(id_)
            old, new = _story(cooperative, was), _story(cooperative, language)
            return StoryScene(id_, sentence if old is new else _same_place(sentence, old, new))
        case StillThereScene(under=under, seconds_left=left):
            return StillThereScene(in_language(under, exhibit, language, was), left)
        case LanguagesScene(under=under):
            return LanguagesScene(in_language(under, exhibit, language, was))
    return scene


def direction(old: Scene, new: Scene) -> Direction:
    """Whether `new` is a later or an earlier page than `old`; "none" if it is something else."""
    match old, new:
        case (
            (StoryScene(one, here), StoryScene(other, there))
            | (PhotosScene(one, here), PhotosScene(other, there))
            | (FilmScene(one, here), FilmScene(other, there))
            | (CooperativeScene(one, here), CooperativeScene(other, there))
        ) if one == other:
            pass
        case PagedScene(here), PagedScene(there) if type(old) is type(new):
            pass
        case SignUpScene(step=step), SignUpScene(step=next_step) if {step, next_step} <= set(STEPS):
            here, there = STEPS.index(step), STEPS.index(next_step)
        case SignUpScene(step="check"), SignUpScene(step="saved"):
            return "forward"
        case _:
            return "none"
    return "forward" if there > here else "back"


def _sentences(cooperative: model.Cooperative, language: str) -> int:
    """How many sentences a visitor reads in `language`."""
    return _length(_story(cooperative, language).blocks)


def _story(cooperative: model.Cooperative, language: str) -> model.Story:
    """What a visitor reads in `language`: the story in it, or in the exhibit's own."""
    return cooperative.story.get(language) or next(iter(cooperative.story.values()))


def _length(blocks: tuple[model.Block, ...]) -> int:
    """How many sentences there are."""
    return sum(len(block.sentences) for block in blocks)


def _same_place(sentence: int, old: model.Story, new: model.Story) -> int:
    """The sentence of `new` that tells what this one of `old` does, as near as anybody knows.

    A translation has the paragraphs of its original; one that has not is as far on. Behind the
    last sentence stands what comes after the story.
    """
    told, end = _length(old.blocks), _length(new.blocks)
    if sentence >= told:
        return end
    if len(old.blocks) != len(new.blocks):
        return round(sentence * max(0, end - 1) / max(1, told - 1))
    number = 0
    while number + 1 < len(old.blocks) and _length(old.blocks[: number + 1]) <= sentence:
        number += 1
    within = sentence - _length(old.blocks[:number])
    return _length(new.blocks[:number]) + min(within, len(new.blocks[number].sentences) - 1)
