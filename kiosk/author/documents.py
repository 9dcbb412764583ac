"""What an author writes in `exhibit.yaml` and `cooperative.yaml`, as frozen objects.

`content/README.md` tells authors the same in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field, ValidationInfo, field_validator

from kiosk.author.shape import Spec
from kiosk.author.signup_terms import SignUpsSpec
from kiosk.author.texts import (
    Caption,
    CaptionFiles,
    Description,
    Introduction,
    Markdown,
    Note,
    Promise,
    Right,
    Role,
    Saying,
    Summary,
    Title,
    Who,
)
from kiosk.author.values import (
    Address,
    Author,
    Code,
    Colour,
    Day,
    Email,
    Format,
    Fraction,
    Hour,
    Icon,
    Id,
    Library,
    Licence,
    Link,
    Organisation,
    Origin,
    Timezone,
    Town,
    WholeNumber,
    Words,
    YesOrNo,
    fault,
)
from kiosk.exhibit import bounds, model

if TYPE_CHECKING:
    from datetime import date, time

MAX_COOPERATIVES = bounds.COOPERATIVES


class PictureSpec(Spec):
    """What photos and films have in common. `file` lies beside the YAML that names it."""

    file: Words
    """Its name; it lies beside this file."""
    caption: Caption
    """What stands under it."""
    description: Description
    """For who cannot see it."""
    focus: tuple[Fraction, Fraction] | None = None
    """What must stay visible when the picture is cut: from left, from top."""
    author: Author
    """Who made it."""
    licence: Licence
    """What we may do with it: CC BY 4.0, ..."""
    source: Origin
    """Where it comes from."""

    @field_validator("focus", mode="before")
    @classmethod
    def _two_numbers(cls, value: Any) -> Any:  # noqa: ANN401
        if not isinstance(value, list) or len(value) != 2:
            raise fault("a focus is two numbers", "write [from left, from top], such as [0.5, 0.4]")
        return value

    @property
    def point(self) -> model.Focus:
        """The focus, or the middle."""
        return model.Focus(x=self.focus[0], y=self.focus[1]) if self.focus else model.Focus()

    @property
    def credit(self) -> model.Credit:
        """Who made it, and what we may do with it."""
        return model.Credit(author=self.author, licence=self.licence, source=self.source)


class PhotoSpec(PictureSpec):
    """A photo of a cooperative."""


class FilmSpec(PictureSpec):
    """A film of a cooperative."""

    captions: CaptionFiles = Field(default_factory=dict)
    """The caption file of each language."""
    speech: YesOrNo = True
    """Whether somebody speaks; if not, captions may be left out."""


class QuoteSpec(Spec):
    """One sentence somebody said."""

    text: Saying
    """The sentence, at most 140 characters."""
    who: Who
    """Who said it; a first name is enough."""


class CooperativeSpec(Spec):
    """`cooperative.yaml`."""

    name: Title
    """What it is called, in at most 48 characters."""
    right: Right
    """The social right it stands for, in one word."""
    summary: Summary
    """One sentence, at most 60 characters, for the card."""
    introduction: Introduction | None = None
    """Two or three sentences, at most 260 characters, for the cooperative's own screen."""
    colour: Colour
    """Must be readable with white letters."""
    icon: Icon
    """The name of a bundled icon."""
    quote: QuoteSpec
    """One sentence somebody said."""
    order: WholeNumber | None = None
    """Lower comes first; those without one come last, by the names of their folders."""
    photos: tuple[PhotoSpec, ...] = Field(min_length=1, max_length=bounds.PHOTOS)
    """The first is the cooperative's face."""
    films: tuple[FilmSpec, ...] = Field(default=(), max_length=bounds.FILMS)
    """The films, in the order in which they are shown."""


class OpeningSpec(Spec):
    """The festive opening at a place."""

    date: Day
    """The day: year-month-day."""
    starts: Hour | None = Field(alias="from", default=None)
    """The hour, local to the exhibit's timezone."""


class PeriodSpec(Spec):
    """When the exhibition stands at a place."""

    first_day: Day | None = Field(alias="from", default=None)
    """The first day, as far as known."""
    last_day: Day | None = Field(alias="until", default=None)
    """The last day, as far as known."""
    note: Note | None = None
    """What you know when you do not know the days."""

    @field_validator("last_day")
    @classmethod
    def _after_the_first(cls, last: date | None, info: ValidationInfo) -> date | None:
        first = info.data.get("first_day")
        if first and last and last < first:
            raise fault("the last day is before the first", "correct 'from' or 'until'")
        return last


class PlaceSpec(Spec):
    """A library where a kiosk stands."""

    id: Id
    """A short name: a-z, 0-9 and -."""
    library: Library
    """The name of the library."""
    town: Town
    """Where it is."""
    address: Address | None = None
    """Street and number."""
    opening: OpeningSpec | None = None
    """The festive opening."""
    exhibition: PeriodSpec | None = None
    """When the exhibition stands here."""


class WorkshopSpec(Spec):
    """A date at a place, with its question."""

    place: Id
    """The id of one of the places."""
    date: Day
    """The day: year-month-day."""
    starts: Hour | None = Field(alias="from", default=None)
    """When it begins, local to the exhibit's timezone; left out when not known."""
    ends: Hour | None = Field(alias="until", default=None)
    """When it ends; only with `from`."""
    doors: Hour | None = None
    """When the doors open; only with `from`."""
    promise: Promise
    """The one question of this evening."""

    @field_validator("ends")
    @classmethod
    def _after_the_start(cls, ends: time | None, info: ValidationInfo) -> time | None:
        starts = info.data.get("starts")
        if ends and "starts" in info.data and not starts:
            raise fault("'until' without 'from'", "add 'from', or take 'until' out")
        if starts and ends and ends <= starts:
            raise fault("this ends before it starts", "correct 'from' or 'until'")
        return ends

    @field_validator("doors")
    @classmethod
    def _before_the_start(cls, doors: time | None, info: ValidationInfo) -> time | None:
        starts = info.data.get("starts")
        if doors and "starts" in info.data and not starts:
            raise fault("'doors' without 'from'", "add 'from', or take 'doors' out")
        if starts and doors and doors > starts:
            raise fault("the doors open after the start", "correct 'from' or 'doors'")
        return doors


class PartnerSpec(Spec):
    """Who organises or supports this."""

    name: Organisation
    """Who."""
    role: Role
    """What they do here: organiser, partner, ..."""
    logo: Words | None = None
    """A picture file beside `exhibit.yaml`."""


class ContactSpec(Spec):
    """Whom to ask."""

    name: Organisation
    """Who."""
    email: Email
    """Where questions arrive."""
    link: Link | None = None
    """A web address with more, shown as a QR code."""


class LookSpec(Spec):
    """The exhibit's own colour."""

    accent: Colour | None = None
    """Must be readable with white letters."""


class ExhibitSpec(Spec):
    """`exhibit.yaml`."""

    format: Format
    """Of this file: 1."""
    id: Id
    """A short name for the exhibit: a-z, 0-9 and -."""
    title: Title
    """Stands above the cards."""
    languages: tuple[Code, ...] = Field(min_length=1, max_length=bounds.LANGUAGES)
    """The exhibit's own language first."""
    timezone: Timezone
    """Where the clocks of your dates hang: Europe/Amsterdam."""
    example: YesOrNo = False
    """Whether the exhibit is made up, and marked so on the glass."""
    about: Markdown
    """What this is about, in two to five short paragraphs of Markdown."""
    partners: tuple[PartnerSpec, ...] = Field(max_length=bounds.PARTNERS)
    """Who organises and supports this."""
    contact: ContactSpec
    """Whom to ask."""
    places: tuple[PlaceSpec, ...] = Field(min_length=1, max_length=bounds.PLACES)
    """The libraries where a kiosk stands."""
    workshops: tuple[WorkshopSpec, ...] = Field(max_length=bounds.WORKSHOPS)
    """One for each evening; may be empty."""
    look: LookSpec = LookSpec()
    """The exhibit's own colour."""
    signups: SignUpsSpec | None = None
    """How visitors can leave their name; without it they cannot."""

    @field_validator("languages")
    @classmethod
    def _each_once(cls, languages: tuple[str, ...]) -> tuple[str, ...]:
        for number, language in enumerate(languages):
            if language in languages[:number]:
                raise fault(f"the language '{language}' is named twice", "name it once")
        return languages
