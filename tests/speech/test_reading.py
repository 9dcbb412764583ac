"""Lines are read aloud one after another, as their listener wants it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from clocks import HandWoundClock
from filmmaker import until

from kiosk.author.cache import Cache
from kiosk.author.ffmpeg import Ffmpeg
from kiosk.author.speech import SpeechMaker
from kiosk.author.voice import Voice
from kiosk.clock import SystemClock
from kiosk.exhibit.model import Clip
from kiosk.media.sound import Loudspeaker
from kiosk.speech.reading import Reading, Script
from kiosk.speech.script import Line, remaining_ms


def lines(count: int) -> tuple[Line, ...]:
    """So many sentences of a second each."""
    return tuple(
        Line(f"Zin {place}.", "nl", "file", Clip(start=place, bytes=1, duration_ms=1000), place)
        for place in range(count)
    )


class Player:
    """Plays clips as a test wants."""

    def __init__(self) -> None:
        self.opened: list[tuple[int, float, float]] = []
        """Sentence, volume and pace of every clip."""
        self.asked: list[tuple[str, object]] = []
        self.closed = 0
        self.broken: set[int] = set()
        self._tell: Any = None

    def __call__(self, path: Path, line: Line, *, volume: float, pace: float, tell: Any) -> Player:
        """Open one."""
        del path
        if line.sentence in self.broken:
            raise ValueError("it is broken")
        self.opened.append((line.sentence, volume, pace))
        self._tell = tell
        return self

    def end(self, selector: str = "eof") -> None:
        """What is on has been said."""
        count = len(self.opened)
        self._tell(selector, "")
        assert until(lambda: len(self.opened) > count or self.closed == count, 10)

    def set_pause(self, state: bool) -> None:
        """Note it."""
        self.asked.append(("pause", state))

    def set_volume(self, volume: float) -> None:
        """Note it."""
        self.asked.append(("volume", volume))

    def close_player(self) -> None:
        """Note it."""
        self.closed += 1


@pytest.fixture
def player() -> Player:
    """Plays clips."""
    return Player()


@pytest.fixture
def loudspeaker(clock: HandWoundClock) -> Loudspeaker:
    """Can be heard."""
    return Loudspeaker(clock, lambda: True)


@pytest.fixture
def reading(player: Player, clock: HandWoundClock, loudspeaker: Loudspeaker) -> Iterator[Reading]:
    """Three sentences, of which the first is being said."""
    made = Reading(Script(lines(3), Path), clock, loudspeaker, player)
    assert until(lambda: player.opened, 10)
    yield made
    made.close()
    assert made.wait_closed(10)
    assert player.closed == len(player.opened)


def is_at(reading: Reading, state: str, line: int) -> bool:
    """Wait until it is there."""
    there = (state, line)
    return until(lambda: (reading.progress.state, reading.progress.line) == there, 10)


def test_sentences_follow_each_other_to_the_end(
    reading: Reading, player: Player, loudspeaker: Loudspeaker
) -> None:
    """Each is told as it begins; in the end the loudspeaker is free."""
    for place in range(3):
        assert is_at(reading, "playing", place)
        player.end()
    assert is_at(reading, "ended", 2)
    assert reading.wait_closed(10)
    assert loudspeaker.borrow(1) is True


def test_it_holds_and_goes_on(reading: Reading, player: Player, clock: HandWoundClock) -> None:
    """However long it is held, it is not given up."""
    reading.pause()
    assert is_at(reading, "paused", 0)
    clock.wind(3600)
    reading.go_on()
    assert is_at(reading, "playing", 0)
    assert player.asked == [("pause", True), ("pause", False)]
    assert len(player.opened) == 1


def test_a_sentence_is_said_again_or_another_one(reading: Reading, player: Player) -> None:
    """What is being said is cut short; past the last one is the last one."""
    for wanted, said in ((0, 0), (2, 2), (99, 2)):
        count = len(player.opened)
        reading.turn_to(wanted)
        assert until(lambda count=count: len(player.opened) == count + 1, 10)
        assert player.opened[-1][0] == said


def test_who_holds_it_and_turns_hears_nothing_until_it_goes_on(
    reading: Reading, player: Player
) -> None:
    """A page turned by hand while it is held waits at its first sentence."""
    reading.pause()
    assert is_at(reading, "paused", 0)
    reading.turn_to(1)
    assert is_at(reading, "paused", 1)
    assert player.asked[-1] == ("pause", True)


def test_pace_and_volume_last(reading: Reading, player: Player) -> None:
    """Another pace begins the sentence anew; both hold for the next one."""
    reading.set_volume(0.25)
    reading.set_pace(1.5)
    assert until(lambda: len(player.opened) == 2, 10)
    player.end()
    assert player.opened == [(0, 1.0, 1.0), (0, 0.25, 1.5), (1, 0.25, 1.5)]
    assert ("volume", 0.25) in player.asked


def test_what_cannot_be_played_is_left_out(
    reading: Reading, player: Player, clock: HandWoundClock
) -> None:
    """One that does not open, one with an error, one that never ends: the next still helps."""
    player.broken.add(1)
    player.end("audio:error")
    assert is_at(reading, "playing", 2)
    clock.wind(60)
    assert is_at(reading, "ended", 2)


def test_where_nothing_is_heard_it_says_so(player: Player, clock: HandWoundClock) -> None:
    """And plays nothing."""
    silent = Loudspeaker(clock, lambda: False)
    reading = Reading(Script(lines(1), Path), clock, silent, player)
    assert reading.wait_closed(10)
    assert reading.progress.state == "silent"
    assert silent.is_silent
    assert not player.opened


def test_it_begins_where_the_page_begins(
    player: Player, clock: HandWoundClock, loudspeaker: Loudspeaker
) -> None:
    """With another line than the first."""
    reading = Reading(Script(lines(3), Path, first=2), clock, loudspeaker, player)
    assert is_at(reading, "playing", 2)
    player.end()
    assert reading.wait_closed(10)
    assert [sentence for sentence, *_ in player.opened] == [2]


def test_a_real_clip_is_heard_out_of_the_middle_of_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FFmpeg plays just that part, as long as it lasts, faster when asked."""
    monkeypatch.setitem(os.environ, "SDL_AUDIODRIVER", "dummy")
    maker = SpeechMaker(Cache.at(tmp_path), Ffmpeg(), Voice())
    said = ("De eerste zin.", "En nu volgt de tweede zin.", "Tot slot de derde.")
    spoken = maker.languages({"nl": said})["nl"]
    real = [
        Line(words, "nl", spoken.sha256, clip, place)
        for place, (words, clip) in enumerate(zip(said, spoken.clips.values(), strict=True))
    ]
    clock = SystemClock()
    loudspeaker = Loudspeaker(clock, lambda: True)
    took = {}
    for pace in (1.0, 1.5):
        began = clock.seconds()
        script = Script((real[1],), maker.cache.medium, pace=pace)
        reading = Reading(script, clock, loudspeaker)
        assert reading.wait_closed(30)
        assert reading.progress.state == "ended"
        took[pace] = clock.seconds() - began
    lasts = remaining_ms(real[1:2]) / 1000
    assert took[1.0] > 0.9 * lasts
    assert took[1.5] > 0.9 * lasts / 1.5
