"""How much is done: a bar on a terminal, nothing elsewhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID


class ConsoleBar:
    """A bar that is on, or none."""

    def __init__(self, progress: Progress | None = None, task: TaskID | None = None) -> None:
        """Move this task of this display, or nothing."""
        self._progress = progress
        self._task = task

    def __call__(self, done: float, at: str = "") -> None:
        """So much is done, from 0 to 1, and now `at` this file."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, total=1.0, completed=done, at=at)

    @contextmanager
    def paused(self) -> Iterator[None]:
        """Take it away while somebody is asked something."""
        if self._progress is None:
            yield
            return
        self._progress.stop()
        try:
            yield
        finally:
            self._progress.start()


@contextmanager
def bar(what: str, *, names: bool = False) -> Iterator[ConsoleBar]:
    """Show on a terminal, on stderr, how much is done of `what`; with `names`, at which file.

    Until that is told it shows that something is going on.
    """
    if not sys.stderr.isatty():
        yield ConsoleBar()
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn

    columns = [TextColumn(what), BarColumn(), TaskProgressColumn()]
    if names:
        columns.append(TextColumn("{task.fields[at]}"))
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        yield ConsoleBar(shown, shown.add_task(what, total=None, at=""))
