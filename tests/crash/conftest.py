"""What the crash tests share: a kiosk with its stick, a coordinator, chance, and figures."""

import random
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from disk import why_no_disk
from figures import Figures
from furnished import Furnished, furnished
from nursery import Nursery
from rig import Rig
from shelves import Library
from signups.terms import demo_terms
from tracer import why_no_tracer

from kiosk.exhibit.model import Exhibit
from kiosk.keys import demo, keyring
from kiosk.keys.keyring import Daily

DEMO_KEYS = Path(__file__).parents[2] / "content" / "demo-keys"
FIGURES = pytest.StashKey[Figures]()


def pytest_configure(config: pytest.Config) -> None:
    """A page for the figures of this run."""
    config.stash[FIGURES] = Figures()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Windows knows neither `kill -9` nor loop devices.

    What is covered by thousands of crashes is covered elsewhere: here counting lines only costs.
    """
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.no_cover)
            if sys.platform == "win32":
                item.add_marker(pytest.mark.skip(reason="crashes are tested on Linux"))


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    """Tell the figures."""
    lines = list(config.stash[FIGURES].lines())
    if lines:
        terminalreporter.section("crashes")
        for line in lines:
            terminalreporter.write_line(line)


@pytest.fixture(scope="session")
def long(pytestconfig: pytest.Config) -> bool:
    """Whether to crash often, because somebody has the time."""
    return bool(pytestconfig.getoption("--long"))


@pytest.fixture
def figures(pytestconfig: pytest.Config) -> Figures:
    """The page for the figures of this run."""
    return pytestconfig.stash[FIGURES]


@pytest.fixture
def seed(pytestconfig: pytest.Config, request: pytest.FixtureRequest) -> str:
    """Where chance begins: the seed that pytest prints at its start, and the test's name.

    `-p randomly -p "randomly_seed=N"` plays the same again, as far as the machine is the same.
    """
    begins = f"{pytestconfig.getoption('randomly_seed', 0)} {request.node.name}"
    sys.stdout.write(f"seed: {begins}\n")
    return begins


@pytest.fixture(scope="session")
def taking(exhibit: Exhibit) -> Exhibit:
    """An exhibit that takes sign-ups, to the demo keys."""
    return exhibit.model_copy(update={"signups": demo_terms()})


@pytest.fixture(scope="session")
def daily() -> Daily:
    """The coordinator's demo keys."""
    return keyring.open_daily(DEMO_KEYS, demo.PASSPHRASE)


@pytest.fixture(scope="session")
def can_mount() -> None:
    """Skips, aloud, where no disk can be made, filled and cut."""
    if why := why_no_disk():
        pytest.skip(f"no disk was filled, and no power cut: {why}")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    """A home with all that a kiosk keeps. Only to be copied."""
    return furnished(tmp_path_factory.mktemp("furnished") / "library")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A publisher with three packs. Skips, aloud, where no process may be traced."""
    folder = tmp_path_factory.mktemp("library")
    if why := why_no_tracer(folder):
        pytest.skip(f"no system call was made to fail, and no power cut at one: {why}")
    with Library(folder) as library:
        yield library


@pytest.fixture
def rig(  # noqa: PLR0913 - one fixture each
    taking: Exhibit, daily: Daily, figures: Figures, seed: str, tmp_path: Path, *, long: bool
) -> Iterator[Rig]:
    """What a test needs to let kiosks live and crash."""
    with Nursery(tmp_path, taking) as nursery, ExitStack() as evenings:
        dice = random.Random(seed)  # noqa: S311 - to be played again, not to be secret
        yield Rig(nursery, dice, seed, figures, long, tmp_path, taking, daily, evenings)
