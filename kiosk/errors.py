"""Everything that can go wrong in words, as one tree.

    KioskError                  exit 1, a fault in the program
    ├── UsageError              exit 2, the command was not understood
    ├── InputError              exit 3, what was given is at fault
    │   ├── ExhibitError            an author's folder, all its faults at once
    │   ├── PreparedError           a prepared exhibit that is not whole
    │   ├── SettingsError           settings.yaml
    │   ├── MediaError              one photo or film
    │   ├── PassphraseError         not the passphrase of these keys
    │   ├── CollectionError         the coordinator's collection is gone, or damaged
    │   ├── BundleError             sign-ups carried away that did not arrive as they were sent
    │   └── PackError               a pack that is not there, not whole, or for a newer program
    ├── UntrustedError          exit 4, refused: not signed, or not by the right hand
    │   └── RefusedError            a pack that this kiosk may not take
    └── MachineError            exit 5, the machine cannot: disk full, no permission, no screen
        ├── ExtraError              what only authors, or the office, need is not installed
        ├── StoreError              where sign-ups are kept
        ├── DatabaseError           where packs, or counts, are kept
        └── InstallError            a pack that could not be brought to the disk

Each error has a sentence for the person who meets it and advice on what to do.
They are caught in one place per face: `cli.main`, and the stage, which shows a calm Trouble scene.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Literal, TypeAlias, TypeVar

_Kind = TypeVar("_Kind")

BundleFault: TypeAlias = Literal["cut short", "bad signature", "altered", "newer", "not a bundle"]
"""What can be wrong with a bundle: also the name of the quarantine it goes to."""

CollectionFault: TypeAlias = Literal["gone", "damaged"]
"""What happened to a collection: not there, or empty; or cut, altered, or some other file."""

PackFault: TypeAlias = Literal["none", "cut short", "damaged", "newer", "expired"]
"""Why a pack cannot be used: not there, files missing or short, not a pack as a publisher writes
it, made for a newer program, or past its date."""

Refusal: TypeAlias = Literal[
    "signature", "publisher", "stranger", "fingerprint", "older", "jump", "mixed", "anew",
    "endless", "altered", "exhibition", "demo",
]  # fmt: skip
"""Why a pack may not be taken: signed by no key it names; by another publisher; by one whom nobody
has accepted yet; not the one who was meant; older than what was here; far too high a number; parts
of two packs; by a publisher who began anew; more bytes than it says; other bytes than were signed;
another exhibition, and nobody has said yes to it; signed with the demo keys."""

InstallFault: TypeAlias = Literal["full", "stick", "disk", "stopped"]
"""What went wrong while a pack was copied: no room here; the stick is gone or fails; our own disk
fails; somebody stopped it."""

Extra: TypeAlias = Literal["author", "office"]
"""Who needs more packages than a kiosk."""

DatabaseFault: TypeAlias = Literal[
    "missing", "read-only", "full", "damaged", "newer", "keyless", "broken"
]
"""Why a database cannot be used; "newer": written by a newer version of this program; "keyless":
what it keeps cannot be signed; "broken" is whatever else a disk, or another program, may do."""


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong in an author's folder."""

    file: str
    """Path inside the folder, with forward slashes."""
    line: int
    """Line in the file, from 1; 1 for a file without lines."""
    what: str
    """What is wrong, in a few words."""
    advice: str
    """What to do about it."""

    def __str__(self) -> str:
        """`file:line: what — what to do`."""
        return f"{self.file}:{self.line}: {self.what} — {self.advice}"


class KioskError(Exception):
    """Root of the tree. Raised itself only for a fault in the program."""

    exit_code = 1

    def __init__(self, what: str, advice: str = "") -> None:
        """Say `what` happened and, where there is one, the way out."""
        super().__init__(what)
        self.what = what
        self.advice = advice

    def __reduce__(self) -> tuple[object, ...]:
        """Pickle it as it is: the constructors of kinds of errors differ."""
        return _error_again, (type(self), self.args, self.__dict__)

    def __str__(self) -> str:
        """The sentence and the advice, as `what — advice`."""
        return f"{self.what.removesuffix('.')} — {self.advice}" if self.advice else self.what


def _error_again(
    kind: type[KioskError], args: tuple[object, ...], state: dict[str, object]
) -> KioskError:
    """An error that comes from another process."""
    error = kind.__new__(kind, *args)
    error.__dict__.update(state)
    return error


class KindError(KioskError, Generic[_Kind]):
    """An error of which there are several kinds."""

    def __init__(self, kind: _Kind, what: str, advice: str = "") -> None:
        """Name the `kind`: each has a sentence, or a place, of its own."""
        self.kind = kind
        super().__init__(what, advice)


class UsageError(KioskError):
    """The command line was not understood, or a needed answer was not given."""

    exit_code = 2


class InputError(KioskError):
    """An input is at fault: a file, a folder, an answer."""

    exit_code = 3


class ExhibitError(InputError):
    """An author's folder has faults; all of them, sorted by file and line."""

    def __init__(self, faults: list[Fault]) -> None:
        """Keep every fault; there is at least one."""
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))


class PreparedError(InputError):
    """A prepared exhibit is not whole, or is newer than this program."""


class SettingsError(InputError):
    """`settings.yaml` cannot be used."""


class MediaError(InputError):
    """A photo or film cannot be read."""

    def __init__(self, path: Path, what: str, advice: str = "") -> None:
        """Name the file with the fault."""
        self.path = path
        super().__init__(what, advice)


class FfmpegError(MediaError):
    """FFmpeg did not do its work on a film. Whether that is the film's fault, nobody knows."""


class PassphraseError(InputError):
    """A passphrase does not open the keys: it can be typed again."""


class CollectionError(KindError[CollectionFault], InputError):
    """The coordinator's collection is not there any more, or not whole. Nothing was overwritten."""

    def __init__(
        self, kind: CollectionFault, what: str, advice: str = "", command: str | None = None
    ) -> None:
        """Name the `kind` of fault, and the `command` that puts it back, where there is one."""
        self.command = command
        super().__init__(kind, what, advice)


class BundleError(KindError[BundleFault], InputError):
    """A file is not a bundle as a kiosk wrote it."""


class PackError(KindError[PackFault], InputError):
    """A pack cannot be used: it is not there, not whole, or for a newer program."""


class UntrustedError(KioskError):
    """Refused: not signed, altered, or by a hand this kiosk does not know."""

    exit_code = 4


class RefusedError(KindError[Refusal], UntrustedError):
    """A pack may not be taken. What was on stays on."""


class MachineError(KioskError):
    """The machine cannot: disk full, no permission, no screen."""

    exit_code = 5


class ExtraError(MachineError):
    """What only the author, or the office, needs is not installed here."""

    def __init__(self, extra: Extra, python: str) -> None:
        """Name the `extra`, and the `python` to which pip brings it."""
        command = f'"{python}"' if " " in python else python
        super().__init__(
            f"what only the {extra} needs is not installed here",
            f'install it: {command} -m pip install "library-kiosk[{extra}]"',
        )


class DatabaseError(MachineError):
    """A database cannot be read or written."""

    def __init__(self, reason: DatabaseFault, what: str, advice: str = "") -> None:
        """Say why in a word as well."""
        self.reason = reason
        super().__init__(what, advice)


class StoreError(DatabaseError):
    """Sign-ups cannot be kept, or what is kept cannot be read. Nothing was acknowledged."""


class InstallError(KindError[InstallFault], MachineError):
    """A pack could not be brought to the disk. What was on stays on, and what was copied too."""
