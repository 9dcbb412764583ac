"""Tables of slips in plain text: what is typed, and the faults that an author hears.

A table is a list of cases with an empty line after each; `# words` stand above a group of them.

    a name
    $ a command of the shell, in the exhibit's folder
    -what stands in the file that is at fault; … for anything between
    +what is typed in its place
    =what the advice makes of it
    |a whole text, line by line
    file:line: a fault, or how it begins

`{x*61}` is sixty-one times x, and `{NAME}` what the test calls so.
"""

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "slips"
_REPEATED = re.compile(r"\{(.)\*(\d+)\}")


@dataclass(frozen=True)
class Case:
    """One slip, and what is told of it."""

    name: str
    commands: str
    old: str
    new: str
    mended: str
    text: str
    faults: list[str]

    def happen(self, folder: Path) -> None:
        """Make the slip in the exhibit in `folder`."""
        if self.commands:
            subprocess.run(["sh", "-ec", self.commands], cwd=folder, check=True)  # noqa: S607
        if self.old:
            retype(folder / self.file, self.old, self.new)

    def mend(self, folder: Path) -> None:
        """Follow the advice."""
        retype(folder / self.file, self.new, self.mended)

    @property
    def file(self) -> str:
        """The file that is at fault."""
        return self.faults[0].partition(":")[0]


def retype(path: Path, old: str, new: str) -> None:
    """Write `new` where the file says `old`, once; … in it stands for anything."""
    pattern = re.escape(old).replace("…", r"[\s\S]*?")
    text, count = re.subn(pattern, lambda _: new, path.read_text("utf-8"))
    assert count == 1, f"{old!r} stands {count} times in {path}"
    path.write_text(text, "utf-8")


def read(table: str, **names: str) -> dict[str, Case]:
    """The cases of a table by their names."""
    text = (FOLDER / f"{table}.txt").read_text("utf-8")
    for name, value in names.items():
        text = text.replace(f"{{{name}}}", value)
    text = _REPEATED.sub(lambda found: found[1] * int(found[2]), text)
    text = re.sub(r"^# .*\n+", "", text, flags=re.MULTILINE)
    blocks = [block.split("\n") for block in text.split("\n\n")]
    found = {name: _case(name, lines) for name, *lines in blocks}
    assert len(found) == len(blocks), "two cases have one name"
    return found


def _case(name: str, lines: list[str]) -> Case:
    def marked(sign: str) -> str:
        return "".join(f"{line[1:]}\n" for line in lines if line[:1] == sign)

    old, new = marked("-"), marked("+")
    if new:  # part of a line, or of several
        old, new = old[:-1], new[:-1]
    faults = [line for line in lines if line and line[0] not in "$-+=|"]
    return Case(name, marked("$"), old, new, marked("=")[:-1], marked("|"), faults)


def change(written: dict[str, Any], place: str, value: Any) -> None:
    """Put another value at a place, such as `photos.0.caption`; a callable makes it of the old."""
    *around, last = (int(step) if step.isdigit() else step for step in place.split("."))
    here: Any = written
    for step in around:
        here = here[step]
    here[last] = value(here[last]) if callable(value) else value
