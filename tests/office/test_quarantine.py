"""Quarantine: what waits, who is admitted, and when a copy goes."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from signups.kiosks import KEYS, RETENTION, TODAY, WORLD, Kiosk, Office, cut, id_of, nobody, put

from kiosk.errors import KioskError
from kiosk.office import quarantine
from kiosk.office.collection import Collection
from kiosk.office.merge import Newcomer, admitting
from kiosk.office.quarantine import Quarantine
from kiosk.signups import bundle, tar


class Asked:
    """A coordinator who answers, and remembers about whom."""

    def __init__(self, *, yes: bool) -> None:
        self.yes = yes
        self.about: list[Newcomer] = []

    def __call__(self, newcomer: Newcomer) -> bool:
        """The answer, the same for everybody."""
        self.about.append(newcomer)
        return self.yes


def test_a_newcomer_waits_and_is_taken_up_by_itself(office: Office, stick: Path) -> None:
    """Its bundle is copied to quarantine; once admitted it is taken from there, unasked."""
    kiosk, _ = WORLD
    path = kiosk.carry(stick)
    waiting = office.collect(stick, admit=nobody)
    assert [(refusal.reason, refusal.kiosk, refusal.key) for refusal in waiting.refused] == [
        ("not admitted", kiosk.kiosk, kiosk.log.signer.public)
    ]
    assert office.dump() == [("collection", 0)]
    path.unlink()
    assert [refusal.reason for refusal in office.collect(admit=nobody).refused] == ["not admitted"]
    taken = office.collect()
    assert taken.new == 6
    assert [admission.kiosk for admission in taken.admitted] == [kiosk.kiosk]
    assert office.quarantine() == []


def test_each_is_asked_about_once_with_its_fingerprint(office: Office, stick: Path) -> None:
    """Twenty digits, as the kiosk shows them; and never again once it is known."""
    ask = Asked(yes=True)
    kiosk, _ = WORLD
    for content in cut(kiosk, [3, 6]):
        put(stick, *content)
    office.collect(stick, admit=ask)
    office.collect(stick, admit=ask)
    (newcomer,) = ask.about
    assert len(newcomer.fingerprint.replace(" ", "")) == 20


def test_another_key_under_a_known_name_is_not_asked_about(office: Office) -> None:
    """Who forges the name of a kiosk does not become that kiosk by an eager yes."""
    kiosk, _ = WORLD
    office.collect_from(kiosk)
    before = office.dump()
    forger = Kiosk(KEYS, key="another key")
    forger.sign_up("Mallory")
    forger.withdraw("Gennep 1")
    collected = office.collect_from(forger)
    assert [refusal.reason for refusal in collected.refused] == ["other key"]
    assert office.dump() == before
    assert office.quarantine() == ["other key"]


def test_one_key_cannot_speak_for_a_kiosk_that_is_admitted(office: Office) -> None:
    """A kiosk keeps the key it was admitted with."""
    with Collection(office.file, create=True) as collection:
        collection.admit("k-aaaaaaaa", "1" * 64)
        with pytest.raises(KioskError):
            collection.admit("k-aaaaaaaa", "2" * 64)
        assert collection.kiosks() == {"k-aaaaaaaa": "1" * 64}


def test_a_copy_goes_when_it_holds_nothing_more(office: Office) -> None:
    """Everything in it came another way, was taken back, or is past its day."""
    kiosk = Kiosk(KEYS)
    for name in ("Els", "Jan"):
        kiosk.sign_up(name)
    office.collect_from(kiosk, admit=nobody)
    apart = Quarantine(office.file)
    with Collection(office.file) as collection:
        assert apart.sweep(collection, TODAY) == 0
        collection.withdrawals.withdraw(id_of("Els"))
        assert apart.sweep(collection, TODAY) == 0
        assert apart.sweep(collection, RETENTION + timedelta(days=1)) == 1
    assert office.quarantine() == []


def test_what_nobody_can_read_stays_ninety_days(office: Office, stick: Path) -> None:
    """Its kiosk keeps the sign-ups; a copy that nothing can be done with need not stay."""
    put(stick, "k-aaaaaaaa", 1, WORLD[0].bundle()[:-100])
    office.collect(stick)
    apart = Quarantine(office.file)
    (copy,) = apart.copies()
    lies_since = date(2018, 10, 3)
    noon = 1_538_568_000  # that day, in UTC
    os.utime(copy.path, (noon, noon))
    with Collection(office.file) as collection:
        assert apart.sweep(collection, lies_since + timedelta(days=89)) == 0
        assert apart.sweep(collection, lies_since + timedelta(days=92)) == 1


def test_a_bundle_lies_there_once(office: Office, stick: Path) -> None:
    """Under the newest reason; strangers' files in the folder are let be."""
    kiosk = Kiosk(KEYS)
    kiosk.sealed(id_of("Els"), b"not sealed at all")
    office.collect_from(kiosk, admit=nobody)
    (Quarantine(office.file).folder / "notes.txt").write_text("mine", "utf-8")
    assert office.quarantine() == ["not admitted"]
    office.collect(stick)
    assert office.quarantine() == ["unreadable"]


def holes(stick: Path, count: int, begins: bytes) -> None:
    """So many files of four megabytes that take no room on the stick."""
    folder = stick / bundle.FOLDER / "k-aaaaaaaa"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, count + 1):
        with (folder / f"{number:08}-{number:064x}.tar").open("wb") as file:
            file.write(begins.replace(b"NUMBER", b"%06d" % number))
            file.truncate(bundle.MAX_BYTES)


BEGINNINGS = {
    "zeros": b"",
    "anything": b"NUMBER",
    "as a bundle": tar.member("header.json", b'{"format":NUMBER}'),
}


@pytest.mark.parametrize("begins", BEGINNINGS.values(), ids=BEGINNINGS.keys())
def test_files_full_of_holes_do_not_fill_the_disk(
    office: Office, stick: Path, begins: bytes
) -> None:
    """A stick of a few kilobytes may say it holds gigabytes: that is told, not copied."""
    holes(stick, 12, begins)
    WORLD[0].carry(stick)
    collected = office.collect(stick)
    assert collected.new == 6
    assert len(collected.refused) == 12
    size = sum(copy.size for copy in Quarantine(office.file).copies())
    assert size <= quarantine.MOST_STRAY_BYTES
    assert collected.uncopied == (0 if begins == b"" else 12 - size // bundle.MAX_BYTES)


def test_what_is_signed_has_a_bound_too(office: Office) -> None:
    """Anybody can make a key; what was kept stays, and what waits for a yes is still taken."""
    kiosk = Kiosk(KEYS, "k-cccccccc")
    kiosk.sign_up("Els")
    office.collect_from(kiosk, admit=nobody)
    apart = Quarantine(office.file)
    for number in range(40):
        kept = apart.keep("not admitted", f"{number:064x}", bytes(bundle.MAX_BYTES))
        assert (kept is None) == (number >= 31)
    assert sum(copy.size for copy in apart.copies()) <= quarantine.MOST_BYTES
    for number in range(len(apart.copies()), quarantine.MOST_COPIES - 1):
        (apart.folder / f"other-key-{number + 100:064x}.tar").touch()
    assert apart.keep("other key", "e" * 64, b"") is not None
    assert apart.keep("other key", "f" * 64, b"") is None
    assert len(apart.copies()) == quarantine.MOST_COPIES
    assert office.collect().new == 1


def test_strays_leave_room_for_what_is_signed(office: Office) -> None:
    """Nobody keeps a kiosk from waiting by filling the folder with rubbish."""
    apart = Quarantine(office.file)
    for number in range(quarantine.MOST_STRAYS + 1):
        apart.keep("not a bundle", f"{number:064x}", b"rubbish")
    assert len(apart.copies()) == quarantine.MOST_STRAYS
    assert apart.keep("not admitted", "f" * 64, b"signed") is not None


@pytest.mark.parametrize("is_known", [True, False])
def test_what_a_kiosk_without_its_key_kept_is_asked_about(
    office: Office, stick: Path, *, is_known: bool
) -> None:
    """Who brings it is told, with its digits; admitted or not, it is asked; a yes takes all of it.

    Nothing changes in what is known of the kiosk that lost its key: an older stick still counts.
    """
    old, new = Kiosk(KEYS), Kiosk(KEYS, "k-bbbbbbbb")
    old.sign_up("Els")
    new.sign_up("Jan")
    new.carry(stick)
    if is_known:
        old.carry(stick)
    office.collect(stick)
    old.sign_up("Piet")
    old.withdraw("Els")
    put(stick, old.kiosk, 1, old.carried_by(new))
    no, yes = Asked(yes=False), Asked(yes=True)
    collected = office.collect(stick, admit=no)
    assert [refusal.reason for refusal in collected.refused] == ["other carrier"]
    assert [(newcomer.kiosk, newcomer.carrier, newcomer.key) for newcomer in no.about] == [
        (old.kiosk, new.kiosk, new.log.signer.public)
    ]
    assert sorted(office.names()) == (["Els", "Jan"] if is_known else ["Jan"])
    assert office.collect(admit=yes).refused == ()
    assert sorted(office.names()) == ["Jan", "Piet"]
    assert office.quarantine() == []
    again = Asked(yes=False)
    old.sign_up("Sanne")
    put(stick, old.kiosk, 1, old.carried_by(new))
    office.collect(stick, admit=again)
    assert again.about == []
    late = Asked(yes=True)
    old.carry(stick, 1, 1)
    office.collect(stick, admit=late)
    assert len(late.about) == (0 if is_known else 1)
    assert sorted(office.names()) == ["Jan", "Piet", "Sanne"]


def test_nobody_brings_what_another_kept_under_a_third_name(office: Office, stick: Path) -> None:
    """Who says to be a kiosk that is admitted with another key is not asked about."""
    old, new, thief = Kiosk(KEYS), Kiosk(KEYS, "k-bbbbbbbb"), Kiosk(KEYS, "k-bbbbbbbb", key="thief")
    old.sign_up("Els")
    new.sign_up("Jan")
    office.collect_from(new)
    put(stick, old.kiosk, 1, old.carried_by(thief))
    yes = Asked(yes=True)
    assert [refusal.reason for refusal in office.collect(stick, admit=yes).refused] == ["other key"]
    assert yes.about == []


def test_first_admits_nobody_who_brings_what_another_kept() -> None:
    """`--admit first` takes newcomers; who took over another's sign-ups is named by its digits."""
    newcomer = Newcomer("k-aaaaaaaa", "1" * 64, "k-bbbbbbbb")
    assert not admitting(["first", "k-aaaaaaaa", "k-bbbbbbbb"])(newcomer)
    assert admitting([newcomer.fingerprint])(newcomer)
