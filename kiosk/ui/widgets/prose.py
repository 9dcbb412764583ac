"""One page of running text on the glass."""

from kivy.core.text import Label as Measure
from kivy.graphics import Color, InstructionGroup, Rectangle
from kivy.properties import ColorProperty, ListProperty, ObjectProperty
from kivy.uix.widget import Widget

from kiosk.ui.widgets.theming import ThemeBehavior
from kiosk.ui.widgets.typesetter import Line, Page
from kiosk.ui.widgets.words import measure

_BULLET = "•"


class Prose(ThemeBehavior, Widget):
    """Draws one page."""

    page: Page | None = ObjectProperty(None, allownone=True)
    accent = ColorProperty((0, 0, 0, 1))
    """Colour of the line beside a quote."""
    marked = ListProperty([])
    """Numbers of the sentences that are being read."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._drawn = InstructionGroup()
        self.canvas.add(self._drawn)
        for name in ("theme", "page", "accent", "marked", "pos", "size"):
            self.fbind(name, self._draw)

    def _draw(self, *_: object) -> None:
        """Draw every line anew: this happens once a page, not once a frame."""
        self._drawn.clear()
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
                    if piece.sentence in self.marked:
                        self._drawn.add(Color(*palette.mark))
                        width = measure(piece.text, piece.font, line.font_px)[0]
                        self._drawn.add(
                            Rectangle(pos=(x, top - line.height_px), size=(width, line.height_px))
                        )
                    self._drawn.add(Color(*palette.ink))
                    self._write(piece.text, piece.font, line, x, top)
                top -= line.height_px

    def _write(self, text: str, font: str, line: Line, x: float, top: float) -> None:
        """Write words with their line's top at `top`."""
        label = Measure(text=text, font_name=font, font_size=line.font_px)
        label.refresh()
        texture = label.texture
        if texture is None:
            return
        y = top - line.height_px + (line.height_px - texture.height) / 2
        self._drawn.add(Rectangle(texture=texture, pos=(round(x), round(y)), size=texture.size))
