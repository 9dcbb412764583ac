"""One day of the week: when it opens and closes, and which other days are the same."""

from collections.abc import Callable
from dataclasses import replace

from kivy.properties import BooleanProperty, ListProperty, StringProperty

from kiosk import timetable
from kiosk.errors import InputError
from kiosk.staff import pages, stepper
from kiosk.timetable import Span
from kiosk.ui.corner.page import CornerPage, put_in
from kiosk.ui.corner.week import day_names, short_names, week_of
from kiosk.ui.staffroom import StaffRoom
from kiosk.ui.widgets.mirror import BoxLayout
from kiosk.ui.widgets.press import Press


class SpanRow(BoxLayout):
    """From when until when, and a way to take it away."""

    begins = StringProperty("")
    ends = StringProperty("")
    words = ListProperty(["", "", ""])
    """Open from, until, and take away."""
    first = BooleanProperty(True)
    """Says over its hours what they are."""

    __events__ = ("on_begin", "on_end", "on_away")

    def on_begin(self, by: int) -> None:
        """Opens later or earlier."""

    def on_end(self, by: int) -> None:
        """Closes later or earlier."""

    def on_away(self) -> None:
        """Not open then."""


class DayPage(CornerPage):
    """Nothing is kept till somebody says so."""

    hint = StringProperty("")
    more = StringProperty("")
    closes = BooleanProperty(False)
    """The day has hours that can be taken away at once."""

    def __init__(self, room: StaffRoom, **kwargs: object) -> None:
        super().__init__(room, **kwargs)
        self._rows: list[SpanRow] = []
        self._also = put_in(self.ids.also, [Press(high=92) for _ in range(7)], self._toggle)

    def show(self, page: pages.DayRoute) -> None:
        """Bring hours and days up to what has been chosen so far."""
        self._page = page
        self.title = day_names(self.language)[page.weekday]
        self.closes = bool(page.spans)
        grows = stepper.one_more(page.spans) != page.spans
        more = self.say("Open once more") if page.spans else self.say("Open")
        self.more = more if grows else ""
        if page.overlap:
            self.hint = self.say("These hours overlap. Let one end before the next begins.")
        elif not page.spans:
            self.hint = self.say("Closed all day.")
        else:
            self.hint = self.trouble()
        self._show_spans(page)
        short = short_names(self.language)
        for day, chip in enumerate(self._also):
            chip.text = short[day]
            chip.chosen = day == page.weekday or day in page.also

    def _show_spans(self, page: pages.DayRoute) -> None:
        box = self.ids.spans
        while len(self._rows) < len(page.spans):
            row = SpanRow()
            number = len(self._rows)
            row.fbind("on_begin", self._turn, number, stepper.turn_begin)
            row.fbind("on_end", self._turn, number, stepper.turn_end)
            row.fbind("on_away", self._away, number)
            self._rows.append(row)
        shown = self._rows[: len(page.spans)]
        if list(reversed(box.children)) != shown:
            box.clear_widgets()
            for row in shown:
                box.add_widget(row)
        words = [self.say("Open from"), self.say("until"), self.say("Take away")]
        for row, span in zip(shown, page.spans, strict=True):
            row.first = row is shown[0]
            row.words = words if row.first else ["", "", words[2]]
            row.begins = f"{span.begins:%H.%M}"
            row.ends = "24.00" if span.ends == stepper.ALL_DAY.ends else f"{span.ends:%H.%M}"

    def _turn(self, number: int, turn: Callable[[Span, int], Span], _row: SpanRow, by: int) -> None:
        spans = list(self._page.spans)
        spans[number] = turn(spans[number], by)
        self._become(tuple(spans))

    def _away(self, number: int, _row: SpanRow) -> None:
        spans = self._page.spans
        self._become(spans[:number] + spans[number + 1 :])

    def open_more(self) -> None:
        """Open, or open once more that day."""
        self._become(stepper.one_more(self._page.spans))

    def close_day(self) -> None:
        """Closed all day."""
        self._become(())

    def _become(self, spans: tuple[Span, ...]) -> None:
        self.staff.corner.go(replace(self._page, spans=spans, overlap=stepper.overlap(spans)))

    def _toggle(self, day: int, _chip: Press) -> None:
        if day != self._page.weekday:
            self.staff.corner.go(replace(self._page, also=self._page.also ^ {day}))

    def keep(self) -> None:
        """Write the hours to the settings."""
        page = self._page
        week = stepper.with_days(week_of(self), {page.weekday, *page.also}, page.spans)
        try:
            words = timetable.week_words(week)
        except InputError:
            self.staff.corner.go(replace(page, overlap=True))
            return
        if not words and not (page.spans and page.spans == (stepper.ALL_DAY,)):
            # A week without any hours would be one that is always open.
            self.hint = self.say("At least one day must be open.")
            return
        self.staff.set(hours=words)
        self.staff.corner.go(pages.HoursRoute())

    _page = pages.DayRoute(0, ())
