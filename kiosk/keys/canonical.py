"""What was signed, whichever way it is written: signed metadata, read strictly.

A signature of TUF holds over words in canonical form, not over bytes: blanks, escapes, the order of
names and signatures of strangers can be put into `1.root.json` or `timestamp.json` by who has no
key. So two files are the same where the same was signed, and what is kept is written in one way.
What python-tuf would mend before it verifies (`null` for a version, a name that stands twice) is
refused: what is believed is what stands there.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import TYPE_CHECKING, Annotated, Any, Generic, NoReturn, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from securesystemslib.exceptions import FormatError, UnverifiedSignatureError
from securesystemslib.formats import encode_canonical
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata

if TYPE_CHECKING:
    from securesystemslib.signer import Key
    from tuf.api.metadata import Root

MAX_SIGNATURES = 16
_LARGEST = 1 << 53
"""Larger numbers are not the same in every program that reads JSON."""
_DEEPEST = 12
_Count = Annotated[int, Field(ge=1, le=_LARGEST)]
_Hashes = dict[str, str]


class _Strict(BaseModel):
    """Types as they are written. What TUF may add one day is signed, and nobody's business here."""

    model_config = ConfigDict(strict=True, frozen=True)


class _Bound(_Strict):
    version: _Count
    length: Annotated[int, Field(ge=0)] = 0
    hashes: _Hashes = {}


class _File(_Strict):
    length: Annotated[int, Field(ge=0)]
    hashes: _Hashes


class _KeyValue(_Strict):
    public: str


class _Key(_Strict):
    keytype: str
    scheme: str
    keyval: _KeyValue


class _Role(_Strict):
    keyids: list[str]
    threshold: _Count


class _Signed(_Strict):
    type: str = Field(alias="_type")
    version: _Count
    spec_version: Annotated[str, Field(pattern=r"^1\.[0-9]{1,4}(\.[0-9]{1,4})?$")]
    expires: Annotated[
        str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")
    ]


class _Root(_Signed):
    consistent_snapshot: bool
    keys: dict[str, _Key]
    roles: dict[str, _Role]


class _Versions(_Signed):
    meta: dict[str, _Bound]


class _Targets(_Signed):
    targets: dict[str, _File]


class _Signature(_Strict, extra="forbid"):
    """Written in the one way there is: another would be other words that verify too."""

    keyid: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    sig: Annotated[str, Field(pattern=r"^[0-9a-f]{128}$")]


Signed = TypeVar("Signed", bound=_Signed)


class _Whole(_Strict, Generic[Signed], extra="forbid"):
    signatures: Annotated[list[_Signature], Field(max_length=MAX_SIGNATURES)]
    signed: Signed


_SHAPES: dict[str, type[_Whole[Any]]] = {
    "root": _Whole[_Root],
    "timestamp": _Whole[_Versions],
    "snapshot": _Whole[_Versions],
    "targets": _Whole[_Targets],
}


def words(content: bytes, role: str) -> bytes:
    """The signed part of a file of metadata, in canonical form. No signature is verified.

    For what comes from outside: raises ValueError, in a few words, for what is not exactly metadata
    of this `role`, or says something else to python-tuf than what stands there.
    """
    whole = _json(content)
    try:
        read = _SHAPES[role].model_validate(whole)
        written = encode_canonical(whole["signed"]) or ""
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(map(str, fault["loc"])).removeprefix("signed.")[:40]
        raise ValueError(f"its {place or 'content'} is not as it should be") from error
    except FormatError as error:
        raise ValueError("it cannot be signed") from error
    if read.signed.type != role:
        raise ValueError(f"it is no {role}")
    if len({each.keyid for each in read.signatures}) < len(read.signatures):
        raise ValueError("one key has signed twice")
    signed = signed_part(content)
    if signed != written.encode():
        raise ValueError("it is written in an odd way")
    return signed


def signed_part(content: bytes) -> bytes:
    """The signed part of metadata that was verified once and is kept here. Raises ValueError."""
    try:
        return Metadata.from_bytes(content).signed_bytes
    except RepositoryError as error:
        raise ValueError("it cannot be read") from error


def same(known: bytes, other: bytes) -> bool:
    """Whether the same was signed in two files: `known` was verified once, `other` may be odd."""
    if known == other:
        return True
    try:
        return signed_part(known) == signed_part(other)
    except ValueError:
        return False


def normal(content: bytes, role: str, signers: Iterable[Root]) -> bytes:
    """Metadata in the one form that we keep: the signed part, and signatures of `signers`.

    Each of `signers` is a root that may say who signs for `role`. Raises ValueError.
    """
    try:
        metadata: Metadata[Root] = Metadata.from_bytes(content)
    except RepositoryError as error:
        raise ValueError("it cannot be read") from error
    signed = metadata.signed_bytes
    keys = [
        root.keys[id_] for root in signers for id_ in root.roles[role].keyids if id_ in root.keys
    ]
    found = [
        {"keyid": id_, "sig": signature.signature}
        for id_, signature in sorted(metadata.signatures.items())
        if any(_verifies(key, metadata, signed) for key in keys if key.keyid == id_)
    ]
    whole = {"signatures": found, "signed": metadata.signed.to_dict()}
    return json.dumps(whole, separators=(",", ":"), sort_keys=True).encode()


def _verifies(key: Key, metadata: Metadata[Root], signed: bytes) -> bool:
    try:
        key.verify_signature(metadata.signatures[key.keyid], signed)
    except UnverifiedSignatureError:
        return False
    return True


def _json(content: bytes) -> Any:  # noqa: ANN401 - JSON
    """JSON in which nothing stands twice, and no number is anything but whole."""
    try:
        whole = json.loads(
            content.decode(),
            object_pairs_hook=_once,
            parse_float=_refuse_number,
            parse_constant=_refuse_number,
            parse_int=_whole_number,
        )
        json.dumps(whole, ensure_ascii=False).encode()
        too_deep = _depth(whole) > _DEEPEST
    except (UnicodeError, json.JSONDecodeError) as error:
        raise ValueError("it cannot be read") from error
    except RecursionError:
        too_deep = True
    if too_deep:
        raise ValueError("its lists are too deep")
    return whole


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name stands in it twice")
    return found


def _whole_number(digits: str) -> int:
    if len(digits) > len(str(_LARGEST)) or abs(int(digits)) > _LARGEST:
        raise ValueError("a number is too large")
    return int(digits)


def _refuse_number(_: str) -> NoReturn:
    raise ValueError("a number is not whole")


def _depth(whole: object) -> int:
    """How deep its lists are."""
    if isinstance(whole, dict):
        whole = list(whole.values())
    return 1 + max(map(_depth, whole), default=0) if isinstance(whole, list) else 1
