"""A disk that is really full."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from disk import Disk, why_no_disk
from premises import Premises
from rig import Rig


class Ballast:
    """A file that takes all the room there is."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "ballast"

    def fill(self) -> None:
        """Until not a byte more can be written."""
        with self._path.open("ab", buffering=0) as file:
            for size in (1 << 16, 512):
                try:
                    while True:
                        file.write(bytes(size))
                except OSError:
                    continue

    def throw_out(self) -> None:
        """Give all of it back."""
        self._path.unlink()


@pytest.fixture(params=[1024, 4096])
def small(rig: Rig, request: pytest.FixtureRequest) -> Iterator[Premises]:
    """A kiosk with a small disk of its own; a file takes room there by blocks of so many bytes."""
    if why := why_no_disk():
        pytest.skip(f"no disk was filled: {why}")
    premises = rig.premises("small")
    disk = Disk(premises.folder / "disk.image", premises.disk, request.param)
    try:
        disk.mount()
        yield premises
    finally:
        disk.discard()


def test_a_full_disk_closes_the_form_and_loses_nobody(rig: Rig, small: Premises) -> None:
    """In the middle of saving, three times; with room again the form is open, without any help."""
    judge = rig.judge(small)
    ballast = Ballast(small.disk)
    for time in range(3):
        rig.nursery.start(small, f"{rig.seed} {time}")
        told = rig.nursery.listen(20)
        ballast.fill()
        told += rig.nursery.until_it_ends()
        assert "closed full" in told
        # Where the room ran out in SQLite's index, it says no more than that it cannot go on.
        assert any(line.startswith(("failed full: ", "failed broken: ")) for line in told)
        judge.hear(told)
        ballast.throw_out()
        assert judge.after_a_crash() == []
    assert judge.in_the_evening() == []
    rig.figures.add("full disk", fillings=3, **judge.figures)


def test_a_kiosk_that_finds_its_disk_full_says_so_until_there_is_room(
    rig: Rig, small: Premises
) -> None:
    """Killed, and started again while not a byte can be written, not even to open its log."""
    judge = rig.judge(small)
    ballast = Ballast(small.disk)
    rig.nursery.start(small, rig.seed)
    judge.hear([*rig.nursery.listen(20), *rig.nursery.kill()])
    ballast.fill()
    intake = small.intake()
    assert intake.closed() == "full"
    ballast.throw_out()
    assert intake.closed() is None
    intake.close()
    assert judge.after_a_crash() == []
