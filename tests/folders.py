"""Folders, as tests compare them."""

from pathlib import Path


def contents(folder: Path) -> dict[str, bytes]:
    """Every file in a folder and below it, by its path from there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
