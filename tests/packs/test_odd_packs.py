"""Signed or not, metadata that makes no sense is refused in words: the program never stumbles."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packs.library import Kiosk, copied, latest, metadata, sign_again
from packs.publisher import NOON, Publisher
from securesystemslib.formats import encode_canonical
from tuf.api.metadata import Metadata

from kiosk.errors import PackError, RefusedError
from kiosk.keys import root as roots
from kiosk.packs.trust import Offer, examine
from kiosk.stick import Folder

if TYPE_CHECKING:
    from pathlib import Path

Steps: TypeAlias = tuple[int, ...]

ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(1 << 80), 1 << 80),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(
        ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00", "1e999", "\x00", "../..", "٣"]
    ),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=3),
    st.sampled_from([10, 400, 5000]).map(lambda depth: ["deep", depth]),
)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> tuple[Publisher, Path]:
    """A publisher, and a stick with a sound pack."""
    folder = tmp_path_factory.mktemp("sound")
    publisher = Publisher(folder)
    publisher.publish(folder / "stick")
    return publisher, folder / "stick"


def places(whole: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The way to everything inside of some JSON."""
    found = [path] if path else []
    if isinstance(whole, dict):
        for key in sorted(whole):
            found += places(whole[key], (*path, key))
    elif isinstance(whole, list):
        for key in range(len(whole)):
            found += places(whole[key], (*path, key))
    return found


def put(whole: Any, path: tuple[Any, ...], odd: object) -> None:
    """Put something odd in the place of a part of some JSON."""
    for key in path[:-1]:
        whole = whole[key]
    whole[path[-1]] = odd


def as_json(whole: object) -> bytes:
    """JSON, with lists inside lists where it says `deep`."""
    words = json.dumps(whole)
    for depth in (10, 400, 5000):
        words = words.replace(f'["deep", {depth}]', "[" * depth + "]" * depth)
    return words.encode()


def judged(stick: Path) -> Offer | None:
    """What a bare kiosk says: an offer, or a refusal in words. Nothing else is ever raised."""
    refusal = None
    try:
        with Folder.open(stick) as folder:
            return examine(folder, None, program="0.1.0", now=NOON)
    except (PackError, RefusedError) as error:
        refusal = error
    assert refusal.what.isprintable()
    assert refusal.advice
    return None


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_odd_metadata_is_refused(sound: tuple[Publisher, Path], data: st.DataObject) -> None:
    """Whichever part of whichever file says whatever, unsigned."""
    _, stick = sound
    path = data.draw(st.sampled_from(sorted(metadata(stick).iterdir())))
    content = path.read_bytes()
    whole = json.loads(content)
    place = data.draw(st.sampled_from(places(whole)))
    odd = data.draw(ODD)
    put(whole, place, odd)
    try:
        path.write_bytes(as_json(whole))
        offer = judged(stick)
    finally:
        path.write_bytes(content)
    if offer is not None:  # it said the same before
        assert json.loads(content) == json.loads(as_json(whole))


@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_odd_words_are_refused_though_they_are_signed(
    sound: tuple[Publisher, Path], tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """A publisher's mistake, or a thief with the key: an offer is whole, or there is none."""
    publisher, stick = sound
    path = metadata(stick) / f"{latest(stick)}.targets.json"
    signed = json.loads(path.read_bytes())["signed"]
    place = data.draw(st.sampled_from(places(signed)))
    put(signed, place, data.draw(ODD))
    folder = copied(stick, tmp_path_factory.mktemp("odd") / "stick")
    signer = roots.signer(publisher.daily.pack)
    words = json.loads(as_json(signed)) if b"[" * 5000 not in as_json(signed) else signed
    try:
        signature = signer.sign(encode_canonical(words).encode())
    except Exception:  # noqa: BLE001 - what cannot be signed cannot be met
        return
    odd = {"signatures": [{"keyid": signature.keyid, "sig": signature.signature}], "signed": words}
    path = metadata(folder) / path.name
    path.write_bytes(json.dumps(odd).encode())
    _bind(folder, publisher)
    offer = judged(folder)
    if offer is not None:
        assert offer.bytes > 0
        assert offer.title_in("nl")
        assert offer.made.utcoffset() == NOON.utcoffset()


def _bind(folder: Path, publisher: Publisher) -> None:
    """Let snapshot and timestamp say what the targets are now, as far as TUF can read them."""
    for name in (f"{latest(folder)}.snapshot.json", "timestamp.json"):
        path = metadata(folder) / name
        signed = Metadata.from_bytes(path.read_bytes())
        meta = getattr(signed.signed, "meta", None) or {"": signed.signed.snapshot_meta}  # type: ignore[attr-defined]
        for bound in meta.values():
            bound.length = bound.hashes = None
        signed.sign(roots.signer(publisher.daily.pack))
        path.write_bytes(signed.to_bytes())


MOMENTS = ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00", "2018-10-03T12:00:00", ""]


@pytest.mark.parametrize("made", MOMENTS)
def test_a_moment_that_is_none_is_refused(
    tmp_path: Path, sound: tuple[Publisher, Path], made: str
) -> None:
    """Made before or after all calendars, or who knows where."""
    publisher, stick = sound
    stick = copied(stick, tmp_path / "stick")
    sign_again(publisher, stick, lambda it: it.unrecognized_fields["kiosk"].update(made=made))
    with pytest.raises(PackError, match=r"kiosk\.made is not as it should be"):
        Kiosk(tmp_path / "shelf").examine(stick)
