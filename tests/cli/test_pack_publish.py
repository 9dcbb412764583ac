"""`kiosk pack publish` and `verify`: from an author's folder to a stick, as people type it."""

import hashlib
import json
import os
import random
import re
import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from author.starter import PUBLISHED, REPLACED, replace, taking
from cli.command import CHEAP, Command, Done, at_terminal
from cli.command import DEMO_KEYS as DEMO
from filmmaker import AAC, FilmMaker
from packs.publisher import Publisher

from kiosk.author import prepare
from kiosk.clock import SystemClock, evidence_of_machine
from kiosk.exhibit import prepared
from kiosk.keys import keyring
from kiosk.publish import publishing
from kiosk.publish.consistency import OpenedRing
from kiosk.publish.repository import Repository

PASSPHRASE = "een lange zin"  # noqa: S105 - of a test
FILM = """
films:
  - file: film.mp4
    caption: Een dag
    description: Buren schoffelen.
    speech: no
    author: Freespace
    licence: CC BY 4.0
    source: eigen film
"""
NORMAL = (
    "-c:v libx264 -preset veryfast -profile:v high -bf 0 -pix_fmt yuv420p -bitexact -g 24 "
    f"{AAC} -movflags +faststart"
)


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ring of keys; its recovery half was carried away. Only to be copied."""
    folder = tmp_path_factory.mktemp("ring") / "keys"
    keyring.new(folder, PASSPHRASE, SystemClock().now(), work=CHEAP)
    shutil.rmtree(folder / keyring.RECOVERY)
    return folder


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory, keys: Path) -> Path:
    """An author's exhibit with a film, which takes sign-ups sealed to the ring; to be copied."""
    public = keyring.read_public(keys)
    folder = tmp_path_factory.mktemp("author") / "mine"
    taking(folder, (*public.recipients, public.receipt))
    replace(folder, **REPLACED, **{"example: yes": "example: no"})
    cooperative = folder / "cooperatives" / "moestuin"
    with (cooperative / "cooperative.yaml").open("a", encoding="utf-8") as file:
        file.write(FILM)
    # A film of eight seconds that a kiosk plays as it is.
    FilmMaker(cooperative).pattern("film.mp4", NORMAL, size="320x180", seconds=8, tone=8)
    return folder


class Desk:
    """A publisher's desk."""

    def __init__(self, folder: Path, keys: Path, pattern: Path, kiosk: Command) -> None:
        self.type = kiosk
        self.keys = Path(shutil.copytree(keys, folder / "keys"))
        self.exhibit = Path(shutil.copytree(pattern, folder / "mine"))
        self.stick = folder / "stick"
        self.stick.mkdir()
        self.home = folder / "home"
        self.cache = folder / "cache"
        self.passphrase = folder / "passphrase.txt"
        self.passphrase.write_text(PASSPHRASE, "utf-8")

    @property
    def words(self) -> list[object]:
        """The command, but for the passphrase."""
        options = ["--keys", self.keys, "--to", self.stick, "--cache", self.cache]
        return ["pack", "publish", self.exhibit, *options]

    def publish(self, *more: object, asked: bool = False) -> Done:
        """Type the command; `asked`: give no passphrase ahead."""
        answer = [] if asked else ["--passphrase-file", self.passphrase]
        return self.type(*self.words, *more, *answer)

    def verify(self, *more: object) -> Done:
        """Type the command, about a kiosk whose home is here."""
        return self.type("pack", "verify", self.stick, "--home", self.home, *more)

    def load(self) -> None:
        """Load what is on the stick onto that kiosk, which has nothing yet."""
        load = ("pack", "install", self.stick, "--home", self.home, "--trust", "first")
        assert self.type(*load).code == 0

    def files(self) -> dict[Path, bytes]:
        """What is on the stick."""
        return {path: path.read_bytes() for path in self.stick.rglob("*") if path.is_file()}

    @property
    def film(self) -> Path:
        """The film of the author."""
        return self.exhibit / "cooperatives" / "moestuin" / "film.mp4"

    def scratch_the_prepared_film(self) -> None:
        """Put another film in what is remembered: of the same length, with damaged pictures."""
        kept = self.cache / "cache"
        film = max((kept / "media").iterdir(), key=lambda path: path.stat().st_size)
        content = bytearray(film.read_bytes())
        chance = random.Random(3)  # noqa: S311 - damage is no secret
        begin = content.index(b"mdat")
        for _ in range(60):
            content[begin + int((len(content) - begin) * chance.uniform(0.18, 0.4))] ^= 0xFF
        name = hashlib.sha256(content).hexdigest()
        (kept / "media" / name).write_bytes(content)
        for index in (kept / "index").iterdir():
            index.write_text(index.read_text("utf-8").replace(film.name, name), "utf-8")

    def rename(self, before: str, after: str) -> None:
        """Change words in the exhibit."""
        path = self.exhibit / "exhibit.yaml"
        text = path.read_text("utf-8")
        assert before in text
        path.write_text(text.replace(before, after), "utf-8")


@pytest.fixture
def desk(tmp_path: Path, keys: Path, pattern: Path, kiosk: Command) -> Desk:
    """A desk where nothing was published yet."""
    return Desk(tmp_path, keys, pattern, kiosk)


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory, pattern: Path) -> Path:
    """A cache with the photo and the film of that exhibit; to be copied."""
    folder = tmp_path_factory.mktemp("media")
    prepare.prepare(pattern, folder / "ready", cache=folder / "cache")
    return folder / "cache"


@pytest.fixture
def ready(desk: Desk, media: Path) -> Desk:
    """A desk where the photo and the film were prepared once: for what is about other things."""
    shutil.copytree(media, desk.cache / "cache")
    return desk


def test_from_an_authors_folder_to_a_kiosk(desk: Desk) -> None:
    """Published, verified and loaded; the second time only what changed is written."""
    fingerprint = keyring.read_public(desk.keys).fingerprint
    said = desk.publish()
    assert said.told() == ""
    assert f"pack 1 of 'Samen gaat het beter' is on {desk.stick}" in said.out
    assert "all is new: 1 cooperative, 1 photo, 1 film" in said.out
    assert fingerprint in said.out

    said = desk.verify()
    assert fingerprint in said.out
    assert "nobody has accepted" in said.told()
    assert not desk.home.exists()

    desk.load()
    assert "loaded here last" in desk.verify().told()

    told = json.loads(desk.publish("--json").printed())
    assert told["is_same"]
    assert told["written_bytes"] == 0

    text = (desk.exhibit / "exhibit.yaml").read_text("utf-8")
    name = re.search(r"^    town: (.+)$", text, re.MULTILINE)
    assert name
    desk.rename(f"    town: {name[1]}", "    town: Roermond")
    told = json.loads(desk.publish("--json").printed())
    assert told["version"] == 2
    assert any("Roermond" in change for change in told["changes"])
    assert told["there_bytes"] > 10 * told["written_bytes"]
    said = desk.verify("--json")
    told = json.loads(said.out)
    assert (told["version"], told["altered"], told["same"]) == (2, [], False)
    assert "would be taken" in said.told()


def test_no_film_is_published_that_was_not_played(ready: Desk) -> None:
    """Whatever is remembered of it, by whom: one that was never played is made again."""
    assert ready.publish().code == 0
    before = ready.files()
    ready.scratch_the_prepared_film()
    assert ready.publish().code == 0
    assert ready.files() == before


def test_what_nobody_touched_is_not_made_again(ready: Desk) -> None:
    """Nor read: until a text is saved, or a file that was made is not what it was."""
    note, index = ready.cache / "unchanged.json", ready.cache / "pack" / "exhibit.json"

    def publish() -> int:
        """The number of the index, on the disk, after the note has grown old enough."""
        assert ready.publish().code == 0
        os.utime(note, ns=(time.time_ns() + 3_000_000_000,) * 2)
        return index.stat().st_ino

    first = publish()
    assert publish() == first
    ready.rename("Zonstraat 4", "Zonstraat 5")
    second = publish()
    assert second != first
    medium = min((ready.cache / "pack" / "media").iterdir())
    content = medium.read_bytes()
    medium.write_bytes(bytes(len(content)))
    assert publish() != second
    assert medium.read_bytes() == content


def test_a_date_far_from_the_last_is_asked_about(ready: Desk) -> None:
    """With nobody to ask, exit 2, and nothing is signed; a script answers ahead.

    Where the network keeps the clock, there is nothing to ask.
    """
    assert ready.publish().code == 0
    before = SystemClock().now() - timedelta(days=90)
    daily = keyring.open_daily(ready.keys, PASSPHRASE)
    published = prepared.read(ready.cache / "pack")
    publishing.publish(published, OpenedRing(ready.keys, daily), ready.stick, now=before)
    is_sure = evidence_of_machine().network_time
    rotate = ("keys", "rotate", ready.keys, "--passphrase-file", ready.cache / "none")
    said = ready.publish().told(0 if is_sure else 2)
    assert ready.type(*rotate).code == (3 if is_sure else 2)
    if not is_sure:
        assert f"the last pack is of {before:%Y-%m-%d}, 90 days before" in said
        assert "--date-is-right" in said
        last = Repository(ready.keys / keyring.DAILY).last
        assert last.version == 2
    assert ready.type(*rotate, "--date-is-right").code == 3  # there is no such passphrase
    assert ready.publish("--date-is-right").code == 0


def test_a_leftover_example_is_asked_about(ready: Desk) -> None:
    """An exhibit that says it is made up goes out only if somebody said so: nobody to ask, no."""
    ready.rename("example: no", "example: yes")
    assert "'example: yes'" in ready.publish().told(2)
    assert ready.files() == {}
    assert ready.publish("--example").code == 0


@pytest.mark.parametrize(
    ("answer", "code", "told"), [("n", 2, "not published"), ("y", 0, "pack 1")]
)
def test_who_sits_at_a_terminal_is_asked_about_an_example(
    ready: Desk, tmp_path: Path, answer: str, code: int, told: str
) -> None:
    """A publisher decides with one letter whether what says it is made up goes out."""
    ready.rename("example: no", "example: yes")
    words = (*ready.words, "--passphrase-file", ready.passphrase)
    said, exit_code = at_terminal(tmp_path, {"Publish it so? [y/N]:": [answer]}, *words)
    assert told in said
    assert exit_code == code


def test_nothing_made_up_is_published_with_real_sign_ups(desk: Desk) -> None:
    """With only the keys of the starter changed, nobody can be made to consent to nobody."""
    desk.rename("    email: aanmelden@zonstraat.example", "    email: a@voorbeeld.example")
    assert "'a@voorbeeld.example' is made up" in desk.publish(asked=True).told(3)
    assert desk.files() == {}


def test_every_fault_of_an_exhibit_is_named_before_a_passphrase(desk: Desk) -> None:
    """Of its texts and of its media, with file and line; nobody is asked anything."""
    desk.film.write_bytes(b"no film")
    desk.rename("format: 1", "format: one")
    said = desk.publish(asked=True).told(3)
    assert re.search(r"^exhibit\.yaml:\d+: ", said, re.MULTILINE)
    assert re.search(r"^cooperatives/moestuin/film\.mp4:1: ", said, re.MULTILINE)


REFUSALS: dict[str, tuple[Callable[[Desk], Any], int, str]] = {
    "no stick": (lambda desk_: desk_.stick.rmdir(), 5, "there is no folder"),
    "no keys": (lambda desk_: shutil.rmtree(desk_.keys), 3, "there are no keys"),
    "the demo keys": (
        lambda desk_: shutil.rmtree(desk_.keys) or shutil.copytree(DEMO, desk_.keys),
        4,
        "these are the demo keys",
    ),
    "nobody to ask": (lambda _: None, 2, "a passphrase is needed"),
}


@pytest.mark.parametrize(("make", "code", "told"), REFUSALS.values(), ids=REFUSALS.keys())
def test_what_can_be_refused_early_is(
    desk: Desk, make: Callable[[Desk], Any], code: int, told: str
) -> None:
    """Before a passphrase is asked for, and long before films are prepared."""
    make(desk)
    assert told in desk.publish(asked=True).told(code)


def test_what_needs_the_keys_is_refused_before_anything_is_prepared(
    desk: Desk, tmp_path: Path
) -> None:
    """Demo keys in the exhibit, keys of somebody else, somebody else's stick."""
    public = keyring.read_public(desk.keys)
    text = (desk.exhibit / "exhibit.yaml").read_text("utf-8")
    for own, published in zip((*public.recipients, public.receipt), PUBLISHED, strict=True):
        desk.rename(own, published)
    assert "sealed to the demo keys" in desk.publish().told(4)
    (desk.exhibit / "exhibit.yaml").write_text(text, "utf-8")
    desk.rename(public.receipt, Publisher(tmp_path / "other", "other").public.receipt)
    assert "exhibit.yaml names a receipt key" in desk.publish().told(3)
    (desk.exhibit / "exhibit.yaml").write_text(text, "utf-8")
    Publisher(tmp_path / "stranger", "stranger").publish(desk.stick)
    assert "another publisher" in desk.publish().told(4)
    assert not (tmp_path / "cache").exists()


def test_verify_names_what_was_altered(desk: Desk, tmp_path: Path) -> None:
    """A byte that changed is found on the stick, though its length is right."""
    publisher = Publisher(tmp_path / "publisher")
    publisher.rotate(now=SystemClock().now())
    publisher.publish(desk.stick, now=SystemClock().now())
    assert desk.verify().code == 0
    (film,) = (path for path, content in desk.files().items() if len(content) == 3000)
    film.write_bytes(bytes(3000))
    said = desk.verify("--json")
    assert json.loads(said.out)["altered"] == [film.name]
    assert "a file of this pack is not what was signed" in said.told(4)
