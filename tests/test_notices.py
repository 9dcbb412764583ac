"""What staff must hear of is kept until they have seen it."""

from pathlib import Path
from typing import get_args

import pytest

from kiosk.notices import KINDS, MOST_OF_A_KIND, Kind, Notice, Notices
from kiosk.station.wording import NOTICES


def test_a_notice_stays_until_it_is_seen(tmp_path: Path) -> None:
    """Also over a restart. Two losses are one number; the same thing met twice counts once."""
    notices = Notices(tmp_path / "notices")
    for count in (3, 4):
        notices.add("sign-ups-lost", count)
    for count in (2, 5):
        notices.add("sign-ups-salvaged", count, subject="k-1")
    lost, salvaged = Notice("sign-ups-lost", 7), Notice("sign-ups-salvaged", 5)
    after = Notices(tmp_path / "notices")
    assert after.unseen() == notices.unseen() == (lost, salvaged)
    after.mark_seen(["sign-ups-salvaged"])
    assert after.unseen() == (lost,)
    after.mark_seen(["sign-ups-lost"])
    assert Notices(tmp_path / "notices").unseen() == ()


def test_nothing_is_made_by_looking(tmp_path: Path) -> None:
    """A kiosk that never ran has no notices, and gets no folder."""
    notices = Notices(tmp_path / "home" / "notices")
    assert notices.unseen() == ()
    notices.mark_seen(KINDS)
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"null", b'{"count": -1}', b'{"count": "9"}', b"\xff" * 5000]
)
def test_a_damaged_notice_is_still_a_notice(tmp_path: Path, content: bytes) -> None:
    """Its name says that something happened; only how many is lost."""
    (tmp_path / "sign-ups-lost.0a.json").write_bytes(content)
    assert Notices(tmp_path).unseen() == (Notice("sign-ups-lost", 1),)


def test_what_is_no_notice_is_let_be(tmp_path: Path) -> None:
    """Files of others, of kinds this program does not know, and folders do no harm."""
    (tmp_path / "notes.txt").write_text("hello")
    (tmp_path / "news-from-the-future.0a.json").write_text('{"count": 3}')
    (tmp_path / "sign-ups-lost.0a.json").mkdir()
    notices = Notices(tmp_path)
    assert notices.unseen() == (Notice("sign-ups-lost", 1),)
    notices.mark_seen(KINDS)
    assert (tmp_path / "notes.txt").exists()


def test_notices_never_fill_the_disk(tmp_path: Path) -> None:
    """Something that happens every second for a year takes some files, not millions."""
    notices = Notices(tmp_path)
    for _ in range(MOST_OF_A_KIND + 10):
        notices.add("sign-ups-lost")
    assert len(list(tmp_path.iterdir())) == MOST_OF_A_KIND
    notices.add("sign-ups-salvaged")
    assert len(notices.unseen()) == len(KINDS[:2])


def test_without_a_disk_a_notice_holds_while_the_program_runs(tmp_path: Path) -> None:
    """Staff hear of it all the same."""
    (tmp_path / "file").touch()
    notices = Notices(tmp_path / "file" / "notices")
    notices.add("sign-ups-lost", 2)
    assert notices.unseen() == (Notice("sign-ups-lost", 2),)
    notices.mark_seen(["sign-ups-lost"])
    assert notices.unseen() == ()


def test_every_kind_has_its_sentence() -> None:
    """None can happen that nobody could be told of."""
    assert set(NOTICES) == set(get_args(Kind))
