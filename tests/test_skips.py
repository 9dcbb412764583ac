"""A test that was skipped: told at home, a failure in CI."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import unskipped

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
        [sys.executable, "-m", "pytest", "-ra", "-p", "unskipped", "-p", "no:cacheprovider", "."],
        cwd=folder,
        env=kept | {"PYTHONPATH": str(TESTS), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"} | environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("environment", "last", "code"),
    [({}, "3 skipped, 1 xfailed", 0), ({"CI": "true"}, "error", 1)],
)
def test_a_skipped_test_says_why_and_is_a_failure_in_ci(
    tmp_path: Path, environment: dict[str, str], last: str, code: int
) -> None:
    """Who has not all witnesses reads what was left out; in CI none may be missing."""
    if environment and sys.platform != "linux":
        pytest.skip("CI has all that tests need on Linux only")
    done = run(tmp_path, ONE_OF_EACH, **environment)
    assert done.returncode == code
    assert last in done.stdout.splitlines()[-1]
    for why in ("no age here", "no disk to be had", "no stick to be had"):
        assert why in done.stdout


@pytest.mark.skipif(sys.platform != "linux", reason="CI has all that tests need on Linux only")
def test_in_ci_a_skipped_file_is_a_failure_too(tmp_path: Path) -> None:
    """A file that leaves as a whole counts as much as its tests."""
    assert run(tmp_path, A_WHOLE_FILE).returncode == 5
    done = run(tmp_path, A_WHOLE_FILE, CI="true")
    assert done.returncode == 2
    assert "no such package" in done.stdout


def test_these_tests_are_judged_so(pytestconfig: pytest.Config) -> None:
    """The hooks are those of this run, too."""
    for name in ("pytest_runtest_makereport", "pytest_make_collect_report"):
        hooks = getattr(pytestconfig.pluginmanager.hook, name).get_hookimpls()
        assert getattr(unskipped, name) in [hook.function for hook in hooks]
