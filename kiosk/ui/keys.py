"""A keyboard that somebody plugged in: it writes in the form, and is a keypad beside that."""

from collections.abc import Callable, Collection
from typing import Any

from kiosk.ui.widgets.screen import KioskScreen

NAMES = {
    8: "backspace",
    127: "delete",
    276: "left",
    275: "right",
    278: "home",
    279: "end",
    13: "enter",
    271: "enter",
}
"""Kivy's numbers of keys that write nothing."""


def is_command(modifiers: Collection[str]) -> bool:
    """Whether a key with these is a command, and writes nothing: this program has no commands.

    Alt may be AltGr, which writes; Windows tells of AltGr as of Ctrl and Alt together.
    """
    return "meta" in modifiers or ("ctrl" in modifiers and "alt" not in modifiers)


def modifiers_hold(modifiers: Collection[str]) -> bool:
    """Whether another key is held with this one: then it is none of a keypad."""
    return not {"alt", "ctrl", "meta"}.isdisjoint(modifiers)


class Keys:
    """Listens until it is closed."""

    def __init__(
        self, window: Any, screen: Callable[[], KioskScreen | None], keypad: Callable[[int], bool]
    ) -> None:
        self._window = window
        self._screen = screen
        self._keypad = keypad
        self._command = False
        window.bind(on_textinput=self._typed, on_key_down=self._pressed, on_key_up=self._released)

    def _typed(self, _window: Any, text: str) -> None:
        screen = None if self._command else self._screen()
        if screen is not None:
            screen.type_text(text)

    def _pressed(
        self, _window: Any, key: int, _scancode: int, _codepoint: Any, modifiers: list[str]
    ) -> bool:
        self._command = is_command(modifiers)
        if not (self._command or modifiers_hold(modifiers)) and self._keypad(key):
            return True
        screen = None if self._command or key not in NAMES else self._screen()
        if screen is not None:
            screen.type_key(NAMES[key])
        return False

    def _released(self, window: Any, *_: object) -> bool:
        # What comes without a key going down (a panel of signs, an input method) writes again.
        self._command = is_command(window.modifiers)
        return False

    def close(self) -> None:
        """Stop listening."""
        self._window.unbind(
            on_textinput=self._typed, on_key_down=self._pressed, on_key_up=self._released
        )


def listen(
    window: Any,
    screen: Callable[[], KioskScreen | None],
    keypad: Callable[[int], bool] = lambda _: False,
) -> Keys:
    """Hand what is typed, and names of keys that write nothing, to the screen that it is for.

    `keypad` is asked first, and says whether a key was meant for it.
    """
    return Keys(window, screen, keypad)
