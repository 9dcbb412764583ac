"""Photos: upright, cut where the author said, turned by a swipe, seen closer by two fingers."""

from typing import Any

import eyes
import pytest
from darkroom import Darkroom
from glass import LANDSCAPE_PX, PORTRAIT_PX, Kiosk, MakeKiosk
from PIL import Image

from kiosk.exhibit.prepared import Prepared
from kiosk.visit import scene as scenes

RED, GREEN, BLUE, YELLOW = (230, 20, 20), (20, 200, 20), (20, 20, 230), (230, 220, 20)
NEAR = 20
"""Two shades that differ by this in every colour are the same: textures are filtered."""


def quarters() -> Image.Image:
    """A picture that tells which way up it is: a colour in each corner."""
    picture = Image.new("RGB", (1200, 800))
    for colour, corner in zip(
        (RED, GREEN, BLUE, YELLOW), ((0, 0), (600, 0), (0, 400), (600, 400)), strict=True
    ):
        picture.paste(colour, (*corner, corner[0] + 600, corner[1] + 400))
    return picture


def stripe(at: float) -> Image.Image:
    """A very wide grey picture with a red stripe at this fraction from its left."""
    picture = Image.new("RGB", (3000, 600), (128, 128, 128))
    picture.paste(RED, (round(3000 * at) - 75, 0, round(3000 * at) + 75, 600))
    return picture


def same(one: Any, other: tuple[int, int, int]) -> bool:
    """Whether two colours are the same to the eye."""
    return all(abs(a - b) <= NEAR for a, b in zip(one, other, strict=True))


def share(picture: Image.Image, colour: tuple[int, int, int]) -> float:
    """Which share of a picture has this colour."""
    counted: Any = picture.getcolors(picture.width * picture.height)
    return sum(n for n, found in counted if same(found, colour)) / (picture.width * picture.height)


@pytest.fixture
def room(room: Darkroom) -> Darkroom:
    """Where a photo can be hung."""
    room.without_films()
    return room


@pytest.fixture
def looking(attended: Kiosk) -> Kiosk:
    """Somebody looks at the photos of the first cooperative."""
    attended.press(attended.first.name.into("nl"), "Photos")
    return attended


@pytest.mark.parametrize("size_px", [LANDSCAPE_PX, PORTRAIT_PX], ids=["landscape", "portrait"])
def test_a_photo_is_upright_and_whole(
    make_kiosk: MakeKiosk, room: Darkroom, size_px: tuple[int, int]
) -> None:
    """All of the photo is there, not upside down and not mirrored, in its own proportions."""
    room.hang(quarters())
    kiosk = make_kiosk(size_px, prepared=room.prepared())
    kiosk.go(scenes.PhotosScene(kiosk.first.id))
    x, y, width, height = kiosk.screen.ids.zoom.placed
    assert width / height == pytest.approx(1.5, rel=0.01)
    picture = kiosk.pixels()
    top = size_px[1] - y - height
    seen = [
        picture.getpixel((round(x + width * across), round(top + height * down)))
        for down in (0.03, 0.97)
        for across in (0.03, 0.97)
    ]
    assert all(same(a, b) for a, b in zip(seen, (RED, GREEN, BLUE, YELLOW), strict=True))


@pytest.mark.parametrize("focus", [0.1, 0.5, 0.9])
def test_what_the_author_pointed_at_stays_when_a_photo_is_cut(
    make_kiosk: MakeKiosk, room: Darkroom, focus: float
) -> None:
    """On a cooperative's screen, on its card and in the loop the point of focus is seen."""
    room.hang(stripe(focus), focus=(focus, 0.5))
    room.only(1)
    kiosk = make_kiosk(PORTRAIT_PX, prepared=room.prepared())
    assert share(kiosk.pixels().crop((0, 0, 720, 300)), RED) > 0.05
    kiosk.wake()
    (card,) = (button for button in eyes.pressables(kiosk) if type(button).__name__ == "Card")
    place = eyes.box(card)
    top = kiosk.pixels().crop(
        (round(place.x) + 250, round(1280 - place.top) + 10, round(place.right) - 10, 400)
    )
    assert share(top, RED) > 0.02
    kiosk.tap(card)
    assert share(kiosk.pixels().crop((0, 0, 720, 400)), RED) > 0.05


def test_what_is_far_from_the_focus_is_cut(make_kiosk: MakeKiosk, room: Darkroom) -> None:
    """The other end of a very wide photo is not on the glass."""
    room.hang(stripe(0.9), focus=(0.1, 0.5))
    room.only(1)
    kiosk = make_kiosk(PORTRAIT_PX, prepared=room.prepared())
    kiosk.go(scenes.CooperativeScene(kiosk.first.id))
    assert share(kiosk.pixels().crop((0, 0, 720, 400)), RED) == 0


def test_buttons_turn_the_photos(looking: Kiosk) -> None:
    """The buttons "Continue" and "Previous" go through all photos; the last leads back."""
    cooperative = looking.first
    assert looking.find("Previous").disabled
    seen = [looking.pixels()]
    for number in range(1, len(cooperative.photos)):
        looking.press("Continue")
        assert looking.scene == scenes.PhotosScene(cooperative.id, number)
        seen.append(looking.pixels())
    assert not looking.can("Continue")
    assert len({picture.tobytes() for picture in seen}) == len(cooperative.photos)
    looking.press("Previous")
    assert looking.pixels().tobytes() == seen[-2].tobytes()
    looking.press("Continue", "Done")
    assert looking.scene == scenes.CooperativeScene(cooperative.id)


def test_a_swipe_turns_the_photos(looking: Kiosk) -> None:
    """A finger that moves left brings the next photo, to the right the one before."""
    name = looking.first.id
    looking.drag((900, 400), (800, 405), (600, 410), (400, 412))
    looking.rest()
    assert looking.scene == scenes.PhotosScene(name, 1)
    looking.drag((400, 400), (600, 405), (900, 410))
    looking.rest()
    assert looking.scene == scenes.PhotosScene(name, 0)
    looking.drag((400, 400), (600, 405), (900, 410))
    looking.rest()
    assert looking.scene == scenes.PhotosScene(name, 0)


@pytest.mark.parametrize(
    "way",
    [[(640, 400), (645, 402)], [(640, 250), (650, 400), (655, 640)], [(640, 400)]],
    ids=["a trembling tap", "a swipe up", "a tap"],
)
def test_other_movements_turn_nothing(looking: Kiosk, way: list[tuple[float, float]]) -> None:
    """A tap, a trembling finger or a swipe up or down leaves the photo where it is."""
    name = looking.first.id
    looking.drag(*way)
    looking.rest()
    assert looking.scene == scenes.PhotosScene(name, 0)
    assert looking.screen.ids.zoom.closer == 1


def test_a_button_brings_a_photo_closer(looking: Kiosk) -> None:
    """The button "Closer" shows less of the photo, but larger; at the closest it shows all."""
    whole = looking.pixels()
    looking.press("Closer")
    zoom = looking.screen.ids.zoom
    assert zoom.closer == pytest.approx(2)
    assert looking.pixels().tobytes() != whole.tobytes()
    looking.press("Closer")
    assert zoom.closer == pytest.approx(zoom.closest)
    looking.press("Whole photo")
    assert zoom.closer == pytest.approx(1)
    looking.press("Closer", "Continue")
    assert zoom.closer == 1


def test_two_fingers_bring_a_photo_closer(looking: Kiosk) -> None:
    """A pinch outward enlarges, at most to the closest; inward shows the whole photo again."""
    zoom = looking.screen.ids.zoom
    looking.pinch((640, 400), 100, 200)
    looking.rest()
    assert zoom.closer == pytest.approx(2, rel=0.05)
    looking.pinch((640, 400), 100, 900)
    looking.rest()
    assert zoom.closer == zoom.closest
    looking.pinch((640, 400), 900, 60)
    looking.rest()
    assert zoom.closer == 1
    assert looking.scene == scenes.PhotosScene(looking.first.id, 0)


def test_a_finger_moves_a_photo_that_is_closer(looking: Kiosk) -> None:
    """Pulled to a side, the other side comes into view, never anything beyond the photo's edge."""
    photos = looking.first.photos
    wide = next(
        n for n, photo in enumerate(photos) if photo.sizes[0].width_px > photo.sizes[0].height_px
    )
    looking.go(scenes.PhotosScene(looking.first.id, wide))
    looking.press("Closer", "Closer")
    zoom = looking.screen.ids.zoom
    middle = list(zoom.centre)
    looking.drag((900, 400), (700, 350), (500, 300))
    looking.rest()
    assert zoom.centre[0] > middle[0]
    for end in ((1270, 700), (10, 700), (1270, 170), (10, 170)):
        for _ in range(4):
            looking.drag((640, 420), end)
        across, down = (sorted(zoom.coordinates[n::2]) for n in (0, 1))
        assert -1e-6 <= across[0] <= across[-1] <= 1 + 1e-6
        assert -1e-6 <= down[0] <= down[-1] <= 1 + 1e-6
    assert looking.scene == scenes.PhotosScene(looking.first.id, wide)


def test_a_photo_that_cannot_be_read_leaves_its_words(
    make_kiosk: MakeKiosk, room: Darkroom, shipped: Prepared
) -> None:
    """Its caption and every button are still there, and the next photo is shown."""
    photo = shipped.exhibit.cooperatives[0].photos[0]
    room.spoil(*(size.sha256 for size in photo.sizes))
    kiosk = make_kiosk(prepared=room.prepared())
    kiosk.go(scenes.PhotosScene(kiosk.first.id))
    assert photo.caption.into("nl") in eyes.texts(kiosk)
    assert kiosk.screen.ids.zoom.texture is None
    kiosk.press("Continue")
    assert kiosk.screen.ids.zoom.texture is not None
    kiosk.press("Overview")
    assert kiosk.scene == scenes.HomeScene()
