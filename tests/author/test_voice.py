"""Sentences become clips of speech: each once, in one file for each language."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from author.programs import CountingProgram, SayingProgram
from filmmaker import in_another_process

from kiosk.author.cache import Cache
from kiosk.author.speech import SpeechMaker
from kiosk.author.voice import NAMES, RATE_HZ, Voice
from kiosk.errors import MachineError
from kiosk.exhibit import speech

SAID = {"nl": ("In de gang hangt een sleutel.", "Hij past overal op."), "en": ("A key.",)}


@pytest.fixture
def program() -> CountingProgram:
    """FFmpeg, counted."""
    return CountingProgram()


@pytest.fixture
def maker(tmp_path: Path, program: CountingProgram) -> SpeechMaker:
    """Makes speech into a cache of its own."""
    return SpeechMaker(Cache.at(tmp_path / "cache"), program, Voice())


def clips(maker: SpeechMaker, spoken: object) -> Iterator[bytes]:
    """The bytes of every clip of one language."""
    content = maker.cache.medium(spoken.sha256).read_bytes()
    assert len(content) == spoken.bytes
    for clip in spoken.clips.values():
        yield content[clip.start : clip.start + clip.bytes]


def seconds(wave: bytes) -> float:
    """How long a WAVE file of ours lasts."""
    return (len(wave) - 44) / 2 / RATE_HZ


def test_every_language_of_the_kiosk_has_a_voice() -> None:
    """What it says differs from language to language, and longer words take longer."""
    voice = Voice()
    short = {language: voice.wave("Limburg", language) for language in NAMES}
    assert len(set(short.values())) == len(NAMES) == 6
    for language, wave in short.items():
        assert 0.3 < seconds(wave) < 2
        assert seconds(voice.wave("Limburg " * 5, language)) > 2 * seconds(wave)


def test_the_same_words_sound_the_same_whatever_was_said_before() -> None:
    """To the byte, also in another process: a pack made elsewhere has the same files."""
    voice = Voice()
    first = voice.wave("Goedemorgen", "nl")
    voice.wave("Guten Morgen", "de")
    assert voice.wave("Goedemorgen", "nl") == first
    elsewhere = (
        "from hashlib import sha256; from kiosk.author.voice import Voice; "
        "print(sha256(Voice().wave('Goedemorgen', 'nl')).hexdigest())"
    )
    assert in_another_process(elsewhere) == (0, hashlib.sha256(first).hexdigest())


@pytest.mark.parametrize(
    ("library", "said"),
    [
        (None, "not there"),
        (SimpleNamespace(espeak_Initialize=lambda *_: -1, _handle=0), "does not begin"),
    ],
)
def test_without_a_voice_it_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch, library: object, said: str
) -> None:
    """One sentence with the command that brings it."""

    def load() -> object:
        if library is None:
            raise OSError("no such file")
        return library

    monkeypatch.setattr("kiosk.author.voice._unload", lambda _: None)
    monkeypatch.setattr("ctypes.CDLL", lambda _: load())
    voice = Voice(None if library is None else load)
    with pytest.raises(MachineError, match=said) as refused:
        voice.wave("Hallo", "nl")
    assert "[author]" in str(refused.value)


def test_a_clip_is_a_whole_file_of_sound_found_by_its_words(maker: SpeechMaker) -> None:
    """However they are spaced and whatever their capitals; its length is that of the voice."""
    spoken = maker.languages(SAID)
    assert list(spoken) == ["nl", "en"]
    assert [each[:4] for each in clips(maker, spoken["nl"])] == [b"OggS", b"OggS"]
    clip = spoken["nl"].clips[speech.key("  in de gang hangt\neen SLEUTEL. ")]
    wave = Voice().wave(SAID["nl"][0], "nl")
    assert clip.duration_ms == pytest.approx(1000 * seconds(wave), abs=1)


def test_nothing_is_spoken_twice(
    maker: SpeechMaker, program: CountingProgram, tmp_path: Path
) -> None:
    """Unchanged takes nothing; one sentence more is spoken alone, and the others are as before."""
    before = maker.languages(SAID)
    assert program.runs == 2
    assert maker.missing(SAID) == 0
    assert maker.languages(SAID) == before
    assert program.runs == 2
    more = {"nl": ("Nieuw.", *SAID["nl"]), "en": SAID["en"]}
    assert maker.missing(more) == 1
    after = maker.languages(more)
    assert program.runs == 3
    assert list(clips(maker, after["nl"]))[1:] == list(clips(maker, before["nl"]))
    assert after["en"] == before["en"]
    # The same anew elsewhere: the same bytes.
    other = SpeechMaker(Cache.at(tmp_path / "other"), CountingProgram(), Voice())
    assert other.languages(more) == after


def test_a_language_without_a_voice_is_left_out(maker: SpeechMaker) -> None:
    """So is one in which nothing is said."""
    assert maker.languages({"fy": ("Goeie.",), "de": ()}) == {}


def test_what_was_lost_or_spoilt_is_made_again(maker: SpeechMaker) -> None:
    """The cache is believed only where its files are whole."""
    spoken = maker.languages(SAID)["en"]
    file = maker.cache.medium(spoken.sha256)
    file.write_bytes(file.read_bytes()[:-1] + b"?")
    maker.cache.forget()
    again = SpeechMaker(Cache.at(file.parents[1]), CountingProgram(), Voice())
    assert again.languages(SAID)["en"] == spoken
    assert list(clips(again, spoken))


def test_a_full_disk_is_told(tmp_path: Path) -> None:
    """FFmpeg says what it could not do."""
    maker = SpeechMaker(Cache.at(tmp_path), SayingProgram("Disk quota exceeded"), Voice())
    with pytest.raises(MachineError, match="Disk quota exceeded"):
        maker.languages(SAID)
