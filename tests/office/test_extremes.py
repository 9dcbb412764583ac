"""Whatever an admitted kiosk signs and seals, an evening goes on to its end."""

import csv
import json
from collections.abc import Iterable
from contextlib import redirect_stdout
from datetime import date
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from office.extremes import (
    DAYS,
    MOMENTS,
    NUMBERS,
    TEXTS,
    deep,
    one_by_one,
    plain,
    sign_ups,
    written,
)
from signups.kiosks import (
    CATALOGUE,
    EVENING,
    KEYS,
    RETENTION,
    Kiosk,
    Office,
    answers,
    id_of,
    put,
    recipient,
)

from kiosk.cli.progress import bar
from kiosk.cli.terminal import tell
from kiosk.office.dating import DateEvidence
from kiosk.office.evening import Evening
from kiosk.office.locations import Folders
from kiosk.office.quarantine import Quarantine
from kiosk.signups import seal, tar
from kiosk.signups.seal import MAX_SEALED_BYTES

ENDS = (RETENTION, date.min, date(1899, 12, 31), date(1970, 1, 1), date(9999, 12, 31))
"""Last days at both ends of the calendar."""
FEW = settings(
    max_examples=12, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


class Place:
    """An office in a folder, and a stick."""

    def __init__(self, folder: Path) -> None:
        self.stick = folder / "stick"
        self.stick.mkdir()
        self.folders = Folders(folder, folder / "sign-ups.db", folder / "backup", folder / "out")
        self.csv = folder / "out" / "aanmeldingen.csv"

    def evening(self) -> int:
        """One evening with the stick, all five steps. Its exit code."""
        with redirect_stdout(StringIO()) as told:
            code = Evening(
                KEYS,
                self.folders,
                DateEvidence(EVENING, None, evidence=True, is_confirmed=True),
                CATALOGUE,
                "nl",
                tell=tell,
                bar=bar,
                admit=lambda _: True,
            ).run([self.stick])
        said = told.getvalue()
        assert "Stap 5 van 5" in said
        assert all(letter.isprintable() or letter == "\n" for letter in said)
        return code

    def names(self) -> list[str]:
        """Whose rows stand in the CSV, as they stand there."""
        with self.csv.open(encoding="utf-8-sig", newline="") as opened:
            return [row[0] for row in list(csv.reader(opened, delimiter=";"))[1:]]


def carry(stick: Path, contents: Iterable[bytes], *, kiosk: str = "k-aaaaaaaa") -> None:
    """Seal these, each as a sign-up with a last day of its own, beside one of Els."""
    made = Kiosk(KEYS, kiosk)
    made.sign_up(f"Els {kiosk}")
    for at, content in enumerate(contents):
        sealed = seal.seal(content, [recipient(KEYS)])
        if len(sealed) <= MAX_SEALED_BYTES:
            made.sealed(id_of(f"x{at} {kiosk}"), sealed, ENDS[at % len(ENDS)])
    made.carry(stick)


def numbered(found: Iterable[dict[str, Any]], kiosk: str) -> list[bytes]:
    """Sign-ups with an id for each place in the bundle."""
    return [
        written(plain(f"x{at} {kiosk}") | {"kiosk": kiosk} | fields)
        for at, fields in enumerate(found)
    ]


def test_every_extreme_by_itself_leaves_the_rest_as_it_was(tmp_path: Path) -> None:
    """Moments, days, texts and numbers, each in each field: all five steps, and Els is there."""
    place = Place(tmp_path)
    found = one_by_one()
    kiosks = [f"k-{at:08}" for at in range(0, len(found), 100)]
    for at, kiosk in enumerate(kiosks):
        carry(place.stick, numbered(found[at * 100 : at * 100 + 100], kiosk), kiosk=kiosk)
    assert place.evening() == 3
    assert {f"Els {kiosk}" for kiosk in kiosks} <= set(place.names())
    copies = Quarantine(tmp_path / "sign-ups.db").copies()
    assert {copy.reason for copy in copies} == {"unreadable"}


@FEW
@given(st.lists(st.one_of(sign_ups(), st.none()), min_size=1, max_size=30))
def test_no_sealed_content_stops_an_evening(
    scratch: Path, found: list[dict[str, Any] | None]
) -> None:
    """Any field may hold anything; what is no sign-up waits apart, and the others are taken."""
    with TemporaryDirectory(dir=scratch) as folder:
        place = Place(Path(folder))
        contents = numbered((fields or {} for fields in found), "k-aaaaaaaa")
        carry(place.stick, contents)
        place.evening()
        assert "Els k-aaaaaaaa" in place.names()


@FEW
@given(st.lists(st.binary(max_size=300), min_size=1, max_size=30))
def test_no_bytes_in_the_place_of_a_seal_stop_an_evening(scratch: Path, found: list[bytes]) -> None:
    """Neither bytes that are not sealed, nor sealed bytes that are no sign-up."""
    begun = seal.seal(answers().to_bytes(), [recipient(KEYS)])
    with TemporaryDirectory(dir=scratch) as folder:
        place = Place(Path(folder))
        made = Kiosk(KEYS)
        made.sign_up("Els")
        for at, content in enumerate(found):
            for kind, sealed in enumerate(
                (
                    content,
                    begun[: len(content)] + content,
                    b"age-encryption.org/v1\n" + content,
                    seal.seal(content, [recipient(KEYS)]),
                )
            ):
                made.sealed(id_of(f"{at} {kind}"), sealed)
        made.carry(place.stick)
        assert place.evening() == 3
        assert place.names() == ["Els"]


def test_lists_a_hundred_deep_times_deep_wait_apart(tmp_path: Path) -> None:
    """No parser runs out of its stack."""
    place = Place(tmp_path)
    carry(place.stick, [deep(), b"[" * 30_000, b"1" * 30_000, b'"' + b"\\ud800" * 4000 + b'"'])
    assert place.evening() == 3
    assert place.names() == ["Els k-aaaaaaaa"]


def forged(header: dict[str, Any]) -> bytes:
    """A bundle whose header is this, signed by an admitted kiosk all the same."""
    made = Kiosk(KEYS)
    described = json.dumps(header, separators=(",", ":")).encode()
    signature = made.log.signer.sign("bundle", described).hex().encode("ascii")
    return b"".join(
        (tar.member("header.json", described), tar.member("header.sig", signature), tar.END)
    )


@settings(FEW, max_examples=150)
@given(st.data())
def test_no_signed_header_stops_collecting(scratch: Path, data: st.DataObject) -> None:
    """Any field of it, or of an event in it, may hold anything at all."""
    made = Kiosk(KEYS)
    made.sign_up("Els")
    made.withdraw("Jan")
    header = json.loads(made.log.header(1, 2).model_dump_json())
    part = data.draw(st.sampled_from((header, *header["events"])))
    field = data.draw(st.sampled_from(sorted(part.keys() - {"key"})))
    part[field] = data.draw(st.sampled_from((*MOMENTS, *DAYS, *TEXTS, *NUMBERS, [], {}, [[[]]])))
    content = forged(header)
    with TemporaryDirectory(dir=scratch) as folder:
        office, stick = Office(Path(folder)), Path(folder) / "stick"
        made.carry(stick)
        put(stick, "k-aaaaaaaa", 1, content)
        collected = office.collect(stick)
        assert collected.new == 1
        assert [refusal.reason for refusal in collected.refused] in (
            [],
            ["newer"],
            ["not a bundle"],
            ["bad signature"],
            ["cut short"],
            ["altered"],
            ["not demo"],
            ["demo"],
        )
