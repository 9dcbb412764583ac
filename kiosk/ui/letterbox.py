"""The way from the form to the disk and back, off the UI thread."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from kiosk.signups import code as codes

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.errors import KioskError
    from kiosk.signups.intake import Closed, Drawn, SignsUp
    from kiosk.signups.store import Withdrawal
    from kiosk.ui.background import Background
    from kiosk.visit.form import Form
    from kiosk.visit.patience import Patience

log = logging.getLogger(__name__)


class Letterbox:
    """Asks, saves and withdraws on a worker; brings what came of it to the form."""

    def __init__(
        self, intake: SignsUp, form: Form, background: Background, patience: Patience
    ) -> None:
        self._intake = intake
        self._form = form
        self._background = background
        self._patience = patience
        self._looking = False
        self._drawn: Drawn | None = None
        self._drawn_for = 0

    def look(self, then: Callable[[], None] = lambda: None) -> None:
        """Look whether sign-ups are taken now; one look at a time."""
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

        self._background.do(self._intake.closed, seen, blind)

    def save(self, then: Callable[[], None]) -> bool:
        """Save the answers of now; `then` is called when it is known what came of it.

        False if there is nothing to do: it is under way, or something is missing.
        """
        wanted = self._form.save()
        if wanted is None:
            return False
        attempt, answers = wanted

        def keep() -> str:
            # A second try with the same answers uses the same code: if the first was durable
            # after all, nothing is written twice.
            if self._drawn is None or self._drawn_for != hash(answers):
                self._drawn, self._drawn_for = self._intake.draw(), hash(answers)
            self._intake.save(answers, self._drawn)
            return self._drawn.code

        def kept(code: str) -> None:
            self._drawn = None
            self._form.saved(attempt, code)
            then()

        def lost(error: KioskError) -> None:
            log.error("a sign-up could not be kept: %s", error)
            self._form.failed(attempt)
            then()
            self.look()

        self._background.do(keep, kept, lost)
        return True

    @property
    def wait_seconds(self) -> float:
        """How long no code may be tried."""
        return self._patience.wait_seconds

    def withdraw(
        self, typed: str, then: Callable[[Withdrawal], None], failed: Callable[[], None]
    ) -> bool:
        """Take back the sign-up with this code. False if it is no code, or it is too soon."""
        if self._patience.wait_seconds:
            return False
        code = codes.read(typed)
        if code is None:
            self._patience.wrong()
            return False

        def done(outcome: Withdrawal) -> None:
            # A code of another kiosk is right too, but guessing must cost time.
            if outcome == "elsewhere":
                self._patience.wrong()
            else:
                self._patience.right()
            then(outcome)

        def lost(error: KioskError) -> None:
            log.error("a withdrawal could not be kept: %s", error)
            failed()

        self._background.do(lambda: self._intake.withdraw(code), done, lost)
        return True

    def keep_house(self) -> None:
        """Wipe what is past its date."""
        self._background.do(self._intake.keep_house, lambda _: None, lambda _: None)

    def close(self) -> None:
        """Let go of the disk."""
        self._intake.close()
