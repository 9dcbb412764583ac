"""What tests of packs share: kiosks let go of their disks when a test ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from packs.library import OPEN

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture(autouse=True)
def _let_go() -> Iterator[None]:
    yield
    while OPEN:
        OPEN.pop().close()
