"""Starts the kiosk again after a crash, and compares what is there with what was said."""

import secrets
from collections.abc import Iterable

from evening import Evening
from premises import TODAY, Premises, answers
from promises import Log, Promises, broken

from kiosk.errors import BundleError, KioskError
from kiosk.signups import bundle
from kiosk.signups.carry import carry
from kiosk.signups.identity import SignUpLog
from kiosk.signups.intake import Intake, VisitorCode
from kiosk.signups.store import Store


class Judge:
    """Follows one kiosk through its crashes."""

    def __init__(self, premises: Premises, evening: Evening, kiosk: str = "") -> None:
        """`kiosk` is what it must be called; without it, what it is called first."""
        self._premises = premises
        self._evening = evening
        self.promises = Promises()
        self._kiosk = kiosk
        self._found: list[str] = []

    @property
    def figures(self) -> dict[str, int]:
        """What this kiosk promised, and did not keep."""
        return {
            "acknowledged": len(self.promises.saved),
            "cut_off_while_saving": len(self.promises.begun - self.promises.saved),
            "lost": sum(fault.startswith("lost") for fault in self._found),
            "twice": sum(fault.startswith("twice") for fault in self._found),
            "taken_back": len(self.promises.left),
            "bundles": len(self.promises.carried),
            "receipts_taken": self.promises.receipts,
        }

    def hear(self, lines: Iterable[str], *, in_doubt: bool = False) -> None:
        """Remember what a crowd told; in doubt is what it told after the power went."""
        self.promises.hear(lines, in_doubt=in_doubt)

    def after_a_crash(self) -> list[str]:
        """What is wrong with the kiosk when it is started again; in order, nothing.

        It starts without anybody's help, is the kiosk it was, keeps what it promised, and takes a
        sign-up.
        """
        faults = [*self.promises.faults]
        intake = self._premises.intake()
        try:
            closed = intake.closed()
            if closed:
                return self._told([*faults, f"the form is closed: {closed}"])
            self._sign_up(intake)
            with intake.stores() as stores:
                faults += self._same(stores)
                faults += broken(self.promises, Log.of(stores[0].store), self._evening.arrived)
                faults += self._of_the_stick(stores[0].store)
        except KioskError as error:
            faults.append(f"{type(error).__name__}: {error}")
        finally:
            intake.close()
        return self._told(faults)

    def _sign_up(self, intake: Intake) -> None:
        """One more visitor signs up."""
        id_ = secrets.token_hex(16)
        self.promises.begun.add(id_)
        intake.save(answers(id_), VisitorCode("", id_))
        self.promises.saved.add(id_)

    def _of_the_stick(self, store: Store) -> list[str]:
        """Under its name a bundle is whole; what was said to be carried, or noted so, is there."""
        faults, firsts = [], set()
        stick = self._premises.stick
        there = {
            path.relative_to(stick).as_posix() for path in (stick / bundle.FOLDER).glob("*/*.tar")
        }
        for path in sorted(there):
            try:
                read = bundle.read((stick / path).read_bytes())
            except BundleError as error:
                faults.append(f"on the stick is {error.kind}: {path}")
                continue
            firsts.add(read.header.first)
            if not path.endswith(bundle.name(read.header.first, read.sha256)):
                faults.append(f"another bundle than its name says: {path}")
        faults += [f"not on the stick: {path}" for path in self.promises.carried - there]
        faults += [
            f"noted as exported, and not on the stick: {span.first} to {span.last}"
            for span in store.ranges()
            if span.exported and span.first not in firsts
        ]
        return faults

    def in_the_evening(self) -> list[str]:
        """What is wrong with the coordinator's view, once all that is left is carried there."""
        intake = self._premises.intake()
        try:
            with intake.stores() as stores:
                faults = list(map(str, carry(stores, self._premises.stick, TODAY).faults))
        finally:
            intake.close()
        faults += self._evening.collect()
        faults += self._evening.broken(self.promises)
        self._evening.write_receipts()
        return self._told(faults)

    def _told(self, faults: list[str]) -> list[str]:
        self._found += faults
        return faults

    def _same(self, stores: tuple[SignUpLog, ...]) -> list[str]:
        """No power cut makes another kiosk of it, or leaves a damaged one behind."""
        kiosk = stores[0].store.kiosk
        faults = [] if kiosk == (self._kiosk or kiosk) else ["it became another kiosk"]
        faults += ["there are several kiosks"] if len(stores) > 1 else []
        damaged = self._premises.home.signups.glob("damaged-*")
        faults += [f"moved aside: {path.name}" for path in damaged]
        self._kiosk = kiosk
        return faults
