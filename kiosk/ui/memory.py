"""Keeps the program's memory where it is, over months.

Three things let it grow though nothing is kept: glibc keeps large blocks that were given back, for
later and in pieces; each thread gets an arena of its own; and Python looks for garbage when enough
has been made, in the middle of somebody's visit, through everything there is. So large blocks come
from the system and go back to it, there are two arenas, and garbage is taken out while nobody is
there.
"""

from __future__ import annotations

import ctypes
import gc
import sys

_M_TRIM_THRESHOLD = -1
_M_MMAP_THRESHOLD = -3
_M_ARENA_MAX = -8
"""Numbers of glibc's malloc.h."""
_LARGE_BYTES = 256 << 10
_ARENAS = 2
_MOST_NEW_OBJECTS = 40_000
"""With more than these since the last time, garbage is taken out though somebody is there: what a
page leaves holds its texts as pictures, some MB of them."""


def bound_allocator() -> None:
    """Set bounds to glibc's allocator; elsewhere there are none to set. Before any thread."""
    if sys.platform == "linux" and hasattr(_libc(), "mallopt"):
        _libc().mallopt(_M_MMAP_THRESHOLD, _LARGE_BYTES)
        _libc().mallopt(_M_TRIM_THRESHOLD, 4 * _LARGE_BYTES)
        _libc().mallopt(_M_ARENA_MAX, _ARENAS)


def load_in_peace() -> None:
    """Look for no garbage while the program is loaded: all of it stays. Until `loaded`."""
    gc.disable()


def loaded() -> None:
    """What was loaded is looked through no more; what comes from now on is."""
    gc.freeze()
    gc.enable()


class Memory:
    """When garbage is taken out."""

    def __init__(self) -> None:
        self._kept = False

    def keep(self) -> None:
        """What is there now stays: it is not looked through any more. Once is enough."""
        if not self._kept:
            self._kept = True
            gc.collect()
            gc.freeze()
            gc.disable()

    def release(self) -> None:
        """What was to stay does not: another exhibit takes its place."""
        self._kept = False
        gc.unfreeze()
        gc.enable()

    def tidy(self) -> None:
        """Take all garbage out, also of what was to stay: nobody is there, and no film plays.

        Texts and pictures of screens that stay take the place of others with every visit. It takes
        some tenths of a second.
        """
        if self._kept:
            gc.unfreeze()
        self._take_out()
        if self._kept:
            gc.freeze()

    @staticmethod
    def _take_out() -> None:
        """Take garbage out, and give what is free back to the system."""
        gc.collect()
        if sys.platform == "linux" and hasattr(_libc(), "malloc_trim"):
            _libc().malloc_trim(0)

    def look(self) -> None:
        """Take garbage out if too much has come together. While somebody is there."""
        if self._kept and gc.get_count()[0] > _MOST_NEW_OBJECTS:
            self._take_out()


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None)
