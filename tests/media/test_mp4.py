"""What MP4 files say about themselves."""

from __future__ import annotations

import struct
import subprocess
from typing import TYPE_CHECKING

import imageio_ffmpeg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.errors import MediaError
from kiosk.media import h264, mp4

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A sound film of a fifth of a second, with sound."""
    path = tmp_path_factory.mktemp("mp4") / "small.mp4"
    how = (
        "-f lavfi -i testsrc2=size=64x48:rate=25:duration=0.2 -f lavfi -i sine=duration=0.2 "
        "-c:v libx264 -pix_fmt yuv420p -x264-params 8x8dct=1 -c:a aac -ac 2 -ar 48000 "
        "-movflags +faststart"
    )
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-v", "error", *how.split(), str(path)]
    subprocess.run(command, check=True, timeout=60)
    return path.read_bytes()


def read(folder: Path, content: bytes) -> mp4.Mp4 | None:
    """What a file with this content says about itself."""
    path = folder / "film.mp4"
    path.write_bytes(content)
    return mp4.read(path)


def box(kind: str, content: bytes = b"") -> bytes:
    """A box."""
    return struct.pack(">I", 8 + len(content)) + kind.encode("latin-1") + content


def within(content: bytes, parents: list[str], change: bytes, *, replacing: bytes = b"") -> bytes:
    """`content` with a box added to the end of the first box on a path, all sizes put right."""
    if not parents:
        return content.replace(replacing, change, 1) if replacing else content + change
    at = 0
    while at < len(content):
        size = int.from_bytes(content[at : at + 4])
        if content[at + 4 : at + 8] == parents[0].encode():
            inside = within(content[at + 8 : at + size], parents[1:], change, replacing=replacing)
            return content[:at] + box(parents[0], inside) + content[at + size :]
        at += size
    raise KeyError(parents[0])


def test_a_sound_film_tells_all(tmp_path: Path, small: bytes) -> None:
    """Size, coding, pace, sound, order: all that decides whether a film is kept."""
    assert read(tmp_path, small) == mp4.Mp4(
        duration_ms=200,
        pictures=(
            mp4.Picture(
                codec="avc1",
                width_px=64,
                height_px=48,
                h264=h264.Parameters(h264.HIGH, 10, progressive=True, eight_bits=True),
                upright=True,
                trimmed=False,
                frames_per_second=25,
                steady=True,
            ),
        ),
        sounds=(mp4.Sound("mp4a", aac_lc=True, rate_hz=48000, channels=2),),
        plain=True,
        head_first=True,
    )


def words(tag: str) -> bytes:
    """What iTunes and FFmpeg write of a title, a name, a comment."""
    return box("udta", box("meta", bytes(4) + box("hdlr", bytes(25)) + box("ilst", box(tag))))


XYZ = box("\xa9xyz", b"\0\x12\x15\xc7+51.4427+006.0609/")
PLACES = {
    "Android's": (["moov", "udta"], XYZ),
    "Apple's": (["moov"], box("meta", b"com.apple.quicktime.location.ISO6709")),
    "3GPP's": (["moov", "udta"], box("loci", bytes(20))),
    "on a track": (["moov", "trak"], box("udta", XYZ)),
    "Adobe's XMP": ([], box("uuid", bytes.fromhex("be7acfcb97a942e89c71999491e3afac") + b"<x/>")),
    "a dashboard camera's": ([], box("free", b"GPS 51.4427 6.0609")),
    "a comment": (["moov", "trak"], words("\xa9cmt")),
    "an unknown box": ([], box("lieu", b"51.4427")),
}


@pytest.mark.parametrize(("parents", "place"), PLACES.values(), ids=PLACES.keys())
def test_whatever_may_say_where_makes_a_film_less_than_plain(
    tmp_path: Path, small: bytes, parents: list[str], place: bytes
) -> None:
    """However makers hide a place in a film, the film is not kept as it is."""
    told = read(tmp_path, within(small, parents, place))

    assert told
    assert not told.plain


@pytest.mark.parametrize("tag", ["\xa9too", "\xa9nam", "\xa9ART", "cprt"])
def test_a_title_and_a_name_may_stay(tmp_path: Path, small: bytes, tag: str) -> None:
    """What names the film and its maker is no reason to touch a film."""
    told = read(tmp_path, within(small, ["moov", "trak"], words(tag)))

    assert told
    assert told.plain


def test_words_that_make_no_sense_may_say_anything(tmp_path: Path, small: bytes) -> None:
    """What cannot be read is not trusted to be harmless."""
    told = read(tmp_path, within(small, ["moov", "trak"], box("udta", b"\xff" * 20)))

    assert told
    assert not told.plain


def test_a_cover_is_no_moving_picture(tmp_path: Path, small: bytes) -> None:
    """A track with a still picture is not taken for the film, and makes it less than plain."""
    told = read(tmp_path, small.replace(b"avc1\0\0\0\0", b"jpeg\0\0\0\0"))

    assert told
    assert told.pictures == ()
    assert not told.plain


def test_long_films_with_long_clocks_are_read(tmp_path: Path, small: bytes) -> None:
    """The second version of the movie's and the track's head has wider numbers."""
    at = small.index(b"mvhd") - 4
    old = small[at : at + int.from_bytes(small[at : at + 4])]
    head = b"\1\0\0\0" + bytes(16) + struct.pack(">IQ", 1000, 200) + old[28:]
    content = within(small, ["moov"], box("mvhd", head), replacing=old)
    at = small.index(b"tkhd") - 4
    old = small[at : at + int.from_bytes(small[at : at + 4])]
    head = b"\1\0\0\3" + bytes(16) + struct.pack(">IIQ", 1, 0, 200) + old[32:]
    content = within(content, ["moov", "trak"], box("tkhd", head), replacing=old)

    told = read(tmp_path, content)

    assert told
    assert told.duration_ms == 200
    assert told.pictures[0].upright


def test_a_clock_that_never_ticks_is_nonsense(tmp_path: Path, small: bytes) -> None:
    """Nothing is divided by zero."""
    at = small.index(b"mvhd") + 4
    assert read(tmp_path, small[: at + 12] + bytes(4) + small[at + 16 :]) is None


def test_room_left_by_a_program_is_plain(tmp_path: Path, small: bytes) -> None:
    """Boxes of zeros say nothing."""
    told = read(tmp_path, small + box("free", bytes(500)))

    assert told
    assert told.plain


def test_a_head_at_the_end_is_seen(tmp_path: Path, small: bytes) -> None:
    """A player would have to read the whole film first."""
    at = small.index(b"mdat") - 4
    ftyp = int.from_bytes(small[:4])

    told = read(tmp_path, small[:ftyp] + small[at:] + small[ftyp:at])

    assert told
    assert not told.head_first


def paced(tmp_path: Path, small: bytes, *runs: tuple[int, int]) -> mp4.Picture:
    """The picture of a film with this many frames of these lengths, in ticks of 1/12800 s."""
    table = struct.pack(">II", 0, len(runs)) + b"".join(struct.pack(">II", *it) for it in runs)
    old = box("stts", bytes(4) + struct.pack(">III", 1, 5, 512))
    parents = ["moov", "trak", "mdia", "minf", "stbl"]
    told = read(tmp_path, within(small, parents, box("stts", table), replacing=old))
    assert told
    return told.pictures[0]


PACES = {
    "one pace": ([(500, 512)], True),
    "one frame": ([(1, 512)], True),
    "a last frame that stays": ([(99, 512), (1, 51200)], True),
    "a clock that rounds": ([(1, 500), (1, 512), (1, 524)] * 40, True),
    "one frame lost in two hundred": ([(100, 512), (1, 1024), (99, 512)], True),
    "a frame lost here and there": ([(20, 512), (1, 1024)] * 10, False),
    "a first frame that stays": ([(1, 2800), (40, 512)], False),
    "a hole of two seconds": ([(300, 512), (1, 25600), (300, 512)], False),
    "a moment in slow motion": ([(100, 512), (100, 128), (100, 512)], False),
}


@pytest.mark.parametrize(("runs", "steady"), PACES.values(), ids=PACES.keys())
def test_the_pace_of_a_film(
    tmp_path: Path, small: bytes, runs: list[tuple[int, int]], *, steady: bool
) -> None:
    """A film that stumbles now and then is steady; one that changes its pace is not."""
    assert paced(tmp_path, small, *runs).steady is steady


def test_a_film_that_claims_milliards_of_frames_takes_no_memory(
    tmp_path: Path, small: bytes
) -> None:
    """A table of a few bytes may say anything; it is not believed into memory."""
    assert paced(tmp_path, small, (2**32 - 1, 512), (2**32 - 1, 513)).frames_per_second == 25


EDITS = {
    "the delay of its frames": ([(200, 1024)], False),
    "a wait, then all": ([(40, -1), (200, 0)], False),
    "all until the end": ([(0, 0)], False),
    "a beginning cut off": ([(200, 12800)], True),
    "an end cut off": ([(20, 0)], True),
    "two parts": ([(100, 0), (100, 1280)], True),
    "nothing at all": ([(200, -1)], True),
}


@pytest.mark.parametrize("version", [0, 1])
@pytest.mark.parametrize(("edits", "trimmed"), EDITS.values(), ids=EDITS.keys())
def test_what_an_edit_list_hides(
    tmp_path: Path, small: bytes, edits: list[tuple[int, int]], version: int, *, trimmed: bool
) -> None:
    """A film of which a part was cut away, but is still inside, is known."""
    form = ">QqI" if version else ">IiI"
    entries = b"".join(struct.pack(form, length, start, 1 << 16) for length, start in edits)
    elst = box("elst", bytes([version, 0, 0, 0]) + struct.pack(">I", len(edits)) + entries)
    track = small[small.index(b"edts") - 4 :]
    old = track[: int.from_bytes(track[:4])]
    long = within(small, ["moov", "trak"], box("edts", elst), replacing=old)
    header = small[small.index(b"mdhd") - 4 :][:32]
    longer = header[:24] + struct.pack(">I", 12800 * 2) + header[28:]
    if trimmed:
        long = within(long, ["moov", "trak", "mdia"], longer, replacing=header)

    told = read(tmp_path, long)

    assert told
    assert told.pictures[0].trimmed is trimmed


SOUNDS = {
    "AAC-LC": ("1190", (True, 48000, 2)),
    "AAC-LC that says it is nothing more": ("119056e500", (True, 48000, 2)),
    "HE-AAC": ("2b118800", (False, 24000, 2)),
    "HE-AAC that says so at the end": ("131056e59880", (False, 24000, 2)),
    "mono": ("1188", (True, 48000, 1)),
    "44.1 kHz": ("1210", (True, 44100, 2)),
    "5.1": ("11b0", (True, 48000, 6)),
}


@pytest.mark.parametrize(("config", "told"), SOUNDS.values(), ids=SOUNDS.keys())
def test_how_aac_is_coded(
    tmp_path: Path, small: bytes, config: str, told: tuple[bool, int, int]
) -> None:
    """What an AudioSpecificConfig says (ISO/IEC 14496-3, 1.6.2.1)."""
    at = small.index(b"esds") - 4
    old = small[at : at + int.from_bytes(small[at : at + 4])]
    specific = bytes.fromhex(config)
    decoder = bytes([0x40, 0x15]) + bytes(11) + bytes([5, len(specific)]) + specific
    stream = bytes([0, 1, 0, 4, len(decoder)]) + decoder
    esds = box("esds", bytes(4) + b"\x03\x80\x80\x80" + bytes([len(stream)]) + stream)
    content = bytearray(small.replace(old, esds))
    for parent in (b"moov", b"trak", b"mdia", b"minf", b"stbl", b"stsd", b"mp4a"):
        # the sound's track is the last
        start = content.rindex(parent) - 4
        size = int.from_bytes(content[start : start + 4]) + len(esds) - len(old)
        content[start : start + 4] = size.to_bytes(4)

    read_back = read(tmp_path, bytes(content))

    assert read_back
    (sound,) = read_back.sounds
    assert (sound.aac_lc, sound.rate_hz, sound.channels) == told


@pytest.mark.parametrize(
    "content",
    [b"", b"RIFF", bytes(4), bytes(64), box("moov"), box("ftyp", b"mp42"), b"\xff\xff\xff\xffmoov"],
)
def test_what_is_no_mp4_is_none(tmp_path: Path, content: bytes) -> None:
    """A file of another kind says nothing, and nothing breaks."""
    assert read(tmp_path, content) is None


def test_a_file_that_is_gone_is_named(tmp_path: Path) -> None:
    """A missing file is an error with its name."""
    with pytest.raises(MediaError, match="cannot be read"):
        mp4.read(tmp_path / "gone.mp4")


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_no_byte_breaks_the_reader(
    tmp_path_factory: pytest.TempPathFactory, small: bytes, data: st.DataObject
) -> None:
    """Whichever bytes of a film's head are wrong, it is described or it is not: nothing else."""
    content = bytearray(small)
    for _ in range(data.draw(st.integers(1, 4))):
        content[data.draw(st.integers(0, small.index(b"mdat")))] = data.draw(st.integers(0, 255))

    read(tmp_path_factory.getbasetemp(), bytes(content))
