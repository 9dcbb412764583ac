"""No core dumps: a crash may not write to the disk what a visitor has just typed.

The answers of a form stand in memory until they are sealed, and at the coordinator's when they are
opened. A core dump would keep them in the clear, and most systems hand it to a program that keeps
it or sends it away.
"""

import contextlib
import ctypes
import sys

_PR_SET_DUMPABLE = 4
_SEM_FAILCRITICALERRORS, _SEM_NOGPFAULTERRORBOX = 0x0001, 0x0002


def forbid() -> None:
    """Let this program, whatever happens to it, leave no picture of its memory.

    On Linux both ways are needed: a limit of 0 is not asked where a program takes the dump.
    """
    if sys.platform == "win32":
        with contextlib.suppress(OSError, AttributeError):
            mode = _SEM_FAILCRITICALERRORS | _SEM_NOGPFAULTERRORBOX
            ctypes.windll.kernel32.SetErrorMode(mode)
        return
    import resource  # noqa: PLC0415 - Windows has none

    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
