"""Where everything lies. Made once, passed in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kiosk.errors import MachineError

_PACKAGE = Path(__file__).resolve().parent


class _Inside:
    """A file or folder with this name in the `folder` of its owner."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, owner: Assets | Home, _class: object = None) -> Path:
        return owner.folder / self._name


@dataclass(frozen=True, slots=True)
class Assets:
    """What ships with the program, and is only read."""

    folder: Path

    fonts = _Inside("fonts")
    """The typefaces."""
    icons = _Inside("icons")
    """The icon font, and the list of its names."""
    sample = _Inside("sample")
    """The small exhibit that an author begins with."""
    shipped = _Inside("shipped")
    """The prepared exhibit that ships."""


@dataclass(frozen=True, slots=True)
class Home:
    """The folder with everything one kiosk keeps."""

    folder: Path

    settings = _Inside("settings.yaml")
    """The file of the settings."""
    journal = _Inside("journal")
    """The folder of the log."""
    cache = _Inside("cache")
    """What can be made again: previews, and what the glass shows first."""
    last_picture = _Inside("cache/last-picture")
    """The last attract picture, for the next start."""
    last_seen = _Inside("last-seen")
    """The latest moment this kiosk knows to have passed."""
    running = _Inside("running.json")
    """How many days this kiosk was on, and for how many its date has stood."""
    leaving = _Inside("leaving.json")
    """For how long staff were told of sign-ups that go by date."""
    identity = _Inside("kiosk.json")
    """Which kiosk this is: points into `signups`."""
    signups = _Inside("signups")
    """The folder of sign-ups: one folder for each kiosk this home has been."""
    shelf = _Inside("shelf")
    """The folder of the packs that were installed here."""
    tally = _Inside("tally")
    """The folder of the anonymous counts."""
    notices = _Inside("notices")
    """The folder of what staff have not seen yet."""
    inventory = _Inside("inventory")
    """The folder of marks: how much of what should be here."""
    staff = _Inside("staff")
    """The folder of what staff chose: their PIN, the date they confirmed."""

    def make(self) -> None:
        """Make the folder, if it is not there. Raises MachineError."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise MachineError(
                f"{self.folder} cannot be used: {error.strerror}",
                "choose a folder with --home that this user may write",
            ) from error

    @property
    def plain_files(self) -> tuple[Path, ...]:
        """Every file that is replaced whole, or only locked: nothing else may lie there."""
        return (
            self.settings,
            self.settings.with_name("settings.last-good.yaml"),
            self.last_seen,
            self.running,
            self.leaving,
            self.identity,
            self.signups / "lock",
            self.shelf / "lock",
            *(self.staff / name for name in ("pin.json", "number", "date.json")),
        )


def assets() -> Assets:
    """What ships with this program: in a wheel within the package, in a checkout beside it."""
    inside = _PACKAGE / "assets"
    return Assets(inside if inside.is_dir() else _PACKAGE.parent / "assets")


def home(chosen: Path | None, *, demo: bool = False) -> Home:
    """The kiosk's home: the folder `chosen`, or the platform's data folder.

    A demo without a chosen folder has its own, so that trying never touches a real kiosk.
    """
    if chosen is not None:
        return Home(chosen)
    import platformdirs  # noqa: PLC0415 - only where it is needed: `kiosk --help` starts fast

    name = "kiosk-demo" if demo else "kiosk"
    return Home(Path(platformdirs.user_data_dir(name, appauthor=False)))
