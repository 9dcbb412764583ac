"""Everything without touching the glass: arrows go from one thing to the next, Enter presses it.

A key presses as a finger does, at the middle of what has the ring: whatever can be done by touch
can be done by keys. The ring is there from the first key on, until somebody touches the glass; what
it stands around is spoken, where the exhibit has a voice.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kivy.base import EventLoop
from kivy.clock import Clock
from kivy.graphics import Color, Line
from kivy.input.motionevent import MotionEvent
from kivy.uix.widget import Widget

from kiosk.speech.order import Target, Way, reading, step
from kiosk.speech.reading import Reading, Script
from kiosk.speech.script import of_words
from kiosk.ui.widgets.aloud import written
from kiosk.ui.widgets.keyboard import Key
from kiosk.ui.widgets.press import Plate, Pressable
from kiosk.ui.widgets.words import Words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.ui.widgets.screen import ScreenContext

_RING_PX = 16
"""Width of the ring in pixels of the 1080-pixel design: two bands, one of which stands out."""
_APART_PX = 4
_NOWHERE_PX = -5000
"""Whatever lies farther to the left was put away."""
_PRESSED_SECONDS = 0.1
_HEADINGS = ("title", "headline", "display")
"""Roles of words that say which screen this is."""
_SETTLED_SECONDS = 0.15
"""After a change: until all is laid out."""


class KeyTouch(MotionEvent):
    """A finger that no hand leads: it comes down where a key was pressed."""

    _number = 0

    def __init__(self, x: float, y: float) -> None:
        """Touch the glass at this pixel, from left and from below."""
        KeyTouch._number += 1
        name = f"key{KeyTouch._number}"
        super().__init__("keypad", name, (x, y), is_touch=True, type_id="touch")
        self.profile = ["pos"]

    def depack(self, args: tuple[float, float]) -> None:
        """Take in where it is, as fractions of the window."""
        width, height = EventLoop.window.size
        self.sx, self.sy = args[0] / max(1, width - 1), args[1] / max(1, height - 1)
        super().depack(args)


class FocusRing(Widget):
    """Two bands around what a key would press: seen on any ground."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(size_hint=(None, None), **kwargs)
        self.opacity = 0
        with self.canvas:
            Color(1, 1, 1, 1)
            self._outer = Line(width=1)
            Color(0, 0, 0, 1)
            self._inner = Line(width=1)

    def surround(self, target: Target, band_px: float, apart_px: float) -> None:
        """Stand around this."""
        for line, away in ((self._inner, apart_px), (self._outer, apart_px + band_px)):
            line.width = band_px / 2
            line.rectangle = (
                target.x - away,
                target.y - away,
                target.width + 2 * away,
                target.height + 2 * away,
            )
        far = apart_px + 2 * band_px
        self.pos = (target.x - far, target.y - far)
        self.size = (target.width + 2 * far, target.height + 2 * far)
        self.opacity = 1

    def on_touch_down(self, _touch: object) -> bool:
        """Nothing to touch."""
        return False


@dataclass(frozen=True, slots=True)
class _Said:
    """What somebody who goes by keys was told last."""

    screen: object
    alarm: str
    widget: object
    chosen: bool | None
    """Whether it is ticked; None where nothing can be."""


class Focus:
    """What a key would press, on one stage."""

    def __init__(self, stage: Any, context: ScreenContext) -> None:
        """Of a stage, which has this."""
        self._stage = stage
        self._context = context
        self._voice: Reading | None = None
        self._said: _Said | None = None
        self._ring = FocusRing()
        self._at: Any = None
        self._place: Target | None = None
        self._find = Clock.create_trigger(self._find_again, _SETTLED_SECONDS)

    @property
    def shown(self) -> bool:
        """Whether somebody goes by keys."""
        return bool(self._ring.parent is not None and self._ring.opacity)

    def move(self, way: Way) -> None:
        """An arrow was pressed."""
        widgets = list(self._pressables())
        if not widgets:
            self.hide()
            return
        targets = [_target(widget) for widget in widgets]
        rtl = bool(self._stage.theme.rtl)
        if self._at in widgets and self.shown:
            at = step(targets, widgets.index(self._at), way, rtl=rtl)
        else:
            at = reading(targets, rtl=rtl)[0]
        self._put(widgets[at])

    def press(self) -> bool:
        """Press what has the ring, as a finger would. False: nothing has."""
        if not self.shown or self._at not in list(self._pressables()):
            return False
        touch = KeyTouch(*_target(self._at).middle)
        EventLoop.post_dispatch_input("begin", touch)

        def lift(_: float) -> None:
            touch.update_time_end()
            EventLoop.post_dispatch_input("end", touch)

        Clock.schedule_once(lift, _PRESSED_SECONDS)
        self.follow()
        return True

    def follow(self) -> None:
        """The glass has changed, or may: the ring goes along."""
        if self.shown:
            self._find()

    def show(self) -> None:
        """From now on somebody goes by keys: on the first thing there is, once it is there."""
        if not self.shown:
            self._stand_on_top()
            self._ring.opacity = 1
            self._ring.pos = (10 * _NOWHERE_PX, 0)
        self._find()

    def hide(self) -> None:
        """Somebody touches the glass."""
        self._find.cancel()
        self._at = self._place = self._said = None
        self._ring.opacity = 0
        self._hush()

    def _find_again(self, *_: object) -> None:
        """Stay on what has the ring, or on what stands there now, or begin anew."""
        if not self.shown:
            return
        widgets = list(self._pressables())
        if not widgets:
            self._ring.pos = (10 * _NOWHERE_PX, 0)
            self._at = None
        elif self._at in widgets:
            self._put(self._at)
        else:
            targets = [_target(widget) for widget in widgets]
            there = [place for place, target in enumerate(targets) if target == self._place]
            first = reading(targets, rtl=bool(self._stage.theme.rtl))[0]
            self._put(widgets[there[0] if there else first])

    def _put(self, widget: Any) -> None:
        self._at, self._place = widget, _target(widget)
        self._say(widget)
        self._stand_on_top()
        theme = self._stage.theme
        self._ring.surround(self._place, theme.px(_RING_PX) / 2, theme.px(_APART_PX))

    def _say(self, widget: Any) -> None:
        """Say what is new: the heading of a screen, what is not right, what has the ring, its tick.

        Not the keys of a keyboard: whoever stands near would hear what is typed.
        """
        screen, context = self._stage.screen, self._context
        if screen is None or screen.read_aloud or context.is_silent():
            self._hush()
            return
        now = _Said(screen, screen.alarm, widget, getattr(widget, "chosen", None))
        before, self._said = self._said, now
        if now == before:
            return
        self._hush()
        said = written(screen, *_HEADINGS) if before is None or screen is not before.screen else []
        if before is None or now.alarm != before.alarm:
            said.append(now.alarm)
        if not isinstance(widget, Key) and (before is None or widget is not before.widget):
            said += _words(widget)
        if now.chosen is not None and (now.chosen or len(said) == 0):
            said.append(screen.say("ticked") if now.chosen else screen.say("not ticked"))
        wishes = context.visit.wishes
        volume = min(wishes.volume, context.loudest())
        lines = of_words(context.exhibit, wishes.language, said)
        if lines and volume > 0:
            script = Script(lines, context.media, volume=volume, pace=wishes.pace)
            self._voice = context.read(script)

    def _hush(self) -> None:
        voice, self._voice = self._voice, None
        if voice is not None:
            voice.close()

    def _stand_on_top(self) -> None:
        stage = self._stage
        if self._ring.parent is not stage or stage.children[0] is not self._ring:
            if self._ring.parent is not None:
                self._ring.parent.remove_widget(self._ring)
            stage.add_widget(self._ring)

    def _pressables(self) -> Iterator[Any]:
        """All that can be pressed now; under a question only that."""
        for top in self._stage.focusable:
            yield from _seen(top)


def _seen(widget: Any) -> Iterator[Any]:
    if widget.opacity == 0 or widget.disabled or widget.x + widget.width < _NOWHERE_PX:
        return
    if isinstance(widget, Pressable) and not isinstance(widget, Plate) and min(widget.size) > 0:
        yield widget
    for child in widget.children:
        yield from _seen(child)


def _words(widget: Any) -> list[str]:
    """What stands on a widget, in the order in which it was put there."""
    inside = [part.text for part in widget.walk(restrict=True) if isinstance(part, Words)]
    return list(dict.fromkeys([*inside, getattr(widget, "text", "")]))


def _target(widget: Any) -> Target:
    x, y = widget.to_window(*widget.pos)
    return Target(x, y, widget.width, widget.height)
