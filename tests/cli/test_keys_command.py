"""`kiosk keys`: what a publisher types, and what comes back."""

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from cli.command import CHEAP, Command, forked
from cli.command import DEMO_KEYS as DEMO

from kiosk.clock import SystemClock
from kiosk.keys import demo, keyring

PASSPHRASE = "een korte zin"  # noqa: S105 - of a test


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with a passphrase, as Notepad saves it."""
    path = tmp_path_factory.mktemp("answers") / "passphrase.txt"
    path.write_bytes(f"\ufeff{PASSPHRASE}\r\nand a reminder".encode())
    return path


@pytest.mark.slow
def test_new_makes_keys_and_says_what_to_do(
    tmp_path: Path, kiosk: Command, monkeypatch: pytest.MonkeyPatch, begun: list[str]
) -> None:
    """A script without a file reads JSON on stdout; on stderr, that recovery goes elsewhere.

    The lines for exhibit.yaml, which people read on stdout, stand in a session of the README.
    """
    folder = tmp_path / "keys"
    monkeypatch.setenv("KIOSK_PASSPHRASE", PASSPHRASE)
    done = kiosk("keys", "new", "--json", folder)
    assert "making the keys" in begun
    assert json.loads(done.printed())["pack"] == keyring.read_public(folder).pack
    assert re.search(r"recovery\s.*another building", done.err)
    assert PASSPHRASE not in done.out + done.err
    assert "AGE-SECRET" not in done.out + done.err


def test_show_tells_who_this_is(kiosk: Command) -> None:
    """The fingerprint to compare, and whether these are the demo's; as JSON all public halves."""
    said = kiosk("keys", "show", DEMO)
    assert f"# fingerprint: {demo.PUBLIC.fingerprint}" in said.out
    assert yaml.safe_load(said.out)["keys"]["recipients"] == list(demo.PUBLIC.recipients)
    assert said.told().startswith("These are the demo keys: everybody has them.")
    assert json.loads(kiosk("keys", "show", "--json", DEMO).printed()) == {
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
    tmp_path: Path, kiosk: Command, where: str, words: str
) -> None:
    """Who names the wrong folder hears which is the right one."""
    shutil.copytree(DEMO / "daily", tmp_path / "keys" / "daily")
    said = kiosk("keys", "show", tmp_path / "keys" / where if where else tmp_path)
    assert said.out == ""
    assert words in said.told(3)


def test_without_a_terminal_or_an_answer_nothing_waits(tmp_path: Path) -> None:
    """A script that forgot the passphrase ends with exit 2, and hears how to give it."""
    assert forked("keys", "new", tmp_path / "keys").told(2) == (
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
    done = forked("keys", "new", tmp_path / "keys", KIOSK_PASSPHRASE=passphrase)
    assert words in done.told(2)
    assert not (tmp_path / "keys").exists()


FILES: dict[str, tuple[bytes | None, str]] = {
    "no file": (None, "cannot be read"),
    "an empty file": (b"", "there is no passphrase in"),
    "an empty first line": (b"\nlater\n", "there is no passphrase in"),
    "another encoding": (b"\xff\xfeh\0o\0", "is not text in UTF-8"),
}


@pytest.mark.parametrize(("content", "words"), FILES.values(), ids=FILES.keys())
def test_a_passphrase_file_that_is_none_is_told(
    tmp_path: Path, kiosk: Command, content: bytes | None, words: str
) -> None:
    """Nobody makes keys with a passphrase other than the one meant."""
    if content is not None:
        (tmp_path / "answer").write_bytes(content)
    command = ("keys", "new", tmp_path / "keys", "--passphrase-file", tmp_path / "answer")
    assert words in kiosk(*command).told(3)
    assert not (tmp_path / "keys").exists()


def test_new_writes_over_nothing(answer: Path, kiosk: Command) -> None:
    """Where keys are already they stay, and no passphrase is asked for first."""
    for more in ([], ["--passphrase-file", answer]):
        told = kiosk("keys", "new", DEMO, *more).told(2)
        assert "is there already — name a folder that is empty" in told


@pytest.mark.slow
def test_rotate_replaces_keys_and_says_what_to_do(
    tmp_path: Path, answer: Path, kiosk: Command, begun: list[str]
) -> None:
    """The new lines for exhibit.yaml stand on stdout; on stderr, what to do with them.

    The passphrase may come from a file, or from the environment.
    """
    now = SystemClock().now()
    daily, root = tmp_path / "daily", tmp_path / "root"
    before = keyring.new(daily, PASSPHRASE, now, work=CHEAP)
    said = kiosk("keys", "rotate", daily, "--passphrase-file", answer)
    after = keyring.read_public(daily)
    assert after.receipt in said.out
    assert before.receipt not in said.out
    assert after.fingerprint == before.fingerprint
    assert "exhibit.yaml" in said.err
    assert "the fingerprint is a new one" not in said.told()
    assert "replacing the keys" in begun
    before = keyring.new(root, PASSPHRASE, now, work=CHEAP)
    said = forked("keys", "rotate", root, "--root", "--json", KIOSK_PASSPHRASE=PASSPHRASE)
    after = keyring.read_public(root)
    assert json.loads(said.printed())["fingerprint"] == after.fingerprint != before.fingerprint
    assert "the fingerprint is a new one" in said.err


def test_rotate_tells_what_changes(kiosk: Command) -> None:
    """Help says that exhibit.yaml needs new lines, and that the pack comes first."""
    printed = kiosk("keys", "rotate", "--help").printed()
    words = " ".join(re.sub(r"[│╭╮╰╯─]", " ", printed).split())
    assert "receipt key" in words
    assert "exhibit.yaml" in words
    assert "bring the pack first" in words


def test_rotate_of_the_demo_keys_is_refused(tmp_path: Path, kiosk: Command) -> None:
    """Half of them would stay public: exit 4."""
    shutil.copytree(DEMO, tmp_path / "keys")
    (tmp_path / "answer").write_text(demo.PASSPHRASE, "utf-8")
    command = ("keys", "rotate", tmp_path / "keys", "--passphrase-file", tmp_path / "answer")
    assert "make your own" in kiosk(*command).told(4)


def test_unlock_writes_a_file_for_one_kiosk(tmp_path: Path, stick: Path, kiosk: Command) -> None:
    """Signed with the pack key, for one kiosk and one number."""
    (tmp_path / "answer").write_text(demo.PASSPHRASE, "utf-8")
    how = ("--keys", DEMO, "--to", stick, "--passphrase-file", tmp_path / "answer")
    said = kiosk("keys", "unlock", "k-ab12cd34", "0123 4567", *how)
    written = Path(said.out.strip())
    assert written == stick / "KIOSK-UNLOCK" / "k-ab12cd34-01234567.json"
    assert json.loads(written.read_bytes())["number"] == "01234567"
    assert "a new PIN" in said.told()
    assert kiosk("keys", "unlock", "k-ab12cd34", "123", *how).code == 2
    (stick / "KIOSK-UNLOCK").rename(tmp_path / "elsewhere")
    stick.rmdir()
    assert kiosk("keys", "unlock", "k-ab12cd34", "0123 4567", *how).code == 5
