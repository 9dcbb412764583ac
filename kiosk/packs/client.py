"""The metadata of a pack, followed by the rules of TUF from a root that is trusted.

python-tuf's own client does it (theupdateframework.github.io/specification, 5), reading from a
stick. It works in a folder that is thrown away: what a kiosk remembers stands in its own database,
for python-tuf does not sync what it writes.

It brings all that it needs for the web: only who follows a pack imports this.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from tuf.api import exceptions
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp
from tuf.ngclient import FetcherInterface, Updater, UpdaterConfig

from kiosk.errors import InputError, KioskError, PackError, RefusedError
from kiosk.files import no_temporary, temporary
from kiosk.keys import canonical
from kiosk.packs import metadata
from kiosk.packs.metadata import AGAIN, SNAPSHOT, TARGETS, TIMESTAMP, is_there, read, root_name
from kiosk.packs.offer import Files
from kiosk.usb.stick import Folder

_CONFIG: Final = UpdaterConfig(
    max_root_rotations=metadata.MOST_ROOTS,
    max_delegations=0,
    prefix_targets_with_hash=False,
    root_max_length=metadata.MOST_BYTES[Root.type],
    timestamp_max_length=metadata.MOST_BYTES[Timestamp.type],
    snapshot_max_length=metadata.MOST_BYTES[Snapshot.type],
    targets_max_length=metadata.MOST_BYTES[Targets.type],
)
_BASE: Final = "stick:/"
_HISTORY: Final = "root_history"
"""Where python-tuf keeps the roots it followed."""
_BEFORE_ALL: Final = datetime.min.replace(tzinfo=UTC)
_LONGEST: Final = 50


@dataclass(frozen=True, slots=True)
class TrustedMetadata:
    """Metadata whose signatures, versions, lengths, hashes and dates were found right."""

    files: Files
    root: Root
    """The last one."""
    versions: tuple[int, int, int]
    """Of timestamp, snapshot and targets."""
    targets: Targets


def follow(folder: Folder, known: Files, now: datetime | None) -> TrustedMetadata:
    """The metadata in `folder`, by the last root in `known` and those that follow it.

    The rest of `known` is what was accepted last, or empty: nothing older is taken. Without `now`
    nothing is past its date. Raises PackError (cut short, damaged, expired), RefusedError
    (signature, older, mixed, endless, altered) or MachineError.
    """
    fetcher = _FromStick(folder)
    try:
        with temporary("kiosk-pack-") as private:
            found = _refresh(private, fetcher, known, now)
        trusted = _parse(found)
        _compare(folder, trusted)
    except exceptions.LengthOrHashMismatchError as error:
        raise _other_than_meant(folder, fetcher) from error
    except (exceptions.RepositoryError, exceptions.DownloadError) as error:
        raise _sentence(error, fetcher.reading) from error
    except InputError as error:  # something that is no file
        if isinstance(error, PackError):
            raise
        raise PackError("damaged", f"this pack is damaged: {error.what}", AGAIN) from error
    except OSError as error:
        raise no_temporary(error) from error
    return trusted


class _FromStick(FetcherInterface):
    """Fetches nothing but files from one folder, without following a link."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self.reading = ""
        """The name of the file that was asked for last."""

    def _fetch(self, url: str) -> Iterator[bytes]:
        self.reading = url.rpartition("/")[2]
        if not is_there(self._folder, self.reading):
            raise exceptions.DownloadHTTPError(f"{self.reading} is not there", 404)
        if self.reading == TIMESTAMP or self.reading.endswith(f".{Root.type}.json"):
            content = read(self._folder, self.reading)
            # python-tuf would mend what is odd, and believe it
            metadata.words(self.reading, content)
            yield content
        else:
            yield from self._folder.pieces(self.reading)


def _refresh(private: Path, fetcher: _FromStick, known: Files, now: datetime | None) -> Files:
    """Let python-tuf work in the folder `private`, and take from there what it accepted."""
    for name, content in (
        (TIMESTAMP, known.timestamp),
        (SNAPSHOT, known.snapshot),
        (TARGETS, known.targets),
    ):
        if content:
            (private / name).write_bytes(content)
    updater = Updater(
        metadata_dir=str(private),
        metadata_base_url=_BASE,
        fetcher=fetcher,
        config=_CONFIG,
        bootstrap=known.roots[-1],
    )
    # The one thing it takes from the machine: a calendar that a kiosk may know to be wrong.
    updater._trusted_set.reference_time = _BEFORE_ALL if now is None else now  # noqa: SLF001
    updater.refresh()
    roots = list(known.roots)
    while (path := private / _HISTORY / root_name(len(roots) + 1)).exists():
        roots.append(path.read_bytes())
    timestamp, *others = ((private / name).read_bytes() for name in (TIMESTAMP, SNAPSHOT, TARGETS))
    return Files(tuple(roots), timestamp, *others)


def _parse(found: Files) -> TrustedMetadata:
    """Verified metadata as we keep it, without anything that nobody signed; and what it says.

    Raises RepositoryError or PackError.
    """
    roots = [Metadata[Root].from_bytes(content).signed for content in found.roots]
    if any(root.version != number for number, root in enumerate(roots, 1)):
        raise exceptions.RepositoryError("its first root is not the first")
    kept = tuple(
        canonical.normal(content, Root.type, roots[max(0, number - 1) : number + 1])
        for number, content in enumerate(found.roots)
    )
    timestamp = canonical.normal(found.timestamp, Timestamp.type, roots[-1:])
    for name, content in ((SNAPSHOT, found.snapshot), (TARGETS, found.targets)):
        metadata.words(name, content)
    targets = Metadata[Targets].from_bytes(found.targets).signed
    versions = (
        Metadata[Timestamp].from_bytes(timestamp).signed.version,
        Metadata[Snapshot].from_bytes(found.snapshot).signed.version,
        targets.version,
    )
    files = Files(kept, timestamp, found.snapshot, found.targets)
    return TrustedMetadata(files, roots[-1], versions, targets)


def _compare(folder: Folder, trusted: TrustedMetadata) -> None:
    """See that all on the stick is what was accepted: not parts of it, known from before.

    Raises RefusedError or PackError.
    """
    files, (_, snapshot, targets) = trusted.files, trusted.versions
    for name, role, content in (
        *((root_name(number), Root.type, root) for number, root in enumerate(files.roots, 1)),
        (TIMESTAMP, Timestamp.type, files.timestamp),
        (f"{snapshot}.{SNAPSHOT}", Snapshot.type, files.snapshot),
        (f"{targets}.{TARGETS}", Targets.type, files.targets),
    ):
        found = read(folder, name)
        is_bound = role in {Snapshot.type, Targets.type}
        if (
            found != content
            if is_bound
            else metadata.words(name, found) != canonical.signed_part(content)
        ):
            if metadata.is_signed(trusted.root, role, found):
                raise metadata.mixed()
            raise RefusedError("altered", f"{name} of this pack was altered", AGAIN)


def _other_than_meant(folder: Folder, fetcher: _FromStick) -> KioskError:
    """Why the file that was read last is not the one that another names: by its own signature."""
    name = fetcher.reading
    return RefusedError(
        "mixed" if _is_of_its_publisher(folder, name) else "altered",
        f"{name} of this pack is not the one that was signed with the rest",
        AGAIN,
    )


def _is_of_its_publisher(folder: Folder, name: str) -> bool:
    """Whether any root on this stick lets this file be signed so."""
    content = read(folder, name)
    with suppress(exceptions.RepositoryError):
        for number in range(1, metadata.MOST_ROOTS):
            if not is_there(folder, root_name(number)):
                break
            root = Metadata[Root].from_bytes(read(folder, root_name(number))).signed
            if metadata.is_signed(root, metadata.role_of(name), content):
                return True
    return False


def _sentence(error: Exception, name: str) -> KioskError:
    """What python-tuf says, for whoever holds the stick; `name`: the file it read last."""
    match error:
        case exceptions.DownloadHTTPError():
            return metadata.cut_short(name)
        case exceptions.DownloadLengthMismatchError():
            return metadata.endless(name)
        case exceptions.BadVersionNumberError():
            return metadata.older() if name == TIMESTAMP else metadata.mixed()
        case exceptions.ExpiredMetadataError():
            return PackError(
                "expired",
                "this pack is past its date",
                "have the publisher make a new one; if it is new, see whether this kiosk's date "
                "is right",
            )
        case exceptions.UnsignedMetadataError():
            return RefusedError(
                "signature",
                f"{name or 'the root'} of this pack is not signed by its publisher",
                "do not use this stick; ask the publisher for another one",
            )
    said = " ".join(str(error).split())[:_LONGEST]
    return PackError("damaged", f"{name or 'this pack'} is damaged: {said}", AGAIN)
