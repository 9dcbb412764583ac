"""Packs are plain TUF: what python-tuf writes is taken, whoever signed it with what program."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from packs.library import Kiosk, metadata, targets
from packs.publisher import NOON, Publisher
from securesystemslib.signer import CryptoSigner
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization.json import JSONSerializer

from kiosk.errors import KioskError, PackError

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.exhibit.prepared import Prepared

SOON = NOON + timedelta(days=365)


class Elsewhere:
    """Somebody who publishes with python-tuf alone, with keys from anywhere."""

    def __init__(self, stick: Path, *, indented: bool = False) -> None:
        """Begin a repository on a stick."""
        self.root, self.pack = CryptoSigner.generate_ed25519(), CryptoSigner.generate_ed25519()
        self._stick = stick
        self._serializer = JSONSerializer(compact=not indented)
        metadata(stick).mkdir(parents=True)
        targets(stick).mkdir()
        root = Root(expires=SOON, consistent_snapshot=True)
        root.add_key(self.root.public_key, Root.type)
        for role in (Timestamp.type, Snapshot.type, Targets.type):
            root.add_key(self.pack.public_key, role)
        self._write("1.root.json", root, self.root)

    def publish(self, ready: Prepared, version: int, *, bind: bool = True, **said: Any) -> None:
        """Sign this exhibit as a pack; `bind`: with lengths and hashes, which TUF leaves free."""
        index = (ready.folder / "exhibit.json").read_bytes()
        files = {path.name: path.read_bytes() for path in (ready.folder / "media").iterdir()}
        files[hashlib.sha256(index).hexdigest()] = index
        listed = Targets(version, expires=SOON)
        for name, content in files.items():
            listed.targets[name] = TargetFile.from_data(name, content, ["sha256", "sha512"])
            (targets(self._stick) / name).write_bytes(content)
        listed.unrecognized_fields["kiosk"] = {
            "format": 1,
            "exhibit": ready.exhibit.id,
            "title": {"nl": "Van elders"},
            "publisher": "Elders",
            "made": "2018-10-03T14:00:00+02:00",
            "needs": "0.1",
            "index": hashlib.sha256(index).hexdigest(),
        } | said
        bound = self._write(f"{version}.targets.json", listed, self.pack, bind=bind)
        snapshot = Snapshot(version, expires=SOON, meta={"targets.json": bound})
        bound = self._write(f"{version}.snapshot.json", snapshot, self.pack, bind=bind)
        self._write("timestamp.json", Timestamp(version, None, SOON, bound), self.pack)

    def _write(
        self,
        name: str,
        part: Root | Timestamp | Snapshot | Targets,
        signer: CryptoSigner,
        *,
        bind: bool = True,
    ) -> MetaFile:
        signed = Metadata(part)
        signed.sign(signer)
        content = signed.to_bytes(self._serializer)
        (metadata(self._stick) / name).write_bytes(content)
        if not bind:
            return MetaFile(part.version)
        return MetaFile.from_data(part.version, content, ["sha256"])


@pytest.mark.parametrize("indented", [False, True], ids=["compact", "indented"])
@pytest.mark.parametrize("bind", [False, True], ids=["by version", "by hash"])
def test_what_python_tuf_writes_is_taken(tmp_path: Path, *, indented: bool, bind: bool) -> None:
    """Not a line of ours was used to sign it: loaded, shown, and the next one followed."""
    ready = Publisher(tmp_path).exhibit("Elders")
    kiosk = Kiosk(tmp_path / "shelf")
    elsewhere = Elsewhere(tmp_path / "stick", indented=indented)
    elsewhere.publish(ready, 7, bind=bind)
    offer = kiosk.examine(tmp_path / "stick")
    assert (offer.version, offer.publisher, offer.made) == (7, "Elders", NOON)
    pack = kiosk.load(tmp_path / "stick")
    assert kiosk.shelf.prepared(pack).exhibit.title.into("nl") == "Elders"
    elsewhere.publish(ready, 8, bind=bind)
    assert kiosk.load(tmp_path / "stick", trust=None).version == 8


def test_the_calendar_of_python_tuf_is_ours(tmp_path: Path) -> None:
    """It judges dates by the clock we hand it, whatever the machine believes."""
    publisher = Publisher(tmp_path)
    publisher.publish(tmp_path / "stick")
    kiosk = Kiosk(tmp_path / "shelf")
    assert kiosk.examine(tmp_path / "stick", now=NOON).version == 1
    with pytest.raises(PackError, match="past its date"):
        kiosk.examine(tmp_path / "stick", now=NOON + timedelta(days=2000))


def test_snapshot_timestamp_and_targets_count_together(tmp_path: Path) -> None:
    """One number for a whole pack: a publisher cannot move one of them alone."""
    ready = Publisher(tmp_path).exhibit("Elders")
    elsewhere = Elsewhere(tmp_path / "stick")
    elsewhere.publish(ready, 7)
    bound = MetaFile(7)
    elsewhere._write("timestamp.json", Timestamp(8, None, SOON, bound), elsewhere.pack)  # noqa: SLF001
    kiosk = Kiosk(tmp_path / "shelf")
    with pytest.raises(KioskError, match="parts of two packs"):
        kiosk.examine(tmp_path / "stick")
