"""One photo or film of an author, made fit for the kiosk, and never twice.

What is made depends on nothing but the bytes of the original and the recipe; whoever changes a
recipe changes its name. Every film is made anew, were it only copied: so nothing but picture and
sound passes, and all that a kiosk relies on is proven on the result; in the end the kiosk's own
decoder plays each film wholly, once.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from PIL import Image, ImageStat

from kiosk.author import ffmpeg, gaps, media_look, normal, sizes
from kiosk.author import survey as surveys
from kiosk.author.cache import Medium, Original, Product
from kiosk.author.decode import ExpectedFilm
from kiosk.author.normal import Work
from kiosk.errors import MediaError
from kiosk.media.player import usual_matrix

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from kiosk.author.cache import Cache
    from kiosk.author.ffmpeg import Ffmpeg
    from kiosk.media.film import FilmFacts

PHOTO, FILM = "photo-1", "film-4"
"""The recipes."""

_PHOTO_BYTES_A_SECOND = 8 << 20
_FILM_BYTES_A_SECOND = 1 << 20

_MOMENTS = (0.0, 0.1, 0.25, 0.5)
"""Where a poster is looked for, as parts of the film."""
_MAX_DRIFT_MS = 2000
"""A film that is so much longer or shorter than its original went wrong."""
_DARK = 24
"""The mean brightness, of 255, below which a frame says nothing."""


class PreparedSize(Medium):
    """One JPEG file of a picture."""

    width_px: int
    height_px: int


class PreparedPhoto(Product):
    """A photo, ready to show."""

    sizes: tuple[PreparedSize, ...]
    """From small to large."""

    @property
    def media(self) -> tuple[Medium, ...]:
        """All its files."""
        return self.sizes


class PreparedFilm(Product):
    """A film, ready to play."""

    film: Medium
    width_px: int
    height_px: int
    duration_ms: int
    sound: bool
    """Whether there is anything to hear: a track of silence is none."""
    gain_db: float
    """Add this to reach -23 LUFS; 0 without sound."""
    poster: tuple[PreparedSize, ...]
    """From small to large."""

    @property
    def media(self) -> tuple[Medium, ...]:
        """All its files."""
        return (self.film, *self.poster)


def photo(original: Original, cache: Cache, long_sides_px: Sequence[int]) -> PreparedPhoto:
    """The photo in growing sizes. Raises MediaError or MachineError."""
    made = known_photo(original, cache, long_sides_px)
    if made is None:
        picture = sizes.upright(original.path, long_sides_px[-1])
        made = PreparedPhoto(sizes=tuple(_store(picture, cache, long_sides_px)))
        cache.remember(_with_sides(PHOTO, long_sides_px), original, made)
    return made


def known_photo(
    original: Original, cache: Cache, long_sides_px: Sequence[int]
) -> PreparedPhoto | None:
    """The photo as prepared before; None if it has to be made."""
    return cache.recall(_with_sides(PHOTO, long_sides_px), original, PreparedPhoto)


def film(
    original: Original,
    cache: Cache,
    program: Ffmpeg,
    long_sides_px: Sequence[int],
    reached: Callable[[float], None] = lambda _: None,
) -> PreparedFilm:
    """The film as every kiosk can play it, with a poster.

    `reached` is told, now and then, how much of the work is done, from 0 to 1; it may begin again
    if an easy way does not lead there. Raises MediaError, or MachineError if there is no FFmpeg
    or the disk is full.
    """
    made = known_film(original, cache, long_sides_px)
    if made is None:
        try:
            with cache.workpiece() as workpiece:
                facts = media_look.film(original, cache, program)
                ready = _normal(original.path, facts, workpiece, cache, program, reached)
                made = _measured(ready, workpiece, cache, program, long_sides_px)
        except MediaError as trouble:  # whichever file it was met in
            raise MediaError(original.path, trouble.what, trouble.advice) from trouble
        cache.remember(_with_sides(FILM, long_sides_px), original, made)
    return made


def known_film(
    original: Original, cache: Cache, long_sides_px: Sequence[int]
) -> PreparedFilm | None:
    """The film as prepared and played before; None if there is something to do."""
    made = cache.recall(_with_sides(FILM, long_sides_px), original, PreparedFilm)
    played = made and cache.original(cache.medium(made.film.sha256))
    return made if played and media_look.was_played(played, cache) else None


def effort_seconds(original: Original, *, is_film: bool) -> float:
    """About how long it takes to make; only good for comparing one with another."""
    if is_film:
        return 1 + original.bytes / _FILM_BYTES_A_SECOND
    return 0.1 + original.bytes / _PHOTO_BYTES_A_SECOND


def _with_sides(recipe: str, long_sides_px: Sequence[int]) -> str:
    return "-".join([recipe, *map(str, long_sides_px)])


def _store(
    picture: Image.Image, cache: Cache, long_sides_px: Sequence[int]
) -> Iterator[PreparedSize]:
    """Every size of `picture`, put into the cache."""
    for jpeg in sizes.in_sizes(picture, long_sides_px):
        medium = cache.put(jpeg.content)
        yield PreparedSize(**medium.model_dump(), width_px=jpeg.width_px, height_px=jpeg.height_px)


def _heard(path: Path, facts: FilmFacts, program: Ffmpeg) -> FilmFacts:
    """`facts` with the first sound track in which there is anything to hear."""
    for track in range(facts.sound_tracks if facts.sound_tracks > 1 else 0):
        with suppress(MediaError):
            if ffmpeg.loudness(program, path, track).heard:
                return replace(facts, sound_track=track)
    return facts


def _normal(  # noqa: PLR0913, PLR0917 - each is another thing to work with
    path: Path,
    facts: FilmFacts,
    workpiece: Path,
    cache: Cache,
    program: Ffmpeg,
    reached: Callable[[float], None],
) -> FilmFacts:
    """A normal film at `workpiece`, of the film at `path`; what it is.

    What is less work is tried first: if that does not end in a normal film of the same length and
    without a fault, all of it is coded again.
    """
    facts = _heard(path, facts, program)
    seconds = max(facts.duration_ms, 1) / 1000
    trouble = None
    for attempt in dict.fromkeys((normal.work(facts), Work.ALL, Work.ALL_BY_COUNT)):
        output = program.run(
            normal.arguments(attempt, path, facts, workpiece),
            lambda done: reached(min(done / seconds, 1.0)),
        )
        if surveys.is_damaged(output.words):
            at = surveys.damaged_at(program, path, facts.duration_ms)
            if at is not None:
                raise surveys.damage(path, at)
        ready = _ready(workpiece, facts.duration_ms, program) if output.done else None
        if ready:
            wanted = ExpectedFilm(
                ready.width_px, ready.height_px, ready.duration_ms, ready.has_sound
            )
            try:
                media_look.play(Original.at(workpiece), cache, wanted)
            except MediaError as fault:
                trouble = fault
            else:
                return ready
    raise trouble or ffmpeg.failure(path, output)


def _ready(workpiece: Path, duration_ms: int, program: Ffmpeg) -> FilmFacts | None:
    """What FFmpeg made, if it is a normal film, and long enough; else None."""
    try:
        facts = surveys.survey(program, workpiece)
    except MediaError:
        return None
    is_long_enough = abs(facts.duration_ms - duration_ms) <= _MAX_DRIFT_MS
    is_plain = facts.tags <= normal.PLAIN_TAGS and facts.sound_tracks == facts.has_sound
    is_normal = normal.work(facts) is Work.COPY and is_plain and gaps.is_in_order(workpiece)
    return facts if is_normal and is_long_enough else None


def _measured(
    facts: FilmFacts, workpiece: Path, cache: Cache, program: Ffmpeg, long_sides_px: Sequence[int]
) -> PreparedFilm:
    """A normal film and its poster, put into the cache."""
    loudness = ffmpeg.loudness(program, workpiece) if facts.has_sound else None
    poster = tuple(_store(_poster(workpiece, facts, program), cache, long_sides_px))
    return PreparedFilm(
        film=cache.adopt(workpiece),
        width_px=facts.width_px,
        height_px=facts.height_px,
        duration_ms=facts.duration_ms,
        sound=loudness is not None and loudness.heard,
        gain_db=loudness.gain_db if loudness else 0.0,
        poster=poster,
    )


def _poster(path: Path, facts: FilmFacts, program: Ffmpeg) -> Image.Image:
    """The first frame that is not dark, else the brightest of those looked at."""
    brightest: tuple[float, Image.Image] | None = None
    for moment in _MOMENTS:
        frame = _frame(path, facts, moment * facts.duration_ms / 1000, program)
        if frame is None:
            continue
        brightness = ImageStat.Stat(frame.convert("L")).mean[0]
        if brightness >= _DARK:
            return frame
        if brightest is None or brightness > brightest[0]:
            brightest = (brightness, frame)
    if brightest is None:
        raise MediaError(
            path, "no frame of this film can be decoded", "export it again as MP4 (H.264)"
        )
    return brightest[1]


def _frame(path: Path, facts: FilmFacts, seconds: float, program: Ffmpeg) -> Image.Image | None:
    """One frame of a normal film, as the kiosk colours it; None if there is none so far on."""
    size = (facts.width_px, facts.height_px)
    matrix = facts.matrix or usual_matrix(*size)
    filters = [
        f"scale=in_color_matrix={matrix}:in_range=tv:out_range=pc:flags=accurate_rnd",
        "format=rgb24",
    ]
    output = program.run(
        [
            *("-ss", f"{seconds:.3f}"),
            *ffmpeg.reading(path),
            *("-map", "0:V:0", "-frames:v", "1", "-vf", ",".join(filters)),
            *("-f", "rawvideo", "pipe:1"),
        ]
    )
    if len(output.data) != 3 * size[0] * size[1]:
        return None
    return Image.frombytes("RGB", size, output.data)
