"""A machine with USB sockets: sticks that are plugged in, a desktop that opens them, and udisks."""

from pathlib import Path
from typing import Any

from clocks import HandWoundClock

from kiosk.errors import MachineError
from kiosk.usb import udisks
from kiosk.usb.linux import Linux
from kiosk.usb.machine import Mount
from kiosk.usb.partitions import Partition
from kiosk.usb.udisks import Udisks


def stick(name: str = "sdb1", plugged: str = "5", *, is_locked: bool = False) -> Partition:
    """A stick with one partition."""
    return Partition(f"/dev/{name}", name.rstrip("0123456789"), plugged, is_locked)


class Sockets(Udisks):
    """Sticks and where they are mounted; it opens and lets go as udisks does."""

    def __init__(self, folder: Path, clock: HandWoundClock) -> None:
        super().__init__()
        self.clock = clock
        self.media = folder / "media"
        self.plugged: list[Partition] = []
        self.mounted = [Mount("/dev/vda", "/", "ext4", "rw")]
        self.asked: list[str] = []
        """What was asked of udisks: `mount ro,…`, `unmount`, `power off`."""
        self.refusals: dict[str, str] = {}
        """By what is asked, or how it begins: the sentence instead; empty: it does nothing."""
        self.opens_to_read_only = False
        """Whether sticks are mounted for reading, whatever was asked."""
        self.linux = self.machine()

    def machine(self, **other: Any) -> Linux:
        """A machine with these sockets."""
        own = {"plugged": lambda: self.plugged, "mounts": lambda: self.mounted, "opener": self}
        return Linux(self.clock, **own | other)

    def mend(self, times: int = 1) -> None:
        """So much time passes."""
        for _ in range(times):
            self.linux.sticks()
            self.clock.wind(self.linux.PATIENCE_SECONDS)
            self.linux.mend()

    def plug(self, one: Partition) -> None:
        """Put a stick in."""
        self.plugged.append(one)

    def pull(self, one: Partition) -> None:
        """Pull it out, mounted or not."""
        self.plugged.remove(one)
        self.let_go(one.device)

    def open(self, one: Partition, options: str = "rw", name: str = "") -> Path:
        """Mount it, as a desktop would, when it is put in."""
        if one not in self.plugged:
            self.plug(one)
        path = self.media / (name or one.device[5:])
        path.mkdir(parents=True, exist_ok=True)
        self.mounted.append(Mount(one.device, str(path), "exfat", options))
        return path

    def let_go(self, device: str) -> None:
        """Somebody lets go of it, wherever it is."""
        self.mounted = [mount for mount in self.mounted if mount.device != device]

    def mount(self, device: str, options: str) -> bool:
        """As a program asks for it."""
        for one in self.plugged:
            if one.device == device and self._does(f"mount {options}"):
                self.open(one, "ro" if self.opens_to_read_only else options)
                return True
        return False

    def unmount(self, device: str, path: Path) -> None:
        """The same."""
        if self._does("unmount"):
            self.mounted.remove(next(m for m in self.mounted if m[:2] == (device, str(path))))

    def power_off(self, device: str) -> None:
        """The same."""
        self._does(f"power off {device}")

    def _does(self, asked: str) -> bool:
        self.asked.append(asked)
        for start, sentence in self.refusals.items():
            if asked.startswith(start):
                if sentence:
                    raise MachineError(sentence, udisks.AGAIN)
                return False
        return True
