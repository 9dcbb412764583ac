"""Where everything lies."""

from pathlib import Path

from kiosk import paths


def test_everything_that_ships_is_found_beside_the_program() -> None:
    """Fonts and icons are there in a checkout as in a wheel."""
    assets = paths.assets()
    assert list(assets.fonts.glob("*.ttf"))
    assert (assets.icons / "icons.json").is_file()


def test_a_home_that_was_chosen_is_the_home() -> None:
    """All that is kept lies in it, each by itself; a demo has another one."""
    home = paths.home(Path("/somewhere"))
    kept = (home.settings, home.journal, home.cache, home.last_seen)
    assert all(path.is_relative_to("/somewhere") for path in kept)
    assert len(set(kept)) == len(kept)
    assert paths.home(None, demo=True).folder != paths.home(None).folder
