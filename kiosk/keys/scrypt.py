"""Seals and opens as `age --passphrase` does (C2SP age, scrypt), however busy the computer.

The age library measures how fast a computer is just now: on a PC that has other things to do it
seals with little work for whoever guesses, and refuses the right passphrase because that would take
long. It also ends the program where memory lacks. Here the cost is what is asked for, or what the
file says, within a bound, and each failure is told apart.
"""

import base64
import binascii
import re
import secrets
from typing import Final, Literal, TypeAlias

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

Why: TypeAlias = Literal["damaged", "wrong", "costly", "memory"]

WORK: Final = 18
"""A power of two, as `age` has it: 256 megabytes of memory, and about a second."""
MOST_WORK: Final = 22
"""The same: four gigabytes of memory, and most of a minute."""

_HEADER = re.compile(
    rb"(age-encryption\.org/v1\n"
    rb"-> scrypt (?P<salt>[A-Za-z0-9+/]{22}) (?P<work>[1-9][0-9]?)\n"
    rb"(?P<body>[A-Za-z0-9+/]{43})\n"
    rb"---) (?P<mac>[A-Za-z0-9+/]{43})\n"
)
_NONCE_BYTES = 16
_TEXT_BYTES = 64 << 10
_CHUNK_BYTES = _TEXT_BYTES + 16


class Unopened(Exception):  # noqa: N818 - no error yet: who opens it knows the words
    """Why a file does not open.

    "damaged": it is no sealed file, or was altered. "wrong": the passphrase does not open it, or
    the few bytes were altered that would tell. "costly": opening would cost more time or memory
    than any computer should be asked for. "memory": this one has too little of it free.
    """

    def __init__(self, why: Why, megabytes: int = 0) -> None:
        """Say why; and how many megabytes are needed."""
        super().__init__(why)
        self.why = why
        self.megabytes = megabytes


def encrypt(content: bytes, passphrase: str, work: int) -> bytes:
    """The content, sealed. Takes a second. Raises Unopened: "memory"."""
    salt, file_key, nonce = (secrets.token_bytes(16) for _ in range(3))
    wrapping = _stretch(passphrase.encode(), salt, work)
    body = ChaCha20Poly1305(wrapping).encrypt(bytes(12), file_key, None)
    header = b"age-encryption.org/v1\n-> scrypt %b %d\n" % (_encode(salt), work)
    header += b"%b\n---" % _encode(body)
    signed = HMAC(_derive(file_key, b"", b"header"), SHA256())
    signed.update(header)
    stream = ChaCha20Poly1305(_derive(file_key, nonce, b"payload"))
    starts = range(0, len(content), _TEXT_BYTES) or (0,)
    chunks = (
        stream.encrypt(
            _count(at, at == len(starts) - 1), content[start : start + _TEXT_BYTES], None
        )
        for at, start in enumerate(starts)
    )
    return b"".join([header, b" ", _encode(signed.finalize()), b"\n", nonce, *chunks])


def decrypt(content: bytes, passphrase: str) -> bytes:
    """The content that was sealed. Takes seconds. Raises Unopened."""
    header = _HEADER.match(content)
    if header is None:
        raise Unopened("damaged")
    salt, body, mac = (_decode(header[field]) for field in ("salt", "body", "mac"))
    try:
        wrapping = _stretch(passphrase.encode(), salt, int(header["work"]))
        file_key = ChaCha20Poly1305(wrapping).decrypt(bytes(12), body, None)
    except InvalidTag:
        raise Unopened("wrong") from None
    return _payload(file_key, header[1], mac, content[header.end() :])


def _stretch(passphrase: bytes, salt: bytes, work: int) -> bytes:
    """The key that a passphrase gives, made costly to guess."""
    if work > MOST_WORK:
        raise Unopened("costly")
    salt = b"age-encryption.org/v1/scrypt" + salt
    try:
        return Scrypt(salt=salt, length=32, n=1 << work, r=8, p=1).derive(passphrase)
    except MemoryError:
        raise Unopened("memory", 1 << work >> 10) from None


def _payload(file_key: bytes, header: bytes, mac: bytes, rest: bytes) -> bytes:
    """What stands behind the header, if nothing of either was altered."""
    signed = HMAC(_derive(file_key, b"", b"header"), SHA256())
    signed.update(header)
    try:
        signed.verify(mac)
        stream = ChaCha20Poly1305(_derive(file_key, rest[:_NONCE_BYTES], b"payload"))
        chunks = rest[_NONCE_BYTES:]
        parts = [chunks[at : at + _CHUNK_BYTES] for at in range(0, len(chunks), _CHUNK_BYTES)]
        if not parts:
            raise Unopened("damaged")
        return b"".join(
            stream.decrypt(_count(at, at == len(parts) - 1), part, None)
            for at, part in enumerate(parts)
        )
    except (InvalidSignature, InvalidTag, ValueError):
        raise Unopened("damaged") from None


def _count(at: int, is_last: bool) -> bytes:  # noqa: FBT001 - a byte of it
    """What makes each chunk another one, and tells the last."""
    return at.to_bytes(11, "big") + bytes([is_last])


def _derive(file_key: bytes, salt: bytes, info: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=salt, info=info).derive(file_key)


def _encode(content: bytes) -> bytes:
    return base64.b64encode(content).rstrip(b"=")


def _decode(text: bytes) -> bytes:
    """Base64 without its padding, in the one way it is written."""
    padded = text + b"=" * (-len(text) % 4)
    try:
        decoded = base64.b64decode(padded, validate=True)
    except binascii.Error:
        raise Unopened("damaged") from None
    if base64.b64encode(decoded) != padded:
        raise Unopened("damaged")
    return decoded
