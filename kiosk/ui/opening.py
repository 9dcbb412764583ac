"""The glass before there is a scene on it: the last attract picture, or one colour.

It needs the window and nothing else of Kivy, so it comes before all that takes long to load. It
lies over the first scene until that has its own picture, so that nothing flashes between the two.
"""

from collections.abc import Callable
from typing import Any, Self

from kiosk.station.last_picture import ScreenImage
from kiosk.ui.window import Glass, open_window, prepare

_MOST_SECONDS = 3.0
"""A first scene that has no picture by then has none to show."""


def begin_scenes(follow: Callable[[], None]) -> None:
    """Have the first scene put on in the first turn of the loop.

    A touch is read at the end of one turn and told in the next. One that came while the program was
    loaded opens the cards: then nothing is put on before them.
    """
    from kivy.clock import Clock

    from kiosk.ui import sdl

    def wait(turns: int) -> None:
        if turns == 0:
            Clock.schedule_once(lambda _: follow(), -1)
        else:
            Clock.schedule_once(lambda _: wait(turns - 1), 0)

    wait(2 if sdl.is_touched() else 0)


class Opening:
    """The window, and what lies over everything on it for a moment."""

    def __init__(self, glass: Glass, window: Any) -> None:
        """Made by `begin`."""
        self.glass = glass
        self.window = window
        self.leave: list[Callable[[], object]] = []
        """What an author who closes a preview calls: empty as yet."""
        self._cover: Any = None
        self._looking: Any = None
        self._foreground: Any = None

    @classmethod
    def begin(cls, glass: Glass) -> Self:
        """Open the window. Raises MachineError if there is no screen."""
        prepare(glass)
        begun = cls(glass, None)
        begun.window = open_window(glass, leave=lambda: [stop() for stop in begun.leave])
        return begun

    def stay_in_front(self) -> None:
        """Let nothing hide the glass from now on, where it fills the screen."""
        from kiosk.ui.foreground import Foreground

        if self.glass.size_px is None and self._foreground is None:
            self._foreground = Foreground(self.window)
            self._foreground.begin()

    def show(self, picture: ScreenImage) -> bool:
        """Put this picture on the glass, now; False if the glass has another size."""
        from kivy.graphics.texture import Texture

        size = (picture.width_px, picture.height_px)
        if size != tuple(self.window.size):
            return False
        texture = Texture.create(size=size, colorfmt="rgb")
        texture.blit_buffer(picture.rgb, colorfmt="rgb", bufferfmt="ubyte")
        self._lay(texture, (1, 1, 1, 1))
        return True

    def fill(self, colour: tuple[float, float, float, float]) -> None:
        """Put this colour on the glass, now, if nothing is there yet."""
        if self._cover is None:
            self._lay(None, colour)

    def _lay(self, texture: Any, colour: tuple[float, float, float, float]) -> None:
        """Cover the glass, and have it drawn before this returns."""
        from kivy.graphics import Color, InstructionGroup, Rectangle

        self._cover = InstructionGroup()
        self._cover.add(Color(*colour))
        self._cover.add(Rectangle(texture=texture, pos=(0, 0), size=self.window.size))
        self.window.canvas.after.add(self._cover)
        self.window.dispatch("on_draw")
        self.window.dispatch("on_flip")

    @property
    def is_over(self) -> bool:
        """Whether nothing of this is on the glass any more."""
        return self._cover is None

    def end_when(self, stands: Callable[[], bool]) -> None:
        """Look before each frame whether the first scene stands, and take the cover away then."""
        from kivy.clock import Clock

        if self._cover is None:
            return
        latest = Clock.get_boottime() + _MOST_SECONDS

        def look(_: float) -> bool:
            if stands() or Clock.get_boottime() > latest:
                self.end()
            return self._cover is not None

        self._looking = Clock.schedule_interval(look, 0)

    def end(self) -> None:
        """Take the cover away; again without harm."""
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None
        if self._cover is not None:
            self.window.canvas.after.remove(self._cover)
            self._cover = None
