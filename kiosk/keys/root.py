"""The root of trust of a publisher's packs, as TUF writes it: in numbered versions.

    DIR/daily/repository/metadata/1.root.json     made with the keys
    DIR/daily/repository/metadata/2.root.json     after the first `keys rotate`, and so on

Each names the root key and the pack key, and is signed by its own root key and by the one before:
so a kiosk that knows any of them follows to the newest (TUF 1.0.31, 5.3).
"""

import re
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from securesystemslib.signer import CryptoSigner, SSlibKey
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Role, Root
from tuf.api.serialization import DeserializationError

from kiosk.errors import InputError
from kiosk.keys import sealed
from kiosk.keys.signing import Signer

FOLDER = ("repository", "metadata")
"""Where the versions lie, in the daily half of a ring."""
LASTS = timedelta(days=3 * 365)
"""How long signed metadata may be used: three years."""
MAX_BYTES = 512_000
"""python-tuf's own limit for a root."""
NAME = re.compile(r"([1-9][0-9]{0,4})\.root\.json")
PACK_ROLES = ("timestamp", "snapshot", "targets")
"""What the pack key signs. The fourth role of TUF is the root itself."""


def signer(own: Signer) -> CryptoSigner:
    """A private key as TUF signs with it."""
    return CryptoSigner(Ed25519PrivateKey.from_private_bytes(own.seed))


def first(root: Signer, pack: str, now: datetime) -> bytes:
    """Version 1: `root` says that `pack` (64 hexadecimal digits) signs packs."""
    return _version(1, root, pack, now, also=())


def following(before: bytes, root: Signer, pack: str, now: datetime, *, old_root: Signer) -> bytes:
    """The version after `before`, signed by the root key it names and by the new one."""
    number = read(before).version + 1
    return _version(number, root, pack, now, also=(old_root,))


def read(content: bytes) -> Root:
    """A root that its own root key signed. Raises ValueError for anything else."""
    try:
        metadata = Metadata[Root].from_bytes(content)
        if metadata.signed.type != Root.type:
            raise ValueError("no root")
        metadata.signed.verify_delegate(Root.type, metadata.signed_bytes, metadata.signatures)
    except (DeserializationError, RepositoryError) as error:
        raise ValueError(str(error)) from error
    return metadata.signed


def chain(folder: Path) -> tuple[bytes, ...]:
    """All versions in `folder`, from the first; none if there is no such folder.

    Raises InputError if one is missing or damaged, or was not signed by the one before.
    """
    try:
        names = [found for path in folder.iterdir() if (found := NAME.fullmatch(path.name))]
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise InputError(f"{folder} cannot be read: {error.strerror}", "bring the keys") from error
    contents: list[bytes] = []
    for number in range(1, len(names) + 1):
        path = folder / f"{number}.root.json"
        content = sealed.read(path, MAX_BYTES)
        if not follows(contents[-1] if contents else None, content, number):
            raise sealed.damaged(path)
        contents.append(content)
    return tuple(contents)


def follows(before: bytes | None, content: bytes, number: int) -> bool:
    """Whether `content` is version `number`, and signed by the root key of the one `before`."""
    try:
        root = read(content)
        if root.version != number:
            return False
        if before is not None:
            metadata = Metadata[Root].from_bytes(content)
            read(before).verify_delegate(Root.type, metadata.signed_bytes, metadata.signatures)
    except (ValueError, RepositoryError):
        return False
    return True


def keys_of(root: Root) -> tuple[str, str]:
    """The root key and the pack key it names, each 64 hexadecimal digits; empty for any other."""
    return _only_key(root, Root.type), _only_key(root, PACK_ROLES[0])


def _only_key(root: Root, role: str) -> str:
    ids = root.roles[role].keyids
    return str(root.keys[ids[0]].keyval.get("public", "")) if len(ids) == 1 else ""


def _version(
    number: int, root: Signer, pack: str, now: datetime, *, also: tuple[Signer, ...]
) -> bytes:
    own, packs = _key(root.public), _key(pack)
    metadata = Metadata(
        Root(
            version=number,
            expires=now.replace(microsecond=0) + LASTS,
            keys={key.keyid: key for key in (own, packs)},
            roles={
                Root.type: Role([own.keyid], 1),
                **{role: Role([packs.keyid], 1) for role in PACK_ROLES},
            },
            consistent_snapshot=True,
        )
    )
    for each in {key.public: key for key in (*also, root)}.values():
        metadata.sign(signer(each), append=True)
    return metadata.to_bytes()


def _key(public: str) -> SSlibKey:
    """A public key as TUF names it: its id is the hash that `signing.fingerprint` shows."""
    return SSlibKey.from_crypto(Ed25519PublicKey.from_public_bytes(bytes.fromhex(public)))
