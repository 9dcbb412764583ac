"""The attract picture: two pictures mixed, moved and darkened in one shader and one rectangle.

Two blended full-screen rectangles cost twice as much on a machine without a graphics card. There
even one is too much to move smoothly: pictures rest, and the next comes on by a sweep.
"""

from collections.abc import Callable
from pathlib import Path

from kivy.animation import Animation
from kivy.clock import Clock
from kivy.graphics import BindTexture, Color, Rectangle, RenderContext
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from kiosk.errors import KioskError
from kiosk.exhibit.model import Focus, Size
from kiosk.ui.gallery import Gallery, Order
from kiosk.ui.theme import CROSS_FADE_SECONDS, PAN_SECONDS

SHADER = Path(__file__).with_suffix(".glsl")
"""Mixes, moves and darkens; what its numbers mean stands there."""
_OVERSCAN = 1.06
"""A picture is this much larger than the glass, so that it can move a little."""


_UPRIGHT = (0, 1, 1, 1, 1, 0, 0, 0)
"""Rows of a picture are counted from its top, as the shader does."""


class Fade(Widget):
    """Shows a picture, and fades to the next once that is wholly there. Never black between."""

    gallery: Gallery | None = ObjectProperty(None, allownone=True)
    mixed = NumericProperty(0.0)
    """0: only the first of the two is seen; 1: only the second."""
    pan = NumericProperty(0.0)
    """How far the newest picture has moved, 0 to 1."""
    shade = NumericProperty(0.85)
    """How dark the foot of the picture is, 0 to 1: words stand on it."""
    words_from = NumericProperty(0.5)
    """Where the words begin, 0 at the top and 1 at the foot: from there on it is dark enough."""
    light = NumericProperty(1.0)
    """1: as it is; less: a dark ground for a film that does not fill the glass."""
    still = BooleanProperty(False)
    """Pictures do not move, and take each other's place at once."""
    lit = BooleanProperty(False)
    """Whether any picture is on the glass."""

    __events__ = ("on_shown", "on_broken")

    def __init__(self, **kwargs: object) -> None:
        self.canvas = RenderContext(
            use_parent_projection=True, use_parent_modelview=True, use_parent_frag_modelview=True
        )
        self.canvas.shader.source = str(SHADER)
        super().__init__(**kwargs)
        self._on_glass: list[Order | None] = [None, None]
        self._coming: Order | None = None
        self._ahead: Order | None = None
        self._ahead_of: object = None
        self._newest = 0
        self._turn = 0
        with self.canvas:
            Color(1, 1, 1, 1)
            self._second = BindTexture(index=1)
            self._rectangle = Rectangle(pos=self.pos, size=(0, 0))
        self.canvas["texture1"] = 1
        self.bind(pos=self._draw, size=self._draw, mixed=self._draw, pan=self._draw)
        self.bind(shade=self._draw, light=self._draw, words_from=self._draw)
        self._motion: Animation | None = None

    def fade_to(self, sizes: tuple[Size, ...], focus: Focus) -> None:
        """Fetch this picture and fade to it."""
        if self.gallery is None or self.width < 2 or self.height < 2:
            Clock.schedule_once(lambda _: self.fade_to(sizes, focus), 0)
            return
        self.gallery.give_back(self._coming)
        ahead, self._ahead = self._ahead, None
        if ahead is not None and ahead.texture is not None and self._ahead_of == (sizes, focus):
            self._coming = ahead
            self._ready(ahead.texture)
            return
        self.gallery.give_back(ahead)
        self._coming = self._order(self.gallery, sizes, focus, self._ready, self._failed)

    def prepare(self, sizes: tuple[Size, ...], focus: Focus) -> None:
        """Fetch the picture that comes next, while nothing moves."""
        if self.gallery is None or (self._ahead is not None and self._ahead_of == (sizes, focus)):
            return
        self.gallery.give_back(self._ahead)
        self._ahead_of = (sizes, focus)
        self._ahead = self._order(self.gallery, sizes, focus, lambda _: None, lambda _: None)

    def _order(
        self,
        gallery: Gallery,
        sizes: tuple[Size, ...],
        focus: Focus,
        ready: Callable[[object], None],
        failed: Callable[[KioskError], None],
    ) -> Order:
        """Ask for a picture as large as it is drawn."""
        overscan = 1.0 if self.still else _OVERSCAN
        area = (round(self.width * overscan), round(self.height * overscan))
        return gallery.order(sizes, area, focus, ready, failed)

    def _ready(self, texture: object) -> None:
        """The new picture takes the place of the one that is not seen."""
        if self.gallery is None:
            return
        self._stop()
        place = 1 - self._newest if self.lit and not self.still else self._newest
        self.gallery.give_back(self._on_glass[place])
        self._on_glass[place] = self._coming
        self._coming = None
        self._newest = place
        self._turn += 1
        self.pan = 0.0
        if place == 0:
            self._rectangle.texture = texture
        else:
            self._second.texture = texture
        target = float(place)
        if not self.lit or self.still:
            self.lit = True
            self.mixed = target
        self.dispatch("on_shown")
        self._draw()
        if self.still:
            self.pan = 1.0
            return
        motion = Animation(pan=1.0, duration=PAN_SECONDS, t="in_out_sine")
        if self.mixed != target:
            motion &= Animation(mixed=target, duration=CROSS_FADE_SECONDS, t="in_out_quad")
        self._motion = motion
        motion.start(self)

    def _failed(self, _: KioskError) -> None:
        self._coming = None
        self.dispatch("on_broken")

    def on_shown(self) -> None:
        """A new picture has come on."""

    def on_broken(self) -> None:
        """The picture asked for cannot be shown."""

    def _stop(self) -> None:
        """End the motion where it leads, so that nothing jumps twice."""
        if self._motion is not None:
            self._motion.cancel(self)
            self._motion = None
        if self.lit:
            self.mixed = float(self._newest)

    def _draw(self, *_: object) -> None:
        """Hand the shader its numbers. Nothing is drawn before there is a picture."""
        self._rectangle.pos = self.pos
        self._rectangle.size = self.size if self.lit else (0, 0)
        self._rectangle.tex_coords = _UPRIGHT
        for place in (0, 1):
            moved = self.pan if place == self._newest else 1.0
            self.canvas[f"view{place}"] = self._view(moved, self._turn - (place != self._newest))
        self.canvas["mixed"] = float(self.mixed)
        self.canvas["shade"] = float(self.shade)
        self.canvas["light"] = float(self.light)
        self.canvas["words"] = float(self.words_from)

    def _view(self, moved: float, turn: int) -> tuple[float, float, float, float]:
        """Origin and size of the part that is seen; one turn moves left, the next right."""
        part = 1.0 if self.still else 1 / _OVERSCAN
        spare = 1 - part
        along = spare * (moved if turn % 2 else 1 - moved)
        return (along, spare / 2, part, part)

    def rest_on_colour(self) -> None:
        """There is no picture for this item: its colour stands there."""
        self._stop()
        self.lit = False
        self._draw()

    def leave(self) -> None:
        """Rest: nothing moves while the visitor is elsewhere."""
        self._stop()
        self.pan = 1.0
        if self.gallery is not None:
            self.gallery.give_back(self._ahead)
        self._ahead = None
