"""A forgotten PIN: the publisher's word that this kiosk may choose a new one, once.

Staff read the kiosk's id and a number to the publisher, who answers with a small file on a stick:

    KIOSK-UNLOCK/<kiosk>-<number>.json
    {"format":1,"kiosk":"k-ab12cd34","number":"12345678","signature":"…"}

signed with the pack key. When it was used there is another number, and the file is of no more use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.keys.signing import Signer
    from kiosk.staff.pin import Pin
    from kiosk.stick import Folder

FOLDER = "KIOSK-UNLOCK"
"""Where unlock files lie on a stick."""


def number(file: Path) -> str:
    """The number to read out, 8 digits: kept in `file`, made if there is none or it is damaged.

    Raises MachineError if it cannot be kept.
    """
    raise NotImplementedError


def fits(stick: Folder, kiosk: str, number: str, key: str) -> bool:
    """Whether there is a file on the stick for this kiosk and number, signed by `key`.

    `key` is the enrolled publisher's public pack key, 64 hexadecimal digits. Anything else there is
    no such file. Raises MachineError if the stick cannot be read.
    """
    raise NotImplementedError


def accept(stick: Folder, kiosk: str, key: str, *, file: Path, pin: Pin) -> bool:
    """Forget the PIN if the stick has a file for it; whether it had one.

    The number in `file` is spent first, so that a power cut never leaves a file to be used twice.
    Raises MachineError if the stick cannot be read or our own disk not be written.
    """
    raise NotImplementedError


def write(signer: Signer, kiosk: str, number: str, to: Path) -> str:
    """Write the file for this kiosk and number to a stick; its path there, with forward slashes.

    `signer` has the pack key. Raises UsageError if kiosk or number are not as a kiosk shows them,
    MachineError if the stick cannot be written.
    """
    raise NotImplementedError
