"""The prepared exhibit: all that the kiosk shows, as frozen objects.

`exhibit.json` is this model, written by `author.prepare` and read by `exhibit.prepared`. It names
media by the SHA-256 of their bytes; they lie beside it in `media/<sha256>`, without a file ending.
"""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, RootModel

from kiosk.exhibit import bounds
from kiosk.exhibit.contrast import READABLE, with_white

FORMAT = 1
"""The format this program writes, and the newest it reads."""

LONG_SIDES_PX = (640, 1920, 3840)
"""The long sides photos are prepared at."""


def _is_visible(words: str) -> str:
    """Words without anything that steers, hides or turns text around."""
    if bounds.UNSEEN.search(words):
        raise ValueError("a character that nobody can see")
    return words


def _readable(colour: str) -> str:
    """A colour on which white letters can be read."""
    if with_white(colour) < READABLE:
        raise ValueError("white letters cannot be read on it")
    return colour


def _on_the_clock(hour: time) -> time:
    """An hour of the exhibit's own clocks, which has no timezone of its own."""
    if hour.tzinfo is not None:
        raise ValueError("an hour with a timezone")
    return hour


def _is_email(words: str) -> str:
    name, _, host = words.partition("@")
    if not name or "." not in host or "@" in host or any(map(str.isspace, words)):
        raise ValueError("no e-mail address")
    return words


Id = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
Colour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$"), AfterValidator(_readable)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
DurationMs = Annotated[int, Field(ge=0, le=bounds.CUE_MS)]
Fraction = Annotated[float, Field(ge=0, le=1)]
Day = Annotated[date, Field(ge=bounds.FIRST_DAY, le=bounds.LAST_DAY)]
Hour = Annotated[time, AfterValidator(_on_the_clock)]
Bytes = Annotated[int, Field(ge=1, le=1 << 40)]
Side = Annotated[int, Field(ge=1, le=bounds.SIDE_PX)]
Words = Annotated[str, Field(min_length=1, max_length=bounds.LINE), AfterValidator(_is_visible)]
Email = Annotated[Words, Field(max_length=bounds.EMAIL), AfterValidator(_is_email)]
Link = Annotated[Words, Field(max_length=bounds.LINK, pattern=r"(?i)^https?://[^\s]+$")]
Passage = Annotated[str, Field(max_length=bounds.PROSE), AfterValidator(_is_visible)]


class Frozen(BaseModel):
    """Whole or not at all: no unknown fields, no change afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Text(RootModel[dict[Language, Words]]):
    """The same words in one or more languages; the exhibit's own language stands first."""

    model_config = ConfigDict(frozen=True)

    def into(self, language: str) -> str:
        """The words in `language`, or in the exhibit's own where it has none."""
        words = self.root.get(language)
        return words if words is not None else next(iter(self.root.values()))


def _at_most(length: int) -> AfterValidator:
    """Refuse a text with more characters than there is room for where it stands."""

    def short(text: Text) -> Text:
        if any(len(words) > length for words in text.root.values()):
            raise ValueError(f"more than {length} characters")
        return text

    return AfterValidator(short)


def _prose(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """See that a text is not longer than anybody reads, all of its blocks together."""
    sentences = [sentence for block in blocks for sentence in block.sentences]
    if sum(max(1, len(sentence.runs)) for sentence in sentences) > bounds.PARTS:
        raise ValueError(f"more than {bounds.PARTS} sentences and changes of style")
    if sum(len(sentence.text) for sentence in sentences) > bounds.PROSE:
        raise ValueError(f"more than {bounds.PROSE} characters")
    return blocks


class Credit(Frozen):
    """Who made a photo or film, and what we may do with it."""

    author: Words
    licence: Words
    source: Words


class Size(Frozen):
    """One picture file of a photo or poster."""

    sha256: Sha256
    width_px: Side
    height_px: Side
    bytes: Bytes


class Focus(Frozen):
    """The point that stays visible when a picture is cut; fractions from left and top."""

    x: Fraction = 0.5
    y: Fraction = 0.5


class Photo(Frozen):
    """A photo, upright and without metadata, in growing sizes."""

    caption: Text
    description: Text
    """For who cannot see it."""
    focus: Focus
    credit: Credit
    sizes: tuple[Size, ...] = Field(min_length=1, max_length=bounds.SIZES)
    """From small to large: long sides 640, 1920, 3840, never larger than the original."""


class Cue(Frozen):
    """One caption: these lines, from here until there."""

    start_ms: DurationMs
    end_ms: DurationMs
    text: Annotated[Words, Field(max_length=bounds.CUE)]
    """One or more lines, joined by newlines."""


class Film(Frozen):
    """A film the kiosk can play as it is: H.264 High, at most 1080p30, AAC stereo or silent."""

    caption: Text
    description: Text
    focus: Focus
    credit: Credit
    sha256: Sha256
    bytes: Bytes
    width_px: Side
    height_px: Side
    duration_ms: Annotated[int, Field(ge=1, le=bounds.FILM_MS)]
    sound: bool
    """Whether there is anything to hear."""
    gain_db: Annotated[float, Field(ge=-bounds.GAIN_DB, le=bounds.GAIN_DB)]
    """Add this to reach -23 LUFS (EBU R 128); 0 without sound."""
    poster: tuple[Size, ...] = Field(min_length=1, max_length=bounds.SIZES)
    """One frame of the film, in growing sizes like a photo."""
    captions: dict[Language, Annotated[tuple[Cue, ...], Field(max_length=bounds.CUES)]]
    """Per language, in order of time, never overlapping."""


class Run(Frozen):
    """Words in one style."""

    text: Passage
    emphasis: bool = False


class Sentence(Frozen):
    """One sentence: the unit that is read aloud and marked."""

    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        """The sentence without its styles."""
        return "".join(run.text for run in self.runs)


class Block(Frozen):
    """A paragraph, heading, quote or list item."""

    kind: Literal["paragraph", "heading", "quote", "item"]
    sentences: tuple[Sentence, ...] = Field(min_length=1)


Prose: TypeAlias = Annotated[
    tuple[Block, ...], Field(max_length=bounds.BLOCKS), AfterValidator(_prose)
]
"""Some blocks, no longer than anybody reads."""


class Story(Frozen):
    """A story in one language."""

    title: Words
    blocks: Prose
    words: Annotated[int, Field(ge=0, le=bounds.PROSE)]
    """How many words; says how long reading takes."""


class Quote(Frozen):
    """Something somebody said."""

    text: Annotated[Text, _at_most(bounds.SAYING)]
    who: Text


class Cooperative(Frozen):
    """One of the cooperatives in the exhibit."""

    id: Id
    name: Annotated[Text, _at_most(bounds.TITLE)]
    right: Annotated[Text, _at_most(bounds.RIGHT)]
    """The social right it stands for, in a word."""
    summary: Annotated[Text, _at_most(bounds.SUMMARY)]
    """One short sentence, for the card."""
    introduction: Annotated[Text, _at_most(bounds.INTRODUCTION)] | None
    """A few sentences, for its own screen."""
    colour: Colour
    icon: Annotated[str, Field(pattern=r"^[a-z0-9_]{1,64}$")]
    """Name of a bundled icon."""
    quote: Quote
    photos: tuple[Photo, ...] = Field(min_length=1, max_length=bounds.PHOTOS)
    films: tuple[Film, ...] = Field(max_length=bounds.FILMS)
    story: dict[Language, Story]
    """At least in the exhibit's own language, which stands first."""


class FestiveOpening(Frozen):
    """The festive opening at a place."""

    date: Day
    starts: Hour | None


class Period(Frozen):
    """When the exhibition stands at a place, as far as known."""

    first_day: Day | None
    last_day: Day | None
    note: Text | None


class Place(Frozen):
    """A library where a kiosk stands."""

    id: Id
    library: Words
    town: Words
    address: Words | None
    opening: FestiveOpening | None
    exhibition: Period | None


class Workshop(Frozen):
    """A date at a place, with its question. Hours are local to the exhibit's timezone."""

    place: Id
    date: Day
    starts: Hour | None
    """None: the hour is not known."""
    ends: Hour | None
    doors: Hour | None
    promise: Text


class Partner(Frozen):
    """Who organises or supports this."""

    name: Words
    role: Text
    logo: Annotated[tuple[Size, ...], Field(min_length=1, max_length=bounds.SIZES)] | None


class Contact(Frozen):
    """Whom to ask."""

    name: Words
    email: Email
    link: Link | None
    """A web address with more, shown as a QR code."""


class Look(Frozen):
    """The exhibit's own colour."""

    accent: Colour | None = None


class Controller(Frozen):
    """Who answers for what visitors leave (AVG: the controller)."""

    name: Words
    email: Email
    address: Words | None


class Purpose(Frozen):
    """One thing the controller would do with a sign-up, if the visitor ticks its box."""

    id: Id
    text: Annotated[Text, _at_most(bounds.PURPOSE)]


class SignUps(Frozen):
    """How this exhibit takes sign-ups."""

    controller: Controller
    purposes: tuple[Purpose, ...] = Field(min_length=1, max_length=4)
    """One unticked box each."""
    consent: dict[Language, Prose]
    """Who, why, how long, with whom, and which rights; the exhibit's own language first."""
    consent_version: Annotated[Words, Field(max_length=32)]
    recipients: tuple[str, ...] = Field(min_length=2, max_length=4)
    """Public age keys (`age1…`) a sign-up is sealed to: the coordinator's and the recovery key."""
    receipt_key: Sha256
    """Public Ed25519 key of who may say that sign-ups arrived, as 64 hexadecimal digits."""
    retention_days: Annotated[int, Field(ge=1, le=730)]
    """A sign-up is kept so long, by anybody."""


class Clip(Frozen):
    """Words, spoken: a part of a file of speech."""

    start: Annotated[int, Field(ge=0, le=1 << 40)]
    """Its first byte."""
    bytes: Bytes
    duration_ms: Annotated[int, Field(ge=0, le=bounds.CLIP_MS)]


class Speech(Frozen):
    """What is spoken in one language: one file of clips, each a whole Ogg file, end to end."""

    sha256: Sha256
    bytes: Bytes
    clips: Annotated[
        dict[Annotated[str, Field(pattern=r"^[0-9a-f]{16}$")], Clip],
        Field(min_length=1, max_length=bounds.CLIPS),
    ]
    """By `speech.key` of their words."""


class Exhibit(Frozen):
    """An exhibit, whole."""

    format: Literal[1]
    id: Id
    title: Annotated[Text, _at_most(bounds.TITLE)]
    languages: tuple[Language, ...] = Field(min_length=1, max_length=bounds.LANGUAGES)
    """The exhibit's own language first."""
    timezone: Annotated[Words, Field(max_length=64)]
    """IANA name."""
    example: bool
    """Made up, and marked so on the glass."""
    about: dict[Language, Prose]
    partners: tuple[Partner, ...] = Field(max_length=bounds.PARTNERS)
    contact: Contact
    places: tuple[Place, ...] = Field(min_length=1, max_length=bounds.PLACES)
    workshops: tuple[Workshop, ...] = Field(max_length=bounds.WORKSHOPS)
    """In order of date."""
    cooperatives: tuple[Cooperative, ...] = Field(min_length=1, max_length=bounds.COOPERATIVES)
    look: Look
    signups: SignUps | None = None
    """None: this exhibit takes no sign-ups."""
    speech: dict[Language, Speech] = {}
    """By language; nothing in one that nobody speaks here."""

    def cooperative(self, id: str) -> Cooperative:  # noqa: A002 - the field's own name
        """The cooperative called `id`. Raises KeyError if there is none."""
        for cooperative in self.cooperatives:
            if cooperative.id == id:
                return cooperative
        raise KeyError(id)

    def place(self, id: str) -> Place:  # noqa: A002
        """The place called `id`. Raises KeyError if there is none."""
        for place in self.places:
            if place.id == id:
                return place
        raise KeyError(id)
