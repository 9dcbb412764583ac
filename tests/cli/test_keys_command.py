"""`kiosk keys`: what a publisher types, and what comes back."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from kiosk.author import source
from kiosk.cli import main
from kiosk.keys import demo, keyring

ROOT = Path(__file__).parents[2]
DEMO = ROOT / "content" / "demo-keys"
PASSPHRASE = "een korte zin"  # noqa: S105 - of a test


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a passphrase, as Notepad saves it."""
    path = tmp_path_factory.mktemp("answers") / "passphrase.txt"
    path.write_bytes(f"\ufeff{PASSPHRASE}\r\nand a reminder".encode())
    return path


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, answer: Path) -> tuple[Path, str, str]:
    """A folder of keys made by the command, and what was said on stdout and stderr."""
    folder = tmp_path_factory.mktemp("keys") / "mine"
    command = [sys.executable, "-m", "kiosk", "keys", "new", str(folder)]
    done = subprocess.run(
        [*command, "--passphrase-file", str(answer)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return folder, done.stdout, done.stderr


def test_new_makes_keys_and_says_what_to_do(made: tuple[Path, str, str]) -> None:
    """The lines for exhibit.yaml stand on stdout; on stderr, that recovery goes elsewhere."""
    folder, said, words = made
    public = keyring.read_public(folder)
    assert keyring.open_daily(folder, PASSPHRASE).pack.public == public.pack
    assert public.fingerprint in said
    assert public.receipt in said
    assert re.search(r"recovery\s.*another building", words)
    assert PASSPHRASE not in said + words
    assert "AGE-SECRET" not in said + words


def test_what_is_printed_belongs_in_an_exhibit(
    made: tuple[Path, str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Pasted below `signups:`, these lines make a sound exhibit."""
    folder, said, _ = made
    assert main(["keys", "show", str(folder)]) == 0
    assert capsys.readouterr().out == said
    assert main(["exhibit", "new", str(tmp_path / "mine")]) == 0
    text = (tmp_path / "mine" / "exhibit.yaml").read_text("utf-8")
    begin = text.index("# signups:")
    terms = re.sub(r"^# ?", "", text[begin:], flags=re.MULTILINE)
    own = re.sub(r"(?s)  keys:.*?(?=  retention_days)", said, terms)
    assert own != terms
    whole = re.sub(r"Voorbeeld|voorbeeld(?=\.example)", "Zonstraat", text[:begin] + own)
    (tmp_path / "mine" / "exhibit.yaml").write_text(whole, "utf-8")
    read = source.read(tmp_path / "mine").exhibit.signups
    assert read
    assert read.keys.recipients == keyring.read_public(folder).recipients
    assert read.keys.receipt == keyring.read_public(folder).receipt


def test_show_tells_who_this_is(capsys: pytest.CaptureFixture[str]) -> None:
    """The fingerprint to compare, and whose keys these are if they are the demo's."""
    assert main(["keys", "show", str(DEMO)]) == 0
    said = capsys.readouterr()
    assert f"# fingerprint: {demo.PUBLIC.fingerprint}" in said.out
    assert yaml.safe_load(said.out)["keys"]["recipients"] == list(demo.PUBLIC.recipients)
    assert said.err.startswith("These are the demo keys: everybody has them.")


def test_show_speaks_json(capsys: pytest.CaptureFixture[str]) -> None:
    """A script reads all public halves, and nothing else."""
    assert main(["keys", "show", "--json", str(DEMO)]) == 0
    assert json.loads(capsys.readouterr().out) == {
        "fingerprint": demo.PUBLIC.fingerprint,
        "recipients": list(demo.PUBLIC.recipients),
        "receipt": demo.PUBLIC.receipt,
        "pack": demo.PUBLIC.pack,
        "root": demo.PUBLIC.root,
    }


@pytest.mark.parametrize(
    ("where", "words"),
    [("", "there are no keys in"), ("daily", "is one half of the keys")],
)
def test_show_of_another_folder_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], where: str, words: str
) -> None:
    """Who names the wrong folder hears which is the right one."""
    shutil.copytree(DEMO / "daily", tmp_path / "keys" / "daily")
    folder = tmp_path / "keys" / where if where else tmp_path
    assert main(["keys", "show", str(folder)]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert words in said.err


def run(
    *words: str, passphrase: str | None = None, typed: str | None = None
) -> subprocess.CompletedProcess[str]:
    """A command in a process of its own, with no terminal; the passphrase in its environment."""
    environment = {key: value for key, value in os.environ.items() if key != "KIOSK_PASSPHRASE"}
    if passphrase is not None:
        environment["KIOSK_PASSPHRASE"] = passphrase
    return subprocess.run(
        [sys.executable, "-m", "kiosk", *words],
        cwd=ROOT,
        env=environment,
        input=typed or "",
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_without_a_terminal_or_an_answer_nothing_waits(tmp_path: Path) -> None:
    """A script that forgot the passphrase ends with exit 2, and hears how to give it."""
    done = run("keys", "new", str(tmp_path / "keys"), typed=f"{PASSPHRASE}\n{PASSPHRASE}\n")
    assert done.returncode == 2
    assert done.stderr == (
        "a passphrase is needed, and there is nobody to ask — "
        "give --passphrase-file FILE, or set KIOSK_PASSPHRASE\n"
    )
    assert not (tmp_path / "keys").exists()


@pytest.mark.parametrize(
    ("passphrase", "words"),
    [("", "KIOSK_PASSPHRASE is empty"), ("short", "a passphrase of 5 characters is soon guessed")],
)
def test_a_bad_answer_from_the_environment_is_told(
    tmp_path: Path, passphrase: str, words: str
) -> None:
    """What stands in KIOSK_PASSPHRASE is judged like what is typed, and not repeated."""
    done = run("keys", "new", str(tmp_path / "keys"), passphrase=passphrase)
    assert done.returncode == 2
    assert words in done.stderr
    assert not (tmp_path / "keys").exists()


@pytest.mark.slow
def test_the_environment_can_answer(tmp_path: Path) -> None:
    """A script makes keys without a file."""
    done = run("keys", "new", "--json", str(tmp_path / "keys"), passphrase=PASSPHRASE)
    assert done.returncode == 0
    assert json.loads(done.stdout)["pack"] == keyring.read_public(tmp_path / "keys").pack


FILES: dict[str, tuple[bytes | None, str]] = {
    "no file": (None, "cannot be read"),
    "an empty file": (b"", "there is no passphrase in"),
    "an empty first line": (b"\nlater\n", "there is no passphrase in"),
    "another encoding": (b"\xff\xfeh\0o\0", "is not text in UTF-8"),
}


@pytest.mark.parametrize(("content", "words"), FILES.values(), ids=FILES.keys())
def test_a_passphrase_file_that_is_none_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: bytes | None, words: str
) -> None:
    """Nobody makes keys with a passphrase other than the one meant."""
    if content is not None:
        (tmp_path / "answer").write_bytes(content)
    command = ["keys", "new", str(tmp_path / "keys"), "--passphrase-file"]
    assert main([*command, str(tmp_path / "answer")]) == 3
    assert words in capsys.readouterr().err
    assert not (tmp_path / "keys").exists()


def test_new_writes_over_nothing(answer: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where keys are already they stay, and no passphrase is asked for first."""
    assert main(["keys", "new", str(DEMO), "--passphrase-file", str(answer)]) == 2
    assert main(["keys", "new", str(DEMO)]) == 2
    assert capsys.readouterr().err.count("is there already — name a folder that is empty") == 2


@pytest.mark.slow
def test_rotate_replaces_keys_and_says_what_to_do(
    made: tuple[Path, str, str], tmp_path: Path, answer: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The new lines for exhibit.yaml stand on stdout; on stderr, what to do with them."""
    folder = Path(shutil.copytree(made[0], tmp_path / "keys"))
    before = keyring.read_public(folder)
    command = ["keys", "rotate", str(folder), "--passphrase-file", str(answer)]
    assert main(command) == 0
    said = capsys.readouterr()
    after = keyring.read_public(folder)
    assert after.receipt in said.out
    assert after.fingerprint == before.fingerprint
    assert "exhibit.yaml" in said.err
    assert "the fingerprint is a new one" not in said.err
    assert main([*command, "--root", "--json"]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["fingerprint"] != before.fingerprint
    assert "the fingerprint is a new one" in said.err


def test_rotate_tells_what_changes(capsys: pytest.CaptureFixture[str]) -> None:
    """Help says that exhibit.yaml needs new lines, and that the pack comes first."""
    assert main(["keys", "rotate", "--help"]) == 0
    words = " ".join(re.sub(r"[│╭╮╰╯─]", " ", capsys.readouterr().out).split())
    assert "receipt key" in words
    assert "exhibit.yaml" in words
    assert "bring the pack first" in words


def test_rotate_of_the_demo_keys_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Half of them would stay public: exit 4."""
    shutil.copytree(DEMO, tmp_path / "keys")
    (tmp_path / "answer").write_text(demo.PASSPHRASE, "utf-8")
    command = ["keys", "rotate", str(tmp_path / "keys"), "--passphrase-file"]
    assert main([*command, str(tmp_path / "answer")]) == 4
    assert "make your own" in capsys.readouterr().err


def test_unlock_writes_a_file_for_one_kiosk(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Signed with the pack key, for one kiosk and one number."""
    (tmp_path / "answer").write_text(demo.PASSPHRASE, "utf-8")
    (tmp_path / "stick").mkdir()
    command = ["keys", "unlock", "k-ab12cd34", "0123 4567", "--keys", str(DEMO)]
    command += ["--to", str(tmp_path / "stick"), "--passphrase-file", str(tmp_path / "answer")]
    assert main(command) == 0
    said = capsys.readouterr()
    written = Path(said.out.strip())
    assert written == tmp_path / "stick" / "KIOSK-UNLOCK" / "k-ab12cd34-01234567.json"
    assert json.loads(written.read_bytes())["number"] == "01234567"
    assert "a new PIN" in said.err
    assert main([*command[:3], "123", *command[4:]]) == 2
    (tmp_path / "stick" / "KIOSK-UNLOCK").rename(tmp_path / "elsewhere")
    (tmp_path / "stick").rmdir()
    assert main(command) == 5
