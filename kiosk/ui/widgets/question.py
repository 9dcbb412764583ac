"""What every question of the form has: steps and question above, help between, ways on below."""

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from kiosk.ui.widgets.mirror import BoxLayout
from kiosk.ui.widgets.screen import KioskScreen


class QuestionScreen(KioskScreen):
    """A question: says how to answer it, and why it does not go on without."""

    hint = StringProperty("")
    wrong = BooleanProperty(False)
    """The hint tells what is missing or not right."""
    first = StringProperty("")
    """What the way on asks for, in a word or two, in place of its own."""

    @property
    def alarm(self) -> str:
        """Why it does not go on."""
        return str(self.hint) if self.wrong else ""

    def advise(self, hint: str) -> None:
        """Say how to answer."""
        self.hint, self.wrong, self.first = hint, False, ""

    def refuse(self, hint: str, first: str = "") -> None:
        """Say what is not right; `first` on the button: what has to come before it goes on."""
        self.hint, self.wrong, self.first = hint, True, first


class QuestionHead(BoxLayout):
    """How far, what is asked, and a line of help."""

    done = NumericProperty(1)
    text = StringProperty("")
    hint = StringProperty("")
    wrong = BooleanProperty(False)
    """The line of help tells what is missing."""
    low = BooleanProperty(False)
    """A keyboard stands below: the question takes less room, and upright stands right above it."""


class QuestionFoot(BoxLayout):
    """Back, Stop and on, always at the same place."""

    screen = ObjectProperty(None, allownone=True, rebind=True)
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
    first = StringProperty("")
    """What has to come first, in place of the words of the way on."""
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
