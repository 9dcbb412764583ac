"""What tests of commands share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk.author import prepare, sample

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small prepared exhibit: the one every author begins with. Its one place is `voorbeeld`."""
    folder = tmp_path_factory.mktemp("small")
    sample.write(folder / "author")
    prepare.prepare(folder / "author", folder / "prepared")
    return folder / "prepared"
