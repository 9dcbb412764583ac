"""The workshop: the date first, a code for the visitor's phone, then the other places."""

from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.exhibit.agenda import AgendaItem, Announcement
from kiosk.exhibit.invitation import calendar_text
from kiosk.exhibit.speech import where
from kiosk.speech.script import Line, of_texts, of_words
from kiosk.ui.widgets.grid import Row, RowsHeading
from kiosk.ui.widgets.screen import KioskScreen, ScreenContext
from kiosk.visit import scene as scenes


class WorkshopScreen(KioskScreen):
    """One date large; a past one is never shown as coming."""

    over = StringProperty("")
    """Words above the date: where, and in how many days."""
    date = StringProperty("")
    where = StringProperty("")
    hours = StringProperty("")
    promise = StringProperty("")
    code = StringProperty("")
    """iCalendar text for the QR code."""
    announced = BooleanProperty(True)
    page = NumericProperty(0)
    pages = NumericProperty(1)
    dates_height = NumericProperty(0)
    """In pixels, where the other places stand under the date; 0: they take pages of their own."""
    elsewhere = BooleanProperty(False)
    """The page is one of the other places."""

    def __init__(self, context: ScreenContext, **kwargs: object) -> None:
        super().__init__(context, **kwargs)
        self._later = Clock.create_trigger(self._arrange, -1)
        for name in ("size", "theme", "code", "over", "date", "where", "hours", "promise", "page"):
            self.fbind(name, self._later)
        self.ids.area.fbind("size", self._later)
        for stack in (self.ids.dates, self.ids.rows):
            stack.fbind("pages", self._later)

    def show(self, scene: scenes.WorkshopScene) -> None:
        """Say what the agenda says at this moment."""
        notice = self.context.notice()
        self._announce(notice)
        self.page = scene.page
        rows = self.ids.rows
        rows.clear_widgets()
        heading = self._others(notice)
        if heading:
            rows.add_widget(RowsHeading(text=heading, theme=self.theme))
        year = notice.with_year
        for entry in notice.others:
            day = entry.workshop.date
            rows.add_widget(
                Row(
                    lead=self.dates.plain(day, year=True) if year else self.dates.short(day),
                    lead_width=self.theme.letters("label") * (6.5 if year else 4.2),
                    title=f"{entry.place.town} · {entry.place.library}",
                    line=self._row_line(entry, notice),
                    quiet=entry.past,
                )
            )
        self._later()

    def _arrange(self, *_: object) -> None:
        """Put the other places under the date, or on pages of their own."""
        area, dates, rows = self.ids.area, self.ids.dates, self.ids.rows
        date_px, rows_px = dates.height_for(area.width), rows.height_for(area.width)
        # With all on one page there is no button to another one.
        foot, bar = self.ids.foot, self.ids.bar
        edges = foot.padding[1] + foot.padding[3]
        room = self.height - edges - bar.height_at(bar.width, without=self.ids.more)
        together = bool(rows.children) and date_px + rows_px <= room
        self.dates_height = area.height - rows_px if together else 0
        alone = int(dates.pages)
        self.pages = 1 if together else alone + (int(rows.pages) if rows.children else 0)
        page = int(min(self.page, self.pages - 1))
        self.elsewhere = not together and page >= alone
        if page != self.page:
            self.page = page

    def _row_line(self, entry: AgendaItem, notice: Announcement) -> str:
        """What there is to say of another workshop; nothing if all are over, as said above."""
        if notice.kind == "none":
            return ""
        if entry.past:
            return str(self.say("This workshop is over"))
        return str(entry.workshop.promise.into(self.language))

    def _others(self, notice: Announcement) -> str:
        """Words above the other places."""
        if notice.kind == "listed" or not notice.others:
            return ""
        if notice.kind == "none":
            return str(self.say("These were the workshops"))
        return str(self.say("Also in the region"))

    def _announce(self, notice: Announcement) -> None:
        workshop, place = notice.workshop, notice.place
        self.announced = workshop is not None
        if workshop is None or place is None:
            listed = notice.kind == "listed"
            self.over = ""
            self.date = self.say("The workshops") if listed else self.say("The workshops are over")
            self.where = (
                self.say("Free, and open to everybody from the region.")
                if listed
                else self.say("Would you like to take part? Leave your name.")
            )
            self.hours = self.promise = self.code = ""
            return
        if notice.says_here:
            over = self.say("The workshop here")
        elif notice.days is None:
            over = self.say("A workshop in the region")
        else:
            over = self.say("The next workshop in the region")
        if notice.days is not None:
            over = self.say("{first}, {second}").format(
                first=over, second=self.dates.in_days(notice.days)
            )
        self.over = over
        day = self.dates.day(workshop.date, year=notice.with_year)
        self.date = day[:1].upper() + day[1:]
        address = f", {place.address}" if place.address else ""
        self.where = f"{place.library}{address}, {place.town}"
        if workshop.starts is None:
            hours = self.say("Ask at the desk for the hour.")
        else:
            hours = self.dates.hours(workshop.starts, workshop.ends)
            if workshop.doors is not None:
                doors = self.say("doors open {hour}").format(hour=self.dates.hour(workshop.doors))
                hours = self.say("{first}, {second}").format(first=hours, second=doors)
        self.hours = f"{hours}\n" + self.say("Free, and open to everybody from the region.")
        self.promise = workshop.promise.into(self.language)
        self.code = calendar_text(
            workshop, place, self.context.exhibit, self.language, self.say("Workshop")
        )

    def script(self) -> tuple[Line, ...]:
        """When, where, and what about."""
        notice, exhibit = self.context.notice(), self.context.exhibit
        workshop, place = notice.workshop, notice.place
        if workshop is None or place is None:
            return ()
        hours = self.dates.hours(workshop.starts, workshop.ends) if workshop.starts else ""
        said = (self.date, where(place), hours)
        return of_words(exhibit, self.language, said) + of_texts(
            exhibit, self.language, [workshop.promise]
        )

    def turn(self, by: int) -> None:
        """To the other places, or back to the date."""
        self.visit.replace(scenes.WorkshopScene((int(self.page) + by) % int(self.pages)))

    def join(self) -> None:
        """Come too."""
        self.visit.open(scenes.SignUpScene(workshop=True))
