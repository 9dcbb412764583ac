"""Which boot of the machine this is."""

from pathlib import Path

import pytest

from kiosk.station.boot import boot


def test_linux_has_a_name_for_each_boot(tmp_path: Path) -> None:
    """Its own; a machine that does not tell has none, and this one can be asked."""
    file = tmp_path / "boot_id"
    file.write_text("0b3c6c29-9e5a-4a5c-8d1e-2f1f5a2d9a11\n")
    assert boot("linux", file) == "0b3c6c29-9e5a-4a5c-8d1e-2f1f5a2d9a11"
    assert boot("linux", tmp_path / "nowhere") == ""
    (tmp_path / "odd").write_bytes(b"\xff")
    assert boot("linux", tmp_path / "odd") == ""

    def broken() -> float:
        raise OSError

    assert boot("win32", tmp_path, broken) == ""
    assert boot() == boot()
    assert boot("win32").startswith("minute ")


@pytest.mark.parametrize("seconds", [1_538_388_001.0, 1_538_388_002.4])
def test_windows_tells_when_it_booted(tmp_path: Path, seconds: float) -> None:
    """Give or take a second, which must make no difference."""
    assert boot("win32", tmp_path, lambda: seconds) == boot("win32", tmp_path, lambda: 1538388000.0)
    assert boot("win32", tmp_path, lambda: seconds + 300) != boot(
        "win32", tmp_path, lambda: seconds
    )
