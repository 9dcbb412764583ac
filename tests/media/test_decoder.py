"""A film goes on turn by turn, picture with sound, whatever is asked of it."""

import itertools
import math
from pathlib import Path
from typing import Any

import pytest
from clocks import HandWoundClock
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.media.decoder import Decoder, Failed
from kiosk.media.player import Frame, Screening

RATE = 25


class PaperImage:
    """A decoded picture of 4 by 2."""

    def get_size(self) -> tuple[int, int]:
        """Width and height."""
        return 4, 2

    def get_pixel_format(self) -> str:
        """As FFmpeg calls it."""
        return "yuv420p"

    def get_linesizes(self, *, keep_align: bool) -> tuple[int, ...]:
        """Bytes from line to line of each plane."""
        assert keep_align
        return 4, 2, 2, 0

    def to_bytearray(self) -> list[bytearray]:
        """Three planes, and one that is not used."""
        return [bytearray(8), bytearray(2), bytearray(2), bytearray()]


class PaperEngine:
    """Does what MediaPlayer does, by a clock wound by hand. Notes what is asked of it."""

    def __init__(
        self,
        clock: HandWoundClock,
        *,
        seconds: float = 4.0,
        frames: int | None = None,
        sound_late: float = 0.0,
    ) -> None:
        self._clock = clock
        self._seconds = seconds
        self._frames = round(seconds * RATE) if frames is None else frames
        self._next = 0
        self._on: float | None = None
        self._sought = False
        self._paused = True
        self._sound_at = -sound_late
        self._since = clock.seconds()
        self.deaf = False
        """A sound device that takes nothing in: its clock stands still, and no end is told."""
        self.broken_off: int | None = None
        """No more frames come from this one on, and no end either."""
        self.asked: list[tuple[str, object]] = []
        self.seeks: list[tuple[float, bool]] = []
        """Seconds, and whether exactly."""
        self.sought_at: list[float] = []

    def get_frame(self, *, force_refresh: bool = False, show: bool = True) -> tuple[Any, Any]:
        """The next picture, or the one that is on."""
        if force_refresh:
            if self._on is None and self._frames:
                self._on, self._next = 0.0, 1
            if self._sought and self._paused:
                self._sought, self._on, self._next = False, self._next / RATE, self._next + 1
            return (None if self._on is None else (PaperImage(), self._on)), 0.0
        assert not show, "a picture that is not asked for twice is the one before"
        if self._paused:
            return None, "paused"
        if self._next >= self._frames:
            over = self.get_pts() >= self._seconds and not self.deaf
            return None, "eof" if over else 0.0
        if self.broken_off is not None and self._next >= self.broken_off:
            return None, 0.0
        pts = self._next / RATE
        self._sought = False
        self._on, self._next = pts, self._next + 1
        return (None, pts), max(0.0, pts - self._heard())

    def get_metadata(self) -> dict[str, Any]:
        """What is known."""
        return {
            "duration": self._seconds,
            "frame_rate": (RATE, 1),
            "aspect_ratio": (0, 1),
            "src_vid_size": (4, 2),
        }

    def get_pts(self) -> float:
        """Where the sound is: never before the beginning."""
        return 0.0 if self.deaf else max(0.0, self._heard())

    def _heard(self) -> float:
        """Where the sound is, before the beginning too."""
        passed = 0.0 if self._paused else self._clock.seconds() - self._since
        return self._sound_at + passed

    def set_pause(self, state: bool) -> None:
        """Hold or go on."""
        self._sound_at = self._heard()
        self._since = self._clock.seconds()
        self._paused = state
        self.asked.append(("pause", state))

    def set_volume(self, volume: float) -> None:
        """Set the volume."""
        self.asked.append(("volume", volume))

    def seek(self, pts: float, *, relative: bool, seek_by_bytes: bool, accurate: bool) -> None:
        """Go elsewhere; as exactly as asked, or to a whole second."""
        assert not relative
        assert not seek_by_bytes
        at = pts if accurate else math.floor(pts)
        self.seeks.append((pts, accurate))
        self.sought_at.append(self._clock.seconds())
        self._next, self._sought = math.ceil(at * RATE), True
        self._sound_at, self._since = at, self._clock.seconds()

    def close_player(self) -> None:
        """Stop."""
        self.asked.append(("close", None))


class Showing:
    """A film on its way: what was shown, and how far the sound was then."""

    def __init__(
        self,
        clock: HandWoundClock,
        engine: PaperEngine,
        *,
        sound: bool = True,
        paused: bool = False,
        loop: bool = False,
    ) -> None:
        self.engine = engine
        self.shown: list[int] = []
        self.heard_at: list[float] = []
        self._clock = clock
        screening = Screening(Path("film.mp4"), paused=paused, loop=loop, volume=0.5)
        self.decoder = Decoder(screening, clock, self._show)
        self.decoder.begin(engine, sound=sound)

    def _show(self, frame: Frame) -> None:
        """Take a frame."""
        self.shown.append(round(frame.pts_ms * RATE / 1000))
        self.heard_at.append(self.engine.get_pts() * 1000 - frame.pts_ms)

    def go_on(self, seconds: float) -> None:
        """Let time pass."""
        ends = self._clock.seconds() + seconds
        while self._clock.seconds() < ends:
            wait = self.decoder.turn()
            assert wait >= 0
            self._clock.wind(min(max(wait, 0.0005), 0.1))

    @property
    def state(self) -> str:
        """What it does."""
        return self.decoder.progress.state


def test_every_frame_is_shown_once_and_the_last_one_too(clock: HandWoundClock) -> None:
    """A visitor sees all of a film, from its first picture to its last."""
    showing = Showing(clock, PaperEngine(clock, seconds=4.0))
    showing.go_on(5)
    assert showing.shown == list(range(100))
    assert showing.state == "ended"
    assert showing.decoder.progress.failure is None


def test_nothing_is_heard_before_something_is_seen(clock: HandWoundClock) -> None:
    """Sound never comes out of a poster."""
    engine = PaperEngine(clock, frames=0)
    showing = Showing(clock, engine)
    showing.go_on(1)
    assert showing.state == "opening"
    assert ("pause", False) not in engine.asked
    engine._frames = 100  # noqa: SLF001 - the first frame comes late
    showing.go_on(0.1)
    assert showing.shown[0] == 0
    assert ("pause", False) in engine.asked
    assert showing.state == "playing"


@pytest.mark.parametrize("late", [0.0, 0.09, 0.2], ids=["at once", "a little late", "late"])
def test_mouths_move_with_voices(clock: HandWoundClock, late: float) -> None:
    """However long sound is on its way to the loudspeaker, picture and sound are together."""
    showing = Showing(clock, PaperEngine(clock, sound_late=late))
    showing.go_on(3)
    assert all(abs(apart_ms) < 5 for apart_ms in showing.heard_at[10:])


def test_a_film_opened_paused_waits_on_its_first_picture(clock: HandWoundClock) -> None:
    """A film can stand ready, silent, until somebody wants it."""
    showing = Showing(clock, PaperEngine(clock), paused=True)
    showing.go_on(10)
    assert (showing.state, showing.shown) == ("ready", [0])
    assert not showing.decoder.progress.busy
    showing.decoder.obey("play", 0)
    showing.go_on(0.5)
    assert showing.state == "playing"
    assert showing.shown[:4] == [0, 1, 2, 3]


def test_a_pause_holds_the_picture_and_going_on_goes_on_there(clock: HandWoundClock) -> None:
    """A visitor who pauses misses nothing."""
    showing = Showing(clock, PaperEngine(clock))
    showing.go_on(1)
    showing.decoder.obey("pause", 0)
    showing.go_on(30)
    assert showing.state == "paused"
    assert not showing.decoder.progress.busy
    showing.decoder.obey("play", 0)
    showing.go_on(5)
    assert showing.shown == list(range(100))
    assert showing.state == "ended"


@pytest.mark.parametrize(
    ("broken_off", "words"),
    [(0, "no picture within 5 seconds"), (50, "it stood still for 3 seconds")],
)
def test_a_film_that_hangs_fails_after_some_seconds(
    clock: HandWoundClock, broken_off: int, words: str
) -> None:
    """Nobody looks at a poster for longer than five, nor at a film that stands still for three."""
    engine = PaperEngine(clock, frames=None if broken_off else 0)
    engine.broken_off = broken_off
    showing = Showing(clock, engine)
    showing.go_on(4.9)
    with pytest.raises(Failed, match=words):
        showing.go_on(0.5)


@pytest.mark.parametrize("loop", [False, True], ids=["once", "in the attract loop"])
def test_a_loudspeaker_that_takes_nothing_in_does_not_keep_a_film_from_ending(
    clock: HandWoundClock, loop: bool
) -> None:
    """If the sound never comes to its end, the film ends all the same, or begins again."""
    engine = PaperEngine(clock)
    engine.deaf = True
    showing = Showing(clock, engine, loop=loop)
    showing.go_on(10)
    assert showing.shown[:100] == list(range(100))
    assert showing.state == ("playing" if loop else "ended")
    assert engine.seeks == [(0.0, False)] * loop
    assert showing.shown[100:102] == [0, 1] * loop


def test_a_film_that_ends_early_tells_the_journal(clock: HandWoundClock) -> None:
    """A film that lost its end on a bad disk shows what it has, and staff hear of it."""
    engine = PaperEngine(clock, seconds=8.0, frames=25)
    engine._seconds = 8.0  # noqa: SLF001 - it says so in its head
    showing = Showing(clock, engine)
    showing.go_on(1)
    engine._seconds = 1.0  # noqa: SLF001 - but it does not
    showing.go_on(1)
    assert showing.state == "ended"
    assert showing.decoder.progress.failure == "it stops at 960 of 8000 ms"


TROUBLES = {
    "read:error": "the file cannot be read",
    "video:error": "its picture cannot be decoded",
    "audio:error": "its sound cannot be decoded",
}


@pytest.mark.parametrize(("selector", "words"), TROUBLES.items())
def test_what_ffmpeg_reports_ends_the_film_in_words(
    clock: HandWoundClock, selector: str, words: str
) -> None:
    """A damaged film fails with its reason, and the visitor goes on."""
    showing = Showing(clock, PaperEngine(clock))
    showing.go_on(1)
    showing.decoder.hear(selector, "")
    with pytest.raises(Failed, match=words):
        showing.go_on(0.1)


def test_what_ffmpeg_says_in_passing_is_no_trouble(clock: HandWoundClock) -> None:
    """The end of one of FFmpeg's threads is not the end of a film."""
    showing = Showing(clock, PaperEngine(clock))
    for selector in ("eof", "read:exit", "audio:exit", "video:exit", "subtitle:error"):
        showing.decoder.hear(selector, "")
    showing.go_on(1)
    assert showing.state == "playing"


def test_of_many_places_asked_for_the_last_one_counts(clock: HandWoundClock) -> None:
    """A finger that slides along the bar ends where it lets go."""
    engine = PaperEngine(clock)
    showing = Showing(clock, engine)
    showing.go_on(0.5)
    for place_ms in range(0, 4000, 40):
        showing.decoder.obey("seek", place_ms)
        showing.go_on(0.01)
    showing.decoder.obey("seek", 2000)
    showing.go_on(0.3)
    assert engine.seeks[-1] == (2.0, False)
    assert 50 in showing.shown[-10:]
    pauses = [later - earlier for earlier, later in itertools.pairwise(engine.sought_at)]
    assert min(pauses) >= 0.149, "MediaPlayer forgets a place asked for before it is at the last"


def test_the_bar_stands_where_it_was_put_while_the_film_follows(clock: HandWoundClock) -> None:
    """A bar that was moved does not jump back."""
    showing = Showing(clock, PaperEngine(clock))
    showing.go_on(0.5)
    showing.decoder.obey("seek", 3000)
    showing.decoder.turn()
    showing.decoder.obey("seek", 1000)
    showing.decoder.turn()
    assert showing.decoder.progress.position_ms == 1000


@pytest.mark.parametrize("sound", [True, False])
def test_places_are_exact_where_nothing_is_heard(clock: HandWoundClock, sound: bool) -> None:
    """With sound, MediaPlayer would leave picture and sound apart."""
    engine = PaperEngine(clock)
    showing = Showing(clock, engine, sound=sound)
    showing.go_on(0.5)
    showing.decoder.obey("seek", 2500)
    showing.go_on(0.1)
    assert engine.seeks == [(2.5, not sound)]


def test_no_place_is_after_the_last_picture(clock: HandWoundClock) -> None:
    """Whoever slides the bar past its end sees the end."""
    engine = PaperEngine(clock)
    showing = Showing(clock, engine, sound=False)
    showing.go_on(0.5)
    showing.decoder.obey("seek", 99_000)
    showing.go_on(1)
    assert engine.seeks == [(3.92, True)]
    assert (showing.state, showing.shown[-1]) == ("ended", 99)


def test_a_place_can_be_looked_at_in_a_pause(clock: HandWoundClock) -> None:
    """The picture follows the bar while the film stands."""
    showing = Showing(clock, PaperEngine(clock), sound=False)
    showing.go_on(0.5)
    showing.decoder.obey("pause", 0)
    showing.decoder.obey("seek", 3000)
    showing.go_on(0.1)
    assert showing.decoder.progress.busy
    showing.go_on(2)
    assert (showing.state, showing.shown[-1]) == ("paused", 75)
    assert not showing.decoder.progress.busy


def test_after_the_end_it_can_be_played_again(clock: HandWoundClock) -> None:
    """'Again' begins at the beginning."""
    showing = Showing(clock, PaperEngine(clock))
    showing.go_on(5)
    showing.decoder.obey("play", 0)
    showing.go_on(1)
    assert showing.state == "playing"
    assert showing.shown[100:103] == [0, 1, 2]


def test_after_the_end_the_bar_still_works(clock: HandWoundClock) -> None:
    """Going back from the end plays on from there; if it was paused, it stands there."""
    showing = Showing(clock, PaperEngine(clock))
    showing.go_on(5)
    showing.decoder.obey("seek", 2000)
    showing.go_on(0.5)
    assert showing.state == "playing"
    assert showing.shown[100] == 50
    showing.go_on(4)
    showing.decoder.obey("pause", 0)
    showing.go_on(0.5)
    assert showing.state == "ended"
    showing.decoder.obey("seek", 1000)
    showing.go_on(2)
    assert (showing.state, showing.shown[-1]) == ("paused", 25)


def test_the_volume_is_set_at_the_start_and_on_the_way(clock: HandWoundClock) -> None:
    """A film starts as loud as the last one was left."""
    engine = PaperEngine(clock)
    showing = Showing(clock, engine)
    showing.decoder.obey("volume", 0.25)
    assert [value for what, value in engine.asked if what == "volume"] == [0.5, 0.25]


COMMANDS = st.one_of(
    st.tuples(st.sampled_from(["play", "pause"]), st.just(0.0)),
    st.tuples(st.just("seek"), st.floats(-1e6, 1e6)),
    st.tuples(st.just("volume"), st.floats(0, 1)),
)


@given(
    story=st.lists(st.tuples(COMMANDS, st.floats(0, 1.5)), max_size=12),
    sound=st.booleans(),
    loop=st.booleans(),
    deaf=st.booleans(),
)
@settings(max_examples=60)
def test_whatever_is_asked_a_film_stays_a_film(
    new_clock: type[HandWoundClock],
    story: list[tuple[tuple[str, float], float]],
    sound: bool,
    loop: bool,
    deaf: bool,
) -> None:
    """No order of commands breaks it: it is somewhere in the film, and can be played to its end."""
    clock = new_clock()
    engine = PaperEngine(clock)
    engine.deaf = deaf
    showing = Showing(clock, engine, sound=sound, loop=loop)
    for (what, value), seconds in story:
        showing.decoder.obey(what, value)
        showing.go_on(seconds)
        assert 0 <= showing.decoder.progress.position_ms <= 4000
    showing.decoder.obey("play", 0)
    showing.decoder.obey("seek", 3000)
    showing.go_on(9)
    assert showing.state == ("playing" if loop and deaf else "ended")
