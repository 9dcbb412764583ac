"""Publishing: a prepared exhibit becomes the next pack of a ring of keys, on a stick.

All that could refuse is looked at first; then the version is made durable beside the keys; only
then is the stick written.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from pydantic import ValidationError

from kiosk.errors import InputError, MachineError, PreparedError, RefusedError
from kiosk.exhibit import prepared as exhibits
from kiosk.keys import demo, ring
from kiosk.keys import root as roots
from kiosk.packs import label as labels
from kiosk.packs import signed
from kiosk.packs.changes import changes
from kiosk.packs.label import Label
from kiosk.packs.mirror import MAX_FILE_BYTES, Mirror, in_words
from kiosk.packs.repository import FOLDER, Repository, alone, index_of
from kiosk.stick import Folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime
    from pathlib import Path
    from typing import BinaryIO

    from tuf.api.metadata import Root

    from kiosk.exhibit.model import Exhibit, SignUps
    from kiosk.exhibit.prepared import Prepared
    from kiosk.keys.ring import Daily, Public, Recovery
    from kiosk.packs.signed import Release

NEEDS = "0.1.0"
"""The oldest program that can show what this one publishes."""
SOON = timedelta(days=180)
"""What ends sooner is told."""
FRESH = timedelta(days=180)
"""The last pack is put on another stick as it is for so long; after that it is signed anew."""
_NAME_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Published:
    """What was done."""

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
    keys: Path,
    daily: Daily,
    recovery: Recovery | None,
    to: Path,
    *,
    now: datetime,
    program: str = NEEDS,
    progress: Callable[[float, str], None] | None = None,
    open_folder: Callable[[Path], Folder] = Folder.open,
) -> Published:
    """Sign `prepared` as the next pack of the ring in `keys`, and copy it to the folder `to`.

    Only what is not on the stick yet is written, and read back; what is there is read, too. The
    `program` is the oldest that can show it. `recovery` is only needed while the ring has no root
    yet. `progress` hears how much is done, from 0 to 1, and which file is in hand.

    Raises RefusedError for demo keys, or a stick with a newer pack or somebody else's; InputError
    for keys or an exhibit that do not belong together, or a film that is too large; MachineError
    if the stick is full, does not answer or does not keep what is written.
    """
    public = ring.read_public(keys)
    refuse_demo(public)
    warnings = belongs(prepared.exhibit.signups, public, daily)
    _refuse_giants(prepared.exhibit)
    with alone(keys / ring.DAILY / FOLDER):
        repository = Repository(keys / ring.DAILY)
        if recovery is not None:
            repository.found(recovery, public.pack, now)
        warnings += _looked_after(keys, public, daily, repository, now)
        index, sha256 = index_of(prepared.folder)
        label = describe(prepared.exhibit, program, sha256, now)
        blobs = {sha256: len(index)} | exhibits.media(prepared.exhibit)

        def source(name: str) -> BinaryIO:
            path = prepared.folder / exhibits.NAME if name == sha256 else prepared.media(name)
            try:
                return path.open("rb")
            except OSError as error:
                raise PreparedError(
                    f"{path} cannot be read: {error.strerror}", "publish again"
                ) from error

        told = _Told(progress, sum(blobs.values()))
        with open_folder(to) as stick, Mirror(stick, to) as mirror:
            mirror.refuse(repository.chain, repository.last)
            seen = mirror.look(blobs, told.more)
            mirror.make_sure_of_room(blobs[it] for it in seen.missing)
            before = repository.shown()
            is_same = repository.last is not None and _is_same(
                repository.last, repository.root, label, blobs
            )
            news = () if is_same else changes(before, prepared.exhibit)
            if not is_same and before is None and repository.last is not None:
                warnings += ("what the last pack showed is not known any more: all counts as new",)
            release = (
                repository.last
                if is_same and repository.last
                else repository.next(label, blobs, index, daily.pack)
            )
            mirror.write(seen.missing, source, told.more)
            mirror.commit(repository.chain, release)
            try:
                mirror.prune(repository.chain, release)
            except MachineError as error:
                warnings += (f"the pack is whole, but what it does not need stayed on it: {error}",)
        if seen.altered:
            what = f"{seen.altered} files on {to} were not as they were written, and were replaced"
            warnings += (f"{what}: use another stick soon",)
        told.all_done()
        return Published(
            version=release.version,
            fingerprint=public.fingerprint,
            changes=news,
            is_same=is_same,
            written_bytes=sum(blobs[it] for it in seen.missing),
            there_bytes=seen.there_bytes,
            warnings=warnings,
        )


def look_ahead(  # noqa: PLR0913 - as `publish`
    keys: Path,
    daily: Daily,
    recovery: Recovery | None,
    to: Path,
    *,
    now: datetime,
    open_folder: Callable[[Path], Folder] = Folder.open,
) -> None:
    """Refuse what `publish` would refuse of keys and stick, before an exhibit is prepared.

    Writes nothing but a first root. Raises as `publish` does.
    """
    public = ring.read_public(keys)
    refuse_demo(public)
    repository = Repository(keys / ring.DAILY)
    if recovery is not None:
        repository.found(recovery, public.pack, now)
    _looked_after(keys, public, daily, repository, now)
    with open_folder(to) as stick, Mirror(stick, to) as mirror:
        mirror.refuse(repository.chain, repository.last)


def refuse_demo(public: Public) -> None:
    """Refuse the demo keys. Raises RefusedError."""
    own = demo.PUBLIC
    if demo.has_demo(public.recipients, public.receipt) or {public.pack, public.root} & {
        own.pack,
        own.root,
    }:
        raise RefusedError(
            "demo",
            "these are the demo keys: everybody has them, and could sign packs for your kiosks",
            "make your own: kiosk keys new DIR",
        )


def belongs(terms: SignUps | None, public: Public, daily: Daily) -> tuple[str, ...]:
    """See that sign-ups by these terms are sealed to this ring; returns warnings in sentences.

    Keys of before the last `keys rotate` still open sign-ups: they are warned of only. Raises
    RefusedError for demo keys, InputError for anybody else's.
    """
    if terms is None:
        return ()
    if demo.has_demo(terms.recipients, terms.receipt_key):
        raise RefusedError(
            "demo",
            "the sign-ups of this exhibit are sealed to the demo keys: everybody could open them",
            "put what 'kiosk keys show' prints in exhibit.yaml, below 'signups:'",
        )
    advice = "put what 'kiosk keys show' prints in exhibit.yaml, below 'signups:'"
    if terms.receipt_key != public.receipt:
        raise InputError(
            "exhibit.yaml names a receipt key that is not of these keys: kiosks would never "
            "believe that sign-ups arrived",
            advice,
        )
    if not {*daily.recipients} & {*terms.recipients}:
        raise InputError(
            "exhibit.yaml names no recipient that these keys can open sign-ups with", advice
        )
    if not {*public.recipients} <= {*terms.recipients}:
        return ("exhibit.yaml does not name both recipients of these keys: " + advice,)
    return ()


def describe(exhibit: Exhibit, program: str, index: str, now: datetime) -> Label:
    """What a pack of this exhibit says of itself. Raises InputError if that is no label."""
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


def _looked_after(
    keys: Path, public: Public, daily: Daily, repository: Repository, now: datetime
) -> tuple[str, ...]:
    """See that keys, root and clock are sound; returns warnings in sentences. Raises InputError."""
    root, last = repository.root, repository.last
    if roots.keys_of(root) != (public.root, public.pack) or daily.pack.public != public.pack:
        raise InputError(
            f"what lies in {keys / ring.DAILY} was not all made together",
            "take the newest copy of your keys, whole",
        )
    known = max(root.expires - roots.LASTS, last.label.made if last else root.expires - roots.LASTS)
    if now < known - timedelta(days=1):
        raise InputError(
            f"this computer says it is {now:%Y-%m-%d}, but it was {known:%Y-%m-%d} already",
            "set its clock",
        )
    if root.expires <= now:
        raise InputError(
            f"the root of these keys could be used until {root.expires:%Y-%m-%d}",
            f"bring the recovery half to {keys}, then: kiosk keys rotate {keys}",
        )
    warnings = []
    if root.expires - now < SOON:
        warnings.append(
            f"the root of these keys can be used until {root.expires:%Y-%m-%d} only: bring the "
            f"recovery half, then: kiosk keys rotate {keys}"
        )
    if (keys / ring.RECOVERY).exists():
        warnings.append(
            f"{keys / ring.RECOVERY} still lies beside the other keys: move it to a stick, and "
            "put that in another building"
        )
    return tuple(warnings)


def _is_same(last: Release, root: Root, label: Label, blobs: Mapping[str, int]) -> bool:
    """Whether this is the last pack once more: signed by today's key, and not long ago."""
    try:
        signed.version_of(root, last.timestamp)
    except ValueError:
        return False
    same_label = last.label.model_copy(update={"made": label.made}) == label
    return same_label and last.blobs == blobs and label.made - last.label.made < FRESH


def _refuse_giants(exhibit: Exhibit) -> None:
    for cooperative in exhibit.cooperatives:
        for number, film in enumerate(cooperative.films, 1):
            if film.bytes > MAX_FILE_BYTES:
                raise InputError(
                    f"film {number} of '{cooperative.id}' is {in_words(film.bytes)}: most sticks "
                    f"hold no file over {in_words(MAX_FILE_BYTES)}",
                    "make it shorter, or make two of it",
                )


class _Told:
    """How much is done, for who listens."""

    def __init__(self, progress: Callable[[float, str], None] | None, whole: int) -> None:
        self._progress = progress
        self._whole = max(1, whole)
        self._done = 0

    def more(self, size: int, name: str) -> None:
        """So many bytes more."""
        self._done += size
        if self._progress is not None:
            self._progress(min(0.99, self._done / self._whole), name)

    def all_done(self) -> None:
        """The stick is ready."""
        if self._progress is not None:
            self._progress(1.0, "")
