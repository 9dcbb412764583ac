"""What tests of packs share: a kiosk; and all let go of their disks when a test ends."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from packs.library import OPEN, Follower


@pytest.fixture
def kiosk(tmp_path: Path) -> Follower:
    """A kiosk that knows nobody yet."""
    return Follower(tmp_path)


@pytest.fixture(autouse=True)
def _let_go() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().close()
