"""Nobody but the coordinator learns who signed up: not from a stolen kiosk, stick, or database."""

import base64
import logging
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import eyes
import pytest
from glass import Kiosk, MakeKiosk, OpenIntake

from kiosk import journal, paths
from kiosk.keys import demo, keyring
from kiosk.office import backup, delivery, merge, spreadsheet
from kiosk.office.collection import Collection
from kiosk.signups import bundle, carry, receipt
from kiosk.signups.intake import Intake
from kiosk.signups.signup import SignUp
from kiosk.visit import scene as scenes
from kiosk.visit.draft import Draft

ROOT = Path(__file__).parents[2]
NAME, OTHER = "Zsófia-Quirina", "Wolfhelmus"
EMAIL, PHONE = "zsofia.quirina@marked.example", "+31687654321"
MARKED = (NAME, OTHER, EMAIL, PHONE, "zsofia.quirina", "687654321")
"""Words that are in no program and no exhibit."""


def spellings(words: str) -> Iterator[bytes]:
    """The ways these words may have been written down."""
    for spelled in {words, words.lower(), words.upper(), quote(words), ascii(words)[1:-1]}:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "cp1252", "cp437"):
            yield spelled.encode(encoding, "ignore")
    plain = words.encode()
    yield plain.hex().encode()
    yield plain.hex().upper().encode()
    yield plain[::-1]
    # In base64 a word looks another way at each of three places; its ends depend on neighbours.
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + plain)
        yield coded[4 if before else 0 : -4]


def leaks(*folders: Path) -> list[str]:
    """Every file below these folders that holds a marked word, in any spelling."""
    needles = {spelling for words in MARKED for spelling in spellings(words) if len(spelling) > 5}
    found = []
    for folder in folders:
        for file in (
            file for file in folder.rglob("*") if file.is_file() and not file.is_symlink()
        ):
            try:
                content = file.read_bytes()
            except OSError:
                continue
            if any(needle in content for needle in needles):
                found.append(str(file))
    return found


@pytest.fixture
def home(tmp_path: Path) -> Iterator[paths.Home]:
    """A kiosk's home, with its journal at the most talkative level."""
    made = paths.Home(tmp_path / "home")
    made.folder.mkdir()
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    journal.keep(made.journal, words=False)
    root.setLevel(logging.DEBUG)
    yield made
    root.setLevel(level)
    for handler in [handler for handler in root.handlers if handler not in before]:
        root.removeHandler(handler)
        handler.close()


def sign_up(kiosk: Kiosk, name: str, email: str, phone: str) -> str:
    """Type it all on a plugged-in keyboard, save it, and return the code."""
    form = kiosk.app.form
    kiosk.wake() if not kiosk.visit.attended else kiosk.visit.touch()
    kiosk.open(scenes.SignUpScene())
    form.on()
    kiosk.rest()
    kiosk.panel.type(name)
    form.on()
    kiosk.rest()
    if phone:
        kiosk.screen.choose("phone")
    kiosk.panel.type(phone or email)
    form.on()
    kiosk.rest()
    form.answer(form.draft.toggle_purpose(kiosk.exhibit.signups.purposes[0].id))
    form.on()
    kiosk.rest()
    kiosk.press("Save it")
    kiosk.until(lambda: form.step == "saved", "saved")
    code: str = form.code
    kiosk.rest()
    kiosk.press("Done")
    return code


def pieces(store: Any, numbers: range) -> list[bytes]:
    """Pieces of the sealed bytes of these events, from all over them."""
    return [
        sealed[at : at + 24]
        for number in numbers
        for sealed in [store.sealed(number)]
        for at in range(0, len(sealed) - 24, 200)
    ]


def test_nobody_but_the_coordinator_reads_a_name(
    make_kiosk: MakeKiosk, shipped: Any, home: paths.Home, clock: Any, tmp_path: Path
) -> None:
    """After a day of signing up and an evening of collecting, marked words lie in no file.

    Not under the home, on the stick, in the folder for temporary files, in the journal, the
    coordinator's database or its backup; only the spreadsheet has them. After the receipt even the
    sealed bytes are gone from the kiosk.
    """
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    tempfile.tempdir = str(temporary)
    intake = Intake(
        home,
        shipped.exhibit,
        demo=True,
        place="panningen",
        clock=clock,
        trusted=lambda _: True,
        machine="a" * 64,
    )
    try:
        kiosk = make_kiosk(intake=intake)
        codes = [sign_up(kiosk, NAME, EMAIL, ""), sign_up(kiosk, OTHER, "", PHONE)]
        assert len(set(codes)) == 2
        # Half a form, left by walking away.
        kiosk.open(scenes.SignUpScene())
        kiosk.app.form.answer(Draft(name=NAME, email=EMAIL))
        kiosk.let(145, frame_seconds=1)
        assert not kiosk.visit.attended
        stick, office = tmp_path / "stick", tmp_path / "office"
        stick.mkdir()
        office.mkdir()
        today = clock.now().date()
        with intake.stores() as kept:
            carry.carry(kept, stick, today)
            sealed = pieces(kept[0].store, range(1, 3))
        daily = keyring.open_daily(ROOT / "content" / "demo-keys", demo.PASSPHRASE)
        with Collection(office / "collection", create=True, demo=True) as collection:
            merge.collect(collection, [stick], daily, today=today, admit=lambda _: True)
            opened = spreadsheet.contents(collection, daily, today)
            made = backup.make(collection, tmp_path / "backup", clock.now(), today)
        delivery.deliver(made, daily.receipt, stick, clock.now())
        # The spreadsheet has them, and nothing else: who may read does.
        assert [SignUp.from_bytes(row.content).name for row in opened.rows()] == [NAME, OTHER]
        assert leaks(home.folder, stick, office, tmp_path / "backup", temporary) == []
        assert not any(code in _everything(home.folder, stick, office) for code in _bytes(codes))
        # The journal did say something, so its silence on names means something.
        assert (home.journal / "kiosk.log").stat().st_size > 0
        with intake.stores() as kept:
            stores = [content.store for content in kept]
            assert receipt.take(stores, stick, daily.receipt.public).wiped == 2
        assert any(piece in _everything(stick) for piece in sealed)
        assert not any(piece in _everything(home.folder) for piece in sealed)
        intake.close()
        assert not any(piece in _everything(home.folder) for piece in sealed)
    finally:
        tempfile.tempdir = None
        intake.close()
    assert (stick / bundle.FOLDER).is_dir()


def _bytes(codes: list[str]) -> list[bytes]:
    return [code.encode() for code in codes]


def _everything(*folders: Path) -> bytes:
    """All bytes of all files below these folders."""
    files = (file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file())
    return b"".join(file.read_bytes() for file in files)


def test_the_search_for_leaks_finds_one(tmp_path: Path) -> None:
    """A marked word in any of these spellings would be found: the search can fail."""
    for number, spelled in enumerate(
        (
            NAME.encode(),
            EMAIL.encode("utf-16-le"),
            base64.b64encode(b"a line with " + EMAIL.encode() + b" in it"),
            base64.b64encode(b"another with " + EMAIL.encode() + b" in it"),
            EMAIL.encode().hex().encode(),
            b'{"name": "' + ascii(NAME)[1:-1].encode() + b'"}',
            PHONE.encode(),
        )
    ):
        file = tmp_path / f"{number}"
        file.write_bytes(b"before " + spelled + b" after")
        assert leaks(tmp_path) == [str(file)]
        file.unlink()


def test_no_fault_on_the_glass_writes_a_name_down(make_kiosk: MakeKiosk, home: paths.Home) -> None:
    """When saving fails or a screen breaks with a name typed, the journal tells what, not who."""
    intake = OpenIntake()
    kiosk = make_kiosk(intake=intake)
    kiosk.wake()
    kiosk.open(scenes.SignUpScene())
    purpose = kiosk.exhibit.signups.purposes[0].id
    kiosk.app.form.answer(Draft(name=NAME, email=EMAIL, purposes=frozenset({purpose})))
    kiosk.app.form.go("check")
    kiosk.rest()
    intake.fails = True
    kiosk.press("Save it")
    assert kiosk.app.form.saving == "failed"
    try:
        kiosk.app.form.draft.toggle_workshop(kiosk.app.form.draft, None).answers("nl", ())
    except Exception as fault:  # noqa: BLE001 - any fault of a screen
        kiosk.app.trouble(fault)
    assert (home.journal / "kiosk.log").stat().st_size > 0
    assert leaks(home.folder) == []
    assert eyes.labels(kiosk)
