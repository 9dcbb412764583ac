"""Films are played in threads of their own: nothing they do holds up the screen."""

from __future__ import annotations

import gc
import itertools
import logging
import os
import random
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from clocks import HandWoundClock
from filmmaker import AAC, TONE, X264, FilmMaker, in_another_process, sample, until

from kiosk.author.ffmpeg import Ffmpeg
from kiosk.author.survey import survey
from kiosk.clock import SystemClock
from kiosk.media.player import FilmPlayer, Frame, Room, Screening
from kiosk.media.projector import MOST_ABANDONED, Films, Player, media_player
from kiosk.media.sound import Loudspeaker


def yes() -> bool:
    """Something can be heard."""
    return True


@pytest.fixture
def films() -> Iterator[Films]:
    """Films on this machine, by its own clock; all of them are closed in the end."""
    clock = SystemClock()
    films = Films(clock, Loudspeaker(clock, yes))
    yield films
    assert films.close(20)


def watch(player: FilmPlayer, *states: str) -> list[Frame]:
    """Take every frame until the film is in one of these states."""
    frames: list[Frame] = []

    def done() -> bool:
        state = player.progress.state
        while (frame := player.take()) is not None:
            frames.append(frame)
        return state in states

    assert until(done, 60), f"still {player.progress}"
    return frames


def number(frame: Frame) -> int:
    """The number that a frame of a counting film tells by its shade."""
    return (frame.planes[0][len(frame.planes[0]) // 2] - 16) // 2


@pytest.mark.parametrize("muted", [False, True], ids=["with sound", "muted"])
def test_a_film_is_shown_in_its_order_and_to_its_last_frame(
    films: Films, maker: FilmMaker, *, muted: bool
) -> None:
    """What is shown at a moment is what belongs to that moment; nothing comes twice."""
    player = films.open(Screening(maker.counting(), muted=muted))
    frames = watch(player, "ended")
    assert [number(frame) for frame in frames] == [
        round(frame.pts_ms * 24 / 1000) for frame in frames
    ]
    numbers = [number(frame) for frame in frames]
    assert numbers == sorted(set(numbers))
    assert (numbers[0], numbers[-1]) == (0, 47)
    assert player.progress.position_ms == 1958
    assert player.progress.duration_ms == 2000
    assert player.progress.failure is None


def test_a_frame_has_three_planes_without_padding(films: Films, maker: FilmMaker) -> None:
    """A frame of any width is handed over packed, for graphics cards know no padding."""
    film = maker.pattern("narrow.mp4", X264, size="98x50")
    frame = watch(films.open(Screening(film, paused=True)), "ready")[0]
    assert (frame.width_px, frame.height_px) == (98, 50)
    assert [len(plane) for plane in frame.planes] == [98 * 50, 49 * 25, 49 * 25]
    assert (frame.matrix, frame.full_range, frame.pixel_aspect) == ("bt601", False, 1.0)


def test_a_frame_can_be_had_ready_mixed(films: Films, maker: FilmMaker) -> None:
    """An old graphics card gets red, green and blue.

    Who knows better than the film's size how it was mixed may say so.
    """
    screening = Screening(maker.silent(), paused=True, pixels="rgb24", matrix="bt709")
    frame = watch(films.open(screening), "ready")[0]
    assert [len(plane) for plane in frame.planes] == [320 * 180 * 3]
    assert frame.matrix == "bt709"


TURNED = {"lying": "", "turned upright": "-display_rotation 270 "}


@pytest.mark.parametrize("room", [None, Room(90, 300, cover=False)], ids=["any", "another room"])
@pytest.mark.parametrize("turned", TURNED.values(), ids=TURNED.keys())
def test_frames_can_be_had_as_large_as_they_are_shown(
    films: Films, maker: FilmMaker, turned: str, room: Room | None
) -> None:
    """Scaled before they are handed over, they show all of the film, with every line in place."""
    film = maker.film(f"fit-{len(turned)}.mp4", f"{turned}-i {maker.silent()} -c copy")
    player = films.open(Screening(film, muted=True, pixels="bgra", room=room))
    first = watch(player, "playing")[0]
    own_px = (180, 320) if turned else (320, 180)
    shape = first.width_px * first.pixel_aspect / first.height_px
    assert shape == pytest.approx(own_px[0] / own_px[1])
    assert room is not None or (first.width_px, first.height_px) == own_px
    player.fit(203, 401)
    frames: list[Frame] = []

    def fitted() -> bool:
        frame = player.take()
        if frame is not None:
            frames.append(frame)
        return bool(frames) and (frames[-1].width_px, frames[-1].height_px) == (202, 400)

    assert until(fitted)
    frame = frames[-1]
    assert frame.row_px >= 202
    assert len(frame.planes[0]) == 4 * frame.row_px * 400
    assert frame.pixel_aspect == pytest.approx((own_px[0] / own_px[1]) / (202 / 400))
    assert set(bytes(frame.planes[0][3 : 4 * 202 : 4])) == {255}, "nothing shines through"


@pytest.mark.parametrize("cover", [False, True], ids=["contain", "cover"])
def test_frames_fill_their_room_from_the_first(
    films: Films, maker: FilmMaker, *, cover: bool
) -> None:
    """Whole in it, or over all of it; a room that changes is filled anew."""
    room = Room(400.5, 300, cover=cover)
    player = films.open(Screening(maker.silent(), muted=True, pixels="bgra", room=room))
    sizes = [(534, 300) if cover else (400, 224), (96, 54)]
    assert until(lambda: player.progress.state == "playing")
    frame = player.take()
    assert frame is not None
    assert (frame.width_px, frame.height_px) == sizes[0]
    assert frame.pixel_aspect == pytest.approx(1, abs=0.01)
    player.fit(96, 54)
    assert until(lambda: (one := player.take()) and (one.width_px, one.height_px) == sizes[1])


def test_a_player_wakes_whoever_waits_for_it(films: Films, maker: FilmMaker) -> None:
    """Every frame, the end, and that all which was asked is done: nobody has to look in between."""
    news = threading.Event()
    player = films.open(Screening(maker.counting(), wake=news.set))
    numbers: list[int] = []
    while player.progress.state != "ended":
        assert news.wait(20)
        news.clear()
        frame = player.take()
        if frame is not None:
            numbers.append(number(frame))
    assert numbers[-1] == 47
    player.seek(1000)
    player.pause()
    while player.progress.busy or player.progress.state != "paused":
        assert news.wait(20)
        news.clear()


def test_a_loop_begins_again_and_never_ends(films: Films, maker: FilmMaker) -> None:
    """In the attract loop a short film goes round."""
    film = maker.counting(1, sound=False)
    player = films.open(Screening(film, muted=True, loop=True))
    numbers: list[int] = []

    def round_twice() -> bool:
        frame = player.take()
        if frame is not None:
            numbers.append(number(frame))
        return sum(later < earlier for earlier, later in itertools.pairwise(numbers)) > 1

    assert until(round_twice)
    assert player.progress.state == "playing"
    assert 23 in numbers


SOUNDS = {
    "six loudspeakers": "-c:a aac -ar 48000 -ac 6",
    "MP3, one voice": "-c:a libmp3lame -ar 44100 -ac 1",
}


@pytest.mark.parametrize("arguments", SOUNDS.values(), ids=SOUNDS.keys())
@pytest.mark.parametrize("gain_db", [-7.5, 6.0])
def test_any_sound_can_be_made_as_loud_as_the_rest(
    films: Films, maker: FilmMaker, arguments: str, gain_db: float
) -> None:
    """Six loudspeakers or one: louder or quieter, the film plays to its end."""
    film = maker.pattern(f"sound-{len(arguments)}.mp4", f"{X264} {arguments}", tone=1)
    player = films.open(Screening(film, gain_db=gain_db))
    player.set_volume(0.3)
    watch(player, "ended", "failed")
    assert (player.progress.state, player.progress.failure) == ("ended", None)


def test_sound_that_ends_first_does_not_end_the_film(films: Films, maker: FilmMaker) -> None:
    """The picture goes on in silence."""
    film = maker.pattern("soon-silent.mp4", f"{X264} {AAC}", seconds=2, tone=0.5)
    player = films.open(Screening(film))
    assert watch(player, "ended")[-1].pts_ms == 1958


def test_a_film_cut_short_shows_what_there_is(
    films: Films, maker: FilmMaker, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """Half a film ends where its file ends, and the journal is told once."""
    whole = maker.ordinary(8).read_bytes()
    half = tmp_path / "half.mp4"
    half.write_bytes(whole[: len(whole) // 4])
    player = films.open(Screening(half))
    with caplog.at_level(logging.WARNING):
        assert watch(player, "ended", "failed")
    assert player.progress.failure
    told = [record for record in caplog.records if "half.mp4" in record.getMessage()]
    assert len(told) == 1


BROKEN = {
    "missing": None,
    "empty": b"",
    "a text": b"Beste mensen,\n" * 200,
}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere every name is text")
def test_a_film_plays_in_a_folder_with_any_name(
    films: Films, maker: FilmMaker, tmp_path: Path
) -> None:
    """Whatever the folder of the kiosk is called, its films are looked at, and are on the glass."""
    folder = tmp_path / os.fsdecode(b"Jan's 50% #?\xff")
    folder.mkdir()
    film = folder / "film.mp4"
    film.write_bytes(maker.ordinary().read_bytes())
    assert survey(Ffmpeg(), film).duration_ms == 4000
    player = films.open(Screening(film, muted=True))
    player.play()
    assert watch(player, "ended")
    assert player.progress.failure is None


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_what_is_no_film_fails_in_words_and_is_told_once(
    films: Films,
    tmp_path: Path,
    content: bytes | None,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """The screen learns at once that there will be no film, and why."""
    path = tmp_path / "film.mp4"
    if content is not None:
        path.write_bytes(content)
    player = films.open(Screening(path))
    with caplog.at_level(logging.WARNING):
        assert watch(player, "failed") == []
    assert player.progress.failure == "the file cannot be read"
    assert not player.progress.busy
    assert player.wait_closed(20), "a failed film gives everything back by itself"
    assert [record.getMessage() for record in caplog.records] == [
        "film film.mp4: the file cannot be read"
    ]
    player.play()
    player.seek(1000)
    player.close()
    assert player.progress.state == "failed"


@pytest.mark.slow
def test_sound_alone_is_no_film(films: Films, maker: FilmMaker) -> None:
    """A song instead of a film is given up after five seconds."""
    song = maker.film("song.mp4", f"{TONE.format(seconds=2)} {AAC}")
    player = films.open(Screening(song))
    watch(player, "failed")
    assert player.progress.failure == "no picture within 5 seconds"


def test_a_film_of_one_line_fails(films: Films, maker: FilmMaker) -> None:
    """A picture that is too thin for the player is told as such."""
    how = "-vf format=yuv444p,crop=161:1:0:0:exact=1 -c:v ffv1"
    player = films.open(Screening(maker.pattern("line.mkv", how, size="162x2")))
    watch(player, "failed")
    assert player.progress.failure == "its picture cannot be decoded"


def test_a_pause_near_the_end_holds(films: Films, maker: FilmMaker) -> None:
    """Paused just before its end, a film waits, and then ends."""
    player = films.open(Screening(maker.counting(), muted=True))
    assert until(lambda: player.progress.position_ms > 1700)
    player.pause()
    watch(player, "paused")
    assert until(lambda: not player.progress.busy)
    assert player.progress.position_ms > 1700
    player.play()
    assert number(watch(player, "ended")[-1]) == 47


@pytest.mark.slow
def test_after_the_end_a_film_can_be_sought_and_played_again(
    films: Films, maker: FilmMaker
) -> None:
    """The end is not the end of the player."""
    player = films.open(Screening(maker.counting()))
    watch(player, "ended")
    player.seek(1000)
    watch(player, "playing")
    assert number(watch(player, "ended")[-1]) == 47
    player.play()
    watch(player, "playing")
    again = watch(player, "ended")
    assert number(again[0]) < 10
    assert number(again[-1]) == 47


@pytest.mark.slow
@pytest.mark.parametrize("muted", [False, True], ids=["with sound", "muted"])
def test_a_storm_of_places_ends_at_the_last(films: Films, maker: FilmMaker, *, muted: bool) -> None:
    """However wildly a finger slides over the bar, the film ends up where it let go."""
    dice = random.Random(2018)  # noqa: S311 - not for secrets
    player = films.open(Screening(maker.ordinary(8), muted=muted))
    watch(player, "playing")
    for _ in range(200):
        player.seek(dice.randrange(-1000, 9000))
        if dice.random() < 0.1:
            dice.choice((player.play, player.pause))()
        player.take()
    player.pause()
    player.seek(5500)
    assert until(lambda: not player.progress.busy)
    assert player.progress.state == "paused"
    # a key frame each second: with sound, that is how exact it gets
    assert player.progress.position_ms == pytest.approx(5500 if muted else 5000, abs=45)
    player.play()
    assert watch(player, "ended")[-1].pts_ms == pytest.approx(7958, abs=45)


def test_closing_is_possible_at_any_moment_and_twice(films: Films, maker: FilmMaker) -> None:
    """A visitor who goes back at once, or twice, leaves nothing behind."""
    at_once = films.open(Screening(maker.ordinary()))
    at_once.close()
    opening = films.open(Screening(maker.ordinary()))
    until(lambda: opening.progress.state != "opening", 0.01)
    opening.close()
    playing = films.open(Screening(maker.ordinary(), muted=True))
    watch(playing, "playing")
    playing.close()
    playing.close()
    for player in (at_once, opening, playing):
        assert player.wait_closed(20)
        assert player.progress.state != "failed"
    assert films.abandoned == 0


@pytest.mark.slow
def test_sixty_films_leave_nothing_behind(films: Films, maker: FilmMaker) -> None:
    """After a day of films there are no more threads and open files than after the first."""
    this = psutil.Process()

    def play(turn: int) -> None:
        player = films.open(Screening(maker.ordinary(), muted=turn % 4 > 0, loop=turn % 2 > 0))
        watch(player, "playing")
        player.close()
        assert player.wait_closed(20)

    for turn in range(4):
        play(turn)
    threads, files = this.num_threads(), this.num_fds() if hasattr(this, "num_fds") else 0
    for turn in range(60):
        play(turn)
    gc.collect()
    assert until(lambda: this.num_threads() <= threads)
    assert (this.num_fds() if hasattr(this, "num_fds") else 0) <= files


NO_SOUND = """
import sys
from pathlib import Path
from kiosk.clock import SystemClock
from kiosk.media.player import Screening
from kiosk.media.projector import Films
from kiosk.media.sound import Loudspeaker, sound_available
import threading

clock = SystemClock()
films = Films(clock, Loudspeaker(clock, {test}))
player = films.open(Screening(Path(sys.argv[1])))
shown, positions = 0, set()
while player.progress.state not in ("ended", "failed"):
    shown += player.take() is not None
    positions.add(player.progress.position_ms)
    threading.Event().wait(0.005)
print(player.progress.state, player.progress.position_ms, shown > 5, len(positions) > 5)
films.close(20)
"""


@pytest.mark.parametrize(
    ("driver", "test"),
    [
        ("nonsense", "sound_available"),
        ("alsa", "sound_available"),
        ("dummy", "sound_available"),
        ("alsa", "lambda: True"),  # gone since it was tried
    ],
)
def test_without_a_sound_device_a_film_plays_all_the_same(
    maker: FilmMaker, driver: str, test: str
) -> None:
    """A kiosk without loudspeakers, or whose screen took them with it, shows films to their end."""
    script = NO_SOUND.format(test=test)
    told = in_another_process(script, str(maker.counting()), driver=driver)
    assert told == (0, "ended 1958 True True")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["movie-hello.mp4", "movie-hello.avi", "movie-hello.mpeg"])
def test_films_from_the_world_are_played(films: Films, name: str) -> None:
    """The same film in several formats begins, is found in its middle, and ends."""
    player = films.open(Screening(sample(f"movie2/{name}")))
    watch(player, "playing")
    assert until(lambda: player.progress.position_ms > 700)
    player.seek(7000)
    frames = watch(player, "ended", "failed")
    assert (player.progress.state, player.progress.failure) == ("ended", None)
    assert player.progress.position_ms == pytest.approx(8300, abs=120)
    assert len(frames) > 20


LEAVE = """
import sys, threading
from pathlib import Path
from kiosk.clock import SystemClock
from kiosk.media.player import Screening
from kiosk.media.projector import Films
from kiosk.media.sound import Loudspeaker

clock = SystemClock()
films = Films(clock, Loudspeaker(clock, lambda: True))
players = [films.open(Screening(Path(sys.argv[1]), muted=n > 0)) for n in range(3)]
while any(player.progress.state == "opening" for player in players):
    threading.Event().wait(0.01)
print("leaving")
"""


def test_a_program_that_leaves_in_the_middle_of_a_film_leaves_in_peace(maker: FilmMaker) -> None:
    """Closing the kiosk while films play is no crash, which a supervisor would hold against it."""
    assert in_another_process(LEAVE, str(maker.ordinary())) == (0, "leaving")


class Jammed:
    """An engine that never shows anything, and whose closing hangs until it is let go."""

    def __init__(self) -> None:
        self.let_go = threading.Event()
        self.opened: list[bool] = []
        """For each film, whether it may sound."""

    def __call__(self, _screening: Screening, *, sound: bool, tell: object) -> Jammed:
        """Open a film."""
        assert callable(tell)
        self.opened.append(sound)
        return self

    def get_frame(self, **_how: bool) -> tuple[None, float]:
        """Nothing yet."""
        return None, 0.0

    def get_metadata(self) -> dict[str, Any]:
        """Nothing is known."""
        return {"duration": None, "frame_rate": (0, 0), "aspect_ratio": (1, 1)}

    def set_volume(self, volume: float) -> None:
        """Do nothing."""

    def close_player(self) -> None:
        """Hang."""
        self.let_go.wait()


@pytest.fixture
def jammed() -> Iterator[Jammed]:
    """An engine that hangs, but not beyond its test."""
    jammed = Jammed()
    yield jammed
    jammed.let_go.set()


def open_and_close(films: Films, jammed: Jammed, clock: HandWoundClock, **how: bool) -> Player:
    """A film that is opened, and told to close."""
    opened = len(jammed.opened)
    player = films.open(Screening(Path("film.mp4"), **how))

    def has_opened() -> bool:
        clock.wind(0.01)
        return len(jammed.opened) > opened or player.progress.state == "failed"

    assert until(has_opened)
    player.close()
    return player


def test_a_film_that_never_closes_is_counted_and_told_once(
    clock: HandWoundClock, jammed: Jammed, caplog: pytest.LogCaptureFixture
) -> None:
    """A sound driver that hangs costs one film, not the kiosk; staff can see it."""
    films = Films(clock, Loudspeaker(clock, yes), jammed)
    player = open_and_close(films, jammed, clock, muted=True)
    assert films.abandoned == 0
    clock.wind(6)
    with caplog.at_level(logging.ERROR):
        assert films.abandoned == 1
        assert films.abandoned == 1
    assert [record.getMessage() for record in caplog.records] == [
        "film film.mp4: never closed, abandoned"
    ]
    jammed.let_go.set()
    assert player.wait_closed(20)
    assert films.abandoned == 0


def test_too_many_of_them_and_no_other_is_opened(clock: HandWoundClock, jammed: Jammed) -> None:
    """Abandoned films do not eat up the memory: the rest of the exhibit goes on."""
    films = Films(clock, Loudspeaker(clock, yes), jammed)
    for _ in range(MOST_ABANDONED):
        open_and_close(films, jammed, clock, muted=True)
    clock.wind(6)
    player = films.open(Screening(Path("film.mp4"), muted=True))
    assert until(lambda: player.progress.state == "failed")
    assert player.progress.failure == "too many films never closed"
    assert len(jammed.opened) == MOST_ABANDONED
    jammed.let_go.set()
    assert until(lambda: films.abandoned == 0)
    assert films.close(20)


def test_a_film_whose_sound_hangs_leaves_the_next_one_mute(
    clock: HandWoundClock, jammed: Jammed
) -> None:
    """The next film waits for the loudspeaker for a moment, then plays without."""
    films = Films(clock, Loudspeaker(clock, yes), jammed)
    open_and_close(films, jammed, clock)
    open_and_close(films, jammed, clock)
    assert jammed.opened == [True, False]
    jammed.let_go.set()
    assert until(lambda: films.close(0.1))
    open_and_close(films, jammed, clock)
    assert jammed.opened == [True, False, True]


def test_closing_all_films_says_if_one_does_not(clock: HandWoundClock, jammed: Jammed) -> None:
    """The program can end without waiting for ever."""
    films = Films(clock, Loudspeaker(clock, yes), jammed)
    open_and_close(films, jammed, clock, muted=True)
    assert not films.close(0.05)
    jammed.let_go.set()
    assert films.close(20)


class Faulty(Jammed):
    """An engine with a fault that nobody foresaw."""

    def get_frame(self, **_how: bool) -> tuple[None, float]:
        """Break."""
        raise ZeroDivisionError


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_in_the_player_fails_the_film_only(clock: HandWoundClock) -> None:
    """What we got wrong shows as a film that does not play, and in the journal as a fault."""
    faulty = Faulty()
    faulty.let_go.set()
    films = Films(clock, Loudspeaker(clock, yes), faulty)
    player = films.open(Screening(Path("film.mp4")))
    assert player.wait_closed(20)
    assert player.progress.state == "failed"
    assert player.progress.failure == "a fault in the player"
    assert until(lambda: "film" not in [thread.name for thread in threading.enumerate()])
    assert Loudspeaker.borrow(films._loudspeaker, 0)  # noqa: SLF001 - it was given back


def test_a_name_that_looks_like_an_address_is_a_file(films: Films, maker: FilmMaker) -> None:
    """FFmpeg takes `a:b` for an address; here every film is a file."""
    strange = maker.silent().with_name("http:film.mp4")
    strange.write_bytes(maker.silent().read_bytes())
    watch(films.open(Screening(strange, paused=True)), "ready")


def test_the_engine_is_ffpyplayers(maker: FilmMaker) -> None:
    """The engine has all that the decoder asks of it."""
    screening = Screening(maker.silent(), muted=True)
    engine = media_player(screening, sound=False, tell=lambda *_: None)
    assert until(lambda: engine.get_frame(force_refresh=True)[0])
    engine.set_volume(0.5)
    engine.seek(1.0, relative=False, seek_by_bytes=False, accurate=True)
    engine.set_pause(False)
    assert until(lambda: engine.get_pts() > 1.0)
    assert engine.get_metadata()["duration"] == 4.0
    engine.close_player()
