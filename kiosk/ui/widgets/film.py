"""A film on the glass: the picture only; captions and controls are the screen's."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from kivy.clock import Clock
from kivy.properties import (
    BooleanProperty,
    NumericProperty,
    ObjectProperty,
    OptionProperty,
    StringProperty,
)
from kivy.uix.widget import Widget

from kiosk.media.player import Room, Screening
from kiosk.ui import sdl
from kiosk.ui.box import Box
from kiosk.ui.copying import Copy
from kiosk.ui.widgets.film_place import FilmPlace, FilmRoom
from kiosk.ui.widgets.film_texture import FilmTexture, FilmTextures

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.media.player import FilmPlayer, FilmProgress, Frame, Matrix, PixelFormat
    from kiosk.ui.redraw import Redraw

_STATES = ["closed", "opening", "ready", "playing", "paused", "ended", "failed"]


class FilmView(Widget):
    """Shows one film at a time. Transparent until the first frame is there, and when closed.

    After the end, a pause or a failure the last frame stays. Events: `on_first_frame`; `on_end`,
    each time the end is reached (never, in a loop); `on_failure`, after which only `close` and
    `open` do anything.
    """

    films: Callable[[Screening], FilmPlayer] | None = ObjectProperty(None, allownone=True)
    """Opens a film: `Films.open`."""
    film_textures: FilmTextures | None = ObjectProperty(None, allownone=True)
    """Lends what is drawn on. Views may share it; without it this view has its own."""
    rgb = BooleanProperty(False)
    """For graphics cards that fail at the shader. Counts from the next film."""
    redraw: Redraw | None = ObjectProperty(None, allownone=True)
    """Copies frames onto the glass, which come as large as they are shown there.

    None where a graphics card draws. Set once, before the first film.
    """
    state = OptionProperty("closed", options=_STATES)
    position_ms = NumericProperty(0)
    duration_ms = NumericProperty(0)
    """0 until it is known."""
    reason = StringProperty("")
    """Why it failed, or ended too early, in words for the journal."""
    stalled = BooleanProperty(False)
    """The failure was a stall: no picture came in time."""
    volume = NumericProperty(1.0)
    """From 0 to 1; stays from film to film."""
    fit = OptionProperty("contain", options=["contain", "cover"])
    """The whole picture, or all of the widget."""
    focus_x = NumericProperty(0.5)
    """Where `cover` cuts, this stays: a fraction from the left."""
    focus_y = NumericProperty(0.5)
    """And from the top."""

    __events__ = ("on_first_frame", "on_end", "on_failure")

    def __init__(self, **kwargs: Any) -> None:
        self._player: FilmPlayer | None = None
        self._screening: Screening | None = None
        self._texture: FilmTexture | None = None
        self._frame: Frame | None = None
        self._place_on_glass: FilmPlace | None = None
        self._fitted: tuple[int, int] | None = None
        self._news = Clock.create_trigger(self._look)
        self._above: list[Widget] = []
        self._own_textures = FilmTextures()
        super().__init__(**kwargs)
        for name in ("pos", "size", "fit", "focus_x", "focus_y"):
            self.fbind(name, self._place)
        self.fbind("opacity", self._veil)
        self.fbind("parent", self._climb)
        self.fbind("redraw", self._end_with_gate)
        self._end_with_gate()

    def _end_with_gate(self, *_changed: object) -> None:
        """Let what stands above the picture be drawn alone."""
        if self.redraw is not None:
            self.redraw.gate(self.canvas.after)

    def open(  # noqa: PLR0913 - each is a wish of its own, and named
        self,
        path: Path,
        *,
        muted: bool = False,
        gain_db: float = 0.0,
        loop: bool = False,
        paused: bool = False,
        matrix: Matrix | None = None,
    ) -> None:
        """Begin to play the film at `path`; see Screening. Another film is closed first."""
        self.close()
        if self.films is None:
            raise TypeError("a FilmView needs its films")
        news = self._news  # knows this view weakly: a film that closes late does not hold it

        def wake() -> None:
            news()
            sdl.wake()

        self._screening = Screening(
            path=path,
            muted=muted,
            gain_db=gain_db,
            volume=self.volume,
            loop=loop,
            paused=paused,
            pixels=self._pixels,
            matrix=matrix,
            wake=wake,
        )
        self.state = "opening"
        if self.redraw is None:
            self._begin()
        self._news()

    def _begin(self) -> None:
        """Let the player open what was asked for; its room is known once all is laid out."""
        screening, self._screening = self._screening, None
        if screening is None or self.films is None:
            return
        if self.redraw is not None:
            room = Room(self.width, self.height, cover=self.fit == "cover")
            screening = replace(screening, room=room, volume=self.volume)
        self._player = self.films(screening)

    @property
    def _pixels(self) -> PixelFormat:
        """What kind of frames to ask for."""
        if self.redraw is not None:
            return "bgra"
        return "rgb24" if self.rgb else "yuv420p"

    def play(self) -> None:
        """Go on; from the beginning if the film has ended."""
        if self._player is not None:
            self._player.play()

    def pause(self) -> None:
        """Hold."""
        if self._player is not None:
            self._player.pause()

    def seek(self, position_ms: float) -> None:
        """Go to a place in the film; with sound, to the key frame before it."""
        if self._player is not None:
            self._player.seek(round(position_ms))

    def close(self) -> None:
        """Take the picture off, and let the film close by itself. May be called twice."""
        player, self._player = self._player, None
        if player is not None:
            player.close()
        self._news.cancel()
        self._screening = None
        self._take_off()
        self._fitted = None
        self.position_ms = self.duration_ms = 0
        self.reason = ""
        self.stalled = False
        self.state = "closed"

    def on_volume(self, _view: Widget, volume: float) -> None:
        """Pass the volume on."""
        if self._player is not None:
            self._player.set_volume(volume)

    def on_first_frame(self) -> None:
        """Say that the film is on the glass."""

    def on_end(self) -> None:
        """Say that the end was reached."""

    def on_failure(self) -> None:
        """Say that the film cannot be played, or not any further."""

    def _look(self, _seconds: float) -> None:
        """See what the player has brought; it has told that there is something."""
        self._begin()
        player = self._player
        if player is None:
            return
        progress = player.progress  # first: then a frame from before it cannot be missed
        frame = player.take()
        first = frame is not None and self._frame is None
        if frame is not None:
            self._draw(frame)
        self._follow(player, progress, first=first)

    def _follow(self, player: FilmPlayer, progress: FilmProgress, *, first: bool) -> None:
        """Tell how far it is. Whoever is told may close this film, or open another."""
        was = self.state
        self.duration_ms = progress.duration_ms
        self.position_ms = progress.position_ms
        self.reason = progress.failure or ""
        self.stalled = progress.stalled
        if first:
            self.dispatch("on_first_frame")
        if player is self._player:
            self.state = progress.state
        if player is self._player and progress.state != was:
            if progress.state == "ended":
                self.dispatch("on_end")
            elif progress.state == "failed":
                self.dispatch("on_failure")

    def _draw(self, frame: Frame) -> None:
        fits = self._frame is not None and FilmTexture.kind(frame) == FilmTexture.kind(self._frame)
        if fits and self._texture is not None:
            self._frame = _without_pixels(frame)
            self._texture.fill(frame)
            if not self._copied(self._texture):
                self.canvas.ask_update()
            return
        self._take_off()
        self._texture = (self.film_textures or self._own_textures).lend(frame)
        self._frame = _without_pixels(frame)
        self._texture.put_on(self.canvas)
        self._place()
        self._veil()

    def _take_off(self) -> None:
        """Draw nothing any more, and give back what was drawn on."""
        if self._texture is not None and self._frame is not None:
            self._texture.take_off(self.canvas)
            (self.film_textures or self._own_textures).take_back(self._texture, self._frame)
        self._texture = self._frame = None

    def _place(self, *_changed: object) -> None:
        """Lay the picture out in the widget, and have the next ones made as large as that."""
        frame, texture, player = self._frame, self._texture, self._player
        if frame is None or texture is None:
            return
        room = FilmRoom(
            self.x,
            self.y,
            self.width,
            self.height,
            cover=self.fit == "cover",
            focus=(self.focus_x, self.focus_y),
        )
        self._place_on_glass = room.place(frame)
        texture.place(self._place_on_glass)
        wanted, has = room.wanted(frame), (frame.width_px, frame.height_px)
        if self.redraw is None or player is None or wanted in (has, self._fitted):
            return
        self._fitted = wanted
        player.fit(*wanted)

    def _copied(self, texture: FilmTexture) -> bool:
        """Bring the newest frame on without drawing it, if it can be had so."""
        place = self._place_on_glass
        if self.redraw is None or place is None or not place.exact or not self._opaque:
            return False
        left, bottom = self.to_window(*place.pos)
        if left % 1 or bottom % 1:
            return False
        area = Box(left, bottom, left + place.size[0], bottom + place.size[1])
        start = int(place.from_left), int(place.from_top)
        return self.redraw.copy(Copy(self, area, texture.textures[0], *start))

    @property
    def _opaque(self) -> bool:
        return self.opacity == 1 and all(widget.opacity == 1 for widget in self._above)

    def _veil(self, *_changed: object) -> None:
        """Be as transparent as all that this stands in."""
        if self._texture is not None:
            inherited = 1.0
            for widget in self._above:
                inherited *= widget.opacity
            self._texture.veil(self.opacity, inherited)

    def _climb(self, *_changed: object) -> None:
        """Follow the opacity of all that this stands in, whenever one of them moves."""
        for widget in self._above:
            widget.funbind("opacity", self._veil)
            widget.funbind("parent", self._climb)
        self._above = []
        widget = self.parent
        while isinstance(widget, Widget):
            widget.fbind("opacity", self._veil)
            widget.fbind("parent", self._climb)
            self._above.append(widget)
            widget = widget.parent
        self._veil()


def _without_pixels(frame: Frame) -> Frame:
    """What is known of a frame once it is on the glass: its memory is for the next one."""
    return replace(frame, planes=(), memory=None)
