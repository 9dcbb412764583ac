"""Bundles: what a kiosk wrote is read, byte for byte, or refused."""

import hashlib
import io
import json
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import pyrage
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signups.logbook import KIOSK, Logbook, busy, id_

from kiosk.errors import BundleError, InputError, KioskError
from kiosk.keys.signing import Signer
from kiosk.signups import bundle, tar
from kiosk.signups.seal import MAX_SEALED_BYTES, PADDED_BYTES, seal

SMALL = busy([b"one", b"two", b"three" * 150])
"""Sign-ups 1 to 3, of which 1 was taken back by 4; 5 takes back one of another kiosk."""


def fault(content: bytes) -> str:
    """The kind of fault of a bundle that must have one."""
    with pytest.raises(BundleError) as refused:
        bundle.read(content)
    assert refused.value.advice
    return refused.value.kind


def test_what_was_written_is_read() -> None:
    """All events, the sealed bytes that are still there, and what the file is called."""
    content = SMALL.bundle()
    read = bundle.read(content)
    assert read.header.events == tuple(SMALL.events)
    assert read.sealed == {2: b"two", 3: b"three" * 150}
    assert read.header.gone == (1,)
    assert (read.header.first, read.header.last) == (1, 5)
    assert (read.header.kiosk, read.header.key) == (KIOSK, SMALL.signer.public)
    assert read.header.demo
    assert read.sha256 == hashlib.sha256(content).hexdigest()
    assert bundle.name(1, read.sha256) == f"00000001-{read.sha256}.tar"


@given(
    sealed=st.lists(st.binary(max_size=1200), min_size=1, max_size=8),
    cut=st.tuples(st.integers(1, 10), st.integers(1, 10)),
)
@settings(max_examples=60)
def test_the_same_events_give_the_same_bundle(sealed: list[bytes], cut: tuple[int, int]) -> None:
    """Written again, after whatever came between, a bundle is the same to the byte."""
    logbook = busy(sealed)
    first, last = sorted(min(one, len(logbook.events)) for one in cut)
    content = logbook.bundle(first, last)
    assert busy(sealed).bundle(first, last) == content
    read = bundle.read(content)
    assert read.header == logbook.header(first, last)
    assert read.sealed == {
        number: one for number, one in logbook.sealed.items() if first <= number <= last
    }


def test_every_flipped_byte_is_refused() -> None:
    """Nothing of it is used; cut anywhere, or with zeros at its end, it is called cut short."""
    content = SMALL.bundle()
    kinds = set()
    for at in range(len(content)):
        for flip in (0x01, 0x20, 0x80):
            altered = bytearray(content)
            altered[at] ^= flip
            kinds.add(fault(bytes(altered)))
    assert kinds == {"not a bundle", "bad signature", "altered"}
    assert {fault(content[:length]) for length in range(len(content))} == {"cut short"}
    for length in range(0, len(content) - len(tar.END), tar.BLOCK_BYTES):
        kind = fault(content[:length] + bytes(len(content) - length))
        assert kind in {"cut short", "altered", "bad signature"}
    assert fault(bytes(len(content))) == "cut short"


@pytest.mark.parametrize("more", [b"\0", b"x", bytes(512), bytes(9216), SMALL.bundle()])
def test_nothing_stands_behind_the_end(more: bytes) -> None:
    """Not even zeros: a bundle has one end."""
    assert fault(SMALL.bundle() + more) == "altered"


OTHER_FILES = (
    *(b"x", b"%PDF-1.4 a report", b"PK\3\4" + bytes(100), b"{}", b"x" * 5000),
    bytes(bundle.MAX_BYTES + 1),
    tar.member("holiday.jpg", b"sun" * 1000) + tar.END,
    tar.member("header.json", b"{" * ((1 << 20) + 1)) + tar.END,
)


@pytest.mark.parametrize("content", OTHER_FILES)
def test_another_file_is_no_bundle(content: bytes) -> None:
    """A stick may hold anything."""
    assert fault(content) == "not a bundle"


@given(content=st.binary(max_size=3000))
def test_any_bytes_are_refused_in_words(content: bytes) -> None:
    """There are no bytes that make the reader fail otherwise."""
    fault(content)
    fault(tar.member("header.json", content) + tar.member("header.sig", b"0" * 128) + tar.END)


def forged(described: bytes, *members: bytes, signature: bytes | None = None) -> bytes:
    """A tar with this header, signed by the small log's kiosk, whatever it says."""
    right = SMALL.signer.sign("bundle", described).hex().encode()
    signed = tar.member("header.sig", right if signature is None else signature)
    return b"".join((tar.member("header.json", described), signed, *members, tar.END))


def compact(value: object) -> bytes:
    """JSON as a kiosk writes it."""
    return json.dumps(value, separators=(",", ":")).encode()


def described(**changes: Any) -> bytes:
    """The small log's header with some values changed, as JSON."""
    return compact(json.loads(SMALL.header().model_dump_json()) | changes)


def sealed_members() -> tuple[bytes, ...]:
    """The sealed sign-ups of the small log, as they stand in a bundle."""
    return tuple(
        tar.member(f"{event.number:08}-{event.id}.age", SMALL.sealed[event.number])
        for event in SMALL.header().sign_ups
    )


def test_the_forger_of_these_tests_can_write_a_sound_bundle() -> None:
    """Or what follows would prove nothing."""
    assert forged(described(), *sealed_members()) == SMALL.bundle()


def event(number: int, **changes: Any) -> dict[str, Any]:
    """One event of the small log with some values changed."""
    values: dict[str, Any] = json.loads(SMALL.events[number - 1].model_dump_json())
    return values | changes


UNSOUND: dict[str, bytes] = {
    "an event missing": described(events=[event(1), event(2), event(4), event(5)]),
    "an event twice": described(events=[event(1), event(1), event(2), event(3), event(4)]),
    "a broken chain": described(events=[*map(event, (1, 2, 3)), event(4, id="0" * 32), event(5)]),
    "a first event after another": described(
        events=[event(1, before="1" * 64), *map(event, (2, 3, 4, 5))]
    ),
    "no events": described(events=[]),
    "another range": described(last=6),
    "a withdrawal gone": described(gone=[1, 4]),
    "gone twice": described(gone=[1, 1]),
    "an unknown number gone": described(gone=[1, 9]),
    "another kiosk's chain": described(kiosk="k-zz99zz99"),
    "no kiosk's id": described(kiosk="../../etc"),
    "an unknown field": described(note="hello"),
    "a field missing": compact({"format": 1, "key": SMALL.signer.public}),
    "a number as text": described(first="1"),
    "blanks": described().replace(b',"kiosk"', b', "kiosk"'),
    "a field twice": described().replace(b',"demo":true', b',"demo":false,"demo":true'),
    "a withdrawal with sealed bytes": described(
        events=[*map(event, (1, 2, 3)), event(4, sealed_sha256="0" * 64), event(5)]
    ),
    "an endless nest": b'{"format":1,"key":"%b",' % SMALL.signer.public.encode() + b"[" * 100_000,
    "no JSON": b'{"format":1,"key":"%b",\xff\xfe' % SMALL.signer.public.encode(),
}


@pytest.mark.parametrize("header", UNSOUND.values(), ids=UNSOUND.keys())
def test_a_header_that_no_kiosk_writes_is_refused_although_it_is_signed(header: bytes) -> None:
    """Who stole a kiosk's key can still write nothing that a kiosk would not."""
    assert fault(forged(header, *sealed_members())) == "not a bundle"


def test_a_newer_bundle_is_called_newer() -> None:
    """The coordinator's program is old, not the bundle wrong."""
    newer = b'{"format":3,"key":"%b","surprise":[]}' % SMALL.signer.public.encode()
    assert fault(forged(newer)) == "newer"
    assert fault(forged(newer, signature=b"0" * 128)) == "bad signature"


RIGHT = SMALL.signer.sign("bundle", described()).hex()
BAD_SIGNATURES = {
    "none": "",
    "zeros": "0" * 128,
    "no number": "z" * 128,
    "another use": SMALL.signer.sign("receipt", described()).hex(),
    "another key": Signer(bytes(32)).sign("bundle", described()).hex(),
    "capitals": RIGHT.upper(),
    "short": RIGHT[:-2],
}


@pytest.mark.parametrize("signature", BAD_SIGNATURES.values(), ids=BAD_SIGNATURES.keys())
def test_only_the_key_in_the_header_signs(signature: str) -> None:
    """And only as a bundle. Where no key stands where it must, nothing is even parsed."""
    content = forged(described(), *sealed_members(), signature=signature.encode())
    assert fault(content) == "bad signature"
    for header in (b"", b"{}", b'{"key":"00","format":1}', described(key="0" * 63)):
        assert fault(forged(header, *sealed_members())) == "bad signature"


def info(name: str, kind: bytes = tarfile.REGTYPE, **values: Any) -> tarfile.TarInfo:
    """The description of a member of a tar."""
    made = tarfile.TarInfo(name)
    made.type = kind
    for key, value in values.items():
        setattr(made, key, value)
    return made


TWO, THREE = (f"{number:08}-{id_(number - 1)}.age" for number in (2, 3))
TWO_FILE = info(TWO, size=3), b"two"
THREE_FILE = info(THREE, size=750), b"three" * 150
HOSTILE: dict[str, list[tuple[tarfile.TarInfo, bytes]]] = {
    "a link": [(info(TWO, tarfile.SYMTYPE, linkname="/etc/passwd"), b"")],
    "a second name": [(info(TWO, tarfile.LNKTYPE, linkname="header.json"), b"")],
    "a device": [(info(TWO, tarfile.CHRTYPE, devmajor=1, devminor=5), b"")],
    "a block device": [(info(TWO, tarfile.BLKTYPE, devmajor=8), b"")],
    "a pipe": [(info(TWO, tarfile.FIFOTYPE), b"")],
    "a folder": [(info(TWO, tarfile.DIRTYPE), b"")],
    "a way out": [(info(f"../{TWO}", size=3), b"two")],
    "a way from the top": [(info(f"/{TWO}", size=3), b"two")],
    "another name": [(info("notes.txt", size=3), b"two")],
    "the wrong order": [THREE_FILE, TWO_FILE],
    "a file twice": [TWO_FILE, TWO_FILE],
    "a file more": [TWO_FILE, THREE_FILE, (info("more", size=0), b"")],
    "the withdrawn one": [(info(f"00000001-{id_(0)}.age", size=3), b"one")],
    "other bytes": [(info(TWO, size=3), b"owt")],
    "longer bytes": [(info(TWO, size=4), b"two\0")],
    "a time": [(info(TWO, size=3, mtime=1), b"two")],
    "an owner": [(info(TWO, size=3, uname="root"), b"two")],
    "a mode": [(info(TWO, size=3, mode=0o4755), b"two")],
    "too large": [(info(TWO, size=MAX_SEALED_BYTES + 1), bytes(MAX_SEALED_BYTES + 1))],
    "a size that no disk holds": [(info(TWO, size=(8 << 30) - 1), b"two")],
}


@pytest.mark.parametrize("members", HOSTILE.values(), ids=HOSTILE.keys())
@pytest.mark.parametrize("format_", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_a_tar_with_anything_else_in_it_is_altered(
    members: list[tuple[tarfile.TarInfo, bytes]], format_: Literal[0, 1, 2]
) -> None:
    """Links, devices, ways out, second files of one name: nothing but what the header names."""
    begun = forged(described())[: -len(tar.END)]
    rest = b"".join(
        member.tobuf(format_) + content + bytes(-len(content) % 512) for member, content in members
    )
    assert fault(begun + rest + tar.END) == "altered"


EXTENSIONS = {
    "pax": info(TWO, pax_headers={"path": "/etc/passwd"}).tobuf(tarfile.PAX_FORMAT)[:-512],
    "a long name": info("x" * 200).tobuf(tarfile.GNU_FORMAT)[:-512],
    "sparse": info(TWO, tarfile.GNUTYPE_SPARSE, size=3).tobuf(tarfile.GNU_FORMAT),
}


@pytest.mark.parametrize("prefix", EXTENSIONS.values(), ids=EXTENSIONS.keys())
@pytest.mark.parametrize("at", [0, 2])
def test_a_tar_with_extensions_is_refused(prefix: bytes, at: int) -> None:
    """What other programs would read as another name or size is no part of a bundle."""
    header = tar.member("header.json", described())
    signature = forged(described())[len(header) : -len(tar.END)]
    parts = [header, signature, *sealed_members(), tar.END]
    parts.insert(at, prefix)
    assert fault(b"".join(parts)) in {"altered", "not a bundle"}


WRONG: dict[str, Callable[[], object]] = {
    "another kiosk's key": lambda: bundle.write(SMALL.header(), SMALL.sealed, Signer(bytes(32))),
    "bytes missing": lambda: bundle.write(SMALL.header(), {2: b"two"}, SMALL.signer),
    "bytes too many": lambda: bundle.write(
        SMALL.header(), SMALL.sealed | {1: b"one"}, SMALL.signer
    ),
    "other bytes": lambda: bundle.write(SMALL.header(), SMALL.sealed | {2: b"x"}, SMALL.signer),
    "no events": lambda: bundle.header([], {}, kiosk=KIOSK, key=SMALL.signer.public, demo=True),
    "a gap": lambda: bundle.header(
        SMALL.events[::2], {}, kiosk=KIOSK, key=SMALL.signer.public, demo=True
    ),
}


@pytest.mark.parametrize("make", WRONG.values(), ids=WRONG.keys())
def test_a_bundle_that_would_be_refused_is_never_written(make: Callable[[], object]) -> None:
    """That is a fault in the program, told where it happens and not in the coordinator's office."""
    with pytest.raises(KioskError) as told:
        make()
    assert not isinstance(told.value, InputError)


def test_five_hundred_usual_sign_ups_go_into_one_bundle() -> None:
    """And the large ones, as many as surely fit; what `room` promises can be written and read.

    After a receipt, five hundred events without bytes are still one bundle.
    """
    usual, large = Logbook(), Logbook()
    for number in range(bundle.MAX_EVENTS + 10):
        usual.sign_up(id_(number), bytes(PADDED_BYTES + 297))
    assert bundle.room(list(usual.sealed.values())) == bundle.MAX_EVENTS
    assert len(bundle.read(usual.bundle(1, bundle.MAX_EVENTS)).sealed) == bundle.MAX_EVENTS
    for number in range(200):
        large.sign_up(id_(number), bytes(MAX_SEALED_BYTES))
    fits = bundle.room(list(large.sealed.values()))
    content = large.bundle(1, fits)
    assert bundle.MAX_BYTES - 3 * MAX_SEALED_BYTES < len(content) <= bundle.MAX_BYTES
    assert len(bundle.read(content).sealed) == fits
    with pytest.raises(KioskError, match="too large"):
        large.bundle(1, fits + 3)
    assert [bundle.room([None] * count) for count in (700, 7, 0)] == [bundle.MAX_EVENTS, 7, 0]


def test_pythons_own_tar_reads_a_bundle() -> None:
    """It is a plain tar: regular files, without times, owners or rights to speak of."""
    with tarfile.open(fileobj=io.BytesIO(SMALL.bundle())) as opened:
        found = opened.getmembers()
    assert [one.name for one in found] == ["header.json", "header.sig", TWO, THREE]
    assert all(one.isreg() for one in found)
    said = {(one.mode, one.mtime, one.uid, one.gid, one.uname, one.gname) for one in found}
    assert said == {(0o644, 0, 0, 0, "", "")}


@pytest.mark.skipif(not shutil.which("tar") or not shutil.which("age"), reason="no tar or age here")
def test_stock_tar_and_age_open_a_bundle(tmp_path: Path) -> None:
    """In ten years, without this program, who has a key reads what visitors answered."""
    daily, recovery = (pyrage.x25519.Identity.generate() for _ in range(2))
    recipients = [str(key.to_public()) for key in (daily, recovery)]
    logbook = Logbook()
    logbook.sign_up(id_(1), seal(b'{"name":"Noor"}', recipients))
    logbook.sign_up(id_(2), seal('{"name":"Zoë"}'.encode(), recipients))
    (tmp_path / "a.tar").write_bytes(logbook.bundle())
    (tmp_path / "daily").write_text(f"{daily}\n")
    (tmp_path / "recovery").write_text(f"{recovery}\n")
    names = stock("tar", "-xvf", "a.tar", cwd=tmp_path).decode().split()
    assert names == ["header.json", "header.sig", *(f"{n:08}-{id_(n)}.age" for n in (1, 2))]
    assert json.loads((tmp_path / "header.json").read_bytes())["kiosk"] == KIOSK
    for key in ("daily", "recovery"):
        opened = [
            json.loads(stock("age", "-d", "-i", key, each, cwd=tmp_path)) for each in names[2:]
        ]
        assert opened == [{"name": "Noor"}, {"name": "Zoë"}]


def stock(*command: str, cwd: Path) -> bytes:
    """What a program says that has nothing to complain of."""
    ran = subprocess.run(command, cwd=cwd, check=True, capture_output=True)
    assert not ran.stderr
    return ran.stdout
