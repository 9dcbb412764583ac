"""A plain tar (POSIX ustar), as little of it as a bundle needs: regular files, all alike.

Written and read by one function, `_block`: what is read must be, byte for byte, what would have
been written under the name that is expected next. So there is no name to escape with, no link, no
device, no extended header, no second file of one name, and nothing behind the end.
"""

import re

BLOCK_BYTES = 512
END = bytes(2 * BLOCK_BYTES)
"""Two blocks of zeros close a tar."""

_SIZE = slice(124, 136)
_SIZE_WRITTEN = re.compile(rb"[0-7]{11}\0")
_BLOCK = (  # name, size and checksum go into it
    b"%b0000644\0"
    b"0000000\0"
    b"0000000\0"
    b"%b\0"
    b"00000000000\0"
    b"%b\0 "
    b"0" + bytes(100) + b"ustar\00000" + bytes(247)
)
_SUM_OF_THE_REST = sum(_BLOCK % (b"", b"", b" " * 7))
"""A checksum is made as if it were eight spaces."""


def member(name: str, content: bytes) -> bytes:
    """One file. `name` is ASCII, at most 100 characters; `content` at most 8 GiB."""
    return b"".join((_block(name, len(content)), content, bytes(-len(content) % BLOCK_BYTES)))


class CutShort(Exception):  # noqa: N818 - not an error yet: who reads knows the words
    """The tar ends before it should, or only zeros follow."""


class Altered(Exception):  # noqa: N818 - the same
    """Something else stands where a certain file, or the end, was expected."""


class Reader:
    """Takes the files out of a tar in memory, one by one, each by the name it must have."""

    def __init__(self, content: bytes) -> None:
        """Begin at the first file."""
        self._content = content
        self._at = 0

    def take(self, name: str, most: int) -> bytes:
        """The next file, which must be called `name` and have at most `most` bytes.

        Raises CutShort or Altered.
        """
        block = self._content[self._at : self._at + BLOCK_BYTES]
        if len(block) < BLOCK_BYTES or _is_zeros(block):
            self._must_only_lack(name, block)
        size = int(block[_SIZE][:-1], 8) if _SIZE_WRITTEN.fullmatch(block[_SIZE]) else -1
        if not 0 <= size <= most or block != _block(name, size):
            raise Altered
        start = self._at + BLOCK_BYTES
        self._at = start + size + -size % BLOCK_BYTES
        if self._at > len(self._content):
            raise CutShort
        if not _is_zeros(self._content[start + size : self._at]):
            raise Altered
        return self._content[start : start + size]

    def end(self) -> None:
        """Nothing but the end may follow. Raises CutShort or Altered."""
        rest = self._content[self._at : self._at + len(END) + 1]
        if rest != END:
            raise CutShort if END.startswith(rest) else Altered

    def _must_only_lack(self, name: str, block: bytes) -> None:
        """Raise CutShort where the beginning of a block called `name`, or zeros, are all that is.

        A power cut can leave a file of the right length whose end was never written: zeros.
        """
        rest = self._content[self._at :]
        begun = block.startswith(name.encode("ascii")[: len(block)])
        raise CutShort if begun or _is_zeros(rest) else Altered


def _is_zeros(content: bytes) -> bool:
    return not content.strip(b"\0")


def size(block: bytes) -> int | None:
    """How many bytes follow this block in anybody's tar; None if it begins no file there."""
    written = re.match(rb" *([0-7]{1,11})[ \0]", block[_SIZE])
    if block[257:262] != b"ustar" or written is None:
        return None
    return int(written[1], 8)


def _block(name: str, size: int) -> bytes:
    """The 512 bytes before a file (IEEE Std 1003.1, pax, "ustar Interchange Format").

    Mode 0644, owner and group 0 without names, time 0: the same file gives the same bytes.
    """
    varies = name.encode("ascii").ljust(100, b"\0"), b"%011o" % size
    checksum = _SUM_OF_THE_REST + sum(varies[0]) + sum(varies[1])
    return _BLOCK % (*varies, b"%06o" % checksum)
