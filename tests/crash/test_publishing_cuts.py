"""A stick that loses its power while a pack is written onto it: at every call that changes it."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import pytest
from disk import Disk, Template
from figures import Figures
from librarian import NEXT, NOON
from packs.publisher import Publisher
from shelf_judge import bring
from shelves import Library, Scene, put_back
from tracer import Call, calls, counting, killing, met

from kiosk.packs import verification
from kiosk.packs.offer import Anchor, Offer
from kiosk.packs.shelf import Shelf
from kiosk.publish import publishing
from kiosk.publish.consistency import OpenedRing
from kiosk.usb.stick import Folder

EVERY: Final = 8
"""The short form cuts at every eighth call, begun by chance, and when all is done."""
TRIES: Final = 3
"""A run that did not meet the call it was meant for is done again."""
PUBLISHING: Final = Scene("the next pack is published", "publish", (), 1, 2, None, 0)
FIRST: Final[dict[str, Any]] = {"title": "Eerst", "film_bytes": 1_200_000}


class Desk:
    """A publisher whose stick holds the first pack at the beginning of each run."""

    def __init__(self, library: Library, folder: Path) -> None:
        self._library = library
        self._log = folder / "log"
        self._keys, self._keys_first = folder / "keys", folder / "keys at first"
        self._shelf = folder / "shelf"
        self._disk = Template(folder)
        self._stick = self._disk.mounted / "stick"
        publisher = Publisher(self._keys_first)
        with self._disk.filled():
            publisher.publish(self._stick, **FIRST)
            self._known = self._offer(None).anchor

    def calls(self) -> list[Call]:
        """The calls that change something on the stick, when all goes well."""
        with self._started():
            ended = self._library.run(
                PUBLISHING, self._keys, self._log, *counting(), stick=self._stick
            )
            assert ended.first == {"done": 2}, ended
        found = calls(self._log, self._keys, self._stick)
        return [call for call in found if call.changes and call.place == "stick"]

    def cut_at(self, call: Call | None, *, journal: bool) -> list[str]:
        """What is wrong after a cut just before that call, or after all is done."""
        missed = ""
        for _ in range(TRIES):
            with self._started() as disk:
                how = killing(call) if call else counting()
                ended = self._library.run(
                    PUBLISHING, self._keys, self._log, *how, stick=self._stick
                )
                missed = met(self._log, call) if call else ""
                if missed:
                    continue
                disk.start_after_a_cut(journal=journal)
                return [*self._faults(done=ended.acknowledged), *self._once_more()]
        raise AssertionError(f"{call} was never met, but {missed}")

    def _faults(self, *, done: bool) -> Iterator[str]:
        """A kiosk that has the first pack finds that one on the stick, or the next, whole."""
        offer = self._offer(self._known)
        if offer.version not in ({2} if done else {1, 2}):
            yield f"pack {offer.version} is on the stick"
        shelf = Shelf.open(self._shelf)
        try:
            pack = bring(shelf, self._stick, offer, NOON)
            if shelf.verify(pack, stop=lambda: False):
                yield f"pack {offer.version} on the stick is broken"
            shelf.forget()
            shelf.collect()
        finally:
            shelf.close()

    def _once_more(self) -> Iterator[str]:
        """Published again, it is there, and nothing lies about."""
        publisher = Publisher(self._keys, founded=False)
        ready = publisher.exhibit(**NEXT)
        keys, daily = publisher.keys, publisher.daily
        again = publishing.publish(ready, OpenedRing(keys, daily), self._stick, now=NOON)
        offer = self._offer(self._known)
        if offer.version != again.version:
            yield f"pack {again.version} was published, and {offer.version} is on the stick"
        lying = {
            path.name for path in (self._stick / verification.PACK / verification.TARGETS).iterdir()
        }
        if lying != {blob.sha256 for blob in offer.blobs}:
            yield f"on the stick lie {lying}"
        if again.warnings:
            yield f"warned of {again.warnings}"

    def _offer(self, known: Anchor | None) -> Offer:
        with Folder.open(self._stick) as folder:
            return verification.examine(folder, known, program="0.1.0", now=NOON)

    @contextmanager
    def _started(self) -> Iterator[Disk]:
        """Keys and stick as they were at the beginning."""
        put_back(self._keys_first, self._keys)
        with self._disk.started() as disk:
            yield disk


@pytest.mark.usefixtures("can_mount")
@pytest.mark.parametrize("journal", [False, True], ids=["plain", "names first"])
def test_whenever_a_stick_loses_its_power_it_holds_the_old_pack_or_the_new_one(  # noqa: PLR0913 - one fixture each
    library: Library, figures: Figures, seed: str, tmp_path: Path, *, journal: bool, long: bool
) -> None:
    """At every call that changes it, and after all was said to be written."""
    desk = Desk(library, tmp_path)
    all_calls = desk.calls()
    begun = random.Random(seed).randrange(EVERY)  # noqa: S311 - to be played again
    chosen = [*(all_calls if long else all_calls[begun::EVERY]), None]
    found = {}
    for call in chosen:
        if faults := desk.cut_at(call, journal=journal):
            found[call.line if call else "done"] = faults
    name = f"packs published, power cut{', names durable first,' if journal else ''}"
    often = "at each call" if long else f"at one call of {EVERY}"
    figures.add(f"{name} {often}", calls=len(all_calls), cuts=len(chosen))
    assert found == {}
