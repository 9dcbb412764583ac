"""How far the visitor is: one piece of a line for each question."""

from kivy.graphics import Color, RoundedRectangle
from kivy.properties import NumericProperty

from kiosk.ui.widgets.theming import DrawnWidget

_HIGH_PX = 14
_GAP_PX = 16


class Steps(DrawnWidget):
    """Pieces done and the one that is on are dark; those to come are light."""

    draws = ("total", "done")
    total = NumericProperty(5)
    done = NumericProperty(1)
    """How many questions have been met, with the one that is on."""

    def _draw(self) -> None:
        gap, high = self.theme.px(_GAP_PX), self.theme.px(_HIGH_PX)
        width = (self.width - gap * (self.total - 1)) / max(1, self.total)
        palette = self.theme.palette
        for number in range(int(self.total)):
            self._drawn.add(Color(*(palette.primary if number < self.done else palette.track)))
            x = self.theme.from_start(self.x, self.x + self.width, width, number * (width + gap))
            place = (x, self.center_y - high / 2)
            self._drawn.add(RoundedRectangle(pos=place, size=(width, high), radius=[high / 2]))
