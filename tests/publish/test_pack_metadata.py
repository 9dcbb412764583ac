"""The metadata of a pack: read back whole as it was signed, or not at all."""

import pytest
from packs.publisher import NOON, exhibit, seed
from tuf.api.metadata import Metadata

from kiosk.exhibit import model
from kiosk.keys import root as roots
from kiosk.keys.signing import Signer
from kiosk.publish import pack_metadata, publishing

PACK, ROOT = Signer(seed("pack")), Signer(seed("root"))
TRUSTED = roots.read(roots.first(ROOT, PACK.public, NOON))
LABEL = publishing.describe(exhibit(), "0.1.0", "0" * 64, NOON)
BLOBS = {"0" * 64: 5, "1" * 64: 9}
RELEASE = pack_metadata.sign(3, LABEL, BLOBS, PACK)
OTHER = pack_metadata.sign(4, LABEL, BLOBS, PACK)


def test_what_was_signed_is_read() -> None:
    """Whole, and the same to the byte when it is signed again; for three years from then."""
    read = pack_metadata.read(TRUSTED, 3, RELEASE.targets, RELEASE.snapshot, RELEASE.timestamp)
    assert read == RELEASE
    assert pack_metadata.version_of(TRUSTED, RELEASE.timestamp) == 3
    assert set(RELEASE.files) == {"3.targets.json", "3.snapshot.json"}
    assert pack_metadata.sign(3, LABEL, BLOBS, PACK) == RELEASE
    contents = (RELEASE.targets, RELEASE.snapshot, RELEASE.timestamp)
    ends = {Metadata.from_bytes(content).signed.expires for content in contents}
    assert ends == {NOON + roots.LASTS}


def test_the_own_language_of_an_exhibit_stands_first() -> None:
    """Whatever the alphabet says: a kiosk that lacks a language shows the exhibit's own."""
    title = model.Text({"nl": "Samen", "en": "Together"})
    made = exhibit().model_copy(update={"title": title})
    label = publishing.describe(made, "0.1.0", "0" * 64, NOON)
    release = pack_metadata.sign(1, label, BLOBS, PACK)
    read = pack_metadata.read(TRUSTED, 1, release.targets, release.snapshot, release.timestamp)
    assert list(read.label.title) == ["nl", "en"]


THIEF = pack_metadata.sign(3, LABEL, BLOBS, ROOT)
MIXED = {
    "another number": (4, RELEASE.targets, RELEASE.snapshot, RELEASE.timestamp),
    "targets of another": (3, OTHER.targets, RELEASE.snapshot, RELEASE.timestamp),
    "a snapshot of another": (3, RELEASE.targets, OTHER.snapshot, RELEASE.timestamp),
    "a timestamp of another": (3, RELEASE.targets, RELEASE.snapshot, OTHER.timestamp),
    "another key": (3, THIEF.targets, THIEF.snapshot, THIEF.timestamp),
    "one for another": (3, RELEASE.snapshot, RELEASE.targets, RELEASE.timestamp),
    "nothing": (3, b"", b"", b""),
    "a byte": (3, RELEASE.targets, RELEASE.snapshot, RELEASE.timestamp.replace(b"3", b"4", 1)),
}


@pytest.mark.parametrize("parts", MIXED.values(), ids=MIXED.keys())
def test_parts_that_do_not_belong_together_are_none(parts: tuple[int, bytes, bytes, bytes]) -> None:
    """Mixed, altered or by another hand: nothing of it is believed."""
    with pytest.raises(ValueError, match=r"."):
        pack_metadata.read(TRUSTED, *parts)
