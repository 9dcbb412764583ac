"""Loading what is on a stick: a worker looks, waits for a yes, copies; who draws is told each step.

The show goes on meanwhile: what takes the processor is done in another process. Nothing here raises
to who called: what went wrong is a state, and until the last moment what was on stays on.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from queue import SimpleQueue
from typing import Final, TypeAlias

from kiosk.clock import Clock
from kiosk.errors import InstallError, KioskError, UsageError
from kiosk.packs.install import InstallProgress, permit
from kiosk.packs.shelf import Pack, Shelf
from kiosk.packs.verification import Offer
from kiosk.station.pack_process import examine, install

log = logging.getLogger(__name__)

_STEPS: Final = 1000
"""So many different states of a bar are told, at most."""


@dataclass(frozen=True, slots=True)
class Idle:
    """Nothing is being loaded."""


@dataclass(frozen=True, slots=True)
class Looking:
    """What is on the stick is being looked at."""

    path: Path
    """The root of the stick."""


@dataclass(frozen=True, slots=True)
class Offered:
    """There is a pack: it waits for a yes. The stick must stay."""

    path: Path
    offer: Offer


@dataclass(frozen=True, slots=True)
class Loading:
    """It is being copied and verified. The stick must stay."""

    offer: Offer
    done: int
    """Bytes."""
    all: int
    """Bytes."""

    @property
    def fraction(self) -> float:
        """How much is done, from 0 to 1."""
        return self.done / self.all if self.all else 1.0


@dataclass(frozen=True, slots=True)
class Done:
    """The pack is on the shelf, and the pointer turned: the stick may be pulled out."""

    pack: Pack


@dataclass(frozen=True, slots=True)
class Refused:
    """It did not come to that; what was on stays on. The stick may be pulled out."""

    error: KioskError
    """Its class and, of a pack's errors, `kind` say which sentence to show."""


State: TypeAlias = Idle | Looking | Offered | Loading | Done | Refused


@dataclass(frozen=True, slots=True)
class Packs:
    """How packs are looked at and copied; a test hands in its own ways."""

    examine: Callable[..., Offer] = examine
    permit: Callable[..., None] = permit
    install: Callable[..., Pack] = install


@dataclass(frozen=True, slots=True, eq=False)
class _Job:
    """Something for the worker."""

    run: Callable[[_Job], State]
    stop: threading.Event


class Loader:
    """Loads one pack at a time, on one worker. Its calls return at once, and raise nothing."""

    def __init__(
        self,
        shelf: Shelf | None,
        *,
        program: str,
        clock: Clock,
        trusted: Callable[[datetime], bool],
        packs: Packs = Packs(),
    ) -> None:
        """Starts nothing yet. `program` is its version; `trusted` judges the calendar.

        Without a `shelf`, as in a demonstration, whatever is offered is refused.
        """
        self._kept = shelf
        self._program = program
        self._clock = clock
        self._trusted = trusted
        self._packs = packs
        self._guard = threading.RLock()
        self.state: State = Idle()
        """What it is doing."""
        self._job: _Job | None = None
        """What the worker does, or will, whose end is waited for."""
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._worker: threading.Thread | None = None
        self._listeners: list[Callable[[State], None]] = []

    def listen(self, changed: Callable[[State], None]) -> None:
        """Call this at each new state: on the worker, or on the thread of who asked for it.

        It must not wait for anybody: states are told one after the other, in their order.
        """
        self._listeners.append(changed)

    def offer(self, path: Path) -> None:
        """Look at the stick whose root is `path`: ends in Offered or Refused. Not while loading."""
        with self._guard:
            if isinstance(self.state, Loading):
                return
            self._begin(Looking(path), lambda _: self._look(path))

    def load(self, *, trust: str | None = None, other: bool = False) -> None:
        """Yes, load what is offered: ends in Done or Refused. Without an offer, nothing.

        `trust` is "first" or the digits of a fingerprint where a first publisher is accepted;
        `other`: yes, another exhibition. See `packs.install.permit`.
        """
        with self._guard:
            offered = self.state
            if not isinstance(offered, Offered):
                return
            self._begin(
                Loading(offered.offer, 0, offered.offer.bytes),
                lambda job: self._copy(job, offered, trust, other=other),
            )

    def cancel(self) -> None:
        """Stop within a chunk: ends in Idle, or while loading in Refused("stopped")."""
        with self._guard:
            if isinstance(self.state, Loading):
                if self._job:
                    self._job.stop.set()
            elif not isinstance(self.state, Idle):
                self._job = None
                self._tell(Idle())

    def close(self, deadline_seconds: float) -> bool:
        """Stop, and wait for the worker; whether it ended in time. The last call of all."""
        self.cancel()
        self._jobs.put(None)
        if self._worker is None:
            return True
        self._worker.join(deadline_seconds)
        return not self._worker.is_alive()

    def _begin(self, state: State, run: Callable[[_Job], State]) -> None:
        """Hand the worker something to do. Whoever calls holds the guard."""
        self._job = _Job(run, threading.Event())
        self._tell(state)
        self._jobs.put(self._job)
        if self._worker is None:
            self._worker = threading.Thread(target=self._work, name="loading", daemon=True)
            self._worker.start()

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            ended: State | None = None
            try:
                ended = job.run(job) if job is self._job else Idle()
            except KioskError as error:
                log.warning("nothing was loaded: %s", error)
                ended = Refused(error)
            finally:
                if ended is None:  # this thread ends here: the next job needs another
                    self._worker = None
                self._change(job, ended or Refused(KioskError("a fault in the program")))

    @property
    def _shelf(self) -> Shelf:
        if self._kept is None:
            raise UsageError(
                "no content can be loaded here",
                "a demonstration shows what ships; start the kiosk itself",
            )
        return self._kept

    def _look(self, path: Path) -> State:
        now = self._clock.now()
        offer = self._packs.examine(
            path,
            self._shelf.anchor(),
            program=self._program,
            now=now if self._trusted(now) else None,
        )
        return Offered(path, offer)

    def _copy(self, job: _Job, offered: Offered, trust: str | None, *, other: bool) -> State:
        offer, told = offered.offer, 0

        def progress(so_far: InstallProgress) -> None:
            nonlocal told
            step = so_far.done * _STEPS // so_far.all if so_far.all else _STEPS
            if step > told:
                told = step
                self._change(job, Loading(offer, so_far.done, so_far.all))

        self._packs.permit(offer, trust=trust, other=other)
        if job.stop.is_set():
            raise InstallError("stopped", "this was stopped", "what was on stays on")
        pack = self._packs.install(
            self._shelf,
            offered.path,
            offer,
            progress=progress,
            stop=job.stop.is_set,
            now=self._clock.now(),
        )
        log.info("pack %d of %s was loaded", pack.version, pack.exhibit)
        return Done(pack)

    def _change(self, job: _Job, state: State) -> None:
        """The worker got so far; unless nobody waits for this job any more."""
        with self._guard:
            if job is self._job:
                self._tell(state)

    def _tell(self, state: State) -> None:
        """It is in this state now. Whoever calls holds the guard."""
        self.state = state
        for changed in self._listeners:
            changed(state)
