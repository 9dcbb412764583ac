"""What a command is doing, and how much of it is done, for whoever waits.

On a terminal that is a bar. Elsewhere (a pipe, a file, a screen reader's log) it is lines without
any control codes, and only of what takes long enough to be waited for.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Final, Protocol

from kiosk.cli.terminal import note, plain

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

QUIET_SECONDS: Final = 0.3
"""What is done sooner is not waited for, and needs no line."""
_PARTS: Final = 10
"""At most so many lines tell how much is done."""


class ConsoleBar(Protocol):
    """Tells how much is done."""

    def __call__(self, done: float, at: str = "") -> None:
        """So much is done, from 0 to 1, and now `at` this file."""

    def paused(self) -> AbstractContextManager[None]:
        """Take it away while somebody is asked something."""


class _Bar:
    """A bar on a terminal."""

    def __init__(self, progress: Progress, task: TaskID) -> None:
        """Move this task of this display."""
        self._progress = progress
        self._task = task

    def __call__(self, done: float, at: str = "") -> None:
        """So much is done, from 0 to 1, and now `at` this file."""
        self._progress.update(self._task, total=1.0, completed=done, at=at)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Take it away while somebody is asked something."""
        self._progress.stop()
        try:
            yield
        finally:
            self._progress.start()


class _Lines:
    """A line when it turns out to take a while, and one for each tenth that is done."""

    def __init__(self, what: str, *, names: bool) -> None:
        """Say `what` it is, and with `names` at which file."""
        self._what = what
        self._names = names
        self._told = -1
        """The last part that a line told of; -1 as long as there was none."""
        self._begin = threading.Timer(QUIET_SECONDS, self._tell, (0,))
        self._begin.daemon = True
        self._begin.start()

    def __call__(self, done: float, at: str = "") -> None:
        """So much is done, from 0 to 1, and now `at` this file."""
        part = int(done * _PARTS)
        if 0 <= self._told < part < _PARTS:
            self._tell(part, at)

    def _tell(self, part: int, at: str = "") -> None:
        self._told = part
        much = f": {100 * part // _PARTS} %" if part else " ..."
        note(plain(self._what + much + (f", {at}" if self._names and at else "")))

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Say nothing more: whoever is asked something knows what goes on."""
        self._begin.cancel()
        yield

    def close(self) -> None:
        """It is done."""
        self._begin.cancel()


@contextmanager
def bar(what: str, *, names: bool = False) -> Iterator[ConsoleBar]:
    """Show on stderr how much is done of `what`; with `names`, at which file.

    Until that is told it shows that something is going on.
    """
    if not sys.stderr.isatty():
        lines = _Lines(what, names=names)
        try:
            yield lines
        finally:
            lines.close()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = [TextColumn(what), BarColumn(), TaskProgressColumn()]
    if names:
        columns.append(TextColumn("{task.fields[at]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        yield _Bar(shown, shown.add_task(what, total=None, at=""))
