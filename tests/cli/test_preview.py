"""`kiosk exhibit preview`, as an author uses it: a window that follows what is saved."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.cli import main

PATIENCE_SECONDS = 90


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small exhibit of an author."""
    folder = tmp_path / "my-exhibit"
    assert main(["exhibit", "new", str(folder)]) == 0
    return folder


@pytest.fixture
def window(folder: Path, tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The preview of it, offscreen, ended whatever happens."""
    environment = {
        **os.environ,
        "SDL_VIDEODRIVER": "offscreen",
        "SDL_AUDIODRIVER": "dummy",
        "XDG_DATA_HOME": str(tmp_path / "data"),
        "PYTHONUNBUFFERED": "1",
    }
    shown = subprocess.Popen(
        [sys.executable, "-m", "kiosk", "exhibit", "preview", str(folder), "--window", "640x480"],
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    limit = threading.Timer(PATIENCE_SECONDS, shown.kill)
    limit.start()
    yield shown
    limit.cancel()
    shown.kill()
    shown.wait()
    shown.stderr.close()


def _until(window: subprocess.Popen[str], words: str) -> str:
    """The next line of the preview with these words; fails when it leaves without."""
    assert window.stderr is not None
    heard = []
    for line in window.stderr:
        heard.append(line)
        if words in line:
            return line
    pytest.fail(f"the preview left without saying {words!r}: {''.join(heard)}")


def _write(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.slow
def test_a_preview_follows_what_is_saved_and_tells_faults(
    folder: Path, window: subprocess.Popen[str]
) -> None:
    """A good save is shown; a faulty one is told with its line, and the window stays open."""
    sheet = folder / "exhibit.yaml"
    _until(window, "previewing")
    _write(sheet, "Samen gaat het beter", "Alles anders")
    _until(window, "saved, and shown")
    _write(sheet, "timezone:", "timezon:")
    assert "did you mean" in _until(window, "timezon").lower()
    _write(sheet, "timezon:", "timezone:")
    _until(window, "saved, and shown")
    window.send_signal(signal.SIGTERM)
    assert window.wait(PATIENCE_SECONDS) == 0
