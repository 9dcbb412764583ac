"""What was signed, whichever way it is written: signed metadata, read strictly.

A signature of TUF holds over words in canonical form, not over bytes: blanks, escapes, the order of
names and signatures of strangers can be put into `1.root.json` or `timestamp.json` by who has no
key. So two files are the same where the same was signed, and what is kept is written in one way.
What python-tuf would mend before it verifies (`null` for a version, a name that stands twice) is
refused: what is believed is what stands there.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Annotated, Any, Literal, NoReturn

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from securesystemslib.exceptions import FormatError, UnverifiedSignatureError
from securesystemslib.formats import encode_canonical
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata

if TYPE_CHECKING:
    from collections.abc import Iterable

    from securesystemslib.signer import Key
    from tuf.api.metadata import Root

MAX_SIGNATURES = 16
_LARGEST = 1 << 53
"""Larger numbers are not the same in every program that reads JSON."""
_DEEPEST = 12
_SIGNATURE = {"keyid": re.compile(r"[0-9a-f]{64}"), "sig": re.compile(r"[0-9a-f]{128}")}
"""Each has one way to be written: another would be other words that verify too."""

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
    version: _Count
    spec_version: Annotated[str, Field(pattern=r"^1\.[0-9]{1,4}(\.[0-9]{1,4})?$")]
    expires: Annotated[
        str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$")
    ]


class _Root(_Signed):
    type: Literal["root"] = Field(alias="_type")
    consistent_snapshot: bool
    keys: dict[str, _Key]
    roles: dict[str, _Role]


class _Timestamp(_Signed):
    type: Literal["timestamp"] = Field(alias="_type")
    meta: dict[str, _Bound]


class _Snapshot(_Signed):
    type: Literal["snapshot"] = Field(alias="_type")
    meta: dict[str, _Bound]


class _Targets(_Signed):
    type: Literal["targets"] = Field(alias="_type")
    targets: dict[str, _File]


_SHAPES: dict[str, type[_Signed]] = {
    "root": _Root,
    "timestamp": _Timestamp,
    "snapshot": _Snapshot,
    "targets": _Targets,
}


def words(content: bytes, role: str) -> bytes:
    """The signed part of a file of metadata, in canonical form. No signature is verified.

    For what comes from outside: raises ValueError, in a few words, for what is not exactly metadata
    of this `role`, or says something else to python-tuf than what stands there.
    """
    whole = _json(content)
    if not isinstance(whole, dict) or whole.keys() != {"signatures", "signed"}:
        raise ValueError("it is no signed metadata")
    _refuse_signatures(whole["signatures"])
    try:
        _SHAPES[role].model_validate(whole["signed"])
        written = encode_canonical(whole["signed"]) or ""
    except ValidationError as error:
        fault = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(map(str, fault["loc"]))[:40]
        raise ValueError(f"its {place or 'content'} is not as it should be") from error
    except FormatError as error:
        raise ValueError("it cannot be signed") from error
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


def _refuse_signatures(found: object) -> None:
    if not isinstance(found, list) or len(found) > MAX_SIGNATURES:
        raise ValueError("its signatures are not as they should be")
    for each in found:
        if not isinstance(each, dict) or each.keys() != _SIGNATURE.keys():
            raise ValueError("a signature is not as it should be")
        for name, form in _SIGNATURE.items():
            if not isinstance(each[name], str) or not form.fullmatch(each[name]):
                raise ValueError("a signature is written in an odd way")
    if len({each["keyid"] for each in found}) < len(found):
        raise ValueError("one key has signed twice")


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
        _measure(whole, _DEEPEST)
    except (UnicodeDecodeError, json.JSONDecodeError) as error:
        raise ValueError("it cannot be read") from error
    except RecursionError as error:
        raise ValueError("its lists are too deep") from error
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


def _measure(whole: object, deepest: int) -> None:
    """See that nothing is too deep, and that all of it can be written."""
    if not deepest:
        raise ValueError("its lists are too deep")
    if isinstance(whole, str):
        try:
            whole.encode()
        except UnicodeEncodeError as error:
            raise ValueError("half a letter stands in it") from error
    elif isinstance(whole, dict):
        for name, part in whole.items():
            _measure(name, deepest)
            _measure(part, deepest - 1)
    elif isinstance(whole, list):
        for part in whole:
            _measure(part, deepest - 1)
