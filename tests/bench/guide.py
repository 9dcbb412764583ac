"""The real kiosk, with a guide in it that says what is on the glass, and where.

For a bench outside that taps: it asks a line on stdin, and reads a line of JSON from stdout. The
guide looks from a thread of its own and changes nothing; only "next" and "leave" shorten a wait.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Pressable = dict[str, Any]
"""A thing to press: `kind`, `icon`, `text`, `onward`, `chosen` (None: it cannot be), and the pixel
in its middle: `x` from left, `y` from above."""


def guide(home: Path, exhibit: Path | None, size: tuple[int, int]) -> None:
    """The real program, from its command's own parts, that answers on stdout what stdin asks."""
    from kiosk import paths
    from kiosk.cli import run
    from kiosk.station.opened_home import RunOptions

    wanted = RunOptions(exhibit=exhibit, demo=True)
    _, app = run.make(paths.home(home, demo=True), wanted, size_px=size)
    threading.Thread(target=answer, args=(app,), daemon=True).start()
    run.show(app)


def answer(app: Any) -> None:
    """Answer questions, one a line, until there are no more; then leave."""
    from kivy.clock import Clock

    def advance(_: float) -> None:
        app.visit._advance()  # noqa: SLF001 - as `tick` does when an item's time is over

    for line in sys.stdin:
        match line.strip():
            case "next":
                Clock.schedule_once(advance, 0)
            case "leave":
                Clock.schedule_once(lambda _: app.visit.end(), 0)
        while (seen := look(app)) is None:
            time.sleep(0.01)
        print(json.dumps(seen), flush=True)
    Clock.schedule_once(lambda _: app.stop(), 0)


def look(app: Any) -> dict[str, Any] | None:
    """What is on the glass; None while it changes under the eyes."""
    try:
        screen = app.stage.screen
        pressables = [one for child in app.stage.children for one in seen_in(child)]
        scene = app.visit.scene
        busy = app.background.under_way or app.textures.filling or app.stage.moving
        return {
            "scene": type(scene).__name__,
            "step": getattr(scene, "step", None),
            "rests": bool(screen is not None and screen.drawn and screen.settled and not busy),
            "films": bool(getattr(screen, "playing", False) or getattr(screen, "filming", False)),
            "pressables": pressables,
        }
    except (AttributeError, ReferenceError, IndexError, RuntimeError):
        return None


def seen_in(widget: Any) -> Iterator[Pressable]:
    """Every thing to press in a widget that can be pressed now."""
    from kiosk.ui.widgets import press

    if not widget.opacity or widget.disabled:
        return
    if isinstance(widget, press.Pressable) and not isinstance(widget, press.Plate):
        x, y = widget.to_window(*widget.center)
        window = widget.get_parent_window()
        if window is not None and 0 < x < window.width and 0 < y < window.height:
            yield {
                "kind": type(widget).__name__,
                "icon": getattr(widget, "icon", ""),
                "text": getattr(widget, "text", ""),
                "onward": bool(getattr(widget, "primary", False)),
                "chosen": getattr(widget, "chosen", None),
                "x": x,
                "y": window.height - y,
            }
        return
    for child in list(widget.children):
        yield from seen_in(child)
