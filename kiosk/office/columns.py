"""The columns of the spreadsheet: what stands above each, and what in it."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from babel import Locale, UnknownLocaleError

from kiosk.i18n.catalogue import Catalogue
from kiosk.i18n.dates import Dates
from kiosk.office import contacts
from kiosk.signups.signup import SignUp

MOST_PURPOSES: Final = 20
"""Columns for purposes; an exhibit has four at most. Any others share one."""


class SpreadsheetColumns:
    """One sheet's columns, in one language."""

    def __init__(self, purposes: Sequence[str], catalogue: Catalogue, language: str) -> None:
        """A column for each of `purposes` (ids), among those that are always there."""
        say = catalogue.say(language)
        self._count = catalogue.count(language)
        self._dates = Dates(language, catalogue)
        self._locale = Locale(language)
        self._purposes = purposes[:MOST_PURPOSES]
        self._written: dict[tuple[str, date], str] = {}
        self._doubtful = say("the kiosk doubted its clock")
        columns = [
            (say("Name"), 24),
            (say("E-mail address"), 32),
            (say("Telephone"), 20),
            (say("Same contact"), 13),
            (say("Cooperatives"), 38),
            (say("Workshops"), 34),
            *(
                (say("Consent: {purpose}").format(purpose=purpose), 34)
                for purpose in self._purposes
            ),
            *([(say("Other consents"), 34)] if len(purposes) > MOST_PURPOSES else []),
            (say("Version of the consent"), 16),
            (say("Signed up in"), 18),
            (say("Day"), 12),
            (say("Remark"), 26),
            (say("Spoken language"), 14),
            (say("Keep until"), 15),
            (say("Kiosk"), 14),
            (say("Number"), 12),
        ]
        self._others = len(purposes) > MOST_PURPOSES
        self.title = say("Sign-ups")
        self.headings = tuple(words for words, _ in columns)
        self.widths = tuple(width for _, width in columns)
        """In letters."""

    def cells(
        self, sign_up: SignUp, number: int, retention: date | None, rows: int
    ) -> list[str | int | date]:
        """One row. `rows` says how many have the same contact, this one included.

        `retention` is None where nobody can be sure of it.
        """
        words: dict[str, str] = {}
        for one in sign_up.consents:
            key = one.purpose if one.purpose in self._purposes else ""
            words[key] = f"{words[key]}; {one.words}" if key in words else one.words
        return [
            sign_up.name,
            sign_up.email or "",
            contacts.phone(sign_up.phone) if sign_up.phone else "",
            self._count("{n} row", "{n} rows", rows) if rows > 1 else "",
            "; ".join(cooperative.name for cooperative in sign_up.cooperatives),
            "; ".join(
                self._evening(workshop.town, workshop.date) for workshop in sign_up.workshops
            ),
            *(words.get(purpose, "") for purpose in self._purposes),
            *([words.get("", "")] if self._others else []),
            sign_up.consent_version,
            sign_up.town or "",
            sign_up.at.date(),
            "" if sign_up.clock_trusted else self._doubtful,
            spoken(sign_up.language, self._locale),
            retention or "",
            sign_up.kiosk,
            number,
        ]

    def _evening(self, town: str, day: date) -> str:
        written = self._written.get((town, day))
        if written is None:
            written = f"{town}, {self._dates.plain(day, year=True)}"
            if len(self._written) < 1000:
                self._written[town, day] = written
        return written


def spoken(code: str, locale: Locale) -> str:
    """The name of a language in another: `Engels`; its code if nobody knows."""
    try:
        return Locale(code).get_display_name(locale) or code
    except UnknownLocaleError:
        return code
