# ruff: noqa: RUF001 - this is about marks and letters that look alike
"""The exhibit that ships: whole in each of its languages, and written as people write there."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from kiosk.author import assembly, media, source
from kiosk.exhibit import bounds, model, prepared

LIMBURG = Path(__file__).parents[2] / "content" / "limburg"

QUOTES = {"nl": "“”‘’", "en": "“”‘’", "de": "„“‚‘’", "pl": "„”’", "uk": "«»’", "ar": "«»"}
"""The marks around what somebody says, and the apostrophe."""
ANY_QUOTES = frozenset("\"'`" + "".join(QUOTES.values()))
LATIN = re.compile("[a-z]", re.IGNORECASE)
OWN_LETTERS = {"uk": re.compile("[а-яіїєґ]", re.IGNORECASE), "ar": re.compile("[ء-ي]")}
MIXED = re.compile("[a-z][а-яіїєґ]|[а-яіїєґ][a-z]", re.IGNORECASE)
MOST_BYTES = 800_000
"""A kiosk reads all the words before its first picture."""
LONGER, SHORTER = 1.7, 0.55
"""How much longer or shorter than Dutch a whole text may be."""


@cache
def shipped() -> source.Source:
    """The exhibit as its author wrote it."""
    return source.read(LIMBURG)


def texts(value: Any, where: str = "") -> Iterator[tuple[str, model.Text]]:
    """Every text in a sheet, and where it stands."""
    if isinstance(value, model.Text):
        yield where, value
    elif isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from texts(getattr(value, name), f"{where} {name}".strip())
    elif isinstance(value, list | tuple):
        for number, each in enumerate(value, start=1):
            yield from texts(each, f"{where} {number}")


def lines() -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every text on one line, in all its languages."""
    written = shipped()
    for where, text in texts(written.exhibit):
        yield where, text.root
    for cooperative in written.cooperatives:
        for where, text in texts(cooperative.written):
            yield f"{cooperative.id} {where}", text.root


def pages() -> Iterator[tuple[str, Mapping[str, tuple[model.Block, ...]]]]:
    """Every text of several paragraphs, in all its languages."""
    written = shipped()
    yield "about", written.about
    yield "consent", written.consent
    for each in written.cooperatives:
        yield each.id, {language: story.blocks for language, story in each.stories.items()}


def words(language: str) -> Iterator[tuple[str, str]]:
    """Whatever a visitor reads in a language, and where it stands."""
    for where, line in lines():
        yield where, line[language]
    for where, page in pages():
        yield where, plain(page[language])
    for each in shipped().cooperatives:
        yield f"{each.id} title", each.stories[language].title
        for film in each.captions:
            yield f"{each.id} captions", "\n".join(cue.text for cue in film[language])


def plain(page: tuple[model.Block, ...]) -> str:
    """The words of a page without their styles."""
    return "\n".join("".join(each.text for each in block.sentences) for block in page)


LANGUAGES = shipped().exhibit.languages


def test_it_is_whole_in_every_language() -> None:
    """No visitor meets another language than the one they chose: texts, stories, captions."""
    assert LANGUAGES[:2] == ("nl", "en")
    assert len(LANGUAGES) <= bounds.LANGUAGES
    every = set(LANGUAGES)
    there = {where: set(text) for where, text in [*lines(), *pages()]}
    there |= {
        f"{each.id} captions {number}": set(film)
        for each in shipped().cooperatives
        for number, film in enumerate(each.captions)
    }
    assert {where: every - has for where, has in there.items() if has != every} == {}


def test_every_language_tells_the_same() -> None:
    """Each paragraph, heading and caption of the Dutch stands in the others, about as long."""
    for where, page in pages():
        kinds = [block.kind for block in page["nl"]]
        for language in LANGUAGES:
            assert [block.kind for block in page[language]] == kinds, (where, language)
            ratio = len(plain(page[language])) / len(plain(page["nl"]))
            assert SHORTER < ratio < LONGER, (where, language)
    for each in shipped().cooperatives:
        for film in each.captions:
            times = [(cue.start_ms, cue.end_ms) for cue in film["nl"]]
            for language, cues in film.items():
                assert [(cue.start_ms, cue.end_ms) for cue in cues] == times, (each.id, language)


def test_a_kiosk_reads_all_of_its_languages_and_soon() -> None:
    """What is prepared of these words is read whole, and is not large."""
    size = media.PreparedSize(sha256="0" * 64, bytes=1, width_px=3, height_px=2)
    film = media.PreparedFilm(
        film=media.Medium(sha256="1" * 64, bytes=1),
        width_px=3,
        height_px=2,
        duration_ms=35_000,
        sound=True,
        gain_db=0,
        poster=(size,),
    )
    photos = defaultdict(lambda: media.PreparedPhoto(sizes=(size,)))
    exhibit = assembly.assemble(shipped(), photos, defaultdict(lambda: film))
    content = exhibit.model_dump_json(indent=1).encode()
    assert prepared.parse(content, "exhibit.json") == exhibit
    assert len(content) < MOST_BYTES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_own_quotes(language: str) -> None:
    """„So“ in German, «так» in Ukrainian; nowhere a typewriter's."""
    for where, text in words(language):
        found = ANY_QUOTES & set(text)
        assert found <= set(QUOTES[language]), (where, found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_is_in_its_own_letters(language: str) -> None:
    """Only names of cooperatives stay as they are; no word is half in other letters."""
    names = {each.written.name.into("nl") for each in shipped().cooperatives}
    for where, text in words(language):
        assert OWN_LETTERS.get(language, LATIN).search(text) or text in names, (where, text)
        assert not MIXED.search(text), (where, text)
        if language == "ar":
            assert not set(",;?") & set(text), (where, text)


def test_no_language_was_left_in_another() -> None:
    """A sentence is nowhere the same in two languages: that is one that was forgotten."""
    for where, text in lines():
        sentences = [line for line in text.values() if line.count(" ") > 2]
        if where.split()[-1] != "name":
            assert len(set(sentences)) == len(sentences), (where, sentences)
