"""What an author writes in `exhibit.yaml` and `cooperative.yaml`, as frozen objects.

Every value arrives as the text that was typed (YAML's own types are not used: `no` and `16:00`
stay what they are), and becomes a date, an hour, a colour here. Each refusal says what to do.
Validation takes a `Context`; without one it refuses nothing that depends on it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time
from difflib import get_close_matches
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainValidator,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError, ValidationError

from kiosk.exhibit import model
from kiosk.exhibit.contrast import READABLE, with_white
from kiosk.exhibit.letters import shown
from kiosk.exhibit.model import Frozen, Language

SUMMARY_LENGTH = 60
"""A card has room for this many characters."""

MAX_COOPERATIVES = 18
_LINK_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Context:
    """What a value is judged against."""

    languages: tuple[str, ...] = ()
    """The exhibit's languages, its own first; empty while they are not known."""
    icons: frozenset[str] = frozenset()
    """The names of the bundled icons."""
    timezones: frozenset[str] = frozenset()
    """The names of the known timezones."""


def fault(what: str, advice: str) -> PydanticCustomError:
    """A refusal in the words of `errors.Fault`."""
    return PydanticCustomError("fault", "{what}", {"what": what, "advice": advice})


def did_you_mean(word: str, words: list[str] | frozenset[str], otherwise: str) -> str:
    """Advice that names the nearest of `words`, or what else to do."""
    folded = {each.casefold(): each for each in sorted(words)}
    near = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return f"did you mean '{folded[near[0]]}'?" if near else otherwise


def _context(info: ValidationInfo) -> Context:
    return info.context if isinstance(info.context, Context) else Context()


def _typed(value: Any, form: str) -> str:  # noqa: ANN401 - anything may stand in YAML
    """The text that was typed where one value is due."""
    if not isinstance(value, str):
        kind = "list" if isinstance(value, list) else "mapping"
        raise fault(f"a {kind}, where one value is due", f"write {form}")
    return tidy(value)


def tidy(words: str) -> str:
    """Words on one line, composed (NFC), with one space between them."""
    return " ".join(unicodedata.normalize("NFC", words).split())


def _words(value: Any) -> str:  # noqa: ANN401
    words = _typed(value, "words")
    if not words:
        raise fault("an empty text", "write it, or take the line out if it is optional")
    return words


def _date(value: Any) -> date:  # noqa: ANN401
    typed = _typed(value, "a date such as 2018-10-03")
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", typed, re.ASCII)
    if not match:
        raise fault(f"'{shown(typed)}' is not a date", "write year-month-day, such as 2018-10-03")
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        raise fault(
            f"there is no day {shown(typed)}", "write year-month-day of a day that is"
        ) from None


def _hour(value: Any) -> time:  # noqa: ANN401
    typed = _typed(value, 'an hour such as "19:30"')
    match = re.fullmatch(r"(\d{1,2})[:.](\d{2})", typed, re.ASCII)
    hours, minutes = map(int, match.groups()) if match else (99, 99)
    if hours > 23 or minutes > 59:
        raise fault(
            f"'{shown(typed)}' is not an hour of the day", 'write hour:minute, such as "19:30"'
        )
    if typed != f"{hours:02}:{minutes:02}":
        raise fault(
            f"'{shown(typed)}' is not how hours are written", f'write "{hours:02}:{minutes:02}"'
        )
    return time(hours, minutes)


def _yes_or_no(value: Any) -> bool:  # noqa: ANN401
    typed = _typed(value, "yes or no").casefold()
    if typed in {"yes", "true"}:
        return True
    if typed in {"no", "false"}:
        return False
    raise fault(f"'{shown(typed)}' is neither yes nor no", "write yes or no")


def _whole_number(value: Any) -> int:  # noqa: ANN401
    typed = _typed(value, "a whole number")
    if not re.fullmatch(r"[+-]?\d{1,6}", typed, re.ASCII):
        raise fault(f"'{shown(typed)}' is not a whole number", "write one, such as 3")
    return int(typed)


def _fraction(value: Any) -> float:  # noqa: ANN401
    typed = _typed(value, "a number from 0 to 1")
    if not re.fullmatch(r"[01]|[01]?\.\d{1,6}", typed, re.ASCII) or float(typed) > 1:
        raise fault(f"'{shown(typed)}' is not a number from 0 to 1", "write one, such as 0.5")
    return float(typed)


def _id(value: Any) -> str:  # noqa: ANN401
    typed = _typed(value, "a short name")
    if not sound_id(typed):
        raise fault(
            f"'{shown(typed)}' cannot be an id", "use a-z, 0-9 and -, at most 32 characters"
        )
    return typed


def _format(value: Any) -> int:  # noqa: ANN401
    typed = _typed(value, "1")
    if typed == str(model.FORMAT):
        return model.FORMAT
    if re.fullmatch(r"[1-9]\d{0,5}", typed, re.ASCII):
        raise fault(f"format {typed} is newer than this program", "use a newer kiosk program")
    raise fault(f"'{shown(typed)}' is not a format", f"write {model.FORMAT}")


def _language(value: Any) -> str:  # noqa: ANN401
    from babel import localedata  # noqa: PLC0415 - only authors need it

    typed = _typed(value, "a language code such as nl")
    if not re.fullmatch(r"[a-z]{2}", typed) or not localedata.exists(typed):
        raise fault(
            f"'{shown(typed)}' is not a language code", "write one of two letters, such as nl"
        )
    return typed


def languages(value: Any) -> tuple[str, ...]:  # noqa: ANN401
    """The languages in a list of codes, if all of them are sound; else none."""
    try:
        codes = tuple(_language(each) for each in value) if isinstance(value, list) else ()
    except PydanticCustomError:
        return ()
    return codes if len(set(codes)) == len(codes) else ()


def sound_id(words: str) -> bool:
    """Whether these words can be the id of an exhibit, place or cooperative."""
    return re.fullmatch(r"[a-z0-9-]{1,32}", words) is not None


def _colour(value: Any) -> str:  # noqa: ANN401
    typed = _typed(value, 'a colour such as "#4F6B1E"')
    if not typed:
        raise fault("an empty colour", 'write it in quotes, such as "#4F6B1E"')
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", typed):
        raise fault(
            f"'{shown(typed)}' is not a colour", 'write # and six digits, such as "#4F6B1E"'
        )
    ratio = with_white(typed)
    if ratio < READABLE:
        raise fault(
            f"white letters on {typed} have a contrast of {int(ratio * 100) / 100:.2f} : 1",
            f"take a darker colour; {READABLE} : 1 is needed",
        )
    return typed


def _icon(value: Any, info: ValidationInfo) -> str:  # noqa: ANN401
    typed = _typed(value, "the name of an icon")
    icons = _context(info).icons
    if icons and typed not in icons:
        raise fault(
            f"unknown icon '{shown(typed)}'",
            did_you_mean(typed, icons, "'kiosk exhibit schema' lists them"),
        )
    return typed


def _timezone(value: Any, info: ValidationInfo) -> str:  # noqa: ANN401
    typed = _typed(value, "a timezone such as Europe/Amsterdam")
    timezones = _context(info).timezones
    if timezones and typed not in timezones:
        raise fault(
            f"unknown timezone '{shown(typed)}'",
            did_you_mean(typed, timezones, "write one such as Europe/Amsterdam"),
        )
    return typed


def _email(value: Any) -> str:  # noqa: ANN401
    typed = _typed(value, "an e-mail address")
    if not re.fullmatch(r"[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)+", typed):
        raise fault(
            f"'{shown(typed)}' is not an e-mail address", "write one such as info@example.org"
        )
    return typed


def _link(value: Any) -> str:  # noqa: ANN401
    typed = _typed(value, "a web address")
    try:
        parts = urlsplit(typed)
        sound = parts.scheme in {"https", "http"} and "." in (parts.hostname or "")
    except ValueError:
        sound = False
    if not sound or " " in typed:
        raise fault(
            f"'{shown(typed)}' is not a web address", "write one such as https://example.org"
        )
    if len(typed) > _LINK_LENGTH:
        raise fault(
            f"a web address of {len(typed)} characters",
            f"shorten it to {_LINK_LENGTH}, so that its QR code can be read from the glass",
        )
    return typed


def _per_language(value: Any, info: ValidationInfo) -> dict[str, Any]:  # noqa: ANN401
    """One value per language, the exhibit's own first. A bare string is in the exhibit's own."""
    languages = _context(info).languages
    own = languages[0] if languages else "nl"
    if not isinstance(value, Mapping):
        return {own: _typed_text(value)}
    found: dict[str, str] = {}
    errors: list[InitErrorDetails] = []
    for language, typed in value.items():
        if languages and language not in languages:
            errors.append(_at(language, value, *_unlisted(language, languages)))
            continue
        try:
            found[language] = _typed_text(typed)
        except PydanticCustomError as error:
            errors.append(InitErrorDetails(type=error, loc=(language,), input=typed))
    if languages and own not in value:
        errors.append(
            InitErrorDetails(
                type=fault(
                    f"this text is missing in the exhibit's own language, '{own}'",
                    f"add '{own}: …'",
                ),
                loc=(),
                input=value,
            )
        )
    if errors:
        raise ValidationError.from_exception_data("text", errors)
    order = [language for language in languages if language in found] or list(found)
    return {language: found[language] for language in order}


def _typed_text(value: Any) -> str:  # noqa: ANN401
    if not isinstance(value, str):
        kind = "list" if isinstance(value, list) else "mapping"
        raise fault(f"a {kind}, where a text is due", "write words, or words per language")
    if not value.strip():
        raise fault("an empty text", "write it, or take the line out if it is optional")
    return value


def _unlisted(language: str, languages: tuple[str, ...]) -> tuple[str, str]:
    return (
        f"'{shown(language)}' is not among the exhibit's languages ({', '.join(languages)})",
        "add it to 'languages' in exhibit.yaml, or take this out",
    )


def _at(key: str, value: Any, what: str, advice: str) -> InitErrorDetails:  # noqa: ANN401
    return InitErrorDetails(type=fault(what, advice), loc=(key,), input=value)


def _text(value: Any, info: ValidationInfo) -> model.Text:  # noqa: ANN401
    words = _per_language(value, info)
    return model.Text({language: tidy(text) for language, text in words.items()})


def _markdown(value: Any, info: ValidationInfo) -> dict[str, str]:  # noqa: ANN401
    return {
        language: unicodedata.normalize("NFC", text)
        for language, text in _per_language(value, info).items()
    }


def _short(text: model.Text) -> model.Text:
    errors = [
        _at(
            language,
            words,
            f"{len(words)} characters, where a card has room for {SUMMARY_LENGTH}",
            "say it in fewer words",
        )
        for language, words in text.root.items()
        if len(words) > SUMMARY_LENGTH
    ]
    if errors:
        raise ValidationError.from_exception_data("summary", errors)
    return text


def _caption_files(value: Any, info: ValidationInfo) -> dict[str, str]:  # noqa: ANN401
    """One file per language."""
    if not isinstance(value, Mapping):
        raise fault("captions are one file per language", "write {nl: film.nl.vtt}")
    languages = _context(info).languages
    errors: list[InitErrorDetails] = []
    for language, name in value.items():
        if languages and language not in languages:
            errors.append(_at(language, value, *_unlisted(language, languages)))
        elif not isinstance(name, str) or not name.strip():
            errors.append(_at(language, name, "no file is named", "write {nl: film.nl.vtt}"))
    if errors:
        raise ValidationError.from_exception_data("captions", errors)
    order = [language for language in languages if language in value] or list(value)
    return {language: value[language] for language in order}


_TEXT_SCHEMA: dict[str, Any] = {
    "anyOf": [
        {"type": "string", "minLength": 1},
        {
            "type": "object",
            "additionalProperties": {"type": "string", "minLength": 1},
            "propertyNames": {"pattern": "^[a-z]{2}$"},
            "minProperties": 1,
        },
    ]
}
_HOUR_SCHEMA = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}

Words = Annotated[str, BeforeValidator(_words)]
Text = Annotated[model.Text, PlainValidator(_text), WithJsonSchema(_TEXT_SCHEMA)]
Summary = Annotated[Text, AfterValidator(_short)]
Markdown = Annotated[dict[Language, str], PlainValidator(_markdown), WithJsonSchema(_TEXT_SCHEMA)]
Day = Annotated[date, BeforeValidator(_date)]
Hour = Annotated[time, BeforeValidator(_hour), WithJsonSchema(_HOUR_SCHEMA)]
YesOrNo = Annotated[
    bool, BeforeValidator(_yes_or_no), WithJsonSchema({"enum": [True, False, "yes", "no"]})
]
WholeNumber = Annotated[int, BeforeValidator(_whole_number)]
Fraction = Annotated[float, BeforeValidator(_fraction), Field(ge=0, le=1)]
Id = Annotated[model.Id, BeforeValidator(_id)]
Code = Annotated[Language, BeforeValidator(_language)]
Colour = Annotated[model.Colour, BeforeValidator(_colour)]
Icon = Annotated[str, BeforeValidator(_icon)]
Timezone = Annotated[str, BeforeValidator(_timezone)]
Email = Annotated[
    str, BeforeValidator(_email), WithJsonSchema({"type": "string", "format": "email"})
]
Link = Annotated[str, BeforeValidator(_link), WithJsonSchema({"type": "string", "format": "uri"})]
CaptionFiles = Annotated[
    dict[Language, str],
    PlainValidator(_caption_files),
    WithJsonSchema(
        {
            "type": "object",
            "additionalProperties": {"type": "string"},
            "propertyNames": {"pattern": "^[a-z]{2}$"},
        }
    ),
]


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

    format: Annotated[Literal[1], BeforeValidator(_format)]
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
