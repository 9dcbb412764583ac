"""The last step of a salvage that was interrupted: see `packs.salvage`."""

from pathlib import Path

from kiosk.files import sync_folder


def finish(path: Path) -> None:
    """Put a salvaged database in its place, if that was interrupted."""
    if not path.exists() and saved(path).exists():
        saved(path).rename(path)
        sync_folder(path.parent)


def saved(path: Path) -> Path:
    """Where a salvaged database lies until it takes the place of the one at `path`."""
    return path.with_name(f"{path.name}.saved")
