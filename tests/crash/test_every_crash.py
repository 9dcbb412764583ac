"""Every state a power cut can leave, while one thing is done: a save, a bundle, a receipt."""

import shutil
from pathlib import Path
from typing import Final

import pytest
from evening import Evening
from judge import Judge
from premises import RETENTION, TODAY, Premises, sealed
from recorder import Recorder, Spoken
from rig import Rig
from states import State, states

from kiosk.database import Database
from kiosk.office import search
from kiosk.signups import bundle, identity
from kiosk.signups.carry import carry
from kiosk.signups.code import Proof
from kiosk.signups.identity import SignUpLog
from kiosk.signups.store import KIND, NAME, Store

CAREFUL: Final = ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON")
"""As the kiosk's own connections are; that they are is tested elsewhere."""
PROOFS: Final = tuple(Proof(f"{number:064x}") for number in range(1, 7))
EARLY: Final = tuple(proof.id for proof in PROOFS[:3])
"""Sign-ups that were saved before the record begins."""
LATE: Final = tuple(proof.id for proof in PROOFS[3:])
"""Sign-ups that are saved while it is made."""


class Recorded:
    """A kiosk with three sign-ups, whose store is spoken to through the recorder."""

    def __init__(
        self, premises: Premises, pragmas: tuple[str, ...] = CAREFUL, *, crashed: bool = False
    ) -> None:
        """With `crashed`, a log was left behind: no start has written it into the database yet."""
        self.premises = premises
        intake = premises.intake()
        with intake.stores() as stores:
            self.kiosk = stores[0].store.kiosk
            self.folder = stores[0].identity.folder
            stores[0].store.probe()
            for id_ in EARLY:
                stores[0].store.sign_up(id_, RETENTION, sealed(premises, self.kiosk, id_))
            left = {path: path.read_bytes() for path in self.folder.glob(f"{NAME}*")}
        intake.close()
        if crashed:
            for path, content in left.items():
                path.write_bytes(content)
            (self.folder / f"{NAME}-shm").unlink()
        self._stick: set[str] = set()
        self._pragmas = pragmas
        self.recorder = Recorder(self.folder)
        self.store = self._opened()

    def sign_up(self, id_: str) -> None:
        """Somebody signs up."""
        self.tell(f"begin sign-up {id_}")
        self.store.sign_up(id_, RETENTION, sealed(self.premises, self.kiosk, id_))
        self.tell(f"done sign-up {id_}")

    def tell(self, line: str) -> None:
        """Tell somebody something."""
        self.recorder.tell(line)

    def start_again(self) -> None:
        """Leave, and open the store as it is opened at a start."""
        self.store.close()
        self.store = self._opened()

    def close(self) -> None:
        """Leave."""
        self.store.close()
        self.recorder.close()

    def kept(self) -> SignUpLog:
        """The store, and whose it is."""
        return SignUpLog(identity.load(self.folder, demo=True), self.store)

    def _opened(self) -> Store:
        path = self.folder / NAME
        connection = Spoken(path, self.recorder, self._pragmas, self._look).as_sqlite3()
        kept = Database(connection, path, KIND)
        kept.empty_log()
        return Store(kept)

    def _look(self) -> None:
        """Note what is new on the stick: it was safe there before the next word to the store."""
        stick = self.premises.stick
        for path in search.look(stick).bundles:
            if path.name not in self._stick:
                self._stick.add(path.name)
                self.tell(f"stick {path.relative_to(stick).as_posix()}")


def save(kiosk: Recorded) -> None:
    """One sign-up, and the looks before and after it that every visitor brings."""
    kiosk.store.probe()
    kiosk.sign_up(LATE[0])
    kiosk.store.probe()


def save_and_leave(kiosk: Recorded) -> None:
    """One sign-up; the kiosk is closed, started again, and takes another."""
    kiosk.sign_up(LATE[0])
    kiosk.start_again()
    kiosk.sign_up(LATE[1])


def save_over_the_log(kiosk: Recorded) -> None:
    """Sign-ups that are written where the log held others, which are in the database by then."""
    for id_ in LATE:
        kiosk.sign_up(id_)


def take_back(kiosk: Recorded) -> None:
    """One withdrawal, right behind a sign-up."""
    kiosk.sign_up(LATE[0])
    kiosk.tell(f"begin withdrawal {EARLY[1]}")
    kiosk.store.withdraw(PROOFS[1])
    kiosk.tell(f"done withdrawal {EARLY[1]}")


def carry_away(kiosk: Recorded) -> None:
    """One carrying: what is new is frozen, written to the stick, noted; then the same again."""
    kiosk.tell("begin carrying")
    for path in carry([kiosk.kept()], kiosk.premises.stick, TODAY).written:
        kiosk.tell(f"done carrying {path}")
    carry([kiosk.kept()], kiosk.premises.stick, TODAY)


def take_a_receipt(kiosk: Recorded) -> None:
    """One receipt, for two of the three."""
    named = kiosk.store.events(1, 2)
    kiosk.tell("begin receipts")
    kiosk.store.acknowledge([(event.number, event.id, event.hash(kiosk.kiosk)) for event in named])
    kiosk.tell("done receipts")


class Court:
    """Lays every state of a record on a disk, and has it judged there."""

    def __init__(self, rig: Rig, folder: Path, kiosk: Recorded) -> None:
        self._rig = rig
        self._kiosk = kiosk
        self._premises = Premises(folder / "judged", rig.exhibit)
        self._wiped = {id_: kiosk.store.sealed(n) or b"" for n, id_ in enumerate(EARLY, 1)}

    def judge(self, state: State) -> tuple[list[str], Judge]:
        """What is wrong with a kiosk that finds this on its disk, and who judged it."""
        self._lay(state)
        evening = Evening(
            self._premises.folder / "collection", self._premises.stick, self._rig.daily
        )
        judge = Judge(self._premises, evening, self._kiosk.kiosk)
        try:
            judge.hear(f"{what} sign-up {id_}" for id_ in EARLY for what in ("begin", "done"))
            judge.hear(state.told)
            if "begin receipts" in state.told:
                evening.arrived |= set(EARLY[:2])
            found = [*judge.after_a_crash(), *self._remains(state)]
            if "begin carrying" in state.told:
                found += [*judge.in_the_evening(), *self._overlaps()]
        finally:
            evening.close()
        return found, judge

    def _lay(self, state: State) -> None:
        shutil.rmtree(self._premises.folder, ignore_errors=True)
        self._premises.stick.mkdir(parents=True)
        folder = self._premises.home.signups / self._kiosk.kiosk
        folder.mkdir(parents=True)
        shutil.copy(self._kiosk.premises.home.identity, self._premises.home.identity)
        for name, content in state.files.items():
            (folder / name).write_bytes(content)
        for line in state.told:
            what, _, path = line.partition(" ")
            if what == "stick":
                there = self._premises.stick / path
                there.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(self._kiosk.premises.stick / path, there)

    def _remains(self, state: State) -> list[str]:
        """What was said to be wiped and can still be found in some file."""
        gone = [id_ for id_ in EARLY if f"done withdrawal {id_}" in state.told]
        gone += EARLY[:2] if "done receipts" in state.told else ()
        folder = self._premises.home.signups / self._kiosk.kiosk
        contents = [path.read_bytes() for path in folder.iterdir()]
        return [
            f"not wiped: {id_}"
            for id_ in gone
            if any(self._wiped[id_][1000:1064] in content for content in contents)
        ]

    def _overlaps(self) -> list[str]:
        """Events that lie on the stick in two bundles: then one was not frozen when it was made."""
        headers = [
            bundle.read(file.read_bytes()).header
            for file in search.look(self._premises.stick).bundles
        ]
        numbers = [number for header in headers for number in range(header.first, header.last + 1)]
        return [] if len(numbers) == len(set(numbers)) else ["events in two bundles"]


CASES: Final = {
    "save": (save, CAREFUL, False),
    "save, leave, save": (save_and_leave, CAREFUL, False),
    "save over the log": (save_over_the_log, (*CAREFUL, "wal_autocheckpoint = 3"), False),
    "start after a crash, save": (save, CAREFUL, True),
    "withdrawal": (take_back, CAREFUL, False),
    "bundle": (carry_away, CAREFUL, False),
    "receipt": (take_a_receipt, CAREFUL, False),
}


@pytest.mark.parametrize("case", CASES)
def test_whatever_a_power_cut_leaves_every_promise_is_kept(
    rig: Rig, memory: Path, case: str
) -> None:
    """Nothing lost, nothing twice, nothing moved aside, the form open; what is wiped stays so."""
    act, pragmas, crashed = CASES[case]
    kiosk = Recorded(rig.premises("recorded"), pragmas, crashed=crashed)
    court = Court(rig, memory, kiosk)
    act(kiosk)
    kiosk.close()
    for state in states(kiosk.recorder):
        found, judge = court.judge(state)
        figures = {what: judge.figures[what] for what in ("lost", "twice")}
        rig.figures.add(f"every crash state of: {case}", states=1, **figures)
        assert found == [], state.told


@pytest.mark.parametrize("synchronous", ["OFF", "NORMAL"])
def test_a_store_that_does_not_wait_for_the_disk_is_found_out(
    rig: Rig, memory: Path, synchronous: str
) -> None:
    """The recorder sees a sync that is missing: what was said to be saved is lost."""
    kiosk = Recorded(rig.premises("recorded"), (*CAREFUL, f"synchronous = {synchronous}"))
    court = Court(rig, memory, kiosk)
    kiosk.sign_up(LATE[0])
    kiosk.tell("ended")
    kiosk.close()
    told = (state for state in states(kiosk.recorder) if f"done sign-up {LATE[0]}" in state.told)
    assert any(f"lost: {LATE[0]}" in court.judge(state)[0] for state in told)
