"""An author's folder becomes a prepared exhibit: whole or not at all, and nothing twice."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from author.programs import CountingProgram, SayingProgram
from author.tables import retype
from filmmaker import FilmMaker
from folders import contents
from PIL import ExifTags, Image

from kiosk.author import prepare
from kiosk.errors import ExhibitError, MachineError, UsageError
from kiosk.exhibit import model, prepared


@pytest.fixture(scope="module")
def memory(pattern: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that knows the media of the sound exhibit, for tests that are about other things."""
    folder = tmp_path_factory.mktemp("memory")
    prepare.prepare(pattern, folder / "exhibit", cache=folder / "cache")
    return folder / "cache"


@pytest.fixture
def to(tmp_path: Path) -> Path:
    """Where the prepared exhibit goes."""
    return tmp_path / "prepared"


@pytest.fixture
def garden(sound_exhibit: Path) -> Path:
    """The cooperative that has a film."""
    return sound_exhibit / "cooperatives" / "de-tuin"


def test_a_prepared_exhibit_says_what_its_author_wrote(
    sound_exhibit: Path, to: Path, memory: Path
) -> None:
    """All that was written arrives, the folder is whole, and what a cache knows is not made."""
    program = CountingProgram()
    returned = prepare.prepare(sound_exhibit, to, cache=memory, program=program)

    exhibit = prepared.verify(to).exhibit
    assert exhibit == returned
    assert exhibit.title.root == {"nl": "Samen", "en": "Together"}
    assert exhibit.about["nl"][0].sentences[0].runs[1] == model.Run(text="samen", emphasis=True)
    assert [block.kind for block in exhibit.about["nl"]] == ["paragraph", "quote"]
    assert exhibit.contact.link == "https://example.org/"
    assert exhibit.look.accent == "#1F2430"
    gennep, venray = exhibit.places
    assert gennep.opening.date == date(2018, 9, 28)
    assert gennep.exhibition.last_day == date(2018, 10, 12)
    assert (venray.opening, venray.exhibition, venray.address) == (None, None, None)
    assert exhibit.workshops[0].promise.into("en") == "Helpt dat?"

    roof, garden = exhibit.cooperatives
    assert (roof.id, garden.id) == ("het-dak", "de-tuin")
    assert list(roof.name.root) == ["nl", "en"]
    assert garden.introduction
    assert garden.quote.who.into("nl") == "Annie"
    assert garden.photos[0].focus == model.Focus(x=0.4, y=0.6)
    assert garden.photos[0].credit.author == "Freespace"
    assert [(size.width_px, size.height_px) for size in garden.photos[0].sizes] == [(256, 256)]
    assert (list(garden.story), list(roof.story)) == (["nl", "en"], ["nl"])
    assert garden.story["nl"].title == "De tomaat"
    film = garden.films[0]
    assert (film.width_px, film.height_px) == (128, 72)
    assert film.duration_ms == pytest.approx(2000, abs=60)
    assert film.sound
    assert film.captions["nl"][1].text == "Dag Wim & Els.\nTot morgen."
    assert list(film.captions) == ["nl", "en"]
    assert film.poster[0].width_px == 128
    assert exhibit.partners[0].logo
    assert exhibit.partners[0].logo[0].width_px == 64
    assert program.runs == 0
    assert {path.name for path in to.iterdir()} == {"exhibit.json", "media"}


def test_workshops_stand_in_the_order_of_their_dates(
    sound_exhibit: Path, to: Path, memory: Path
) -> None:
    """However the author wrote them down, the earliest comes first."""
    retype(sound_exhibit / "exhibit.yaml", "date: 2018-11-01", "date: 2018-09-01")

    exhibit = prepare.prepare(sound_exhibit, to, cache=memory)

    assert [workshop.place for workshop in exhibit.workshops] == ["venray", "gennep"]


def test_the_same_folder_gives_the_same_bytes(
    sound_exhibit: Path, tmp_path: Path, memory: Path
) -> None:
    """With or without a cache, today or tomorrow: the exhibit is the same, byte for byte."""
    prepare.prepare(sound_exhibit, tmp_path / "one", cache=memory)
    prepare.prepare(sound_exhibit, tmp_path / "two", workers=1)

    shutil.rmtree(tmp_path / "two" / prepare.INDEX)
    one = contents(tmp_path / "one")
    assert one == contents(tmp_path / "two")
    assert one["exhibit.json"].endswith(b"}\n")
    assert b"Dag Wim & Els." in one["exhibit.json"]
    written = json.loads(one["exhibit.json"])
    assert list(written) == list(model.Exhibit.model_fields)  # to be compared by eye
    assert written["format"] == 1


@pytest.mark.parametrize("cached", [True, False], ids=["with a cache", "without a cache"])
def test_nothing_is_made_twice(
    sound_exhibit: Path, to: Path, tmp_path: Path, *, cached: bool
) -> None:
    """The second time FFmpeg is not asked, and no medium is written again."""
    cache = tmp_path / "cache" if cached else None
    program = CountingProgram()
    prepare.prepare(sound_exhibit, to, cache=cache, program=program)
    asked = program.runs
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("media/*")}

    prepare.prepare(sound_exhibit, to, cache=cache, program=program)

    assert asked > 0
    assert program.runs == asked
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("media/*")} == before


def test_what_is_there_twice_is_made_once(sound_exhibit: Path, to: Path) -> None:
    """The same film under two names, in two cooperatives, is coded once and carried once."""
    garden, roof = (sound_exhibit / "cooperatives" / id_ for id_ in ("de-tuin", "het-dak"))
    once = CountingProgram()
    prepare.prepare(sound_exhibit, to.with_name("once"), program=once)
    shutil.copy(garden / "film.mp4", roof / "again.mp4")
    shutil.copy(garden / "garden.jpg", roof / "roof.png")
    films = (garden / "cooperative.yaml").read_text("utf-8").partition("films:")[2]
    with (roof / "cooperative.yaml").open("a", encoding="utf-8") as file:
        file.write("films:" + films.replace("film.mp4", "again.mp4"))
    for name in ("film.nl.vtt", "film.en.srt"):
        shutil.copy(garden / name, roof / name)
    twice = CountingProgram()

    exhibit = prepare.prepare(sound_exhibit, to, program=twice)

    assert twice.runs == once.runs
    first, second = exhibit.cooperatives
    assert first.films[0].sha256 == second.films[0].sha256
    assert first.photos[0].sizes == second.photos[0].sizes


def test_what_the_new_exhibit_does_not_need_is_removed(
    sound_exhibit: Path, garden: Path, to: Path, memory: Path
) -> None:
    """A changed photo takes the place of the old one; what others put there stays."""
    before = prepare.prepare(sound_exhibit, to, cache=memory)
    (to / "media" / "holiday.jpg").write_bytes(b"mine")
    (to / "media" / ".0123456789abcdef.part").write_bytes(b"left by a power cut")
    Image.new("RGB", (300, 200), "#4F6B1E").save(garden / "garden.jpg")

    after = prepare.prepare(sound_exhibit, to, cache=memory)

    gone = before.cooperatives[1].photos[0].sizes[0].sha256
    assert gone not in prepared.media(after)
    left = {path.name for path in (to / "media").iterdir()}
    assert left == {*prepared.media(after), "holiday.jpg"}


@pytest.mark.parametrize("cached", [True, False], ids=["with a cache", "its own memory"])
def test_damaged_media_are_put_right(
    sound_exhibit: Path, to: Path, memory: Path, *, cached: bool
) -> None:
    """Preparing again mends what was lost or altered, as the words of every fault promise."""
    cache = memory if cached else None
    exhibit = prepare.prepare(sound_exhibit, to, cache=cache)
    film = to / "media" / exhibit.cooperatives[1].films[0].sha256
    film.write_bytes(film.read_bytes()[:-1] + b"\x99")
    (to / "media" / exhibit.cooperatives[0].photos[0].sizes[0].sha256).unlink()

    prepare.prepare(sound_exhibit, to, cache=cache)

    prepared.verify(to)


def test_every_fault_is_named_and_nothing_is_touched(
    sound_exhibit: Path, garden: Path, to: Path, memory: Path
) -> None:
    """An exhibit with faults is not prepared; the old one stays as it was."""
    prepare.prepare(sound_exhibit, to, cache=memory)
    before = contents(to)
    retype(garden / "cooperative.yaml", "summary: Samen", "sumary: Samen")
    (garden / "garden.jpg").write_bytes(b"no photo")
    (garden / "film.mp4").write_bytes(b"no film")

    with pytest.raises(ExhibitError) as caught:
        prepare.prepare(sound_exhibit, to, cache=memory)

    names = {fault.file.rpartition("/")[2] for fault in caught.value.faults}
    assert names == {"cooperative.yaml", "film.mp4", "garden.jpg"}
    assert contents(to) == before


def test_a_film_that_cannot_be_made_fit_is_a_fault(sound_exhibit: Path, to: Path) -> None:
    """What only shows while a film is made is told like every other fault: by its file."""
    with pytest.raises(ExhibitError) as caught:
        prepare.prepare(sound_exhibit, to, program=SayingProgram("Conversion failed!\n"))

    (fault,) = caught.value.faults
    assert fault.file == "cooperatives/de-tuin/film.mp4"
    assert "cannot be made fit" in fault.what
    assert fault.advice
    assert not (to / "exhibit.json").exists()


def test_a_folder_that_is_none_is_told(tmp_path: Path, to: Path) -> None:
    """A mistyped name is a fault, and nothing is made."""
    with pytest.raises(ExhibitError, match="no such folder"):
        prepare.prepare(tmp_path / "nowhere", to)
    assert not to.exists()


@pytest.mark.parametrize("inside", ["", "prepared", "cooperatives/de-tuin"])
def test_an_exhibit_is_not_prepared_into_itself(sound_exhibit: Path, inside: str) -> None:
    """The author's own folder is never written."""
    before = contents(sound_exhibit)

    with pytest.raises(UsageError, match="lies inside the author's folder"):
        prepare.prepare(sound_exhibit, sound_exhibit / inside)
    assert contents(sound_exhibit) == before


def test_trouble_half_way_leaves_the_old_exhibit_and_is_resumed(
    sound_exhibit: Path, garden: Path, to: Path, maker: FilmMaker
) -> None:
    """After a full disk the old exhibit still shows; the next time goes on where this one ended."""
    prepare.prepare(sound_exhibit, to)
    old = prepared.verify(to)
    Image.new("RGB", (300, 200), "#4F6B1E").save(garden / "garden.jpg")
    shutil.copy(maker.ordinary(2), garden / "film.mp4")

    full = SayingProgram(trouble=MachineError("disk is full"))
    with pytest.raises(MachineError, match="disk is full"):
        prepare.prepare(sound_exhibit, to, program=full)
    assert prepared.verify(to) == old
    made = set((to / "media").iterdir())

    exhibit = prepare.prepare(sound_exhibit, to)

    prepared.verify(to)
    assert to / "media" / exhibit.cooperatives[1].photos[0].sizes[0].sha256 in made


def test_whoever_breaks_off_waits_for_no_film(sound_exhibit: Path, to: Path) -> None:
    """Ctrl+C ends what runs, and leaves nothing that looks like an exhibit."""
    program = CountingProgram()

    class Impatient(Exception):  # noqa: N818 - stands for Ctrl+C
        """Somebody has enough."""

    def progress(done: float, file: str) -> None:
        if done > 0.6:
            raise Impatient(file)

    with pytest.raises(Impatient):
        prepare.prepare(sound_exhibit, to, program=program, progress=progress)

    assert program.stopped
    assert not (to / "exhibit.json").exists()
    assert not list(to.rglob("*.part"))


def test_progress_never_goes_back_and_ends_when_all_is_done(sound_exhibit: Path, to: Path) -> None:
    """A bar that is shown grows from nothing to all, with the file in hand beside it."""
    heard: list[tuple[float, str]] = []

    def progress(done: float, file: str) -> None:
        heard.append((done, file))
        # 1 is said when the exhibit can be shown, not before
        assert (done == 1) == (file == "exhibit.json" and (to / "exhibit.json").exists())

    prepare.prepare(sound_exhibit, to, progress=progress)

    parts = [done for done, _ in heard]
    assert parts == sorted(parts)
    assert 0 < parts[0] < 0.3
    assert parts[-1] == 1
    assert {file for _, file in heard} >= {
        "logo.png",
        "cooperatives/de-tuin/garden.jpg",
        "cooperatives/de-tuin/film.mp4",
        "exhibit.json",
    }


def test_where_a_photo_was_taken_goes_nowhere(
    sound_exhibit: Path, garden: Path, to: Path, memory: Path
) -> None:
    """Nothing in the prepared exhibit tells a place, a camera or a time."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Secret Camera"
    place = exif.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "N"
    place[ExifTags.GPS.GPSLatitude] = (51.0, 26.0, 33.7)
    photo = garden / "garden.jpg"
    Image.new("RGB", (300, 200), "#4F6B1E").save(photo, exif=exif, comment=b"my garden")
    assert b"Secret Camera" in photo.read_bytes()

    prepare.prepare(sound_exhibit, to, cache=memory)

    for content in contents(to).values():
        assert b"Exif" not in content
        assert b"Secret Camera" not in content
        assert b"my garden" not in content


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A real disk with room for 64 KB."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, check=False, capture_output=True).returncode == 0
    except OSError:
        mounted = False
    if not mounted:
        pytest.skip("only root can mount a tiny disk")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)  # noqa: S607


def test_a_full_disk_is_told_and_leaves_the_old_exhibit(
    sound_exhibit: Path, garden: Path, tiny_disk: Path, memory: Path
) -> None:
    """On a real full disk nothing half is left, and the words say what to do."""
    to = tiny_disk / "prepared"
    retype(garden / "cooperative.yaml", "films:…eigen film", "films: []")
    prepare.prepare(sound_exhibit, to, cache=memory)
    old = prepared.verify(to)
    Image.effect_noise((600, 600), 90).save(garden / "garden.jpg")

    with pytest.raises(MachineError, match="No space left") as caught:
        prepare.prepare(sound_exhibit, to, cache=memory)

    assert caught.value.advice
    assert prepared.verify(to) == old
    assert not list(to.rglob("*.part"))
