"""Every system call of loading a pack, turning back and clearing up: killed there, or failed.

Enumerated, not left to chance: strace counts the calls, then each fault has a run of its own. The
short form takes a part of the calls, begun by chance, so that day by day all have their turn.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pytest
from figures import Figures
from librarian import BOOT
from shelves import SCENES, Ended, Library, Scene, put_back
from tracer import Call, failing, killing, met, synced_again

TRIES: Final = 3
"""A run that did not meet the call it was meant for is done again."""
ANOTHER_BOOT: Final = "the second boot"
DISK: Final = {"blobs", "folder", "database", "elsewhere"}
"""What is on the kiosk's own disk. Elsewhere are temporary files, while metadata are followed."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What fails, and in which words that may be told."""

    error: str
    hits: Callable[[Call], bool]
    """Whether it makes this call fail."""
    every: int
    """The short form makes every so-manieth call fail; 0: none."""
    told: dict[str, set[str]]
    """By the place of the call: the class of error that may be told, and its kind."""


_DATABASE: Final = {"DatabaseError broken", "DatabaseError read-only"}
"""SQLite does not say why one of its files cannot be opened, nor do those beside its log."""
_BROKEN: Final = {
    "blobs": {"InstallError disk"},
    "folder": {"InstallError disk", *_DATABASE},
    "database": _DATABASE,
    "elsewhere": {"MachineError "},
}
_FULL: Final = {
    "blobs": {"InstallError full"},
    "folder": {"InstallError full", "DatabaseError full"},
    "database": {"DatabaseError full", *_DATABASE},
    "elsewhere": {"MachineError "},
}
_GONE: Final = {"stick": {"InstallError stick", "MachineError "}}
FAULTS: Final = {
    "a change of the disk fails": Fault(
        "EIO", lambda call: call.changes and call.place in DISK, 8, _BROKEN
    ),
    "the disk is full": Fault(
        "ENOSPC",
        lambda call: call.takes_room and call.place in DISK,
        8,
        _FULL,
    ),
    "the disk cannot be read": Fault(
        "EIO", lambda call: not call.changes and call.place in DISK - {"elsewhere"}, 0, _BROKEN
    ),
    "the stick cannot be read": Fault("EIO", lambda call: call.place == "stick", 16, _GONE),
    "the stick is gone": Fault("ENODEV", lambda call: call.place == "stick", 0, _GONE),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One scene, to be played again and again from the same beginning."""

    library: Library
    scene: Scene
    template: Path
    home: Path
    log: Path
    calls: Sequence[Call]
    dice: random.Random
    long: bool

    def some(self, calls: Sequence[Call], every: int) -> Sequence[Call]:
        """Every so-manieth of these calls, begun by chance; in the long form, all."""
        if self.long:
            return calls
        return calls[self.dice.randrange(every) :: every] if every else ()

    def of(self, every: int) -> str:
        """How many calls have their turn, for the figures."""
        return "at each call" if self.long or every == 1 else f"at one call of {every}"

    def play(self, call: Call, how: tuple[str, ...]) -> Ended:
        """Once more from the beginning, with one fault."""
        missed = ""
        for _ in range(TRIES):
            put_back(self.template.parent, self.home.parent)
            ended = self.library.run(self.scene, self.home, self.log, *how)
            missed = met(self.log, call)
            if not missed:
                return ended
        raise AssertionError(f"{call} was never met, but {missed}")

    def judge(self, ended: Ended, boot: str = ANOTHER_BOOT) -> list[str]:
        """What is wrong afterwards."""
        faults = self.library.judge(
            self.scene, self.home, boot=boot, acknowledged=ended.acknowledged
        )
        return [ended.fault, *faults] if ended.fault else faults


@pytest.fixture(scope="module")
def counted() -> dict[str, Sequence[Call]]:
    """The calls of each scene, counted once."""
    return {}


@pytest.fixture(params=SCENES, ids=lambda scene: scene.name)
def stage(
    library: Library,
    counted: dict[str, Sequence[Call]],
    request: pytest.FixtureRequest,
    seed: str,
    *,
    long: bool,
) -> Stage:
    """Each scene, and all the calls that it makes."""
    scene: Scene = request.param
    folder = library.folder / scene.name
    # Beside the shelf the home keeps what it knows of it.
    template, home = (folder / name / "shelf" for name in ("template", "home"))
    log = folder / "log"
    if scene.name not in counted:
        template.mkdir(parents=True)
        library.furnish(template, scene)
        put_back(template.parent, home.parent)
        counted[scene.name] = library.calls(scene, home, log)
        assert library.judge(scene, home, boot=ANOTHER_BOOT, acknowledged=True) == []
    dice = random.Random(seed)  # noqa: S311 - to be played again, not to be secret
    return Stage(library, scene, template, home, log, counted[scene.name], dice, long)


def test_whenever_it_is_killed_the_old_pack_or_the_new_one_is_on_whole(
    stage: Stage, figures: Figures
) -> None:
    """Killed at every call that changes its disk; then started again in the same boot."""
    places = DISK if stage.long else DISK - {"elsewhere"}
    calls = [call for call in stage.calls if call.changes and call.place in places]
    chosen = stage.some(calls, stage.scene.kill_every)
    found = {}
    for call in chosen:
        ended = stage.play(call, killing(call))
        assert not ended.first, f"{call} was survived"
        if faults := stage.judge(ended, BOOT):
            found[call.line] = faults
    how = stage.of(stage.scene.kill_every)
    figures.add(f"packs, kill -9 {how}", scenes=1, calls=len(calls), kills=len(chosen))
    assert not found, told(found)


@pytest.mark.parametrize("fault", FAULTS)
def test_whichever_call_fails_it_is_told_in_a_sentence_and_nothing_is_lost(
    stage: Stage, fault: str, figures: Figures
) -> None:
    """Whoever tries again in the same program, or at least starts it again, succeeds."""
    what = FAULTS[fault]
    calls = [call for call in stage.calls if what.hits(call)]
    chosen = stage.some(calls, what.every)
    counts = {"told": 0, "done_all_the_same": 0, "done_at_the_second_try": 0, "after_a_start": 0}
    found: dict[str, list[str]] = {}
    for call in chosen:
        ended = stage.play(call, failing(call, what.error))
        how, strange = outcome(ended, what.told[call.place])
        counts[how] += 1
        counts["told"] += how != "done_all_the_same"
        faults = [*strange, *stage.judge(ended)]
        again = synced_again(stage.log, stage.home / "blobs")
        faults += (f"synced again: {path}" for path in again)
        if faults:
            found[call.line] = faults
    if chosen:
        name = f"packs, {fault} {stage.of(what.every)}"
        figures.add(name, scenes=1, calls=len(calls), failed=len(chosen), **counts)
    assert not found, told(found)


LOADING = [scene for scene in SCENES if scene.act in {"first", "load"}]


@pytest.mark.parametrize("stage", LOADING, ids=lambda scene: scene.name, indirect=True)
def test_no_pointer_is_turned_before_all_names_are_durable(stage: Stage) -> None:
    """Also of files that were copied before: a crash may have come before their names were synced.

    A file system with one journal forgives it, as ext4 does: no power cut there would show it.
    """
    at = [number for number, call in enumerate(stage.calls) if is_sync(call, "shelf.db-wal")]
    named = [number for number, call in enumerate(stage.calls) if is_sync(call, "blobs")]
    renamed = [number for number, call in enumerate(stage.calls) if call.name.startswith("rename")]
    turned = at[-1]
    last_name = max((number for number in renamed if number < turned), default=0)
    assert any(last_name < number < turned for number in named)


def is_sync(call: Call, what: str) -> bool:
    """Whether it makes the file or folder called so durable."""
    return call.name in {"fsync", "fdatasync"} and f"/{what}>" in call.line


def outcome(ended: Ended, told: set[str]) -> tuple[str, list[str]]:
    """How a run with one failing call ended, and what is wrong with that."""
    first, second = ended.first, ended.again or {}
    if "done" in first:
        return "done_all_the_same", []
    words = f"{first.get('told')} {first.get('kind')}"
    strange = [] if words in told else [f"told as {first}"]
    if "done" in second:
        return "done_at_the_second_try", strange
    if second.get("told") != first.get("told") or first.get("told") != "DatabaseError":
        strange.append(f"tried again: {second}")
    return "after_a_start", strange


def told(found: dict[str, list[str]]) -> str:
    """What was found, a call a line."""
    return "".join(f"\n{call[:160]}\n    {faults}" for call, faults in found.items())
