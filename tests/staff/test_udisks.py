"""Running the commands that open sticks and let them go."""

from __future__ import annotations

import sys
from threading import Timer
from typing import TYPE_CHECKING

import pytest

from kiosk.staff import udisks
from kiosk.staff.udisks import Answer, Commands

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such commands")


def test_a_command_answers_with_its_code_and_its_words() -> None:
    """Errors too, in English whatever the machine speaks."""
    run = Commands()
    assert run(["echo", "Mounted /dev/sdb1"], 10) == Answer(0, "Mounted /dev/sdb1")
    assert run(["false"], 10) == Answer(1, "")
    missing = run(["cat", "/nowhere/at/all"], 10)
    assert missing.code == 1
    assert "No such file" in missing.words


def test_a_command_that_is_not_there_is_told_apart() -> None:
    """A machine without udisks."""
    assert Commands()(["kiosk-no-such-command"], 10).code == 127
    assert udisks.mount(Commands().__call__, "/dev/null", "ro") != ""


def test_no_word_is_read_by_a_shell() -> None:
    """A stick may be called anything."""
    assert Commands()(["echo", "$(id); `id` & 'x'"], 10).words == "$(id); `id` & 'x'"


def test_a_command_that_hangs_is_left_to_itself() -> None:
    """A dying stick keeps udisks waiting, but not the kiosk."""
    assert Commands()(["sleep", "60"], 0.2) == Answer(124)


def test_a_program_that_ends_waits_for_no_command() -> None:
    """However much time it had left."""
    run = Commands()
    timer = Timer(0.1, run.stop)
    timer.start()
    assert run(["sleep", "60"], 50) == Answer(124)
    timer.join()
    assert run(["echo"], 10).code == 124


def test_sync_is_waited_for_before_a_stick_is_let_go(tmp_path: Path) -> None:
    """What the system still has in memory would be lost."""
    asked: list[str] = []

    def run(words: Sequence[str], limit_seconds: float) -> Answer:
        del limit_seconds
        asked.append(words[0])
        return Answer(0)

    assert udisks.unmount(run, "/dev/sdb1", tmp_path) == ""
    assert asked == ["sync", "udisksctl"]


def test_a_stick_that_somebody_let_go_at_the_same_time_is_let_go() -> None:
    """Two who want the same do not quarrel."""
    said = "GDBus.Error:org.freedesktop.UDisks2.Error.AlreadyMounted: Device is already mounted"
    assert udisks.mount(lambda _words, _seconds: Answer(1, said), "/dev/sdb1", "ro") == ""
