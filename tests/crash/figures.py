"""What the crash tests did, in figures: told at the end of a test run."""

from collections import Counter
from collections.abc import Iterator


class Figures:
    """Counts, by test, in the order they were begun."""

    def __init__(self) -> None:
        self._counts: dict[str, Counter[str]] = {}

    def add(self, test: str, **counts: int) -> None:
        """Count something of a test: `kills=1, acknowledged=32`."""
        self._counts.setdefault(test, Counter()).update(counts)

    def lines(self) -> Iterator[str]:
        """A line for each test, in the order of their names."""
        for test, counts in sorted(self._counts.items()):
            told = (f"{count:,} {what.replace('_', ' ')}" for what, count in counts.items())
            yield f"{test}: {', '.join(told)}"
