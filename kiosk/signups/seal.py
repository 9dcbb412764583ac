"""Sealing: two functions, and nobody else knows how it is done (age, by pyrage).

What is sealed is padded first, so that its length tells nothing about a name. The padding is
spaces behind JSON: whoever opens it with stock `age` reads plain JSON.
"""

from collections.abc import Callable, Sequence

import pyrage

from kiosk.errors import InputError, KioskError

PADDED_BYTES = 2048
"""Nearly every sign-up is padded to this; a longer one to the next multiple of it."""
MAX_SEALED_BYTES = 32 << 10
"""No sign-up is longer, sealed."""


def seal(content: bytes, recipients: Sequence[str]) -> bytes:
    """`content` (JSON in UTF-8), padded and sealed to each of `recipients` (`age1…`).

    Sealing is randomised: seal once, and keep the bytes. Raises KioskError if a recipient is none,
    or nobody is named.
    """
    if not recipients:
        raise KioskError("a sign-up needs somebody to be sealed to")
    padded = content.ljust(-(-len(content) // PADDED_BYTES) * PADDED_BYTES, b" ")
    try:
        keys = [pyrage.x25519.Recipient.from_str(one) for one in recipients]
        return bytes(pyrage.encrypt(padded, keys))
    except (pyrage.RecipientError, pyrage.EncryptError) as error:
        raise KioskError("a recipient of the sign-ups is no age key") from error


def unseal(sealed: bytes, identity: str) -> bytes:
    """The JSON that was sealed. `identity` is a private age key (`AGE-SECRET-KEY-1…`).

    Raises InputError if it was altered, cut short, or sealed to somebody else.
    """
    return opener(identity)(sealed)


def opener(*identities: str) -> Callable[[bytes], bytes]:
    """`unseal` for many: the keys are read once. Raises InputError if one is no age key."""
    try:
        keys = [pyrage.x25519.Identity.from_str(each) for each in identities]
    except pyrage.IdentityError as error:
        raise InputError(
            "this is no private age key", "use the keys that `keys new` made"
        ) from error

    def unsealed(sealed: bytes) -> bytes:
        try:
            return bytes(pyrage.decrypt(sealed, keys))
        except pyrage.DecryptError as error:
            raise InputError("this was altered, or sealed for somebody else") from error

    return unsealed
