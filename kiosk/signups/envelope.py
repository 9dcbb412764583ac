"""A signed text in a file: one string of JSON, and the signature over what it says.

    {"format":1,"body":"…","signature":"…"}

Nothing in it is looked at before the signature is.
"""

import json
import re
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from kiosk.errors import InputError, KioskError, UntrustedError
from kiosk.keys.signing import SIGNATURE_BYTES, Signer, Use, verify

Form = TypeVar("Form", bound=BaseModel)

FORMAT: Final = 1
MAX_BYTES: Final = 16 << 20
"""None is larger: whoever reads one holds it in memory."""

_ADVICE: Final = "copy it again, or ask the coordinator for a new one"
_BEGINS: Final = re.compile(rb'\{"format":([0-9]{1,4}),"body":(?=")')
_ENDS: Final = re.compile(rb',"signature":"([0-9a-f]{%d})"\}\n' % (2 * SIGNATURE_BYTES))
_END_BYTES: Final = len(',"signature":""}\n') + 2 * SIGNATURE_BYTES


def write(body: str, use: Use, signer: Signer) -> bytes:
    """The file. Its signature counts for this `use` alone; that is what the file is called, too.

    Raises KioskError if it would be too large.
    """
    content = _wrap(body, signer.sign(use, body.encode()))
    if len(content) > MAX_BYTES:
        raise KioskError(f"this {use} names more than one can hold")
    return content


def read(content: bytes, use: Use, key: str, form: type[Form]) -> Form:
    """What stands in a file that the owner of `key` (64 hexadecimal digits) signed.

    Raises UntrustedError if somebody else signed it, or it was altered; InputError if it is none,
    is cut short, or of a newer format.
    """
    body, signature = _unwrap(content, use)
    if not verify(key, use, body, signature):
        raise UntrustedError(
            f"this {use} is not signed by the coordinator of this kiosk",
            "nothing was deleted; ask the coordinator for a new one",
        )
    try:
        return form.model_validate_json(body)
    except ValidationError as error:
        raise InputError(f"this is signed, but it is no {use}", _ADVICE) from error


def _wrap(body: str, signature: bytes) -> bytes:
    text = f'{{"format":{FORMAT},"body":{json.dumps(body)},"signature":"{signature.hex()}"}}\n'
    return text.encode("ascii")


def _unwrap(content: bytes, use: Use) -> tuple[bytes, bytes]:
    """The text and the signature, as they stand there. Raises InputError."""
    begins = _BEGINS.match(content)
    ends = _ENDS.fullmatch(content, max(0, len(content) - _END_BYTES))
    if begins and int(begins[1]) > FORMAT:
        raise InputError(
            f"this {use} is of a newer format", "bring this kiosk's program up to date"
        )
    try:
        if len(content) > MAX_BYTES or not begins or not ends:
            raise ValueError  # noqa: TRY301 - one sentence for all of it
        # It begins with a quotation mark: a string is all that the parser can find.
        body = json.loads(content[begins.end() : ends.start()])
        signature = bytes.fromhex(ends[1].decode("ascii"))
        if _wrap(body, signature) != content:
            raise ValueError  # noqa: TRY301 - the same
        return body.encode(), signature
    except ValueError as error:
        raise InputError(f"this is no whole {use}", _ADVICE) from error
