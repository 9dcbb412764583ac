"""The PIN of the staff corner: slow to guess, and never the end of the way.

Every try is written down before it is looked at, so that pulling the plug wins nothing. From the
fifth wrong one on there is a pause before the next, five minutes at most; after a restart it begins
anew in full, because a clock that may lie is not asked how much of it is over.

A file that is damaged opens to nobody, and counts as a PIN that was forgotten: see `unlock`.
"""

import hashlib
import hmac
import logging
import re
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from kiosk import files
from kiosk.clock import Clock
from kiosk.errors import MachineError, UsageError
from kiosk.inventory import Mark

log = logging.getLogger(__name__)

FILE = "pin.json"
"""In the folder of staff."""
SHORTEST, LONGEST = 4, 8
"""Digits of a PIN."""
PAUSES_SECONDS = (0, 0, 0, 0, 0, 30, 60, 120, 300)
"""How long nobody may try after so many wrong tries; the last for all that follow."""
COST = 1 << 15
"""scrypt's n: with r = 8 a try takes 32 MiB and about a tenth of a second."""

_MAX_BYTES = 4 << 10
_SALT_BYTES = 16
_HASH_BYTES = 32
_RUNS = ("01234567890", "09876543210", "2580", "0852")
"""The ways a finger runs over the pad."""


class _PinFile(BaseModel):
    """The file of a PIN. Its bounds are the cost that this program is ready to compute."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    format: Literal[1] = 1
    n: Annotated[int, Field(ge=1 << 8, le=1 << 16)]
    r: Annotated[int, Field(ge=1, le=16)] = 8
    p: Annotated[int, Field(ge=1, le=4)] = 1
    salt: Annotated[str, Field(pattern=rf"^[0-9a-f]{{{2 * _SALT_BYTES}}}$")]
    hash: Annotated[str, Field(pattern=rf"^[0-9a-f]{{{2 * _HASH_BYTES}}}$")]
    wrong: Annotated[int, Field(ge=0)] = 0
    """Wrong tries since the last right one."""

    @field_validator("n")
    @classmethod
    def _doubles(cls, n: int) -> int:
        if n & (n - 1):
            raise ValueError("no power of two")
        return n

    def digest(self, digits: str) -> str:
        """What these digits come to, in hexadecimal."""
        return hashlib.scrypt(
            digits.encode(),
            salt=bytes.fromhex(self.salt),
            n=self.n,
            r=self.r,
            p=self.p,
            maxmem=256 << 20,
            dklen=_HASH_BYTES,
        ).hex()


class Pin:
    """The PIN of one kiosk. A new object is a restart: a pause that was pending begins anew."""

    def __init__(
        self, file: Path, clock: Clock, cost: int = COST, mark: Mark | None = None
    ) -> None:
        """Keep it in `file`; only the stopwatch of `clock` is used. `mark` tells if it is gone."""
        self._mark = mark
        if mark is not None:
            mark.miss(file)
            mark.keep(1 if files.is_there(file) else None)
        self._file = file
        self._clock = clock
        self._cost = cost
        self._until_seconds = 0.0
        self._waited = False
        kept = self._read()
        if kept is not None:
            self._pause(kept.wrong)

    @property
    def is_set(self) -> bool:
        """Whether there is one, also if it cannot be read. If not, staff choose one now."""
        return self._content() is not None

    @property
    def is_lost(self) -> bool:
        """Whether the file is damaged: no PIN opens, only an unlock file helps."""
        return self.is_set and self._read() is None

    def set(self, digits: str) -> None:
        """Choose a PIN. Whoever calls this knows that it was staff.

        Raises as `check` does, and MachineError if it cannot be kept.
        """
        check(digits)
        fresh = _PinFile(n=self._cost, salt=secrets.token_hex(_SALT_BYTES), hash="0" * 64)
        self._write(fresh.model_copy(update={"hash": fresh.digest(digits)}))
        if self._mark is not None:
            self._mark.keep(1)
        self._pause(0)

    def try_(self, digits: str) -> bool:
        """Whether this is the PIN. Takes a tenth of a second. During a pause nothing is looked at.

        Raises MachineError if the try cannot be written down. Then there is a pause in full first,
        and one try after it: a full disk locks nobody out, and pulling the plug still wins nothing.
        """
        kept = self._read()
        if kept is None or self.pause_seconds() or not _is_pin(digits):
            return False
        counted = kept.model_copy(update={"wrong": kept.wrong + 1})
        try:
            self._write(counted)
        except MachineError:
            if not self._waited:
                self._waited = True
                self._pause(len(PAUSES_SECONDS))
                raise
            counted = kept.model_copy(update={"wrong": len(PAUSES_SECONDS)})
        if not hmac.compare_digest(kept.digest(digits), kept.hash):
            self._pause(counted.wrong)
            return False
        self._pause(0)
        try:
            self._write(kept.model_copy(update={"wrong": 0}))
        except MachineError as error:
            log.warning("the wrong tries stay counted: %s", error)
        return True

    def pause_seconds(self) -> float:
        """So long nobody may try yet; 0 if anybody may."""
        return max(0.0, self._until_seconds - self._clock.seconds())

    def forget(self) -> None:
        """There is no PIN any more: the next one who asks chooses it. Raises MachineError."""
        if self._mark is not None:
            self._mark.drop()
        try:
            self._file.unlink(missing_ok=True)
            if self._file.parent.is_dir():
                files.sync_folder(self._file.parent)
        except OSError as error:
            raise MachineError(
                f"the PIN could not be forgotten: {error.strerror}",
                "restart the kiosk, and do this again",
            ) from error
        self._pause(0)

    def _pause(self, wrong: int) -> None:
        """Begin the pause that follows so many wrong tries."""
        seconds = PAUSES_SECONDS[min(wrong, len(PAUSES_SECONDS) - 1)]
        self._until_seconds = self._clock.seconds() + seconds

    def _content(self) -> bytes | None:
        """The content of the file; None if there is none, empty if it cannot be read."""
        try:
            return files.read(self._file, _MAX_BYTES)
        except FileNotFoundError:
            return None
        except OSError:
            return b""

    def _read(self) -> _PinFile | None:
        """The PIN's file, read; None if there is no PIN, or it is damaged."""
        content = self._content()
        try:
            return None if content is None else _PinFile.model_validate_json(content)
        except ValidationError:
            log.warning("%s is damaged: only an unlock file opens this kiosk", self._file.name)
            return None

    def _write(self, kept: _PinFile) -> None:
        """Have it on the disk, for this user's eyes only."""
        files.replace(self._file, kept.model_dump_json().encode() + b"\n")
        with suppress(OSError):  # not every file system knows permissions
            self._file.chmod(0o600)


def check(digits: str) -> None:
    """Raise UsageError, friendly, for what is no PIN, or one that anybody would try first."""
    if not _is_pin(digits):
        raise UsageError(f"a PIN has {SHORTEST} to {LONGEST} digits", "choose another one")
    if _is_obvious(digits):
        raise UsageError("anybody would try this PIN first", "choose another one")


def _is_pin(digits: str) -> bool:
    return re.fullmatch(rf"[0-9]{{{SHORTEST},{LONGEST}}}", digits) is not None


def _is_obvious(digits: str) -> bool:
    """Whether it is one or two digits again and again, or a run over the pad."""
    return digits[2:] == digits[:-2] or any(digits in run for run in _RUNS)
