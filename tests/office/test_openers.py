"""Sign-ups are opened by several processes as they are by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import psutil
import pyrage
import pytest

from kiosk.errors import InputError
from kiosk.office.openers import Openers
from kiosk.signups import seal

if TYPE_CHECKING:
    from kiosk.office.openers import Unseal

KEY = pyrage.x25519.Identity.generate()
SEALED = [seal.seal(f"{number}".encode(), [str(KEY.to_public())]) for number in range(120)]
STRANGE = seal.seal(b"strange", [str(pyrage.x25519.Identity.generate().to_public())])


def read(unseal: Unseal, sealed: bytes) -> str | None:
    """What is in it; None without the right key."""
    try:
        return unseal(sealed).decode().strip()
    except InputError:
        return None


def openers_of(before: set[psutil.Process]) -> list[psutil.Process]:
    """The processes that open, begun since."""
    begun = set(psutil.Process().children()) - before
    return [one for one in begun if "spawn_main" in " ".join(one.cmdline())]


@pytest.mark.parametrize("few", [0, 1000], ids=["many", "few"])
def test_all_are_opened_in_order(few: int) -> None:
    """Each is opened once, in order; what is sealed to somebody else is left closed."""
    with Openers([str(KEY)], few=few, processes=2) as openers:
        made = openers.begin(read, [*SEALED, STRANGE]).fetch()
    assert made[-1] is None
    assert made[:-1] == [f"{number}" for number in range(120)]


def test_each_of_a_stream_comes_with_what_was_in_it() -> None:
    """A stream of any length is opened some ahead, and comes out in order."""
    with Openers([str(KEY)], few=0, processes=2) as openers:
        made = list(openers.each(read, iter(SEALED)))
    assert [sealed for sealed, _ in made] == SEALED
    assert [found for _, found in made] == [f"{number}" for number in range(120)]


def test_a_process_that_is_ended_loses_nothing() -> None:
    """Where the system ends the others, for want of memory, this one opens what they left."""
    before = set(psutil.Process().children())
    with Openers([str(KEY)], few=0, processes=2) as openers:
        openers.begin(read, SEALED[:1]).fetch()
        for child in openers_of(before):
            child.kill()
        pending = openers.begin(read, SEALED)
        assert pending.fetch() == [f"{number}" for number in range(120)]
        assert openers.begin(read, SEALED[:3]).fetch() == ["0", "1", "2"]


def test_all_processes_end_with_the_openers() -> None:
    """Nothing that holds a key is left behind."""
    before = set(psutil.Process().children())
    with Openers([str(KEY)], few=0, processes=2) as openers:
        openers.begin(read, SEALED).fetch()
        assert openers_of(before)
    assert not openers_of(before)
