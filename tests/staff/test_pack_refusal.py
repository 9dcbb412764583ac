"""Why a pack was not loaded, in words for a librarian."""

from typing import get_args

import pytest

from kiosk.errors import (
    InstallError,
    InstallFault,
    MachineError,
    PackError,
    PackFault,
    Refusal,
    RefusedError,
    UsageError,
)
from kiosk.i18n.catalogue import Catalogue
from kiosk.staff.pack_refusal import STAYS, Verdict, only_forgetting_helps, verdict

ERRORS = [
    *(PackError(kind, "x") for kind in get_args(PackFault)),
    *(RefusedError(kind, "x") for kind in get_args(Refusal)),
    *(InstallError(kind, "x") for kind in get_args(InstallFault)),
    UsageError("x"),
    MachineError("x"),
]
"""One of each."""


@pytest.mark.parametrize("error", ERRORS, ids=lambda case: getattr(case, "kind", "other"))
def test_each_error_says_what_to_do(error: PackError) -> None:
    """Whatever is wrong with a stick is told in a sentence, and so is what to do about it."""
    told = verdict(error)
    assert told.what.endswith(".")
    assert told.advice.endswith(("?", ".", "”."))
    assert told.what != "x"


def test_no_two_errors_say_the_same() -> None:
    """Whoever reads one knows which it is, and whether to forget the publisher is a way out."""
    assert len({verdict(error).what for error in ERRORS}) == len(ERRORS)
    offered = {getattr(error, "kind", "") for error in ERRORS if only_forgetting_helps(error)}
    assert offered == {"publisher", "anew", "jump"}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_each_sentence_is_in_both_languages(language: str) -> None:
    """A librarian reads Dutch, or English, whatever is wrong."""
    say = Catalogue().say(language)
    for error in ERRORS:
        told: Verdict = verdict(error)
        for words in (told.what, told.advice, STAYS):
            assert (say(words) != words) == (language == "nl")
