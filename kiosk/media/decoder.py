"""One film with ffpyplayer's MediaPlayer, a turn at a time. Runs in one thread, and never waits.

MediaPlayer is FFmpeg's ffplay with habits of its own. Three are worked around here:

- `get_frame` hands out the frame *before* the one it is timing, and so never the last. Asked a
  second time with `force_refresh`, it gives the right one.
- Asked too early, it believes the picture to be ahead of the sound by as much. So it is asked just
  before a frame is due, and the frame is held until the sound is there.
- In a film with sound it finds a place to the key frame only; asked to be exact, it leaves picture
  and sound apart. So it is asked to be exact only where nothing is heard.
"""

import dataclasses
import math
from collections.abc import Callable
from typing import Any, Protocol

from kiosk.clock import Clock
from kiosk.media.film import CUT_OFF_MS, FIRST_PICTURE_SECONDS
from kiosk.media.player import FilmProgress, Frame, Screening, usual_matrix

STALL_SECONDS = 3.0
"""A film that plays but shows nothing new for this long has stopped."""

_REST_SECONDS = 0.1
_POLL_SECONDS = 0.005  # for a frame that should be there
_EARLY_SECONDS = 0.008  # ask for a frame this long before it is due
_SEEK_SECONDS = 0.15  # between two seeks: MediaPlayer forgets a second one
_SETTLE_SECONDS = 1.0  # a film that is paused shows its new place by then
_NEAR_END_MS = 1500
_AS_IT_IS = 1  # the second filter of a film that is opened to fill a room
_FAILURES = {
    "read:error": "the file cannot be read",
    "video:error": "its picture cannot be decoded",
    "audio:error": "its sound cannot be decoded",
}

Picture = tuple[Any, float]
"""An `ffpyplayer.pic.Image`, and its place in the film in seconds (NaN if it has none)."""


class Engine(Protocol):
    """The part of ffpyplayer's MediaPlayer that is used here."""

    def get_frame(
        self, *, force_refresh: bool = False, show: bool = True
    ) -> tuple[Picture | None, float | str]:
        """The next picture and the seconds until it is due; `eof` or `paused` instead."""

    def get_metadata(self) -> dict[str, Any]:
        """Size, length and pace of the film, as ffpyplayer calls them."""

    def get_pts(self) -> float:
        """Where the sound is, or the clock in its place, in seconds."""

    def set_pause(self, state: bool) -> None:  # noqa: FBT001 - MediaPlayer's own
        """Hold, or go on."""

    def set_volume(self, volume: float) -> None:
        """Set the volume, from 0 to 1."""

    def seek(self, pts: float, *, relative: bool, seek_by_bytes: bool, accurate: bool) -> None:
        """Go to another place."""

    def select_video_filter(self, index: int) -> None:
        """Go on with another one of the filters that it was opened with."""

    def set_size(self, width: int, height: int) -> None:
        """Scale frames to this size, before they are turned upright."""

    def close_player(self) -> None:
        """Stop. Waits for all its threads."""


class Failed(Exception):  # noqa: N818 - it is a turn of the film, and told as its state
    """The film cannot go on; why, in words for the journal."""

    def __init__(self, reason: str, *, stalled: bool = False) -> None:
        """`stalled`: no picture came in time, as on a machine that has other things to do."""
        super().__init__(reason)
        self.stalled = stalled


@dataclasses.dataclass(frozen=True, slots=True)
class _Still:
    """A frame that was decoded but is not on yet."""

    frame: Frame
    pts: float
    due: float
    """On the stopwatch."""


class Decoder:
    """Shows one film through `show`. `turn` moves it on."""

    def __init__(self, screening: Screening, clock: Clock, show: Callable[[Frame], None]) -> None:
        self.progress = FilmProgress()
        self._screening = screening
        self._clock = clock
        self._emit = show
        self._trouble: str | None = None
        self._wants_play = not screening.paused
        self._wanted_ms: int | None = None
        self._held: _Still | None = None
        self._pts = math.nan  # of the frame that is on
        self._sound_at = math.nan
        self._late = 0.0  # how much the frame that is on came too late
        self._turned = False  # lying in its file, and turned upright after all else

    def hear(self, selector: str, _value: object) -> None:
        """Note trouble. MediaPlayer calls this from threads of its own, which may do no more."""
        if selector in _FAILURES:
            self._trouble = selector

    def begin(self, engine: Engine, *, sound: bool) -> None:
        """Play with `engine`, which was opened paused, with or without `sound`."""
        self._engine = engine
        self._exact = not sound
        engine.set_volume(self._screening.volume)
        now = self._clock.seconds()
        self._opened = self._moved = self._ask_from = self._seek_from = self._settled = now

    def obey(self, what: str, *values: float) -> None:
        """Take a command; the next turn carries it out."""
        match what:
            case "play":
                self._wants_play = True
                if self.progress.state == "ended" and self._wanted_ms is None:
                    self._wanted_ms = 0
            case "pause":
                self._wants_play = False
            case "seek":
                self._wanted_ms = round(values[0])
            case "volume":
                self._engine.set_volume(values[0])
            case "fit":
                width_px, height_px = (max(2, round(value) // 2 * 2) for value in values)
                size_px = (height_px, width_px) if self._turned else (width_px, height_px)
                if self._screening.room is not None:
                    self._engine.select_video_filter(_AS_IT_IS)
                self._engine.set_size(*size_px)

    def turn(self) -> float:
        """Do what can be done now; return the seconds until there is more to do. Raises Failed."""
        now = self._clock.seconds()
        if self._trouble and self.progress.state != "ended":
            raise Failed(_FAILURES[self._trouble])
        if self.progress.state == "opening":
            return self._open(now)
        self._steer(now)
        wait = self._play(now) if self.progress.state == "playing" else self._rest(now)
        self._tell(busy=self.progress.state == "playing" or now < self._settled)
        return wait

    def _open(self, now: float) -> float:
        picture, _ = self._engine.get_frame(force_refresh=True)
        if picture is None:
            if now - self._opened > FIRST_PICTURE_SECONDS:
                raise Failed(f"no picture within {FIRST_PICTURE_SECONDS:.0f} seconds", stalled=True)
            return _POLL_SECONDS
        duration = self._engine.get_metadata()["duration"] or 0.0
        (width_px, height_px), (wide, high) = picture[0].get_size(), self._film_px
        self._turned = (width_px - height_px) * (wide * self._aspect - high) < 0
        self._tell(state="ready", duration_ms=round(1000 * duration))
        self._show(self._still(picture, now), now)
        return 0.0

    def _steer(self, now: float) -> None:
        """Seek, hold or go on, as was asked."""
        if self._wanted_ms is not None:
            position_ms = self._within(self._wanted_ms)
            self._tell(position_ms=position_ms)
            if now >= self._seek_from:
                self._seek(now, position_ms)
        playing = self.progress.state == "playing"
        if self.progress.state != "ended" and self._wants_play != playing:
            self._hold_or_go(now)

    def _seek(self, now: float, position_ms: int) -> None:
        self._engine.seek(
            position_ms / 1000, relative=False, seek_by_bytes=False, accurate=self._exact
        )
        self._wanted_ms = self._held = None
        self._moved = self._ask_from = now
        self._seek_from = now + _SEEK_SECONDS
        self._settled = now + _SETTLE_SECONDS
        if self.progress.state == "ended":
            self._hold_or_go(now)

    def _hold_or_go(self, now: float) -> None:
        self._engine.set_pause(not self._wants_play)
        self._held = None
        self._moved = now
        self._ask_from = now + self._before_next()
        self._tell(state="playing" if self._wants_play else "paused")

    def _rest(self, now: float) -> float:
        """Ready, paused or ended: only a seek can bring another frame."""
        if self.progress.state != "ended":
            picture, _ = self._engine.get_frame(force_refresh=True)
            if picture is not None and self._is_new(picture):
                self._show(self._still(picture, now), now)
        return 2 * _POLL_SECONDS if now < self._settled else _REST_SECONDS

    def _play(self, now: float) -> float:
        if self._held is not None:
            if now < self._held.due:
                return self._held.due - now
            still, self._held = self._held, None
            self._late += now - still.due
            self._show(still, now)
            self._ask_from = now + self._before_next()
        if now < self._ask_from:
            return self._ask_from - now
        picture, value = self._engine.get_frame(show=False)
        if value == "eof" and now >= self._seek_from:  # right after a seek it is the old end
            return self._end(now)
        if picture is None:
            return self._miss(now)
        remaining = float(value)
        picture, _ = self._engine.get_frame(force_refresh=True)
        if picture is None:
            return _POLL_SECONDS
        self._held = self._still(picture, now + self._lead(picture[1], remaining))
        return 0.0

    def _lead(self, pts: float, remaining: float) -> float:
        """Seconds to hold a frame until its sound is there; `remaining` is MediaPlayer's own idea.

        Where nothing is heard, a clock of MediaPlayer's runs in place of the sound.
        """
        sound_at = self._engine.get_pts()
        moves, self._sound_at = sound_at != self._sound_at, sound_at
        self._late = 0.0
        if not moves or not abs(pts - sound_at) < 1:  # no sound yet, or none at all, or no pts
            return remaining
        self._late = max(0.0, sound_at - pts)
        return min(max(0.0, pts - sound_at), max(remaining, self._period) + _REST_SECONDS)

    def _before_next(self) -> float:
        """Seconds until it is time to ask for the next frame."""
        return max(0.0, self._period - _EARLY_SECONDS - self._late)

    def _miss(self, now: float) -> float:
        """No frame is there yet."""
        if now - self._moved <= STALL_SECONDS:
            return _POLL_SECONDS
        # A sound device that takes nothing in keeps MediaPlayer from ever saying "eof".
        if self.progress.position_ms < self.progress.duration_ms - _NEAR_END_MS:
            raise Failed(f"it stood still for {STALL_SECONDS:.0f} seconds", stalled=True)
        if not self._screening.loop:
            return self._end(now)
        self._seek(now, 0)
        return 0.0

    def _end(self, now: float) -> float:
        picture, _ = self._engine.get_frame(force_refresh=True)
        if picture is not None and self._is_new(picture):
            self._show(self._still(picture, now), now)
        ended_ms, lasts_ms = self.progress.position_ms, self.progress.duration_ms
        early = ended_ms < lasts_ms - CUT_OFF_MS
        self._tell(
            state="ended", failure=f"it stops at {ended_ms} of {lasts_ms} ms" if early else None
        )
        return _REST_SECONDS

    @property
    def _period(self) -> float:
        """Seconds from frame to frame."""
        frames, seconds = self._engine.get_metadata()["frame_rate"]
        return min(seconds / frames, 1.0) if frames and seconds else 0.04

    def _within(self, position_ms: int) -> int:
        """The nearest place where there still is a frame."""
        last_ms = self.progress.duration_ms - round(2000 * self._period)
        return max(0, min(position_ms, last_ms))

    def _is_new(self, picture: Picture) -> bool:
        return not math.isnan(picture[1]) and picture[1] != self._pts

    def _still(self, picture: Picture, due: float) -> _Still:
        image, pts = picture
        width_px, height_px = image.get_size()
        packed = self._screening.pixels == "bgra"
        planes = image.to_memoryview(keep_align=True) if packed else image.to_bytearray()
        frame = Frame(
            width_px=width_px,
            height_px=height_px,
            planes=tuple(memoryview(plane) if packed else plane for plane in planes if plane),
            full_range=image.get_pixel_format().startswith("yuvj"),
            matrix=self._screening.matrix or usual_matrix(width_px, height_px),
            pixel_aspect=self._pixel_aspect(width_px, height_px),
            pts_ms=self.progress.position_ms if math.isnan(pts) else round(1000 * pts),
            pixels=self._screening.pixels,
            row_px=image.get_linesizes(keep_align=True)[0] // 4 if packed else 0,
            memory=image if packed else None,
        )
        return _Still(frame, pts, due)

    @property
    def _film_px(self) -> tuple[int, int]:
        """Width and height of the film as it lies in its file. Odd sizes lose a line."""
        width_px, height_px = self._engine.get_metadata()["src_vid_size"]
        return width_px // 2 * 2, height_px // 2 * 2

    @property
    def _aspect(self) -> float:
        """Width of a pixel of the film when its height is 1."""
        across, up = self._engine.get_metadata()["aspect_ratio"]
        return float(across / up) if across and up else 1.0

    def _pixel_aspect(self, width_px: int, height_px: int) -> float:
        """The same of a frame of this size, which may not be the film's own."""
        wide, high = reversed(self._film_px) if self._turned else self._film_px
        return self._aspect * (wide * height_px) / (high * width_px)

    def _show(self, still: _Still, now: float) -> None:
        self._pts = still.pts
        self._moved = now
        self._emit(still.frame)
        if self._wanted_ms is None:
            self._tell(position_ms=max(0, min(still.frame.pts_ms, self.progress.duration_ms)))

    def _tell(self, **changes: Any) -> None:  # noqa: ANN401 - the fields of Progress
        self.progress = dataclasses.replace(self.progress, **changes)
