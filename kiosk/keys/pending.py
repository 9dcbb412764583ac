"""New keys on their way to their places: all of them, or none.

    DIR/daily/pending.json    every file that is to be replaced, whole

Until it stands there the old keys hold; from then on the new ones do, and who reads the keys puts
them in their places first. The recovery half may have been carried away meanwhile: its files wait
here until it is back.
"""

import base64
import contextlib
import json
from collections.abc import Mapping
from pathlib import Path

from kiosk import files
from kiosk.errors import MachineError
from kiosk.keys import sealed

DAILY, RECOVERY = "daily", "recovery"
"""The two halves of a ring of keys."""
SEALED, PUBLIC = "keys.age", "public.json"
NAME = "pending.json"
FORMAT = 1
MAX_BYTES = 4 << 20


def write(folder: Path, before: bytes, new: Mapping[str, bytes]) -> None:
    """Decide that the ring in `folder` gets these files, by their paths in it.

    `before` is what `public.json` says until then. Raises MachineError.
    """
    content = {
        "format": FORMAT,
        "before": base64.b64encode(before).decode("ascii"),
        "files": {name: base64.b64encode(content).decode("ascii") for name, content in new.items()},
    }
    try:
        (folder / DAILY).mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise files.not_written(folder, error) from error
    put(folder / DAILY / NAME, json.dumps(content).encode("ascii"))


def finish(folder: Path) -> None:
    """Put what is pending in the ring in `folder` in its place; again without harm.

    Raises InputError if it is damaged, MachineError if it cannot be written.
    """
    path = folder / DAILY / NAME
    if not path.is_file():
        return
    before, new = _read(path)
    away = not _is_its_recovery(folder, before, new)
    for name, content in new.items():
        if not (away and name.startswith(RECOVERY)) and _content(folder / name) != content:
            put(folder / name, content)
    if not away:
        with contextlib.suppress(OSError):  # the next time is early enough
            path.unlink()
            files.sync_folder(path.parent)


def put(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read. Raises MachineError."""
    files.replace(path, content, mode=0o600)


def _read(path: Path) -> tuple[bytes, dict[str, bytes]]:
    try:
        written = json.loads(sealed.read(path, MAX_BYTES))
        if written["format"] != FORMAT:
            raise sealed.damaged(path)
        new = {str(name): base64.b64decode(content) for name, content in written["files"].items()}
        return base64.b64decode(written["before"]), new
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise sealed.damaged(path) from error


def _is_its_recovery(folder: Path, before: bytes, new: Mapping[str, bytes]) -> bool:
    """Whether the recovery half is here, and is this ring's: another's is never touched."""
    there = _content(folder / RECOVERY / PUBLIC)
    return there is not None and there in {before, new[f"{RECOVERY}/{PUBLIC}"]}


def _content(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        raise MachineError(
            f"{path} cannot be read: {error.strerror}", "put the stick in again"
        ) from error
