"""Every file that a kiosk keeps, damaged in each of eight ways: all that is lost is told.

python -m pytest tests/crash/test_every_file.py --long
"""

import ctypes
import json
import os
import random
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from figures import Figures
from furnished import EARLIER, SIGN_UPS, Furnished

from kiosk.cli import main
from kiosk.errors import DatabaseError
from kiosk.paths import Home
from kiosk.signups import bundle
from kiosk.station.health import Health
from kiosk.station.health_check import look
from kiosk.station.tasks import StaffTasks

GIVEN = EARLIER + SIGN_UPS
CASES = 20
"""So many, chosen by chance, in the short form."""
OF_NO_ACCOUNT = ("cache/", "journal/", "inventory/", "signups/lock", "shelf/lock", "toolkit/")
"""Made again, and nobody misses what was in them."""
TWICE = ("settings.last-good.yaml", "last-seen", "staff/number", "staff/date.json")
"""Second copies, and words of staff that are asked for again: see the needs `clock` and `place`."""
_OVERRIDE = 1 << 1 | 1 << 2
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH: with these root reads what nobody may."""


def delete(path: Path) -> None:
    """Gone."""
    path.unlink()


def empty(path: Path) -> None:
    """There, and nothing in it."""
    path.write_bytes(b"")


def cut(path: Path) -> None:
    """Its second half is gone."""
    os.truncate(path, path.stat().st_size // 2)


def flip(path: Path) -> None:
    """One bit in its middle is another."""
    content = bytearray(path.read_bytes())
    if content:
        content[len(content) // 2] ^= 4
        path.write_bytes(content)


def lock(path: Path) -> None:
    """Nobody may read it."""
    path.chmod(0)


def replace(path: Path) -> None:
    """A folder lies in its place."""
    path.unlink()
    (path / "inside").mkdir(parents=True)


def pipe(path: Path) -> None:
    """Nobody will ever write into it: whoever waits for that waits for ever."""
    path.unlink()
    os.mkfifo(path)


def link(path: Path) -> None:
    """A link that leads nowhere lies in its place."""
    path.unlink()
    path.symlink_to("nowhere")


DAMAGES: dict[str, Callable[[Path], None]] = {
    "deleted": delete,
    "emptied": empty,
    "cut": cut,
    "flipped": flip,
    "unreadable": lock,
    "a folder": replace,
}
if sys.platform != "win32":
    DAMAGES |= {"a pipe": pipe, "a link": link}
SECONDS = 60
"""Whoever has not ended then hangs."""


@contextmanager
def anybody() -> Iterator[None]:
    """Rights hold for this thread, and those it starts, even if it is root's."""
    if sys.platform != "linux" or os.geteuid():
        yield
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)
    before, wanted = (ctypes.c_uint32 * 6)(), (ctypes.c_uint32 * 6)()
    assert libc.capget(header, before) == 0
    assert libc.capget(header, wanted) == 0
    wanted[0] &= ~_OVERRIDE
    assert libc.capset(header, wanted) == 0
    try:
        yield
    finally:
        assert libc.capset(header, before) == 0


@contextmanager
def in_time() -> Iterator[None]:
    """Ends whoever hangs."""
    if sys.platform == "win32":
        yield
        return

    def end(*_: object) -> None:
        raise TimeoutError("it hangs")

    before = signal.signal(signal.SIGALRM, end)
    signal.alarm(SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


@dataclass
class Found:
    """What became of a damaged home."""

    health: Health
    carried: int
    """Sign-ups that are on a stick now."""
    bundled: int
    """The exit code of who carried them."""
    closed: str | None

    @property
    def lost(self) -> int:
        """So many staff are told of as lost, or not found."""
        kinds = {notice.kind: notice.count for notice in self.health.notices}
        return kinds.get("sign-ups-lost", 0) + self.health.not_found


class Tried:
    """Starts the kiosk in a home, and types every command there."""

    def __init__(self, made: Furnished, home: Home, stick: Path) -> None:
        self._made = made
        self._home = home
        self._stick = stick
        self._closed: str | None = None
        self._bundled = 0

    def all(self, first: int) -> Found:
        """One after the other; which comes first depends on this number."""
        steps = (self.start, self.doctor, self.count, self.bundle)
        for number in range(len(steps)):
            steps[(first + number) % len(steps)]()
        self.start()
        health = look(self._home, self._made.assets, demo=False)
        self.bundle()
        return Found(health, carried(self._stick), self._bundled, self._closed)

    def start(self) -> None:
        """As the program does; and it ends in order."""
        ours = self._made.open(self._home)
        try:
            ours.verify(damaged=lambda: None)
            for thread in threading.enumerate():
                if thread.name == "verify":
                    thread.join()
            ours.refresh()
            intake = ours.intake()
            self._closed = intake.closed()
            assert ours.drives is not None
            tasks = StaffTasks(ours, ours.drives)
            with suppress(DatabaseError):
                tasks.sums()
            tasks.health()
            intake.close()
        finally:
            ours.close(in_order=True)

    def doctor(self) -> None:
        """Says how it is."""
        assert self._type("doctor", "--json") in {0, 5}

    def count(self) -> None:
        """Says how many there are."""
        assert self._type("signups", "count") in {0, 5}

    def bundle(self) -> None:
        """Carries what there is."""
        self._bundled = self._type("signups", "bundle", "--to", str(self._stick))
        assert self._bundled in {0, 5}

    def _type(self, *words: str) -> int:
        return main([*words, "--home", str(self._home.folder)])


def carried(stick: Path) -> int:
    """How many sign-ups lie on a stick, each counted once."""
    found = set()
    for path in stick.rglob("*.tar"):
        one = bundle.read(path.read_bytes())
        found |= {(one.header.kiosk, number) for number in one.sealed}
    return len(found)


def tried(made: Furnished, folder: Path, damage: Callable[[Home], object], first: int) -> Found:
    """What becomes of a copy of the home that was damaged so."""
    home = made.copied(folder / "home")
    stick = folder / "stick"
    stick.mkdir()
    damage(home)
    with anybody(), in_time():
        return Tried(made, home, stick).all(first)


def test_a_home_that_nothing_happened_to_is_well(made: Furnished, tmp_path: Path) -> None:
    """Also after its plug was pulled; all of its sign-ups are carried."""
    found = tried(made, tmp_path, lambda home: home, 0)
    assert (found.carried, found.lost, found.closed, found.bundled) == (GIVEN, 0, None, 0)
    assert found.health.notices == ()
    assert set(found.health.needs) <= {"disk"}


def wrong(path: str, damage: str, found: Found) -> Iterator[str]:
    """What should not have become of a home of which this file was damaged so."""
    told = {*found.health.needs, *(notice.kind for notice in found.health.notices)} - {"disk"}
    closed = "store" in told or "shelf" in told
    if found.carried + found.lost != GIVEN and not ("store" in told and damage == "unreadable"):
        yield f"{found.carried} were carried, {found.lost} are told as lost, of {GIVEN}"
    if found.carried < GIVEN and not path.startswith("signups/"):
        yield f"only {found.carried} were carried"
    if found.carried < GIVEN and found.bundled == 0:
        yield "to carry what is left ended as if all were well"
    if found.closed and not told:
        yield f"the form is closed ({found.closed}), and nobody is told why"
    minor = path.startswith((*OF_NO_ACCOUNT, *TWICE))
    if damage != "flipped" and not minor and not told:
        yield "all is said to be well"
    if minor and damage not in {"a folder", "a pipe", "a link"} and (closed or found.closed):
        yield f"what is of no account closes the form: {sorted(told)}"


def test_whatever_file_is_damaged_what_is_lost_is_told(
    made: Furnished, tmp_path: Path, figures: Figures, seed: str, *, long: bool
) -> None:
    """The kiosk starts, every command ends in words, and nothing else is lost."""
    dice = random.Random(seed)  # noqa: S311 - to be played again, not to be secret
    cases = [(path, damage) for path in made.files() for damage in DAMAGES]
    if sys.platform == "win32":
        cases = [case for case in cases if case[1] != "unreadable"]
    chosen = cases if long else dice.sample(cases, min(CASES, len(cases)))
    faults: dict[str, Any] = {}
    for number, (path, damage) in enumerate(chosen):
        folder = tmp_path / str(number)
        folder.mkdir()

        def hurt(home: Home, path: str = path, damage: str = damage) -> None:
            DAMAGES[damage](home.folder / path)

        try:
            found = tried(made, folder, hurt, dice.randrange(4))
        except BaseException as error:
            faults[f"{path} {damage}"] = f"{type(error).__name__}: {error}"
            if isinstance(error, KeyboardInterrupt):
                raise
        else:
            if against := list(wrong(path, damage, found)):
                kinds = [f"{notice.kind}:{notice.count}" for notice in found.health.notices]
                faults[f"{path} {damage}"] = [*against, [*found.health.needs, *kinds]]
        shutil.rmtree(folder, ignore_errors=True)
    figures.add("every file of a home", files=len(made.files()), damaged=len(chosen))
    assert faults == {}, json.dumps(faults, indent=1)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
@pytest.mark.parametrize("name", ["signups", "shelf", "staff", "tally", "notices", "inventory"])
def test_a_folder_of_another_user_is_told(made: Furnished, tmp_path: Path, name: str) -> None:
    """As one that root set up: the kiosk starts, every command ends in words."""
    found = tried(made, tmp_path, lambda home: (home.folder / name).chmod(0), 0)
    (tmp_path / "home" / name).chmod(0o700)
    if name not in {"notices", "inventory"}:
        assert found.health.needs
    assert found.carried == (0 if name == "signups" else GIVEN)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_a_store_that_nobody_may_read_keeps_no_other_from_travelling(
    made: Furnished, tmp_path: Path
) -> None:
    """What is left of earlier kiosks is carried, and the other way round."""
    found = []
    for number, folder in enumerate(sorted(made.home.signups.glob("k-*"))):
        where = tmp_path / str(number)
        where.mkdir()

        def hide(home: Home, name: str = folder.name) -> None:
            """Of another user."""
            (home.signups / name).chmod(0)

        one = tried(made, where, hide, number)
        (where / "home" / "signups" / folder.name).chmod(0o700)
        assert one.bundled != 0
        found.append(one.carried)
    assert sorted(found) == [EARLIER, SIGN_UPS]
