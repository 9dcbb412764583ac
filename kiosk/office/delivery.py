"""The coordinator's answer: receipts for all that lies in the backup, on sticks that go back."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from kiosk.errors import InputError, MachineError, UntrustedError
from kiosk.keys.signing import Signer
from kiosk.office.backup import Backup
from kiosk.signups import erasure, receipt
from kiosk.signups.erasure import Entry
from kiosk.usb.stick import Folder

Content = TypeVar("Content")


def deliver(backup: Backup, signer: Signer, folder: Path, now: datetime) -> tuple[str, ...]:
    """Write receipts for all that `backup` holds to `folder`, and what is to be erased; read back.

    What says the same lies there already: nothing is written. Returns the paths on the stick, with
    forward slashes. Raises MachineError if the stick cannot.
    """
    key = signer.public
    with Folder.open(folder) as stick, stick.make(receipt.FOLDER) as receipts:
        told = [one.arrived for one in _own(receipts, ".json", receipt.read, key)]
        gone = [one.erased for one in _own(receipts, erasure.ENDING, erasure.read, key)]
        arrivals = receipt.portions(backup.arrived, now)
        erasures = erasure.portions(backup.erased, now)
        new = [receipt.write(one, signer) for one in arrivals if one.arrived not in told]
        files = {receipt.name(content): content for content in new}
        new = [receipt.write(one, signer) for one in erasures if one.erased not in gone]
        files |= {receipt.name(content, erasure.ENDING): content for content in new}
        for name, content in files.items():
            receipts.write(name, content)
    return tuple(f"{receipt.FOLDER}/{name}" for name in files)


def erasures(folder: Path, key: str) -> set[Entry]:
    """The entries of the erasures on a stick that the owner of `key` signed.

    What cannot be read names none.
    """
    entries: set[Entry] = set()
    with suppress(MachineError), Folder.open(folder) as stick:
        for found in receipt.folders(stick):
            for one in _own(found, erasure.ENDING, erasure.read, key):
                entries.update(one.erased)
    return entries


def _own(
    receipts: Folder, ending: str, read: Callable[[bytes, str], Content], key: str
) -> Iterator[Content]:
    """What we signed ourselves of one kind in this folder, and is whole."""
    for name in receipts.names():
        if name.endswith(ending) and not name.startswith("."):
            with suppress(InputError, UntrustedError):
                yield read(receipts.read(name, receipt.MAX_BYTES), key)
