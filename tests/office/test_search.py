"""What else may lie on a stick, and where bundles may lie on it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from signups.kiosks import CATALOGUE, KEYS, NOON, TODAY, WORLD, Office, anybody, cut, put

from kiosk.errors import MachineError
from kiosk.office import backup, merge, search, spreadsheet
from kiosk.office.collection import Collection
from kiosk.office.figures import figures
from kiosk.signups import bundle


def test_bundles_are_found_wherever_they_were_copied(office: Office, tmp_path: Path) -> None:
    """The stick, its folder, the kiosk's own, a folder of many sticks, a flat copy."""
    kiosk, _ = WORLD
    path = kiosk.carry(tmp_path / "all" / "sticks" / "of July")
    flat = tmp_path / "flat"
    flat.mkdir()
    (flat / path.name).write_bytes(path.read_bytes())
    (flat / "holiday.tar").write_bytes(b"nothing to do with it")
    for folder in (*list(path.parents)[:5], flat):
        assert office.collect(folder).bundles == 1


def test_what_is_no_file_is_never_opened(office: Office, stick: Path) -> None:
    """Links, pipes and folders called like bundles lead nowhere and stop nothing."""
    if not hasattr(os, "mkfifo"):
        pytest.skip("no pipes here")
    kiosk, _ = WORLD
    path = kiosk.carry(stick.parent / "elsewhere")
    folder = stick / bundle.FOLDER / kiosk.kiosk
    folder.mkdir(parents=True)
    (folder / path.name).symlink_to(path)
    os.mkfifo(folder / "pipe.tar")
    (folder / "folder.tar").mkdir()
    (stick / "away").symlink_to(path.parents[2])
    (stick / "round").symlink_to(stick)
    collected = office.collect(stick)
    assert (collected.bundles, collected.refused, collected.unread) == (0, (), ())
    assert collected.empty == (stick,)


def test_what_is_in_the_way_is_named(office: Office, stick: Path) -> None:
    """Other files in the folder of sign-ups, and one larger than any bundle."""
    folder = stick / bundle.FOLDER / "k-aaaaaaaa"
    folder.mkdir(parents=True)
    (folder / "notes.tar").write_bytes(b"not a tar at all" * 100)
    (folder / "pulled.tar.part").write_bytes(b"half")
    with (folder / "huge.tar").open("wb") as huge:
        huge.truncate(bundle.MAX_BYTES + 1)
    refused = office.collect(stick).refused
    assert [(refusal.reason, refusal.file.name, refusal.copy is None) for refusal in refused] == [
        ("not a bundle", "huge.tar", True),
        ("not a bundle", "notes.tar", False),
    ]


def test_a_file_that_cannot_be_read_is_named(office: Office, stick: Path) -> None:
    """The others are taken all the same."""
    kiosk, venray = WORLD
    locked = kiosk.carry(stick)
    locked.chmod(0)
    if os.access(locked, os.R_OK):
        pytest.skip("this user may read everything")
    collected = office.collect_from(venray)
    assert (collected.bundles, len(collected.unread)) == (1, 1)


def test_no_stick_is_told(office: Office, tmp_path: Path) -> None:
    """A stick that is not in is the machine's word, with what to do."""
    with pytest.raises(MachineError, match="put the stick in"):
        office.collect(tmp_path / "gone")


def test_a_whole_disk_is_no_stick(tmp_path: Path) -> None:
    """Looking stops after so many folders inside each other."""
    deep = tmp_path.joinpath(*(str(n) for n in range(search.DEEPEST + 1)))
    kiosk, _ = WORLD
    kiosk.carry(deep)
    assert search.look(tmp_path).bundles == ()
    assert len(search.look(deep).bundles) == 1


def test_every_step_of_an_evening_tells_how_far_it_is(tmp_path: Path) -> None:
    """Who waits sees it go on: sticks, opening, both spreadsheets, the counts and the backup."""
    office, stick = Office(tmp_path), tmp_path / "stick"
    for content in cut(WORLD[0], range(20)):
        put(stick, *content)
    told: dict[str, list[float]] = {}

    def hear(step: str) -> Callable[[float, str], None]:
        return lambda done, _: told.setdefault(step, []).append(done)

    with Collection(office.file, create=True) as collection:
        how = {"today": TODAY, "admit": anybody, "progress": hear("collecting")}
        merge.collect(collection, [stick], KEYS, **how)
        rows = spreadsheet.contents(collection, office.keys, TODAY, hear("opening"))
        spreadsheet.xlsx(rows, tmp_path / "a.xlsx", CATALOGUE, "nl", hear("xlsx"))
        spreadsheet.comma_separated(rows, tmp_path / "a.csv", CATALOGUE, "nl", hear("csv"))
        figures(collection, TODAY, "nl", hear("counting"))
        backup.make(collection, tmp_path / "backup", NOON, TODAY, hear("backup"))
    assert told.keys() == {"collecting", "opening", "xlsx", "csv", "counting", "backup"}
    assert (told["collecting"][0], told["collecting"][-1], told["counting"][-1]) == (0, 1, 1)
    files = [path for path in stick.rglob("*") if path.is_file()]
    assert len(set(told["collecting"])) == len(files) + 1  # after each of them
    assert all(0 <= done <= 1 for steps in told.values() for done in steps)
    assert all(steps == sorted(steps) for steps in told.values())
