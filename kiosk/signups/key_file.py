"""A kiosk's private key on its disk: twice, each copy with what shows that it is whole.

    <seed, 64 hexadecimal digits>
    <public key that it gives, 64 hexadecimal digits>

A damaged copy is made anew from the other one. The store remembers the public key, too: a copy of
another kiosk's key is none of ours. Before there were two copies a kiosk had the first line alone,
in one file: of that nothing tells whether it is whole but what it signed.

Where one digit of a key is wrong the right one is found: there are 960 that it may have been.
"""

import logging
import re
import secrets
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from kiosk import files
from kiosk.keys.signing import Signer

log = logging.getLogger(__name__)

Signs: TypeAlias = Callable[..., bool | None]
"""See `carry.signature`."""

STRANDED: Final = "stranded"
"""Lies in the folder of a store whose key was looked for in vain, once staff were told."""
NAMES: Final = ("key", "key.copy")
"""The files; the first is the one that there always was."""
_MAX_BYTES: Final = 1 << 10
_DIGITS: Final = "0123456789abcdef"
_LINES: Final = re.compile(rb"([0-9a-f]{64})\n(?:([0-9a-f]{64})\n)?")


@dataclass(frozen=True, slots=True)
class Seed:
    """The key that was found."""

    signer: Signer
    mended: int
    """So many copies were damaged or gone, and are whole again."""


def write(folder: Path, signer: Signer) -> None:
    """Keep the key in a folder that has none, durable, for this user's eyes only.

    Raises OSError.
    """
    for name in NAMES:
        _put(folder / name, _content(signer))


def take(source: Path, folder: Path) -> None:
    """Keep in `folder` what is left of the key in `source`, as it is. Raises OSError."""
    for name in NAMES:
        if content := _read(source / name):
            _put(folder / name, content)


def read(folder: Path, known: str, signs: Signs | None = None, *, mend: bool = True) -> Seed | None:
    """The key in `folder`; None if no copy of it is left.

    `known` is the public key as far as the store remembers it, else empty. `signs` tells of a key
    that is not known whether it signed what was carried away, or None if nothing tells. With `mend`
    a copy that is damaged or not there is made anew, unless the disk does not take it.
    """
    contents = [_read(folder / name) for name in NAMES]
    chosen = _choose(contents, known)
    if chosen and chosen.public != known and signs and signs(chosen) is False:
        chosen = None
    if chosen is None and not files.is_there(folder / STRANDED):
        chosen = _repair(contents, known, signs)
    if chosen is None or not mend:
        return Seed(chosen, 0) if chosen else None
    whole = _content(chosen)
    wrong = [name for name, content in zip(NAMES, contents, strict=True) if content != whole]
    try:
        for name in wrong:
            _put(folder / name, whole)
    except OSError as error:
        log.warning("the key in %s has one copy only: %s", folder.name, error.strerror)
        return Seed(chosen, 0)
    of_before = contents == [whole.splitlines(keepends=True)[0], None]
    return Seed(chosen, 0 if of_before else len(wrong))


def _choose(contents: Sequence[bytes | None], known: str) -> Signer | None:
    """The key that most speaks for, among copies that are not damaged."""
    copies = [copy for copy in map(_parse, contents) if copy]
    for signer, _ in copies:
        if signer.public == known:
            return signer
    sure = [signer for signer, is_sure in copies if is_sure]
    if len(sure) == len(NAMES) and sure[0].public == sure[1].public:
        return sure[0]  # then it is the store that remembers wrong
    if known:
        return None
    return next(iter(sure or [signer for signer, _ in copies]), None)


def _repair(contents: Sequence[bytes | None], known: str, signs: Signs | None) -> Signer | None:
    """The key that no copy holds as it was, if one digit of it is wrong, and anything tells."""
    second_lines = {line for content in contents for line in _lines(content)[1:2]}
    for key in _likely(contents):
        fits = key.public == known if known else key.public in second_lines
        if fits or (signs and signs(key, many=True)):
            return key
    return None


def alike(folder: Path, public: str) -> Signer | None:
    """The key with this public half, if it is but for one digit what the copies say."""
    return next(
        (key for key in _likely([_read(folder / n) for n in NAMES]) if key.public == public), None
    )


def _likely(contents: Sequence[bytes | None]) -> Iterator[Signer]:
    """The keys that these may have been before one digit of them was damaged."""
    for line in {
        first for content in contents for first in _lines(content)[:1] if len(first) == 2 * 32
    }:
        wrong = [at for at, digit in enumerate(line) if digit not in _DIGITS]
        if len(wrong) <= 1:
            for at in wrong or range(len(line)):
                for digit in set(_DIGITS) - {line[at]}:
                    yield Signer(bytes.fromhex(line[:at] + digit + line[at + 1 :]))


def _lines(content: bytes | None) -> list[str]:
    return (content or b"").decode("latin-1").split("\n")


def _content(signer: Signer) -> bytes:
    return f"{signer.seed.hex()}\n{signer.public}\n".encode("ascii")


def _parse(content: bytes | None) -> tuple[Signer, bool] | None:
    """The key of a copy, and whether its second line shows that it is whole; None if damaged."""
    lines = _LINES.fullmatch(content or b"")
    if lines is None:
        return None
    signer = Signer(bytes.fromhex(lines[1].decode("ascii")))
    is_sure = lines[2] is not None
    return None if is_sure and lines[2].decode("ascii") != signer.public else (signer, is_sure)


def _read(path: Path) -> bytes | None:
    """The bytes of a copy; None if there is none, or it cannot be read."""
    try:
        return files.read(path, _MAX_BYTES)
    except OSError:
        return None


def _put(path: Path, content: bytes) -> None:
    """Replace a copy whole, durably. What is no file moves aside. Raises OSError."""
    if path.is_dir() and not path.is_symlink():
        path.rename(path.with_name(f"{path.name}.{secrets.token_hex(4)}.aside"))
    files.put(path, content, mode=0o600)
