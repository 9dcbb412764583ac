"""The coordinator's answer: receipts for all that lies in the backup, on sticks that go back."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from kiosk.errors import InputError, MachineError, UntrustedError
from kiosk.signups import erasure, receipt
from kiosk.usb.stick import Folder

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from kiosk.keys.signing import Signer
    from kiosk.office.backup import Backup
    from kiosk.signups.erasure import Entry, Erasure
    from kiosk.signups.receipt import Receipt


def deliver(backup: Backup, signer: Signer, folder: Path, now: datetime) -> tuple[str, ...]:
    """Write receipts for all that `backup` holds to `folder`, and what is to be erased; read back.

    What says the same lies there already: nothing is written. Returns the paths on the stick, with
    forward slashes. Raises MachineError if the stick cannot.
    """
    said = list(receipt.portions(backup.arrived, now))
    with Folder.open(folder) as stick, stick.make(receipt.FOLDER) as receipts:
        there = [one.arrived for one in _there(receipts, signer.public)]
        written = []
        for one in said:
            if one.arrived not in there:
                content = receipt.write(one, signer)
                receipts.write(receipt.name(content), content)
                written.append(f"{receipt.FOLDER}/{receipt.name(content)}")
        known = [one.erased for one in _erasures(receipts, signer.public)]
        for erased in erasure.portions(backup.erased, now):
            if erased.erased not in known:
                content = erasure.write(erased, signer)
                receipts.write(erasure.name(content), content)
                written.append(f"{receipt.FOLDER}/{erasure.name(content)}")
    return tuple(written)


def erased(folder: Path, key: str) -> set[Entry]:
    """The entries of the erasures on a stick that the owner of `key` signed.

    What cannot be read names none.
    """
    entries: set[Entry] = set()
    with suppress(MachineError), Folder.open(folder) as stick:
        for found in receipt.folders(stick):
            entries.update(erasure for one in _erasures(found, key) for erasure in one.erased)
    return entries


def _there(receipts: Folder, key: str) -> Iterator[Receipt]:
    """Our own receipts in this folder."""
    for name in receipts.names():
        if name.endswith(".json"):
            try:
                yield receipt.read(receipts.read(name, receipt.MAX_BYTES), key)
            except (InputError, UntrustedError):
                continue  # somebody else's, or damaged


def _erasures(receipts: Folder, key: str) -> Iterator[Erasure]:
    """Our own erasures in this folder."""
    for name in receipts.names():
        if name.endswith(erasure.ENDING) and not name.startswith("."):
            try:
                yield erasure.read(receipts.read(name, receipt.MAX_BYTES), key)
            except (InputError, UntrustedError):
                continue
