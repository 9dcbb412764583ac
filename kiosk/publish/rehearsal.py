"""Films played wholly before they are published, by the decoder of the kiosk itself.

As fast as it goes: every picture is decoded and counted; the sound runs fifty times as fast, into a
sound device that nobody hears, or FFmpeg would wait for it.
"""

from __future__ import annotations

import contextlib
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from kiosk import files
from kiosk.errors import InputError, KioskError, MachineError
from kiosk.media.description import Description, Words, listening
from kiosk.media.film import CUT_OFF_MS, FILES_ONLY, FIRST_PICTURE_SECONDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from kiosk.clock import Clock
    from kiosk.exhibit.model import Film
    from kiosk.exhibit.prepared import Prepared

LEAST_SECONDS = 30.0
"""A film may take this long to decode, or as long as it lasts: a kiosk must keep up with it."""
CLOSING_SECONDS = 5.0
RECIPE = "played-1"
"""Names how films are played here: another number, and all are played again."""

_PAUSE_SECONDS = 0.002
_FRAMES_KEPT = 0.97
_ODD_FRAMES = 2
_FAST = "asetrate=2400000,aresample=48000"
_DAMAGE = ("error while decoding", "concealing", "Invalid NAL unit size", "missing picture in")
"""What FFmpeg says when a part of a picture is lost."""
_SOUND = "[aac @"
"""What it says of sound is always a complaint."""
_MOST_COMPLAINTS = 3
"""A film that was cut may end with a piece of sound that is not whole; nobody hears that."""
_NO_DEVICE = "SDL_OpenAudio"


def rehearse(
    prepared: Prepared,
    clock: Clock,
    *,
    remembered: Path | None = None,
    progress: Callable[[float, str], None] | None = None,
) -> int:
    """Play every film of `prepared` from its first frame to its last, unseen and unheard.

    Returns how many were played: those that went well before, as the folder `remembered` knows,
    are not played again. `progress` hears how much is done, from 0 to 1, and the film in hand.

    SDL wants a sound device: in the environment, `SDL_AUDIODRIVER=dummy` is one that takes all.
    Raises InputError with a line for each film that does not play as the exhibit describes it.
    """
    films = _films(prepared)
    known = {it for it in films if remembered and (remembered / _mark(it)).exists()}
    wanted = {sha256: film for sha256, film in films.items() if sha256 not in known}
    whole = sum(film[1].duration_ms for film in wanted.values()) or 1
    done = 0
    faults = []
    for sha256, (name, film) in wanted.items():

        def tell(part: float, done: int = done, film: Film = film, name: str = name) -> None:
            if progress is not None:
                progress((done + part * film.duration_ms) / whole, name)

        tell(0.0)
        fault = played(prepared.media(sha256), film, clock, tell)
        if fault is not None:
            faults.append(f"{name}: {fault}")
        elif remembered is not None:
            with contextlib.suppress(MachineError):  # then it is played again
                files.replace(remembered / _mark(sha256), b"")
        done += film.duration_ms
    if faults:
        raise InputError(
            "\n".join(faults), "export these films again, as MP4 (H.264), and look at them"
        )
    if progress is not None:
        progress(1.0, "")
    return len(wanted)


def played(
    path: Path,
    film: Film,
    clock: Clock,
    tell: Callable[[float], None] = lambda _: None,
    least_seconds: float = LEAST_SECONDS,
) -> str | None:
    """What is wrong with the film at `path`, which should be as `film` describes it; or None.

    `tell` hears how much was played, from 0 to 1, in another thread.
    """
    limit_seconds = max(least_seconds, film.duration_ms / 1000)
    performance = _Performance(path, film, clock, limit_seconds, tell)
    worker = threading.Thread(target=performance.run, name="rehearsal", daemon=True)
    worker.start()
    worker.join(limit_seconds + CLOSING_SECONDS)
    if performance.trouble is not None:
        raise performance.trouble
    if not performance.is_over:  # not even FFmpeg's own calls came back
        return _slow(limit_seconds)
    return performance.fault


def _films(prepared: Prepared) -> dict[str, tuple[str, Film]]:
    """Each film once, with a name that its author knows."""
    own = prepared.exhibit.languages[0]
    return {
        film.sha256: (f"{cooperative.id}, film {number} ({film.caption.into(own)})", film)
        for cooperative in prepared.exhibit.cooperatives
        for number, film in enumerate(cooperative.films, 1)
    }


def _mark(sha256: str) -> str:
    return f"{RECIPE}-{sha256}"


def _slow(limit_seconds: float) -> str:
    return f"it could not be played to its end within {limit_seconds:.0f} seconds"


@dataclass(slots=True)
class _Seen:
    """What came out of a film."""

    frames: int = 0
    last_ms: int = 0
    """Where the last frame begins."""
    size_px: tuple[int, int] = (0, 0)
    frames_per_second: float = 0.0


class _Performance:
    """One film on the table. Runs in its own thread, which may be left behind."""

    fault: str | None = None
    trouble: KioskError | None = None
    is_over = False

    def __init__(
        self,
        path: Path,
        film: Film,
        clock: Clock,
        limit_seconds: float,
        tell: Callable[[float], None],
    ) -> None:
        self._path = path
        self._film = film
        self._clock = clock
        self._limit_seconds = limit_seconds
        self._tell = tell

    def run(self) -> None:
        try:
            with listening() as words:
                seen = self._decode()
                described = words.description()
                complaints = _complaints(words)
                deaf = words.heard(_NO_DEVICE)
            if isinstance(seen, str):
                self.fault = seen
            elif described is None:
                self.fault = "it is no film that can be read"
            else:
                self.fault = complaints or self._compared(seen, Description(described))
            if self.fault is None and deaf and self._film.sound:
                raise MachineError(
                    "no film can be heard here", "set SDL_AUDIODRIVER=dummy, and publish again"
                )
        except KioskError as error:
            self.trouble = error
        finally:
            self.is_over = True

    def _decode(self) -> _Seen | str:
        """All pictures until the end; or what went wrong."""
        from ffpyplayer.player import MediaPlayer  # noqa: PLC0415 - slow, and late on purpose

        broken: list[str] = []
        ended = threading.Event()

        def hear(selector: str, _value: object) -> None:
            if selector.endswith(":error"):
                broken.append(selector)
                ended.set()

        options: dict[str, Any] = {
            "sync": "video",  # keeps every picture; the other clocks would drop what comes late
            "an": not self._film.sound,
            "sn": True,
            "af": _FAST,
            "volume": 0.0,
            "stats": True,  # it describes itself
            "out_fmt": "yuv420p",
            "filter_threads": 1,
        }
        player = MediaPlayer(
            str(self._path.absolute()),
            callback=hear,
            loglevel="info",  # its description is wanted
            ff_opts=options,
            lib_opts=FILES_ONLY,
        )
        try:
            seen = self._watch(player, ended)
            return _broken(broken) if broken else seen
        finally:
            player.close_player()

    def _watch(self, player: Any, ended: threading.Event) -> _Seen | str:  # noqa: ANN401 - untyped
        seen = _Seen()
        began = moved = self._clock.seconds()
        while not ended.is_set():
            picture, value = player.get_frame()
            now = self._clock.seconds()
            if now - began > self._limit_seconds:
                return _slow(self._limit_seconds)
            if value == "eof":
                break
            if picture is not None:
                moved = now
                self._note(seen, picture, player.get_metadata())
            elif now - moved > FIRST_PICTURE_SECONDS:
                return f"it stands still after {seen.last_ms / 1000:.1f} seconds"
            else:
                ended.wait(_PAUSE_SECONDS)
        picture, _ = player.get_frame(force_refresh=True)  # the very last one
        if picture is not None:
            self._note(seen, picture, player.get_metadata(), counts=False)
        return seen if seen.frames else "it has no picture that can be decoded"

    def _note(
        self,
        seen: _Seen,
        picture: tuple[Any, float],
        metadata: dict[str, Any],
        *,
        counts: bool = True,
    ) -> None:
        image, seconds = picture
        seen.frames += counts
        seen.size_px = image.get_size()
        across, per = metadata["frame_rate"]
        seen.frames_per_second = across / per if per else 0.0
        if seconds == seconds:  # noqa: PLR0124 - not NaN
            seen.last_ms = max(seen.last_ms, round(1000 * seconds))
        self._tell(min(1.0, seen.last_ms / max(1, self._film.duration_ms)))

    def _compared(self, seen: _Seen, said: Description) -> str | None:
        """What is not as the exhibit describes it."""
        film = self._film
        rate = seen.frames_per_second
        lasts = film.duration_ms / 1000
        wanted = lasts * rate * _FRAMES_KEPT - _ODD_FRAMES
        ends_ms = seen.last_ms + (1000 / rate if rate else 0)
        if film.sound and not said.sound:
            return "it should have sound, but has none"
        if seen.size_px != (film.width_px, film.height_px):
            return f"its picture is {seen.size_px[0]}x{seen.size_px[1]}, not as prepared"
        if ends_ms < film.duration_ms - CUT_OFF_MS:
            return f"its picture ends after {ends_ms / 1000:.1f} of {lasts:.1f} seconds"
        if seen.frames < wanted:
            return f"only {seen.frames} of {round(lasts * rate)} pictures can be decoded"
        return None


def _complaints(words: Words) -> str | None:
    """What FFmpeg could not decode, though it went on."""
    if any(words.heard(it) for it in _DAMAGE):
        return "parts of its picture are damaged"
    if words.count(_SOUND) > _MOST_COMPLAINTS:
        return "parts of its sound are damaged"
    return None


def _broken(selectors: list[str]) -> str:
    return "its sound cannot be decoded" if "audio" in selectors[0] else "it cannot be decoded"
