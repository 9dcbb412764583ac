"""What H.264 films say of their coding."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.media import h264

WRITTEN_BY_X264 = {
    "High": (
        "0164000affe100186764000aacd9447b011000000300100000030320f122596001000668ebe3cb22c0",
        h264.Parameters(100, 10, progressive=True, eight_bits=True),
    ),
    "High with fields": (
        "01640015ffe1001967640015acd9444fcb808800000300080000030190f8a14cb001000668fba3cb22c0",
        h264.Parameters(100, 21, progressive=False, eight_bits=True),
    ),
    "High in grey": (
        "0164000affe100186764000af36511ec05b2000003000200000300641e244b2c01000668ebe3cb22c0",
        h264.Parameters(100, 10, progressive=True, eight_bits=False),
    ),
    "ten bits": (
        "016e000affe10018676e000aa6cd9447b011000003000100000300320f12259601000668ebe3cb22c0",
        h264.Parameters(110, 10, progressive=True, eight_bits=False),
    ),
    "every colour of every pixel": (
        "01f4000affe1001867f4000a919b288f6022000003000200000300641e244b2c01000668ebe3c44844ff",
        h264.Parameters(244, 10, progressive=True, eight_bits=False),
    ),
    "Baseline": (
        "0142c00affe100176742c00ad9047b011000000300100000030320f122648001000568cb83cb20",
        h264.Parameters(66, 10, progressive=True, eight_bits=True),
    ),
}


@pytest.mark.parametrize(("written", "told"), WRITTEN_BY_X264.values(), ids=WRITTEN_BY_X264.keys())
def test_what_x264_wrote_is_understood(written: str, told: h264.Parameters) -> None:
    """Profile, level, fields, and the form of colours, as an encoder in wide use writes them."""
    assert h264.read(bytes.fromhex(written)) == told


class Bits:
    """Writes what the reader reads."""

    def __init__(self) -> None:
        self.bits = ""

    def put(self, *bits: int) -> None:
        """Single bits."""
        self.bits += "".join(map(str, bits))

    def number(self, *values: int) -> None:
        """Exp-Golomb numbers."""
        for value in values:
            digits = f"{value + 1:b}"
            self.bits += "0" * (len(digits) - 1) + digits

    def signed(self, *values: int) -> None:
        """Exp-Golomb numbers that may be below 0."""
        self.number(*(2 * value - 1 if value > 0 else -2 * value for value in values))

    def unit(self, profile: int, level: int) -> bytes:
        """The parameter set in an `avcC`, with three kept from standing for a start code."""
        bits = self.bits + "1"
        bits += "0" * (-len(bits) % 8)
        content, zeros = bytearray([0x67, profile, 0, level]), 0
        for at in range(0, len(bits), 8):
            byte = int(bits[at : at + 8], 2)
            if zeros == 2 and byte <= 3:
                content.append(3)
                zeros = 0
            content.append(byte)
            zeros = zeros + 1 if byte == 0 else 0
        return bytes([1, profile, 0, level, 0xFF, 0xE1, *len(content).to_bytes(2)]) + content


scaling = st.none() | st.lists(st.integers(1, 255), min_size=16, max_size=16)


@given(
    progressive=st.booleans(),
    lists=st.none() | st.lists(scaling, min_size=6, max_size=6),
    order=st.integers(0, 2),
    cycle=st.lists(st.integers(-5, 5), max_size=4),
    wide=st.integers(0, 300),
)
def test_every_way_to_write_a_parameter_set_is_read(
    lists: list[list[int] | None] | None,
    order: int,
    cycle: list[int],
    wide: int,
    *,
    progressive: bool,
) -> None:
    """Scaling lists and all three ways to count frames are passed over rightly."""
    bits = Bits()
    bits.number(0, 1, 0, 0)
    bits.put(0)
    bits.put(int(lists is not None))
    for values in lists or []:
        bits.put(int(values is not None))
        last = 8
        for value in values or []:
            bits.signed((value - last + 128) % 256 - 128)
            last = value
    if lists is not None:
        bits.put(1)
        bits.signed(-8)  # a list that ends at once
        bits.put(0)
    bits.number(4, order)
    if order == 0:
        bits.number(2)
    elif order == 1:
        bits.put(1)
        bits.signed(-1, 2)
        bits.number(len(cycle))
        bits.signed(*cycle)
    bits.number(3)
    bits.put(0)
    bits.number(wide, 7)
    bits.put(int(progressive))

    told = h264.read(bits.unit(100, 41))

    assert told == h264.Parameters(100, 41, progressive=progressive, eight_bits=True)


@given(st.binary(max_size=60))
def test_no_bytes_break_the_reader(content: bytes) -> None:
    """A parameter set is read, or refused in one of two ways."""
    try:
        h264.read(content)
    except (ValueError, IndexError):
        return
