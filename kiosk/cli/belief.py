"""Whether a running kiosk believes its calendar, and what it remembers of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kiosk import files
from kiosk.clock import last_seen, trusted
from kiosk.errors import MachineError

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from kiosk.clock import Clock, Evidence
    from kiosk.paths import Home

_LAST_SEEN_SECONDS = 600
_ASK_SECONDS = 60


def belief(
    home: Home,
    clock: Clock,
    ask: Callable[[], Evidence],
    made: Callable[[], datetime | None] = lambda: None,
    confirmed: Callable[[], bool] = lambda: False,
) -> Callable[[datetime], bool]:
    """Whether the calendar may be believed, and a mark of the latest moment that was.

    `ask` tells what the machine can say for it: once a minute, for NTP may come in late. A
    calendar that is believed raises the floor, at most once in ten minutes; a hand-set one never.
    `made` tells when the pack that is on was made: that has passed, too. `confirmed` tells whether
    staff have said that the date is right: that counts at once.
    """
    floor = last_seen(home.last_seen)
    evidence = ask()
    asked = clock.seconds()
    written = asked - _LAST_SEEN_SECONDS

    def believes(now: datetime) -> bool:
        nonlocal evidence, asked, written, floor
        if clock.seconds() - asked >= _ASK_SECONDS:
            evidence, asked = ask(), clock.seconds()
        known = [it for it in (floor, made()) if it is not None]
        seen = replace(evidence, confirmed=evidence.confirmed or confirmed())
        believed = trusted(now, max(known, default=None), seen)
        if believed and not evidence.hand_set and clock.seconds() - written >= _LAST_SEEN_SECONDS:
            written, floor = clock.seconds(), now
            _write_last_seen(home, now)
        return believed

    return believes


def _write_last_seen(home: Home, now: datetime) -> None:
    try:
        files.replace(home.last_seen, f"{now.isoformat(timespec='seconds')}\n".encode("ascii"))
    except MachineError:
        # A full disk must not end the show; the journal says so when its own writing fails.
        return
