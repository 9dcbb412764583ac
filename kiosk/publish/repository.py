"""The publisher's side of packs: signed versions, kept with the keys and copied to sticks.

    DIR/daily/repository/metadata/     the metadata of every pack ever published
    DIR/daily/repository/exhibit.json  the index of the last one

A version is durable here before a stick hears of it: so no number is ever used for two packs, and
publishing that was interrupted anywhere can be done again.
"""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from kiosk import files
from kiosk.errors import InputError, MachineError
from kiosk.exhibit import model
from kiosk.exhibit import prepared as exhibits
from kiosk.keys import root as roots
from kiosk.keys import sealed
from kiosk.keys.keyring import Recovery
from kiosk.keys.signing import Signer
from kiosk.packs import blob_store
from kiosk.packs.label import Label
from kiosk.packs.metadata import MOST_BYTES, TIMESTAMP, root_name
from kiosk.publish import pack_metadata
from kiosk.publish.pack_metadata import Release

if TYPE_CHECKING:
    from tuf.api.metadata import Root

FOLDER = "repository"
INDEX = exhibits.NAME

_VERSION = re.compile(r"([1-9][0-9]{0,9})\.(?:targets|snapshot)\.json")


class Repository:
    """All versions that a publisher ever signed. Whoever adds one has it `alone`."""

    def __init__(self, daily: Path) -> None:
        """Read the repository in the `daily` half of a ring; it may have nothing yet.

        Raises InputError if it is damaged.
        """
        self._folder = daily / FOLDER
        self._metadata = daily.joinpath(*roots.FOLDER)
        self.chain = roots.chain(self._metadata)
        """Every version of the root, as signed; none if there is no root yet."""
        self.last = self._last()
        """The last pack that was published; None if there is none."""

    @property
    def root(self) -> Root:
        """The newest root. Raises InputError if there is none yet."""
        if not self.chain:
            raise InputError(
                f"there is no root in {self._metadata}",
                "bring the recovery half of the keys back once, for the first pack",
            )
        return roots.read(self.chain[-1])

    def make_root(self, recovery: Recovery, pack: str, now: datetime) -> None:
        """Make the first root, if there is none: `recovery` says that `pack` signs packs."""
        if self.chain:
            return
        content = roots.first(recovery.root, pack, now)
        files.replace(self._metadata / root_name(1), content)
        self.chain = (content,)

    def last_exhibit(self) -> model.Exhibit | None:
        """The exhibit of the last pack; None if it is not known any more."""
        path = self._folder / INDEX
        try:
            content = path.read_bytes()
            if self.last is None or hashlib.sha256(content).hexdigest() != self.last.label.index:
                return None
            return model.Exhibit.model_validate_json(content)
        except (OSError, ValidationError):
            return None

    def next(self, label: Label, lengths: Mapping[str, int], index: bytes, pack: Signer) -> Release:
        """Sign the version after the last, and keep it: durable before this returns.

        `lengths` has every file of the pack by its SHA-256; `index` is one of them.

        Raises MachineError if the disk is full or may not be written.
        """
        names = [_VERSION.fullmatch(path.name) for path in self._metadata.iterdir()]
        highest = max((int(match[1]) for match in names if match), default=0)  # ever begun with
        release = pack_metadata.sign(highest + 1, label, lengths, pack)
        for name, content in release.files.items():
            files.replace(self._metadata / name, content)
        files.replace(self._folder / INDEX, index)
        files.replace(self._metadata / TIMESTAMP, release.timestamp)
        self.last = release
        return release

    def _last(self) -> Release | None:
        """The version that `timestamp.json` stands for."""
        path = self._metadata / TIMESTAMP
        if not path.exists():
            return None
        timestamp = self._read(TIMESTAMP)
        for root in map(roots.read, reversed(self.chain)):
            try:
                version = pack_metadata.version_of(root, timestamp)
                return pack_metadata.read(
                    root,
                    version,
                    self._read(f"{version}.targets.json"),
                    self._read(f"{version}.snapshot.json"),
                    timestamp,
                )
            except ValueError:
                continue
        raise sealed.damaged(path)

    def _read(self, name: str) -> bytes:
        return sealed.read(self._metadata / name, MOST_BYTES["targets"])


@contextlib.contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Be the only one who publishes from `folder`, which is made if there is none.

    Two at once would give one number to two packs. Raises MachineError if another is at work, or
    the folder cannot be written.
    """
    with contextlib.ExitStack() as held:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            held.enter_context(blob_store.alone(folder))
        except BlockingIOError as error:
            raise MachineError(
                f"another program is publishing with {folder}", "wait until it is done"
            ) from error
        except OSError as error:
            raise files.not_written(folder, error) from error
        yield
