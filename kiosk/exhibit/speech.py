"""What of an exhibit can be said aloud, and how each sentence is found again."""

import hashlib
from collections.abc import Iterator
from string import ascii_lowercase, digits

from kiosk.exhibit import model
from kiosk.i18n.catalogue import Catalogue
from kiosk.i18n.dates import Dates

_SPELT = ascii_lowercase + digits
"""The signs of a code, one by one."""
_DAYS_AHEAD = 32
"""So far ahead "in 12 days" is said of a workshop."""


def key(words: str) -> str:
    """What a clip of these words is called, however they are spaced: 16 hexadecimal digits.

    Capitals are not heard: a date is the same at the beginning of a line.
    """
    return hashlib.sha256(" ".join(words.split()).casefold().encode()).hexdigest()[:16]


def where(place: model.Place) -> str:
    """Where a workshop is, as it is said."""
    return f"{place.library}, {place.town}"


def sentences(exhibit: model.Exhibit, catalogue: Catalogue) -> dict[str, tuple[str, ...]]:
    """All that the exhibit tells visitors, in each language in which it tells it, once.

    Dates and hours are written as they stand on the glass, with their year and without; with all
    that the program itself says in that language.
    """
    found: dict[str, dict[str, None]] = {}
    for language in exhibit.languages:
        dates = Dates(language, catalogue)
        found[language] = dict.fromkeys(_agenda(exhibit, dates))
        found[language] |= dict.fromkeys(catalogue.visitors(language))
        found[language] |= dict.fromkeys(_SPELT)
        found[language] |= dict.fromkeys(dates.in_days(days) for days in range(_DAYS_AHEAD))
    for text in _texts(exhibit):
        for language, words in text.root.items():
            found.setdefault(language, {})[words] = None
    for language, blocks in _prose(exhibit):
        for block in blocks:
            for sentence in block.sentences:
                found.setdefault(language, {})[sentence.text.strip()] = None
    return {language: tuple(filter(None, said)) for language, said in found.items()}


def _agenda(exhibit: model.Exhibit, dates: Dates) -> Iterator[str]:
    yield from map(where, exhibit.places)
    for workshop in exhibit.workshops:
        yield dates.day(workshop.date)
        yield dates.day(workshop.date, year=True)
        if workshop.starts is not None:
            yield dates.hours(workshop.starts, workshop.ends)


def _texts(exhibit: model.Exhibit) -> Iterator[model.Text]:
    yield exhibit.title
    yield from (partner.role for partner in exhibit.partners)
    yield from (workshop.promise for workshop in exhibit.workshops)
    for each in exhibit.cooperatives:
        yield from (each.name, each.right, each.summary, each.quote.text, each.quote.who)
        if each.introduction is not None:
            yield each.introduction
        pictures: tuple[model.Photo | model.Film, ...] = (*each.photos, *each.films)
        for picture in pictures:
            yield from (picture.caption, picture.description)
        yield from (model.Text({language: one.title}) for language, one in each.story.items())
    if exhibit.signups is not None:
        yield from (purpose.text for purpose in exhibit.signups.purposes)


def _prose(exhibit: model.Exhibit) -> Iterator[tuple[str, tuple[model.Block, ...]]]:
    yield from exhibit.about.items()
    for each in exhibit.cooperatives:
        yield from ((language, story.blocks) for language, story in each.story.items())
    if exhibit.signups is not None:
        yield from exhibit.signups.consent.items()
