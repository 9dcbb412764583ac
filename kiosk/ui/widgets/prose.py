"""One page of running text on the glass."""

from kivy.graphics import Color, InstructionGroup, Rectangle
from kivy.properties import ColorProperty, NumericProperty, ObjectProperty

from kiosk.ui.shaping import ShapedText
from kiosk.ui.widgets.lines import Line, Piece
from kiosk.ui.widgets.theming import DrawnWidget
from kiosk.ui.widgets.typesetter import Page, Setting
from kiosk.ui.widgets.words import measure

_BULLET = "•"


class Prose(DrawnWidget):
    """Draws one page."""

    draws = ("page", "accent")
    page: Page | None = ObjectProperty(None, allownone=True)
    accent = ColorProperty((0, 0, 0, 1))
    """Colour of the line beside a quote."""

    marked = NumericProperty(-1)
    """Number of the sentence that is being said; a band lies behind it."""

    def __init__(self, **kwargs: object) -> None:
        self._places: list[tuple[int, tuple[float, float], tuple[float, float]]] = []
        self._bands = InstructionGroup()
        super().__init__(**kwargs)
        self.canvas.before.add(self._bands)
        self.fbind("marked", self._mark)

    def _mark(self, *_: object) -> None:
        """Lay bands behind the words of the marked sentence."""
        self._bands.clear()
        self._bands.add(Color(*self.theme.palette.mark))
        for sentence, pos, size in self._places:
            if sentence == self.marked:
                self._bands.add(Rectangle(pos=pos, size=size))

    def _draw(self) -> None:
        """Draw every line anew: this happens once a page, not once a frame."""
        self._places.clear()
        if self.page is None:
            self._mark()
            return
        palette = self.theme.palette
        top = self.top
        for place, setting in enumerate(self.page.settings):
            top -= setting.before_px if place else 0
            self._drawn.add(Color(*self.accent))
            if setting.block.kind == "quote":
                wide, high = self.theme.px(8), setting.height_px
                left = self._from_start(setting, wide)
                self._drawn.add(Rectangle(pos=(left, top - high), size=(wide, high)))
            elif setting.block.kind == "item" and not setting.continued:
                line = setting.lines[0]
                bullet = Piece(_BULLET, self.theme.font_of_weight(700), 0, setting.first)
                wide = measure(bullet.text, bullet.font, line.font_px)[0]
                self._write(bullet, line, self._from_start(setting, wide), top)
            for line in setting.lines:
                for piece in line.pieces:
                    left = self.x + (0 if setting.right else setting.indent_px)
                    self._drawn.add(Color(*palette.ink))
                    x = left + piece.x_px
                    width = self._write(piece, line, x, top)
                    band = (x, top - line.height_px), (width, line.height_px)
                    self._places.append((piece.sentence, *band))
                top -= line.height_px
        self._mark()

    def _from_start(self, setting: Setting, wide: float) -> float:
        """The left side of a thing so wide that stands where the lines of a block begin."""
        return float(self.x + self.width - wide if setting.right else self.x)

    def _write(self, piece: Piece, line: Line, x: float, top: float) -> float:
        """Write words in a line whose top is at `top`, on its one base; how wide they are."""
        label = ShapedText(
            text=piece.text,
            font_name=piece.font,
            font_size=line.font_px,
            base_direction="rtl" if piece.right else None,
        )
        label.refresh()
        texture = label.texture
        if texture is None:
            return 0
        usual = measure(_BULLET, piece.font, line.font_px)[1]
        y = top - (line.height_px - usual) / 2 - texture.height
        y += label.over_px(piece.text)
        self._drawn.add(Rectangle(texture=texture, pos=(round(x), round(y)), size=texture.size))
        return float(texture.width)
