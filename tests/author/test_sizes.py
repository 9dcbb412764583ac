"""An author's picture becomes the sizes the kiosk shows."""

import io
import struct
from pathlib import Path
from typing import Any

import pytest
from filmmaker import sample
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

from kiosk.author import sizes
from kiosk.errors import MediaError

SIDES_PX = (640, 1920, 3840)

RED, BLUE, PAPER = (255, 0, 0), (0, 0, 255), (0xFB, 0xF7, 0xF0)


def segments(jpeg: bytes) -> list[str]:
    """The names of the markers of a JPEG up to its pixels, with what an APP segment says it is."""
    names = {0xC0: "SOF0", 0xC2: "SOF2", 0xC4: "DHT", 0xDB: "DQT", 0xDD: "DRI", 0xFE: "COM"}
    found: list[str] = []
    at = 2
    while True:
        assert jpeg[at] == 0xFF
        marker, length = jpeg[at + 1], int.from_bytes(jpeg[at + 2 : at + 4])
        if marker == 0xDA:
            return found
        told = jpeg[at + 4 : at + 4 + length - 2].split(b"\0")[0].decode("latin-1")
        found.append(f"APP {told}" if 0xE0 <= marker <= 0xEF else names[marker])
        at += 2 + length


def near(one: Any, other: tuple[int, int, int], by: int = 6) -> bool:
    """Whether two colours look the same; JPEG moves them a little."""
    return all(abs(a - b) <= by for a, b in zip(one, other, strict=True))


def put(path: Path, picture: Image.Image, **how: Any) -> Path:
    """`picture` saved at `path` by the format of its name."""
    picture.save(path, **how)
    return path


def shown(path: Path) -> Image.Image:
    """The largest prepared size of the picture at `path`, as the kiosk will decode it."""
    last = list(sizes.in_sizes(sizes.upright(path, SIDES_PX[-1]), SIDES_PX))[-1]
    return Image.open(io.BytesIO(last.content)).convert("RGB")


PHONE_PHOTOS = {
    "pic1/IMG_20200827_231612.jpg": SIDES_PX,
    "pic1/IMG_1054.JPG": (320, 641),
    "pic2/IMG_20191224_234846.jpg": (320, 641),
    "pic2/IMG_20200124_231153.jpg": (320, 641),
    "pic2/IMG_20200608_111614.jpg": (320, 641),
}
"""With the sizes that are made of them: the largest takes long, and is made as a smaller one is."""


@pytest.mark.parametrize(("name", "sides_px"), PHONE_PHOTOS.items(), ids=PHONE_PHOTOS.keys())
def test_where_a_phone_photo_was_taken_is_gone(name: str, sides_px: tuple[int, ...]) -> None:
    """No size of a phone photo keeps anything but pixels: no Exif, GPS, XMP, profile, comment."""
    with Image.open(sample(name)) as original:
        assert original.getexif().get_ifd(ExifTags.IFD.GPSInfo), "the sample has a place to lose"

    made = list(sizes.in_sizes(sizes.upright(sample(name), sides_px[-1]), sides_px))
    assert tuple(max(jpeg.width_px, jpeg.height_px) for jpeg in made) == sides_px
    for jpeg in made:
        assert set(segments(jpeg.content)) == {"APP JFIF", "DQT", "SOF0", "DHT"}
        assert b"Exif" not in jpeg.content
        with Image.open(io.BytesIO(jpeg.content)) as prepared:
            assert not dict(prepared.getexif())


def test_a_phone_photo_held_upside_down_is_put_upright() -> None:
    """A real photo with orientation 3 is turned by half a circle, pixels and all."""
    path = sample("pic2/IMG_20200124_231153.jpg")
    with Image.open(path) as original:
        assert original.getexif()[ExifTags.Base.Orientation] == 3
        original.draft("RGB", (640, 480))
        expected = original.transpose(Image.Transpose.ROTATE_180).resize((16, 12))

    prepared = sizes.upright(path, 640).resize((16, 12))

    differences = zip(expected.tobytes(), prepared.tobytes(), strict=True)
    assert max(abs(a - b) for a, b in differences) < 16


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("pic1/empty.jpg", [(161, 1)]),
        ("pic1/IMG-20191006-WA0002.jpg", [(640, 480), (1024, 768)]),
        ("pic1/debian.png", [(640, 480), (800, 600)]),
        ("pic1/debian_logo.png", [(100, 123)]),
    ],
)
def test_real_pictures_come_in_growing_sizes(name: str, expected: list[tuple[int, int]]) -> None:
    """Long sides are 640, 1920 and 3840; a smaller picture ends with its own size."""
    made = sizes.in_sizes(sizes.upright(sample(name), SIDES_PX[-1]), SIDES_PX)

    assert [(size.width_px, size.height_px) for size in made] == expected


@settings(max_examples=25)
@given(width_px=st.integers(1, 400), height_px=st.integers(1, 400))
def test_sizes_grow_and_are_never_larger_than_the_picture(width_px: int, height_px: int) -> None:
    """Each step is reached or is the picture's own; the shape stays; the file is as told."""
    picture = Image.new("RGB", (width_px, height_px))
    made = list(sizes.in_sizes(picture, (40, 120, 240)))

    own = max(width_px, height_px)
    expected = [side for side in (40, 120, 240) if side < own]
    expected += [min(own, 240)] if len(expected) < 3 else []
    assert [max(size.width_px, size.height_px) for size in made] == expected
    for size in made:
        assert Image.open(io.BytesIO(size.content)).size == (size.width_px, size.height_px)
        scale = max(size.width_px, size.height_px) / own
        assert abs(size.width_px - max(1, width_px * scale)) <= 0.5
        assert abs(size.height_px - max(1, height_px * scale)) <= 0.5


@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_way_to_hold_a_camera_ends_upright(tmp_path: Path, orientation: int) -> None:
    """All eight Exif orientations show the same picture."""
    upright = Image.new("RGB", (60, 40), BLUE)
    upright.paste(RED, (0, 0, 30, 20))
    undo = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    held = upright.transpose(undo[orientation]) if orientation > 1 else upright
    path = put(tmp_path / "held.jpg", held, exif=exif, quality=95)

    prepared = shown(path)

    assert prepared.size == (60, 40)
    assert near(prepared.getpixel((8, 8)), RED)
    assert near(prepared.getpixel((52, 8)), BLUE)
    assert near(prepared.getpixel((8, 32)), BLUE)


@pytest.mark.filterwarnings("ignore:Corrupt EXIF data")  # Pillow's own words; we go on
def test_broken_metadata_are_no_reason_to_refuse_a_photo(tmp_path: Path) -> None:
    """A photo whose Exif is nonsense is shown as its pixels lie."""
    path = put(tmp_path / "odd.jpg", Image.new("RGB", (50, 40), RED), exif=b"Exif\0\0MM\0*nonsense")

    assert shown(path).size == (50, 40)


def swapped_profile() -> bytes:
    """An ICC profile (version 2, ICC.1:2001-04) in which red and blue have changed places."""

    def xyz(*values: float) -> bytes:
        return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))

    curve = b"curv\0\0\0\0" + struct.pack(">IH", 1, round(2.2 * 256)) + bytes(2)
    name = b"Swapped\0"
    tags = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(78),
        b"cprt": b"text\0\0\0\0none\0\0\0\0",
        b"wtpt": xyz(0.9642, 1.0, 0.8249),
        b"rXYZ": xyz(0.1431, 0.0606, 0.7141),
        b"gXYZ": xyz(0.3851, 0.7169, 0.0971),
        b"bXYZ": xyz(0.4361, 0.2225, 0.0139),
        b"rTRC": curve,
        b"gTRC": curve,
        b"bTRC": curve,
    }
    table, data = struct.pack(">I", len(tags)), b""
    for tag, content in tags.items():
        table += tag + struct.pack(">II", 132 + 12 * len(tags) + len(data), len(content))
        data += content + bytes(-len(content) % 4)
    head = struct.pack(
        ">I4sI4s4s4s", 128 + len(table + data), b"", 0x02100000, b"mntr", b"RGB ", b"XYZ "
    )
    head += bytes(12) + b"acsp" + bytes(28) + struct.pack(">3i", 63190, 65536, 54061)
    return head.ljust(128, b"\0") + table + data


@pytest.mark.parametrize(
    ("mode", "ending"),
    [("RGB", "jpg"), ("RGB", "png"), ("RGB", "webp"), ("RGBA", "png"), ("RGBA", "webp")],
)
def test_colours_of_another_profile_are_moved_to_srgb(
    tmp_path: Path, mode: str, ending: str
) -> None:
    """A picture in a foreign colour space looks as its maker saw it."""
    picture = Image.new("RGB", (20, 20), RED).convert(mode)
    path = put(tmp_path / f"managed.{ending}", picture, icc_profile=swapped_profile())

    assert near(shown(path).getpixel((10, 10)), BLUE)


@pytest.mark.parametrize("profile", [swapped_profile(), swapped_profile()[:200], b"nonsense"])
def test_a_profile_for_another_kind_of_picture_is_passed_over(
    tmp_path: Path, profile: bytes
) -> None:
    """A profile that is broken or does not fit is no reason to refuse a picture."""
    path = put(tmp_path / "grey.jpg", Image.new("L", (20, 20), 90), icc_profile=profile)

    assert near(shown(path).getpixel((10, 10)), (90, 90, 90))


def test_srgb_stays_as_it_is(tmp_path: Path) -> None:
    """A picture that says it is sRGB is not computed a second time."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = Image.effect_noise((64, 64), 90).convert("RGB")
    path = put(tmp_path / "plain.png", picture, icc_profile=srgb)

    assert sizes.upright(path, 3840).tobytes() == picture.tobytes()


def palette() -> Image.Image:
    """A picture of two numbered colours."""
    picture = Image.new("P", (20, 20), 1)
    picture.putpalette([*BLUE, *RED])
    return picture


def sixteen_bits() -> Image.Image:
    """A grey picture of sixteen bits, three quarters bright."""
    return Image.frombytes("I;16", (20, 20), (0xC000).to_bytes(2, "little") * 400)


CLEAR = Image.new("RGBA", (20, 20), (255, 0, 0, 0))
ODD: dict[str, tuple[str, Image.Image, dict[str, Any], tuple[int, int, int]]] = {
    "numbered colours": ("png", palette(), {}, RED),
    "a see-through number": ("png", palette(), {"transparency": 1}, PAPER),
    "sixteen bits": ("png", sixteen_bits(), {}, (192, 192, 192)),
    "black and white": ("png", Image.new("1", (20, 20), 1), {}, (255, 255, 255)),
    "grey": ("jpg", Image.new("L", (20, 20), 90), {}, (90, 90, 90)),
    "a see-through grey": ("png", Image.new("L", (20, 20), 90), {"transparency": 90}, PAPER),
    "a see-through colour": ("png", Image.new("RGB", (1, 1), RED), {"transparency": RED}, PAPER),
    "see-through": ("png", CLEAR, {}, PAPER),
    "a see-through WebP": ("webp", CLEAR, {}, PAPER),
    "see-through black": ("png", Image.new("LA", (20, 20), (0, 0)), {}, PAPER),
    "half": ("png", Image.new("RGBA", (20, 20), (0, 0, 0, 128)), {}, (125, 123, 120)),
    "printer's colours": ("jpg", Image.new("CMYK", (20, 20), (0, 255, 255, 0)), {}, RED),
    "a lossless WebP": ("webp", Image.new("RGB", (20, 20), RED), {"lossless": True}, RED),
}


@pytest.mark.parametrize("name", ODD)
def test_every_kind_of_picture_becomes_plain_colours_on_paper(tmp_path: Path, name: str) -> None:
    """Whatever the mode, a person sees the same; what is see-through shows paper, not black."""
    ending, picture, how, colour = ODD[name]

    prepared = shown(put(tmp_path / f"odd.{ending}", picture, **how))

    assert near(prepared.getpixel((0, 0)), colour)


def test_comments_do_not_come_along(tmp_path: Path) -> None:
    """Words written into a file stay with its author."""
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "the spare key is under the mat")
    png = put(tmp_path / "secret.png", Image.new("RGB", (20, 20)), pnginfo=words)
    jpg = put(tmp_path / "secret.jpg", Image.new("RGB", (20, 20)), comment=b"under the mat")

    for path in (png, jpg):
        for jpeg in sizes.in_sizes(sizes.upright(path, 3840), SIDES_PX):
            assert b"under the mat" not in jpeg.content
            assert "COM" not in segments(jpeg.content)


def test_small_sizes_keep_every_colour_and_large_ones_share_them(tmp_path: Path) -> None:
    """Cards are shown with full colours (4:4:4); large sizes spare space (4:2:0)."""
    path = put(tmp_path / "red.png", Image.new("RGB", (800, 600), RED))

    small, large = sizes.in_sizes(sizes.upright(path, 3840), SIDES_PX)

    def luma(jpeg: bytes) -> int:
        """How often luma is sampled for each colour, as JPEG writes it."""
        return jpeg[jpeg.index(b"\xff\xc0") + 11]

    assert luma(small.content) == 0x11
    assert luma(large.content) == 0x22


def test_the_same_picture_gives_the_same_bytes(tmp_path: Path) -> None:
    """Preparing twice changes nothing that a stick would have to carry."""
    picture = Image.effect_noise((700, 500), 80)
    path = put(tmp_path / "noise.jpg", picture)

    def once() -> list[bytes]:
        return [size.content for size in sizes.in_sizes(sizes.upright(path, 3840), SIDES_PX)]

    assert once() == once()


@pytest.mark.parametrize(
    ("ending", "mode"),
    [("jpg", mode) for mode in ("RGB", "L", "CMYK")]
    + [("png", mode) for mode in ("RGB", "RGBA", "L", "LA", "P", "1")]
    + [("webp", mode) for mode in ("RGB", "RGBA")],
)
def test_a_huge_picture_takes_no_more_memory_than_needed(
    tmp_path: Path, ending: str, mode: str
) -> None:
    """A picture several times as large as the largest size is worked on at about that size."""
    picture = Image.new("RGB", (4000, 1000), "white").convert(mode)
    path = put(tmp_path / f"huge.{ending}", picture)

    small = sizes.upright(path, 1000)

    assert small.size == (1000, 250)
    assert near(small.getpixel((500, 120)), (255, 255, 255))


UNREADABLE = {
    "a text": b"This is no picture.",
    "nothing": b"",
    "a PNG cut short": b"\x89PNG\r\n\x1a\n" + bytes(20),
    "a WebP cut short": b"RIFF\x20\0\0\0WEBPVP8 \x10\0\0\0",
    "a sound in RIFF": b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0",
}


@pytest.mark.parametrize("ending", ["jpg", "png", "webp"])
def test_a_picture_that_breaks_off_says_so(tmp_path: Path, ending: str) -> None:
    """Half a picture is not shown with the rest in grey."""
    path = put(tmp_path / f"half.{ending}", Image.effect_noise((300, 200), 80))
    path.write_bytes(path.read_bytes()[:9000])

    with pytest.raises(MediaError, match="cut short"):
        sizes.upright(path, 640)


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_picture_that_is_none_says_so(tmp_path: Path, content: bytes) -> None:
    """What cannot be read is a MediaError that names the file."""
    path = tmp_path / "broken.png"
    path.write_bytes(content)

    with pytest.raises(MediaError) as caught:
        sizes.upright(path, 640)
    assert caught.value.path == path
