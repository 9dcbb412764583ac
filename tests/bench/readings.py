"""What was read while something was done again and again, and whether it grows."""

from __future__ import annotations

import csv
import itertools
import statistics
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

BLOCKS = 20
"""The readings are gathered into so many means: neighbours resemble each other."""
WARM_UP = 1 / 3
"""Caches fill during this part: no line is drawn through it."""


@dataclass(slots=True)
class Readings:
    """What was read during one course."""

    done: list[int] = field(default_factory=list)
    mb: list[float] = field(default_factory=list)
    own_mb: list[float] = field(default_factory=list)
    """Of these, what is in no file."""
    processor: list[float] = field(default_factory=list)

    def line(self) -> tuple[float, float]:
        """Growth in MB per thousand, and the half of its 95 % confidence interval."""
        first = int(len(self.done) * WARM_UP)
        done, mb = self.done[first:], self.own_mb[first:]
        blocks = min(BLOCKS, len(done) // 2)
        if blocks < 4:
            return float("nan"), float("nan")
        cuts = [round(number * len(done) / blocks) for number in range(blocks + 1)]
        x = [statistics.fmean(done[a:b]) for a, b in itertools.pairwise(cuts)]
        y = [statistics.fmean(mb[a:b]) for a, b in itertools.pairwise(cuts)]
        slope, start = statistics.linear_regression(x, y)
        left = sum((v - start - slope * u) ** 2 for u, v in zip(x, y, strict=True))
        wide = sum((u - statistics.fmean(x)) ** 2 for u in x)
        error = (left / (blocks - 2) / wide) ** 0.5
        return 1000 * slope, 1000 * error * student(blocks - 2)


def student(freedom: int) -> float:
    """What a standard error is multiplied by for 95 % (Student's t, Abramowitz 26.7.5)."""
    z = statistics.NormalDist().inv_cdf(0.975)
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    return z + first / freedom + second / freedom**2


def report(name: str, unit: str, readings: Readings) -> None:
    """Print one line."""
    last = max(1, len(readings.mb) // 4)
    whole, own = (statistics.fmean(mb[-last:]) for mb in (readings.mb, readings.own_mb))
    slope, half = readings.line()
    done = readings.done[-1] - readings.done[0]
    used = 1000 * (readings.processor[-1] - readings.processor[0]) / max(1, done)
    print(
        f"{name:<7}{readings.done[-1]:>6} {unit:<7}"
        f"at the end {whole:>6.1f} MB ({own:.1f} own)   "
        f"at most {max(readings.mb):>6.1f} ({max(readings.own_mb):.1f})   "
        f"own grows {slope:>+8.2f} ± {half:.2f} MB per thousand   "
        f"processor {used:>5.0f} ms each",
        flush=True,
    )


def keep(file: Path, readings: Readings) -> None:
    """Write every reading down."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", encoding="utf-8", newline="") as out:
        columns = (readings.done, readings.mb, readings.own_mb, readings.processor)
        rows = zip(*columns, strict=True)
        csv.writer(out).writerows([("done", "mb", "own_mb", "processor_seconds"), *rows])
