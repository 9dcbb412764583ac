"""What lies on the paper: a rounded field, and the line around it."""

from kivy.properties import ColorProperty, NumericProperty

from kiosk.ui.widgets.mirror import BoxLayout
from kiosk.ui.widgets.theming import ThemeBehavior


class Panel(ThemeBehavior):
    """Draws field and line behind a widget: a card with a hairline, unless told otherwise."""

    fill = ColorProperty(None, allownone=True)
    edge = ColorProperty(None, allownone=True)
    edge_px = NumericProperty(0)
    """Width of the line in pixels; 0: a hairline."""
    inset = NumericProperty(1)
    """How far within the field the line runs, in pixels."""
    corner = NumericProperty(20)
    """Radius of the corners, in pixels of the 1080-pixel design."""


class PanelBox(Panel, BoxLayout):
    """A layout on a panel."""
