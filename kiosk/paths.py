"""Where everything lies. Made once, passed in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def _assets() -> Path:
    """In a wheel the assets lie in the package, in a checkout beside it."""
    inside = _PACKAGE / "assets"
    return inside if inside.is_dir() else _PACKAGE.parent / "assets"


@dataclass(frozen=True, slots=True)
class Assets:
    """What ships with the program, and is only read."""

    folder: Path

    @property
    def fonts(self) -> Path:
        """The typefaces."""
        return self.folder / "fonts"

    @property
    def icons(self) -> Path:
        """The icon font, and the list of its names."""
        return self.folder / "icons"

    @property
    def sample(self) -> Path:
        """The small exhibit that an author begins with."""
        return self.folder / "sample"

    @property
    def shipped(self) -> Path:
        """The prepared exhibit that ships."""
        return self.folder / "shipped"


@dataclass(frozen=True, slots=True)
class Home:
    """The folder with everything one kiosk keeps."""

    folder: Path

    @property
    def settings(self) -> Path:
        """The file of the settings."""
        return self.folder / "settings.yaml"

    @property
    def journal(self) -> Path:
        """The folder of the log."""
        return self.folder / "journal"

    @property
    def cache(self) -> Path:
        """What can be made again: previews, and what the glass shows first."""
        return self.folder / "cache"

    @property
    def last_picture(self) -> Path:
        """The last attract picture, for the next start."""
        return self.cache / "last-picture"

    @property
    def last_seen(self) -> Path:
        """The latest moment this kiosk knows to have passed."""
        return self.folder / "last-seen"

    @property
    def running(self) -> Path:
        """How many days this kiosk was on, and for how many its date has stood."""
        return self.folder / "running.json"

    @property
    def leaving(self) -> Path:
        """For how long staff were told of sign-ups that go by date."""
        return self.folder / "leaving.json"

    @property
    def identity(self) -> Path:
        """Which kiosk this is: points into `signups`."""
        return self.folder / "kiosk.json"

    @property
    def signups(self) -> Path:
        """The folder of sign-ups: one folder for each kiosk this home has been."""
        return self.folder / "signups"

    @property
    def shelf(self) -> Path:
        """The folder of the packs that were installed here."""
        return self.folder / "shelf"

    @property
    def tally(self) -> Path:
        """The folder of the anonymous counts."""
        return self.folder / "tally"

    @property
    def notices(self) -> Path:
        """The folder of what staff have not seen yet."""
        return self.folder / "notices"

    @property
    def inventory(self) -> Path:
        """The folder of marks: how much of what should be here."""
        return self.folder / "inventory"

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

    @property
    def staff(self) -> Path:
        """The folder of what staff chose: their PIN, the date they confirmed."""
        return self.folder / "staff"


def assets() -> Assets:
    """What ships with this program."""
    return Assets(_assets())


def home(chosen: Path | None, *, demo: bool = False) -> Home:
    """The kiosk's home: the folder `chosen`, or the platform's data folder.

    A demo without a chosen folder has its own, so that trying never touches a real kiosk.
    """
    if chosen is not None:
        return Home(chosen)
    import platformdirs  # noqa: PLC0415 - only where it is needed: `kiosk --help` starts fast

    name = "kiosk-demo" if demo else "kiosk"
    return Home(Path(platformdirs.user_data_dir(name, appauthor=False)))
