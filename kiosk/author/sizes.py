"""An author's picture, made fit for the kiosk: upright, sRGB, opaque, and in growing sizes.

Nothing but pixels passes: a new picture is made of them, so where and when a photo was taken
cannot come along.
"""

import io
import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PIL import ExifTags, Image, ImageCms, ImageColor, ImageMath

from kiosk.media.photo import DAMAGE, PictureFile, damaged, opened

PAPER = "#FBF7F0"
"""The kiosk's paper, under what is see-through."""
QUALITY = 88
"""Of JPEG, from 1 to 95: no difference can be seen at arm's length."""
FINE_PX = 640
"""Up to this long side colours keep every pixel; above, every second one will do."""

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What puts a picture upright, by its Exif orientation (Exif 2.32, tag 274)."""


@dataclass(frozen=True, slots=True)
class Jpeg:
    """One size of a picture."""

    width_px: int
    height_px: int
    content: bytes
    """The whole file: baseline JPEG without metadata."""


def upright(path: Path, long_side_px: int) -> Image.Image:
    """The picture at `path` as plain RGB in sRGB, on paper, turned as its maker held it.

    One much larger than `long_side_px` comes out smaller, to spare memory, but never below it.
    Raises MediaError.
    """
    with opened(path) as picture:
        try:
            turn = _turn(picture)
            profile = picture.info.get("icc_profile")
            scale = min(1, long_side_px / max(picture.size))
            wide, high = (math.ceil(side * scale) for side in picture.size)
            picture.draft(None, (wide, high))
            picture.load()
            flat = _on_paper(_in_srgb(_reduce(_eight_bits(picture), long_side_px), profile))
            return flat if turn is None else flat.transpose(turn)
        except DAMAGE as error:
            raise damaged(path) from error


def in_sizes(picture: Image.Image, long_sides_px: Sequence[int]) -> Iterator[Jpeg]:
    """The RGB `picture` at each of the growing long sides, as far as it reaches.

    It is never enlarged: if it is smaller than a step, its own size is the last.
    """
    own_px = max(picture.size)
    for side_px in long_sides_px:
        yield _jpeg(picture, min(side_px, own_px))
        if own_px <= side_px:
            return


def _jpeg(picture: Image.Image, long_side_px: int) -> Jpeg:
    """One size of `picture`."""
    scale = long_side_px / max(picture.size)
    wide, high = (max(1, round(side * scale)) for side in picture.size)
    if (wide, high) != picture.size:
        picture = picture.resize((wide, high), Image.Resampling.LANCZOS, reducing_gap=3.0)
    file = io.BytesIO()
    picture.save(
        file,
        "JPEG",
        quality=QUALITY,
        subsampling="4:4:4" if long_side_px <= FINE_PX else "4:2:0",
        optimize=True,
    )
    return Jpeg(wide, high, file.getvalue())


def _turn(picture: PictureFile) -> Image.Transpose | None:
    """How `picture` must be turned. Broken metadata are no reason to refuse good pixels."""
    with suppress(*DAMAGE):
        return _TURNS.get(picture.getexif().get(ExifTags.Base.Orientation, 1))
    return None


def _eight_bits(picture: Image.Image) -> Image.Image:
    """`picture` in a mode with eight bits a channel that colour management knows."""
    if picture.mode.startswith("I"):
        grey = picture.convert("I")
        seen = grey.point(lambda shade: shade * (1 / 256)).convert("L")
        level = picture.info.get("transparency")
        if not isinstance(level, int):
            return seen
        # One shade of 65,536 is see-through.
        solid = ImageMath.lambda_eval(
            lambda channels: channels["convert"]((channels["grey"] != level) * 255, "L"), grey=grey
        )
        return Image.merge("LA", (seen, solid))
    see_through = "transparency" in picture.info
    if picture.mode in ("P", "PA") or (see_through and picture.mode in ("1", "L", "RGB")):
        return picture.convert("RGBA")
    if picture.mode == "1":
        return picture.convert("L")
    return picture


def _reduce(picture: Image.Image, long_side_px: int) -> Image.Image:
    """`picture`, a whole number of times smaller if that leaves it at least as large as wanted."""
    times = max(picture.size) // long_side_px
    return picture.reduce(times) if times > 1 else picture


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """`picture` with its colours moved from `profile` to sRGB; RGBA if any is see-through.

    A profile that cannot be read, or is for another kind of picture, is passed over.
    """
    alpha = picture.getchannel("A") if picture.has_transparency_data else None
    plain = {"LA": "L", "RGBA": "RGB"}.get(picture.mode)
    colours = picture.convert(plain) if plain else picture
    if profile:
        with suppress(ImageCms.PyCMSError, *DAMAGE):
            own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if not ImageCms.getProfileDescription(own).startswith("sRGB"):
                managed = ImageCms.profileToProfile(
                    colours,
                    own,
                    ImageCms.createProfile("sRGB"),
                    ImageCms.Intent.RELATIVE_COLORIMETRIC,
                    "RGB",
                    flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
                )
                colours = managed or colours
    if alpha is None:
        return colours
    see_through = colours.convert("RGB")
    see_through.putalpha(alpha)
    return see_through


def _on_paper(picture: Image.Image) -> Image.Image:
    """A new RGB picture with the pixels of `picture`, and nothing else of it."""
    flat = Image.new("RGB", picture.size, ImageColor.getrgb(PAPER))
    flat.paste(picture.convert("RGB"), mask=picture if picture.mode == "RGBA" else None)
    return flat
