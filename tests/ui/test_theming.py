"""Every colour and size on the glass comes from one place."""

from dataclasses import replace
from typing import Any

from glass import Kiosk
from kivy.uix.boxlayout import BoxLayout
from staff_office import Librarian

from kiosk.ui.widgets.grid import Row
from kiosk.visit import scene as scenes


def themes(widget: Any) -> set[Any]:
    """The themes of a widget and all that is in it."""
    return {one.theme for one in widget.walk(restrict=True) if hasattr(one, "theme")}


def test_one_assignment_restyles_everything_on_the_glass(kiosk: Kiosk) -> None:
    """A theme given to the stage is that of every widget on it, on every kind of screen."""
    for scene in scenes.HomeScene(), scenes.WorkshopScene(), scenes.SignUpScene():
        kiosk.go(scene)
        other = replace(kiosk.stage.theme, text_size=2 - kiosk.stage.theme.text_size)
        kiosk.stage.theme = other
        assert themes(kiosk.stage) == {other}


def test_what_is_put_on_the_glass_later_is_in_its_theme(kiosk: Kiosk) -> None:
    """A row made without a theme has that of where it is put, through layouts without any."""
    box, row = BoxLayout(), Row(title="new")
    kiosk.screen.add_widget(box)
    box.add_widget(row)
    assert themes(row) == {kiosk.stage.theme}


def test_staff_read_without_the_wishes_of_a_visitor(staff: Librarian) -> None:
    """The corner keeps its letters and colours, whatever the stage under it looks like."""
    before, stage = themes(staff.view), staff.kiosk.stage
    stage.theme = replace(stage.theme, text_size=2, high_contrast=True)
    assert themes(staff.view) == before
    assert len(before) == 1
