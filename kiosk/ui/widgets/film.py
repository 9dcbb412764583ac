"""A film on the glass: the picture only; captions and controls are the screen's."""

from __future__ import annotations

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

from kiosk.media.player import Screening
from kiosk.ui.widgets.film_texture import FilmTexture, FilmTextures

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.media.player import FilmPlayer, FilmProgress, Frame, Matrix

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
        self._texture: FilmTexture | None = None
        self._frame: Frame | None = None
        self._event: Any = None
        self._above: list[Widget] = []
        self._own_textures = FilmTextures()
        super().__init__(**kwargs)
        for name in ("pos", "size", "fit", "focus_x", "focus_y"):
            self.fbind(name, self._place)
        self.fbind("opacity", self._veil)
        self.fbind("parent", self._climb)

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
        self._player = self.films(
            Screening(
                path=path,
                muted=muted,
                gain_db=gain_db,
                volume=self.volume,
                loop=loop,
                paused=paused,
                rgb=self.rgb,
                matrix=matrix,
            )
        )
        self.state = "opening"
        self._wake()

    def play(self) -> None:
        """Go on; from the beginning if the film has ended."""
        if self._player is not None:
            self._player.play()
            self._wake()

    def pause(self) -> None:
        """Hold."""
        if self._player is not None:
            self._player.pause()
            self._wake()

    def seek(self, position_ms: float) -> None:
        """Go to a place in the film; with sound, to the key frame before it."""
        if self._player is not None:
            self._player.seek(round(position_ms))
            self._wake()

    def close(self) -> None:
        """Take the picture off, and let the film close by itself. May be called twice."""
        player, self._player = self._player, None
        if player is not None:
            player.close()
        if self._event is not None:
            self._event.cancel()
            self._event = None
        self._take_off()
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

    def _wake(self) -> None:
        """Look every frame, until nothing moves any more."""
        if self._event is None and self.state != "failed":
            self._event = Clock.schedule_interval(self._look, 0)

    def _look(self, _seconds: float) -> None:
        player = self._player
        if player is None:
            return
        progress = player.progress  # first: then a frame from before it cannot be missed
        frame = player.take()
        first = frame is not None and self._frame is None
        if frame is not None:
            self._draw(frame)
        if not progress.busy and self._event is not None:
            self._event.cancel()
            self._event = None
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
            self._frame = frame
            self._texture.fill(frame)
            self.canvas.ask_update()
            return
        self._take_off()
        self._texture, self._frame = (self.film_textures or self._own_textures).lend(frame), frame
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
        """Lay the picture out in the widget."""
        frame, texture = self._frame, self._texture
        if frame is None or texture is None:
            return
        wide, high = frame.width_px * frame.pixel_aspect, frame.height_px
        across, up = self.width / wide, self.height / high
        scale = max(across, up) if self.fit == "cover" else min(across, up)
        size = min(wide * scale, self.width), min(high * scale, self.height)
        texture.rectangle.size = size
        texture.rectangle.pos = self.center_x - size[0] / 2, self.center_y - size[1] / 2
        texture.rectangle.tex_coords = _cut(
            size[0] / (wide * scale or 1), size[1] / (high * scale or 1), self.focus_x, self.focus_y
        )

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


def _cut(wide: float, high: float, focus_x: float, focus_y: float) -> tuple[float, ...]:
    """Texture coordinates of the part that is seen, with the focus as near to its middle as can be.

    Fractions of the picture, from left and top; the corners go as Kivy's: from below left, round.
    """
    left = min(max(focus_x - wide / 2, 0.0), 1.0 - wide)
    top = min(max(focus_y - high / 2, 0.0), 1.0 - high)
    right, bottom = left + wide, top + high
    return left, bottom, right, bottom, right, top, left, top
