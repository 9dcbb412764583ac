"""Whether keys, exhibit and root belong together, before anything is signed with them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from kiosk.errors import InputError, RefusedError
from kiosk.exhibit.model import SignUps
from kiosk.keys import demo, keyring
from kiosk.keys import root as roots
from kiosk.keys.keyring import Daily, Recovery
from kiosk.keys.public import Public
from kiosk.publish.repository import Repository
from kiosk.usb.stick import Folder

SOON = timedelta(days=180)
"""What ends sooner is told."""


def look(keys: Path, to: Path) -> None:
    """Refuse the demo keys, and a stick that is none. Raises RefusedError or MachineError."""
    refuse_demo(keyring.read_public(keys))
    Folder.open(to).close()


@dataclass(frozen=True, slots=True)
class OpenedRing:
    """A ring of keys, opened to sign packs with."""

    folder: Path
    daily: Daily
    recovery: Recovery | None = None
    """Only needed while the ring has no root yet."""

    def public(self) -> Public:
        """Its public halves. Raises RefusedError for the demo keys, else as `read_public`."""
        public = keyring.read_public(self.folder)
        refuse_demo(public)
        return public


def open_ring(keys: Path, daily: Daily, words: str, terms: SignUps | None) -> OpenedRing:
    """The ring in `keys`, with its recovery half if there is no root yet. Raises as `check_terms`.

    The passphrase is needed for that once more.
    """
    check_terms(terms, keyring.read_public(keys), daily)
    is_first = not roots.chain(keys.joinpath(keyring.DAILY, *roots.FOLDER))
    has_recovery = (keys / keyring.RECOVERY / keyring.SEALED).exists()
    recovery = keyring.open_recovery(keys, words) if is_first and has_recovery else None
    return OpenedRing(keys, daily, recovery)


def refuse_demo(public: Public) -> None:
    """Refuse the demo keys. Raises RefusedError."""
    own = demo.PUBLIC
    if demo.has_demo(public.recipients, public.receipt) or {public.pack, public.root} & {
        own.pack,
        own.root,
    }:
        raise RefusedError(
            "demo",
            "these are the demo keys: everybody has them, and could sign packs for your kiosks",
            "make your own: kiosk keys new DIR",
        )


def check_terms(terms: SignUps | None, public: Public, daily: Daily) -> tuple[str, ...]:
    """See that sign-ups by these terms are sealed to this ring; returns warnings in sentences.

    Keys of before the last `keys rotate` still open sign-ups: they are warned of only. Raises
    RefusedError for demo keys, InputError for anybody else's.
    """
    if terms is None:
        return ()
    advice = "put what 'kiosk keys show' prints in exhibit.yaml, below 'signups:'"
    if demo.has_demo(terms.recipients, terms.receipt_key):
        raise RefusedError(
            "demo",
            "the sign-ups of this exhibit are sealed to the demo keys: everybody could open them",
            advice,
        )
    if terms.receipt_key != public.receipt:
        raise InputError(
            "exhibit.yaml names a receipt key that is not of these keys: kiosks would never "
            "believe that sign-ups arrived",
            advice,
        )
    if not {*daily.recipients} & {*terms.recipients}:
        raise InputError(
            "exhibit.yaml names no recipient that these keys can open sign-ups with", advice
        )
    warnings = []
    if not {*public.recipients} <= {*terms.recipients}:
        warnings.append(f"exhibit.yaml does not name both recipients of these keys: {advice}")
    if strangers := {*terms.recipients} - {*public.recipients, *daily.recipients}:
        warnings.append(
            "sign-ups can also be opened with keys that are not these, named in exhibit.yaml: "
            + ", ".join(sorted(strangers))
        )
    return tuple(warnings)


def check_keys(ring: OpenedRing, repository: Repository, now: datetime) -> tuple[str, ...]:
    """See that keys and root are sound; returns warnings in sentences. Raises InputError."""
    keys, public, root = ring.folder, ring.public(), repository.root
    if roots.keys_of(root) != (public.root, public.pack) or ring.daily.pack.public != public.pack:
        raise InputError(
            f"what lies in {keys / keyring.DAILY} was not all made together",
            "take the newest copy of your keys, whole",
        )
    if root.expires <= now:
        raise InputError(
            f"the root of these keys could be used until {root.expires:%Y-%m-%d}",
            f"is it not {now:%Y-%m-%d} today, set the clock of this computer; else bring the "
            f"recovery half to {keys}, then: kiosk keys rotate {keys}",
        )
    warnings = []
    if root.expires - now < SOON:
        warnings.append(
            f"the root of these keys can be used until {root.expires:%Y-%m-%d} only: bring the "
            f"recovery half, then: kiosk keys rotate {keys}"
        )
    if (keys / keyring.RECOVERY).exists():
        warnings.append(
            f"{keys / keyring.RECOVERY} still lies beside the other keys: move it to a stick, and "
            "put that in another building"
        )
    return tuple(warnings)
