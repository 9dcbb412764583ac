"""One photo or film of an author, made fit for the kiosk, and never twice.

What is made depends on nothing but the bytes of the original and the recipe; whoever changes a
recipe changes its name. Every film is made anew, were it only copied: so nothing but picture and
sound passes, and all that a kiosk relies on is proven on the result; in the end the kiosk's own
decoder plays each film wholly, once.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image, ImageStat

from kiosk.author import ffmpeg, gaps, media_look, normal, sizes
from kiosk.author import survey as surveys
from kiosk.author.cache import Cache, Medium, Original, Product
from kiosk.author.decode import ExpectedFilm
from kiosk.author.ffmpeg import Ffmpeg
from kiosk.author.normal import Work
from kiosk.errors import MediaError
from kiosk.exhibit import model
from kiosk.media.film import FilmFacts
from kiosk.media.player import usual_matrix

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


@dataclass(frozen=True, slots=True)
class MediaMaker:
    """Makes photos and films fit for the kiosk, by one FFmpeg and into one cache."""

    cache: Cache
    program: Ffmpeg
    long_sides_px: tuple[int, ...] = model.LONG_SIDES_PX
    """The sizes of photos and posters, from small to large."""

    def photo(self, original: Original) -> PreparedPhoto:
        """The photo in growing sizes. Raises MediaError or MachineError."""
        made = self.known_photo(original)
        if made is None:
            picture = sizes.upright(original.path, self.long_sides_px[-1])
            made = PreparedPhoto(sizes=self._store(picture))
            self.cache.remember(self._recipe(PHOTO), original, made)
        return made

    def known_photo(self, original: Original) -> PreparedPhoto | None:
        """The photo as prepared before; None if it has to be made."""
        return self.cache.recall(self._recipe(PHOTO), original, PreparedPhoto)

    def film(
        self, original: Original, reached: Callable[[float], None] = lambda _: None
    ) -> PreparedFilm:
        """The film as every kiosk can play it, with a poster.

        `reached` is told, now and then, how much of the work is done, from 0 to 1; it may begin
        again if an easy way does not lead there. Raises MediaError, or MachineError if there is no
        FFmpeg or the disk is full.
        """
        made = self.known_film(original)
        if made is None:
            try:
                with self.cache.workpiece() as workpiece:
                    facts = media_look.film(original, self.cache, self.program)
                    ready = self._normalise(original.path, facts, workpiece, reached)
                    made = self._measure(ready, workpiece)
            except MediaError as trouble:  # whichever file it was met in
                raise MediaError(original.path, trouble.what, trouble.advice) from trouble
            self.cache.remember(self._recipe(FILM), original, made)
        return made

    def known_film(self, original: Original) -> PreparedFilm | None:
        """The film as prepared and played before; None if there is something to do."""
        made = self.cache.recall(self._recipe(FILM), original, PreparedFilm)
        played = made and self.cache.original(self.cache.medium(made.film.sha256))
        return made if played and media_look.was_played(played, self.cache) else None

    def _recipe(self, name: str) -> str:
        return "-".join([name, *map(str, self.long_sides_px)])

    def _store(self, picture: Image.Image) -> tuple[PreparedSize, ...]:
        """Every size of `picture`, put into the cache."""
        return tuple(
            PreparedSize(
                **self.cache.put(jpeg.content).model_dump(),
                width_px=jpeg.width_px,
                height_px=jpeg.height_px,
            )
            for jpeg in sizes.in_sizes(picture, self.long_sides_px)
        )

    def _normalise(
        self, path: Path, facts: FilmFacts, workpiece: Path, reached: Callable[[float], None]
    ) -> FilmFacts:
        """A normal film at `workpiece`, of the film at `path`; what it is.

        What is less work is tried first: if that does not end in a normal film of the same length
        and without a fault, all of it is coded again.
        """
        facts = _with_audible_track(path, facts, self.program)
        seconds = max(facts.duration_ms, 1) / 1000
        trouble = None
        for attempt in dict.fromkeys((normal.work(facts), Work.ALL, Work.ALL_BY_COUNT)):
            output = self.program.run(
                normal.arguments(attempt, path, facts, workpiece),
                lambda done: reached(min(done / seconds, 1.0)),
            )
            if surveys.is_damaged(output.words):
                at = surveys.find_damage(self.program, path, facts.duration_ms)
                if at is not None:
                    raise surveys.damage_error(path, at)
            if not output.done:
                continue
            made = Original.at(workpiece)
            ready = self._ready(made, facts.duration_ms)
            if ready:
                size = (ready.width_px, ready.height_px)
                wanted = ExpectedFilm(*size, ready.duration_ms, ready.has_sound)
                try:
                    media_look.play(made, self.cache, wanted)
                except MediaError as fault:
                    trouble = fault
                else:
                    return ready
        raise trouble or ffmpeg.failure(path, output)

    def _ready(self, made: Original, duration_ms: int) -> FilmFacts | None:
        """What FFmpeg made, if it is a normal film, and long enough; else None."""
        try:
            facts = media_look.film(made, self.cache, self.program)
        except MediaError:
            return None
        is_long_enough = abs(facts.duration_ms - duration_ms) <= _MAX_DRIFT_MS
        is_plain = facts.tags <= normal.PLAIN_TAGS and facts.sound_tracks == facts.has_sound
        is_normal = normal.work(facts) is Work.COPY and is_plain and gaps.is_in_order(made.path)
        return facts if is_normal and is_long_enough else None

    def _measure(self, facts: FilmFacts, workpiece: Path) -> PreparedFilm:
        """A normal film and its poster, put into the cache."""
        loudness = ffmpeg.loudness(self.program, workpiece) if facts.has_sound else None
        poster = self._store(_poster(workpiece, facts, self.program))
        return PreparedFilm(
            film=self.cache.adopt(workpiece),
            width_px=facts.width_px,
            height_px=facts.height_px,
            duration_ms=facts.duration_ms,
            sound=loudness is not None and loudness.heard,
            gain_db=loudness.gain_db if loudness else 0.0,
            poster=poster,
        )


def effort_seconds(original: Original, *, is_film: bool) -> float:
    """About how long it takes to make; only good for comparing one with another."""
    if is_film:
        return 1 + original.bytes / _FILM_BYTES_A_SECOND
    return 0.1 + original.bytes / _PHOTO_BYTES_A_SECOND


def _with_audible_track(path: Path, facts: FilmFacts, program: Ffmpeg) -> FilmFacts:
    """`facts` with the first sound track in which there is anything to hear."""
    for track in range(facts.sound_tracks if facts.sound_tracks > 1 else 0):
        with suppress(MediaError):
            if ffmpeg.loudness(program, path, track).heard:
                return replace(facts, sound_track=track)
    return facts


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
        what = "no frame of this film can be decoded"
        raise MediaError(path, what, "export it again as MP4 (H.264)")
    return brightest[1]


def _frame(path: Path, facts: FilmFacts, seconds: float, program: Ffmpeg) -> Image.Image | None:
    """One frame of a normal film, as the kiosk colours it; None if there is none so far on."""
    size = (facts.width_px, facts.height_px)
    matrix = facts.matrix or usual_matrix(*size)
    scale = f"scale=in_color_matrix={matrix}:in_range=tv:out_range=pc:flags=accurate_rnd"
    output = program.run(
        [
            *("-ss", f"{seconds:.3f}"),
            *ffmpeg.reading(path),
            *("-map", "0:V:0", "-frames:v", "1", "-vf", f"{scale},format=rgb24"),
            *("-f", "rawvideo", "pipe:1"),
        ]
    )
    if len(output.data) != 3 * size[0] * size[1]:
        return None
    return Image.frombytes("RGB", size, output.data)
