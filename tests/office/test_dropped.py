"""Folders and files as people drop them on the desk: what is found, and where receipts go."""

import os
import shutil
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from signups.kiosks import CATALOGUE, KEYS, Kiosk, Office

from kiosk.errors import InputError
from kiosk.office import search, summary
from kiosk.office.wording import Sentences
from kiosk.signups import bundle
from kiosk.usb import stick_root


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office in a folder of its own, beside what is dropped."""
    (tmp_path / "office").mkdir()
    return Office(tmp_path / "office")


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A stick with two sign-ups of one kiosk."""
    return filled(tmp_path / "sticks" / "STICK")


def filled(folder: Path, kiosk: str = "k-aaaaaaaa") -> Path:
    """A stick in this folder, with two sign-ups of this kiosk in one bundle."""
    folder.mkdir(parents=True)
    made = Kiosk(KEYS, kiosk)
    made.sign_up(f"Els {kiosk}")
    made.sign_up(f"Jan {kiosk}")
    made.carry(folder)
    return folder


def tar_on(stick: Path) -> Path:
    """The bundle that lies on a stick."""
    (found,) = (stick / bundle.FOLDER).rglob("*.tar")
    return found


UP = {
    "the stick": lambda stick: stick,
    "KIOSK-SIGNUPS": lambda stick: stick / bundle.FOLDER,
    "a kiosk's folder": lambda stick: stick / bundle.FOLDER / "k-aaaaaaaa",
    "a bundle on it": tar_on,
    "the receipts": lambda stick: stick / "KIOSK-RECEIPTS",
    "the folder with all sticks": lambda stick: stick.parent,
}


@pytest.mark.parametrize("dropped", UP.values(), ids=UP.keys())
def test_whatever_of_a_stick_is_dropped_leads_to_its_root(
    office: Office, stick: Path, dropped: Callable[[Path], Path]
) -> None:
    """The sign-ups are found, and the receipt goes where the kiosk looks for it."""
    (stick / "KIOSK-RECEIPTS").mkdir()
    filled(stick.parent / "another", "k-bbbbbbbb")
    assert stick in search.look(dropped(stick)).roots
    assert stick / bundle.FOLDER not in search.look(dropped(stick)).roots
    collected = office.collect(dropped(stick))
    assert collected.new in {2, 4}
    assert (collected.empty, collected.refused) == ((), ())


def test_a_folder_with_several_sticks_gives_each_its_receipt(stick: Path) -> None:
    """None to the folder itself; a pack shows the root, if a folder on it holds sign-ups."""
    another = filled(stick.parent / "another", "k-bbbbbbbb")
    found = search.look(stick.parent)
    assert set(found.roots) == {stick, another}
    assert len(found.bundles) == 2
    moved = stick / "Nieuwe map"
    moved.mkdir()
    (stick / bundle.FOLDER).rename(moved / bundle.FOLDER)
    (stick / "KIOSK-PACK").mkdir()
    assert set(search.look(moved).roots) == {moved, stick}


COPIES = ("Kopie van {}", "{} - kopie", "{} (2)", "Copy of {}", "{} copy 2", "{} (kopie)", "{}")


@pytest.mark.parametrize("copy", COPIES)
@pytest.mark.parametrize("where", [".", "Nieuwe map", "New folder/van Els"])
def test_a_copy_is_found_in_folders_and_answered_on_the_stick(
    stick: Path, where: str, copy: str
) -> None:
    """As each system calls a copy; up to two folders deep the stick is known again."""
    (stick / where).mkdir(parents=True, exist_ok=True)
    moved = (stick / bundle.FOLDER).rename(stick / where / copy.format(bundle.FOLDER))
    assert search.look(stick).roots[-1] == stick
    for dropped in (moved, moved.parent):
        found = search.look(dropped)
        assert (len(found.bundles), found.holders) == (1, (moved.parent,))
        roots = stick_root.roots(dropped, found.holders, is_stick=lambda folder: folder == stick)
        assert set(roots) == {stick, moved.parent}


NAMES = (
    "{name} (1).tar",
    "{name} (2)",
    "{name}.TAR",
    "{name}.tar.bin",
    "{name}.tar.txt",
    "sign-ups of Els.tar",
    "SIGNUPS.TAR",
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("where", [".", "Nieuwe map", f"{bundle.FOLDER} (1)/k-aaaaaaaa"])
def test_a_bundle_is_known_under_any_name(
    office: Office, tmp_path: Path, stick: Path, name: str, where: str
) -> None:
    """As browsers, mail and other systems call a copy, in a folder of any name, or by itself."""
    tar = tar_on(stick)
    folder = tmp_path / "Downloads" / where
    folder.mkdir(parents=True)
    copy = folder / name.format(name=tar.stem)
    shutil.copy(tar, copy)
    (folder / "holiday.tar").write_bytes(b"photos" * 1000)
    collected = office.collect(tmp_path / "Downloads")
    assert (collected.new, collected.empty) == (2, ())
    assert search.look(copy).bundles == (copy,)


def test_a_file_out_of_an_e_mail_is_collected_by_itself(
    office: Office, tmp_path: Path, stick: Path
) -> None:
    """The receipt goes to the folder it lies in."""
    loose = tmp_path / "Els.tar"
    shutil.copy(tar_on(stick), loose)
    assert office.collect(loose).new == 2
    assert search.look(loose).roots == (tmp_path,)


def test_what_systems_leave_on_a_stick_is_passed_over(office: Office, stick: Path) -> None:
    """A Mac's `._x.tar` beside each bundle is neither told nor kept; nor is a bin."""
    tar = tar_on(stick)
    for name in (f"._{tar.name}", ".DS_Store", "Thumbs.db", "desktop.ini", "._x.TAR"):
        (tar.parent / name).write_bytes(b"\0\5\26\7" + bytes(4092))
    for name in ("System Volume Information", "$RECYCLE.BIN", ".Trashes", "__MACOSX"):
        (stick / name / bundle.FOLDER).mkdir(parents=True)
        (stick / name / bundle.FOLDER / "deleted.tar").write_bytes(b"gone")
    collected = office.collect(stick)
    assert (collected.new, collected.refused, collected.unread) == (2, (), ())
    assert summary.verdict(collected) == 0
    assert office.quarantine() == []


def zipped(folder: Path, file: Path) -> Path:
    """All of a folder in a zip, as `Compress` makes it."""
    file.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder.parent))
    return file


@pytest.mark.parametrize("name", ["Archief.zip", "KIOSK-SIGNUPS.ZIP", "Nieuwe map/stick.zip"])
def test_a_zip_with_sign_ups_is_told_and_not_opened(
    office: Office, tmp_path: Path, stick: Path, name: str
) -> None:
    """Found in a folder or dropped itself; the evening is not said to have gone well."""
    file = zipped(stick, tmp_path / "Downloads" / name)
    for dropped in (tmp_path / "Downloads", file):
        collected = office.collect(dropped)
        assert (collected.packed, collected.new, collected.empty) == ((file,), 0, ())
        assert summary.verdict(collected) == InputError.exit_code
        (line,) = Sentences(CATALOGUE, "en").faults(collected, office.file)
        assert f"may be sign-ups in {file}, but it is packed" in line


def archived(stick: Path, name: str) -> Path:
    """A whole stick with a pack and sign-ups, packed as this name says."""
    (stick / "KIOSK-PACK").mkdir()
    (stick / "KIOSK-PACK" / "film").write_bytes(os.urandom(300_000))
    file = stick.parent / "packed" / name
    file.parent.mkdir()
    if name.endswith((".7z", ".rar", ".bin")):
        file.write_bytes(BEGINNINGS[file.suffix] + os.urandom(1_000))
        return file
    with tarfile.open(file, "w:gz" if name.endswith("z") else "w") as archive:
        for folder in ("KIOSK-PACK", bundle.FOLDER):
            archive.add(stick / folder, f"Łódź/{folder}")
    return file


BEGINNINGS = {".7z": b"7z\xbc\xaf\x27\x1c", ".rar": b"Rar!\x1a\x07\x01\0", ".bin": b"PK\3\4"}


@pytest.mark.parametrize("name", ["k.tar", "k.tgz", "k.tar.gz", "k.7z", "k.rar", "k.bin"])
def test_a_whole_stick_that_was_packed_is_told(office: Office, stick: Path, name: str) -> None:
    """Whatever packed it: in a folder, and when it was dropped itself."""
    file = archived(stick, name)
    named = file if name == "k.bin" else file.parent
    for dropped in (named, file):
        collected = office.collect(dropped)
        assert (collected.packed, collected.new) == ((file,), 0)
        assert summary.verdict(collected) == InputError.exit_code
    (stick.parent / "packed" / "beach.7z").write_bytes(BEGINNINGS[".7z"])
    assert office.collect(stick.parent / "packed", stick).new == 2


def test_somebody_elses_zips_are_not_told(office: Office, tmp_path: Path, stick: Path) -> None:
    """Photos stay their owner's; a 7z is only asked about where no sign-ups were found."""
    photos = tmp_path / "photos"
    photos.mkdir()
    (photos / "beach.jpg").write_bytes(b"sand" * 100)
    zipped(photos, stick / "photos.zip")
    collected = office.collect(stick)
    assert (collected.packed, collected.new) == ((), 2)
    assert summary.verdict(collected) == 0
    (stick / "photos.7z").write_bytes(BEGINNINGS[".7z"])
    assert office.collect(stick).packed == ()
    shutil.rmtree(stick / bundle.FOLDER)
    assert office.collect(stick).packed == (stick / "photos.7z",)
    assert office.collect(stick).empty == (stick,)


def test_nothing_at_all_is_no_success(office: Office, tmp_path: Path, stick: Path) -> None:
    """A folder without sign-ups is told as a fault; beside one that has them it is a question."""
    (tmp_path / "empty").mkdir()
    assert summary.verdict(office.collect(tmp_path / "empty")) == InputError.exit_code
    both = office.collect(stick, tmp_path / "empty")
    assert (both.empty, summary.verdict(both)) == ((tmp_path / "empty",), 0)


def test_where_it_was_found_is_told(office: Office, tmp_path: Path, stick: Path) -> None:
    """Whoever dropped another folder than the stick reads where the sign-ups lay."""
    assert office.collect(stick).elsewhere == ()
    assert office.collect(stick / bundle.FOLDER).elsewhere == ((stick / bundle.FOLDER, (stick,)),)
    assert office.collect(tmp_path / "sticks").elsewhere == ((tmp_path / "sticks", (stick,)),)


@pytest.mark.parametrize(
    "name", ["Els' stick", 'the "best"', "100% & more", "a^b!c", "Łódź — ü", "-", "--keys", "x\ny"]
)
def test_a_stick_may_be_called_anything(office: Office, tmp_path: Path, name: str) -> None:
    """What is found there, and where the receipt goes, does not depend on it."""
    stick = filled(tmp_path / name)
    assert office.collect(stick / bundle.FOLDER).new == 2
    assert stick in search.look(stick / bundle.FOLDER).roots
