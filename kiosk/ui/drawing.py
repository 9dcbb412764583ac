"""How frames come about on this machine: what draws them, how much of each, and how often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kiosk.ui.pace import Pace
from kiosk.ui.redraw import Redraw
from kiosk.ui.widgets.film_texture import draws_in_software, renderer

if TYPE_CHECKING:
    from collections.abc import Callable


class Drawing:
    """Of one window, from `begin` to `end`."""

    def __init__(
        self, window: Any, busy: Callable[[], bool], *, in_software: bool | None = None
    ) -> None:
        """`busy`: whether something may come that no event of Kivy's clock tells of.

        `in_software`: no graphics card draws; None: find out.
        """
        self.in_software = draws_in_software(renderer()) if in_software is None else in_software
        self.redraw = Redraw(window) if self.in_software else None
        """What of each frame is drawn; None: a graphics card draws, and draws all of it."""
        self._pace = Pace(busy)

    def begin(self) -> None:
        """Draw and wait like this from the next frame on."""
        if self.redraw is not None:
            self.redraw.begin()
        self._pace.begin()

    def end(self) -> None:
        """Leave window and clock as they were."""
        self._pace.end()
        if self.redraw is not None:
            self.redraw.end()
