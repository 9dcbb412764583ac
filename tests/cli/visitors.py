"""Visitors of a demonstration."""

from kiosk.clock import SystemClock
from kiosk.exhibit import model
from kiosk.paths import Home
from kiosk.signups import identity
from kiosk.signups.intake import Intake
from kiosk.signups.signup import Answers


def sign_up(
    home: Home,
    exhibit: model.Exhibit,
    name: str,
    email: str | None = None,
    phone: str | None = None,
) -> str:
    """Somebody leaves their name in this home; their code."""
    intake = Intake(
        home,
        exhibit,
        demo=True,
        place="gennep",
        clock=SystemClock(),
        trusted=lambda _: True,
        machine=identity.machine(),
    )
    drawn = intake.draw()
    intake.save(Answers("nl", name, email, phone, ("groep-1",), (), ("news",)), drawn)
    intake.close()
    return drawn.code
