"""How long an author waits, beside the least it can be: `python tests/bench/author.py [--old DIR]`.

- **commands**: `exhibit check`, `exhibit prepare` and `pack publish` of content/limburg, with
  nothing changed since, and with one comma changed. Floors: `python -c pass`, and a bare walk that
  asks the disk what it says of each file.
- **comma**: from a saved comma in the title to its pixels on the glass of `exhibit preview`,
  offscreen. Floor: reading the window's pixels once.

`--old DIR` is another checkout that takes turns with this one, such as one of an older commit. Each
has folders of its own, and all that is made once is made before; ratios are what to quote.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

REPO = Path(__file__).resolve().parents[2]
WALK = "import os, sys; [os.stat(os.path.join(at, name)) for at, _, names in os.walk(sys.argv[1])"
WALK += " for name in names]"
WINDOW = "1280x720"
STILL_SECONDS = 1.5
PASSPHRASE = "twelve neighbours share a garden"  # noqa: S105 - opens nothing but this
TITLE = re.compile(r"(?m)^  nl: Negen sociale\W+coöperaties")
ROUNDS = 5


class Side:
    """One checkout, with an author's folder and a home of its own."""

    def __init__(self, name: str, checkout: Path, place: Path) -> None:
        self.name = name
        self.folder = place / "limburg"
        shutil.copytree(REPO / "content" / "limburg", self.folder)
        own = checkout / ".venv" / "bin" / "python"
        self.python = str(own) if own.exists() else sys.executable
        """Its own: in the other's a kiosk is installed that comes before any path."""
        self.words = place / "words"
        self.words.write_text(PASSPHRASE)
        (place / "stick").mkdir()
        self.environment = {
            **os.environ,
            "PYTHONPATH": str(checkout),
            "XDG_DATA_HOME": str(place / "data"),
            "SDL_VIDEODRIVER": "offscreen",
            "SDL_AUDIODRIVER": "dummy",
        }
        self.keys = place / "keys"
        publish = [self.folder, "--keys", self.keys, "--to", place / "stick", "--example"]
        publish += ["--date-is-right", "--passphrase-file", self.words]
        self.commands = {
            "check": ["exhibit", "check", self.folder],
            "prepare": ["exhibit", "prepare", self.folder, "--to", place / "ready"],
            "publish": ["pack", "publish", *publish],
        }

    def begin(self) -> None:
        """Make its keys, and all that is made once."""
        new = ["keys", "new", self.keys, "--passphrase-file", self.words]
        said = self._run(*self._kiosk(new))
        lines = said[said.index("  keys:") :].rstrip()
        sheet = self.folder / "exhibit.yaml"
        text = sheet.read_text("utf-8")
        mine = re.sub(r"(?ms)^  keys:.*?(?=^  retention)", lines + "\n", text)
        sheet.write_text(mine.replace(" (voorbeeld)", ""), "utf-8")
        for command in self.commands.values():
            self._run(*self._kiosk(command))

    def seconds(self, command: str) -> float:
        """How long one of its commands takes."""
        began = time.monotonic()
        self._run(*self._kiosk(self.commands[command]))
        return time.monotonic() - began

    def on_the_glass(self) -> dict[str, float]:
        """The seconds from a saved comma to its pixels, and what reading pixels takes."""
        said = self._run(self.python, str(Path(__file__).resolve()), "--child", str(self.folder))
        found: dict[str, float] = json.loads(said.splitlines()[-1])
        return found

    def _kiosk(self, arguments: list[object]) -> list[str]:
        return [self.python, "-m", "kiosk", *map(str, arguments)]

    def _run(self, *command: str) -> str:
        done = subprocess.run(
            command,
            env=self.environment,
            cwd=self.folder,  # `-m` takes what lies in the present folder before what is installed
            check=False,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            sys.exit(f"{self.name}: {' '.join(command)}\n{done.stderr[-2000:]}")
        return done.stdout


def change_title(folder: Path) -> None:
    """Put a comma into the title, or take it out."""
    sheet = folder / "exhibit.yaml"
    text = sheet.read_text("utf-8")
    comma = "" if "sociale, co" in text else ","
    changed = TITLE.sub(f"  nl: Negen sociale{comma} coöperaties", text)
    assert changed != text
    sheet.write_text(changed, "utf-8")


def child(folder: Path) -> None:
    """The real preview; its loop is turned by hand, and its pixels are watched."""
    from kiosk.cli import preview, run

    found: list[dict[str, float]] = []

    def watch(app: object) -> int:
        found.extend(_watched(app, folder) for _ in range(ROUNDS))
        return 0

    run.show = lambda app: (app._run_prepare(), watch(app))[1]  # noqa: SLF001
    preview.preview(folder, place=None, today=None, window=WINDOW, language="nl")
    print(json.dumps({name: median(one[name] for one in found) for name in found[0]}))


def _watched(app: object, folder: Path) -> dict[str, float]:
    """Stand still on the cards, save, and see when the title is as it stays."""
    from kivy.base import EventLoop

    def until_still(look: object, least_seconds: float) -> tuple[float, bytes]:
        """Turn the loop until the title has not changed for a while: when it did last."""
        at, seen = time.monotonic(), look()
        while time.monotonic() < at + least_seconds:
            EventLoop.idle()
            if (now := look()) != seen:
                at, seen = time.monotonic(), now
        return at, seen

    app.visit.touch()
    _, before = until_still(_title_pixels, STILL_SECONDS)
    began = time.monotonic()
    _title_pixels()
    floor = time.monotonic() - began
    saved = time.monotonic()
    change_title(folder)
    while _title_pixels() == before:
        EventLoop.idle()
    at, after = until_still(_title_pixels, STILL_SECONDS)
    assert after != before
    return {"comma": at - saved, "floor": floor}


def _title_pixels() -> bytes:
    """The upper fifth of the window, as it is drawn."""
    from kivy.core.window import Window
    from kivy.graphics.opengl import GL_RGB, GL_UNSIGNED_BYTE, glReadPixels

    wide, high = Window.size
    part = high // 5
    return bytes(glReadPixels(0, high - part, wide, part, GL_RGB, GL_UNSIGNED_BYTE))


def main() -> None:
    """Let all sides take turns, and print medians."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--old", type=Path, metavar="DIR", help="another checkout")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child)
        return
    with tempfile.TemporaryDirectory() as place:
        checkouts = {"new": REPO} | ({"old": options.old.resolve()} if options.old else {})
        figures = measure(
            [Side(name, path, Path(place, name)) for name, path in checkouts.items()],
            options.rounds,
        )
    floor = median(figures["python -c pass"])
    print(f"{'':<44} seconds   beside `python -c pass`")
    for name, seconds in figures.items():
        print(f"{name:<44}{median(seconds):8.3f}{median(seconds) / floor:9.1f} x")


def measure(sides: list[Side], rounds: int) -> dict[str, list[float]]:
    """The seconds of each thing in each round."""
    figures: dict[str, list[float]] = {}

    def note(name: str, seconds: float) -> None:
        figures.setdefault(name, []).append(seconds)

    for side in sides:
        side.begin()
    for _ in range(rounds):
        for name, code in (("python -c pass", "pass"), ("a bare walk", WALK)):
            began = time.monotonic()
            subprocess.run([sys.executable, "-c", code, sides[0].folder], check=True)
            note(name, time.monotonic() - began)
        for command in sides[0].commands:
            for side in sides:
                note(f"{command}, unchanged, {side.name}", side.seconds(command))
            for side in sides:
                change_title(side.folder)
                note(f"{command}, one comma, {side.name}", side.seconds(command))
    for side in sides:
        glass = side.on_the_glass()
        note(f"comma to the glass, {side.name}", glass["comma"])
        note(f"its floor: reading the pixels, {side.name}", glass["floor"])
    return figures


if __name__ == "__main__":
    main()
