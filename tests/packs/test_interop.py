"""A pack is a TUF repository like any other: python-tuf's own client reads it from a web server."""

from __future__ import annotations

import hashlib
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from packs.publisher import Publisher
from tuf.api.exceptions import RepositoryError
from tuf.ngclient import Updater, UpdaterConfig

from kiosk.clock import SystemClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime


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
    made.rotate(now=_today())
    return made


class Client:
    """A stock client with a folder of its own."""

    def __init__(self, folder: Path, address: str, root: bytes) -> None:
        self._folder = folder
        self._address = address
        self._root = root
        (folder / "metadata").mkdir(parents=True)

    def updater(self) -> Updater:
        """The same client, started again: up to date."""
        updater = Updater(
            metadata_dir=str(self._folder / "metadata"),
            metadata_base_url=f"{self._address}/metadata/",
            target_base_url=f"{self._address}/targets/",
            config=UpdaterConfig(prefix_targets_with_hash=False),
            bootstrap=self._root,
        )
        updater.refresh()
        return updater

    def download(self, sha256: str) -> bytes:
        """One file of the pack."""
        updater = self.updater()
        found = updater.get_targetinfo(sha256)
        assert found is not None
        to = self._folder / "target"
        return Path(updater.download_target(found, filepath=str(to))).read_bytes()


def test_a_stock_client_reads_a_pack(
    publisher: Publisher, stick: Path, tmp_path: Path, address: str
) -> None:
    """From the first root to a file: nothing of ours is needed to check a pack in ten years."""
    now = _today()
    publisher.publish(stick, now=now)
    ready = publisher.exhibit()
    client = Client(tmp_path / "client", address, publisher.chain[0])
    for path in (ready.folder / "media").iterdir():
        assert client.download(path.name) == path.read_bytes()
    assert client.updater().get_targetinfo("0" * 64) is None


def test_a_stock_client_follows_new_packs_and_new_keys(
    publisher: Publisher, stick: Path, tmp_path: Path, address: str
) -> None:
    """Through a new pack key and a new root key, as the specification has it."""
    now = _today()
    client = Client(tmp_path / "client", address, publisher.chain[0])
    for rotate in ((), (False,), (True,), (False, True)):
        for is_root in rotate:
            publisher.rotate(root=is_root, now=now)
        publisher.publish(stick, f"Titel {len(publisher.chain)}", now=now)
        index = publisher.exhibit(f"Titel {len(publisher.chain)}").folder / "exhibit.json"
        content = index.read_bytes()
        assert client.download(hashlib.sha256(content).hexdigest()) == content
    assert len(publisher.chain) == 6


def test_a_stock_client_refuses_another_publisher(
    publisher: Publisher, stick: Path, tmp_path: Path, address: str
) -> None:
    """What it trusts is the root it began with."""
    publisher.publish(stick, now=_today())
    other = Publisher(tmp_path / "other", "other")
    other.rotate(now=_today())
    client = Client(tmp_path / "client", address, publisher.chain[0])
    client.updater()
    for path in (stick / "KIOSK-PACK" / "metadata").iterdir():
        path.unlink()
    other.publish(tmp_path / "another", now=_today())
    for path in (tmp_path / "another" / "KIOSK-PACK" / "metadata").iterdir():
        (stick / "KIOSK-PACK" / "metadata" / path.name).write_bytes(path.read_bytes())
    with pytest.raises(RepositoryError):
        client.updater()


def _today() -> datetime:
    """What the clock of this machine says: python-tuf asks nothing else."""
    return SystemClock().now()
