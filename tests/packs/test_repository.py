"""What a publisher's folder and sticks hold, after publishing and after trouble."""

from __future__ import annotations

from typing import TYPE_CHECKING

from packs.publisher import Publisher

if TYPE_CHECKING:
    from pathlib import Path


def test_a_second_pack_costs_what_is_new(tmp_path: Path) -> None:
    """Only what changed is written to a stick; the version is one higher."""
    publisher = Publisher(tmp_path)
    first = publisher.publish(tmp_path / "stick")
    second = publisher.publish(tmp_path / "stick", "Anders", photos=("tuin", "dak", "kas"))
    assert (first.version, second.version) == (1, 2)
    assert first.there_bytes == 0
    assert second.there_bytes == 500 * 3 + 3000
