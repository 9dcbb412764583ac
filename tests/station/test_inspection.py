"""What is on a stick."""

import os
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.errors import MachineError
from kiosk.i18n.catalogue import Catalogue
from kiosk.keys.signing import Signer
from kiosk.signups import receipt
from kiosk.signups.receipt import Receipt
from kiosk.staff import unlock
from kiosk.station import inspection
from kiosk.station.inspection import Finding, KioskProfile
from kiosk.usb.stick import Folder

PUBLISHER = Signer(bytes(range(32)))
COORDINATOR = Signer(bytes(range(1, 33)))
STRANGER = Signer(bytes(reversed(range(32))))
KIOSK, RETIRED, NUMBER = "k-ab12cd34", "k-00000000", "12345678"
PROFILE = KioskProfile(
    kiosks=frozenset({KIOSK, RETIRED}),
    kiosk=KIOSK,
    number=NUMBER,
    pack_key=PUBLISHER.public,
    receipt_key=COORDINATOR.public,
)


def look(stick: Path, profile: KioskProfile = PROFILE) -> Finding:
    """What this kiosk finds on it."""
    with Folder.open(stick) as folder:
        return inspection.look(folder, profile)


def put_receipt(stick: Path, kiosk: str, signer: Signer = COORDINATOR, year: int = 2018) -> Path:
    """A receipt for one sign-up of a kiosk."""
    arrived = {kiosk: ((1, "0" * 32, "0" * 64),)}
    content = receipt.write(Receipt(at=datetime(year, 10, 8, tzinfo=UTC), arrived=arrived), signer)
    folder = stick / receipt.FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / receipt.name(content)
    path.write_bytes(content)
    return path


PUT: dict[str, tuple[Callable[[Path], object], str]] = {
    "a pack": (lambda stick: (stick / "KIOSK-PACK").mkdir(), "pack"),
    "sign-ups": (lambda stick: (stick / "KIOSK-SIGNUPS").mkdir(), "signups"),
    "how kiosks are": (lambda stick: (stick / "KIOSK-STATUS").mkdir(), "signups"),
    "a receipt": (lambda stick: put_receipt(stick, KIOSK), "receipts"),
    "one in a folder": (lambda stick: put_receipt(stick / "map", KIOSK), "receipts"),
    "one for what it was": (lambda stick: put_receipt(stick, RETIRED), "receipts"),
    "an unlock file": (lambda stick: unlock.write(PUBLISHER, KIOSK, NUMBER, stick), "unlock"),
}
TOLD = {
    "pack": "There is an exhibition",
    "signups": "There are sign-ups",
    "receipts": "There are receipts",
    "unlock": "This stick unlocks",
}


def zipped(file: Path, name: str) -> None:
    """A zip with one file of this name in it."""
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, b"{}" * 50)


ASTRAY: dict[str, tuple[Callable[[Path], object], str]] = {
    "a pack in a folder": (
        lambda stick: (stick / "Nieuwe map" / "KIOSK-PACK").mkdir(parents=True),
        "map",
    ),
    "a copy by another name": (
        lambda stick: [
            (stick / "KIOSK-PACK (1)" / one).mkdir(parents=True) for one in ("metadata", "targets")
        ],
        "map",
    ),
    "two folders deep": (
        lambda stick: (stick / "a" / "b" / "KIOSK-PACK").mkdir(parents=True),
        "map",
    ),
    "a zip by what is in it": (
        lambda stick: zipped(stick / "x.ZIP", "KIOSK-PACK/metadata/a"),
        "zip",
    ),
}


@pytest.mark.parametrize(("put", "told"), ASTRAY.values(), ids=ASTRAY.keys())
def test_what_lies_astray_is_told(stick: Path, put: Callable[[Path], object], told: str) -> None:
    """Staff hear where it lies and whom to ask; nothing of it is used."""
    put(stick)
    found = look(stick)
    assert found.kinds == set()
    assert f"een {told}" in Catalogue().say("nl")(found.sentence)
    assert found.is_foreign
    (stick / "KIOSK-SIGNUPS").mkdir()
    assert look(stick).sentence == found.sentence
    (stick / "KIOSK-PACK").mkdir()
    assert look(stick).astray is None


def test_other_zips_and_folders_are_their_owners(stick: Path) -> None:
    """Photos that lie on a stick are not taken for anything of profile."""
    (stick / "photos" / "summer").mkdir(parents=True)
    (stick / "metadata").mkdir()
    zipped(stick / "photos.zip", "summer/beach.jpg")
    assert look(stick) == Finding()


@pytest.mark.parametrize(("put", "kind"), PUT.values(), ids=PUT.keys())
def test_what_is_for_us_is_found(stick: Path, put: Callable[[Path], object], kind: str) -> None:
    """Also among somebody's photos."""
    (stick / "holiday.jpg").touch()
    put(stick)
    found = look(stick)
    assert found.kinds == {kind}
    assert found.sentence.startswith(TOLD[kind])
    assert not found.is_foreign


def test_a_stick_may_hold_several_things(stick: Path) -> None:
    """The most pressing is told; each has its own question."""
    for put, _ in PUT.values():
        put(stick)
    found = look(stick)
    assert found.kinds == {"pack", "signups", "receipts", "unlock"}
    assert found.sentence == "This stick unlocks this kiosk."


OTHERS: dict[str, Callable[[Path], object]] = {
    "a receipt for another kiosk": lambda stick: put_receipt(stick, "k-other"),
    "a receipt by a stranger": lambda stick: put_receipt(stick, KIOSK, STRANGER),
    "a receipt that was altered": lambda stick: put_receipt(stick, KIOSK).write_bytes(b"{}"),
    "no receipt at all": lambda stick: (stick / receipt.FOLDER).mkdir(),
    "what a Mac leaves beside one": lambda stick: put_receipt(stick, KIOSK).rename(
        stick / receipt.FOLDER / "._x.json"
    ),
    "an unlock file by a stranger": lambda stick: unlock.write(STRANGER, KIOSK, NUMBER, stick),
}


@pytest.mark.parametrize("put", OTHERS.values(), ids=OTHERS.keys())
def test_what_is_for_other_kiosks_is_told_apart(stick: Path, put: Callable[[Path], object]) -> None:
    """A coordinator's stick goes round: it is not foreign, and leads to no question here."""
    put(stick)
    found = look(stick)
    assert found == Finding(for_others=True)
    assert found.sentence == "What is on this stick is for other kiosks."
    assert not found.is_foreign


def test_a_kiosk_that_nobody_enrolled_knows_no_signatures(stick: Path) -> None:
    """A pack it may still take: that is how it is enrolled."""
    put_receipt(stick, KIOSK)
    unlock.write(PUBLISHER, KIOSK, NUMBER, stick)
    (stick / "KIOSK-PACK").mkdir()
    assert look(stick, KioskProfile()).kinds == {"pack"}


def test_an_empty_stick_may_be_meant_for_sign_ups(stick: Path) -> None:
    """What systems leave behind does not count."""
    for name in (".Trash-1000", "System Volume Information", "$RECYCLE.BIN", "lost+found"):
        (stick / name).mkdir()
    found = look(stick)
    assert found == Finding(is_empty=True)
    assert "sign-ups" in found.sentence


def test_somebodys_stick_is_foreign(stick: Path) -> None:
    """And stays as it is."""
    (stick / "holiday.jpg").write_bytes(b"1")
    before = sorted(stick.rglob("*"))
    found = look(stick)
    assert found.is_foreign
    assert "nothing for this kiosk" in found.sentence
    assert sorted(stick.rglob("*")) == before


OUR_NAMES = ["KIOSK-PACK", "KIOSK-SIGNUPS", "KIOSK-STATUS", "KIOSK-RECEIPTS", "KIOSK-UNLOCK"]


@pytest.mark.parametrize("name", OUR_NAMES)
def test_what_is_planted_by_our_names_leads_nowhere(stick: Path, tmp_path: Path, name: str) -> None:
    """Links, also to folders that would do; pipes, files, and links to themselves."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for put, _ in PUT.values():
        put(elsewhere)
    planted = stick / name
    plants: list[Callable[[], object]] = [
        lambda: planted.symlink_to(elsewhere / name),
        lambda: planted.symlink_to(planted),
        lambda: planted.symlink_to("/"),
        lambda: os.mkfifo(planted),
        lambda: planted.write_bytes(b"{}"),
    ]
    for plant in plants:
        plant()
        assert look(stick).is_foreign
        planted.unlink()


def test_pipes_links_and_folders_hide_no_receipt(stick: Path, tmp_path: Path) -> None:
    """Whoever plants them wins nothing."""
    real = put_receipt(stick, KIOSK)
    folder = real.parent
    os.mkfifo(folder / "0.json")
    (folder / "1.json").symlink_to("/dev/zero")
    (folder / "2.json").symlink_to(real)
    (folder / "3.json").mkdir()
    (folder / "4.json").write_bytes(b"\xff" * 100)
    assert look(stick).kinds == {"receipts"}
    real.rename(tmp_path / "away.json")
    assert look(stick).for_others


def test_thousands_of_files_are_not_looked_into(stick: Path) -> None:
    """Of very many receipts some are read, and the rest is left to who takes them."""
    for number in range(3000):
        (stick / f"{number:05}.jpg").touch()
    assert look(stick).is_foreign
    (stick / receipt.FOLDER).mkdir()
    for number in range(inspection.MOST_RECEIPTS + 1):
        (stick / receipt.FOLDER / f"{number:05}.json").touch()
    assert look(stick).kinds == {"receipts"}


def test_a_stick_full_of_huge_files_is_not_read_to_the_end(stick: Path) -> None:
    """Four of the largest that may be receipts are enough to wait for."""
    (stick / receipt.FOLDER).mkdir()
    for number in range(inspection.MOST_BYTES // receipt.MAX_BYTES + 1):
        with (stick / receipt.FOLDER / f"{number}.json").open("wb") as file:
            file.truncate(receipt.MAX_BYTES)
    assert look(stick).kinds == {"receipts"}


@settings(max_examples=30)
@given(
    names=st.lists(
        st.binary(min_size=1, max_size=40).filter(lambda name: not set(name) & {0, 47}),
        unique=True,
        max_size=5,
    )
)
def test_no_name_is_a_fault(tmp_path_factory: pytest.TempPathFactory, names: list[bytes]) -> None:
    """Whatever bytes it is made of."""
    folder = tmp_path_factory.mktemp("stick")
    for name in names:
        if name not in {b".", b".."}:
            (folder / os.fsdecode(name)).touch()
    found = look(folder)
    assert not found.kinds
    assert found.sentence


class Pulled(Folder):
    """A stick that is pulled out while it is looked at."""

    def folder(self, name: str) -> Folder | None:
        """It does not answer any more."""
        raise MachineError(f"{name} does not answer")

    def names(self) -> list[str]:
        """Nor here."""
        raise MachineError("the stick does not answer")


def test_a_stick_that_is_pulled_out_is_told(stick: Path) -> None:
    """In a sentence, before it is looked at or while it is; it is not taken for a foreign one."""
    with Pulled.open(stick) as folder, pytest.raises(MachineError):
        inspection.look(folder, PROFILE)
    stick.rmdir()
    with pytest.raises(MachineError):
        look(stick)
