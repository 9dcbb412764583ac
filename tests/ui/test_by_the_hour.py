"""What goes by the hour, and what is told of an exhibit that is on."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import eyes
import pytest
from glass import Kiosk, MakeKiosk

from kiosk.visit import scene as scenes

OPENS = datetime(2018, 9, 11, 10, 0)  # noqa: DTZ001 - as the library's own clock shows it


class Doors:
    """The library's doors, shut or open as a test says."""

    def __init__(self, *, shut: bool) -> None:
        self.shut = shut
        self.opens: datetime | None = OPENS

    def __call__(self) -> scenes.NightScene | None:
        """What the glass shows instead of the loop."""
        return scenes.NightScene(self.opens) if self.shut else None


@dataclass
class Watched:
    """Hears how an exhibit does."""

    heard: list[str] = field(default_factory=list)

    def begins(self, kiosk: Kiosk) -> None:
        """Wait until the first scene was drawn."""
        kiosk.rest()
        kiosk.let(0.5)
        kiosk.until(lambda: self.heard == ["shown"], "the first scene")

    def shown(self) -> None:
        """The first scene was drawn."""
        self.heard.append("shown")

    def stood(self) -> None:
        """The content has been on for long enough."""
        self.heard.append("stood")


@dataclass
class Counted:
    """Hears what is opened."""

    heard: list[Any] = field(default_factory=list)

    def opened(self, kind: str, cooperative: str | None = None) -> None:
        """Keep it."""
        self.heard.append((kind, cooperative))

    def mistaken(self) -> None:
        """Nobody was there."""
        self.heard.append("nobody")

    def ended(self, day: Any) -> None:
        """Keep the day."""
        if self.heard and self.heard[-1] != day:
            self.heard.append(day)


@pytest.mark.parametrize("size_px", [(1920, 1080), (1080, 1920)], ids=["landscape", "portrait"])
@pytest.mark.parametrize("language", ["nl", "en"])
def test_outside_opening_hours_the_glass_is_black(
    make_kiosk: MakeKiosk, size_px: tuple[int, int], language: str
) -> None:
    """A touch is answered in words, opens nothing, and is dark again a moment later."""
    doors = Doors(shut=True)
    kiosk = make_kiosk(size_px, night=doors, language=language)
    kiosk.let(1, 0.25)
    kiosk.rest()
    assert kiosk.scene == scenes.NightScene(OPENS)
    assert kiosk.pixels().getextrema() == ((0, 0), (0, 0), (0, 0))
    kiosk.wake()
    assert kiosk.scene == scenes.NightScene(OPENS, asked=True)
    assert not [contrast for contrast in eyes.legibility(kiosk).values() if contrast < 7]
    said = " ".join(eyes.legibility(kiosk))
    assert ("dinsdag 11 september" if language == "nl" else "Tuesday") in said
    assert "10" in said
    kiosk.let(10, 0.5)
    kiosk.rest()
    assert kiosk.pixels().getextrema() == ((0, 0), (0, 0), (0, 0))
    doors.shut = False
    kiosk.let(6, 0.5)
    assert isinstance(kiosk.scene, scenes.AttractScene)


def test_an_exhibit_proves_itself_once(make_kiosk: MakeKiosk) -> None:
    """When its first scene is on the glass, and again after ten minutes."""
    trial = Watched()
    kiosk = make_kiosk(trial=trial)
    trial.begins(kiosk)
    kiosk.let(590, 1)
    assert trial.heard == ["shown"]
    kiosk.let(20, 1)
    kiosk.until(lambda: trial.heard == ["shown", "stood"], "the end of the trial")
    kiosk.let(700, 1)
    assert trial.heard == ["shown", "stood"]


def test_what_visitors_open_is_told(make_kiosk: MakeKiosk) -> None:
    """And on which day; the next visitor is another visit."""
    counter = Counted()
    kiosk = make_kiosk(counter=counter)
    kiosk.wake()
    first = kiosk.first.id
    kiosk.go(scenes.CooperativeScene(first))
    kiosk.let(120, 0.5)
    assert isinstance(kiosk.scene, scenes.AttractScene)
    kiosk.wake()
    told = list(dict.fromkeys(counter.heard))
    day = date(2018, 9, 10)
    assert told == [("visit", None), ("cooperative", first), day]
    assert counter.heard[-1] == ("visit", None)


def test_another_pack_comes_on_without_a_restart(make_kiosk: MakeKiosk) -> None:
    """Whoever was there is forgotten, and the new one has a trial of its own."""
    first, second = Watched(), Watched()
    kiosk = make_kiosk(trial=first)
    first.begins(kiosk)
    kiosk.wake()
    shown = kiosk.station.shown
    exhibit = shown.prepared.exhibit
    renamed = exhibit.model_copy(update={"cooperatives": exhibit.cooperatives[:3]})
    kiosk.app.renew(replace(shown, trial=second, prepared=replace(shown.prepared, exhibit=renamed)))
    kiosk.rest()
    assert isinstance(kiosk.scene, scenes.AttractScene)
    kiosk.wake()
    assert kiosk.scene == scenes.HomeScene()
    assert len(kiosk.exhibit.cooperatives) == 3
    second.begins(kiosk)
    assert first.heard == ["shown"]


@pytest.mark.parametrize(("loudest", "volume"), [(1.0, 0.6), (0.5, 0.5), (0.2, 0.2), (0.0, 0.0)])
def test_films_are_never_louder_than_the_hour_allows(
    make_kiosk: MakeKiosk, loudest: float, volume: float
) -> None:
    """However often a visitor asks; where nothing is allowed there are no buttons."""
    kiosk = make_kiosk(loudest=lambda: loudest)
    kiosk.wake()
    one = next(
        cooperative
        for cooperative in kiosk.exhibit.cooperatives
        if any(film.sound for film in cooperative.films)
    )
    kiosk.go(scenes.FilmScene(one.id))
    kiosk.screen.louder(1)
    assert kiosk.screen.ids.film.volume == pytest.approx(volume)
    assert kiosk.screen.volume == f"{round(volume * 100)} %"
    assert kiosk.screen.has_sound == (loudest > 0)
