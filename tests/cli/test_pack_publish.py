"""`kiosk pack publish` and `verify`: from an author's folder to a stick, as people type it."""

from __future__ import annotations

import hashlib
import json
import os
import random
import re
import shutil
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from filmmaker import AAC, FilmMaker
from packs.publisher import Publisher
from test_passphrase import Person

from kiosk.author import placeholders
from kiosk.cli import main
from kiosk.clock import SystemClock, evidence_of_machine
from kiosk.exhibit import prepared
from kiosk.keys import demo, keyring
from kiosk.publish import publishing
from kiosk.publish.repository import Repository

if TYPE_CHECKING:
    from collections.abc import Callable

DEMO = Path(__file__).parents[2] / "content" / "demo-keys"
OWN = {
    placeholders.NAME: "Bibliotheek Zonstraat",
    placeholders.DOMAIN: "zonstraat.example",
    f"town: {placeholders.TOWN}": "town: Zonstraat",
    f"{placeholders.STREET}, {placeholders.TOWN}": "Zonstraat 4",
}
"""What an author writes in place of what the sample made up."""
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
NORMAL = "-c:v libx264 -preset veryfast -profile:v high -bf 0 -pix_fmt yuv420p -bitexact"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ring of keys; its recovery half was carried away. Only to be copied."""
    folder = tmp_path_factory.mktemp("ring") / "keys"
    keyring.new(folder, PASSPHRASE, SystemClock().now())
    (folder / "recovery").rename(folder.parent / "away")
    return folder


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> FilmMaker:
    """A folder of films."""
    return FilmMaker(tmp_path_factory.mktemp("films"))


@pytest.fixture(scope="module")
def pattern(tmp_path_factory: pytest.TempPathFactory, keys: Path, films: FilmMaker) -> Path:
    """An author's exhibit with a film, which takes sign-ups sealed to the ring; to be copied."""
    folder = tmp_path_factory.mktemp("author") / "mine"
    assert main(["exhibit", "new", str(folder)]) == 0
    text = (folder / "exhibit.yaml").read_text("utf-8")
    begin = text.index("# signups:")
    terms = re.sub(r"^# ?", "", text[begin:], flags=re.MULTILINE)
    public = keyring.read_public(keys)
    own = (
        f"  keys:\n    recipients: [{', '.join(public.recipients)}]\n"
        f"    receipt: {public.receipt}\n"
    )
    terms = re.sub(r"(?s)  keys:.*?(?=  retention_days)", own, terms)
    whole = (text[:begin] + terms).replace("example: yes", "example: no")
    for placeholder, own_name in OWN.items():
        whole = whole.replace(placeholder, own_name)
    (folder / "exhibit.yaml").write_text(whole, "utf-8")
    cooperative = folder / "cooperatives" / "moestuin"
    with (cooperative / "cooperative.yaml").open("a", encoding="utf-8") as file:
        file.write(FILM)
    shutil.copy(normal(films), cooperative / "film.mp4")
    return folder


def normal(films: FilmMaker) -> Path:
    """A film of eight seconds that a kiosk plays as it is."""
    return films.film(
        "normal.mp4",
        "-f lavfi -i testsrc2=size=320x180:rate=24:duration=8 -f lavfi -i sine=440:duration=8 "
        f"{NORMAL} -g 24 {AAC} -movflags +faststart",
    )


class Desk:
    """A publisher's desk."""

    def __init__(self, folder: Path, keys: Path, pattern: Path) -> None:
        self.keys = Path(shutil.copytree(keys, folder / "keys"))
        self.exhibit = Path(shutil.copytree(pattern, folder / "mine"))
        self.stick = folder / "stick"
        self.stick.mkdir()
        self.home = folder / "home"
        self.cache = folder / "cache"
        self.passphrase = folder / "passphrase.txt"
        self.passphrase.write_text(PASSPHRASE, "utf-8")

    def publish(self, *more: object, keys: Path | None = None, asked: bool = False) -> int:
        """Type the command; `asked`: give no passphrase ahead."""
        options = ["--keys", keys or self.keys, "--to", self.stick, "--cache", self.cache, *more]
        answer = [] if asked else ["--passphrase-file", self.passphrase]
        return main(["pack", "publish", str(self.exhibit), *map(str, [*options, *answer])])

    def verify(self, *more: object) -> int:
        """Type the command, about a kiosk whose home is here."""
        command = ["pack", "verify", str(self.stick), "--home", str(self.home)]
        return main([*command, *map(str, more)])

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
def desk(tmp_path: Path, keys: Path, pattern: Path, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A desk where nothing was published yet."""
    made = Desk(tmp_path, keys, pattern)
    capsys.readouterr()
    return made


def test_from_an_authors_folder_to_a_kiosk(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Published, verified and loaded; the second time only what changed is written."""
    fingerprint = keyring.read_public(desk.keys).fingerprint
    assert desk.publish() == 0
    said = capsys.readouterr()
    assert said.err == ""
    assert f"pack 1 of 'Samen gaat het beter' is on {desk.stick}" in said.out
    assert "all is new: 1 cooperative, 1 photo, 1 film" in said.out
    assert fingerprint in said.out

    assert desk.verify() == 0
    said = capsys.readouterr()
    assert fingerprint in said.out
    assert "nobody has accepted" in said.err
    assert not desk.home.exists()

    load = ["pack", "install", str(desk.stick), "--home", str(desk.home), "--trust", "first"]
    assert main(load) == 0
    capsys.readouterr()
    assert desk.verify() == 0
    assert "loaded here last" in capsys.readouterr().err

    assert desk.publish("--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["is_same"]
    assert told["written_bytes"] == 0

    text = (desk.exhibit / "exhibit.yaml").read_text("utf-8")
    name = re.search(r"^    town: (.+)$", text, re.MULTILINE)
    assert name
    desk.rename(f"    town: {name[1]}", "    town: Roermond")
    assert desk.publish("--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert told["version"] == 2
    assert any("Roermond" in change for change in told["changes"])
    assert told["there_bytes"] > 10 * told["written_bytes"]
    assert desk.verify("--json") == 0
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert (told["version"], told["altered"], told["same"]) == (2, [], False)
    assert "would be taken" in said.err


def test_no_film_is_published_that_was_not_played(desk: Desk) -> None:
    """Whatever is remembered of it, by whom: one that was never played is made again."""
    assert desk.publish() == 0
    before = {path: path.read_bytes() for path in desk.stick.rglob("*") if path.is_file()}
    desk.scratch_the_prepared_film()
    assert desk.publish() == 0
    assert {path: path.read_bytes() for path in desk.stick.rglob("*") if path.is_file()} == before


def test_what_nobody_touched_is_not_made_again(desk: Desk) -> None:
    """Nor read: until a text is saved, or a file that was made is not what it was."""
    note, index = desk.cache / "unchanged.json", desk.cache / "pack" / "exhibit.json"

    def publish() -> int:
        """The number of the index, on the disk, after the note has grown old enough."""
        assert desk.publish() == 0
        os.utime(note, ns=(time.time_ns() + 3_000_000_000,) * 2)
        return index.stat().st_ino

    first = publish()
    assert publish() == first
    desk.rename("Zonstraat 4", "Zonstraat 5")
    second = publish()
    assert second != first
    medium = min((desk.cache / "pack" / "media").iterdir())
    content = medium.read_bytes()
    medium.write_bytes(bytes(len(content)))
    assert publish() != second
    assert medium.read_bytes() == content


def test_a_date_far_from_the_last_is_asked_about(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """With nobody to ask, exit 2, and nothing is signed; a script answers ahead.

    Where the network keeps the clock, there is nothing to ask.
    """
    assert desk.publish() == 0
    before = SystemClock().now() - timedelta(days=90)
    daily = keyring.open_daily(desk.keys, PASSPHRASE)
    ready = prepared.read(desk.cache / "pack")
    publishing.publish(ready, desk.keys, daily, None, desk.stick, now=before)
    capsys.readouterr()
    is_sure = evidence_of_machine().network_time
    rotate = ["keys", "rotate", str(desk.keys), "--passphrase-file", str(desk.cache / "none")]
    assert desk.publish() == (0 if is_sure else 2)
    assert main(rotate) == (3 if is_sure else 2)
    said = capsys.readouterr().err
    if not is_sure:
        assert f"the last pack is of {before:%Y-%m-%d}, 90 days before" in said
        assert "--date-is-right" in said
        last = Repository(desk.keys / keyring.DAILY).last
        assert last is not None
        assert last.version == 2
    assert main([*rotate, "--date-is-right"]) == 3  # there is no such passphrase
    assert desk.publish("--date-is-right") == 0


def test_a_leftover_example_is_asked_about(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """An exhibit that says it is made up goes out only if somebody said so: nobody to ask, no."""
    desk.rename("example: no", "example: yes")
    assert desk.publish() == 2
    assert "'example: yes'" in capsys.readouterr().err
    assert list(desk.stick.iterdir()) == []
    assert desk.publish("--example") == 0


@pytest.mark.parametrize(
    ("answer", "code", "told"), [("n", 2, "not published"), ("y", 0, "pack 1")]
)
def test_who_sits_at_a_terminal_is_asked_about_an_example(
    desk: Desk, answer: str, code: int, told: str
) -> None:
    """A publisher decides with one letter whether what says it is made up goes out."""
    desk.rename("example: no", "example: yes")
    said, exit_code = Person(answer).meets(
        *(sys.executable, "-m", "kiosk", "pack", "publish", str(desk.exhibit)),
        *("--keys", str(desk.keys), "--to", str(desk.stick), "--cache", str(desk.cache)),
        *("--passphrase-file", str(desk.passphrase)),
    )
    assert "Publish it so?" in said
    assert told in said
    assert exit_code == code


def test_nothing_made_up_is_published_with_real_sign_ups(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """With only the keys of the starter changed, nobody can be made to consent to nobody."""
    desk.rename("    email: aanmelden@zonstraat.example", "    email: a@voorbeeld.example")
    assert desk.publish(asked=True) == 3
    assert "'a@voorbeeld.example' is made up" in capsys.readouterr().err
    assert list(desk.stick.iterdir()) == []


def test_every_fault_of_an_exhibit_is_named_before_a_passphrase(
    desk: Desk, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of its texts and of its media, with file and line; nobody is asked anything."""
    desk.film.write_bytes(b"no film")
    desk.rename("format: 1", "format: one")
    assert desk.publish(asked=True) == 3
    said = capsys.readouterr().err
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
    desk: Desk,
    capsys: pytest.CaptureFixture[str],
    make: Callable[[Desk], Any],
    code: int,
    told: str,
) -> None:
    """Before a passphrase is asked for, and long before films are prepared."""
    make(desk)
    assert desk.publish(asked=True) == code
    assert told in capsys.readouterr().err


def test_what_needs_the_keys_is_refused_before_anything_is_prepared(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Demo keys in the exhibit, keys of somebody else, somebody else's stick."""
    public = keyring.read_public(desk.keys)
    text = (desk.exhibit / "exhibit.yaml").read_text("utf-8")
    own = ", ".join(public.recipients)
    desk.rename(own, ", ".join(demo.PUBLIC.recipients))
    desk.rename(public.receipt, demo.PUBLIC.receipt)
    assert desk.publish() == 4
    assert "sealed to the demo keys" in capsys.readouterr().err
    (desk.exhibit / "exhibit.yaml").write_text(text, "utf-8")
    desk.rename(public.receipt, Publisher(tmp_path / "other").public.receipt)
    assert desk.publish() == 3
    assert "exhibit.yaml names a receipt key" in capsys.readouterr().err
    (desk.exhibit / "exhibit.yaml").write_text(text, "utf-8")
    Publisher(tmp_path / "stranger").publish(desk.stick)
    assert desk.publish() == 4
    assert "another publisher" in capsys.readouterr().err
    assert not (tmp_path / "cache").exists()


def test_verify_names_what_was_altered(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A byte that changed is found on the stick, though its length is right."""
    now = SystemClock().now()
    publisher = Publisher(tmp_path / "publisher")
    publisher.rotate(now=now)
    publisher.publish(desk.stick, now=now)
    assert desk.verify() == 0
    (tmp_path / "stick" / "KIOSK-PACK" / "targets" / _largest(desk)).write_bytes(bytes(3000))
    capsys.readouterr()
    assert desk.verify("--json") == 4
    said = capsys.readouterr()
    assert json.loads(said.out)["altered"] == [_largest(desk)]
    assert "a file of this pack is not what was signed" in said.err


def _largest(desk: Desk) -> str:
    """The name of the film of a small pack."""
    targets = (desk.stick / "KIOSK-PACK" / "targets").iterdir()
    return next(target.name for target in targets if target.stat().st_size == 3000)


def test_verify_of_no_pack_is_told(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty stick, and none at all."""
    assert desk.verify() == 3
    assert "no pack" in capsys.readouterr().err
    desk.stick.rmdir()
    assert desk.verify() == 5


def test_verify_says_that_another_exhibition_is_a_question(
    desk: Desk, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the same publisher, next year's: whole, and staff would be asked."""
    now = SystemClock().now()
    publisher = Publisher(tmp_path / "publisher")
    publisher.rotate(now=now)
    publisher.publish(desk.stick, now=now)
    load = ["pack", "install", str(desk.stick), "--home", str(desk.home), "--trust", "first"]
    assert main(load) == 0
    publisher.publish(desk.stick, now=now, id_="next")
    capsys.readouterr()
    assert desk.verify() == 0
    assert "whole, but staff are asked first: this is another exhibition" in capsys.readouterr().err
