"""Signed or not, metadata that makes no sense is refused in words: the program never stumbles.

Nothing here is left to chance: every place of every file is given every odd value, every day.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeAlias

import pytest
from packs.library import Kiosk, copied, latest, metadata
from packs.publisher import NOON, Publisher
from securesystemslib.formats import encode_canonical
from tuf.api.metadata import Metadata

from kiosk.errors import PackError, RefusedError
from kiosk.keys import canonical
from kiosk.keys import root as roots
from kiosk.keys.signing import Signer
from kiosk.packs.offer import Anchor
from kiosk.packs.verification import Offer, examine
from kiosk.usb.stick import Folder

Place: TypeAlias = tuple[Any, ...]
Change: TypeAlias = "Callable[[bytes], bytes]"

DEPTHS = (10, 400, 3000)
ODD: tuple[Any, ...] = (
    *(None, True, False),
    *(0, 1, 2, -1, 1.0, 1.5, float("nan"), float("inf")),
    *(1 << 53, (1 << 53) + 1, 1 << 80, -(1 << 80)),
    *("", " ", "1", "1.0", "1.0.31", "2.0.0", "\x00", "../..", "٣", "\ud800", "1e999"),
    *("1970-01-01T00:00:00Z", "9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+12:00"),
    *("a" * 64, "A" * 128, "x" * 3000),
    *([], [0], [None], {}, {"": 0}, {"a": {"b": []}}),
    *(["deep", depth] for depth in DEPTHS),
)
"""What may stand where something else should."""
GONE = object()
"""Nothing stands there any more."""


class Sound:
    """A publisher who took new keys once, its sound pack, and what a kiosk with that remembers."""

    def __init__(self, folder: Path) -> None:
        self.publisher = Publisher(folder)
        self.publisher.rotate(root=True)
        self.stick = folder / "stick"
        self.publisher.publish(self.stick)
        kiosk = Kiosk(folder / "enrolled")
        kiosk.load(self.stick)
        anchor = kiosk.shelf.anchor()
        kiosk.shelf.close()
        assert anchor is not None
        self.anchor = anchor

    def files(self) -> list[Path]:
        """All its metadata."""
        return sorted(metadata(self.stick).iterdir())

    def copy_to(self, folder: Path) -> Sound:
        """The same publisher and stick, for one test alone."""
        other = copy.copy(self)
        other.publisher = self.publisher.copy_to(folder)
        other.stick = copied(self.stick, folder / "stick")
        return other


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Sound:
    """A sound pack, to be left as it is."""
    return Sound(tmp_path_factory.mktemp("sound"))


@contextmanager
def written(path: Path, content: bytes) -> Iterator[None]:
    """Let something else stand in a file for a while."""
    before = path.read_bytes()
    path.write_bytes(content)
    try:
        yield
    finally:
        path.write_bytes(before)


def places(whole: Any, path: Place = ()) -> list[Place]:
    """The way to everything inside of some JSON."""
    keys: Iterable[Any] = ()
    if isinstance(whole, dict | list):
        keys = sorted(whole) if isinstance(whole, dict) else range(len(whole))
    inside = [place for key in keys for place in places(whole[key], (*path, key))]
    return [path, *inside] if path else inside


def put(whole: Any, path: Place, odd: object) -> Any:
    """A copy of some JSON with something odd in one place."""
    changed = here = copy.deepcopy(whole)
    for key in path[:-1]:
        here = here[key]
    if odd is GONE:
        del here[path[-1]]
    else:
        here[path[-1]] = odd
    return changed


def as_json(whole: object) -> bytes:
    """JSON, with lists inside lists where it says `deep`."""
    words = json.dumps(whole)
    for depth in DEPTHS:
        words = words.replace(f'["deep", {depth}]', "[" * depth + "]" * depth)
    return words.encode()


def oddities(content: bytes) -> Iterator[tuple[Place, bytes]]:
    """The same JSON with every odd value in every place, with each thing left out or added."""
    whole = json.loads(content)
    for place in places(whole):
        for odd in (GONE, *ODD):
            yield place, as_json(put(whole, place, odd))
    for place in [(), *places(whole)]:
        here = whole
        for key in place:
            here = here[key]
        if isinstance(here, dict):
            yield place, as_json(put(whole, (*place, "more"), 1))


def role_of(path: Path) -> str:
    """What a file of metadata is signed as."""
    return path.name.split(".")[-2]


def judged(stick: Path, anchor: Anchor | None = None) -> Offer | None:
    """What a kiosk says: an offer, or a refusal in words. Nothing else is ever raised."""
    try:
        with Folder.open(stick) as folder:
            return examine(folder, anchor, program="0.1.0", now=NOON)
    except (PackError, RefusedError) as error:
        assert error.what.isprintable()  # noqa: PT017 - most are refused, and some are not
        assert error.advice  # noqa: PT017
        return None


def test_whatever_stands_anywhere_is_refused_or_is_as_signed(sound: Sound) -> None:
    """Every odd value in every place of every file: read as it stands there, or not at all."""
    names = [roots.read(content) for content in sound.publisher.chain]
    tried = 0
    for path in sound.files():
        content, role = path.read_bytes(), role_of(path)
        signed = canonical.words(content, role)
        for place, odd in oddities(content):
            tried += 1
            try:
                said = canonical.words(odd, role)
            except ValueError as error:
                assert str(error).isprintable()  # noqa: PT017 - most of thousands are refused
                continue
            assert said == encode_canonical(json.loads(odd)["signed"]).encode(), place
            if said != signed and place[0] == "signed":
                assert not any(is_delegated(root, role, odd) for root in names), place
    assert tried > 5_000


def is_delegated(root: Any, role: str, content: bytes) -> bool:
    """Whether python-tuf finds this signed."""
    try:
        read: Metadata[Any] = Metadata.from_bytes(content)
        root.verify_delegate(role, read.signed_bytes, read.signatures)
    except Exception:  # noqa: BLE001 - it is not
        return False
    return True


def test_no_bit_of_a_root_or_time_can_flip(sound: Sound, request: pytest.FixtureRequest) -> None:
    """Each bit: then it cannot be read, says something else, or is signed no more.

    Every seventh bit, or all of them with `--long`.
    """
    chain = [roots.read(content) for content in sound.publisher.chain]
    step = 1 if request.config.getoption("--long") else 7
    for name in UNHASHED:
        path = metadata(sound.stick) / name
        content, role = path.read_bytes(), role_of(path)
        signer = chain[0] if name == "1.root.json" else chain[-1]
        signed = canonical.words(content, role)
        for bit in range(0, 8 * len(content), step):
            flipped = bytearray(content)
            flipped[bit // 8] ^= 1 << bit % 8
            try:
                said = canonical.words(bytes(flipped), role)
            except ValueError:
                continue
            if said == signed or is_delegated(signer, role, bytes(flipped)):
                # Of two signatures of a root this kiosk needs the one that it can judge.
                assert said == signed, (name, bit)
                both = [root for root in chain if is_delegated(root, role, bytes(flipped))]
                was = [root for root in chain if is_delegated(root, role, content)]
                assert len(both) < len(was), (name, bit)


def test_odd_metadata_is_refused_by_any_kiosk(sound: Sound, request: pytest.FixtureRequest) -> None:
    """Unsigned, whichever place of whichever file: a bare kiosk and an enrolled one say no.

    Here each place has one odd value, another in each file; with `--long` each has all of them.
    """
    step = 1 if request.config.getoption("--long") else len(ODD)
    for path in sound.files():
        content = path.read_bytes()
        for _place, odd in list(oddities(content))[::step]:
            with written(path, odd):
                offers = [judged(sound.stick, known) for known in (None, sound.anchor)]
            if any(offers):
                assert json.dumps(json.loads(odd)) == json.dumps(json.loads(content))


def test_a_version_that_is_not_told_is_not_guessed(sound: Sound) -> None:
    """`null` for a version does not mean the usual one, although python-tuf reads it so."""
    for path in sound.files():
        whole = json.loads(path.read_bytes())
        for place in (("signed", "spec_version"), ("signed", "version")):
            with written(path, as_json(put(whole, place, None))):
                assert judged(sound.stick) is None, (path.name, place)
                assert judged(sound.stick, sound.anchor) is None, (path.name, place)


def signed_oddities(publisher: Publisher, content: bytes) -> Iterator[tuple[Place, bytes]]:
    """The same metadata with every odd value, signed anew, as far as that can be signed at all."""
    signer = roots.signer(publisher.daily.pack)
    whole = json.loads(content)["signed"]
    for place in places(whole):
        for odd in (GONE, *ODD):
            changed = put(whole, place, odd)
            written = as_json(changed)
            try:
                said = json.loads(written)
                signature = signer.sign(encode_canonical(said).encode())
            except Exception:  # noqa: BLE001, S112 - what cannot be signed cannot be met
                continue
            signatures = [{"keyid": signature.keyid, "sig": signature.signature}]
            yield place, json.dumps({"signatures": signatures, "signed": said}).encode()


def test_odd_words_are_refused_though_they_are_signed(
    sound: Sound, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """A publisher's mistake, or a thief with the key: an offer is whole, or there is none.

    Here each place of the targets has a tenth of all odd values; with `--long` each has all.
    """
    mine = sound.copy_to(tmp_path)
    path = metadata(mine.stick) / f"{latest(mine.stick)}.targets.json"
    others = {file: file.read_bytes() for file in mine.files() if file != path}
    step = 1 if request.config.getoption("--long") else 10
    for _place, odd in list(signed_oddities(mine.publisher, path.read_bytes()))[::step]:
        for file, content in others.items():
            file.write_bytes(content)
        path.write_bytes(odd)
        _bind(mine.stick, mine.publisher)
        offer = judged(mine.stick)
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


def changed(change: Callable[[Any], Any]) -> Change:
    """The same file, its JSON changed."""
    return lambda content: json.dumps(change(json.loads(content))).encode()


def with_signatures(change: Callable[[list[Any]], list[Any]]) -> Change:
    """The same file, its signatures changed."""
    return changed(lambda signed: {**signed, "signatures": change(signed["signatures"])})


def with_a_stranger(whole: Any) -> Any:
    """A signature of somebody nobody knows, before the others."""
    key = roots.signer(Signer.new())
    signature = key.sign(encode_canonical(whole["signed"]).encode())
    other = {"keyid": signature.keyid, "sig": signature.signature}
    return {**whole, "signatures": [other, *whole["signatures"]]}


def escaped(content: bytes) -> bytes:
    """Every letter of a word as its number."""
    return content.replace(b"sha256", b"\\u0073\\u0068a256").replace(b"root", b"\\u0072oot")


HARMLESS: dict[str, Change] = {
    "a blank": lambda content: content.replace(b",", b", ", 1),
    "a line at the end": lambda content: content + b"\r\n",
    "blanks everywhere": lambda content: json.dumps(json.loads(content), indent=4).encode(),
    "another order": changed(lambda signed: dict(reversed(signed.items()))),
    "letters as numbers": escaped,
    "a stranger's signature": changed(with_a_stranger),
    "signatures in another order": with_signatures(lambda found: list(reversed(found))),
}
"""What somebody without a key can do to a file, and its signatures still hold."""
UNHASHED = ("1.root.json", "2.root.json", "timestamp.json")
"""Files that no other names by a hash."""


def touch(stick: Path, to: Path, name: str, change: Change) -> Path:
    """A copy of a stick of which one file was changed."""
    path = metadata(copied(stick, to)) / name
    path.write_bytes(change(path.read_bytes()))
    return to


@pytest.mark.parametrize("name", UNHASHED)
@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS.keys())
def test_nobody_without_a_key_shuts_a_kiosk_off_from_its_publisher(
    tmp_path: Path, sound: Sound, name: str, change: Change
) -> None:
    """A stick that was touched enrols a kiosk, and every genuine one of the publisher is taken."""
    mine = sound.copy_to(tmp_path)
    touched = touch(mine.stick, tmp_path / "touched", name, change)
    kiosk = Kiosk(tmp_path / "shelf")
    kiosk.load(touched)
    assert kiosk.examine(mine.stick).is_same
    mine.publisher.rotate()
    mine.publisher.publish(tmp_path / "next", "Volgende")
    assert not kiosk.examine(tmp_path / "next").is_same
    kiosk.load(tmp_path / "next", trust=None)
    # And what is kept has nothing of what was done to the stick.
    other = Kiosk(tmp_path / "other")
    other.load(mine.stick)
    other.load(tmp_path / "next", trust=None)
    assert kiosk.shelf.anchor() == other.shelf.anchor()
    # A kiosk that is enrolled already does not mind, either.
    assert judged(touched, sound.anchor) is not None


@pytest.mark.parametrize("change", HARMLESS.values(), ids=HARMLESS.keys())
def test_what_was_kept_by_bytes_once_is_known_again(sound: Sound, change: Change) -> None:
    """A kiosk that took such a stick with an older program takes genuine ones after all."""
    roots_kept, timestamp = tuple(map(change, sound.anchor.roots)), change(sound.anchor.timestamp)
    offer = judged(sound.stick, replace(sound.anchor, roots=roots_kept, timestamp=timestamp))
    assert offer.is_same
    assert offer.anchor == sound.anchor


def test_a_kiosk_that_believed_a_version_nobody_told_is_freed(sound: Sound) -> None:
    """An older program kept a root that says `null`: what was signed is the same, and is known."""
    first, *others = sound.anchor.roots
    odd = as_json(put(json.loads(first), ("signed", "spec_version"), None))
    offer = judged(sound.stick, replace(sound.anchor, roots=(odd, *others)))
    assert offer.anchor == sound.anchor


HARMFUL: dict[str, Change] = {
    "a name twice": lambda content: content.replace(b'"version"', b'"version":1,"version"', 1),
    "a mark before it": lambda content: b"\xef\xbb\xbf" + content,
    "more behind it": lambda content: content + b"{}",
    "UTF-16": lambda content: content.decode().encode("utf-16"),
    "a number that is not whole": lambda content: content.replace(
        b'"threshold":1', b'"threshold":1.0'
    ).replace(b'"length":', b'"length":0.0,"was":'),
    "words nobody signed": changed(lambda signed: {**signed, "note": "hello"}),
    "words in a signature": with_signatures(lambda found: [{**each, "note": 1} for each in found]),
    "a signature in capitals": with_signatures(
        lambda found: [{**each, "sig": each["sig"].upper()} for each in found]
    ),
    "one signature twice": with_signatures(lambda found: found * 2),
    "too many signatures": with_signatures(
        lambda found: [*found, *({"keyid": f"{n:064x}", "sig": "0" * 128} for n in range(20))]
    ),
}


@pytest.mark.parametrize("name", UNHASHED)
@pytest.mark.parametrize("change", HARMFUL.values(), ids=HARMFUL.keys())
def test_what_may_be_read_in_two_ways_is_read_in_none(
    tmp_path: Path, sound: Sound, name: str, change: Change
) -> None:
    """Such a file is damaged, in one sentence; another stick is all that is needed."""
    touched = touch(sound.stick, tmp_path / "touched", name, change)
    for known in (None, sound.anchor):
        with Folder.open(touched) as folder, pytest.raises(PackError, match=name) as refused:
            examine(folder, known, program="0.1.0", now=NOON)
        assert refused.value.kind == "damaged"
    assert judged(sound.stick, sound.anchor) is not None


@pytest.mark.parametrize("name", UNHASHED)
def test_a_touched_stick_is_still_its_publishers(tmp_path: Path, sound: Sound, name: str) -> None:
    """Publishing onto it does not take it for somebody else's, and makes it as it should be."""
    mine = sound.copy_to(tmp_path)
    path = metadata(mine.stick) / name
    genuine = path.read_bytes()
    path.write_bytes(genuine.replace(b",", b", ", 1))
    mine.publisher.publish(mine.stick, "Volgende")
    if name != "timestamp.json":
        assert path.read_bytes() == genuine
    assert judged(mine.stick) is not None
