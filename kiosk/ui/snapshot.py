"""Keeps a picture of Attract for the next start: once it is on the glass, and again every hour.

Only while nobody is there, and of a frame that was drawn for this: what is on the glass then is
what anybody may see. The foot of the glass, whose words go by the clock, is left empty.
"""

import logging
from collections.abc import Callable
from typing import Any

from kivy.config import Config
from kivy.graphics.opengl import (
    GL_PACK_ALIGNMENT,
    GL_RGB,
    GL_UNSIGNED_BYTE,
    glPixelStorei,
    glReadPixels,
)

from kiosk.clock import Clock
from kiosk.errors import KioskError
from kiosk.station.last_picture import LastPicture, ScreenImage
from kiosk.ui.background import Background
from kiosk.ui.opening import Opening
from kiosk.ui.theme import CALM

log = logging.getLogger(__name__)

_EVERY_SECONDS = 3600
_PAPER = bytes(round(255 * part) for part in CALM.paper[:3])


class Snapshot:
    """Lives as long as the program."""

    def __init__(
        self,
        window: Any,
        opening: Opening | None,
        background: Background,
        clock: Clock,
        foot_px: Callable[[], float | None],
    ) -> None:
        """`foot_px`: height of the foot that is left empty; None: no picture may be taken now.

        Without an `opening`, or in an author's window, there is no next start to keep one for.
        """
        self._window = window
        self._opening = opening if opening is not None and opening.glass.visitor else None
        self._background = background
        self._clock = clock
        self._foot_px = foot_px
        self._kept: LastPicture | None = None
        """Where the newest picture was put."""
        self._due = clock.seconds()
        self._place: LastPicture | None = None
        """Where the picture goes that is taken at the next frame."""

    def look(self, place: LastPicture | None) -> None:
        """Take a picture at the next frame, if it is time for one."""
        if self._opening is None or not self._opening.is_over or self._place is not None:
            return
        if place is None or self._foot_px() is None:
            return
        if place == self._kept and self._clock.seconds() < self._due:
            return
        self._place = place
        self._window.bind(on_flip=self._take)
        self._window.canvas.ask_update()

    def _take(self, *_: object) -> None:
        """A frame is drawn, and not yet seen: keep it, if it is still one that may be kept."""
        self._window.unbind(on_flip=self._take)
        place, self._place = self._place, None
        foot_px = self._foot_px()
        if place is None or foot_px is None:
            return
        self._kept = place
        self._due = self._clock.seconds() + _EVERY_SECONDS
        width, height = self._window.size
        foot = round(foot_px)
        glPixelStorei(GL_PACK_ALIGNMENT, 1)
        above = glReadPixels(0, foot, width, height - foot, GL_RGB, GL_UNSIGNED_BYTE)
        frames = Config.getint("graphics", "maxfps")
        picture = ScreenImage(width, height, frames, _PAPER * (width * foot) + bytes(above))

        def failed(error: KioskError) -> None:
            log.warning("no picture is kept for the next start: %s", error)

        self._background.do(lambda: place.write(picture), lambda _: None, failed)
