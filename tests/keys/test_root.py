"""The root of trust: each version is signed by the one before, or it is none."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.errors import InputError
from kiosk.keys import root, signing
from kiosk.keys.signing import Signer

NOW = datetime(2018, 10, 3, 12, 0, 0, 999, tzinfo=UTC)
ROOT, PACK, OTHER = (Signer(bytes([number]) * 32) for number in (1, 2, 3))
FIRST = root.first(ROOT, PACK.public, NOW)
SECOND = root.following(FIRST, ROOT, OTHER.public, NOW, old_root=ROOT)
THIRD = root.following(SECOND, OTHER, PACK.public, NOW, old_root=ROOT)


def put(folder: Path, *chain: bytes) -> Path:
    """A folder with these versions."""
    for number, content in enumerate(chain, 1):
        (folder / f"{number}.root.json").write_bytes(content)
    return folder


def test_a_root_names_two_keys_for_three_years() -> None:
    """By the one before it alone, which signed it; its id is what fingerprints tell."""
    read = root.read(FIRST)
    assert root.keys_of(read) == (ROOT.public, PACK.public)
    assert read.expires == NOW.replace(microsecond=0) + timedelta(days=1095)
    assert read.version == 1
    (own,) = read.roles["root"].keyids
    digits = signing.fingerprint(ROOT.public).replace(" ", "")
    assert f"{int(own, 16) % 10**20:020}" == digits
    assert root.follows(None, FIRST, 1)
    assert root.follows(FIRST, SECOND, 2)
    assert root.follows(SECOND, THIRD, 3)
    assert not root.follows(FIRST, SECOND, 3)
    assert not root.follows(FIRST, SELF_MADE, 2)
    assert not root.follows(STRANGER, SECOND, 2)


def test_a_chain_is_read_from_the_first(tmp_path: Path) -> None:
    """With a new pack key, and then a new root key that both old and new one signed.

    Keys from before there were packs have none yet.
    """
    assert root.chain(tmp_path / "none") == root.chain(tmp_path) == ()
    assert root.chain(put(tmp_path, FIRST, SECOND, THIRD)) == (FIRST, SECOND, THIRD)
    assert root.keys_of(root.read(THIRD)) == (OTHER.public, PACK.public)
    assert len(json.loads(THIRD)["signatures"]) == 2


STRANGER = root.first(OTHER, PACK.public, NOW)
SELF_MADE = root.following(FIRST, OTHER, OTHER.public, NOW, old_root=OTHER)
BREAKAGES: dict[str, tuple[int, bytes | None]] = {
    "a flipped byte": (1, FIRST.replace(b"2021", b"2031")),
    "no JSON": (2, b"\0"),
    "a list": (2, b"[]"),
    "one twice": (2, FIRST),
    "one that is missing": (2, None),
    "one by a stranger": (2, SELF_MADE),
    "too much": (3, THIRD + b" " * 600_000),
    "one that leads nowhere": (4, STRANGER),
}


@pytest.mark.parametrize(("number", "content"), BREAKAGES.values(), ids=BREAKAGES.keys())
def test_a_broken_chain_is_told(tmp_path: Path, number: int, content: bytes | None) -> None:
    """Nobody signs packs on a root that kiosks would not follow."""
    path = put(tmp_path, FIRST, SECOND, THIRD) / f"{number}.root.json"
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    with pytest.raises(InputError):
        root.chain(tmp_path)


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"null", FIRST[:-2], FIRST.replace(b'"root"', b'"toor"')]
)
def test_what_is_no_root_is_no_root(content: bytes) -> None:
    """Whatever the bytes, there is one kind of answer."""
    with pytest.raises(ValueError, match=r"."):
        root.read(content)
    assert not root.follows(None, content, 1)
    assert not root.follows(FIRST, content, 2)
