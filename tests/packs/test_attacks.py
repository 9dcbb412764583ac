"""Sticks that are not what they seem: each broken in one way, each refused in its own words.

What was on stays on, untouched.
"""

from __future__ import annotations

import hashlib
import os
import sys
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packs.library import LATER, Kiosk, copied, flip, latest, metadata, sign_again, targets
from packs.publisher import NOON, Publisher, medium, terms
from securesystemslib.signer import SSlibKey
from tuf.api.metadata import Delegations, Metadata, Root, TargetFile

from kiosk.errors import PackError, RefusedError
from kiosk.keys import demo
from kiosk.keys import root as roots
from kiosk.keys.signing import Signer
from kiosk.packs.trust import examine
from kiosk.usb.stick import Folder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tuf.api.metadata import Targets

    from kiosk.exhibit.prepared import Prepared

on_linux = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a publisher, its three sticks, and the shelf of a kiosk that has taken two."""
    folder = tmp_path_factory.mktemp("library")
    publisher = Publisher(folder)
    publisher.publish(folder / "first", "Eerste", photos=("oud",))
    publisher.publish(folder / "second", "Tweede")
    publisher.publish(folder / "stick", "Derde", photos=("tuin", "dak", "nieuw"))
    kiosk = Kiosk(folder / "shelf")
    kiosk.load(folder / "first")
    kiosk.load(folder / "second")
    kiosk.shelf.close()
    return folder


@pytest.fixture
def publisher(tmp_path: Path, library: Path) -> Publisher:
    """The publisher that the kiosk follows."""
    for name in ("keys", "first", "second", "stick", "shelf"):
        copied(library / name, tmp_path / name)
    return Publisher(tmp_path, founded=False)


@pytest.fixture
def kiosk(tmp_path: Path, publisher: Publisher) -> Kiosk:
    """A kiosk on which the publisher's second pack is on; its sticks are kept for later."""
    kiosk = Kiosk(tmp_path / "shelf")
    followed = kiosk.shelf.publisher()
    assert followed is not None
    assert followed.fingerprint == publisher.public.fingerprint
    return kiosk


@pytest.fixture
def stick(tmp_path: Path, publisher: Publisher) -> Path:
    """A stick with the third pack, that the kiosk would take."""
    assert publisher.keys.exists()
    return tmp_path / "stick"


def file_of(stick: Path, role: str) -> Path:
    """The metadata of this role, whatever its version."""
    name = "timestamp.json" if role == "timestamp" else f"{latest(stick)}.{role}.json"
    return metadata(stick) / name


def signed_by_a_stranger(path: Path) -> None:
    """Sign the same words with a key that nobody knows."""
    signed = Metadata.from_file(str(path))
    signed.sign(roots.signer(Signer.new()))
    path.write_bytes(signed.to_bytes())


def unsigned(path: Path) -> None:
    """Take the signature away."""
    signed = Metadata.from_file(str(path))
    signed.signatures.clear()
    path.write_bytes(signed.to_bytes())


def growing(path: Path) -> None:
    """Make the file endless, or 20 MB."""
    with path.open("ab") as file:
        file.write(b" " * 20_000_000)


def new_blob(stick: Path, publisher: Publisher) -> Path:
    """A file that only the new pack has: the photo 'nieuw'."""
    ready = publisher.exhibit("Derde", photos=("tuin", "dak", "nieuw"))
    photo = ready.exhibit.cooperatives[0].photos[-1]
    return targets(stick) / photo.sizes[0].sha256


def say(**words: object) -> Callable[[Targets], None]:
    """Change what a pack says of itself."""

    def change(said: Targets) -> None:
        said.unrecognized_fields["kiosk"] |= words

    return change


def add_target(name: str, **other: object) -> Callable[[Targets], None]:
    """Name one more file, in a way nobody should."""

    def change(said: Targets) -> None:
        hashes = {"sha256": "a" * 64} | other
        said.targets[name] = TargetFile(5, hashes, name)  # type: ignore[arg-type]

    return change


def delegate(said: Targets) -> None:
    """Let others sign, too."""
    said.delegations = Delegations({}, {})


Attack: TypeAlias = "tuple[str, str, Callable[[Path, Publisher], object]]"
"""What it is refused as, some words of the sentence, and what is done to the stick."""

ATTACKS: dict[str, Attack] = {
    # anything unsigned
    "an unsigned timestamp": (
        "signature",
        "not signed by its publisher",
        lambda stick, _p: unsigned(file_of(stick, "timestamp")),
    ),
    "a stranger's timestamp": (
        "signature",
        "not signed by its publisher",
        lambda stick, _p: signed_by_a_stranger(file_of(stick, "timestamp")),
    ),
    "everything signed by a stranger": (
        "signature",
        "not signed by its publisher",
        lambda stick, publisher: sign_again(publisher, stick, key=Signer.new()),
    ),
    "a timestamp that is no JSON": (
        "damaged",
        "timestamp.json is damaged",
        lambda stick, _p: file_of(stick, "timestamp").write_bytes(b"hello"),
    ),
    "a timestamp of deep lists": (
        "damaged",
        "timestamp.json is damaged",
        lambda stick, _p: file_of(stick, "timestamp").write_bytes(b"[" * 16_000),
    ),
    # endless data
    "an endless timestamp": (
        "endless",
        "larger than it may be",
        lambda stick, _p: growing(file_of(stick, "timestamp")),
    ),
    "an endless snapshot": (
        "endless",
        "larger than it may be",
        lambda stick, _p: growing(file_of(stick, "snapshot")),
    ),
    "endless targets": (
        "endless",
        "larger than it may be",
        lambda stick, _p: growing(file_of(stick, "targets")),
    ),
    "an endless root": (
        "endless",
        "larger than it may be",
        lambda stick, _p: growing(metadata(stick) / "1.root.json"),
    ),
    "an endless next root": (
        "endless",
        "larger than it may be",
        lambda stick, _p: growing(metadata(stick) / "2.root.json"),
    ),
    "an endless photo": (
        "endless",
        "larger than was signed",
        lambda stick, publisher: growing(new_blob(stick, publisher)),
    ),
    # fast-forward
    "a number far too high": (
        "jump",
        "has the number 1003",
        lambda stick, publisher: sign_again(publisher, stick, version=2 + 1001),
    ),
    # mix and match
    "the snapshot of another pack": (
        "mixed",
        "was signed with the rest",
        lambda stick, _p: file_of(stick, "snapshot").write_bytes(
            (metadata(stick).parents[2] / "second/KIOSK-PACK/metadata/2.snapshot.json").read_bytes()
        ),
    ),
    "the targets of another pack": (
        "mixed",
        "was signed with the rest",
        lambda stick, _p: file_of(stick, "targets").write_bytes(
            (metadata(stick).parents[2] / "second/KIOSK-PACK/metadata/2.targets.json").read_bytes()
        ),
    ),
    "the number of the pack that is on, with other contents": (
        "mixed",
        "parts of two packs",
        lambda stick, publisher: sign_again(publisher, stick, version=2),
    ),
    # for a newer program
    "for a newer program": (
        "newer",
        "for a newer kiosk",
        lambda stick, publisher: sign_again(publisher, stick, say(needs="0.10")),
    ),
    "in a newer format": (
        "newer",
        "for a newer kiosk",
        lambda stick, publisher: sign_again(publisher, stick, say(format=2, more="unheard of")),
    ),
    # a key is stolen
    "signed with the demo keys": (
        "demo",
        "signed with the demo keys",
        lambda stick, publisher: next_root(stick, publisher, let_sign(demo.PUBLIC.pack)),
    ),
    "a key that everybody can sign with": (
        "damaged",
        "its keys are of another kind",
        lambda stick, publisher: next_root(stick, publisher, let_sign("01" + "00" * 31)),
    ),
    "two root keys": (
        "damaged",
        "its keys are of another kind",
        lambda stick, publisher: next_root(stick, publisher, two_root_keys),
    ),
    "a root for other names": (
        "cut short",
        "snapshot.json is missing",
        lambda stick, publisher: next_root(stick, publisher, other_names),
    ),
    # names that escape
    "a name that leads away": (
        "damaged",
        "not called by its SHA-256",
        lambda stick, publisher: sign_again(publisher, stick, add_target("../../../etc/passwd")),
    ),
    "a name that is another file's": (
        "damaged",
        "not called by its SHA-256",
        lambda stick, publisher: sign_again(publisher, stick, add_target("b" * 64)),
    ),
    "a name without a hash of its kind": (
        "damaged",
        "not called by its SHA-256",
        lambda stick, publisher: sign_again(
            publisher, stick, add_target("a" * 64, sha256="c" * 64)
        ),
    ),
    "a pack that lets others sign": (
        "damaged",
        "list of files is of another kind",
        lambda stick, publisher: sign_again(publisher, stick, delegate),
    ),
    "no index": (
        "damaged",
        "list of files is of another kind",
        lambda stick, publisher: sign_again(publisher, stick, say(index="d" * 64)),
    ),
    "a title that steers a terminal": (
        "damaged",
        "kiosk.title.nl is not as it should be",
        lambda stick, publisher: sign_again(publisher, stick, say(title={"nl": "Derde\x1b[2J"})),
    ),
    "a publisher written backwards": (
        "damaged",
        "kiosk.publisher is not as it should be",
        lambda stick, publisher: sign_again(publisher, stick, say(publisher="\u202eetnailA")),
    ),
    "no words of its own": (
        "damaged",
        "this is no pack for a kiosk",
        lambda stick, publisher: sign_again(
            publisher, stick, lambda said: said.unrecognized_fields.clear()
        ),
    ),
    # not whole
    "no timestamp": (
        "cut short",
        "timestamp.json is missing",
        lambda stick, _p: file_of(stick, "timestamp").unlink(),
    ),
    "no snapshot": (
        "cut short",
        "3.snapshot.json is missing",
        lambda stick, _p: file_of(stick, "snapshot").unlink(),
    ),
    "no targets": (
        "cut short",
        "3.targets.json is missing",
        lambda stick, _p: file_of(stick, "targets").unlink(),
    ),
    "no root": (
        "cut short",
        "1.root.json is missing",
        lambda stick, _p: (metadata(stick) / "1.root.json").unlink(),
    ),
    "a photo that is missing": (
        "cut short",
        "1 of its 6 files are missing",
        lambda stick, publisher: new_blob(stick, publisher).unlink(),
    ),
    "a photo that is cut short": (
        "cut short",
        "1 of its 6 files are missing",
        lambda stick, publisher: os.truncate(new_blob(stick, publisher), 100),
    ),
    "no metadata": (
        "none",
        "there is no pack",
        lambda stick, _p: metadata(stick).rename(stick / "metadata"),
    ),
    "no files": (
        "cut short",
        "6 of its 6 files are missing",
        lambda stick, _p: targets(stick).rename(stick / "targets"),
    ),
    # altered
    "a photo with another byte": (
        "altered",
        "not what was signed",
        lambda stick, publisher: flip(new_blob(stick, publisher)),
    ),
    "a timestamp cut off": (
        "damaged",
        "timestamp.json is damaged",
        lambda stick, _p: os.truncate(file_of(stick, "timestamp"), 200),
    ),
    "a snapshot cut off": (
        "altered",
        "not the one that was signed",
        lambda stick, _p: os.truncate(file_of(stick, "snapshot"), 200),
    ),
    "targets cut off": (
        "altered",
        "not the one that was signed",
        lambda stick, _p: os.truncate(file_of(stick, "targets"), 200),
    ),
}


def next_root(stick: Path, publisher: Publisher, change: Callable[[Root], None]) -> None:
    """Publish a root that the root key signed, but that says something odd."""
    signed = Metadata[Root].from_file(str(metadata(stick) / "1.root.json"))
    signed.signed.version = 2
    change(signed.signed)
    signed.sign(roots.signer(publisher.recovery.root))
    (metadata(stick) / "2.root.json").write_bytes(signed.to_bytes())


def let_sign(public: str) -> Callable[[Root], None]:
    """Let one more key sign packs."""

    def change(root: Root) -> None:
        key = SSlibKey("d" * 64, "ed25519", "ed25519", {"public": public})
        root.add_key(key, "targets")

    return change


def two_root_keys(root: Root) -> None:
    """Nobody could compare one fingerprint."""
    key = roots.signer(Signer.new()).public_key
    root.add_key(key, Root.type)


def other_names(root: Root) -> None:
    """Files without versions in their names are replaced, not added."""
    root.consistent_snapshot = False


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_what_was_on_stays_on(
    kiosk: Kiosk, stick: Path, publisher: Publisher, attack: Attack
) -> None:
    """Each attack is refused by its own name and sentence, and changes nothing."""
    kind, words, work = attack
    before = kiosk.state()
    work(stick, publisher)
    with pytest.raises((PackError, RefusedError), match=words) as refused:
        kiosk.load(stick)
    assert refused.value.kind == kind
    assert refused.value.advice
    assert refused.value.exit_code == (3 if isinstance(refused.value, PackError) else 4)
    after = kiosk.state()
    copied_meanwhile = after[6]
    assert [*after[:6], after[7]] == [*before[:6], before[7]]
    assert set(before[6]) <= set(copied_meanwhile)  # type: ignore[arg-type, call-overload]


PLANTED: dict[str, Callable[[Path], object]] = {
    "a link": lambda path: path.symlink_to("/etc/hostname"),
    "a link to nowhere": lambda path: path.symlink_to("/nowhere"),
    "a FIFO": os.mkfifo,
    "a folder": lambda path: path.mkdir(),
}
PLACES: dict[str, Callable[[Path, Publisher], Path]] = {
    "the pack": lambda stick, _p: metadata(stick).parent,
    "the metadata": lambda stick, _p: metadata(stick),
    "the files": lambda stick, _p: targets(stick),
    "the timestamp": lambda stick, _p: file_of(stick, "timestamp"),
    "the targets": lambda stick, _p: file_of(stick, "targets"),
    "the first root": lambda stick, _p: metadata(stick) / "1.root.json",
    "the next root": lambda stick, _p: metadata(stick) / "2.root.json",
    "a photo": new_blob,
}


@on_linux
@pytest.mark.parametrize("plant", PLANTED.values(), ids=PLANTED.keys())
@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES.keys())
def test_what_is_planted_on_a_stick_leads_nowhere(
    kiosk: Kiosk,
    stick: Path,
    publisher: Publisher,
    place: Callable[[Path, Publisher], Path],
    plant: Callable[[Path], object],
) -> None:
    """Neither a link, nor a pipe, nor a folder is opened where something else should be."""
    at = place(stick, publisher)
    if at.exists():
        at.rename(stick / "elsewhere")
    plant(at)
    before = kiosk.state()
    with pytest.raises(PackError) as refused:
        kiosk.load(stick)
    assert refused.value.kind in {"none", "damaged", "cut short"}
    assert kiosk.state() == before


def test_a_link_to_the_real_file_is_not_followed_either(
    kiosk: Kiosk, stick: Path, publisher: Publisher
) -> None:
    """What lies behind a link may change between two looks."""
    photo = new_blob(stick, publisher)
    photo.rename(stick / "photo")
    photo.symlink_to(stick / "photo")
    with pytest.raises(PackError, match="is no file"):
        kiosk.load(stick)


def test_an_older_pack_is_refused(tmp_path: Path, kiosk: Kiosk) -> None:
    """A stick from last month does not bring back last month."""
    before = kiosk.state()
    with pytest.raises(RefusedError, match="older than the one") as refused:
        kiosk.load(tmp_path / "first")
    assert refused.value.kind == "older"
    assert kiosk.state() == before


def test_the_highest_number_outlives_all_that_tuf_remembers(tmp_path: Path, kiosk: Kiosk) -> None:
    """With every cached file lost, as a power cut can leave them, an old pack is still refused."""
    anchor = kiosk.shelf.anchor()
    assert anchor is not None
    bare = replace(anchor, timestamp=b"", snapshot=b"", targets=b"")
    with Folder.open(tmp_path / "first") as stick, pytest.raises(RefusedError) as refused:
        examine(stick, bare, program="0.1.0", now=NOON)
    assert refused.value.kind == "older"
    with Folder.open(tmp_path / "second") as stick:
        assert not examine(stick, bare, program="0.1.0", now=NOON).is_same


def test_a_thousand_packs_may_lie_between_two_sticks(
    kiosk: Kiosk, stick: Path, publisher: Publisher
) -> None:
    """Only a jump that no publisher makes is refused."""
    sign_again(publisher, stick, version=2 + 1000)
    assert kiosk.load(stick).version == 1002


def test_no_first_pack_has_a_number_out_of_this_world(
    tmp_path: Path, stick: Path, publisher: Publisher
) -> None:
    """Nobody can wear out the numbers of a kiosk that knows nobody yet."""
    sign_again(publisher, stick, version=2_000_000)
    with pytest.raises(RefusedError, match="more than the 0") as refused:
        Kiosk(tmp_path / "bare").load(stick)
    assert refused.value.kind == "jump"


def test_a_stolen_key_that_counted_far_ahead_is_replaced(
    tmp_path: Path, kiosk: Kiosk, stick: Path, publisher: Publisher
) -> None:
    """With a new pack key numbers begin anew; the thief's next pack is refused."""
    thief = publisher.daily.pack
    sign_again(publisher, stick, version=900)
    assert kiosk.load(stick).version == 900
    publisher.rotate()
    publisher.publish(tmp_path / "rescue", "Gered")
    assert kiosk.load(tmp_path / "rescue").version < 900
    sign_again(publisher, stick, version=901, key=thief)
    before = kiosk.state()
    with pytest.raises(RefusedError):
        kiosk.load(stick)
    assert kiosk.state() == before
    stolen = copied(tmp_path / "rescue", tmp_path / "stolen")
    sign_again(publisher, stolen, version=901, key=thief)
    with pytest.raises(RefusedError, match="not signed") as refused:
        kiosk.load(stolen)
    assert refused.value.kind == "signature"


def test_a_first_root_must_be_the_first(tmp_path: Path, stick: Path, publisher: Publisher) -> None:
    """Nobody can let a kiosk compare one root's digits, and follow another."""
    publisher.rotate(root=True)
    publisher.rotate(root=True)
    publisher.publish(tmp_path / "late", "Laat")
    folder = metadata(tmp_path / "late")
    (folder / "1.root.json").write_bytes((folder / "2.root.json").read_bytes())
    with pytest.raises(PackError, match="its first root is not the first") as refused:
        Kiosk(tmp_path / "bare").load(tmp_path / "late")
    assert refused.value.kind == "damaged"
    assert stick.exists()


def large(length: int) -> Callable[[Targets], None]:
    """Say that every file is so long."""

    def change(said: Targets) -> None:
        for target in said.targets.values():
            target.length = length

    return change


LARGE = {
    "larger than a stick can hold": 5 << 30,
    "is empty": 0,
    "exhibit.json is larger than any": 17 << 20,
}


@pytest.mark.parametrize(("words", "length"), LARGE.items(), ids=LARGE.keys())
def test_no_file_is_larger_than_it_could_be(
    kiosk: Kiosk, stick: Path, publisher: Publisher, words: str, length: int
) -> None:
    """A length that makes no sense is not believed, though it is signed."""
    sign_again(publisher, stick, large(length))
    with pytest.raises(PackError, match=words) as refused:
        kiosk.load(stick)
    assert refused.value.kind == "damaged"


def test_a_pack_may_be_taken_for_three_years(kiosk: Kiosk, stick: Path) -> None:
    """Then it is past its date, unless nobody knows the date; what is on stays on for ever."""
    before = kiosk.state()
    with pytest.raises(PackError, match="past its date") as refused:
        kiosk.load(stick, now=NOON + LATER + timedelta(seconds=1))
    assert refused.value.kind == "expired"
    assert kiosk.state() == before
    assert kiosk.examine(stick, now=NOON + LATER - timedelta(seconds=1)).version == 3
    assert kiosk.examine(stick, now=None).version == 3
    assert kiosk.shelf.begin("years later") == kiosk.shelf.on()


def test_a_stick_from_before_new_keys_is_older(
    tmp_path: Path, kiosk: Kiosk, stick: Path, publisher: Publisher
) -> None:
    """Whoever still carries one is told just that."""
    publisher.rotate()
    publisher.publish(tmp_path / "new", "Nieuw")
    kiosk.load(tmp_path / "new")
    with pytest.raises(RefusedError) as refused:
        kiosk.load(stick)
    assert refused.value.kind == "older"


def test_a_kiosk_follows_its_publisher_through_new_keys(
    tmp_path: Path, kiosk: Kiosk, publisher: Publisher
) -> None:
    """Three sets of keys later, sticks in between never seen, it still knows whom it follows."""
    publisher.rotate()
    publisher.rotate(root=True)
    publisher.publish(tmp_path / "later", "Later")
    offer = kiosk.examine(tmp_path / "later")
    assert offer.fingerprint == publisher.public.fingerprint
    assert len(offer.anchor.roots) == 3
    kiosk.load(tmp_path / "later", trust=None)
    followed = kiosk.shelf.publisher()
    assert followed is not None
    assert followed.fingerprint == publisher.public.fingerprint
    assert followed.since == NOON


def test_new_keys_that_the_old_ones_did_not_sign_are_refused(
    tmp_path: Path, kiosk: Kiosk, publisher: Publisher
) -> None:
    """A root may only be replaced by who had the one before."""
    publisher.rotate(root=True)
    publisher.publish(tmp_path / "later", "Later")
    path = metadata(tmp_path / "later") / "2.root.json"
    signed = Metadata[Root].from_bytes(path.read_bytes())
    signed.sign(roots.signer(publisher.recovery.root))  # the old root's signature is gone
    path.write_bytes(signed.to_bytes())
    with pytest.raises(RefusedError) as refused:
        kiosk.load(tmp_path / "later")
    assert refused.value.kind == "signature"


def test_another_publisher_is_refused_by_name(tmp_path: Path, kiosk: Kiosk) -> None:
    """A sound pack of somebody else is not taken, whatever staff say yes to."""
    other = Publisher(tmp_path / "b", "another")
    other.publish(tmp_path / "other", "Vreemd")
    before = kiosk.state()
    with pytest.raises(RefusedError, match=f"De Alliantie, {other.public.fingerprint}") as refused:
        kiosk.load(tmp_path / "other", trust="first", other=True)
    assert refused.value.kind == "publisher"
    assert kiosk.state() == before


def test_another_publishers_broken_pack_is_just_broken(tmp_path: Path, kiosk: Kiosk) -> None:
    """No name is read aloud that nobody signed."""
    other = Publisher(tmp_path / "b", "another")
    other.publish(tmp_path / "other", "Vreemd")
    signed_by_a_stranger(file_of(tmp_path / "other", "timestamp"))
    with pytest.raises(RefusedError) as refused:
        kiosk.load(tmp_path / "other")
    assert refused.value.kind == "signature"


def test_a_publisher_who_began_anew_is_told_so(tmp_path: Path, kiosk: Kiosk) -> None:
    """The same root key with another first root does not follow from what was here."""
    anew = Publisher(tmp_path / "b", founded=False)
    to = tmp_path / "anew"
    anew.publish(to, "Anders", now=NOON + timedelta(days=1), recovery=anew.recovery)
    with pytest.raises(RefusedError, match="began anew") as refused:
        kiosk.load(to)
    assert refused.value.kind == "anew"


def test_two_packs_of_one_number_are_not_one(
    tmp_path: Path, kiosk: Kiosk, publisher: Publisher
) -> None:
    """A publisher who put back an old copy of the keys is found out at the kiosk."""
    twin = copied(tmp_path / "second", tmp_path / "twin")
    sign_again(publisher, twin, say(title={"nl": "Ook de tweede"}))
    with pytest.raises(RefusedError) as refused:
        kiosk.load(twin)
    assert refused.value.kind == "mixed"


@pytest.mark.parametrize("role", ["snapshot", "targets"])
def test_the_pack_that_is_on_must_still_be_whole(tmp_path: Path, kiosk: Kiosk, role: str) -> None:
    """That a kiosk remembers the metadata does not excuse a stick that altered it."""
    flip(file_of(tmp_path / "second", role), 40)
    with pytest.raises((RefusedError, PackError)):
        kiosk.load(tmp_path / "second")


def test_a_stranger_needs_a_yes(tmp_path: Path, stick: Path, publisher: Publisher) -> None:
    """A bare kiosk says whom it met, with the digits to compare, and takes nothing unasked."""
    kiosk = Kiosk(tmp_path / "bare")
    with pytest.raises(RefusedError, match=publisher.public.fingerprint) as refused:
        kiosk.load(stick, trust=None)
    assert (refused.value.kind, kiosk.shelf.publisher()) == ("stranger", None)
    with pytest.raises(RefusedError, match="not the fingerprint you meant") as refused:
        kiosk.load(stick, trust="1234 5678 9012 3456 7890")
    assert (refused.value.kind, kiosk.shelf.publisher()) == ("fingerprint", None)
    kiosk.load(stick, trust=publisher.public.fingerprint.replace(" ", "-"))
    assert kiosk.titles() == ["Derde"]


def test_a_meant_fingerprint_counts_for_whom_the_kiosk_knows_too(kiosk: Kiosk, stick: Path) -> None:
    """A script that names the digits is never surprised."""
    with pytest.raises(RefusedError) as refused:
        kiosk.load(stick, trust="0" * 20)
    assert refused.value.kind == "fingerprint"


def test_next_years_exhibition_is_a_question(
    tmp_path: Path, kiosk: Kiosk, publisher: Publisher
) -> None:
    """The same publisher with another exhibition: asked first, then taken."""
    publisher.publish(tmp_path / "next", "Volgend jaar", id_="test-2019")
    before = kiosk.state()
    with pytest.raises(RefusedError, match="another exhibition than the one before") as refused:
        kiosk.load(tmp_path / "next")
    assert refused.value.kind == "exhibition"
    assert kiosk.state() == before
    assert kiosk.load(tmp_path / "next", other=True).exhibit == "test-2019"
    assert not kiosk.examine(tmp_path / "next").is_other_exhibition


def test_sign_ups_are_never_sealed_to_the_demo_keys(
    kiosk: Kiosk, stick: Path, publisher: Publisher
) -> None:
    """A pack whose sign-ups anybody could read is refused, though its publisher signed it."""
    ready = publisher.exhibit("Demo", signups=terms(demo.PUBLIC))
    put_in(stick, publisher, ready)
    before = kiosk.state()[:6]
    with pytest.raises(RefusedError, match="demo keys") as refused:
        kiosk.load(stick)
    assert refused.value.kind == "demo"
    assert kiosk.state()[:6] == before


INDEXES: dict[str, tuple[str, Callable[[bytes], bytes]]] = {
    "that is cut off": ("is damaged", lambda content: content[:500]),
    "of another exhibition": (
        "does not hold all",
        lambda content: content.replace(b'"id": "test"', b'"id": "anders"'),
    ),
    "that shows a photo that is not there": (
        "does not hold all",
        lambda content: content.replace(
            hashlib.sha256(medium("tuin")).hexdigest().encode(), b"e" * 64
        ),
    ),
}


@pytest.mark.parametrize(("words", "change"), INDEXES.values(), ids=INDEXES.keys())
def test_an_index_that_cannot_be_shown_never_turns_the_pointer(
    kiosk: Kiosk,
    stick: Path,
    publisher: Publisher,
    words: str,
    change: Callable[[bytes], bytes],
) -> None:
    """A signed pack may still be nonsense: it is parsed before anything is turned."""
    ready = publisher.exhibit("Derde")
    path = ready.folder / "exhibit.json"
    path.write_bytes(change(path.read_bytes()))
    put_in(stick, publisher, ready)
    before = kiosk.state()[:6]
    with pytest.raises(PackError, match=words) as refused:
        kiosk.load(stick)
    assert refused.value.kind == "damaged"
    assert kiosk.state()[:6] == before


def put_in(stick: Path, publisher: Publisher, ready: Prepared) -> None:
    """Sign this exhibit as the pack on the stick, as no publisher would."""
    content = (ready.folder / "exhibit.json").read_bytes()
    index = hashlib.sha256(content).hexdigest()
    (targets(stick) / index).write_bytes(content)

    def change(said: Targets) -> None:
        said.unrecognized_fields["kiosk"]["index"] = index
        said.targets[index] = TargetFile(len(content), {"sha256": index}, index)

    sign_again(publisher, stick, change)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A folder with a shelf on which the first pack is, and a stick with the second."""
    folder = tmp_path_factory.mktemp("sound")
    publisher = Publisher(folder)
    publisher.publish(folder / "stick", "Eerste")
    kiosk = Kiosk(folder / "shelf")
    kiosk.load(folder / "stick")
    kiosk.shelf.close()
    publisher.rotate()
    publisher.publish(folder / "stick", "Tweede")
    return folder / "shelf", folder / "stick"


@given(data=st.data())
@settings(max_examples=120, deadline=None)
def test_no_flipped_bit_of_metadata_is_taken(sound: tuple[Path, Path], data: st.DataObject) -> None:
    """Whichever bit of whichever file: refused, by an enrolled kiosk and by a bare one."""
    shelf, stick = sound
    path = data.draw(st.sampled_from(sorted(metadata(stick).iterdir())))
    content = path.read_bytes()
    at = data.draw(st.integers(0, len(content) - 1))
    bit = data.draw(st.integers(0, 7))
    altered = bytearray(content)
    altered[at] ^= 1 << bit
    kiosk = Kiosk(shelf)
    before = kiosk.state()
    anchors = (kiosk.shelf.anchor(), None)
    try:
        path.write_bytes(altered)
        for anchor in anchors:
            with (
                Folder.open(stick) as folder,
                pytest.raises((PackError, RefusedError)) as refused,
            ):
                examine(folder, anchor, program="0.1.0", now=NOON)
            assert refused.value.what
            assert refused.value.advice
        assert kiosk.state() == before
    finally:
        path.write_bytes(content)
        kiosk.shelf.close()


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_no_metadata_that_was_cut_off_is_taken(
    sound: tuple[Path, Path], data: st.DataObject
) -> None:
    """A stick pulled out while it was written, anywhere: refused in words."""
    _, stick = sound
    path = data.draw(st.sampled_from(sorted(metadata(stick).iterdir())))
    content = path.read_bytes()
    try:
        path.write_bytes(content[: data.draw(st.integers(0, len(content) - 1))])
        with Folder.open(stick) as folder, pytest.raises((PackError, RefusedError)):
            examine(folder, None, program="0.1.0", now=NOON)
    finally:
        path.write_bytes(content)
