"""`kiosk doctor`: how a kiosk is, for people, for scripts, and from a photo of its code."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
import segno
from cli import lately
from packs.publisher import Publisher
from PIL import Image

from kiosk import settings
from kiosk.cli import main
from kiosk.cli.doctor import look
from kiosk.clock import SystemClock
from kiosk.notices import Notices
from kiosk.packs.install import install
from kiosk.packs.shelf import Shelf
from kiosk.packs.trust import examine
from kiosk.paths import Assets, Home
from kiosk.station.boot import boot
from kiosk.station.correction import Correction
from kiosk.station.date_trust import FILE
from kiosk.tally.counts import View, rows
from kiosk.tally.tally import Tally
from kiosk.usb.stick import Folder

if TYPE_CHECKING:
    from pathlib import Path

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
    Correction(home.staff / FILE, SystemClock(), boot()).confirm(None)
    with closing(Shelf.open(home.shelf)) as shelf, Folder.open(stick) as folder:
        offer = examine(folder, None, program="0.1.0", now=lately.NOW)
        install(
            shelf,
            stick,
            offer,
            progress=lambda _: None,
            stop=lambda: False,
            now=lately.NOW,
            reserve_bytes=0,
        )
        shelf.begin("a boot")
        shelf.shown()
        shelf.stood()
    return home


def doctor(home: Home, *more: str) -> int:
    """Type the command."""
    return main(["doctor", "--home", str(home.folder), *more])


def files(home: Home) -> dict[str, bytes]:
    """Everything the kiosk keeps."""
    return {
        str(path.relative_to(home.folder)): path.read_bytes()
        for path in home.folder.rglob("*")
        if path.is_file()
    }


def test_a_kiosk_that_is_well_is_told_in_lines(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """Label and value, and exit code 0."""
    assert doctor(home) == 0
    out, err = capsys.readouterr()
    lines = dict(line.split("  ", 1) for line in out.splitlines())
    assert lines["Attention"].strip() == "Nothing: all is well."
    assert "Samen, number 1" in out
    assert "De Alliantie" in out
    assert err == ""


def test_a_script_reads_the_same_as_json_with_the_tally(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """As in the file that goes on a stick."""
    assert doctor(home, "--json") == 0
    assert json.loads(capsys.readouterr().out)["tally"] is None
    with closing(Tally.open(home.tally)) as tally:
        tally.add(rows(date(2018, 10, 1), [View("visit")]))
    assert doctor(home, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["format"], found["well"], found["place"]) == (1, True, "gennep")
    assert found["pack"]["title"] == "Samen"
    assert found["tally"]["days"] == [{"day": "2018-10-01", "visit": 1}]


def test_what_needs_a_person_is_told_with_exit_code_5(
    home: Home, capsys: pytest.CaptureFixture[str]
) -> None:
    """Settings that are nonsense, a film that is gone."""
    home.settings.write_text("volume: loud\n")
    assert doctor(home) == 5
    assert "The settings cannot be read" in capsys.readouterr().out
    for blob in (home.shelf / "blobs").iterdir():
        if blob.stat().st_size == 3000:
            blob.unlink()
    assert doctor(home, "--json") == 5
    assert json.loads(capsys.readouterr().out)["needs"] == ["media", "settings"]


def test_looking_changes_nothing(home: Home) -> None:
    """A running kiosk is not disturbed, nor does it lose a start of its trial."""
    before = files(home)
    assert doctor(home) == 0
    assert files(home) == before


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


def test_a_kiosk_that_can_show_nothing_says_so(tmp_path: Path) -> None:
    """Not even what ships is there."""
    health = look(Home(tmp_path / "home"), Assets(tmp_path / "assets"), demo=False)
    assert "media" in health.needs


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


def test_a_date_that_nobody_vouches_for_is_told(home: Home) -> None:
    """The last day this kiosk saw is years away."""
    home.last_seen.write_text("2001-01-01T00:00:00+00:00")
    shelf = Shelf.open(home.shelf)
    shelf.forget()
    shelf.close()
    assert "clock" in look(home, Assets(home.folder / "assets"), demo=False).needs


def picture(folder: Path, text: str, name: str = "photo.png") -> Path:
    """A code, photographed aslant and not too sharp."""
    drawn, photo = folder / "code.png", folder / name
    segno.make(text, micro=False).save(str(drawn), scale=5, border=4)
    with Image.open(drawn) as code:
        code.convert("RGB").rotate(7, expand=True, fillcolor="white").save(photo)
    return photo


@pytest.mark.parametrize("name", ["photo.png", "photo.jpg", "photo.webp"])
def test_the_code_of_a_kiosk_is_read_from_a_photo(
    tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever looks after many kiosks needs no network for it."""
    photo = picture(tmp_path, CODE, name)
    assert main(["doctor", "--read-qr", str(photo)]) == 0
    out = capsys.readouterr().out
    assert "k-ab12cd34" in out
    assert "The date may be wrong." in out
    assert main(["doctor", "--json", "--read-qr", str(photo)]) == 0
    assert json.loads(capsys.readouterr().out)["sign-ups here"] == "5"


def test_of_several_codes_the_kiosks_own_is_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A poster hangs beside it."""
    both = Image.new("RGB", (1400, 700), "white")
    for at, text in ((0, "https://example.org"), (700, CODE)):
        with Image.open(picture(tmp_path, text)) as one:
            both.paste(one, (at, 20))
    both.save(tmp_path / "both.png")
    assert main(["doctor", "--read-qr", str(tmp_path / "both.png")]) == 0
    assert "k-ab12cd34" in capsys.readouterr().out


def test_a_photo_without_a_code_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With what to do; and so is a code that is not ours, a damaged photo, and none."""
    Image.new("L", (300, 300), 128).save(tmp_path / "grey.png")
    assert main(["doctor", "--read-qr", str(tmp_path / "grey.png")]) == 3
    assert "no code can be read" in capsys.readouterr().err
    assert main(["doctor", "--read-qr", str(picture(tmp_path, "https://example.org"))]) == 3
    assert "no code of a kiosk" in capsys.readouterr().err
    whole = picture(tmp_path, CODE, "photo.jpg").read_bytes()
    (tmp_path / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    assert main(["doctor", "--read-qr", str(tmp_path / "cut.jpg")]) == 3
    assert "damaged" in capsys.readouterr().err
    assert main(["doctor", "--read-qr", str(tmp_path / "none.jpg")]) == 3
