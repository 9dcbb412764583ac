"""Work that takes the processor, in another process of idle priority.

A worker thread shares Python's lock with the glass and makes it stutter. Here a child process does
the work, tells how far it is, and hears when it is to stop: also when this program ends.
"""

import copyreg
import multiprocessing
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from types import MappingProxyType
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from kiosk.errors import KioskError, MachineError

_LOOK_SECONDS = 0.1
"""How often is asked whether to stop."""
_END_SECONDS = 5.0
"""A child that goes on for so long after it was told to stop is ended."""

Made = TypeVar("Made")
Wanted = ParamSpec("Wanted")


def _read_only(mapping: dict[Any, Any]) -> MappingProxyType[Any, Any]:
    return MappingProxyType(mapping)


copyreg.pickle(MappingProxyType, lambda mapping: (_read_only, (dict(mapping),)))


class Job:
    """The child's side of one piece of work."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._stopped = False

    def progress(self, value: object) -> None:
        """Tell how far it is."""
        with suppress(OSError):
            self._pipe.send(("progress", value))

    def stop(self) -> bool:
        """Whether to stop: it was said, or nobody is there any more."""
        self._stopped = self._stopped or self._pipe.poll()
        return self._stopped


class IdleProcess:
    """Does one piece of work at a time, each in a child of its own."""

    def __init__(
        self,
        *,
        progress: Callable[[Any], None] = lambda _: None,
        stop: Callable[[], bool] = lambda: False,
        is_idle: bool = True,
    ) -> None:
        """`progress` is called, on this side, with each thing the child tells.

        One that holds locks which a visitor waits for must not be `is_idle`: while all else is
        busy it would never let go of them.
        """
        self._progress = progress
        self._stop = stop
        self._is_idle = is_idle

    def run(
        self,
        work: Callable[Concatenate[Job, Wanted], Made],
        *args: Wanted.args,
        **kwargs: Wanted.kwargs,
    ) -> Made:
        """Do `work` with these arguments in a child, and wait for what it makes.

        `work` is a function of a module that imports nothing of the glass; what goes to it and
        comes from it is pickled. Raises the KioskError that it met, or MachineError if it ended
        without a word.
        """
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        arguments = (theirs, work, args, kwargs, self._is_idle)
        child = context.Process(target=_do, args=arguments, daemon=True)
        try:
            child.start()
        except OSError as error:
            ours.close()
            raise MachineError(f"no other program can be started: {error.strerror}") from error
        finally:
            theirs.close()
        try:
            return cast("Made", self._hear(ours))
        except (EOFError, OSError) as error:
            raise MachineError(
                "the program that did this in the background has ended", "do it again"
            ) from error
        finally:
            ours.close()  # which tells the child to stop, whatever happened here
            child.join(_END_SECONDS)
            if child.is_alive():
                child.kill()
                child.join(_END_SECONDS)

    def _hear(self, pipe: Connection) -> object:
        """What the child made, once it has; raises what it raised, EOFError if it says nothing."""
        told = False
        while True:
            if not told and self._stop():
                told = True
                pipe.send(None)
            if not pipe.poll(_LOOK_SECONDS):
                continue
            kind, value = pipe.recv()
            if kind == "progress":
                self._progress(value)
            elif kind == "made":
                return value
            else:
                raise value


def _do(
    pipe: Connection,
    work: Callable[..., object],
    args: tuple[object, ...],
    kwargs: dict[str, object],
    is_idle: bool,  # noqa: FBT001 - `Process` passes it by its place
) -> None:
    """What the child does from beginning to end."""
    if is_idle:
        _let_others_go_first()
    try:
        answer: tuple[str, object] = "made", work(Job(pipe), *args, **kwargs)
    except KioskError as error:
        answer = "failed", error
    with suppress(OSError):
        pipe.send(answer)


def _let_others_go_first() -> None:
    """Films must not stutter, nor a visitor wait: this process computes and reads when it may."""
    import psutil  # noqa: PLC0415 - the child's alone

    ours: Any = psutil.Process()
    names: Any = psutil  # each system has names of its own
    with suppress(psutil.Error, OSError):
        ours.nice(names.IDLE_PRIORITY_CLASS if psutil.WINDOWS else 19)
    with suppress(psutil.Error, OSError, AttributeError):
        ours.ionice(names.IOPRIO_CLASS_IDLE if psutil.LINUX else names.IOPRIO_VERYLOW)
