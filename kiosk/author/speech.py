"""Sentences of an exhibit become clips of speech, each made once.

eSpeak NG speaks, FFmpeg makes it small: Opus in Ogg, which every kiosk's own FFmpeg plays. A clip
depends on nothing but its words, its language and the recipe. All clips of a language stand in one
file, for a stick takes as long for a small file as for a large one.
"""

import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from pydantic import ValidationError

from kiosk import files
from kiosk.author import ffmpeg, voice
from kiosk.author.cache import Cache, Medium
from kiosk.author.ffmpeg import Ffmpeg
from kiosk.author.voice import Voice
from kiosk.errors import MachineError
from kiosk.exhibit import speech
from kiosk.exhibit.model import Clip, Speech

RECIPE = "speech-1"
"""Whoever changes how clips are made changes this name."""

_AT_ONCE = 40
"""Clips for which FFmpeg is started once."""
_HEADER_BYTES = 44
_OPUS = ("-c:a", "libopus", "-b:a", "16k", "-application", "voip", "-compression_level", "0")
"""Speech of 22 kHz needs no more; a higher level takes twice as long, and nobody hears it."""
_REPEATABLE = ("-map_metadata", "-1", "-fflags", "+bitexact", "-flags:a", "+bitexact")


@dataclass(frozen=True, slots=True)
class _Made:
    """One clip: its bytes, and how long it lasts."""

    content: bytes
    duration_ms: int


@dataclass(frozen=True, slots=True)
class SpeechMaker:
    """Makes speech, by one voice and one FFmpeg, into one cache."""

    cache: Cache
    program: Ffmpeg
    voice: Voice
    workers: int = 2

    def languages(
        self,
        sentences: Mapping[str, Sequence[str]],
        reached: Callable[[int], None] = lambda _: None,
    ) -> dict[str, Speech]:
        """These sentences, spoken, by language; without those for which there is no voice.

        `reached` hears of so many clips more, from other threads too. Raises MachineError if there
        is no FFmpeg or no eSpeak NG, or the disk is full.
        """
        return {
            language: self._language(language, said, reached)
            for language, said in sentences.items()
            if language in voice.NAMES and said
        }

    def missing(self, sentences: Mapping[str, Sequence[str]]) -> int:
        """How many of these clips are still to be made."""
        counts = 0
        for language, said in sentences.items():
            if language in voice.NAMES:
                known = self._known(language)
                counts += len({speech.key(words) for words in said} - set(known))
        return counts

    def _language(
        self, language: str, said: Sequence[str], reached: Callable[[int], None]
    ) -> Speech:
        wanted = {speech.key(words): words for words in said}
        before = self._before(language)
        if before is not None and list(before.clips) == list(wanted):
            return before
        made = self._known(language)
        missing = [words for key, words in wanted.items() if key not in made]
        with ThreadPoolExecutor(self.workers, "speech") as pool:
            for some in pool.map(lambda words: self._make(words, language), _portions(missing)):
                made |= some
                reached(len(some))
        content, clips = bytearray(), {}
        for key in wanted:
            clip = made[key]
            clips[key] = Clip(
                start=len(content), bytes=len(clip.content), duration_ms=clip.duration_ms
            )
            content += clip.content
        ready = Speech(**self.cache.put(bytes(content)).model_dump(), clips=clips)
        self.cache.keep_note(self._name(language), ready.model_dump_json().encode() + b"\n")
        return ready

    def _before(self, language: str) -> Speech | None:
        """What was made of this language the last time, if it is there and whole."""
        with suppress(ValidationError):
            noted = Speech.model_validate_json(self.cache.note(self._name(language)) or b"")
            if self.cache.is_whole(Medium(sha256=noted.sha256, bytes=noted.bytes)):
                return noted
        return None

    def _known(self, language: str) -> dict[str, _Made]:
        """The clips that were made the last time."""
        before = self._before(language)
        if before is None:
            return {}
        content = files.read(self.cache.medium(before.sha256), before.bytes)
        return {
            key: _Made(content[clip.start : clip.start + clip.bytes], clip.duration_ms)
            for key, clip in before.clips.items()
        }

    def _name(self, language: str) -> str:
        return f"{RECIPE}-{voice.version()}-{ffmpeg.version()}-{language}"

    def _make(self, some: Sequence[str], language: str) -> dict[str, _Made]:
        """Clips of these words. Raises MachineError."""
        lasts: dict[str, int] = {}
        with tempfile.TemporaryDirectory(prefix="kiosk-speech-") as name:
            folder = Path(name)
            reading: list[str] = []
            writing: list[str] = []
            for number, words in enumerate(some):
                spoken = self.voice.wave(words, language)
                wave, clip = folder / f"{number}.wav", folder / f"{number}.ogg"
                wave.write_bytes(spoken)
                lasts[speech.key(words)] = round(
                    500 * (len(spoken) - _HEADER_BYTES) / voice.RATE_HZ
                )
                reading += ffmpeg.reading(wave)
                writing += ["-map", f"{number}:a", *_OPUS, *_REPEATABLE, "-f", "ogg", str(clip)]
            output = self.program.run([*reading, *writing])
            if not output.done:
                raise MachineError(
                    f"FFmpeg could not keep what was spoken: {output.words.strip()[-200:]}",
                    "see whether the disk for temporary files is full",
                )
            return {
                key: _Made((folder / f"{number}.ogg").read_bytes(), duration_ms)
                for number, (key, duration_ms) in enumerate(lasts.items())
            }


def _portions(words: Iterable[str]) -> Iterator[list[str]]:
    left = iter(words)
    while some := list(islice(left, _AT_ONCE)):
        yield some
