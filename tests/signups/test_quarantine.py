"""Quarantine: what waits, who is admitted, and when a copy goes."""

from __future__ import annotations

import os
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from kiosks import (
    KEYS,
    RETENTION,
    TODAY,
    Kiosk,
    Office,
    cut,
    id_of,
    nobody,
    put,
    world,
)

from kiosk.errors import KioskError
from kiosk.signups.collection import Collection
from kiosk.signups.quarantine import Quarantine

if TYPE_CHECKING:
    from pathlib import Path

    from kiosk.signups.merge import Newcomer

WORLD = world()


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office whose coordinator has collected nothing yet."""
    return Office(tmp_path)


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """An empty stick."""
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


def test_a_newcomer_waits_and_is_taken_up_by_itself(office: Office, stick: Path) -> None:
    """Its bundle is copied to quarantine; once admitted it is taken from there, unasked."""
    kiosk, _ = WORLD
    path = kiosk.carry(stick)
    waiting = office.collect(stick, admit=nobody)
    assert [(it.reason, it.kiosk, it.key) for it in waiting.refused] == [
        ("not admitted", kiosk.kiosk, kiosk.log.signer.public)
    ]
    assert office.dump() == [("collection", 0)]
    path.unlink()
    assert [it.reason for it in office.collect(admit=nobody).refused] == ["not admitted"]
    taken = office.collect()
    assert taken.new == 6
    assert [it.kiosk for it in taken.admitted] == [kiosk.kiosk]
    assert office.quarantine() == []


def test_each_is_asked_about_once_with_its_fingerprint(office: Office, stick: Path) -> None:
    """Twenty digits, as the kiosk shows them; and never again once it is known."""
    asked: list[str] = []

    def ask(newcomer: Newcomer) -> bool:
        asked.append(newcomer.fingerprint)
        return True

    kiosk, _ = WORLD
    for content in cut(kiosk, [3, 6]):
        put(stick, *content)
    office.collect(stick, admit=ask)
    office.collect(stick, admit=ask)
    (digits,) = asked
    assert len(digits.replace(" ", "")) == 20


def test_another_key_under_a_known_name_is_not_asked_about(office: Office, stick: Path) -> None:
    """Who forges the name of a kiosk does not become that kiosk by an eager yes."""
    kiosk, _ = WORLD
    kiosk.carry(stick)
    office.collect(stick)
    before = office.dump()
    forger = Kiosk(KEYS, key="another key")
    forger.sign_up("Mallory")
    forger.withdraw("Gennep 1")
    forger.carry(stick)
    collected = office.collect(stick)
    assert [it.reason for it in collected.refused] == ["other key"]
    assert office.dump() == before
    assert office.quarantine() == ["other key"]


def test_one_key_cannot_speak_for_a_kiosk_that_is_admitted(office: Office) -> None:
    """A kiosk keeps the key it was admitted with."""
    with Collection(office.file, create=True) as collection:
        collection.admit("k-aaaaaaaa", "1" * 64)
        with pytest.raises(KioskError):
            collection.admit("k-aaaaaaaa", "2" * 64)
        assert collection.kiosks() == {"k-aaaaaaaa": "1" * 64}


def test_a_copy_goes_when_it_holds_nothing_more(office: Office, stick: Path) -> None:
    """Everything in it came another way, was taken back, or is past its day."""
    kiosk = Kiosk(KEYS)
    for name in ("Els", "Jan"):
        kiosk.sign_up(name)
    kiosk.carry(stick)
    office.collect(stick, admit=nobody)
    quarantine = Quarantine(office.file)
    with Collection(office.file) as collection:
        assert quarantine.sweep(collection, TODAY) == 0
        collection.withdraw(id_of("Els"))
        assert quarantine.sweep(collection, TODAY) == 0
        assert quarantine.sweep(collection, RETENTION + timedelta(days=1)) == 1
    assert office.quarantine() == []


def test_what_nobody_can_read_stays_ninety_days(office: Office, stick: Path) -> None:
    """Its kiosk keeps the sign-ups; a copy that nothing can be done with need not stay."""
    put(stick, "k-aaaaaaaa", 1, WORLD[0].bundle()[:-100])
    office.collect(stick)
    quarantine = Quarantine(office.file)
    (copy,) = quarantine.copies()
    lies_since = date(2018, 10, 3)
    noon = 1_538_568_000  # that day, in UTC
    os.utime(copy.path, (noon, noon))
    with Collection(office.file) as collection:
        assert quarantine.sweep(collection, lies_since + timedelta(days=89)) == 0
        assert quarantine.sweep(collection, lies_since + timedelta(days=92)) == 1


def test_a_bundle_lies_there_once(office: Office, stick: Path) -> None:
    """Under the newest reason; strangers' files in the folder are let be."""
    kiosk = Kiosk(KEYS)
    kiosk.sealed(id_of("Els"), b"not sealed at all")
    kiosk.carry(stick)
    office.collect(stick, admit=nobody)
    (Quarantine(office.file).folder / "notes.txt").write_text("mine", "utf-8")
    assert office.quarantine() == ["not admitted"]
    office.collect(stick)
    assert office.quarantine() == ["unreadable"]
