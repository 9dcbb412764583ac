"""`kiosk pack verify` says what `kiosk pack install` would say: the same words, the same code."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, get_args

import pytest
from cli.command import Command
from packs.library import copied
from packs.publisher import Publisher
from packs.test_attacks import ATTACKS, Attack, Meddler

from kiosk.cli import main
from kiosk.clock import SystemClock
from kiosk.errors import PackFault, Refusal


def change_index(**other: Any) -> Callable[[Meddler], None]:
    """Sign an index with these values, as no publisher would."""
    return lambda by: by.put_index(
        lambda content: json.dumps(json.loads(content) | other).encode(),
        photos=("tuin", "dak", "nieuw"),
    )


def moment() -> datetime:
    """Now: the machine's own clock judges what is typed."""
    return SystemClock().now().replace(microsecond=0)


OTHERS: dict[str, tuple[str, str, Attack]] = {
    "another exhibition": (
        "exhibition",
        "",
        lambda by: by.hold("next", "Volgend jaar", now=moment(), id_="volgend-jaar"),
    ),
    "past its date": ("expired", "", lambda by: by.sign(expires=moment().replace(year=2001))),
    "a timezone of nowhere": ("damaged", "", change_index(timezone="Europe/Peel")),
    "a title without end": ("damaged", "", change_index(title={"nl": "x" * 2_400_000})),
    "an index in a newer format": ("newer", "", change_index(format=2)),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Publisher:
    """A publisher, its sticks, and a kiosk that has taken two packs."""
    folder = tmp_path_factory.mktemp("library")
    now = moment()
    publisher = Publisher(folder)
    publisher.rotate(now=now)
    publisher.publish(folder / "first", "Eerste", photos=("oud",), now=now)
    publisher.publish(folder / "second", "Tweede", now=now)
    publisher.publish(folder / "stick", "Derde", photos=("tuin", "dak", "nieuw"), now=now)
    for name in ("first", "second"):
        stick = str(folder / name)
        home = str(folder / "home")
        assert main(["pack", "install", stick, "--home", home, "--trust", "first"]) == 0
    return publisher


@pytest.mark.parametrize("attack", [*ATTACKS.values(), *OTHERS.values()], ids=[*ATTACKS, *OTHERS])
def test_verify_says_what_install_would_say(
    library: Publisher, tmp_path: Path, attack: tuple[str, str, Attack], kiosk: Command
) -> None:
    """Of every pack that is refused, for whatever reason: who verifies it learns why beforehand."""
    for name in ("first", "second", "stick", "home"):
        copied(library.folder / name, tmp_path / name)
    by = Meddler(library.copy_to(tmp_path))
    kind, _words, work = attack
    work(by)
    verified, said = typed("verify", by.stick, kiosk)
    installed, told = typed("install", by.stick, kiosk)
    if kind == "exhibition":
        assert verified == 0
        assert said.startswith("this pack is whole, but staff are asked first: ")
        said = said.removeprefix("this pack is whole, but staff are asked first: ")
    else:
        assert verified == installed
    # Where nobody knows for sure which day it is, nothing is past its date.
    assert installed in ({0, 3} if kind == "expired" else {3, 4})
    if installed == 0:
        return
    assert said == told
    assert "\n" not in told.strip()
    assert len(told) < 500


def typed(command: str, stick: Path, kiosk: Command) -> tuple[int, str]:
    """The exit code, and what stands on stderr, of a command typed at the kiosk beside."""
    done = kiosk("pack", command, stick, "--home", stick.with_name("home"))
    return done.code, done.err


def test_every_reason_is_in_the_table() -> None:
    """No kind of refusal is forgotten but those that only an option of `install` can cause."""
    kinds = {attack[0] for attack in [*ATTACKS.values(), *OTHERS.values()]}
    asked = {"stranger", "fingerprint"}
    assert kinds | asked == {*get_args(Refusal), *get_args(PackFault)}


def test_a_stranger_is_asked_about_in_the_same_words(
    library: Publisher, tmp_path: Path, kiosk: Command
) -> None:
    """On a bare home a whole pack is whole, and the question is the one that installing asks."""
    stick = copied(library.folder / "stick", tmp_path / "stick")
    verified, said = typed("verify", stick, kiosk)
    installed, told = typed("install", stick, kiosk)
    assert (verified, installed) == (0, 4)
    assert said == f"this pack is whole, but staff are asked first: {told}"
