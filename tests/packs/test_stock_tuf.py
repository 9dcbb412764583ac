"""Packs are plain TUF, both ways.

What python-tuf writes is taken, whoever signed it with what program; and its own client reads what
we write, from a web server.
"""

import hashlib
import shutil
import threading
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from packs.library import Kiosk, metadata, targets
from packs.publisher import NOON, Publisher
from securesystemslib.signer import CryptoSigner
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, TargetFile, Targets, Timestamp
from tuf.api.serialization.json import JSONSerializer
from tuf.ngclient import Updater, UpdaterConfig

from kiosk.clock import SystemClock
from kiosk.errors import KioskError
from kiosk.exhibit.prepared import Prepared

SOON = NOON + timedelta(days=365)
TODAY = SystemClock().now()
"""What the clock of this machine says: python-tuf's client asks nothing else."""


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

    def _write(self, name: str, part: Any, signer: CryptoSigner, *, bind: bool = True) -> MetaFile:
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


class Silent(SimpleHTTPRequestHandler):
    """Serves a folder, and says nothing."""

    timeout = 10

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
        """Nothing."""


@pytest.fixture
def address(stick: Path) -> Iterator[str]:
    """Where the pack on the stick is served, on this machine only."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Silent, directory=str(stick))) as server:
        worker = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        worker.start()
        yield f"http://127.0.0.1:{server.server_port}/KIOSK-PACK"
        server.shutdown()
        worker.join(10)


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    """A publisher whose root may be used today: stock clients ask this machine's clock."""
    made = Publisher(tmp_path)
    made.rotate(now=TODAY)
    return made


class Client:
    """A stock client with a folder of its own."""

    def __init__(self, folder: Path, address: str, root: bytes) -> None:
        (folder / "metadata").mkdir(parents=True)
        self._target = str(folder / "target")
        self.updater = partial(
            Updater,
            metadata_dir=str(folder / "metadata"),
            metadata_base_url=f"{address}/metadata/",
            target_base_url=f"{address}/targets/",
            config=UpdaterConfig(prefix_targets_with_hash=False),
            bootstrap=root,
        )
        """Starts it again: it has to be refreshed."""

    def download(self, sha256: str) -> bytes:
        """One file of the pack."""
        updater = self.updater()
        found = updater.get_targetinfo(sha256)
        return Path(updater.download_target(found, filepath=self._target)).read_bytes()


def test_a_stock_client_reads_a_pack(publisher: Publisher, stick: Path, address: str) -> None:
    """Every file of it, by its hash; of a stranger none."""
    publisher.publish(stick, now=TODAY)
    ready = publisher.exhibit()
    client = Client(publisher.folder / "client", address, publisher.chain[0])
    for path in (ready.folder / "media").iterdir():
        assert client.download(path.name) == path.read_bytes()
    assert client.updater().get_targetinfo("0" * 64) is None
    other = Publisher(publisher.folder / "other", "other")
    other.rotate(now=TODAY)
    client.updater().refresh()
    shutil.rmtree(stick / "KIOSK-PACK")
    other.publish(stick, now=TODAY)
    with pytest.raises(RepositoryError):
        client.updater().refresh()


def test_a_stock_client_follows_news(publisher: Publisher, stick: Path, address: str) -> None:
    """Through a new pack key and a new root key, as the specification has it."""
    client = Client(publisher.folder / "client", address, publisher.chain[0])
    for rotate in ((), (False,), (True,), (False, True)):
        for is_root in rotate:
            publisher.rotate(root=is_root, now=TODAY)
        publisher.publish(stick, f"Titel {len(publisher.chain)}", now=TODAY)
        index = publisher.exhibit(f"Titel {len(publisher.chain)}").folder / "exhibit.json"
        content = index.read_bytes()
        assert client.download(hashlib.sha256(content).hexdigest()) == content
    assert len(publisher.chain) == 6
