"""`kiosk pack verify` says what `kiosk pack install` would say: the same words, the same code."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any, get_args

import pytest
from packs.library import copied, sign_again, targets
from packs.publisher import Publisher, terms
from packs.test_attacks import ATTACKS, put_in
from tuf.api.metadata import TargetFile

from kiosk.cli import main
from kiosk.clock import SystemClock
from kiosk.errors import PackFault, Refusal
from kiosk.keys import demo

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from packs.test_attacks import Attack


def became(stick: Path, other: str) -> None:
    """Another stick with the same name."""
    stick.rename(stick.with_name("gone"))
    copied(stick.with_name(other), stick)


def another(stick: Path, publisher: Publisher) -> None:
    """The next exhibition of the same publisher."""
    publisher.publish(stick, "Volgend jaar", now=moment(), id_="volgend-jaar")


def expired(stick: Path, publisher: Publisher) -> None:
    """A pack that nobody may take any more."""
    sign_again(publisher, stick, expires=moment().replace(year=2001))


def sign_index(stick: Path, publisher: Publisher, name: str, value: Any = None) -> None:
    """Sign an index with this value, as no publisher would; without one, a photo is not there."""
    path = publisher.exhibit("Derde", photos=("tuin", "dak", "nieuw")).folder / "exhibit.json"
    whole = json.loads(path.read_bytes())
    if value is None:
        whole["cooperatives"][0][name][0]["sizes"][0]["sha256"] = "e" * 64
    else:
        whole[name] = value
    content = json.dumps(whole).encode()
    index = hashlib.sha256(content).hexdigest()
    (targets(stick) / index).write_bytes(content)

    def change(said: Any) -> None:
        said.unrecognized_fields["kiosk"]["index"] = index
        said.targets[index] = TargetFile(len(content), {"sha256": index}, index)

    sign_again(publisher, stick, change)


def moment() -> datetime:
    """Now: the machine's own clock judges what is typed."""
    return SystemClock().now().replace(microsecond=0)


OTHERS: dict[str, Attack] = {
    "an older pack": ("older", "", lambda stick, _p: became(stick, "first")),
    "of another publisher": ("publisher", "", lambda stick, _p: became(stick, "other")),
    "of a publisher who began anew": ("anew", "", lambda stick, _p: became(stick, "anew")),
    "another exhibition": ("exhibition", "", another),
    "past its date": ("expired", "", expired),
    "signed, but shows what is not there": (
        "damaged",
        "",
        lambda stick, publisher: sign_index(stick, publisher, "photos"),
    ),
    "signed, with a timezone of nowhere": (
        "damaged",
        "",
        lambda stick, publisher: sign_index(stick, publisher, "timezone", "Europe/Peel"),
    ),
    "signed, with a title without end": (
        "damaged",
        "",
        lambda stick, publisher: sign_index(stick, publisher, "title", {"nl": "x" * 2_400_000}),
    ),
    "signed, in a newer format": (
        "newer",
        "",
        lambda stick, publisher: sign_index(stick, publisher, "format", 2),
    ),
    "sign-ups for everybody": (
        "demo",
        "",
        lambda stick, publisher: put_in(
            stick,
            publisher,
            publisher.exhibit("Demo", signups=terms(demo.PUBLIC), photos=("tuin",)),
        ),
    ),
}


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A publisher, sticks of all kinds, and a kiosk that has taken two packs."""
    folder = tmp_path_factory.mktemp("library")
    now = moment()
    publisher = Publisher(folder, founded=False)
    publisher.publish(
        folder / "first", "Eerste", photos=("oud",), now=now, recovery=publisher.recovery
    )
    publisher.publish(folder / "second", "Tweede", now=now)
    publisher.publish(folder / "stick", "Derde", photos=("tuin", "dak", "nieuw"), now=now)
    for name in ("first", "second"):
        stick = str(folder / name)
        home = str(folder / "home")
        assert main(["pack", "install", stick, "--home", home, "--trust", "first"]) == 0
    other = Publisher(folder / "b", "another", founded=False)
    other.publish(folder / "other", "Vreemd", now=now, recovery=other.recovery)
    anew = Publisher(folder / "c", founded=False)
    later = now.replace(year=now.year + 1)
    anew.publish(folder / "anew", "Anders", now=later, recovery=anew.recovery)
    return folder


@pytest.mark.parametrize("attack", [*ATTACKS.values(), *OTHERS.values()], ids=[*ATTACKS, *OTHERS])
def test_verify_says_what_install_would_say(
    library: Path, tmp_path: Path, attack: Attack, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of every pack that is refused, for whatever reason: who verifies it learns why beforehand."""
    for name in ("keys", "first", "second", "stick", "other", "anew", "home"):
        copied(library / name, tmp_path / name)
    stick = tmp_path / "stick"
    publisher = Publisher(tmp_path, founded=False)
    kind, _words, work = attack
    work(stick, publisher)
    capsys.readouterr()
    verified, said = typed("verify", stick, capsys)
    installed, told = typed("install", stick, capsys)
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


def typed(command: str, stick: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The exit code, and what stands on stderr, of a command typed at the kiosk beside."""
    code = main(["pack", command, str(stick), "--home", str(stick.with_name("home"))])
    return code, capsys.readouterr().err


def test_every_reason_is_in_the_table() -> None:
    """No kind of refusal is forgotten but those that only an option of `install` can cause."""
    kinds = {attack[0] for attack in [*ATTACKS.values(), *OTHERS.values()]}
    asked = {"stranger", "fingerprint"}
    assert kinds | asked == {*get_args(Refusal), *get_args(PackFault)}


def test_a_stranger_is_asked_about_in_the_same_words(
    library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """On a bare home a whole pack is whole, and the question is the one that installing asks."""
    stick = copied(library / "stick", tmp_path / "stick")
    verified, said = typed("verify", stick, capsys)
    installed, told = typed("install", stick, capsys)
    assert (verified, installed) == (0, 4)
    assert said == f"this pack is whole, but staff are asked first: {told}"
