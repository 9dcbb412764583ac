"""Counts as bars: upright for days, lying for things with names."""

from dataclasses import dataclass

from kivy.core.text import Label as Measure
from kivy.graphics import Color, Rectangle, RoundedRectangle
from kivy.properties import ListProperty, NumericProperty

from kiosk.ui.theme import Rgba
from kiosk.ui.widgets.theming import DrawnWidget
from kiosk.ui.widgets.words import measure

_ROLE = "small"
_FEWEST = 5
"""A chart of small counts is not blown up: one visitor is not a tower."""


@dataclass(frozen=True, slots=True)
class ChartBar:
    """A count, and what was counted."""

    label: str
    """What was counted; a few letters under an upright bar."""
    count: int
    colour: str = ""
    """`#RRGGBB`; empty: the ink."""


class Chart(DrawnWidget):
    """Draws its bars; nothing in it can be pressed."""

    draws = ("bars",)
    bars = ListProperty([])
    """`ChartBar`s, in order."""
    top_count = NumericProperty(0)
    """The largest count; for tests and for who lays it out."""

    def _draw(self) -> None:
        if not self.bars or min(self.size) < 2:
            return
        self.top_count = max(_FEWEST, *(bar.count for bar in self.bars))
        self._draw_bars()

    def _draw_bars(self) -> None:
        raise NotImplementedError

    def _fill(self, bar: ChartBar, pos: tuple[float, float], size: tuple[float, float]) -> None:
        colour = self.theme.accent(bar.colour) if bar.colour else self.theme.palette.primary
        self._drawn.add(Color(*colour))
        radius = min(self.theme.px(8), size[0] / 2, size[1] / 2)
        self._drawn.add(RoundedRectangle(pos=pos, size=size, radius=[radius]))

    def _write(  # noqa: PLR0913 - where, how, how wide: all of them matter
        self, text: str, x: float, y: float, *, room: float, weight: int = 400, align: float = 0.0
    ) -> None:
        """Words whose left end (align 0), middle (0.5) or right end (1) is at `x`; foot at `y`."""
        if not text:
            return
        font, letters = self.theme.font_of_weight(weight), self.theme.letters(_ROLE)
        while letters > self.theme.px(22) and measure(text, font, letters)[0] > room:
            letters -= 1
        while text and measure(text, font, letters)[0] > room:
            text = text[:-2].rstrip() + "…" if len(text) > 2 else ""
        label = Measure(text=text, font_name=font, font_size=letters)
        label.refresh()
        if label.texture is None:
            return
        ink: Rgba = self.theme.palette.ink
        self._drawn.add(Color(*ink))
        place = (round(x - label.texture.width * align), round(y))
        self._drawn.add(Rectangle(texture=label.texture, pos=place, size=label.texture.size))


class Columns(Chart):
    """Upright bars, with a label under each and its count over it."""

    def _draw_bars(self) -> None:
        line = self.theme.line_px(_ROLE)
        step = self.width / len(self.bars)
        most = self.height - 2 * line
        base = self.y + line
        self._drawn.add(Color(*self.theme.palette.line))
        self._drawn.add(Rectangle(pos=(self.x, base - 2), size=(self.width, 2)))
        for number, bar in enumerate(self.bars):
            middle = self.x + (number + 0.5) * step
            high = most * bar.count / self.top_count
            wide = min(step * 0.72, self.theme.px(96))
            if bar.count:
                self._fill(bar, (middle - wide / 2, base), (wide, max(high, 2)))
            count = str(bar.count) if bar.count else ""
            self._write(count, middle, base + high, room=step, weight=600, align=0.5)
            self._write(bar.label, middle, self.y, room=step * 0.98, align=0.5)


class Lines(Chart):
    """Lying bars, one under the other, with a name before each and its count behind it."""

    def _draw_bars(self) -> None:
        font, letters = self.theme.font_of_weight(400), self.theme.letters(_ROLE)
        names = max(measure(bar.label, font, letters)[0] for bar in self.bars)
        names = min(names, self.width * 0.44)
        counts = measure(str(self.top_count), self.theme.font_of_weight(600), letters)[0]
        gap = self.theme.px(20)
        step = min(self.height / len(self.bars), self.theme.px(96))
        high = min(step * 0.62, self.theme.px(52))
        room = self.width - names - counts - 2 * gap
        for number, bar in enumerate(self.bars):
            middle = self.top - (number + 0.5) * step
            foot = middle - self.theme.line_px(_ROLE) / 2
            self._write(bar.label, self.x, foot, room=names)
            wide = room * bar.count / self.top_count
            if bar.count:
                self._fill(bar, (self.x + names + gap, middle - high / 2), (max(wide, 2), high))
            end = self.x + names + gap + wide + gap * 0.6
            self._write(str(bar.count), end, foot, room=counts + gap, weight=600)
