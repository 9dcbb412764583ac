"""A stolen kiosk, once admitted, takes nothing away from the sign-ups of others. Anywhere."""

import hashlib
import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from signups import older
from signups.kiosks import (
    EVENING,
    KEYS,
    TODAY,
    Kiosk,
    Office,
    answers,
    execute,
    id_of,
    recipient,
    signed,
)

from kiosk.keys.signing import Signer
from kiosk.office import delivery
from kiosk.office.collection import Collection
from kiosk.office.collection_rows import Claim
from kiosk.office.withdrawals import CODES_AT_ONCE
from kiosk.signups import bundle, code, receipt, seal
from kiosk.signups.carry import carry
from kiosk.signups.code import Proof
from kiosk.signups.identity import Identity, SignUpLog
from kiosk.signups.store import Store

GENNEP, VENRAY = "k-gennep00", "k-venray00"
NAMES = ("Els", "Jan", "Piet", "Sanne")


@pytest.fixture
def gennep(tmp_path: Path) -> Iterator[SignUpLog]:
    """A kiosk where four visitors signed up."""
    with signed(tmp_path / GENNEP, GENNEP, *NAMES) as log:
        yield log


def ids_on(stick: Path) -> list[str]:
    """Every id that somebody can read in the bundles and receipts on a stick."""
    found = [
        event.id
        for file in sorted(stick.rglob("*.tar"))
        for event in bundle.read(file.read_bytes()).header.events
    ]
    for file in sorted(stick.rglob("*.json")):
        arrived = receipt.read(file.read_bytes(), KEYS.receipt.public).arrived
        found += [id_ for entries in arrived.values() for _, id_, _ in entries]
    return list(dict.fromkeys(found))


def withdraws(thief: Kiosk, id_: str) -> None:
    """As an older program wrote it."""
    thief.take_back(id_)


def expires(thief: Kiosk, id_: str) -> None:
    """As if the sign-up had been its own, and its day past."""
    thief.expire(thief.log.events[0].model_copy(update={"id": id_, "number": 99}))


def claims(thief: Kiosk, id_: str) -> None:
    """With a secret that begins as the id, and a code that somebody made up."""
    thief.take_back(Proof(id_ + secrets.token_hex(16), code.draw()))


def imitates(thief: Kiosk, id_: str) -> None:
    """A sign-up of its own under that id, sealed until its hash sorts first."""
    content = answers("Mallory", id=id_, kiosk=VENRAY).to_bytes()
    tries = (seal.seal(content, [recipient(KEYS)]) for _ in range(40))
    thief.sealed(id_, min(tries, key=lambda sealed: hashlib.sha256(sealed).hexdigest()))


ATTACKS = {attack.__name__: attack for attack in (withdraws, expires, claims, imitates)}


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
@pytest.mark.parametrize("order", ["before", "after"])
def test_a_stolen_kiosk_takes_nothing_from_others(
    office: Office,
    gennep: SignUpLog,
    tmp_path: Path,
    attack: Callable[[Kiosk, str], None],
    order: str,
) -> None:
    """Whatever it signs about ids that it read, and whichever bundle comes first.

    Each sign-up of the other kiosk is collected, and stays in backup and spreadsheet; nothing is
    deleted at that kiosk but what has arrived.
    """
    stick = tmp_path / "stick"
    stick.mkdir()
    carry([gennep], stick, TODAY)
    thief = Kiosk(KEYS, VENRAY, town="Venray")
    thief.sign_up("Mallory's own")
    for id_ in ids_on(stick):
        attack(thief, id_)
    thief.carry(tmp_path / "stolen")
    first, second = (stick, tmp_path / "stolen")[:: 1 if order == "after" else -1]
    office.collect(first)
    made = office.back_up()
    delivery.deliver(made, KEYS.receipt, stick, EVENING)
    receipt.take([gennep.store], stick, KEYS.receipt.public)
    kept = [gennep.store.sealed(number) is not None for number in range(1, 5)]
    assert kept == [order == "before"] * 4
    for id_ in ids_on(stick):  # also those in the receipt
        if attack is not imitates:
            attack(thief, id_)
    thief.carry(tmp_path / "stolen again")
    office.collect(second)
    office.collect(tmp_path / "stolen again", stick)
    assert set(NAMES) <= set(office.names())
    made = office.back_up()
    with Collection(office.file) as collection:
        assert collection.conflicts() == ()
    again = Office(tmp_path / "again")
    again.file.parent.mkdir()
    made.file.rename(again.file)
    assert set(NAMES) <= set(again.names())
    whose = {number for number, _, _ in made.arrived[GENNEP]}
    assert whose == {1, 2, 3, 4}


def test_what_is_said_without_proof_is_told_until_somebody_decides(
    office: Office, tmp_path: Path
) -> None:
    """Who says so, about whose sign-ups, by their numbers; and a yes takes them back for good."""
    gennep, venray = Kiosk(KEYS, GENNEP), Kiosk(KEYS, VENRAY)
    for name in NAMES:
        gennep.sign_up(name)
    gennep.carry(tmp_path / "gennep")
    venray.take_back(id_of("Jan"))
    venray.take_back(id_of("nobody"))
    venray.take_back(id_of("Sanne"))
    venray.carry(tmp_path / "venray")
    assert office.collect(tmp_path / "venray").held == ()
    collected = office.collect(tmp_path / "gennep")
    assert collected.held == (Claim(VENRAY, GENNEP, (2, 4)),)
    assert collected.withdrawn == 0
    assert office.collect(tmp_path / "venray").held == collected.held
    with Collection(office.file) as collection:
        assert collection.withdrawals.honour(GENNEP) == []
        assert [row.number for row in collection.withdrawals.honour(VENRAY)] == [2, 4]
        assert collection.withdrawals.count() == 2
    assert office.collect(tmp_path / "gennep").held == ()
    assert office.names() == ["Els", "Piet"]


def test_without_proof_a_kiosk_takes_back_its_own(office: Office) -> None:
    """An older program wrote no proofs: what was given there and taken back there is gone."""
    gennep, venray = Kiosk(KEYS, GENNEP), Kiosk(KEYS, VENRAY)
    gennep.sign_up("Els")
    venray.sign_up("Jan")
    office.collect_from(gennep)
    gennep.take_back(id_of("Els"))
    collected = office.collect_from(gennep, venray)
    assert (collected.withdrawn, collected.held) == (1, ())
    assert office.names() == ["Jan"]


@pytest.mark.parametrize("order", ["before", "after"])
def test_an_old_code_takes_back_at_a_new_kiosk(tmp_path: Path, order: str) -> None:
    """A sign-up of format 1, taken back at a kiosk that never knew it: the code proves it."""
    from kiosk.keys import demo, keyring

    keys = keyring.open_daily(Path(__file__).parents[2] / "content" / "demo-keys", demo.PASSPHRASE)
    office = Office(tmp_path, keys)
    store = Store.create(tmp_path, VENRAY, demo=True)
    assert store.withdraw(code.proof_of(older.CODES[0])) == "elsewhere"
    venray = SignUpLog(Identity(VENRAY, Signer.new(), tmp_path, demo=True), store)
    new, old = tmp_path / "new", tmp_path / "old"
    new.mkdir()
    old.mkdir()
    carry([venray], new, TODAY)
    store.close()
    (old / older.BUNDLE.name).write_bytes(older.BUNDLE.read_bytes())
    sticks = (old, new) if order == "after" else (new, old)
    withdrawn = [office.collect(stick, is_demo=True, today=None).withdrawn for stick in sticks]
    assert sum(withdrawn) == 2  # and the one of the older bundle itself
    with Collection(office.file) as collection:
        unseal = seal.opener(keys.identity)
        contents = b"".join(unseal(row.sealed) for row in collection.sign_ups())
        assert older.NAMES[0].encode() not in contents
        assert older.NAMES[2].encode() in contents
        assert collection.withdrawals.claims() == ()


def test_codes_that_somebody_made_up_cost_no_evening(office: Office) -> None:
    """However many there are: for one bundle a few are tried, each only once, and all are told."""
    gennep, venray = Kiosk(KEYS, GENNEP), Kiosk(KEYS, VENRAY)
    many = [secrets.token_hex(16) for _ in range(CODES_AT_ONCE + 2)]
    for id_ in many:
        gennep.sealed(id_, seal.seal(answers(id=id_, kiosk=GENNEP).to_bytes(), [recipient(KEYS)]))
        claims(venray, id_)
    office.collect_from(gennep)
    with Collection(office.file) as collection:
        collection.admit(VENRAY, venray.log.signer.public)
        collection.take(VENRAY, venray.log.events, [])
    assert untried(office) == 2
    with Collection(office.file) as collection:
        collection.withdrawals.try_codes()
        assert [len(claim.numbers) for claim in collection.withdrawals.claims()] == [len(many)]
        assert collection.count() == len(many)
    assert untried(office) == 0


def untried(office: Office) -> int:
    """How many codes were not tried yet."""
    return len(execute(office.file, "SELECT * FROM claim WHERE right IS NULL"))
