"""The workshop: the date first, a code for the visitor's phone, then the other places."""

from kivy.properties import BooleanProperty, NumericProperty, StringProperty

from kiosk.exhibit.agenda import AgendaItem, Announcement
from kiosk.exhibit.invitation import calendar_text
from kiosk.exhibit.speech import where
from kiosk.speech.script import Line, of_texts, of_words
from kiosk.ui.widgets.grid import Row
from kiosk.ui.widgets.screen import KioskScreen
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
    others = StringProperty("")
    announced = BooleanProperty(True)
    split = BooleanProperty(False)
    """Large letters: the date and the other places take a page each."""
    page = NumericProperty(0)

    def show(self, scene: scenes.WorkshopScene) -> None:
        """Say what the agenda says at this moment."""
        notice = self.context.notice()
        self._announce(notice)
        self.split = self.theme.text_size > 0 and self.announced and bool(notice.others)
        self.page = min(scene.page, 1) if self.split else 0
        rows = self.ids.rows
        rows.clear_widgets()
        for entry in notice.others:
            rows.add_widget(
                Row(
                    lead=self.dates.short(entry.workshop.date)
                    if not notice.with_year
                    else self.dates.plain(entry.workshop.date, year=True),
                    title=f"{entry.place.town} · {entry.place.library}",
                    line=self._row_line(entry, notice),
                    quiet=entry.past,
                )
            )
        self.others = self._others(notice)

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

    def turn(self) -> None:
        """To the other places, or back to the date."""
        self.visit.replace(scenes.WorkshopScene(1 - int(self.page)))

    def join(self) -> None:
        """Come too."""
        self.visit.open(scenes.SignUpScene(workshop=True))
