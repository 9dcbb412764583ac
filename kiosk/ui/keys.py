"""A keyboard that somebody plugged in: it writes in the form, and can do nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

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


class Keys:
    """Listens until it is closed."""

    def __init__(
        self, window: Any, text: Callable[[str], None], key: Callable[[str], None]
    ) -> None:
        self._window = window
        self._text, self._key = text, key
        self._command = False
        window.bind(on_textinput=self._typed, on_key_down=self._pressed, on_key_up=self._released)

    def _typed(self, _window: Any, text: str) -> None:
        if not self._command:
            self._text(text)

    def _pressed(
        self, _window: Any, key: int, _scancode: int, _codepoint: Any, modifiers: list[str]
    ) -> bool:
        self._command = is_command(modifiers)
        if not self._command and key in NAMES:
            self._key(NAMES[key])
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


def listen(window: Any, text: Callable[[str], None], key: Callable[[str], None]) -> Keys:
    """Hand what is typed to `text`, and the names of keys that write nothing to `key`."""
    return Keys(window, text, key)
