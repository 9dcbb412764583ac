"""All cooperatives as cards, and the way to everything else."""

from kivy.properties import StringProperty

from kiosk.ui.announcement import announce
from kiosk.ui.widgets.card import Card, gradient
from kiosk.ui.widgets.screen import KioskScreen, ScreenContext
from kiosk.visit import scene as scenes


class HomeScreen(KioskScreen):
    """The first screen a visitor uses."""

    title = StringProperty("")
    date = StringProperty("")
    where = StringProperty("")

    def __init__(self, context: ScreenContext, **kwargs: object) -> None:
        super().__init__(context, **kwargs)
        shade = gradient()
        self._cards: dict[str, Card] = {}
        for cooperative in context.exhibit.cooperatives:
            card = Card(
                gallery=context.gallery,
                photo=cooperative.photos[0],
                icon=cooperative.icon,
                colour=cooperative.colour,
                gradient=shade,
            )
            card.fbind("on_release", self._meet, cooperative.id)
            self._cards[cooperative.id] = card
            self.ids.cards.add_widget(card)

    def _meet(self, cooperative: str, _card: Card) -> None:
        self.visit.open(scenes.CooperativeScene(cooperative))

    def show(self, _scene: scenes.HomeScene) -> None:
        """Bring words up to the language and the day."""
        exhibit = self.context.exhibit
        self.title = exhibit.title.into(self.language)
        self.date, self.where = announce(self.context.notice(), self.say, self.dates, brief=True)
        for cooperative in exhibit.cooperatives:
            card = self._cards[cooperative.id]
            card.name = cooperative.name.into(self.language)
            card.social_right = cooperative.right.into(self.language)
            card.summary = cooperative.summary.into(self.language)

    def about(self) -> None:
        """What this is."""
        self.visit.open(scenes.AboutScene())

    def workshop(self) -> None:
        """The date."""
        self.visit.open(scenes.WorkshopScene())

    def join(self) -> None:
        """Leave one's name."""
        self.visit.open(scenes.SignUpScene())
