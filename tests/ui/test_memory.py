"""Memory stays where it is: garbage is taken out, and screens are let go, when nobody is there."""

import gc
import subprocess
import sys
import weakref
from dataclasses import replace

import eyes
import pytest
from glass import Kiosk, MakeKiosk, OpenIntake

from kiosk.media.photo import Pixels
from kiosk.ui.memory import Memory
from kiosk.ui.widgets.card import Card
from kiosk.visit import scene as scenes


class CountingMemory(Memory):
    """Counts, and leaves Python's own to Python."""

    def __init__(self) -> None:
        super().__init__()
        self.done: list[str] = []

    def keep(self) -> None:
        """Once there is all that stays."""
        self.done.append("keep")

    def release(self) -> None:
        """Once that goes."""
        self.done.append("release")

    def tidy(self) -> None:
        """After a visit."""
        self.done.append("tidy")

    def look(self) -> None:
        """While somebody is there."""
        self.done.append("look")


def nobody(kiosk: Kiosk) -> None:
    """Let the loop play for a while, with its pictures."""
    for _ in range(20):
        kiosk.let(0.5)
        kiosk.pictures()


def test_nothing_is_taken_out_under_a_visitors_hands(make_kiosk: MakeKiosk) -> None:
    """Looking for garbage makes the glass stand still: it waits until nobody is there."""
    memory = CountingMemory()
    kiosk = make_kiosk((960, 540), memory=memory)
    nobody(kiosk)
    assert memory.done == ["keep", "tidy"]
    kiosk.wake()
    kiosk.let(5)
    assert "tidy" not in memory.done[2:]
    assert "look" in memory.done
    kiosk.visit.end()
    nobody(kiosk)
    assert memory.done.count("tidy") == 2


def test_screens_of_a_visit_are_let_go_after_it(make_kiosk: MakeKiosk) -> None:
    """What everybody opens stays; a page that few open does not."""
    kiosk = make_kiosk((960, 540), memory=CountingMemory())
    kiosk.wake()
    home = kiosk.screen
    kiosk.go(scenes.PrivacyScene())
    privacy = weakref.ref(kiosk.screen)
    assert privacy() is not None
    kiosk.visit.end()
    nobody(kiosk)
    gc.collect()
    assert privacy() is None
    kiosk.wake()
    assert kiosk.screen is home


def test_of_the_form_few_pages_stay_within_a_visit(
    make_kiosk: MakeKiosk, intake: OpenIntake
) -> None:
    """A keyboard takes megabytes: the page before stays for the way back, older ones go.

    Whoever goes back that far finds what was typed there.
    """
    kiosk = make_kiosk((960, 540), memory=CountingMemory(), intake=intake)
    kiosk.wake()
    kiosk.open(scenes.SignUpScene())
    kiosk.app.form.answer(replace(kiosk.app.form.draft, name="Mieke"))
    pages = {}
    for step in ("name", "contact", "purposes", "check"):
        kiosk.go(scenes.SignUpScene(step=step))
        pages[step] = weakref.ref(kiosk.screen)
    gc.collect()
    assert [step for step, page in pages.items() if page() is None] == ["name"]
    kiosk.go(scenes.SignUpScene(step="name"))
    assert "Mieke" in kiosk.screen.text


def test_a_text_on_the_glass_is_kept_once(make_kiosk: MakeKiosk) -> None:
    """As its texture: the surface that Kivy wrote it on is as large again, and goes."""
    kiosk = make_kiosk((960, 540))
    kiosk.wake()
    kiosk.pixels()
    written = [label for label in eyes.labels(kiosk) if label.texture is not None]
    assert len(written) > 20
    assert [label.text for label in written if label._label._surface is not None] == []  # noqa: SLF001


@pytest.mark.parametrize("size_px", [(960, 540), (1920, 1080)])
def test_a_picture_on_the_glass_is_kept_once(
    make_kiosk: MakeKiosk, size_px: tuple[int, int]
) -> None:
    """As its texture: what was decoded goes as soon as the graphics card has it."""
    kiosk = make_kiosk(size_px)
    kiosk.wake()
    cards = [one for one in eyes.pressables(kiosk) if isinstance(one, Card)]
    assert kiosk.textures.made >= len(cards) > 3  # the other cards stand on a page of their own
    assert [thing for thing in gc.get_objects() if isinstance(thing, Pixels)] == []


_CHILD = """
import ctypes, gc, sys, weakref
from kiosk.ui.memory import Memory, bound_allocator
class Info(ctypes.Structure):
    names = "arena a b hblks mapped c d used free keep"
    _fields_ = [(name, ctypes.c_size_t) for name in names.split()]
libc = ctypes.CDLL(None)
libc.mallinfo2.restype = Info
bound_allocator()
for _ in range(3):  # glibc would keep the second and third of such blocks for itself
    block = ctypes.create_string_buffer(8 << 20)
    del block
block = ctypes.create_string_buffer(8 << 20)
assert libc.mallinfo2().mapped >= 8 << 20, "a large block does not come from the system"
memory = Memory()
memory.keep()
assert not gc.isenabled() and gc.get_freeze_count() > 1000
made = []
made.append(made)
memory.look()
memory.tidy()
assert not gc.isenabled() and gc.get_freeze_count() > 1000
class Thing: pass
kept = Thing()
kept.itself, gone = kept, weakref.ref(kept)
memory.release()
memory.keep()
del kept
memory.tidy()
assert gone() is None, "what was to stay and does not is not taken out"
memory.release()
assert gc.isenabled() and not gc.get_freeze_count()
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc has bounds to set")
def test_large_blocks_go_back_to_the_system() -> None:
    """With the allocator bounded; and what was kept is released."""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD], check=False, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
