"""The staff's corner of the glass: which page is on, and who may see it. Draws nothing.

The rules, in one place:

- Nothing but the PIN pad can be seen before the right PIN was typed. Where there is none yet, it is
  chosen, and typed twice.
- After wrong PINs nobody may try for a while; how long is told by whoever keeps the PIN.
- Two minutes without a touch, and the corner closes by itself: also on the PIN pad, also while
  something is being loaded. What is under way goes on. Whoever opens it next types the PIN again.
- For a moment after the page changed nothing can be pressed: the second half of a double tap would
  press whatever came under the finger.
- Only the stopwatch counts, for here the calendar is what may be wrong.
- What comes too late (an answer to a PIN after the corner has closed) opens nothing.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.staff import pages
from kiosk.staff.pages import Route
from kiosk.staff.pin import LONGEST, SHORTEST

PATIENCE_SECONDS = 120.0
"""Without a touch for this long the corner closes."""
SETTLE_SECONDS = 0.35
"""A touch this soon after the page changed was meant for the page before."""
LANGUAGES = ("nl", "en")
"""What the corner speaks; the first whenever it opens."""

Outcome: TypeAlias = Literal["right", "wrong", "kept", "easy", "failed"]
"""Of a PIN handed in: it is the one, or not; the chosen one is kept, or too easy to guess; the disk
failed."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A PIN handed in, to be tried or kept off the UI thread. Its secret is in no log."""

    number: int
    pin: str
    """The digits."""
    keep: bool
    """True: this is the new PIN. False: is it the one?"""

    def __repr__(self) -> str:
        """Everything but the digits."""
        return f"Attempt({self.number}, keep={self.keep})"


class Corner:
    """Knows which page is on, and which comes next. Whoever draws reads it, and sets nothing."""

    def __init__(self, clock: Clock) -> None:
        """Begin closed."""
        self._clock = clock
        self._listeners: list[Callable[[], None]] = []
        self.page: Route | None = None
        """The page that is on; None while the corner is closed."""
        self.language = LANGUAGES[0]
        """The language of the corner."""
        self._typed = ""
        self._chosen = ""
        self._attempts = 0
        self.admitted = False
        """Whether somebody with the PIN is there."""
        now = clock.seconds()
        self._last_touch = self._settled_at = self._may_try_at = now

    # What is so

    @property
    def is_open(self) -> bool:
        """Whether the corner covers the glass."""
        return self.page is not None

    def listen(self, changed: Callable[[], None]) -> None:
        """Call `changed` after each change of page or language."""
        self._listeners.append(changed)

    # Coming and going

    def open(self, *, has_pin: bool, wait_seconds: float = 0) -> bool:
        """Somebody held the corner for long enough. False if it is open already."""
        if self.is_open:
            return False
        self._last_touch = self._clock.seconds()
        self.language = LANGUAGES[0]
        self._forget()
        self._pause(wait_seconds)
        self._ask_pin("enter" if has_pin else "choose")
        return True

    def leave(self) -> None:
        """Close the corner: the show is on again, and the next one types the PIN anew."""
        if self.is_open:
            self._forget()
            self._change_to(None)

    def touch(self) -> bool:
        """Somebody touched the corner. True if that touch came too soon, and must press nothing."""
        now = self._clock.seconds()
        if now - self._last_touch >= PATIENCE_SECONDS:
            # A machine that slept: whoever touches now is somebody else.
            self.leave()
            return True
        self._last_touch = now
        return now < self._settled_at

    def tick(self) -> None:
        """Let time pass. Call it a few times a second."""
        if not self.is_open:
            return
        if self._clock.seconds() - self._last_touch >= PATIENCE_SECONDS:
            self.leave()
        elif isinstance(self.page, pages.PinRoute) and self.page.wait_seconds != self._wait():
            self._turn(replace(self.page, wait_seconds=self._wait()))

    def toggle_language(self) -> None:
        """Go on in the other language."""
        at = LANGUAGES.index(self.language)
        self.language = LANGUAGES[(at + 1) % len(LANGUAGES)]
        self._tell()

    # The PIN pad

    def type(self, digit: str) -> None:
        """Somebody pressed a digit."""
        page = self._pad()
        if page is None or page.wait_seconds or len(self._typed) == LONGEST:
            return
        self._typed += digit
        self._turn(replace(page, digits=len(self._typed), complaint=""))

    def erase(self) -> None:
        """Take the last digit away."""
        page = self._pad()
        if page is not None and self._typed:
            self._typed = self._typed[:-1]
            self._turn(replace(page, digits=len(self._typed), complaint=""))

    def enter(self) -> Attempt | None:
        """The PIN is typed: what must be tried or kept now, or None if there is nothing to do."""
        page = self._pad()
        if page is None or page.wait_seconds or not self._typed:
            return None
        typed, self._typed = self._typed, ""
        if page.purpose == "choose":
            if len(typed) < SHORTEST:
                self._turn(replace(page, digits=0, complaint="short"))
            else:
                self._chosen = typed
                self._ask_pin("again")
            return None
        if page.purpose == "again" and typed != self._chosen:
            self._ask_pin("choose", "differ")
            return None
        self._attempts += 1
        self._turn(replace(page, digits=len(typed), complaint="", checking=True))
        return Attempt(self._attempts, typed, keep=page.purpose == "again")

    def answered(self, attempt: Attempt, outcome: Outcome, wait_seconds: float = 0) -> None:
        """What came of an attempt. Too late, it opens nothing; the pause counts all the same."""
        self._pause(wait_seconds)
        page = self.page
        if (
            attempt.number != self._attempts
            or not isinstance(page, pages.PinRoute)
            or not page.checking
        ):
            return
        if outcome == "right" or outcome == "kept":  # noqa: PLR1714 - so mypy knows what is left
            self._forget()
            self.admitted = True
            self._change_to(pages.MenuRoute())
        else:
            self._ask_pin("choose" if attempt.keep else "enter", outcome)

    def forgot(self, kiosk: str, number: str) -> None:
        """Nobody knows the PIN: show what the coordinator needs."""
        if isinstance(self.page, pages.PinRoute) and self.page.purpose == "enter":
            self._change_to(pages.ForgottenRoute(kiosk, number))

    def unlocked(self) -> None:
        """The coordinator's file was right: there is no PIN any more, and a new one is chosen."""
        self._pause(0)
        if isinstance(self.page, pages.PinRoute | pages.ForgottenRoute):
            self._forget()
            self._ask_pin("choose")

    # Pages

    def go(self, page: Route) -> bool:
        """Be at this page. False if nobody with the PIN is there, or it is on already.

        Raises KioskError for the pages that only the corner itself puts there.
        """
        if isinstance(page, pages.PinRoute | pages.ForgottenRoute):
            raise KioskError(f"there is no way to {page}")
        if not self.admitted or page == self.page:
            return False
        if type(page) is type(self.page) and not isinstance(page, pages.ContentRoute):
            self._turn(page)
        else:
            self._change_to(page)
        return True

    def back(self) -> bool:
        """Be at the page before. False where there is none."""
        behind = pages.behind(self.page) if self.page else None
        if isinstance(behind, pages.PinRoute):
            self._ask_pin("enter")
        elif behind is not None:
            self._change_to(behind)
        return behind is not None

    # How

    def _pad(self) -> pages.PinRoute | None:
        """The PIN pad, if it is on and not waiting for an answer."""
        page = self.page
        return page if isinstance(page, pages.PinRoute) and not page.checking else None

    def _ask_pin(self, purpose: pages.Purpose, complaint: pages.Complaint = "") -> None:
        self._typed = ""
        if purpose != "again":
            self._chosen = ""
        page = pages.PinRoute(purpose, 0, complaint, wait_seconds=self._wait())
        if isinstance(self.page, pages.PinRoute) and self.page.purpose == purpose:
            self._turn(page)
        else:
            self._change_to(page)

    def _pause(self, seconds: float) -> None:
        self._may_try_at = self._clock.seconds() + seconds

    def _wait(self) -> int:
        return max(0, math.ceil(self._may_try_at - self._clock.seconds()))

    def _forget(self) -> None:
        self._typed = self._chosen = ""
        self.admitted = False
        self._attempts += 1  # an answer still under way is nobody's

    def _change_to(self, page: Route | None) -> None:
        self._settled_at = self._clock.seconds() + SETTLE_SECONDS
        self._turn(page)

    def _turn(self, page: Route | None) -> None:
        """Another state of the same page: as quick as fingers are."""
        self.page = page
        self._tell()

    def _tell(self) -> None:
        for changed in self._listeners:
            changed()
