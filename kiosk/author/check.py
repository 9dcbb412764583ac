"""Everything that is wrong with an author's folder: its texts, and what is inside its media.

A folder in, faults out. Nothing is mended, and no fault hides another. What was seen in a photo or
film is kept in a cache, if there is one, and not looked for again.
"""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kiosk import paths
from kiosk.author import media_look, source
from kiosk.author.cache import Cache, Original
from kiosk.author.ffmpeg import Ffmpeg
from kiosk.author.source import FilmMention, Mention, SourceResult
from kiosk.errors import Fault, MediaError
from kiosk.exhibit import model
from kiosk.media.film import FilmFacts

LONGEST_MS = 10 * 60_000
"""A film lasts at most ten minutes."""

LEAST_PX = 240
"""The long side of a photo. Smaller ones are what a web page shows in a list."""
LEAST_FILM_PX = 120
"""The long side of a film: old telephones made films of 160 by 120."""
_GOOD_PX = 1920
_AT_ONCE = 2
"""A photo of 100 megapixels takes 400 MB to decode."""

MentionT = TypeVar("MentionT", bound=Mention)


@dataclass(frozen=True, slots=True)
class Report:
    """The counts of a check, and its faults."""

    faults: tuple[Fault, ...]
    """All of them, sorted by file and line."""
    cooperatives: int
    """How many, if there are no faults; else 0."""
    photos: int
    films: int
    unused: tuple[str, ...]
    """Files that nothing names. That is no fault."""


def check(folder: Path, assets: paths.Assets | None = None) -> list[Fault]:
    """Every fault of the exhibit in `folder`, sorted by file and line; none if it is sound."""
    return list(report(folder, assets).faults)


def report(
    folder: Path,
    assets: paths.Assets | None = None,
    looked_at: Callable[[str], None] = lambda _: None,
    *,
    cache: Cache | None = None,
) -> Report:
    """Faults and counts of a folder. `looked_at` hears the path of each photo and film.

    What `cache` knows is not looked at again. Raises MachineError if there is no FFmpeg.
    """
    draft = source.draft(folder, assets)
    try:
        return of_draft(folder, draft, looked_at, cache=cache)
    finally:
        if cache is not None:
            cache.save()


def of_draft(
    folder: Path,
    draft: SourceResult,
    looked_at: Callable[[str], None],
    *,
    cache: Cache | None,
    size_px: Callable[[Original], tuple[int, int]] | None = None,
) -> Report:
    """Faults and counts of a folder that was read; `size_px` may prepare a photo on the way."""
    faults = set(draft.faults)
    photos = _by_path(draft.photos)
    films = _by_path(draft.films)
    look = _Look(folder, cache, draft.language, size_px)
    # Films are looked at one at a time; photos are decoded meanwhile.
    with ThreadPoolExecutor(_AT_ONCE, "check") as pool:
        decoded = pool.map(look.at_photo, (mentions[0] for mentions in photos.values()))
        for path, mentions in films.items():
            faults.update(look.at_film(mentions))
            looked_at(path)
        for path, wrong in zip(photos, decoded, strict=True):
            faults.update(wrong)
            looked_at(path)
    cooperatives = len(draft.source.cooperatives) if draft.source else 0
    return Report(tuple(sorted(faults)), cooperatives, len(photos), len(films), draft.unused)


def fault_of(path: str, trouble: MediaError) -> Fault:
    """What is wrong with the file at this path in the folder."""
    return Fault(path, 1, trouble.what, trouble.advice)


@dataclass(frozen=True, slots=True)
class _Look:
    """Looks at the photos and films of a folder, each once."""

    folder: Path
    cache: Cache | None
    language: str | None
    size_px: Callable[[Original], tuple[int, int]] | None

    def at_photo(self, mention: Mention) -> list[Fault]:
        """The faults of a photo or logo."""

        def judge(original: Original) -> Iterator[Fault]:
            if self.size_px is None:
                size = media_look.photo(original, self.cache, model.LONG_SIDES_PX[-1])
            else:
                size = self.size_px(original)
            if not mention.is_logo:
                yield from _too_small(mention.path, "photo", size, LEAST_PX)

        return self._judge(mention.path, judge)

    def at_film(self, mentions: list[FilmMention]) -> list[Fault]:
        """The faults of a film, and of its captions."""

        def judge(original: Original) -> Iterator[Fault]:
            facts = media_look.film(original, self.cache, Ffmpeg())
            yield from _film_faults(facts, mentions, self.language)

        return self._judge(mentions[0].path, judge)

    def _judge(self, path: str, judge: Callable[[Original], Iterator[Fault]]) -> list[Fault]:
        at = self.folder / path
        try:
            return list(judge(self.cache.original(at) if self.cache else Original.at(at)))
        except MediaError as trouble:
            return [fault_of(path, trouble)]


def _too_small(path: str, kind: str, size_px: tuple[int, int], least_px: int) -> Iterator[Fault]:
    """A fault if a photo or film of this size is too small to look at."""
    wide, high = size_px
    if max(size_px) < least_px:
        what = f"this {kind} has {wide} by {high} pixels, too few to look at"
        advice = f"use the original: at least {least_px} on its long side, better {_GOOD_PX}"
        yield Fault(path, 1, what, advice)


def _film_faults(facts: FilmFacts, mentions: list[FilmMention], own: str | None) -> Iterator[Fault]:
    """The faults of a film, and of its captions."""
    path = mentions[0].path
    yield from _too_small(path, "film", (facts.width_px, facts.height_px), LEAST_FILM_PX)
    if facts.duration_ms > LONGEST_MS:
        minutes, seconds = divmod(facts.duration_ms // 1000, 60)
        what = f"this film lasts {minutes}:{seconds:02}, longer than ten minutes"
        yield Fault(path, 1, what, "make it shorter, or make two of it")
    for mention in mentions:
        for words in mention.captions:
            yield from words.faults_with(facts.duration_ms)
        if facts.has_sound and mention.speech and mention.captioned is not None:
            yield from _without_captions(mention, mention.captioned, own)


def _without_captions(
    mention: FilmMention, captioned: frozenset[str], own: str | None
) -> Iterator[Fault]:
    """A fault for each film with sound and without captions."""
    if not captioned:
        what = "this film has sound, but no captions"
    elif own and own not in captioned:
        what = f"this film has no captions in the exhibit's own language, '{own}'"
    else:
        return
    language = own or "nl"
    advice = f"add '{language}: film.{language}.vtt' to its 'captions'"
    advice += ", or write 'speech: no' if nobody speaks in it"
    yield Fault(mention.file, mention.line, what, advice)


def _by_path(mentions: Iterable[MentionT]) -> dict[str, list[MentionT]]:
    """Each file once, however often it is named."""
    found: dict[str, list[MentionT]] = {}
    for mention in mentions:
        found.setdefault(mention.path, []).append(mention)
    return found
