"""Where everything lies."""

from pathlib import Path

from kiosk import paths


def test_everything_that_ships_is_found_beside_the_program() -> None:
    """Fonts and icons are there in a checkout as in a wheel."""
    assets = paths.assets()
    assert list(assets.fonts.glob("*.ttf"))
    assert (assets.icons / "icons.json").is_file()


def test_a_home_that_was_chosen_is_the_home() -> None:
    """Everything a kiosk keeps lies in one folder, wherever that is."""
    home = paths.home(Path("/somewhere"))
    kept = (home.settings, home.journal, home.cache, home.last_seen)
    assert all(path.is_relative_to("/somewhere") for path in kept)
    assert len(set(kept)) == len(kept)


def test_trying_the_demo_never_touches_a_real_kiosk() -> None:
    """Without a chosen folder the demo has a home of its own."""
    assert paths.home(None, demo=True).folder != paths.home(None).folder
