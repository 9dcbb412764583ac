"""The exhibit that every author begins with, changed as its author would."""

import re
from pathlib import Path

from kiosk.author import placeholders, sample
from kiosk.keys import demo

PUBLISHED = (*demo.PUBLIC.recipients, demo.PUBLIC.receipt)
"""The keys that stand in it, which everybody has."""
REPLACED = {
    placeholders.NAME: "Bibliotheek Zonstraat",
    placeholders.DOMAIN: "zonstraat.example",
    f"town: {placeholders.TOWN}": "town: Zonstraat",
    f"{placeholders.STREET}, {placeholders.TOWN}": "Zonstraat 4",
}
"""What an author writes in place of what it made up."""


def taking(folder: Path, keys: tuple[str, ...] = PUBLISHED) -> Path:
    """It, with its sign-ups turned on; with two recipients and a receipt key of the author's."""
    sample.write(folder)
    main = folder / "exhibit.yaml"
    text = main.read_text("utf-8")
    begin = text.index("# signups:")
    terms = re.sub(r"^# ?", "", text[begin:], flags=re.MULTILINE)
    main.write_text(text[:begin] + terms, "utf-8")
    replace(folder, **dict(zip(PUBLISHED, keys, strict=True)))
    return folder


def replace(folder: Path, **words: str) -> None:
    """Change words in the exhibit."""
    main = folder / "exhibit.yaml"
    text = main.read_text("utf-8")
    for old, new in words.items():
        text = text.replace(old, new)
    main.write_text(text, "utf-8")
