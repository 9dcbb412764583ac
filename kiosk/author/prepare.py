"""An author's folder becomes a prepared exhibit: checked first, and whole or not at all.

All media are made and put in their place before `exhibit.json` is replaced in one step; what only
the old one needed is removed after that. So whoever looks at the folder at any moment, or after a
power cut or on a full disk, finds the old exhibit or the new one.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field
from pathlib import Path

from kiosk import files
from kiosk.author import assembly, check, media, source, speech
from kiosk.author import cache as caches
from kiosk.author.cache import Cache, Medium, Original, Product
from kiosk.author.ffmpeg import Ffmpeg
from kiosk.author.source import SourceResult
from kiosk.author.voice import Voice
from kiosk.errors import ExhibitError, Fault, MediaError, UsageError
from kiosk.exhibit import model, prepared
from kiosk.exhibit.speech import sentences
from kiosk.i18n.catalogue import Catalogue

INDEX = ".made"
"""Where a prepared exhibit itself remembers what was made, if nobody names a cache."""

_MOST_AT_ONCE = 4
"""A photo of 100 megapixels takes 400 MB while it is made."""
_CHECK_SECONDS = 0.2
"""About how long it takes to check one photo or film."""
_SPEECH = "speak"
"""Names the part of the work that makes speech."""
_CLIP_SECONDS = 0.03
"""About how long it takes to speak one sentence."""


def prepare(  # noqa: PLR0913 - what a caller may leave out stands after the star
    folder: Path,
    to: Path,
    *,
    cache: Path | None = None,
    progress: Callable[[float, str], None] | None = None,
    workers: int | None = None,
    program: Ffmpeg | None = None,
) -> model.Exhibit:
    """Prepare the author's exhibit in `folder` into the folder `to`, and return it.

    Nothing is looked at or made twice, as the folder `cache` remembers; without one, `to` itself
    remembers. Where `to` is `cache` too, nothing is copied, and old media stay. `progress` hears
    how much is done, from 0 to 1 and never less than before, and the file in hand; other threads
    call it, one at a time. At most `workers` / 2 films are made at once, by `program`.

    Raises ExhibitError with all faults, UsageError if `to` lies in `folder`, or MachineError if
    the disk is full or there is no FFmpeg.
    """
    if to.resolve().is_relative_to(folder.resolve()):
        raise UsageError(f"{to} lies inside the author's folder", "name a folder outside it")
    workers = workers or min(os.cpu_count() or 1, _MOST_AT_ONCE)
    remembered = Cache.at(cache) if cache else Cache(to / INDEX, to / prepared.MEDIA)
    program = program or Ffmpeg(max(1, workers // 2))
    work = _Work(folder, source.draft(folder), remembered, program, workers)
    place = to / prepared.MEDIA
    try:
        with program.stopped_by_trouble():
            work.look()
            bar = _PrepareProgress(progress, work.seconds())
            exhibit = work.exhibit(bar)
            wanted = work.put(place)
    finally:
        remembered.save()
    files.replace(to / prepared.NAME, exhibit.model_dump_json(indent=1).encode() + b"\n")
    if cache != to:
        caches.prune(place, wanted)
    remembered.sweep()
    bar.all_done()
    return exhibit


@dataclass(slots=True)
class _Task:
    """One photo or film that is to be made, once, wherever it is named."""

    original: Original
    is_film: bool
    paths: list[str] = field(default_factory=list)
    made: Product | None = None

    @property
    def name(self) -> str:
        """Names this part of the work."""
        return f"make {self.original.sha256} {self.is_film}"


class _Work:
    """All photos and films of an exhibit."""

    def __init__(
        self, folder: Path, draft: SourceResult, cache: Cache, program: Ffmpeg, workers: int
    ) -> None:
        self._folder = folder
        self._draft = draft
        self._cache = cache
        self._maker = media.MediaMaker(cache, program)
        self._speech = speech.SpeechMaker(cache, program, Voice(), workers)
        self._workers = workers
        self._paths = dict.fromkeys((photo.path for photo in draft.photos), False)
        self._paths |= dict.fromkeys((film.path for film in draft.films), True)
        self._tasks: dict[str, _Task] = {}
        self._unreadable: list[Fault] = []
        self._spoken: tuple[model.Speech, ...] = ()

    @property
    def made(self) -> dict[str, Product]:
        """All that was made, by path in the folder."""
        tasks = self._tasks.values()
        return {path: task.made for task in tasks if task.made for path in task.paths}

    def look(self) -> None:
        """See what there is, and what of it was made before."""
        with ThreadPoolExecutor(self._workers, "look") as pool:
            originals = pool.map(self._original, self._paths)
            for (path, is_film), original in zip(self._paths.items(), originals, strict=True):
                if original is not None:
                    task = _Task(original, is_film)
                    self._tasks.setdefault(task.name, task).paths.append(path)
            tasks = self._tasks.values()
            for task, made in zip(tasks, pool.map(self._known, tasks), strict=True):
                task.made = made

    def seconds(self) -> dict[str, float]:
        """About how long each part of the work takes that is still to be done."""
        parts = {_check(path): _CHECK_SECONDS for path in self._paths}
        for task in self._tasks.values():
            if task.made is None:
                parts[task.name] = media.effort_seconds(task.original, is_film=task.is_film)
        return parts

    def exhibit(self, bar: _PrepareProgress) -> model.Exhibit:
        """The exhibit, once everything was looked at, and made. Raises ExhibitError."""
        read = self._draft.source
        report = check.of_draft(
            self._folder,
            self._draft,
            lambda file: bar.reached(_check(file), 1, file),
            cache=self._cache,
            size_px=self._photo_made(bar) if read else None,
        )
        if report.faults or read is None:
            raise ExhibitError(list(report.faults or self._draft.faults))
        if self._unreadable:  # until a moment ago
            raise ExhibitError(self._unreadable)
        self._make_films(bar)
        made = self.made.items()
        photos = {path: each for path, each in made if isinstance(each, media.PreparedPhoto)}
        films = {path: each for path, each in made if isinstance(each, media.PreparedFilm)}
        exhibit = assembly.assemble(read, photos, films)
        return self._with_speech(exhibit, bar) if read.exhibit.speech else exhibit

    def put(self, place: Path) -> set[str]:
        """Copy all media into the folder `place`. Returns their names."""
        wanted = {file.sha256: file for made in self.made.values() for file in made.media}
        wanted |= {one.sha256: Medium(sha256=one.sha256, bytes=one.bytes) for one in self._spoken}
        for medium in wanted.values():
            self._cache.place(self._cache.medium(medium.sha256), place, medium)
        return set(wanted)

    def _with_speech(self, exhibit: model.Exhibit, bar: _PrepareProgress) -> model.Exhibit:
        """The exhibit, every text of it spoken where there is a voice for its language."""
        said = sentences(exhibit, Catalogue())
        missing = self._speech.missing(said)
        bar.more(_SPEECH, missing * _CLIP_SECONDS)
        done = 0

        def reached(clips: int) -> None:
            nonlocal done
            done += clips
            bar.reached(_SPEECH, done / missing, "speech")

        spoken = self._speech.languages(said, reached)
        self._spoken = tuple(spoken.values())
        return exhibit.model_copy(update={"speech": spoken})

    def _photo_made(self, bar: _PrepareProgress) -> Callable[[Original], tuple[int, int]]:
        """What makes a photo that is looked at, for it is decoded for both; and says its size."""
        photos = {task.original.sha256: task for task in self._tasks.values() if not task.is_film}

        def make(original: Original) -> tuple[int, int]:
            if (task := photos.get(original.sha256)) is None:
                raise MediaError(original.path, "the file was changed meanwhile", "save it again")
            made = task.made
            if not isinstance(made, media.PreparedPhoto):
                made = task.made = self._maker.photo(original)
                bar.reached(task.name, 1, task.paths[0])
            return made.sizes[-1].width_px, made.sizes[-1].height_px

        return make

    def _make_films(self, bar: _PrepareProgress) -> None:
        """Make all films that are not made. Raises ExhibitError with those that cannot be."""
        missing = [task for task in self._tasks.values() if task.is_film and task.made is None]
        missing.sort(key=lambda task: task.original.bytes, reverse=True)  # no long one comes last
        faults: list[Fault] = []
        pool = ThreadPoolExecutor(max(1, self._workers // 2), "film")
        try:
            with self._maker.program.stopped_by_trouble():  # before the pool waits for what runs
                running = {pool.submit(self._film, task, bar): task for task in missing}
                for future in as_completed(running):
                    task = running[future]
                    try:
                        task.made = future.result()
                    except MediaError as trouble:
                        faults += [check.fault_of(path, trouble) for path in task.paths]
                    bar.reached(task.name, 1, task.paths[0])
        finally:
            pool.shutdown(cancel_futures=True)
        if faults:
            raise ExhibitError(faults)

    def _original(self, path: str) -> Original | None:
        """A file as it is now; None if it cannot be read."""
        try:
            return self._cache.original(self._folder / path)
        except MediaError as trouble:
            self._unreadable.append(check.fault_of(path, trouble))
            return None

    def _known(self, task: _Task) -> Product | None:
        known = self._maker.known_film if task.is_film else self._maker.known_photo
        return known(task.original)

    def _film(self, task: _Task, bar: _PrepareProgress) -> Product:
        return self._maker.film(
            task.original, lambda part: bar.reached(task.name, part, task.paths[0])
        )


class _PrepareProgress:
    """How much is done: each part counts as long as it takes. May be told by any thread."""

    def __init__(
        self, progress: Callable[[float, str], None] | None, seconds: dict[str, float]
    ) -> None:
        self._progress = progress
        self._seconds = seconds
        self._parts = dict.fromkeys(seconds, 0.0)
        self._all = sum(seconds.values())
        self._last = 0.0
        self._turn = threading.Lock()

    def reached(self, name: str, part: float, file: str) -> None:
        """So much of the part called `name`, from 0 to 1, is done. Nothing is ever undone."""
        with self._turn:
            if name in self._parts:
                self._parts[name] = max(self._parts[name], part)
                done = sum(self._seconds[path] * part for path, part in self._parts.items())
                # the last step is to put all in place
                self._tell(0.99 * done / self._all, file)

    def more(self, name: str, seconds: float) -> None:
        """There is more to do than was known: a part called `name`, about so long."""
        with self._turn:
            self._seconds[name], self._parts[name] = seconds, 0.0
            self._all += seconds

    def all_done(self) -> None:
        """The exhibit is in its place."""
        with self._turn:
            self._tell(1.0, prepared.NAME)

    def _tell(self, done: float, file: str) -> None:
        self._last = max(self._last, done)
        if self._progress is not None:
            self._progress(self._last, file)


def _check(path: str) -> str:
    """Names the part of the work that checks the file at `path`."""
    return f"check {path}"
