"""A photo to look at closely: whole at first, closer by pinch or by button, moved by a finger."""

from typing import Any

from kivy.animation import Animation
from kivy.clock import Clock
from kivy.properties import ListProperty, NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from kiosk.errors import KioskError
from kiosk.ui.gallery import Gallery, Order
from kiosk.ui.theme import TRANSITION_SECONDS
from kiosk.ui.widgets.theming import ThemeBehavior

_LARGEST_TEXTURE_PX = 4096
"""Small boards have no larger textures."""
_SWIPE = 0.08
"""A finger that moves sideways by this part of the width, and more sideways than up, turns."""


class ZoomView(ThemeBehavior, Widget):
    """One photo, drawn as one rectangle: what is seen of it is a matter of texture coordinates."""

    gallery: Gallery | None = ObjectProperty(None, allownone=True)
    photo = ObjectProperty(None, allownone=True)
    closer = NumericProperty(1.0)
    """1: the whole photo; `closest`: as near as it goes."""
    closest = NumericProperty(3.0)
    centre = ListProperty([0.5, 0.5])
    """The point of the photo in the middle of the glass; fractions from left and top."""
    texture = ObjectProperty(None, allownone=True)
    coordinates = ListProperty([0, 0, 1, 0, 1, 1, 0, 1])
    placed = ListProperty([0, 0, 0, 0])

    __events__ = ("on_swipe",)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._order: Order | None = None
        self._coming: Order | None = None
        self._asked: object = None
        self._fingers: dict[object, tuple[float, float]] = {}
        self._moved = 0.0
        self._target = 1.0
        """Where `closer` is going."""
        self._ask = Clock.create_trigger(self._fetch, 0)
        self.bind(size=self._ask, gallery=self._ask)
        for name in ("pos", "size", "texture", "closer", "centre"):
            self.fbind(name, self._draw)

    def on_swipe(self, _by: int) -> None:
        """The finger asks for the next photo (1) or the one before (-1)."""

    def on_photo(self, *_: object) -> None:
        """Another photo: begin with all of it."""
        Animation.cancel_all(self, "closer", "centre")
        self.closer = self._target = 1.0
        self.centre = [0.5, 0.5]
        self._fingers.clear()
        self._ask()

    def _fetch(self, *_: object) -> None:
        if self.gallery is None or self.photo is None:
            self._clear()
            return
        area = (round(self.width), round(self.height))
        if min(area) < 2 or (self.photo, area) == self._asked:
            return
        self._asked = (self.photo, area)
        self._order_at(area)

    def _order_at(self, area: tuple[int, int]) -> None:
        """Ask for the whole photo at this size; the present one stays until it is there."""
        if self.gallery is None:
            return
        self.gallery.give_back(self._coming)
        limit = min(1.0, _LARGEST_TEXTURE_PX / max(area))
        area = (round(area[0] * limit), round(area[1] * limit))
        self._coming = self.gallery.order(self.photo.sizes, area, None, self._ready, self._failed)

    def _ready(self, texture: object) -> None:
        old, self._order, self._coming = self._order, self._coming, None
        self.texture = texture
        if self.gallery is not None:
            self.gallery.give_back(old)

    def _failed(self, _: KioskError) -> None:
        """The photo cannot be read: an empty frame with its caption is calmer than a message."""
        self._coming = None
        self._clear()

    def _clear(self) -> None:
        if self.gallery is not None:
            self.gallery.give_back(self._coming)
            self.gallery.give_back(self._order)
        self._order = self._coming = self._asked = None
        self.texture = None

    # Closer

    def step(self) -> None:
        """The button: a step closer; from the closest back to the whole."""
        Animation.cancel_all(self, "closer", "centre")
        target = 1.0 if self._target >= self.closest else min(self.closest, self._target + 1)
        self._target = target
        self._fine()
        Animation(closer=target, duration=TRANSITION_SECONDS, t="out_quad").start(self)
        if target == 1.0:
            Animation(centre=[0.5, 0.5], duration=TRANSITION_SECONDS, t="out_quad").start(self)

    def _fine(self) -> None:
        """Closer than the glass: fetch the photo at twice its size, once."""
        if self.photo is None or self._asked == (self.photo, "fine"):
            return
        self._asked = (self.photo, "fine")
        self._order_at((round(self.width * 2), round(self.height * 2)))

    def on_closer(self, *_: object) -> None:
        """Never past the photo's edge."""
        self.centre = self._within(self.centre)

    def _seen(self) -> tuple[float, float]:
        """Which part of the photo's width and height is seen, at most all."""
        if self.texture is None or min(self.size) < 1:  # no room: nothing of it is seen
            return (1.0, 1.0)
        fit = min(self.width / self.texture.width, self.height / self.texture.height) * self.closer
        return (
            min(1.0, self.width / (self.texture.width * fit)),
            min(1.0, self.height / (self.texture.height * fit)),
        )

    def _within(self, centre: list[float]) -> list[float]:
        wide, high = self._seen()
        return [
            min(max(centre[0], wide / 2), 1 - wide / 2),
            min(max(centre[1], high / 2), 1 - high / 2),
        ]

    def _draw(self, *_: object) -> None:
        """Place the rectangle and choose the part of the photo that is on it."""
        if self.texture is None:
            self.placed = [self.x, self.y, 0, 0]
            return
        fit = min(self.width / self.texture.width, self.height / self.texture.height) * self.closer
        wide, high = self._seen()
        width = self.texture.width * fit * wide
        height = self.texture.height * fit * high
        self.placed = [
            self.center_x - width / 2,
            self.center_y - height / 2,
            width,
            height,
        ]
        left, right = self.centre[0] - wide / 2, self.centre[0] + wide / 2
        top, foot = self.centre[1] - high / 2, self.centre[1] + high / 2
        # The pool's textures hold their first row at the top.
        self.coordinates = [left, foot, right, foot, right, top, left, top]

    # Fingers

    def on_touch_down(self, touch: Any) -> bool:
        """A finger on the photo."""
        if not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        if not self._fingers:
            self._moved = 0.0
        self._fingers[touch.uid] = touch.pos
        return True

    def on_touch_move(self, touch: Any) -> bool:
        """One finger moves a photo that is closer; two bring it closer or farther."""
        if touch.grab_current is not self or touch.uid not in self._fingers:
            return False
        before = dict(self._fingers)
        self._fingers[touch.uid] = touch.pos
        if len(self._fingers) == 2:
            self._pinch(before)
        elif self.closer > 1.01:
            dx = touch.x - before[touch.uid][0]
            dy = touch.y - before[touch.uid][1]
            wide, high = self._seen()
            self._moved += abs(dx) + abs(dy)
            self.centre = self._within(
                [
                    self.centre[0] - dx / max(1, self.placed[2]) * wide,
                    self.centre[1] + dy / max(1, self.placed[3]) * high,
                ]
            )
        return True

    def _pinch(self, before: dict[object, tuple[float, float]]) -> None:
        """Two fingers moved from `before` to where they are."""
        self._moved = float("inf")
        Animation.cancel_all(self, "closer", "centre")
        (ax, ay), (bx, by) = before.values()
        (cx, cy), (dx, dy) = self._fingers.values()
        was = max(1.0, ((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5)
        now = ((cx - dx) ** 2 + (cy - dy) ** 2) ** 0.5
        self._fine()
        self.closer = min(self.closest, max(1.0, self.closer * now / was))
        self._target = round(self.closer)

    def on_touch_up(self, touch: Any) -> bool:
        """A finger leaves: perhaps it was a swipe."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self._fingers.pop(touch.uid, None)
        if self.closer <= 1.01 and self._moved == 0.0 and not self._fingers:
            dx, dy = touch.x - touch.ox, touch.y - touch.oy
            if abs(dx) > self.width * _SWIPE and abs(dx) > abs(dy):
                self.dispatch("on_swipe", -1 if dx > 0 else 1)
        return True
