"""What tests of commands share."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from cli.command import OFFSCREEN, ROOT, Command, plain

from kiosk.author import prepare, sample
from kiosk.cli import progress


@pytest.fixture
def kiosk(capsys: pytest.CaptureFixture[str]) -> Command:
    """Types commands, as a script does."""
    return Command(capsys)


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small prepared exhibit: the one every author begins with. Its one place is `voorbeeld`."""
    folder = tmp_path_factory.mktemp("small")
    sample.write(folder / "author")
    prepare.prepare(folder / "author", folder / "prepared")
    return folder / "prepared"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The kiosk's home; there is none yet."""
    return tmp_path / "home"


@pytest.fixture
def journal(home: Path) -> Callable[[], str]:
    """What the journal of that home says by now."""
    file = home / "journal" / "kiosk.log"
    return lambda: file.read_text("utf-8") if file.exists() else ""


@pytest.fixture
def start(home: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts `kiosk run`, or another command; only `screen` speaks of screens there.

    What still runs is ended.
    """
    running: list[subprocess.Popen[str]] = []

    def begin(
        *arguments: str | Path,
        command: tuple[str | Path, ...] = ("run", "--home", home),
        screen: dict[str, str] = OFFSCREEN,
    ) -> subprocess.Popen[str]:
        running.append(
            subprocess.Popen(
                [sys.executable, "-m", "kiosk", *command, *arguments],
                cwd=ROOT,
                env=plain({"SDL_AUDIODRIVER": "dummy"} | screen),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
        )
        return running[-1]

    yield begin
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What commands said they begin, where there is no terminal."""
    told: list[str] = []

    class Recorded(progress._Lines):  # noqa: SLF001 - what would be a line, had it taken long
        """Lines that are noted."""

        def __init__(self, what: str, *, names: bool) -> None:
            told.append(what)
            super().__init__(what, names=names)

    monkeypatch.setattr(progress, "_Lines", Recorded)
    return told
