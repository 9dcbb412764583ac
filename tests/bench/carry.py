"""How long a save waits while sign-ups are carried: `python tests/bench/carry.py`.

A kiosk keeps so many sign-ups. A visitor signs up every 50 ms: while nothing else goes on, while
all are carried to a stick, and while a receipt for all of them is taken; both as the corner of the
staff does it. The floor is a bare durable INSERT, that takes turns with the saves. The worst is
what a visitor might wait.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import tempfile
import threading
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

sys.path[:0] = [str(Path(__file__).parents[2]), str(Path(__file__).parents[1])]

from bench.save import CLOCK, DAY, FLOOR, Floor, Ours, timed  # noqa: E402 - found by the line above

from kiosk.keys.signing import Signer  # noqa: E402
from kiosk.paths import Home  # noqa: E402
from kiosk.signups import receipt  # noqa: E402
from kiosk.station import carry_process  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

PAUSE_SECONDS = 0.05
SIGNER = Signer(bytes(32))


def fill(ours: Ours, sign_ups: int) -> None:
    """Keep so many sign-ups, all made durable at once."""
    store = ours.store
    with store._kept.transaction():  # noqa: SLF001 - one by one they would take minutes
        for _ in range(sign_ups):
            sealed = secrets.token_bytes(ours.size)
            store._append("sign-up", secrets.token_hex(16), DAY, sealed)  # noqa: SLF001


def arrive(ours: Ours, stick: Path) -> None:
    """The coordinator's receipts for all that is kept, signed with the demo key."""
    store = ours.store
    kiosk = store.kiosk
    events = store.events(1, store.last_number)
    arrived = {kiosk: [(event.number, event.id, event.hash(kiosk)) for event in events]}
    folder = stick / receipt.FOLDER
    folder.mkdir()
    for portion in receipt.portions(arrived, CLOCK.now()):
        content = receipt.write(portion, SIGNER)
        (folder / receipt.name(content)).write_bytes(content)


def during(
    work: Callable[[], object], ours: Ours, floor: Floor
) -> tuple[float, list[float], list[float]]:
    """Save until `work` is done: its seconds, and the milliseconds of saves and of the floor."""
    thread = threading.Thread(target=work)
    saves, bare = [], []
    began = CLOCK.seconds()
    thread.start()
    while thread.is_alive():
        saves.append(timed(ours.save))
        bare.append(timed(floor.save))
        thread.join(PAUSE_SECONDS)
    return CLOCK.seconds() - began, saves, bare


def row(what: str, took: list[float]) -> str:
    """A row of figures."""
    return f"  {what:28} {len(took):5}  median {median(took):7.2f}  worst {max(took):8.2f} ms"


def main() -> None:
    """Measure, and tell."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sign-ups", type=int, default=20_000)
    parser.add_argument("--on", type=Path, help="a folder on the disk to measure")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=asked.on) as name:
        home, stick = Home(Path(name) / "home"), Path(name) / "stick"
        stick.mkdir()
        ours = Ours(home)
        floor = Floor(Path(name) / "floor.db", ours.size)
        fill(ours, asked.sign_ups)

        def carry() -> None:
            result = carry_process.carry(
                home, stick, machine="", demo=True, key=SIGNER.public, today=DAY
            )
            assert result.is_whole, result.faults

        def wait() -> None:
            threading.Event().wait(5)

        steps: dict[str, Callable[[], object]] = {"nothing else": wait, "carried to a stick": carry}
        for what, step in steps.items():
            tell(what, during(step, ours, floor))
        arrive(ours, stick)
        tell("a receipt is taken", during(carry, ours, floor))
        ours.intake.close()


def tell(what: str, took: tuple[float, list[float], list[float]]) -> None:
    """Print the figures of one step."""
    seconds, saves, bare = took
    print(f"{what}: {seconds:.1f} s", row("a save", saves), row(FLOOR, bare), sep="\n", flush=True)


if __name__ == "__main__":
    main()
