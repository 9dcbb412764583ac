"""How many days a kiosk under test was on."""

from dataclasses import dataclass


@dataclass
class DaysOn:
    """As many as a test says; `uptime.Uptime` counts real ones."""

    days: int = 40
    stands: bool = True
    """Whether the date has stood for long enough."""
