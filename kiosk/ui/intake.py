"""The way from the form to the disk and back, off the UI thread."""

import logging
import threading
from collections.abc import Callable
from typing import TypeVar

from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.signups import code as codes
from kiosk.signups.intake import Closed, Intake, VisitorCode
from kiosk.signups.signup import Answers
from kiosk.signups.store import Withdrawal
from kiosk.ui.background import Background
from kiosk.visit.code_retry import RetryPause
from kiosk.visit.form import Form

Made = TypeVar("Made")

log = logging.getLogger(__name__)

STALLED_SECONDS = 10.0
"""A disk that has not answered for so long may never: nobody is asked to begin writing."""
_LEAVING_SECONDS = 5.0
"""What was acknowledged is durable also where the disk does not answer for so long."""


class _Saving:
    """One attempt to keep one visitor's answers. It holds nothing of them but a mark."""

    def __init__(self, mark: int) -> None:
        self.mark = mark
        """Hash of visitor and answers: a second try has the mark of the first."""
        self.drawn: VisitorCode | None = None
        """The code they got, once there is one."""


class BackgroundIntake:
    """Asks, saves and withdraws on a worker of its own; brings what came of it to the form.

    One thing after another, as the disk takes them: a saving that stalls holds up the next one, and
    neither pictures nor the glass. Each has an answer of its own, for nobody but who asked.
    """

    def __init__(self, intake: Intake, form: Form, retry: RetryPause, clock: Clock) -> None:
        self._intake = intake
        self._form = form
        self._background = Background(workers=1)
        self._retry = retry
        self._clock = clock
        self._looking = False
        self._again: _Saving | None = None
        """The last that failed: tried again with the same answers it keeps its code."""
        self._ahead: VisitorCode | None = None
        """Drawn for whoever saves next. Only the worker touches it."""
        self._waiting: list[float] = []
        """Since when each piece of work is under way, the oldest first."""

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._background.under_way > 0

    @property
    def stalled(self) -> bool:
        """Whether the disk has not answered for long."""
        return bool(self._waiting) and (self._clock.seconds() - self._waiting[0] >= STALLED_SECONDS)

    def look(self, then: Callable[[], None] = lambda: None) -> None:
        """Look whether sign-ups are taken now; one look at a time."""
        if self.stalled:
            self._form.looked("broken")
            then()
            return
        if self._looking:
            return
        self._looking = True

        def seen(closed: Closed | None) -> None:
            self._looking = False
            self._form.looked(closed)
            then()

        def blind(error: KioskError) -> None:
            log.error("nobody knows whether sign-ups can be kept: %s", error)
            seen("broken")

        self._do(self._intake.closed, seen, blind)

    def draw_ahead(self) -> None:
        """Draw the next code while the visitor still writes: nobody waits for its scrypt then."""

        def draw() -> None:
            self._ahead = self._ahead or self._intake.draw()

        if not self._form.closed:
            self._do(draw, lambda _: None, lambda _: None)

    def prepare(self, answers: Answers) -> None:
        """Seal the answers that their visitor looks over: saving them has only to keep them."""

        def ready() -> None:
            self._ahead = self._ahead or self._intake.draw()
            self._intake.prepare(answers, self._ahead)

        # What fails now fails again when it is saved, and is told then.
        self._do(ready, lambda _: None, lambda _: None)

    def save(self, then: Callable[[], None]) -> bool:
        """Save the answers of now; `then` is called when it is known what came of it.

        False if there is nothing to do: it is under way, or something is missing.
        """
        wanted = self._form.save()
        if wanted is None:
            return False
        attempt, answers = wanted
        # A second try with the same answers uses the same code: if the first was durable after
        # all, nothing is written twice.
        again = self._again
        mark = hash((self._form.visitor, answers))
        saving = again if again and again.mark == mark else _Saving(mark)

        def keep() -> str:
            if saving.drawn is None:
                saving.drawn, self._ahead = self._ahead or self._intake.draw(), None
            self._intake.save(answers, saving.drawn)
            return saving.drawn.code

        def kept(code: str) -> None:
            if self._again is saving:
                self._again = None
            self._form.saved(attempt, code)
            then()

        def lost(error: KioskError) -> None:
            log.error("a sign-up could not be kept: %s", error)
            self._again = saving
            self._form.failed(attempt)
            then()
            self.look()

        self._do(keep, kept, lost)
        return True

    def _do(
        self,
        work: Callable[[], Made],
        then: Callable[[Made], None],
        failed: Callable[[KioskError], None],
    ) -> None:
        """Have it done after what is under way, and know since when it is."""
        since = self._clock.seconds()
        self._waiting.append(since)

        def timed() -> Made:
            try:
                return work()
            finally:
                self._waiting.remove(since)

        self._background.do(timed, then, failed)

    @property
    def wait_seconds(self) -> float:
        """How long no code may be tried."""
        return self._retry.wait_seconds

    def withdraw(
        self, typed: str, then: Callable[[Withdrawal], None], failed: Callable[[], None]
    ) -> bool:
        """Take back the sign-up with this code. False if it is no code, or it is too soon."""
        if self._retry.wait_seconds:
            return False
        code = codes.read(typed)
        if code is None:
            self._retry.wrong()
            return False

        def done(outcome: Withdrawal) -> None:
            # A code of another kiosk is right too, but guessing must cost time.
            if outcome == "elsewhere":
                self._retry.wrong()
            else:
                self._retry.right()
            then(outcome)

        def lost(error: KioskError) -> None:
            log.error("a withdrawal could not be kept: %s", error)
            failed()

        self._do(lambda: self._intake.withdraw(code), done, lost)
        return True

    def maintain(self) -> None:
        """Wipe what is past its date."""
        self._do(self._intake.maintain, lambda _: None, lambda _: None)

    def close(self, *, leaving: bool = False) -> None:
        """Let go of the disk, after what is under way; wait for it a little, if `leaving`."""
        closed = threading.Event()

        def work() -> None:
            self._intake.close()
            closed.set()

        self._background.do(work, lambda _: None, lambda _: None)
        self._background.close()
        if leaving and not closed.wait(_LEAVING_SECONDS):
            log.error("the disk with the sign-ups does not answer: leaving without it")
