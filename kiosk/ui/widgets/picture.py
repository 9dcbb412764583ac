"""A photo on the glass, cut around its focus, filled without a pause."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kivy.clock import Clock
from kivy.properties import BooleanProperty, ListProperty, NumericProperty, ObjectProperty
from kivy.uix.widget import Widget

from kiosk.exhibit.model import Focus, Size
from kiosk.ui.widgets.theming import ThemeBehavior

if TYPE_CHECKING:
    from kiosk.errors import KioskError
    from kiosk.ui.gallery import Gallery, Order


class Picture(ThemeBehavior, Widget):
    """Shows one picture over its whole area. The old one stays until the new one is there."""

    gallery: Gallery | None = ObjectProperty(None, allownone=True)
    sizes: tuple[Size, ...] | None = ObjectProperty(None, allownone=True)
    """The picture's files; None shows nothing."""
    focus: Focus | None = ObjectProperty(None, allownone=True)
    whole = BooleanProperty(False)
    """Show all of it, with room beside it, instead of filling the area."""
    texture = ObjectProperty(None, allownone=True)
    shown = BooleanProperty(False)
    """Whether the asked picture is on the glass."""
    radius = NumericProperty(0)
    corners = ListProperty()
    """Radius at each corner, from the upper left one on; empty: all alike."""
    placed = ListProperty([0, 0, 0, 0])
    """x, y, width, height of the picture in the window."""

    __events__ = ("on_broken",)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._order: Order | None = None
        self._coming: Order | None = None
        self._asked: object = None
        self._trigger = Clock.create_trigger(self._ask, 0)
        self.bind(
            sizes=self._trigger,
            size=self._trigger,
            gallery=self._trigger,
            focus=self._trigger,
            whole=self._trigger,
        )
        self.bind(pos=self._place, size=self._place, texture=self._place)

    def _ask(self, *_: object) -> None:
        """Order the picture anew when it or its area changed."""
        area = (round(self.width), round(self.height))
        if self.gallery is None or self.sizes is None:
            self.clear()
            return
        if area[0] < 2 or area[1] < 2:
            return
        asked = (self.sizes, area, self.focus, self.whole)
        if asked == self._asked:
            return
        self._asked = asked
        self.shown = False
        self.gallery.give_back(self._coming)
        focus = None if self.whole else (self.focus or Focus())
        self._coming = self.gallery.order(self.sizes, area, focus, self._ready, self._failed)

    def _ready(self, texture: object) -> None:
        if self.gallery is None:
            return
        old, self._order, self._coming = self._order, self._coming, None
        self.texture = texture
        self.shown = True
        self.gallery.give_back(old)

    def _failed(self, _: KioskError) -> None:
        self._coming = None
        self.dispatch("on_broken")

    def on_broken(self) -> None:
        """The picture cannot be shown."""

    def _place(self, *_: object) -> None:
        """Put the picture in the middle of the area; `whole` ones may be smaller."""
        if self.texture is None:
            self.placed = [self.x, self.y, 0, 0]
            return
        width, height = self.texture.size if self.whole else self.size
        self.placed = [
            self.x + (self.width - width) / 2,
            self.y + (self.height - height) / 2,
            width,
            height,
        ]

    def clear(self) -> None:
        """Give everything back and show nothing."""
        if self.gallery is not None:
            self.gallery.give_back(self._coming)
            self.gallery.give_back(self._order)
        self._coming = self._order = self._asked = None
        self.texture = None
        self.shown = False
