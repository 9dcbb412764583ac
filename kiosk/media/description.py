"""What FFmpeg says about a film.

ffpyplayer hands out little of what FFmpeg knows, but FFmpeg logs a description when it opens a
file. That log is one for the whole process: whoever listens to it listens alone.
"""

import contextlib
import re
import threading
from collections.abc import Iterator
from typing import Literal, TypeAlias

Matrix: TypeAlias = Literal["bt601", "bt709", "bt2020"]
"""How brightness and colour difference were made from red, green and blue."""

_ONE_LISTENER = threading.Lock()


class FfmpegLog:
    """What FFmpeg says, kept apart by the thread that says it."""

    def __init__(self) -> None:
        self._said: dict[int, list[str]] = {}

    def hear(self, message: str, _level: str) -> None:
        """Take in a piece of a line. FFmpeg's own threads call this."""
        self._said.setdefault(threading.get_ident(), []).append(message)

    def count(self, words: str) -> int:
        """How many messages had these words."""
        return sum(words in message for said in list(self._said.values()) for message in said)

    def description(self) -> str | None:
        """The description of a film, or None if there was none."""
        for said in list(self._said.values()):
            text = "".join(said)
            if (start := text.find("Input #0, ")) >= 0:
                return text[start:]
        return None


@contextlib.contextmanager
def listen() -> Iterator[FfmpegLog]:
    """FFmpeg's words, while nobody else listens."""
    from ffpyplayer import tools  # noqa: PLC0415

    words = FfmpegLog()
    with _ONE_LISTENER:
        level = tools.get_loglevel()
        before = tools.set_log_callback(words.hear)
        tools.set_loglevel("info")
        try:
            yield words
        finally:
            tools.set_loglevel(level)
            tools.set_log_callback(before)


def hush() -> None:
    """Keep FFmpeg from writing hundreds of lines about one damaged film, unless it is listened to.

    The player tells what went wrong in its own words.
    """
    from ffpyplayer import tools  # noqa: PLC0415

    if _ONE_LISTENER.acquire(blocking=False):
        tools.set_loglevel("quiet")
        _ONE_LISTENER.release()


class Description:
    """FFmpeg's description of a file, as `av_dump_format` writes it (libavformat/dump.c)."""

    def __init__(self, text: str) -> None:
        container = re.search(r"Input #0, (\S+), from ", text)
        self.container = container.group(1) if container else ""
        self.duration_ms = 0
        """0 if the file does not say."""
        clock = re.search(r"^  Duration: (\d+):(\d\d):(\d\d)\.(\d\d)", text, re.MULTILINE)
        if clock:
            hours, minutes, seconds, hundredths = (int(part) for part in clock.groups())
            self.duration_ms = ((hours * 60 + minutes) * 60 + seconds) * 1000 + hundredths * 10
        # Newer FFmpegs show streams that belong together first, and farther in.
        listed = re.findall(r"^ {2,6}Stream #0:(\d+).*?: (Video|Audio): (.*)$", text, re.MULTILINE)
        streams = [
            (kind, line) for _, kind, line in sorted(listed, key=lambda stream: int(stream[0]))
        ]
        films = [line for kind, line in streams if kind == "Video" and "(attached pic)" not in line]
        self.video: str | None = films[0] if films else None
        audible = [line for kind, line in streams if kind == "Audio"]
        self.sound_tracks = len(audible)
        heard = next(iter(audible), "")
        self.upright = not re.search(r"display ?matrix|rotat(?:e|ion) ", text, re.IGNORECASE)
        """Whether no note says that the picture is to be turned or mirrored."""
        self.tags = set(re.findall(r"^ {4,}([^\s:]+) *: ", text, re.MULTILINE))
        """What the file says beside pictures and sounds: `location`, ..."""
        sound = re.match(
            r"(?P<codec>\w+)(?: \((?P<profile>[^/)]*)\))?"
            r".*?, (?P<rate>\d+) Hz, (?P<channels>[^,]+)",
            heard,
        )
        self.sound: dict[str, str] = sound.groupdict() if sound else {}

    @property
    def is_picture(self) -> bool:
        """Whether it is a single picture, not a film."""
        return self.container.endswith("_pipe") or self.container == "image2"

    @property
    def codec(self) -> tuple[str, str | None]:
        """The codec, and its profile if it has one: `h264 (High) (avc1 / 0x31637661)`."""
        found = re.match(r"(\w+)(?: \(([^/)]*)\))?", self.video or "")
        return (found.group(1), found.group(2)) if found else ("", None)

    @property
    def frames_per_second(self) -> float:
        """As the film says, or as FFmpeg guesses; 0 if neither is known."""
        found = re.search(r", (\d+(?:\.\d+)?)(k?) (?:fps|tbr)", self.video or "")
        return float(found.group(1)) * (1000 if found.group(2) else 1) if found else 0.0

    @property
    def transfer(self) -> str | None:
        """The curve of brightness, as FFmpeg calls it; None if the film does not say."""
        found = re.match(r"[^,(]+(?:\([^)]*\) ?)*, \w+\(([^)]*)\)", self.video or "")
        for remark in found.group(1).split(", ") if found else ():
            names = remark.split("/")
            if len(names) == 3 and names[2] not in {"unknown", "reserved"}:
                return names[2]
            if remark in {"bt709", "smpte170m", "smpte240m"}:
                return remark
        return None

    @property
    def colour(self) -> tuple[str, bool, Matrix | None]:
        """Pixel format, whether it is full range, and its matrix: `yuv420p(tv, bt709)`."""
        found = re.match(r"[^,(]+(?:\([^)]*\) ?)*, (\w+)(?:\(([^)]*)\))?", self.video or "")
        if not found:
            return "", False, None
        pixel_format, remarks = found.group(1), (found.group(2) or "").split(", ")
        full_range = "pc" in remarks or pixel_format.startswith("yuvj")
        # "matrix/primaries/curve", or one word where all three are the same
        names = {remark.split("/")[0] for remark in remarks}
        matrix: Matrix | None = None
        if "bt709" in names:
            matrix = "bt709"
        elif names & {"smpte170m", "bt470bg", "fcc"}:
            matrix = "bt601"
        elif names & {"bt2020nc", "bt2020c", "bt2020"}:
            matrix = "bt2020"
        return pixel_format, full_range, matrix
