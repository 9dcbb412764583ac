"""What an author writes in `exhibit.yaml` and `cooperative.yaml`, as frozen objects.

`content/README.md` tells authors the same in words.
"""

from datetime import date, time
from typing import Any

from pydantic import Field, ValidationInfo, field_validator

from kiosk.author import texts, values
from kiosk.author.shape import Spec
from kiosk.author.signup_terms import SignUpsSpec
from kiosk.exhibit import bounds, model


class PictureSpec(Spec):
    """What photos and films have in common. `file` lies beside the YAML that names it."""

    file: values.Words
    """Its name; it lies beside this file."""
    caption: texts.Caption
    """What stands under it."""
    description: texts.Description
    """For who cannot see it."""
    focus: tuple[values.Fraction, values.Fraction] | None = None
    """What must stay visible when the picture is cut: from left, from top."""
    author: values.Author
    """Who made it."""
    licence: values.Licence
    """What we may do with it: CC BY 4.0, ..."""
    source: values.Origin
    """Where it comes from."""

    @field_validator("focus", mode="before")
    @classmethod
    def _two_numbers(cls, value: Any) -> Any:  # noqa: ANN401
        if not isinstance(value, list) or len(value) != 2:
            raise values.fault(
                "a focus is two numbers", "write [from left, from top], such as [0.5, 0.4]"
            )
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

    captions: texts.CaptionFiles = Field(default_factory=dict)
    """The caption file of each language."""
    speech: values.YesOrNo = True
    """Whether somebody speaks; if not, captions may be left out."""


class QuoteSpec(Spec):
    """One sentence somebody said."""

    text: texts.Saying
    """The sentence, at most 140 characters."""
    who: texts.Who
    """Who said it; a first name is enough."""


class CooperativeSpec(Spec):
    """`cooperative.yaml`."""

    name: texts.Title
    """What it is called, in at most 48 characters."""
    right: texts.Right
    """The social right it stands for, in one word."""
    summary: texts.Summary
    """One sentence, at most 60 characters, for the card."""
    introduction: texts.Introduction | None = None
    """Two or three sentences, at most 260 characters, for the cooperative's own screen."""
    colour: values.Colour
    """Must be readable with white letters."""
    icon: values.Icon
    """The name of a bundled icon."""
    quote: QuoteSpec
    """One sentence somebody said."""
    order: values.WholeNumber | None = None
    """Lower comes first; those without one come last, by the names of their folders."""
    photos: tuple[PhotoSpec, ...] = Field(min_length=1, max_length=bounds.PHOTOS)
    """The first is the cooperative's face."""
    films: tuple[FilmSpec, ...] = Field(default=(), max_length=bounds.FILMS)
    """The films, in the order in which they are shown."""


class OpeningSpec(Spec):
    """The festive opening at a place."""

    date: values.Day
    """The day: year-month-day."""
    starts: values.Hour | None = Field(alias="from", default=None)
    """The hour, local to the exhibit's timezone."""


class PeriodSpec(Spec):
    """When the exhibition stands at a place."""

    first_day: values.Day | None = Field(alias="from", default=None)
    """The first day, as far as known."""
    last_day: values.Day | None = Field(alias="until", default=None)
    """The last day, as far as known."""
    note: texts.Note | None = None
    """What you know when you do not know the days."""

    @field_validator("last_day")
    @classmethod
    def _after_the_first(cls, last: date | None, info: ValidationInfo) -> date | None:
        first = info.data.get("first_day")
        if first and last and last < first:
            raise values.fault("the last day is before the first", "correct 'from' or 'until'")
        return last


class PlaceSpec(Spec):
    """A library where a kiosk stands."""

    id: values.Id
    """A short name: a-z, 0-9 and -."""
    library: values.Library
    """The name of the library."""
    town: values.Town
    """Where it is."""
    address: values.Address | None = None
    """Street and number."""
    opening: OpeningSpec | None = None
    """The festive opening."""
    exhibition: PeriodSpec | None = None
    """When the exhibition stands here."""


class WorkshopSpec(Spec):
    """A date at a place, with its question."""

    place: values.Id
    """The id of one of the places."""
    date: values.Day
    """The day: year-month-day."""
    starts: values.Hour | None = Field(alias="from", default=None)
    """When it begins, local to the exhibit's timezone; left out when not known."""
    ends: values.Hour | None = Field(alias="until", default=None)
    """When it ends; only with `from`."""
    doors: values.Hour | None = None
    """When the doors open; only with `from`."""
    promise: texts.Promise
    """The one question of this evening."""

    @field_validator("ends", "doors")
    @classmethod
    def _around_the_start(cls, hour: time | None, info: ValidationInfo) -> time | None:
        starts, is_end = info.data.get("starts"), info.field_name == "ends"
        key = "until" if is_end else "doors"
        if hour and "starts" in info.data and not starts:
            raise values.fault(f"'{key}' without 'from'", f"add 'from', or take '{key}' out")
        if starts and hour and (hour <= starts if is_end else hour > starts):
            what = "this ends before it starts" if is_end else "the doors open after the start"
            raise values.fault(what, f"correct 'from' or '{key}'")
        return hour


class PartnerSpec(Spec):
    """Who organises or supports this."""

    name: values.Organisation
    """Who."""
    role: texts.Role
    """What they do here: organiser, partner, ..."""
    logo: values.Words | None = None
    """A picture file beside `exhibit.yaml`."""


class ContactSpec(Spec):
    """Whom to ask."""

    name: values.Organisation
    """Who."""
    email: values.Email
    """Where questions arrive."""
    link: values.Link | None = None
    """A web address with more, shown as a QR code."""


class LookSpec(Spec):
    """The exhibit's own colour."""

    accent: values.Colour | None = None
    """Must be readable with white letters."""


class ExhibitSpec(Spec):
    """`exhibit.yaml`."""

    format: values.Format
    """Of this file: 1."""
    id: values.Id
    """A short name for the exhibit: a-z, 0-9 and -."""
    title: texts.Title
    """Stands above the cards."""
    languages: tuple[values.Code, ...] = Field(min_length=1, max_length=bounds.LANGUAGES)
    """The exhibit's own language first."""
    timezone: values.Timezone
    """Where the clocks of your dates hang: Europe/Amsterdam."""
    example: values.YesOrNo = False
    """Whether the exhibit is made up, and marked so on the glass."""
    speech: values.YesOrNo = False
    """Whether a computer's voice reads every text aloud to who wants that."""
    about: texts.Markdown
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
                raise values.fault(f"the language '{language}' is named twice", "name it once")
        return languages
