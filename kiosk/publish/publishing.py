"""Publishing: a prepared exhibit becomes the next pack of a ring of keys, on a stick.

All that could refuse is looked at first; then the version is made durable beside the keys; only
then is the stick written.
"""

import hashlib
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, Self

from pydantic import ValidationError

from kiosk.clock import Evidence
from kiosk.errors import InputError, MachineError, PreparedError
from kiosk.exhibit import prepared as exhibits
from kiosk.exhibit.model import Exhibit
from kiosk.exhibit.prepared import Prepared
from kiosk.keys import keyring
from kiosk.packs import label as labels
from kiosk.packs.label import Label
from kiosk.packs.verification import MAX_BLOB_BYTES
from kiosk.publish import consistency, date_check, pack_metadata
from kiosk.publish.changes import changes
from kiosk.publish.consistency import OpenedRing
from kiosk.publish.mirror import Mirror, MirrorState, in_words
from kiosk.publish.pack_metadata import Release
from kiosk.publish.repository import FOLDER, Repository, alone
from kiosk.usb.stick import Folder

NEEDS = "0.1.0"
"""The oldest program that can show what this one publishes."""
FRESH = timedelta(days=180)
"""The last pack is put on another stick as it is for so long; after that it is signed anew."""
_NAME_LENGTH = 200
_NOTHING_KNOWN = Evidence()
_MENDS_A_DATE = (
    "the pack before was dated later than today: bring this one to every kiosk that took it, for "
    "it doubts its date until then"
)


@dataclass(frozen=True, slots=True)
class PublishResult:
    """The result of publishing: version, bytes, changes, warnings."""

    version: int
    """Of the pack. The one before plus one; the same again if nothing changed since."""
    fingerprint: str
    """Twenty digits of the root key, for people to compare."""
    changes: tuple[str, ...]
    """What is new since the last pack, in sentences."""
    is_same: bool
    """It is the last pack once more, on another stick: nothing changed since."""
    written_bytes: int
    there_bytes: int
    """Of what the stick had already."""
    warnings: tuple[str, ...]
    """What should be looked after, in sentences."""


def publish(  # noqa: PLR0913 - what a caller may leave out stands after the star
    prepared: Prepared,
    ring: OpenedRing,
    to: Path,
    *,
    now: datetime,
    program: str = NEEDS,
    progress: Callable[[float, str], None] = lambda *_: None,
    open_folder: Callable[[Path], Folder] = Folder.open,
) -> PublishResult:
    """Sign `prepared` as the next pack of this ring of keys, and copy it to the folder `to`.

    Only what is not on the stick yet is written, and read back; what is there is read, too. The
    `program` is the oldest that can show it. `progress` hears how much is done, from 0 to 1, and
    which file is in hand.

    Raises RefusedError for demo keys, or a stick with a newer pack or somebody else's; InputError
    for keys or an exhibit that do not belong together, or a film that is too large; MachineError
    if the stick is full, does not answer or does not keep what is written.
    """
    public = ring.public()
    warnings = consistency.check_terms(prepared.exhibit.signups, public, ring.daily)
    _refuse_giants(prepared.exhibit)
    content = _Content.of(prepared, program, now)
    with alone(ring.folder / keyring.DAILY / FOLDER):
        repository = Repository(ring.folder / keyring.DAILY)
        if ring.recovery is not None:
            repository.make_root(ring.recovery, public.pack, now)
        warnings += consistency.check_keys(ring, repository, now)
        if date_check.is_later(repository, now):
            warnings += (_MENDS_A_DATE,)
        more = _counter(progress, max(1, sum(content.lengths.values())))
        with open_folder(to) as stick, Mirror(stick, to) as mirror:
            mirror.refuse(repository.chain, repository.last)
            seen = mirror.look(content.lengths, more)
            mirror.make_sure_of_room(content.lengths[sha256] for sha256 in seen.missing)
            is_same = _is_same(repository, content)
            news, doubts = ((), ()) if is_same else _news(repository, prepared.exhibit)
            release = repository.last
            if release is None or not is_same:
                release = repository.next(
                    content.label, content.lengths, content.index, ring.daily.pack
                )
            mirror.write(seen.missing, content.open, more)
            mirror.commit(repository.chain, release)
            warnings += (*doubts, *_tidy(mirror, repository, release), *_wear(seen, to))
    progress(1.0, "")
    return PublishResult(
        version=release.version,
        fingerprint=public.fingerprint,
        changes=news,
        is_same=is_same,
        written_bytes=sum(content.lengths[sha256] for sha256 in seen.missing),
        there_bytes=seen.there_bytes,
        warnings=warnings,
    )


def look_ahead(  # noqa: PLR0913 - as `publish`
    ring: OpenedRing,
    to: Path,
    *,
    now: datetime,
    evidence: Evidence = _NOTHING_KNOWN,
    edited: datetime | None = None,
    open_folder: Callable[[Path], Folder] = Folder.open,
) -> str | None:
    """Refuse what `publish` would refuse of keys and stick, before an exhibit is prepared.

    Returns what is to be asked about the date, if anything: see `date_check.question`. Writes
    nothing but a first root, and that only where nothing is asked. Raises as `publish` does.
    """
    public = ring.public()
    repository = Repository(ring.folder / keyring.DAILY)
    asked = date_check.question(repository, now, evidence, edited)
    if ring.recovery is not None and asked is None:
        repository.make_root(ring.recovery, public.pack, now)
    if repository.chain or ring.recovery is None:
        consistency.check_keys(ring, repository, now)
    with open_folder(to) as stick, Mirror(stick, to) as mirror:
        mirror.refuse(repository.chain, repository.last)
    return asked


def describe(exhibit: Exhibit, program: str, index: str, now: datetime) -> Label:
    """The label of a pack of this exhibit. Raises InputError if it would be none."""
    if exhibit.signups is not None:
        publisher = exhibit.signups.controller.name
    elif exhibit.partners:
        publisher = exhibit.partners[0].name
    else:
        publisher = exhibit.title.into(exhibit.languages[0])
    try:
        return Label(
            format=labels.FORMAT,
            exhibit=exhibit.id,
            title=exhibit.title.root,
            publisher=publisher[:_NAME_LENGTH],
            made=now.astimezone(UTC).replace(microsecond=0),
            needs=program,
            index=index,
        )
    except ValidationError as error:
        wrong = error.errors(include_url=False, include_context=False, include_input=False)[0]
        raise InputError(
            f"the {wrong['loc'][0]} of this exhibit cannot stand on a pack: {wrong['msg']}",
            "correct it in exhibit.yaml",
        ) from error


@dataclass(frozen=True, slots=True)
class _Content:
    """What goes into a pack."""

    prepared: Prepared
    index: bytes
    label: Label
    lengths: Mapping[str, int]
    """Every file by its SHA-256, in bytes."""

    @classmethod
    def of(cls, prepared: Prepared, program: str, now: datetime) -> Self:
        """Read the index. Raises PreparedError, InputError."""
        path = prepared.folder / exhibits.NAME
        try:
            index = path.read_bytes()
        except OSError as error:
            raise PreparedError(
                f"{path} cannot be read: {error.strerror}", "prepare it again"
            ) from error
        sha256 = hashlib.sha256(index).hexdigest()
        label = describe(prepared.exhibit, program, sha256, now)
        return cls(prepared, index, label, {sha256: len(index)} | exhibits.media(prepared.exhibit))

    def open(self, sha256: str) -> BinaryIO:
        """One of its files, for reading. Raises PreparedError."""
        if sha256 == self.label.index:
            return io.BytesIO(self.index)
        path = self.prepared.media(sha256)
        try:
            return path.open("rb")
        except OSError as error:
            raise PreparedError(
                f"{path} cannot be read: {error.strerror}", "publish again"
            ) from error


def _is_same(repository: Repository, content: _Content) -> bool:
    """Whether this is the last pack once more: signed by today's key, and not long ago.

    One that was dated ahead by mistake is not put on another stick: it is signed anew.
    """
    last = repository.last
    if last is None:
        return False
    try:
        pack_metadata.version_of(repository.root, last.timestamp)
    except ValueError:
        return False
    made = content.label.made
    same_label = last.label.model_copy(update={"made": made}) == content.label
    is_fresh = -date_check.BEHIND <= made - last.label.made < FRESH
    return same_label and last.blobs == content.lengths and is_fresh


def _news(repository: Repository, exhibit: Exhibit) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What changed since the last pack, and what should be said of that."""
    before = repository.last_exhibit()
    doubts: tuple[str, ...] = ()
    if before is None and repository.last is not None:
        doubts = ("what the last pack showed is not known any more: all counts as new",)
    return changes(before, exhibit), doubts


def _tidy(mirror: Mirror, repository: Repository, release: Release) -> tuple[str, ...]:
    """Remove what the new pack does not need; a warning if that fails: the pack is whole."""
    try:
        mirror.prune(repository.chain, release)
    except MachineError as error:
        return (f"the pack is whole, but what it does not need stayed on it: {error}",)
    return ()


def _wear(seen: MirrorState, to: Path) -> tuple[str, ...]:
    if not seen.altered:
        return ()
    what = f"{seen.altered} files on {to} were not as they were written, and were replaced"
    return (f"{what}: use another stick soon",)


def _refuse_giants(exhibit: Exhibit) -> None:
    for cooperative in exhibit.cooperatives:
        for number, film in enumerate(cooperative.films, 1):
            if film.bytes > MAX_BLOB_BYTES:
                raise InputError(
                    f"film {number} of '{cooperative.id}' is {in_words(film.bytes)}: most sticks "
                    f"hold no file over {in_words(MAX_BLOB_BYTES)}",
                    "make it shorter, or make two of it",
                )


def _counter(progress: Callable[[float, str], None], whole: int) -> Callable[[int, str], None]:
    """Counts pieces of files, in bytes and with their names, up to the `whole`."""
    done = 0

    def more(size: int, name: str) -> None:
        nonlocal done
        done += size
        progress(min(0.99, done / whole), name)

    return more
