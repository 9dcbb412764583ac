"""FFmpeg as tests have it: in a hurry, counted, or always saying the same."""

from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk.author import media_look
from kiosk.author.cache import Cache, Original
from kiosk.author.ffmpeg import Ffmpeg, Output
from kiosk.author.media import MediaMaker, PreparedFilm
from kiosk.errors import KioskError
from kiosk.media.film import FilmFacts

SIDES_PX = (64, 160, 3840)


class QuickProgram(Ffmpeg):
    """FFmpeg that looks less for what a film can do without: sooner done, and a larger file."""

    def run(
        self, arguments: Sequence[str], reached: Callable[[float], None] | None = None
    ) -> Output:
        """Run FFmpeg."""
        words = list(arguments)
        if "medium" in words:
            at = words.index("medium")
            words[at : at + 1] = ["ultrafast", "-x264-params", "8x8dct=1:cabac=1"]
        return super().run(words, reached)


def facts_of(path: Path, cache: Cache) -> FilmFacts:
    """What the film at `path` is; who makes it fit with this cache need not look again."""
    return media_look.film(Original.at(path), cache, QuickProgram())


def prepared(path: Path, cache: Cache) -> tuple[PreparedFilm, Path]:
    """What was made of the film at `path`, and where the film lies."""
    made = MediaMaker(cache, QuickProgram(), SIDES_PX).film(Original.at(path))
    return made, cache.medium(made.film.sha256)


class CountingProgram(QuickProgram):
    """FFmpeg, and how often it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.runs = 0
        self.stopped = False

    def run(
        self, arguments: Sequence[str], reached: Callable[[float], None] | None = None
    ) -> Output:
        """Run FFmpeg and count it."""
        self.runs += 1
        return super().run(arguments, reached)

    def stop(self) -> None:
        """Note it."""
        self.stopped = True
        super().stop()


class SayingProgram(Ffmpeg):
    """FFmpeg that does nothing: it says these words, or raises `trouble`."""

    def __init__(
        self, words: str = "", *, done: bool = False, trouble: KioskError | None = None
    ) -> None:
        super().__init__()
        self.output = Output(done=done, data=b"", words=words)
        self.trouble = trouble

    def run(
        self, arguments: Sequence[str], reached: Callable[[float], None] | None = None
    ) -> Output:
        """Say it."""
        del arguments, reached
        if self.trouble is not None:
            raise self.trouble
        return self.output
