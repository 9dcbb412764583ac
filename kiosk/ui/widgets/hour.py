"""An hour of the day, and how loud it may be then: as full as it is loud."""

from __future__ import annotations

from kivy.properties import NumericProperty, StringProperty
from kivy.uix.boxlayout import BoxLayout

from kiosk.ui.widgets.press import Pressable
from kiosk.ui.widgets.tile import TileGrid


class Hour(Pressable, BoxLayout):
    """One of twenty-four."""

    text = StringProperty("")
    line = StringProperty("")
    limit = NumericProperty(1.0)
    """From 0 to 1."""


class HourGrid(TileGrid):
    """The hours of a day, or the days of a month: many of one size, close together."""

    gap = NumericProperty(12)
