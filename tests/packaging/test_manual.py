"""The pages to print say what really stands on the glass, and what can really be typed."""

import re
from pathlib import Path
from typing import Any

import pytest
import typer

from kiosk.cli.commands import app
from kiosk.i18n.catalogue import Catalogue

ROOT = Path(__file__).parents[2]
MANUAL = ROOT / "packaging" / "README.md"
TEXT = MANUAL.read_text("utf-8")
LIBRARY, COORDINATOR = TEXT.split("\n# ")[1:]
COMMANDS = re.findall(r"`(kiosk [^`]+)`", TEXT)
MOST_WORDS = 530
"""Much more does not go on one sheet of paper, beside the pictures."""
NOT_ON_GLASS = {"vet", "linksboven"}
"""Printed bold for another reason."""


def on_glass() -> set[str]:
    """Every sentence that the program can say in Dutch."""
    file = ROOT / "kiosk" / "i18n" / "nl.po"
    said = re.findall(r'^msgstr(?:\[\d\])? "(.*)"$', file.read_text("utf-8"), flags=re.MULTILINE)
    return set(said)


def named(command: str) -> tuple[Any, set[str]]:
    """The command that stands there, and the options it knows. Raises KeyError if there is none."""
    one: Any = typer.main.get_command(app)
    for word in command.split()[1:]:
        if not hasattr(one, "commands"):
            break
        one = one.commands[word]
    return one, {option for param in one.params for option in param.opts}


def test_words_in_bold_stand_on_the_glass() -> None:
    """Whoever reads it finds the same words to press."""
    bold = set(re.findall(r"\*\*([^*]+)\*\*", LIBRARY)) - NOT_ON_GLASS
    assert len(bold) > 20
    assert bold - on_glass() == set()
    assert Catalogue().say("nl")("To the stick") == "Naar de stick"


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_can_be_typed(command: str) -> None:
    """No page tells to type what the program does not know."""
    one, options = named(command)
    assert not hasattr(one, "commands")
    assert set(re.findall(r"--[a-z-]+", command)) <= options


@pytest.mark.parametrize("page", [LIBRARY, COORDINATOR], ids=["library", "coordinator"])
def test_a_page_is_one_sheet_of_paper(page: str) -> None:
    """Neither page is longer than somebody reads standing."""
    plain = re.sub(r"<[^>]+>|[|*#`-]", " ", page)
    assert len(plain.split()) <= MOST_WORDS
