"""The one place for settings."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk import settings
from kiosk.errors import SettingsError
from kiosk.settings import Settings


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a kiosk keeps its settings."""
    return tmp_path / "settings.yaml"


def test_a_kiosk_without_settings_has_the_usual_ones(path: Path) -> None:
    """A bare home is no fault, and there is nothing to remember of it.

    Whatever the program sets is what it finds at the next start.
    """
    assert settings.read(path) == Settings()
    settings.remember(path)
    assert list(path.parent.iterdir()) == []
    wanted = Settings(place="gennep", language="en", volume=0.2, idle_seconds=90)
    settings.write(path, wanted)
    assert settings.read(path) == wanted


FAULTS = {
    "an unknown setting": ("plaats: gennep\n", ":1: plaats"),
    "a value out of bounds": ("place: gennep\nvolume: 11\n", ":2: volume"),
    "a countdown nobody can catch": ("countdown_seconds: 5\n", ":1: countdown_seconds"),
    "a list": ("- place\n", ":1: not a list of settings"),
    "a nested value": ("place:\n  id: gennep\n", ":1: not a plain setting"),
    "a setting twice": ("place: a\nplace: b\n", ":2: place stands here twice"),
    "no YAML": ("place: [\n", ": this is not YAML"),
    "hours the wrong way round": ("hours: mo 17:00-10:00\n", ":1: hours: 17:00-10:00 ends"),
    "hours at once": ("\nhours: mo 10:00-17:00, 16:00-18:00\n", ":2: hours: .* overlap"),
    "a day there is not": ("closed_days: 2018-02-30\n", ":1: closed_days: there is no day 2018"),
    "a limit that is none": ("volume_caps: 22-8:11\n", ":1: volume_caps: '22-8:11' cannot be"),
    "neither yes nor no": ("muted: perhaps\n", ":1: muted"),
}


@pytest.mark.parametrize(("text", "told"), FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_is_told_with_its_line(path: Path, text: str, told: str) -> None:
    """Whoever edits the file by hand learns where to look."""
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        settings.read(path)
    assert re.search(told, str(caught.value))
    assert str(path) in str(caught.value)


TYPED: dict[str, dict[str, object]] = {
    "volume: 0,2\nidle_seconds: 90,5\n": {"volume": 0.2, "idle_seconds": 90.5},
    "muted: ja\nrgb_films: JA\n": {"muted": True, "rgb_films": True},
    "muted: nee\n": {"muted": False},
    "muted: on\nrgb_films: uit\n": {"muted": True, "rgb_films": False},
    "language: no\nplace: 012\n": {"language": "no", "place": "012"},  # `no` is Norwegian
    "# nothing yet\n": {},
}


@pytest.mark.parametrize(("text", "meant"), TYPED.items())
def test_what_people_type_is_understood(path: Path, text: str, meant: dict[str, object]) -> None:
    """`0,4`, `ja` and `nee` mean what they say; YAML's other guesses are not ours."""
    path.write_text(text, encoding="utf-8")
    assert settings.parse(path) == Settings(**meant)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"]
)
def test_whatever_an_editor_calls_text_is_read(path: Path, encoding: str) -> None:
    """Notepad's Unicode as well as UTF-8, with a mark before it or without."""
    text = "# één kiosk\nplace: gennep\nvolume: 0.2\n"
    mark = "\ufeff" if encoding in {"utf-16-le", "utf-16-be"} else ""
    path.write_bytes((mark + text).encode(encoding))
    assert settings.parse(path) == Settings(place="gennep", volume=0.2)


def test_it_goes_on_without_a_wrong_setting(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """One sentence says which, and the others hold: nobody comes to a dark glass for a typo."""
    path.write_text("place: gennep\nvolume: loud\nplaats: venlo\n", encoding="utf-8")
    assert settings.usable(path) == Settings(place="gennep")
    [said] = caplog.messages
    assert f"{path}:2: volume: " in said
    path.write_bytes(b"\x81\x00\xff")
    assert settings.usable(path) == Settings()


def test_a_change_at_the_glass_mends_settings_that_were_never_good(path: Path) -> None:
    """Staff are not told to type YAML."""
    path.write_text("place: gennep\nvolume: loud\n", encoding="utf-8")
    settings.change(path, muted=True)
    assert settings.parse(path) == Settings(place="gennep", muted=True)


BROKEN: dict[str, Callable[[Path], object]] = {
    "bytes that are no text": lambda path: path.write_bytes(b"\xff\xfe\x00"),
    "far too much": lambda path: path.write_bytes(b"#" * 100_000),
    "lists in lists in lists": lambda path: path.write_bytes(b"[" * 30_000),
    "a folder": lambda path: path.mkdir(),
}


@pytest.mark.parametrize("make", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_text_is_a_fault_in_words(path: Path, make: Callable[[Path], object]) -> None:
    """A damaged disk ends in a sentence, not in a traceback."""
    make(path)
    with pytest.raises(SettingsError):
        settings.read(path)


def test_settings_typed_by_hand_are_remembered_once_they_were_good(path: Path) -> None:
    """The copy is never older than the last start; one that cannot be written stops nothing."""
    for place in ("horst", "venray"):
        path.write_text(f"place: {place}\n", encoding="utf-8")
        settings.remember(path)
    path.unlink()
    assert settings.read(path).place == "venray"
    copy = path.parent / "settings.last-good.yaml"
    copy.unlink()
    copy.mkdir()
    path.write_text("place: horst\n", encoding="utf-8")
    settings.remember(path)
    assert settings.read(path).place == "horst"


HALL = {
    "hours": "mo 13:00-17:00, 19:00-21:00; tu-fr 10:00-17:00",
    "closed_days": "2018-12-25, 2018-12-26",
    "volume_caps": "22-8:0.1",
    "muted": True,
}


def test_what_staff_choose_at_the_glass_is_kept_beside_what_was_there(path: Path) -> None:
    """In the words they would type: a file that was changed by touch is still for people."""
    path.write_text("place: horst\n", encoding="utf-8")
    chosen = settings.change(path, **HALL)
    assert chosen == settings.read(path) == Settings(place="horst", **HALL)
    assert "mo 13:00-17:00, 19:00-21:00; tu-fr 10:00-17:00" in path.read_text("utf-8")
    assert settings.change(path, muted=False, hours="").muted is False
    assert settings.read(path).closed_days == "2018-12-25, 2018-12-26"


IMPOSSIBLE = {
    "hours at once": {"hours": "mo 10:00-17:00, 16:00-18:00"},
    "louder than all": {"volume": 1.5},
    "no setting at all": {"hour": ""},
}


@pytest.mark.parametrize("values", IMPOSSIBLE.values(), ids=IMPOSSIBLE.keys())
def test_what_cannot_be_changes_nothing(path: Path, values: dict[str, object]) -> None:
    """It is told in a sentence, and the kiosk goes on as it was set."""
    good = settings.change(path, volume=0.2)
    with pytest.raises(SettingsError, match=next(iter(values))):
        settings.change(path, **values)
    assert settings.read(path) == good


def test_damaged_settings_give_way_to_the_last_good_ones(path: Path) -> None:
    """However often a kiosk that nobody attends starts, it starts as on its last good day.

    The next change mends them from those.
    """
    good = Settings(place="venlo")
    settings.write(path, good)
    path.write_bytes(b"\x00\x00\x00")
    for _ in range(3):
        assert settings.read(path) == good
        settings.remember(path)
    settings.change(path, muted=True)
    assert settings.parse(path) == Settings(place="venlo", muted=True)


def test_settings_that_are_gone_or_cut_short_are_told(path: Path) -> None:
    """What is not said there would be as if it had never been set: the last good ones hold."""
    settings.write(path, Settings(place="gennep", volume=0.7))
    assert settings.fault(path) is None
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert "is cut short" in str(settings.fault(path))
    assert settings.read(path).volume == 0.7
    path.unlink()
    with pytest.raises(SettingsError):
        settings.parse(path)
    assert "is gone" in str(settings.fault(path))
    assert settings.read(path).place == "gennep"


def test_settings_that_were_changed_in_the_file_are_noticed_once(path: Path) -> None:
    """By hand, or by a bit that is another: nobody can tell, so staff look at them."""
    settings.write(path, Settings(volume=0.7))
    assert not settings.remember(path)
    path.write_text("volume: 0.3\n")
    assert settings.remember(path)
    assert not settings.remember(path)
