"""A small, complete exhibit for an author to begin with: it has no faults, and explains itself."""

from pathlib import Path

from kiosk import files, paths

FILES = (
    "exhibit.yaml",
    "cooperatives/moestuin/cooperative.yaml",
    "cooperatives/moestuin/story.nl.md",
    "cooperatives/moestuin/story.en.md",
    "cooperatives/moestuin/garden.jpg",
)
"""All of it, in the order in which an author reads them."""


def write(folder: Path) -> tuple[str, ...]:
    """Put the sample into `folder`, which is made. Returns the files, by their path inside it.

    Raises MachineError if they cannot be written.
    """
    ours = paths.assets().sample
    for name in FILES:
        files.replace(folder / name, (ours / name).read_bytes())
    return FILES
