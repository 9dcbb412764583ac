"""Names and addresses that stand for the author's own, and what still has them when it counts.

The sample is made of them, so that whoever begins with it has something to replace. Once sign-ups
are sealed to the author's own keys they are faults: a visitor would consent to nobody.
"""

import re
from collections.abc import Iterator

from kiosk.author.letters import quote
from kiosk.author.values import tidy
from kiosk.author.yaml_file import Step, Value, YamlFile
from kiosk.errors import Fault
from kiosk.keys import demo

NAME = "Bibliotheek Voorbeeld"
TOWN = "Voorbeeld"
STREET = "Marktplein 1"
DOMAIN = "voorbeeld.example"

_DOMAINS = (DOMAIN, "example.org", "example.com", "example.net")
"""Mail to these reaches nobody: they are set apart for examples (RFC 2606)."""
_SIGN_UPS = "signups"
_PARTS = (_SIGN_UPS, "contact", "partners", "places")
"""Where a visitor reads who asks, whom to ask, and where."""
_NAMING = ("name", "library", "town", "address")
_ADVICE = {
    "address": "write your own, or take the line out",
    "email": "write an address of yours that somebody reads",
    "consent": "write who you are: visitors agree to what this text says",
}


def faults(main: YamlFile) -> Iterator[Fault]:
    """The placeholders in `exhibit.yaml`, if it takes sign-ups to keys of the author's own."""
    if not _is_live(main):
        return
    for part in _PARTS:
        for path, words in _texts(main.values.get(part, ""), (part,)):
            if made_up := _placeholder(words, path):
                what = f"'{quote(made_up)}' is made up, and this exhibit takes real sign-ups"
                advice = (advice for key, advice in _ADVICE.items() if key in path)
                line = _line(main, path, made_up)
                yield Fault(main.file, line, what, next(advice, "write your own name here"))


def _is_live(main: YamlFile) -> bool:
    """Whether real visitors would leave their names: to any keys but those of the demo."""
    listed, receipt = (main.value(_SIGN_UPS, "keys", key) for key in ("recipients", "receipt"))
    recipients = [word.strip() for word in listed or () if isinstance(word, str)]
    is_demo = demo.is_demo(recipients, receipt.strip() if isinstance(receipt, str) else "")
    return isinstance(main.value(_SIGN_UPS), dict) and not is_demo


def _texts(value: Value, path: tuple[Step, ...]) -> Iterator[tuple[tuple[Step, ...], str]]:
    """Every text at a path and below it."""
    if isinstance(value, str):
        yield path, value
        return
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for step, part in pairs:
        yield from _texts(part, (*path, step))


def _placeholder(words: str, path: tuple[Step, ...]) -> str | None:
    """The placeholder in a text, as it was typed; None if there is none."""
    if found := re.search(re.escape(NAME).replace(r"\ ", r"\s+"), words, re.IGNORECASE):
        return tidy(found.group())
    line = tidy(words)
    _, at, domain = line.rpartition("@")
    if at and domain.casefold().removesuffix(".") in _DOMAINS:
        return line
    if path[-1] in _NAMING and re.search(rf"\b{TOWN}\b", line, re.IGNORECASE):
        return line
    return line if path[0] == _SIGN_UPS and line.casefold() == STREET.casefold() else None


def _line(main: YamlFile, path: tuple[Step, ...], words: str) -> int:
    """The line of a text, or of the first line of a block that begins with these words."""
    first = main.first_line(*path)
    before = str(main.value(*path)).casefold().partition(words.casefold())
    return first + before[0].count("\n") if before[1] and path in main.blocks else first
