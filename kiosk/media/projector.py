"""Films on this machine: one thread for each, in which every call of ffpyplayer is made."""

import atexit
import dataclasses
import logging
import os
import queue
import threading
from collections import deque
from collections.abc import Callable
from typing import Any

from kiosk.clock import Clock
from kiosk.media.decoder import Decoder, Engine, Failed
from kiosk.media.description import hush
from kiosk.media.film import FILES_ONLY
from kiosk.media.player import FilmProgress, Frame, Room, Screening
from kiosk.media.sound import Loudspeaker

CLOSING_SECONDS = 5.0
"""A film that has not closed by then never will: it is abandoned, thread, memory and all."""
LOUDSPEAKER_SECONDS = 2.0
"""A film waits for the sound of the one before it for this long, then plays without."""
MOST_ABANDONED = 5
"""With so many abandoned no other film is opened. The screen goes on; a restart clears them."""

_WAIT_SECONDS = 0.1  # no wait is longer, whatever happens

_log = logging.getLogger(__name__)


def media_player(
    screening: Screening, *, sound: bool, tell: Callable[[str, object], None]
) -> Engine:
    """Open a film with ffpyplayer, paused."""
    from ffpyplayer.player import MediaPlayer  # noqa: PLC0415 - slow, and after Kivy's window

    hush()
    options: dict[str, Any] = {
        "paused": True,  # let go with the first frame on: no sound before the picture
        "an": not sound,
        "sn": True,
        "loop": 0 if screening.loop else 1,
        "out_fmt": screening.pixels,
        "volume": screening.volume,
        "filter_threads": 1,
    }
    if screening.room is not None:
        options["vf"] = [_fill(screening.room).encode(), b"null"]
    if sound and screening.gain_db:
        options["af"] = f"volume={screening.gain_db:.2f}dB"
    engine: Engine = MediaPlayer(
        os.fsencode(screening.path.absolute()),  # any name, also one that is no text
        callback=tell,
        loglevel="error",
        ff_opts=options,
        lib_opts=FILES_ONLY,
    )
    return engine


def _fill(room: Room) -> str:
    """FFmpeg's filter that makes frames fill this room, their sides even."""
    pick, whole, nudge = ("max", "ceil", -0.001) if room.cover else ("min", "floor", 0.001)
    wide = f"{pick}({room.width}, {room.height}*iw*sar/ih)"
    high = f"{pick}({room.height}, {room.width}*ih/iw/sar)"
    even = (f"max(2, 2*{whole}({side}/2 + {nudge}))" for side in (wide, high))
    # without accurate rounding white is a little green
    return "scale='{}':'{}':flags=fast_bilinear+accurate_rnd".format(*even)


class Player:
    """Plays one film in a thread of its own. A FilmPlayer."""

    def __init__(
        self,
        screening: Screening,
        clock: Clock,
        loudspeaker: Loudspeaker,
        engine: Callable[..., Engine] = media_player,
    ) -> None:
        """Begin to open it."""
        self.screening = screening
        self._clock = clock
        self._loudspeaker = loudspeaker
        self._new_engine = engine
        self._commands: queue.SimpleQueue[tuple[str, tuple[float, ...]]] = queue.SimpleQueue()
        self._asked = 0
        self._answered = 0
        self._slot: deque[Frame] = deque(maxlen=1)
        self._progress = FilmProgress()
        self._closing = threading.Event()
        self._closed = threading.Event()
        self._closing_since: float | None = None
        threading.Thread(target=self._run, name="film", daemon=True).start()

    @property
    def progress(self) -> FilmProgress:
        """How far it is."""
        progress = self._progress
        if self._asked != self._answered and progress.state != "failed":
            return dataclasses.replace(progress, busy=True)
        return progress

    def take(self) -> Frame | None:
        """The newest frame that nobody has taken, or None."""
        try:
            return self._slot.pop()
        except IndexError:
            return None

    def play(self) -> None:
        """Go on; from the beginning if the film has ended."""
        self._ask("play")

    def pause(self) -> None:
        """Hold."""
        self._ask("pause")

    def seek(self, position_ms: int) -> None:
        """Go to a place in the film; with sound, to the key frame before it."""
        self._ask("seek", position_ms)

    def set_volume(self, volume: float) -> None:
        """Set the volume, from 0 to 1."""
        self._ask("volume", min(max(volume, 0.0), 1.0))

    def fit(self, width_px: int, height_px: int) -> None:
        """Make frames so large from now on; those that wait already are of another size."""
        self._ask("fit", width_px, height_px)

    def close(self) -> None:
        """Stop, and give everything back, some time soon. May be called twice."""
        self._leave()
        self._closing.set()
        self._ask("close")  # the flag first, then wake whoever waits

    def wait_closed(self, seconds: float) -> bool:
        """Wait for at most so long until everything is given back; say whether it is."""
        return self._closed.wait(seconds)

    @property
    def is_stuck(self) -> bool:
        """Whether it should have closed by now."""
        since = self._closing_since
        if since is None or self._closed.is_set():
            return False
        return self._clock.seconds() - since > CLOSING_SECONDS

    def _ask(self, what: str, *values: float) -> None:
        self._asked += 1
        self._commands.put((what, values))

    def _leave(self) -> None:
        if self._closing_since is None:
            self._closing_since = self._clock.seconds()

    def _run(self) -> None:
        """Open, play, close: the thread."""
        sound = not self.screening.muted and self._borrow_loudspeaker()
        try:
            self._show(sound=sound)
        except Failed as failed:
            self._fail(str(failed), stalled=failed.stalled)
        finally:
            if not self._closing.is_set() and self._progress.state != "failed":
                self._fail("a fault in the player")
            if sound:
                self._loudspeaker.give_back()
            self._closed.set()

    def _borrow_loudspeaker(self) -> bool:
        """Wait until the film before has let go of it. A film that never does leaves us mute."""
        ends = self._clock.seconds() + LOUDSPEAKER_SECONDS
        while not self._closing.is_set() and self._clock.seconds() < ends:
            lent = self._loudspeaker.borrow(_WAIT_SECONDS)
            if lent is not None:
                return lent
        return False

    def _show(self, *, sound: bool) -> None:
        if self._closing.is_set():
            return
        decoder = Decoder(self.screening, self._clock, self._slot.append)
        engine = self._new_engine(self.screening, sound=sound, tell=decoder.hear)
        try:
            decoder.begin(engine, sound=sound)
            self._play(decoder)
        finally:
            self._leave()
            engine.close_player()

    def _play(self, decoder: Decoder) -> None:
        wait = 0.0
        while True:
            done = self._obey(decoder, min(wait, _WAIT_SECONDS))
            if self._closing.is_set():
                return
            wait = decoder.turn()
            if decoder.progress.failure != self._progress.failure:
                self._note(decoder.progress.failure)
            is_news = bool(self._slot or done) or self._progress != decoder.progress
            self._progress = decoder.progress
            self._answered += done
            if is_news:
                self.screening.wake()

    def _obey(self, decoder: Decoder, wait: float) -> int:
        """Wait for commands and pass them on; return how many there were."""
        done = 0
        try:
            while True:
                what, values = self._commands.get(timeout=0 if done else wait)
                decoder.obey(what, *values)
                done += 1
        except queue.Empty:
            return done

    def _note(self, reason: str | None) -> None:
        if reason:
            _log.warning("film %s: %s", self.screening.path.name, reason)

    def _fail(self, reason: str, *, stalled: bool = False) -> None:
        self._note(reason)
        self._progress = dataclasses.replace(
            self._progress, state="failed", failure=reason, stalled=stalled, busy=False
        )
        self.screening.wake()


class Films:
    """Opens films, and knows which of them never closed."""

    def __init__(
        self,
        clock: Clock,
        loudspeaker: Loudspeaker,
        engine: Callable[..., Engine] = media_player,
    ) -> None:
        self._clock = clock
        self._loudspeaker = loudspeaker
        self._engine = engine
        self._players: list[Player] = []
        self._reported: set[Player] = set()
        # FFmpeg's threads that outlive Python crash it: now and then, and with a core dump
        atexit.register(self.close, CLOSING_SECONDS)

    def open(self, screening: Screening) -> Player:
        """Begin to play a film. What is wrong with it shows in the player's progress."""
        engine = _refuse if self.abandoned >= MOST_ABANDONED else self._engine
        player = Player(screening, self._clock, self._loudspeaker, engine)
        self._players.append(player)
        return player

    @property
    def abandoned(self) -> int:
        """How many films should have closed but did not. Each is told to the journal once."""
        self._players = [player for player in self._players if not player.wait_closed(0)]
        stuck = {player for player in self._players if player.is_stuck}
        for player in stuck - self._reported:
            _log.error("film %s: never closed, abandoned", player.screening.path.name)
        self._reported = stuck
        return len(stuck)

    def close(self, seconds: float) -> bool:
        """Close every film, at the end of the program; wait for at most so long for all of them."""
        ends = self._clock.seconds() + seconds
        for player in self._players:
            player.close()
        return all(
            player.wait_closed(max(0.0, ends - self._clock.seconds())) for player in self._players
        )


def _refuse(*_screening: Screening, **_options: object) -> Engine:
    raise Failed("too many films never closed")
