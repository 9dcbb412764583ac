"""A value between two buttons: less and more."""

from kivy.properties import BooleanProperty, StringProperty

from kiosk.ui.widgets import frames
from kiosk.ui.widgets.mirror import BoxLayout

_FIRST_SECONDS, _NEXT_SECONDS = 0.6, 0.16
"""A finger that stays on a button steps on: after the first, then each time after the second."""


class Stepper(BoxLayout):
    """Steps by one, as quick as fingers are; a finger that stays steps on by itself."""

    label = StringProperty("")
    """What it is; above the value."""
    value = StringProperty("")
    less = StringProperty("")
    """Words on the buttons."""
    more = StringProperty("")
    upright = BooleanProperty(False)
    """More above the value, less below it."""

    __events__ = ("on_step",)

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._again: frames.LongPress | None = None

    def on_step(self, by: int) -> None:
        """One more (1) or one less (-1)."""

    def press(self, by: int) -> None:
        """A finger is on a button: step, and go on while it stays."""
        self.let_go()
        self.dispatch("on_step", by)
        self._again = frames.LongPress(_FIRST_SECONDS, lambda: self._repeat(by))

    def _repeat(self, by: int) -> None:
        if self.get_parent_window() is None:
            return
        self.dispatch("on_step", by)
        self._again = frames.LongPress(_NEXT_SECONDS, lambda: self._repeat(by))

    def let_go(self) -> None:
        """The finger has left."""
        if self._again is not None:
            self._again.cancel()
            self._again = None
