"""What failed on the glass rests, and is tried again: the one rule for photos and films.

A stall on a busy machine, one read error, a fault of a screen: none of these says that a file is
broken, and over months each would take something out of the loop. So what failed comes back after
a while, after a longer while each time it fails again, and is as good as new once it was shown.
Only what is proven to hold other bytes than were signed stays out.
"""

import math
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from kiosk.visit.scene import AttractItem

Why: TypeAlias = Literal["stalled", "unread", "fault", "damaged"]
"""It stood still, or did not begin; it could not be read; the program failed while it was on; its
file is not what was signed."""


FIRST_SECONDS: Final = 60
TIMES: Final = 3.0
"""Each time it fails again it rests so many times longer."""
MOST_SECONDS: Final = 6 * 3600


def rest_seconds(failures: int) -> float:
    """How long something rests after so many failures one after another, at least one."""
    longer = min(failures - 1, 40)  # no number grows without end
    return min(MOST_SECONDS, FIRST_SECONDS * TIMES**longer)


@dataclass(frozen=True, slots=True)
class Rest:
    """One photo or film that is left out for now."""

    name: str
    """The SHA-256 by which it is remembered."""
    kind: Literal["photo", "film"]
    cooperative: str | None
    """Whose it is; None: a picture behind the introduction."""
    why: Why
    failures: int
    """How often it failed since it was shown last."""
    until: float
    """By the stopwatch; without end if its file is damaged."""


class Rests:
    """Everything that failed since it was last shown. Knows no clock: `now` is by a stopwatch."""

    def __init__(self) -> None:
        """Nothing rests yet."""
        self._failed: dict[str, Rest] = {}

    def is_resting(self, name: str, now: float) -> bool:
        """Whether it is left out at this moment."""
        rest = self._failed.get(name)
        return rest is not None and now < rest.until

    def at(self, now: float) -> tuple[Rest, ...]:
        """What rests at this moment, for any thread to ask."""
        return tuple(rest for rest in list(self._failed.values()) if now < rest.until)

    def failed(self, showing: AttractItem, why: Why, now: float) -> None:
        """What this item shows failed. What is resting already is not counted twice."""
        for name, kind in parts(showing):
            if self.is_resting(name, now):
                continue
            failures = self._failed[name].failures + 1 if name in self._failed else 1
            until = now + rest_seconds(failures)
            self._failed[name] = Rest(name, kind, showing.cooperative, why, failures, until)

    def damaged(self, name: str) -> None:
        """Its file is not what was signed: leave it out for good, whatever it failed with."""
        rest = self._failed.get(name)
        if rest is not None:
            self._failed[name] = replace(rest, why="damaged", until=math.inf)

    def shown(self, showing: AttractItem, now: float) -> None:
        """An item was on and did not fail: that it failed before is forgotten."""
        for name, _ in parts(showing):
            if not self.is_resting(name, now):
                self._failed.pop(name, None)


def parts(showing: AttractItem) -> tuple[tuple[str, Literal["photo", "film"]], ...]:
    """The name and kind of everything that an item shows."""
    found: list[tuple[str, Literal["photo", "film"]]] = []
    if showing.photo is not None:
        found.append((showing.photo.sizes[0].sha256, "photo"))
    if showing.film is not None:
        found.append((showing.film.sha256, "film"))
    return tuple(found)


def files_of(showing: AttractItem) -> dict[str, tuple[str, ...]]:
    """The names, each with the SHA-256 of the file that is read for it."""
    found = {}
    if showing.photo is not None:
        sizes = tuple(size.sha256 for size in showing.photo.sizes)
        found[sizes[0]] = sizes
    if showing.film is not None:
        film = showing.film
        found[film.sha256] = (film.sha256, *(size.sha256 for size in film.poster))
    return found
