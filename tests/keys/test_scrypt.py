"""Opening a file of keys: each thing that can be wrong with it is told apart."""

import shutil
import subprocess
import sys
from pathlib import Path

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.errors import InputError, PassphraseError
from kiosk.keys import demo, keyring, scrypt

DEMO = Path(__file__).parents[2] / "content" / "demo-keys"
SEALED = (DEMO / "daily" / "keys.age").read_bytes()


@pytest.mark.parametrize("content", [b"", b"a", b"x" * 65_535, b"y" * 65_536, b"z" * 131_072])
def test_what_is_sealed_here_age_opens_too(content: bytes) -> None:
    """To the byte, over one piece or several; and never twice the same."""
    sealed = scrypt.encrypt(content, "zin", work=2)
    assert scrypt.decrypt(sealed, "zin") == pyrage.passphrase.decrypt(sealed, "zin") == content
    assert scrypt.encrypt(content, "zin", work=2)[-40:] != sealed[-40:]


@pytest.mark.slow
def test_what_age_sealed_is_opened() -> None:
    """However costly the library found it well to be just then."""
    content = b"z" * 131_072
    assert scrypt.decrypt(pyrage.passphrase.encrypt(content, "zin"), "zin") == content


DAMAGES = {
    "empty": b"",
    "cut in the header": SEALED[:60],
    "cut at its end": SEALED[:-1],
    "cut behind the header": SEALED[: SEALED.index(b"\n", SEALED.index(b"\n--- ") + 1) + 17],
    "the last byte": SEALED[:-1] + bytes([SEALED[-1] ^ 1]),
    "more at its end": SEALED + b"x",
    "zeros": bytes(len(SEALED)),
    "its signature": SEALED.replace(b"\n--- ", b"\n--- A", 1),
    "line ends of Windows": SEALED.replace(b"\n", b"\r\n"),
}


@pytest.mark.parametrize("content", DAMAGES.values(), ids=DAMAGES.keys())
def test_damage_is_not_called_a_wrong_passphrase(tmp_path: Path, content: bytes) -> None:
    """Whoever typed the right one is told to take the copy of the keys."""
    with pytest.raises(scrypt.Unopened, match="damaged"):
        scrypt.decrypt(content, demo.PASSPHRASE)
    folder = tmp_path / "keys"
    shutil.copytree(DEMO, folder)
    (folder / "daily" / "keys.age").write_bytes(content)
    with pytest.raises(InputError, match="is damaged") as caught:
        keyring.open_daily(folder, demo.PASSPHRASE)
    assert not isinstance(caught.value, PassphraseError)
    assert caught.value.advice == "take your copy of the keys"


@settings(max_examples=60)
@given(at=st.integers(0, len(SEALED) - 1), byte=st.integers(0, 255))
def test_no_altered_byte_opens(at: int, byte: int) -> None:
    """And nothing but our own words comes of it."""
    content = SEALED[:at] + bytes([byte]) + SEALED[at + 1 :]
    if content == SEALED or content[: at + 1].endswith(b"-> scrypt "):
        return
    try:
        scrypt.decrypt(content, demo.PASSPHRASE)
    except scrypt.Unopened:
        return
    raise AssertionError("it opened")


LIMITED = """
import resource, sys
from pathlib import Path
from kiosk.errors import MachineError
from kiosk.keys import keyring
resource.setrlimit(resource.RLIMIT_AS, (600 << 20, 600 << 20))
for use in (keyring.open_daily, lambda folder, _: keyring.new(folder / "new", "x" * 9, work=20)):
    try:
        use(Path(sys.argv[1]), sys.argv[2])
    except MachineError as error:
        print(error)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="limits of memory are Linux's")
def test_a_computer_without_memory_says_so_and_goes_on(tmp_path: Path) -> None:
    """The program does not end by it, and nobody is told that the passphrase is wrong."""
    folder = tmp_path / "keys"
    shutil.copytree(DEMO, folder)
    (folder / "daily" / "keys.age").write_bytes(SEALED.replace(b" 10\n", b" 20\n", 1))
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(folder), demo.PASSPHRASE],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert "takes 1024 MB of memory to open" in done.stdout
    assert "to seal keys takes 1024 MB of memory" in done.stdout
    assert done.stdout.count("close other programs") == 2
