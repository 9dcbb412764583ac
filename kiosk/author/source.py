"""An author's folder, read: YAML, stories and captions become frozen objects, or all faults.

Reading looks at texts and at the names of files; what is inside photos and films is seen by
`author.check`. One fault hides no other: what can still be read is read, and judged.
"""

import re
import zoneinfo
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TypeVar

from kiosk import paths
from kiosk.author import (
    captions,
    documents,
    letters,
    placeholders,
    signup_terms,
    story,
    values,
    workshops,
    yaml_file,
)
from kiosk.author.captions import Captions
from kiosk.author.folder import SourceFolder
from kiosk.author.letters import quote
from kiosk.author.yaml_file import Step, Value, YamlFile
from kiosk.errors import ExhibitError, Fault
from kiosk.exhibit import bounds, icons, sense
from kiosk.exhibit.model import Block, Cue, Story

EXHIBIT = "exhibit.yaml"
COOPERATIVES = "cooperatives"
COOPERATIVE = "cooperative.yaml"

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CooperativeSource:
    """One cooperative as its author wrote it."""

    id: str
    written: documents.CooperativeSpec
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
    exhibit: documents.ExhibitSpec
    about: Mapping[str, tuple[Block, ...]]
    """Per language, the exhibit's own first."""
    cooperatives: tuple[CooperativeSource, ...]
    """In the order in which they are shown."""
    consent: Mapping[str, tuple[Block, ...]]
    """The text behind the boxes of a sign-up, as `about`; empty if there are no sign-ups."""


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a YAML file names a photo or film that is there."""

    path: str
    """Of the photo or film, inside the exhibit's folder, with forward slashes."""
    file: str
    """The YAML file."""
    line: int
    is_logo: bool = field(default=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class FilmMention(Mention):
    """A film that is there, and what is known of its words."""

    captions: tuple[Captions, ...]
    """Those that can be read."""
    captioned: frozenset[str] | None
    """The languages for which captions are named, even if they cannot be read. None: not told."""
    speech: bool


@dataclass(frozen=True, slots=True)
class SourceResult:
    """All that could be read of an author's folder, whatever is wrong with the rest."""

    source: Source | None
    """None if there are faults."""
    language: str | None
    """The exhibit's own; None while it is not known."""
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


def draft(folder: Path, assets: paths.Assets | None = None) -> SourceResult:
    """What can be read of the exhibit in `folder`, and all its faults. Never raises for them."""
    if not folder.is_dir():
        what = "this is not a folder" if folder.exists() else "there is no such folder"
        fault = Fault(quote(str(folder), 200), 1, what, "name the folder that holds exhibit.yaml")
        return SourceResult(None, None, (fault,), (), (), ())
    return _SourceReader(folder, assets or paths.assets()).draft()


class _SourceReader:
    """One reading of one folder. What goes wrong is gathered, and reading goes on."""

    def __init__(self, folder: Path, assets: paths.Assets) -> None:
        self._root = folder
        self._assets = assets
        self._folder = SourceFolder(folder)
        self._letters = letters.load(assets.fonts)
        self._faults = list(self._folder.faults)
        self._used: set[str] = set()
        self._unread = False
        self._photos: list[Mention] = []
        self._films: list[FilmMention] = []

    def draft(self) -> SourceResult:
        """Read it all."""
        main = self._read_yaml(EXHIBIT)
        self._known = self._context(main)
        exhibit = self._exhibit(main) if main else None
        about = self._prose(main, "about") if main else {}
        consent = self._prose(main, signup_terms.KEY, "consent", "text") if main else {}
        cooperatives = self._cooperatives()
        source = None
        if exhibit and not self._faults:
            source = Source(self._root, exhibit, about, tuple(cooperatives), consent)
        return SourceResult(
            source,
            next(iter(self._known.languages), None),
            tuple(sorted(set(self._faults))),
            tuple(self._photos),
            tuple(self._films),
            # What a file that cannot be read names is not known.
            () if self._unread else tuple(sorted(self._folder.files - self._used)),
        )

    def _context(self, main: YamlFile | None) -> values.Context:
        """What values are judged against. Languages count once all of them are sound."""
        return values.Context(
            languages=values.languages(main.values.get("languages")) if main else (),
            icons=icons.names(self._assets.icons),
            timezones=frozenset(zoneinfo.available_timezones() - sense.NO_TIMEZONES),
        )

    def _exhibit(self, main: YamlFile) -> documents.ExhibitSpec | None:
        """The exhibit without its cooperatives."""
        exhibit = None
        with self._gather_faults():
            exhibit = main.validate(documents.ExhibitSpec, self._known)
        self._faults.extend(workshops.faults(main))
        self._faults.extend(signup_terms.faults(main))
        self._faults.extend(placeholders.faults(main))
        for number, partner in main.items("partners"):
            self._photo(main, partner.get("logo"), "partners", number, "logo")
        return exhibit

    def _prose(self, main: YamlFile, *path: str) -> dict[str, tuple[Block, ...]]:
        """The Markdown at a path, in every language it is in; none if nothing is there."""
        found = {}
        for language, text, here in self._in_languages(main, *path):
            first_line = main.first_line(*here)
            with self._gather_faults():
                found[language] = story.blocks(text, main.file, language, self._letters, first_line)
        return self._own_first(found)

    def _in_languages(
        self, page: YamlFile, *path: str
    ) -> Iterator[tuple[str, str, tuple[Step, ...]]]:
        """Each language of a text, its words, and their path."""
        written = page.value(*path)
        if isinstance(written, str) and written.strip():
            yield (*self._known.languages, "nl")[0], written, path
        for language, words in written.items() if isinstance(written, dict) else ():
            if isinstance(words, str) and words.strip():
                yield language, words, (*path, language)

    def _cooperatives(self) -> list[CooperativeSource]:
        """All cooperatives that can be read, in their order."""
        here = PurePosixPath(COOPERATIVES)
        there = {*self._folder.folders, *self._folder.refused}
        folders = sorted(path for path in map(PurePosixPath, there) if path.parent == here)
        if not folders and str(here) not in self._folder.refused:
            what = "no cooperatives" if str(here) in self._folder.folders else "no such folder"
            self._refuse(COOPERATIVES, 1, what, "make a folder for each cooperative in it")
        if len(folders) > bounds.COOPERATIVES:
            what = f"{len(folders)} cooperatives"
            advice = f"choose {bounds.COOPERATIVES}: a kiosk has no room for more"
            self._refuse(COOPERATIVES, 1, what, advice)
        readable = [path for path in folders if str(path) not in self._folder.refused]
        found = [each for path in readable if (each := self._cooperative(path))]
        return sorted(
            found,
            key=lambda draft: (draft.written.order is None, draft.written.order or 0, draft.id),
        )

    def _cooperative(self, folder: PurePosixPath) -> CooperativeSource | None:
        if not values.sound_id(folder.name):
            what = f"'{folder.name}' cannot be the id of a cooperative"
            advice = "call its folder by a-z, 0-9 and -, at most 32 characters"
            self._refuse(str(folder), 1, what, advice)
        stories = self._stories(folder)
        page = self._read_yaml(str(folder / COOPERATIVE))
        if page is None:
            return None
        for number, photo in page.items("photos"):
            self._photo(page, photo.get("file"), "photos", number, "file")
        films = page.items("films")
        spoken = tuple(self._film(page, film, number) for number, film in films)
        with self._gather_faults():
            written = page.validate(documents.CooperativeSpec, self._known)
            return CooperativeSource(folder.name, written, stories, spoken)
        return None

    def _stories(self, folder: PurePosixPath) -> Mapping[str, Story]:
        """The stories of one cooperative, in every language they are in."""
        found: dict[str, Story] = {}
        here = self._folder.below(folder)
        known = self._known.languages
        for name in here:
            if not (match := re.fullmatch(r"story\.([^./]*)\.md", name)):
                continue
            file, language = str(folder / name), match.group(1)
            self._used.add(file)
            if known and language not in known:
                what = f"'{language}' is not among the exhibit's languages ({', '.join(known)})"
                advice = f"add it to 'languages' in {EXHIBIT}, or take this file out"
                self._refuse(file, 1, what, advice)
                continue
            with self._gather_faults():
                found[language] = story.read(self._folder.text(file), file, language, self._letters)
        wanted = f"story.{known[0]}.md" if known else ""
        if wanted and wanted not in here and str(folder / wanted) not in self._folder.refused:
            what = "there is no story in the exhibit's own language"
            self._refuse(
                str(folder / wanted), 1, what, values.did_you_mean(wanted, here, "write it")
            )
        return self._own_first(found)

    def _photo(self, page: YamlFile, name: Value | None, *path: Step) -> None:
        """Note a photo or logo that a sheet names."""
        if (file := self._find(page, name, *path)) is not None:
            is_logo = path[-1] == "logo"
            self._photos.append(Mention(file, page.file, page.line(*path), is_logo=is_logo))

    def _film(
        self, page: YamlFile, film: Mapping[str, Value], number: int
    ) -> Mapping[str, tuple[Cue, ...]]:
        """Note a film that a sheet names; its captions, as far as they can be read."""
        here = ("films", number)
        written = film.get("captions", {})
        named = written if isinstance(written, dict) else {}
        captioned = frozenset(named) if named is written else None
        read: dict[str, Captions] = {}
        for language, name in named.items():
            with self._gather_faults():
                if spoken := self._read_captions(page, name, *here, "captions", language):
                    read[language] = spoken
        if (file := self._find(page, film.get("file"), *here, "file")) is not None:
            speech = str(film.get("speech", "yes")).strip().casefold() not in {"no", "false"}
            line = page.line(*here, "file")
            self._films.append(
                FilmMention(file, page.file, line, tuple(read.values()), captioned, speech)
            )
        return {language: spoken.cues for language, spoken in self._own_first(read).items()}

    def _read_captions(self, page: YamlFile, name: Value, *path: Step) -> Captions | None:
        """The captions in a file that a sheet names. Raises ExhibitError if they cannot be read."""
        file = self._find(page, name, *path)
        if file is None or (self._known.languages and path[-1] not in self._known.languages):
            return None
        if not file.lower().endswith(captions.SUFFIXES):
            what = f"'{PurePosixPath(file).name}' is no captions file"
            advice = "name a file that ends in .vtt or .srt"
            raise ExhibitError([Fault(page.file, page.line(*path), what, advice)])
        return captions.read(self._folder.text(file), file, self._letters)

    def _find(self, page: YamlFile, name: Value | None, *path: Step) -> str | None:
        """Where the file lies that a sheet names; None, and a fault, if nowhere."""
        if isinstance(name, str) and name.strip():
            with self._gather_faults():
                if (file := self._folder.find(name, page.file, page.line(*path))) is not None:
                    self._used.add(file)
                    return file
        return None

    def _read_yaml(self, file: str) -> YamlFile | None:
        """A YAML file, its characters judged too; None, and faults, if it cannot be read."""
        if file not in self._folder.files:
            if file not in self._folder.refused:
                what = "this is a folder" if file in self._folder.folders else "missing"
                self._refuse(file, 1, what, "write it; 'kiosk exhibit new' makes an example")
            return None
        self._used.add(file)
        with self._gather_faults():
            page = yaml_file.read(self._folder.text(file), file)
            self._faults.extend(self._letters.faults(file, page.passages))
            return page
        self._unread = True
        return None

    def _own_first(self, found: Mapping[str, T]) -> dict[str, T]:
        """The texts per language, the exhibit's own language first."""
        order = [each for each in self._known.languages if each in found] or list(found)
        return {language: found[language] for language in order}

    def _refuse(self, file: str, line: int, what: str, advice: str) -> None:
        self._faults.append(Fault(file, line, what, advice))

    @contextmanager
    def _gather_faults(self) -> Iterator[None]:
        """Keep the faults of what cannot be read, and go on."""
        try:
            yield
        except ExhibitError as error:
            self._faults.extend(error.faults)
