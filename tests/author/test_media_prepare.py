"""One photo or film of an author becomes fit for the kiosk, and is never made twice."""

import io
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from author.programs import SIDES_PX, CountingProgram, QuickProgram, facts_of, prepared
from filmmaker import FilmMaker, sample
from PIL import Image

from kiosk.author import ffmpeg, gaps, media, normal
from kiosk.author.cache import Cache, Original
from kiosk.author.media import MediaMaker
from kiosk.author.normal import Work
from kiosk.errors import MachineError, MediaError
from kiosk.media.film import FilmFacts

PICTURE = "-f lavfi -i testsrc2=size=320x180:rate=25:duration=1"
SOUND = "-f lavfi -i sine=frequency=440:sample_rate=48000:duration=1"
HEARD = f"{PICTURE} {SOUND}"
FIELDS = "-f lavfi -i testsrc2=size=320x180:rate=50:duration=1,interlace"
CODED = "-c:v libx264 -profile:v high -pix_fmt yuv420p -preset ultrafast"
NORMAL = f"{CODED} -x264-params 8x8dct=1:cabac=1"
AAC = "-c:a aac -ac 2"
FIRST = "-movflags +faststart"
UNEVEN = PICTURE.replace("duration=1", "duration=1,select=not(between(n\\,5\\,9))")
TOLD_HD = "-colorspace bt709 -color_primaries bt709 -color_trc bt709"
TOLD_SMALL = "-colorspace smpte170m -color_primaries smpte170m -color_trc smpte170m"

FILMS = {
    "normal": (Work.COPY, f"{HEARD} {NORMAL} {AAC} {FIRST}"),
    "normal without sound": (Work.COPY, f"{PICTURE} {NORMAL} {FIRST}"),
    "its head at the end": (Work.COPY, f"{HEARD} {NORMAL} {AAC}"),
    "in fragments": (
        Work.COPY,
        f"{HEARD.replace('=1', '=5')} {NORMAL} {AAC} -movflags frag_keyframe+empty_moov",
    ),
    "where it was taken": (
        Work.COPY,
        f"{HEARD} {NORMAL} {AAC} {FIRST}+use_metadata_tags -metadata location=+51.4427+006.0609/",
    ),
    "a track of timecode": (Work.COPY, f"{HEARD} {NORMAL} {AAC} {FIRST} -timecode 01:00:00:00"),
    "two sounds": (Work.COPY, f"{HEARD} {NORMAL} {AAC} {FIRST} -map 0:v -map 1:a -map 1:a"),
    "QuickTime": (Work.COPY, f"{HEARD} {NORMAL} {AAC} -f mov"),
    "MP3 in MP4": (Work.SOUND, f"{HEARD} {NORMAL} -c:a libmp3lame -ac 2 {FIRST}"),
    "5.1": (Work.SOUND, f"{HEARD} {NORMAL} -c:a aac -ac 6 {FIRST}"),
    "mono": (Work.SOUND, f"{HEARD} {NORMAL} -c:a aac -ac 1 {FIRST}"),
    "44.1 kHz": (Work.SOUND, f"{HEARD} {NORMAL} {AAC} -ar 44100 {FIRST}"),
    "60 frames a second": (Work.ALL, f"{HEARD.replace('25', '60')} {NORMAL} {AAC} {FIRST}"),
    "interlaced": (Work.ALL, f"{FIELDS} {NORMAL}:interlaced=1 {FIRST}"),
    "interlaced MPEG-2": (
        Work.ALL,
        f"{FIELDS} {SOUND} -c:v mpeg2video -flags +ildct+ilme -c:a mp2 -f mpeg",
    ),
    "full range": (Work.ALL, f"{PICTURE} {NORMAL} -pix_fmt yuvj420p -color_range pc {FIRST}"),
    "wide pixels": (
        Work.ALL,
        f"-f lavfi -i testsrc2=size=160x120:rate=25:duration=1,setsar=16/11 {NORMAL} {FIRST}",
    ),
    "no steady pace": (Work.ALL, f"{UNEVEN} {SOUND} {NORMAL} {AAC} {FIRST} -fps_mode vfr -bf 0"),
    "4K": (
        Work.ALL,
        f"-f lavfi -i testsrc2=size=3840x2160:rate=10:duration=0.3 {NORMAL} {FIRST}",
    ),
    "odd": (Work.ALL, f"{PICTURE.replace('320x180', '321x181')} -c:v mpeg4"),
    "ten bits": (Work.ALL, f"{PICTURE} {NORMAL} -profile:v high10 -pix_fmt yuv420p10le {FIRST}"),
    "Baseline": (Work.ALL, f"{PICTURE} {CODED.replace('high', 'baseline')}"),
    "small but coloured like HD": (Work.ALL, f"{PICTURE} {NORMAL} {FIRST} {TOLD_HD}"),
    "Matroska": (Work.ALL, f"{HEARD} {NORMAL} {AAC} -f matroska"),
    "VP8 and Opus": (
        Work.ALL,
        f"{HEARD} -c:v libvpx -threads 1 -deadline realtime -cpu-used 8 -c:a libopus -f webm",
    ),
    "pictures in AVI": (Work.ALL, f"{PICTURE} -c:v mjpeg -pix_fmt yuvj420p -f avi"),
}
SIZES = {"wide pixels": (232, 120), "4K": (1920, 1080), "odd": (320, 180)}
"""Of what is made of these; 160 pixels of 16 : 11 are as wide as 232 square ones."""
PLACE = b"51.4427"


def author_film(maker: FilmMaker, name: str) -> Path:
    """The film of this name in `FILMS`, as its author brings it."""
    return maker.film(f"{name.replace(' ', '-')}-of-author.mp4", FILMS[name][1])


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Cache:
    """A cache for tests that only look at what is made."""
    return Cache.at(tmp_path_factory.mktemp("cache"))


def facts_of_normal(path: Path, cache: Cache) -> FilmFacts:
    """What the film at `path` is. Every kiosk plays it, and nothing else is in its file."""
    facts = facts_of(path, cache)
    assert gaps.is_in_order(path)
    assert facts.tags <= normal.PLAIN_TAGS
    assert normal.work(facts) is Work.COPY
    return facts


def colour_of(
    cache: Cache, made: media.PreparedFilm, left: float = 0.5, top: float = 0.5
) -> list[int]:
    """Red, green and blue of the poster, at fractions of it."""
    with Image.open(cache.medium(made.poster[-1].sha256)) as poster:
        pixels = poster.convert("RGB")
    row, column = int(top * (pixels.height - 1)), int(left * (pixels.width - 1))
    return list(pixels.tobytes()[3 * (row * pixels.width + column) :][:3])


@pytest.mark.parametrize("name", FILMS)
def test_every_film_becomes_normal(maker: FilmMaker, shared_cache: Cache, name: str) -> None:
    """Whatever an author brings, the kiosk gets one kind of film; no more is done than needed.

    A picture that is normal keeps every bit; of where it was taken nothing is left.
    """
    path, work = author_film(maker, name), FILMS[name][0]
    facts = facts_of(path, shared_cache)
    assert normal.work(facts) is work

    made, ready = prepared(path, shared_cache)

    after = facts_of_normal(ready, shared_cache)
    assert work is Work.ALL or frames(ready) == frames(path)
    assert (PLACE in path.read_bytes()) == (name == "where it was taken")
    assert PLACE not in ready.read_bytes()
    assert (after.codec, after.profile, after.pixel_format) == ("h264", "High", "yuv420p")
    assert not after.full_range
    assert after.frames_per_second <= 30
    assert after.pixel_aspect == 1
    assert (after.width_px, after.height_px) == SIZES.get(name, (facts.width_px, facts.height_px))
    assert after.has_sound == facts.has_sound
    if after.has_sound:
        assert (after.sound_codec, after.sound_rate_hz) == ("aac", 48000)
        assert after.sound_channels == "stereo"
    assert (made.width_px, made.height_px) == (after.width_px, after.height_px)
    assert abs(made.duration_ms - facts.duration_ms) <= 120
    assert made.film.bytes == ready.stat().st_size
    assert made.sound == facts.has_sound
    assert made.poster[-1].width_px == made.width_px


def test_what_was_made_is_made_of_itself(
    maker: FilmMaker, shared_cache: Cache, tmp_path: Path
) -> None:
    """A film that comes out of a prepared exhibit is the very same when it is prepared again."""
    made, ready = prepared(author_film(maker, "where it was taken"), shared_cache)

    assert prepared(ready, Cache.at(tmp_path))[0] == made


def frames(path: Path) -> list[bytes]:
    """A hash of every picture, before it is decoded."""
    how = ["-map", "0:v", "-c", "copy", "-f", "framemd5", "-"]
    lines = (
        QuickProgram().run(["-v", "error", "-bitexact", "-i", str(path), *how]).data.splitlines()
    )
    return [line.rsplit(b",", 1)[-1] for line in lines if not line.startswith(b"#")]


def test_a_phone_film_loses_its_place_and_gets_a_steady_pace(shared_cache: Cache) -> None:
    """A real clip of a phone: its first frame lasts five times too long, and it knows Brasília."""
    path = sample("movie1/VID_20191220_170832.mp4")
    assert b"-15.8355-048.0153" in path.read_bytes()

    made, ready = prepared(path, shared_cache)

    content = ready.read_bytes()
    assert b"-15.8355" not in content
    assert b"com.android" not in content
    assert facts_of_normal(ready, shared_cache).frames_per_second == 30
    assert (made.width_px, made.height_px) == (1920, 1080)


@pytest.mark.parametrize("name", ["movie-hello.mp4", "movie-hello.mpeg", "movie-hello.ogg"])
def test_real_odd_films_become_normal(shared_cache: Cache, name: str) -> None:
    """MPEG-2, and an Ogg whose clocks run wild, end as films of the right length."""
    made, ready = prepared(sample(f"movie2/{name}"), shared_cache)

    assert facts_of_normal(ready, shared_cache)
    assert made.duration_ms == pytest.approx(8300, abs=150)
    assert made.sound


HELD = {
    "upright": ("-display_rotation 90", (180, 320), (0.5, 0.1), (0.5, 0.9)),
    "upside down": ("-display_rotation 180", (320, 180), (0.1, 0.5), (0.9, 0.5)),
    "before a mirror": ("-display_hflip", (320, 180), (0.1, 0.5), (0.9, 0.5)),
}


@pytest.mark.parametrize(("how", "size", "blue", "red"), HELD.values(), ids=HELD.keys())
def test_a_film_is_shown_as_it_was_held(  # noqa: PLR0913, PLR0917 - each is one thing to look at
    maker: FilmMaker,
    shared_cache: Cache,
    how: str,
    size: tuple[int, int],
    blue: tuple[float, float],
    red: tuple[float, float],
) -> None:
    """A phone writes lying pictures and a note how to turn them; the kiosk gets turned pictures."""
    picture = "color=c=blue:size=320x180:rate=25:duration=0.4,drawbox=w=160:c=red:t=fill"
    lying = maker.film("lying.mp4", f"-f lavfi -i {picture} {NORMAL}")
    path = maker.film(f"held-{how}.mp4", f"{how} -i {lying} -c copy")
    assert not facts_of(path, shared_cache).upright

    made, ready = prepared(path, shared_cache)

    assert (made.width_px, made.height_px) == size
    assert facts_of_normal(ready, shared_cache)
    # -display_rotation turns anticlockwise: what was left is below
    assert colour_of(shared_cache, made, *blue)[2] > 200
    assert colour_of(shared_cache, made, *red)[0] > 200


def test_what_was_cut_away_is_not_carried_along(maker: FilmMaker, shared_cache: Cache) -> None:
    """A film trimmed on a phone still has what was trimmed; the prepared one has not."""
    film_of_four = maker.pattern("long.mp4", NORMAL, size="320x180", rate=25, seconds=4)
    path = maker.film("trimmed.mp4", f"-ss 2 -i {film_of_four} -c copy")
    assert facts_of(path, shared_cache).hidden_ms == 2000

    made, ready = prepared(path, shared_cache)

    assert facts_of_normal(ready, shared_cache).hidden_ms == 0
    assert made.duration_ms == pytest.approx(2000, abs=80)


COLOURS = {
    "small, untold": ("320x180", ""),
    "small, told as HD": ("320x180", f"-vf scale=out_color_matrix=bt709 {TOLD_HD}"),
    "HD, untold": (
        "1280x720",
        "-vf scale=out_color_matrix=bt709,format=yuv420p,setparams=colorspace=unknown",
    ),
    "HD, told as small": ("1280x720", f"-vf scale=out_color_matrix=bt601 {TOLD_SMALL}"),
    "full range": ("320x180", "-vf scale=out_range=pc -pix_fmt yuvj420p -color_range pc"),
}


@pytest.mark.parametrize(("size", "how"), COLOURS.values(), ids=COLOURS.keys())
def test_colours_stay_what_they_were(
    maker: FilmMaker, shared_cache: Cache, size: str, how: str
) -> None:
    """However a film mixes its colours, the prepared one mixes them as its size makes expect."""
    picture = f"color=c=0xC83C28:size={size}:rate=25:duration=0.5,format=rgb24"
    path = maker.film(f"painted-{size}-{len(how)}.mp4", f"-f lavfi -i {picture} {NORMAL} {how}")

    made, _ = prepared(path, shared_cache)

    assert colour_of(shared_cache, made) == pytest.approx([0xC8, 0x3C, 0x28], abs=8)


def test_a_film_of_a_modern_phone_is_not_washed_out(maker: FilmMaker, shared_cache: Cache) -> None:
    """HDR (HLG in BT.2020, ten bits) is brought down to what a kiosk can show."""
    picture = "color=c=gray:size=320x180:rate=25:duration=0.4,format=yuv420p10le"
    tags = "setparams=color_primaries=bt2020:color_trc=arib-std-b67:colorspace=bt2020nc:range=tv"
    how = "-c:v libx265 -preset ultrafast -x265-params log-level=none -tag:v hvc1"
    path = maker.film("hdr.mp4", f"-f lavfi -i {picture},{tags} {how}")
    assert facts_of(path, shared_cache).matrix == "bt2020"

    made, ready = prepared(path, shared_cache)

    assert facts_of_normal(ready, shared_cache)
    red, green, blue = colour_of(shared_cache, made)
    assert max(red, green, blue) - min(red, green, blue) <= 6
    assert 90 < green < 230


@pytest.mark.parametrize(
    ("level_db", "gain_db"), [(-20, -3.0), (-23, 0.0), (-30, 7.0), (-60, 12.0), (-1, -20.0)]
)
def test_every_film_is_as_loud_as_the_others(
    maker: FilmMaker, shared_cache: Cache, level_db: int, gain_db: float
) -> None:
    """A tone of 997 Hz in both channels has as many LUFS as its peak has dBFS (ITU-R BS.1770)."""
    wave = f"pow(10\\,{level_db}/20)*sin(2*PI*997*t)"
    tone = f"-f lavfi -i aevalsrc={wave}|{wave}:channel_layout=stereo:sample_rate=48000:duration=2"
    picture = PICTURE.replace("duration=1", "duration=2")
    path = maker.film(f"tone{level_db}.mp4", f"{picture} {tone} {NORMAL} -c:a aac -b:a 256k")

    made, _ = prepared(path, shared_cache)

    assert made.sound
    assert made.gain_db == pytest.approx(gain_db, abs=0.3)


def test_a_track_of_silence_is_no_sound(maker: FilmMaker, shared_cache: Cache) -> None:
    """A film whose sound is silence has nothing to turn up, and no need of a volume."""
    silence = "-f lavfi -i anullsrc=sample_rate=48000:channel_layout=stereo"
    path = maker.film("mute.mp4", f"{PICTURE} {silence} -shortest {NORMAL}")

    made, _ = prepared(path, shared_cache)

    assert not made.sound
    assert made.gain_db == 0


LATE = "drawbox=c={}:t=fill:enable=gt(t\\,{})"
POSTERS = {
    "not black": ("red,fade=in:st=0.3:d=0.05", range(151, 256), range(256)),
    "the first frame": (f"red,{LATE.format('blue', 0.1)}", range(151, 256), range(150)),
    "the brightest": (f"black,{LATE.format('0x0A0A0A', 0.4)}", range(5, 16), range(256)),
}


@pytest.mark.parametrize("name", POSTERS)
def test_the_poster_announces_the_film(maker: FilmMaker, shared_cache: Cache, name: str) -> None:
    """It is the first frame, so that nothing jumps; a later one of a film that begins black."""
    picture, red, blue = POSTERS[name]
    source = f"-f lavfi -i color=size=320x180:rate=25:duration=2:c={picture}"

    made, _ = prepared(maker.film(f"{name}.mp4", f"{source} {NORMAL}"), shared_cache)

    shown = colour_of(shared_cache, made)
    assert shown[0] in red
    assert shown[2] in blue


def test_nothing_is_made_twice(maker: FilmMaker, cache: Cache) -> None:
    """A film that was prepared once, under whatever name, never asks FFmpeg for anything again."""
    path = author_film(maker, "normal")
    program = CountingProgram()
    first = MediaMaker(cache, program, SIDES_PX).film(Original.at(path))
    asked = program.runs

    renamed = path.with_name("renamed.mp4")
    renamed.write_bytes(path.read_bytes())
    second = MediaMaker(cache, program, SIDES_PX).film(Original.at(renamed))

    assert first == second
    assert asked > 0
    assert program.runs == asked


def test_the_same_film_gives_the_same_bytes(maker: FilmMaker, tmp_path: Path) -> None:
    """Two authors' computers make the same of a film, so a stick carries it once."""
    path = author_film(maker, "60 frames a second")

    once = prepared(path, Cache.at(tmp_path / "once"))[0]
    again = prepared(path, Cache.at(tmp_path / "again"))[0]

    assert once == again


def test_a_damaged_cache_mends_itself(maker: FilmMaker, tmp_path: Path) -> None:
    """What the cache says is believed only if all it speaks of is there and whole.

    A note that is cut short, or in the form of another version, is made anew.
    """
    cache, path = Cache.at(tmp_path), author_film(maker, "normal")
    made, ready = prepared(path, cache)
    sound = ready.read_bytes()
    for damage in (None, sound[:-1] + bytes([sound[-1] ^ 1]), sound[:-1]):
        ready.unlink()
        if damage is not None:
            ready.write_bytes(damage)
        assert prepared(path, cache)[0] == made, damage and len(damage)
        assert ready.read_bytes() == sound
    for note in (tmp_path / "index").iterdir():
        note.write_bytes(b'{"film": ')
    assert prepared(path, cache)[0] == made


class Clumsy(CountingProgram):
    """FFmpeg that makes nonsense of one kind of work, and says that all is well, or gives up."""

    def __init__(self, kind: str, trouble: MachineError | None = None) -> None:
        super().__init__()
        self.kind = kind
        self.trouble = trouble

    def run(
        self, arguments: Sequence[str], reached: Callable[[float], None] | None = None
    ) -> ffmpeg.Output:
        """Do everything right but for one thing."""
        if self.kind not in " ".join(arguments):
            return super().run(arguments, reached)
        if reached:
            Path(arguments[-1].removeprefix("file:")).write_bytes(b"no film")
        if self.trouble:
            raise self.trouble
        return ffmpeg.Output(done=True, data=b"", words="")


def test_what_was_begun_and_not_ended_leaves_nothing(maker: FilmMaker, tmp_path: Path) -> None:
    """If FFmpeg cannot do its work, no half film stays behind, and nothing is noted."""
    original = Original.at(author_film(maker, "60 frames a second"))
    full = Clumsy("libx264", MachineError("the disk is full"))
    with pytest.raises(MachineError, match="disk is full"):
        MediaMaker(Cache.at(tmp_path), full, SIDES_PX).film(original)

    assert not list((tmp_path / "media").iterdir())
    assert not list((tmp_path / "index").glob("film-*"))


@pytest.mark.parametrize("kind", ["libx264", "rawvideo", "ebur128=peak=true:framelog=quiet"])
def test_what_ffmpeg_makes_is_looked_at(maker: FilmMaker, tmp_path: Path, kind: str) -> None:
    """A film that did not become what it should is refused by its own name, and not kept."""
    path = author_film(maker, "60 frames a second" if kind == "libx264" else "normal")

    with pytest.raises(MediaError) as caught:
        MediaMaker(Cache.at(tmp_path), Clumsy(kind), SIDES_PX).film(Original.at(path))
    assert caught.value.path == path
    assert caught.value.advice
    assert not list(tmp_path.rglob("film-*.json"))
    assert not list(tmp_path.rglob("*.part"))


def test_what_fails_the_easy_way_is_done_the_hard_way(maker: FilmMaker, cache: Cache) -> None:
    """A film that cannot simply be put in order is coded again."""
    path = author_film(maker, "its head at the end")

    made = MediaMaker(cache, Clumsy("-c:v copy"), SIDES_PX).film(Original.at(path))

    ready = cache.medium(made.film.sha256)
    assert facts_of_normal(ready, cache)
    assert frames(ready) != frames(path)


def test_a_cover_is_left_behind(maker: FilmMaker, shared_cache: Cache) -> None:
    """A picture that stands for the film in somebody's collection is no part of the film."""
    film = author_film(maker, "normal")
    cover = maker.film("cover.png", "-f lavfi -i color=red:size=60x40 -frames:v 1 -update 1")
    how = f"-map 0 -map 1 -c copy -disposition:v:1 attached_pic {FIRST}"

    made, ready = prepared(maker.film("covered.mp4", f"-i {film} -i {cover} {how}"), shared_cache)

    assert facts_of_normal(ready, shared_cache)
    assert (made.width_px, made.height_px) == (320, 180)
    assert frames(ready) == frames(film)


def test_effort_is_told_before_anything_is_made(maker: FilmMaker, tmp_path: Path) -> None:
    """A film counts for more than a photo, and a long one for more than a short one."""
    photo = tmp_path / "photo.jpg"
    Image.new("RGB", (300, 200)).save(photo)

    def effort(path: Path, *, is_film: bool) -> float:
        return media.effort_seconds(Original.at(path), is_film=is_film)

    long = tmp_path / "long.mp4"
    long.write_bytes(bytes(10_000_000))
    assert effort(photo, is_film=False) < effort(author_film(maker, "normal"), is_film=True)
    assert effort(author_film(maker, "normal"), is_film=True) < effort(long, is_film=True)


def test_progress_is_told(maker: FilmMaker, cache: Cache) -> None:
    """While a film is coded, whoever waits hears how far it is."""
    heard: list[float] = []
    original = Original.at(author_film(maker, "60 frames a second"))

    MediaMaker(cache, QuickProgram(), SIDES_PX).film(original, heard.append)

    assert heard
    assert heard == sorted(heard)
    assert heard[-1] == pytest.approx(1, abs=0.2)
    assert max(heard) <= 1


@pytest.mark.parametrize("content", [b"", b"no film at all", b"\0\0\0\x18ftypmp42" + bytes(50)])
def test_what_is_no_film_is_named(tmp_path: Path, cache: Cache, content: bytes) -> None:
    """A file that is no film is one kind of error, with its name and a sentence."""
    path = tmp_path / "none.mp4"
    path.write_bytes(content)

    with pytest.raises(MediaError) as caught:
        MediaMaker(cache, QuickProgram(), SIDES_PX).film(Original.at(path))
    assert caught.value.path == path


def test_a_photo_is_made_once(tmp_path: Path, cache: Cache) -> None:
    """Its sizes lie in the cache under their hashes, and are found again; other ones are made."""
    path = tmp_path / "photo.jpg"
    Image.effect_noise((300, 200), 60).save(path)

    first = MediaMaker(cache, QuickProgram(), SIDES_PX).photo(Original.at(path))
    written = {size.sha256: cache.medium(size.sha256).stat().st_mtime_ns for size in first.sizes}
    second = MediaMaker(cache, QuickProgram(), SIDES_PX).photo(Original.at(path))

    assert first == second
    sizes = [(size.width_px, size.height_px) for size in first.sizes]
    assert sizes == [(64, 43), (160, 107), (300, 200)]
    for size in first.sizes:
        content = cache.medium(size.sha256).read_bytes()
        assert len(content) == size.bytes
        assert Image.open(io.BytesIO(content)).size == (size.width_px, size.height_px)
        assert cache.medium(size.sha256).stat().st_mtime_ns == written[size.sha256]
    made = MediaMaker(cache, QuickProgram(), (32, 128)).photo(Original.at(path))

    assert [size.width_px for size in made.sizes] == [32, 128]


def test_a_photo_saved_meanwhile_is_not_mistaken(tmp_path: Path, cache: Cache) -> None:
    """What is made of a file that changes is not noted; one that is gone is named."""
    path = tmp_path / "photo.jpg"
    Image.new("RGB", (300, 200)).save(path)
    original = Original.at(path)
    Image.new("RGB", (200, 100)).save(path)

    with pytest.raises(MediaError, match="changed while it was being prepared"):
        MediaMaker(cache, QuickProgram(), SIDES_PX).photo(original)
    assert MediaMaker(cache, QuickProgram(), SIDES_PX).known_photo(original) is None
    with pytest.raises(MediaError, match="cannot be read"):
        Original.at(tmp_path / "gone.jpg")
