"""Photos decoded for the glass."""

import io
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kiosk.errors import MediaError
from kiosk.media import photo

RED, GREEN, BLUE, WHITE = (255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)


@dataclass(frozen=True)
class Size:
    """A size of a picture, as the kiosk's model has it."""

    width_px: int
    height_px: int


def saved(path: Path, picture: Image.Image) -> Path:
    """`picture` as a fine JPEG at `path`."""
    picture.save(path, "JPEG", quality=95, subsampling="4:4:4")
    return path


def corners(width_px: int, height_px: int) -> Image.Image:
    """Red and green above, blue and white below."""
    picture = Image.new("RGB", (2, 2))
    for place, colour in zip(
        [(0, 0), (1, 0), (0, 1), (1, 1)], [RED, GREEN, BLUE, WHITE], strict=True
    ):
        picture.putpixel(place, colour)
    return picture.resize((width_px, height_px), Image.Resampling.NEAREST)


def colour_at(pixels: photo.Pixels, left: float, top: float) -> tuple[int, int, int]:
    """The colour at fractions of a decoded picture, each channel all or nothing."""
    row, column = int(top * (pixels.height_px - 1)), int(left * (pixels.width_px - 1))
    start = 3 * (row * pixels.width_px + column)
    red, green, blue = (255 * (value > 127) for value in pixels.rgb[start : start + 3])
    return red, green, blue


@pytest.fixture(scope="module")
def four_colours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A photo whose quarters tell them apart."""
    return saved(tmp_path_factory.mktemp("photo") / "corners.jpg", corners(400, 300))


def test_rows_come_from_top_to_bottom(four_colours: Path) -> None:
    """The first bytes are the top left pixel, the last the bottom right one."""
    pixels = photo.contain(four_colours, 400, 300)

    assert colour_at(pixels, 0, 0) == RED
    assert colour_at(pixels, 1, 0) == GREEN
    assert colour_at(pixels, 0, 1) == BLUE
    assert colour_at(pixels, 1, 1) == WHITE


@settings(max_examples=40)
@given(
    width_px=st.integers(1, 900),
    height_px=st.integers(1, 900),
    focus_x=st.floats(0, 1),
    focus_y=st.floats(0, 1),
)
def test_a_cut_photo_is_exactly_as_large_as_wanted(
    four_colours: Path, width_px: int, height_px: int, focus_x: float, focus_y: float
) -> None:
    """Whatever the area and the focus, every pixel of the area is filled."""
    pixels = photo.cover(four_colours, width_px, height_px, focus_x=focus_x, focus_y=focus_y)

    assert (pixels.width_px, pixels.height_px) == (width_px, height_px)
    assert len(pixels.rgb) == 3 * width_px * height_px


@settings(max_examples=40)
@given(width_px=st.integers(1, 900), height_px=st.integers(1, 900))
def test_a_whole_photo_fits_the_area(four_colours: Path, width_px: int, height_px: int) -> None:
    """A photo that is shown whole touches two edges and passes none."""
    pixels = photo.contain(four_colours, width_px, height_px)

    assert pixels.width_px <= width_px
    assert pixels.height_px <= height_px
    assert pixels.width_px == width_px or pixels.height_px == height_px
    assert len(pixels.rgb) == 3 * pixels.width_px * pixels.height_px


@pytest.mark.parametrize(("focus_x", "seen"), [(0.0, RED), (0.3, RED), (0.7, GREEN), (1.0, GREEN)])
def test_the_focus_stays_visible(
    four_colours: Path, focus_x: float, seen: tuple[int, int, int]
) -> None:
    """A wide photo in a narrow frame is cut so that its focus is seen."""
    pixels = photo.cover(four_colours, 60, 300, focus_x=focus_x)

    assert colour_at(pixels, 0.5, 0) == seen


def test_a_photo_that_is_as_wide_as_the_area_is_cut_and_not_softened(tmp_path: Path) -> None:
    """Every pixel of the glass is one of the file, wherever the focus lies."""
    noise = Image.effect_noise((300, 200), 90).convert("RGB")
    path = saved(tmp_path / "noise.jpg", noise)
    with Image.open(path) as file:
        decoded = file.convert("RGB")
    for focus_y, top in ((0.0, 0), (0.503, 21), (1.0, 40)):
        pixels = photo.cover(path, 300, 160, focus_y=focus_y)
        assert pixels.rgb == decoded.crop((0, top, 300, top + 160)).tobytes()
    assert photo.contain(path, 300, 200).rgb == decoded.tobytes()


def test_a_focus_in_the_middle_is_in_the_middle_of_the_frame(tmp_path: Path) -> None:
    """Where the edges allow, the focus is in the very middle."""
    picture = Image.new("RGB", (1000, 400), WHITE)
    picture.paste(RED, (640, 0, 660, 400))
    pixels = photo.cover(saved(tmp_path / "line.jpg", picture), 200, 400, focus_x=0.65)

    assert colour_at(pixels, 0.5, 0.5) == RED
    assert colour_at(pixels, 0.4, 0.5) == WHITE
    assert colour_at(pixels, 0.6, 0.5) == WHITE


def test_a_large_photo_is_cut_at_the_same_place_as_a_small_one(tmp_path: Path) -> None:
    """Decoding at a fraction of the size, which is faster, does not move the cut."""
    large = saved(tmp_path / "large.jpg", corners(3840, 2160))
    small = saved(tmp_path / "small.jpg", corners(640, 360))

    cuts = [photo.cover(path, 96, 96, focus_x=0.6, focus_y=0.5) for path in (large, small)]

    for cut in cuts:
        edge = next(x for x in range(96) if colour_at(cut, x / 95, 0) == GREEN)
        assert edge == pytest.approx(31, abs=2)


def test_a_photo_smaller_than_the_area_is_enlarged(tmp_path: Path) -> None:
    """A photo of one row of pixels still fills the glass."""
    thin = saved(tmp_path / "thin.jpg", Image.new("RGB", (161, 1), RED))

    pixels = photo.cover(thin, 192, 108)

    assert colour_at(pixels, 0, 0) == colour_at(pixels, 1, 1) == RED
    assert (photo.contain(thin, 322, 108).width_px, photo.contain(thin, 322, 108).height_px) == (
        322,
        2,
    )


def test_a_grey_photo_is_shown_in_grey(tmp_path: Path) -> None:
    """A JPEG with one channel comes out as three."""
    grey = saved(tmp_path / "grey.jpg", Image.new("L", (40, 30), 255))

    assert photo.contain(grey, 40, 30).rgb == bytes([255]) * 3 * 40 * 30


sized = st.builds(Size, st.integers(1, 4000), st.integers(1, 4000))


@given(
    sizes=st.lists(sized, min_size=1, max_size=5),
    width_px=st.integers(1, 4000),
    height_px=st.integers(1, 4000),
)
def test_the_best_size_is_the_smallest_that_is_sharp(
    sizes: list[Size], width_px: int, height_px: int
) -> None:
    """A size that must not be enlarged is taken if there is one, and no larger than needed."""
    chosen = photo.best(sizes, width_px, height_px)

    sharp = [size for size in sizes if size.width_px >= width_px and size.height_px >= height_px]
    candidates = sharp or sizes
    areas = [candidate.width_px * candidate.height_px for candidate in candidates]
    assert chosen in candidates
    assert chosen.width_px * chosen.height_px == (min(areas) if sharp else max(areas))


def jpeg(width_px: int = 64, height_px: int = 48) -> bytes:
    """A sound JPEG."""
    file = io.BytesIO()
    corners(width_px, height_px).save(file, "JPEG")
    return file.getvalue()


def enormous() -> bytes:
    """A small JPEG that says it is 20,000 pixels wide and high."""
    content = jpeg()
    frame = content.index(b"\xff\xc0")
    side = (20_000).to_bytes(2)
    return content[: frame + 5] + side + side + content[frame + 9 :]


UNREADABLE = {
    "cut short": (jpeg(640, 480)[:900], "cut short"),
    "only its first bytes": (jpeg()[:30], "cut short"),
    "empty": (b"", "not a picture"),
    "a text": (b"This is no photo.", "not a picture"),
    "a PNG": (b"\x89PNG\r\n\x1a\n" + bytes(40), "not a picture"),
    "400 megapixels": (enormous(), "400 megapixels"),
}


@pytest.mark.parametrize(("content", "words"), UNREADABLE.values(), ids=UNREADABLE.keys())
def test_a_photo_that_cannot_be_shown_says_so(tmp_path: Path, content: bytes, words: str) -> None:
    """A broken, foreign or enormous file is one kind of error, with the file and a sentence."""
    path = tmp_path / "broken.jpg"
    path.write_bytes(content)

    for decode in (photo.cover, photo.contain):
        with pytest.raises(MediaError, match=words) as caught:
            decode(path, 64, 48)
        assert caught.value.path == path
        assert caught.value.advice


def test_a_photo_that_is_gone_says_so(tmp_path: Path) -> None:
    """A missing file is told like a broken one."""
    with pytest.raises(MediaError, match="cannot be read"):
        photo.cover(tmp_path / "gone.jpg", 64, 48)


@settings(max_examples=60)
@given(at=st.integers(2, len(jpeg()) - 1), value=st.integers(0, 255))
def test_a_flipped_byte_never_ends_the_program(
    tmp_path_factory: pytest.TempPathFactory, at: int, value: int
) -> None:
    """Whichever byte of a photo is wrong, there are pixels or a MediaError, nothing else."""
    content = bytearray(jpeg())
    content[at] = value
    path = tmp_path_factory.getbasetemp() / "flipped.jpg"
    path.write_bytes(content)

    try:
        pixels = photo.cover(path, 32, 24)
    except MediaError:
        return
    assert len(pixels.rgb) == 3 * 32 * 24
