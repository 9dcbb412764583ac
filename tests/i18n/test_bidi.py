"""Which way words run, beside the standard's own cases."""

from pathlib import Path

import pytest

from kiosk.i18n import bidi

CASES = Path("/usr/share/unicode/BidiCharacterTest.txt")
"""Of the Unicode Consortium, in Debian's unicode-data."""
CODES = {*range(0x202A, 0x202F), *range(0x2066, 0x206A)}
"""They turn text around by command: no author may write them."""
ANGLES = {0x2329, 0x232A, 0x3008, 0x3009}
"""Brackets that no typeface here has."""


def order(line: str, *, right: bool) -> str:
    """The characters of a line from left to right on the glass."""
    return "".join(
        run.text[::-1] if run.right else run.text for run in bidi.runs(line, right=right)
    )


@pytest.mark.skipif(not CASES.exists(), reason="Debian's unicode-data is not installed")
def test_the_standards_own_cases_come_out_as_it_says() -> None:
    """Ninety thousand lines: the depth of every character, and their order."""
    seen = 0
    for case in CASES.read_text("utf-8").splitlines():
        if case.startswith("#") or not case:
            continue
        numbers, base, _, depths, places = case.split(";")
        codes = [int(number, 16) for number in numbers.split()]
        if base == "2" or {*codes} & (CODES | ANGLES):
            continue
        line, right = "".join(map(chr, codes)), base == "1"
        seen += 1
        found = bidi.levels(line, right=right)
        wanted = depths.split()
        assert all(there in {"x", str(here)} for there, here in zip(wanted, found, strict=True)), (
            case
        )
        placed = [
            at
            for run in bidi.runs(line, right=right)
            for at in range(run.start, run.start + len(run.text))[:: -1 if run.right else 1]
        ]
        assert [at for at in placed if wanted[at] != "x"] == [*map(int, places.split())], case
    assert seen > 90_000


@pytest.mark.parametrize(
    ("line", "seen"),
    [
        ("abc def", "abc def"),
        ("اب جد", "دج با"),
        ("اب abc def جد", "دج abc def با"),
        ("اب 12 جد", "دج 12 با"),
        ("اب 7:30–9:30 م", "م 9:30–7:30 با"),
        ("اب (جد).", ".)دج( با"),
        ("اب Sociale Alliantie (SA)", "Sociale Alliantie (SA) با"),
        ("اب info@voorbeeld.nl، جد", "دج ،info@voorbeeld.nl با"),
        ("اب 2naam@voorbeeld.nl.", ".2naam@voorbeeld.nl با"),
        ("اب naam@voorbeeld.nl؟", "؟naam@voorbeeld.nl با"),
        ("اب www.voorbeeld.nl/a-1.", ".www.voorbeeld.nl/a-1 با"),
        ("اب +31 6 12 34 56 78.", ".+31 6 12 34 56 78 با"),
        ("اب (0)6 12-34 56 78", "(0)6 12-34 56 78 با"),
        ("اب 12345 67K90 جد", "دج 12345 67K90 با"),
        ("اب 12 سبتمبر 2018", "2018 ربمتبس 12 با"),
        ("5 € اب", "با € 5"),
        ("Peel en Maas, 12 سبتمبر", "ربمتبس 12 ,Peel en Maas"),
        ("Plein 9, Venlo، اب", "با ،Plein 9, Venlo"),
    ],
)
def test_what_must_not_turn_around_does_not(line: str, seen: str) -> None:
    """Numbers, hours, addresses, telephone numbers and codes read as they are written."""
    assert order(line, right=True) == seen


@pytest.mark.parametrize(
    ("text", "right", "runs_left"),
    [
        ("Een zin.", False, False),
        ("Een zin over العربية", False, False),
        ("العربية (Arabisch)", False, True),
        ("Een zin.", True, False),
        ("Atelier Noord هو بيت", True, True),
        ("7:30–9:30", True, True),
        ("7:30–9:30", False, False),
        ("", True, True),
    ],
)
def test_a_paragraph_runs_as_its_letters_do(text: str, *, right: bool, runs_left: bool) -> None:
    """A Dutch sentence on an Arabic page stays Dutch; an Arabic one may begin with a name."""
    assert bidi.base(text, right=right) == runs_left


def test_languages_are_known_by_their_code() -> None:
    """Arabic is written from right to left, and so is a kind of it."""
    assert bidi.rightward("ar")
    assert bidi.rightward("fa-AF")
    assert not any(map(bidi.rightward, ("nl", "en", "de", "pl", "uk")))
