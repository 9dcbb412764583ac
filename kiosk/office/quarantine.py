"""Bundles that could not be taken, kept beside the collection under the name of what is wrong.

    FILE.quarantine/<reason>-<sha256 of the copy>.tar

Nothing is dropped: whoever looks into it finds the bytes as they came. What can become right by
itself (a kiosk that is admitted, a newer program, the right keys) is tried again every time.
"""

import contextlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, Literal, TypeAlias

from kiosk import files
from kiosk.errors import BundleError, BundleFault, MachineError
from kiosk.office import search
from kiosk.office.collection import Collection
from kiosk.signups import bundle

Reason: TypeAlias = (
    BundleFault
    | Literal[
        "not admitted",
        "other carrier",
        "other key",
        "unreadable",
        "other contents",
        "demo",
        "not demo",
    ]
)
"""Why a bundle, or a sign-up in it, was not taken."""

UNANSWERED: Final[tuple[Reason, ...]] = ("not admitted", "other carrier")
"""Somebody has to say yes."""
AGAIN: Final[tuple[Reason, ...]] = (*UNANSWERED, "newer", "unreadable")
"""What may have become right since."""
KEPT_DAYS: Final = 90
"""A copy that cannot be read is kept so long; its kiosk keeps the sign-ups."""
MOST_COPIES: Final = 1000
MOST_BYTES: Final = 128 << 20
"""No more is copied: a stick of files full of holes must not fill the disk of an office."""
STRAY: Final[tuple[Reason, ...]] = ("not a bundle", "cut short", "bad signature")
"""Nobody's word stands under these: anybody can make as many as they like."""
MOST_STRAYS: Final = 100
MOST_STRAY_BYTES: Final = 16 << 20

_NAME = re.compile(r"([a-z-]+)-([0-9a-f]{64})\.tar")


@dataclass(frozen=True, slots=True)
class QuarantinedBundle:
    """One bundle in quarantine."""

    path: Path
    reason: str
    sha256: str

    @property
    def size(self) -> int:
        """How many bytes it has."""
        try:
            return self.path.stat().st_size
        except OSError:
            return 0


class Quarantine:
    """The folder beside one collection."""

    def __init__(self, collection: Path) -> None:
        """The quarantine of the collection in this file; the folder is made when needed."""
        self.folder = collection.with_name(f"{collection.name}.quarantine")

    def keep(self, reason: Reason, sha256: str, content: bytes) -> Path | None:
        """Keep these bytes under this reason, and under no other; None if too much lies here.

        What is not copied stays where it was met, and its kiosk keeps the sign-ups. Raises
        MachineError.
        """
        copies = self.copies()
        if not _has_room([copy for copy in copies if copy.sha256 != sha256], reason, len(content)):
            return None
        path = self.folder / f"{reason.replace(' ', '-')}-{sha256}.tar"
        if not path.exists():
            with contextlib.suppress(FileExistsError, FileNotFoundError):
                self.folder.mkdir(mode=0o700)
            files.replace(path, content)
        for copy in copies:
            if copy.sha256 == sha256 and copy.path != path:
                _delete(copy.path)
        return path

    def copies(self) -> tuple[QuarantinedBundle, ...]:
        """All that is kept, by name."""
        try:
            names = sorted(path.name for path in self.folder.iterdir())
        except OSError:
            return ()
        found = ((name, _NAME.fullmatch(name)) for name in names)
        return tuple(
            QuarantinedBundle(self.folder / name, match[1].replace("-", " "), match[2])
            for name, match in found
            if match
        )

    def drop(self, sha256: str) -> None:
        """Forget this bundle: it was taken after all."""
        for copy in self.copies():
            if copy.sha256 == sha256:
                _delete(copy.path)

    def erase(self, ids: Iterable[str]) -> tuple[Path, ...]:
        """Delete copies that hold one of these sign-ups. Their kiosks keep what else is in them.

        By id alone: whose a copy is that was not taken, nobody knows.
        """
        erased = set(ids)
        found = [copy for copy in self.copies() if not erased.isdisjoint(_held(copy))]
        for copy in found:
            _delete(copy.path)
        return tuple(copy.path for copy in found)

    def sweep(self, collection: Collection, today: date | None) -> int:
        """Delete copies that hold nothing which is still to be kept. How many were deleted.

        Without `today` none goes by its date. That is: every sign-up in it is in the
        collection, was taken back or is past its day; and of what cannot be read, what has lain
        here for `KEPT_DAYS`.
        """
        old = [copy for copy in self.copies() if _worthless(copy, collection, today)]
        for copy in old:
            _delete(copy.path)
        return len(old)


def _has_room(others: Sequence[QuarantinedBundle], reason: Reason, size: int) -> bool:
    """Whether so many bytes may be copied besides all others."""
    if len(others) >= MOST_COPIES or sum(other.size for other in others) + size > MOST_BYTES:
        return False
    strays = [other for other in others if other.reason in STRAY]
    return reason not in STRAY or (
        len(strays) < MOST_STRAYS and sum(stray.size for stray in strays) + size <= MOST_STRAY_BYTES
    )


def _held(copy: QuarantinedBundle) -> set[str]:
    """The ids of the sign-ups whose sealed bytes are in a copy, as far as it can be read."""
    try:
        return {event.id for event in bundle.read(search.read(copy.path) or b"").header.sign_ups}
    except (OSError, BundleError):
        return set()


def _worthless(copy: QuarantinedBundle, collection: Collection, today: date | None) -> bool:
    try:
        content = search.read(copy.path)
        lies_since = datetime.fromtimestamp(copy.path.stat().st_mtime, UTC).date()
    except (OSError, ValueError, OverflowError):  # a stick may say any time at all
        return False
    try:
        header = bundle.read(content or b"").header
    except BundleError:
        return today is not None and (today - lies_since).days > KEPT_DAYS
    return all(
        event.retention is not None
        and (
            (today is not None and not event.doubtful and event.retention < today)
            or collection.is_settled(header.kiosk, event)
        )
        for event in header.sign_ups
    )


def _delete(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
        files.sync_folder(path.parent)
    except OSError as error:
        raise MachineError(
            f"{path} could not be deleted: {error.strerror}", "look at the rights of its folder"
        ) from error
