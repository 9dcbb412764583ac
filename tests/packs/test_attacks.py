"""Sticks that are not what they seem: each broken in one way, each refused in its own words.

What was on stays on, untouched.
"""

import hashlib
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packs.library import LATER, Kiosk, copied, flip, metadata, sign_again, targets
from packs.publisher import NOON, Publisher, medium, terms
from securesystemslib.signer import SSlibKey
from tuf.api.metadata import Delegations, Metadata, Root, TargetFile, Targets

from kiosk.errors import PackError, RefusedError
from kiosk.keys import demo
from kiosk.keys import root as roots
from kiosk.keys.signing import Signer
from kiosk.packs.verification import examine
from kiosk.usb.stick import Folder

on_linux = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


class Meddler:
    """Somebody who has sticks of the publisher's, one of them in hand, and perhaps its keys."""

    def __init__(self, publisher: Publisher) -> None:
        self.folder = publisher.folder
        self.publisher = publisher
        self.stick = publisher.folder / "stick"

    def hold(self, name: str, title: str = "", **how: Any) -> None:
        """Take another stick in hand; with a `title` one that was just published."""
        self.stick = self.folder / name
        if title:
            self.publisher.publish(self.stick, title, **how)

    def file(self, name: str) -> Path:
        """A file of metadata on the stick."""
        return metadata(self.stick) / name

    @property
    def photo(self) -> Path:
        """A file that only the third pack has."""
        return targets(self.stick) / hashlib.sha256(medium("nieuw")).hexdigest()

    def sign(self, change: Callable[[Targets], None] = lambda _: None, **how: Any) -> None:
        """Change what the pack says, and sign it."""
        sign_again(self.publisher, self.stick, change, **how)

    def sign_root(self, change: Callable[[Root], None]) -> None:
        """Publish a root that the root key signed, but that says something odd."""
        signed = Metadata[Root].from_file(str(self.file("2.root.json")))
        signed.signed.version = 3
        change(signed.signed)
        signed.sign(roots.signer(self.publisher.recovery.root))
        self.file("3.root.json").write_bytes(signed.to_bytes())

    def put_index(
        self, change: Callable[[bytes], bytes] = lambda content: content, **how: Any
    ) -> None:
        """Sign another index as the pack on the stick, as no publisher would."""
        ready = self.publisher.exhibit("Derde", **how)
        content = change((ready.folder / "exhibit.json").read_bytes())
        index = hashlib.sha256(content).hexdigest()
        (targets(self.stick) / index).write_bytes(content)

        def name(said: Targets) -> None:
            said.unrecognized_fields["kiosk"]["index"] = index
            said.targets[index] = TargetFile(len(content), {"sha256": index}, index)

        self.sign(name)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Publisher:
    """A publisher who took new keys once, three sticks, and a kiosk that has taken two of them."""
    folder = tmp_path_factory.mktemp("library")
    publisher = Publisher(folder)
    publisher.rotate()
    publisher.publish(folder / "first", "Eerste", photos=("oud",))
    publisher.publish(folder / "second", "Tweede")
    publisher.publish(folder / "stick", "Derde", photos=("tuin", "dak", "nieuw"))
    kiosk = Kiosk(folder / "shelf")
    kiosk.load(folder / "first")
    kiosk.load(folder / "second")
    kiosk.shelf.close()
    return publisher


@pytest.fixture
def by(tmp_path: Path, library: Publisher) -> Meddler:
    """Somebody with all three sticks, the third in hand."""
    for name in ("first", "second", "stick", "shelf"):
        copied(library.folder / name, tmp_path / name)
    return Meddler(library.copy_to(tmp_path))


@pytest.fixture
def kiosk(by: Meddler) -> Kiosk:
    """A kiosk on which the publisher's second pack is on, and which would take the third."""
    return Kiosk(by.folder / "shelf")


@pytest.fixture
def bare(by: Meddler) -> Kiosk:
    """A kiosk that knows nobody yet."""
    return Kiosk(by.folder / "bare")


def sign_as(path: Path, *keys: Signer) -> None:
    """Let nobody have signed a file of metadata but these."""
    signed = Metadata.from_file(str(path))
    signed.signatures.clear()
    for key in keys:
        signed.sign(roots.signer(key), append=True)
    path.write_bytes(signed.to_bytes())


def grow(path: Path) -> None:
    """Make the file endless, or 20 MB."""
    with path.open("ab") as file:
        file.write(b" " * 20_000_000)


def say(**words: object) -> Callable[[Targets], None]:
    """Change what a pack says of itself."""
    return lambda said: said.unrecognized_fields["kiosk"].update(words)


def add_target(name: str, sha256: str = "a" * 64) -> Callable[[Targets], None]:
    """Name one more file, in a way nobody should."""
    return lambda said: said.targets.update({name: TargetFile(5, {"sha256": sha256}, name)})


def resize(length: int) -> Callable[[Targets], None]:
    """Say that every file is so long."""
    return lambda said: [setattr(file, "length", length) for file in said.targets.values()]


def delegate(said: Targets) -> None:
    """Let others sign, too."""
    said.delegations = Delegations({}, {})


def let_sign(public: str) -> Callable[[Root], None]:
    """Let one more key sign packs."""
    key = SSlibKey("d" * 64, "ed25519", "ed25519", {"public": public})
    return lambda root: root.add_key(key, "targets")


def other_names(root: Root) -> None:
    """Files without versions in their names are replaced, not added."""
    root.consistent_snapshot = False


def another_publisher(by: Meddler) -> None:
    """Somebody else's sound pack."""
    by.publisher = Publisher(by.folder / "b", "another")
    by.hold("other", "Vreemd")


def begin_anew(by: Meddler) -> None:
    """Another first root, with the same root key."""
    by.publisher = Publisher(by.folder / "b", founded=False)
    later = NOON + timedelta(days=1)
    by.hold("anew", "Anders", now=later, recovery=by.publisher.recovery)


def replace_root(by: Meddler) -> None:
    """A new root key, for which the old one did not sign."""
    by.publisher.rotate(root=True)
    by.hold("later", "Later")
    sign_as(by.file("3.root.json"), by.publisher.recovery.root)


Attack: TypeAlias = "Callable[[Meddler], object]"

REFUSALS: dict[tuple[str, str], dict[str, Attack]] = {
    ("signature", "not signed by its publisher"): {
        "an unsigned timestamp": lambda by: sign_as(by.file("timestamp.json")),
        "a stranger's timestamp": lambda by: sign_as(by.file("timestamp.json"), Signer.new()),
        "everything signed by a stranger": lambda by: by.sign(key=Signer.new()),
        "new keys that the old ones did not sign": replace_root,
        "another publisher's broken pack": lambda by: (
            another_publisher(by),
            sign_as(by.file("timestamp.json"), Signer.new()),
        ),
    },
    ("publisher", "by another publisher: De Alliantie, "): {"another publisher": another_publisher},
    ("anew", "began anew"): {"a publisher who put back no keys": begin_anew},
    ("older", "older than the one"): {
        "an older pack": lambda by: by.hold("first"),
        "a stick of before new keys": lambda by: by.file("2.root.json").unlink(),
    },
    ("endless", "larger than it may be"): {
        "an endless timestamp": lambda by: grow(by.file("timestamp.json")),
        "an endless snapshot": lambda by: grow(by.file("3.snapshot.json")),
        "endless targets": lambda by: grow(by.file("3.targets.json")),
        "an endless root": lambda by: grow(by.file("1.root.json")),
        "an endless next root": lambda by: grow(by.file("3.root.json")),
    },
    ("endless", "larger than was signed"): {"an endless photo": lambda by: grow(by.photo)},
    ("jump", "has the number 1003"): {"a number far too high": lambda by: by.sign(version=1003)},
    ("mixed", "was signed with the rest"): {
        f"the {role} of another pack": lambda by, role=role: shutil.copy(
            metadata(by.folder / "second") / f"2.{role}.json", by.file(f"3.{role}.json")
        )
        for role in ("snapshot", "targets")
    },
    ("mixed", "parts of two packs"): {
        "the number of the pack that is on": lambda by: by.sign(version=2),
        "by a publisher who put back an old copy of the keys": lambda by: (
            by.hold("second"),
            by.sign(say(title={"nl": "Ook de tweede"})),
        ),
    },
    ("newer", "for a newer kiosk"): {
        "for a newer program": lambda by: by.sign(say(needs="0.10")),
        "in a newer format": lambda by: by.sign(say(format=2, more="unheard of")),
    },
    ("demo", "signed with the demo keys"): {
        "a demo key that signs": lambda by: by.sign_root(let_sign(demo.PUBLIC.pack))
    },
    ("demo", "would be sealed to the demo keys"): {
        "sign-ups that anybody could read": lambda by: by.put_index(signups=terms(demo.PUBLIC))
    },
    ("damaged", "its keys are of another kind"): {
        "a key that all can sign with": lambda by: by.sign_root(let_sign("01" + "00" * 31)),
        "two root keys: nobody could compare one fingerprint": lambda by: by.sign_root(
            lambda root: root.add_key(roots.signer(Signer.new()).public_key, Root.type)
        ),
    },
    ("damaged", "not called by its SHA-256"): {
        "a name that leads away": lambda by: by.sign(add_target("../../../etc/passwd")),
        "a name that is another file's": lambda by: by.sign(add_target("b" * 64)),
        "a name without its hash": lambda by: by.sign(add_target("a" * 64, "c" * 64)),
    },
    ("damaged", "list of files is of another kind"): {
        "a pack that lets others sign": lambda by: by.sign(delegate),
        "no index": lambda by: by.sign(say(index="d" * 64)),
    },
    ("damaged", "kiosk.title.nl is not as it should be"): {
        "a title that steers a terminal": lambda by: by.sign(say(title={"nl": "Derde\x1b[2J"}))
    },
    ("damaged", "kiosk.publisher is not as it should be"): {
        "a publisher written backwards": lambda by: by.sign(say(publisher="\u202eetnailA"))
    },
    ("damaged", "kiosk.made is not as it should be"): {
        f"made at '{moment}'": lambda by, moment=moment: by.sign(say(made=moment))
        for moment in (
            "9999-12-31T23:59:59-12:00",  # after all calendars, or before
            "0001-01-01T00:00:00+12:00",
            "2018-10-03T12:00:00",
            "",
        )
    },
    ("damaged", "this is no pack for a kiosk"): {
        "no words of its own": lambda by: by.sign(lambda said: said.unrecognized_fields.clear())
    },
    ("damaged", "larger than a stick can hold"): {"giants": lambda by: by.sign(resize(5 << 30))},
    ("damaged", "is empty"): {"empty files": lambda by: by.sign(resize(0))},
    ("damaged", "exhibit.json is larger than any"): {
        "a giant index": lambda by: by.sign(resize(17 << 20))
    },
    ("damaged", "this pack cannot be shown: exhibit.json is damaged"): {
        "an index that is cut off": lambda by: by.put_index(lambda content: content[:500])
    },
    ("damaged", "does not hold all"): {
        "an index of another exhibition": lambda by: by.put_index(
            lambda content: content.replace(b'"id": "test"', b'"id": "anders"')
        ),
        "an index that shows what is not there": lambda by: by.put_index(photos=("weg",)),
    },
    ("damaged", "is no file"): {
        "a link to the real file": lambda by: by.photo.symlink_to(by.photo.rename(by.stick / "it"))
    },
    ("damaged", "timestamp.json is damaged"): {
        "a timestamp that is no JSON": lambda by: by.file("timestamp.json").write_bytes(b"hello"),
        "a timestamp of deep lists": lambda by: by.file("timestamp.json").write_bytes(
            b"[" * 16_000
        ),
        "a timestamp cut off": lambda by: os.truncate(by.file("timestamp.json"), 200),
    },
    ("cut short", ".json is missing"): {
        **{
            f"no {name}": lambda by, name=name: by.file(name).unlink()
            for name in ("timestamp.json", "3.snapshot.json", "3.targets.json", "1.root.json")
        },
        "a root for other names": lambda by: by.sign_root(other_names),
    },
    ("cut short", "1 of its 6 files are missing"): {
        "a photo that is missing": lambda by: by.photo.unlink(),
        "a photo that is cut short": lambda by: os.truncate(by.photo, 100),
    },
    ("cut short", "6 of its 6 files are missing"): {
        "no files": lambda by: targets(by.stick).rename(by.stick / "targets")
    },
    ("none", "there is no pack"): {
        "no metadata": lambda by: metadata(by.stick).rename(by.stick / "metadata")
    },
    ("altered", "not what was signed"): {"a photo with another byte": lambda by: flip(by.photo)},
    ("altered", "not the one that was signed"): {
        "a snapshot cut off": lambda by: os.truncate(by.file("3.snapshot.json"), 200),
        "targets cut off": lambda by: os.truncate(by.file("3.targets.json"), 200),
    },
    ("altered", "of this pack was altered"): {  # though a kiosk remembers the metadata
        f"altered {role} of the pack that is on": lambda by, role=role: (
            by.hold("second"),
            flip(by.file(f"2.{role}.json"), 40),
        )
        for role in ("snapshot", "targets")
    },
}
"""By what it is refused as, and some words of the sentence: what is done to the stick."""
ATTACKS = {
    name: (*refusal, work) for refusal, works in REFUSALS.items() for name, work in works.items()
}


@pytest.mark.parametrize(("kind", "words", "work"), ATTACKS.values(), ids=ATTACKS.keys())
def test_what_was_on_stays(kiosk: Kiosk, by: Meddler, kind: str, words: str, work: Attack) -> None:
    """Each attack is refused by its own name and sentence, whatever staff say yes to."""
    work(by)
    refused = kiosk.refusal(by.stick, trust="first", other=True)
    assert refused.kind == kind
    assert words in refused.what
    assert refused.exit_code == (3 if isinstance(refused, PackError) else 4)
    assert kind != "publisher" or by.publisher.public.fingerprint in refused.what


PLANTED: dict[str, Callable[[Path], object]] = {
    "a link": lambda path: path.symlink_to("/etc/hostname"),
    "a link to nowhere": lambda path: path.symlink_to("/nowhere"),
    "a FIFO": os.mkfifo,
    "a folder": lambda path: path.mkdir(),
}
PLACES: dict[str, Callable[[Meddler], Path]] = {
    "the pack": lambda by: metadata(by.stick).parent,
    "the metadata": lambda by: metadata(by.stick),
    "the files": lambda by: targets(by.stick),
    "the timestamp": lambda by: by.file("timestamp.json"),
    "the targets": lambda by: by.file("3.targets.json"),
    "the first root": lambda by: by.file("1.root.json"),
    "the next root": lambda by: by.file("3.root.json"),
    "a photo": lambda by: by.photo,
}


@on_linux
@pytest.mark.parametrize("plant", PLANTED.values(), ids=PLANTED.keys())
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_what_is_planted_on_a_stick_leads_nowhere(
    kiosk: Kiosk, by: Meddler, place: Callable[[Meddler], Path], plant: Callable[[Path], object]
) -> None:
    """Neither a link, nor a pipe, nor a folder is opened where something else should be."""
    at = place(by)
    if at.exists():
        at.rename(by.stick / "elsewhere")
    plant(at)
    assert kiosk.refusal(by.stick).kind in {"none", "damaged", "cut short"}


def test_the_highest_number_outlives_all_that_tuf_remembers(by: Meddler, kiosk: Kiosk) -> None:
    """With every cached file lost, as a power cut can leave them, an old pack is still refused."""
    anchor = kiosk.shelf.anchor()
    assert anchor is not None
    forgetful = replace(anchor, timestamp=b"", snapshot=b"", targets=b"")
    with Folder.open(by.folder / "first") as stick, pytest.raises(RefusedError) as refused:
        examine(stick, forgetful, program="0.1.0", now=NOON)
    assert refused.value.kind == "older"
    with Folder.open(by.folder / "second") as stick:
        assert not examine(stick, forgetful, program="0.1.0", now=NOON).is_same


def test_a_thousand_packs_may_lie_between_two_sticks(
    kiosk: Kiosk, by: Meddler, bare: Kiosk
) -> None:
    """Only a jump that no publisher makes is refused, also by who knows nobody yet."""
    by.sign(version=2 + 1000)
    assert kiosk.load(by.stick).version == 1002
    by.sign(version=2_000_000)
    refused = bare.refusal(by.stick)
    assert refused.kind == "jump"
    assert "more than the 0" in refused.what


def test_a_stolen_key_that_counted_far_ahead_is_replaced(kiosk: Kiosk, by: Meddler) -> None:
    """With a new pack key numbers begin anew; the thief's next pack is refused."""
    stolen = by.publisher.daily.pack
    by.sign(version=900)
    assert kiosk.load(by.stick).version == 900
    by.publisher.rotate()
    by.publisher.publish(by.folder / "rescue", "Gered")
    assert kiosk.load(by.folder / "rescue").version < 900
    by.sign(version=901, key=stolen)
    assert kiosk.refusal(by.stick).kind == "older"
    by.hold("rescue")
    by.sign(version=901, key=stolen)
    assert kiosk.refusal(by.stick).kind == "signature"


def test_a_first_root_must_be_the_first(bare: Kiosk, by: Meddler) -> None:
    """Nobody can let a kiosk compare one root's digits, and follow another."""
    by.publisher.rotate(root=True)
    by.publisher.rotate(root=True)
    by.hold("late", "Laat")
    shutil.copy(by.file("2.root.json"), by.file("1.root.json"))
    refused = bare.refusal(by.stick)
    assert refused.kind == "damaged"
    assert "its first root is not the first" in refused.what


def test_a_pack_may_be_taken_for_three_years(kiosk: Kiosk, by: Meddler) -> None:
    """Then it is past its date, unless nobody knows the date; what is on stays on for ever."""
    second = timedelta(seconds=1)
    assert kiosk.refusal(by.stick, now=NOON + LATER + second).kind == "expired"
    moments: tuple[datetime | None, ...] = (NOON + LATER - second, None)
    assert [kiosk.examine(by.stick, now=now).version for now in moments] == [3, 3]
    assert kiosk.shelf.begin("years later") == kiosk.shelf.on()


def test_a_kiosk_follows_its_publisher_through_new_keys(kiosk: Kiosk, by: Meddler) -> None:
    """Three sets of keys later, sticks in between never seen, it still knows whom it follows."""
    by.publisher.rotate()
    by.publisher.rotate(root=True)
    by.hold("later", "Later")
    offer = kiosk.examine(by.stick)
    assert offer.fingerprint == by.publisher.public.fingerprint
    assert len(offer.anchor.roots) == 4
    kiosk.load(by.stick, trust=None)
    followed = kiosk.shelf.publisher()
    assert followed.fingerprint == by.publisher.public.fingerprint
    assert followed.since == NOON


def test_a_stranger_needs_a_yes(kiosk: Kiosk, bare: Kiosk, by: Meddler) -> None:
    """A bare kiosk says whom it met, with the digits to compare, and takes nothing unasked."""
    digits = by.publisher.public.fingerprint
    stranger = bare.refusal(by.stick, trust=None)
    assert stranger.kind == "stranger"
    assert digits in stranger.what
    for other in (bare, kiosk):  # a script that names the digits is never surprised
        assert other.refusal(by.stick, trust="1234 5678 9012 3456 7890").kind == "fingerprint"
    bare.load(by.stick, trust=digits.replace(" ", "-"))
    assert bare.titles() == ["Derde"]


def test_next_years_exhibition_is_a_question(kiosk: Kiosk, by: Meddler) -> None:
    """The same publisher with another exhibition: asked first, then taken."""
    by.hold("next", "Volgend jaar", id_="test-2019")
    refused = kiosk.refusal(by.stick)
    assert refused.kind == "exhibition"
    assert "another exhibition than the one before" in refused.what
    assert kiosk.load(by.stick, other=True).exhibit == "test-2019"
    assert not kiosk.examine(by.stick).is_other_exhibition


@given(data=st.data())
@settings(max_examples=180)
def test_no_damaged_metadata_is_taken(library: Publisher, data: st.DataObject) -> None:
    """A flipped bit of a file, or one cut off: refused by an enrolled kiosk and by a bare one."""
    stick = library.folder / "stick"
    path = data.draw(st.sampled_from(sorted(metadata(stick).iterdir())))
    content = path.read_bytes()
    altered, at = bytearray(content), data.draw(st.integers(0, len(content) - 1))
    if bit := data.draw(st.sampled_from([0, *(1 << shift for shift in range(8))])):
        altered[at] ^= bit
    else:
        del altered[at:]
    kiosk = Kiosk(library.folder / "shelf")
    before = kiosk.state()
    try:
        path.write_bytes(altered)
        for anchor in (kiosk.shelf.anchor(), None):
            with Folder.open(stick) as folder, pytest.raises((PackError, RefusedError)) as refused:
                examine(folder, anchor, program="0.1.0", now=NOON)
            assert refused.value.what
            assert refused.value.advice
        assert kiosk.state() == before
    finally:
        path.write_bytes(content)
        kiosk.shelf.close()
