"""Backup and receipt: only what was read back from the copy may be deleted at a kiosk."""

import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from signups.kiosks import EVENING, KEYS, WORLD, Kiosk, Office, execute, id_of

from kiosk.errors import MachineError
from kiosk.office import delivery
from kiosk.office.collection import Collection
from kiosk.signups import receipt


@pytest.fixture
def office(office: Office) -> Office:
    """An office that has collected from two kiosks."""
    office.collect_from(*WORLD)
    return office


def copies(office: Office) -> list[Path]:
    """What lies in the folder of backups."""
    return sorted((office.file.parent / "backup").iterdir())


def test_it_names_all_that_need_not_stay_at_the_kiosk(office: Office) -> None:
    """Sign-ups in the copy, those taken back, every other event; the copy is the collection."""
    copy = office.back_up()
    for kiosk in WORLD:
        named = set(copy.arrived[kiosk.kiosk])
        for event in kiosk.log.events:
            entry = (event.number, event.id, event.hash(kiosk.kiosk))
            assert (entry in named) == (event.id != id_of("Tired"))
    assert copy.sign_ups == 10
    assert copy.same_disk
    before = office.dump()
    office.file.unlink()
    shutil.copy(copy.file, office.file)
    assert office.dump() == before
    assert office.collect(office.file.parent / "stick").new == 0


def test_what_never_came_is_not_named(tmp_path: Path) -> None:
    """Its kiosk keeps it: contents that were lost on the way, or that cannot be opened."""
    kiosk = Kiosk(KEYS)
    lost = kiosk.sign_up("Lost")
    kiosk.log.sealed.pop(lost.number)
    kiosk.sealed(id_of("Els"), b"nobody opens this")
    gone = kiosk.sign_up("Gone")
    kiosk.expire(gone)
    kiosk.sign_up("Jan")
    office = Office(tmp_path)
    office.collect_from(kiosk)
    named = [number for number, _, _ in office.back_up().arrived[kiosk.kiosk]]
    assert named == [3, 4, 5]


def test_the_older_copy_goes_with_what_was_taken_back(office: Office) -> None:
    """Who took a sign-up back is in no backup any more after the next evening."""
    office.back_up()
    with Collection(office.file) as collection:
        collection.withdrawals.withdraw(id_of("Gennep 0"))
    sealed = WORLD[0].log.sealed[1]
    assert sealed in copies(office)[0].read_bytes()
    copy = office.back_up(7)
    assert copy.left == ()
    assert copies(office) == [copy.file]
    assert sealed not in copy.file.read_bytes()


def test_a_copy_that_holds_more_stays_and_is_told(office: Office, tmp_path: Path) -> None:
    """The last copy of anything is never deleted: not even when the collection began anew."""
    old = office.back_up()
    office.file.unlink()
    kiosk = Kiosk(KEYS, "k-cccccccc")
    kiosk.sign_up("New")
    kiosk.carry(tmp_path / "other")
    office.collect(tmp_path / "other")
    new = office.back_up(1)
    assert new.left == (old.file,)
    assert copies(office) == sorted([old.file, new.file])


CHANGES = {
    "demo": "UPDATE collection SET demo = 1",
    "sign-up": "UPDATE sign_up SET id = 'f' || substr(id, 2) WHERE number = 1",
}


@pytest.mark.parametrize("which", ["damaged", "strange", *CHANGES])
def test_whatever_is_not_surely_covered_stays(office: Office, which: str) -> None:
    """A copy that cannot be read, of another kind, or with one sign-up more."""
    old = office.back_up().file
    if which == "damaged":
        content = bytearray(old.read_bytes())
        content[16384 : 3 * 16384] = bytes(2 * 16384)
        old.write_bytes(content)
    elif which == "strange":
        old.write_bytes(b"my own notes")
    else:
        execute(old, CHANGES[which])
    assert office.back_up(1).left == (old,)


def test_only_our_own_names_are_looked_at(office: Office) -> None:
    """Other files in the folder, and copies of other collections, are nobody's business here."""
    folder = office.file.parent / "backup"
    folder.mkdir()
    others = [folder / "photos.db", folder / "demo-20181001T193000Z-0bad.db"]
    for other in others:
        other.write_bytes(b"precious")
    half = folder / "sign-ups-20181001T193000Z-0bad.db.part"
    half.write_bytes(b"half of a copy, from before a power cut")
    copy = office.back_up()
    assert copies(office) == sorted([*others, copy.file])


def test_no_folder_is_told(office: Office) -> None:
    """A disk that is not there is the machine's word; no receipt can be written then."""
    (office.file.parent / "backup").write_text("a file in the way", "utf-8")
    with pytest.raises(MachineError, match="backup"):
        office.back_up()


def test_contents_that_changed_in_the_collection_stop_the_backup(office: Office) -> None:
    """Bytes that no longer have their hash have not arrived: nothing may be deleted for them."""
    execute(office.file, "UPDATE sign_up SET sealed = zeroblob(length(sealed)) WHERE number = 1")
    with pytest.raises(MachineError, match="does not read as it was written"):
        office.back_up()
    assert copies(office) == []


def test_a_receipt_is_signed_and_says_what_the_backup_holds(office: Office, tmp_path: Path) -> None:
    """By number, id and hash, under a name of its own; a stick that is not there is told."""
    copy = office.back_up()
    (name,) = delivery.deliver(copy, KEYS.receipt, tmp_path / "stick", EVENING)
    content = (tmp_path / "stick" / name).read_bytes()
    read = receipt.read(content, KEYS.receipt.public)
    assert (read.at, dict(read.arrived)) == (EVENING, dict(copy.arrived))
    assert name == f"{receipt.FOLDER}/{receipt.name(content)}"
    with pytest.raises(MachineError):
        delivery.deliver(copy, KEYS.receipt, tmp_path / "gone", EVENING)


def test_a_receipt_that_says_the_same_is_not_written_twice(office: Office, tmp_path: Path) -> None:
    """Evening after evening the stick does not fill up; strangers' files do not matter."""
    stick = tmp_path / "stick"
    folder = stick / receipt.FOLDER
    folder.mkdir()
    (folder / "strange.json").write_text("{}", "utf-8")
    (folder / "folder.json").mkdir()
    assert len(delivery.deliver(office.back_up(), KEYS.receipt, stick, EVENING)) == 1
    later = office.back_up(7)
    assert delivery.deliver(later, KEYS.receipt, stick, EVENING + timedelta(days=7)) == ()
    with Collection(office.file) as collection:
        collection.withdrawals.withdraw(id_of("Tired"))
    newer = office.back_up(8)
    assert len(delivery.deliver(newer, KEYS.receipt, stick, EVENING + timedelta(days=8))) == 1


def test_nothing_arrived_is_no_receipt(tmp_path: Path) -> None:
    """An empty word would only fill the stick."""
    office = Office(tmp_path)
    Collection(office.file, create=True).close()
    (tmp_path / "stick").mkdir()
    assert delivery.deliver(office.back_up(), KEYS.receipt, tmp_path / "stick", EVENING) == ()
