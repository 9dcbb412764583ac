"""Whether anything can be heard here.

With no sound device FFmpeg's player makes do: either it cannot start, or it goes by another clock.
A device that is there but takes nothing in is worse: a film with sound would never end.
"""

import base64
import struct
import threading
from collections.abc import Callable
from typing import Any

from kiosk.clock import Clock

_RATE_HZ = 48_000
_SILENCE_SECONDS = 0.4
_LIMIT_SECONDS = 2.0
_ASK_AGAIN_SECONDS = 600.0


def sound_available() -> bool:
    """Play a moment of silence, and see whether the machine takes it in. Waits up to 4 seconds."""
    from ffpyplayer.player import MediaPlayer  # noqa: PLC0415 - slow, and late on purpose

    answered = threading.Event()
    played = threading.Event()

    def tell(selector: str, _value: object) -> None:
        if selector == "eof":
            played.set()
        answered.set()

    try:
        player: Any = MediaPlayer(
            "data:audio/x-wav;base64," + base64.b64encode(_silence()).decode(),
            callback=tell,
            loglevel="quiet",
            ff_opts={"vn": True, "sn": True},
            lib_opts={"protocol_whitelist": "data"},
        )
    except ValueError:  # SDL has no way at all to make a sound
        return False
    answered.wait(_LIMIT_SECONDS)
    heard = played.is_set()
    closing = threading.Thread(target=player.close_player, name="silence", daemon=True)
    closing.start()
    closing.join(_LIMIT_SECONDS)  # a stuck device holds up its closing, but not us
    return heard and not closing.is_alive()


def _silence() -> bytes:
    """A WAVE file of silence, stereo. The extensible header, for FFmpeg insists on a layout."""
    samples = bytes(4 * int(_RATE_HZ * _SILENCE_SECONDS))
    pcm = bytes.fromhex("0100000000001000800000aa00389b71")
    form = struct.pack("<HHIIHHHHI", 0xFFFE, 2, _RATE_HZ, 4 * _RATE_HZ, 4, 16, 22, 16, 3) + pcm
    chunks = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    chunks += b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks


class Loudspeaker:
    """The machine's one sound device, lent to one film at a time.

    Some devices cannot be opened twice, and a film takes a moment to let go of it. Whether it works
    is found out when it is first wanted; a no is asked again after ten minutes, for a screen with
    loudspeakers may be switched on after the kiosk.
    """

    def __init__(self, clock: Clock, test: Callable[[], bool] = sound_available) -> None:
        """`test` says whether anything can be heard, and may take its time."""
        self._clock = clock
        self._test = test
        self._lent = threading.Lock()
        self._works = False
        self._ask_from: float | None = None

    @property
    def is_silent(self) -> bool:
        """Whether it was tried, and nothing could be heard. Never waits."""
        return self._ask_from is not None and not self._works

    def borrow(self, wait_seconds: float) -> bool | None:
        """Take it: True. None: another film still has it. False: nothing can be heard here."""
        if not self._lent.acquire(timeout=wait_seconds):
            return None
        now = self._clock.seconds()
        if not self._works and (self._ask_from is None or now >= self._ask_from):
            self._works = self._test()
            self._ask_from = self._clock.seconds() + _ASK_AGAIN_SECONDS
        if not self._works:
            self._lent.release()
        return self._works

    def give_back(self) -> None:
        """Let the next film have it."""
        self._lent.release()
