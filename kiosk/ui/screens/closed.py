"""The kind sentence that stands where the form would be, while this kiosk takes no sign-ups."""

from kivy.properties import StringProperty

from kiosk.ui.widgets.screen import KioskScreen
from kiosk.visit import scene as scenes

_NOT_HERE = frozenset({"nobody", "terms", "keys"})
"""Nobody set this kiosk up for sign-ups; anything else is trouble with its disk."""


class ClosedScreen(KioskScreen):
    """Says where else to go, before the visitor has typed a word."""

    subject = StringProperty("")
    sentence = StringProperty("")
    contact = StringProperty("")
    email = StringProperty("")
    code = StringProperty("")

    def show(self, scene: scenes.SignUpScene) -> None:
        """Name what the visitor asked for, and who takes their name."""
        exhibit = self.context.exhibit
        if scene.cooperative is not None:
            self.subject = exhibit.cooperative(scene.cooperative).name.into(self.language)
        elif scene.workshop:
            self.subject = self.say("The workshop")
        else:
            self.subject = exhibit.title.into(self.language)
        if self.context.form.closed in _NOT_HERE:
            self.sentence = self.say(
                "You cannot leave your name on this screen yet. "
                "Please ask at the desk of the library, or write an e-mail:"
            )
        else:
            self.sentence = self.say(
                "This screen cannot keep your name safely at the moment. "
                "Please ask at the desk of the library, or write an e-mail:"
            )
        self.contact = exhibit.contact.name
        self.email = exhibit.contact.email
        self.code = f"mailto:{self.email}"
