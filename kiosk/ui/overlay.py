"""Looks for a finger that is held on the top-left of the glass, and covers the stage for staff.

It sees every touch first and keeps none, until the hold has lasted; then the visit has ended, and
every touch is the corner's. Nothing of it can be seen before a finger has stayed for a second.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kivy.clock import Clock

from kiosk.i18n.catalogue import Catalogue
from kiosk.ui import looks
from kiosk.ui.staffroom import StaffRoom
from kiosk.ui.theme import Theme
from kiosk.ui.widgets import frames
from kiosk.ui.widgets.progress import ProgressCircle

_LOOK_SECONDS = 1 / 30
_CIRCLE_PX = 96
_MARGIN_PX = 28


class StaffOverlay:
    """Lives as long as the program, and goes from one stage to the next."""

    def __init__(self, room: StaffRoom, catalogue: Catalogue, end: Callable[[], None]) -> None:
        """`end` ends the visit that is going on: staff have come."""
        self._room = room
        self._end = end
        self._stage: Any = None
        self._theme = Theme()
        self._looking: Any = None
        self._asked = Clock.create_trigger(lambda _: self._follow(), -1)
        self._catalogue = catalogue
        self._view: Any = None
        self.circle = ProgressCircle()
        room.listen(self._changed)

    @property
    def view(self) -> Any:
        """The corner: made when staff first come."""
        if self._view is None:
            self.prepare_ahead()
            self._view = looks.module("corner.view").CornerView(self._room, self._catalogue)
        return self._view

    def prepare_ahead(self) -> None:
        """Load the pages of the corner, once."""
        looks.folder("corner")

    @property
    def is_open(self) -> bool:
        """Whether the corner covers the glass."""
        return self._room.corner.is_open

    def stand_on(self, stage: Any, theme: Theme) -> None:
        """Stand over this stage from now on, in this window's sizes."""
        self._theme = replace(theme.unmirrored, text_size=0, high_contrast=False)
        if stage is not self._stage:
            self._uncover()
            self._stage = stage
        self._follow()

    # Touches

    def down(self, touch: Any) -> bool:
        """A finger comes down. True if it was for the corner."""
        if self.is_open:
            return bool(self.view.on_touch_down(touch))
        self._room.hold.down(touch.uid, *self._place(touch))
        if self._room.hold.holding and self._looking is None:
            self._looking = Clock.schedule_interval(self._look, _LOOK_SECONDS)
        return False

    def move(self, touch: Any) -> bool:
        """A finger moves. True if it was for the corner."""
        if self.is_open:
            self.view.on_touch_move(touch)
            return True
        self._room.hold.move(touch.uid, *self._place(touch))
        return False

    def up(self, touch: Any) -> bool:
        """A finger leaves. True if it was for the corner."""
        self._room.hold.up(touch.uid)
        if self.is_open:
            self.view.on_touch_up(touch)
            return True
        return False

    def close(self) -> None:
        """Look no longer."""
        self._stop_looking()
        self._asked.cancel()
        self._uncover()

    # How

    def _place(self, touch: Any) -> tuple[float, float]:
        """From the left and from the top, in shorter sides of the glass."""
        short = max(1.0, min(self._stage.size))
        return touch.x / short, (self._stage.height - touch.y) / short

    def _look(self, frame_seconds: float) -> None:
        """See how long the finger has surely stayed."""
        hold = self._room.hold
        hold.stalled(frame_seconds - frames.sure(frame_seconds))
        progress = hold.progress
        self._show_circle(progress)
        if progress >= 1:
            hold.stop()
            self._end()
            self._room.open()
        if not hold.holding:
            self._stop_looking()

    def _stop_looking(self) -> None:
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        self._show_circle(0)

    def _show_circle(self, progress: float) -> None:
        circle, px = self.circle, self._theme.px
        circle.fraction = progress
        if progress > 0 and circle.parent is None:
            circle.theme = self._theme
            circle.size_hint = (None, None)
            circle.size = (px(_CIRCLE_PX), px(_CIRCLE_PX))
            circle.pos = (px(_MARGIN_PX), self._stage.height - px(_MARGIN_PX + _CIRCLE_PX))
            self._stage.add_widget(circle)
        elif progress == 0 and circle.parent is not None:
            circle.parent.remove_widget(circle)

    def _changed(self) -> None:
        """Many things may change at once: look once, before the next frame."""
        if self.is_open:
            self._asked()
        else:
            self._follow()

    def _follow(self) -> None:
        if self._stage is None or (self._view is None and not self.is_open):
            return
        self.view.follow(self._theme)
        if not self.is_open:
            self._uncover()
        elif self.view.parent is None:
            self._stage.cover(self.view)

    def _uncover(self) -> None:
        if self._view is not None and self._view.parent is not None:
            self._view.parent.remove_widget(self._view)
