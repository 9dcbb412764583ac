"""A test that was skipped: told at home, a failure in CI."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ONE_OF_EACH = """
import pytest

@pytest.mark.skipif(True, reason="no age here")
def test_marked(): ...

def test_while_it_runs(): pytest.skip("no disk to be had")

@pytest.fixture
def stick(): pytest.skip("no stick to be had")

def test_by_a_fixture(stick): ...

@pytest.mark.xfail
def test_expected(): assert False
"""
A_WHOLE_FILE = 'import pytest; pytest.importorskip("no_such_package", reason="no such package")'


def run(folder: Path, source: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run these tests with the hooks of this house, and no others."""
    (folder / "test_small.py").write_text(source, "utf-8")
    (folder / "pytest.ini").write_text("[pytest]", "utf-8")
    kept = {name: value for name, value in os.environ.items() if name != "CI"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-ra", "-p", "conftest", "-p", "no:cacheprovider", "."],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(TESTS)} | environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )


def test_at_home_a_skipped_test_says_why(tmp_path: Path) -> None:
    """Who has not all witnesses can still run the tests, and reads what was left out."""
    done = run(tmp_path, ONE_OF_EACH)
    assert done.returncode == 0
    assert "3 skipped, 1 xfailed" in done.stdout
    for why in ("no age here", "no disk to be had", "no stick to be had"):
        assert why in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="CI has all that tests need on Linux only")
def test_in_ci_a_skipped_test_is_a_failure_that_says_why(tmp_path: Path) -> None:
    """A witness that did not come, or a right that was taken away, cannot pass for a test."""
    done = run(tmp_path, ONE_OF_EACH, CI="true")
    assert done.returncode == 1
    assert "skipped" not in done.stdout.splitlines()[-1]
    for why in ("no age here", "no disk to be had", "no stick to be had"):
        assert why in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="CI has all that tests need on Linux only")
def test_in_ci_a_skipped_file_is_a_failure_too(tmp_path: Path) -> None:
    """A file that leaves as a whole counts as much as its tests."""
    assert run(tmp_path, A_WHOLE_FILE).returncode == 5
    done = run(tmp_path, A_WHOLE_FILE, CI="true")
    assert done.returncode == 2
    assert "no such package" in done.stdout
