"""Names that stand for the author's own are never what a visitor consents to."""

import re
from pathlib import Path

import pyrage
import pytest
from author.starter import REPLACED, replace, taking

from kiosk.author import check, placeholders, sample
from kiosk.keys.signing import Signer

OWN_KEYS = (
    *(str(pyrage.x25519.Identity.generate().to_public()) for _ in range(2)),
    Signer(b"1" * 32).public,
)


def test_with_only_the_keys_changed_every_placeholder_is_a_fault(tmp_path: Path) -> None:
    """Each name and address the starter made up is named with its line, also in the consent."""
    folder = taking(tmp_path / "mine", OWN_KEYS)
    lines = (folder / "exhibit.yaml").read_text("utf-8").split("\n")
    made_up = [
        number
        for number, line in enumerate(lines, 1)
        if re.search("Voorbeeld|voorbeeld.example", line) and "#" not in line.split("Voor")[0]
    ]
    faults = check.check(folder)
    assert [fault.line for fault in faults] == made_up
    assert all(fault.file == "exhibit.yaml" and "is made up" in fault.what for fault in faults)


def test_once_all_are_replaced_nothing_is_wrong(tmp_path: Path) -> None:
    """Nor are a real street and a good example placeholders."""
    folder = taking(tmp_path / "mine", OWN_KEYS)
    replace(folder, **REPLACED)
    assert check.check(folder) == []
    replace(
        folder,
        **{
            f"    # address: {placeholders.STREET}": f"    address: {placeholders.STREET}",
            "nl: Gastheer": "nl: een voorbeeld voor iedereen",
        },
    )
    assert check.check(folder) == []


def test_the_demo_keys_may_go_with_made_up_names(tmp_path: Path) -> None:
    """For a try; and so may made-up names without sign-ups."""
    assert check.check(taking(tmp_path / "mine")) == []
    sample.write(tmp_path / "plain")
    assert check.check(tmp_path / "plain") == []


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    name: Bibliotheek Zonstraat", "    name: Stichting X (voorbeeld)", "(voorbeeld)"),
        ("aanmelden@zonstraat.example", "aanmelden@example.org", "aanmelden@example.org"),
        ("aanmelden@zonstraat.example", "AAN@EXAMPLE.COM", "AAN@EXAMPLE.COM"),
        ("    address: Zonstraat 4", "    address: Marktplein 1", "Marktplein 1"),
        ("Bibliotheek Zonstraat bewaart", "Bibliotheek  voorbeeld bewaart", "voorbeeld"),
    ],
)
def test_other_examples_are_no_consent_either(
    tmp_path: Path, old: str, new: str, told: str
) -> None:
    """Names copied from the page for authors, or written a little otherwise, are found too."""
    folder = taking(tmp_path / "mine", OWN_KEYS)
    replace(folder, **REPLACED)
    replace(folder, **{old: new})
    (fault,) = check.check(folder)
    assert told in fault.what
    assert "is made up" in fault.what
