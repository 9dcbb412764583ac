"""Who is erased from a collection is erased wherever else it lies: in backups, and apart."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from kiosk.i18n.catalogue import Count, Say
from kiosk.office import backup, erasures
from kiosk.office.quarantine import Quarantine
from kiosk.signups.erasure import Entry


def erase(  # noqa: PLR0913 - the words, and where they go, are passed in
    file: Path,
    folders: Sequence[Path],
    entries: Sequence[Entry],
    say: Say,
    count: Count,
    *,
    today: date,
    tell: Callable[[str], None],
) -> bool:
    """Erase in the backups in `folders`, in what was moved aside, and in the quarantine.

    Whether all of it could be opened. Raises MachineError if a list of erasures cannot be written.
    """
    unopened = False
    erasures.add(file, file.parent, entries, today)
    for folder in folders:
        if folder.is_dir():
            erasures.add(file, folder, entries, today)
        done, left = backup.erase(file, folder, entries)
        erased = count("Erased in {n} backup in", "Erased in {n} backups in", done)
        tell(f"{erased} {folder}")
        for path in left:
            tell(say("{path} cannot be opened, and may still hold it.").format(path=path))
        unopened |= bool(left)
    _, aside = backup.erase_aside(file, entries)
    for path in aside:
        tell(say("{path} was moved aside, and may still hold it: delete it.").format(path=path))
    if not folders:
        tell(say("No backup is known: name its folder with --backup FOLDER"))
    for path in Quarantine(file).erase(id_ for _, id_ in entries):
        words = say("{path} held it, and is deleted. Let that kiosk fill a stick again.")
        tell(words.format(path=path))
    return not (unopened or aside)
