"""All that staff may do: nine large buttons, each with how it stands there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kivy.properties import ObjectProperty, StringProperty

from kiosk.staff import pages
from kiosk.station import loading
from kiosk.ui.corner import messages
from kiosk.ui.corner.page import CornerPage
from kiosk.ui.corner.week import closed_of, spans_words, week_of
from kiosk.ui.widgets.grid import Tile

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.ui.staffroom import StaffRoom

TILES: tuple[tuple[str, str, str], ...] = (
    ("content", "image", "Content"),
    ("sign_ups", "mail", "Sign-ups"),
    ("visitors", "groups", "Visitors"),
    ("place", "place", "This place"),
    ("sound", "volume_up", "Sound"),
    ("hours", "schedule", "Opening hours"),
    ("calendar", "event", "Date and time"),
    ("health", "health_and_safety", "Health"),
    ("restart", "restart_alt", "Restart"),
)
"""Name, sign and words of each, in reading order."""
_LEAD: dict[str, pages.Route] = {
    "content": pages.ContentRoute(),
    "sign_ups": pages.SignUpsRoute(),
    "visitors": pages.VisitorsRoute(),
    "place": pages.PlaceRoute(),
    "sound": pages.SoundRoute(),
    "hours": pages.HoursRoute(),
    "calendar": pages.CalendarRoute(),
    "health": pages.HealthRoute(),
    "restart": pages.RestartRoute(),
}


class MenuPage(CornerPage):
    """What a stick asks stands over the buttons."""

    message = ObjectProperty(messages.Message(), rebind=True)
    way = StringProperty("")
    """Words of the button beside it; empty: none."""

    def __init__(self, room: StaffRoom, **kwargs: object) -> None:
        super().__init__(room, **kwargs)
        self._tiles: dict[str, Tile] = {}
        self._leads: pages.Route = pages.ContentRoute()
        for name, icon, _ in TILES:
            tile = Tile(icon=icon)
            tile.fbind("on_release", self._go, name)
            self._tiles[name] = tile
            self.ids.tiles.add_widget(tile)

    def _go(self, name: str, _tile: Tile) -> None:
        self.staff.corner.go(_LEAD[name])

    def follow(self) -> None:
        """Where the word of the stick leads."""
        self.staff.corner.go(self._leads)

    def show(self, _page: pages.MenuRoute) -> None:
        """Say how everything stands."""
        self.title = self.say("For staff")
        for name, _, words in TILES:
            tile = self._tiles[name]
            tile.text = self.say(words)
            tile.line, tile.alert = self._stands(name)
        self.message, self._leads, way = self._news()
        self.way = self.say(way)

    def _news(self) -> tuple[messages.Message, pages.Route, str]:
        """What there is to know first, where it leads, and the words on the way there."""
        return next(
            (news for news in self._all_news() if news[0].text),
            (messages.Message(), pages.ContentRoute(), ""),
        )

    def _all_news(self) -> Iterator[tuple[messages.Message, pages.Route, str]]:
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

    def _stands(self, name: str) -> tuple[str, bool]:
        """How one thing stands, in a few words, and whether it needs somebody."""
        found: tuple[str, bool] = getattr(self, f"_{name}")()
        return found

    def _content(self) -> tuple[str, bool]:
        standing = self.staff.standing
        if standing is None:
            return "", False
        if standing.on is None:
            return self.exhibit.title.into(self.language), False
        return standing.on.title_in(self.language), False

    def _sign_ups(self) -> tuple[str, bool]:
        waiting = self.staff.waiting
        if waiting is None:
            return "", False
        if waiting.waiting == 0:
            return self.say("none are waiting"), bool(waiting.faults or waiting.asked)
        words = self.count("{n} is waiting", "{n} are waiting", waiting.waiting)
        calls = waiting.faults or waiting.fading or waiting.leaving or waiting.asked
        return words, bool(calls)

    def _visitors(self) -> tuple[str, bool]:
        sums = self.staff.sums
        if sums is None:
            return "", False
        return self.count("{n} visit", "{n} visits", sums.visits), False

    def _place(self) -> tuple[str, bool]:
        settings = self.staff.settings
        if settings is None:
            return "", False
        for place in self.exhibit.places:
            if place.id == settings.place:
                return place.library if place.town in place.library else place.town, False
        return self.say("not known yet"), True

    def _sound(self) -> tuple[str, bool]:
        settings = self.staff.settings
        if settings is None:
            return "", False
        if settings.muted or settings.volume == 0:
            return self.say("off"), False
        return f"{round(settings.volume * 100)} %", False

    def _hours(self) -> tuple[str, bool]:
        settings = self.staff.settings
        if settings is None:
            return "", False
        if not settings.hours:
            return self.say("always on"), False
        local = self.staff.moment.local
        if local.date() in closed_of(self):
            return self.say("closed"), False
        return spans_words(self, week_of(self).get(local.weekday(), ())), False

    def _calendar(self) -> tuple[str, bool]:
        moment = self.staff.moment
        day = self.dates.plain(moment.local.date(), year=True)
        if moment.trusted and not moment.jumped:
            return f"{day}, {self.dates.hour(moment.local.time())}", False
        return self.say("Is it {day}?").format(day=day), True

    def _health(self) -> tuple[str, bool]:
        health = self.staff.health
        if health is None:
            return "", False
        if health.is_well:
            return self.say("all is well"), False
        n = health.calls
        return self.count("{n} thing needs you", "{n} things need you", n), True

    def _restart(self) -> tuple[str, bool]:
        return self.say("start the kiosk anew"), False
