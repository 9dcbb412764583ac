"""When staff ask for it the same command begins once more, in the place of the old one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
BEGIN = """
import sys
from kiosk.cli.run import begin_anew

sys.argv = ["kiosk", "exhibit", "--help"]
print("before", flush=True)
begin_anew()
print("after")
"""


def test_the_same_command_begins_once_more() -> None:
    """With the words it was given; what stood after it is never reached."""
    done = subprocess.run(
        [sys.executable, "-c", BEGIN],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.startswith("before\n")
    assert "preview" in done.stdout
    assert "after" not in done.stdout
