"""Captions: WebVTT and SubRip become cues, or every fault with its line."""

import pytest
from author import tables
from author.tables import Case
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.author import captions
from kiosk.author.letters import Letters
from kiosk.errors import ExhibitError

WEBVTT = """\
WEBVTT - made by hand

STYLE
::cue { color: yellow }

NOTE this is told to nobody:
not even this

first
00:00.500 --> 00:02.000 align:left position:10%
<v Els>Dag <i>allemaal</i>.
Fijn&nbsp;dat u er bent &amp; blijft.

00:02.000 --> 01:00:03.250
Tot morgen.
"""

SUBRIP = """\
1
00:00:00,500 --> 00:00:02,000
{\\an8}<i>Dag</i> allemaal.

2
00:00:02,000 --> 01:00:03,250
1 &amp; 2.
"""

FAULTS = tables.read("captions")


@pytest.mark.parametrize("case", FAULTS.values(), ids=FAULTS.keys())
def test_a_fault_in_captions_has_its_line(typefaces: Letters, case: Case) -> None:
    """What cannot be shown is told by line, all of it, and nothing else is blamed."""
    with pytest.raises(ExhibitError) as caught:
        captions.read(case.text, case.file, typefaces)
    assert str(caught.value).splitlines() == case.faults


def test_webvtt_becomes_cues(typefaces: Letters) -> None:
    """Times in milliseconds, words without marks; those that run past the film are told."""
    read = captions.read(WEBVTT, "film.nl.vtt", typefaces)
    assert [(cue.start_ms, cue.end_ms, cue.text) for cue in read.cues] == [
        (500, 2000, "Dag allemaal.\nFijn dat u er bent & blijft."),
        (2000, 3_603_250, "Tot morgen."),
    ]
    assert read.lines == (10, 14)
    assert list(read.faults_with(3_603_250)) == []
    (fault,) = read.faults_with(3_603_249)
    assert str(fault) == (
        "film.nl.vtt:14: this caption stands until 60:03.250, but the film ends at 60:03.249 — "
        "let it end with the film, or before"
    )


def test_subrip_becomes_cues(typefaces: Letters) -> None:
    """SubRip is read as well; in it an & is just an &."""
    read = captions.read(SUBRIP, "film.nl.srt", typefaces)
    assert [(cue.start_ms, cue.end_ms, cue.text) for cue in read.cues] == [
        (500, 2000, "Dag allemaal."),
        (2000, 3_603_250, "1 &amp; 2."),
    ]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("film.vtt", "WEBVTT\n00:01.000 --> 00:02.000\nDag.\n"),
        ("film.vtt", "WEBVTT\r\n\r\n00:01.000 --> 00:02.000\r\nDag.\r\n"),
        ("film.vtt", "WEBVTT\n\n0:0:1.000 --> 0:0:2.000\n  Dag.  "),
        ("film.VTT", "WEBVTT\n\n\n\n00:01.000-->00:02.000\nDag.\n \n\n"),
        ("film.srt", "00:00:01,000 --> 00:00:02,000\nDag.\n"),
        ("film.SRT", "7\n0:0:01.000 --> 0:0:02.000\nDag.\n\n\n"),
    ],
)
def test_small_liberties_are_taken(typefaces: Letters, file: str, text: str) -> None:
    """What every player understands is understood here."""
    (cue,) = captions.read(text, file, typefaces).cues
    assert (cue.start_ms, cue.end_ms, cue.text) == (1000, 2000, "Dag.")


PIECES = st.sampled_from([
    "WEBVTT", "\n", "\n\n", "00:01.000", " --> ", "-->", "00:00:02,000", "1", "<", ">", "<i>", "&",
    "NOTE", "STYLE", "REGION", "&#x110000;", "&#0;", "{\\", "}", "\r", "\t", "é", "☃", "99999999",
])  # fmt: skip


@settings(max_examples=300)
@given(
    text=st.one_of(
        st.text(),
        st.lists(PIECES).map("".join),
        st.lists(PIECES).map(lambda pieces: "WEBVTT\n\n" + "".join(pieces)),
    ),
    file=st.sampled_from(["film.vtt", "film.srt"]),
)
def test_any_captions_are_read_or_refused(typefaces: Letters, text: str, file: str) -> None:
    """Whatever a file holds, it becomes captions in order, or faults on its own lines."""
    try:
        read = captions.read(text, file, typefaces)
    except ExhibitError as error:
        last_line = text.count("\n") + text.count("\r") + 2
        told = [fault for fault in error.faults if 1 <= fault.line <= last_line]
        assert told == list(error.faults)  # noqa: PT017 - a refusal is one of two right answers
        return
    assert read.cues
    assert len(read.lines) == len(read.cues)
    times = [time for cue in read.cues for time in (cue.start_ms, cue.end_ms)]
    assert times == sorted(times)
    assert all(cue.text.strip() == cue.text != "" for cue in read.cues)
