"""The protocol between a film player and the screen. Another decoder may take the place of ours.

All of it may be called from one other thread, the screen's; nothing here ever waits.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

Matrix: TypeAlias = Literal["bt601", "bt709"]
"""How brightness and colour difference become red, green and blue (ITU-R BT.601, BT.709)."""

PixelFormat: TypeAlias = Literal["yuv420p", "rgb24", "bgra"]
"""`yuv420p` is for graphics cards that mix colours, `rgb24` for those that cannot.

`bgra` is for none at all: as a program that draws in place of one keeps its pictures.
"""

State: TypeAlias = Literal["opening", "ready", "playing", "paused", "ended", "failed"]
"""`ready`: opened paused, with its first frame there. `failed` is for good, the rest is not."""


@dataclass(frozen=True, slots=True)
class Room:
    """Where a film is shown, in pixels: as large as a widget, which may have parts of them."""

    width: float
    height: float
    cover: bool
    """All of it, instead of the whole picture."""


@dataclass(frozen=True, slots=True)
class Screening:
    """One film, and how it is to be shown."""

    path: Path
    muted: bool = False
    gain_db: float = 0.0
    """Makes this film as loud as the others; does not depend on the volume."""
    volume: float = 1.0
    """From 0 to 1, at the start."""
    loop: bool = False
    """Begin again at the end, without a gap."""
    paused: bool = False
    """Show the first frame and wait."""
    pixels: PixelFormat = "yuv420p"
    room: Room | None = None
    """Make frames so large that they fill this, if possible; None: as large as they are."""
    matrix: Matrix | None = None
    """How its colours were mixed; None: by its size, as broadcasters do."""
    wake: Callable[[], None] = field(default=lambda: None, compare=False)
    """Called from another thread, and often, when there is a frame or news of the progress."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One picture of a film."""

    width_px: int
    """Even, like the height."""
    height_px: int
    planes: tuple[bytearray | memoryview, ...]
    """`yuv420p`: brightness, then two colour differences of half the size. Others: one plane."""
    full_range: bool
    """Black is 0 and white is 255, instead of 16 and 235. Means nothing but in `yuv420p`."""
    matrix: Matrix
    pixel_aspect: float
    """Width of a pixel when its height is 1."""
    pts_ms: int
    """Where in the film it belongs."""
    pixels: PixelFormat = "yuv420p"
    row_px: int = 0
    """Pixels from line to line of `bgra`, which may have padding; 0: the width."""
    memory: object = None
    """Keeps what the planes show, where they are no copy."""


@dataclass(frozen=True, slots=True)
class FilmProgress:
    """How far a film is, at one moment."""

    state: State = "opening"
    position_ms: int = 0
    """Of the frame that is on; or where the film was asked to go, until it is there."""
    duration_ms: int = 0
    """0 until it is known."""
    failure: str | None = None
    """Why it failed, or ended too early, in words for the journal."""
    stalled: bool = False
    """It failed because no picture came in time."""
    busy: bool = True
    """More frames may come: it opens or plays, or something asked of it is not yet done."""


class FilmPlayer(Protocol):
    """Plays one film, once opened, until it is closed."""

    @property
    def progress(self) -> FilmProgress:
        """How far it is."""

    def take(self) -> Frame | None:
        """The newest frame that nobody has taken, or None. Older ones are forgotten."""

    def play(self) -> None:
        """Go on; from the beginning if the film has ended."""

    def pause(self) -> None:
        """Hold."""

    def seek(self, position_ms: int) -> None:
        """Go to a place in the film, or to the key frame before it; play on if it was playing.

        Of many places asked for at once the last one counts.
        """

    def set_volume(self, volume: float) -> None:
        """Set the volume, from 0 to 1."""

    def fit(self, width_px: int, height_px: int) -> None:
        """Make frames so large from now on, as the room has changed. Some of before may come."""

    def close(self) -> None:
        """Stop, and give everything back, some time soon. May be called twice."""


def usual_matrix(width_px: int, height_px: int) -> Matrix:
    """How the colours of a film of this size are mixed, if nobody says: HD is BT.709.

    The limit is the one of mpv and libplacebo: larger than PAL is HD.
    """
    return "bt709" if width_px >= 1280 or height_px > 576 else "bt601"
