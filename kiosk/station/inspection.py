"""What is on a stick, so that each leads to the right question. Nothing is changed, nothing obeyed.

Only the names of our own folders are asked for, and the few small files that are signed for us are
read; no link is followed. All else on a stick is its owner's.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from kiosk.errors import InputError, MachineError, UntrustedError
from kiosk.packs import misplaced
from kiosk.packs.misplaced import Astray
from kiosk.packs.verification import PACK
from kiosk.signups import bundle, erasure, receipt
from kiosk.staff import unlock
from kiosk.station import health_json
from kiosk.usb.stick import Folder
from kiosk.usb.system_files import is_litter

Kind: TypeAlias = Literal["unlock", "pack", "receipts", "signups"]
"""A file that unlocks this kiosk now; a pack by whomever; receipts for sign-ups of this kiosk;
sign-ups, of whichever kiosk: a coordinator's stick, meant for more."""

MOST_RECEIPTS: Final = 200
MOST_BYTES: Final = 64 << 20
"""More of them are not looked into: then there may be some for us."""

_SENTENCES: Final[dict[Kind, str]] = {
    "unlock": "This stick unlocks this kiosk.",
    "pack": "There is an exhibition on this stick.",
    "receipts": "There are receipts for this kiosk on this stick.",
    "signups": "There are sign-ups on this stick.",
}
_EMPTY: Final = "This stick is empty: sign-ups may be put on it."
_FOR_OTHERS: Final = "What is on this stick is for other kiosks."
_FOREIGN: Final = "There is nothing for this kiosk on this stick. It stays as it is."
_ASTRAY: Final[dict[Astray, str]] = {
    "folder": "There is something for a kiosk on this stick, but in a folder. A kiosk only looks "
    "on the stick itself. Ask whoever gave you the stick to take it out of the folder.",
    "zip": "There is something for a kiosk on this stick, but packed in one file (a zip). A kiosk "
    "unpacks nothing. Ask whoever gave you the stick to unpack it on the stick.",
}


@dataclass(frozen=True, slots=True)
class KioskProfile:
    """What this kiosk knows of itself, to tell what is meant for it."""

    kiosks: frozenset[str] = frozenset()
    """The id of this kiosk, and of all it has been."""
    kiosk: str = ""
    """The id it shows in Health."""
    number: str = ""
    """The number it shows there: see `unlock`."""
    pack_key: str = ""
    """The enrolled publisher's public pack key, 64 hexadecimal digits; empty: nobody enrolled."""
    receipt_key: str = ""
    """The coordinator's public receipt key, the same way."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is on a stick for this kiosk."""

    kinds: frozenset[Kind] = frozenset()
    """Empty if there is nothing for us."""
    is_empty: bool = False
    """Whether nothing at all is on it: it may be meant for sign-ups."""
    for_others: bool = False
    """Whether there are receipts or unlock files, but for other kiosks."""
    astray: Astray | None = None
    """Where something for kiosks lies that no kiosk will find there."""

    @property
    def is_foreign(self) -> bool:
        """Whether it is filled, and nothing on it is of any kiosk."""
        return not (self.kinds or self.is_empty or self.for_others)

    @property
    def sentence(self) -> str:
        """What staff are told of it, in English to look up; the most pressing of several."""
        if self.astray and self.kinds <= {"signups"}:
            return _ASTRAY[self.astray]
        for kind, sentence in _SENTENCES.items():
            if kind in self.kinds:
                return sentence
        if self.for_others:
            return _FOR_OTHERS
        return _EMPTY if self.is_empty else _FOREIGN


def look(stick: Folder, profile: KioskProfile) -> Finding:
    """See what is on a stick. Raises MachineError if it cannot be read."""
    kinds: set[Kind] = set()
    for_others = False
    if _is_there(stick, PACK):
        kinds.add("pack")
    if _is_there(stick, bundle.FOLDER) or _is_there(stick, health_json.FOLDER):
        kinds.add("signups")
    receipts = _receipts(stick, profile)
    if receipts:
        kinds.add("receipts")
    elif receipts is not None:
        for_others = True
    if _is_there(stick, unlock.FOLDER):
        fits = False
        with suppress(MachineError):  # what cannot be read hides nothing else on the stick
            fits = unlock.fits(stick, profile.kiosk, profile.number, profile.pack_key)
        kinds |= {"unlock"} if fits else set()
        for_others = for_others or not fits
    names = stick.names()  # also sees whether it is still in
    lies = None if "pack" in kinds else misplaced.look(stick)
    is_empty = all(map(is_litter, names))
    return Finding(frozenset(kinds), is_empty, for_others, lies[0] if lies else None)


def _is_there(stick: Folder, name: str) -> bool:
    """Whether there is a folder called so; what is planted in its place is none."""
    try:
        folder = stick.folder(name)
    except MachineError:
        return False
    if folder is not None:
        folder.close()
    return folder is not None


def _receipts(stick: Folder, profile: KioskProfile) -> bool | None:
    """Whether a receipt on the stick is signed by our coordinator, and names this kiosk.

    An erasure may concern every kiosk. None if there is no folder for them at all.
    """
    found: bool | None = None
    left, files = MOST_BYTES, MOST_RECEIPTS
    with suppress(MachineError):  # what is planted in its place is none
        for folder in receipt.folders(stick):
            found = False
            for name in folder.names() if profile.receipt_key else ():
                if name.startswith(".") or not name.endswith((".json", erasure.ENDING)):
                    continue
                content = _content(folder, name)
                files, left = files - 1, left - len(content)
                is_erasure = name.endswith(erasure.ENDING)
                if files < 0 or left < 0 or is_erasure or _concerns(content, profile):
                    return True
    return found


def _content(folder: Folder, name: str) -> bytes:
    """The bytes of what may be a receipt; none if that cannot be read."""
    try:
        return folder.read(name, receipt.MAX_BYTES)
    except (InputError, MachineError):
        return b""


def _concerns(content: bytes, profile: KioskProfile) -> bool:
    """Whether this is a receipt for this kiosk."""
    try:
        found = receipt.read(content, profile.receipt_key)
    except (InputError, UntrustedError):
        return False
    return not profile.kiosks.isdisjoint(found.arrived)
