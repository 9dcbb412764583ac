"""The words on the glass: every one of them in Dutch, and none of them forgotten."""

import ast
import re
import string
from collections.abc import Iterator
from functools import cache
from gettext import c2py
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from kiosk import paths
from kiosk.author import letters
from kiosk.errors import KioskError
from kiosk.i18n.catalogue import FOLDER, Catalogue, own_name, quoted

CATALOGUES = Path(__file__).parent / "catalogues"
"""In Dutch and, half done, in Polish."""


SAID = {
    "en Back": "Back",
    "nl Back": "Terug",
    "pl Back": "Wstecz",
    "pl Next": "Verder",
    "ar Back": "Terug",
    "nl Home": "Home",
    "pl Home": "Home",
    "pl ": "",
}
COUNTED = {
    "en 1": "1 photo",
    "en 0": "0 photos",
    "nl 1": "1 foto",
    "nl 2": "2 foto's",
    "pl 1": "1 zdjęcie",
    "pl 3": "3 zdjęcia",
    "pl 5": "5 zdjęć",
    "uk 5": "5 foto's",
}


@pytest.mark.parametrize(("asked", "said"), SAID.items())
def test_what_a_catalogue_lacks_is_said_in_dutch(asked: str, said: str) -> None:
    """And what Dutch lacks in English; a translation that is blank or doubtful is none."""
    language, words = asked.split(" ")
    assert Catalogue(CATALOGUES).say(language)(words) == said


@pytest.mark.parametrize(("asked", "said"), COUNTED.items())
def test_numbers_count_as_the_language_does(asked: str, said: str) -> None:
    """Polish has three forms; a language without a catalogue counts in Dutch.

    A form left blank would be a blank on the glass: the whole word is said otherwise.
    """
    language, n = asked.split()
    assert Catalogue(CATALOGUES).count(language)("{n} photo", "{n} photos", int(n)) == said
    assert Catalogue(CATALOGUES).count("pl")("{n} film", "{n} films", 5) == "5 films"


@pytest.mark.parametrize(
    "content", [b'msgid "Back"\noops "Terug"', b"\xff\xfe", b'"Plural-Forms: nplurals=x'], ids=repr
)
def test_a_catalogue_that_cannot_be_read_is_a_fault(tmp_path: Path, content: bytes) -> None:
    """It ships with the program, so it is the program's own fault; the file is named."""
    (tmp_path / "nl.po").write_bytes(content)
    with pytest.raises(KioskError, match=r"nl\.po"):
        Catalogue(tmp_path).say("nl")


NAMES = {
    "nl": "Nederlands",
    "en": "English",
    "de": "Deutsch",
    "pl": "Polski",
    "uk": "Українська",
    "ar": "العربية",
    "tr": "Türkçe",
    "xx": "xx",
    "xyz1": "xyz1",
}


def test_a_language_is_called_by_its_own_name() -> None:
    """Who reads it knows it by no other."""
    assert {language: own_name(language) for language in NAMES} == NAMES


SAID_BY_SOMEBODY = {
    "nl": "“Samen.”",
    "en": "“Samen.”",
    "de": "„Samen.“",
    "pl": "„Samen.”",
    "uk": "«Samen.»",
    "ar": "«Samen.»",
}


@pytest.mark.parametrize("written", ["Samen.", "“Samen.”", "„Samen.“", "«Samen.»"])
def test_what_somebody_said_has_the_marks_of_the_language(written: str) -> None:
    """Once, whatever marks its author wrote around it."""
    catalogue = Catalogue()
    found = {each: quoted(written, catalogue.say(each)) for each in SAID_BY_SOMEBODY}
    assert found == SAID_BY_SOMEBODY


# The words that ship

SAY = re.compile(r"""\bsay\(\s*(["'])((?:\\.|(?!\1).)+)\1""")
COUNT = re.compile(r"""\bcount\(\s*(["'])((?:\\.|(?!\1).)+)\1,\s*(["'])((?:\\.|(?!\3).)+)\3""")


def constants(node: ast.expr) -> Iterator[str]:
    """The strings an argument may be: `"a"`, or `"a" if so else "b"`."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from constants(node.body)
        yield from constants(node.orelse)


def asked_in_python(source: str) -> Iterator[str]:
    """What a module asks the catalogue for, by `say(...)` and `count(..., ..., n)`."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", "")).lstrip("_")
        if (name == "say" and node.args) or (name == "count" and len(node.args) == 3):
            yield from constants(node.args[0])


def asked_in_kv(source: str) -> Iterator[str]:
    """What a kv file asks the catalogue for."""
    for found in [match[2] for match in SAY.finditer(source)] + [
        match[2] for match in COUNT.finditer(source)
    ]:
        yield ast.literal_eval(f'"{found}"' if '"' not in found else f"'{found}'")


PROGRAM = FOLDER.parent

VISITED = ("i18n", "speech", "ui", "visit")
"""The rooms whose words a visitor sees or hears."""

FOR_STAFF = ("ui/corner",)
"""What in them is for staff alone. Staff and coordinators are spoken to in Dutch or English."""


@cache
def asked(*rooms: str) -> frozenset[str]:
    """Every word the program asks the catalogue for; only in these rooms, if any are named."""
    found = {
        words
        for ending, search in (("py", asked_in_python), ("kv", asked_in_kv))
        for file in files(ending, rooms)
        for words in search(file.read_text(encoding="utf-8"))
    }
    return frozenset(found - {""})


@cache
def written(*rooms: str) -> frozenset[str]:
    """Every string in the program, for words that are chosen in one place and said in another."""
    return frozenset(
        node.value
        for file in files("py", rooms)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    )


def files(ending: str, rooms: tuple[str, ...]) -> Iterator[Path]:
    """The program's files with this ending: all, or what visitors meet in these rooms."""
    for room in rooms or (".",):
        for file in (PROGRAM / room).rglob(f"*.{ending}"):
            here = file.relative_to(PROGRAM).as_posix()
            if not (rooms and here.startswith(FOR_STAFF)):
                yield file


def said_to_visitors() -> frozenset[str]:
    """Every word a visitor may see or hear."""
    chosen = shipped("nl").keys() - asked()
    return asked(*VISITED) | (written(*VISITED) & chosen)


@cache
def shipped(language: str) -> dict[str, tuple[str, ...]]:
    """Translations by the English words; a plural by its singular."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        catalog = read_po(file, abort_invalid=True)
    return {
        message.id if isinstance(message.id, str) else message.id[0]: (
            (message.string,) if isinstance(message.string, str) else tuple(message.string)
        )
        for message in catalog
        if message.id and not message.fuzzy
    }


LANGUAGES = sorted(file.stem for file in FOLDER.glob("*.po"))


@cache
def forms(language: str) -> list[list[int]]:
    """For each form of a plural, which of the numbers to 1000 it is for."""
    with (FOLDER / f"{language}.po").open("rb") as file:
        catalog = read_po(file, abort_invalid=True)
    form_of = c2py(catalog.plural_expr)
    return [[n for n in range(1001) if form_of(n) == form] for form in range(catalog.num_plurals)]


def test_the_search_for_words_finds_them() -> None:
    """In Python and in kv, singular and plural, with either quote, and of two one or the other."""
    python = """
self.say("One")
say("Two " "halves").format(n=1)
count("{n} three", "{n} threes", n)
text.count("no")
say("Four" if it else "Five")
say(words)
"""
    kv = """
    text: root.say('It\\'s six')
    text: root.say("Seven") + root.count("{n} eight", "{n} eights", 8)
"""
    assert set(asked_in_python(python)) == {"One", "Two halves", "{n} three", "Four", "Five"}
    assert set(asked_in_kv(kv)) == {"It's six", "Seven", "{n} eight"}


def test_everything_on_the_glass_is_said_in_dutch() -> None:
    """Every word the program asks for stands in nl.po, and none is blank."""
    dutch = shipped("nl")
    assert sorted(asked() - set(dutch)) == []
    assert sorted(words for words, said in dutch.items() if not all(said)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_left_over(language: str) -> None:
    """What the program no longer says, no translator need translate."""
    assert sorted(set(shipped(language)) - asked() - written()) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_catalogue_is_whole_for_visitors(language: str) -> None:
    """Whoever chose a language reads it on every screen, in every form a number can take."""
    there = shipped(language)
    assert sorted(said_to_visitors() - there.keys()) == []
    assert sorted(words for words, said in there.items() if not all(said)) == []


def test_what_visitors_read_is_told_from_what_staff_read() -> None:
    """The screens, the form, the dates and the mistakes in an address; not the corner, no cli."""
    words = said_to_visitors()
    assert {"Touch the screen", "Save it", "in {n} day", "There is more than one @ in it."} <= words
    assert words.isdisjoint({"Type the PIN.", "This stick does not answer.", "Sign-ups"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_has_a_form(language: str) -> None:
    """And none is there for no number."""
    assert all(forms(language))
    for words, said in shipped(language).items():
        assert len(said) in {1, len(forms(language))}, words


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_their_placeholders(language: str) -> None:
    """A name or number that is filled in is filled in, in every form, in every language.

    A form for one number alone may have it in words: Arabic has a word for two minutes.
    """
    for words, said in shipped(language).items():
        names = placeholders(words)
        for form, numbers in zip(said, forms(language), strict=False):
            in_words = {"n"} if len(said) > 1 and len(numbers) == 1 else set()
            assert names - in_words <= placeholders(form) <= names, form


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_can_be_drawn(language: str) -> None:
    """No catalogue has a letter that the bundled typefaces lack."""
    drawable = letters.load(paths.assets().fonts).drawable
    assert set("".join(form for said in shipped(language).values() for form in said)) <= drawable


def placeholders(words: str) -> set[str]:
    """The names in braces."""
    return {name for _, name, _, _ in string.Formatter().parse(words) if name}


@pytest.mark.parametrize("language", ["nl", "en", "de", "pl", "uk", "ar", "xx"])
def test_nothing_is_ever_blank(language: str) -> None:
    """Whatever the language, every word the program asks for is said somehow."""
    say = Catalogue().say(language)
    assert all(say(words).strip() for words in asked())
