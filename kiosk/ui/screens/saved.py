"""Thanks: it is safe, and here is the code to take it back with."""

from collections.abc import Sequence

from kivy.properties import StringProperty

from kiosk.signups import code as codes
from kiosk.ui.widgets.screen import KioskScreen
from kiosk.visit import scene as scenes


class SavedScreen(KioskScreen):
    """Stands until the visitor is done, or a while after the last touch. No name stands on it."""

    code = StringProperty("")
    qr = StringProperty("")

    def show(self, _scene: scenes.SignUpScene) -> None:
        """Show the code once."""
        self.qr = self.context.form.code
        self.code = codes.shown(self.qr) if self.qr else ""

    def spell(self, words: str) -> Sequence[str]:
        """The code sign by sign."""
        return tuple(filter(str.isalnum, words)) if words == self.code else (words,)

    def leave(self) -> None:
        """Forget the code before the next visitor comes."""
        self.code = self.qr = ""
