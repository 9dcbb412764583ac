"""One reading aloud: clips one after another, in a thread of their own.

Every call of ffpyplayer is made in that thread, and no wait is longer than a tenth of a second. A
clip that cannot be played is left out: the next sentence still helps.
"""

import dataclasses
import logging
import queue
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias

from kiosk.clock import Clock
from kiosk.media.description import hush
from kiosk.media.sound import Loudspeaker
from kiosk.speech.script import Line

State: TypeAlias = Literal["opening", "playing", "paused", "ended", "silent", "failed"]
"""`silent`: nothing can be heard on this machine. The last three are for good."""

PACES = (0.75, 1.0, 1.25, 1.5)
"""How fast: the second is the usual one."""

_WAIT_SECONDS = 0.1
_SLACK_SECONDS = 3.0
"""A clip that has not ended so long after it should have never will."""
_LOUDSPEAKER_SECONDS = 2.0
_ONLY_A_PART = {"protocol_whitelist": "subfile,file"}
"""FFmpeg's options: a part of a file is opened, and nothing on a network."""

_log = logging.getLogger(__name__)


class Engine(Protocol):
    """The part of ffpyplayer's MediaPlayer that is used here."""

    def set_pause(self, state: bool) -> None:  # noqa: FBT001 - MediaPlayer's own
        """Hold, or go on."""

    def set_volume(self, volume: float) -> None:
        """Set the volume, from 0 to 1."""

    def close_player(self) -> None:
        """Stop. Waits for all its threads."""


@dataclass(frozen=True, slots=True)
class Script:
    """What is to be read, and how."""

    lines: tuple[Line, ...]
    media: Callable[[str], Path]
    """Where the file with this SHA-256 lies."""
    first: int = 0
    """The number of the line to begin with."""
    volume: float = 1.0
    """From 0 to 1."""
    pace: float = 1.0
    wake: Callable[[], None] = field(default=lambda: None, compare=False)
    """Called from another thread when there is news of the progress."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a reading is."""

    state: State = "opening"
    line: int = 0
    """The number of the line that is being said."""


def audio_player(
    path: Path, line: Line, *, volume: float, pace: float, tell: Callable[[str, object], None]
) -> Engine:
    """Open one clip with ffpyplayer. It plays at once."""
    from ffpyplayer.player import MediaPlayer  # noqa: PLC0415 - slow, and after Kivy's window

    hush()
    options: dict[str, Any] = {"vn": True, "sn": True, "volume": volume}
    if pace != 1.0:
        options["af"] = f"atempo={pace:.2f}"
    end = line.clip.start + line.clip.bytes
    engine: Engine = MediaPlayer(
        f"subfile,,start,{line.clip.start},end,{end},,:file:{path.absolute()}",
        callback=tell,
        loglevel="error",
        ff_opts=options,
        lib_opts=_ONLY_A_PART,
    )
    return engine


class Reading:
    """Reads lines aloud, from the first one on, until it is closed."""

    def __init__(
        self,
        script: Script,
        clock: Clock,
        loudspeaker: Loudspeaker,
        engine: Callable[..., Engine] = audio_player,
    ) -> None:
        """Begin."""
        self._script = script
        self._clock = clock
        self._loudspeaker = loudspeaker
        self._new_engine = engine
        self._commands: queue.SimpleQueue[tuple[str, float]] = queue.SimpleQueue()
        self._closing = threading.Event()
        self._closed = threading.Event()
        self._volume, self._pace, self._held = script.volume, script.pace, False
        self._turn_to: int | None = None
        self.progress = Progress()
        """How far it is; replaced as a whole."""
        threading.Thread(target=self._run, name="speech", daemon=True).start()

    @property
    def lines(self) -> Sequence[Line]:
        """All that is read."""
        return self._script.lines

    def pause(self) -> None:
        """Hold."""
        self._commands.put(("hold", 1))

    def go_on(self) -> None:
        """Go on where it was held."""
        self._commands.put(("hold", 0))

    def turn_to(self, line: int) -> None:
        """Say this line now, and go on from there."""
        self._commands.put(("line", line))

    def set_volume(self, volume: float) -> None:
        """Set the volume, from 0 to 1."""
        self._commands.put(("volume", volume))

    def set_pace(self, pace: float) -> None:
        """Say the sentence that is on from its beginning, so much faster than usual."""
        self._commands.put(("pace", pace))

    def close(self) -> None:
        """Stop some time soon. May be called twice."""
        self._closing.set()
        self._commands.put(("close", 0))

    def wait_closed(self, seconds: float) -> bool:
        """Wait for at most so long until everything is given back; say whether it is."""
        return self._closed.wait(seconds)

    def _run(self) -> None:
        if not self._borrow():
            self._tell(state="silent")
            self._closed.set()
            return
        try:
            number = self._script.first
            while number < len(self.lines) and not self._closing.is_set():
                number = self._say(number)
            self._tell(state="ended")
        finally:
            if self.progress.state != "ended":
                self._tell(state="failed")
            self._loudspeaker.give_back()
            self._closed.set()

    def _borrow(self) -> bool:
        """Wait until the film or the reading before has let go of the loudspeaker."""
        ends = self._clock.seconds() + _LOUDSPEAKER_SECONDS
        while not self._closing.is_set() and self._clock.seconds() < ends:
            lent = self._loudspeaker.borrow(_WAIT_SECONDS)
            if lent is not None:
                return lent
        return False

    def _say(self, number: int) -> int:
        """Say one line; the number of the one that comes next."""
        line = self.lines[number]
        ended = threading.Event()
        trouble: list[str] = []

        def tell(selector: str, _value: object) -> None:
            if selector == "eof" or selector.endswith(":error"):
                trouble.extend([selector] if selector != "eof" else [])
                ended.set()

        path = self._script.media(line.file)
        try:
            engine = self._new_engine(path, line, volume=self._volume, pace=self._pace, tell=tell)
        except (ValueError, OSError) as error:
            _log.warning("a clip of %s cannot be played: %s", path.name, error)
            return number + 1
        self._turn_to = None
        try:
            if self._held:
                engine.set_pause(True)
            self._tell(state="paused" if self._held else "playing", line=number)
            self._listen(engine, ended, line.clip.duration_ms / 1000 / self._pace)
        finally:
            engine.close_player()
        if trouble:
            _log.warning("a clip of %s cannot be played: %s", path.name, trouble[0])
        return number + 1 if self._turn_to is None else self._turn_to

    def _listen(self, engine: Engine, ended: threading.Event, seconds: float) -> None:
        """Wait until it was said, or something else is wanted."""
        left = seconds + _SLACK_SECONDS
        while not (ended.is_set() or self._closing.is_set()) and left > 0:
            held, before = self._held, self._clock.seconds()
            self._obey(engine)
            if self._turn_to is not None:
                return
            left -= 0.0 if held else self._clock.seconds() - before

    def _obey(self, engine: Engine) -> None:
        """Wait a little for a command, and carry it out."""
        try:
            what, value = self._commands.get(timeout=_WAIT_SECONDS / 2)
        except queue.Empty:
            return
        if what == "hold":
            self._held = bool(value)
            engine.set_pause(self._held)
            self._tell(state="paused" if self._held else "playing")
        elif what == "volume":
            self._volume = value
            engine.set_volume(value)
        elif what == "pace":
            self._pace = value
            self._turn_to = self.progress.line
        elif what == "line":
            self._turn_to = max(0, min(int(value), len(self.lines) - 1))

    def _tell(self, **changes: Any) -> None:  # noqa: ANN401 - the fields of Progress
        self.progress = dataclasses.replace(self.progress, **changes)
        self._script.wake()
