"""What FFmpeg says about a film is understood, whoever made the film."""

import threading

import pytest

from kiosk.media.description import Description, FfmpegLog

FILMS = {
    "a telephone": (
        "h264 (High) (avc1 / 0x31637661), yuv420p(tv, bt709, progressive), 1920x1080, 13274 kb/s",
        ("h264", "High"),
        ("yuv420p", False, "bt709"),
    ),
    "a telephone's HDR": (
        "hevc (Main 10) (hvc1 / 0x31637668), yuv420p10le(tv, bt2020nc/bt2020/arib-std-b67), 8x8",
        ("hevc", "Main 10"),
        ("yuv420p10le", False, "bt2020"),
    ),
    "an old camera": (
        "mjpeg (Baseline) (jpeg / 0x6765706A), yuvj422p(pc, bt470bg/unknown/unknown), 640x480",
        ("mjpeg", "Baseline"),
        ("yuvj422p", True, "bt601"),
    ),
    "a DVD": (
        "mpeg2video (Main), yuv420p(tv, top first), 720x576 [SAR 16:15 DAR 4:3]",
        ("mpeg2video", "Main"),
        ("yuv420p", False, None),
    ),
    "no profile": ("theora, yuv420p, 720x480", ("theora", None), ("yuv420p", False, None)),
    "a tag but no profile": (
        "png (MPNG / 0x474E504D), rgb24(pc, gbr/unknown/unknown), 320x240",
        ("png", None),
        ("rgb24", True, None),
    ),
    "no colours": (
        "ffv1 (FFV1 / 0x31564646), gray, 320x240",
        ("ffv1", None),
        ("gray", False, None),
    ),
}


def described(video: str, *, title: str = "Film") -> Description:
    """A description as FFmpeg writes it, around the line about the picture."""
    return Description(
        "Input #0, mov,mp4,m4a,3gp,3g2,mj2, from '/x/film.mp4':\n"
        "  Metadata:\n"
        f"    title           : {title}\n"
        "  Duration: 01:02:03.45, start: 0.524000, bitrate: 14711 kb/s\n"
        f"  Stream #0:0[0x1](und): Video: {video}, 24 fps, 24 tbr, 12288 tbn (default)\n"
        "    Metadata:\n"
        "      handler_name    : VideoHandler\n"
        "  Stream #0:1[0x2](und): Audio: aac (LC) (mp4a / 0x6134706D), 48000 Hz, 5.1(side), fltp\n"
    )


@pytest.mark.parametrize(("video", "codec", "colour"), FILMS.values(), ids=FILMS.keys())
def test_a_line_about_the_picture_is_understood(
    video: str, codec: tuple[str, str | None], colour: tuple[str, bool, str | None]
) -> None:
    """Codec, profile and colours are read from FFmpeg's own words."""
    said = described(video)
    assert said.codec == codec
    assert said.colour == colour


def test_time_and_sound_are_understood() -> None:
    """As FFmpeg lists them, whatever a film is called; what is not said is not known."""
    said = described("theora, yuv420p, 720x480")
    assert said.duration_ms == 3_723_450
    sound = {"codec": "aac", "profile": "LC", "rate": "48000", "channels": "5.1(side)"}
    assert said.sound == sound
    assert said.container == "mov,mp4,m4a,3gp,3g2,mj2"
    said = described(
        "theora, yuv420p, 720x480", title="Duration: 00:00:01.00, start: 9.0 Stream #0:7: Video: x"
    )
    assert said.duration_ms == 3_723_450
    assert said.codec == ("theora", None)
    said = Description("")
    assert (said.container, said.duration_ms) == ("", 0)
    assert (said.video, said.sound) == (None, {})
    assert said.codec == ("", None)
    assert said.colour == ("", False, None)


def test_two_films_that_speak_at_once_are_kept_apart() -> None:
    """A film that plays while another is examined does not put words in its mouth."""
    words = FfmpegLog()
    other = threading.Thread(target=words.hear, args=("something else\n", "info"))
    words.hear("Input #0, avi, ", "info")
    other.start()
    other.join()
    words.hear("from 'a':\n", "info")
    assert words.description() == "Input #0, avi, from 'a':\n"
    assert (words.count("something else"), words.count("moov")) == (1, 0)
