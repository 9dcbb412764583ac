"""Slips of the keyboard: told where they were typed, with advice that works when followed."""

import re
from pathlib import Path

import pytest
from author import tables
from author.tables import Case, retype
from PIL import Image

from kiosk.author import captions, check, sample, source, yaml_file
from kiosk.author.letters import Letters
from kiosk.errors import ExhibitError

STORY = "cooperatives/moestuin/story.nl.md"
SLIPS = tables.read("sample", WIDE="\u00a0")


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_is_told_where_it_was_typed_and_its_advice_works(tmp_path: Path, slip: Case) -> None:
    """The line is that of the slip, nothing else is blamed, and after the advice all is sound."""
    sample.write(tmp_path)
    slip.happen(tmp_path)
    report = check.report(tmp_path)
    assert len(report.faults) == len(slip.faults)
    for fault, told in zip(report.faults, slip.faults, strict=True):
        assert str(fault).startswith(told)
    assert report.unused == ()
    slip.mend(tmp_path)
    assert check.check(tmp_path) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 't Huis van 't dorp\nb: c\n", "a.yaml:1: words that begin with '"),
        ("a:\n  - 's Avonds\n  - b\n", "a.yaml:2: words that begin with '"),
        ("a: 'k Zie\nb: 'n Boom\n", "a.yaml:1: words that begin with '"),
        ("a: ['t een, b]\n", "a.yaml:1: words that begin with '"),
        ("a: 't een\nb: c\nd: zo is 't'\n", "a.yaml:1: words that begin with '"),
        ('a: "b\nc: d\n', "a.yaml:1: a quote that is never closed — close it"),
        ("a: b\n\u00a0c: d\n", "a.yaml:2: a space that YAML does not know"),
        ("a:\n  -\u00a0b: c\n", "a.yaml:2: a space that YAML does not know"),
        ("a:\n  b:\u202fc\n", "a.yaml:2: a space that YAML does not know"),
        ("a: {nl: b, c, d, en: e}\n", "a.yaml:1: a comma between { and }"),
        ("a: wij zijn #1\n", "a.yaml:1: the words from '#1' are lost"),
        ("a: wij zijn # 1\n", "a.yaml:1: the words from '# 1' are lost"),
        ("a: #samen\n", "a.yaml:1: the words from '#samen' are lost"),
        ("a: ~\n", "a.yaml:1: '~' would stand on the glass"),
    ],
)
def test_siblings_are_told_too(text: str, told: str) -> None:
    """Another apostrophe, another space, another comma: each told first, where it was typed."""
    with pytest.raises(ExhibitError) as caught:
        yaml_file.read(text, "a.yaml")
    assert str(caught.value.faults[0]).startswith(told)


def test_what_is_well_typed_is_left_alone() -> None:
    """Quotes, comments and spaces in their right places are no slips."""
    for text in (
        "a: 'het is ''t'\n",
        "a: ze zei 't is goed\n",
        "a: |\n  't Is goed: kom\n  \u00a0inspringen\nb: c\n",
        "a: b      # een opmerking\n",
        "a: b # een opmerking\n",
        'a: "#samen"   #x\n',
        "a: 'null'\n",
        "a: {nl: b, en: c}\n",
        "a: [b, c,]\n",
        "a: De\u00a0tuin\n",
    ):
        assert yaml_file.read(text, "a.yaml").values, text


def test_litter_of_a_stick_is_no_part_of_an_exhibit(tmp_path: Path) -> None:
    """An exhibit on the root of a stick is sound, whatever Windows and kiosks left there."""
    sample.write(tmp_path)
    for folder in ("System Volume Information", "$RECYCLE.BIN", "$Recycle.Bin", "KIOSK-SIGNUPS"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "desktop.ini").write_bytes(b"x")
        (tmp_path / folder / "IndexerVolumeGuid").write_bytes(b"x")
    report = check.report(tmp_path)
    assert report.faults == ()
    assert report.unused == ()


ADDRESS = "info@voorbeeld.example"


@pytest.mark.parametrize(
    ("sound", "typed", "told"),
    [
        (ADDRESS, "mailto:info@tuin.example", "38: .* write info@tuin.example"),
        (ADDRESS, "De Tuin <info@tuin.example>", "38: .* write info@tuin.example"),
        (ADDRESS, "info@tuin.example.", "38: .* write info@tuin.example"),
        (ADDRESS, "info@tuin.example, els@tuin.example", "38: .* is not an e-mail address"),
        *(
            ("info@", f"in{hidden}fo@", "38: .* take this invisible one out$")
            for hidden in ("\u200b", "\u00ad", "\ufeff", "\u2060", "\u200e")
        ),
        ("2027-09-16", "9999-12-31", r"\d+: .*9999-12-31"),
    ],
)
def test_what_no_phone_and_no_calendar_understands_is_told(
    tmp_path: Path, sound: str, typed: str, told: str
) -> None:
    """What an e-mail program copies along, what nobody can see, a day that no glass counts to."""
    sample.write(tmp_path)
    retype(tmp_path / "exhibit.yaml", sound, typed)
    (fault,) = check.check(tmp_path)
    assert re.match(f"exhibit.yaml:{told}", str(fault))


def test_a_photo_of_a_few_pixels_is_told(tmp_path: Path) -> None:
    """A picture of 40 by 30 would be a mosaic on the glass; a logo may be small."""
    sample.write(tmp_path)
    Image.new("RGB", (40, 30), "#4F6B1E").save(tmp_path / "cooperatives/moestuin/garden.jpg")
    (fault,) = check.check(tmp_path)
    assert fault.what == "this photo has 40 by 30 pixels, too few to look at"
    assert "240" in fault.advice


def test_subrip_under_the_name_of_webvtt_is_read(typefaces: Letters) -> None:
    """What an editor saved under the other name has its captions all the same."""
    text = (tables.FOLDER / "captions-srt-named.vtt").read_text("utf-8")
    read = captions.read(text, "film.nl.vtt", typefaces)
    assert [(cue.start_ms, cue.end_ms, cue.text) for cue in read.cues] == [
        (500, 2000, "Hallo"),
        (2000, 3000, "Dag"),
    ]
    vtt = "WEBVTT\n\n00:00.500 --> 00:02.000\nHallo\n"
    assert captions.read(vtt, "film.nl.srt", typefaces).cues[0].text == "Hallo"


def test_a_moment_with_two_digits_is_told(typefaces: Letters) -> None:
    """Nobody knows whether 0,90 means 900 or 90 thousandths: the author does."""
    text = (tables.FOLDER / "captions-two-digits.srt").read_text("utf-8")
    with pytest.raises(ExhibitError) as caught:
        captions.read(text, "film.nl.srt", typefaces)
    assert str(caught.value.faults[0]) == (
        "film.nl.srt:2: '00:00,90' has 2 digits of a second, where three are due — write 00:00,900"
    )


@pytest.mark.parametrize("suffix", ["vtt", "srt"])
@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Ik <3 jou", "Ik <3 jou"),
        ("1 < 2 > 0", "1 < 2 > 0"),
        ("<Henk> Dag", "<Henk> Dag"),
        ("<i>Dag</i> <b>Els</b>", "Dag Els"),
    ],
)
def test_no_words_of_a_caption_are_lost(
    typefaces: Letters, suffix: str, typed: str, shown: str
) -> None:
    """A < that opens no mark is a letter like any other."""
    times = "00:00:00,000 --> 00:00:01,000" if suffix == "srt" else "00:00.000 --> 00:01.000"
    head = "1\n" if suffix == "srt" else "WEBVTT\n\n"
    read = captions.read(f"{head}{times}\n{typed}\n", f"a.{suffix}", typefaces)
    assert read.cues[0].text == shown


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Dag *Els kom", "* that makes"),
        ("– brood\n– kaas", "'–' typed as a bullet"),
        ("a) brood\nb) kaas", "'a' typed as a bullet"),
        ("▪ brood", "'▪' typed as a bullet"),
        ("##De oogst", "# that make no heading"),
        ("####### De oogst", "# that make no heading"),
        (f"{'woord ' * 80}.", "a sentence of"),
        ("x" * 46, "a word of 46"),
    ],
)
def test_a_story_is_shown_as_it_was_meant(tmp_path: Path, text: str, told: str) -> None:
    """Signs that stay signs, and lists that would run on, are told."""
    sample.write(tmp_path)
    (tmp_path / STORY).write_text(f"# De tuin\n\n{text}\n", "utf-8")
    with pytest.raises(ExhibitError) as caught:
        source.read(tmp_path)
    assert told in str(caught.value.faults[0])


def test_a_sound_story_is_left_alone(tmp_path: Path) -> None:
    """A sum, a star on purpose, a dash for who speaks: none of them is a slip."""
    sample.write(tmp_path)
    for text in (
        *("5 * 3 is 15.", "#samensterk is ons woord.", r"Een \*ster."),
        *("– Zei ze dat?", "*Dag* **Els**."),
    ):
        (tmp_path / STORY).write_text(f"# De tuin\n\n{text}\n", "utf-8")
        assert source.draft(tmp_path).faults == (), text
