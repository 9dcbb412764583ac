"""What an author writes under `signups`: read whole, or every fault with its line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pyrage
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.author import assembly, check, source
from kiosk.errors import ExhibitError
from kiosk.exhibit import model
from kiosk.keys import demo
from kiosk.keys.signing import Signer

if TYPE_CHECKING:
    from collections.abc import Callable

Change: TypeAlias = "Callable[[str], str]"

MAIN = "exhibit.yaml"
LIMBURG = Path(__file__).parents[2] / "content" / "limburg"
DAILY, RECOVERY = demo.PUBLIC.recipients
OTHER = "age1px928z54vwalxc6ygjyxcyfhqs4hnh8ezwe6y7gh3uas432s4qwqu4vjmn"
FIVE = [str(pyrage.x25519.Identity.generate().to_public()) for _ in range(5)]
OWN_RECEIPT = Signer(b"1" * 32).public
PRIVATE = "AGE-SECRET-KEY-1QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JN"

SIGN_UPS = f"""\
signups:
  controller:
    name: De Alliantie
    email: aanmelden@alliantie.example
    address: Plein 1, Venlo
  purposes:
    - id: nieuws
      text: {{nl: Stuur mij nieuws., en: Send me news.}}
    - id: avond
      text: Nodig mij uit.
  consent:
    version: 2018-09
    text:
      nl: |
        ## Wie?

        De *Alliantie*. U kunt stoppen.
      en: |
        We ask. You can stop.
  keys:
    recipients:
      - {DAILY}
      - {RECOVERY}
    receipt: {demo.PUBLIC.receipt}
  retention_days: 365
"""
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
    """It takes sign-ups to the published keys, in both its languages, within a year."""
    terms = assembly.sign_ups(source.read(LIMBURG))
    assert terms
    assert demo.is_demo(terms.recipients, terms.receipt_key)
    assert list(terms.consent) == ["nl", "en"]
    assert len(terms.consent["nl"]) == len(terms.consent["en"])
    assert all(list(purpose.text.root) == ["nl", "en"] for purpose in terms.purposes)
    assert terms.retention_days == 365
    assert terms.controller.name.endswith("(voorbeeld)")


def old_to(old: str, new: str) -> Change:
    """Write `new` where it says `old`."""

    def changed(text: str) -> str:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        return text.replace(old, new)

    return changed


def at(line: int, words: str) -> str:
    """The beginning of a fault on this line of what is written here."""
    return f"{MAIN}:{FIRST - 1 + line}: {words}"


BOX = "a box has room for 140 — say it in fewer words"
COPY = "copy what 'kiosk keys show' prints"

BREAKAGES: dict[str, tuple[Change, str]] = {
    "no keys and values": (
        lambda _: "signups: yes\n",
        at(1, "'signups' needs keys and values — write 'key: value' lines below it"),
    ),
    "nothing": (lambda _: "signups:\n", at(1, "'signups' needs keys and values")),
    "a key too many": (
        old_to("  retention_days", "  colour: red\n  retention_days"),
        at(25, "unknown key 'colour' — take it out; known here are controller, purposes, consent"),
    ),
    "a key misspelt": (
        old_to("retention_days", "retention_day"),
        at(25, "unknown key 'retention_day' — did you mean 'retention_days'?"),
    ),
    "no controller": (
        lambda text: text[: text.index("  controller")] + text[text.index("  purposes") :],
        at(1, "the key 'controller' is missing — add 'controller: …'"),
    ),
    "nobody's name": (
        old_to("name: De Alliantie", 'name: " "'),
        at(3, "an empty text — write it"),
    ),
    "nowhere to write to": (
        old_to("    email: aanmelden@alliantie.example\n", ""),
        at(2, "the key 'email' is missing"),
    ),
    "an address that is none": (
        old_to("aanmelden@alliantie.example", "alliantie.example"),
        at(4, "'alliantie.example' is not an e-mail address"),
    ),
    "no purposes": (
        lambda text: (
            text[: text.index("  purposes")] + "  purposes: []\n" + text[text.index("  consent") :]
        ),
        at(6, "no purposes — add what you would do with a sign-up, or take 'signups' out"),
    ),
    "five purposes": (
        old_to(
            "  consent:", "".join(f"    - {{id: p{n}, text: P}}\n" for n in "abc") + "  consent:"
        ),
        at(6, "5 purposes — keep 4: the screen has room for no more boxes"),
    ),
    "a purpose twice": (
        old_to("id: avond", "id: nieuws"),
        at(9, f"the purpose 'nieuws' stands on line {FIRST + 6} too — give each purpose an id"),
    ),
    "a purpose without words": (
        old_to("Nodig mij uit.", '""'),
        at(10, "an empty text — write it"),
    ),
    "a purpose that fits no box": (
        old_to("Nodig mij uit.", "x" * 141),
        at(10, f"141 characters, where {BOX}"),
    ),
    "a purpose that fits no box in one language": (
        old_to("Send me news.", "x" * 150),
        at(8, f"150 characters, where {BOX}"),
    ),
    "a purpose in another language only": (
        old_to("Nodig mij uit.", "{en: Invite me.}"),
        at(10, "this text is missing in the exhibit's own language, 'nl' — add 'nl: …'"),
    ),
    "a purpose with a bad id": (
        old_to("id: avond", "id: De avond"),
        at(9, "'De avond' cannot be an id — use a-z"),
    ),
    "a purpose that is only words": (
        old_to("- id: avond\n      text: Nodig mij uit.", "- Nodig mij uit."),
        at(9, "item 2 of 'purposes' needs keys and values"),
    ),
    "no version": (old_to("    version: 2018-09\n", ""), at(11, "the key 'version' is missing")),
    "an endless version": (
        old_to("2018-09", "x" * 33),
        at(12, "a version of 33 characters — write at most 32, such as 2018-09"),
    ),
    "no consent text in the own language": (
        lambda text: text[: text.index("      nl: |")] + text[text.index("      en: |") :],
        at(13, "this text is missing in the exhibit's own language, 'nl' — add 'nl: …'"),
    ),
    "a consent text in an unknown language": (
        old_to("      en: |\n", "      de: |\n"),
        at(18, "'de' is not among the exhibit's languages (nl, en)"),
    ),
    "an empty consent text": (
        old_to("        We ask. You can stop.\n", ""),
        at(18, "an empty text — write it"),
    ),
    "a link in the consent text": (
        old_to("U kunt stoppen.", "[Stop](https://example.org)"),
        at(17, "a link leads nowhere on a kiosk"),
    ),
    "a title in the consent text": (
        old_to("## Wie?", "# Wie?"),
        at(15, "a title has no place in this text — write '## ' for a heading"),
    ),
    "a letter that cannot be drawn": (
        old_to("You can stop.", "You can stop. 漢"),
        at(19, "no bundled typeface can draw '漢'"),
    ),
    "one recipient": (
        old_to(f"      - {RECOVERY}\n", ""),
        at(21, f"one recipient — name the daily key and the recovery key; {COPY}"),
    ),
    "no recipients": (
        old_to(f"\n      - {DAILY}\n      - {RECOVERY}", " []"),
        at(21, "no recipients — name the daily key and the recovery key"),
    ),
    "five recipients": (
        lambda text: old_to(
            f"      - {DAILY}\n      - {RECOVERY}\n", "".join(f"      - {one}\n" for one in FIVE)
        )(old_to(demo.PUBLIC.receipt, OWN_RECEIPT)(text)),
        at(21, "5 recipients — name at most 4"),
    ),
    "a recipient that is no list": (
        old_to(f"\n      - {DAILY}\n      - {RECOVERY}", f" {DAILY}"),
        at(21, "'recipients' needs a list — write items that begin with '- '"),
    ),
    "one key twice": (
        old_to(RECOVERY, DAILY),
        at(23, "the same key again; if it is lost, nothing can be opened — name the daily key"),
    ),
    "a key in capitals": (
        old_to(RECOVERY, RECOVERY.upper()),
        at(23, f"this is no public age key, or was copied in part — {COPY}"),
    ),
    "a key cut short": (
        old_to(RECOVERY, RECOVERY[:-1]),
        at(23, "this is no public age key, or was copied in part"),
    ),
    "a key mistyped": (
        old_to(RECOVERY, RECOVERY.replace("w", "x", 1)),
        at(23, "this is no public age key"),
    ),
    "a key that is a list": (
        old_to(f"- {RECOVERY}", f"- [{RECOVERY}]"),
        at(23, "this is not one public age key"),
    ),
    "a private key": (
        old_to(RECOVERY, PRIVATE),
        at(23, "this is a private key, and no longer secret where others can read this file — "),
    ),
    "a private key for receipts": (
        old_to(demo.PUBLIC.receipt, PRIVATE.lower()),
        at(24, "this is a private key, and no longer secret"),
    ),
    "a receipt key cut short": (
        old_to(demo.PUBLIC.receipt, demo.PUBLIC.receipt[:-1]),
        at(24, f"this is no receipt key, or was copied in part — {COPY}"),
    ),
    "a receipt key anybody can sign with": (
        old_to(demo.PUBLIC.receipt, "0" * 64),
        at(24, "this is no receipt key"),
    ),
    "an age key for receipts": (
        old_to(demo.PUBLIC.receipt, OTHER),
        at(24, "this is no receipt key"),
    ),
    "a demo key among others": (
        old_to(RECOVERY, OTHER),
        at(20, "demo keys among your own: everybody can open what is sealed to them"),
    ),
    "another receipt key with the demo's": (
        old_to(demo.PUBLIC.receipt, OWN_RECEIPT),
        at(20, "demo keys among your own"),
    ),
    "no days": (
        old_to("365", "0"),
        at(25, "sign-ups kept for 0 days — write a number from 1 to 730"),
    ),
    "too many days": (old_to("365", "731"), at(25, "sign-ups kept for 731 days")),
    "days in words": (
        old_to("365", "a year"),
        at(25, "'a year' is not a whole number — write one, such as 3"),
    ),
}


@pytest.mark.parametrize(("change", "fault"), BREAKAGES.values(), ids=BREAKAGES.keys())
def test_one_breakage_is_one_fault(sound_exhibit: Path, change: Change, fault: str) -> None:
    """Each thing that can be wrong is named once, with its line and what to do; keys unquoted."""
    main = sound_exhibit / MAIN
    main.write_text(main.read_text("utf-8") + change(SIGN_UPS), "utf-8")
    with pytest.raises(ExhibitError) as caught:
        source.read(sound_exhibit)
    words = str(caught.value)
    assert len(caught.value.faults) == 1, words
    assert words.startswith(fault)
    assert words.isprintable()
    assert PRIVATE.lower() not in words.lower()


def test_no_fault_hides_another(taking: Path) -> None:
    """Whoever has one evening learns all that is wrong, in the order of the file."""
    main = taking / MAIN
    text = main.read_text("utf-8")
    for old, new in (
        ("id: avond", "id: nieuws"),
        ("Stuur mij nieuws.", "x" * 141),
        ("365", "9999"),
        (RECOVERY, DAILY),
        ("## Wie?", "# Wie?"),
        ("aanmelden@", "aanmelden"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    main.write_text(text, "utf-8")
    lines = [fault.line - FIRST + 1 for fault in check.check(taking)]
    assert lines == [4, 8, 9, 15, 23, 25]


def test_keys_of_ones_own_are_welcome(taking: Path) -> None:
    """Two to four age keys are taken, in the order they stand in."""
    keys = [str(pyrage.x25519.Identity.generate().to_public()) for _ in range(4)]
    main = taking / MAIN
    text = main.read_text("utf-8").replace(DAILY, keys[0]).replace(RECOVERY, keys[1])
    text = text.replace(
        f"- {keys[1]}\n", "".join(f"- {one}\n      " for one in keys[1:]).rstrip(" ")
    )
    text = text.replace(demo.PUBLIC.receipt, Signer.new().public)
    main.write_text(text, "utf-8")
    terms = assembly.sign_ups(source.read(taking))
    assert terms
    assert list(terms.recipients) == keys


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
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
