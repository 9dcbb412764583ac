"""A pack that lies where no kiosk looks: whoever types the command reads where it is."""

from pathlib import Path

import pytest

from kiosk.errors import PackError
from kiosk.packs import misplaced, verification
from kiosk.usb.stick import Folder

ADVICE = {
    "Els' map/KIOSK-PACK": (
        "take it out of the folder Els' map: KIOSK-PACK lies on the stick itself"
    ),
    "KIOSK-PACK/KIOSK-PACK": (
        "take it out of the folder KIOSK-PACK: KIOSK-PACK lies on the stick itself"
    ),
    "\x1b[2J/KIOSK-PACK": "take it out of the folder: KIOSK-PACK lies on the stick itself",
    "metadata targets": "put metadata and targets into a folder KIOSK-PACK",
    "kiosk-pack.zip": "unpack kiosk-pack.zip, and put what comes out on the stick itself",
    "photos": "name the stick itself: the folder that holds KIOSK-PACK",
}
"""By the folders, or the file, that lie on the stick; the third name steers a terminal."""


@pytest.mark.parametrize(("there", "advice"), ADVICE.items())
def test_where_it_lies_is_told_with_what_to_do(tmp_path: Path, there: str, advice: str) -> None:
    """Nothing of it is used; what is really not there is told as ever."""
    for name in there.split() if "/" not in there else [there]:
        if name.endswith(".zip"):
            (tmp_path / name).write_bytes(b"PK")
        else:
            (tmp_path / name).mkdir(parents=True)
    with (
        pytest.raises(PackError) as caught,
        Folder.open(tmp_path) as stick,
        misplaced.hint(stick),
    ):
        verification.examine(stick, None, program="0.1.0", now=None)
    assert (caught.value.kind, caught.value.advice) == ("none", advice)
