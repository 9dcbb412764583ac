"""System calls of one process: told one after the other, or made to fail, by strace.

`strace -e inject` (strace(1), "Tampering") acts on the n-th call of a name. A kill comes before the
call is made; a call that fails is not made at all.
"""

import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal, TypeAlias

Place: TypeAlias = Literal["blobs", "folder", "database", "stick", "elsewhere"]
"""What a call touches: a file among the blobs; the folder they are in, or the one beside it; the
database; the stick; temporary files, and what is no file at all."""

CALLS: Final = (
    "?open,openat,?openat2,?creat,read,pread64,?readv,?preadv,write,pwrite64,?writev,"
    "?pwritev,fsync,fdatasync,sync_file_range,?rename,renameat,?renameat2,?unlink,"
    "unlinkat,?rmdir,?mkdir,mkdirat,?link,linkat,?symlink,symlinkat,truncate,"
    "ftruncate,fallocate,copy_file_range,?sendfile,?stat,?lstat,?newfstatat,?fstatat64,"
    "fstat,statx,statfs,fstatfs,?getdents64,?getdents,lseek,fadvise64,flock"
)
"""What touches files; those with a `?` some machines do not have."""
_CHANGING: Final = re.compile(
    r"(creat|p?write(64|v)?|fsync|fdatasync|sync_file_range|rename(at2?)?|unlink(at)?|rmdir"
    r"|mkdir(at)?|(sym)?link(at)?|f?truncate|fallocate|copy_file_range|sendfile)\("
)
_OPENS_TO_WRITE: Final = re.compile(r"open(at2?)?\(.*\bO_(CREAT|WRONLY|RDWR|TRUNC)\b")
_TAKES_ROOM: Final = re.compile(
    r"(open|creat|p?write|rename|mkdir|(sym)?link|ftruncate|fallocate|copy_file_range|sendfile)"
)
_LINE: Final = re.compile(r"([a-z0-9_]+)\(")
_AFTER_A_SYNC: Final = ("fsync", "fdatasync", "?unlink", "unlinkat")
"""What tells whether a file is synced again after that failed: see `synced_again`."""
_PATIENCE_SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class Call:
    """One system call of one run."""

    name: str
    nth: int
    """It is the n-th of its name, from 1."""
    line: str
    """As strace tells it."""
    place: Place
    """What it touches."""

    @property
    def changes(self) -> bool:
        """Whether something on a disk is changed by it, or may be by what it opens."""
        return bool(_CHANGING.match(self.line) or _OPENS_TO_WRITE.match(self.line))

    @property
    def takes_room(self) -> bool:
        """Whether a full disk could stand in its way."""
        return self.changes and bool(_TAKES_ROOM.match(self.line))


class Tracer:
    """strace on one process that waits. Stop it when the process is gone."""

    def __init__(self, process: int, log: Path, *how: str) -> None:
        """`how`: what else strace is told, on its command line."""
        self._strace = subprocess.Popen(
            ["strace", "-y", "-s0", "-o", log, *how, "-p", str(process)],  # noqa: S607 - wherever it is
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._strace.stderr
        words = self._strace.stderr.readline()
        if "attached" not in words:
            self.stop()
            raise OSError(words.strip())

    def stop(self) -> None:
        """Wait until it has told all, for the process ended."""
        self._strace.communicate(timeout=_PATIENCE_SECONDS)


def counting() -> tuple[str, ...]:
    """Tell every call, and let it be."""
    return ("-e", f"trace={CALLS}")


def killing(call: Call) -> tuple[str, ...]:
    """End the process by `kill -9` just before this call."""
    return _only(call, "signal=KILL")


def failing(call: Call, error: str) -> tuple[str, ...]:
    """Let this call fail with `error`, such as "EIO"."""
    return _only(call, f"error={error}", *_AFTER_A_SYNC)


def _only(call: Call, what: str, *beside: str) -> tuple[str, ...]:
    trace = ",".join((call.name, *beside))
    return ("-e", f"trace={trace}", "-e", f"inject={call.name}:{what}:when={call.nth}")


def calls(log: Path, home: Path, stick: Path) -> list[Call]:
    """Every call in a log, in order; those that write to a pipe are left out."""
    found, counts = [], dict[str, int]()
    for line in log.read_text("utf-8", "replace").splitlines():
        name = _LINE.match(line)
        if not name:
            continue
        nth = counts[name[1]] = counts.get(name[1], 0) + 1
        if "<pipe:" not in line:
            found.append(Call(name[1], nth, line, _place(line, home, stick)))
    return found


def _place(line: str, home: Path, stick: Path) -> Place:
    """What a call touches."""
    if str(stick) in line:
        return "stick"
    if f"{home}/blobs/" in line:
        return "blobs"
    if f"{home}/shelf.db" in line:
        return "database"
    return "folder" if str(home) in line else "elsewhere"


def met(log: Path, call: Call) -> str:
    """Empty if the run met this very call; else what it met."""
    lines = log.read_text("utf-8", "replace").splitlines()
    made = [line for line in lines if line.startswith(f"{call.name}(")]
    if len(made) < call.nth:
        return f"only {len(made)} calls of {call.name}"
    line = made[call.nth - 1]
    return "" if _alike(line) == _alike(call.line) else line


def synced_again(log: Path, blobs: Path) -> list[str]:
    """Blobs that were synced again after a sync failed, and were not made anew in between.

    What the disk lost then, the second sync would not miss. SQLite looks after its own files.
    """
    failed, again = set[str](), []
    for line in log.read_text("utf-8", "replace").splitlines():
        if line.startswith(("fsync(", "fdatasync(")):
            path = _path(line)
            if path in failed:
                again.append(path)
            elif "(INJECTED)" in line and path.startswith(f"{blobs}/"):
                failed.add(path)
        elif line.startswith("unlink"):
            failed -= {path for path in failed if path in line}
    return again


def _path(line: str) -> str:
    """The first path in a line."""
    found = re.search(r"[<\"](/[^>\"]*)[>\"]", line)
    return found[1] if found else ""


def _alike(line: str) -> str:
    """The same, without what differs from run to run: names by chance, and by what is in files."""
    by_chance = (
        r"(?:(?<=kiosk-pack-)|(?<=/tmp))[a-z0-9_]{8}|(?<=#)\d+|[0-9a-f]{64}"
        r"|(?<=\.)[0-9a-f]{8}(?=\.part)"
    )
    return re.sub(by_chance, "", _path(line))


def why_no_tracer(folder: Path) -> str:
    """Why no process can be traced here; empty if one can."""
    if not shutil.which("strace"):
        return "strace is not here (Debian: strace)"
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    tracer = None
    try:
        tracer = Tracer(process.pid, folder / "trial.log")
    except OSError as error:
        return f"no process may be traced here: {error}"
    finally:
        process.kill()
        process.communicate()
        if tracer:
            tracer.stop()
    return ""
