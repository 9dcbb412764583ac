"""Starts a kiosk again after a crash, and compares its shelf with what was promised."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from kiosk.errors import KioskError, RefusedError
from kiosk.packs import install, verification
from kiosk.packs.shelf import Pack, Shelf
from kiosk.usb.stick import Folder

NOON: Final = datetime(2018, 10, 6, 12, tzinfo=UTC)


def load(shelf: Shelf, stick: Path, now: datetime) -> Pack:
    """Bring the pack on a stick, as somebody who says yes to whoever made it."""
    with Folder.open(stick) as folder:
        offer = verification.examine(folder, shelf.anchor(), program="0.1.0", now=now)
    install.permit(offer, trust=install.FIRST, other=False)
    return bring(shelf, stick, offer, now)


def bring(shelf: Shelf, stick: Path, offer: verification.Offer, now: datetime) -> Pack:
    """Copy what was looked at, however little room there is."""
    how: dict[str, Any] = {"progress": lambda _: None, "stop": lambda: False, "reserve_bytes": 0}
    return install.install(shelf, stick, offer, now=now, **how)


def judged(order: dict[str, Any]) -> dict[str, Any]:
    """What is wrong with the shelf in `home`, by what is `expected` of it; in order, nothing.

    Expected are `packs` (the files of each version), what was on `before` and is on `after`,
    `high` (the highest version before) and `higher` (after), the `fingerprint`, whether it was
    `acknowledged`, and what to do `again` with which `stick`; an `old` stick is refused then.
    """
    judge = _Judge(Path(order["home"]), order["expected"])
    faults: list[str] = []
    found: dict[str, Any] = {"faults": faults}
    try:
        shelf = Shelf.open(judge.home)
        try:
            pack = shelf.begin(order["boot"])
            found["on"] = pack.version if pack else None
            faults += judge.first_look(shelf, pack)
            if not faults:
                judge.once_more(shelf)
                faults += (f"once more: {fault}" for fault in judge.last_look(shelf))
        finally:
            shelf.close()
    except KioskError as error:
        faults.append(f"{type(error).__name__}: {error}")
    return found


class _Judge:
    def __init__(self, home: Path, expected: dict[str, Any]) -> None:
        self.home = home
        self._expected = expected

    def first_look(self, shelf: Shelf, pack: Pack | None) -> Iterator[str]:
        """The old pack or the new one, whole; who is enrolled, and how far."""
        expected = self._expected
        version = pack.version if pack else None
        allowed = {expected["after"]}
        if not expected["acknowledged"]:
            allowed.add(expected["before"])
        if version not in allowed:
            yield f"{version} is on, and not one of {allowed}"
        if shelf.on() != pack or shelf.damaged:
            yield f"what is on is not what is shown: {shelf.on()}"
        if shelf.moved_aside:
            yield f"a damaged shelf was moved aside: {shelf.moved_aside}"
        if shelf.began_by_turning_back and not expected.get("given_up"):
            yield f"it turned back from {shelf.began_by_turning_back}"
        for one in (pack, *shelf.packs()):
            yield from self._whole(shelf, one)
        yield from self._enrolled(shelf)

    def once_more(self, shelf: Shelf) -> None:
        """Do the same again, as people do."""
        expected = self._expected
        match expected["again"]:
            case "load":
                load(shelf, Path(expected["stick"]), NOON)
            case "back":
                on = shelf.on()
                if on and on.version != expected["after"]:
                    shelf.back()
            case "forget":
                shelf.forget()
        shelf.collect()

    def last_look(self, shelf: Shelf) -> Iterator[str]:
        """All is as it should have been at once, and nothing lies about."""
        expected = self._expected
        on, previous = shelf.on(), shelf.previous()
        if (on.version if on else None) != expected["after"]:
            yield f"{on} is on"
        if (previous.version if previous else None) != expected["previous"]:
            yield f"{previous} is the one before"
        for pack in shelf.packs():
            yield from self._whole(shelf, pack)
        yield from self._enrolled(shelf, done=True)
        needed = {blob.sha256 for pack in shelf.packs() for blob in shelf.files(pack)}
        lying = {path.name for path in shelf.blobs.iterdir()}
        if lying != needed:
            yield f"lying about: {lying - needed}; lacking: {needed - lying}"
        if strange := {path.name for path in self.home.iterdir() if not _ours(path.name)}:
            yield f"strange: {strange}"
        if expected["old"]:
            try:
                with Folder.open(Path(expected["old"])) as folder:
                    verification.examine(folder, shelf.anchor(), program="0.1.0", now=NOON)
                yield "an older pack is taken"
            except RefusedError as error:
                if error.kind != "older":
                    yield f"an older pack is refused as {error.kind}"

    def _whole(self, shelf: Shelf, pack: Pack | None) -> Iterator[str]:
        """Every byte of every file, looked at here and by the shelf itself."""
        if pack is None:
            return
        files = self._expected["packs"][str(pack.version)]
        if {blob.sha256: blob.bytes for blob in shelf.files(pack)} != files:
            yield f"pack {pack.version} has other files than were published"
        for sha256, length in files.items():
            path = shelf.blobs / sha256
            content = path.read_bytes() if path.exists() else b""
            if len(content) != length or hashlib.sha256(content).hexdigest() != sha256:
                yield f"of pack {pack.version} a file is broken: {len(content)} of {length} bytes"
        if shelf.verify(pack, stop=lambda: False):
            yield f"pack {pack.version} finds itself broken"
        shelf.prepared(pack)

    def _enrolled(self, shelf: Shelf, *, done: bool = False) -> Iterator[str]:
        """Enrolled with the same, and the highest version is no lower than it was promised."""
        expected = self._expected
        publisher, anchor, last = shelf.publisher(), shelf.anchor(), shelf.last()
        done = done or expected["acknowledged"]
        least = expected["higher" if done else "high"]
        if publisher is None or anchor is None:
            if publisher or anchor or last or shelf.on():
                yield "nobody is enrolled, and yet there is something"
            if least and expected["higher"]:
                yield "nobody is enrolled any more"
            return
        if done and not expected["higher"]:
            yield "somebody is enrolled still"
        if publisher.fingerprint != expected["fingerprint"]:
            yield f"enrolled with {publisher}"
        if anchor.version < least:
            yield f"the highest version was {least}, and is {anchor.version}"
        if last is None or last.version != anchor.version:
            yield f"version {anchor.version} was accepted, and the last pack is {last}"


def _ours(name: str) -> bool:
    """Whether such a file may lie in the folder of a shelf.

    What was being made when a disk failed may lie there still, and what was moved aside because it
    could not be read: both are small, and nothing reads them.
    """
    known = {"shelf.db", "shelf.db-wal", "shelf.db-shm", "blobs", "lock"}
    return name in known or name.startswith(("shelf.db.part", "shelf.db.damaged-"))
