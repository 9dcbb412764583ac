"""Does with a home what it is told, one thing a line, and says what came of it."""

import contextlib
import io
import json
import logging
import sys
import traceback
from pathlib import Path
from typing import Any

from kiosk import settings
from kiosk.cli import main
from kiosk.errors import KioskError
from kiosk.paths import Assets, Home

SIGN_UPS = 7
LONGEST_WORDS = 4000
"""Nobody reads more than this on a terminal."""


def work() -> None:
    """Until nobody tells it anything any more."""
    orders, sys.stdin = sys.stdin, io.StringIO()  # a command finds nobody to ask
    for line in orders:
        order = json.loads(line)
        words, printed = io.StringIO(), io.StringIO()
        answer: dict[str, Any] = {}
        with contextlib.redirect_stderr(words), contextlib.redirect_stdout(printed):
            try:
                answer["code"] = _do(order, answer, printed)
            except KioskError as error:
                answer["code"] = error.exit_code
            except BaseException:  # noqa: BLE001 - told to who asked
                answer["wrong"] = traceback.format_exc()
            finally:
                _forget_journals()
        said = words.getvalue()
        if "Traceback" in said or len(said) > LONGEST_WORDS:
            answer["wrong"] = said[:2000]
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


def _do(order: dict[str, str], answer: dict[str, Any], printed: io.StringIO) -> int:
    home, what, expected = Home(Path(order["home"])), order["do"], SIGN_UPS
    if what in {"glass", "form"}:
        answer["at_once"] = _visit(order, home)
        what, expected = "count", SIGN_UPS + 1
    if what == "settings":
        settings.change(home.settings, volume=0.2)
        return 0
    command = {
        "count": ["signups", "count", "--json"],
        "bundle": ["signups", "bundle", "--to", order["stick"], "--json"],
        "doctor": ["doctor", "--json"],
        "list": ["pack", "list"],
        "install": ["pack", "install", order["pack"]],
        "rollback": ["pack", "rollback"],
    }[what]
    code = main([*command, "--home", order["home"]])
    if what in {"count", "bundle"}:
        said = json.loads(printed.getvalue())
        kept = said["sign_ups"] if what == "bundle" else sum(store["kept"] for store in said)
        assert kept == expected, f"{kept} sign-ups are here"
    return code


def _visit(order: dict[str, str], home: Home) -> bool:
    """A visitor signs up: after the disk was full, or while it fills up; then there is room.

    Whether that worked at once.
    """
    import room_glass  # takes a window, and a second

    visitor = room_glass.Visitor(home, Assets(Path(order["assets"])), Path(order["ballast"]))
    try:
        if order["do"] == "glass":
            visitor.finds_it_closed()
            return False
        return visitor.finds_it_full_in_the_end(int(order["free"]))
    finally:
        visitor.leave()


def _forget_journals() -> None:
    root = logging.getLogger()
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
