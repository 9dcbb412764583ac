"""Layouts that begin at the side where reading begins: left, or right for Arabic.

Kivy's begin at the left. `BoxLayout` takes the place of Kivy's own in every kv file, so that nobody
need think of it; `Bar` and `Grid` mirror themselves, and what is placed by hand asks the theme.
"""

from collections.abc import Iterator
from typing import Any

from kivy.factory import Factory
from kivy.uix import boxlayout

from kiosk.ui.widgets.theming import ThemeBehavior

Factory.unregister("BoxLayout")  # a class that is defined registers itself, if its name is free


class BoxLayout(ThemeBehavior, boxlayout.BoxLayout):
    """Kivy's, mirrored where the theme is."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.fbind("theme", self._trigger_layout)

    def _iterate_layout(self, sizes: Any) -> Iterator[tuple[int, float, float, float, float]]:
        """Number, place and size of each child."""
        for number, x, y, width, height in super()._iterate_layout(sizes):
            inset = x - self.x
            yield (
                number,
                self.theme.from_start(self.x, self.x + self.width, width, inset),
                y,
                width,
                height,
            )


class MediaControls(BoxLayout):
    """Stands as on every player, from left to right: give it `theme.unmirrored`."""

    inherits_theme = False
