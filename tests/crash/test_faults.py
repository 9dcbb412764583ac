"""Disks that fail: each single call of the system in turn, and disks that are really full."""

import itertools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import faulty
import pytest
from child import ROOT
from premises import Premises
from rig import Rig

PATIENCE_SECONDS: Final = 300


@pytest.fixture(scope="module")
def fiu_run() -> str:
    """Debian's fiu-utils; without it the test is skipped, aloud."""
    found = shutil.which("fiu-run")
    if not found:
        pytest.skip("no system call was made to fail: fiu-run is not here (Debian: fiu-utils)")
    return found


def test_whichever_call_fails_no_sign_up_is_lost_and_the_next_visitor_is_served(
    rig: Rig, fiu_run: str, tmp_path: Path
) -> None:
    """Saved, or a sentence and saved at the second try, once; while it lasts the form is closed."""
    words, folder = tmp_path / "faulty.json", tmp_path / "faulty"
    words.write_text(rig.exhibit.model_dump_json(), "utf-8")
    done = subprocess.run(
        [fiu_run, "-x", "-f", "", sys.executable, faulty.__file__, words, folder, rig.seed],
        check=False,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    told = done.stdout.splitlines()
    assert told[-1:] == ["ended"], done.stderr
    found = []
    for name, lines in by_kiosk(told):
        judge = rig.judge(Premises(folder / name, rig.exhibit))
        judge.hear(lines)
        faults = [*judge.in_the_evening(), *judge.after_a_crash()]
        found += [f"{name}: {fault}" for fault in faults]
        *_, calls, failures = lines[-1].split()
        rig.figures.add("failing calls", failed=int(calls), told=int(failures), **judge.figures)
    assert found == []


def by_kiosk(told: list[str]) -> Iterator[tuple[str, list[str]]]:
    """What each kiosk told, by its name."""
    starts = [number for number, line in enumerate(told) if line.startswith("kiosk ")]
    for start, end in itertools.pairwise([*starts, len(told) - 1]):
        yield told[start].removeprefix("kiosk "), told[start + 1 : end]
