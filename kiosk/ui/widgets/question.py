"""What every question of the form has: the steps and the question above, the ways on below."""

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.ui.widgets.mirror import BoxLayout


class QuestionHead(BoxLayout):
    """How far, what is asked, and a line of help."""

    done = NumericProperty(1)
    text = StringProperty("")
    hint = StringProperty("")
    low = BooleanProperty(False)
    """A keyboard stands below: the question takes less room."""


class QuestionFoot(BoxLayout):
    """Back, Stop and on, always at the same place."""

    back_text = StringProperty("")
    stop_text = StringProperty("")
    stop_icon = StringProperty("close")
    also_text = StringProperty("")
    """Words of a button beside Stop; none for no button."""
    also_icon = StringProperty("")
    more_text = StringProperty("")
    """Words of a button beside the way on; none for no button."""
    more_icon = StringProperty("")
    onward_text = StringProperty("")
    onward_icon = StringProperty("arrow_forward")
    busy = BooleanProperty(False)
    """Nothing can be pressed: the answers are being saved."""

    __events__ = ("on_back", "on_stop", "on_also", "on_more", "on_onward")

    def on_back(self) -> None:
        """The question before."""

    def on_stop(self) -> None:
        """Out of the form."""

    def on_also(self) -> None:
        """What stands beside Stop."""

    def on_more(self) -> None:
        """What stands beside the way on."""

    def on_onward(self) -> None:
        """The next question."""
