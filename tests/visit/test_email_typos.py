"""Slips in an address: of fingers, of memory, and of other keyboards."""

import pytest

from kiosk.visit.contact import ContactQuestion, doubt, tidy
from kiosk.visit.email_typos import mend

SLIPS = [
    ("jan@gmail.com", "jan@gmial.com | jan@gmai.com | jan@gmaill.com | jan@gnail.com | jan@gmial"),
    ("jan@gmail.com", "jan@gmail.con | jan@gmail.co | jan@gmail.cm | jan@gmail.c | jan@gmail.nl"),
    ("jan@gmail.com", "jan@gmail | jan@gmailcom | jan@gmail,com | jan@gmail;com | jan@gmail..com"),
    ("jan@gmail.com", "jan@gmail.com. | jan@gmail.com, | jan@gmail.com.com | <jan@gmail.com>"),
    ("jan@gmail.com", "jan@@gmail.com | jan@.gmail.com | jan.@gmail.com | @jan@gmail.com"),
    ("jan@gmail.com", "jan.gmail.com | jangmail.com | jan at gmail.com | jan (at) gmail.com"),
    ("jan@gmail.com", "jan\uff20gmail.com | jan @ gmail.com | mailto:jan@gmail.com"),
    ("jan@gmail.com", "www.jan@gmail.com | jan@www.gmail.com"),
    ("jan@hotmail.com", "jan@hotmial.con | jan@hotmail"),
    ("jan@hotmail.nl", "jan@hotmai.nl"),
    ("jan@outlook.com", "jan@outlok.com"),
    ("jan@icloud.com", "jan@icloud.con"),
    ("jan@yahoo.com", "jan@yahoo.co"),
    ("jan@ziggo.nl", "jan@ziggo.n | jan@ziggo.com | jan@ziggo | jan@ziggonl | jan@zigo.nl"),
    ("jan@ziggo.nl", "jan@ziggo.nl. | jan\u00a0@ziggo.nl"),
    ("jan@kpnmail.nl", "jan@kpnmail.nll"),
    ("jan@bedrijf.nl", "jan@bedrijf | jan@bedrijfnl | jan@bedrijf.nll"),
    ("jan@bedrijf.com", "jan@bedrijf.con"),
    ("janjansen@live.nl", "jan jansen@live.nl"),
    ("jan.jansen@live.nl", "jan,jansen@live.nl"),
    ("jose@gmail.com", "josé@gmail.com"),
    ("Joel@ziggo.nl", "Joël@ziggo.nl"),
    # Signs of another keyboard look like those of an address, and no mail would ever arrive.
    ("o'brien@gmail.com", "o\u2019brien@gmail.com | o\u2018brien@gmail.com"),
    ("o'brien@gmail.com", "o\u02bcbrien@gmail.com | o\u00b4brien@gmail.com"),
    ("jan-piet@ziggo.nl", "jan\u2013piet@ziggo.nl | jan\u2011piet@ziggo.nl"),
    ("jan_piet@ziggo.nl", "jan\uff3fpiet\uff20ziggo.nl"),
    ("jan.p@ziggo.nl", "jan\u3002p@ziggo.nl"),
    ("jan@gmail.com", "\uff4a\uff41\uff4e\uff20\uff47\uff4d\uff41\uff49\uff4c.\uff43\uff4f\uff4d"),
    ("jan@gmail.com", "j\u0430n@gmail.com"),  # the a is Cyrillic
]
"""What was meant, and what was typed."""


@pytest.mark.parametrize(("meant", "slips"), SLIPS)
def test_a_slip_is_asked_about_with_the_whole_address(meant: str, slips: str) -> None:
    """`Bedoelt u jan@gmail.com?` One press mends it, and another keeps what was typed."""
    for typed in slips.split(" | "):
        assert mend(typed) == meant
        asked = doubt("email", typed)
        assert asked == ContactQuestion("slip", "", meant)
        assert asked.can_be_kept
        assert tidy("email", typed)


def test_what_is_whole_in_its_own_letters_is_let_be() -> None:
    """A straight apostrophe is allowed, and a name wholly in Cyrillic letters is no slip."""
    for address in ("o'brien@gmail.com", "иван@ukr.net", "мария@почта.рф"):
        assert mend(address) == address
