"""`kiosk doctor`: how a kiosk is, for people, for scripts, and from a photo of its code."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
import segno
from cli import lately
from cli.command import Command, Done
from folders import contents
from packs.library import Kiosk
from packs.publisher import Publisher
from PIL import Image

from kiosk import settings
from kiosk.clock import SystemClock
from kiosk.notices import Notices
from kiosk.paths import Assets, Home
from kiosk.station.boot import boot
from kiosk.station.correction import Correction
from kiosk.station.date_trust import FILE
from kiosk.station.health_check import look
from kiosk.tally.counts import View, rows
from kiosk.tally.tally import Tally

Doctor = Callable[..., Done]

CODE = "KIOSK1|!=clock|t=20181003T1212+0200|c=none|v=0.1.0|k=k-ab12cd34|s=3|h=5"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A kiosk that is enrolled, knows its place, and whose date staff have confirmed."""
    home = Home(tmp_path / "home")
    stick = tmp_path / "stick"
    lately.founded(tmp_path / "publisher").publish(stick, now=lately.YESTERDAY)
    home.folder.mkdir()
    settings.write(home.settings, settings.Settings(place="gennep"))
    home.last_seen.write_text((lately.NOW - timedelta(hours=1)).isoformat())
    Correction(home.staff / FILE, SystemClock(), boot()).confirm()
    enrolled = Kiosk(home.shelf)
    enrolled.load(stick, now=lately.NOW, reserve_bytes=0)
    enrolled.shelf.begin("a boot")
    enrolled.shelf.shown()
    enrolled.shelf.stood()
    enrolled.shelf.close()
    return home


@pytest.fixture
def doctor(kiosk: Command, home: Home) -> Doctor:
    """Types the command."""
    return lambda *more: kiosk("doctor", "--home", home.folder, *more)


def test_a_kiosk_that_is_well_is_told_in_lines(doctor: Doctor, home: Home) -> None:
    """Label and value, and exit code 0; looking changes nothing."""
    before = contents(home.folder)
    code, out, err = doctor()
    lines = dict(line.split("  ", 1) for line in out.splitlines())
    assert lines["Attention"].strip() == "Nothing: all is well."
    assert "Samen, number 1" in out
    assert "De Alliantie" in out
    assert (code, err) == (0, "")
    assert contents(home.folder) == before


def test_a_script_reads_the_same_as_json_with_the_tally(home: Home, doctor: Doctor) -> None:
    """As in the file that goes on a stick."""
    assert json.loads(doctor("--json").printed())["tally"] is None
    with closing(Tally.open(home.tally)) as tally:
        tally.add(rows(date(2018, 10, 1), [View("visit")]))
    found = json.loads(doctor("--json").printed())
    assert (found["format"], found["well"], found["place"]) == (1, True, "gennep")
    assert found["pack"]["title"] == "Samen"
    assert found["tally"]["days"] == [{"day": "2018-10-01", "visit": 1}]


def test_what_needs_a_person_is_told_with_exit_code_5(home: Home, doctor: Doctor) -> None:
    """Settings that are nonsense, a film that is gone."""
    home.settings.write_text("volume: loud\n")
    assert "The settings cannot be read" in doctor().printed(5)
    for blob in (home.shelf / "blobs").iterdir():
        if blob.stat().st_size == 3000:
            blob.unlink()
    assert json.loads(doctor("--json").printed(5))["needs"] == ["media", "settings"]


def test_a_home_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    """Nothing was loaded, so what ships would be shown."""
    shipped = tmp_path / "assets" / "shipped"
    shipped.parent.mkdir()
    Publisher(tmp_path / "publisher").exhibit().folder.rename(shipped)
    home = Home(tmp_path / "home")
    for demo in (False, True):
        health = look(home, Assets(tmp_path / "assets"), demo=demo)
        assert health.demo == demo
        assert (health.kiosk, health.pack, health.publisher) == (None, None, None)
        assert set(health.needs) <= {"clock", "disk"}
    assert not home.folder.exists()


def test_packs_that_cannot_be_read_are_told(home: Home) -> None:
    """And what ships would be shown."""
    with closing(sqlite3.connect(home.shelf / "shelf.db")) as newer:
        newer.execute("PRAGMA user_version = 99")
    assert "shelf" in look(home, Assets(home.folder / "assets"), demo=False).needs


def test_packs_that_are_gone_are_told_until_somebody_has_seen_it(home: Home) -> None:
    """A folder in the place of their list, or nothing: this kiosk followed somebody once."""
    for file in home.shelf.glob("shelf.db*"):
        file.unlink()
    (home.shelf / "shelf.db").mkdir()
    for _ in "12":
        health = look(home, Assets(home.folder / "assets"), demo=False)
        assert "content-lost" in {notice.kind for notice in health.notices}
        assert not health.is_well
    Notices(home.notices).mark_seen(["content-lost", "content-mended"])
    assert look(home, Assets(home.folder / "assets"), demo=False).notices == ()


def picture(folder: Path, text: str, name: str = "photo.png") -> Path:
    """A code, photographed aslant and not too sharp."""
    drawn, photo = folder / "code.png", folder / name
    segno.make(text, micro=False).save(str(drawn), scale=5, border=4)
    with Image.open(drawn) as code:
        code.convert("RGB").rotate(7, expand=True, fillcolor="white").save(photo)
    return photo


@pytest.mark.parametrize("name", ["photo.png", "photo.jpg", "photo.webp"])
def test_the_code_of_a_kiosk_is_read_from_a_photo(
    tmp_path: Path, name: str, kiosk: Command
) -> None:
    """Whoever looks after many kiosks needs no network for it."""
    photo = picture(tmp_path, CODE, name)
    out = kiosk("doctor", "--read-qr", photo).printed()
    assert "k-ab12cd34" in out
    assert "The date may be wrong." in out
    told = json.loads(kiosk("doctor", "--json", "--read-qr", photo).printed())
    assert told["sign-ups here"] == "5"


def test_of_several_codes_the_kiosks_own_is_read(tmp_path: Path, kiosk: Command) -> None:
    """A poster hangs beside it."""
    both = Image.new("RGB", (1400, 700), "white")
    for at, text in ((0, "https://example.org"), (700, CODE)):
        with Image.open(picture(tmp_path, text)) as one:
            both.paste(one, (at, 20))
    both.save(tmp_path / "both.png")
    assert "k-ab12cd34" in kiosk("doctor", "--read-qr", tmp_path / "both.png").printed()


def test_a_photo_without_a_code_is_told(tmp_path: Path, kiosk: Command) -> None:
    """With what to do; and so is a code that is not ours, a damaged photo, and none."""
    Image.new("L", (300, 300), 128).save(tmp_path / "grey.png")
    foreign = picture(tmp_path, "https://example.org", "foreign.png")
    whole = picture(tmp_path, CODE, "photo.jpg").read_bytes()
    (tmp_path / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    for photo, words in (
        (tmp_path / "grey.png", "no code can be read"),
        (foreign, "no code of a kiosk"),
        (tmp_path / "cut.jpg", "damaged"),
        (tmp_path / "none.jpg", ""),
    ):
        assert words in kiosk("doctor", "--read-qr", photo).told(3)
