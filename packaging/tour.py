"""A visit that the kiosk pays itself: real touches on the real screens, and a picture of each.

    packaging/demo --headless 30 --shots DIR [--window 1080x1920] [--language en] ...
    packaging/demo --headless 30 --shots DIR --home DIR   the sign-up it leaves stays in that home

In a demonstration of what ships it ends with a sign-up, typed on the glass by somebody who does
not exist. Ends with 1 if a touch does not lead where it should, or a screen says that something
went wrong.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import tempfile
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from PIL import Image

from kiosk import paths
from kiosk.cli import run, terminal
from kiosk.errors import KioskError
from kiosk.station.opened_home import RunOptions
from kiosk.visit import scene as scenes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from finger import Finger
    from kivy.uix.widget import Widget

    from kiosk.ui.app import KioskApp

PATIENCE_SECONDS = 30.0
"""A screen that has not come by then never will; a slow machine draws two frames a second."""
LOOKING_SECONDS = 0.7
"""Nobody presses the moment a screen stands, and the kiosk does not believe who does."""
NAMES = ("Zoë", "Zosia", "Олена", "سارة")
"""Whoever signs up has a name that the keyboard of the language can write."""


class Keys(str):
    """What is typed on the drawn keyboard, one key for each letter."""

    __slots__ = ()


class Stop(NamedTuple):
    """One screen on the way."""

    scene: type
    presses: tuple[str, ...]
    """What is pressed to come here, or here: "" anywhere, "card", "date" or "choice" the first of
    these, "name" the keys of a name, `Keys` one after the other, else a button's words."""
    share: float
    """How much of the time is spent here, beside the others."""


ROUTE = {
    "attract": Stop(scenes.AttractScene, (), 2),
    "home": Stop(scenes.HomeScene, ("",), 1.5),
    "cooperative": Stop(scenes.CooperativeScene, ("card",), 1),
    "story": Stop(scenes.StoryScene, ("Story",), 1),
    "photos": Stop(scenes.PhotosScene, ("Back", "Photos"), 1.5),
    "film": Stop(scenes.FilmScene, ("Back", "Film"), 3),
    "workshop": Stop(scenes.WorkshopScene, ("Overview", "date"), 1.5),
    "about": Stop(scenes.AboutScene, ("Overview", "About this"), 1.5),
}
FORM = {
    "interests": Stop(scenes.SignUpScene, ("Overview", "I want to join", "choice"), 1),
    "name": Stop(scenes.SignUpScene, ("Go on", "name"), 1),
    "contact": Stop(scenes.SignUpScene, ("Go on", Keys("zoe@example.org")), 1),
    "purposes": Stop(scenes.SignUpScene, ("Go on", "choice"), 1),
    "check": Stop(scenes.SignUpScene, ("Go on",), 1),
    "saved": Stop(scenes.SignUpScene, ("Save it",), 1),
}
"""Its steps are called as the form calls them."""


class Tour:
    """Goes the route, once per frame one small step."""

    def __init__(
        self, app: KioskApp, seconds: float, shots: Path, route: Mapping[str, Stop]
    ) -> None:
        from finger import Finger
        from kivy.base import EventLoop
        from kivy.clock import Clock

        self._app = app
        self._seconds = seconds
        self._shots = shots
        self._route = route
        self._finger: Finger = Finger()
        self._window = EventLoop.window
        self._clock = Clock
        self._began = Clock.get_time()
        EventLoop.add_input_provider(self._finger)
        self.fault = ""
        """What went wrong; empty if nothing did."""
        self._way = self._go()
        self._beat = Clock.schedule_interval(self._step, 0)

    def _step(self, _: float) -> None:
        """Go on; at the end, or where it goes wrong, leave."""
        try:
            next(self._way)
        except StopIteration:
            pass
        except LookupError as error:
            self.fault = str(error)
            self._shoot(self._shots / "wrong.png")
        else:
            return
        self._beat.cancel()
        self._app.stop()

    def _go(self) -> Iterator[None]:
        """The whole route. Yields once per frame. Raises LookupError if something is not there."""
        shares = sum(stop.share for stop in self._route.values())
        until = self._now()
        for number, (name, stop) in enumerate(self._route.items(), start=1):
            until += self._seconds * stop.share / shares
            for press in stop.presses:
                yield from self._stand()
                yield from self._look()
                yield from self._stand()  # a frame that took long is noticed a moment later
                yield from self._press(press)
            yield from self._arrive(name, stop.scene)
            yield from self._stand()
            yield from self._look()  # what was pressed last is no longer shown so
            while self._now() < until:
                yield
            if not self._is_on(name, stop.scene):
                raise LookupError(f"{name} did not stay: {self._app.visit.scene}")
            self._shoot(self._shots / f"{number:02d}-{name}.png")

    def _now(self) -> float:
        """Seconds since the start."""
        return float(self._clock.get_time() - self._began)

    def _wait(self, is_so: Callable[[], bool], complaint: str) -> Iterator[None]:
        """Wait until it is so; but not for ever."""
        patience = self._now() + PATIENCE_SECONDS
        while not is_so():
            if self._now() > patience:
                raise LookupError(f"{complaint}: {self._app.visit.scene}")
            yield

    def _arrive(self, name: str, scene: type) -> Iterator[None]:
        """Wait for the screen that shows this scene."""
        return self._wait(
            lambda: self._is_on(name, scene) and self._finger.idle, f"{name} did not come"
        )

    def _is_on(self, name: str, scene: type) -> bool:
        """Whether this scene is on; of the form, also whether it is the step of this name."""
        on = self._app.visit.scene
        return type(on) is scene and getattr(on, "step", name) == name

    def _stand(self) -> Iterator[None]:
        """Wait until a touch is taken, nothing moves in, pictures are there, and a film plays."""
        app = self._app
        return self._wait(
            lambda: (
                not (
                    not self._finger.idle
                    or app.visit.settling.pending
                    or app.stage.moving
                    or (app.context.redraw and app.context.redraw.sweeping)
                    or app.context.gallery.background.under_way
                    or app.textures.filling
                    or app.context.intake.busy
                    or not getattr(app.stage.screen, "playing", True)
                )
            ),
            "this does not come to rest",
        )

    def _look(self) -> Iterator[None]:
        """Let a moment pass."""
        looked = self._now() + LOOKING_SECONDS
        while self._now() < looked:
            yield

    def _press(self, what: str) -> Iterator[None]:
        """Tap what a visitor would tap."""
        if what == "name":
            what = self._name()
        if isinstance(what, Keys):
            for letter in what:
                self._finger.tap_widget(self._find(Keys(letter)))
                while not self._finger.idle:
                    yield
        elif what:
            self._finger.tap_widget(self._find(what))
        else:
            self._finger.tap(self._window.width / 2, self._window.height / 2)

    def _name(self) -> Keys:
        """The first name that the keyboard on the glass can write; LookupError if none."""
        from kiosk.ui.widgets.keyboard import Key

        screen = self._app.stage.screen
        on_glass = screen.walk() if screen else ()
        keys = {key.text.lower() for key in on_glass if isinstance(key, Key)}
        for name in NAMES:
            if keys.issuperset(name.lower()):
                return Keys(name)
        raise LookupError("no name can be written with these keys")

    def _find(self, what: str) -> Widget:
        """The first thing with these words, of this kind, or the key; LookupError if none is on."""
        from kiosk.ui.widgets.agenda import AgendaButton
        from kiosk.ui.widgets.card import Card
        from kiosk.ui.widgets.grid import Choice
        from kiosk.ui.widgets.keyboard import Key
        from kiosk.ui.widgets.press import Door, Press

        kinds = {"card": Card, "date": AgendaButton, "choice": Choice}
        screen = self._app.stage.screen
        is_key = isinstance(what, Keys)
        words = what if is_key or not screen else screen.say(what)
        for thing in screen.walk() if screen else ():
            if what in kinds and isinstance(thing, kinds[what]):
                return thing
            if isinstance(thing, Key if is_key else Press | Door) and thing.text == words:
                return thing
        raise LookupError(f"no {words!r} to press on {type(screen).__name__}")

    def _shoot(self, path: Path) -> None:
        """Draw once more and keep what was drawn: after the flip, a buffer may be anything."""
        from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

        size = self._window.size
        self._window.dispatch("on_draw")
        pixels = glReadPixels(0, 0, *size, GL_RGB, GL_UNSIGNED_BYTE)
        picture = Image.frombytes("RGB", size, pixels)
        picture.transpose(Image.Transpose.FLIP_TOP_BOTTOM).save(path, compress_level=3)
        print(path)


def main(arguments: list[str] | None = None) -> int:
    """Go on the tour. Returns the exit code."""
    terminal.prepare()
    given = _parser().parse_args(arguments)
    try:
        given.shots.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"{given.shots} cannot be used: {error.strerror}", file=sys.stderr)
        return 5
    # A home of its own: what was set or seen on this machine changes nothing.
    with contextlib.ExitStack() as until_the_end:
        home = given.home or Path(
            until_the_end.enter_context(tempfile.TemporaryDirectory(prefix="kiosk-tour-"))
        )
        try:
            wanted = RunOptions(
                exhibit=given.exhibit,
                place=given.place,
                language=given.language,
                today=given.today,
                demo=given.demo,
            )
            ours, app = run.make(paths.Home(home), wanted, size_px=run.size_of(given.window))
        except KioskError as error:
            print(error, file=sys.stderr)
            return error.exit_code
        takes_sign_ups = given.demo and given.exhibit is None
        route = ROUTE | FORM if takes_sign_ups else ROUTE
        tour = Tour(app, given.seconds, given.shots, route)
        code = run.show(app)
        ours.close(in_order=True)
    if tour.fault:
        print(tour.fault, file=sys.stderr)
    return 1 if tour.fault else code


def _parser() -> argparse.ArgumentParser:
    """The options of this script, and those of `kiosk run` that make sense here."""
    parser = argparse.ArgumentParser(prog="packaging/demo --headless SECONDS", description=__doc__)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--shots", type=Path, required=True)
    parser.add_argument("--window", default="1920x1080", metavar="WxH")
    parser.add_argument("--home", type=Path)
    parser.add_argument("--exhibit", type=Path)
    parser.add_argument("--place")
    parser.add_argument("--today", type=date.fromisoformat)
    parser.add_argument("--language")
    parser.add_argument("--demo", action="store_true")
    return parser


if __name__ == "__main__":
    sys.exit(main())
