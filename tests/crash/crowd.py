"""Visitors who never stop, and staff who carry: what a kiosk under test lives through.

All of it happens in a process of its own, which is killed, or whose disk is taken away. On a pipe
it tells what is about to happen and, only when the kiosk said so, that it did:

    begin sign-up ID      done sign-up ID
    begin withdrawal ID   done withdrawal ID
    begin carrying        done carrying PATH, for each bundle that lies on the stick
    begin receipts        done receipts
    failed REASON         the kiosk said that it cannot, in a sentence
    closed REASON         and shows no form
    fault WORDS           something that may not happen
    ended
"""

import random
from collections.abc import Callable
from typing import Final

from premises import TODAY, Premises, answers

from kiosk.errors import KioskError, MachineError, StoreError
from kiosk.keys import demo
from kiosk.signups import receipt
from kiosk.signups.carry import carry
from kiosk.signups.code import Proof
from kiosk.signups.intake import VisitorCode

MOST_ACTS: Final = 5_000
"""So that a crowd nobody stops ends by itself."""


class Crowd:
    """Visitors at a real kiosk, one after the other; what they do is drawn from a seed."""

    def __init__(self, premises: Premises, seed: str, tell: Callable[[str], None]) -> None:
        self._premises = premises
        self._dice = random.Random(seed)  # noqa: S311 - to be played again, not to be secret
        self._tell = tell
        self._saved: list[Proof] = []
        self._intake = premises.intake()

    def weights(self) -> dict[Callable[[], None], int]:
        """What they do, and how often."""
        return {
            self.sign_up: 80,
            self.tap_twice: 5,
            self.take_back: 5,
            self.look: 4,
            self.carry: 3,
            self.take_receipts: 2,
            self.start_again: 1,
        }

    def live(self) -> None:
        """Go on until the kiosk closes for good, or for so many acts."""
        acts, weights = list(self.weights()), list(self.weights().values())
        for _ in range(MOST_ACTS):
            act = self._dice.choices(acts, weights)[0]
            try:
                act()
            except MachineError as error:
                self._tell(f"failed {getattr(error, 'reason', 'stick')}: {error}")
                if isinstance(error, StoreError) and self._is_over():
                    break
            except KioskError as error:
                self._tell(f"fault {type(error).__name__}: {error}")
        self._tell("ended")

    def sign_up(self) -> None:
        """Somebody signs up."""
        proof = Proof(f"{self._dice.getrandbits(256):064x}")
        id_ = proof.id
        self._tell(f"begin sign-up {id_}")
        self._intake.save(answers(id_), VisitorCode("", id_))
        self._tell(f"done sign-up {id_}")
        self._saved.append(proof)

    def tap_twice(self) -> None:
        """Somebody signs up, and the glass says so twice."""
        self.sign_up()
        id_ = self._saved[-1].id
        self._intake.save(answers(id_), VisitorCode("", id_))

    def take_back(self) -> None:
        """Somebody takes a sign-up back."""
        if not self._saved:
            return
        proof = self._saved.pop(self._dice.randrange(len(self._saved)))
        self._tell(f"begin withdrawal {proof.id}")
        with self._intake.stores() as stores:
            stores[0].store.withdraw(proof)
        self._tell(f"done withdrawal {proof.id}")

    def look(self) -> None:
        """Somebody looks whether the form is open: that writes, and empties the log."""
        self._intake.closed()

    def carry(self) -> None:
        """Staff carry away what has not arrived."""
        self._tell("begin carrying")
        with self._intake.stores() as stores:
            carried = carry(stores, self._premises.stick, TODAY)
        for path in carried.written:
            self._tell(f"done carrying {path}")
        for error in carried.faults:
            raise error

    def take_receipts(self) -> None:
        """Staff bring what the coordinator wrote."""
        self._tell("begin receipts")
        with self._intake.stores() as stores:
            receipt.take([kept.store for kept in stores], self._premises.stick, demo.PUBLIC.receipt)
        self._tell("done receipts")

    def start_again(self) -> None:
        """The kiosk is closed in the evening and started in the morning."""
        self.leave()
        self._intake = self._premises.intake()

    def leave(self) -> None:
        """The kiosk is closed."""
        self._intake.close()

    def _is_over(self) -> bool:
        closed = self._intake.closed()
        if closed:
            self._tell(f"closed {closed}")
        return closed is not None


class Carriers(Crowd):
    """Staff who carry after every few visitors."""

    def weights(self) -> dict[Callable[[], None], int]:
        """What they do, and how often."""
        return {self.sign_up: 60, self.take_back: 10, self.carry: 30}
