"""Days, hours and lengths of time, as people in a language write them.

Names of days and months come from Babel; the order around them stands here, so that a date reads
the same whatever version of Babel is installed. Digits are 0-9 in every language.
"""

from datetime import date, time

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time

from kiosk.i18n.catalogue import Catalogue

LOCALES = {"en": "en_GB"}
"""Where a language's own name says too little."""

DAYS = {"de": "d. MMMM"}
"""A day in a month; `d MMMM` elsewhere."""

WEEKDAYS = {"de": "EEEE, ", "pl": "EEEE, ", "uk": "EEEE, ", "ar": "EEEE، "}
"""What stands before it; `EEEE ` elsewhere."""

YEARS = {"uk": " y '\N{CYRILLIC SMALL LETTER ER}'."}
"""What stands after it; ` y` elsewhere."""

HOURS = {
    "nl": ("H.mm", "H.mm", " 'uur'"),
    "en": ("h", "h.mm", " a"),
    "de": ("H:mm", "H:mm", " 'Uhr'"),
    "ar": ("h:mm", "h:mm", " a"),
}
"""A full hour, any other, and what follows them; `HH:mm` elsewhere."""

BEFORE_HOURS = {"ar": "الساعة "}
"""What stands before them: in Arabic a word, or digits after a Latin name would run its way."""

WORDS_A_MINUTE = 120
"""How fast somebody reads who does not read often."""


class Dates:
    """How one language writes dates and times."""

    def __init__(self, language: str, catalogue: Catalogue) -> None:
        """Write in `language`; in Dutch if nobody knows it."""
        try:
            self._locale = Locale.parse(LOCALES.get(language, language))
        except UnknownLocaleError:
            language = "nl"
            self._locale = Locale.parse(language)
        self._say = catalogue.say(language)
        self._count = catalogue.count(language)
        self._day = DAYS.get(language, "d MMMM")
        self._weekday = WEEKDAYS.get(language, "EEEE ")
        self._year = YEARS.get(language, " y")
        self._before = BEFORE_HOURS.get(language, "")
        self._hours = HOURS.get(language, ("HH:mm", "HH:mm", ""))

    def day(self, day: date, *, year: bool = False) -> str:
        """`woensdag 12 september`, with the year if asked for."""
        return self._written(day, self._weekday + self._day + self._year * year)

    def plain(self, day: date, *, year: bool = False) -> str:
        """`12 september`, with the year if asked for."""
        return self._written(day, self._day + self._year * year)

    def short(self, day: date) -> str:
        """`12 sep`, for lists."""
        return self._written(day, self._day.replace("MMMM", "MMM")).removesuffix(".")

    def period(self, first: date | None, last: date | None, *, year: bool = False) -> str:
        """`19 oktober – 9 november`; with one end open `vanaf 19 oktober`; empty without any.

        The year follows if asked for, or if it is not the same at both ends.
        """
        if first is None:
            return (
                self._say("until {date}").format(date=self.plain(last, year=year)) if last else ""
            )
        if last is None:
            return self._say("from {date}").format(date=self.plain(first, year=year))
        if first == last:
            return self.plain(first, year=year)
        if first.year != last.year:
            return f"{self.plain(first, year=True)} – {self.plain(last, year=True)}"
        start = self._day if first.month != last.month else self._day.replace(" MMMM", "")
        return f"{self._written(first, start)} – {self.plain(last, year=year)}"

    def hour(self, hour: time) -> str:
        """`19.30 uur`."""
        return self._before + self._bare(hour) + self._tail(hour)

    def hours(self, starts: time, ends: time | None) -> str:
        """`19.30–21.30 uur`; only the first if the end is not known."""
        if ends is None:
            return self.hour(starts)
        if self._tail(starts) == self._tail(ends):
            return f"{self._before}{self._bare(starts)}–{self._bare(ends)}{self._tail(ends)}"
        return f"{self.hour(starts)} – {self.hour(ends)}"

    def in_days(self, days: int) -> str:
        """`vandaag`, `morgen`, `over 2 dagen`; `days` is 0 or more."""
        if days == 0:
            return self._say("today")
        if days == 1:
            return self._say("tomorrow")
        return self._count("in {n} day", "in {n} days", days)

    def duration(self, seconds: float) -> str:
        """`32 seconden`, from a minute on `2 minuten`; never none at all."""
        whole = max(1, round(seconds))
        if whole < 60:
            return self._count("{n} second", "{n} seconds", whole)
        return self._count("{n} minute", "{n} minutes", round(whole / 60))

    def reading(self, words: int) -> str:
        """How long reading so many words takes: `2 minuten`, at least one."""
        return self.duration(60 * max(1, round(words / WORDS_A_MINUTE)))

    def _written(self, day: date, pattern: str) -> str:
        return format_date(day, pattern, locale=self._locale)

    def _bare(self, hour: time) -> str:
        full, other, _ = self._hours
        return format_time(hour, other if hour.minute else full, locale=self._locale)

    def _tail(self, hour: time) -> str:
        tail = self._hours[2]
        return format_time(hour, tail, locale=self._locale) if tail else ""
