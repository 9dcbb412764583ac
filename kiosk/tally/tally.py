"""Where the counts are kept: rows that are only ever added, one for each thing a visit opened.

Nothing is ever folded or deleted: a hundred visits a day make some 15 MB a year. Long before a disk
is full no more is written, because sign-ups need the room more.
"""

import contextlib
import logging
import shutil
from collections import Counter, defaultdict
from collections.abc import Collection
from datetime import date
from pathlib import Path
from typing import Final, Self

from kiosk import database
from kiosk.database import Database
from kiosk.errors import DatabaseError
from kiosk.inventory import Mark
from kiosk.paths import Home
from kiosk.tally.counts import KINDS, CooperativeCounts, DayCounts, Kind, Sums, ViewRow

log = logging.getLogger(__name__)

NAME: Final = "tally.db"
MARK: Final = "counts"
"""In the home's inventory: how many rows there were."""
RESERVE_BYTES: Final = 64 << 20
"""With less free than this a disk counts as full."""

_KIND: Final = database.DatabaseKind(
    "the counts of visits",
    0x6B6F7374,  # `kost`
    (Path(__file__).parent / "schema" / "001.sql",),
)
_SUMS: Final = "SELECT day, kind, cooperative, count(*) FROM opened GROUP BY day, kind, cooperative"


class Tally:
    """The counts of one kiosk, on its disk. For any thread."""

    def __init__(self, kept: Database, reserve_bytes: int, mark: Mark) -> None:
        """Made by `open`."""
        self._mark = mark
        self._kept = kept
        self._reserve_bytes = reserve_bytes

    @classmethod
    def open(cls, folder: Path, *, make: bool = True, reserve_bytes: int = RESERVE_BYTES) -> Self:
        """The tally in `folder`; `make` one if there is none, or if it is damaged.

        A damaged one is moved aside, never deleted, and counting begins anew. Staff are told, in
        the home that the folder lies in. Raises DatabaseError.
        """
        path = folder / NAME
        mark = Mark(Home(folder.parent), MARK, gone="counts-lost", mended="counts-lost")
        mark.miss(path)
        try:
            kept = Database.open(path, _KIND, make=make, copy=True)
        except DatabaseError as error:
            if error.reason != "damaged" or not make:
                raise
            mark.mended()
            with _KIND.wrap_errors(path):
                lies = database.aside(path)
            log.error("%s; they lie in %s now, and counting begins anew", error.what, lies.name)  # noqa: TRY400 - a sentence, not a fault of the program
            kept = Database.open(path, _KIND)
        tally = cls(kept, reserve_bytes, mark)
        mark.compare(tally.rows())
        return tally

    def close(self) -> None:
        """Let go of the disk; again without harm."""
        with contextlib.suppress(DatabaseError):
            self._mark.keep(self.rows())
        self._kept.close()

    def rows(self) -> int:
        """How many rows there are. Raises DatabaseError."""
        count: int = self._kept.rows("SELECT count(*) FROM opened")[0][0]
        return count

    def add(self, rows: Collection[ViewRow]) -> None:
        """Write them down, in one commit, durable when this returns.

        The same rows again are counted once. Raises DatabaseError: then nobody knows whether they
        are written; open it anew, and add them again.
        """
        with self._kept.wrap_errors():
            free = shutil.disk_usage(self._kept.path.parent).free
        if free < self._reserve_bytes:
            raise self._kept.fault("full")
        with self._kept.transaction() as connection:
            connection.executemany(
                "INSERT OR IGNORE INTO opened VALUES (?, ?, ?, ?)", [row.columns() for row in rows]
            )

    def sums(self) -> Sums:
        """All of it, as it is at one moment. Raises DatabaseError."""
        days: dict[date | None, Counter[Kind]] = defaultdict(Counter)
        cooperatives: dict[str, Counter[Kind]] = defaultdict(Counter)
        for day, kind, cooperative, count in self._kept.rows(_SUMS):
            if kind in KINDS:
                days[self._day(day)][kind] += count
                if cooperative:
                    cooperatives[cooperative][kind] += count
        in_order = sorted(days, key=lambda day: day or date.min)
        return Sums(
            since=next(filter(None, in_order), None),
            days=tuple(DayCounts(day, _ordered(days[day])) for day in in_order),
            cooperatives=tuple(
                CooperativeCounts(one, _ordered(cooperatives[one])) for one in sorted(cooperatives)
            ),
        )

    def _day(self, written: str) -> date | None:
        try:
            return date.fromisoformat(written) if written else None
        except ValueError as error:
            raise self._kept.fault("damaged") from error


def _ordered(counts: Counter[Kind]) -> dict[Kind, int]:
    """In the order of the kinds."""
    return {kind: counts[kind] for kind in KINDS if counts[kind]}
