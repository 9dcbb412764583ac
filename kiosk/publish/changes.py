"""What changed from one pack to the next, in words for who publishes it."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, TypeVar

from kiosk.exhibit import model

PartT = TypeVar("PartT")
MediumT = TypeVar("MediumT", "model.Photo", "model.Film")

_SHOWN = 40
"""A caption is quoted up to so many letters."""
_CHANGED = {
    "about": "the introduction was changed",
    "partners": "the partners were changed",
    "contact": "whom to ask was changed",
    "look": "the colour was changed",
}


def changes(old: model.Exhibit | None, new: model.Exhibit) -> tuple[str, ...]:
    """A sentence for each thing that changed, in the order of the exhibit; none if nothing did.

    Without an `old` one everything is new: one sentence says how much there is.
    """
    if old is None:
        return (_all_of(new),)
    found = [
        *_of_the_whole(old, new),
        *_of_places(old, new),
        *_of_workshops(old, new),
        *_of_cooperatives(old, new),
    ]
    if not found and old != new:
        found.append("small changes that are not listed here")
    return tuple(found)


def _all_of(new: model.Exhibit) -> str:
    photos = sum(len(cooperative.photos) for cooperative in new.cooperatives)
    films = sum(len(cooperative.films) for cooperative in new.cooperatives)
    parts = (
        _count(len(new.cooperatives), "cooperative"),
        _count(photos, "photo"),
        _count(films, "film"),
        _count(len(new.workshops), "workshop"),
    )
    return f"all is new: {', '.join(parts)}"


def _of_the_whole(old: model.Exhibit, new: model.Exhibit) -> Iterator[str]:
    if old.id != new.id:
        yield f"another exhibition: '{new.id}' instead of '{old.id}'; kiosks ask their staff first"
    if old.title != new.title:
        titles = [
            (new.title.into(language), old.title.into(language))
            for language in (*new.languages, *old.languages)
        ]
        title, before = next((pair for pair in titles if pair[0] != pair[1]), titles[0])
        yield f"the title is '{title}' now; it was '{before}'"
    if old.languages != new.languages:
        yield f"the languages are {', '.join(new.languages)} now"
    if old.timezone != new.timezone:
        yield f"the timezone is {new.timezone} now"
    if old.example != new.example:
        yield "marked as made up now" if new.example else "no longer marked as made up"
    for field, words in _CHANGED.items():
        if getattr(old, field) != getattr(new, field):
            yield words
    yield from _of_terms(old.signups, new.signups)


def _of_terms(old: model.SignUps | None, new: model.SignUps | None) -> Iterator[str]:
    if old == new:
        return
    if old is None or new is None:
        yield "takes sign-ups now" if new else "takes no sign-ups any more"
        return
    if {*old.recipients} != {*new.recipients}:
        yield "sign-ups are sealed to other keys"
    if old.receipt_key != new.receipt_key:
        yield "receipts are signed with another key"
    if old.purposes != new.purposes:
        yield "what visitors can tick was changed"
    if (old.consent, old.consent_version) != (new.consent, new.consent_version):
        same = "still" if old.consent_version == new.consent_version else "now"
        yield f"the text of the consent was changed; it is {same} version {new.consent_version}"
    if old.retention_days != new.retention_days:
        yield f"sign-ups are kept for {new.retention_days} days now, not {old.retention_days}"
    if old.controller != new.controller:
        yield "who answers for sign-ups was changed"


def _compared(
    old: Iterable[PartT], new: Iterable[PartT], key: Callable[[Any], Hashable] = attrgetter("id")
) -> tuple[list[PartT], list[PartT], list[tuple[PartT, PartT]], bool]:
    """Parts that are new, gone, or changed (before and after), and whether the order is another.

    Parts are the same if their keys are.
    """
    before, after = {key(part): part for part in old}, {key(part): part for part in new}
    stayed = [id_ for id_ in after if id_ in before]
    return (
        [part for id_, part in after.items() if id_ not in before],
        [part for id_, part in before.items() if id_ not in after],
        [(before[id_], after[id_]) for id_ in stayed if before[id_] != after[id_]],
        stayed != [id_ for id_ in before if id_ in after],
    )


def _of_places(old: model.Exhibit, new: model.Exhibit) -> Iterator[str]:
    added, gone, changed, _ = _compared(old.places, new.places)
    lists = {"new place": added, "place gone": gone, "place changed": [both[1] for both in changed]}
    for what, places in lists.items():
        for place in places:
            yield f"{what}: {place.library} in {place.town}"


def _of_workshops(old: model.Exhibit, new: model.Exhibit) -> Iterator[str]:
    """A workshop that is gone and one with the same promise that is new are one that moved."""
    gone = [workshop for workshop in old.workshops if workshop not in new.workshops]
    added = [workshop for workshop in new.workshops if workshop not in old.workshops]
    for alike in _ALIKE:
        for one in list(added):
            others = [workshop for workshop in gone if alike(workshop) == alike(one)]
            if len(others) == 1 == sum(alike(workshop) == alike(one) for workshop in added):
                yield _moved(old, new, others[0], one)
                gone.remove(others[0])
                added.remove(one)
    for one in added:
        yield f"new workshop in {_town(new, one)}, on {one.date}"
    for one in gone:
        yield f"workshop in {_town(old, one)} on {one.date} is gone"


_ALIKE: tuple[Callable[[model.Workshop], Hashable], ...] = (
    lambda workshop: (workshop.place, workshop.date),
    lambda workshop: (workshop.place, *workshop.promise.root.items()),
    lambda workshop: tuple(workshop.promise.root.items()),
    lambda workshop: workshop.place,
)
"""By what a workshop is known again, the surest first; where two are alike, nobody can say."""


def _moved(
    old: model.Exhibit, new: model.Exhibit, before: model.Workshop, after: model.Workshop
) -> str:
    town = _town(old, before)
    to = []
    if before.place != after.place:
        to.append(_town(new, after))
    if before.date != after.date:
        to.append(str(after.date))
    if not to and after.starts is not None and before.starts != after.starts:
        to.append(f"{after.starts:%H:%M}")
    where = f"workshop in {town} on {before.date}"
    return f"{where} moved to {', '.join(to)}" if to else f"{where} was changed"


def _of_cooperatives(old: model.Exhibit, new: model.Exhibit) -> Iterator[str]:
    added, gone, changed, is_reordered = _compared(old.cooperatives, new.cooperatives)
    for one in added:
        photos, films = _count(len(one.photos), "photo"), _count(len(one.films), "film")
        yield f"new cooperative: '{_own(new, one.name)}' with {photos} and {films}"
    for one in gone:
        yield f"cooperative gone: '{_own(old, one.name)}'"
    if is_reordered:
        yield "the cooperatives stand in another order"
    for before, after in changed:
        yield from _of_one(new.languages[0], before, after)


def _of_one(language: str, old: model.Cooperative, new: model.Cooperative) -> Iterator[str]:
    where = f"in '{new.name.into(language)}'"
    if old.name != new.name:
        yield f"'{old.name.into(language)}' is called '{new.name.into(language)}' now"
    yield from _of_media("photo", where, old.photos, new.photos, language)
    yield from _of_media("film", where, old.films, new.films, language)
    if old.story != new.story:
        yield f"the story {where} was changed"
    others = ("right", "summary", "introduction", "colour", "icon", "quote")
    if any(getattr(old, other) != getattr(new, other) for other in others):
        yield f"words or looks {where} were changed"


def _of_media(
    kind: str, where: str, old: Sequence[MediumT], new: Sequence[MediumT], language: str
) -> Iterator[str]:
    """Media are the same if their bytes are; the rest is words about them."""
    key = attrgetter("sha256" if kind == "film" else "sizes")
    added, gone, changed, is_reordered = _compared(old, new, key)
    if added:
        yield f"{_count(len(added), kind)} new {where}{_named(added, language)}"
    if gone:
        yield f"{_count(len(gone), kind)} gone {where}{_named(gone, language)}"
    if changed:
        yield f"{_count(len(changed), kind)} {where} with other words or looks"
    if is_reordered:
        yield f"the {kind}s {where} stand in another order"


def _named(media: Iterable[model.Photo | model.Film], language: str) -> str:
    """The name of a single change."""
    names = [medium.caption.into(language) for medium in media]
    if len(names) != 1:
        return ""
    name = names[0]
    return f": {name}" if len(name) <= _SHOWN else f": {name[: _SHOWN - 1]}…"


def _town(exhibit: model.Exhibit, workshop: model.Workshop) -> str:
    return exhibit.place(workshop.place).town


def _own(exhibit: model.Exhibit, text: model.Text) -> str:
    return text.into(exhibit.languages[0])


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
