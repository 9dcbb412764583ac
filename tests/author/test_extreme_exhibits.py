"""Every field of a prepared exhibit with every extreme value: refused in a sentence, or sound.

A pack is signed by somebody who may be mistaken, or whose key was stolen: what it says is judged
again wherever it is read.
"""

from __future__ import annotations

import copy
import json
from datetime import date, time
from typing import TYPE_CHECKING, Any, TypeAlias, get_args

import pytest
from packs import publisher

from kiosk.author import letters, limits
from kiosk.errors import PreparedError
from kiosk.exhibit import bounds, model, prepared
from kiosk.exhibit.agenda import Agenda
from kiosk.keys import demo

if TYPE_CHECKING:
    from collections.abc import Callable

Place: TypeAlias = tuple[Any, ...]

EXTREMES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    5_000,
    1 << 31,
    1 << 63,
    1 << 80,
    -(1 << 80),
    0.5,
    1e308,
    float("nan"),
    float("inf"),
    float("-inf"),
    "",
    " ",
    "\n",
    "\x00",
    "\x1b[2J",
    "\u202eevil",
    "\ue000",
    "x",
    "x" * 300,
    "x" * (bounds.LINE + 1),
    "x" * 2_400_000,
    "#FFFFFF",
    "Europe/Peel",
    "../../etc/passwd",
    "/etc/localtime",
    "localtime",
    "zz",
    "nl",
    "0001-01-01",
    "9999-12-31",
    "2018-02-30",
    "24:00:00",
    "23:59:59.999999",
    "19:30:00+14:00",
    "https://" + "x" * 300,
    "javascript:alert(1)",
    "a@b",
    [],
    {},
    [None],
    [[]],
    {"nl": ""},
    {"xx": "x"},
    {"nl": "x" * 2_400_000},
    {"nl": []},
    {"nl": None},
)


def whole() -> dict[str, Any]:
    """An exhibit in which every field is filled in, as JSON."""
    made = publisher.exhibit(signups=publisher.terms(demo.PUBLIC))
    tuin = made.cooperatives[0]
    cues = (
        model.Cue(start_ms=0, end_ms=400, text="Samen."),
        model.Cue(start_ms=400, end_ms=900, text="Lukt het?\nJa."),
    )
    full = made.model_copy(
        update={
            "look": model.Look(accent="#1F2430"),
            "contact": model.Contact(name="Els", email="els@example.org", link="https://a.example"),
            "partners": (
                made.partners[0].model_copy(update={"logo": tuin.photos[0].sizes}),
                *made.partners[1:],
            ),
            "places": (
                made.places[0].model_copy(
                    update={
                        "address": "Markt 1",
                        "opening": model.Opening(date=date(2018, 10, 1), starts=time(19, 30)),
                        "exhibition": model.Period(
                            first_day=date(2018, 10, 1),
                            last_day=date(2018, 10, 31),
                            note=model.Text({"nl": "in de hal"}),
                        ),
                    }
                ),
                *made.places[1:],
            ),
            "workshops": tuple(
                workshop.model_copy(
                    update={"starts": time(19, 30), "ends": time(21, 30), "doors": time(19)}
                )
                for workshop in made.workshops
            ),
            "cooperatives": (
                tuin.model_copy(
                    update={
                        "introduction": model.Text({"nl": "Wij zijn twaalf buren."}),
                        "films": tuple(
                            film.model_copy(update={"captions": {"nl": cues}})
                            for film in tuin.films
                        ),
                    }
                ),
            ),
        }
    )
    found: dict[str, Any] = json.loads(full.model_dump_json())
    return found


def places(part: object, path: Place = ()) -> list[Place]:
    """The way to everything inside of some JSON."""
    found = [path] if path else []
    if isinstance(part, dict):
        for key in sorted(part):
            found += places(part[key], (*path, key))
    elif isinstance(part, list):
        for key in range(len(part)):
            found += places(part[key], (*path, key))
    return found


def put(part: Any, path: Place, value: object) -> Any:
    """A copy of some JSON with another value in one place."""
    changed = here = copy.deepcopy(part)
    for key in path[:-1]:
        here = here[key]
    here[path[-1]] = value
    return changed


def read(written: object) -> model.Exhibit | str:
    """The exhibit, or the one sentence it is refused with."""
    try:
        return prepared.parse(json.dumps(written).encode(), prepared.NAME)
    except PreparedError as error:
        return error.what if error.advice else ""


def test_the_whole_exhibit_is_sound() -> None:
    """Else nothing here would mean anything."""
    assert isinstance(read(whole()), model.Exhibit)


def test_each_extreme_is_refused_in_a_sentence_or_can_be_shown(
    request: pytest.FixtureRequest,
) -> None:
    """Whatever is read can be announced, counted and drawn; all else is told in one line.

    Every place has every value with `--long`; else each value comes to every fifth place.
    """
    sound = whole()
    step = 1 if request.config.getoption("--long") else 5
    tried = 0
    for number, place in enumerate(places(sound)):
        for value in EXTREMES[number % step :: step]:
            tried += 1
            exhibit = read(put(sound, place, value))
            if isinstance(exhibit, str):
                assert exhibit, place
                assert exhibit.isprintable(), place
                assert len(exhibit) < 400, place
                continue
            Agenda(exhibit)
            assert all(story.title for one in exhibit.cooperatives for story in one.story.values())
            assert exhibit.title.into("nl").strip() or value in {" ", "\n"}, place
            lengths = [len(words) for words in strings(json.loads(exhibit.model_dump_json()))]
            assert max(lengths) <= bounds.PROSE, place
    assert tried > 1_000


def strings(part: object) -> list[str]:
    """Every text in some JSON."""
    if isinstance(part, str):
        return [part]
    values = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return [text for value in values for text in strings(value)]


def many(name: str, number: int, **other: Any) -> Callable[[dict[str, Any]], None]:
    """So many of what the exhibit has one of, each with an id of its own."""

    def change(written: dict[str, Any]) -> None:
        one = written[name][0] | other
        written[name] = [
            copy.deepcopy(one | ({"id": f"nr-{at}"} if "id" in one else {})) for at in range(number)
        ]

    return change


def of_first(*path: Any, value: Any) -> Callable[[dict[str, Any]], None]:
    """Another value inside of the first cooperative."""

    def change(written: dict[str, Any]) -> None:
        here: Any = written["cooperatives"][0]
        for key in path[:-1]:
            here = here[key]
        here[path[-1]] = value(here[path[-1]]) if callable(value) else value

    return change


def of(*path: Any, value: Any) -> Callable[[dict[str, Any]], None]:
    """Another value anywhere."""

    def change(written: dict[str, Any]) -> None:
        here: Any = written
        for key in path[:-1]:
            here = here[key]
        here[path[-1]] = value

    return change


CUE = {"start_ms": 0, "end_ms": 1, "text": "x"}
KNOWN_TO_CHECK: dict[str, tuple[str, Callable[[dict[str, Any]], None]]] = {
    "a timezone of nowhere": ("Europe/Peel", of("timezone", value="Europe/Peel")),
    "a timezone of this machine": ("localtime", of("timezone", value="localtime")),
    "a timezone that leads away": ("timezone", of("timezone", value="../../etc/passwd")),
    "a title of 2.4 MB": ("title", of("title", "nl", value="x" * 2_400_000)),
    "a title that is too long for a title": ("48 characters", of("title", "nl", value="x" * 49)),
    "a name that is too long": ("48 characters", of_first("name", "nl", value="x" * 49)),
    "a right that is too long": ("20 characters", of_first("right", "nl", value="x" * 21)),
    "a summary that is too long": ("60 characters", of_first("summary", "nl", value="x" * 61)),
    "a quote that is too long": (
        "140 characters",
        of_first("quote", "text", "nl", value="x" * 141),
    ),
    "an introduction that is too long": (
        "260 characters",
        of_first("introduction", "nl", value="x" * 261),
    ),
    "a purpose that is too long": (
        "140 characters",
        of("signups", "purposes", 0, "text", "nl", value="x" * 141),
    ),
    "a colour nobody can read on": ("white letters", of_first("colour", value="#FFFF00")),
    "an accent nobody can read on": ("white letters", of("look", "accent", value="#eeeeee")),
    "an icon that is none": ("there is no icon 'sun_shine'", of_first("icon", value="sun_shine")),
    "a language that is none": ("languages", of("languages", value=["nl", "zz"])),
    "a language twice": ("languages", of("languages", value=["nl", "nl"])),
    "a language that it does not have": (
        "in a language that it does not have",
        of("title", value={"nl": "Samen", "en": "Together"}),
    ),
    "captions in a language that it does not have": (
        "in a language that it does not have",
        of_first("films", 0, "captions", value={"nl": [], "fr": [CUE]}),
    ),
    "a day before all calendars": (
        "workshops.0.date",
        of("workshops", 0, "date", value="0001-01-01"),
    ),
    "a day at the end of all calendars": (
        "workshops.0.date",
        of("workshops", 0, "date", value="9999-12-31"),
    ),
    "an hour with a timezone": ("timezone", of("workshops", 0, "starts", value="19:30:00+02:00")),
    "a workshop that ends before it begins": (
        "ends before it begins",
        of("workshops", 0, "ends", value="18:00:00"),
    ),
    "an end without a beginning": ("hours", of("workshops", 0, "starts", value=None)),
    "an exhibition that ends before it begins": (
        "an exhibition ends",
        of("places", 0, "exhibition", "last_day", value="2018-09-01"),
    ),
    "captions out of order": (
        "not in order of time",
        of_first("films", 0, "captions", "nl", value=lambda cues: cues[::-1]),
    ),
    "a caption that ends before it starts": (
        "not in order of time",
        of_first("films", 0, "captions", "nl", value=[CUE | {"end_ms": 0}]),
    ),
    "a caption without words": (
        "captions.nl.0.text",
        of_first("films", 0, "captions", "nl", value=[CUE | {"text": ""}]),
    ),
    "more captions than a film has words": (
        "captions.nl",
        of_first("films", 0, "captions", "nl", value=[CUE] * (bounds.CUES + 1)),
    ),
    "a film of a day": ("duration_ms", of_first("films", 0, "duration_ms", value=86_400_000)),
    "a film of no time": ("duration_ms", of_first("films", 0, "duration_ms", value=0)),
    "a loudness that is no number": (
        "gain_db",
        of_first("films", 0, "gain_db", value=float("nan")),
    ),
    "a picture without a side": (
        "width_px",
        of_first("photos", 0, "sizes", 0, "width_px", value=0),
    ),
    "a picture as large as a field": (
        "height_px",
        of_first("photos", 0, "sizes", 0, "height_px", value=100_000),
    ),
    "a link no phone can read": ("link", of("contact", "link", value="https://a." + "x" * 300)),
    "a link that is no web address": ("link", of("contact", "link", value="javascript:alert(1)")),
    "an address that is none": ("email", of("contact", "email", value="a b@example.org")),
    "nineteen cooperatives": ("cooperatives", many("cooperatives", 19)),
    "too many photos": (
        "photos",
        of_first("photos", value=lambda photos: photos[:1] * (bounds.PHOTOS + 1)),
    ),
    "too many films": (
        "films",
        of_first("films", value=lambda films: films[:1] * (bounds.FILMS + 1)),
    ),
    "too many places": ("places", many("places", bounds.PLACES + 1)),
    "too many workshops": ("workshops", many("workshops", bounds.WORKSHOPS + 1)),
    "too many partners": ("partners", many("partners", bounds.PARTNERS + 1)),
    "a story without end": (
        "story.nl",
        of_first(
            "story",
            "nl",
            "blocks",
            value=lambda blocks: blocks * (1 + bounds.PROSE // len("Samen lukt het.")),
        ),
    ),
    "an empty story": ("is empty", of_first("story", "nl", "blocks", value=[])),
    "an empty paragraph": (
        "is empty",
        of("about", "nl", 0, "sentences", value=[{"runs": [{"text": "  "}]}]),
    ),
    "a letter nobody sees": (
        "nobody can see",
        of_first("photos", 0, "caption", "nl", value="a\x07"),
    ),
    "letters that turn around": ("nobody can see", of("places", 0, "town", value="\u202eabc")),
    "a number written as words": ("retention_days", of("signups", "retention_days", value="365")),
    "yes in words": ("example", of("example", value="yes")),
}


@pytest.mark.parametrize(("words", "change"), KNOWN_TO_CHECK.values(), ids=KNOWN_TO_CHECK.keys())
def test_what_check_tells_authors_is_refused_in_a_pack(
    words: str, change: Callable[[dict[str, Any]], None]
) -> None:
    """Signed or not: nothing reaches the glass that `exhibit check` would not let pass."""
    written = whole()
    change(written)
    refused = read(written)
    assert isinstance(refused, str)
    assert refused.startswith("exhibit.json is damaged: ")
    assert words in refused
    assert "\n" not in refused


@pytest.mark.parametrize(
    "sentences",
    [
        [{"runs": [{"text": "a"}]}, *[{"runs": []}] * bounds.PARTS],
        [{"runs": [{"text": "a"}, *[{"text": ""}] * bounds.PARTS]}],
        [
            {
                "runs": [
                    {"text": "a", "emphasis": bool(number % 2)}
                    for number in range(bounds.PARTS + 1)
                ]
            }
        ],
    ],
    ids=["empty sentences", "empty pieces", "a style for each letter"],
)
def test_a_text_of_pieces_without_end_is_refused(sentences: list[dict[str, Any]]) -> None:
    """However few letters are in them: the glass would stand still over them."""
    written = whole()
    of("about", "nl", 0, "sentences", value=sentences)(written)
    refused = read(written)
    assert isinstance(refused, str)
    assert "sentences and changes of style" in refused


def test_no_list_and_no_text_is_without_a_bound() -> None:
    """Whoever adds a field to the model adds how long it may be."""
    unbound = sorted(
        f"{shape.__name__}.{name}"
        for shape in shapes(model.Exhibit)
        for name, field in shape.model_fields.items()
        if field.annotation in {str, int, float} and not field.metadata
    )
    assert unbound == []


def shapes(shape: Any) -> set[type[Any]]:
    """A model, and all that it is made of."""
    found: set[type[Any]] = set()
    if isinstance(shape, type) and hasattr(shape, "model_fields"):
        found.add(shape)
        for field in shape.model_fields.values():
            found |= shapes(field.annotation)
    for part in get_args(shape):
        found |= shapes(part)
    return found


def test_what_nobody_can_see_is_the_same_for_who_writes_and_who_shows() -> None:
    """No letter that `check` lets pass is refused in a pack for being unseen, or the other way."""
    for number in range(0x110000):
        letter = chr(number)
        if letter not in "\t\n\r":
            assert bool(bounds.UNSEEN.match(letter)) <= letters.unusable(letter), hex(number)


def test_what_authors_may_write_is_never_more_than_what_is_read() -> None:
    """What passes `check` today can be shown; what passed it yesterday can still be read."""
    told = {name: value for name, value in vars(limits).items() if name.isupper()}
    assert told.pop("WORDS") * 10 <= bounds.PROSE  # Dutch words have six letters or so
    assert told.pop("CUE") <= bounds.CUE
    assert told.pop("EMAIL") <= bounds.EMAIL
    assert max(told.values()) <= bounds.LINE


def test_a_pack_of_an_earlier_program_is_still_read() -> None:
    """Long captions, promises and names that no `check` spoke of once are no reason to refuse."""
    written = whole()
    long = {"nl": "Samen beginnen wij iets nieuws. " * 25}
    written["cooperatives"][0]["photos"][0]["caption"] = long
    written["cooperatives"][0]["photos"][0]["description"] = long
    written["cooperatives"][0]["photos"][0]["credit"]["source"] = long["nl"]
    written["workshops"][0]["promise"] = long
    written["places"][0]["library"] = long["nl"]
    written["contact"]["link"] = "HTTPS://example.org/meer"
    assert isinstance(read(written), model.Exhibit)
