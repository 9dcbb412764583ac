"""What a home should hold: a second witness, so that what is gone is missed.

A home that never had sign-ups and one whose file of them was deleted look the same. So whatever is
kept leaves a mark here, a small file with how much it was; a mark is never ahead of what it tells
of. It is asked only when something is missing or damaged.

Where a visitor waits a mark is written over, and not synced: the end of the program takes nothing
of it, and the system has it on the disk within seconds. Whoever pulls the plug in these, and loses
the sign-ups as well, is told of some too few.
"""

import hashlib
import logging
import os
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final, TypeAlias

from kiosk import files
from kiosk.errors import MachineError
from kiosk.notices import Kind, Notices
from kiosk.paths import Home

log = logging.getLogger(__name__)

Amounts: TypeAlias = tuple[int, ...]

_MAX_BYTES: Final = 1 << 10
_NAME: Final = re.compile(r"[0-9a-z-]{1,40}")
_DIGITS: Final = 10
"""Of each amount, so that a mark can be written over: it is always as long."""
_ASIDE: Final = "in-the-way"


class Inventory:
    """The marks of one home. Any thread and any program may write; nothing here raises."""

    def __init__(self, folder: Path) -> None:
        """Touches no disk yet."""
        self._folder = folder
        self._unsynced: set[str] = set()

    def names(self) -> frozenset[str]:
        """What there should be."""
        try:
            return frozenset(
                path.name for path in self._folder.iterdir() if _NAME.fullmatch(path.name)
            )
        except OSError:
            return frozenset()

    def amounts(self, name: str) -> Amounts | None:
        """How much of it there was; None if there is no such mark, or it is damaged."""
        try:
            return _read(files.read(self._folder / name, _MAX_BYTES))
        except OSError:
            return None

    def keep(self, name: str, *amounts: int) -> None:
        """There is so much of it now, durably; a disk that refuses leaves the mark as it was."""
        if self.amounts(name) == amounts and name not in self._unsynced:
            return
        try:
            files.replace(self._folder / name, _written(amounts))
            self._unsynced.discard(name)
        except MachineError as error:
            log.warning("the inventory stays as it was: %s", error)

    def change(self, name: str, changed: Callable[[Amounts], Amounts]) -> bool:
        """Write a mark over, within one sector of the disk; durable at the next `keep`.

        False if it must be made anew: there is none, it is damaged, or of another length.
        """
        with suppress(OSError), (self._folder / name).open("r+b", buffering=0) as mark:
            # A pipe or a device, which would be waited for, has no length.
            if not 0 < os.fstat(mark.fileno()).st_size <= _MAX_BYTES:
                return False
            before = mark.read()
            amounts = _read(before)
            if amounts is None:
                return False
            content = _written(changed(amounts))
            if len(content) == len(before):
                self._unsynced.add(name)
                mark.seek(0)
                return content == before or mark.write(content) == len(content)
        return False

    def drop(self, name: str) -> None:
        """There is to be none of it any more: say so before it is taken away."""
        with suppress(OSError):
            (self._folder / name).unlink(missing_ok=True)
            if self._folder.is_dir():
                files.sync_folder(self._folder)


class Mark:
    """The mark of one thing, and what staff are told when it is gone, or less than it was."""

    def __init__(self, home: Home, name: str, *, gone: Kind, mended: Kind) -> None:
        """Touches no disk yet."""
        self._inventory = Inventory(home.inventory)
        self._notices = Notices(home.notices)
        self._name = name
        self._gone = gone
        self._mended = mended

    def miss(self, file: Path) -> None:
        """Before it is opened: tell if it should be here, and its file is not."""
        try:
            is_gone = not file.exists()
        except OSError:  # nobody may look: that is told by whoever opens it
            return
        if is_gone and self._name in self._inventory.names():
            self._lost()

    def mended(self) -> None:
        """Note that it was damaged, and is made again of what could be read."""
        self._notices.add(self._mended, subject=self._name)

    def compare(self, amount: int | None) -> None:
        """When it is open: tell if it is less than it was; None is nothing at all."""
        known = self._inventory.amounts(self._name)
        if amount is None:
            if self._name in self._inventory.names():
                self._lost()
        elif known and amount < known[0]:
            self.mended()
        self.keep(amount)

    def keep(self, amount: int | None) -> None:
        """There is so much of it now."""
        if amount is not None:
            self._inventory.keep(self._name, amount)

    def drop(self) -> None:
        """There is to be none of it any more: say so before it is taken away."""
        self._inventory.drop(self._name)

    def _lost(self) -> None:
        if self._notices.add(self._gone, subject=self._name):
            self._inventory.drop(self._name)


def make_way(home: Home, notices: Notices) -> None:
    """Move aside whatever lies where a file belongs and is none, or where a folder does.

    Nothing of ours makes them; but where one lies nothing can ever be put again, not even what
    staff must hear. They are told. Raises nothing.
    """
    folders = (home.notices, home.inventory, home.staff, home.tally)
    wrong = [one for one in home.plain_files if files.is_there(one) and not files.is_file(one)]
    # A link may lead to a disk that comes back.
    wrong += [
        one
        for one in folders
        if files.is_there(one) and not (files.is_folder(one) or one.is_symlink())
    ]
    for path in wrong:
        aside = files.unused_path(path.with_name(f"{path.name}.{_ASIDE}"))
        try:
            path.rename(aside)
        except OSError as error:
            log.warning("something lies where %s belongs: %s", path.name, error.strerror)
            continue
        log.error("what lay where %s belongs is called %s now", path.name, aside.name)
        notices.add("file-mended", subject=subject(str(path.relative_to(home.folder))))


def subject(name: str) -> str:
    """The name of a file as notices may carry it."""
    return re.sub(r"[^0-9a-z]+", "-", name.lower()).strip("-")


def _written(amounts: Amounts) -> bytes:
    words = [*(f"{amount:0{_DIGITS}}" for amount in amounts), _sum(amounts)]
    return f"{' '.join(words)}\n".encode("ascii")


def _read(content: bytes) -> Amounts | None:
    """What was written; None if it is damaged."""
    try:
        words = content.decode("ascii").split()
        amounts = tuple(map(int, words[:-1]))
    except ValueError:
        return None
    return amounts if words and words[-1] == _sum(amounts) else None


def _sum(amounts: Amounts) -> str:
    """So that a damaged mark is not believed."""
    return hashlib.sha256(repr(amounts).encode()).hexdigest()[:8]
