"""Reading an author's folder: the whole of it, or every fault with its line."""

import os
from datetime import date, time
from itertools import product
from pathlib import Path

import pytest
from author import tables
from author.tables import Case, retype

from kiosk.author import source
from kiosk.errors import ExhibitError

MAIN = "exhibit.yaml"
GARDEN = "cooperatives/de-tuin/cooperative.yaml"
STORY = "cooperatives/de-tuin/story.nl.md"
VTT = "cooperatives/de-tuin/film.nl.vtt"
SRT = "cooperatives/de-tuin/film.en.srt"


SLIPS = tables.read("exhibit", TURNED="\u202e", BELL="\x07")


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS.keys())
def test_one_slip_is_one_fault(sound_exhibit: Path, slip: Case) -> None:
    """Each thing that can be wrong is named once, with its file, its line and what to do."""
    slip.happen(sound_exhibit)
    with pytest.raises(ExhibitError) as caught:
        source.read(sound_exhibit)
    assert len(caught.value.faults) == 1, str(caught.value)
    assert str(caught.value).startswith(slip.faults[0])
    assert str(caught.value).isprintable()


def test_a_sound_exhibit_is_read_whole(sound_exhibit: Path) -> None:
    """What an author wrote arrives as objects: dates as dates, texts per language."""
    read = source.read(sound_exhibit)
    assert read.folder == sound_exhibit
    assert read.exhibit.title.into("en") == "Together"
    assert read.exhibit.languages == ("nl", "en")
    assert not read.exhibit.example
    evening, other = read.exhibit.workshops
    assert (evening.date, evening.starts, evening.ends) == (
        date(2018, 10, 3),
        time(19, 30),
        time(21, 30),
    )
    assert evening.doors == time(19, 0)
    assert other.starts is None
    assert [block.kind for block in read.about["nl"]] == ["paragraph", "quote"]
    assert list(read.about) == ["nl", "en"]
    assert read.exhibit.partners[0].logo == "logo.png"


def test_cooperatives_stand_in_their_order(sound_exhibit: Path) -> None:
    """Lower numbers come first, then those without a number by the names of their folders."""
    assert [each.id for each in source.read(sound_exhibit).cooperatives] == ["het-dak", "de-tuin"]
    retype(sound_exhibit / "cooperatives/het-dak/cooperative.yaml", "order: 1\n", "")
    assert [each.id for each in source.read(sound_exhibit).cooperatives] == ["de-tuin", "het-dak"]
    retype(sound_exhibit / GARDEN, "order: 2\n", "")
    assert [each.id for each in source.read(sound_exhibit).cooperatives] == ["de-tuin", "het-dak"]


def test_a_cooperative_brings_its_words_and_files(sound_exhibit: Path) -> None:
    """Stories and captions per language, the exhibit's own first, wherever it was typed."""
    roof, garden = source.read(sound_exhibit).cooperatives
    assert list(garden.stories) == ["nl", "en"]
    assert garden.stories["nl"].title == "De tomaat"
    (captions,) = garden.captions
    assert list(captions) == ["nl", "en"]
    assert captions["nl"][1].text == "Dag Wim & Els.\nTot morgen."
    assert garden.path(garden.written.films[0].file) == "cooperatives/de-tuin/film.mp4"
    photo = garden.written.photos[0]
    assert (photo.point.x, photo.point.y) == (0.4, 0.6)
    assert photo.credit.licence == "CC BY 4.0"
    assert roof.written.name.into("de") == "Het Dak"


def test_small_words_and_hours_are_what_was_meant(sound_exhibit: Path) -> None:
    """YAML's words for yes, whatever their capitals; 19:00, with quotes or without, is seven."""
    main = sound_exhibit / MAIN
    text = main.read_text("utf-8")
    for word, hour in product(
        ("yes", "Yes", "YES", "true", "True"), ('"19:00"', "19:00", "'19:00'")
    ):
        typed = text.replace("doors: 19:00", f"doors: {hour}")
        main.write_text(f"example: {word}\n{typed}", "utf-8")
        read = source.read(sound_exhibit).exhibit
        assert (read.example, read.workshops[0].doors) == (True, time(19, 0)), (word, hour)


def test_norwegian_is_a_language(sound_exhibit: Path) -> None:
    """The code "no" is Norwegian, not a denial."""
    retype(sound_exhibit / MAIN, "[nl, en]", "[nl, en, no]")
    retype(sound_exhibit / MAIN, "{nl: Samen, en: Together}", "{nl: Samen, no: Sammen}")
    assert source.read(sound_exhibit).exhibit.title.into("no") == "Sammen"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        (">\n  Een cafe\u0301   voor\n  iedereen", "Een caf\u00e9 voor iedereen"),
        ("e\u0301" * 60, "\u00e9" * 60),
    ],
    ids=["spaced once", "sixty characters fit on a card"],
)
def test_words_are_composed(sound_exhibit: Path, typed: str, shown: str) -> None:
    """However an accent was typed, and however a line was broken, the same words arrive."""
    retype(sound_exhibit / GARDEN, "Samen groente kweken", typed)
    assert source.read(sound_exhibit).cooperatives[1].written.summary.into("nl") == shown


def test_media_may_lie_in_a_folder_below(sound_exhibit: Path) -> None:
    """Photos can be kept together in a folder beside the YAML that names them."""
    here = sound_exhibit / "cooperatives/de-tuin"
    (here / "photos").mkdir()
    (here / "garden.jpg").rename(here / "photos/garden.jpg")
    retype(sound_exhibit / GARDEN, "file: garden.jpg", "file: photos/garden.jpg")
    garden = source.read(sound_exhibit).cooperatives[1]
    assert garden.path("photos/garden.jpg") == "cooperatives/de-tuin/photos/garden.jpg"


def test_a_bom_and_windows_line_ends_do_no_harm(sound_exhibit: Path) -> None:
    """What Notepad saves is read as it was meant."""
    for file in (MAIN, GARDEN, STORY, VTT, SRT):
        content = (sound_exhibit / file).read_bytes()
        (sound_exhibit / file).write_bytes(b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"))
    garden = source.read(sound_exhibit).cooperatives[1]
    assert garden.captions[0]["en"][0].text == "Hello Annie."
    assert garden.stories["nl"].title == "De tomaat"


def test_what_systems_and_editors_leave_behind_is_ignored(sound_exhibit: Path) -> None:
    """A Mac's .DS_Store is no part of an exhibit; a photo kept for later is told, and no fault."""
    here = sound_exhibit / "cooperatives" / "de-tuin"
    for name in (".DS_Store", "._garden.jpg", "Thumbs.db", "desktop.ini", ".story.nl.md.swp"):
        (here / name).touch()
    (here / "story.nl.md~").touch()
    (here / ".#story.nl.md").symlink_to("nobody@nowhere")
    (sound_exhibit / ".git").mkdir()
    assert source.draft(sound_exhibit).unused == ()
    (here / "later.jpg").touch()
    draft = source.draft(sound_exhibit)
    assert draft.source
    assert draft.unused == ("cooperatives/de-tuin/later.jpg",)


def test_no_fault_hides_another(sound_exhibit: Path) -> None:
    """Whoever has ten things to mend hears of all ten at once, sorted by file and line."""
    for file, old, new in (
        (MAIN, "date: 2018-10-03", "date: 2018-10-33"),
        (MAIN, "- place: venray", "- place: horst"),
        (MAIN, '"21:30"', '"18:30"'),
        (MAIN, "> Zegt Els.", "[Zegt](http://example.org) Els."),
        (MAIN, "town: Gennep", "town: Gennep ☃"),
        (GARDEN, "icon: eco", "icon: no-icon"),
        (GARDEN, "file: garden.jpg", "file: gone.jpg"),
        (VTT, "00:01.500", "00:00.500"),
    ):
        retype(sound_exhibit / file, old, new)
    (sound_exhibit / "cooperatives/het-dak/cooperative.yaml").unlink()
    (sound_exhibit / "cooperatives/het-dak/story.nl.md").write_text("No title\n")
    (sound_exhibit / "-x").touch()
    with pytest.raises(ExhibitError) as caught:
        source.read(sound_exhibit)
    told = [(fault.file, fault.line) for fault in caught.value.faults]
    assert told == [
        ("-x", 1),
        (GARDEN, 6),
        (GARDEN, 12),
        (VTT, 6),
        ("cooperatives/het-dak/cooperative.yaml", 1),
        ("cooperatives/het-dak/story.nl.md", 1),
        (MAIN, 10),
        (MAIN, 23),
        (MAIN, 33),
        (MAIN, 35),
        (MAIN, 38),
    ]


def test_faults_do_nothing_to_a_terminal(sound_exhibit: Path) -> None:
    """Whatever an author typed, telling it moves no cursor and hides nothing."""
    retype(sound_exhibit / MAIN, "id: test", 'id: "\\e[31mtest\\0\\u202e"')
    (sound_exhibit / "\u202egpj\n.photo").touch()
    (sound_exhibit / os.fsdecode(b"caf\xe9.jpg")).touch()
    faults = source.draft(sound_exhibit).faults
    assert len(faults) >= 4
    for fault in faults:
        assert str(fault).isprintable()
        assert str(fault).encode()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A mistyped folder is named; nothing else is blamed."""
    with pytest.raises(ExhibitError, match="there is no such folder — name the folder that"):
        source.read(tmp_path / "gone")
    (tmp_path / "file").touch()
    with pytest.raises(ExhibitError, match="this is not a folder"):
        source.read(tmp_path / "file")


def test_a_whole_disk_is_no_exhibit(tmp_path: Path) -> None:
    """Who names the wrong folder waits for no walk through millions of files."""
    for number in range(101):
        folder = tmp_path / f"folder-{number}"
        folder.mkdir()
        for name in range(50):
            (folder / str(name)).touch()
    faults = source.draft(tmp_path).faults
    assert any("more than 5000 files" in fault.what for fault in faults)


def test_a_file_nobody_may_read_is_told(sound_exhibit: Path) -> None:
    """A file without the right to read it is a fault of that file, not of the program."""
    (sound_exhibit / STORY).chmod(0)
    if os.access(sound_exhibit / STORY, os.R_OK):
        pytest.skip("this user may read everything")
    (fault,) = source.draft(sound_exhibit).faults
    assert (fault.file, fault.line) == (STORY, 1)
    assert fault.what == "this file cannot be read: Permission denied"


def test_a_folder_nobody_may_read_is_told(sound_exhibit: Path) -> None:
    """A folder without the right to list it is named; nothing in it is blamed."""
    roof = sound_exhibit / "cooperatives/het-dak"
    roof.chmod(0)
    try:
        if os.access(roof, os.R_OK):
            pytest.skip("this user may read everything")
        (fault,) = source.draft(sound_exhibit).faults
    finally:
        roof.chmod(0o755)
    assert fault.file == "cooperatives/het-dak"
    assert fault.what == "this folder cannot be read: Permission denied"
