"""A bar that shows how far a film is, and takes a touch anywhere to go there."""

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty
from kivy.uix.widget import Widget

from kiosk.ui.widgets.theming import ThemeBehavior


class SeekBar(ThemeBehavior, Widget):
    """High enough for a finger, thin to the eye. A tap is enough; a drag works too."""

    value = NumericProperty(0.0)
    """0 to 1."""
    held = BooleanProperty(False)
    at = NumericProperty(0.0)
    """Where the knob is drawn: under the finger while it is held."""

    __events__ = ("on_choose",)

    def on_choose(self, _fraction: float) -> None:
        """The visitor chose this part of the film, 0 to 1."""

    def on_value(self, *_: object) -> None:
        """Follow the film unless a finger holds the knob."""
        if not self.held:
            self.at = self.value

    def _fraction(self, x: float) -> float:
        return float(min(1.0, max(0.0, (x - self.x) / max(1.0, self.width))))

    def on_touch_down(self, touch: Any) -> bool:
        """Take hold."""
        if not self.collide_point(*touch.pos):
            return False
        touch.grab(self)
        self.held = True
        self.at = self._fraction(touch.x)
        return True

    def on_touch_move(self, touch: Any) -> bool:
        """Move the knob; the film follows when it is let go."""
        if touch.grab_current is not self:
            return False
        self.at = self._fraction(touch.x)
        return True

    def on_touch_up(self, touch: Any) -> bool:
        """Let go: go there."""
        if touch.grab_current is not self:
            return False
        touch.ungrab(self)
        self.held = False
        self.dispatch("on_choose", self._fraction(touch.x))
        return True
