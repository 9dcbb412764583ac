"""Slow work off the UI thread; what it made comes back on it."""

import queue
import threading
from collections.abc import Callable
from typing import TypeVar

from kivy.clock import Clock

from kiosk.errors import KioskError

Made = TypeVar("Made")
_Job = tuple["Errand", "Callable[[], None]"]


class Errand:
    """One piece of work under way; nothing comes back once it is dropped."""

    def __init__(self) -> None:
        self.dropped = False

    def drop(self) -> None:
        """Whoever asked has gone: what comes back is thrown away."""
        self.dropped = True


class Background:
    """A few workers. One exists for the whole program; it is closed with the window.

    The workers are daemons: one that hangs on a dying disk must not keep the program from leaving.
    """

    def __init__(self, workers: int = 2) -> None:
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._workers = workers
        self.under_way = 0
        """Pieces of work not yet brought back; 0 means that nothing is to come."""
        for number in range(workers):
            threading.Thread(target=self._work, name=f"background {number}", daemon=True).start()

    def do(
        self,
        work: Callable[[], Made],
        then: Callable[[Made], None],
        failed: Callable[[KioskError], None],
    ) -> Errand:
        """Do `work` on a worker; bring what it made, or its error, back on the UI thread.

        An error that is no KioskError is a fault in the program, and is raised on the UI thread.
        """
        errand = Errand()
        self.under_way += 1

        def job() -> None:
            try:
                made = work()
            except KioskError as error:
                # The name `error` is gone after this block; what comes back keeps it.
                self._bring(errand, lambda told=error: failed(told))  # type: ignore[misc]
            except BaseException as fault:  # noqa: BLE001 - raised again, where it can be dealt with
                self._bring(errand, lambda told=fault: _raise(told))  # type: ignore[misc]
            else:
                self._bring(errand, lambda: then(made))

        self._jobs.put((errand, job))
        return errand

    def _work(self) -> None:
        while (next_job := self._jobs.get()) is not None:
            errand, job = next_job
            if errand.dropped:
                self._bring(errand, lambda: None)
            else:
                job()

    def _bring(self, errand: Errand, then: Callable[[], None]) -> None:
        """Go on with `then` on the UI thread, unless whoever asked has gone by then."""

        def back(_: float) -> None:
            self.under_way -= 1
            if not errand.dropped:
                then()

        Clock.schedule_once(back, 0)

    def close(self) -> None:
        """Let nothing new begin."""
        for _ in range(self._workers):
            self._jobs.put(None)


def _raise(fault: BaseException) -> None:
    raise fault
