"""Films on the glass: the right colours, in the right place, never a flash, nothing left behind."""

import gc
import threading
import weakref
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from filmmaker import X264, FilmMaker
from glass import LARGEST_PX, Panel
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from kiosk.clock import SystemClock
from kiosk.media.player import FilmPlayer, FilmProgress, Frame, Matrix, Room, Screening
from kiosk.media.projector import Films
from kiosk.media.sound import Loudspeaker
from kiosk.ui import looks
from kiosk.ui.redraw import Redraw
from kiosk.ui.widgets.caption import Caption
from kiosk.ui.widgets.film import FilmView
from kiosk.ui.widgets.progress import Progress

BACKGROUND = (255, 0, 255)
SIZE = (320, 180)


class Pane:
    """A small glass with nothing on it, to put films on and to look at."""

    def __init__(self, panel: Panel) -> None:
        from kivy.graphics import Color, Rectangle
        from kivy.uix.widget import Widget

        self._panel = panel
        self.until = panel.until
        panel.blind = True
        panel.resize(SIZE)
        self.root = Widget(size=SIZE)
        with self.root.canvas.before:
            Color(*[part / 255 for part in BACKGROUND])
            Rectangle(size=SIZE)
        panel.window.add_widget(self.root)

    def redraw(self) -> Redraw:
        """As where no graphics card draws; but everything is drawn each time."""
        from kiosk.ui.redraw import Redraw

        return Redraw(self._panel.window)

    def close(self) -> None:
        """Take all away."""
        from kiosk.ui.widgets.film import FilmView

        for widget in self.root.walk():
            if isinstance(widget, FilmView):
                widget.close()
        self._panel.window.remove_widget(self.root)
        self.turn()
        self._panel.blind = False
        self._panel.resize(LARGEST_PX)

    def turn(self, times: int = 3) -> None:
        """Let Kivy go round."""
        for _ in range(times):
            self._panel.turn(1 / 60)

    def look(self) -> Image.Image:
        """What is on the glass."""
        self.turn(1)
        return self._panel.pixels()

    def at(self, x: float, y: float) -> tuple[int, int, int]:
        """The colour at a place: fractions from left and top."""
        red, green, blue = self.look().getpixel((int(x * SIZE[0]), int(y * SIZE[1])))
        return red, green, blue


@pytest.fixture
def pane(panel: Panel) -> Iterator[Pane]:
    """A glass for films."""
    made = Pane(panel)
    yield made
    made.close()


@pytest.fixture(scope="session")
def maker(tmp_path_factory: pytest.TempPathFactory) -> FilmMaker:
    """Makes films, once for all tests."""
    return FilmMaker(tmp_path_factory.getbasetemp() / "films")


@pytest.fixture
def films() -> Iterator[Films]:
    """Films on this machine; all of them are closed in the end."""
    clock = SystemClock()
    films = Films(clock, Loudspeaker(clock, lambda: True))
    yield films
    assert films.close(20)


class PaperPlayer:
    """A player that does what a test says, and notes what the view asks."""

    def __init__(self, screening: Screening) -> None:
        self.screening = screening
        self.progress = FilmProgress()
        self.frames: list[Frame] = []
        self.asked: list[tuple[str, float]] = []
        self.fitted: tuple[int, int] | None = None

    def take(self) -> Frame | None:
        """The newest frame."""
        newest = self.frames[-1] if self.frames else None
        self.frames.clear()
        return newest

    def play(self) -> None:
        """Note it."""
        self.asked.append(("play", 0))

    def pause(self) -> None:
        """Note it."""
        self.asked.append(("pause", 0))

    def seek(self, position_ms: int) -> None:
        """Note it."""
        self.asked.append(("seek", position_ms))

    def set_volume(self, volume: float) -> None:
        """Note it."""
        self.asked.append(("volume", volume))

    def fit(self, width_px: int, height_px: int) -> None:
        """Note it."""
        self.fitted = (width_px, height_px)

    def close(self) -> None:
        """Note it."""
        self.asked.append(("close", 0))

    def show(self, frame: Frame | None = None, **changes: Any) -> None:
        """Come this far, with a frame or without, and tell."""
        if frame is not None:
            self.frames.append(frame)
        self.progress = replace(self.progress, **changes)
        self.screening.wake()


class PaperFilms:
    """Opens paper players."""

    def __init__(self, pane: Pane) -> None:
        self._pane = pane
        self.opened: list[PaperPlayer] = []

    def __call__(self, screening: Screening) -> FilmPlayer:
        """Open a film."""
        self.opened.append(PaperPlayer(screening))
        return self.opened[-1]

    @property
    def last(self) -> PaperPlayer:
        """The film that was opened last."""
        return self.opened[-1]

    def show(self, frame: Frame | None = None, **changes: Any) -> None:
        """Let the last film come this far, and the view see it."""
        self.last.show(frame, **changes)
        self._pane.turn()


class Told:
    """What a view told, in its order."""

    def __init__(self, view: FilmView) -> None:
        self.words: list[str] = []
        for name in ("on_first_frame", "on_end", "on_failure"):
            view.bind(**{name: lambda _view, name=name: self.words.append(name)})


def grey(shade: int, wide: int = 32, high: int = 18) -> Frame:
    """A frame of one shade, from 0 to 255."""
    return halves(shade, shade, wide, high)


def halves(left: int, right: int, wide: int = 32, high: int = 18) -> Frame:
    """A frame with a shade on the left and another on the right."""
    line = bytes([left] * (wide // 2) + [right] * (wide - wide // 2))
    return frame_of(bytearray(line * high), wide, high)


def floors(top: int, bottom: int, wide: int = 32, high: int = 18) -> Frame:
    """A frame with a shade on top of another."""
    half = high // 2
    return frame_of(
        bytearray([top] * (wide * half) + [bottom] * (wide * (high - half))), wide, high
    )


def frame_of(brightness: bytearray, wide: int, high: int) -> Frame:
    """A full range frame without colours."""
    difference = bytearray([128] * (wide // 2 * (high // 2)))
    return Frame(
        width_px=wide,
        height_px=high,
        planes=(brightness, difference, bytearray(difference)),
        full_range=True,
        matrix="bt709",
        pixel_aspect=1.0,
        pts_ms=0,
    )


def view_on(pane: Pane, films: Any, **properties: Any) -> FilmView:
    """A view that covers the pane."""
    from kiosk.ui.widgets.film import FilmView

    view = FilmView(films=films, pos=(0, 0), size=SIZE, **properties)
    pane.root.add_widget(view)
    return view


def playing(
    pane: Pane, frame: Frame | None = None, **properties: Any
) -> tuple[FilmView, PaperFilms]:
    """A view that covers the pane, on which a film shows this frame; and its film, on paper."""
    paper = PaperFilms(pane)
    view = view_on(pane, paper, **properties)
    view.open(Path("film.mp4"))
    paper.show(frame or grey(40), state="playing")
    return view, paper


def near(seen: tuple[int, ...], meant: tuple[int, ...], by: int) -> bool:
    """Whether two colours are about the same."""
    return all(abs(one - other) <= by for one, other in zip(seen, meant, strict=True))


def is_watched(view: FilmView) -> bool:
    """Whether Kivy's clock is to call this view."""
    from kivy.clock import Clock

    return any(
        getattr(event.get_callback(), "__self__", None) is view for event in Clock.get_events()
    )


# ---- colours ----

MIXES = {
    "HD": ("size=1280x720", "scale=out_color_matrix=bt709:out_range=tv", "yuv420p", ""),
    "SD": ("size=640x360", "scale=out_color_matrix=bt601:out_range=tv", "yuv420p", ""),
    "full range": (
        "size=640x360",
        "scale=out_color_matrix=bt601:out_range=pc",
        "yuvj420p",
        "-color_range pc",
    ),
}
PATCHES = ["000000", "FFFFFF", "808080", "C03020", "20A040", "3040C0", "E0C020", "20B0C0"]


@pytest.mark.parametrize("how", ["mixed by the graphics card", "ready-mixed", "as it is shown"])
@pytest.mark.parametrize("mix", MIXES.values(), ids=MIXES.keys())
def test_colours_are_those_of_the_film(
    pane: Pane, films: Films, maker: FilmMaker, mix: tuple[str, str, str, str], how: str
) -> None:
    """Black is black, white is white and red is red, however the film's colours were mixed."""
    size, scale, pixel_format, remark = mix
    wide, high = (int(part) for part in size.removeprefix("size=").split("x"))
    inputs = "".join(
        f"-f lavfi -i color=0x{patch}:size={wide // 8}x{high}:rate=24:duration=0.5,format=gbrp "
        for patch in PATCHES
    )
    film = maker.film(
        f"patches-{pixel_format}-{high}.mp4",
        f"{inputs} -filter_complex hstack=inputs=8,{scale},format={pixel_format} "
        f"-c:v libx264 -preset ultrafast -qp 2 {remark}",
    )
    redraw = pane.redraw() if how == "as it is shown" else None
    view = view_on(pane, films.open, rgb=how == "ready-mixed", redraw=redraw)
    view.open(film, muted=True, paused=True)
    pane.until(lambda: view.state == "ready")
    picture = pane.look()
    for place, patch in enumerate(PATCHES):
        meant = tuple(bytes.fromhex(patch))
        seen = picture.getpixel((round((place + 0.5) * SIZE[0] / 8), SIZE[1] // 2))
        assert near(seen, meant, 2 if patch in ("000000", "FFFFFF") else 4), (patch, seen)


@given(
    brightness=st.floats(0, 1),
    matrix=st.sampled_from(["bt601", "bt709"]),
    full_range=st.booleans(),
)
def test_grey_is_never_coloured(brightness: float, matrix: Matrix, full_range: bool) -> None:
    """Without colour difference there is no colour; black is all black and white all white."""
    from kiosk.ui.widgets.film_texture import colours

    rows = colours(matrix, full_range=full_range)
    planes = (brightness, 128 / 255, 128 / 255, 1.0)
    red, green, blue = (sum(a * b for a, b in zip(row, planes, strict=True)) for row in rows)
    assert red == pytest.approx(green, abs=1e-9)
    assert blue == pytest.approx(green, abs=1e-9)
    black, white = (0.0, 1.0) if full_range else (16 / 255, 235 / 255)
    assert green == pytest.approx((brightness - black) / (white - black), abs=1e-9)


def test_a_width_that_no_graphics_card_likes_is_not_skewed(
    pane: Pane, films: Films, maker: FilmMaker
) -> None:
    """Lines of 98 pixels, and 49 of colour, stand straight under each other."""
    film = maker.film(
        "stripes.mp4",
        "-f lavfi -i color=0xC03020:size=50x50:rate=24:duration=0.5,format=gbrp "
        "-f lavfi -i color=0x3040C0:size=48x50:rate=24:duration=0.5,format=gbrp "
        "-filter_complex hstack,scale=out_color_matrix=bt601:out_range=tv,format=yuv420p "
        "-c:v libx264 -qp 2",
    )
    view = view_on(pane, films.open, fit="cover")
    view.open(film, paused=True)
    pane.until(lambda: view.state == "ready")
    picture = pane.look()
    for line in range(10, 170, 20):
        assert near(picture.getpixel((60, line)), (0xC0, 0x30, 0x20), 6)
        assert near(picture.getpixel((260, line)), (0x30, 0x40, 0xC0), 6)


def test_what_is_drawn_after_a_film_keeps_its_colours(pane: Pane) -> None:
    """A caption over a film is not tinted by it."""
    from kivy.graphics import Color, Rectangle

    playing(pane, grey(255))
    with pane.root.canvas.after:
        Color(0.2, 0.4, 0.6, 1)
        Rectangle(pos=(0, 0), size=(40, 40))
    assert pane.at(0.5, 0.2) == (255, 255, 255)
    assert pane.at(0.05, 0.95) == (51, 102, 153)


def test_what_has_nothing_to_show_leaves_nothing_behind(pane: Pane) -> None:
    """A caption goes with its plate, and comes with it; a bar at 0 is empty again."""
    looks.folder("widgets")
    for made, name, something, nothing in (
        (Caption(area=[0, 0, *SIZE]), "text", "Dag!", ""),
        (Progress(size=SIZE), "fraction", 0.5, 0.0),
    ):
        pane.root.add_widget(made)
        for _ in range(2):
            setattr(made, name, nothing)
            without = pane.look()
            setattr(made, name, something)
            assert pane.look() != without
            setattr(made, name, nothing)
            assert pane.look() == without
        pane.root.remove_widget(made)


# ---- when something is seen, and when not ----


@pytest.mark.parametrize("rgb", [False, True])
def test_nothing_is_drawn_before_the_first_frame_and_after_closing(
    pane: Pane, *, rgb: bool
) -> None:
    """The poster behind a film never gives way to a black flash."""
    paper = PaperFilms(pane)
    view = view_on(pane, paper, rgb=rgb)
    assert pane.at(0.5, 0.5) == BACKGROUND
    view.open(Path("film.mp4"))
    assert view.state == "opening"
    pane.turn()
    assert pane.at(0.5, 0.5) == BACKGROUND
    frame = grey(100)
    if rgb:
        frame = replace(frame, planes=(bytearray([100] * (32 * 18 * 3)),), pixels="rgb24")
    paper.show(frame, state="playing")
    assert pane.at(0.5, 0.5) == (100, 100, 100)
    view.close()
    pane.turn()
    assert view.state == "closed"
    assert pane.at(0.5, 0.5) == BACKGROUND


@pytest.mark.parametrize("state", ["paused", "ended", "failed"])
def test_the_last_frame_stays(pane: Pane, state: str) -> None:
    """Whatever stops a film, the picture that was on stays on."""
    view, paper = playing(pane)
    paper.show(grey(200), state=state, busy=False, position_ms=900, duration_ms=1000)
    assert pane.at(0.5, 0.5) == (200, 200, 200)
    assert (view.state, view.position_ms, view.duration_ms) == (state, 900, 1000)


def test_the_next_film_does_not_begin_with_the_picture_of_the_one_before(pane: Pane) -> None:
    """Between two films the poster is seen, not the wrong film."""
    view, paper = playing(pane)
    first = paper.last
    view.open(Path("two.mp4"))
    pane.turn()
    assert ("close", 0) in first.asked
    assert pane.at(0.5, 0.5) == BACKGROUND


def test_frames_may_change_their_size_on_the_way(pane: Pane) -> None:
    """A film that changes its size in the middle goes on."""
    view, paper = playing(pane)
    paper.show(grey(90, 64, 36))
    assert pane.at(0.5, 0.5) == (90, 90, 90)
    view.close()
    pane.turn()
    assert pane.at(0.5, 0.5) == BACKGROUND


@pytest.mark.parametrize("rgb", [False, True])
def test_a_film_fades_with_all_that_it_stands_in(pane: Pane, *, rgb: bool) -> None:
    """A film fades in and out, by itself and with its screen; wherever it is moved to."""
    from kivy.uix.widget import Widget

    paper = PaperFilms(pane)
    outer, inner = Widget(size=SIZE), Widget(size=SIZE)
    pane.root.add_widget(outer)
    outer.add_widget(inner)
    view = view_on(pane, paper, rgb=rgb)
    pane.root.remove_widget(view)
    inner.add_widget(view)
    outer.opacity = 0.5
    view.open(Path("film.mp4"))
    white = grey(255)
    if rgb:
        white = replace(white, planes=(bytearray([255] * (32 * 18 * 3)),), pixels="rgb24")
    paper.show(white, state="paused", busy=False)
    assert near(pane.at(0.5, 0.5), (255, 128, 255), 1)
    view.opacity = 0.5
    assert near(pane.at(0.5, 0.5), (255, 64, 255), 1)
    inner.opacity = 0.0
    assert pane.at(0.5, 0.5) == BACKGROUND
    inner.opacity = outer.opacity = view.opacity = 1.0
    assert pane.at(0.5, 0.5) == (255, 255, 255)
    inner.remove_widget(view)
    pane.root.add_widget(view)
    outer.opacity = 0.2
    assert pane.at(0.5, 0.5) == (255, 255, 255)
    pane.root.opacity = 0.5


# ---- where it is seen ----


def test_contain_shows_all_of_the_picture(pane: Pane) -> None:
    """A film that is taller than its place is seen whole, with room beside it."""
    playing(pane, floors(200, 60, 20, 20))
    assert pane.at(0.1, 0.5) == BACKGROUND
    assert pane.at(0.9, 0.5) == BACKGROUND
    assert pane.at(0.25, 0.02) == (200, 200, 200)
    assert pane.at(0.75, 0.97) == (60, 60, 60)


FOCUSES = {"left": (0.0, 200), "right": (1.0, 60), "a little left": (0.4, None)}


@pytest.mark.parametrize(("focus", "shade"), FOCUSES.values(), ids=FOCUSES.keys())
def test_cover_keeps_what_matters(pane: Pane, focus: float, shade: int | None) -> None:
    """A film that is wider than its place fills it, and its focus stays in sight."""
    playing(pane, halves(200, 60, 128, 18), fit="cover", focus_x=focus)
    assert pane.at(0.5, 0.02) != BACKGROUND
    if shade is None:  # a quarter of it is seen, from 0.275 to 0.525: the edge stands at 0.9
        assert pane.at(0.85, 0.5) == (200, 200, 200)
        assert pane.at(0.95, 0.5) == (60, 60, 60)
    else:
        assert pane.at(0.05, 0.5) == pane.at(0.95, 0.5) == (shade, shade, shade)


def test_the_picture_follows_its_widget(pane: Pane) -> None:
    """A film that is moved, or made to cover, is drawn there."""
    view, _ = playing(pane, grey(200, 20, 20))
    view.size, view.pos = (80, 80), (0, 100)
    pane.turn()
    assert pane.at(0.1, 0.2) == (200, 200, 200)
    assert pane.at(0.5, 0.5) == BACKGROUND
    view.size, view.pos, view.fit, view.focus_y = SIZE, (0, 0), "cover", 0.0
    pane.turn()
    assert pane.at(0.02, 0.98) == (200, 200, 200)


def packed(frame: Frame, row_px: int) -> Frame:
    """A grey frame, its lines with padding between them that is bright green."""
    wide, high = frame.width_px, frame.height_px
    padding = bytes((0, 255, 0, 255)) * (row_px - wide)
    lines = [
        b"".join(bytes((shade, shade, shade, 255)) for shade in line) + padding
        for line in (frame.planes[0][row * wide : (row + 1) * wide] for row in range(high))
    ]
    return replace(frame, pixels="bgra", row_px=row_px, planes=(bytearray(b"".join(lines)),))


def test_a_frame_as_large_as_it_is_shown_keeps_every_pixel(pane: Pane) -> None:
    """What the player made for these pixels is on them, sharp; so is what comes after a resize."""
    paper = PaperFilms(pane)
    view = view_on(pane, paper, redraw=pane.redraw())
    view.open(Path("film.mp4"))
    pane.turn()
    assert paper.last.screening.pixels == "bgra"
    assert paper.last.screening.room == Room(*SIZE, cover=False)
    paper.show(packed(halves(200, 60, 320, 90), 336), state="paused")
    assert paper.last.fitted is None
    comb = bytearray(bytes((10, 90, 170, 250)) * 80 * 90)
    paper.show(packed(frame_of(comb, 320, 90), 336))
    line = [pane.look().getpixel((x, 90))[0] for x in range(320)]
    assert line == [10, 90, 170, 250] * 80
    assert pane.at(0.5, 0.24) == BACKGROUND
    assert pane.at(0.5, 0.26) != BACKGROUND != pane.at(0.5, 0.74)
    assert pane.at(0.5, 0.76) == BACKGROUND
    view.fit, view.focus_x = "cover", 1.0
    assert paper.last.fitted == (640, 180)
    paper.show(packed(halves(200, 60, 640, 180), 640))
    assert pane.at(0.0, 0.0) == pane.at(0.999, 0.999) == (60, 60, 60)


def test_broad_pixels_are_drawn_broad(pane: Pane) -> None:
    """People in an old film are not thin."""
    playing(pane, replace(grey(200, 18, 20), pixel_aspect=16 / 9 / (18 / 20)))
    assert pane.at(0.01, 0.5) == pane.at(0.99, 0.5) == (200, 200, 200)


# ---- what it costs ----


def test_films_of_the_same_size_share_their_textures(pane: Pane) -> None:
    """A year of films makes no more textures than a day."""
    from kiosk.ui.widgets.film_texture import FilmTextures

    paper, film_textures = PaperFilms(pane), FilmTextures()
    views = [view_on(pane, paper, film_textures=film_textures) for _ in range(2)]
    for turn in range(40):
        view = views[turn % 2]
        view.open(Path("film.mp4"))
        high = 18 if turn % 4 else 24
        paper.show(grey(200, 32, high), state="playing")
        assert view.state == "playing"
        view.close()
    assert film_textures.made == 2


def test_films_of_ever_other_sizes_keep_few_textures(pane: Pane) -> None:
    """However many sizes an exhibit has, only a handful of textures wait."""
    from kiosk.ui.widgets.film_texture import FilmTextures

    paper, film_textures = PaperFilms(pane), FilmTextures()
    view = view_on(pane, paper, film_textures=film_textures)
    kept: list[weakref.ref[object]] = []
    for turn in range(20):
        view.open(Path("film.mp4"))
        paper.show(grey(200, 32 + 2 * turn, 18), state="playing")
        kept.append(weakref.ref(view._texture))  # noqa: SLF001 - nobody else may hold it
        view.close()
    gc.collect()
    assert sum(texture() is not None for texture in kept) <= 6


def test_of_large_films_one_texture_waits(pane: Pane) -> None:
    """One in full HD takes 8 MB: the next takes its place, in memory too."""
    from kiosk.ui.widgets.film_texture import FilmTextures

    paper, film_textures = PaperFilms(pane), FilmTextures()
    view = view_on(pane, paper, film_textures=film_textures)
    for turn in range(3):
        view.open(Path("film.mp4"))
        frame = grey(200, 1920 - 2 * turn, 1080)
        planes = (bytes(4 * frame.width_px * frame.height_px),)
        paper.show(replace(frame, planes=planes, pixels="bgra"), state="playing")
        view.close()
    assert film_textures.made == 3
    assert film_textures.spare_bytes == 4 * 1916 * 1080


@pytest.mark.parametrize("state", ["playing", "ready", "paused", "ended", "failed"])
def test_nothing_is_looked_at_but_news(pane: Pane, state: str) -> None:
    """Between two frames a film costs nothing: its player tells when there is something to see."""
    paper = PaperFilms(pane)
    view = view_on(pane, paper)
    assert not is_watched(view)
    view.open(Path("film.mp4"))
    paper.last.show(grey(40), state=state)
    assert is_watched(view)
    pane.turn()
    assert view.state == state
    assert not is_watched(view)
    view.close()
    paper.show(grey(50))
    assert not is_watched(view)
    assert pane.at(0.5, 0.5) == BACKGROUND


def test_a_view_that_is_not_needed_any_more_is_gone(pane: Pane) -> None:
    """A screen that is thrown away takes its film with it."""
    from kivy.uix.widget import Widget

    parent = Widget()
    pane.root.add_widget(parent)
    paper = PaperFilms(pane)
    view = view_on(pane, paper)
    pane.root.remove_widget(view)
    parent.add_widget(view)
    view.open(Path("film.mp4"))
    paper.show(grey(40), state="playing")
    view.close()
    parent.remove_widget(view)
    gone = weakref.ref(view)
    del view
    pane.turn()
    gc.collect()
    assert gone() is None


@pytest.mark.slow
def test_many_films_on_the_glass_leave_nothing_behind(
    pane: Pane, films: Films, maker: FilmMaker
) -> None:
    """No player outlives its film, and one set of textures does for all."""
    players: list[weakref.ref[object]] = []

    def open_film(screening: Screening) -> FilmPlayer:
        player = films.open(screening)
        players.append(weakref.ref(player))
        return player

    from kiosk.ui.widgets.film_texture import FilmTextures

    film_textures = FilmTextures()
    view = view_on(pane, open_film, film_textures=film_textures)
    threads = threading.active_count()
    for turn in range(20):
        view.open(maker.ordinary(), muted=turn % 6 > 0)
        pane.until(lambda: view.state == "playing")
        view.close()
    pane.until(lambda: threading.active_count() <= threads)
    assert films.abandoned == 0
    gc.collect()
    assert [player() for player in players if player() is not None] == []
    assert film_textures.made == 1


RENDERERS = {
    "llvmpipe (LLVM 15.0.6, 256 bits)": True,
    "ANGLE (Microsoft, Microsoft Basic Render Driver Direct3D11)": True,
    "GDI Generic": True,
    "Mesa Intel(R) UHD Graphics 620 (KBL GT2)": False,
    "V3D 7.1.7.0": False,
}


@pytest.mark.parametrize(("name", "software"), RENDERERS.items(), ids=RENDERERS.keys())
@pytest.mark.usefixtures("panel")
def test_a_machine_without_a_graphics_card_is_known(name: str, *, software: bool) -> None:
    """Films can be mixed where that is cheapest."""
    from kiosk.ui.widgets.film_texture import draws_in_software, renderer

    assert draws_in_software(name) == software
    assert renderer()


# ---- what it tells, and what it is told ----


def test_a_view_tells_its_first_frame_once_and_each_end(pane: Pane) -> None:
    """A screen knows when to take the poster off, and when to offer 'Again'."""
    paper = PaperFilms(pane)
    view = view_on(pane, paper)
    told = Told(view)
    view.open(Path("film.mp4"))
    pane.turn()
    assert told.words == []
    paper.show(grey(40), state="playing")
    paper.show(grey(50))
    assert told.words == ["on_first_frame"]
    paper.show(grey(60), state="ended", busy=False)
    view.play()
    paper.show(grey(40), state="playing", busy=True)
    paper.show(state="ended", busy=False)
    assert told.words == ["on_first_frame", "on_end", "on_end"]


def test_a_view_tells_that_its_film_failed_and_why(pane: Pane) -> None:
    """The journal gets the reason; the visitor goes on."""
    paper = PaperFilms(pane)
    view = view_on(pane, paper)
    told = Told(view)
    view.open(Path("film.mp4"))
    paper.show(state="failed", failure="it stood still for 3 seconds", busy=False)
    assert told.words == ["on_failure"]
    assert (view.state, view.reason) == ("failed", "it stood still for 3 seconds")
    view.open(Path("next.mp4"))
    assert (view.state, view.reason) == ("opening", "")


def test_whoever_is_told_may_open_the_next_film_at_once(pane: Pane) -> None:
    """A film that ends may be followed by another without a gap."""
    paper = PaperFilms(pane)
    view = view_on(pane, paper)
    view.bind(on_end=lambda _view: view.open(Path("next.mp4")))
    view.bind(on_first_frame=lambda _view: view.play())
    view.open(Path("film.mp4"))
    first = paper.last
    first.show(grey(40), state="ended", busy=False)
    pane.turn()
    assert ("close", 0) in first.asked
    assert len(paper.opened) == 2
    assert view.state == "opening"
    paper.show(grey(40), state="playing")
    assert view.state == "playing"


def test_whoever_is_told_may_close_the_film(pane: Pane) -> None:
    """A visitor who leaves at the very first picture leaves."""
    paper = PaperFilms(pane)
    view = view_on(pane, paper)
    view.bind(on_first_frame=lambda _view: view.close())
    view.open(Path("film.mp4"))
    paper.show(grey(40), state="playing")
    assert view.state == "closed"
    assert pane.at(0.5, 0.5) == BACKGROUND


def test_wishes_reach_the_player(pane: Pane) -> None:
    """Buttons do what they say; without a film they do nothing."""
    paper = PaperFilms(pane)
    view = view_on(pane, paper)
    for wish in (view.play, view.pause, view.close):
        wish()
    view.seek(10)
    view.volume = 0.5
    view.open(Path("film.mp4"), muted=True, gain_db=-3.5, loop=True, paused=True, matrix="bt601")
    assert paper.last.screening == Screening(
        path=Path("film.mp4"),
        muted=True,
        gain_db=-3.5,
        volume=0.5,
        loop=True,
        paused=True,
        matrix="bt601",
    )
    view.play()
    view.pause()
    view.seek(1234.5)
    view.volume = 0.25
    view.close()
    view.close()
    assert paper.last.asked == [
        ("play", 0),
        ("pause", 0),
        ("seek", 1234),
        ("volume", 0.25),
        ("close", 0),
    ]


def test_a_view_without_films_says_so(pane: Pane) -> None:
    """A screen that forgot to hand over the films is a fault in the program, told at once."""
    with pytest.raises(TypeError, match="needs its films"):
        view_on(pane, None).open(Path("film.mp4"))


# ---- the real thing ----


def test_a_real_film_is_shown_to_its_last_picture(
    pane: Pane, films: Films, maker: FilmMaker
) -> None:
    """From file to glass: the film begins, plays, ends, and its last picture stays."""
    view = view_on(pane, films.open)
    told = Told(view)
    states: list[str] = []
    view.bind(state=lambda _view, state: states.append(state))
    view.open(maker.counting())
    pane.until(lambda: view.state == "ended")
    assert [state for state in states if state != "ready"] == ["opening", "playing", "ended"]
    assert told.words == ["on_first_frame", "on_end"]
    shade = round(94 * 255 / 219)
    assert near(pane.at(0.5, 0.5), (shade, shade, shade), 2)
    assert (view.position_ms, view.duration_ms) == (1958, 2000)
    view.close()


def test_a_real_film_that_is_broken_fails_on_the_glass(
    pane: Pane, films: Films, tmp_path: Path
) -> None:
    """A file that is no film leaves the poster on."""
    path = tmp_path / "film.mp4"
    path.write_bytes(b"Beste mensen,\n" * 99)
    view = view_on(pane, films.open)
    told = Told(view)
    view.open(path)
    pane.until(lambda: view.state == "failed")
    assert told.words == ["on_failure"]
    assert pane.at(0.5, 0.5) == BACKGROUND


def test_a_film_held_upright_is_shown_upright(pane: Pane, films: Films, maker: FilmMaker) -> None:
    """A telephone's film stands, whichever way it was held."""
    lying = maker.film(
        "lying.mp4",
        "-f lavfi -i color=white:size=160x90:rate=24:duration=1 -vf "
        f"drawbox=x=0:y=0:w=80:h=90:color=black:t=fill {X264}",
    )
    standing = maker.film("standing-half.mp4", f"-display_rotation 270 -i {lying} -c copy")
    view = view_on(pane, films.open)
    view.open(standing, paused=True)
    pane.until(lambda: view.state == "ready")
    assert pane.at(0.1, 0.5) == BACKGROUND
    assert near(pane.at(0.5, 0.1), (0, 0, 0), 3)
    assert near(pane.at(0.5, 0.9), (255, 255, 255), 3)
