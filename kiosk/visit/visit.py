"""One person's time at the glass: which scene is on, and which comes next.

The rules, in one place:

- A touch that wakes the glass, or that answers a question of the kiosk, presses nothing. Where it
  wakes the glass on the name of a language, the visit begins in that language.
- For a moment after the scene changed nothing can be pressed: on a slow screen the second half of
  a double tap would press whatever came under the finger. While the glass stands still, that moment
  does not pass.
- Whoever leaves is forgotten whole: wishes, the way back, and the visit's number.
- Only the stopwatch counts. The calendar may jump; a machine that slept is a long pause.
- What arrives too late (a film that stops after its scene has gone, a volume set by a hand that
  has left) is let pass without a word. A scene that cannot exist (a cooperative or photo that is
  not there) is a fault in the program, and raises KioskError.
"""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.exhibit import model
from kiosk.visit import scene as scenes
from kiosk.visit.attract import Loop
from kiosk.visit.debounce import Debounce
from kiosk.visit.idle import IdleTimer
from kiosk.visit.media_retry import Why
from kiosk.visit.preferences import TEXT_SIZES, Preferences, within
from kiosk.visit.scene import Direction
from kiosk.visit.timings import Timings

PUT_THERE = (scenes.AttractScene, scenes.TroubleScene, scenes.NightScene, *scenes.OVER)
"""Scenes no visitor walks through: the kiosk puts them there, or they lie over another."""


class Visit:
    """Knows which scene is on, and which comes next. Draws nothing.

    Whoever draws reads what is so (`scene`, `wishes`, …) and sets nothing of it.
    """

    def __init__(
        self,
        exhibit: model.Exhibit,
        loop: Loop,
        clock: Clock,
        timings: Timings,
        usual: Preferences | None = None,
    ) -> None:
        """Begin with nobody there. `usual` are the wishes every visit begins with.

        Raises KioskError if their language is not one of the exhibit's.
        """
        self.exhibit = exhibit
        self._loop = loop
        self._clock = clock
        self._timings = timings
        self._usual = usual or Preferences.usual(exhibit)
        if self._usual.language not in exhibit.languages:
            raise KioskError(f"the exhibit is not in the language {self._usual.language!r}")
        self._listeners: list[Callable[[], None]] = []
        self.wishes = self._usual
        """How this visitor wants it."""
        self._way: list[scenes.Scene] = []
        self.direction: Direction = "none"
        """Whether the last change led on, back, or neither (waking, asking, wiping)."""
        self.number = 0
        """Another number is another visitor: what began under it belongs to somebody else."""
        now = clock.seconds()
        self._idle = IdleTimer(timings, now)
        self._since = now
        self.settling = Debounce(clock, timings)
        self.scene: scenes.Scene = scenes.AttractScene(loop.next(now), 0)
        """The scene that is on."""
        self.last: scenes.Scene = self.scene
        """The scene before it."""
        self._turn = 0

    @property
    def attended(self) -> bool:
        """Whether somebody is there, as far as anyone can tell."""
        return not isinstance(self.scene, scenes.AttractScene | scenes.NightScene)

    def listen(self, changed: Callable[[], None]) -> None:
        """Call `changed` after each change of scene or wishes."""
        self._listeners.append(changed)

    # What visitors do

    def touch(self, language: str | None = None) -> bool:
        """Somebody touched the glass, anywhere. Call it before anything else sees the touch.

        `language` is the one whose name was touched; it counts only for a touch that wakes the
        glass. True if that was all this touch may do: it woke the glass, answered the kiosk, or
        was meant for the scene before. It must then press nothing, down or up.
        """
        now = self._clock.seconds()
        too_late = self._idle.left(self.scene, now) <= 0
        self._idle.touched(now)
        match self.scene:
            case scenes.NightScene(opens=opens):
                self._forget()
                self._change_to(scenes.NightScene(opens, asked=True), "none", settle=False)
            case scene if too_late or isinstance(scene, scenes.AttractScene):
                self._forget()
                if isinstance(scene, scenes.AttractScene) and language in self.exhibit.languages:
                    self.wishes = replace(self.wishes, language=language)
                self._change_to(scenes.HomeScene(), "forward")
            case scenes.StillThereScene(under=under):
                self._change_to(under, "none")
            case _ if self.settling.pending:
                pass
            case scenes.TroubleScene():
                self._go_home()
            case _:
                return False
        return True

    def open(self, scene: scenes.Scene) -> bool:
        """Go on to `scene`; `back` will return here. Home is where it always is.

        False if nothing was opened: it is on already, the glass is still settling, or nobody is
        there to see it. Raises KioskError for a scene that cannot exist.
        """
        self._check(scene)
        if isinstance(scene, scenes.HomeScene):
            return self.home()
        if not self._can_move() or scene == self.scene:
            return False
        if self.scene != scenes.HomeScene():
            self._way.append(self.scene)
        self._way = [step for step in self._way if step != scene]
        self._change_to(scene, "forward")
        return True

    def replace(self, scene: scenes.Scene, *, settle: bool = False) -> bool:
        """Turn to another page, photo, film or question: `back` leads where it led before.

        As quick as fingers are, unless the glass must `settle` between two of them. False if it is
        on already, or nobody is there. Raises KioskError for a scene that cannot exist.
        """
        self._check(scene)
        put_there = isinstance(self.scene, PUT_THERE)
        if put_there or scene == self.scene or (settle and self.settling.pending):
            return False
        self._way = [step for step in self._way if step != scene]
        self._change_to(scene, scenes.direction(self.scene, scene), settle=settle)
        return True

    def back(self) -> bool:
        """Return to the scene before. False if there is none, or the glass is still settling."""
        if not self._can_move() or isinstance(self.scene, scenes.HomeScene):
            return False
        self._change_to(self._way.pop() if self._way else scenes.HomeScene(), "back")
        return True

    def leave(self, kinds: tuple[type, ...]) -> bool:
        """Return to the last scene that is of none of these kinds. False as `back`."""
        if self._can_move():
            while self._way and isinstance(self._way[-1], kinds):
                self._way.pop()
        return self.back()

    def home(self) -> bool:
        """Go to the cards, from wherever. False if they are on already, or nobody is there."""
        if isinstance(self.scene, scenes.TroubleScene):
            self._go_home()
            return True
        if not self._can_move() or isinstance(self.scene, scenes.HomeScene):
            return False
        self._go_home()
        return True

    def restart(self) -> bool:
        """Begin again, as a fresh visitor at the cards: all of this visit is forgotten."""
        if not self._can_move():
            return False
        self._forget()
        self._go_home()
        return True

    def resume(self, scene: scenes.Scene) -> bool:
        """Begin at `scene`, as far as this exhibit still has it, as if somebody were there.

        For a preview that follows its author. False, and nothing changes, where it is gone.
        """
        scene = scenes.beneath(scene)
        if isinstance(scene, PUT_THERE) or not scenes.exists(
            scene, self.exhibit, self.wishes.language
        ):
            return False
        self._forget()
        self._idle.touched(self._clock.seconds())
        self._change_to(scene, "none")
        return True

    # What visitors wish

    def choose_language(self, code: str) -> None:
        """Go on in `code`, where the visitor was. Raises KioskError if the exhibit has it not."""
        if code not in self.exhibit.languages:
            raise KioskError(f"the exhibit is not in the language {code!r}")
        if code != self.wishes.language and self.attended:
            both = code, self.wishes.language
            self.scene = scenes.in_language(self.scene, self.exhibit, *both)
            self._way = [scenes.in_language(step, self.exhibit, *both) for step in self._way]
            self.wishes = replace(self.wishes, language=code)
            if not isinstance(self.scene, scenes.LanguagesScene):
                self._tell()
        if isinstance(self.scene, scenes.LanguagesScene):
            self.uncover()

    def change_language(self) -> bool:
        """Go on in the other language of two; of more, ask which. False if nothing came of it."""
        languages = self.exhibit.languages
        if isinstance(self.scene, PUT_THERE) or len(languages) == 1:
            return False
        if len(languages) == 2:
            self.choose_language(languages[1 - languages.index(self.wishes.language)])
        else:
            self._change_to(scenes.LanguagesScene(self.scene), "none")
        return True

    def uncover(self) -> None:
        """Take away what lies over the scene: it is answered, or something came in between."""
        if isinstance(self.scene, scenes.OVER):
            self._idle.touched(self._clock.seconds())
            self._change_to(scenes.beneath(self.scene), "none")

    def next_text_size(self) -> None:
        """Make letters larger; after the largest comes the normal size."""
        size = (self.wishes.text_size + 1) % TEXT_SIZES
        self._wish(replace(self.wishes, text_size=size))

    def toggle_contrast(self) -> None:
        """Turn high contrast on or off."""
        self._wish(replace(self.wishes, high_contrast=not self.wishes.high_contrast))

    def set_volume(self, volume: float) -> None:
        """Play films this loud, from 0 to 1; what lies outside is drawn to the nearest."""
        self._wish(replace(self.wishes, volume=within(volume)))

    def set_pace(self, pace: float) -> None:
        """Read aloud so much faster than usual."""
        self._wish(replace(self.wishes, pace=pace))

    def toggle_captions(self) -> None:
        """Turn captions on or off."""
        self._wish(replace(self.wishes, captions=not self.wishes.captions))

    # What staff and the hour do

    def end(self) -> None:
        """Forget this visit, and play the loop: staff have come, or another exhibit."""
        if not isinstance(self.scene, scenes.NightScene):
            self._wipe()

    def sleep(self, opens: datetime | None) -> bool:
        """Go black till the library opens. False, and nothing changes, while somebody is there."""
        if self.attended:
            return False
        if not isinstance(self.scene, scenes.NightScene) or self.scene.opens != opens:
            self._change_to(scenes.NightScene(opens), "none", settle=False)
        return True

    def wake(self) -> None:
        """The library is open: play the loop, if the glass was black."""
        if isinstance(self.scene, scenes.NightScene):
            self._wipe()

    # What time and media do

    def tick(self) -> None:
        """Let time pass. Call it a few times a second; a long pause between calls is fine."""
        now = self._clock.seconds()
        if isinstance(self.scene, scenes.AttractScene):
            if now - self._since >= self.scene.showing.seconds:
                self._advance()
        elif isinstance(self.scene, scenes.TroubleScene):
            self._leave_trouble(now)
        elif isinstance(self.scene, scenes.NightScene):
            if self.scene.asked and self._idle.seconds(now) >= self._timings.night_seconds:
                self._change_to(scenes.NightScene(self.scene.opens), "none", settle=False)
        elif isinstance(self.scene, scenes.SignUpScene) and self.scene.step == "saved":
            if self._idle.seconds(now) >= self._timings.thanks_seconds:
                self._go_home()
        else:
            self._count_down(self._idle.left(self.scene, now))

    def film_started(self, remaining_ms: int) -> None:
        """The film on the glass plays, and has so much left. Till then nobody is asked to touch."""
        if not isinstance(self.scene, scenes.FilmScene):
            return
        film = self.exhibit.cooperative(self.scene.cooperative).films[self.scene.number]
        self._idle.excuse(self._clock.seconds(), remaining_ms, film.duration_ms)

    def speech_started(self, remaining_ms: int, duration_ms: int) -> None:
        """Somebody listens, to what lasts so long and has so much left: nobody has to touch."""
        self._idle.excuse(self._clock.seconds(), remaining_ms, duration_ms)

    def film_stopped(self) -> None:
        """The film, or the voice, paused, ended or failed: waiting counts from now."""
        self._idle.excuse_no_more(self._clock.seconds())

    def broken(self, showing: scenes.AttractItem | None = None, why: Why = "fault") -> None:
        """An attract item cannot be shown now: this, or what is on. It rests, and is skipped."""
        on = self.scene.showing if isinstance(self.scene, scenes.AttractScene) else None
        if showing is None:
            showing = on
        if showing is None:
            return
        self._loop.failed(showing, why, self._clock.seconds())
        if showing == on:
            self._advance()

    def trouble(self) -> None:
        """Something went wrong: say so calmly. A touch, or a little time, leads on."""
        if not isinstance(self.scene, scenes.TroubleScene):
            self._way.clear()
            self._change_to(scenes.TroubleScene(), "none")

    # How

    def _count_down(self, left: float) -> None:
        if left <= 0:
            self._wipe()
        elif left <= self._timings.countdown_seconds:
            asking = scenes.StillThereScene(scenes.beneath(self.scene), math.ceil(left))
            if asking != self.scene:
                self._change_to(asking, "none", settle=False)

    def _leave_trouble(self, now: float) -> None:
        """Back to the cards if somebody is likely still there, else to the loop."""
        if now - self._since < self._timings.trouble_seconds:
            return
        came_from_attract = isinstance(self.last, scenes.AttractScene)
        if came_from_attract or self._idle.seconds(now) >= self._timings.idle_seconds:
            self._wipe()
        else:
            self._go_home()

    @property
    def next_item(self) -> scenes.AttractItem:
        """What the loop will show after what it shows now."""
        return self._loop.peek(self._clock.seconds())

    def _wipe(self) -> None:
        """Forget this visit, and play the loop."""
        self._forget()
        self._advance()

    def _forget(self) -> None:
        self.number += 1
        self.wishes = self._usual
        self._way.clear()

    def _advance(self) -> None:
        self._turn += 1
        now = self._clock.seconds()
        self._change_to(scenes.AttractScene(self._loop.next(now), self._turn), "none", settle=False)

    def _go_home(self) -> None:
        self._way.clear()
        self._change_to(scenes.HomeScene(), "back")

    def _can_move(self) -> bool:
        return not (isinstance(self.scene, PUT_THERE) or self.settling.pending)

    def _change_to(self, scene: scenes.Scene, direction: Direction, *, settle: bool = True) -> None:
        now = self._clock.seconds()
        self.last, self.scene, self.direction = self.scene, scene, direction
        self._since = now
        self._idle.excuse_no_more(now)
        if settle:
            self.settling.begin()
        self._tell()

    def _wish(self, wishes: Preferences) -> None:
        """Take over `wishes`, unless whoever had them has left."""
        if self.attended and wishes != self.wishes:
            self.wishes = wishes
            self._tell()

    def _tell(self) -> None:
        for changed in self._listeners:
            changed()

    def _check(self, scene: scenes.Scene) -> None:
        """Raise KioskError for a scene that cannot exist, or that nobody may ask for."""
        language = self.wishes.language
        if isinstance(scene, PUT_THERE) or not scenes.exists(scene, self.exhibit, language):
            raise KioskError(f"there is no way to {scene}")
