"""How much of a frame counts as time in which a finger was surely down.

SDL hands over what fingers did between two frames, and Kivy knows no other time than that of its
frames: a finger that came and went during one long frame seems to have stayed all the while. So a
long frame counts as a short one, and what may have been a tap is a tap.
"""

from __future__ import annotations

from typing import Final

MOST_SECONDS: Final = 0.1
"""A machine that draws ten frames a second still hears a long press as one."""


def sure(frame_seconds: float) -> float:
    """The part of this frame's time that counts, in seconds."""
    return min(frame_seconds, MOST_SECONDS)
