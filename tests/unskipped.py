"""In CI nobody reads which tests were skipped, and why: there each is a failure that says so."""

import os
import sys
from collections.abc import Generator
from typing import TypeVar

import pytest

Report = TypeVar("Report", pytest.TestReport, pytest.CollectReport)


def _judged(report: Report) -> Report:
    """On Linux only, where packaging/setup installs all that tests need. `CI` is anything."""
    is_ci = os.environ.get("CI") and sys.platform == "linux"
    if is_ci and report.skipped and not hasattr(report, "wasxfail"):
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        report.outcome = "failed"
        report.longrepr = f"{why}\n(with CI set no test may be skipped; packaging/setup has a list)"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that was skipped is a failure in CI."""
    return _judged((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A whole file of tests that was skipped is one too."""
    return _judged((yield))
