"""A visitor who goes by keys: a keypad with arrows, a switch, or any keyboard.

The first key wakes the glass as a touch does, and brings the ring. Where something is typed, and no
ring is there yet, the keys that also edit text edit it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from kiosk.settings import KeypadKey
    from kiosk.ui.stage import Stage
    from kiosk.visit.visit import Visit

_EDITING: Final = frozenset({"left", "right", "press"})
_LOUDER: Final = {"louder": 1, "quieter": -1}


def press(key: KeypadKey | None, stage: Stage, visit: Visit) -> bool:
    """A key for this went down. False: it is none of ours at this moment."""
    focus = stage.focus
    if key is None or stage.is_staffed:
        return False
    if stage.typed_on is not None and not focus.shown and key in _EDITING:
        return False
    if visit.touch():
        focus.show()
    elif key in {"left", "right", "up", "down"}:
        focus.move(key)
    elif key == "press":
        if not focus.press():
            focus.show()
    elif key == "back":
        focus.show()
        visit.back()
    elif stage.screen is not None and key == "help":
        focus.show()
        stage.screen.read_or_hold()
    elif stage.screen is not None:
        stage.screen.read_louder(_LOUDER[key])
    return True
