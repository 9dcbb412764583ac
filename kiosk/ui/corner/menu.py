"""All that staff may do: nine large buttons, each with how it stands there."""

from collections.abc import Iterator

from kivy.properties import ObjectProperty, StringProperty

from kiosk.settings import Settings
from kiosk.staff import pages
from kiosk.station import loading
from kiosk.station.carrying import WaitingCounts
from kiosk.station.health import Health
from kiosk.station.tasks import Moment, ShelfState
from kiosk.tally.counts import Sums
from kiosk.ui.corner import messages
from kiosk.ui.corner.page import CornerPage
from kiosk.ui.corner.week import closed_of, spans_words, week_of
from kiosk.ui.staffroom import StaffRoom
from kiosk.ui.widgets.grid import Tile

TILES: tuple[tuple[str, str, str, str, pages.Route], ...] = (
    ("content", "image", "Content", "standing", pages.ContentRoute()),
    ("sign_ups", "mail", "Sign-ups", "waiting", pages.SignUpsRoute()),
    ("visitors", "groups", "Visitors", "sums", pages.VisitorsRoute()),
    ("place", "place", "This place", "settings", pages.PlaceRoute()),
    ("sound", "volume_up", "Sound", "settings", pages.SoundRoute()),
    ("hours", "schedule", "Opening hours", "settings", pages.HoursRoute()),
    ("calendar", "event", "Date and time", "moment", pages.CalendarRoute()),
    ("health", "health_and_safety", "Health", "health", pages.HealthRoute()),
    ("restart", "restart_alt", "Restart", "corner", pages.RestartRoute()),
)
"""Name, sign, words, what of the staff room it tells of, and page of each, in reading order."""


class MenuPage(CornerPage):
    """What a stick asks stands over the buttons."""

    message = ObjectProperty(messages.Message(), rebind=True)
    way = StringProperty("")
    """Words of the button beside it; empty: none."""

    def __init__(self, room: StaffRoom, **kwargs: object) -> None:
        super().__init__(room, **kwargs)
        self._tiles: dict[str, Tile] = {}
        self._leads: pages.Route = pages.ContentRoute()
        for name, icon, _, _, route in TILES:
            tile = Tile(icon=icon)
            tile.fbind("on_release", self._go, route)
            self._tiles[name] = tile
            self.ids.tiles.add_widget(tile)

    def _go(self, route: pages.Route, _tile: Tile) -> None:
        self.staff.corner.go(route)

    def follow(self) -> None:
        """Where the word of the stick leads."""
        self.staff.corner.go(self._leads)

    def show(self, _page: pages.MenuRoute) -> None:
        """Say how everything stands."""
        self.title = self.say("For staff")
        for name, _, words, of, _ in TILES:
            tile, known = self._tiles[name], getattr(self.staff, of)
            tile.text = self.say(words)
            how = getattr(self, f"_{name}")
            tile.line, tile.alert = how(known) if known is not None else ("", False)
        nothing = (messages.Message(), pages.ContentRoute(), "")
        news = next((news for news in self._news() if news[0].text), nothing)
        self.message, self._leads, way = news
        self.way = self.say(way)

    def _news(self) -> Iterator[tuple[messages.Message, pages.Route, str]]:
        """What there is to know, where it leads, and the words on the way; what is first, first."""
        staff = self.staff
        sticks = staff.sticks
        content = pages.ContentRoute()
        if isinstance(sticks.load, loading.Loading):
            words = self.say("New content is being loaded: {part} %.")
            text = words.format(part=int(sticks.load.fraction * 100))
            yield messages.Message("save", text), content, "Look"
        yield messages.loaded(self, sticks.load), content, "Look"
        if sticks.offer is not None:
            on = staff.standing.on if staff.standing is not None else None
            if messages.is_on(sticks.offer, on):
                if sticks.stick is not None and sticks.stick.has_receipts:
                    # What else the stick brings would never be seen behind content that is known.
                    brings = self.say("There are receipts for this kiosk on this stick.")
                    yield messages.Message("save", brings), pages.SignUpsRoute(), "Go on"
                same = self.say("The content on this stick is on the screen already.")
                yield messages.Message("save", same), content, ""
            yield messages.Message("save", messages.offered(self, sticks.offer)), content, "Go on"
        yield messages.going(self), content, ""
        if staff.standing is not None and staff.standing.given_up is not None:
            words = self.say(
                "“{title}” did not run well. The kiosk went back to the content before."
            )
            text = words.format(title=staff.standing.given_up.title_in(self.language))
            advice = self.say("Tell the coordinator.")
            yield messages.Message("info", text, advice, needs_somebody=True), content, "Look"
        stick = sticks.stick
        meant = stick is not None and stick.takes_sign_ups and not stick.has_pack
        leads: pages.Route = pages.SignUpsRoute() if meant else content
        yield messages.of_stick(self, stick), leads, "Go on" if meant else ""

    # How each thing stands, in a few words, and whether it needs somebody

    def _content(self, standing: ShelfState) -> tuple[str, bool]:
        if standing.on is None:
            return self.exhibit.title.into(self.language), False
        return standing.on.title_in(self.language), False

    def _sign_ups(self, waiting: WaitingCounts) -> tuple[str, bool]:
        if waiting.waiting == 0:
            return self.say("none are waiting"), bool(waiting.faults or waiting.asked)
        words = self.count("{n} is waiting", "{n} are waiting", waiting.waiting)
        calls = waiting.faults or waiting.fading or waiting.leaving or waiting.asked
        return words, bool(calls)

    def _visitors(self, sums: Sums) -> tuple[str, bool]:
        return self.count("{n} visit", "{n} visits", sums.visits), False

    def _place(self, settings: Settings) -> tuple[str, bool]:
        for place in self.exhibit.places:
            if place.id == settings.place:
                return place.library if place.town in place.library else place.town, False
        return self.say("not known yet"), True

    def _sound(self, settings: Settings) -> tuple[str, bool]:
        if settings.muted or settings.volume == 0:
            return self.say("off"), False
        return f"{round(settings.volume * 100)} %", False

    def _hours(self, settings: Settings) -> tuple[str, bool]:
        if not settings.hours:
            return self.say("always on"), False
        local = self.staff.moment.local
        if local.date() in closed_of(self):
            return self.say("closed"), False
        return spans_words(self, week_of(self).get(local.weekday(), ())), False

    def _calendar(self, moment: Moment) -> tuple[str, bool]:
        day = self.dates.plain(moment.local.date(), year=True)
        if moment.trusted and not moment.jumped:
            return f"{day}, {self.dates.hour(moment.local.time())}", False
        return self.say("Is it {day}?").format(day=day), True

    def _health(self, health: Health) -> tuple[str, bool]:
        if health.is_well:
            return self.say("all is well"), False
        n = health.calls
        return self.count("{n} thing needs you", "{n} things need you", n), True

    def _restart(self, _: object) -> tuple[str, bool]:
        return self.say("start the kiosk anew"), False
