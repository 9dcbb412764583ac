"""The prepared exhibit: all that the kiosk shows, as frozen objects.

`exhibit.json` is this model, written by `exhibit.prepare` and read by `exhibit.prepared`. It names
media by the SHA-256 of their bytes; they lie beside it in `media/<sha256>`, without a file ending.
"""

from __future__ import annotations

from datetime import date, time
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel

FORMAT = 1
"""The format this program writes, and the newest it reads."""

LONG_SIDES_PX = (640, 1920, 3840)
"""The long sides photos are prepared at."""

Id = Annotated[str, Field(pattern=r"^[a-z0-9-]{1,32}$")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
Colour = Annotated[str, Field(pattern=r"^#[0-9A-Fa-f]{6}$")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
DurationMs = Annotated[int, Field(ge=0)]
Fraction = Annotated[float, Field(ge=0, le=1)]


class Frozen(BaseModel):
    """Whole or not at all: no unknown fields, no change afterwards."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(RootModel[dict[Language, str]]):
    """The same words in one or more languages; the exhibit's own language stands first."""

    model_config = ConfigDict(frozen=True)

    def into(self, language: str) -> str:
        """The words in `language`, or in the exhibit's own where it has none."""
        words = self.root.get(language)
        return words if words is not None else next(iter(self.root.values()))


class Credit(Frozen):
    """Who made a photo or film, and what we may do with it."""

    author: str
    licence: str
    source: str


class Size(Frozen):
    """One picture file of a photo or poster."""

    sha256: Sha256
    width_px: int
    height_px: int
    bytes: int


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
    sizes: tuple[Size, ...] = Field(min_length=1)
    """From small to large: long sides 640, 1920, 3840, never larger than the original."""


class Cue(Frozen):
    """One caption: these lines, from here until there."""

    start_ms: DurationMs
    end_ms: DurationMs
    text: str
    """One or more lines, joined by newlines."""


class Film(Frozen):
    """A film the kiosk can play as it is: H.264 High, at most 1080p30, AAC stereo or silent."""

    caption: Text
    description: Text
    focus: Focus
    credit: Credit
    sha256: Sha256
    bytes: int
    width_px: int
    height_px: int
    duration_ms: DurationMs
    sound: bool
    """Whether there is anything to hear."""
    gain_db: float
    """Add this to reach -23 LUFS (EBU R 128); 0 without sound."""
    poster: tuple[Size, ...] = Field(min_length=1)
    """One frame of the film, in growing sizes like a photo."""
    captions: dict[Language, tuple[Cue, ...]]
    """Per language, in order of time, never overlapping."""


class Run(Frozen):
    """Words in one style."""

    text: str
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
    sentences: tuple[Sentence, ...]


class Story(Frozen):
    """A story in one language."""

    title: str
    blocks: tuple[Block, ...]
    words: int
    """How many words; says how long reading takes."""


class Quote(Frozen):
    """Something somebody said."""

    text: Text
    who: Text


class Cooperative(Frozen):
    """One of the cooperatives in the exhibit."""

    id: Id
    name: Text
    right: Text
    """The social right it stands for, in a word."""
    summary: Text
    """One short sentence, for the card."""
    introduction: Text | None
    """A few sentences, for its own screen."""
    colour: Colour
    icon: str
    """Name of a bundled icon."""
    quote: Quote
    photos: tuple[Photo, ...] = Field(min_length=1)
    films: tuple[Film, ...]
    story: dict[Language, Story]
    """At least in the exhibit's own language, which stands first."""


class Opening(Frozen):
    """The festive opening at a place."""

    date: date
    starts: time | None


class Period(Frozen):
    """When the exhibition stands at a place, as far as known."""

    first_day: date | None
    last_day: date | None
    note: Text | None


class Place(Frozen):
    """A library where a kiosk stands."""

    id: Id
    library: str
    town: str
    address: str | None
    opening: Opening | None
    exhibition: Period | None


class Workshop(Frozen):
    """A date at a place, with its question. Hours are local to the exhibit's timezone."""

    place: Id
    date: date
    starts: time | None
    """None: the hour is not known."""
    ends: time | None
    doors: time | None
    promise: Text


class Partner(Frozen):
    """Who organises or supports this."""

    name: str
    role: Text
    logo: tuple[Size, ...] | None


class Contact(Frozen):
    """Whom to ask."""

    name: str
    email: str
    link: str | None
    """A web address with more, shown as a QR code."""


class Look(Frozen):
    """The exhibit's own colour."""

    accent: Colour | None = None


class Controller(Frozen):
    """Who answers for what visitors leave (AVG: the controller)."""

    name: str
    email: str
    address: str | None


class Purpose(Frozen):
    """One thing the controller would do with a sign-up, if the visitor ticks its box."""

    id: Id
    text: Text


class SignUps(Frozen):
    """How this exhibit takes sign-ups."""

    controller: Controller
    purposes: tuple[Purpose, ...] = Field(min_length=1, max_length=4)
    """One unticked box each."""
    consent: dict[Language, tuple[Block, ...]]
    """Who, why, how long, with whom, and which rights; the exhibit's own language first."""
    consent_version: Annotated[str, Field(min_length=1, max_length=32)]
    recipients: tuple[str, ...] = Field(min_length=2, max_length=4)
    """Public age keys (`age1…`) a sign-up is sealed to: the coordinator's and the recovery key."""
    receipt_key: Sha256
    """Public Ed25519 key of who may say that sign-ups arrived, as 64 hexadecimal digits."""
    retention_days: Annotated[int, Field(ge=1, le=730)]
    """A sign-up is kept so long, by anybody."""


class Exhibit(Frozen):
    """All of it."""

    format: Literal[1]
    id: Id
    title: Text
    languages: tuple[Language, ...] = Field(min_length=1)
    """The exhibit's own language first."""
    timezone: str
    """IANA name."""
    example: bool
    """Made up, and marked so on the glass."""
    about: dict[Language, tuple[Block, ...]]
    partners: tuple[Partner, ...]
    contact: Contact
    places: tuple[Place, ...] = Field(min_length=1)
    workshops: tuple[Workshop, ...]
    """In order of date."""
    cooperatives: tuple[Cooperative, ...] = Field(min_length=1, max_length=18)
    look: Look
    signups: SignUps | None = None
    """None: this exhibit takes no sign-ups."""

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
