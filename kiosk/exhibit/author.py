"""What an author writes in `exhibit.yaml` and `cooperative.yaml`, as frozen objects.

`content/README.md` tells authors the same in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import Field, ValidationInfo, field_validator

from kiosk.exhibit import model
from kiosk.exhibit.model import Frozen
from kiosk.exhibit.texts import CaptionFiles, Markdown, Summary, Text
from kiosk.exhibit.values import (
    Code,
    Colour,
    Day,
    Email,
    Format,
    Fraction,
    Hour,
    Icon,
    Id,
    Link,
    Timezone,
    WholeNumber,
    Words,
    YesOrNo,
    fault,
)

if TYPE_CHECKING:
    from datetime import date, time

MAX_COOPERATIVES = 18


class Picture(Frozen):
    """What photos and films have in common. `file` lies beside the YAML that names it."""

    file: Words
    caption: Text
    description: Text
    """For who cannot see it."""
    focus: tuple[Fraction, Fraction] | None = None
    """What must stay visible when the picture is cut: from left, from top."""
    author: Words
    licence: Words
    source: Words

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


class Photo(Picture):
    """A photo of a cooperative."""


class Film(Picture):
    """A film of a cooperative."""

    captions: CaptionFiles = Field(default_factory=dict)
    """The caption file of each language."""
    speech: YesOrNo = True
    """Whether somebody speaks; if not, captions may be left out."""


class Quote(Frozen):
    """One sentence somebody said."""

    text: Text
    who: Text


class Cooperative(Frozen):
    """`cooperative.yaml`."""

    name: Text
    right: Text
    summary: Summary
    introduction: Text | None = None
    colour: Colour
    icon: Icon
    quote: Quote
    order: WholeNumber | None = None
    photos: tuple[Photo, ...] = Field(min_length=1)
    films: tuple[Film, ...] = ()


class Opening(Frozen):
    """The festive opening at a place."""

    date: Day
    starts: Hour | None = Field(alias="from", default=None)


class Period(Frozen):
    """When the exhibition stands at a place."""

    first_day: Day | None = Field(alias="from", default=None)
    last_day: Day | None = Field(alias="until", default=None)
    note: Text | None = None

    @field_validator("last_day")
    @classmethod
    def _after_the_first(cls, last: date | None, info: ValidationInfo) -> date | None:
        first = info.data.get("first_day")
        if first and last and last < first:
            raise fault("the last day is before the first", "correct 'from' or 'until'")
        return last


class Place(Frozen):
    """A library where a kiosk stands."""

    id: Id
    library: Words
    town: Words
    address: Words | None = None
    opening: Opening | None = None
    exhibition: Period | None = None


class Workshop(Frozen):
    """A date at a place, with its question."""

    place: Id
    date: Day
    starts: Hour | None = Field(alias="from", default=None)
    ends: Hour | None = Field(alias="until", default=None)
    doors: Hour | None = None
    promise: Text

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


class Partner(Frozen):
    """Who organises or supports this."""

    name: Words
    role: Text
    logo: Words | None = None
    """A picture file beside `exhibit.yaml`."""


class Contact(Frozen):
    """Whom to ask."""

    name: Words
    email: Email
    link: Link | None = None


class Look(Frozen):
    """The exhibit's own colour."""

    accent: Colour | None = None


class Exhibit(Frozen):
    """`exhibit.yaml`."""

    format: Format
    id: Id
    title: Text
    languages: tuple[Code, ...] = Field(min_length=1)
    """The exhibit's own language first."""
    timezone: Timezone
    example: YesOrNo = False
    about: Markdown
    partners: tuple[Partner, ...]
    contact: Contact
    places: tuple[Place, ...] = Field(min_length=1)
    workshops: tuple[Workshop, ...]
    look: Look = Look()

    @field_validator("languages")
    @classmethod
    def _each_once(cls, languages: tuple[str, ...]) -> tuple[str, ...]:
        for number, language in enumerate(languages):
            if language in languages[:number]:
                raise fault(f"the language '{language}' is named twice", "name it once")
        return languages
