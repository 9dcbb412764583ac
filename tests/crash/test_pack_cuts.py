"""The power cut at every call of loading a pack, turning back and clearing up.

Two disks are found after each cut: the one that holds what was handed to it, and the one whose
journal was written once more just before. There names may be durable whose bytes are not.
"""

import random
from pathlib import Path
from typing import Final

import pytest
from disk import Template
from figures import Figures
from shelves import SCENES, Library, Scene
from tracer import Call, counting, killing, met

TRIES: Final = 3
"""A run that did not meet the call it was meant for is done again."""
EVERY: Final = 8
"""The short form cuts at every eighth call, begun by chance, and when all is done."""


class Machine:
    """A kiosk whose disk is the same at the beginning of each run."""

    def __init__(self, library: Library, scene: Scene, folder: Path) -> None:
        self.library = library
        self.scene = scene
        self.log = folder / "log"
        self._disk = Template(folder)
        self.home = self._disk.mounted / "home" / "shelf"
        with self._disk.filled():
            self.home.mkdir(parents=True)
            library.furnish(self.home, scene)

    def calls(self) -> list[Call]:
        """The calls that change something on this disk."""
        with self._disk.started():
            calls = self.library.calls(self.scene, self.home, self.log)
        return [
            call for call in calls if call.changes and call.place in {"blobs", "folder", "database"}
        ]

    def cut_at(self, call: Call | None, *, journal: bool, careless: bool = False) -> list[str]:
        """What is wrong after a cut just before that call, or after all is done."""
        for _ in range(TRIES):
            with self._disk.started() as disk:
                how = killing(call) if call else counting()
                ended = self.library.run(self.scene, self.home, self.log, *how, careless=careless)
                if call and (missed := met(self.log, call)):
                    continue
                disk.start_after_a_cut(journal=journal)
                return self.library.judge(
                    self.scene, self.home, boot="the second boot", acknowledged=ended.acknowledged
                )
        raise AssertionError(f"{call} was never met, but {missed}")


@pytest.fixture(params=SCENES, ids=lambda scene: scene.name)
def machine(
    can_mount: None, library: Library, request: pytest.FixtureRequest, tmp_path: Path
) -> Machine:
    """A kiosk at the beginning of each scene."""
    del can_mount
    return Machine(library, request.param, tmp_path)


@pytest.mark.parametrize("journal", [False, True], ids=["plain", "names first"])
def test_whenever_the_power_is_cut_the_old_pack_or_the_new_one_is_on_whole(
    machine: Machine, figures: Figures, seed: str, *, journal: bool, long: bool
) -> None:
    """At every call that changes the disk, and after all was said to be done."""
    calls: list[Call | None] = [*machine.calls()]
    begun = random.Random(seed).randrange(EVERY)  # noqa: S311 - to be played again
    chosen = [*(calls if long else calls[begun::EVERY]), None]
    found = {}
    for call in chosen:
        if faults := machine.cut_at(call, journal=journal):
            found[call.line if call else "done"] = faults
    name = f"packs, power cut{', names durable first,' if journal else ''}"
    often = "at each call" if long else f"at one call of {EVERY}"
    figures.add(f"{name} {often}", scenes=1, calls=len(calls), cuts=len(chosen))
    assert found == {}


def test_a_kiosk_that_syncs_no_file_of_a_pack_is_found_out(
    library: Library, tmp_path: Path
) -> None:
    """Names are durable before their bytes: the judge of cuts can fail."""
    machine = Machine(library, SCENES[1], tmp_path)
    found = machine.cut_at(None, journal=True, careless=True)
    assert any("a file is broken: 0 of" in fault for fault in found)
