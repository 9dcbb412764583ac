"""The words of the program itself, looked up in gettext catalogues.

Words stand in the code in English; `nl.po` beside this module holds the Dutch, and another
language is one more file. What a catalogue lacks is said in Dutch, never left blank: visitors here
know Dutch better than English. Catalogues are read as translators write them, without a step
of compiling in between.
"""

import gettext
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TypeAlias

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

from kiosk.errors import KioskError

Say: TypeAlias = Callable[[str], str]
Count: TypeAlias = Callable[[str, str, int], str]

FOLDER = Path(__file__).resolve().parent
"""Where the catalogues that ship lie."""

SOURCE = "en"
"""The language the words in the code are in."""

FALLBACK = "nl"
"""The language of the region: what another catalogue lacks is said in it."""


OWN_NAMES = {
    "nl": "Nederlands",
    "en": "English",
    "de": "Deutsch",
    "pl": "Polski",
    "uk": "Українська",
    "ar": "العربية",
}
"""Of these no words are fetched from Babel, which takes the time of a frame for each."""


class Catalogue:
    """Every word the program says, in every language it knows."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Read catalogues called `<language>.po` from `folder`, each when first asked for."""
        self._folder = folder
        self._read: dict[str, gettext.NullTranslations] = {}

    def say(self, language: str) -> Say:
        """A function from English words to those in `language`.

        Fill placeholders like `{name}` with `str.format` afterwards.
        Raises KioskError if the catalogue cannot be read.
        """
        translations = self._translations(language)

        def say(words: str) -> str:
            # To gettext the empty string is a name for the header of the file.
            return translations.gettext(words) if words else ""

        return say

    def count(self, language: str) -> Count:
        """A function `(singular, plural, n)` to the words for so many, with `{n}` filled in.

        Raises KioskError if the catalogue cannot be read.
        """
        translations = self._translations(language)

        def count(singular: str, plural: str, n: int) -> str:
            return translations.ngettext(singular, plural, n).format(n=n)

        return count

    def visitors(self, language: str) -> tuple[str, ...]:
        """What the program says to visitors, in `language`; without what has gaps to fill in.

        That is what every catalogue has: what staff and the coordinator read is in Dutch alone.
        """
        every = [
            {message.id for message in _messages(file) if message.string}
            for file in sorted(self._folder.glob("*.po"))
        ]
        shared = set.intersection(*every) if every else set()
        plain = sorted(words for words in shared if isinstance(words, str) and "{" not in words)
        return tuple(map(self.say(language), filter(None, plain)))

    def _translations(self, language: str) -> gettext.NullTranslations:
        if language not in self._read:
            translations = _load(self._folder / f"{language}.po")
            if language not in (SOURCE, FALLBACK):
                translations.add_fallback(self._translations(FALLBACK))
            self._read[language] = translations
        return self._read[language]


def own_name(language: str) -> str:
    """What a language calls itself: `Nederlands`, `Polski`; the code for one nobody knows."""
    if language in OWN_NAMES:
        return OWN_NAMES[language]
    try:
        name = Locale(language).get_language_name()
    except UnknownLocaleError:
        return language
    return name[:1].upper() + name[1:] if name else language


def quoted(words: str, say: Say) -> str:
    """What somebody said, between the marks of the language that `say` speaks."""
    return say("“{words}”").format(words=words.strip("“”„«»"))


def _load(file: Path) -> gettext.NullTranslations:
    """The catalogue in `file`; one without words if there is no such file."""
    if not file.is_file():
        return gettext.NullTranslations()
    catalog = _messages(file)
    for message in catalog:
        strings = message.string if isinstance(message.string, list | tuple) else [message.string]
        if message.id and not all(strings):
            message.string = ""  # half a translation is none
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


def _messages(file: Path) -> Catalog:
    """What stands in a catalogue. Raises KioskError if it cannot be read."""
    try:
        with file.open("rb") as lines:
            return read_po(lines, abort_invalid=True)
    except (OSError, PoFileError, ValueError) as error:
        raise KioskError(f"{file.name} cannot be read: {error}") from error
