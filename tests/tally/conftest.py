"""What tests of the tally share: the folder of a home in which the counts lie."""

from pathlib import Path

import pytest


@pytest.fixture
def tmp_path(tmp_path: Path) -> Path:
    """A folder in a home of its own: beside it the home keeps what it knows of the counts."""
    folder = tmp_path / "tally"
    folder.mkdir()
    return folder
