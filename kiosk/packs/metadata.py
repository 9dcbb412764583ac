"""The files of a pack's metadata: what they are called, how they are read, and what they say.

Nothing is believed here but form and signatures: `kiosk.packs.client` follows the rules of TUF.
"""

from typing import Final

from tuf.api import exceptions
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp

from kiosk.errors import PackError, RefusedError
from kiosk.keys import canonical
from kiosk.keys.root import follows
from kiosk.usb.stick import Folder

MOST_ROOTS: Final = 256
MOST_BYTES: Final = {
    Root.type: 64 << 10,
    Timestamp.type: 16 << 10,
    Snapshot.type: 64 << 10,
    Targets.type: 5_000_000,
}
"""No file of a role is read further than this, whatever it says of itself."""
AGAIN: Final = "have the publisher write this stick again"
TIMESTAMP, SNAPSHOT, TARGETS = "timestamp.json", "snapshot.json", "targets.json"


def root_name(version: int) -> str:
    """The name of the file of this root."""
    return f"{version}.{Root.type}.json"


def is_there(folder: Folder, name: str) -> bool:
    """Whether there is a file called `name`. Raises PackError if it is something else."""
    kind = folder.kind(name)
    if kind not in {None, "file"}:
        raise PackError(
            "damaged", f"{name} of this pack is no file", "do not use this stick; take another one"
        )
    return kind is not None


def is_root(folder: Folder, number: int, known: tuple[bytes, ...]) -> bool:
    """Whether the root of this number on the stick, which must be there, is the one of `known`.

    Raises PackError, RefusedError or MachineError.
    """
    name = root_name(number)
    content = read(folder, name)
    before = known[number - 2] if number > 1 else None
    says_the_same = words(name, content) == canonical.signed_part(known[number - 1])
    return says_the_same and follows(before, content, number)


def is_signed(root: Root, role: str, content: bytes) -> bool:
    """Whether these bytes are metadata that `root` lets sign for `role`, and were signed so."""
    try:
        found: Metadata[Root] = Metadata.from_bytes(content)
        root.verify_delegate(role, found.signed_bytes, found.signatures)
    except (exceptions.RepositoryError, ValueError):
        return False
    return bool(found.signed.type == role)


def words(name: str, content: bytes) -> bytes:
    """The signed part of the file `name` of a stick. Raises PackError if it is odd in any way."""
    try:
        return canonical.words(content, role_of(name))
    except ValueError as error:
        raise PackError("damaged", f"{name} is damaged: {error}", AGAIN) from error


def role_of(name: str) -> str:
    """The role that a file of this name is signed in."""
    return name.removesuffix(".json").rpartition(".")[2]


def read(folder: Folder, name: str) -> bytes:
    """A file of metadata, which must be there. Raises PackError, RefusedError or MachineError."""
    most = MOST_BYTES[role_of(name)]
    if not is_there(folder, name):
        raise cut_short(name)
    if (folder.size(name) or 0) > most:
        raise endless(name)
    return folder.read(name, most)


def older() -> RefusedError:
    """The refusal of a pack that is older than what was here."""
    return RefusedError(
        "older",
        "this pack is older than the one that was here already",
        "load the newest pack; to show the one before, turn back to it",
    )


def mixed() -> RefusedError:
    """The refusal of what was never published together."""
    return RefusedError("mixed", "this stick holds parts of two packs", AGAIN)


def cut_short(name: str) -> PackError:
    """The refusal of a pack that lacks this file."""
    return PackError("cut short", f"this pack is not whole: {name} is missing", AGAIN)


def endless(name: str) -> RefusedError:
    """The refusal of a pack with a file of metadata that has no end."""
    return RefusedError(
        "endless",
        f"{name} of this pack is larger than it may be",
        "do not use this stick; ask the publisher for another one",
    )
