"""The theme of a widget is that of what it stands in: one assignment at the root restyles all."""

from kivy.graphics import InstructionGroup
from kivy.properties import ObjectProperty
from kivy.uix.widget import Widget

from kiosk.ui.theme import Theme


class ThemeBehavior:
    """Takes the theme over when it is put somewhere, and hands it on to all that is in it.

    Layouts of Kivy, which have no theme, may stand between.
    """

    theme = ObjectProperty(Theme(), rebind=True)

    inherits_theme = True
    """False: keeps the theme it was given, whatever it stands in."""

    def on_parent(self, _: object, parent: object) -> None:
        """Put somewhere, or taken away."""
        while isinstance(parent, Widget) and not isinstance(parent, ThemeBehavior):
            parent = parent.parent
        if self.inherits_theme and isinstance(parent, ThemeBehavior):
            self.theme = parent.theme

    def on_theme(self, _: object, theme: Theme) -> None:
        """Another theme: for everything in it too."""
        _hand_down(self, theme)


class DrawnWidget(ThemeBehavior, Widget):
    """Draws itself, and anew whenever anything of what it draws is another."""

    draws: tuple[str, ...] = ()
    """Names of its properties that are drawn, beside theme and place."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._drawn = InstructionGroup()
        self.canvas.add(self._drawn)
        for name in ("theme", *self.draws, "pos", "size"):
            self.fbind(name, self._draw_anew)

    def _draw_anew(self, *_: object) -> None:
        self._drawn.clear()
        self._draw()

    def _draw(self) -> None:
        """Add all that is to be seen to `_drawn`, which is empty."""
        raise NotImplementedError


def _hand_down(widget: Widget, theme: Theme) -> None:
    for child in widget.children:
        if not isinstance(child, ThemeBehavior):
            _hand_down(child, theme)
        elif child.inherits_theme:
            child.theme = theme
