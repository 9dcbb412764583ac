"""A code for a telephone, with what it is for."""

from kivy.clock import Clock
from kivy.properties import StringProperty

from kiosk.ui.widgets.heights import height_at
from kiosk.ui.widgets.mirror import BoxLayout
from kiosk.ui.widgets.panel import Panel

_WORDS_PX = 260
"""Width that words beside the code need; more with larger letters."""
_LEAST_CODE_PX = 300
"""Of the side of a code."""


class CodePanel(Panel, BoxLayout):
    """The code large, and the words under it or beside it: as the room is."""

    code = StringProperty("")
    text = StringProperty("")

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        turn = Clock.create_trigger(self._turn, -1)
        for name in ("size", "text", "theme"):
            self.fbind(name, turn)

    def _turn(self, *_: object) -> None:
        """The words under the code or beside it: where the code becomes larger."""
        under, beside = self._sides(*self.size)
        self.orientation = "vertical" if under >= beside else "horizontal"

    def _sides(self, width: float, height: float) -> tuple[float, float]:
        """How large the code is in this room, with the words under it and beside it; in pixels."""
        edge, gap, words = 2 * self.theme.px(20), self.theme.px(16), self.ids.words
        width, height = width - edge, height - edge
        under = min(width, height - gap - height_at(words, width))
        side = min(height, width - gap - self.theme.px(_WORDS_PX) * self.theme.scale)
        fits = side > 0 and height_at(words, width - gap - side) <= height
        return under, side if fits else 0.0

    def fits(self, width: float, height: float) -> bool:
        """Whether the code is large enough for a telephone in this room."""
        return bool(max(self._sides(width, height)) >= self.theme.px(_LEAST_CODE_PX))

    def height_at(self, width: float) -> float:
        """Height in pixels at which a telephone reads the code."""
        step = self.theme.px(20)
        heights = (step * number for number in range(16, 60))
        return float(next((high for high in heights if self.fits(width, high)), step * 60))

    @property
    def absent(self) -> bool:
        """Whether there is no code."""
        return not self.code
