"""What a test needs to let kiosks live and crash, in one hand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evening import Evening
from judge import Judge
from premises import Premises

if TYPE_CHECKING:
    import random
    from contextlib import ExitStack
    from pathlib import Path

    from figures import Figures
    from nursery import Nursery

    from kiosk.exhibit.model import Exhibit
    from kiosk.keys.ring import Daily


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

    def premises(self, name: str) -> Premises:
        """A place for a kiosk, with empty folders for its disk and its stick."""
        return Premises(self.folder / name, self.exhibit).built()

    def judge(self, premises: Premises) -> Judge:
        """A judge of the kiosk there, with a coordinator of its own."""
        file = self.folder / f"{premises.folder.name}.collection"
        evening = Evening(file, premises.stick, self.daily)
        self.evenings.callback(evening.close)
        return Judge(premises, evening)
