"""The way to take part; here the kind sentence that says where, while this kiosk takes no names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kivy.properties import StringProperty

from kiosk.ui.widgets.screen import KioskScreen

if TYPE_CHECKING:
    from kiosk.visit import scene as scenes


class SignUpScreen(KioskScreen):
    """A kiosk that nobody has enrolled takes no names: it says who does."""

    subject = StringProperty("")
    contact = StringProperty("")
    email = StringProperty("")
    code = StringProperty("")

    def show(self, scene: scenes.SignUp) -> None:
        """Name what the visitor asked for."""
        exhibit = self.company.exhibit
        if scene.cooperative is not None:
            self.subject = exhibit.cooperative(scene.cooperative).name.into(self.language)
        elif scene.workshop:
            self.subject = self.say("The workshop")
        else:
            self.subject = exhibit.title.into(self.language)
        self.contact = exhibit.contact.name
        self.email = exhibit.contact.email
        self.code = f"mailto:{self.email}"
