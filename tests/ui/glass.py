"""The kiosk on one window without a screen, its time wound by hand, and a visitor's hands.

Importing this sets the window up, as the program does before it imports anything of Kivy: so it
comes before other imports of `kivy` and `kiosk.ui`. There is one window in a process, and all
tests share it. What is real: widgets, touches, workers, films, every pixel. What is not: time.
It stands still until `let` winds it, for the visit and for Kivy alike; so a day takes seconds, and
nothing depends on how fast this machine is. Only films go by the machine's own clock.
"""

from __future__ import annotations

import logging
import os
import random
import threading
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias
from zoneinfo import ZoneInfo

# SDL and Mesa read nothing else. Without a screen, and with a sound device that only keeps time.
os.environ.setdefault("SDL_VIDEODRIVER", "offscreen")
os.environ.setdefault("SDL_AUDIODRIVER", "dummy")

from kiosk.ui.window import Glass, open_window, prepare

LANDSCAPE_PX, PORTRAIT_PX = (1280, 720), (720, 1280)
"""As small as a glass can be on which nothing is missing: where its size does not matter."""
LARGEST_PX = (1920, 1920)
"""The window begins so large, and ends so: offscreen, what is drawn beyond this is lost."""

_GLASS = Glass(LARGEST_PX, frames_a_second=0)
prepare(_GLASS)
logging.getLogger("kivy").setLevel(logging.ERROR)  # no touch driver here, which is as it should be

from kivy.app import App  # noqa: E402
from kivy.base import EventLoop, runTouchApp  # noqa: E402 - after `prepare`
from kivy.clock import Clock, ClockBase  # noqa: E402
from kivy.context import Context  # noqa: E402
from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels  # noqa: E402
from kivy.input.motionevent import MotionEvent  # noqa: E402
from kivy.lang import Builder  # noqa: E402
from PIL import Image  # noqa: E402

from kiosk.i18n.catalogue import Catalogue  # noqa: E402
from kiosk.visit import scene as scenes  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from kivy.uix.widget import Widget

    from kiosk.exhibit.model import Cooperative, Exhibit
    from kiosk.exhibit.prepared import Prepared
    from kiosk.visit.scene import Scene

FRAME_SECONDS = 1 / 30
"""Time from one frame to the next, as wound."""
TURNS = 6000
"""A worker or a film that has not come after so many looks, some milliseconds apart, never will."""
_NO_MORE_TO_DRAW = 3
"""Frames in a row without anything to draw: the glass is at rest."""
_FRAMES_TO_REST = 200
"""A film is drawn forty times a second while pictures come, which takes far less than this."""


class Wound(Protocol):
    """A clock wound by hand."""

    def now(self) -> datetime:
        """The calendar, in UTC."""

    def seconds(self) -> float:
        """The stopwatch."""

    def wind(self, seconds: float = 0, *, days: float = 0) -> None:
        """Let time pass."""


class HandWoundFrames(ClockBase):  # type: ignore[misc] # Kivy has no types
    """Kivy's clock, standing still until it is wound, and never waiting for the next frame."""

    passed = 0.0

    def time(self) -> float:
        """Seconds wound so far."""
        return self.passed


class Finger(MotionEvent):  # type: ignore[misc]
    """One of several fingers, as a touch driver tells of them."""

    _number = 0

    def __init__(self, x: float, y: float) -> None:
        """Touch the glass at this pixel, from left and from below."""
        Finger._number += 1
        super().__init__("finger", Finger._number, (x, y), is_touch=True, type_id="touch")
        self.profile = ["pos"]
        EventLoop.post_dispatch_input("begin", self)

    def depack(self, args: tuple[float, float]) -> None:
        """Take in where it is, as fractions of the window."""
        width, height = EventLoop.window.size
        self.sx, self.sy = args[0] / (width - 1), args[1] / (height - 1)
        super().depack(args)

    def slide(self, x: float, y: float) -> None:
        """Move to this pixel."""
        self.move((x, y))
        EventLoop.post_dispatch_input("update", self)

    def lift(self) -> None:
        """Leave the glass."""
        self.update_time_end()
        EventLoop.post_dispatch_input("end", self)


class Panel:
    """The one window of this process."""

    def __init__(self) -> None:
        context = Context(init=False)
        self.frames = HandWoundFrames()
        context["Clock"] = self.frames
        context.push()
        self.window = open_window(_GLASS, leave=lambda: None)
        self.catalogue = Catalogue()
        """Read once for all programs that come on it."""
        self.drawn = 0
        """How many frames were drawn; a frame in which nothing changed is not."""
        self.blind = False
        """Draw only when somebody asks for pixels: ten times as quick, and the same pixels."""
        self.window.bind(on_draw=self._count)
        runTouchApp(embedded=True)
        self._moment = threading.Event()

    def _count(self, *_: object) -> None:
        self.drawn += 1

    def turn(self, seconds: float = 0.0) -> None:
        """Turn the program's loop once, so many seconds after the last time."""
        self.frames.passed += seconds
        if self.blind:
            Clock.tick()
            EventLoop.dispatch_input()
            Builder.sync()
            Clock.tick_draw()
            Builder.sync()
        else:
            EventLoop.idle()
        self.window.mainloop()

    def until(self, happens: Callable[[], object], what: str = "") -> None:
        """Turn the loop, without letting time pass, until a worker or a film has done its work."""
        for turns in range(TURNS):
            if happens():
                return
            self.turn()
            if self.blind or not self.window.canvas.needs_redraw:
                self._moment.wait(0.0002 if turns < 10 else 0.002)
        raise AssertionError(f"never happened: {what or happens}")

    def resize(self, size_px: tuple[int, int]) -> None:
        """Another screen."""
        self.window.size = size_px

    def pixels(self) -> Image.Image:
        """What is on the glass at this moment."""
        self.window.dispatch("on_draw")
        return self.left()

    def left(self) -> Image.Image:
        """What the frames so far have left on the glass, without drawing it anew."""
        width, height = self.window.size
        raw = glReadPixels(0, 0, width, height, GL_RGB, GL_UNSIGNED_BYTE)
        image = Image.frombytes("RGB", (width, height), raw)
        return image.transpose(Image.Transpose.FLIP_TOP_BOTTOM)

    def type(self, text: str) -> None:
        """Type on a keyboard that somebody plugged in, as SDL tells Kivy."""
        for character in text:
            self.window.dispatch("on_textinput", character)
            self.turn()

    def key(self, key: int, codepoint: str = "", modifiers: tuple[str, ...] = ()) -> None:
        """Press a key of a keyboard that somebody plugged in, as SDL tells Kivy."""
        if not self.window.dispatch("on_key_down", key, 0, codepoint, list(modifiers)):
            self.window.dispatch("on_keyboard", key, 0, codepoint, list(modifiers))
        self.turn()
        self.window.dispatch("on_key_up", key, 0)
        self.turn()


class OpenIntake:
    """Takes sign-ups, and keeps them in this list and nowhere else."""

    def __init__(self, why_closed: str | None = None) -> None:
        self.answers: list[Any] = []
        self.codes: list[str] = []
        self.drawn: list[str] = []
        self.prepared: list[tuple[Any, str]] = []
        self.withdrawn: list[str] = []
        self.why_closed = why_closed
        self.fails = False
        """The disk fails at the next saving."""

    def closed(self) -> str | None:
        """Open unless a test says otherwise."""
        return self.why_closed

    def draw(self) -> Any:
        """A real code, and an id that costs nothing."""
        from kiosk.signups import code
        from kiosk.signups.intake import VisitorCode

        self.drawn.append(code.draw())
        return VisitorCode(self.drawn[-1], "0" * 32)

    def prepare(self, answers: Any, drawn: Any) -> None:
        """Note whose answers lie ready."""
        self.prepared.append((answers, drawn.code))

    def save(self, answers: Any, drawn: Any) -> None:
        """Keep it, or fail as a full disk does."""
        from kiosk.errors import MachineError

        if self.fails:
            raise MachineError("the disk is full")
        if drawn.code not in self.codes:
            self.codes.append(drawn.code)
            self.answers.append(answers)

    def withdraw(self, code: str) -> str:
        """Here if it was given out here, and not before."""
        if code in self.withdrawn:
            return "already"
        self.withdrawn.append(code)
        return "here" if code in self.codes else "elsewhere"

    def maintain(self) -> None:
        """Nothing to wipe."""

    def close(self) -> None:
        """Nothing to let go of."""


class HushedReading:
    """Reads aloud, so softly that nobody hears it; it never comes to an end."""

    def __init__(self, script: Any) -> None:
        """Begin."""
        from kiosk.speech.reading import Progress

        self.lines = script.lines
        self.progress = Progress("playing", script.first)

    def close(self) -> None:
        """Stop."""

    def __getattr__(self, _name: str) -> Any:
        """Whatever else is asked of it makes no difference."""
        return lambda *_: None


class SimpleStation:
    """A kiosk whose parts are in plain sight, and as a test wants them."""

    def __init__(self, prepared: Prepared, clock: Wound, **otherwise: Any) -> None:
        """`otherwise`: what of it, or of its presentation, is to be different."""
        from kiosk import paths
        from kiosk.clock import SystemClock
        from kiosk.media.projector import Films
        from kiosk.media.sound import Loudspeaker
        from kiosk.station.content import Presentation
        from kiosk.visit.timings import Timings

        machine = SystemClock()
        own: dict[str, Any] = {
            "trusted": lambda _: True,
            "night": lambda: None,
            "loudest": lambda: 1.0,
            "counter": None,
            "chance": random.Random(2018),  # noqa: S311 - the same order every time
            "films": Films(machine, Loudspeaker(machine)),
            "loudspeaker": Loudspeaker(clock, lambda: True),
            "read": HushedReading,
        }
        self.__dict__.update({name: otherwise.pop(name, usual) for name, usual in own.items()})
        self.clock = clock
        self.assets = paths.assets()
        self.rests: Any = None
        self.reloads = 0
        """How often it was asked what staff have changed."""
        usual = {
            "place": "panningen",
            "language": None,
            "volume": 0.4,
            "timings": Timings(),
            "intake": OpenIntake(why_closed="nobody"),
        }
        self.shown = Presentation(prepared=prepared, **(usual | otherwise))

    def presentation(self) -> Any:
        """What the glass shows."""
        return self.shown

    def reload(self) -> Any:
        """The same: nobody changes it."""
        self.reloads += 1
        return self.shown

    def verify(self, damaged: Callable[[], None]) -> None:
        """Find no damage."""


class Kiosk:
    """The whole program on the glass, and somebody in front of it."""

    def __init__(  # noqa: PLR0913 - each is another kiosk
        self,
        panel: Panel,
        prepared: Prepared,
        clock: Wound,
        *,
        station: Any = None,
        tasks: Any = None,
        slow: bool | None = None,
        memory: Any = None,
        opening: Any = None,
        ahead: bool = True,
        **otherwise: Any,
    ) -> None:
        """Start it on this station, or on a simple one that is different in `otherwise`.

        `tasks` is what staff can do in their corner. `slow`: as if no graphics card, or one,
        drew; it is a program that does. `opening` lies over the glass until a scene stands.
        `ahead`: visitors' screens are made while nobody is there, which takes most of the time of
        a test about something else.
        """
        from kiosk.ui.app import KioskApp

        class OneOfMany(KioskApp):
            """Leaves nothing behind, and its window to the next: Kivy would stop for good."""

            def stop(self, *_: object) -> None:
                """Stop what is its own."""
                self.on_stop()

            def _tidy(self) -> None:
                if ahead:
                    super()._tidy()

        self.panel = panel
        self.window = panel.window
        self.clock = clock
        self.station = station or SimpleStation(prepared, clock, **otherwise)
        self.app = OneOfMany(
            self.station,
            panel.window,
            tasks=tasks,
            slow=slow,
            memory=memory,
            opening=opening,
            catalogue=panel.catalogue,
        )
        self.app._run_prepare()  # noqa: SLF001 - `App.run`, but for its endless loop
        self.rest()

    @property
    def visit(self) -> Any:
        """The visit, which decides."""
        return self.app.visit

    @property
    def scene(self) -> Any:
        """The `Scene` that is on. Of which kind, tests are about, not types."""
        return self.app.visit.scene

    @property
    def exhibit(self) -> Exhibit:
        """What is shown."""
        shown: Exhibit = self.app.visit.exhibit
        return shown

    @property
    def first(self) -> Cooperative:
        """The first cooperative; it has photos and a film."""
        return self.exhibit.cooperatives[0]

    @property
    def scenes(self) -> list[Scene]:
        """A scene of each kind that a visitor can be at, but for the steps of the form."""
        one = self.first.id
        return [
            scenes.HomeScene(),
            scenes.CooperativeScene(one),
            scenes.StoryScene(one),
            scenes.PhotosScene(one),
            scenes.FilmScene(one),
            scenes.WorkshopScene(),
            scenes.SignUpScene(),
            scenes.AboutScene(),
            scenes.CreditsScene(),
        ]

    @property
    def reloads(self) -> int:
        """How often the station was asked what staff have changed."""
        self.panel.turn()
        self.until(lambda: not self.app.background.under_way, "the station")
        return int(self.station.reloads)

    @property
    def stage(self) -> Any:
        """The root of all widgets."""
        return self.app.stage

    @property
    def screen(self) -> Any:
        """The screen that is on."""
        return self.app.stage.screen

    @property
    def textures(self) -> Any:
        """The pool of textures."""
        return self.app.context.gallery.textures

    # Time

    def let(self, seconds: float, frame_seconds: float = FRAME_SECONDS) -> None:
        """Let so much time pass, frame by frame."""
        while seconds > 1e-6:  # what is left over where seconds are no binary fraction is none
            step = min(frame_seconds, seconds)
            self.clock.wind(step)
            self.panel.turn(step)
            seconds -= step

    def until(self, happens: Callable[[], object], what: str = "") -> None:
        """Let a worker or a film do its work; no time passes."""
        self.panel.until(happens, what)

    def rest(self) -> None:
        """Let what moves arrive, and pictures be there: half a second, and then the workers'."""
        self.let(0.5, frame_seconds=0.1)
        self.pictures()

    def pictures(self) -> None:
        """Wait until all pictures asked for are on the glass; no time passes."""
        still = 0
        for _ in range(_FRAMES_TO_REST):
            before = self.panel.drawn
            self.until(lambda: not self.busy, "a picture, or the disk")
            self.panel.turn()
            still = still + 1 if self.panel.drawn == before and not self.busy else 0
            if still >= _NO_MORE_TO_DRAW:
                return
        raise AssertionError("the glass never came to rest")

    @property
    def busy(self) -> bool:
        """Whether workers still make what somebody waits for, or a picture is half there."""
        context = self.app.context
        return bool(
            context.gallery.background.under_way or context.intake.busy or self.textures.filling
        )

    def next_item(self, frame_seconds: float = 0.25) -> None:
        """Let time pass until the loop shows its next item."""
        scene = self.scene
        for _ in range(round(60 / frame_seconds)):
            self.let(frame_seconds, frame_seconds)
            if self.scene is not scene:
                return
        raise AssertionError(f"the loop stands still at {scene}")

    def next_of(self, kind: str) -> None:
        """Let time pass until the loop shows an item of this kind."""
        for _ in range(20):
            if self.scene.showing.kind == kind:
                return
            self.next_item(frame_seconds=1)
        raise AssertionError(f"there is no {kind} in the loop")

    # Hands

    def touch(self, x: float, y: float, button: str = "left") -> None:
        """Touch one place for a moment, as the mouse does that X11 makes of a touch screen."""
        self.hold((x, y), 0, button=button)
        self.panel.turn()

    def hold(self, place: tuple[float, float], *seconds: float, button: str = "left") -> None:
        """Touch one place for so long, a frame for each of `seconds`."""
        x, below = place[0], self.window.height - 1 - place[1]
        self.window.dispatch("on_mouse_down", x, below, button, [])
        for frame in seconds:
            self.clock.wind(frame)
            self.panel.turn(frame)
        self.window.dispatch("on_mouse_up", x, below, button, [])

    def drag(self, *places: tuple[float, float]) -> None:
        """Touch the first place, slide over the others, and lift the finger at the last."""
        (x, y), *others = places
        height = self.window.height - 1
        self.window.dispatch("on_mouse_down", x, height - y, "left", [])
        self.panel.turn(FRAME_SECONDS)
        for x, y in others:
            self.window.dispatch("on_mouse_move", x, height - y, [])
            self.panel.turn(FRAME_SECONDS)
        self.window.dispatch("on_mouse_up", x, height - y, "left", [])
        self.panel.turn()

    def pinch(self, centre: tuple[float, float], was_px: float, now_px: float) -> None:
        """Two fingers, so far apart, move until they are so far apart."""
        x, y = centre
        one, other = Finger(x - was_px / 2, y), Finger(x + was_px / 2, y)
        for step in range(1, 11):
            apart = was_px + (now_px - was_px) * step / 10
            one.slide(x - apart / 2, y)
            other.slide(x + apart / 2, y)
            self.panel.turn(FRAME_SECONDS)
        one.lift()
        other.lift()
        self.panel.turn()

    def middle(self, widget: Widget) -> tuple[float, float]:
        """The pixel in the middle of a widget."""
        x, y = widget.to_window(*widget.center)
        return float(x), float(y)

    def tap(self, widget: Widget) -> None:
        """Touch the middle of a widget, and look what comes."""
        self.touch(*self.middle(widget))
        self.rest()

    def wake(self) -> None:
        """Touch the glass while nobody is there."""
        self.touch(self.window.width / 2, self.window.height / 2)
        self.rest()

    def press(self, *words: str) -> None:
        """Press the one thing that says so, and look what comes; then the next."""
        for each in words:
            self.tap(self.find(each))

    def say(self, words: str) -> str:
        """The program's own words, as they stand in the code, in the visitor's language."""
        said: str = self.screen.say(words)
        return said

    def find(self, words: str) -> Widget:
        """The one thing to press, on the glass now, that says so in the visitor's language."""
        return self.saying(self.say(words))

    def saying(self, wanted: str) -> Widget:
        """The one thing to press, on the glass now, that says just this."""
        import eyes

        buttons = [(button, eyes.said(button)) for button in eyes.pressables(self)]
        found = [button for button, said in buttons if wanted in said]
        assert len(found) == 1, f"{wanted!r} is on {len(found)} of {[said for _, said in buttons]}"
        return found[0]

    def can(self, words: str) -> bool:
        """Whether there is something to press that says so."""
        import eyes

        return any(self.say(words) in eyes.said(button) for button in eyes.pressables(self))

    def open(self, scene: Scene) -> None:
        """Go on to a scene, as its button does."""
        self.visit.open(scene)
        self.rest()

    def watch(self) -> None:
        """Be at the first film, and see it play."""
        self.go(scenes.FilmScene(self.first.id))
        self.until(lambda: self.screen.playing, "the film plays")

    def go(self, scene: Scene) -> None:
        """Be at a scene without walking there."""
        self.visit.touch()
        self.visit.replace(scene)
        self.rest()

    def wish(self, *, text_size: int = 0, high_contrast: bool = False) -> None:
        """Wish for these letters and this contrast."""
        assert self.visit.attended, f"nobody is there to wish: {self.scene}"
        while self.visit.wishes.text_size != text_size:
            self.visit.next_text_size()
        if self.visit.wishes.high_contrast != high_contrast:
            self.visit.toggle_contrast()

    def resize(self, size_px: tuple[int, int]) -> None:
        """Be on another screen."""
        self.panel.resize(size_px)
        self.rest()

    def pixels(self) -> Image.Image:
        """What is on the glass at this moment."""
        return self.panel.pixels()

    def close(self) -> None:
        """Leave, but for the window: it is the next test's. Once is enough."""
        if not hasattr(self, "app"):
            return
        self.until(lambda: not self.busy, "a picture, or the disk")
        self.app.dispatch("on_stop")
        self.window.remove_widget(self.stage)
        App()  # Kivy keeps the last program made: now it is this one
        del self.app


MakeKiosk: TypeAlias = "Callable[..., Kiosk]"
"""The fixture `make_kiosk`: the kiosk that a test is about, one at a time."""


def morning(day: date) -> datetime:
    """Ten o'clock in the Netherlands, in UTC."""
    return datetime.combine(day, time(10), ZoneInfo("Europe/Amsterdam")).astimezone(UTC)
