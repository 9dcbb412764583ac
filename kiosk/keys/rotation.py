"""New keys in the place of old ones, which somebody lost or may have seen.

The pack key, the receipt key and the daily age key are replaced; the root key says so in a new
version of the root, which travels with the next pack: kiosks follow. Old age keys are kept: what
was sealed to them still opens.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyrage

from kiosk.errors import InputError, MachineError, RefusedError
from kiosk.keys import demo, keyring, pending, sealed
from kiosk.keys import root as roots
from kiosk.keys.keyring import DAILY, PUBLIC, RECOVERY, SEALED, Public
from kiosk.keys.sealed import Private
from kiosk.keys.signing import Signer

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from kiosk.keys.keyring import Daily, Recovery


def rotate(folder: Path, passphrase: str, now: datetime, *, root: bool = False) -> Public:
    """Replace the keys of the ring in `folder`, which holds both halves; returns the new ones.

    With `root` the root key and the recovery age key are replaced too; the old root key signs the
    new one. If the daily half is lost, it is made anew: then sign-ups of before are opened by the
    recovery half only. The passphrase stays what it is; `now` is in UTC. Takes seconds.

    Cut off at any moment the ring is the old one or the new one. Raises InputError if there is no
    whole ring or recovery half, or the passphrase is wrong; RefusedError for the demo keys;
    MachineError if the disk is full or may not be written.
    """
    before = keyring.read_public(folder)
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
    has_daily = (folder / DAILY / SEALED).exists()
    chain = roots.chain(folder.joinpath(DAILY, *roots.FOLDER))
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
    recovery = keyring.open_recovery(folder, passphrase)
    daily = keyring.open_daily(folder, passphrase) if has_daily else None
    chain = chain or (roots.first(recovery.root, before.pack, now),)
    public, new_daily, new_recovery = _renewed(daily, recovery, root=root)
    new_root = new_recovery.signers["root"]
    chain += (roots.following(chain[-1], new_root, public.pack, now, old_root=recovery.root),)
    written = keyring.public_json(public)
    contents = {
        **(
            {f"{RECOVERY}/{SEALED}": sealed.seal(new_recovery, RECOVERY, passphrase)}
            if root
            else {}
        ),
        f"{RECOVERY}/{PUBLIC}": written,
        **{
            "/".join((DAILY, *roots.FOLDER, f"{number}.root.json")): content
            for number, content in enumerate(chain, 1)
        },
        f"{DAILY}/{SEALED}": sealed.seal(new_daily, DAILY, passphrase),
        f"{DAILY}/{PUBLIC}": written,
    }
    try:
        (folder / DAILY).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise MachineError(
            f"{folder} could not be written: {error.strerror}",
            "free some space or give this user the right to write there",
        ) from error
    pending.write(folder, keyring.public_json(before), contents)
    pending.finish(folder)
    return public


def _renewed(
    daily: Daily | None, recovery: Recovery, *, root: bool
) -> tuple[Public, Private, Private]:
    """The new public halves, and the new private ones: daily and recovery."""
    new_daily = Private(
        str(pyrage.x25519.Identity.generate()),
        {"pack": Signer.new(), "receipt": Signer.new()},
        daily.identities if daily else (),
    )
    new_recovery = Private(recovery.identity, {"root": recovery.root}, recovery.earlier)
    if root:
        earlier = (recovery.identity, *recovery.earlier)
        new_recovery = Private(
            str(pyrage.x25519.Identity.generate()), {"root": Signer.new()}, earlier
        )
    public = Public(
        recipients=(new_daily.recipient, new_recovery.recipient),
        receipt=new_daily.signers["receipt"].public,
        pack=new_daily.signers["pack"].public,
        root=new_recovery.signers["root"].public,
    )
    return public, new_daily, new_recovery
