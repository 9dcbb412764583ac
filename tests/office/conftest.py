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


@pytest.fixture(scope="session")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each example of a test has a folder for as long as it takes."""
    return tmp_path_factory.mktemp("scratch")
