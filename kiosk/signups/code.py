"""The code a visitor takes home: who types it, at any kiosk, takes the sign-up back.

Ten characters of Crockford's Base32 (crockford.com/base32.html): nine by chance (45 bits), and one
to check them. Read aloud, written by hand and typed again they survive: capitals do not matter,
O is 0, I and L are 1, blanks and dashes are let pass.

No kiosk keeps the code of a sign-up that stands. The scrypt of it is the secret of the sign-up, and
what a kiosk keeps, and what travels outside the seal, is the id: a hash of that secret. To try all
codes against one id takes a machine longer than anybody waits. The salt is the same everywhere,
because any kiosk and the coordinator must find the same id.

A withdrawal reveals the secret: whoever sees it knows, by one hash, that it was made by somebody
who had the code, and not by somebody who only read ids off a stick.

The ids of sign-ups of format 1 are the first half of the secret itself. What proves those is the
code, by scrypt.
"""

import hashlib
import secrets
from dataclasses import dataclass, field

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's digits. Base32 without I, L, O and U."""
LENGTH = 10
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})
_SALT = b"kiosk withdrawal 1"
_TAG = b"kiosk sign-up 2\n"
_SECRET_BYTES = 32
_ID_BYTES = 16
_COST = {"n": 1 << 15, "r": 8, "p": 1, "maxmem": 64 << 20}
"""32 MiB and about a tenth of a second on an office PC."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What shows that somebody had the code of a sign-up."""

    secret: str = field(repr=False)
    """The scrypt of the code, as 64 hexadecimal digits."""
    code: str | None = field(default=None, repr=False)
    """The code itself; None where the secret is enough."""

    @property
    def id(self) -> str:
        """The id of the sign-up: 32 hexadecimal digits, which tell nothing of the secret."""
        return hashlib.sha256(_TAG + bytes.fromhex(self.secret)).hexdigest()[: 2 * _ID_BYTES]

    @property
    def old_id(self) -> str:
        """The id that a sign-up of format 1 with this code has; only the code proves it."""
        return self.secret[: 2 * _ID_BYTES]


def draw() -> str:
    """A fresh code, from this machine's source of chance."""
    chosen = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return chosen + _check(chosen)


def read(typed: str) -> str | None:
    """The code somebody typed or scanned, as `draw` made it; None if a character is wrong."""
    code = typed.upper().translate(_READ_AS)
    sound = len(code) == LENGTH and all(one in ALPHABET for one in code)
    return code if sound and _check(code[:-1]) == code[-1] else None


def shown(code: str) -> str:
    """A code as people read it: `7F3K9 Q2MXB`. A nought is an O, which nobody reads as an 8 or 9.

    The typeface puts a stroke through its noughts; and O is read as one.
    """
    letters = code.replace("0", "O")
    return f"{letters[: LENGTH // 2]} {letters[LENGTH // 2 :]}"


def proof_of(code: str) -> Proof:
    """What proves that somebody had this code. Takes a tenth of a second."""
    secret = hashlib.scrypt(code.encode("ascii"), salt=_SALT, dklen=_SECRET_BYTES, **_COST)
    return Proof(secret.hex(), code)


def _check(chosen: str) -> str:
    """One character that differs when any one is mistyped, or two neighbours are swapped.

    The characters are the coefficients of a polynomial over GF(32), and this is its value at 2.
    """
    check = 0
    for one in chosen:
        check = _double(check) ^ ALPHABET.index(one)
    return ALPHABET[_double(check)]


def _double(value: int) -> int:
    """Twice a value in GF(32), by the polynomial x^5 + x^2 + 1."""
    value <<= 1
    return value ^ 0b100101 if value & 0b100000 else value
