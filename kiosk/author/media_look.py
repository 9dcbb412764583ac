"""One photo or film of an author, looked at: what it is, or what is wrong with it, and never twice.

What was seen is kept by the SHA-256 of the file and by the tool that looked. A fault is kept only
if the file can still be read, every byte of it: a stick that was pulled out makes no film broken.
"""

from collections.abc import Callable
from contextlib import suppress

import PIL

from kiosk.author import decode, ffmpeg, sizes
from kiosk.author.cache import Cache, Original, Product
from kiosk.author.decode import ExpectedFilm
from kiosk.author.ffmpeg import Ffmpeg
from kiosk.author.survey import survey
from kiosk.errors import FfmpegError, MachineError, MediaError
from kiosk.media.film import FilmFacts

PHOTO, FILM, PLAYED = "look-photo-1", "look-film-2", "look-played-1"
"""How they are looked at; whoever changes that changes the name."""


class MediaLook(Product):
    """The findings on one photo or film."""

    size_px: tuple[int, int] | None = None
    """Of a photo, upright: its own, or what was left of it when it was reduced."""
    facts: FilmFacts | None = None
    """Of a film."""
    what: str = ""
    """What is wrong, in words for its author; empty if nothing is."""
    advice: str = ""


def photo(original: Original, cache: Cache | None, long_side_px: int) -> tuple[int, int]:
    """How large the photo is, once it is upright. Raises MediaError."""

    def seen() -> MediaLook:
        return MediaLook(size_px=sizes.upright(original.path, long_side_px).size)

    recipe = f"{PHOTO}-{long_side_px}-{PIL.__version__}"
    return _look(recipe, original, cache, seen).size_px or (0, 0)


def film(original: Original, cache: Cache | None, program: Ffmpeg) -> FilmFacts:
    """The facts of the film. Raises MediaError, or MachineError if there is no FFmpeg."""
    recipe = f"{FILM}-{ffmpeg.version()}"
    look = _look(recipe, original, cache, lambda: MediaLook(facts=survey(program, original.path)))
    if look.facts is None:
        raise MediaError(original.path, "this film was never looked at", "check it again")
    return look.facts


def play(made: Original, cache: Cache, wanted: ExpectedFilm) -> None:
    """Play a film that was made, to its end. Raises MediaError if it is not as `wanted`."""

    def seen() -> MediaLook:
        decode.play(made.path, wanted)
        return MediaLook()

    _look(PLAYED, made, cache, seen)


def was_played(made: Original, cache: Cache) -> bool:
    """Whether a film that was made was played, and well."""
    look = cache.recall(PLAYED, made, MediaLook)
    return look is not None and not look.what


def _look(
    recipe: str, original: Original, cache: Cache | None, seen: Callable[[], MediaLook]
) -> MediaLook:
    """The findings kept under `recipe`, or else those of `seen`."""
    look = cache.recall(recipe, original, MediaLook) if cache else None
    if look is None:
        try:
            look = seen()
        except MediaError as trouble:
            lasts = not isinstance(trouble, FfmpegError)
            if cache is None or not lasts or Original.at(original.path) != original:
                raise
            look = MediaLook(what=trouble.what, advice=trouble.advice)
        if cache is not None:
            with suppress(MachineError):  # then it is looked at again
                cache.remember(recipe, original, look)
    if look.what:
        raise MediaError(original.path, look.what, look.advice)
    return look
