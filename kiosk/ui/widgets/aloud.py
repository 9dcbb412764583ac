"""A screen that can be read aloud: begun and stopped by its visitor, sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from kivy.clock import Clock
from kivy.event import EventDispatcher
from kivy.properties import BooleanProperty, NumericProperty

from kiosk.speech.order import Target, reading
from kiosk.speech.reading import PACES, Reading, Script
from kiosk.speech.script import Line, of_words, remaining_ms
from kiosk.ui import sdl
from kiosk.ui.widgets.words import Words

_QUIETER = 0.2
_NOWHERE_PX = -5000
"""Whatever lies farther to the left was put away."""


class ReadAloud(EventDispatcher):
    """What can be read comes from `script`; whoever turns a page by hand is followed."""

    can_read_aloud = BooleanProperty(False)
    """There is something to read here, and nothing was found that keeps it from being heard."""
    read_aloud = BooleanProperty(False)
    """It is being read, or held."""
    held = BooleanProperty(False)
    marked = NumericProperty(-1)
    """Number of the sentence that is being said, where it stands in a running text."""
    slowest = BooleanProperty(False)
    fastest = BooleanProperty(False)

    context: Any
    """What the screen works with."""
    visit: Any

    _reading: Reading | None = None
    _read: object = None
    """What is read, or in which language what is on the glass."""
    _lines: tuple[Line, ...] = ()
    _line = -1
    _pace = 1.0
    _volume = 1.0

    def script(self) -> tuple[Line, ...] | None:
        """All that can be read aloud here, in the visitor's language, as far as it is spoken.

        None: what is written on the glass at the moment when somebody asks for it.
        """
        return None

    def spell(self, words: str) -> Sequence[str]:
        """These words as they are said: most are said as they are written."""
        return (words,)

    def first_line(self) -> int:
        """The number of the line with which what is on the glass begins."""
        return 0

    def said(self, line: Line) -> None:
        """Bring on what is being said, where it is not on the glass."""

    def see_what_is_read(self) -> None:
        """The scene or a wish is another: what is read follows, or stops in another language."""
        wishes = self.visit.wishes
        self._follow_wishes(min(wishes.volume, self.context.loudest()), wishes.pace)
        spoken = wishes.language in self.context.exhibit.speech and not self.context.is_silent()
        lines = self.script() if spoken else ()
        self.can_read_aloud = lines != () and self._volume > 0
        read = wishes.language if lines is None else lines
        if read != self._read:
            self.stop_reading()
            self._read, self._lines = read, lines or ()

    def begin_reading(self) -> None:
        """Read from the first sentence on the glass."""
        if self._reading is not None or not self.can_read_aloud:
            return
        if self.script() is None:
            said = [said for words in written(self) for said in self.spell(words)]
            self._lines = of_words(self.context.exhibit, self.visit.wishes.language, said)
        if not self._lines:
            return
        news = Clock.create_trigger(self._follow)

        def wake() -> None:
            news()
            sdl.wake()

        first = min(self.first_line(), len(self._lines) - 1)
        script = Script(
            self._lines, self.context.media, first, volume=self._volume, pace=self._pace, wake=wake
        )
        self._line = -1
        self._reading = self.context.read(script)
        self.read_aloud = True

    def stop_reading(self) -> None:
        """Say no more."""
        reading, self._reading = self._reading, None
        if reading is not None:
            reading.close()
            self.visit.film_stopped()
        self.read_aloud = self.held = False
        self.marked = -1

    def hold_or_go_on(self) -> None:
        """Pause, or go on."""
        if self._reading is None:
            return
        if self.held:
            self._reading.go_on()
        else:
            self._reading.pause()

    def read_or_hold(self) -> None:
        """By one key: read, pause, go on."""
        if self._reading is None:
            self.begin_reading()
        else:
            self.hold_or_go_on()

    def say_again(self) -> None:
        """The sentence that is on, from its beginning."""
        if self._reading is not None:
            self._reading.turn_to(max(0, self._line))

    def read_faster(self, direction: int) -> None:
        """A step faster (1) or slower (-1)."""
        place = PACES.index(self._pace) + direction
        self.visit.set_pace(PACES[max(0, min(place, len(PACES) - 1))])

    def read_louder(self, direction: int) -> None:
        """A step louder (1) or quieter (-1), never above what the hour allows, and never silent."""
        loudest = self.context.loudest()
        volume = min(self.visit.wishes.volume, loudest) + direction * _QUIETER
        self.visit.set_volume(round(max(_QUIETER, min(volume, loudest)), 2))

    def _follow_wishes(self, volume: float, pace: float) -> None:
        self.slowest, self.fastest = pace == PACES[0], pace == PACES[-1]
        if self._reading is not None and volume != self._volume:
            self._reading.set_volume(volume)
        if self._reading is not None and pace != self._pace:
            self._reading.set_pace(pace)
        self._volume, self._pace = volume, pace

    def turned_by_hand(self) -> None:
        """Another page is on: if what is being said is not on it, go on from its beginning."""
        if self._reading is not None and self._line >= 0:
            self._reading.turn_to(self.first_line())

    def _follow(self, *_: Any) -> None:
        """See how far it is."""
        reading = self._reading
        if reading is None:
            return
        progress = reading.progress
        self.held = progress.state == "paused"
        if progress.state in {"ended", "failed", "silent"}:
            self.stop_reading()
            self.can_read_aloud = progress.state != "silent"
            return
        if progress.state == "paused":
            self.visit.film_stopped()
        elif progress.state == "playing":
            left = reading.lines[progress.line :]
            slow = 1 / PACES[0]
            self.visit.speech_started(
                round(remaining_ms(left) * slow), round(remaining_ms(reading.lines) * slow)
            )
        if progress.state == "playing" and progress.line != self._line:
            self._line = progress.line
            line = reading.lines[progress.line]
            self.said(line)
            self.marked = -1 if line.sentence is None else line.sentence


def written(screen: Any, *roles: str) -> list[str]:
    """The words on a screen, in reading order; only those in these roles, if any are named."""
    found = [one for one in _words(screen) if not roles or one.role in roles]
    places = [Target(*one.to_window(*one.pos), *one.size) for one in found]
    return [str(found[place].text) for place in reading(places, rtl=bool(screen.theme.rtl))]


def _words(widget: Any) -> Iterator[Any]:
    if widget.opacity == 0 or widget.x + widget.width < _NOWHERE_PX:
        return
    if isinstance(widget, Words) and widget.text:
        yield widget
    for child in widget.children:
        yield from _words(child)
