"""One window for all tests of the glass, and the exhibit that ships on it."""

from __future__ import annotations

import gc
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from darkroom import Darkroom
from glass import LANDSCAPE_PX, LARGEST_PX, Kiosk, MakeKiosk, OpenIntake, Panel, morning
from staff_office import Librarian, Office, make_office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kiosk.exhibit.prepared import Prepared

ROOT = Path(__file__).parents[2]
CONTENT = ROOT / "content" / "limburg"
SHIPPED = ROOT / "assets" / "shipped"
A_MONDAY = date(2018, 9, 10)
"""Two days before the workshop in Panningen."""
MANY_OBJECTS = 200_000
"""After so many new ones garbage is looked for, as the program does: a page is thousands."""


@pytest.fixture(scope="session")
def panel() -> Panel:
    """The one window."""
    gc.set_threshold(MANY_OBJECTS)
    return Panel()


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
def make_kiosk(panel: Panel, shipped: Prepared, clock: Any) -> Iterator[MakeKiosk]:
    """Makes the kiosk that a test is about; see `Kiosk` and `Panel.blind`. One at a time."""
    # Kivy ends what a program scheduled only when the program itself has gone: the one of the test
    # before, which nothing holds by now but what a worker of it brought last. What is left stays:
    # looking through it after each test would take half of their time.
    panel.turn()
    gc.collect()
    gc.freeze()
    made: list[Kiosk] = []

    def make(
        size_px: tuple[int, int] = LANDSCAPE_PX,
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
    panel.blind = False
    panel.resize(LARGEST_PX)


@pytest.fixture
def kiosk(make_kiosk: MakeKiosk) -> Kiosk:
    """A kiosk before which nobody is, and which nobody looks at."""
    return make_kiosk()


@pytest.fixture
def reader(make_kiosk: MakeKiosk) -> Kiosk:
    """Somebody who reads Arabic stands before the cards."""
    kiosk = make_kiosk(language="ar")
    kiosk.wake()
    return kiosk


@pytest.fixture
def attended(kiosk: Kiosk) -> Kiosk:
    """Somebody stands before its cards."""
    kiosk.wake()
    return kiosk


@pytest.fixture
def room(shipped: Prepared, tmp_path: Path) -> Darkroom:
    """Where photos and films can be others, or spoilt."""
    return Darkroom(shipped, tmp_path / "prepared")


@pytest.fixture
def intake() -> OpenIntake:
    """Takes sign-ups and remembers them."""
    return OpenIntake()


@pytest.fixture
def office(clock: Any) -> Office:
    """Everything staff may ask for."""
    return make_office(clock)


@pytest.fixture
def librarian(make_kiosk: MakeKiosk, office: Office, intake: OpenIntake) -> Librarian:
    """A librarian in front of a kiosk that nobody looks at."""
    return Librarian(make_kiosk(tasks=office, intake=intake, ahead=False))


@pytest.fixture
def staff(librarian: Librarian) -> Librarian:
    """A librarian who is in."""
    librarian.come_in()
    return librarian
