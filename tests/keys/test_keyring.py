"""A ring of keys: made whole, opened by its passphrase only, never written over."""

import contextlib
import json
import os
import pty
import shutil
import stat
import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyrage
import pytest
from folders import contents

from kiosk.errors import (
    InputError,
    KioskError,
    MachineError,
    PassphraseError,
    UntrustedError,
    UsageError,
)
from kiosk.keys import demo, keyring, public, scrypt, signing

DEMO = Path(__file__).parents[2] / "content" / "demo-keys"
PASSPHRASE = "één korte zin"  # noqa: S105 - of a test
CHEAP = 10
"""As the demo keys are sealed: opened in milliseconds."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ring of our own."""
    folder = tmp_path_factory.mktemp("made") / "deep" / "keys"
    keyring.new(folder, PASSPHRASE, work=CHEAP)
    return folder


@pytest.fixture(scope="module")
def opened(made: Path) -> tuple[keyring.Daily, keyring.Recovery]:
    """The private halves of the same."""
    return keyring.open_daily(made, PASSPHRASE), keyring.open_recovery(made, PASSPHRASE)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A copy of the demo keys, to break one thing in."""
    folder = tmp_path / "mine"
    shutil.copytree(DEMO, folder)
    (folder / "README.md").unlink()
    return folder


def put(name: str, content: bytes) -> Callable[[Path], object]:
    """Let a file hold this."""
    return lambda folder: (folder / name).write_bytes(content)


def test_a_ring_opens_with_its_passphrase(
    made: Path, opened: tuple[keyring.Daily, keyring.Recovery]
) -> None:
    """However its é is typed, both halves open, belong together, and fit what is shown."""
    public = keyring.read_public(made)
    daily, recovery = opened
    sealed = pyrage.encrypt(
        b"Els", [pyrage.x25519.Recipient.from_str(one) for one in public.recipients]
    )
    for identity in (daily.identity, recovery.identity):
        key = pyrage.x25519.Identity.from_str(identity)
        assert pyrage.decrypt(sealed, [key]) == b"Els"
    assert daily.receipt.public == public.receipt
    assert daily.pack.public == public.pack
    assert recovery.root.public == public.root
    assert public.fingerprint == signing.fingerprint(public.root)
    keys = {*public.recipients, public.receipt, public.pack, public.root}
    assert len(keys) == 5
    assert not demo.has_demo(public.recipients, public.receipt)
    typed = unicodedata.normalize("NFD", PASSPHRASE)
    assert typed != PASSPHRASE
    assert keyring.open_daily(made, typed).receipt.public == public.receipt


@pytest.mark.slow
def test_a_passphrase_is_costly_to_guess(tmp_path: Path) -> None:
    """Whatever the computer has to do while a ring is made: as costly as stock age makes it."""
    keyring.new(tmp_path, PASSPHRASE)
    for sealed in tmp_path.rglob(keyring.SEALED):
        assert int(sealed.read_bytes().split()[4]) == scrypt.WORK == 18


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps its permissions elsewhere")
def test_nobody_else_on_the_computer_may_read_them(made: Path) -> None:
    """Folders and files are their owner's alone."""
    for half in (keyring.DAILY, keyring.RECOVERY):
        assert stat.S_IMODE((made / half).stat().st_mode) == 0o700
        for name in (keyring.SEALED, keyring.PUBLIC):
            assert stat.S_IMODE((made / half / name).stat().st_mode) == 0o600


def test_nothing_secret_lies_open(
    made: Path, opened: tuple[keyring.Daily, keyring.Recovery]
) -> None:
    """No file of a ring holds a private key or the passphrase as it is."""
    daily, recovery = opened
    secrets = [
        daily.identity.encode(),
        daily.receipt.seed.hex().encode(),
        daily.receipt.seed,
        daily.pack.seed.hex().encode(),
        PASSPHRASE.encode(),
    ]
    files = [path.read_bytes() for path in made.rglob("*") if path.is_file()]
    assert len(files) == 4
    assert not any(secret in content for secret in secrets for content in files)
    assert not any(secret.decode("latin-1") in repr(daily) for secret in secrets)
    assert "AGE-SECRET" not in repr(recovery)


def test_the_recovery_half_can_be_carried_away(mine: Path) -> None:
    """Without it everything of every week goes on; it itself goes on without the other."""
    carried = mine.parent / "stick"
    carried.mkdir()
    (mine / "recovery").rename(carried / "recovery")
    assert keyring.read_public(mine) == keyring.read_public(carried) == demo.PUBLIC
    assert keyring.open_daily(mine, demo.PASSPHRASE).receipt.public == demo.PUBLIC.receipt
    assert keyring.open_recovery(carried, demo.PASSPHRASE).root.public == demo.PUBLIC.root
    with pytest.raises(InputError, match="cannot be read"):
        keyring.open_recovery(mine, demo.PASSPHRASE)


WRONG = ["", "voorbeeld ", "Voorbeeld", "x" * 1000, "\0"]


@pytest.mark.parametrize("typed", WRONG)
def test_another_passphrase_opens_nothing(typed: str) -> None:
    """A wrong passphrase is told as one, and is not repeated in the message."""
    for opened in (keyring.open_daily, keyring.open_recovery):
        with pytest.raises(PassphraseError, match="this passphrase does not open") as caught:
            opened(DEMO, typed)
        assert caught.value.advice == "type it again"
        assert not typed.strip("\0") or typed not in str(caught.value)


def test_a_passphrase_that_is_no_text_is_told() -> None:
    """Bytes that are no UTF-8, such as from a broken environment, are a usage error."""
    with pytest.raises(UsageError, match="not text"):
        keyring.open_daily(DEMO, "abc\udcff")


@pytest.mark.parametrize("passphrase", ["", "short", "1234567"])
def test_a_short_passphrase_is_refused_before_anything_is_made(
    tmp_path: Path, passphrase: str
) -> None:
    """Who types too little is asked for more, and finds no half a ring."""
    with pytest.raises(UsageError, match="soon guessed"):
        keyring.new(tmp_path / "keys", passphrase)
    assert not (tmp_path / "keys").exists()


def half_a_ring(folder: Path) -> None:
    """The recovery half only."""
    shutil.copytree(DEMO / "recovery", folder / "recovery")


def half_among_other_work(folder: Path) -> None:
    """And something else."""
    half_a_ring(folder)
    shutil.copy(DEMO / "README.md", folder)


def a_ring(folder: Path) -> None:
    """Both halves."""
    shutil.copytree(DEMO, folder, dirs_exist_ok=True)


THERE: dict[str, tuple[Callable[[Path], object], type[KioskError], str]] = {
    "other work": (lambda folder: (folder / "notes.txt").touch(), UsageError, "is there already"),
    "a ring": (a_ring, UsageError, "is there already"),
    "half a ring": (half_a_ring, InputError, "making was interrupted"),
    "a file called as a half": (put("daily", b"precious"), InputError, "are not whole"),
    "half a ring among other work": (half_among_other_work, UsageError, "is there already"),
}


@pytest.mark.parametrize(("put", "error", "words"), THERE.values(), ids=THERE.keys())
def test_nothing_is_written_over(
    tmp_path: Path, put: Callable[[Path], object], error: type[KioskError], words: str
) -> None:
    """Where anything is already, `new` changes nothing, and says why."""
    put(tmp_path)
    before = contents(tmp_path)
    for refuse in (keyring.refuse_what_is_there, lambda folder: keyring.new(folder, PASSPHRASE)):
        with pytest.raises(error, match=words):
            refuse(tmp_path)
    assert contents(tmp_path) == before


def test_an_empty_folder_is_good_enough(tmp_path: Path) -> None:
    """A folder made beforehand is no hindrance; a file is, and what would lie below one."""
    keyring.refuse_what_is_there(tmp_path)
    keyring.refuse_what_is_there(tmp_path / "new")
    (tmp_path / "daily").mkdir()  # as far as `new` comes while a passphrase is made costly
    keyring.refuse_what_is_there(tmp_path)
    (tmp_path / "file").write_text("precious")
    with pytest.raises(UsageError, match="is a file"):
        keyring.new(tmp_path / "file", PASSPHRASE)
    with pytest.raises(MachineError):
        keyring.new(tmp_path / "file" / "keys", PASSPHRASE)
    assert (tmp_path / "file").read_text() == "precious"


ORDER = ("recovery/keys.age", "daily/keys.age", "recovery/public.json", "daily/public.json")
"""In which the files are written."""


@pytest.mark.parametrize("written", range(1, 4))
def test_a_ring_half_made_is_seen(mine: Path, written: int) -> None:
    """After a power cut between any two files, nobody takes what is there for keys."""
    for name in ORDER[written:]:
        (mine / name).unlink()
    for look in (
        keyring.read_public,
        keyring.refuse_what_is_there,
        lambda folder: keyring.open_daily(folder, demo.PASSPHRASE),
    ):
        with pytest.raises(InputError, match="are not whole"):
            look(mine)


def change(halves: str, **values: object) -> Callable[[Path], object]:
    """Write other values in the public halves of these; None takes a key out."""

    def write(folder: Path) -> None:
        for half in halves.split():
            path = folder / half / "public.json"
            written = json.loads(path.read_bytes()) | values
            kept = {key: value for key, value in written.items() if value is not None}
            path.write_text(json.dumps(kept), "utf-8")

    return write


def one_half(folder: Path) -> None:
    """The folder is that of the daily half itself."""
    for path in (folder / "daily").iterdir():
        path.rename(folder / path.name)
    shutil.move(folder / "recovery", folder.parent)


SPARE = str(pyrage.x25519.Identity.generate().to_public())
OTHER = signing.Signer.new().public
TO_A_KEY = pyrage.encrypt(b"x", [pyrage.x25519.Recipient.from_str(SPARE)])
DAMAGES = {
    "no format": change("daily", format=None),
    "a lost key": change("daily", pack=None),
    "a key too many": change("daily", spare=OTHER),
    "a recipient that is none": change("daily", recipients=[SPARE, "age1"]),
    "a recipient that is a number": change("daily", recipients=[SPARE, 7]),
    "one recipient": change("daily", recipients=[SPARE]),
    "one recipient twice": change("daily", recipients=[SPARE, SPARE]),
    "a key that is none": change("daily", receipt="00" * 32),
    "no JSON": put("daily/public.json", b"{"),
    "other JSON": put("daily/public.json", b"[1]"),
    "no text": put("daily/public.json", b"\xff\xfe"),
    "endless JSON": put("daily/public.json", b"[" * 60_000),
    "a file too large": put("daily/public.json", b" " * 70_000),
    "the other half's file": put("daily/keys.age", (DEMO / "recovery/keys.age").read_bytes()),
    "a file sealed to a key": put("daily/keys.age", TO_A_KEY),
}
BREAKAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no ring": (shutil.rmtree, "there are no keys in"),
    "one half named": (one_half, "is one half of the keys"),
    "half of another ring": (change("recovery", root=OTHER), "are of different keys"),
    "a newer ring": (change("daily", format=2), "was made by a newer kiosk"),
    "no sealed file": (lambda folder: (folder / "daily/keys.age").unlink(), "cannot be read"),
    **{name: (damage, "is damaged") for name, damage in DAMAGES.items()},
}


@pytest.mark.parametrize(("break_it", "words"), BREAKAGES.values(), ids=BREAKAGES.keys())
def test_one_breakage_is_told_in_a_sentence(
    mine: Path, break_it: Callable[[Path], object], words: str
) -> None:
    """Whatever is wrong with a ring, it opens nothing, and its owner is told what to do."""
    break_it(mine)
    with pytest.raises(InputError, match=words) as caught:
        keyring.open_daily(mine, demo.PASSPHRASE)
    assert caught.value.advice


STRANGE: list[dict[str, Any]] = [
    {"receipt": OTHER},
    {"recipients": [SPARE, demo.PUBLIC.recipients[1]]},
    {"root": OTHER},
]


@pytest.mark.parametrize("values", STRANGE)
def test_public_halves_of_somebody_else_are_noticed(mine: Path, values: dict[str, Any]) -> None:
    """Whoever put them there would get what is sealed or signed from then on."""
    change("daily recovery", **values)(mine)
    open_half = keyring.open_recovery if "root" in values else keyring.open_daily
    with pytest.raises(UntrustedError, match="do not belong to its private ones"):
        open_half(mine, demo.PASSPHRASE)


SEED = "11" * 32
IDENTITY = str(pyrage.x25519.Identity.generate())
CONTENTS = {
    "a newer format": ("# kiosk daily keys, format 2\nwhatever\n", "was made by a newer kiosk"),
    "no keys": ("hello\n", "is damaged"),
    "no text": ("h\u00e9\n", "is damaged"),
    "an age key mistyped": (
        f"# kiosk daily keys, format 1\n# pack: {SEED}\n# receipt: {SEED}\n{IDENTITY}Q\n",
        "is damaged",
    ),
}


@pytest.mark.parametrize(("content", "words"), CONTENTS.values(), ids=CONTENTS.keys())
def test_whatever_was_sealed_is_read_or_told(mine: Path, content: str, words: str) -> None:
    """A file that opens, but holds something else, is told; what it holds is not repeated."""
    put("daily/keys.age", scrypt.encrypt(content.encode(), demo.PASSPHRASE, CHEAP))(mine)
    with pytest.raises(InputError, match=words) as caught:
        keyring.open_daily(mine, demo.PASSPHRASE)
    assert SEED not in str(caught.value)


def test_a_passphrase_made_too_costly_is_told(mine: Path) -> None:
    """A file that this computer cannot open in reasonable time is refused, not tried for hours."""
    path = mine / "daily" / "keys.age"
    path.write_bytes(path.read_bytes().replace(b" 10\n", b" 40\n", 1))
    with pytest.raises(InputError, match="sealed on a much faster computer"):
        keyring.open_daily(mine, demo.PASSPHRASE)


def test_sound_recipients_are_what_age_writes() -> None:
    """Only a whole key, in the letters age writes, is one."""
    assert public.sound_recipient(SPARE)
    for words in (
        "",
        SPARE[:-1],
        SPARE + "q",
        SPARE.upper(),
        f" {SPARE}",
        "age1",
        "é",
        "ssh-rsa A",
    ):
        assert not public.sound_recipient(words)


def typed(passphrase: str, *command: str) -> int:
    """The exit code of stock `age` on a terminal, where somebody types this when asked."""
    child, terminal = pty.fork()
    if child == 0:
        try:
            os.execvp(command[0], command)  # noqa: S606 - the child becomes age
        finally:
            os._exit(127)  # never a second run of these tests
    said = b""
    with contextlib.suppress(OSError):  # the terminal of a child that left
        while more := os.read(terminal, 1024):
            asked = said.count(b"assphrase")
            said += more
            if said.count(b"assphrase") > asked:
                os.write(terminal, passphrase.encode() + b"\n")
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.mark.skipif(shutil.which("age") is None, reason="stock age is not installed")
@pytest.mark.parametrize("half", ["daily", "recovery"])
def test_stock_age_opens_sign_ups_with_the_file(made: Path, tmp_path: Path, half: str) -> None:
    """In ten years, without this program: `age -d -i DIR/daily/keys.age FILE`."""
    # the daily half of a ring as we make it, the recovery half of the demo's
    folder, passphrase = (made, PASSPHRASE) if half == "daily" else (DEMO, demo.PASSPHRASE)
    recipients = keyring.read_public(folder).recipients
    sealed, opened = tmp_path / "sealed.age", tmp_path / "opened"
    command = ["age", *(word for one in recipients for word in ("-r", one)), "-o", str(sealed)]
    subprocess.run(command, input=b"Els", check=True)
    keys = str(folder / half / "keys.age")
    assert typed(passphrase, "age", "-d", "-i", keys, "-o", str(opened), str(sealed)) == 0
    assert opened.read_bytes() == b"Els"
