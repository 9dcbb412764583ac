"""An author's folder: every save is seen, and only what was saved is read again."""

from collections.abc import Callable
from pathlib import Path

import pytest

from kiosk.author import source
from kiosk.files import stamps

STORY = "cooperatives/de-tuin/story.nl.md"
SAVES: dict[str, Callable[[Path], object]] = {
    "a comma": lambda folder: (folder / STORY).write_text("# A\n\nB, C.\n"),
    "a renamed copy": lambda folder: (folder / STORY).replace(folder / "story.md"),
    "a new folder": lambda folder: (folder / "cooperatives" / "new").mkdir(),
    "a photo gone": lambda folder: (folder / "cooperatives/de-tuin/garden.jpg").unlink(),
}


@pytest.mark.parametrize("save", SAVES.values(), ids=SAVES.keys())
def test_every_save_is_seen(sound_exhibit: Path, save: Callable[[Path], object]) -> None:
    """Whatever an editor does, the preview notices; and if nothing happens, nothing."""
    before = stamps(sound_exhibit)
    assert stamps(sound_exhibit) == before
    save(sound_exhibit)
    assert stamps(sound_exhibit) != before


def test_only_what_was_saved_is_read_again(sound_exhibit: Path) -> None:
    """After a changed comma in one story all other texts are the very objects they were."""
    before = source.read(sound_exhibit)
    story = sound_exhibit / STORY
    story.write_text(story.read_text("utf-8").replace("Annie zag", "Annie, zag"), "utf-8")
    after = source.read(sound_exhibit)
    roof, garden = before.cooperatives
    assert after.cooperatives[0].stories["nl"] is roof.stories["nl"]
    assert after.cooperatives[1].stories["nl"] != garden.stories["nl"]
    assert after.cooperatives[1].captions[0]["nl"] is garden.captions[0]["nl"]
