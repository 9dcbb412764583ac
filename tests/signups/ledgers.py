"""The ledger of a home under test."""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from kiosk.paths import Home
from kiosk.signups.identity import SignUpLog
from kiosk.signups.ledger import Ledger


@contextmanager
def opened(home: Home, *, demo: bool = True) -> Iterator[tuple[Ledger, SignUpLog]]:
    """All stores of a home, and that which takes sign-ups; closed afterwards."""
    with closing(Ledger(home, machine="", demo=demo)) as ledger:
        assert ledger.current
        yield ledger, ledger.current
