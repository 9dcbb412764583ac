"""A window on the display there is: prints how often its loop turns in a second."""

import json
import sys
from functools import partial

from kiosk.ui.window import Glass, open_window, prepare

_GLASS = Glass((640, 480))


def main() -> None:
    """Count at rest, while a worker is busy, and while something moves."""
    prepare(_GLASS)
    window = open_window(_GLASS, leave=lambda: None)
    from kivy.base import runTouchApp, stopTouchApp
    from kivy.clock import Clock
    from kivy.uix.widget import Widget

    from kiosk.ui.pace import Pace

    busy: list[str] = []
    moving = Clock.schedule_interval(lambda _: None, 0)
    moving.cancel()
    pace = Pace(lambda: bool(busy))
    pace.begin()
    window.add_widget(Widget())
    turns: dict[str, int] = {}

    def begin(name: str, _: float) -> None:
        busy[:] = [name] if name == "busy" else []
        if name == "moving":
            moving()
        turns[name] = -Clock.frames
        Clock.schedule_once(partial(end, name), 1)

    def end(name: str, _: float) -> None:
        turns[name] += Clock.frames
        moving.cancel()

    for second, name in enumerate(("rest", "busy", "moving")):
        Clock.schedule_once(partial(begin, name), 1 + 1.5 * second)
    Clock.schedule_once(lambda _: stopTouchApp(), 6)
    runTouchApp()
    pace.end()
    sys.stdout.write(json.dumps(turns))


if __name__ == "__main__":
    main()
