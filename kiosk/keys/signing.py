"""Signatures (Ed25519, RFC 8032), each for one use only, and the digits people compare.

What is signed begins with the name of its use: a signature under a bundle can never be passed off
as one under a receipt.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache
from typing import Literal, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

Use: TypeAlias = Literal["bundle", "receipt", "erasure", "unlock"]

SIGNATURE_BYTES = 64
_P = 2**255 - 19
_D = -121665 * pow(121666, -1, _P) % _P
"""Of the curve edwards25519 (RFC 8032, 5.1)."""
_DIGITS = 20
_GROUP = 4


class Signer:
    """A private key that signs. Never printed."""

    def __init__(self, seed: bytes) -> None:
        """Take the 32 bytes of a private key. Raises ValueError for any other length."""
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    @classmethod
    def new(cls) -> Signer:
        """A fresh key, from this machine's source of chance."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def seed(self) -> bytes:
        """The 32 bytes to keep secret."""
        return self._key.private_bytes_raw()

    @property
    def public(self) -> str:
        """The public half, as 64 hexadecimal digits."""
        return self._key.public_key().public_bytes_raw().hex()

    def sign(self, use: Use, message: bytes) -> bytes:
        """The 64 bytes of a signature for this use."""
        return self._key.sign(_prefix(use) + message)


def verify(public: str, use: Use, message: bytes, signature: bytes) -> bool:
    """Whether the owner of `public` (64 hexadecimal digits) signed `message` for this use."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(signature, _prefix(use) + message)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=64)  # a few keys are met again and again
def sound_public(words: str) -> bool:
    """Whether these words are a public key as `Signer.public` writes it.

    Half of all mistyped keys are no point of the curve (RFC 8032, 5.1.3), and are found here; and
    with one of the few points of small order (RFC 7748, 6) anybody could sign.
    """
    if not re.fullmatch(r"[0-9a-f]{64}", words):
        return False
    encoded = int.from_bytes(bytes.fromhex(words), "little")
    sign, y = encoded >> 255, encoded & ~(1 << 255)
    x = _x_of(y, sign) if y < _P else None
    if x is None:
        return False
    for _ in range(3):  # eight times the point
        x, y = _double(x, y)
    return (x, y) != (0, 1)


def fingerprint(public: str) -> str:
    """Twenty digits in groups of four, for people to compare.

    Taken from the SHA-256 of the key as TUF writes it down (its key id), so that the fingerprint
    of a root key is also that of a TUF repository's root.
    """
    key = {"keytype": "ed25519", "keyval": {"public": public}, "scheme": "ed25519"}
    written = json.dumps(key, sort_keys=True, separators=(",", ":")).encode()
    number = int.from_bytes(hashlib.sha256(written).digest(), "big") % 10**_DIGITS
    digits = f"{number:0{_DIGITS}}"
    return " ".join(digits[at : at + _GROUP] for at in range(0, _DIGITS, _GROUP))


def _x_of(y: int, sign: int) -> int | None:
    """The x of the point of edwards25519 with this y (RFC 8032, 5.1.3); None if there is none."""
    square = (y * y - 1) * pow(_D * y * y + 1, -1, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if x * x % _P != square:
        x = x * pow(2, (_P - 1) // 4, _P) % _P
    if x * x % _P != square or (x == 0 and sign):
        return None
    return x if x & 1 == sign else _P - x


def _double(x: int, y: int) -> tuple[int, int]:
    """A point of edwards25519 added to itself: -x² + y² = 1 + d·x²·y²."""
    product = _D * x * x * y * y
    return (
        2 * x * y * pow(1 + product, -1, _P) % _P,
        (y * y + x * x) * pow(1 - product, -1, _P) % _P,
    )


def _prefix(use: Use) -> bytes:
    return f"kiosk {use} 1\n".encode("ascii")
