"""In which order things on the glass come for who goes from one to the next by keys. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

Way: TypeAlias = Literal["left", "right", "up", "down"]


@dataclass(frozen=True, slots=True)
class Target:
    """Where something that can be pressed stands, in pixels from left and from below."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return self.x + self.width / 2, self.y + self.height / 2


def reading(targets: Sequence[Target], *, rtl: bool = False) -> list[int]:
    """The places of these in reading order: rows from above, and along each the way one reads.

    Two stand in one row if the middle of either lies within the other's height.
    """
    left = sorted(range(len(targets)), key=lambda place: -targets[place].middle[1])
    order: list[int] = []
    while left:
        first = targets[left[0]]
        row = [place for place in left if _beside(first, targets[place])]
        row.sort(key=lambda place: targets[place].x, reverse=rtl)
        order += row
        left = [place for place in left if place not in row]
    return order


def step(targets: Sequence[Target], at: int, way: Way, *, rtl: bool = False) -> int:
    """The place of the one that comes next when an arrow is pressed.

    Onward and back go through all in reading order and begin anew at the end, so that one key alone
    reaches everything; up and down go to the nearest in the row above or below.
    """
    order = reading(targets, rtl=rtl)
    if way in {"left", "right"}:
        onward = 1 if (way == "right") != rtl else -1
        return order[(order.index(at) + onward) % len(order)]
    up = 1 if way == "up" else -1
    from_x, from_y = targets[at].middle
    ahead = [
        place
        for place in order
        if up * (targets[place].middle[1] - from_y) > 0 and not _beside(targets[at], targets[place])
    ]
    if not ahead:
        return order[-1] if way == "up" else order[0]
    nearest = min(ahead, key=lambda place: up * (targets[place].middle[1] - from_y))
    row = [place for place in ahead if _beside(targets[nearest], targets[place])]
    return min(row, key=lambda place: abs(targets[place].middle[0] - from_x))


def _beside(one: Target, other: Target) -> bool:
    """Whether two stand in one row."""
    return (
        one.y < other.middle[1] < one.y + one.height
        or other.y < one.middle[1] < other.y + other.height
    )
