"""Who asks to be forgotten is found, however the name or the number was written."""

import pytest
from signups.kiosks import answers

from kiosk.errors import InputError
from kiosk.office.person import PersonQuery

NAMES = {
    "another case": ("Els Jansen", "els JANSEN"),
    "one word of it": ("Els Jansen", "Jansen"),
    "another order": ("Els Jansen", "Jansen, Els"),
    "no accents": ("Zoë Élise Núñez", "zoe elise nunez"),
    "letters without a base": ("Łukasz Sørensen", "lukasz sorensen"),
    "accents that were not typed": ("Francois", "François"),
    "composed the other way": ("Zoe\u0308", "Zo\u00eb"),
    "blanks": ("Jan van den Berg", "Jan vandenBerg"),
    "dashes": ("Anne-Marie", "anne marie"),
    "apostrophes": ("Ciarán O’Brien", "ciaran obrien"),
    "apostrophes of another kind": ("Ciarán O\u2018Brien", "o\u00b4brien"),
    "eszett": ("Jürgen Groß", "jurgen gross"),
    "another script": ("عمر حداد", "حداد"),
}


@pytest.mark.parametrize(("kept", "typed"), NAMES.values(), ids=NAMES.keys())
def test_a_name_is_found(kept: str, typed: str) -> None:
    """Capitals, accents, blanks and order do not count."""
    assert PersonQuery(name=typed).fits(answers("x", name=kept))


def test_another_name_or_number_is_not() -> None:
    """Nobody is taken out for being called nearly so, or for a part of what was given."""
    kept = answers("x", name="Els Jansen", email=None, phone="+31612345678")
    for typed in ("Jans", "Els Janssen", "Elsa", "Piet"):
        assert not PersonQuery(name=typed).fits(kept), typed
    for typed in ("06 12345679", "+32612345678", "0612345"):
        assert not PersonQuery(telephone=typed).fits(kept), typed
    kept = answers("x", name="Jan de Vries", email=None, phone="+31612345678")
    assert PersonQuery("Jan de Vries", None, "0612345678").fits(kept)
    assert not PersonQuery("Jan de Vries", None, "0687654321").fits(kept)
    assert not PersonQuery("Jan de Vries", "jan@example.org", "0612345678").fits(kept)


@pytest.mark.parametrize(
    "typed",
    [
        *(" els.jansen@example.ORG", "Els <els.jansen@example.org>"),
        *("mailto:els.jansen@example.org", "els.jansen@example.org."),
    ],
)
def test_an_address_is_found_whole(typed: str) -> None:
    """Capitals, blanks and what stands around it in a letter do not count; a part is another."""
    kept = answers("x", email="Els.Jansen@Example.org")
    assert PersonQuery(email=typed).fits(kept)
    assert not PersonQuery(email="jansen@example.org").fits(kept)


NUMBERS = [
    ("+31612345678", "06 12345678"),
    ("+31612345678", "06-1234 5678"),
    ("+31612345678", "0031 6 12 34 56 78"),
    ("+31612345678", "+31 (0)6 12345678"),
    ("+31612345678", "612345678"),
    ("06-12345678", "+31612345678"),
    ("+48601234567", "0048 601 234 567"),
    ("+48601234567", "601234567"),
    ("+32475123456", "0475 12 34 56"),
    ("+32475123456", "+32 (0)475 12 34 56"),
    ("+32475123456", "0032 0475 12 34 56"),
    ("+491712345678", "0171 2345678"),
]


@pytest.mark.parametrize(("kept", "typed"), NUMBERS)
def test_a_number_is_found(kept: str, typed: str) -> None:
    """However its country was written, or left out."""
    assert PersonQuery(telephone=typed).fits(answers("x", email=None, phone=kept))


@pytest.mark.parametrize(
    "nothing", [{"name": ""}, {"name": " .-"}, {"email": "jansen"}, {"telephone": "06"}]
)
def test_what_would_fit_everybody_is_refused(nothing: dict[str, str]) -> None:
    """Nothing left to look for is no wish to erase all."""
    with pytest.raises(InputError):
        PersonQuery(**nothing)
