"""What is read aloud of a page: its sentences in order, each with its clip. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from kiosk.exhibit import speech
from kiosk.exhibit.model import Clip, Exhibit, Text


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence, and the clip in which it is spoken."""

    words: str
    language: str
    file: str
    """SHA-256 of the file of speech."""
    clip: Clip
    sentence: int | None = None
    """Its number in a running text, where it can be marked."""


def line(exhibit: Exhibit, language: str, words: str, sentence: int | None = None) -> Line | None:
    """These words as they are spoken in `language`; None where nobody speaks them."""
    spoken = exhibit.speech.get(language)
    clip = spoken.clips.get(speech.key(words)) if spoken else None
    if spoken is None or clip is None:
        return None
    return Line(words, language, spoken.sha256, clip, sentence)


def of_texts(exhibit: Exhibit, language: str, texts: Iterable[Text]) -> tuple[Line, ...]:
    """Texts in `language`; one that has none in it in the exhibit's own, by a voice for that."""
    lines = []
    for text in texts:
        said = language if language in text.root else exhibit.languages[0]
        lines.append(line(exhibit, said, text.into(language)))
    return tuple(filter(None, lines))


def of_words(exhibit: Exhibit, language: str, words: Iterable[str]) -> tuple[Line, ...]:
    """Words as they stand on the glass, those of them that are spoken."""
    return tuple(filter(None, (line(exhibit, language, said) for said in words if said)))


def of_sentences(
    exhibit: Exhibit, language: str, sentences: Iterable[tuple[int, str]]
) -> tuple[Line, ...]:
    """Numbered sentences of a running text that is written in `language`."""
    lines = (line(exhibit, language, words.strip(), number) for number, words in sentences)
    return tuple(filter(None, lines))


def remaining_ms(lines: Iterable[Line]) -> int:
    """How long it takes to say these at the usual pace."""
    return sum(line.clip.duration_ms for line in lines)
