"""What tests of a kiosk as it runs share."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from station.house import House, built


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """A bare home, beside an exhibit that ships."""
    made = built(tmp_path)
    yield made
    for station in made.opened:
        station.close(in_order=True)
