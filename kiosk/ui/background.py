"""Slow work off the UI thread; what it made comes back on it."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from kivy.clock import Clock

from kiosk.errors import KioskError

if TYPE_CHECKING:
    from collections.abc import Callable

Made = TypeVar("Made")


class Errand:
    """One piece of work under way; nothing comes back once it is dropped."""

    def __init__(self) -> None:
        self.dropped = False

    def drop(self) -> None:
        """Whoever asked has gone: what comes back is thrown away."""
        self.dropped = True


class Background:
    """A few workers. One exists for the whole program; it is closed with the window."""

    def __init__(self, workers: int = 2) -> None:
        self._workers = ThreadPoolExecutor(workers, thread_name_prefix="background")
        self.under_way = 0
        """Pieces of work not yet brought back; 0 means that nothing is to come."""

    def do(
        self,
        work: Callable[[], Made],
        then: Callable[[Made], None],
        failed: Callable[[KioskError], None],
    ) -> Errand:
        """Do `work` on a worker; bring what it made, or its error, back on the UI thread."""
        errand = Errand()
        self.under_way += 1

        def unless_dropped() -> Made | None:
            return None if errand.dropped else work()

        def back(future: Future[Made | None]) -> None:
            Clock.schedule_once(lambda _: self._bring(errand, future, then, failed), 0)

        self._workers.submit(unless_dropped).add_done_callback(back)
        return errand

    def _bring(
        self,
        errand: Errand,
        future: Future[Made | None],
        then: Callable[[Made], None],
        failed: Callable[[KioskError], None],
    ) -> None:
        self.under_way -= 1
        if errand.dropped:
            return
        try:
            made = future.result()
        except KioskError as error:
            failed(error)
            return
        if made is not None:
            then(made)

    def close(self) -> None:
        """Let nothing new begin; what runs is short and ends by itself."""
        self._workers.shutdown(wait=False, cancel_futures=True)
