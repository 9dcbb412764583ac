"""The demo keys: everybody has them, and everybody can know them."""

from __future__ import annotations

from pathlib import Path

import pyrage

from kiosk.keys import demo, keyring
from kiosk.keys.signing import Signer

CONTENT = Path(__file__).parents[2] / "content"
FOLDER = CONTENT / "demo-keys"
OWN = str(pyrage.x25519.Identity.generate().to_public())


def test_their_private_halves_are_published() -> None:
    """What a demo seals, everybody can open, with the passphrase that stands beside it."""
    assert keyring.read_public(FOLDER) == demo.PUBLIC
    assert keyring.open_daily(FOLDER, demo.PASSPHRASE).pack.public == demo.PUBLIC.pack
    assert keyring.open_recovery(FOLDER, demo.PASSPHRASE).root.public == demo.PUBLIC.root
    for page in (FOLDER / "README.md", CONTENT / "README.md"):
        assert f"`{demo.PASSPHRASE}`" in page.read_text("utf-8")


def test_git_carries_them_unchanged() -> None:
    """A file with a zero byte is never taken for text, whose line ends are changed on Windows."""
    for half in (keyring.DAILY, keyring.RECOVERY):
        assert b"\0" in (FOLDER / half / keyring.SEALED).read_bytes()


def test_a_demo_takes_these_keys_and_no_others() -> None:
    """In any order; but not one of them alone, nor with a key beside them."""
    daily, recovery = demo.PUBLIC.recipients
    receipt = demo.PUBLIC.receipt
    assert demo.is_demo((daily, recovery), receipt)
    assert demo.is_demo([recovery, daily], receipt)
    assert not demo.is_demo((daily,), receipt)
    assert not demo.is_demo((daily, recovery, OWN), receipt)
    assert not demo.is_demo((daily, recovery), Signer.new().public)
    assert not demo.is_demo((), receipt)


def test_elsewhere_any_of_them_is_one_too_many() -> None:
    """One demo key among others is enough for everybody to open what is sealed."""
    daily, recovery = demo.PUBLIC.recipients
    own = Signer.new().public
    assert demo.has_demo((OWN, daily), own)
    assert demo.has_demo((recovery, OWN), own)
    assert demo.has_demo((OWN,), demo.PUBLIC.receipt)
    assert not demo.has_demo((OWN,), own)
    assert not demo.has_demo((), own)
