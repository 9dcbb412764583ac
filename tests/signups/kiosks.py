"""Kiosks whose visitors give real answers, sealed to a coordinator whose keys a test holds."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pyrage
from signups.logbook import Logbook

from kiosk.i18n.catalogue import Catalogue
from kiosk.keys.keyring import Daily
from kiosk.keys.signing import Signer
from kiosk.office import backup, merge, spreadsheet
from kiosk.office.backup import Backup
from kiosk.office.census import Kiosk as KioskCount
from kiosk.office.census import census
from kiosk.office.collection import Collection
from kiosk.office.merge import MergeResult, Newcomer
from kiosk.office.quarantine import Quarantine
from kiosk.signups import bundle, seal
from kiosk.signups.code import Proof
from kiosk.signups.event import Event
from kiosk.signups.identity import Identity, SignUpLog
from kiosk.signups.signup import Consent, Interest, SignUp, WorkshopChoice
from kiosk.signups.store import Store

TODAY = date(2018, 10, 8)
RETENTION = date(2019, 10, 3)
CATALOGUE = Catalogue()
NOON = datetime(2018, 10, 3, 12, tzinfo=UTC)
EVENING = datetime(2018, 10, 8, 19, 30, tzinfo=UTC)


def _seed(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def daily(name: str = "coordinator") -> Daily:
    """A coordinator's keys: the signing keys the same for each name, the age key a fresh one."""
    identity = str(pyrage.x25519.Identity.generate())
    return Daily(identity, Signer(_seed(f"{name} receipt")), Signer(_seed(f"{name} pack")))


def recipient(keys: Daily) -> str:
    """The public age key of these keys."""
    return keys.recipients[0]


def id_of(name: str) -> str:
    """The id of the sign-up of somebody called so."""
    return proof_of(name).id


def proof_of(name: str) -> Proof:
    """What only somebody called so has."""
    return Proof(hashlib.sha256(name.encode()).hexdigest())


def answers(who: str = "Els", **other: Any) -> SignUp:
    """A sign-up of somebody called so, with what is not plain about it."""
    whole: dict[str, Any] = {
        "id": id_of(who),
        "kiosk": "k-aaaaaaaa",
        "exhibit": "limburg-2018",
        "place": "gennep",
        "town": "Gennep",
        "language": "nl",
        "at": NOON,
        "clock_trusted": True,
        "name": who,
        "email": f"{who.lower()}@example.org".replace(" ", "."),
        "phone": None,
        "cooperatives": (Interest(id="oogst", name="Oogst van iedereen"),),
        "workshops": (WorkshopChoice(place="gennep", town="Gennep", date=date(2018, 10, 3)),),
        "consents": (Consent(purpose="nieuws", words="Ik wil nieuws krijgen"),),
        "consent_version": "2018-09",
        "consent_sha256": "0" * 64,
    }
    return SignUp.model_validate(whole | other)


@contextmanager
def signed(folder: Path, kiosk: str, *names: str) -> Iterator[SignUpLog]:
    """The log of a real kiosk in `folder`, where visitors called so signed up."""
    folder.mkdir()
    with closing(Store.create(folder, kiosk)) as store:
        for name in names:
            content = answers(name, kiosk=kiosk).to_bytes()
            store.sign_up(id_of(name), RETENTION, seal.seal(content, [recipient(KEYS)]))
        yield SignUpLog(Identity(kiosk, Signer(bytes(range(32))), folder, demo=False), store)


class Kiosk:
    """One kiosk: visitors sign up and take back; bundles are carried away from it."""

    def __init__(
        self,
        keys: Daily,
        kiosk: str = "k-aaaaaaaa",
        *,
        town: str = "Gennep",
        is_demo: bool = False,
        key: str | None = None,
    ) -> None:
        self.log = Logbook(kiosk, _seed(key or kiosk), demo=is_demo)
        self.kiosk = kiosk
        self._keys = keys
        self._town = town

    def sign_up(  # noqa: PLR0913 - what is not plain about it
        self,
        who: str = "Els",
        *,
        days: int = 0,
        retention: date = RETENTION,
        id_: str | None = None,
        to: Daily | None = None,
        doubtful: bool = False,
        **other: Any,
    ) -> Event:
        """Somebody called so signs up, so many days after 3 October 2018."""
        where = {"kiosk": self.kiosk, "place": self._town.lower(), "town": self._town}
        given = answers(who, **where | {"at": NOON + timedelta(days=days)} | other)
        content = seal.seal(given.to_bytes(), [recipient(to or self._keys)])
        return self.sealed(id_ or given.id, content, retention, doubtful=doubtful)

    def sealed(
        self, id_: str, content: bytes, retention: date = RETENTION, *, doubtful: bool = False
    ) -> Event:
        """Something sealed, under this id."""
        return self.log.sign_up(id_, content, retention, doubtful=doubtful)

    def withdraw(self, name: str) -> Event:
        """Somebody called so takes the sign-up back, here."""
        return self.log.withdraw(proof_of(name))

    def take_back(self, what: str | Proof) -> Event:
        """A withdrawal, of this id without proof, or with this proof."""
        return self.log.withdraw(what)

    def expire(self, event: Event) -> Event:
        """Keep a sign-up no longer."""
        return self.log.expire(event)

    def bundle(self, first: int = 1, last: int | None = None) -> bytes:
        """The bundle of these events."""
        return self.log.bundle(first, last)

    def carried_by(self, other: Kiosk) -> bytes:
        """The bundle of all events, by another kiosk, because the key of this one is lost."""
        return self.log.bundle(carrier=other.log)

    def carry(self, stick: Path, first: int = 1, last: int | None = None) -> Path:
        """Put the bundle of these events on a stick."""
        return put(stick, self.kiosk, first, self.bundle(first, last))


def put(stick: Path, kiosk: str, first: int, content: bytes) -> Path:
    """Put a bundle's bytes where a kiosk puts them."""
    folder = stick / bundle.FOLDER / kiosk
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / bundle.name(first, hashlib.sha256(content).hexdigest())
    path.write_bytes(content)
    return path


TABLES = ("collection", "kiosk", "event", "withdrawal", "claim", "erased", "carrier", "sign_up")


def execute(file: Path, sql: str) -> list[tuple[object, ...]]:
    """What some other program finds or does in a file of SQLite."""
    with closing(sqlite3.connect(file)) as opened, opened:
        return opened.execute(sql).fetchall()


def dump(file: Path) -> list[tuple[object, ...]]:
    """All that lies in a collection, but for the order it lies in."""
    rows = [
        (table, *row)
        for table in TABLES
        for row in execute(file, f"SELECT * FROM {table}")  # noqa: S608 - a test's own names
    ]
    return sorted(rows, key=repr)


KEYS = daily()
"""The coordinator of most tests."""


def world() -> tuple[Kiosk, Kiosk]:
    """Two kiosks with sign-ups, and withdrawals of their own and of each other's."""
    gennep, venray = Kiosk(KEYS), Kiosk(KEYS, "k-bbbbbbbb", town="Venray")
    for number in range(6):
        gennep.sign_up(f"Gennep {number}", days=number)
        venray.sign_up(f"Venray {number}", days=number)
    gennep.sign_up("Tired", retention=TODAY - timedelta(days=1))
    gennep.withdraw("Gennep 2")
    gennep.withdraw("Venray 4")
    venray.withdraw("Gennep 5")
    venray.withdraw("nobody has met")
    gennep.sign_up("late", days=9)
    return gennep, venray


WORLD = world()


def cut(kiosk: Kiosk, cuts: Sequence[int]) -> list[tuple[str, int, bytes]]:
    """All events of a kiosk, in bundles that begin after each of these numbers."""
    last = len(kiosk.log.events)
    firsts = sorted({1, *(1 + one % last for one in cuts)})
    return [
        (kiosk.kiosk, first, kiosk.bundle(first, end))
        for first, end in zip(firsts, [*(first - 1 for first in firsts[1:]), last], strict=True)
    ]


def anybody(_: Newcomer) -> bool:
    """Take every kiosk."""
    return True


def nobody(_: Newcomer) -> bool:
    """Take none."""
    return False


class Office:
    """A coordinator's PC."""

    def __init__(self, folder: Path, keys: Daily = KEYS) -> None:
        self.file = folder / "sign-ups.db"
        self.keys = keys

    def collect(
        self,
        *sticks: Path,
        admit: merge.Admit = anybody,
        today: date | None = TODAY,
        is_demo: bool = False,
    ) -> MergeResult:
        """Collect what is on these sticks."""
        with Collection(self.file, create=True, demo=is_demo) as collection:
            return merge.collect(collection, sticks, self.keys, today=today, admit=admit)

    def collect_from(self, *kiosks: Kiosk, **how: Any) -> MergeResult:
        """Carry all that these kiosks have on one stick, and collect it."""
        stick = self.file.parent / "stick"
        for kiosk in kiosks:
            kiosk.carry(stick)
        return self.collect(*([stick] if kiosks else []), **how)

    def back_up(self, days: int = 0) -> Backup:
        """A backup in the folder beside, so many days after the first evening."""
        later = timedelta(days=days)
        with Collection(self.file) as collection:
            folder = self.file.parent / "backup"
            return backup.make(collection, folder, EVENING + later, TODAY + later)

    def dump(self) -> list[tuple[object, ...]]:
        """All that lies in the collection."""
        with Collection(self.file):
            return dump(self.file)

    def names(self) -> list[str]:
        """Whose sign-ups may be used, opened."""
        unseal = seal.opener(self.keys.identity)
        with Collection(self.file) as collection:
            kept = [unseal(row.sealed) for row in collection.sign_ups(TODAY)]
        return [SignUp.from_bytes(contents).name for contents in kept]

    def sheets(self) -> tuple[bytes, bytes]:
        """The workbook and the CSV, as they would be written today."""
        xlsx, csv = (self.file.with_suffix(ending) for ending in (".xlsx", ".csv"))
        with Collection(self.file) as collection:
            opened = spreadsheet.contents(collection, self.keys, TODAY)
        spreadsheet.xlsx(opened, xlsx, CATALOGUE)
        spreadsheet.comma_separated(opened, csv, CATALOGUE)
        return xlsx.read_bytes(), csv.read_bytes()

    def census(self, today: date = TODAY) -> tuple[KioskCount, ...]:
        """The census of all kiosks."""
        with Collection(self.file) as collection:
            return census(collection, today)

    def missing(self) -> dict[str, tuple[tuple[int, int], ...]]:
        """The numbers that were never seen, by kiosk."""
        return {kiosk.kiosk: kiosk.missing for kiosk in self.census()}

    def quarantine(self) -> list[str]:
        """Why there are copies in quarantine."""
        return [copy.reason for copy in Quarantine(self.file).copies()]
