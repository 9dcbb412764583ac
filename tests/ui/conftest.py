"""One window for all tests of the glass, and the exhibit that ships on it."""

from __future__ import annotations

import gc
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from glass import LARGEST_PX, Kiosk, Panel, morning

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from kiosk.exhibit.prepared import Prepared

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "content" / "limburg"
SHIPPED = ROOT / "assets" / "shipped"
A_MONDAY = date(2018, 9, 10)
"""Two days before the workshop in Panningen."""


@pytest.fixture(scope="session")
def panel() -> Panel:
    """The one window."""
    made = Panel()
    # What is there now stays: looking through it after each test would take half of their time.
    gc.collect()
    gc.freeze()
    return made


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    """The exhibit that ships, prepared: as it lies in this checkout, or anew if it is older."""
    from kiosk.author import prepare
    from kiosk.exhibit import prepared

    newest = max(path.stat().st_mtime for path in CONTENT.rglob("*") if path.is_file())
    ready = SHIPPED / prepared.NAME
    if ready.exists() and ready.stat().st_mtime > newest:
        return prepared.read(SHIPPED)
    # Beside this run's own folder, where the next run finds it.
    cache = tmp_path_factory.getbasetemp().parent / "kiosk-prepared"
    folder = tmp_path_factory.mktemp("shipped")
    prepare.prepare(CONTENT, folder, cache=cache)
    return prepared.read(folder)


@pytest.fixture
def make_kiosk(panel: Panel, shipped: Prepared, clock: Any) -> Iterator[Callable[..., Kiosk]]:
    """Makes the kiosk that a test is about; see `Kiosk` and `Panel.blind`. One at a time."""
    made: list[Kiosk] = []

    def make(
        size_px: tuple[int, int] = (1920, 1080),
        *,
        prepared: Prepared = shipped,
        today: date = A_MONDAY,
        draw: bool = False,
        **otherwise: Any,
    ) -> Kiosk:
        assert not made
        clock.set_calendar(morning(today))
        panel.blind = not draw
        panel.resize(size_px)
        made.append(Kiosk(panel, prepared, clock, **otherwise))
        return made[0]

    yield make
    for kiosk in made:
        kiosk.close()
    made.clear()
    # Kivy ends what a program scheduled only when the program itself has gone.
    gc.collect()
    panel.blind = False
    panel.resize(LARGEST_PX)
