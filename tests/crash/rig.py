"""What a test needs to let kiosks live and crash, in one hand."""

import random
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from evening import Evening
from figures import Figures
from judge import Judge
from nursery import Nursery
from premises import Premises

from kiosk.exhibit.model import Exhibit
from kiosk.keys.keyring import Daily

MOST_LINES: Final = 160
"""A crowd tells at most so much before it is stopped."""
A_SAVE_SECONDS: Final = 0.001
A_START_SECONDS: Final = 0.02
"""About as long as one takes, so that any moment of it is met."""


@dataclass(frozen=True, slots=True)
class Rig:
    """A nursery of crowds, chance, and places for kiosks, each with a judge."""

    nursery: Nursery
    dice: random.Random
    seed: str
    """Where the dice began; crowds begin there too."""
    figures: Figures
    long: bool
    """Whether somebody has the time for many crashes."""
    folder: Path
    exhibit: Exhibit
    daily: Daily
    evenings: ExitStack
    """Closes the coordinators in the end."""

    def at_a_moment(self, *, first: bool) -> list[str]:
        """Listen until some moment of a crowd's life, of its `first` start if that is meant."""
        # The first thing a crowd tells is that somebody begins: then the kiosk makes its store.
        told = self.nursery.listen(1 if first else self.dice.randrange(MOST_LINES))
        self.nursery.wait(self.dice.uniform(0, A_START_SECONDS if first else A_SAVE_SECONDS))
        return told

    def premises(self, name: str) -> Premises:
        """A place for a kiosk, with empty folders for its disk and its stick."""
        return Premises(self.folder / name, self.exhibit).built()

    def judge(self, premises: Premises) -> Judge:
        """A judge of the kiosk there, with a coordinator of its own."""
        file = self.folder / f"{premises.folder.name}.collection"
        evening = Evening(file, premises.stick, self.daily)
        self.evenings.callback(evening.close)
        return Judge(premises, evening)
