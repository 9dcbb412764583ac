"""A sound author's folder with real media, to break one thing in."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filmmaker import AAC, X264, FilmMaker
from PIL import Image

from kiosk import paths
from kiosk.author import letters
from kiosk.author.cache import Cache

if TYPE_CHECKING:
    from kiosk.author.letters import Letters

WORDS = Path(__file__).parent / "pattern"
"""The words of an exhibit in which nothing is wrong."""


@pytest.fixture(scope="session")
def maker(tmp_path_factory: pytest.TempPathFactory) -> FilmMaker:
    """Makes films, once for all tests."""
    return FilmMaker(tmp_path_factory.getbasetemp() / "films")


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory, maker: FilmMaker) -> Path:
    """The sound exhibit, to be copied."""
    root = Path(shutil.copytree(WORDS, tmp_path_factory.mktemp("pattern") / "exhibit"))
    garden, roof = root / "cooperatives/de-tuin", root / "cooperatives/het-dak"
    film = maker.pattern("heard.mp4", f"{X264} {AAC}", size="128x72", rate=25, seconds=2, tone=2)
    shutil.copy(film, garden / "film.mp4")
    Image.linear_gradient("L").convert("RGB").save(garden / "garden.jpg")
    Image.radial_gradient("L").convert("RGB").save(roof / "roof.png")
    Image.new("RGB", (64, 32), "#1F2430").save(root / "logo.png")
    return root


@pytest.fixture
def sound_exhibit(pattern: Path, tmp_path: Path) -> Path:
    """A folder with a whole exhibit: two cooperatives, a film with captions, two languages."""
    return Path(shutil.copytree(pattern, tmp_path / "exhibit"))


@pytest.fixture(scope="session")
def typefaces() -> Letters:
    """What the bundled typefaces can draw."""
    return letters.load(paths.assets().fonts)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """An empty cache."""
    return Cache.at(tmp_path / "cache")
