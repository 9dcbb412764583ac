"""A pack that lies where no kiosk looks: whoever types the command reads where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kiosk.errors import PackError
from kiosk.packs import misplaced, trust
from kiosk.usb.stick import Folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ADVICE: dict[str, tuple[Callable[[Path], object], str]] = {
    "in a folder": (
        lambda folder: (folder / "Els' map" / "KIOSK-PACK").mkdir(parents=True),
        "take it out of the folder Els' map: KIOSK-PACK lies on the stick itself",
    ),
    "in itself": (
        lambda folder: (folder / "KIOSK-PACK" / "KIOSK-PACK").mkdir(parents=True),
        "take it out of the folder KIOSK-PACK: KIOSK-PACK lies on the stick itself",
    ),
    "beside": (
        lambda folder: [(folder / name).mkdir() for name in ("metadata", "targets")],
        "put metadata and targets into a folder KIOSK-PACK",
    ),
    "packed": (
        lambda folder: (folder / "kiosk-pack.zip").write_bytes(b"PK"),
        "unpack kiosk-pack.zip, and put what comes out on the stick itself",
    ),
    "a name that steers a terminal": (
        lambda folder: (folder / "\x1b[2J" / "KIOSK-PACK").mkdir(parents=True),
        "take it out of the folder: KIOSK-PACK lies on the stick itself",
    ),
    "nowhere": (
        lambda folder: (folder / "photos").mkdir(),
        "name the stick itself: the folder that holds KIOSK-PACK",
    ),
}


@pytest.mark.parametrize(("put", "advice"), ADVICE.values(), ids=ADVICE.keys())
def test_where_it_lies_is_told_with_what_to_do(
    tmp_path: Path, put: Callable[[Path], object], advice: str
) -> None:
    """Nothing of it is used; what is really not there is told as ever."""
    put(tmp_path)
    with (
        pytest.raises(PackError) as caught,
        Folder.open(tmp_path) as stick,
        misplaced.hint(stick),
    ):
        trust.examine(stick, None, program="0.1.0", now=None)
    assert caught.value.kind == "none"
    assert caught.value.advice == advice
