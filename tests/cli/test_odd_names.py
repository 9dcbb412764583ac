"""Every command where the terminal knows plain letters only, in a folder with any name at all."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from cli import visitors
from cli.command import DEMO_KEYS as KEYS
from signups.terms import demo_terms

from kiosk.exhibit import model
from kiosk.keys import demo
from kiosk.paths import Home

TYPE_ALL = """
import json, sys, traceback
from kiosk.cli import main
for command in json.loads(sys.argv[1]):
    try:
        code = main(command)
    except BaseException:
        code = 1
        traceback.print_exc()
    print("EXIT", code, command[0], file=sys.stderr, flush=True)
"""
NAME = 'Jan\'s 50%41 "kiosk" #?; & Łódź ☃\ntwo lines' + os.fsdecode(b"\xff\xfe \x80") + 99 * "m"
"""An apostrophe, blanks, signs that mean something elsewhere, a line break, and no text at all."""


def commands(folder: Path) -> list[list[str]]:
    """An author's, a kiosk's and a coordinator's, in the order of their work."""
    author, ready, keys = folder / "Łódź", folder / "ready", folder / "keys"
    pack, home, demonstration = folder / "pack", folder / "home", folder / "demo"
    stick, office, backup = folder / "stick", folder / "office" / "a.db", folder / "backup"
    phrase, word = folder / "passphrase", folder / "voorbeeld"
    phrase.write_text("twelve neighbours share a garden\n", "utf-8")
    word.write_text(f"{demo.PASSPHRASE}\n", "utf-8")
    (folder / "pin").write_text("4711\n", "ascii")
    for made in (pack, stick, office.parent):
        made.mkdir()
    secret = ["--passphrase-file", phrase]
    opened = ["--keys", KEYS, "--passphrase-file", word]
    sheets = ["--xlsx", folder / "a.xlsx", "--csv", folder / "a.csv"]
    evening = ["--into", office, "--backup", backup, "--output", folder / "out"]
    typed: list[list[object]] = [
        ["keys", "new", keys, *secret],
        ["keys", "show", keys],
        ["keys", "show", keys, "--json"],
        ["exhibit", "new", author],
        ["exhibit", "check", author],
        ["exhibit", "check", author, "--json"],
        ["exhibit", "prepare", author, "--to", ready],
        ["exhibit", "schema"],
        ["pack", "publish", author, "--keys", keys, "--to", pack, *secret, "--example"],
        ["pack", "verify", pack, "--home", home],
        ["pack", "verify", pack, "--home", home, "--json"],
        ["pack", "install", pack, "--home", home, "--trust", "first"],
        ["pack", "list", "--home", home],
        ["pack", "list", "--home", home, "--json"],
        ["setup", "--home", home, "--place", "voorbeeld", "--pin-file", folder / "pin"],
        ["signups", "count", "--home", home],
        ["signups", "count", "--home", demonstration, "--demo"],
        ["signups", "bundle", "--home", demonstration, "--demo", "--to", stick],
        ["signups", "collect", stick, "--into", office, "--admit", "first", *opened],
        ["signups", "export", office, *sheets, *opened],
        ["signups", "report", office, "--html", folder / "a.html"],
        ["signups", "receipt", office, "--backup", backup, "--to", stick, *opened],
        ["desk", stick, *evening, "--settings", folder / "desk.json", *opened],
        ["desk", stick, "--settings", folder / "desk.json", *opened],
    ]
    return [[str(word) for word in command] for command in typed]


@pytest.mark.skipif(sys.platform != "linux", reason="other systems allow fewer names")
def test_every_command_works_in_any_folder_and_at_any_terminal(
    tmp_path: Path, exhibit: model.Exhibit
) -> None:
    """Whatever somebody called their folder, and whatever their terminal can draw."""
    folder = tmp_path / NAME
    folder.mkdir()
    typed = commands(folder)
    shown = exhibit.model_copy(update={"signups": demo_terms()})
    visitors.sign_up(Home(folder / "demo"), shown, "Zoë Łódź", "zoe@example.org")
    done = subprocess.run(
        [sys.executable, "-c", TYPE_ALL, json.dumps(typed)],
        env=os.environ | {"PYTHONIOENCODING": "ascii:strict"},
        capture_output=True,
        check=False,
    )
    words = done.stderr.decode("ascii", "surrogateescape")
    assert "Traceback" not in words
    codes = [line.split(" ")[1:] for line in words.splitlines() if line.startswith("EXIT ")]
    assert codes == [["0", command[0]] for command in typed], words
