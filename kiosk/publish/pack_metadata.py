"""One version of a pack, signed: the metadata of TUF that the pack key makes.

N.targets.json     every file of the pack by its SHA-256, and what the pack is
N.snapshot.json    binds the targets
timestamp.json     binds the snapshot: where it stands, the version is published
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeVar

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization import DeserializationError

from kiosk.keys import root as roots
from kiosk.keys.signing import Signer
from kiosk.packs import label as labels
from kiosk.packs.label import Label

SignedT = TypeVar("SignedT", Root, Timestamp, Snapshot, Targets)


@dataclass(frozen=True, slots=True)
class Release:
    """The metadata of one version, as signed."""

    version: int
    targets: bytes
    snapshot: bytes
    timestamp: bytes
    label: Label
    blobs: Mapping[str, int]
    """Every file of the pack by its SHA-256, with its length in bytes."""

    @property
    def files(self) -> dict[str, bytes]:
        """Targets and snapshot by their names; `timestamp.json` comes after them."""
        return {
            f"{self.version}.targets.json": self.targets,
            f"{self.version}.snapshot.json": self.snapshot,
        }


def sign(version: int, label: Label, blobs: Mapping[str, int], pack: Signer) -> Release:
    """Sign a version with the `pack` key. It may be accepted for three years from when it was made.

    The `label` says so in UTC and whole seconds.
    """
    targets = Targets(
        version,
        expires=label.made + roots.LASTS,
        targets={name: TargetFile(size, {"sha256": name}, name) for name, size in blobs.items()},
        unrecognized_fields={labels.KEY: label.model_dump(mode="json")},
    )
    return Release(version, *sign_all(targets, pack), label, dict(blobs))


def sign_all(targets: Targets, pack: Signer) -> tuple[bytes, bytes, bytes]:
    """These targets, and the snapshot and the timestamp that bind them, each as signed."""
    version, expires = targets.version, targets.expires
    listed = _signed(targets, pack)
    bound = MetaFile.from_data(version, listed, ["sha256"])
    snapshot = _signed(Snapshot(version, expires=expires, meta={"targets.json": bound}), pack)
    bound = MetaFile.from_data(version, snapshot, ["sha256"])
    timestamp = _signed(Timestamp(version, expires=expires, snapshot_meta=bound), pack)
    return listed, snapshot, timestamp


def version_of(root: Root, timestamp: bytes) -> int:
    """The version that a timestamp by the pack key of `root` stands for. Raises ValueError."""
    return verify(root, Timestamp, timestamp).version


def read(root: Root, version: int, targets: bytes, snapshot: bytes, timestamp: bytes) -> Release:
    """A version that `sign` made with the pack key of `root`. Raises ValueError for another."""
    listed = verify(root, Targets, targets)
    bound = verify(root, Snapshot, snapshot).meta["targets.json"]
    first = verify(root, Timestamp, timestamp)
    try:
        bound.verify_length_and_hashes(targets)
        first.snapshot_meta.verify_length_and_hashes(snapshot)
        label = labels.Label.model_validate(listed.unrecognized_fields.get(labels.KEY))
        if {listed.version, first.version} != {version}:
            raise ValueError("another version")
    except RepositoryError as error:
        raise ValueError(str(error)) from error
    blobs = {name: file.length for name, file in listed.targets.items()}
    return Release(version, targets, snapshot, timestamp, label, blobs)


def verify(root: Root, kind: type[SignedT], content: bytes) -> SignedT:
    """Metadata of this kind that the pack key of `root` signed. Raises ValueError."""
    try:
        metadata = Metadata[SignedT].from_bytes(content)
        if not isinstance(metadata.signed, kind):
            raise ValueError(f"no {kind.type}")  # noqa: TRY004 - it is not what was read
        root.verify_delegate(kind.type, metadata.signed_bytes, metadata.signatures)
    except (DeserializationError, RepositoryError) as error:
        raise ValueError(str(error)) from error
    return metadata.signed


def _signed(part: SignedT, pack: Signer) -> bytes:
    """The names in it in the order they have: an exhibit's own language stands first in its title.

    What is signed is in canonical order whatever stands in the file (TUF 1.0.31, 4.2.1), and the
    hash in the snapshot holds the file as it is.
    """
    metadata = Metadata(part)
    metadata.sign(roots.signer(pack))
    return json.dumps(metadata.to_dict(), separators=(",", ":")).encode()
