"""What a film is, in words and numbers; and what is plainly none."""

from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import MediaError
from kiosk.media.description import Description, Matrix

FIRST_PICTURE_SECONDS = 5.0
"""A film that shows nothing for this long is broken. The player is as patient."""

CUT_OFF_MS = 2000
"""A picture that ends this much earlier than the film was cut off; the player gives up at 3000."""

FILES_ONLY = {"threads": "2", "protocol_whitelist": "file"}
"""FFmpeg's options: two threads decode, and no file may make it open an address on the network."""


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """A film, as it was found. No default: what an older program kept says too little."""

    width_px: int
    """Of the picture as it is shown: upright. Odd sizes lose a line."""
    height_px: int
    pixel_aspect: float
    """Width of a pixel when its height is 1; 1.0 almost always."""
    duration_ms: int
    """Of picture or sound, whichever is longer."""
    picture_ms: int
    """Where the last picture ends."""
    frames_per_second: float
    container: str
    """FFmpeg's names, with commas: `mov,mp4,m4a,3gp,3g2,mj2`."""
    codec: str
    """FFmpeg's name: `h264`."""
    profile: str | None
    """`High`, `Constrained Baseline`, ..."""
    pixel_format: str
    """FFmpeg's name: `yuv420p`."""
    full_range: bool
    """Black is 0 and white is 255, instead of 16 and 235."""
    matrix: Matrix | None
    """How its colours were mixed; None if the film does not say."""
    has_sound: bool
    sound_codec: str | None
    """FFmpeg's name: `aac`."""
    sound_rate_hz: int | None
    sound_channels: str | None
    """`mono`, `stereo`, `5.1`, ..."""
    transfer: str | None
    """FFmpeg's name of the curve of its brightness: `smpte2084`; None if the film does not say."""
    sound_profile: str | None
    """`LC`, ..."""
    sound_tracks: int
    sound_track: int
    """Which of them is to be heard, from 0."""
    level: int
    """Of H.264, times ten: 41; 0 of any other, or if it does not say."""
    progressive: bool
    """Whole pictures for certain, never every second line of them."""
    upright: bool
    """To be shown as it lies, neither turned nor mirrored."""
    steady: bool
    """Pictures come at one pace: but for one in a hundred, none half as soon or as late again."""
    tags: frozenset[str]
    """What the file says beside picture and sound: `location`, ..."""
    hidden_ms: int
    """So much is in the file, but cut away: never to be shown."""


def look(path: Path) -> None:
    """Name what is plain without FFmpeg. Raises MediaError."""
    again = "copy the film here again"
    try:
        if not path.exists():
            raise MediaError(path, "the file is not there", "check its name, or copy it here")
        if not path.is_file():
            raise MediaError(path, "this is not a file", "name a film")
        with path.open("rb") as file:
            if not file.read(1):
                raise MediaError(path, "the file is empty", again)
    except OSError as error:
        raise MediaError(path, f"the file cannot be read: {error.strerror}", again) from error


def refuse_no_film(path: Path, said: Description) -> None:
    """Raise MediaError if that is a picture, or sound alone."""
    if said.is_picture:
        raise MediaError(path, "this is a picture, not a film", "use it as a photo")
    if said.video is None:
        what = "there is sound in it, but no picture"
        if not said.sound:
            what = "there is no film in it"
        raise MediaError(path, what, "export the film again, with its picture")


def no_film(path: Path, *, is_headless: bool) -> MediaError:
    """What to raise for a file that FFmpeg cannot open; `is_headless`: it misses a part."""
    with path.open("rb") as file:
        is_mp4 = file.read(8)[4:] in (b"ftyp", b"mdat", b"free", b"skip", b"wide", b"moov")
    if is_mp4 and is_headless:
        return cut_off(path)
    return MediaError(path, "this is not a film that can be read", "export it again as MP4 (H.264)")


def cut_off(path: Path) -> MediaError:
    """What to raise for a film of which only the beginning is there."""
    return MediaError(path, "the film is cut off: its end is missing", "copy it here again, whole")


def minutes(milliseconds: int) -> str:
    """A length or place in a film, as `3:20`."""
    whole, seconds = divmod(round(milliseconds / 1000), 60)
    return f"{whole}:{seconds:02}"
