"""Whether a kiosk may take the pack on a stick: whose it is, whole, and not older than the last.

Nothing is parsed but metadata, each file up to a size; all else only by signed lengths and hashes.
See `kiosk.packs.metadata` for what TUF answers. On top of it stands our own highest version.
"""

from __future__ import annotations

import hashlib
import re
from contextlib import ExitStack
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tuf.api.metadata import Metadata, Root

from kiosk.errors import KioskError, PackError, RefusedError
from kiosk.exhibit import prepared
from kiosk.keys import canonical, demo, signing
from kiosk.packs import index, label, metadata
from kiosk.packs.blobs import altered
from kiosk.packs.metadata import Files
from kiosk.packs.offer import Anchor, Blob, Offer

if TYPE_CHECKING:
    from datetime import datetime

    from tuf.api.metadata import Targets

    from kiosk.packs.label import Label
    from kiosk.packs.metadata import Trusted
    from kiosk.usb.stick import Folder

__all__ = ["METADATA", "PACK", "TARGETS", "Anchor", "Blob", "Offer", "examine"]

PACK, METADATA, TARGETS = "KIOSK-PACK", "metadata", "targets"
"""The folder of a pack on a stick, and the two in it."""
MAX_JUMP: Final = 1_000
"""No publisher makes so many packs between two visits of a stick."""
MAX_VERSION: Final = 1_000_000
MAX_BLOBS: Final = 10_000
MAX_BLOB_BYTES: Final = 4_187_593_113
"""3.9 GiB: what a stick of any kind can hold."""

_SHA256: Final = re.compile(r"[0-9a-f]{64}")


def examine(folder: Folder, anchor: Anchor | None, *, program: str, now: datetime | None) -> Offer:
    """Look at the pack on the stick whose top is `folder`, by what was accepted last (`anchor`).

    `program` is the version of this program; `now` in UTC, or None where the calendar is doubtful:
    then nothing is past its date. The index is read whole, and judged as when it is taken; of the
    other files only lengths are looked at.

    Raises PackError (none, cut short, damaged, newer, expired), RefusedError (signature, publisher,
    anew, older, jump, mixed, endless, altered, demo) or MachineError.
    """
    with ExitStack() as opened:
        pack = _inside(folder, PACK, opened)
        signed = _inside(pack, METADATA, opened) if pack else None
        if pack is None or signed is None:
            raise PackError(
                "none",
                "there is no pack on this stick",
                f"name the stick itself: the folder that holds {PACK}",
            )
        trusted = _followed(signed, anchor, program, now)
        named = label.read(trusted.targets, program=program)
        version = _version(trusted, anchor)
        blobs = _blobs(trusted.targets, named)
        lying = _inside(pack, TARGETS, opened)
        _look_for(blobs, lying)
        _look_into(named, blobs, lying)
    files = trusted.files
    return Offer(
        fingerprint=signing.fingerprint(_root_key(trusted.root)),
        publisher=named.publisher,
        version=version,
        exhibit=named.exhibit,
        title=MappingProxyType(named.title),
        made=named.made,
        needs=named.needs,
        index=named.index,
        blobs=blobs,
        anchor=Anchor(
            files.roots, files.timestamp, files.snapshot, files.targets, version, named.exhibit
        ),
        is_first=anchor is None,
        is_other_exhibition=anchor is not None and anchor.exhibit != named.exhibit,
        is_same=anchor is not None
        and anchor.version == version
        and canonical.same(anchor.timestamp, files.timestamp),
    )


def _followed(folder: Folder, anchor: Anchor | None, program: str, now: datetime | None) -> Trusted:
    """The metadata of the stick, by the roots we know, or by its own if we know none."""
    first = metadata.first_root(folder)
    if anchor is None:
        trusted = metadata.follow(folder, Files((first,), b"", b"", b""), now)
        _refuse_keys(trusted)
        return trusted
    if not _is_ours(folder, anchor):
        other = _followed(folder, None, program, now)  # if it is anybody's at all
        if not canonical.same(anchor.roots[0], other.files.roots[0]) and _root_key(
            other.root
        ) not in map(_root_key_of, anchor.roots):
            name = label.read(other.targets, program=program).publisher
            raise RefusedError(
                "publisher",
                f"this pack is by another publisher: {name}, "
                f"{signing.fingerprint(_root_key(other.root))}",
                "this kiosk follows the one it knows; to change that, forget that one first",
            )
        raise RefusedError(
            "anew",
            "this pack does not follow from the one that was here: its publisher began anew",
            "have the publisher bring back the newest copy of the keys, and write the stick again; "
            "if there is none, forget the publisher in the staff's corner, and load it then",
        )
    known = Files(anchor.roots, anchor.timestamp, anchor.snapshot, anchor.targets)
    trusted = metadata.follow(folder, known, now)
    _refuse_keys(trusted)
    return trusted


def _is_ours(folder: Folder, anchor: Anchor) -> bool:
    """Whether the roots on the stick are those we know, as far as we know any.

    Raises RefusedError if it has fewer: it was written before the publisher took new keys.
    """
    for number in range(1, len(anchor.roots) + 1):
        if number > 1 and not metadata.is_there(folder, metadata.root_name(number)):
            raise metadata.older()
        if not metadata.is_root(folder, number, anchor.roots):
            return False
    return True


def _refuse_keys(trusted: Trusted) -> None:
    """Refuse keys that anybody has, or could sign with. Raises RefusedError or PackError."""
    root = trusted.root
    keys = [key.keyval.get("public", "") for key in root.keys.values()]
    if {demo.PUBLIC.root, demo.PUBLIC.pack} & set(keys):
        raise RefusedError(
            "demo",
            "this pack is signed with the demo keys, which everybody has",
            "have the publisher make keys: kiosk keys new DIR",
        )
    sound = all(
        key.keytype == key.scheme == "ed25519" and signing.sound_public(public)
        for key, public in zip(root.keys.values(), keys, strict=True)
    )
    if not (sound and root.consistent_snapshot and len(root.roles[Root.type].keyids) == 1):
        raise _strange("its keys are of another kind")


def _version(trusted: Trusted, anchor: Anchor | None) -> int:
    """The pack's number: one for all its metadata, and not lower than any that was here.

    A new pack key begins anew: whoever stole the old one may have counted far ahead (TUF, 5.3.11).
    """
    version = trusted.targets.version
    if set(trusted.versions) != {version}:
        raise metadata.mixed()
    known = anchor.version if anchor else None
    if version > MAX_VERSION or (known is not None and version > known + MAX_JUMP):
        raise RefusedError(
            "jump",
            f"this pack has the number {version}, far more than the {known or 0} that was here",
            "ask the publisher: somebody else may have signed it",
        )
    if known is None or anchor is None or _has_new_keys(trusted.root, anchor):
        return version
    if version < known:
        raise metadata.older()
    is_known = not anchor.timestamp or canonical.same(anchor.timestamp, trusted.files.timestamp)
    if version == known and not is_known:
        raise metadata.mixed()
    return version


def _has_new_keys(root: Root, anchor: Anchor) -> bool:
    """Whether no key that signed what we know may sign packs any more."""
    return _pack_keys(root).isdisjoint(_pack_keys(_parsed(anchor.roots[-1])))


def _pack_keys(root: Root) -> set[str]:
    """The ids of the keys that sign packs."""
    return {id_ for role, its in root.roles.items() if role != Root.type for id_ in its.keyids}


def _blobs(targets: Targets, named: Label) -> tuple[Blob, ...]:
    """The files of the pack, as signed. Raises PackError."""
    found = []
    for name, target in sorted(targets.targets.items()):
        if not _SHA256.fullmatch(name) or target.hashes.get("sha256") != name:
            raise _strange("a file is not called by its SHA-256")
        if not 0 < target.length <= MAX_BLOB_BYTES:
            raise _strange("a file is empty, or larger than a stick can hold")
        found.append(Blob(name, target.length))
    shown = targets.targets.get(named.index)
    if targets.delegations is not None or len(found) > MAX_BLOBS or shown is None:
        raise _strange("its list of files is of another kind")
    if shown.length > prepared.MAX_BYTES:
        raise _strange(f"its {prepared.NAME} is larger than any")
    return tuple(found)


def _look_for(blobs: tuple[Blob, ...], folder: Folder | None) -> None:
    """See by their lengths that all files lie on the stick. Raises PackError or RefusedError."""
    lost = 0
    for blob in blobs:
        there = folder is not None and metadata.is_there(folder, blob.sha256)
        size = folder.size(blob.sha256) if folder is not None and there else None
        if size is not None and size > blob.bytes:
            raise RefusedError(
                "endless",
                f"a file of this pack is larger than was signed: {blob.sha256}",
                "do not use this stick; ask the publisher for another one",
            )
        lost += size != blob.bytes
    if lost:
        raise PackError(
            "cut short",
            f"this pack is not whole: {lost} of its {len(blobs)} files are missing or cut short",
            "have the publisher write this stick again",
        )


def _look_into(named: Label, blobs: tuple[Blob, ...], folder: Folder | None) -> None:
    """See that what is to be shown can be. Raises PackError, RefusedError or MachineError."""
    if folder is None:
        raise KioskError("files were found in a folder that is not there")
    content = folder.read(named.index, prepared.MAX_BYTES)
    if hashlib.sha256(content).hexdigest() != named.index:
        raise altered((named.index,))
    index.judge(content, named.exhibit, blobs)


def _inside(folder: Folder, name: str, opened: ExitStack) -> Folder | None:
    """The folder `name` in another; None if there is none. Raises PackError or MachineError."""
    match folder.kind(name):
        case None:
            return None
        case "folder":
            found = folder.folder(name)
            return opened.enter_context(found) if found else None
        case _:
            raise PackError(
                "damaged",
                f"{name} on this stick is no folder",
                "do not use this stick; take another one",
            )


def _root_key(root: Root) -> str:
    """The public half of the key that signs roots."""
    id_ = min(root.roles[Root.type].keyids)
    public: str = root.keys[id_].keyval["public"]
    return public


def _root_key_of(content: bytes) -> str:
    return _root_key(_parsed(content))


def _parsed(content: bytes) -> Root:
    """A root that was verified before."""
    return Metadata[Root].from_bytes(content).signed


def _strange(why: str) -> PackError:
    return PackError(
        "damaged",
        f"this is no pack for a kiosk: {why}",
        "have the publisher make it with: kiosk pack publish",
    )
