"""`kiosk exhibit preview`, as an author uses it: a window that follows what is saved."""

import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from author.tables import retype
from cli.command import OFFSCREEN, leave

from kiosk.author import sample

PATIENCE_SECONDS = 90


def _until(window: subprocess.Popen[str], words: str) -> str:
    """The next line of the preview with these words; fails when it leaves without."""
    assert window.stderr is not None
    heard = []
    for line in window.stderr:
        heard.append(line)
        if words in line:
            return line
    pytest.fail(f"the preview left without saying {words!r}: {''.join(heard)}")


@pytest.mark.slow
def test_a_preview_follows_what_is_saved_and_tells_faults(
    start: Callable[..., subprocess.Popen[str]], tmp_path: Path
) -> None:
    """A good save is shown; a faulty one is told with its line, and the window stays open."""
    folder = tmp_path / "my-exhibit"
    sample.write(folder)
    environment = {"XDG_DATA_HOME": str(tmp_path / "data"), "PYTHONUNBUFFERED": "1"}
    preview = ("exhibit", "preview", folder, "--window", "640x480")
    window = start(command=preview, screen=OFFSCREEN | environment)
    limit = threading.Timer(PATIENCE_SECONDS, window.kill)
    limit.daemon = True
    limit.start()
    sheet = folder / "exhibit.yaml"
    _until(window, "previewing")
    retype(sheet, "Samen gaat het beter", "Alles anders")
    _until(window, "saved, and shown")
    retype(sheet, "timezone:", "timezon:")
    assert "did you mean" in _until(window, "timezon").lower()
    retype(sheet, "timezon:", "timezone:")
    _until(window, "saved, and shown")
    assert leave(window).code == 0
    limit.cancel()
