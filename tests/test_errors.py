"""Errors, in words."""

from kiosk.errors import ExhibitError, Fault, InputError, KioskError


def test_a_fault_reads_as_editors_and_scripts_expect() -> None:
    """`file:line: what — what to do`: an editor jumps to it, a person knows what to do."""
    fault = Fault("exhibit.yaml", 7, "no title", "write one")
    assert str(fault) == "exhibit.yaml:7: no title — write one"


def test_all_faults_are_told_at_once_in_the_order_of_the_files() -> None:
    """Whoever mends them has one list, from top to bottom."""
    later, earlier = Fault("b", 2, "x", "y"), Fault("a", 9, "x", "y")
    error = ExhibitError([later, earlier])
    assert str(error).splitlines() == [str(earlier), str(later)]
    assert error.exit_code == InputError.exit_code


def test_an_error_says_what_and_then_what_to_do() -> None:
    """And one without advice ends after the sentence."""
    assert str(KioskError("the disk is full", "free some space")) == (
        "the disk is full — free some space"
    )
    assert str(KioskError("the disk is full")) == "the disk is full"


def test_a_sentence_and_its_advice_are_one() -> None:
    """A full stop does not stand before the dash; without advice it stays."""
    assert str(InputError("It fell.", "pick it up")) == "It fell — pick it up"
    assert str(InputError("It fell.")) == "It fell."
