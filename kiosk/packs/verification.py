"""Whether a kiosk may take the pack on a stick: whose it is, whole, and not older than the last.

Nothing is parsed but metadata, each file up to a size; all else only by signed lengths and hashes.
See `kiosk.packs.client` for what TUF answers. On top of it stands our own highest version.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from tuf.api.metadata import Metadata, Root

from kiosk.errors import PackError, RefusedError
from kiosk.exhibit import prepared
from kiosk.keys import canonical, demo, signing
from kiosk.packs import index, label, metadata
from kiosk.packs.blob_store import altered, endless
from kiosk.packs.label import Label
from kiosk.packs.offer import Anchor, Blob, Files, Offer
from kiosk.usb.stick import Folder

if TYPE_CHECKING:
    from tuf.api.metadata import Targets

    from kiosk.packs.client import TrustedMetadata

__all__ = ["METADATA", "PACK", "TARGETS", "Anchor", "Blob", "Offer", "examine", "verify"]

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
        trusted = _follow(signed, anchor, program, now)
        named = label.read(trusted.targets, program=program)
        version = _version(trusted, anchor)
        blobs = _blobs(trusted.targets, named)
        _judge_index(_whole(blobs, _inside(pack, TARGETS, opened)), named, blobs)
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


@contextmanager
def targets(stick: Folder) -> Iterator[Folder]:
    """The folder with the files of the pack on a stick. Raises PackError if it is gone."""
    with ExitStack() as opened:
        folder = stick
        for name in (PACK, TARGETS):
            inner = folder.folder(name)
            if inner is None:
                raise PackError(
                    "none", "there is no pack on this stick any more", "put it in again"
                )
            folder = opened.enter_context(inner)
        yield folder


def verify(
    stick: Folder, offer: Offer, progress: Callable[[float], None] = lambda _: None
) -> tuple[str, ...]:
    """The SHA-256 of every file of `offer` whose bytes on the stick are not those.

    Each is read from the device itself. Raises PackError or InputError if one is not there any
    more, MachineError if it cannot be read.
    """
    found = []
    done = 0
    with targets(stick) as folder:
        for blob in offer.blobs:
            if folder.size(blob.sha256) != blob.bytes or folder.digest(blob.sha256) != blob.sha256:
                found.append(blob.sha256)
            done += blob.bytes
            progress(done / offer.bytes)
    return tuple(found)


def _follow(
    folder: Folder, anchor: Anchor | None, program: str, now: datetime | None
) -> TrustedMetadata:
    """The metadata of the stick, by the roots we know, or by its own if we know none."""
    from kiosk.packs import client  # noqa: PLC0415 - only where it is needed: it takes its time

    first = metadata.read(folder, metadata.root_name(1))
    metadata.words(metadata.root_name(1), first)
    if anchor is None:
        trusted = client.follow(folder, Files((first,), b"", b"", b""), now)
        _refuse_keys(trusted)
        return trusted
    if not _is_ours(folder, anchor):
        other = _follow(folder, None, program, now)  # if it is anybody's at all
        key = _root_key(other.root)
        is_known = key in {_root_key(_parse_root(root)) for root in anchor.roots}
        if not is_known and not canonical.same(anchor.roots[0], other.files.roots[0]):
            name = label.read(other.targets, program=program).publisher
            raise RefusedError(
                "publisher",
                f"this pack is by another publisher: {name}, {signing.fingerprint(key)}",
                "this kiosk follows the one it knows; to change that, forget that one first",
            )
        raise RefusedError(
            "anew",
            "this pack does not follow from the one that was here: its publisher began anew",
            "have the publisher bring back the newest copy of the keys, and write the stick again; "
            "if there is none, forget the publisher in the staff's corner, and load it then",
        )
    trusted = client.follow(folder, anchor, now)
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


def _refuse_keys(trusted: TrustedMetadata) -> None:
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


def _version(trusted: TrustedMetadata, anchor: Anchor | None) -> int:
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
    if known is None or anchor is None:
        return version
    if _pack_keys(trusted.root).isdisjoint(_pack_keys(_parse_root(anchor.roots[-1]))):
        return version  # no key that signed what we know may sign packs any more
    if version < known:
        raise metadata.older()
    is_known = not anchor.timestamp or canonical.same(anchor.timestamp, trusted.files.timestamp)
    if version == known and not is_known:
        raise metadata.mixed()
    return version


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


def _whole(blobs: tuple[Blob, ...], folder: Folder | None) -> Folder:
    """The folder of files, in which all lie, by their lengths. Raises PackError or RefusedError."""
    lost = 0
    for blob in blobs:
        size = None
        if folder is not None and metadata.is_there(folder, blob.sha256):
            size = folder.size(blob.sha256)
        if size is not None and size > blob.bytes:
            raise endless(blob)
        lost += size != blob.bytes
    if lost or folder is None:
        raise PackError(
            "cut short",
            f"this pack is not whole: {lost} of its {len(blobs)} files are missing or cut short",
            "have the publisher write this stick again",
        )
    return folder


def _judge_index(folder: Folder, named: Label, blobs: tuple[Blob, ...]) -> None:
    """See that the index, read whole, is what was signed, and makes sense. Raises as `examine`."""
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


def _parse_root(content: bytes) -> Root:
    """A root that was verified before."""
    return Metadata[Root].from_bytes(content).signed


def _strange(why: str) -> PackError:
    return PackError(
        "damaged",
        f"this is no pack for a kiosk: {why}",
        "have the publisher make it with: kiosk pack publish",
    )
