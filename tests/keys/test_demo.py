"""The demo keys: everybody has them, and everybody can know them."""

from pathlib import Path

import pyrage

from kiosk.keys import demo, keyring
from kiosk.keys.signing import Signer

CONTENT = Path(__file__).parents[2] / "content"
FOLDER = CONTENT / "demo-keys"
OWN = str(pyrage.x25519.Identity.generate().to_public())


def test_their_private_halves_are_published() -> None:
    """Whoever has the repository opens them: git takes the sealed files for what they are."""
    assert keyring.read_public(FOLDER) == demo.PUBLIC
    assert keyring.open_daily(FOLDER, demo.PASSPHRASE).pack.public == demo.PUBLIC.pack
    assert keyring.open_recovery(FOLDER, demo.PASSPHRASE).root.public == demo.PUBLIC.root
    for page in (FOLDER / "README.md", CONTENT / "README.md"):
        assert f"`{demo.PASSPHRASE}`" in page.read_text("utf-8")
    for half in (keyring.DAILY, keyring.RECOVERY):
        assert b"\0" in (FOLDER / half / keyring.SEALED).read_bytes()


def test_a_demo_takes_these_keys_and_no_others() -> None:
    """In any order; but not one of them alone, nor with a key beside them.

    Elsewhere any of them is one too many: it is enough for everybody to open what is sealed.
    """
    daily, recovery = demo.PUBLIC.recipients
    receipt, own = demo.PUBLIC.receipt, Signer.new().public
    assert demo.is_demo((daily, recovery), receipt)
    assert demo.is_demo([recovery, daily], receipt)
    for some in ((), (daily,), (daily, recovery, OWN)):
        assert not demo.is_demo(some, receipt)
    assert not demo.is_demo((daily, recovery), own)
    for some, key in (((OWN, daily), own), ((recovery, OWN), own), ((OWN,), receipt)):
        assert demo.has_demo(some, key)
    for some in ((), (OWN,)):
        assert not demo.has_demo(some, own)
