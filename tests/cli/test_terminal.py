"""What is printed where the terminal has not all letters."""

import io
import os
import sys
from pathlib import Path

import pytest
from cli.command import Command, process
from packs.publisher import Publisher

from kiosk.cli import terminal

PRINTED = "Łódź – “coördinator’s” ☃ één"


def printed(encoding: str, words: str) -> bytes:
    """What arrives when `words` are printed to somebody who knows this encoding."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding=encoding, errors="strict")
    terminal.make_plain(stream)
    stream.write(words)
    stream.flush()
    return raw.getvalue()


@pytest.mark.parametrize(
    ("encoding", "seen"),
    [
        ("utf-8", PRINTED),
        ("ascii", 'Lodz - "coordinator\'s" \\u2603 een'),
        ("latin-1", 'Lódz - "coördinator\'s" \\u2603 één'),
        ("cp1252", "Lódz – “coördinator’s” \\u2603 één"),
        ("cp437", 'Lódz - "coördinator\'s" \\u2603 één'),
    ],
)
def test_a_letter_that_is_not_there_becomes_the_nearest(encoding: str, seen: str) -> None:
    """No command ends at a name; what cannot be drawn alike is told by its number."""
    assert printed(encoding, PRINTED) == seen.encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-8", "ascii", "cp1252"])
def test_the_bytes_of_a_path_come_out_as_they_went_in(encoding: str) -> None:
    """A script that reads the path finds the file."""
    assert printed(encoding, os.fsdecode(b"/media/\xff\xfe stick")) == b"/media/\xff\xfe stick"


def test_a_command_that_meets_the_machine_s_refusal_says_so(kiosk: Command) -> None:
    """Exit code 5 and one sentence, also where no command has words of its own for it."""
    told = kiosk("exhibit", "new", "/proc/self/task/garden").told(5)
    assert len(told.splitlines()) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="other systems keep their dumps elsewhere")
def test_no_crash_leaves_a_picture_of_the_memory() -> None:
    """What a visitor has typed is in no core dump, whoever the system gives those to."""
    script = (
        "import sys, kiosk.cli as cli; sys.argv = ['kiosk', '--help']; cli.main(); "
        "import ctypes, resource; dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0); "
        "print(resource.getrlimit(resource.RLIMIT_CORE), dumpable, file=sys.stderr)"
    )
    assert process("-c", script).stderr == "(0, 0) 0\n"


NOWHERE = """
import sys, tempfile
tempfile.tempdir = sys.argv[1]
from kiosk.cli import main
sys.exit(main(["pack", "verify", sys.argv[2]]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on files")
def test_a_film_is_not_blamed_for_a_disk_that_is_full() -> None:
    """FFmpeg, which could say nothing, is not even begun."""
    script = (
        "import resource, signal, sys; from kiosk.author.ffmpeg import Ffmpeg\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: Ffmpeg(find=lambda: sys.exit('begun')).run([])\n"
        "except Exception as error: print(error.exit_code, error)"
    )
    done = process("-c", script)
    assert done.stdout.startswith("5 nothing can be written in the folder for temporary files")


def test_without_room_for_what_is_kept_for_a_moment_the_machine_cannot(tmp_path: Path) -> None:
    """A full or missing folder for temporary files is exit code 5, and one sentence."""
    publisher = Publisher(tmp_path)
    publisher.publish(tmp_path / "stick", "Eerste")
    done = process("-c", NOWHERE, tmp_path / "none", tmp_path / "stick")
    assert done.returncode == 5
    [line] = done.stderr.splitlines()
    assert line.startswith("nothing can be written in the folder for temporary files: ")
    assert "TMPDIR=FOLDER" in line
