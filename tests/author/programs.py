"""FFmpeg as tests have it: counted, or always saying the same."""

from collections.abc import Callable, Sequence

from kiosk.author.ffmpeg import Ffmpeg, Output
from kiosk.errors import KioskError


class CountingProgram(Ffmpeg):
    """FFmpeg, and how often it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.runs = 0
        self.stopped = False

    def run(
        self, arguments: Sequence[str], reached: Callable[[float], None] | None = None
    ) -> Output:
        """Run FFmpeg and count it."""
        self.runs += 1
        return super().run(arguments, reached)

    def stop(self) -> None:
        """Note it."""
        self.stopped = True
        super().stop()


class SayingProgram(Ffmpeg):
    """FFmpeg that does nothing: it says these words, or raises `trouble`."""

    def __init__(
        self, words: str = "", *, done: bool = False, trouble: KioskError | None = None
    ) -> None:
        super().__init__()
        self.output = Output(done=done, data=b"", words=words)
        self.trouble = trouble

    def run(
        self, arguments: Sequence[str], reached: Callable[[float], None] | None = None
    ) -> Output:
        """Say it."""
        del arguments, reached
        if self.trouble is not None:
            raise self.trouble
        return self.output
