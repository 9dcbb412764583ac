"""How much memory the kiosk holds after a long time, and whether it still grows.

    python tests/bench/soak.py [taps] [items] [films] [visits] [--short] [--seed 1] [--to FOLDER]
                               [--times N] [--minutes N] [--size 1920x1080] [--exhibit FOLDER]

A demonstration kiosk runs on an X server of its own (Xvfb), and a visitor who follows a seed sits
in front of it. Fingers are real events of X. Without names every course is run, one by one:

- **taps**: one visit without end: four taps a second, on what can be pressed and beside it, and
  now and then a long press or a swipe, for 25 minutes.
- **items**: nobody is there; 2,000 items of the loop, each until its picture stands.
- **films**: 500 films opened from their pages, seen for some seconds, and left.
- **visits**: 200 visits: a few taps, every second one with a whole sign-up, and then nobody.

Time is shortened only where nothing but waiting would fill it: the next item and the end of a visit
come when the bench says so. What is measured is the memory that is a process's own and its share of
the rest (PSS), of all processes of the kiosk together, from outside. After each tenth of a minute,
item, film or visit it is read once, at rest where there is rest.

Prints for each course how much memory there is at its end (the mean of the last quarter), at most,
and by how much its own part grows, which is in no file: a straight line through what came after the
first third, in MB per thousand, with its 95 % confidence. Neighbours resemble each other, so means
of twenty blocks are what the line goes through. The whole holds its share of libraries, which falls
where other programs use the same ones: the own part is what to compare. Processor time per tap or
item, too. `--to` keeps every reading. A MB is 1,048,576 bytes.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
from guide import guide
from readings import Readings, keep, report
from start import Screen, Size, program, size

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


TAP_SECONDS = 0.05
LONG_SECONDS = 0.8
SETTLING_SECONDS = 0.6
"""A touch sooner after a new scene was meant for the one before, and presses nothing."""
MOST_SECONDS = 40.0
"""What has not happened by then never will."""
FIT = 0.05
"""Of a tap beside everything, so much from the edges: staff's corner is not what is measured."""


@dataclass(frozen=True, slots=True)
class Course:
    """Something that is done again and again."""

    unit: str
    long: float
    short: float
    """How many times, or for how many minutes."""
    walk: Callable[[Bench, float], None]


class Bench:
    """A kiosk that runs, a guide in it that says what is on the glass, and a visitor's finger."""

    def __init__(self, screen: Screen, kiosk: subprocess.Popen[str], size: Size) -> None:
        self._screen = screen
        self._kiosk = kiosk
        self._size = size
        self.chance = random.Random(0)  # noqa: S311 - the same visitor every time
        self.readings = Readings()

    # What the guide says

    def ask(self, question: str = "look") -> dict[str, Any]:
        """The guide's answer: `scene`, `step`, `rests` and `pressables`."""
        stdin, stdout = self._kiosk.stdin, self._kiosk.stdout
        assert stdin is not None
        assert stdout is not None
        stdin.write(question + "\n")
        stdin.flush()
        answer: dict[str, Any] = json.loads(stdout.readline())
        return answer

    def until(self, happens: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
        """Wait until the guide sees this; what it sees then."""
        until = time.monotonic() + MOST_SECONDS
        while time.monotonic() < until:
            seen = self.ask()
            if happens(seen):
                return seen
            time.sleep(0.05)
        raise TimeoutError(f"it never came at {seen['step'] or seen['scene']}")

    def rest(self) -> None:
        """Let what moves arrive, and pictures be there."""
        with suppress(TimeoutError):
            self.until(lambda seen: seen["rests"])

    # What the finger does

    def tap(self, x: float, y: float, *, seconds: float = TAP_SECONDS) -> None:
        """Touch a place, in pixels from left and above."""
        place = round(x), round(y)
        self._screen.press(down=True, place=place)
        time.sleep(seconds)
        self._screen.press(down=False, place=place)

    def swipe(self, x: float, y: float, far: float) -> None:
        """Come down here, slide sideways, and leave."""
        self._screen.press(down=True, place=(round(x), round(y)))
        for step in range(1, 6):
            time.sleep(0.02)
            self._screen.move((round(x + far * step / 5), round(y)))
        self._screen.press(down=False, place=(round(x + far), round(y)))

    def press(self, seen: dict[str, Any], **wanted: object) -> bool:
        """Tap one of what is described like this, if there is any."""
        found = [
            one
            for one in seen["pressables"]
            if all(one[name] == value for name, value in wanted.items())
        ]
        if found:
            one = self.chance.choice(found)
            self.tap(one["x"], one["y"])
        return bool(found)

    def go(self, step: str, **wanted: object) -> None:
        """Press what is described like this until that leads to this question of the form."""
        for _ in range(20):
            seen = self.ask()
            if seen["step"] == step:
                time.sleep(SETTLING_SECONDS)
                return
            self.press(seen, **wanted)
            time.sleep(SETTLING_SECONDS)
        raise TimeoutError(f"no way to {step} from {seen['step'] or seen['scene']}")

    def choose(self) -> None:
        """Tick one of what can be chosen."""
        for _ in range(20):
            seen = self.ask()["pressables"]
            choices = [one for one in seen if one["kind"].endswith("Choice")]
            if not choices or any(one["chosen"] for one in choices):
                return
            self.tap(choices[0]["x"], choices[0]["y"])
            time.sleep(SETTLING_SECONDS)

    def type(self, *keys: str) -> None:
        """Touch one key after another. Raises TimeoutError where there is none."""
        for key in keys:

            def found(seen: dict[str, Any], key: str = key) -> list[dict[str, Any]]:
                return [
                    one
                    for one in seen["pressables"]
                    if one["kind"] == "Key" and one["text"].casefold() == key
                ]

            there = found(self.until(found))
            self.tap(there[0]["x"], there[0]["y"])
            time.sleep(0.15)

    def anywhere(self) -> tuple[float, float]:
        """A place of the glass by chance."""
        wide, high = self._size
        part = self.chance.uniform
        return wide * part(FIT, 1 - FIT), high * part(FIT, 1 - FIT)

    def fiddle(self) -> None:
        """Do something that visitors do, by chance."""
        what = self.chance.random()
        if what < 0.75:
            seen = self.ask()
            if not self.press(seen):
                self.tap(*self.anywhere())
        elif what < 0.92:
            self.tap(*self.anywhere())
        elif what < 0.96:
            self.tap(*self.anywhere(), seconds=LONG_SECONDS)
        else:
            self.swipe(*self.anywhere(), self.chance.choice((-400, 400)))

    def wake(self) -> dict[str, Any]:
        """Be somebody, at the cards."""
        for _ in range(20):
            seen = self.ask()
            if seen["scene"] == "HomeScene":
                return seen
            if seen["scene"] == "AttractScene" or not self.press(seen, kind="Press", icon="home"):
                self.tap(*self.anywhere())
            time.sleep(SETTLING_SECONDS)
        raise TimeoutError(f"no way to the cards from {seen['step'] or seen['scene']}")

    # What is read

    def read(self, done: int) -> None:
        """Read the memory now, after so many of what is done."""
        processes = [psutil.Process(self._kiosk.pid)]
        processes += processes[0].children(recursive=True)
        kilobytes, own, seconds = 0, 0, 0.0
        for process in processes:
            with suppress(OSError, psutil.Error):
                rows = Path(f"/proc/{process.pid}/smaps_rollup").read_text("ascii").splitlines()[1:]
                named = {row.split()[0]: int(row.split()[1]) for row in rows}
                kilobytes += named["Pss:"]
                own += named["Pss_Anon:"]
                times = process.cpu_times()
                seconds += times.user + times.system
        self.readings.done.append(done)
        self.readings.mb.append(kilobytes / 1024)
        self.readings.own_mb.append(own / 1024)
        self.readings.processor.append(seconds)


def taps(bench: Bench, minutes: float) -> None:
    """One visit without end."""
    bench.wake()
    ends = time.monotonic() + 60 * minutes
    done, due = 0, 0.0
    while time.monotonic() < ends:
        bench.fiddle()
        done += 1
        time.sleep(bench.chance.uniform(0.1, 0.3))
        if time.monotonic() > due:
            due = time.monotonic() + 6
            bench.read(done)


def items(bench: Bench, times: float) -> None:
    """The loop, as quickly as its pictures come."""
    for done in range(1, round(times) + 1):
        bench.ask("next")
        time.sleep(0.4)
        bench.rest()
        bench.read(done)


def films(bench: Bench, times: float) -> None:
    """Films from their cooperatives' pages."""
    done = 0
    while done < times:
        seen = bench.wake()
        bench.rest()
        bench.press(seen, kind="Card")
        time.sleep(SETTLING_SECONDS)
        if not bench.press(bench.ask(), kind="Door", icon="play_arrow"):
            continue
        with suppress(TimeoutError):
            bench.until(lambda seen: seen["films"])
        time.sleep(bench.chance.uniform(1.0, 3.0))
        done += 1
        bench.read(done)
        bench.press(bench.ask(), kind="Press", icon="home")
        time.sleep(SETTLING_SECONDS)


def visits(bench: Bench, times: float) -> None:
    """Visitors who come, some of whom sign up, and who all leave."""
    for done in range(1, round(times) + 1):
        bench.wake()
        for _ in range(bench.chance.randint(3, 12)):
            bench.fiddle()
            time.sleep(0.3)
        if done % 2:
            try:
                sign_up(bench)
            except TimeoutError as late:
                print(f"visit {done}: {late}", flush=True)
        bench.ask("leave")
        time.sleep(1.5)
        while bench.ask()["films"]:  # a film of the loop has memory of its own: see "items"
            bench.ask("next")
            time.sleep(1.5)
        bench.rest()
        bench.read(done)


def sign_up(bench: Bench) -> None:
    """From the cards to the code, key by key."""
    bench.ask("leave")  # other wishes and half a draft are another visitor's
    time.sleep(SETTLING_SECONDS)
    bench.wake()
    bench.go("interests", kind="Press", icon="groups")
    bench.choose()
    bench.go("name", onward=True)
    bench.type(*"mieke")
    bench.go("contact", onward=True)
    bench.type(*"mieke", "@gmail.com")
    bench.go("purposes", onward=True)
    bench.choose()
    bench.go("check", onward=True)
    bench.go("saved", onward=True)
    bench.rest()


COURSES = {
    "taps": Course("taps", 25, 3, taps),
    "items": Course("items", 2000, 90, items),
    "films": Course("films", 500, 25, films),
    "visits": Course("visits", 200, 10, visits),
}


def main() -> None:
    """Run the courses, and print what each of them found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("courses", nargs="*", choices=[*COURSES, []], help="all, without a name")
    parser.add_argument("--short", action="store_true", help="some minutes for all of them")
    parser.add_argument("--times", type=float, help="instead of a course's own number")
    parser.add_argument("--minutes", type=float, help="the same, of taps")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--size", type=size, default="1920x1080")
    parser.add_argument("--exhibit", type=Path, help="a prepared one; it takes no sign-ups")
    parser.add_argument("--to", type=Path, help="keep every reading here, as CSV")
    parser.add_argument("--guide", type=Path, metavar="HOME", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.guide:
        guide(options.guide, options.exhibit, options.size)
        return
    for name in options.courses or COURSES:
        course = COURSES[name]
        usual = course.short if options.short else course.long
        amount = (options.minutes if name == "taps" else options.times) or usual
        with started(options.exhibit, options.size) as bench:
            bench.chance.seed(options.seed)
            course.walk(bench, amount)
        report(name, course.unit, bench.readings)
        if options.to:
            keep(options.to / f"{name}.csv", bench.readings)


@contextmanager
def started(exhibit: Path | None, size: Size) -> Iterator[Bench]:
    """A kiosk whose first scene stands, and at rest."""
    with tempfile.TemporaryDirectory() as home, Screen(size) as screen:
        command = [sys.executable, __file__, "--guide", home, "--size", "{}x{}".format(*size)]
        command += ["--exhibit", str(exhibit)] if exhibit else []
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        with program(command, screen, Path(home), **pipes) as kiosk:
            bench = Bench(screen, kiosk, size)
            bench.rest()
            time.sleep(10)  # screens are made ahead, and every file is looked at
            yield bench


if __name__ == "__main__":
    main()
