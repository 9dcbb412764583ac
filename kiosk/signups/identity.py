"""Which kiosk this is: an id and a key, made once, on this machine.

`kiosk.json` in the home points to the one that takes sign-ups; it is written last. Every other
folder with a store is retired: nothing is added to it, but what it keeps still travels, signed by
its own key. A copied disk becomes a new kiosk, so that no two machines ever number the same log.
"""

import errno
import hashlib
import secrets
import shutil
import string
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, ValidationError

from kiosk import files
from kiosk.errors import DatabaseFault, StoreError
from kiosk.exhibit.model import Frozen
from kiosk.keys.signing import Signer, fingerprint
from kiosk.notices import Notices
from kiosk.paths import Home
from kiosk.signups import key_file
from kiosk.signups.event import KioskId
from kiosk.signups.store import KIND, NAME, Store

FORMAT: Final = 1
MACHINE_FILES: Final = (Path("/etc/machine-id"), Path("/var/lib/dbus/machine-id"))
"""Where Linux writes down which machine it is: machine-id(5)."""
PREFIX: Final = "k-"
"""Begins the id of every kiosk."""
_RANDOM: Final = string.ascii_lowercase + string.digits
_NEW: Final = ".new"
_CLOSED: Final = {errno.EACCES, errno.EPERM, errno.EISDIR, errno.ELOOP}
_ADVICE: Final = "bring back the disk or folder that holds it"


@dataclass(frozen=True, slots=True)
class Identity:
    """One kiosk, as coordinators know it."""

    kiosk: str
    """Its id; not that of the place where it stands."""
    signer: Signer = field(repr=False)
    """Signs its bundles."""
    folder: Path
    """Holds its key and its store."""
    demo: bool
    """Takes sign-ups to the published demo keys, and only to those."""
    carrier: str | None = None
    """The kiosk whose key signs, where the key of this one is lost."""

    @property
    def fingerprint(self) -> str:
        """Twenty digits of its key, for people to compare."""
        return fingerprint(self.signer.public)


@dataclass(frozen=True, slots=True)
class SignUpLog:
    """A store that is open, and whose it is."""

    identity: Identity
    store: Store


class Pointer(Frozen):
    """What `kiosk.json` says."""

    format: Literal[1] = FORMAT
    kiosk: KioskId
    machine: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
    """SHA-256 of the machine's own id; empty if it has none."""
    demo: bool

    def matches(self, machine: str) -> bool:
        """Whether it may have been made on this machine."""
        return not self.machine or not machine or self.machine == machine


def machine(platform: str = sys.platform, places: tuple[Path, ...] = MACHINE_FILES) -> str:
    """SHA-256 of what this machine calls itself; empty if it has no such name.

    Hashed with a word of ours, because machine-id(5) asks not to show the id to others.
    """
    called = _of_windows() if platform == "win32" else _of_linux(places)
    return hashlib.sha256(f"kiosk machine 1\n{called}".encode()).hexdigest() if called else ""


def _of_linux(places: tuple[Path, ...]) -> str:
    for place in places:
        try:
            called = place.read_text("ascii").strip()
        except (OSError, UnicodeDecodeError):
            continue
        if called and called != "uninitialized":
            return called
    return ""


def _of_windows() -> str:
    """The MachineGuid that Windows makes when it is installed."""
    if sys.platform != "win32":
        return ""
    import winreg  # noqa: PLC0415 - only Windows has it

    try:
        flags = winreg.KEY_READ | winreg.KEY_WOW64_64KEY
        path = r"SOFTWARE\Microsoft\Cryptography"
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path, 0, flags) as key:
            return str(winreg.QueryValueEx(key, "MachineGuid")[0])
    except OSError:
        return ""


def read_pointer(home: Home) -> Pointer | None:
    """What `kiosk.json` says; None if there is none.

    Raises StoreError: "damaged" if it cannot be understood, "broken" if it cannot be read or is
    of a newer program.
    """
    try:
        content = files.read(home.identity)
    except FileNotFoundError:
        return None
    except OSError as error:
        # What nobody may read is as good as damaged; a disk that fails may be better tomorrow.
        reason: DatabaseFault = "damaged" if error.errno in _CLOSED else "broken"
        raise StoreError(reason, f"{home.identity.name} cannot be read", _ADVICE) from error
    try:
        return Pointer.model_validate_json(content)
    except ValidationError as error:
        formats = [fault["input"] for fault in error.errors() if fault["loc"] == ("format",)]
        if any(isinstance(written, int) and written > FORMAT for written in formats):
            raise StoreError(
                "broken",
                f"{home.identity.name} was written by a newer version of this program",
                "install that version again",
            ) from None
        raise StoreError("damaged", f"{home.identity.name} is damaged", _ADVICE) from None


def write_pointer(home: Home, pointer: Pointer) -> None:
    """Make it the kiosk of this home, durably. Raises StoreError."""
    with KIND.wrap_errors(home.identity):
        files.put(home.identity, pointer.model_dump_json().encode() + b"\n")


def load(
    folder: Path,
    *,
    demo: bool,
    store: Store | None = None,
    signs: key_file.Signs | None = None,
    notices: Notices | None = None,
) -> Identity:
    """The identity in `folder`; its `store` may know whose it is, and its public key.

    `signs` tells what a key signed before. A damaged copy of the key is mended and told in
    `notices`; without those it is left as it is. Raises StoreError ("keyless") if no copy is left.
    """
    known = store.public if store else ""
    found = key_file.read(folder, known, signs, mend=notices is not None)
    if found is None:
        raise StoreError("keyless", f"the key of {folder.name} is lost", "start the kiosk")
    if found.mended and notices:
        notices.add("key-mended", found.mended, subject=folder.name)
    return Identity(store.kiosk if store else folder.name, found.signer, folder, demo)


def make(home: Home, *, machine: str, demo: bool) -> Pointer:
    """A fresh kiosk with an empty store, which the home then points to. Raises StoreError.

    Whoever calls this holds the home's lock alone. A power cut before the end leaves nothing, or
    a store nobody points to: `ledger` takes that up.
    """
    kiosk = PREFIX + "".join(secrets.choice(_RANDOM) for _ in range(8))
    new = home.signups / _NEW
    with KIND.wrap_errors(new / NAME):
        shutil.rmtree(new, ignore_errors=True)
        new.mkdir(mode=0o700, parents=True)
        signer = Signer.new()
        key_file.write(new, signer)
        Store.create(new, kiosk, machine=machine, demo=demo, public=signer.public).close()
        files.sync_folder(new)
        new.rename(home.signups / kiosk)
        files.sync_folder(home.signups)
    pointer = Pointer(kiosk=kiosk, machine=machine, demo=demo)
    write_pointer(home, pointer)
    return pointer
