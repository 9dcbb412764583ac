"""Words become sound by eSpeak NG, a library beside ours: only authors need it.

It speaks with one voice at a time and keeps its state to itself, so whoever asks takes turns. The
same words in the same language give the same samples, whatever was said before.
"""

import ctypes
import importlib.metadata
import importlib.util
import os
import struct
import threading
from collections.abc import Callable
from typing import Any, Final

from kiosk.errors import MachineError

RATE_HZ: Final = 22_050
"""Samples a second; each has 16 bits."""
NAMES: Final = {"nl": "nl", "en": "en", "de": "de", "pl": "pl", "uk": "uk", "ar": "ar"}
"""Languages, and what the voice for each is called there."""

_WORDS_A_MINUTE = 150
"""Its own pace is 175: too fast for who hears a voice like this for the first time."""
_SYNCHRONOUS = 2
_RATE = 1
_UTF8, _ENDS_A_SENTENCE = 1, 0x1000
_Heard = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


def version() -> str:
    """Of what brings the library, and so of the voices."""
    return importlib.metadata.version("espeakng-loader")


def is_installed() -> bool:
    """Whether the library is there: a kiosk does without, and so may an author."""
    return importlib.util.find_spec("espeakng_loader") is not None


class Voice:
    """Speaks. May be used by several threads, which take turns."""

    def __init__(self, load: Callable[[], Any] | None = None) -> None:
        """`load` finds the library, not yet begun."""
        self._turns = threading.Lock()
        self._load = load or _loaded
        self._samples: list[bytes] = []
        self._heard = _Heard(self._hear)  # kept: the library holds nothing but its address

    def wave(self, words: str, language: str) -> bytes:
        """These words as a WAVE file: mono, `RATE_HZ`, 16 bits. Raises MachineError.

        `language` is one of `NAMES`.
        """
        with self._turns:
            self._samples.clear()
            # What was said before colours what comes after, for a few samples: each time the
            # library is loaded anew, which takes 3 ms.
            library = self._load()
            try:
                self._speak(library, words.encode(), NAMES[language])
                library.espeak_Terminate()
            finally:
                _unload(library)
            return _wave(b"".join(self._samples))

    def _speak(self, library: Any, text: bytes, name: str) -> None:  # noqa: ANN401 - of C
        if library.espeak_Initialize(_SYNCHRONOUS, 0, _data(), 0) != RATE_HZ:
            raise MachineError("eSpeak NG does not begin", _AGAIN)
        library.espeak_SetSynthCallback(self._heard)
        library.espeak_SetParameter(_RATE, _WORDS_A_MINUTE, 0)
        flags = _UTF8 | _ENDS_A_SENTENCE
        steps = (
            lambda: library.espeak_SetVoiceByName(name.encode()),
            lambda: library.espeak_Synth(text, len(text) + 1, 0, 0, 0, flags, None, None),
            library.espeak_Synchronize,
        )
        if any(step() for step in steps):
            raise MachineError(f"eSpeak NG could not speak its language {name}", _AGAIN)

    def _hear(self, samples: Any, count: int, _events: object) -> int:  # noqa: ANN401 - C's own
        if samples and count > 0:
            self._samples.append(ctypes.string_at(samples, 2 * count))
        return 0


_AGAIN = 'install it again: pip install --force-reinstall "library-kiosk[author]"'


def _loaded() -> Any:  # noqa: ANN401 - a library of C
    """The library eSpeak NG, its memory as if nothing had ever been said. Raises MachineError."""
    try:
        import espeakng_loader  # noqa: PLC0415 - a kiosk never needs it

        library = ctypes.CDLL(espeakng_loader.get_library_path())
        library.espeak_ng_SetRandSeed(1)
    except (OSError, AttributeError) as error:
        raise MachineError(f"eSpeak NG, which speaks, is not there: {error}", _AGAIN) from error
    library.espeak_Synth.argtypes = [
        *(ctypes.c_char_p, ctypes.c_size_t, ctypes.c_uint, ctypes.c_int, ctypes.c_uint),
        *(ctypes.c_uint, ctypes.c_void_p, ctypes.c_void_p),
    ]
    return library


def _data() -> bytes:
    """The folder of its voices."""
    import espeakng_loader  # noqa: PLC0415

    return os.fsencode(espeakng_loader.get_data_path())


def _unload(library: Any) -> None:  # noqa: ANN401 - of C
    import _ctypes  # noqa: PLC0415 - ctypes itself has no word for this

    unload = "FreeLibrary" if os.name == "nt" else "dlclose"
    getattr(_ctypes, unload)(library._handle)  # noqa: SLF001


def _wave(samples: bytes) -> bytes:
    """A WAVE file of these samples (Microsoft's RIFF, format 1: PCM)."""
    form = struct.pack("<HHIIHH", 1, 1, RATE_HZ, 2 * RATE_HZ, 2, 16)
    chunks = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    chunks += b"data" + struct.pack("<I", len(samples)) + samples
    return b"RIFF" + struct.pack("<I", len(chunks)) + chunks
