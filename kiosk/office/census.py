"""A census of each kiosk's events: which never came, and which do not fit together.

A kiosk numbers its events without gaps, and ties each to the one before. So a number below its
highest that nobody has seen is a bundle that is still somewhere; a number seen with two contents is
a kiosk whose disk was put back; a sign-up that came without its sealed bytes, though nobody took it
back and its last day is not past, was lost: here, after it had arrived, or on its way, for so long
that the kiosk keeps it no longer.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from kiosk.office.collection import Collection
from kiosk.office.collection_rows import EventRow


@dataclass(frozen=True, slots=True)
class Kiosk:
    """The count of one kiosk's events, and what is wrong with them."""

    kiosk: str
    town: str | None
    """Where it stood last, as far as a sign-up tells."""
    last: int
    """The highest number seen; 0 for none."""
    sign_ups: int
    """Sign-ups that are kept, and may be used."""
    missing: tuple[tuple[int, int], ...]
    """Numbers never seen below the highest, from and to."""
    twice: tuple[tuple[int, int], ...]
    """Numbers from which on two histories go, from and to: a disk was put back."""
    without: tuple[tuple[int, int], ...]
    """Sign-ups that came without contents, and ought to have them."""

    @property
    def name(self) -> str:
        """What people call it: where it stands, if that is known, and its id."""
        return f"{self.town} ({self.kiosk})" if self.town else self.kiosk


def census(
    collection: Collection, today: date, progress: Callable[[float], None] = lambda _: None
) -> tuple[Kiosk, ...]:
    """Each admitted kiosk, by its id. `progress` hears how much is done, from 0 to 1."""
    counted = []
    kiosks = collection.kiosks()
    for number, kiosk in enumerate(kiosks, 1):
        counted.append(_count(collection, kiosk, today))
        progress(number / len(kiosks))
    return tuple(counted)


def _count(collection: Collection, kiosk: str, today: date) -> Kiosk:
    missing: list[tuple[int, int]] = []
    twice: set[int] = set()
    lost: list[int] = []
    sign_ups: set[str] = set()
    last = 0
    before: set[str] = set()  # hashes of the number before
    here: set[str] = set()
    for row in collection.events(kiosk):
        if row.number > last:
            before, here = (here, set()) if row.number == last + 1 else (set(), set())
            if row.number > last + 1:
                missing.append((last + 1, row.number - 1))
            last = row.number
        else:
            twice.add(row.number)
        if before and row.before not in before:
            twice.add(row.number)
        here.add(row.hash)
        if row.kept and not _past(row, today):
            sign_ups.add(row.id)
        if row.kind == "sign-up" and not (row.kept or row.withdrawn or _past(row, today)):
            lost.append(row.number)
    return Kiosk(
        kiosk=kiosk,
        town=collection.town(kiosk),
        last=last,
        sign_ups=len(sign_ups),
        missing=tuple(missing),
        twice=_ranges(twice),
        without=_ranges(lost),
    )


def in_words(ranges: Iterable[tuple[int, int]], to: str = "{first} to {last}") -> str:
    """`3, 12 to 14`."""
    return ", ".join(
        str(first) if first == last else to.format(first=first, last=last) for first, last in ranges
    )


def _past(row: EventRow, today: date) -> bool:
    return row.retention is not None and row.retention < today


def _ranges(numbers: Iterable[int]) -> tuple[tuple[int, int], ...]:
    """Numbers as ranges from and to."""
    ranges: list[tuple[int, int]] = []
    for number in sorted(numbers):
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return tuple(ranges)
