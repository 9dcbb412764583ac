"""How a visitor wants it: language, size of letters, contrast, sound, captions."""

from __future__ import annotations

from dataclasses import dataclass

from kiosk.exhibit import model
from kiosk.settings import USUAL

TEXT_SIZES = 4
"""From the usual, 0, to the largest, 3."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """The preferences of one visitor. Forgotten when the visit ends."""

    language: str
    """One of the exhibit's languages."""
    text_size: int = 0
    """From 0, the usual, to 3."""
    high_contrast: bool = False
    """Black and white, for who sees little."""
    volume: float = USUAL.volume
    """How loud films are, from 0 to 1."""
    pace: float = 1.0
    """How fast texts are read aloud; 1 is usual."""
    captions: bool = True
    """Whether films show what is said."""

    @classmethod
    def usual(
        cls, exhibit: model.Exhibit, language: str | None = None, volume: float = USUAL.volume
    ) -> Preferences:
        """What every visit begins with: `language` if the exhibit has it, else its own."""
        own = exhibit.languages[0]
        chosen = language if language in exhibit.languages else None
        return cls(chosen or own, volume=within(volume))


def within(volume: float) -> float:
    """The nearest volume there is, from 0 to 1."""
    return max(0.0, min(1.0, volume))
