"""What is mounted where."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kiosk.staff import mounts

STICK = rb"""24 27 0:6 / /dev rw,relatime - devtmpfs devtmpfs rw,mode=755
27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw,discard
61 27 8:17 / /media/kiosk/MIJN\040STICK ro,nosuid,nodev,noexec shared:2 master:3 - vfat /dev/sdb1 rw
62 27 8:33 / /media/a\011tab\012line\134back ro - exfat /dev/sdc1 ro,errors=remount-ro
63 27 8:49 /photos /srv/photos rw - ext4 /dev/sdd1 rw
"""


def test_a_mount_is_read_with_what_stands_before_and_after_the_dash() -> None:
    """Tags may stand there, or none; either side may say that it is read-only."""
    _, root, stick, odd, part = mounts.read(STICK)
    assert (root.path, root.filesystem, root.is_read_only) == (Path("/"), "ext4", False)
    assert (stick.numbers, stick.source, stick.filesystem) == ("8:17", "/dev/sdb1", "vfat")
    assert stick.is_read_only
    assert odd.is_read_only
    assert (part.root, part.is_read_only) == (b"/photos", False)


def test_a_stick_may_be_called_anything() -> None:
    """The kernel writes spaces, tabs, newlines and backslashes in octal."""
    _, _, stick, odd, _ = mounts.read(STICK)
    assert stick.path == Path("/media/kiosk/MIJN STICK")
    assert odd.path == Path("/media/a\ttab\nline\\back")


@given(name=st.binary(min_size=1).filter(lambda it: b"\0" not in it and b"/" not in it))
def test_no_name_of_a_stick_is_read_otherwise_than_it_is(name: bytes) -> None:
    """Also one that is no text."""
    octal = {byte: b"\\%03o" % byte for byte in b" \t\n\\"}
    written = b"".join(octal.get(byte, bytes([byte])) for byte in name)
    line = b"61 27 8:17 / /media/%s rw - vfat /dev/sdb1 rw" % written
    (mount,) = mounts.read(line)
    assert os.fsencode(mount.path) == os.fsencode(Path(os.fsdecode(b"/media/" + name)))


@given(content=st.binary() | st.text("0123456789:/ -\nrw,\\").map(str.encode))
def test_what_is_no_mount_is_left_out(content: bytes) -> None:
    """Whatever a kernel of tomorrow may write."""
    mounts.read(content)
    assert mounts.read(b"61 27 8:17 / /media/x rw - vfat") == ()
    assert len(mounts.read(content + b"\n" + STICK)) >= 5


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells this way")
def test_this_machine_has_a_root() -> None:
    """The real list is read."""
    assert any(mount.path == Path("/") for mount in mounts.read(mounts.MOUNTINFO.read_bytes()))
