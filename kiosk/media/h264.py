"""What an H.264 film says of its coding, for films whose frames nobody has decoded yet.

Sources: ISO/IEC 14496-15 5.3.3.1 (`avcC`), ITU-T H.264 7.3.2.1.1 (a sequence parameter set).
"""

from __future__ import annotations

from dataclasses import dataclass

HIGH = 100
"""The number of the High profile."""

_WITH_COLOUR = {100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135}
"""Profiles whose parameters tell the form of colours; others have 4:2:0 and eight bits."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """How a film is coded."""

    profile: int
    """100 is High."""
    level: int
    """Times ten: 41."""
    progressive: bool
    """Whole frames, never fields."""
    eight_bits: bool
    """Eight bits a channel, and colours for every second pixel (4:2:0)."""


def read(configuration: bytes) -> Parameters:
    """What the first parameter set in an `avcC` says. Raises ValueError or IndexError."""
    if configuration[0] != 1 or not configuration[5] & 31:
        raise ValueError(configuration[:6])
    size = int.from_bytes(configuration[6:8])
    unit = configuration[9 : 8 + size]  # without the byte that says it is a parameter set
    profile, _, level = unit[:3]
    bits = _Bits(unit[3:].replace(b"\0\0\3", b"\0\0"))
    bits.number()  # its own name
    eight_bits = True
    if profile in _WITH_COLOUR:
        eight_bits = _colour(bits)
    bits.number()  # how frames are counted, and in which order they are shown
    order = bits.number()
    if order == 0:
        bits.number()
    elif order == 1:
        bits.take(1)
        bits.number()
        bits.number()
        for _ in range(bits.number()):
            bits.number()
    bits.number()  # how many frames are kept
    bits.take(1)
    bits.number()  # width and height
    bits.number()
    return Parameters(profile, level, progressive=bits.take(1) == 1, eight_bits=eight_bits)


def _colour(bits: _Bits) -> bool:
    """Read the form of colours; whether it is 4:2:0 of eight bits."""
    form = bits.number()
    if form == 3:
        bits.take(1)
    depths = bits.number(), bits.number()
    bits.take(1)
    if bits.take(1):
        for number in range(12 if form == 3 else 8):
            if bits.take(1):
                _skip_scaling(bits, 16 if number < 6 else 64)
    return form == 1 and depths == (0, 0)


def _skip_scaling(bits: _Bits, size: int) -> None:
    """A scaling list ends early where the next value would be 0 (7.3.2.1.1.1)."""
    last = following = 8
    for _ in range(size):
        if following:
            following = (last + bits.signed()) % 256
        last = following or last


class _Bits:
    """Bytes, read bit by bit. Reading past the end raises IndexError."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> int:
        """The next bits, as a number."""
        value = 0
        for _ in range(count):
            value = value << 1 | self._data[self._at >> 3] >> (7 - self._at % 8) & 1
            self._at += 1
        return value

    def number(self) -> int:
        """The next Exp-Golomb number (9.1)."""
        zeros = 0
        while not self.take(1):
            zeros += 1
        return (1 << zeros) - 1 + self.take(zeros)

    def signed(self) -> int:
        """The next Exp-Golomb number that may be below 0 (9.1.1)."""
        number = self.number()
        return (number + 1) // 2 if number % 2 else -(number // 2)
