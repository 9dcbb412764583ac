"""Files on a stick that anybody may have filled."""

import hashlib
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from kiosk.errors import InputError, MachineError
from kiosk.usb import stick
from kiosk.usb.stick import Folder

NAME = "a" * 64 + ".tar"
CONTENT = bytes(range(256)) * (stick.PIECE_BYTES // 200)

on_linux = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


@pytest.fixture(params=[True, False], ids=["by descriptor", "by path"])
def by_descriptor(request: pytest.FixtureRequest) -> bool:
    """Both ways a system may open files; the second is Windows' only one."""
    if request.param and not stick.BY_DESCRIPTOR:
        pytest.skip("this system opens nothing by descriptor")
    return bool(request.param)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """An empty stick, with a file beside it that is none of its business."""
    (tmp_path / "secret").write_bytes(b"secret")
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / NAME).write_bytes(b"secret")
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def folder(path: Path, *, by_descriptor: bool) -> Iterator[Folder]:
    """The same, open."""
    with Folder.open(path, by_descriptor=by_descriptor) as opened:
        yield opened


def plant_folder(at: Path) -> None:
    """A folder with a file in it."""
    at.mkdir()
    (at / "inside").write_bytes(b"inside")


def plant_device(at: Path) -> None:
    """A device of zeros without end."""
    try:
        os.mknod(at, 0o666 | stat.S_IFCHR, os.makedev(1, 5))
    except PermissionError:
        pytest.skip("only root can plant a device")


PLANTED: dict[str, Callable[[Path], None]] = {
    "a link": lambda at: at.symlink_to(at.parents[1] / "secret"),
    "a link to where a file could be made": lambda at: at.symlink_to(at.parents[1] / "made"),
    "a link to a folder": lambda at: at.symlink_to(at.parents[1]),
    "a folder": plant_folder,
    "a pipe": os.mkfifo,
    "a socket": lambda at: os.mknod(at, 0o666 | stat.S_IFSOCK),
    "a device": plant_device,
}
planted = pytest.mark.parametrize("plant", PLANTED.values(), ids=PLANTED.keys())


def test_what_is_written_is_there_and_nothing_beside_it(path: Path, folder: Folder) -> None:
    """A file has its name only when it is whole; what room there is can be asked before."""
    assert folder.kind(NAME) is None
    folder.write(NAME, CONTENT)
    assert folder.kind(NAME) == "file"
    assert folder.read(NAME, len(CONTENT)) == CONTENT
    assert folder.holds(NAME, CONTENT)
    assert folder.names() == [NAME] == [one.name for one in path.iterdir()]
    free, piece = folder.room()
    assert free > 0
    assert piece > 0


@pytest.mark.parametrize("content", [b"", CONTENT[:-1], CONTENT + b"\0", CONTENT[::-1]])
def test_a_file_with_other_bytes_does_not_hold_these(folder: Folder, content: bytes) -> None:
    """Cut short, longer, or altered: it is not taken for the file it should be."""
    assert not folder.holds(NAME, CONTENT)
    folder.write(NAME, content)
    assert not folder.holds(NAME, CONTENT)


def test_a_damaged_file_and_a_part_left_over_are_mended(path: Path, folder: Folder) -> None:
    """A stick that was pulled out while it was written is written whole the next time."""
    (path / NAME).write_bytes(CONTENT[:1000])
    (path / f"{NAME}.part").write_bytes(CONTENT[:10])
    folder.write(NAME, CONTENT)
    assert (path / NAME).read_bytes() == CONTENT
    assert folder.names() == [NAME]


def test_folders_are_made_once_and_found_again(folder: Folder) -> None:
    """What is written in an inner folder lies there."""
    assert folder.folder("inner") is None
    for content in (b"one", b"two"):
        with folder.make("inner") as inner:
            inner.write(NAME, content)
        inner.close()
    found = folder.folder("inner")
    with found:
        assert found.read(NAME, 10) == b"two"


def test_a_file_is_read_as_far_as_it_may_be_long(folder: Folder) -> None:
    """A file without end fills no memory."""
    folder.write(NAME, CONTENT)
    with pytest.raises(InputError, match="too large"):
        folder.read(NAME, len(CONTENT) - 1)
    with folder.file(NAME) as file:
        assert file.read(10) == CONTENT[:10]


@on_linux
@planted
def test_only_a_file_is_read(path: Path, folder: Folder, plant: Callable[[Path], None]) -> None:
    """What was planted under a file's name is neither followed nor waited for."""
    plant(path / NAME)
    assert folder.kind(NAME) == ("folder" if plant is plant_folder else "other")
    with pytest.raises(InputError, match="is no file"):
        folder.read(NAME, 1000)
    with pytest.raises(InputError, match="is no file"):
        next(folder.pieces(NAME))
    with pytest.raises(MachineError, match="stands in the way"):
        folder.holds(NAME, b"secret")


@on_linux
@planted
@pytest.mark.parametrize("ending", ["", ".part"])
def test_nothing_is_written_through_what_was_planted(
    path: Path, folder: Folder, plant: Callable[[Path], None], ending: str
) -> None:
    """Nor over it: a sentence names it, and what lies elsewhere stays as it was."""
    plant(path / f"{NAME}{ending}")
    with pytest.raises(MachineError, match="stands in the way"):
        folder.write(NAME, CONTENT)
    assert (path.parent / "secret").read_bytes() == b"secret"
    assert not (path.parent / "made").exists()
    assert folder.names() == [f"{NAME}{ending}"]


@on_linux
def test_no_folder_is_entered_through_a_link(path: Path, folder: Folder) -> None:
    """A folder on a stick is a folder on that stick; a file in its place stays as it is."""
    (path / "inner").symlink_to(path.parent / "elsewhere")
    (path / "file").write_bytes(b"")
    for name in ("inner", "file"):
        for enter in (folder.folder, folder.make):
            with pytest.raises(MachineError, match=f"{name} stands in the way"):
                enter(name)


@pytest.mark.parametrize("name", ["", ".", "..", "../secret", "/etc/passwd", "a\\b", "c:b", "a\0b"])
def test_a_name_is_a_name_and_no_way(folder: Folder, name: str) -> None:
    """No name leads out of the folder, on any system."""
    for use in (
        lambda: folder.read(name, 10),
        lambda: folder.holds(name, b""),
        lambda: folder.write(name, b""),
        lambda: folder.folder(name),
        lambda: folder.kind(name),
    ):
        with pytest.raises(InputError, match="no name"):
            use()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """The stick is not in, or it is called otherwise: the way to it may even hold links."""
    (tmp_path / "file").write_bytes(b"")
    for by_descriptor in (stick.BY_DESCRIPTOR, False):
        with pytest.raises(MachineError, match="there is no folder"):
            Folder.open(tmp_path / "none", by_descriptor=by_descriptor)
        with pytest.raises(MachineError, match="is no folder"):
            Folder.open(tmp_path / "file", by_descriptor=by_descriptor)
    (tmp_path / "stick").mkdir()
    try:
        (tmp_path / "link").symlink_to(tmp_path / "stick", target_is_directory=True)
    except OSError:
        pytest.skip("this user may make no links")
    with Folder.open(tmp_path / "link") as folder:
        folder.write(NAME, b"one")
    assert (tmp_path / "stick" / NAME).read_bytes() == b"one"


@on_linux
def test_a_stick_that_is_gone_is_told(path: Path, folder: Folder) -> None:
    """Pulled out in the middle: one sentence, and doing it again is enough."""
    path.rmdir()
    with pytest.raises(MachineError, match="nothing is lost"):
        folder.write(NAME, CONTENT)


class LyingFolder(Folder):
    """A stick that says yes, and keeps something else."""

    def _fill(self, name: str, chunks: Iterable[bytes]) -> None:
        super()._fill(name, [bytes(len(chunk)) for chunk in chunks])


def test_a_stick_that_keeps_nothing_is_found_out(path: Path, *, by_descriptor: bool) -> None:
    """Worn-out and counterfeit sticks: what was written is read back before it has its name."""
    with LyingFolder.open(path, by_descriptor=by_descriptor) as folder:
        folder.write(NAME, bytes(1000))
        with pytest.raises(MachineError, match="does not keep what is written"):
            folder.write(NAME, CONTENT)
        assert folder.read(NAME, 1000) == bytes(1000)
        with pytest.raises(MachineError, match="does not keep what is written"):
            folder.copy("film", [CONTENT], hashlib.sha256(CONTENT).hexdigest())
        assert folder.names() == [NAME]


def test_a_large_file_is_copied_in_pieces(folder: Folder) -> None:
    """A film arrives whole, whatever its pieces; its length and its bytes can be asked for."""
    pieces = [CONTENT[:7], CONTENT[7:1000], b"", CONTENT[1000:]]
    folder.copy(NAME, pieces, hashlib.sha256(CONTENT).hexdigest())
    assert folder.read(NAME, len(CONTENT)) == CONTENT
    assert folder.size(NAME) == len(CONTENT)
    assert folder.digest(NAME) == hashlib.sha256(CONTENT).hexdigest()
    assert folder.names() == [NAME]


@pytest.mark.parametrize("start", [0, 1, stick.PIECE_BYTES, len(CONTENT) - 1, len(CONTENT)])
def test_a_large_file_is_read_in_pieces(folder: Folder, start: int) -> None:
    """From wherever it was left, every byte once; who stops early leaves no file open."""
    folder.write(NAME, CONTENT)
    pieces = list(folder.pieces(NAME, start))
    assert b"".join(pieces) == CONTENT[start:]
    assert all(0 < len(piece) <= stick.PIECE_BYTES for piece in pieces)
    with closing(folder.pieces(NAME)) as rest:
        next(rest)


def test_a_file_can_be_taken_away(folder: Folder) -> None:
    """What is not there is no fault; what is no file stays."""
    folder.write(NAME, CONTENT)
    for _ in range(2):
        folder.remove(NAME)
        assert folder.names() == []
        assert folder.size(NAME) is None
    folder.make(NAME).close()
    with pytest.raises(MachineError, match="stands in the way"):
        folder.remove(NAME)
    with pytest.raises(MachineError, match="stands in the way"):
        folder.size(NAME)


@pytest.mark.skipif(not shutil.which("fiu-run"), reason="fiu-run is not here")
def test_a_sync_that_fails_leaves_nothing(tmp_path: Path) -> None:
    """After a failed sync nobody knows what is on the stick: that file never gets its name."""
    program = (
        "import sys; from pathlib import Path; from kiosk.errors import MachineError\n"
        "from kiosk.usb.stick import Folder\n"
        "with Folder.open(Path(sys.argv[1])) as folder:\n"
        "    try: folder.write('a', b'content')\n"
        "    except MachineError as error: print(error)\n"
    )
    failing = ["fiu-run", "-x", "-c", "enable name=posix/io/sync/fsync,failinfo=5"]
    done = subprocess.run(
        [*failing, sys.executable, "-c", program, tmp_path],
        cwd=Path(__file__).parents[1],
        check=True,
        capture_output=True,
        text=True,
    )
    assert "does not answer" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_of_a_folder_without_end_some_names_are_read(path: Path, folder: Folder) -> None:
    """Who fills a stick with empty files does not stop a kiosk."""
    (path / "0").touch()
    for number in range(1, stick.MAX_NAMES + 5):
        os.link(path / "0", path / str(number))
    assert len(folder.names()) == stick.MAX_NAMES


@pytest.fixture
def mounted(path: Path, *, by_descriptor: bool) -> Iterator[Callable[..., Folder]]:
    """Opens the stick after a small disk in memory was mounted on it, or on a folder in it.

    Skips aloud where this user may mount none. It is taken out again whatever happens.
    """
    with ExitStack() as undo:

        def mount(at: Path, options: str) -> Folder:
            command = ["mount", "-t", "tmpfs", "-o", options, "stick", at]
            if (
                not shutil.which("mount")
                or subprocess.run(command, check=False, capture_output=True).returncode
            ):
                pytest.skip("only root can mount a small disk")
            undo.callback(subprocess.run, ["umount", at], check=True)
            return undo.enter_context(Folder.open(path, by_descriptor=by_descriptor))

        yield mount


@on_linux
def test_a_full_stick_is_told_and_nothing_left(path: Path, mounted: Callable[..., Folder]) -> None:
    """What was there stays; the part that did not fit is gone."""
    folder = mounted(path, "size=64k")
    folder.write("small", b"small")
    with pytest.raises(MachineError, match="is full — make room"):
        folder.write(NAME, CONTENT)
    assert folder.names() == ["small"]
    folder.write("small again", b"small")


@on_linux
def test_a_locked_stick_is_told(path: Path, mounted: Callable[..., Folder]) -> None:
    """A stick with its switch on can be read, not written."""
    folder = mounted(path, "ro")
    with pytest.raises(MachineError, match="see whether the stick is locked"):
        folder.write(NAME, CONTENT)
    with pytest.raises(MachineError, match="see whether the stick is locked"):
        folder.make("inner")


@on_linux
def test_another_disk_inside_is_not_entered(path: Path, mounted: Callable[..., Folder]) -> None:
    """What is mounted in a stick's folder is not the stick."""
    (path / "inner").mkdir()
    folder = mounted(path / "inner", "size=64k")
    with pytest.raises(MachineError, match="stands in the way"):
        folder.folder("inner")
