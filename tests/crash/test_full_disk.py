"""A disk that is really full."""

from collections.abc import Iterator

import pytest
from disk import Disk, fill
from premises import Premises
from rig import Rig


@pytest.fixture(params=[1024, 4096])
def small(rig: Rig, can_mount: None, request: pytest.FixtureRequest) -> Iterator[Premises]:
    """A kiosk with a small disk of its own; a file takes room there by blocks of so many bytes."""
    del can_mount
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
    ballast = small.disk / "ballast"
    for time in range(3):
        rig.nursery.start(small, f"{rig.seed} {time}")
        told = rig.nursery.listen(20)
        fill(ballast, 0)
        told += rig.nursery.until_it_ends()
        assert "closed full" in told
        # Where the room ran out in SQLite's index, it says no more than that it cannot go on.
        assert any(line.startswith(("failed full: ", "failed broken: ")) for line in told)
        judge.hear(told)
        ballast.unlink()
        assert judge.after_a_crash() == []
    assert judge.in_the_evening() == []
    rig.figures.add("full disk", fillings=3, **judge.figures)


def test_a_kiosk_that_finds_its_disk_full_says_so_until_there_is_room(
    rig: Rig, small: Premises
) -> None:
    """Killed, and started again while not a byte can be written, not even to open its log."""
    judge = rig.judge(small)
    ballast = small.disk / "ballast"
    rig.nursery.start(small, rig.seed)
    judge.hear([*rig.nursery.listen(20), *rig.nursery.kill()])
    fill(ballast, 0)
    intake = small.intake()
    assert intake.closed() == "full"
    ballast.unlink()
    assert intake.closed() is None
    intake.close()
    assert judge.after_a_crash() == []
