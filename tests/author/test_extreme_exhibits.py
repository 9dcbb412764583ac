"""Every field of a prepared exhibit with every extreme value: refused in a sentence, or sound.

A pack is signed by somebody who may be mistaken, or whose key was stolen: what it says is judged
again wherever it is read.
"""

import copy
import json
from collections.abc import Callable
from typing import Any, TypeAlias, get_args

import pytest
from author.tables import change
from packs import publisher

from kiosk.author import lengths, letters
from kiosk.errors import PreparedError
from kiosk.exhibit import bounds, model, prepared
from kiosk.exhibit.agenda import Agenda
from kiosk.keys import demo

Place: TypeAlias = tuple[Any, ...]

EXTREMES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 5_000, 1 << 31, 1 << 63, 1 << 80, -(1 << 80), 0.5, 1e308,
    float("nan"), float("inf"), float("-inf"),
    "", " ", "\n", "\x00", "\x1b[2J", "\u202eevil", "\ue000", "x", "x" * 300,
    "x" * (bounds.LINE + 1), "x" * 2_400_000,
    "#FFFFFF", "Europe/Peel", "../../etc/passwd", "/etc/localtime", "localtime", "zz", "nl",
    "0001-01-01", "9999-12-31", "2018-02-30", "24:00:00", "23:59:59.999999", "19:30:00+14:00",
    "https://" + "x" * 300, "javascript:alert(1)", "a@b",
    [], {}, [None], [[]],
    {"nl": ""}, {"xx": "x"}, {"nl": "x" * 2_400_000}, {"nl": []}, {"nl": None},
)  # fmt: skip


def whole() -> dict[str, Any]:
    """An exhibit in which every field is filled in, as JSON."""
    made = publisher.exhibit(signups=publisher.terms(demo.PUBLIC))
    found: dict[str, Any] = json.loads(made.model_dump_json())
    tuin = found["cooperatives"][0]
    tuin["introduction"] = {"nl": "Wij zijn twaalf buren."}
    for film in tuin["films"]:
        film["captions"]["nl"] = [
            {"start_ms": 0, "end_ms": 400, "text": "Samen."},
            {"start_ms": 400, "end_ms": 900, "text": "Lukt het?\nJa."},
        ]
    found["look"]["accent"] = "#1F2430"
    found["contact"] |= {"email": "els@example.org", "link": "https://a.example"}
    found["partners"][0]["logo"] = tuin["photos"][0]["sizes"]
    found["places"][0] |= {
        "address": "Markt 1",
        "opening": {"date": "2018-10-01", "starts": "19:30:00"},
        "exhibition": {
            "first_day": "2018-10-01",
            "last_day": "2018-10-31",
            "note": {"nl": "in de hal"},
        },
    }
    for workshop in found["workshops"]:
        workshop |= {"starts": "19:30:00", "ends": "21:30:00", "doors": "19:00:00"}
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
    """Some JSON with another value in one place; what lies around it is copied, the rest shared."""
    if not path:
        return value
    changed = copy.copy(part)
    changed[path[0]] = put(part[path[0]], path[1:], value)
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


def times(number: int) -> Callable[[list[dict[str, Any]]], list[dict[str, Any]]]:
    """So many of the first, each with an id of its own."""
    return lambda listed: [
        copy.deepcopy(listed[0] | ({"id": f"nr-{at}"} if "id" in listed[0] else {}))
        for at in range(number)
    ]


COOP = "cooperatives.0"
FILM = f"{COOP}.films.0"
SIZE = f"{COOP}.photos.0.sizes.0"
CUE = {"start_ms": 0, "end_ms": 1, "text": "x"}
KNOWN_TO_CHECK: list[tuple[str, Any, str]] = [
    ("timezone", "Europe/Peel", "Europe/Peel"),
    ("timezone", "localtime", "localtime"),
    ("timezone", "../../etc/passwd", "timezone"),
    ("title.nl", "x" * 2_400_000, "title"),
    ("title.nl", "x" * 49, "48 characters"),
    (f"{COOP}.name.nl", "x" * 49, "48 characters"),
    (f"{COOP}.right.nl", "x" * 21, "20 characters"),
    (f"{COOP}.summary.nl", "x" * 61, "60 characters"),
    (f"{COOP}.quote.text.nl", "x" * 141, "140 characters"),
    (f"{COOP}.introduction.nl", "x" * 261, "260 characters"),
    ("signups.purposes.0.text.nl", "x" * 141, "140 characters"),
    (f"{COOP}.colour", "#FFFF00", "white letters"),
    ("look.accent", "#eeeeee", "white letters"),
    (f"{COOP}.icon", "sun_shine", "there is no icon 'sun_shine'"),
    ("languages", ["nl", "zz"], "languages"),
    ("languages", ["nl", "nl"], "languages"),
    ("title", {"nl": "Samen", "en": "Together"}, "in a language that it does not have"),
    (f"{FILM}.captions", {"nl": [], "fr": [CUE]}, "in a language that it does not have"),
    ("workshops.0.date", "0001-01-01", "workshops.0.date"),
    ("workshops.0.date", "9999-12-31", "workshops.0.date"),
    ("workshops.0.starts", "19:30:00+02:00", "timezone"),
    ("workshops.0.ends", "18:00:00", "ends before it begins"),
    ("workshops.0.starts", None, "hours"),
    ("places.0.exhibition.last_day", "2018-09-01", "an exhibition ends"),
    (f"{FILM}.captions.nl", lambda cues: cues[::-1], "not in order of time"),
    (f"{FILM}.captions.nl", [CUE | {"end_ms": 0}], "not in order of time"),
    (f"{FILM}.captions.nl", [CUE | {"text": ""}], "captions.nl.0.text"),
    (f"{FILM}.captions.nl", [CUE] * (bounds.CUES + 1), "captions.nl"),
    (f"{FILM}.duration_ms", 86_400_000, "duration_ms"),
    (f"{FILM}.duration_ms", 0, "duration_ms"),
    (f"{FILM}.gain_db", float("nan"), "gain_db"),
    (f"{SIZE}.width_px", 0, "width_px"),
    (f"{SIZE}.height_px", 100_000, "height_px"),
    ("contact.link", "https://a." + "x" * 300, "link"),
    ("contact.link", "javascript:alert(1)", "link"),
    ("contact.email", "a b@example.org", "email"),
    ("cooperatives", times(19), "cooperatives"),
    (f"{COOP}.photos", times(bounds.PHOTOS + 1), "photos"),
    (f"{COOP}.films", times(bounds.FILMS + 1), "films"),
    ("places", times(bounds.PLACES + 1), "places"),
    ("workshops", times(bounds.WORKSHOPS + 1), "workshops"),
    ("partners", times(bounds.PARTNERS + 1), "partners"),
    (f"{COOP}.story.nl.blocks", times(1 + bounds.PROSE // len("Samen lukt het.")), "story.nl"),
    (f"{COOP}.story.nl.blocks", [], "is empty"),
    ("about.nl.0.sentences", [{"runs": [{"text": "  "}]}], "is empty"),
    (f"{COOP}.photos.0.caption.nl", "a\x07", "nobody can see"),
    ("places.0.town", "\u202eabc", "nobody can see"),
    ("signups.retention_days", "365", "retention_days"),
    ("example", "yes", "example"),
]


@pytest.mark.parametrize(
    ("place", "value", "words"), KNOWN_TO_CHECK, ids=[place for place, _, _ in KNOWN_TO_CHECK]
)
def test_what_check_tells_authors_is_refused_in_a_pack(
    place: str, value: object, words: str
) -> None:
    """Signed or not: nothing reaches the glass that `exhibit check` would not let pass."""
    written = whole()
    change(written, place, value)
    refused = read(written)
    assert isinstance(refused, str)
    assert refused.startswith("exhibit.json is damaged: ")
    assert words in refused
    assert "\n" not in refused


STYLES = [{"text": "a", "emphasis": bool(number % 2)} for number in range(bounds.PARTS + 1)]


@pytest.mark.parametrize(
    "sentences",
    [
        [{"runs": [{"text": "a"}]}, *[{"runs": []}] * bounds.PARTS],
        [{"runs": [{"text": "a"}, *[{"text": ""}] * bounds.PARTS]}],
        [{"runs": STYLES}],
    ],
    ids=["empty sentences", "empty pieces", "a style for each letter"],
)
def test_a_text_of_pieces_without_end_is_refused(sentences: list[dict[str, Any]]) -> None:
    """However few letters are in them: the glass would stand still over them."""
    written = whole()
    change(written, "about.nl.0.sentences", sentences)
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
    told = {name: value for name, value in vars(lengths).items() if name.isupper()}
    assert told.pop("WORDS") * 10 <= bounds.PROSE  # Dutch words have six letters or so
    assert told.pop("CUE") <= bounds.CUE
    assert told.pop("EMAIL") <= bounds.EMAIL
    assert max(told.values()) <= bounds.LINE


def test_a_pack_of_an_earlier_program_is_still_read() -> None:
    """Long captions, promises and names that no `check` spoke of once are no reason to refuse."""
    written = whole()
    long = {"nl": "Samen beginnen wij iets nieuws. " * 25}
    for place in (
        f"{COOP}.photos.0.caption",
        f"{COOP}.photos.0.description",
        "workshops.0.promise",
    ):
        change(written, place, long)
    for place in (f"{COOP}.photos.0.credit.source", "places.0.library"):
        change(written, place, long["nl"])
    change(written, "contact.link", "HTTPS://example.org/meer")
    assert isinstance(read(written), model.Exhibit)
