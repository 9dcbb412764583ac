"""An author's folder, read: YAML, stories and captions become frozen objects, or all faults.

Reading looks at texts and at the names of files; what is inside photos and films is seen by
`exhibit.check`. One fault hides no other: what can still be read is read, and judged.
"""

from __future__ import annotations

import json
import zoneinfo
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from kiosk import paths
from kiosk.errors import ExhibitError, Fault
from kiosk.exhibit import author, captions, letters, names, sheet, story

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from kiosk.exhibit.captions import Captions
    from kiosk.exhibit.model import Block, Cue, Story
    from kiosk.exhibit.sheet import Sheet, Value

EXHIBIT = "exhibit.yaml"
COOPERATIVES = "cooperatives"
COOPERATIVE = "cooperative.yaml"
README = "content/README.md"

_NO_TIMEZONES = frozenset({"Factory", "localtime", "posixrules"})


@dataclass(frozen=True, slots=True)
class Cooperative:
    """One cooperative as its author wrote it."""

    id: str
    written: author.Cooperative
    stories: Mapping[str, Story]
    """Per language, the exhibit's own first."""
    captions: tuple[Mapping[str, tuple[Cue, ...]], ...]
    """For each of the films, in their order, the captions per language."""

    def path(self, file: str) -> str:
        """Where the photo or film that `written` calls `file` lies, inside the exhibit's folder."""
        return str(PurePosixPath(COOPERATIVES, self.id, file))


@dataclass(frozen=True, slots=True)
class Source:
    """An author's exhibit, whole."""

    folder: Path
    exhibit: author.Exhibit
    about: Mapping[str, tuple[Block, ...]]
    """Per language, the exhibit's own first."""
    cooperatives: tuple[Cooperative, ...]
    """In the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a YAML file names a photo or film that is there."""

    path: str
    """Of the photo or film, inside the exhibit's folder, with forward slashes."""
    file: str
    """The YAML file."""
    line: int


@dataclass(frozen=True, slots=True)
class FilmMention(Mention):
    """A film that is there, and what is known of its words."""

    captions: tuple[Captions, ...]
    """Those that can be read."""
    captions_named: bool
    """Whether any are named, even if they cannot be read."""
    speech: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """All that could be read of an author's folder, whatever is wrong with the rest."""

    source: Source | None
    """None if there are faults."""
    faults: tuple[Fault, ...]
    photos: tuple[Mention, ...]
    """Photos and logos that are there."""
    films: tuple[FilmMention, ...]
    unused: tuple[str, ...]
    """Files that nothing names."""


def read(folder: Path, assets: paths.Assets | None = None) -> Source:
    """The exhibit in `folder`. Raises ExhibitError with every fault that its texts have."""
    found = draft(folder, assets)
    if found.source is None:
        raise ExhibitError(list(found.faults))
    return found.source


def draft(folder: Path, assets: paths.Assets | None = None) -> Draft:
    """What can be read of the exhibit in `folder`, and all its faults. Never raises for them."""
    return _Reading(folder, assets or paths.assets()).draft()


class _Reading:
    """One reading of one folder. What goes wrong is gathered, and reading goes on."""

    def __init__(self, folder: Path, assets: paths.Assets) -> None:
        self._folder = folder
        self._assets = assets
        self._faults: list[Fault] = []
        self._used: set[str] = set()
        self._photos: list[Mention] = []
        self._films: list[FilmMention] = []

    def draft(self) -> Draft:
        """Read it all."""
        if not self._folder.is_dir():
            what = "this is not a folder" if self._folder.exists() else "there is no such folder"
            fault = Fault(str(self._folder), 1, what, "name the folder that holds exhibit.yaml")
            return Draft(None, (fault,), (), (), ())
        self._listing = names.walk(self._folder)
        self._letters = letters.load(self._assets.fonts)
        self._faults.extend(self._listing.faults)
        main = self._sheet(EXHIBIT)
        self._context = self._known(main)
        exhibit, about = self._exhibit(main) if main else (None, {})
        cooperatives = self._cooperatives()
        source = None
        if exhibit and not self._faults:
            source = Source(self._folder, exhibit, about, tuple(cooperatives))
        unused = sorted(self._listing.files - self._used)
        return Draft(
            source,
            tuple(sorted(set(self._faults))),
            tuple(self._photos),
            tuple(self._films),
            tuple(unused),
        )

    # exhibit.yaml

    def _known(self, main: Sheet | None) -> author.Context:
        """What other values are judged against. Languages count once all of them are sound."""
        icons = frozenset(json.loads((self._assets.icons / "icons.json").read_text("utf-8")))
        timezones = zoneinfo.available_timezones() - _NO_TIMEZONES
        languages: tuple[str, ...] = ()
        if main:
            languages = author.languages(main.values.get("languages"))
        return author.Context(languages, icons, frozenset(timezones))

    def _exhibit(self, main: Sheet) -> tuple[author.Exhibit | None, dict[str, tuple[Block, ...]]]:
        """The exhibit without its cooperatives, and its introduction."""
        exhibit = None
        about = {}
        with self._gathering():
            exhibit = main.filled(author.Exhibit, self._context)
        self._faults.extend(_agenda_faults(main))
        for number, partner in _items(main.values, "partners"):
            self._photo(main, partner.get("logo"), "partners", number, "logo")
        own = self._context.languages[:1] or ("nl",)
        written = main.values.get("about", "")
        texts = written if isinstance(written, dict) else {own[0]: written}
        for language, text in texts.items():
            if isinstance(text, str) and text.strip():
                path = ("about", language) if isinstance(written, dict) else ("about",)
                with self._gathering():
                    about[language] = story.blocks(
                        text, main.file, language, self._letters, main.first_line(*path)
                    )
        return exhibit, {each: about[each] for each in self._order(about)}

    # cooperatives

    def _cooperatives(self) -> list[Cooperative]:
        """All cooperatives that can be read, in their order."""
        here = PurePosixPath(COOPERATIVES)
        folders = sorted(
            path for path in map(PurePosixPath, self._listing.folders) if path.parent == here
        )
        count = len(folders) + sum(
            PurePosixPath(path).parent == here for path in self._listing.refused
        )
        if not count:
            what = "no cooperatives" if str(here) in self._listing.folders else "no such folder"
            self._refuse(COOPERATIVES, 1, what, "make a folder for each cooperative in it")
        if count > author.MAX_COOPERATIVES:
            self._refuse(
                COOPERATIVES,
                1,
                f"{count} cooperatives, where a kiosk has room for {author.MAX_COOPERATIVES}",
                "choose",
            )
        found = [each for path in folders if (each := self._cooperative(path))]
        return sorted(
            found, key=lambda it: (it.written.order is None, it.written.order or 0, it.id)
        )

    def _cooperative(self, path: PurePosixPath) -> Cooperative | None:
        if not author.sound_id(path.name):
            self._refuse(
                str(path),
                1,
                f"'{path.name}' cannot be the id of a cooperative",
                "call its folder by a-z, 0-9 and -, at most 32 characters",
            )
        written = None
        page = self._sheet(str(path / COOPERATIVE))
        stories = self._stories(path)
        if page is None:
            return None
        with self._gathering():
            written = page.filled(author.Cooperative, self._context)
        for number, photo in _items(page.values, "photos"):
            self._photo(page, photo.get("file"), "photos", number, "file")
        read_captions = [
            self._film(page, film, number) for number, film in _items(page.values, "films")
        ]
        return Cooperative(path.name, written, stories, tuple(read_captions)) if written else None

    def _stories(self, folder: PurePosixPath) -> dict[str, Story]:
        """The stories of one cooperative, in every language they are in."""
        found: dict[str, Story] = {}
        here = [path.name for path in self._files_in(folder)]
        languages = self._context.languages
        for name in here:
            parts = name.split(".")
            if len(parts) != 3 or parts[0] != "story" or parts[2] != "md":
                continue
            file = str(folder / name)
            language = parts[1]
            self._used.add(file)
            if languages and language not in languages:
                self._refuse(
                    file,
                    1,
                    f"'{language}' is not among the exhibit's languages ({', '.join(languages)})",
                    f"add it to 'languages' in {EXHIBIT}, or take this file out",
                )
                continue
            with self._gathering():
                found[language] = story.read(self._text(file), file, language, self._letters)
        if languages:
            wanted = f"story.{languages[0]}.md"
            if wanted not in here and str(folder / wanted) not in self._listing.refused:
                near = get_close_matches(wanted, here, n=1, cutoff=0.75)
                advice = f"write it; did you mean '{near[0]}'?" if near else "write it"
                what = "there is no story in the exhibit's own language"
                self._refuse(str(folder / wanted), 1, what, advice)
        return {each: found[each] for each in self._order(found)}

    # photos and films

    def _photo(self, page: Sheet, name: Value | None, *path: sheet.Step) -> None:
        if (file := self._media(page, name, *path)) is not None:
            self._photos.append(Mention(file, page.file, page.line(*path)))

    def _film(self, page: Sheet, film: dict[str, Any], number: int) -> dict[str, tuple[Cue, ...]]:
        """The captions of a film that can be read; it is noted with them."""
        named = film.get("captions")
        read: dict[str, Captions] = {}
        for language, name in named.items() if isinstance(named, dict) else ():
            path = ("films", number, "captions", language)
            file = self._media(page, name, *path)
            if file and not file.lower().endswith(captions.SUFFIXES):
                what = f"'{letters.shown(name)}' is no captions file"
                self._refuse(page.file, page.line(*path), what, "name a .vtt or .srt file")
            elif file and (not self._context.languages or language in self._context.languages):
                with self._gathering():
                    read[language] = captions.read(self._text(file), file, self._letters)
        file = self._media(page, film.get("file"), "films", number, "file")
        if file is not None:
            speech = str(film.get("speech", "yes")).strip().casefold() not in {"no", "false"}
            line = page.line("films", number, "file")
            self._films.append(
                FilmMention(file, page.file, line, tuple(read.values()), bool(named), speech)
            )
        return {language: read[language].cues for language in self._order(read)}

    def _media(self, page: Sheet, name: Value | None, *path: sheet.Step) -> str | None:
        """Where the named file lies inside the folder; None, and a fault, if nowhere."""
        if not isinstance(name, str) or not (name := author.tidy(name)):
            return None
        line = page.line(*path)
        parts = PurePosixPath(name).parts
        if "\\" in name or ":" in name or ".." in parts or name.startswith("/"):
            what = f"'{letters.shown(name)}' does not lie beside {PurePosixPath(page.file).name}"
            self._refuse(page.file, line, what, "copy it there, and write its name alone")
            return None
        folder = PurePosixPath(page.file).parent
        file = str(folder / name)
        if file in self._listing.files:
            self._used.add(file)
            return file
        if any(
            str(folder.joinpath(*parts[: n + 1])) in self._listing.refused
            for n in range(len(parts))
        ):
            return None
        for part in parts:
            if trouble := names.unsafe(part):
                self._refuse(page.file, line, trouble[0], trouble[1])
                return None
        here = [str(each.relative_to(folder)) for each in self._files_in(folder)]
        advice = author.did_you_mean(name, here, "copy it there, or correct the name")
        if file in self._listing.folders:
            self._refuse(page.file, line, f"'{name}' is a folder", "name a file")
        else:
            self._refuse(page.file, line, f"there is no file '{name}'", advice)
        return None

    # files

    def _files_in(self, folder: PurePosixPath) -> list[PurePosixPath]:
        files = (PurePosixPath(path) for path in self._listing.files)
        return sorted(path for path in files if path.is_relative_to(folder))

    def _sheet(self, file: str) -> Sheet | None:
        """A YAML file, its characters judged too; None, and faults, if it cannot be read."""
        if file not in self._listing.files:
            if file not in self._listing.refused:
                what = "this is a folder" if file in self._listing.folders else "missing"
                self._refuse(file, 1, what, f"write it; see {README}")
            return None
        self._used.add(file)
        with self._gathering():
            page = sheet.read(self._text(file), file)
            self._faults.extend(self._letters.faults(file, page.passages))
            return page
        return None

    def _text(self, file: str) -> str:
        """A text file. Raises ExhibitError if it cannot be read."""
        try:
            with (self._folder / file).open("rb") as opened:
                content = opened.read(letters.MAX_BYTES + 1)
        except OSError as error:
            what = f"this file cannot be read: {error.strerror}"
            advice = "give yourself the right to read it"
            raise ExhibitError([Fault(file, 1, what, advice)]) from error
        return letters.decode(content, file)

    def _order(self, found: Mapping[str, object]) -> list[str]:
        """The languages found, the exhibit's own first."""
        ordered = [each for each in self._context.languages if each in found]
        return ordered or list(found)

    def _refuse(self, file: str, line: int, what: str, advice: str) -> None:
        self._faults.append(Fault(file, line, what, advice))

    @contextmanager
    def _gathering(self) -> Iterator[None]:
        """Keep the faults of what cannot be read, and go on."""
        try:
            yield
        except ExhibitError as error:
            self._faults.extend(error.faults)


def _items(values: Mapping[str, Value], key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """The mappings in the list at `key`, with their numbers; nothing if there is no such list."""
    listed = values.get(key)
    for number, item in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(item, dict):
            yield number, item


def _agenda_faults(main: Sheet) -> Iterator[Fault]:
    """What no single value shows: places twice, workshops nowhere, two at once."""
    places: dict[str, int] = {}
    for number, place in _items(main.values, "places"):
        id_ = place.get("id")
        if not isinstance(id_, str) or not id_:
            continue
        line = main.line("places", number, "id")
        if id_ in places:
            what = f"the place '{letters.shown(id_)}' stands on line {places[id_]} too"
            yield Fault(main.file, line, what, "give each place an id of its own")
        places.setdefault(id_, line)
    held: dict[tuple[str, str], int] = {}
    for number, workshop in _items(main.values, "workshops"):
        place_id, day = workshop.get("place"), workshop.get("date")
        line = main.line("workshops", number, "place")
        if not isinstance(place_id, str) or not place_id:
            continue
        if places and place_id not in places:
            otherwise = f"the places are {', '.join(map(letters.shown, places))}"
            advice = author.did_you_mean(place_id, list(places), otherwise)
            yield Fault(main.file, line, f"unknown place '{letters.shown(place_id)}'", advice)
        if isinstance(day, str) and day:
            first = held.setdefault((place_id, day), line)
            if first != line:
                what = f"a second workshop at '{letters.shown(place_id)}' on {letters.shown(day)}"
                yield Fault(main.file, line, what, f"the first stands on line {first}; keep one")
