"""A forgotten PIN: the publisher's word that this kiosk may choose a new one, once.

Staff read the kiosk's id and a number to the publisher, who answers with a small file on a stick:

    KIOSK-UNLOCK/<kiosk>-<number>.json
    {"format":1,"kiosk":"k-ab12cd34","number":"12345678","signature":"…"}

signed with the pack key. When it was used there is another number, and the file is of no more use.
"""

import json
import re
import secrets
from pathlib import Path
from typing import Final

from kiosk import files
from kiosk.errors import InputError, UsageError
from kiosk.keys import signing
from kiosk.keys.signing import Signer
from kiosk.staff.pin import Pin
from kiosk.usb.stick import Folder

FOLDER: Final = "KIOSK-UNLOCK"
"""Where unlock files lie on a stick."""
FORMAT: Final = 1

_DIGITS: Final = 8
_MAX_BYTES: Final = 4 << 10
_KIOSK = re.compile(r"[a-z0-9-]{1,32}")
_NUMBER = re.compile(rf"[0-9]{{{_DIGITS}}}")


def number(file: Path) -> str:
    """The number to read out, 8 digits: kept in `file`, made if there is none or it is damaged.

    Raises MachineError if it cannot be kept.
    """
    try:
        kept = files.read(file, _DIGITS + 2).decode("ascii").strip()
    except (OSError, UnicodeDecodeError):
        kept = ""
    return kept if _NUMBER.fullmatch(kept) else _renew(file)


def fits(stick: Folder, kiosk: str, number: str, key: str) -> bool:
    """Whether there is a file on the stick for this kiosk and number, signed by `key`.

    `key` is the enrolled publisher's public pack key, 64 hexadecimal digits. Anything else there is
    no such file. Raises MachineError if the stick cannot be read.
    """
    if not (_KIOSK.fullmatch(kiosk) and _NUMBER.fullmatch(number)):
        return False
    folder = stick.folder(FOLDER)
    if folder is None:
        return False
    with folder:
        try:
            content = folder.read(_name(kiosk, number), _MAX_BYTES)
        except InputError:
            return False
    try:
        match json.loads(content):
            case {"format": 1, "signature": str(signature), **rest} if rest == {
                "kiosk": kiosk,
                "number": number,
            }:
                signed = bytes.fromhex(signature)
                return signing.verify(key, "unlock", _message(kiosk, number), signed)
    except (ValueError, RecursionError):
        return False
    return False


def accept(stick: Folder, kiosk: str, key: str, *, file: Path, pin: Pin) -> bool:
    """Forget the PIN if the stick has a file for it; whether it had one.

    The number in `file` is spent first, so that a power cut never leaves a file to be used twice.
    Raises MachineError if the stick cannot be read or our own disk not be written.
    """
    if not fits(stick, kiosk, number(file), key):
        return False
    _renew(file)
    pin.forget()
    return True


def write(signer: Signer, kiosk: str, number: str, to: Path) -> str:
    """Write the file for this kiosk and number to a stick; its path there, with forward slashes.

    `signer` has the pack key. Raises UsageError if kiosk or number are not as a kiosk shows them,
    MachineError if the stick cannot be written.
    """
    if not _KIOSK.fullmatch(kiosk):
        raise UsageError(f"{kiosk!r} is no id of a kiosk", "Health shows it, as k-ab12cd34")
    if not _NUMBER.fullmatch(number):
        raise UsageError(f"{number!r} is no number of a kiosk", f"Health shows {_DIGITS} digits")
    content = {
        "format": FORMAT,
        "kiosk": kiosk,
        "number": number,
        "signature": signer.sign("unlock", _message(kiosk, number)).hex(),
    }
    with Folder.open(to) as stick, stick.make(FOLDER) as folder:
        folder.write(_name(kiosk, number), json.dumps(content).encode("ascii") + b"\n")
    return f"{FOLDER}/{_name(kiosk, number)}"


def _name(kiosk: str, number: str) -> str:
    return f"{kiosk}-{number}.json"


def _message(kiosk: str, number: str) -> bytes:
    """The bytes that are signed."""
    return f"{kiosk}\n{number}\n".encode("ascii")


def _renew(file: Path) -> str:
    """Another number, kept."""
    fresh = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
    files.replace(file, f"{fresh}\n".encode("ascii"))
    return fresh
