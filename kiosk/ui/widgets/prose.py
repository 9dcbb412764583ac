"""One page of running text on the glass."""

from kivy.graphics import Color, Rectangle
from kivy.properties import ColorProperty, ObjectProperty

from kiosk.ui.shaping import ShapedText
from kiosk.ui.widgets.theming import DrawnWidget
from kiosk.ui.widgets.typesetter import Line, Page

_BULLET = "•"


class Prose(DrawnWidget):
    """Draws one page."""

    draws = ("page", "accent")
    page: Page | None = ObjectProperty(None, allownone=True)
    accent = ColorProperty((0, 0, 0, 1))
    """Colour of the line beside a quote."""

    def _draw(self) -> None:
        """Draw every line anew: this happens once a page, not once a frame."""
        if self.page is None:
            return
        palette = self.theme.palette
        top = self.top
        for place, setting in enumerate(self.page.settings):
            top -= setting.before_px if place else 0
            self._drawn.add(Color(*self.accent))
            if setting.block.kind == "quote":
                self._drawn.add(
                    Rectangle(
                        pos=(self.x, top - setting.height_px),
                        size=(self.theme.px(8), setting.height_px),
                    )
                )
            elif setting.block.kind == "item" and not setting.continued:
                self._write(_BULLET, self.theme.font_of_weight(700), setting.lines[0], self.x, top)
            for line in setting.lines:
                for piece in line.pieces:
                    x = self.x + setting.indent_px + piece.x_px
                    self._drawn.add(Color(*palette.ink))
                    self._write(piece.text, piece.font, line, x, top)
                top -= line.height_px

    def _write(self, text: str, font: str, line: Line, x: float, top: float) -> None:
        """Write words with their line's top at `top`."""
        label = ShapedText(text=text, font_name=font, font_size=line.font_px)
        label.refresh()
        texture = label.texture
        if texture is None:
            return
        y = top - line.height_px + (line.height_px - texture.height) / 2
        self._drawn.add(Rectangle(texture=texture, pos=(round(x), round(y)), size=texture.size))
