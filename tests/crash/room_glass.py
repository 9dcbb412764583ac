"""The real glass on a disk with hardly any room: what a visitor sees, and what is kept of them.

In the one window of this process, without a screen; time on the glass is wound by hand.
"""

import logging
from functools import cache
from pathlib import Path

import eyes  # first: it sets the window up
from clocks import HandWoundClock
from disk import fill
from furnished import COLOUR
from glass import Kiosk, Panel
from PIL import Image, ImageChops

from kiosk import journal, paths
from kiosk.paths import Assets, Home
from kiosk.station.opened_home import RunOptions
from kiosk.station.station import Station
from kiosk.station.tasks import StaffTasks
from kiosk.visit import scene as scenes
from kiosk.visit.draft import Draft

log = logging.getLogger("kiosk")

SIZE_PX = (960, 540)
LEAST_SHARE = 0.1
"""So much of the glass, at least, is picture wherever there is one."""
_NEAR = 32
"""JPEG, scaling and drawing change a colour by less."""
_NOT_NOW = (
    "This screen cannot keep your name safely at the moment. "
    "Please ask at the desk of the library, or write an e-mail:"
)
_NOT_SAVED = "It could not be saved. Please try again, or ask at the desk of the library."
DRAFT = Draft(
    cooperatives=frozenset({"tuin"}),
    name="Els",
    email="els@example.org",
    purposes=frozenset({"nieuws"}),
)


@cache
def _panel() -> Panel:
    panel = Panel()
    panel.resize(SIZE_PX)
    panel.blind = True
    return panel


class Visitor:
    """Somebody in front of the glass, while the disk has no room and once it has."""

    def __init__(self, home: Home, assets: Assets, ballast: Path) -> None:
        """Start the program in this home. `ballast` is what fills the disk."""
        journal.keep(home.journal)
        self._ballast = ballast
        self._station = Station(home, assets, RunOptions())
        assert self._station.drives
        self._station.films  # noqa: B018 - made now: films go by the machine's clock
        self._staff = StaffTasks(self._station, self._station.drives)
        wound = HandWoundClock(self._station.clock.now())
        self._station.clock, self._station.trusted = wound, lambda _: True
        self._station.assets = paths.assets()  # the library has an exhibit, but no fonts
        shown = self._station.content.prepared
        self._kiosk = Kiosk(_panel(), shown, wound, station=self._station, tasks=self._staff)

    def finds_it_closed(self) -> None:
        """Pictures, the library's own title, and no form but a kind sentence."""
        for number in range(300):
            log.info("the disk is full: %d", number)
        self._looks()
        self._kiosk.press("I want to join")
        assert self._kiosk.scene == scenes.SignUpScene(step="closed"), self._kiosk.scene
        assert self._kiosk.say(_NOT_NOW) in self._words, self._words
        needs = self._staff.health().needs
        assert "full" in needs, needs
        self._ballast.unlink()
        self._kiosk.press("Overview")
        self._kiosk.press("I want to join")
        self._answers()
        self._kiosk.press("Save it")
        self._kiosk.rest()
        self._is_thanked()

    def finds_it_full_in_the_end(self, free_bytes: int) -> bool:
        """The form opens and is filled in; only then the disk is full. Whether it was kept."""
        self._looks()
        self._kiosk.press("I want to join")
        self._answers()
        fill(self._ballast, free_bytes)
        self._kiosk.press("Save it")
        self._kiosk.rest()
        is_kept = bool(self._kiosk.scene == scenes.SignUpScene(step="saved"))
        if not is_kept:
            assert self._kiosk.say(_NOT_SAVED) in self._words, self._words
            self._ballast.unlink()
            self._kiosk.press("Again")
            self._kiosk.rest()
        self._is_thanked()
        return is_kept

    def leave(self) -> None:
        """Pull nobody's plug: the program is told to leave."""
        self._kiosk.close()
        self._station.close(in_order=True)

    @property
    def _words(self) -> set[str]:
        return {label.text for label in eyes.labels(self._kiosk)}

    def _looks(self) -> None:
        """See the loop, and the first page."""
        for wake in (lambda: None, self._kiosk.wake):
            wake()
            share = _share(self._kiosk.pixels())
            assert share > LEAST_SHARE, f"{share:.3f} of the glass is picture: {self._kiosk.scene}"
        assert "Twee" in self._words, self._words

    def _answers(self) -> None:
        """Answer every question, and be asked whether that is right."""
        assert self._kiosk.scene == scenes.SignUpScene(), self._kiosk.scene
        self._kiosk.app.form.answer(DRAFT)
        self._kiosk.app.form.go("check")
        self._kiosk.rest()

    def _is_thanked(self) -> None:
        """Saved, with a code."""
        assert self._kiosk.scene == scenes.SignUpScene(step="saved"), self._kiosk.scene
        assert self._kiosk.screen.code in self._words, self._words
        self._kiosk.press("Done")


def _share(image: Image.Image) -> float:
    """How much of the glass has the picture's colour, from 0 to 1."""
    off = ImageChops.difference(image, Image.new("RGB", image.size, COLOUR))
    red, green, blue = off.split()
    worst = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return sum(worst.histogram()[:_NEAR]) / (image.width * image.height)
