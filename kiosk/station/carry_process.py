"""Sign-ups are carried away in another process, so that the glass and a visitor's save go on."""

from datetime import date
from pathlib import Path

from kiosk.errors import KioskError
from kiosk.paths import Home
from kiosk.station import carrying
from kiosk.station.carrying import ExchangeResult
from kiosk.station.idle_process import IdleProcess, Job


def carry(  # noqa: PLR0913 - as `carrying.carry` has it
    home: Home, stick: Path, *, machine: str, demo: bool, key: str | None, today: date | None
) -> ExchangeResult:
    """Take the receipts on the stick, then write all that has not arrived. Raises nothing."""
    child = IdleProcess(is_idle=False)
    try:
        return child.run(_carry, home, stick, machine=machine, demo=demo, key=key, today=today)
    except KioskError as error:
        return carrying.ExchangeResult(faults=(error,))


def _carry(  # noqa: PLR0913
    _job: Job,
    home: Home,
    stick: Path,
    *,
    machine: str,
    demo: bool,
    key: str | None,
    today: date | None,
) -> ExchangeResult:
    return carrying.carry(home, stick, machine=machine, demo=demo, key=key, today=today)
