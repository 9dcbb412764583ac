"""What many tests share: a clock wound by hand, and a small exhibit on the real dates of 2018."""

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from clocks import HandWoundClock
from exhibits import ExhibitMaker
from unskipped import (  # noqa: F401 - hooks
    pytest_make_collect_report,
    pytest_runtest_makereport,
)

from kiosk.exhibit import model

MEMORY = Path("/dev/shm")  # noqa: S108 - pytest makes folders of its own in it
PLENTY_BYTES = 4 << 30


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--long`: crash as often as the README says, and try every kind of film."""
    parser.addoption(
        "--long",
        action="store_true",
        help="crash a kiosk a thousand times, not thirty, and try more kinds of films: minutes",
    )


def pytest_configure() -> None:
    """Many examples need their time on a busy machine; what tests write lies in memory.

    Only where there is plenty of it: whether a disk keeps what it should is for tests that make
    disks of their own.
    """
    from hypothesis import settings

    settings.register_profile("shared", deadline=None)
    settings.load_profile("shared")
    if MEMORY.is_dir():
        found = os.statvfs(MEMORY)
        is_roomy = found.f_bavail * found.f_frsize > PLENTY_BYTES
        if is_roomy and not found.f_flag & os.ST_NOEXEC:
            tempfile.tempdir = os.environ.setdefault("TMPDIR", str(MEMORY))


@pytest.fixture
def clock() -> HandWoundClock:
    """A clock at noon in the Netherlands on 1 October 2018."""
    return HandWoundClock()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """An empty stick."""
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder that is fast: for where files are judged, and not the disk below them."""
    shared = Path("/dev/shm")  # noqa: S108 - a fresh folder is made in it
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else tmp_path) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def new_clock() -> type[HandWoundClock]:
    """Makes clocks, for tests that need a fresh one for each example."""
    return HandWoundClock


@pytest.fixture(scope="session")
def make_exhibit() -> ExhibitMaker:
    """Makes exhibits that differ only in what a test is about."""
    return ExhibitMaker()


@pytest.fixture(scope="session")
def exhibit(make_exhibit: ExhibitMaker) -> model.Exhibit:
    """Nine cooperatives, five libraries, and the five real dates of 2018."""
    return make_exhibit()
