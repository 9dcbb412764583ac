"""All cooperatives as cards, and the way to everything else."""

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.ui.announcement import announce
from kiosk.ui.widgets.bar import Bar
from kiosk.ui.widgets.card import Card
from kiosk.ui.widgets.heights import height_at
from kiosk.ui.widgets.screen import KioskScreen, ScreenContext
from kiosk.ui.widgets.words import measure
from kiosk.visit import scene as scenes

_LEAST_DATE_PX = 560
"""Width that the date needs beside the doors."""
_AROUND_PX = 150
"""Edges and gaps, from above to below."""
_LEAST_CARDS_PX = 250
"""Height that the cards need, beside all else."""


def _widths(bar: Bar) -> tuple[float, float]:
    """Width of a bar, in one row, with the narrowest margins, and with usual ones."""
    there = [one for one in bar.children if not one.absent]
    gaps = bar.theme.px(16) * (len(there) - 1)
    return (
        sum(one.least_width for one in there) + gaps,
        sum(one.natural_width for one in there) + gaps,
    )


class HomeScreen(KioskScreen):
    """The first screen a visitor uses."""

    title = StringProperty("")
    date = StringProperty("")
    where = StringProperty("")

    page = NumericProperty(0)
    """Of the cards."""
    flat = BooleanProperty(True)
    """Title and buttons stand in one row."""
    bar_width = NumericProperty(0)
    """Of the buttons, in that row."""
    low = BooleanProperty(True)
    """Date and doors stand in one row."""

    tight = BooleanProperty(False)
    """The date leaves no room for cards: a door leads to it instead."""

    def __init__(self, context: ScreenContext, **kwargs: object) -> None:
        super().__init__(context, **kwargs)
        self._cards: dict[str, Card] = {}
        for cooperative in context.exhibit.cooperatives:
            card = Card(
                gallery=context.gallery,
                photo=cooperative.photos[0],
                icon=cooperative.icon,
                colour=cooperative.colour,
            )
            card.fbind("on_release", self._meet, cooperative.id)
            self._cards[cooperative.id] = card
            self.ids.cards.add_widget(card)
        self._later = Clock.create_trigger(self._arrange, -1)
        for name in ("size", "theme", "title", "date", "where", "language"):
            self.fbind(name, self._later)
        self.ids.bar.fbind("size", self._later)
        self.ids.title.fbind("height", self._later)

    def _meet(self, cooperative: str, _card: Card) -> None:
        self.visit.open(scenes.CooperativeScene(cooperative))

    def _arrange(self, *_: object) -> None:
        """Put beside each other what has room beside each other."""
        theme, ids = self.theme, self.ids
        room = self.width - theme.px(112 + 20)
        font, letters = ids.title.font, theme.letters("headline")
        left = room - measure(self.title, font, letters)[0]
        least, natural = _widths(ids.bar)
        self.flat, self.bar_width = least <= left, min(natural, left)
        gap = theme.px(16)
        # As if there were more pages: whether there are depends on what is decided here.
        doors = sum(one.natural_width + gap for one in (ids.more, ids.about, ids.join))
        self.low = doors + theme.px(_LEAST_DATE_PX) * theme.scale <= room
        date = height_at(ids.agenda, room) + gap
        below = 2 * (ids.join.wanted_height + gap)
        above = ids.bar.height + (0 if self.flat else ids.title.height)
        left = self.height - theme.px(_AROUND_PX) - above - date - below
        self.tight = not self.low and left < theme.px(_LEAST_CARDS_PX) * theme.scale

    @property
    def pages(self) -> int:
        """How many pages the cards take."""
        return int(self.ids.cards.pages)

    def turn(self, by: int) -> None:
        """To other cards; after the last page comes the first."""
        self.visit.replace(scenes.HomeScene((int(self.page) + by) % self.pages))

    def show(self, scene: scenes.HomeScene) -> None:
        """Bring words up to the language and the day."""
        self.page = scene.page
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
