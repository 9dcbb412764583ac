"""New keys in the place of old ones, which somebody lost or may have seen.

The pack key, the receipt key and the daily age key are replaced; the root key says so in a new
version of the root, which travels with the next pack: kiosks follow. Old age keys are kept: what
was sealed to them still opens.
"""

from datetime import datetime
from pathlib import Path

from kiosk.errors import InputError, RefusedError
from kiosk.keys import demo, keyring, pending, sealed
from kiosk.keys import root as roots
from kiosk.keys.keyring import DAILY, PUBLIC, RECOVERY, SEALED, Daily, Recovery
from kiosk.keys.public import Public
from kiosk.keys.scrypt import WORK


def rotate(
    folder: Path, passphrase: str, now: datetime, *, root: bool = False, work: int = WORK
) -> Public:
    """Replace the keys of the ring in `folder`, which holds both halves; returns the new ones.

    With `root` the root key and the recovery age key are replaced too; the old root key signs the
    new one. If the daily half is lost, it is made anew: then sign-ups of before are opened by the
    recovery half only. The passphrase stays what it is; `now` is in UTC. Takes seconds.

    Cut off at any moment the ring is the old one or the new one. Raises InputError if there is no
    whole ring or recovery half, or the passphrase is wrong; RefusedError for the demo keys;
    MachineError if the disk is full or may not be written.
    """
    before = keyring.read_public(folder)
    chain = roots.chain(folder.joinpath(DAILY, *roots.FOLDER))
    has_daily = (folder / DAILY / SEALED).exists()
    _refuse(folder, before, chain, has_daily=has_daily)
    recovery = keyring.open_recovery(folder, passphrase)
    daily = keyring.open_daily(folder, passphrase) if has_daily else None
    new_daily = Daily.new(daily.identities if daily else ())
    new_recovery = Recovery.new(recovery.identities) if root else recovery
    public = keyring.public_of(new_daily, new_recovery)
    chain = chain or (roots.first(recovery.root, before.pack, now),)
    new_root = new_recovery.root
    chain += (roots.following(chain[-1], new_root, public.pack, now, old_root=recovery.root),)
    contents = {}
    if root:
        contents[f"{RECOVERY}/{SEALED}"] = sealed.seal(new_recovery, passphrase, work)
    contents[f"{RECOVERY}/{PUBLIC}"] = public.to_bytes()
    for number, content in enumerate(chain, 1):
        contents["/".join((DAILY, *roots.FOLDER, f"{number}.root.json"))] = content
    contents[f"{DAILY}/{SEALED}"] = sealed.seal(new_daily, passphrase, work)
    contents[f"{DAILY}/{PUBLIC}"] = public.to_bytes()
    pending.write(folder, before.to_bytes(), contents)
    pending.finish(folder)
    return public


def _refuse(folder: Path, before: Public, chain: tuple[bytes, ...], *, has_daily: bool) -> None:
    """See that these keys may and can be replaced."""
    if demo.has_demo(before.recipients, before.receipt):
        raise RefusedError(
            "demo",
            "these are the demo keys: everybody has them, the new ones would be no better",
            "make your own: kiosk keys new DIR",
        )
    if not (folder / RECOVERY / SEALED).exists():
        raise InputError(
            f"the recovery half is not in {folder}: only its root key can say that others are new",
            f"bring it back: copy it to {folder / RECOVERY}",
        )
    if not chain and not has_daily:
        raise InputError(
            "the daily half is lost, and with it which packs were published",
            f"copy the folder KIOSK-PACK/metadata of your last stick to "
            f"{folder.joinpath(DAILY, *roots.FOLDER)}, then do this again",
        )
    if chain and roots.keys_of(roots.read(chain[-1]))[0] != before.root:
        raise InputError(
            f"what lies in {folder} was not all made together",
            "take the newest copy of your keys, whole",
        )
