# ruff: noqa: RUF001 - letters that look like others are what some tests are about
"""Reading an author's folder: the whole of it, or every fault with its line."""

from __future__ import annotations

import os
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import pytest

from kiosk.author import source
from kiosk.errors import ExhibitError

if TYPE_CHECKING:
    from collections.abc import Callable

Breakage: TypeAlias = "tuple[Callable[[Path], object], str]"

MAIN = "exhibit.yaml"
GARDEN = "cooperatives/de-tuin/cooperative.yaml"
STORY = "cooperatives/de-tuin/story.nl.md"
VTT = "cooperatives/de-tuin/film.nl.vtt"
SRT = "cooperatives/de-tuin/film.en.srt"


def change(file: str, old: str, new: str) -> Callable[[Path], object]:
    """Write `new` where `file` says `old`."""

    def it(folder: Path) -> None:
        text = (folder / file).read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        (folder / file).write_text(text.replace(old, new), "utf-8")

    return it


def rewrite(file: str, first: int, last: int, new: str) -> Callable[[Path], object]:
    """Write `new` instead of these lines."""

    def it(folder: Path) -> None:
        rows = (folder / file).read_text("utf-8").splitlines()
        rows[first - 1 : last] = new.splitlines()
        (folder / file).write_text("\n".join(rows) + "\n", "utf-8")

    return it


def put(file: str, content: str | bytes) -> Callable[[Path], object]:
    """Let `file` hold this, and nothing else."""

    def it(folder: Path) -> None:
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_bytes(content.encode() if isinstance(content, str) else content)

    return it


def remove(file: str) -> Callable[[Path], object]:
    """Take a file away."""
    return lambda folder: (folder / file).unlink()


def instead(file: str, make: Callable[[Path], object]) -> Callable[[Path], object]:
    """Put something else in the place of a file."""

    def it(folder: Path) -> None:
        (folder / file).unlink(missing_ok=True)
        make(folder / file)

    return it


def move(old: str, new: str) -> Callable[[Path], object]:
    """Call a file or folder something else."""
    return lambda folder: (folder / old).rename(folder / new)


def both(*them: Callable[[Path], object]) -> Callable[[Path], object]:
    """One thing after the other."""
    return lambda folder: [change(folder) for change in them]


def many_cooperatives(folder: Path) -> None:
    """Let there be nineteen."""
    text = (folder / GARDEN).read_text("utf-8").partition("films:")[0]
    for number in range(17):
        here = folder / "cooperatives" / f"meer-{number}"
        here.mkdir()
        (here / "cooperative.yaml").write_text(text, "utf-8")
        (here / "garden.jpg").touch()
        (here / "story.nl.md").write_text("# A\n\nB.\n", "utf-8")


BREAKAGES: dict[str, dict[str, Breakage]] = {}

BREAKAGES["keys"] = {
    "unknown": (
        change(MAIN, "look:", "colours: red\nlook:"),
        "exhibit.yaml:41: unknown key 'colours' — take it out; known here are format, id, title,",
    ),
    "misspelt": (
        change(GARDEN, "summary:", "sumary:"),
        f"{GARDEN}:3: unknown key 'sumary' — did you mean 'summary'?",
    ),
    "misspelt in a list": (
        change(MAIN, "    doors:", "    door:"),
        "exhibit.yaml:36: unknown key 'door' — did you mean 'doors'?",
    ),
    "from elsewhere": (
        change(MAIN, "  email:", "  town: Horst\n  email:"),
        "exhibit.yaml:18: unknown key 'town' — take it out; known here are name, email, link",
    ),
    "missing": (
        change(MAIN, "id: test\n", ""),
        "exhibit.yaml:1: the key 'id' is missing — add 'id: …'",
    ),
    "missing in a list": (
        change(MAIN, "    town: Venray\n", ""),
        "exhibit.yaml:28: the key 'town' is missing — add 'town: …'",
    ),
    "missing in a mapping": (
        change(GARDEN, "  who: Annie\n", ""),
        f"{GARDEN}:8: the key 'who' is missing — add 'who: …'",
    ),
    "a photo without a description": (
        change(GARDEN, "    description: Een tuin vol bonen.\n", ""),
        f"{GARDEN}:12: the key 'description' is missing",
    ),
    "a film without an author": (
        change(GARDEN, "schoffelen.\n    author: Freespace", "schoffelen."),
        f"{GARDEN}:20: the key 'author' is missing",
    ),
    "an empty licence": (
        change(GARDEN, "CC BY 4.0\n    source: wallpapers", "\n    source: wallpapers"),
        f"{GARDEN}:17: an empty text — write it, or take the line out if it is optional",
    ),
    "an empty source": (change(GARDEN, "wallpapers", '"  "'), f"{GARDEN}:18: an empty text"),
    "twice": (
        change(MAIN, "id: test", "id: test\nid: other"),
        "exhibit.yaml:3: the key 'id' stands on line 2 too — keep one",
    ),
    "not a word": (
        change(MAIN, "look:", "[a, b]: c\nlook:"),
        "exhibit.yaml:41: a key that is not a word — write 'key: value'",
    ),
}

BREAKAGES["values"] = {
    "a newer format": (
        change(MAIN, "format: 1", "format: 2"),
        "exhibit.yaml:1: format 2 is newer than this program — use a newer kiosk program",
    ),
    "no format": (
        change(MAIN, "format: 1", "format: one"),
        "exhibit.yaml:1: 'one' is not a format — write 1",
    ),
    "a bad id": (
        change(MAIN, "id: test", "id: Test exhibit"),
        "exhibit.yaml:2: 'Test exhibit' cannot be an id — use a-z, 0-9 and -",
    ),
    "an id too long": (
        change(MAIN, "id: test", f"id: {'x' * 33}"),
        f"exhibit.yaml:2: '{'x' * 33}' cannot be an id",
    ),
    "a list where words are due": (
        change(MAIN, "town: Gennep", "town: [Gennep]"),
        "exhibit.yaml:23: a list, where one value is due — write words",
    ),
    "a mapping where words are due": (
        change(MAIN, "town: Gennep", "town: {nl: Gennep}"),
        "exhibit.yaml:23: a mapping, where one value is due — write words",
    ),
    "words where a list is due": (
        change(MAIN, "[nl, en]", "nl"),
        "exhibit.yaml:4: 'languages' needs a list — write items that begin with '- '",
    ),
    "words where keys are due": (
        change(MAIN, "exhibition:\n      from: 2018-09-28\n      until:", "exhibition:"),
        "exhibit.yaml:25: 'exhibition' needs keys and values — write 'key: value' lines below it",
    ),
    "a list where a text is due": (
        change(MAIN, "{nl: Samen, en: Together}", "[Samen]"),
        "exhibit.yaml:3: a list, where a text is due — write words, or words per language",
    ),
    "a list inside a text": (
        change(MAIN, "nl: Samen,", "nl: [Samen],"),
        "exhibit.yaml:3: a list, where a text is due",
    ),
    "no photos": (
        rewrite(GARDEN, 11, 26, "photos: []"),
        f"{GARDEN}:11: 'photos' needs at least one item — add it",
    ),
    "an empty list left open": (
        rewrite(GARDEN, 19, 26, "films:"),
        f"{GARDEN}:19: 'films' needs a list — write items that begin with '- ', or [] for none",
    ),
    "an item that is only a name": (
        change(GARDEN, "photos:", "photos:\n  - tulips.jpg"),
        f"{GARDEN}:12: item 1 of 'photos' needs keys and values — write 'key: value' lines below",
    ),
    "a list for an introduction": (
        rewrite(MAIN, 6, 11, "about: []"),
        "exhibit.yaml:6: a list, where a text is due — write words, or words per language",
    ),
    "an order that is no number": (
        change(GARDEN, "order: 2", "order: first"),
        f"{GARDEN}:7: 'first' is not a whole number — write one, such as 3",
    ),
    "half a focus": (
        change(GARDEN, "[0.4, 0.6]", "[0.4]"),
        f"{GARDEN}:15: a focus is two numbers — write [from left, from top]",
    ),
    "a focus outside the picture": (
        change(GARDEN, "[0.4, 0.6]", "[0.4, 1.6]"),
        f"{GARDEN}:15: '1.6' is not a number from 0 to 1 — write one, such as 0.5",
    ),
    "a focus in words": (
        change(GARDEN, "[0.4, 0.6]", "[middle, 0.6]"),
        f"{GARDEN}:15: 'middle' is not a number from 0 to 1",
    ),
    "neither yes nor no": (
        change(GARDEN, "    caption: Een dag", "    speech: maybe\n    caption: Een dag"),
        f"{GARDEN}:22: 'maybe' is neither yes nor no — write yes or no",
    ),
    "an e-mail address without @": (
        change(MAIN, "info@alliantie.example", "info.alliantie.example"),
        "exhibit.yaml:18: 'info.alliantie.example' is not an e-mail address — write one such as",
    ),
    "an e-mail address without a country": (
        change(MAIN, "info@alliantie.example", "info@alliantie"),
        "exhibit.yaml:18: 'info@alliantie' is not an e-mail address",
    ),
    "a link that is none": (
        change(MAIN, "https://example.org/", "example.org"),
        "exhibit.yaml:19: 'example.org' is not a web address — write one such as https://",
    ),
    "a link to a script": (
        change(MAIN, "https://example.org/", "javascript:alert(1)"),
        "exhibit.yaml:19: 'javascript:alert(1)' is not a web address",
    ),
    "a broken link": (
        change(MAIN, "https://example.org/", '"https://[example.org/"'),
        "exhibit.yaml:19: 'https://[example.org/' is not a web address",
    ),
    "a link too long for a QR code": (
        change(MAIN, "https://example.org/", f"https://example.org/{'x' * 200}"),
        "exhibit.yaml:19: a web address of 220 characters — shorten it to 200",
    ),
    "a summary too long": (
        change(GARDEN, "Samen groente kweken", "x" * 61),
        f"{GARDEN}:3: 61 characters, where a card has room for 60 — say it in fewer words",
    ),
    "a name too long": (
        change(GARDEN, "name: De Tuin", f"name: {'x' * 49}"),
        f"{GARDEN}:1: 49 characters, where a title has room for 48 — say it in fewer words",
    ),
    "a right too long": (
        change(GARDEN, "right: {nl: voedsel, en: food}", f"right: {'x' * 21}"),
        f"{GARDEN}:2: 21 characters, where the label has room for 20",
    ),
    "a summary too long in one language": (
        change(GARDEN, "summary: Samen groente kweken", f"summary:\n  nl: a\n  en: {'x' * 70}"),
        f"{GARDEN}:5: 70 characters, where a card has room for 60",
    ),
}

BREAKAGES["looks"] = {
    "white on yellow": (
        change(GARDEN, "#4F6B1E", "#F2C94C"),
        (
            f"{GARDEN}:5: white letters on #F2C94C have a contrast of 1.58 : 1 — "
            "take a darker colour; 4.5 : 1 is needed"
        ),
    ),
    "an accent just too light": (
        change(MAIN, "#1F2430", "#777777"),
        "exhibit.yaml:42: white letters on #777777 have a contrast of 4.47 : 1",
    ),
    "no colour": (
        change(GARDEN, '"#4F6B1E"', "green"),
        f"{GARDEN}:5: 'green' is not a colour — write # and six digits, such as \"#4F6B1E\"",
    ),
    "a colour that became a comment": (
        change(GARDEN, '"#4F6B1E"', "#4F6B1E"),
        f'{GARDEN}:5: an empty colour — write it in quotes, such as "#4F6B1E"',
    ),
    "a misspelt icon": (
        change(GARDEN, "icon: eco", "icon: cotage"),
        f"{GARDEN}:6: unknown icon 'cotage' — did you mean 'cottage'?",
    ),
    "an icon unlike any": (
        change(GARDEN, "icon: eco", "icon: zeppelin"),
        f"{GARDEN}:6: unknown icon 'zeppelin' — 'kiosk exhibit schema' lists them",
    ),
}

BREAKAGES["dates"] = {
    "a thirteenth month": (
        change(MAIN, "date: 2018-10-03", "date: 2026-13-01"),
        "exhibit.yaml:33: there is no day 2026-13-01 — write year-month-day of a day that is",
    ),
    "the wrong way round": (
        change(MAIN, "date: 2018-10-03", "date: 03-10-2018"),
        "exhibit.yaml:33: '03-10-2018' is not a date — write year-month-day, such as 2018-10-03",
    ),
    "a moment": (
        change(MAIN, "date: 2018-10-03", "date: 2018-10-03T19:30:00"),
        "exhibit.yaml:33: '2018-10-03T19:30:00' is not a date",
    ),
    "a number": (
        change(MAIN, "date: 2018-10-03", "date: 1538524800"),
        "exhibit.yaml:33: '1538524800' is not a date",
    ),
    "an opening on no day": (
        change(MAIN, "{date: 2018-09-28,", "{date: soon,"),
        "exhibit.yaml:24: 'soon' is not a date",
    ),
    "an hour with a dot": (
        change(MAIN, '"19:30"', "19.30"),
        "exhibit.yaml:34: '19.30' is not how hours are written — write \"19:30\"",
    ),
    "an hour with one digit": (
        change(MAIN, "19:00", "9:00"),
        "exhibit.yaml:36: '9:00' is not how hours are written — write \"09:00\"",
    ),
    "a twenty-fifth hour": (
        change(MAIN, '"21:30"', '"25:30"'),
        "exhibit.yaml:35: '25:30' is not an hour of the day — write hour:minute, such as",
    ),
    "an hour in words": (
        change(MAIN, '"21:30"', "half tien"),
        "exhibit.yaml:35: 'half tien' is not an hour of the day",
    ),
    "an end before the start": (
        change(MAIN, '"21:30"', '"18:30"'),
        "exhibit.yaml:35: this ends before it starts — correct 'from' or 'until'",
    ),
    "doors after the start": (
        change(MAIN, "19:00", "19:45"),
        "exhibit.yaml:36: the doors open after the start — correct 'from' or 'doors'",
    ),
    "an end without a start": (
        change(MAIN, "    promise: Lukt dat?", '    until: "21:30"\n    promise: Lukt dat?'),
        "exhibit.yaml:40: 'until' without 'from' — add 'from', or take 'until' out",
    ),
    "doors without a start": (
        change(MAIN, "    promise: Lukt dat?", '    doors: "21:30"\n    promise: Lukt dat?'),
        "exhibit.yaml:40: 'doors' without 'from' — add 'from', or take 'doors' out",
    ),
    "an exhibition that ends before it begins": (
        change(MAIN, "until: 2018-10-12", "until: 2018-09-12"),
        "exhibit.yaml:27: the last day is before the first — correct 'from' or 'until'",
    ),
    "an unknown timezone": (
        change(MAIN, "Europe/Amsterdam", "Europe/Amsterdm"),
        "exhibit.yaml:5: unknown timezone 'Europe/Amsterdm' — did you mean 'Europe/Amsterdam'?",
    ),
    "a timezone unlike any": (
        change(MAIN, "Europe/Amsterdam", "CEST+2?"),
        "exhibit.yaml:5: unknown timezone 'CEST+2?' — ",
    ),
}

BREAKAGES["agenda"] = {
    "a workshop at an unknown place": (
        change(MAIN, "- place: venray", "- place: venraij"),
        "exhibit.yaml:38: unknown place 'venraij' — did you mean 'venray'?",
    ),
    "a workshop nowhere near": (
        change(MAIN, "- place: venray", "- place: utrecht"),
        "exhibit.yaml:38: unknown place 'utrecht' — the places are gennep, venray",
    ),
    "a place twice": (
        change(MAIN, "  - id: venray", "  - {id: gennep, library: a, town: b}\n  - id: venray"),
        "exhibit.yaml:28: the place 'gennep' stands on line 21 too — give each place an id",
    ),
    "a place without an id": (
        change(MAIN, "  - id: venray\n    library", "  - library"),
        "exhibit.yaml:28: the key 'id' is missing",
    ),
    "a workshop without a place": (
        change(MAIN, "  - place: venray\n    date", "  - date"),
        "exhibit.yaml:38: the key 'place' is missing",
    ),
    "a workshop without a date": (
        change(MAIN, "    date: 2018-11-01\n", ""),
        "exhibit.yaml:38: the key 'date' is missing",
    ),
    "two workshops on one evening": (
        change(MAIN, "look:", "  - {place: venray, date: 2018-11-01, promise: b}\nlook:"),
        (
            "exhibit.yaml:41: a second workshop at 'venray' on 2018-11-01 — "
            "the first stands on line 38; keep one"
        ),
    ),
    "no places": (
        rewrite(MAIN, 20, 40, "places: []\nworkshops: []"),
        "exhibit.yaml:20: 'places' needs at least one item — add it",
    ),
}

BREAKAGES["languages"] = {
    "a text without the exhibit's own language": (
        change(MAIN, "{nl: Organisator}", "{en: Organiser}"),
        "exhibit.yaml:14: this text is missing in the exhibit's own language, 'nl' — add 'nl: …'",
    ),
    "a text in a language that is not listed": (
        change(MAIN, "{nl: Organisator}", "{nl: Organisator, fr: Organisateur}"),
        (
            "exhibit.yaml:14: 'fr' is not among the exhibit's languages (nl, en) — "
            "add it to 'languages' in exhibit.yaml, or take this out"
        ),
    ),
    "an empty text": (
        change(MAIN, "nl: Samen,", 'nl: "",'),
        "exhibit.yaml:3: an empty text — write it",
    ),
    "captions in a language that is not listed": (
        change(GARDEN, "{nl: film.nl.vtt, en:", "{nl: film.nl.vtt, de:"),
        f"{GARDEN}:21: 'de' is not among the exhibit's languages (nl, en)",
    ),
    "a story in a language that is not listed": (
        put("cooperatives/de-tuin/story.fr.md", "# La tomate\n\nAnnie.\n"),
        (
            "cooperatives/de-tuin/story.fr.md:1: 'fr' is not among the exhibit's languages "
            "(nl, en) — add it to 'languages' in exhibit.yaml, or take this file out"
        ),
    ),
    "no story in the exhibit's own language": (
        remove("cooperatives/het-dak/story.nl.md"),
        "cooperatives/het-dak/story.nl.md:1: there is no story in the exhibit's own language — ",
    ),
    "a story that does not tell its language": (
        move("cooperatives/het-dak/story.nl.md", "cooperatives/het-dak/story.md"),
        (
            "cooperatives/het-dak/story.nl.md:1: there is no story in the exhibit's own language — "
            "did you mean 'story.md'?"
        ),
    ),
    "a language nobody speaks": (
        change(MAIN, "[nl, en]", "[nl, en, xx]"),
        "exhibit.yaml:4: 'xx' is not a language code — write one of two letters, such as nl",
    ),
    "a language in words": (
        change(MAIN, "[nl, en]", "[nl, en, Deutsch]"),
        "exhibit.yaml:4: 'Deutsch' is not a language code",
    ),
    "a language twice": (
        change(MAIN, "[nl, en]", "[nl, en, nl]"),
        "exhibit.yaml:4: the language 'nl' is named twice — name it once",
    ),
}

BREAKAGES["letters"] = {
    "an arrow in YAML": (
        change(MAIN, "town: Venray", "town: Venray →"),
        (
            "exhibit.yaml:30: no bundled typeface can draw '→' (U+2192 RIGHTWARDS ARROW) — "
            "write it another way"
        ),
    ),
    "an arrow in the introduction": (
        change(MAIN, "> Zegt Els.", "> Zegt Els ☺."),
        "exhibit.yaml:10: no bundled typeface can draw '☺' (U+263A WHITE SMILING FACE)",
    ),
    "a snowman in a credit": (
        change(GARDEN, "source: wallpapers", "source: wallpapers ☃"),
        f"{GARDEN}:18: no bundled typeface can draw '☃' (U+2603 SNOWMAN)",
    ),
    "an emoji in a story": (
        change(STORY, "bonen", "bonen 🫘"),
        f"{STORY}:9: no bundled typeface can draw '🫘' (U+1FAD8",
    ),
    "an emoji by its number": (
        change(STORY, "bonen", "&#x1F331; bonen"),
        f"{STORY}:9: no bundled typeface can draw '🌱' (U+1F331 SEEDLING)",
    ),
    "a note in captions": (
        change(VTT, "Tot morgen.", "♫ Tot morgen."),
        f"{VTT}:8: no bundled typeface can draw '♫' (U+266B BEAMED EIGHTH NOTES)",
    ),
    "another script": (
        change(GARDEN, "Samen groente kweken", "Разом вирощуємо овочі"),
        (
            f"{GARDEN}:3: no bundled typeface can draw 13 of the characters here, such as 'Р' "
            "(U+0420 CYRILLIC CAPITAL LETTER ER) — write in a script the typefaces have"
        ),
    ),
    "words that run backwards": (
        change(MAIN, "town: Venray", "town: \u202eyarneV"),
        (
            "exhibit.yaml:30: U+202E RIGHT-TO-LEFT OVERRIDE cannot be part of a text — "
            "take this invisible one out"
        ),
    ),
    "words that run backwards, by their number": (
        change(MAIN, "town: Venray", 'town: "\\u202eyarneV"'),
        "exhibit.yaml:30: U+202E RIGHT-TO-LEFT OVERRIDE cannot be part of a text",
    ),
    "half a character": (
        change(MAIN, "town: Venray", 'town: "\\ud83d"'),
        "exhibit.yaml:30: U+D83D cannot be part of a text",
    ),
    "a bell": (
        change(STORY, "Annie", "Annie\x07"),
        f"{STORY}:3: U+0007 cannot be part of a text",
    ),
    "zeros after a power cut": (put(STORY, b"\0" * 4096), f"{STORY}:1: U+0000 cannot be part"),
    "another encoding": (
        put(STORY, "# De coöperatie\n\nCafé.\n".encode("latin-1")),
        f"{STORY}:1: these bytes are not UTF-8 — save it as UTF-8",
    ),
    "another encoding, further down": (
        put(VTT, b"WEBVTT\n\n00:01.000 --> 00:01.500\nCaf\xe9\n"),
        f"{VTT}:4: these bytes are not UTF-8 — save it as UTF-8",
    ),
    "Windows' own Unicode": (
        put(MAIN, "format: 1\n".encode("utf-16")),
        "exhibit.yaml:1: saved as UTF-16 — save it as UTF-8",
    ),
    "a text of more than 1 MB": (
        put(STORY, b"a" * 1_000_001),
        f"{STORY}:1: larger than 1 MB — a text is never this large; make it shorter",
    ),
}

BREAKAGES["files"] = {
    "a photo that is not there": (
        change(GARDEN, "file: garden.jpg", "file: tulips.jpg"),
        f"{GARDEN}:12: there is no file 'tulips.jpg' — copy it there, or correct the name",
    ),
    "a misspelt photo": (
        change(GARDEN, "file: garden.jpg", "file: gardn.jpg"),
        f"{GARDEN}:12: there is no file 'gardn.jpg' — did you mean 'garden.jpg'?",
    ),
    "a photo in other capitals": (
        change(GARDEN, "file: garden.jpg", "file: Garden.JPG"),
        f"{GARDEN}:12: there is no file 'Garden.JPG' — did you mean 'garden.jpg'?",
    ),
    "a film that is not there": (
        remove("cooperatives/de-tuin/film.mp4"),
        f"{GARDEN}:20: there is no file 'film.mp4' — ",
    ),
    "captions that are not there": (
        remove(VTT),
        f"{GARDEN}:21: there is no file 'film.nl.vtt' — ",
    ),
    "captions that are a film": (
        change(GARDEN, "nl: film.nl.vtt", "nl: film.mp4"),
        f"{GARDEN}:21: 'film.mp4' is no captions file — name a file that ends in .vtt or .srt",
    ),
    "captions without languages": (
        change(GARDEN, "{nl: film.nl.vtt, en: film.en.srt}", "film.nl.vtt"),
        f"{GARDEN}:21: captions are one file per language — write {{nl: film.nl.vtt}}",
    ),
    "captions without a file": (
        change(GARDEN, "nl: film.nl.vtt,", 'nl: "",'),
        f"{GARDEN}:21: no file is named — write {{nl: film.nl.vtt}}",
    ),
    "a logo that is not there": (
        remove("logo.png"),
        "exhibit.yaml:15: there is no file 'logo.png'",
    ),
    "a photo that is a folder": (
        instead("cooperatives/de-tuin/garden.jpg", Path.mkdir),
        f"{GARDEN}:12: 'garden.jpg' is a folder, not a file — ",
    ),
    "a file outside the folder": (
        change(GARDEN, "file: garden.jpg", "file: ../het-dak/roof.png"),
        f"{GARDEN}:12: '../het-dak/roof.png' does not lie beside cooperative.yaml — copy it there",
    ),
    "a file anywhere on the disk": (
        change(GARDEN, "file: garden.jpg", "file: /etc/passwd"),
        f"{GARDEN}:12: '/etc/passwd' does not lie beside cooperative.yaml",
    ),
    "a file on another disk": (
        change(GARDEN, "file: garden.jpg", "file: D:garden.jpg"),
        f"{GARDEN}:12: 'D:garden.jpg' does not lie beside cooperative.yaml",
    ),
    "a path as Windows writes it": (
        change(GARDEN, "file: garden.jpg", "file: photos\\garden.jpg"),
        f"{GARDEN}:12: 'photos\\garden.jpg' does not lie beside cooperative.yaml",
    ),
    "an unsafe name that is not there": (
        change(GARDEN, "file: garden.jpg", "file: de tuin.jpg"),
        f"{GARDEN}:12: a space in the name of a file — use a-z, A-Z, 0-9, '.', '-' and '_'",
    ),
    "an unsafe name that is there": (
        both(
            move("cooperatives/de-tuin/garden.jpg", "cooperatives/de-tuin/de tuin.jpg"),
            change(GARDEN, "file: garden.jpg", "file: de tuin.jpg"),
        ),
        "cooperatives/de-tuin/de tuin.jpg:1: a space in the name of a file — use a-z, A-Z",
    ),
    "an accent in a name": (
        put("cooperatives/de-tuin/café.jpg", b""),
        "cooperatives/de-tuin/café.jpg:1: 'é' in the name of a file",
    ),
    "a name that is too long": (
        put(f"{'x' * 61}.jpg", b""),
        f"{'x' * 61}.jpg:1: a name of 65 characters — make it at most 64 characters",
    ),
    "a name that begins with a dot": (
        put(".hidden.jpg", b""),
        ".hidden.jpg:1: a name that begins with '.' — begin it with a letter or digit",
    ),
    "a name that begins with a dash": (put("-rf", b""), "-rf:1: a name that begins with '-'"),
    "a name that ends with a dot": (put("photo.", b""), "photo.:1: a name that ends with a dot"),
    "a name Windows keeps": (
        put("cooperatives/de-tuin/aux.jpg", b""),
        "cooperatives/de-tuin/aux.jpg:1: 'aux.jpg' is a name that Windows keeps for itself — ",
    ),
    "two names that differ in capitals": (
        put("cooperatives/de-tuin/Garden.jpg", b""),
        "cooperatives/de-tuin/garden.jpg:1: 'Garden.jpg' is here too, and differs only in capitals",
    ),
    "a link": (
        instead("logo.png", lambda path: path.symlink_to(path.parent / MAIN)),
        "logo.png:1: a link to somewhere else — copy the file itself here",
    ),
    "a link to a folder": (
        lambda folder: (folder / "cooperatives/other").symlink_to(folder / "cooperatives/de-tuin"),
        "cooperatives/other:1: a link to somewhere else",
    ),
    "cooperative.yaml is a link": (
        instead(GARDEN, lambda path: path.symlink_to("/etc/hostname")),
        f"{GARDEN}:1: a link to somewhere else — copy the file itself here",
    ),
    "a story is a link": (
        instead(STORY, lambda path: path.symlink_to("/etc/hostname")),
        f"{STORY}:1: a link to somewhere else",
    ),
    "captions are a link": (
        instead(VTT, lambda path: path.symlink_to("/etc/hostname")),
        f"{VTT}:1: a link to somewhere else",
    ),
    "the cooperatives are a link": (
        both(
            move("cooperatives", "other"),
            lambda folder: (folder / "cooperatives").symlink_to("other"),
        ),
        "cooperatives:1: a link to somewhere else",
    ),
    "a pipe": (
        instead("logo.png", os.mkfifo),
        "logo.png:1: neither a file nor a folder — take it out",
    ),
    "folders without end": (
        lambda folder: (folder / "a/b/c/d/e/f/g").mkdir(parents=True),
        "a/b/c/d/e/f/g:1: a folder too deep inside folders — move it up",
    ),
    "no exhibit.yaml": (remove(MAIN), "exhibit.yaml:1: missing — write it"),
    "exhibit.yaml is a folder": (
        instead(MAIN, Path.mkdir),
        "exhibit.yaml:1: this is a folder — write it",
    ),
    "no cooperative.yaml": (remove(GARDEN), f"{GARDEN}:1: missing — write it"),
    "no folder of cooperatives": (
        move("cooperatives", "cooperaties"),
        "cooperatives:1: no such folder — make a folder for each cooperative in it",
    ),
    "no cooperatives": (
        both(
            move("cooperatives", "other"),
            lambda folder: (folder / "cooperatives").mkdir(),
        ),
        "cooperatives:1: no cooperatives — make a folder for each cooperative in it",
    ),
    "too many cooperatives": (
        many_cooperatives,
        "cooperatives:1: 19 cooperatives — choose 18: a kiosk has no room for more",
    ),
    "a cooperative with a bad id": (
        move("cooperatives/het-dak", "cooperatives/Het_Dak"),
        "cooperatives/Het_Dak:1: 'Het_Dak' cannot be the id of a cooperative — call its folder by",
    ),
    "a cooperative with an unsafe name": (
        move("cooperatives/het-dak", "cooperatives/het dak"),
        "cooperatives/het dak:1: a space in the name of a file",
    ),
}

ALL = {
    f"{kind}: {name}": breakage
    for kind, breakages in BREAKAGES.items()
    for name, breakage in breakages.items()
}


@pytest.mark.parametrize(("break_it", "fault"), ALL.values(), ids=ALL.keys())
def test_one_breakage_is_one_fault(
    sound_exhibit: Path, break_it: Callable[[Path], object], fault: str
) -> None:
    """Each thing that can be wrong is named once, with its file, its line and what to do."""
    break_it(sound_exhibit)
    with pytest.raises(ExhibitError) as caught:
        source.read(sound_exhibit)
    assert len(caught.value.faults) == 1, str(caught.value)
    assert str(caught.value).startswith(fault)
    assert str(caught.value).isprintable()


def test_a_sound_exhibit_is_read_whole(sound_exhibit: Path) -> None:
    """What an author wrote arrives as objects: dates as dates, texts per language."""
    read = source.read(sound_exhibit)
    assert read.folder == sound_exhibit
    assert read.exhibit.title.into("en") == "Together"
    assert read.exhibit.languages == ("nl", "en")
    assert not read.exhibit.example
    evening, other = read.exhibit.workshops
    assert (evening.date, evening.starts, evening.ends) == (
        date(2018, 10, 3),
        time(19, 30),
        time(21, 30),
    )
    assert evening.doors == time(19, 0)
    assert other.starts is None
    assert [block.kind for block in read.about["nl"]] == ["paragraph", "quote"]
    assert list(read.about) == ["nl", "en"]
    assert read.exhibit.partners[0].logo == "logo.png"


def test_cooperatives_stand_in_their_order(sound_exhibit: Path) -> None:
    """Lower numbers come first, then those without a number by the names of their folders."""
    assert [each.id for each in source.read(sound_exhibit).cooperatives] == ["het-dak", "de-tuin"]
    change("cooperatives/het-dak/cooperative.yaml", "order: 1\n", "")(sound_exhibit)
    assert [each.id for each in source.read(sound_exhibit).cooperatives] == ["de-tuin", "het-dak"]
    change(GARDEN, "order: 2\n", "")(sound_exhibit)
    assert [each.id for each in source.read(sound_exhibit).cooperatives] == ["de-tuin", "het-dak"]


def test_a_cooperative_brings_its_words_and_files(sound_exhibit: Path) -> None:
    """Stories and captions come per language, the exhibit's own first; files by their path."""
    garden = source.read(sound_exhibit).cooperatives[1]
    assert list(garden.stories) == ["nl", "en"]
    assert garden.stories["nl"].title == "De tomaat"
    (captions,) = garden.captions
    assert list(captions) == ["nl", "en"]
    assert captions["nl"][1].text == "Dag Wim & Els.\nTot morgen."
    assert garden.path(garden.written.films[0].file) == "cooperatives/de-tuin/film.mp4"
    photo = garden.written.photos[0]
    assert (photo.point.x, photo.point.y) == (0.4, 0.6)
    assert photo.credit.licence == "CC BY 4.0"


def test_the_own_language_stands_first_wherever_it_was_written(sound_exhibit: Path) -> None:
    """Where a language is missing, a visitor reads the exhibit's own, not the first typed."""
    roof = source.read(sound_exhibit).cooperatives[0]
    assert roof.written.name.into("de") == "Het Dak"


@pytest.mark.parametrize("word", ["yes", "Yes", "YES", "true", "True"])
def test_yes_can_be_written_in_several_ways(sound_exhibit: Path, word: str) -> None:
    """YAML's own words for yes and no are understood, whatever their capitals."""
    change(MAIN, "about:", f"example: {word}\nabout:")(sound_exhibit)
    assert source.read(sound_exhibit).exhibit.example


@pytest.mark.parametrize("hour", ['"19:00"', "19:00", "'19:00'"])
def test_hours_need_no_quotes(sound_exhibit: Path, hour: str) -> None:
    """19:00 is seven in the evening, with quotes or without: YAML's sixties are not counted."""
    change(MAIN, "doors: 19:00", f"doors: {hour}")(sound_exhibit)
    assert source.read(sound_exhibit).exhibit.workshops[0].doors == time(19, 0)


def test_norwegian_is_a_language(sound_exhibit: Path) -> None:
    """The code "no" is Norwegian, not a denial."""
    change(MAIN, "[nl, en]", "[nl, en, no]")(sound_exhibit)
    change(MAIN, "{nl: Samen, en: Together}", "{nl: Samen, no: Sammen}")(sound_exhibit)
    assert source.read(sound_exhibit).exhibit.title.into("no") == "Sammen"


def test_words_are_composed_and_spaced_once(sound_exhibit: Path) -> None:
    """However an accent was typed, and however a line was broken, the same words arrive."""
    text = "summary: >\n  Een cafe\u0301   voor\n  iedereen"
    change(GARDEN, "summary: Samen groente kweken", text)(sound_exhibit)
    summary = source.read(sound_exhibit).cooperatives[1].written.summary
    assert summary.into("nl") == "Een caf\u00e9 voor iedereen"


def test_sixty_characters_fit_on_a_card(sound_exhibit: Path) -> None:
    """A summary of exactly sixty characters is taken, accents counting once."""
    change(GARDEN, "Samen groente kweken", "e\u0301" * 60)(sound_exhibit)
    assert source.read(sound_exhibit).cooperatives[1].written.summary.into("nl") == "é" * 60


def test_media_may_lie_in_a_folder_below(sound_exhibit: Path) -> None:
    """Photos can be kept together in a folder beside the YAML that names them."""
    (sound_exhibit / "cooperatives/de-tuin/photos").mkdir()
    move("cooperatives/de-tuin/garden.jpg", "cooperatives/de-tuin/photos/garden.jpg")(sound_exhibit)
    change(GARDEN, "file: garden.jpg", "file: photos/garden.jpg")(sound_exhibit)
    garden = source.read(sound_exhibit).cooperatives[1]
    assert garden.path("photos/garden.jpg") == "cooperatives/de-tuin/photos/garden.jpg"


def test_a_bom_and_windows_line_ends_do_no_harm(sound_exhibit: Path) -> None:
    """What Notepad saves is read as it was meant."""
    for file in (MAIN, GARDEN, STORY, VTT, SRT):
        content = (sound_exhibit / file).read_bytes()
        (sound_exhibit / file).write_bytes(b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"))
    garden = source.read(sound_exhibit).cooperatives[1]
    assert garden.captions[0]["en"][0].text == "Hello Annie."
    assert garden.stories["nl"].title == "De tomaat"


def test_what_systems_and_editors_leave_behind_is_ignored(sound_exhibit: Path) -> None:
    """A Mac's .DS_Store or an editor's backup is no part of the exhibit, and no fault."""
    here = sound_exhibit / "cooperatives" / "de-tuin"
    for name in (".DS_Store", "._garden.jpg", "Thumbs.db", "desktop.ini", ".story.nl.md.swp"):
        (here / name).touch()
    (here / "story.nl.md~").touch()
    (here / ".#story.nl.md").symlink_to("nobody@nowhere")
    (sound_exhibit / ".git").mkdir()
    assert source.draft(sound_exhibit).unused == ()


def test_files_that_nothing_names_are_told_but_no_fault(sound_exhibit: Path) -> None:
    """A photo kept for later does not stop an exhibit."""
    (sound_exhibit / "cooperatives/de-tuin/later.jpg").touch()
    draft = source.draft(sound_exhibit)
    assert draft.source
    assert draft.unused == ("cooperatives/de-tuin/later.jpg",)


def test_no_fault_hides_another(sound_exhibit: Path) -> None:
    """Whoever has ten things to mend hears of all ten at once, sorted by file and line."""
    for break_it in (
        change(MAIN, "date: 2018-10-03", "date: 2018-10-33"),
        change(MAIN, "- place: venray", "- place: horst"),
        change(MAIN, '"21:30"', '"18:30"'),
        change(MAIN, "> Zegt Els.", "[Zegt](http://example.org) Els."),
        change(MAIN, "town: Gennep", "town: Gennep ☃"),
        change(GARDEN, "icon: eco", "icon: no-icon"),
        change(GARDEN, "file: garden.jpg", "file: gone.jpg"),
        change(VTT, "00:01.500", "00:00.500"),
        remove("cooperatives/het-dak/cooperative.yaml"),
        put("cooperatives/het-dak/story.nl.md", "No title\n"),
        put("-x", b""),
    ):
        break_it(sound_exhibit)
    with pytest.raises(ExhibitError) as caught:
        source.read(sound_exhibit)
    told = [(fault.file, fault.line) for fault in caught.value.faults]
    assert told == [
        ("-x", 1),
        (GARDEN, 6),
        (GARDEN, 12),
        (VTT, 6),
        ("cooperatives/het-dak/cooperative.yaml", 1),
        ("cooperatives/het-dak/story.nl.md", 1),
        (MAIN, 10),
        (MAIN, 23),
        (MAIN, 33),
        (MAIN, 35),
        (MAIN, 38),
    ]


def test_faults_do_nothing_to_a_terminal(sound_exhibit: Path) -> None:
    """Whatever an author typed, telling it moves no cursor and hides nothing."""
    change(MAIN, "id: test", 'id: "\\e[31mtest\\0\\u202e"')(sound_exhibit)
    (sound_exhibit / "\u202egpj\n.photo").touch()
    (sound_exhibit / os.fsdecode(b"caf\xe9.jpg")).touch()
    faults = source.draft(sound_exhibit).faults
    assert len(faults) >= 4
    for fault in faults:
        assert str(fault).isprintable()
        assert str(fault).encode()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    """A mistyped folder is named; nothing else is blamed."""
    with pytest.raises(ExhibitError, match="there is no such folder — name the folder that"):
        source.read(tmp_path / "gone")
    (tmp_path / "file").touch()
    with pytest.raises(ExhibitError, match="this is not a folder"):
        source.read(tmp_path / "file")


def test_a_whole_disk_is_no_exhibit(tmp_path: Path) -> None:
    """Who names the wrong folder waits for no walk through millions of files."""
    for number in range(101):
        folder = tmp_path / f"folder-{number}"
        folder.mkdir()
        for name in range(50):
            (folder / str(name)).touch()
    faults = source.draft(tmp_path).faults
    assert any("more than 5000 files" in fault.what for fault in faults)


def test_a_file_nobody_may_read_is_told(sound_exhibit: Path) -> None:
    """A file without the right to read it is a fault of that file, not of the program."""
    (sound_exhibit / STORY).chmod(0)
    if os.access(sound_exhibit / STORY, os.R_OK):
        pytest.skip("this user may read everything")
    (fault,) = source.draft(sound_exhibit).faults
    assert (fault.file, fault.line) == (STORY, 1)
    assert fault.what == "this file cannot be read: Permission denied"


def test_a_folder_nobody_may_read_is_told(sound_exhibit: Path) -> None:
    """A folder without the right to list it is named; nothing in it is blamed."""
    roof = sound_exhibit / "cooperatives/het-dak"
    roof.chmod(0)
    try:
        if os.access(roof, os.R_OK):
            pytest.skip("this user may read everything")
        (fault,) = source.draft(sound_exhibit).faults
    finally:
        roof.chmod(0o755)
    assert fault.file == "cooperatives/het-dak"
    assert fault.what == "this folder cannot be read: Permission denied"
