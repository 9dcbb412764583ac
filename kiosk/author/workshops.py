"""Places and workshops seen together: what no single value of `exhibit.yaml` shows."""

from collections.abc import Iterator

from kiosk.author.letters import quote
from kiosk.author.values import did_you_mean
from kiosk.author.yaml_file import YamlFile, twice
from kiosk.errors import Fault


def faults(main: YamlFile) -> Iterator[Fault]:
    """Places twice, workshops nowhere, and two workshops at once, whatever else is wrong."""
    named = list(main.names("places"))
    places = [name for name, _ in named]
    for place, line, first in twice(named):
        what = f"the place '{quote(place)}' stands on line {first} too"
        yield Fault(main.file, line, what, "give each place an id of its own")
    all_known = len(named) == len(list(main.items("places")))
    held: dict[tuple[str, str], int] = {}
    for number, workshop in main.items("workshops"):
        name, day = workshop.get("place"), workshop.get("date")
        if not isinstance(name, str) or not name:
            continue
        line = main.line("workshops", number, "place")
        if places and all_known and name not in places:
            otherwise = f"the places are {', '.join(map(quote, dict.fromkeys(places)))}"
            advice = did_you_mean(name, places, otherwise)
            yield Fault(main.file, line, f"unknown place '{quote(name)}'", advice)
        if isinstance(day, str) and day and held.setdefault((name, day), line) != line:
            what = f"a second workshop at '{quote(name)}' on {quote(day)}"
            advice = f"the first stands on line {held[name, day]}; keep one"
            yield Fault(main.file, line, what, advice)
