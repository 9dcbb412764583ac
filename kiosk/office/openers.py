"""Sealed sign-ups are opened on every processor: to open one takes longer than all else with it.

The age library holds Python's lock while it opens something, so threads would take turns. Here are
processes, each of which reads the keys once; they begin when so much was opened that they pay.
Memory is bounded by who asks: what was not fetched yet waits here.
"""

import os
import signal
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from typing import Any, Final, Self, TypeAlias, TypeVar

from kiosk import core_dumps
from kiosk.signups import seal

Item = TypeVar("Item")
Opened = TypeVar("Opened")
Unseal: TypeAlias = Callable[[bytes], bytes]

FEW: Final = 400
"""So many are opened here before others are called in: a tenth of a second of work."""
_PORTION: Final = 100
_MOST_PROCESSES: Final = 8

_unseal: list[Unseal] = []
"""In a process of its own: what opens with the keys it was given."""


class Pending:
    """Sign-ups that are being opened."""

    def __init__(self, fetch: Callable[[], list[Any]]) -> None:
        self._fetch = fetch

    def fetch(self) -> list[Any]:
        """What was made of each, in order. Once; waits for it."""
        return self._fetch()


class Openers:
    """Opens sealed sign-ups with these private age keys. Use it in a `with`."""

    def __init__(
        self, identities: Sequence[str], *, few: int = FEW, processes: int | None = None
    ) -> None:
        """`processes` are as many as there are processors. Raises InputError for what is no key."""
        self._identities = tuple(identities)
        self._processes = min(processes or os.cpu_count() or 1, _MOST_PROCESSES)
        self._few = few
        self._begun = 0
        self._pool: ProcessPoolExecutor | None = None
        self.unseal = seal.opener(*identities)
        """Opens one, here."""

    def __enter__(self) -> Self:
        """The openers themselves."""
        return self

    def __exit__(self, *error: object) -> None:
        """End the processes."""
        if self._pool:
            self._pool.shutdown(cancel_futures=True)
        self._pool = None

    def begin(self, work: Callable[[Unseal, Item], Opened], items: Sequence[Item]) -> Pending:
        """Begin to open these; `work`, a function of a module, makes of each what is wanted.

        What goes to it and comes from it is pickled. It raises nothing.
        """
        self._begun += len(items)
        if self._pool is None and self._processes > 1 and self._begun > self._few:
            self._pool = ProcessPoolExecutor(
                self._processes, get_context("spawn"), _begin, (self._identities,)
            )
            # All begin now: one that began as another was ended would be waited for without end.
            for _ in range(self._processes):
                self._pool.submit(int)
        if self._pool is None:
            return Pending(lambda: [work(self.unseal, item) for item in items])
        portions = [items[at : at + _PORTION] for at in range(0, len(items), _PORTION)]
        going = [self._submit(work, portion) for portion in portions]
        return Pending(
            lambda: [
                made
                for portion, future in zip(portions, going, strict=True)
                for made in self._result(work, portion, future)
            ]
        )

    def each(
        self, work: Callable[[Unseal, Item], Opened], items: Iterable[Item]
    ) -> Iterator[tuple[Item, Opened]]:
        """Each of any number of items with what `work` made of it, in order; a few are ahead."""
        ahead: deque[tuple[list[Item], Pending]] = deque()
        for portion in _portions(items):
            ahead.append((portion, self.begin(work, portion)))
            if len(ahead) > 2 * self._processes:
                yield from _fetched(*ahead.popleft())
        for portion, pending in ahead:
            yield from _fetched(portion, pending)

    def _submit(
        self, work: Callable[[Unseal, Item], Opened], portion: Sequence[Item]
    ) -> Future[list[Opened]] | None:
        """None where the processes were ended by somebody: then it is opened here."""
        try:
            return self._pool.submit(_work, work, portion) if self._pool else None
        except BrokenProcessPool:
            return None

    def _result(
        self,
        work: Callable[[Unseal, Item], Opened],
        portion: Sequence[Item],
        future: Future[list[Opened]] | None,
    ) -> list[Opened]:
        if future is not None:
            try:
                return future.result()
            except BrokenProcessPool:
                pass
        return [work(self.unseal, item) for item in portion]


def _portions(items: Iterable[Item]) -> Iterator[list[Item]]:
    portion: list[Item] = []
    for item in items:
        portion.append(item)
        if len(portion) == _PORTION:
            yield portion
            portion = []
    if portion:
        yield portion


def _fetched(portion: list[Item], pending: Pending) -> Iterator[tuple[Item, Any]]:
    yield from zip(portion, pending.fetch(), strict=True)


def _begin(identities: tuple[str, ...]) -> None:
    """What a process does first: it leaves nothing of what it opens, and ends with its parent."""
    core_dumps.forbid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who is asked to stop is the parent
    _unseal.append(seal.opener(*identities))


def _work(work: Callable[[Unseal, Item], Opened], portion: Sequence[Item]) -> list[Opened]:
    return [work(_unseal[0], item) for item in portion]
