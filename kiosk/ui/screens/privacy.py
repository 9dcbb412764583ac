"""What happens with a sign-up: who, why, how long, with whom, which rights."""

from kivy.properties import StringProperty

from kiosk.exhibit.model import Block
from kiosk.ui.widgets.paging import PagedScreen
from kiosk.visit import scene as scenes


class PrivacyScreen(PagedScreen):
    """The exhibit's own text; under it who answers for it. After it comes the question again."""

    role = "body"
    controller = StringProperty("")

    def show(self, scene: scenes.PrivacyScene) -> None:
        """Bring on this page."""
        self.accent = self.theme.palette.primary
        terms = self.context.exhibit.signups
        if terms is not None:
            who = (terms.controller.name, terms.controller.address, terms.controller.email)
            self.controller = " · ".join(part for part in who if part)
        super().show(scene)

    def text(self) -> tuple[Block, ...]:
        """What the author wrote."""
        terms = self.context.exhibit.signups
        if terms is None:
            return ()
        return terms.consent.get(self.language) or next(iter(terms.consent.values()))

    def scene_of(self, number: int) -> scenes.PrivacyScene:
        """By its number."""
        return scenes.PrivacyScene(number)
