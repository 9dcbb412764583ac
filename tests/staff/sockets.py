"""A machine with USB sockets: sticks that are plugged in, a desktop that opens them, and udisks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.staff.partitions import Partition
from kiosk.staff.udisks import Answer

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ROOT = "27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw\n"


def stick(name: str = "sdb1", minor: int = 17, **more: object) -> Partition:
    """A stick with one partition."""
    given: dict[str, object] = {
        "name": name,
        "numbers": f"8:{minor}",
        "disk": name.rstrip("0123456789"),
        "plugged": "5",
        "is_locked": False,
        "filesystem": "exfat",
        "label": "MIJN STICK",
    }
    return Partition(**(given | more))  # type: ignore[arg-type]


class Sockets:
    """Sticks and where they are mounted; `run` answers as udisksctl 2.9 does."""

    def __init__(self, folder: Path) -> None:
        self.mountinfo = folder / "mountinfo"
        self.media = folder / "media"
        self.plugged: list[Partition] = []
        self.mounted: dict[str, list[str]] = {}
        """By device: the lines of its mounts."""
        self.asked: list[tuple[str, ...]] = []
        """Every command that was run."""
        self.refusals: dict[str, Answer] = {}
        """By the second word of a command, or by its options: what it answers instead."""
        self.opens_to_read_only = False
        """Whether sticks are mounted for reading, whatever was asked."""
        self.write()

    def plug(self, one: Partition) -> None:
        """Put a stick in."""
        self.plugged.append(one)

    def pull(self, one: Partition) -> None:
        """Pull it out, mounted or not."""
        self.plugged.remove(one)
        self.unmount(one.device)

    def mount(self, one: Partition, options: str = "rw", root: str = "/", name: str = "") -> Path:
        """Mount it, as a desktop would."""
        path = self.media / (name or one.name)
        path.mkdir(parents=True, exist_ok=True)
        line = f"61 27 {one.numbers} {root} {path} {options} shared:9 - exfat {one.device} rw\n"
        self.mounted.setdefault(one.device, []).append(line)
        self.write()
        return path

    def unmount(self, device: str) -> None:
        """Somebody lets go of it."""
        self.mounted.pop(device, None)
        self.write()

    def write(self) -> None:
        """As the kernel would tell of it."""
        lines = "".join(line for lines in self.mounted.values() for line in lines)
        self.mountinfo.write_text(ROOT + lines)

    def run(self, words: Sequence[str], limit_seconds: float) -> Answer:
        """A command."""
        assert limit_seconds > 0
        self.asked.append(tuple(words))
        refusal = next((self.refusals[word] for word in words if word in self.refusals), None)
        if refusal is not None:
            return refusal
        match words:
            case ["udisksctl", "mount", "-b", device, "-o", options, "--no-user-interaction"]:
                return self._mount(device, options)
            case ["udisksctl", "unmount", "-b", device, "--no-user-interaction"]:
                self.unmount(device)
            case ["umount", "--", path]:
                for device in [it for it in self.mounted if path in "".join(self.mounted[it])]:
                    self.unmount(device)
        return Answer(0)

    def _mount(self, device: str, options: str) -> Answer:
        if device in self.mounted:
            return Answer(1, "GDBus.Error:org.freedesktop.UDisks2.Error.AlreadyMounted: it is")
        for one in self.plugged:
            if one.device == device:
                self.mount(one, "ro" if self.opens_to_read_only else options)
                return Answer(0, f"Mounted {device}")
        return Answer(1, f"Error looking up object for device {device}")

    def count(self, word: str) -> int:
        """How many commands had this word."""
        return sum(word in words for words in self.asked)
