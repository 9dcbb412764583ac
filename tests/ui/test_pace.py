"""At rest the loop turns ten times a second instead of at every frame."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

XVFB = shutil.which("Xvfb")
_CHILD = Path(__file__).with_name("turning.py")


@pytest.mark.skipif(XVFB is None, reason="no Xvfb here (Debian: xvfb)")
def test_the_loop_turns_slowly_at_rest_and_at_every_frame_otherwise() -> None:
    """A hundredth of a processor all day, instead of fifty times as many turns for nothing."""
    ours, theirs = os.pipe()
    server = subprocess.Popen(
        [XVFB, "-displayfd", str(theirs), "-screen", "0", "800x600x24"],
        pass_fds=[theirs],
        stderr=subprocess.DEVNULL,
    )
    os.close(theirs)
    try:
        with os.fdopen(ours) as told:
            display = told.readline().strip()
        plain = {name: value for name, value in os.environ.items() if not name.startswith("SDL_")}
        done = subprocess.run(
            [sys.executable, _CHILD],
            env=plain | {"DISPLAY": f":{display}", "SDL_AUDIODRIVER": "dummy"},
            check=False,
            capture_output=True,
            text=True,
            timeout=120,
        )
    finally:
        server.terminate()
        server.wait()
    assert done.returncode == 0, done.stderr
    turns = json.loads(done.stdout)
    assert turns["rest"] <= 15
    assert turns["busy"] > turns["rest"]
    assert turns["moving"] > turns["rest"]
