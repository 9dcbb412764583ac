"""How long things last. Every length a visit waits by, in one frozen object."""

from dataclasses import dataclass

from kiosk.settings import USUAL


@dataclass(frozen=True, slots=True)
class Timings:
    """All lengths, in seconds by the stopwatch. Settings may replace any of them."""

    idle_seconds: float = USUAL.idle_seconds
    """Without a touch for this long: are you still there?"""
    reading_seconds: float = USUAL.reading_seconds
    """The same, where people read or write: a story, the sign-up."""
    countdown_seconds: float = USUAL.countdown_seconds
    """How long that question stands before all is wiped."""
    thanks_seconds: float = 30
    """The thanks, with the code to take home, stay so long after the last touch."""
    trouble_seconds: float = 15
    """How long Trouble stays when nobody touches it."""
    night_seconds: float = 8
    """When the library is closed, a touch is answered for so long."""
    debounce_seconds: float = 0.35
    """A touch this soon after the scene changed was meant for the scene before."""
    film_grace_seconds: float = 5
    """A film may take this much longer than it says, for opening it on a slow disk."""
    photo_seconds: float = 8
    """A photo in the attract loop."""
    quote_seconds: float = 9
    """A quote in the attract loop."""
    about_seconds: float = 10
    """The introduction in the attract loop."""
    film_seconds: float = 45
    """A film in the attract loop, at most."""
