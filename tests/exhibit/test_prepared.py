"""A prepared exhibit is read whole, or not at all."""

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from author.tables import change
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.author import prepare
from kiosk.errors import PreparedError
from kiosk.exhibit import prepared
from kiosk.keys import demo


@pytest.fixture(scope="module")
def ready(pattern: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sound exhibit, prepared; to be copied."""
    folder = tmp_path_factory.mktemp("ready")
    prepare.prepare(pattern, folder / "exhibit", cache=folder / "cache")
    return folder / "exhibit"


@pytest.fixture
def whole(ready: Path, tmp_path: Path) -> Path:
    """A prepared exhibit, to break one thing in."""
    return Path(shutil.copytree(ready, tmp_path / "whole"))


def test_a_whole_exhibit_is_read(whole: Path) -> None:
    """Every medium is there, of its length; what is there beside them is not looked at."""
    read = prepared.read(whole)

    assert read.exhibit.title.into("nl") == "Samen"
    assert read.folder == whole
    needed = prepared.media(read.exhibit)
    assert {path.name for path in (whole / "media").iterdir()} == needed.keys()
    for sha256, size in needed.items():
        assert read.media(sha256).stat().st_size == size
    assert prepared.verify(whole) == read
    (whole / "media" / "README.txt").write_text("hello")

    prepared.verify(whole)


def film(folder: Path) -> Path:
    """The only film."""
    exhibit = prepared.read(folder).exhibit
    return folder / "media" / exhibit.cooperatives[1].films[0].sha256


def rewritten(folder: Path, content: str | bytes) -> None:
    """Another content of `exhibit.json`."""
    (folder / "exhibit.json").write_bytes(content.encode() if isinstance(content, str) else content)


def refilmed(folder: Path, by: Callable[[bytes], bytes]) -> None:
    """Another content of the film."""
    film(folder).write_bytes(by(film(folder).read_bytes()))


def a_folder_in_its_place(folder: Path) -> None:
    """Somebody made a folder with the name of the film."""
    path = film(folder)
    path.unlink()
    path.mkdir()


BREAKAGES: dict[str, tuple[Callable[[Path], None], str]] = {
    "a lost film": (lambda folder: film(folder).unlink(), "is missing"),
    "a film cut short": (lambda folder: refilmed(folder, lambda data: data[:-1]), "is cut short"),
    "a film with more": (lambda folder: refilmed(folder, lambda data: data + b"x"), "too long"),
    "a folder for a film": (a_folder_in_its_place, "is missing"),
    "no media": (lambda folder: shutil.rmtree(folder / "media"), "files of the exhibit are not"),
    "no exhibit": (lambda folder: (folder / "exhibit.json").unlink(), "there is no prepared"),
    "nothing": (shutil.rmtree, "there is no prepared exhibit"),
    "an empty file": (lambda folder: rewritten(folder, ""), "is damaged"),
    "half a file": (lambda folder: rewritten(folder, '{"format": 1, "id": "te'), "is damaged"),
    "another JSON": (lambda folder: rewritten(folder, "[1, 2]"), "is damaged"),
    "a number": (lambda folder: rewritten(folder, "7"), "is damaged"),
    "no JSON": (lambda folder: rewritten(folder, b"\xff\xfe\x00"), "is damaged"),
    "too deep": (lambda folder: rewritten(folder, "[" * 100_000), "is damaged"),
    "too large": (lambda folder: rewritten(folder, " " * (16 * 2**20 + 1)), "larger than 16 MB"),
}


def refused(folder: Path, words: str) -> None:
    """Neither read nor verified, with these words and advice."""
    for look in (prepared.read, prepared.verify):
        with pytest.raises(PreparedError) as caught:
            look(folder)
        assert words in str(caught.value)
        assert caught.value.advice


@pytest.mark.parametrize(("break_it", "words"), BREAKAGES.values(), ids=BREAKAGES.keys())
def test_one_breakage_is_told_in_a_sentence(
    whole: Path, break_it: Callable[[Path], None], words: str
) -> None:
    """Whatever is wrong, nothing is shown, and whoever carries the exhibit is told what and why."""
    break_it(whole)
    refused(whole, words)


BLOCK = {"kind": "paragraph", "sentences": [{"runs": [{"text": "Wij vragen het."}]}]}
PURPOSE = {"id": "a", "text": {"nl": "Stuur mij nieuws."}}
DAILY, RECOVERY = demo.PUBLIC.recipients
TERMS = {
    "controller": {"name": "De Alliantie", "email": "info@example.org", "address": None},
    "purposes": [PURPOSE, PURPOSE | {"id": "b"}],
    "consent": {"nl": [BLOCK], "en": [BLOCK]},
    "consent_version": "2018-09",
    "recipients": [DAILY, RECOVERY],
    "receipt_key": demo.PUBLIC.receipt,
    "retention_days": 365,
}


def alter(folder: Path, place: str, value: Any) -> None:
    """An exhibit that takes sign-ups, with another value at one place."""
    written = json.loads((folder / "exhibit.json").read_bytes()) | {"signups": copy.deepcopy(TERMS)}
    change(written, place, value)
    rewritten(folder, json.dumps(written))


def test_an_exhibit_that_takes_sign_ups_is_read(whole: Path) -> None:
    """What the author wrote about sign-ups is there; without it, nothing is."""
    assert prepared.read(whole).exhibit.signups is None
    alter(whole, "signups.retention_days", 100)
    read = prepared.verify(whole).exhibit.signups
    assert read
    assert read.recipients == demo.PUBLIC.recipients


NEWER = "made for a newer kiosk — update the program"
WRONG: list[tuple[str, Any, str]] = [
    ("format", 2, NEWER),
    ("format", 0, "is damaged: format"),
    ("scents", ["tomato"], "is damaged: scents"),
    ("title", None, "is damaged: title"),
    ("cooperatives.1.films.0.sha256", "../../../etc/passwd", "cooperatives.1.films.0.sha256"),
    ("cooperatives.0.photos.0.sizes", [], "is damaged"),
    ("about", {}, "introduction does not begin"),
    ("cooperatives.0.story", {}, "story of 'het-dak'"),
    ("cooperatives.0.quote.who", {}, "a text does not begin"),
    ("title", {"en": "Together"}, "a text does not begin"),
    ("cooperatives.0.id", "de-tuin", "have one id"),
    ("places.0.id", "venray", "have one id"),
    ("workshops.0.place", "atlantis", "at a place that is not"),
    ("signups.controller", None, "signups.controller"),
    ("signups.purposes", [], "signups.purposes"),
    ("signups.purposes", [PURPOSE] * 5, "signups.purposes"),
    ("signups.purposes", [PURPOSE] * 2, "two purposes have one id"),
    ("signups.purposes.0.text", {"en": "Send me news."}, "does not begin in its own language"),
    ("signups.consent", {}, "its consent text does not begin in its own language"),
    ("signups.consent", {"nl": []}, "its consent text is empty"),
    ("signups.recipients", [DAILY], "signups.recipients"),
    ("signups.recipients", [DAILY] * 2, "two recipients of its sign-ups are one key"),
    ("signups.recipients", [DAILY, "age1nobody"], "is no public age key"),
    ("signups.receipt_key", "ab" * 16, "signups.receipt_key"),
    ("signups.receipt_key", "0" * 64, "its receipt key is none"),
    ("signups.retention_days", 9999, "signups.retention_days"),
]


@pytest.mark.parametrize(("place", "value", "words"), WRONG, ids=[place for place, _, _ in WRONG])
def test_nothing_is_shown_that_makes_no_sense(
    whole: Path, place: str, value: object, words: str
) -> None:
    """No visitor reads half an exhibit or consents to nothing; no answer is sealed to nobody."""
    alter(whole, place, value)
    refused(whole, words)


def test_a_newer_format_with_more_in_it_is_no_damage(whole: Path) -> None:
    """Whoever carries it is told to update the program, not to bring it again."""
    alter(whole, "format", 2)
    written = json.loads((whole / "exhibit.json").read_bytes())
    rewritten(whole, json.dumps(written | {"scents": ["tomato"]}))
    refused(whole, NEWER)


def test_a_folder_that_may_not_be_read_is_told(tmp_path: Path) -> None:
    """A folder where a file is due is told like any other fault."""
    (tmp_path / "exhibit.json").mkdir()

    with pytest.raises(PreparedError, match="cannot be read"):
        prepared.read(tmp_path)


def test_a_flipped_byte_is_found_by_verifying(whole: Path) -> None:
    """Reading is quick and looks at lengths; verifying looks at every byte, and blames one file."""
    path = film(whole)
    path.write_bytes(path.read_bytes()[:-1] + b"\x99")
    prepared.read(whole)

    with pytest.raises(PreparedError) as caught:
        prepared.verify(whole)
    assert caught.value.what == f"media/{path.name} was altered"


def test_every_fault_is_named_at_once(whole: Path) -> None:
    """Whoever has one trip to make learns everything that has to be brought."""
    media = sorted((whole / "media").iterdir())
    media[0].unlink()
    media[1].write_bytes(b"")
    media[2].write_bytes(bytes(media[2].stat().st_size))

    with pytest.raises(PreparedError) as caught:
        prepared.verify(whole)
    words = str(caught.value)
    assert "3 files" in words
    assert f"media/{media[0].name} is missing" in words
    assert f"media/{media[1].name} is cut short" in words
    assert f"media/{media[2].name} was altered" in words
    assert all(medium.name not in words for medium in media[3:])


@settings(max_examples=120)
@given(data=st.data())
def test_no_byte_of_the_exhibit_ends_the_program(ready: Path, data: st.DataObject) -> None:
    """Whichever bytes are wrong, the exhibit is read or refused: nothing else can happen."""
    folder = ready.parent / "flipped"
    if not folder.exists():
        shutil.copytree(ready, folder)
    written = bytearray((ready / "exhibit.json").read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(written) - 1))
        written[at] = data.draw(st.integers(0, 255))
    (folder / "exhibit.json").write_bytes(written)

    try:
        prepared.read(folder)
    except PreparedError:
        return
