"""A small word that hangs from the top edge."""

from kivy.properties import StringProperty
from kivy.uix.floatlayout import FloatLayout

from kiosk.ui.widgets.theming import ThemeBehavior


class ExampleTab(ThemeBehavior, FloatLayout):
    """Says on every screen that what is shown is made up. Calm, and never touched."""

    text = StringProperty("")

    def on_touch_down(self, _touch: object) -> bool:
        """Touches go through it."""
        return False
