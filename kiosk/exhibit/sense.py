"""What no single field of a prepared exhibit shows, but every screen relies on.

Each is a fault in a few words, for whoever may bring the exhibit again. What `exhibit check` tells
authors of is looked for here once more.
"""

from collections.abc import Collection, Iterator, Mapping
from itertools import pairwise

from babel import localedata
from pydantic import BaseModel

from kiosk.errors import PreparedError
from kiosk.exhibit import model
from kiosk.exhibit.agenda import zone
from kiosk.keys import public, signing

NO_TIMEZONES = frozenset({"Factory", "localtime", "posixrules"})
"""Names that are timezones of no place."""


def faults(exhibit: model.Exhibit, icons: frozenset[str]) -> Iterator[str]:
    """Everything that makes no sense; `icons` are the names of those that can be drawn."""
    yield from _in_languages(exhibit)
    yield from _in_prose(exhibit)
    try:
        zone(exhibit)
    except PreparedError as error:
        yield error.what
    if exhibit.timezone in NO_TIMEZONES:
        yield f"the timezone {exhibit.timezone!r} is not known"
    ids = [cooperative.id for cooperative in exhibit.cooperatives]
    places = [place.id for place in exhibit.places]
    if len(set(ids)) < len(ids) or len(set(places)) < len(places):
        yield "two cooperatives or two places have one id"
    if any(workshop.place not in places for workshop in exhibit.workshops):
        yield "a workshop is at a place that is not in it"
    if not all(map(_has_sound_hours, exhibit.workshops)):
        yield "a workshop ends before it begins, or its hours are not all told"
    periods = [place.exhibition for place in exhibit.places if place.exhibition]
    if any(
        period.first_day and period.last_day and period.last_day < period.first_day
        for period in periods
    ):
        yield "an exhibition ends before it begins"
    for cooperative in exhibit.cooperatives:
        if cooperative.icon not in icons:
            yield f"there is no icon '{cooperative.icon}'"
        yield from _in_films(cooperative)
    if exhibit.signups is not None:
        yield from _in_terms(exhibit.signups)


def _in_languages(exhibit: model.Exhibit) -> Iterator[str]:
    """Texts begin in the exhibit's own language, and are in no other than those it has."""
    own, known = exhibit.languages[0], {*exhibit.languages}
    if len(known) < len(exhibit.languages) or not all(map(localedata.exists, known)):
        yield "its languages are not all languages, or one is named twice"
    if not _begins(exhibit.about, own):
        yield f"its introduction does not begin in its own language, '{own}'"
    if exhibit.signups is not None and not _begins(exhibit.signups.consent, own):
        yield f"its consent text does not begin in its own language, '{own}'"
    for cooperative in exhibit.cooperatives:
        if not _begins(cooperative.story, own):
            yield f"the story of '{cooperative.id}' does not begin in its own language, '{own}'"
    texts = [text.root for text in _texts(exhibit)]
    if not all(_begins(text, own) for text in texts):
        yield f"a text does not begin in its own language, '{own}'"
    keys: list[Collection[str]] = [text.keys() for text in texts]
    keys += [prose.keys() for prose in _prose(exhibit)]
    keys += [coop.story.keys() for coop in exhibit.cooperatives]
    keys += [film.captions.keys() for coop in exhibit.cooperatives for film in coop.films]
    if not all(known.issuperset(each) for each in keys):
        yield "a text is in a language that it does not have"


def _in_prose(exhibit: model.Exhibit) -> Iterator[str]:
    """No page is empty, and no paragraph on it."""
    stories = [
        story.blocks for cooperative in exhibit.cooperatives for story in cooperative.story.values()
    ]
    texts = [*stories, *(blocks for prose in _prose(exhibit) for blocks in prose.values())]
    if not all(texts):
        yield "a story, its introduction or its consent text is empty"
    if not all(_says_something(block) for blocks in texts for block in blocks):
        yield "a paragraph of it is empty"


def _prose(exhibit: model.Exhibit) -> Iterator[Mapping[str, tuple[model.Block, ...]]]:
    """The longer texts that are no stories."""
    yield exhibit.about
    if exhibit.signups is not None:
        yield exhibit.signups.consent


def _begins(words: Mapping[str, object], language: str) -> bool:
    return next(iter(words), None) == language


def _says_something(block: model.Block) -> bool:
    return any(sentence.text.strip() for sentence in block.sentences)


def _has_sound_hours(workshop: model.Workshop) -> bool:
    """Whether the doors open before it starts, and it starts before it ends, as far as known."""
    starts, ends, doors = workshop.starts, workshop.ends, workshop.doors
    if starts is None:
        return ends is None and doors is None
    return (ends is None or ends > starts) and (doors is None or doors <= starts)


def _in_films(cooperative: model.Cooperative) -> Iterator[str]:
    """Captions stand one after the other."""
    for film in cooperative.films:
        for cues in film.captions.values():
            if any(cue.end_ms <= cue.start_ms for cue in cues) or any(
                after.start_ms < before.end_ms for before, after in pairwise(cues)
            ):
                yield f"captions of a film of '{cooperative.id}' are not in order of time"


def _in_terms(terms: model.SignUps) -> Iterator[str]:
    """What would let a visitor consent to nothing, or seal answers to nobody."""
    ids = [purpose.id for purpose in terms.purposes]
    if len(set(ids)) < len(ids):
        yield "two purposes have one id"
    if len(set(terms.recipients)) < len(terms.recipients):
        yield "two recipients of its sign-ups are one key"
    if not all(map(public.sound_recipient, terms.recipients)):
        yield "a recipient of its sign-ups is no public age key"
    if not signing.sound_public(terms.receipt_key):
        yield "its receipt key is none"


def _texts(whole: object) -> Iterator[model.Text]:
    """Every text inside a part of the exhibit."""
    if isinstance(whole, model.Text):
        yield whole
    elif isinstance(whole, BaseModel):
        for _, part in whole:
            yield from _texts(part)
    elif isinstance(whole, tuple):
        for part in whole:
            yield from _texts(part)
