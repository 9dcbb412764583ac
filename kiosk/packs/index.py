"""The `exhibit.json` of a pack: it makes sense, it can be shown, and all that it shows is there.

Looked at before anybody is asked to take a pack, and again when it is on our own disk: by the same
rules, so that what a kiosk offers is what it takes.
"""

from collections.abc import Iterable
from typing import Final

from kiosk.errors import PackError, PreparedError, RefusedError
from kiosk.exhibit import prepared
from kiosk.keys import demo
from kiosk.packs import label
from kiosk.packs.offer import Blob

_AGAIN: Final = "have the publisher make it again"


def judge(content: bytes, exhibit: str, blobs: Iterable[Blob]) -> None:
    """See that these bytes are the index of the exhibit with this id, whose media are `blobs`.

    Raises PackError ("damaged", "newer"), or RefusedError ("demo") if everybody could read its
    sign-ups.
    """
    if prepared.is_newer(content):
        raise label.newer()
    try:
        shown = prepared.parse(content, prepared.NAME)
    except PreparedError as error:
        raise PackError("damaged", f"this pack cannot be shown: {error.what}", _AGAIN) from error
    lengths = {blob.sha256: blob.bytes for blob in blobs}
    if shown.id != exhibit or not prepared.media(shown).items() <= lengths.items():
        raise PackError("damaged", "this pack does not hold all that its exhibit shows", _AGAIN)
    terms = shown.signups
    if terms and demo.has_demo(terms.recipients, terms.receipt_key):
        raise RefusedError(
            "demo",
            "sign-ups of this exhibit would be sealed to the demo keys, which everybody has",
            "have the publisher make keys: kiosk keys new DIR",
        )
