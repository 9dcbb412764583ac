"""The staff's corner on the glass: over everything, with nothing of a visitor in it."""

from typing import Any

from kivy.properties import StringProperty
from kivy.uix.floatlayout import FloatLayout

from kiosk.i18n.catalogue import Catalogue, own_name
from kiosk.i18n.dates import Dates
from kiosk.staff import pages
from kiosk.staff.corner import LANGUAGES
from kiosk.staff.pages import Route
from kiosk.ui.corner.calendar import CalendarPage
from kiosk.ui.corner.closed import ClosedDaysPage
from kiosk.ui.corner.content import ContentPage
from kiosk.ui.corner.day import DayPage
from kiosk.ui.corner.forgotten import ForgottenPage
from kiosk.ui.corner.health import HealthPage
from kiosk.ui.corner.hours import HoursPage
from kiosk.ui.corner.menu import MenuPage
from kiosk.ui.corner.page import CornerPage
from kiosk.ui.corner.pin import PinPage
from kiosk.ui.corner.place import PlacePage
from kiosk.ui.corner.question import QuestionPage, RestartPage, SureDatePage, WipePage
from kiosk.ui.corner.setting import SettingPage
from kiosk.ui.corner.signups import SignUpsPage
from kiosk.ui.corner.sound import SoundPage
from kiosk.ui.corner.visitors import VisitorsPage
from kiosk.ui.staffroom import StaffRoom
from kiosk.ui.theme import Theme
from kiosk.ui.widgets.theming import ThemeBehavior

PAGES: dict[type[Route], type[CornerPage]] = {
    pages.PinRoute: PinPage,
    pages.ForgottenRoute: ForgottenPage,
    pages.MenuRoute: MenuPage,
    pages.ContentRoute: ContentPage,
    pages.SignUpsRoute: SignUpsPage,
    pages.PlaceRoute: PlacePage,
    pages.SoundRoute: SoundPage,
    pages.HoursRoute: HoursPage,
    pages.DayRoute: DayPage,
    pages.ClosedDaysRoute: ClosedDaysPage,
    pages.CalendarRoute: CalendarPage,
    pages.SetCalendarRoute: SettingPage,
    pages.SureDateRoute: SureDatePage,
    pages.WipeRoute: WipePage,
    pages.VisitorsRoute: VisitorsPage,
    pages.HealthRoute: HealthPage,
    pages.RestartRoute: RestartPage,
}
"""By the kind of page; a question about content has one of its own."""


class CornerView(ThemeBehavior, FloatLayout):
    """Head and page. Whoever opened it sees nothing else, and nobody else sees it."""

    inherits_theme = False  # without a visitor's wishes
    title = StringProperty("")
    other_language = StringProperty("")
    """The language the button leads to, in its own words."""
    leave_text = StringProperty("")

    def __init__(self, room: StaffRoom, catalogue: Catalogue, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self._room = room
        self._catalogue = catalogue
        self._dates = {language: Dates(language, catalogue) for language in LANGUAGES}
        self._made: dict[type[CornerPage], CornerPage] = {}
        self.page: CornerPage | None = None
        """The page that is on."""

    def say(self, words: str) -> str:
        """The program's own words in the language of the corner."""
        return self._catalogue.say(self._room.corner.language)(words)

    def follow(self, theme: Theme) -> None:
        """Show the page of now, as it stands."""
        page = self._room.corner.page
        if page is None:
            self._put_on(None)
            return
        self.theme = theme
        language = self._room.corner.language
        at = LANGUAGES.index(language)
        self.other_language = own_name(LANGUAGES[(at + 1) % len(LANGUAGES)])
        self.leave_text = self.say("Leave")
        shown = self._page(page)
        if shown.language != language or shown.dates is None:
            shown.dates = self._dates[language]
            shown.count = self._catalogue.count(language)
            shown.language = language
            shown.say = self._catalogue.say(language)
        self._put_on(shown)
        shown.show(page)
        self.title = shown.title

    def _page(self, page: Route) -> CornerPage:
        asks = isinstance(page, pages.ContentRoute) and page.asks
        kind = QuestionPage if asks else PAGES[type(page)]
        if kind not in self._made:
            self._made[kind] = kind(self._room, theme=self.theme)
        return self._made[kind]

    def _put_on(self, page: CornerPage | None) -> None:
        if page is self.page:
            return
        self.page = page
        body = self.ids.body
        body.clear_widgets()
        if page is not None:
            body.add_widget(page)

    def toggle_language(self) -> None:
        """The other language."""
        self._room.corner.toggle_language()

    def leave(self) -> None:
        """Back to the show."""
        self._room.corner.leave()

    def on_touch_down(self, touch: Any) -> bool:
        """Every touch is for the corner, and for nothing under it."""
        if not self._room.corner.touch():
            super().on_touch_down(touch)
        return True
