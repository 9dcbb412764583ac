"""Does with a home what it is told, one thing a line, and says what came of it."""

from __future__ import annotations

import contextlib
import io
import json
import logging
import sys
import traceback
from pathlib import Path
from typing import Any

from kiosk import journal, settings
from kiosk.cli import main
from kiosk.cli.duties import Desk
from kiosk.cli.premises import Premises, Wanted
from kiosk.errors import KioskError
from kiosk.paths import Assets, Home
from kiosk.signups.intake import Intake

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
    home = Home(Path(order["home"]))
    what = order["do"]
    if what == "glass":
        return _glass(home, Assets(Path(order["assets"])), answer)
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
    told = json.loads(printed.getvalue()) if what in {"count", "bundle"} else None
    kept = told["sign_ups"] if what == "bundle" else sum(it["kept"] for it in told or ())
    if told is not None and kept != SIGN_UPS:
        answer["wrong"] = f"{kept} sign-ups are here"
    return code


def _glass(home: Home, assets: Assets, answer: dict[str, Any]) -> int:
    """What the program does when it starts, a visitor asks for the form, and staff look."""
    journal.keep(home.journal)
    ours = Premises(home, assets, Wanted())
    title = ours.content.prepared.exhibit.title.into("nl")
    intake = ours._intake()  # noqa: SLF001 - `setup` needs a window
    assert isinstance(intake, Intake)
    closed = intake.closed()
    assert ours.drives is not None
    health = Desk(ours, ours.drives).duties(lambda: None, lambda: None).health()
    for number in range(300):
        logging.getLogger("kiosk").info("the disk is full: %d", number)
    intake.keep_house()
    intake.close()
    ours.close(in_order=True)
    if (title, closed) != ("Twee", "full") or "full" not in health.needs:
        answer["wrong"] = f"{title}, {closed}, {health.needs}"
    return 0


def _forget_journals() -> None:
    root = logging.getLogger()
    for handler in list(root.handlers):
        root.removeHandler(handler)
        handler.close()
