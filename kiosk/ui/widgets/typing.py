"""What screens to type on share: a board, fed by the keys on the glass and by plugged-in ones."""

from functools import lru_cache
from typing import Any

from kivy.properties import NumericProperty, ObjectProperty, StringProperty

from kiosk.ui.widgets.question import QuestionScreen
from kiosk.visit import keyboard


@lru_cache(maxsize=1)
def _keyboards() -> keyboard.Keyboards:
    return keyboard.read()


class TypingScreen(QuestionScreen):
    """A screen with a field and a keyboard."""

    types = True
    board = ObjectProperty(None, allownone=True)
    """The keyboard with what has been typed on it."""
    text = StringProperty("")
    caret = NumericProperty(0)

    def begin(self, purpose: keyboard.Purpose, text: str) -> None:
        """Show the keyboard of this purpose and language, unless it is there with this text."""
        wanted = (purpose, self.language)
        if self.board is None or wanted != self._begun or self.board.text != text:
            self._begun = wanted
            self._take(_keyboards().board(self.language, purpose, text))

    _begun: tuple[str, str] = ("", "")

    def typed(self, board: Any) -> None:
        """Something was typed; `board` holds what stands there now."""

    def press(self, board: Any) -> None:
        """A key on the glass made this board."""
        self._take(board)
        self.typed(board)
        if board.entry.full:
            self.refuse(self.say("No more letters fit here. Can it be shorter?"))

    def place(self, caret: int) -> None:
        """A finger put the caret there."""
        self._take(self.board.having(self.board.entry.at(caret)))

    def _take(self, board: Any) -> None:
        self.board = board
        self.text, self.caret = board.text, board.entry.caret

    # A keyboard that somebody plugged in

    def type_text(self, text: str) -> None:
        """Put typed characters where the caret is."""
        if self.board is not None:
            self.press(self.board.having(self.board.entry.insert(text)))

    def type_key(self, name: str) -> None:
        """A key that writes nothing: backspace, delete, left, right, home, end or enter."""
        if name == "enter":
            self.onward()
        elif self.board is not None:
            self.press(self.board.having(getattr(self.board.entry, name)()))

    def onward(self) -> None:
        """The way on, as the button does."""

    def leave(self) -> None:
        """What was typed is forgotten here; the draft knows it as long as it may."""
        self.board = None
        self.text, self.caret = "", 0
