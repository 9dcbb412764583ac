"""What tests of the office share: a coordinator who has collected nothing yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from signups.kiosks import Office

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office whose coordinator has collected nothing yet."""
    return Office(tmp_path)
