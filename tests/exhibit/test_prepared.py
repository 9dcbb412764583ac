"""A prepared exhibit is read whole, or not at all."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.author import prepare
from kiosk.errors import PreparedError
from kiosk.exhibit import prepared
from kiosk.keys import demo

if TYPE_CHECKING:
    from collections.abc import Callable


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
    """What was prepared is there: the exhibit, and each of its media."""
    read = prepared.read(whole)

    assert read.exhibit.title.into("nl") == "Samen"
    assert read.folder == whole
    needed = prepared.media(read.exhibit)
    assert {path.name for path in (whole / "media").iterdir()} == needed.keys()
    for sha256, size in needed.items():
        assert read.media(sha256).stat().st_size == size
    assert prepared.verify(whole) == read


def film(folder: Path) -> Path:
    """The only film."""
    exhibit = prepared.read(folder).exhibit
    return folder / "media" / exhibit.cooperatives[1].films[0].sha256


def change(**changes: Any) -> Callable[[Path], None]:
    """A change of values in `exhibit.json`; each key is a path with double underscores."""

    def apply(folder: Path) -> None:
        path = folder / "exhibit.json"
        written = json.loads(path.read_bytes())
        for keys, value in changes.items():
            here = written
            *parents, last = (int(part) if part.isdigit() else part for part in keys.split("__"))
            for key in parents:
                here = here[key]
            here[last] = value
        path.write_text(json.dumps(written))

    return apply


def content(text: str | bytes) -> Callable[[Path], None]:
    """Another content of `exhibit.json`."""
    data = text.encode() if isinstance(text, str) else text
    return lambda folder: void((folder / "exhibit.json").write_bytes(data))


def void(_: object) -> None:
    """Nothing."""


def replaced(by: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    """Another content of the film."""
    return lambda folder: void(film(folder).write_bytes(by(film(folder).read_bytes())))


def a_folder_in_its_place(folder: Path) -> None:
    """Somebody made a folder with the name of the film."""
    path = film(folder)
    path.unlink()
    path.mkdir()


BREAKAGES = {
    "a lost film": (lambda folder: film(folder).unlink(), "is missing"),
    "a film cut short": (replaced(lambda data: data[:-1]), "is cut short"),
    "a film with more": (replaced(lambda data: data + b"x"), "too long"),
    "a folder for a film": (a_folder_in_its_place, "is missing"),
    "no media": (
        lambda folder: shutil.rmtree(folder / "media"),
        "files of the exhibit are not whole",
    ),
    "no exhibit": (
        lambda folder: (folder / "exhibit.json").unlink(),
        "there is no prepared exhibit",
    ),
    "nothing": (shutil.rmtree, "there is no prepared exhibit"),
    "an empty file": (content(""), "is damaged"),
    "half a file": (content('{"format": 1, "id": "te'), "is damaged"),
    "another JSON": (content("[1, 2]"), "is damaged"),
    "a number": (content("7"), "is damaged"),
    "no JSON": (content(b"\xff\xfe\x00"), "is damaged"),
    "too deep": (content("[" * 100_000), "is damaged"),
    "too large": (content(b" " * (16 * 2**20 + 1)), "is larger than 16 MB"),
    "a newer format": (change(format=2), "made for a newer kiosk — update the program"),
    "a newer format with more": (
        change(format=2, scents=["tomato"]),
        "made for a newer kiosk — update the program",
    ),
    "no format that ever was": (change(format=0), "is damaged: format"),
    "an unknown field": (change(scents=["tomato"]), "is damaged: scents"),
    "a missing value": (change(title=None), "is damaged: title"),
    "an escaping name": (
        change(cooperatives__1__films__0__sha256="../../../etc/passwd"),
        "is damaged: cooperatives.1.films.0.sha256",
    ),
    "a photo without sizes": (change(cooperatives__0__photos__0__sizes=[]), "is damaged"),
    "no introduction": (change(about={}), "introduction does not begin"),
    "no story": (change(cooperatives__0__story={}), "story of 'het-dak'"),
    "an empty text": (change(cooperatives__0__quote__who={}), "a text does not begin"),
    "a text in another language": (change(title={"en": "Together"}), "a text does not begin"),
    "two of one name": (change(cooperatives__0__id="de-tuin"), "have one id"),
    "two places of one name": (change(places__0__id="venray"), "have one id"),
    "a workshop nowhere": (change(workshops__0__place="atlantis"), "at a place that is not"),
}


@pytest.mark.parametrize(("break_it", "words"), BREAKAGES.values(), ids=BREAKAGES.keys())
def test_one_breakage_is_told_in_a_sentence(
    whole: Path, break_it: Callable[[Path], object], words: str
) -> None:
    """Whatever is wrong, nothing is shown, and whoever carries the exhibit is told what and why."""
    break_it(whole)

    for look in (prepared.read, prepared.verify):
        with pytest.raises(PreparedError) as caught:
            look(whole)
        assert words in str(caught.value)
        assert caught.value.advice


def terms(**changes: Any) -> Callable[[Path], None]:
    """An exhibit that takes sign-ups, but for one thing."""
    block = {"kind": "paragraph", "sentences": [{"runs": [{"text": "Wij vragen het."}]}]}
    written = {
        "controller": {"name": "De Alliantie", "email": "info@example.org", "address": None},
        "purposes": [{"id": one, "text": {"nl": "Stuur mij nieuws."}} for one in ("a", "b")],
        "consent": {"nl": [block], "en": [block]},
        "consent_version": "2018-09",
        "recipients": list(demo.PUBLIC.recipients),
        "receipt_key": demo.PUBLIC.receipt,
        "retention_days": 365,
    }
    return change(signups=written | changes)


def test_an_exhibit_that_takes_sign_ups_is_read(whole: Path) -> None:
    """What the author wrote about sign-ups is there; without it, nothing is."""
    assert prepared.read(whole).exhibit.signups is None
    terms()(whole)
    read = prepared.verify(whole).exhibit.signups
    assert read
    assert read.recipients == demo.PUBLIC.recipients


PURPOSE = {"id": "a", "text": {"nl": "Stuur mij nieuws."}}
BAD_TERMS = {
    "no controller": (terms(controller=None), "signups.controller"),
    "no purposes": (terms(purposes=[]), "signups.purposes"),
    "too many purposes": (terms(purposes=[PURPOSE] * 5), "signups.purposes"),
    "one purpose twice": (terms(purposes=[PURPOSE] * 2), "two purposes have one id"),
    "a purpose in another language": (
        terms(purposes=[{"id": "a", "text": {"en": "Send me news."}}]),
        "a text does not begin in its own language, 'nl'",
    ),
    "no consent text": (terms(consent={}), "its consent text does not begin in its own language"),
    "an empty consent text": (terms(consent={"nl": []}), "its consent text is empty"),
    "one recipient": (terms(recipients=[demo.PUBLIC.recipients[0]]), "signups.recipients"),
    "one recipient twice": (
        terms(recipients=[demo.PUBLIC.recipients[0]] * 2),
        "two recipients of its sign-ups are one key",
    ),
    "nobody as a recipient": (
        terms(recipients=[demo.PUBLIC.recipients[0], "age1nobody"]),
        "a recipient of its sign-ups is no public age key",
    ),
    "half a receipt key": (terms(receipt_key="ab" * 16), "signups.receipt_key"),
    "a receipt key anybody can sign with": (
        terms(receipt_key="0" * 64),
        "its receipt key is none",
    ),
    "kept for ever": (terms(retention_days=9999), "signups.retention_days"),
}


@pytest.mark.parametrize(("break_it", "words"), BAD_TERMS.values(), ids=BAD_TERMS.keys())
def test_nobody_signs_up_to_terms_that_are_not_whole(
    whole: Path, break_it: Callable[[Path], object], words: str
) -> None:
    """No visitor consents to nothing, and no answer is sealed to nobody."""
    break_it(whole)

    with pytest.raises(PreparedError, match="is damaged") as caught:
        prepared.read(whole)
    assert words in str(caught.value)


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


def test_what_is_not_needed_is_not_looked_at(whole: Path) -> None:
    """Other files beside the media are nobody's business."""
    (whole / "media" / "README.txt").write_text("hello")

    prepared.verify(whole)


@settings(max_examples=120, deadline=None)
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
