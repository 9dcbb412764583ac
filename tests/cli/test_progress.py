"""Whoever waits is told for what, and how far it is: with a bar, or in lines without one."""

import sys
import threading
from pathlib import Path

import pytest
from cli.command import Command

from kiosk.cli import progress
from kiosk.cli.progress import bar


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything counts as long, at once."""
    monkeypatch.setattr(progress, "QUIET_SECONDS", 0.0)


@pytest.mark.usefixtures("quick")
def test_where_there_is_no_terminal_lines_tell(capsys: pytest.CaptureFixture[str]) -> None:
    """One when it begins, one for each tenth, none twice; without codes that steer a terminal."""
    with bar("collecting", names=True) as shown:
        _wait_until(lambda: shown._told == 0)  # type: ignore[attr-defined] # noqa: SLF001 - told
        for done in range(101):
            shown(done / 100, f"{done}\x1b[2J.tar")
    lines = capsys.readouterr().err.splitlines()
    assert lines[:3] == [
        "collecting ...",
        "collecting: 10 %, 10?[2J.tar",
        "collecting: 20 %, 20?[2J.tar",
    ]
    assert len(lines) == 10


def test_what_is_done_at_once_needs_no_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does one come while somebody is asked."""
    with bar("collecting") as shown:
        shown(0.5)
    with bar("asking") as shown, shown.paused():
        shown(0.9)
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(progress, "QUIET_SECONDS", 0.05)
    with bar("collecting") as shown, shown.paused():
        threading.Event().wait(0.2)
    assert capsys.readouterr().err == ""


def test_on_a_terminal_it_is_a_bar(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And no lines besides."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with bar("collecting", names=True) as shown:
        shown(0.5, "one.tar")
        with shown.paused():
            pass
    assert "collecting ..." not in capsys.readouterr().err


def test_the_author_is_told_what_takes_long(
    kiosk: Command, tmp_path: Path, begun: list[str]
) -> None:
    """Checking and preparing; of making keys their own test tells."""
    author = tmp_path / "author"
    for words, told in (
        (("exhibit", "new", author), set()),
        (("exhibit", "check", author), {"checking"}),
        (("exhibit", "prepare", author, "--to", tmp_path / "made"), {"preparing"}),
    ):
        begun.clear()
        done = kiosk(*words)
        assert done.code == 0, (words, done.err)
        assert told <= set(begun), words


def _wait_until(happens: object) -> None:
    moment = threading.Event()
    for _ in range(1000):
        if happens():  # type: ignore[operator]
            return
        moment.wait(0.005)
    raise AssertionError("never happened")
