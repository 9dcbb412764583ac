"""What an author writes under `signups`: read whole, or every fault with its line."""

from pathlib import Path

import pyrage
import pytest
from author import tables
from author.tables import Case, retype
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.author import assembly, check, source
from kiosk.errors import ExhibitError
from kiosk.exhibit import model
from kiosk.keys import demo
from kiosk.keys.signing import Signer

MAIN = "exhibit.yaml"
LIMBURG = Path(__file__).parents[2] / "content" / "limburg"
DAILY, RECOVERY = demo.PUBLIC.recipients
OWN = [str(pyrage.x25519.Identity.generate().to_public()) for _ in range(5)]
OWN_RECEIPT = Signer(b"1" * 32).public
PRIVATE = "AGE-SECRET-KEY-1QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN"

SIGN_UPS = (tables.FOLDER / "signups.yaml").read_text("utf-8")
FIRST = 43
"""The line of exhibit.yaml where it begins."""


@pytest.fixture
def taking(sound_exhibit: Path) -> Path:
    """The sound exhibit, which takes sign-ups."""
    with (sound_exhibit / MAIN).open("a", encoding="utf-8") as file:
        file.write(SIGN_UPS)
    return sound_exhibit


def test_what_is_written_reaches_the_kiosk(taking: Path) -> None:
    """Controller, boxes, consent text, keys and days arrive as the author wrote them."""
    read = source.read(taking)
    assert read.exhibit.signups
    assert list(read.consent) == ["nl", "en"]
    assert [block.kind for block in read.consent["nl"]] == ["heading", "paragraph"]
    terms = assembly.sign_ups(read)
    assert terms
    assert terms.controller == model.Controller(
        name="De Alliantie", email="aanmelden@alliantie.example", address="Plein 1, Venlo"
    )
    assert [purpose.id for purpose in terms.purposes] == ["nieuws", "avond"]
    assert terms.purposes[0].text.into("en") == "Send me news."
    assert terms.purposes[1].text.into("en") == "Nodig mij uit."
    assert terms.consent["nl"][1].sentences[0].runs[1] == model.Run(text="Alliantie", emphasis=True)
    assert terms.consent_version == "2018-09"
    assert terms.recipients == (DAILY, RECOVERY)
    assert terms.receipt_key == demo.PUBLIC.receipt
    assert terms.retention_days == 365


def test_an_exhibit_without_them_takes_no_sign_ups(sound_exhibit: Path) -> None:
    """Who says nothing about sign-ups gets none, and is not reproached for it."""
    read = source.read(sound_exhibit)
    assert read.consent == {}
    assert assembly.sign_ups(read) is None


def test_the_exhibit_that_ships_can_be_tried_by_everybody() -> None:
    """It takes sign-ups to the published keys, in all its languages, within a year."""
    shipped = source.read(LIMBURG)
    terms = assembly.sign_ups(shipped)
    assert terms
    assert demo.is_demo(terms.recipients, terms.receipt_key)
    languages = list(shipped.exhibit.languages)
    assert list(terms.consent) == languages
    assert len({len(terms.consent[language]) for language in languages}) == 1
    assert all(list(purpose.text.root) == languages for purpose in terms.purposes)
    assert terms.retention_days == 365
    assert terms.controller.name.endswith("(voorbeeld)")


NAMES = {
    "DAILY": DAILY,
    "RECOVERY": RECOVERY,
    "RECEIPT": demo.PUBLIC.receipt,
    "PRIVATE": PRIVATE,
    "SMALL": PRIVATE.lower(),
    "OTHER": OWN[0],
    "OWN": OWN_RECEIPT,
    "CAPITALS": RECOVERY.upper(),
    "WRONG": RECOVERY.replace("w", "x", 1),
    "SHORT": RECOVERY[:-1],
    "CUT": demo.PUBLIC.receipt[:-1],
    **{f"NR{number}": key for number, key in enumerate(OWN, 1)},
}
SLIPS = tables.read("signups", **NAMES)


@pytest.mark.parametrize("slip", SLIPS.values(), ids=SLIPS.keys())
def test_one_slip_is_one_fault(taking: Path, slip: Case) -> None:
    """Each thing that can be wrong is named once, with its line and what to do; keys unquoted."""
    slip.happen(taking)
    with pytest.raises(ExhibitError) as caught:
        source.read(taking)
    words = str(caught.value)
    assert len(caught.value.faults) == 1, words
    assert words.startswith(slip.faults[0])
    assert words.isprintable()
    assert PRIVATE.lower() not in words.lower()


def test_no_fault_hides_another(taking: Path) -> None:
    """Whoever has one evening learns all that is wrong, in the order of the file."""
    for old, new in (
        ("id: avond", "id: nieuws"),
        ("Stuur mij nieuws.", "x" * 141),
        ("365", "9999"),
        (RECOVERY, DAILY),
        ("## Wie?", "# Wie?"),
        ("aanmelden@", "aanmelden"),
    ):
        retype(taking / MAIN, old, new)
    lines = [fault.line - FIRST + 1 for fault in check.check(taking)]
    assert lines == [4, 8, 9, 15, 23, 25]


def test_keys_of_ones_own_are_welcome(taking: Path) -> None:
    """Two to four age keys are taken, in the order they stand in."""
    keys = OWN[:4]
    retype(taking / MAIN, f"- {DAILY}…- {RECOVERY}", "\n      ".join(f"- {key}" for key in keys))
    retype(taking / MAIN, demo.PUBLIC.receipt, Signer.new().public)
    terms = assembly.sign_ups(source.read(taking))
    assert terms
    assert list(terms.recipients) == keys


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_whatever_is_typed_is_read_or_told(sound_exhibit: Path, data: st.DataObject) -> None:
    """A slip anywhere in these lines is a fault in words, or it is none; never a broken program."""
    main = sound_exhibit / MAIN
    if not (sound_exhibit / "kept").exists():
        (sound_exhibit / "kept").write_bytes(main.read_bytes())
    lines = SIGN_UPS.splitlines()
    number = data.draw(st.integers(1, len(lines) - 1))
    line = lines[number]
    lines[number] = data.draw(
        st.sampled_from(
            [
                "",
                line + line.strip(),
                line[:-1],
                line[1:],
                "  " + line,
                line.partition(":")[0] + ":",
            ]
        )
        | st.text(max_size=20).map(lambda typed: line.partition(":")[0] + ": " + typed)
    )
    text = (sound_exhibit / "kept").read_text("utf-8") + "\n".join(lines) + "\n"
    main.write_text(text, "utf-8")
    for fault in source.draft(sound_exhibit).faults:
        assert fault.advice
        assert str(fault).isprintable()
