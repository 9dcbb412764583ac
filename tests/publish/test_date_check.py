"""A computer that was ahead once: asked about beforehand, and mended afterwards."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from packs.library import Follower
from packs.publisher import NOON, Publisher

from kiosk.clock import Evidence
from kiosk.keys import keyring
from kiosk.publish import date_check, publishing
from kiosk.publish.consistency import OpenedRing
from kiosk.publish.preparation import Preparation
from kiosk.publish.repository import Repository

UNKNOWN = Evidence()
AHEAD = NOON + timedelta(days=800)
"""What a computer said whose date was set wrong."""


@pytest.fixture
def kiosk(tmp_path: Path) -> Iterator[Follower]:
    """A kiosk that knows no publisher yet, and one with a sound first pack on a stick."""
    kiosk = Follower(tmp_path)
    kiosk.publisher.publish(kiosk.stick, "Eerste")
    yield kiosk
    kiosk.shelf.close()


@pytest.fixture
def publisher(kiosk: Follower) -> Publisher:
    """The publisher."""
    return kiosk.publisher


def asked(publisher: Publisher, days: float, evidence: Evidence = UNKNOWN) -> str | None:
    """What is asked so many days after the last pack."""
    repository = Repository(publisher.keys / keyring.DAILY)
    return date_check.question(repository, NOON + timedelta(days=days), evidence)


def test_a_date_far_from_the_last_packs_is_asked_about(publisher: Publisher) -> None:
    """In both directions: with both dates, so that whoever reads it sees which one is wrong.

    Not of whoever publishes every month, nor who crossed a time zone, nor of anybody where the
    network keeps the clock.
    """
    for days in (-17_000, -400, -2, -1.01, 31.5, 60, 400, 800, 2_000_000):
        words = asked(publisher, days) or ""
        assert "the last pack is of 2018-10-03" in words, days
        assert f"{NOON + timedelta(days=days):%Y-%m-%d}" in words
        refusal = date_check.refuse(words)
        assert refusal.exit_code == 2
        assert "--date-is-right" in refusal.advice
    for days in (-1, 0, 1, 30):
        assert asked(publisher, days) is None, days
        assert asked(publisher, 400 * days, Evidence(network_time=True)) is None, days


def test_files_from_the_future_are_asked_about(publisher: Publisher) -> None:
    """Whoever changed the exhibit today on a computer that says last year is told."""
    folder = publisher.folder / "exhibit"
    folder.mkdir()
    assert Preparation(folder, publisher.folder).last_edit is None
    (folder / "exhibit.yaml").write_text("format: 1\n")
    os.utime(folder / "exhibit.yaml", (NOON.timestamp(), (NOON + timedelta(9)).timestamp()))
    repository = Repository(publisher.keys / keyring.DAILY)
    newest = Preparation(folder, publisher.folder).last_edit
    assert newest == NOON + timedelta(days=9)
    words = date_check.question(repository, NOON, UNKNOWN, newest)
    assert words == "this computer says it is 2018-10-03, but the exhibit was changed on 2018-10-12"
    assert date_check.question(repository, NOON, UNKNOWN, NOON - timedelta(days=900)) is None


def test_what_is_asked_is_known_before_anything_is_made(publisher: Publisher) -> None:
    """Before an exhibit is prepared, and before a first root says a wrong date for good."""
    look = publishing.look_ahead
    keys, daily, stick = publisher.keys, publisher.daily, publisher.folder / "stick"
    assert look(OpenedRing(keys, daily), stick, now=NOON) is None
    assert (
        look(OpenedRing(keys, daily), stick, now=AHEAD, evidence=Evidence(network_time=True))
        is None
    )
    assert "days before" in (look(OpenedRing(keys, daily), stick, now=AHEAD) or "")
    fresh = Publisher(publisher.folder / "b", "another", founded=False)
    newest = NOON + timedelta(days=30)
    words = look(
        OpenedRing(fresh.keys, fresh.daily, fresh.recovery), stick.parent, now=NOON, edited=newest
    )
    assert words is not None
    assert Repository(fresh.keys / keyring.DAILY).chain == ()


def test_a_pack_that_was_dated_ahead_is_mended_by_the_next(kiosk: Follower) -> None:
    """Published in 2020 by mistake: the next one has the true date, and every kiosk takes it."""
    publisher, stick = kiosk.publisher, kiosk.stick
    wrong = publisher.publish(stick, "Tweede", now=AHEAD)
    assert kiosk.load(stick, now=NOON).made == AHEAD
    words = asked(publisher, 1)
    assert words is not None
    assert "800 days" in words or "799 days" in words
    right = publisher.publish(stick, "Tweede", now=NOON + timedelta(days=1))
    assert not right.is_same  # though not a word of it changed
    assert right.version == wrong.version + 1
    assert any("dated later than today" in each for each in right.warnings)
    assert kiosk.load(stick, now=NOON + timedelta(days=1)).made == NOON + timedelta(days=1)
    last = kiosk.shelf.last()
    assert last.made == NOON + timedelta(days=1)
    assert asked(publisher, 1) is None
    assert not any("dated later" in each for each in publisher.publish(stick, "Derde").warnings)


@pytest.mark.parametrize("root", [False, True])
def test_new_keys_end_a_wrong_date(kiosk: Follower, root: bool) -> None:
    """After `keys rotate` nothing is asked, publishing works, and kiosks follow."""
    publisher, stick = kiosk.publisher, kiosk.stick
    publisher.publish(stick, "Tweede", now=AHEAD)
    kiosk.load(stick, now=None)
    publisher.rotate(root=root, now=NOON)
    assert asked(publisher, 0) is None
    publisher.publish(stick, "Tweede", now=NOON)
    mended = kiosk.load(stick, trust=None, now=NOON)
    assert mended.made == NOON
    assert kiosk.shelf.on() == mended


def test_keys_made_while_the_computer_was_ahead_still_publish(kiosk: Follower) -> None:
    """A root that says 2020 is asked about once; from the next pack on the pack's date counts."""
    publisher, stick = Publisher(kiosk.place / "b", founded=False), kiosk.place / "b" / "stick"
    publisher.publish(stick, "Eerste", now=AHEAD, recovery=publisher.recovery)
    assert asked(publisher, 0) is not None
    publisher.publish(stick, "Tweede", now=NOON)
    assert asked(publisher, 0) is None
    assert kiosk.load(stick, now=NOON).made == NOON
