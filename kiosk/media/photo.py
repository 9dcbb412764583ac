"""A photo decoded for the glass: exactly as large as it is shown.

For a worker, not for the thread that draws: a large photo takes tenths of a second. Pillow's own
opener is left aside: it tries every format it knows, which is more than we want from a file.
"""

import math
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, TypeAlias, TypeVar

from PIL import Image
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from kiosk.errors import MediaError

MAX_PIXELS = 100_000_000
"""More is not decoded: it would take a gigabyte, and no glass shows it."""

DAMAGE = (OSError, SyntaxError, ValueError, IndexError, TypeError, EOFError, struct.error)
"""What Pillow raises on a file that is not what it says, or is cut short."""

PictureFile: TypeAlias = JpegImageFile | PngImageFile | WebPImageFile

_KINDS: dict[bytes, type[PictureFile]] = {
    b"\xff\xd8\xff": JpegImageFile,
    b"\x89PNG\r\n\x1a\n": PngImageFile,
    b"RIFF": WebPImageFile,
}
_SAME = 0.5
"""A part that differs by less than this many pixels from the size wanted is only cut out."""
_GAP = 3.0
"""Shrinking starts from a quick reduction to three times the size: no difference can be seen."""


@dataclass(frozen=True, slots=True)
class Pixels:
    """A decoded picture."""

    width_px: int
    height_px: int
    rgb: bytes
    """Three bytes a pixel, rows from top to bottom, nothing between them: 3 * width * height.

    The first row of a Kivy texture is at the bottom: `texture.flip_vertical()` puts it upright.
    """


class Sized(Protocol):
    """Anything that has a size in pixels."""

    @property
    def width_px(self) -> int:
        """How wide."""

    @property
    def height_px(self) -> int:
        """How high."""


SizedT = TypeVar("SizedT", bound=Sized)


def best(sizes: Sequence[SizedT], width_px: int, height_px: int) -> SizedT:
    """The smallest of `sizes` that fills the area without being enlarged, else the largest.

    They may be in any order; there is at least one.
    """
    growing = sorted(sizes, key=lambda size: size.width_px * size.height_px)
    for size in growing:
        if size.width_px >= width_px and size.height_px >= height_px:
            return size
    return growing[-1]


def cover(
    path: Path, width_px: int, height_px: int, *, focus_x: float = 0.5, focus_y: float = 0.5
) -> Pixels:
    """The photo at `path`, cut and scaled to be exactly this large.

    As much as possible stays, and the focus, as fractions from left and top, is as near to the
    middle as the edges allow. Reads JPEG only, as prepared. Raises MediaError.
    """
    with opened(path, (JpegImageFile,)) as picture:
        scale = max(width_px / picture.width, height_px / picture.height)
        wide = min(1, width_px / scale / picture.width)
        high = min(1, height_px / scale / picture.height)
        left = min(max(focus_x - wide / 2, 0), 1 - wide)
        top = min(max(focus_y - high / 2, 0), 1 - high)
        part = (left, top, min(left + wide, 1), min(top + high, 1))
        return _decoded(path, picture, scale, (width_px, height_px), part)


def contain(path: Path, width_px: int, height_px: int) -> Pixels:
    """The whole photo at `path`, scaled to touch the edges of this area from inside.

    Reads JPEG only, as prepared. Raises MediaError.
    """
    with opened(path, (JpegImageFile,)) as picture:
        scale = min(width_px / picture.width, height_px / picture.height)
        wanted = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
        return _decoded(path, picture, scale, wanted, (0, 0, 1, 1))


def opened(path: Path, kinds: Iterable[type[PictureFile]] = tuple(_KINDS.values())) -> PictureFile:
    """The picture file at `path`, its head read, its pixels not yet. Close it.

    Raises MediaError if it is none of `kinds` or over 100 megapixels.
    """
    try:
        with path.open("rb") as file:
            start = file.read(8)
    except OSError as error:
        raise MediaError(
            path, f"this picture cannot be read: {error.strerror}", "see whether it is still there"
        ) from error
    kind = next((kind for mark, kind in _KINDS.items() if start.startswith(mark)), None)
    if kind is None or kind not in kinds:
        raise MediaError(
            path, "this is not a picture the kiosk reads", "save it as JPEG, PNG or WebP"
        )
    try:
        picture = kind(path)
    except DAMAGE as error:
        if "Decompressed data too large" in str(error):  # Pillow's own limit for what is beside
            raise MediaError(
                path,
                "this picture carries more than 1 MB beside its pixels, such as a colour profile",
                "save it again with the profile sRGB, or with none",
            ) from error
        raise damaged(path) from error
    if picture.width * picture.height > MAX_PIXELS:
        megapixels = picture.width * picture.height / 1e6
        picture.close()
        raise MediaError(
            path,
            f"this picture has {megapixels:.0f} megapixels, more than the kiosk reads",
            "save it with at most 100 megapixels; the kiosk shows at most 3840 pixels a side",
        )
    return picture


def damaged(path: Path) -> MediaError:
    """What to raise when the picture at `path` cannot be decoded."""
    return MediaError(
        path, "this picture is damaged or cut short", "open it in a photo program, save it again"
    )


def _decoded(
    path: Path,
    picture: PictureFile,
    scale: float,
    wanted_px: tuple[int, int],
    part: tuple[float, float, float, float],
) -> Pixels:
    """The `part` (fractions: left, top, right, bottom) of `picture` at the size wanted."""
    # A JPEG can be decoded at a half, a quarter or an eighth, which is many times faster.
    picture.draft("RGB", (math.ceil(picture.width * scale), math.ceil(picture.height * scale)))
    try:
        rgb = picture.convert("RGB")
    except DAMAGE as error:
        raise damaged(path) from error
    left, top, right, bottom = part
    box = (left * rgb.width, top * rgb.height, right * rgb.width, bottom * rgb.height)
    wide, high = wanted_px
    if abs(box[2] - box[0] - wide) < _SAME and abs(box[3] - box[1] - high) < _SAME:
        x, y = (min(round(box[0]), rgb.width - wide), min(round(box[1]), rgb.height - high))
        return Pixels(wide, high, rgb.crop((x, y, x + wide, y + high)).tobytes())
    resized = rgb.resize(wanted_px, Image.Resampling.LANCZOS, box, reducing_gap=_GAP)
    return Pixels(wide, high, resized.tobytes())
