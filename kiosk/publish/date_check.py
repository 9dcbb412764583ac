"""Whether the date of this computer can be right, before it is signed for good.

A pack that says 2028 makes kiosks doubt their own date, and the next pack looks older than the last
one. A computer cannot know its date for sure; whoever publishes can, and is asked where it is far
from what was signed last. Nobody is asked where the network keeps the clock.
"""

from datetime import datetime, timedelta
from typing import Final

from kiosk.clock import Evidence
from kiosk.errors import UsageError
from kiosk.keys import root as roots
from kiosk.publish import pack_metadata
from kiosk.publish.repository import Repository

BEHIND: Final = timedelta(days=1)
"""So far before what was signed last: time zones and small corrections are nothing to ask about."""
AHEAD: Final = timedelta(days=31)
"""So far after it: whoever publishes every month is never asked."""


def question(
    repository: Repository, now: datetime, evidence: Evidence, edited: datetime | None = None
) -> str | None:
    """What whoever publishes is asked about the date; None if it is beyond doubt.

    `edited` is when the newest file of the exhibit was written, by this computer.
    """
    if evidence.network_time:
        return None
    today = f"this computer says it is {now:%Y-%m-%d}"
    if known := _last(repository):
        what, day = known
        days = abs((now - day).days)
        if now < day - BEHIND:
            return f"{today}, but {what} is of {day:%Y-%m-%d}, {days} days later"
        if now > day + AHEAD:
            return f"{today}, and {what} is of {day:%Y-%m-%d}, {days} days before"
    if edited is not None and now < edited - BEHIND:
        return f"{today}, but the exhibit was changed on {edited:%Y-%m-%d}"
    return None


def refuse(question: str) -> UsageError:
    """The error where nobody can be asked, or the answer is no."""
    return UsageError(question, "set its clock; if the date is right, add --date-is-right")


def is_later(repository: Repository, now: datetime) -> bool:
    """Whether what was signed last says that it is later than `now`: then kiosks are told."""
    known = _last(repository)
    return known is not None and now < known[1] - BEHIND


def _last(repository: Repository) -> tuple[str, datetime] | None:
    """The last file that the present pack key signed, or was named by, and when.

    What an earlier key signed counts no more: that is how `keys rotate` ends a wrong date.
    """
    if not repository.chain:
        return None
    root, last = repository.root, repository.last
    if last is not None:
        try:
            pack_metadata.version_of(root, last.timestamp)
        except ValueError:
            pass  # by a key of before
        else:
            return "the last pack", last.label.made
    return "the root of these keys", root.expires - roots.LASTS
