"""Words that somebody said, or that stand out, behind a line."""

from kivy.properties import ColorProperty, StringProperty

from kiosk.ui.widgets.mirror import BoxLayout


class Quote(BoxLayout):
    """The words, and who said them; no room without any."""

    text = StringProperty("")
    who = StringProperty("")
    colour = ColorProperty((0, 0, 0, 1))
    """Of the line."""
    ink = ColorProperty(None, allownone=True)
    """Of the words; None: of second rank."""

    @property
    def absent(self) -> bool:
        """Whether there are no words."""
        return not self.text
