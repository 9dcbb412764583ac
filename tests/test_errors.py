"""Errors, in words."""

from kiosk.errors import ExhibitError, Fault, InputError, KioskError


def test_a_fault_reads_as_editors_and_scripts_expect() -> None:
    """File, line, what, and what to do; all at once, in the order of the files."""
    fault = Fault("exhibit.yaml", 7, "no title", "write one")
    assert str(fault) == "exhibit.yaml:7: no title — write one"
    later, earlier = Fault("b", 2, "x", "y"), Fault("a", 9, "x", "y")
    error = ExhibitError([later, earlier])
    assert str(error).splitlines() == [str(earlier), str(later)]
    assert error.exit_code == InputError.exit_code


def test_an_error_says_what_and_then_what_to_do() -> None:
    """One sentence, with or without advice, however it was ended."""
    assert str(KioskError("the disk is full", "free some space")) == (
        "the disk is full — free some space"
    )
    assert str(KioskError("the disk is full")) == "the disk is full"
    assert str(InputError("It fell.", "pick it up")) == "It fell — pick it up"
    assert str(InputError("It fell.")) == "It fell."
