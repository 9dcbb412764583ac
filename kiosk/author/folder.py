"""An author's folder: which files are in it, and what they say. No link is followed."""

import os
from pathlib import Path, PurePosixPath

from kiosk.author import file_names, letters
from kiosk.author.letters import quote
from kiosk.author.values import did_you_mean, tidy
from kiosk.errors import ExhibitError, Fault

MAX_FILES = 5_000
"""More than this is no exhibit, but a whole disk."""
MAX_DEPTH = 6


class SourceFolder:
    """The files of an author's folder. Paths are inside it, as text with forward slashes."""

    def __init__(self, root: Path) -> None:
        """List the folder `root`, which exists. Raises nothing: see `faults`."""
        self._root = root
        self._seen = 0
        self.files: set[str] = set()
        self.folders: set[str] = set()
        self.refused: set[str] = set()
        """What is there, but cannot be used; each is a fault."""
        self.faults: list[Fault] = []
        self._walk(PurePosixPath())

    def below(self, folder: PurePosixPath) -> list[str]:
        """The files in a folder and its folders, by their path from there, sorted."""
        above = f"{folder}/" if folder.parts else ""
        return sorted(path[len(above) :] for path in self.files if path.startswith(above))

    def text(self, file: str) -> str:
        """The content of a text file. Raises ExhibitError if it cannot be read."""
        try:
            with (self._root / file).open("rb") as opened:
                content = opened.read(letters.MAX_BYTES + 1)
        except OSError as error:
            what = f"this file cannot be read: {error.strerror}"
            advice = "give yourself the right to read it"
            raise ExhibitError([Fault(file, 1, what, advice)]) from error
        return letters.decode(content, file)

    def find(self, name: str, file: str, line: int) -> str | None:
        """Where the file lies that is called `name` on this `line` of `file`, which lies beside it.

        Raises ExhibitError if it lies nowhere, or outside. None if it is there but refused.
        """
        name = tidy(name)
        folder = PurePosixPath(file).parent
        parts = PurePosixPath(name).parts
        if "\\" in name or ":" in name or ".." in parts or name.startswith("/"):
            what = f"'{quote(name)}' does not lie beside {PurePosixPath(file).name}"
            advice = "copy it there, and write its name alone"
            raise ExhibitError([Fault(file, line, what, advice)])
        path = folder / name
        if str(path) in self.files:
            return str(path)
        if any(str(each) in self.refused for each in (path, *path.parents)):
            return None
        for part in parts:
            if trouble := file_names.unsafe(part):
                raise ExhibitError([Fault(file, line, *trouble)])
        what = f"there is no file '{quote(name)}'"
        if str(path) in self.folders:
            what = f"'{quote(name)}' is a folder, not a file"
        advice = did_you_mean(name, self.below(folder), "copy it there, or correct the name")
        raise ExhibitError([Fault(file, line, what, advice)])

    def _walk(self, inside: PurePosixPath) -> None:
        """List one folder, then the folders in it."""
        try:
            with os.scandir(self._root / inside) as scan:
                entries = sorted(scan, key=lambda entry: entry.name)
        except OSError as error:
            what = f"this folder cannot be read: {error.strerror}"
            self._refuse(inside, what, "give yourself the right to read it")
            return
        folded: dict[str, str] = {}
        for entry in entries:
            if file_names.litter(entry.name):
                continue
            self._seen += 1
            if self._seen == MAX_FILES + 1:
                self._refuse(
                    inside, f"more than {MAX_FILES} files", "name the folder of one exhibit"
                )
            if self._seen > MAX_FILES:
                return
            path = inside / entry.name
            twin = folded.setdefault(entry.name.casefold(), entry.name)
            if trouble := file_names.unsafe(entry.name):
                self._refuse(path, *trouble)
            elif twin != entry.name:
                what = f"'{twin}' is here too, and differs only in capitals"
                self._refuse(path, what, "give it another name")
            else:
                self._keep(entry, path)

    def _keep(self, entry: os.DirEntry[str], path: PurePosixPath) -> None:
        """Take one file or folder in."""
        if entry.is_symlink():
            self._refuse(path, "a link to somewhere else", "copy the file itself here")
        elif entry.is_dir(follow_symlinks=False):
            if len(path.parts) > MAX_DEPTH:
                self._refuse(path, "a folder too deep inside folders", "move it up")
            else:
                self.folders.add(str(path))
                self._walk(path)
        elif entry.is_file(follow_symlinks=False):
            self.files.add(str(path))
        else:
            self._refuse(path, "neither a file nor a folder", "take it out")

    def _refuse(self, path: PurePosixPath, what: str, advice: str) -> None:
        self.refused.add(str(path))
        self.faults.append(Fault(quote(str(path), 200), 1, what, advice))
