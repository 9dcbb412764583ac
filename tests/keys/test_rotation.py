"""Keys that were lost or seen are replaced: all of them, or none; and what is old still opens."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pyrage
import pytest
from folders import contents

from kiosk.errors import InputError, RefusedError
from kiosk.keys import demo, keyring, pending, root, rotation, scrypt
from kiosk.keys.signing import Signer
from kiosk.signups import seal

DEMO = Path(__file__).parents[2] / "content" / "demo-keys"
PASSPHRASE = "een lange zin"  # noqa: S105 - of a test
NOW = datetime(2018, 10, 3, 12, tzinfo=UTC)
CHEAP = 10
METADATA = Path("daily", "repository", "metadata")
HALF = ("keys.age", "public.json")


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ring, as it was made. Only to be copied."""
    folder = tmp_path_factory.mktemp("old") / "keys"
    keyring.new(folder, PASSPHRASE, NOW, work=CHEAP)
    return folder


@pytest.fixture(scope="module")
def new(old: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same after a rotation."""
    folder = Path(shutil.copytree(old, tmp_path_factory.mktemp("new") / "keys"))
    rotation.rotate(folder, PASSPHRASE, NOW, work=CHEAP)
    return folder


@pytest.fixture(scope="module")
def newest(new: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """And after a rotation of the root."""
    folder = Path(shutil.copytree(new, tmp_path_factory.mktemp("newest") / "keys"))
    rotation.rotate(folder, PASSPHRASE, NOW, root=True, work=CHEAP)
    return folder


@pytest.fixture
def mine(old: Path, tmp_path: Path) -> Path:
    """A copy of the ring as it was made."""
    return Path(shutil.copytree(old, tmp_path / "keys"))


def test_a_ring_is_made_with_its_first_root(old: Path) -> None:
    """The first publishing needs no recovery half any more."""
    (first,) = root.chain(old / METADATA)
    public = keyring.read_public(old)
    assert root.keys_of(root.read(first)) == (public.root, public.pack)


def test_what_signs_is_new_and_the_root_stays(old: Path, new: Path) -> None:
    """New pack key, new receipt key, new daily age key; the same fingerprint."""
    before, after = keyring.read_public(old), keyring.read_public(new)
    assert (after.fingerprint, after.root) == (before.fingerprint, before.root)
    earlier = {before.pack, before.receipt, before.recipients[0]}
    assert not earlier & {after.pack, after.receipt, after.recipients[0]}
    assert after.recipients[1] == before.recipients[1]
    chain = root.chain(new / METADATA)
    assert chain[:1] == root.chain(old / METADATA)
    assert root.keys_of(root.read(chain[1])) == (after.root, after.pack)
    assert (new / "recovery" / "keys.age").read_bytes() == contents(old)["recovery/keys.age"]


def test_sign_ups_of_before_and_after_open(old: Path, new: Path, newest: Path) -> None:
    """Sealed before one, two or no rotations, they open with either half of today."""
    opened = seal.opener(*keyring.open_daily(newest, PASSPHRASE).identities)
    for each in (old, new, newest):
        sealed = seal.seal(b"{}", keyring.read_public(each).recipients)
        assert opened(sealed).strip() == b"{}"
    recovery = keyring.open_recovery(newest, PASSPHRASE)
    keys = [
        pyrage.x25519.Identity.from_str(secret) for secret in (recovery.identity, *recovery.earlier)
    ]
    for each in (old, newest):
        sealed = pyrage.encrypt(
            b"Els", [pyrage.x25519.Recipient.from_str(keyring.read_public(each).recipients[1])]
        )
        assert pyrage.decrypt(sealed, keys) == b"Els"


def test_a_new_root_is_signed_by_the_old_one(new: Path, newest: Path) -> None:
    """Kiosks follow; the fingerprint is another one."""
    before, after = keyring.read_public(new), keyring.read_public(newest)
    assert after.root != before.root
    assert after.fingerprint != before.fingerprint
    assert not {*after.recipients} & {*before.recipients}
    chain = root.chain(newest / METADATA)
    assert len(chain) == 3
    assert chain[:2] == root.chain(new / METADATA)
    assert keyring.open_recovery(newest, PASSPHRASE).root.public == after.root


def test_nothing_secret_lies_open_afterwards(newest: Path) -> None:
    """No file holds a private key as it is, and nothing half done is left."""
    kept = contents(newest)
    assert not any(b"AGE-SECRET-KEY-1" in content for content in kept.values())
    halves = {f"{half}/{name}" for half in ("daily", "recovery") for name in HALF}
    roots = {f"{METADATA.as_posix()}/{number}.root.json" for number in (1, 2, 3)}
    assert set(kept) == halves | roots


def changed(old: Path, new: Path) -> dict[str, bytes]:
    """The files that the rotation replaced, in its order."""
    before = contents(old)
    found = {
        name: content for name, content in contents(new).items() if before.get(name) != content
    }
    order = ("recovery", "daily/repository", "daily/keys.age", "daily/public.json")
    return dict(
        sorted(found.items(), key=lambda entry: [entry[0].startswith(x) for x in order][::-1])
    )


@pytest.mark.parametrize("done", range(6))
def test_cut_off_anywhere_it_is_the_new(old: Path, newest: Path, tmp_path: Path, done: int) -> None:
    """Once it was decided, whoever reads the keys first puts the rest in place."""
    folder = Path(shutil.copytree(old, tmp_path / "keys"))
    replaced = changed(old, newest)
    assert len(replaced) >= 5
    pending.write(folder, contents(old)["daily/public.json"], replaced)
    for name in list(replaced)[:done]:
        pending.put(folder / name, replaced[name])
    assert keyring.read_public(folder) == keyring.read_public(newest)
    assert contents(folder) == contents(newest)


def test_before_it_was_decided_the_ring_is_the_old_one(old: Path, mine: Path) -> None:
    """What a power cut left of a file that was being written is no decision."""
    (mine / "daily" / ".pending.json.0000.part").write_bytes(b'{"format": 1')
    assert keyring.read_public(mine) == keyring.read_public(old)


def test_a_recovery_half_that_was_carried_away_is_mended_when_it_is_back(
    old: Path, newest: Path, mine: Path, tmp_path: Path
) -> None:
    """Pulled out in the middle: the daily half is new at once, the other one when it returns."""
    pending.write(mine, contents(old)["daily/public.json"], changed(old, newest))
    (mine / "recovery").rename(tmp_path / "away")
    for _ in range(2):
        assert keyring.read_public(mine) == keyring.read_public(newest)
    assert (mine / "daily" / "pending.json").exists()
    (tmp_path / "away").rename(mine / "recovery")
    assert keyring.read_public(mine) == keyring.read_public(newest)
    assert contents(mine) == contents(newest)


def test_the_half_of_another_ring_is_left_as_it_is(old: Path, newest: Path, mine: Path) -> None:
    """Somebody's root key would be gone for good."""
    shutil.rmtree(mine / "recovery")
    shutil.copytree(DEMO / "recovery", mine / "recovery")
    pending.write(mine, contents(old)["daily/public.json"], changed(old, newest))
    with pytest.raises(InputError, match="of different keys"):
        keyring.read_public(mine)
    assert contents(mine / "recovery") == contents(DEMO / "recovery")


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"format": 2}', b'{"format": 1, "files": 3, "before": ""}']
)
def test_a_decision_that_cannot_be_read_is_told(mine: Path, content: bytes) -> None:
    """Nobody goes on with keys of which half may be old."""
    (mine / "daily" / "pending.json").write_bytes(content)
    with pytest.raises(InputError, match="is damaged"):
        keyring.read_public(mine)


def put_together(folder: Path) -> None:
    """A root of another ring lies among these keys."""
    signer = Signer(bytes(32))
    (folder / METADATA / "1.root.json").write_bytes(root.first(signer, signer.public, NOW))


REFUSED: dict[str, tuple[Callable[[Path], object], str, str]] = {
    "no recovery half": (
        lambda folder: shutil.rmtree(folder / "recovery"),
        PASSPHRASE,
        "the recovery half is not in",
    ),
    "a wrong passphrase": (lambda _: None, "een andere zin", "this passphrase does not open"),
    "two rings put together": (put_together, PASSPHRASE, "not all made together"),
}


@pytest.mark.parametrize(("spoil", "passphrase", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_replaced_whole_stays_as_it_is(
    mine: Path, spoil: Callable[[Path], object], passphrase: str, words: str
) -> None:
    """Only the root key can say that others are new, and kiosks must be able to follow it."""
    spoil(mine)
    before = contents(mine)
    with pytest.raises(InputError, match=words):
        rotation.rotate(mine, passphrase, NOW)
    assert contents(mine) == before


def test_the_demo_keys_are_not_replaced(tmp_path: Path) -> None:
    """Half of them would stay public."""
    folder = shutil.copytree(DEMO, tmp_path / "keys")
    with pytest.raises(RefusedError, match="demo keys"):
        rotation.rotate(Path(folder), demo.PASSPHRASE, NOW)


def test_a_lost_daily_half_is_made_anew(old: Path, mine: Path) -> None:
    """With the metadata of the last stick, a publisher whose disk broke goes on."""
    (chain,) = root.chain(mine / METADATA)
    shutil.rmtree(mine / "daily")
    with pytest.raises(InputError, match="the daily half is lost") as caught:
        rotation.rotate(mine, PASSPHRASE, NOW)
    assert "KIOSK-PACK/metadata" in caught.value.advice
    (mine / METADATA).mkdir(parents=True)
    (mine / METADATA / "1.root.json").write_bytes(chain)
    public = rotation.rotate(mine, PASSPHRASE, NOW, work=CHEAP)
    assert public.root == keyring.read_public(old).root
    assert len(root.chain(mine / METADATA)) == 2
    assert keyring.open_daily(mine, PASSPHRASE).identities[1:] == ()


def test_keys_from_before_there_were_packs_get_their_root(mine: Path) -> None:
    """The first root names the keys of before, so that it fits whatever was signed with them."""
    before = keyring.read_public(mine)
    shutil.rmtree(mine / "daily" / "repository")
    after = rotation.rotate(mine, PASSPHRASE, NOW)
    first, second = root.chain(mine / METADATA)
    assert root.keys_of(root.read(first)) == (before.root, before.pack)
    assert root.keys_of(root.read(second)) == (after.root, after.pack)
    assert int((mine / "daily" / "keys.age").read_bytes().split()[4]) == scrypt.WORK
