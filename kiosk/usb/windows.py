"""The sticks of a PC with Windows: drive letters that psutil calls removable."""

from collections.abc import Callable, Sequence
from pathlib import Path

from kiosk.errors import MachineError
from kiosk.usb import machine, udisks
from kiosk.usb.machine import Drive, Machine, Mount


class Windows(Machine):
    """Asked every two seconds: Windows opens sticks itself, and closes them when they are quiet.

    Files are synced one by one as they are written, so there is nothing left to let go of.
    """

    def __init__(self, mounts: Callable[[], Sequence[Mount]] = machine.mounts) -> None:
        """Tests hand in their own `mounts`."""
        super().__init__()
        self._mounts = mounts
        self._out: set[str] = set()

    def sticks(self) -> tuple[Drive, ...]:
        """The letters with a stick behind them. A card reader without a card has none."""
        try:
            mounts = self._mounts()
        except OSError:
            return ()
        here = [
            Drive(mount.device.rstrip("\\"), Path(mount.mountpoint), not mount.is_read_only)
            for mount in mounts
            if "removable" in mount.opts.split(",")
        ]
        self._out &= {drive.device for drive in here}
        return tuple(drive for drive in here if drive.device not in self._out)

    def writable(self, drive: Drive) -> Drive:
        """As it is. Raises MachineError if it is locked."""
        if not drive.is_writable:
            raise MachineError(udisks.LOCKED, "move its little switch, or use another stick")
        return drive

    def eject(self, drive: Drive) -> None:
        """Treat it as out until it was taken out."""
        self._out.add(drive.device)
