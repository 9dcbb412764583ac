"""How far the visitor is: one piece of a line for each question."""

from kivy.graphics import Color, InstructionGroup, RoundedRectangle
from kivy.properties import NumericProperty
from kivy.uix.widget import Widget

from kiosk.ui.widgets.theming import ThemeBehavior

_HIGH_PX = 14
_GAP_PX = 16


class Steps(ThemeBehavior, Widget):
    """Pieces done and the one that is on are dark; those to come are light."""

    total = NumericProperty(5)
    done = NumericProperty(1)
    """How many questions have been met, with the one that is on."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._drawn = InstructionGroup()
        self.canvas.add(self._drawn)
        for name in ("theme", "total", "done", "pos", "size"):
            self.fbind(name, self._draw)

    def _draw(self, *_: object) -> None:
        self._drawn.clear()
        gap, high = self.theme.px(_GAP_PX), self.theme.px(_HIGH_PX)
        width = (self.width - gap * (self.total - 1)) / max(1, self.total)
        palette = self.theme.palette
        for number in range(int(self.total)):
            self._drawn.add(Color(*(palette.primary if number < self.done else palette.track)))
            place = (self.x + number * (width + gap), self.center_y - high / 2)
            self._drawn.add(RoundedRectangle(pos=place, size=(width, high), radius=[high / 2]))
