"""Every colour, size and duration on the glass.

A theme is a value: another text size, contrast or window makes another theme, and every widget that
holds it draws itself anew. Sizes are in pixels of a 1080-pixel short side and scale with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk import paths
from kiosk.i18n.bidi import rightward

if TYPE_CHECKING:
    from kiosk.visit.preferences import Preferences

Rgba = tuple[float, float, float, float]


def rgba(colour: str, alpha: float = 1.0) -> Rgba:
    """`#RRGGBB` as four fractions."""
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return (red, green, blue, alpha)


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours, by what they are for."""

    paper: Rgba
    """Behind everything."""
    card: Rgba
    """Behind things that lie on the paper."""
    ink: Rgba
    """Words and outlines."""
    muted: Rgba
    """Words of second rank."""
    line: Rgba
    """Hairlines, empty parts of a bar."""
    track: Rgba
    """The part of a bar that is still to come: seen at 3:1 against paper and primary."""
    primary: Rgba
    """Behind the one button that leads on."""
    on_primary: Rgba
    """Words on it."""
    pressed: Rgba
    """A card while a finger is on it."""
    mark: Rgba
    """Behind the sentence that is being read."""
    caret: Rgba
    """The place where the next character goes."""
    bed: Rgba
    """Behind the keys of the keyboard."""
    key: Rgba
    """A key."""
    shade: Rgba
    """Over the show while something asks for attention."""
    on_picture: Rgba = (1, 1, 1, 1)
    """Words on the dark gradient over a picture."""


CALM = Palette(
    paper=rgba("#FBF7F0"),
    card=rgba("#FFFFFF"),
    ink=rgba("#1F2430"),
    muted=rgba("#4A5161"),
    line=rgba("#D9D2C5"),
    track=rgba("#8A8578"),
    primary=rgba("#1F2430"),
    on_primary=rgba("#FFFFFF"),
    pressed=rgba("#EDE6DA"),
    mark=rgba("#FFE7A8"),
    caret=rgba("#9C3D2E"),
    bed=rgba("#EDE6DA"),
    key=rgba("#FFFFFF"),
    shade=rgba("#1F2430", 0.72),
)

STARK = Palette(
    paper=rgba("#000000"),
    card=rgba("#000000"),
    ink=rgba("#FFFFFF"),
    muted=rgba("#FFFFFF"),
    line=rgba("#FFFFFF"),
    track=rgba("#767676"),
    primary=rgba("#FFD400"),
    on_primary=rgba("#000000"),
    pressed=rgba("#3A3A3A"),
    mark=rgba("#665500"),
    caret=rgba("#FFD400"),
    bed=rgba("#000000"),
    key=rgba("#000000"),
    shade=rgba("#000000", 0.9),
)
"""High contrast: black, white and one yellow; every pair at least 7:1."""

SIZES = {
    "display": 104,
    "title": 76,
    "headline": 60,
    "heading": 48,
    "lead": 42,
    "body": 36,
    "label": 36,
    "small": 30,
}
"""Sizes of letters by role."""

WEIGHTS = {"display": 700, "title": 700, "headline": 700, "heading": 600, "label": 600}
LINE_HEIGHTS = {"lead": 1.08, "body": 1.08, "story": 1.5}
"""Line heights: factors of the typeface's own (1.3 letters), but for the story, whose lines we set
ourselves: factors of its letters."""
NATURAL_LINE = 1.3
"""Height of a line in letters, as the typeface has it."""
RIGHT_LINE = 1.42
"""The same where Arabic stands: its letters reach lower."""
TEXT_SCALES = (1.0, 1.25, 1.5, 1.75)
LEAST_LARGE_PX = 45
"""With larger letters none is lower: capitals of 7.3 mm on a panel of 21.5 inch."""
_GROWTH = {"display": 0.5, "title": 0.5, "headline": 0.5, "heading": 0.5, "lead": 0.67}
"""What part of the visitor's scale letters take, where that is not all."""

TYPEFACE = {
    400: "KioskSans-Regular.ttf",
    600: "KioskSans-SemiBold.ttf",
    700: "KioskSans-Bold.ttf",
}
ICONS = "material-symbols.ttf"

TRANSITION_SECONDS = 0.24
CROSS_FADE_SECONDS = 1.2
SWEEP_SECONDS = 0.6
"""Takes the place of a cross-fade where mixing two pictures costs too much."""
PAN_SECONDS = 7.0
INVITATION_SECONDS = 1.0
INVITATION_EVERY_SECONDS = 10.0
INVITATION_STEP_SECONDS = 1 / 12
"""A hand that moves this little needs no more frames, and they would cost ten times the rest."""


@dataclass(frozen=True, slots=True)
class Theme:
    """How it all looks now: this window, this visitor's wishes."""

    width_px: int = 1920
    height_px: int = 1080
    text_size: int = 0
    """0 to 3."""
    high_contrast: bool = False
    rtl: bool = False
    """The visitor reads from right to left: the glass is mirrored."""
    assets: Path = field(default_factory=lambda: paths.assets().folder)
    """Where fonts and icons lie."""

    def wished(self, wishes: Preferences) -> Theme:
        """As this visitor wants it, in this window."""
        return replace(
            self,
            text_size=wishes.text_size,
            high_contrast=wishes.high_contrast,
            rtl=rightward(wishes.language),
        )

    @property
    def landscape(self) -> bool:
        """Wider than high."""
        return self.width_px >= self.height_px

    @property
    def palette(self) -> Palette:
        """The colours now."""
        return STARK if self.high_contrast else CALM

    @property
    def scale(self) -> float:
        """Text scale the visitor chose: from 1 to 1.75."""
        return TEXT_SCALES[self.text_size]

    @property
    def outline_px(self) -> float:
        """Width of an outline."""
        return max(1.5, self.px(4 if self.high_contrast else 3))

    @property
    def onward(self) -> int:
        """Where reading goes: 1 to the right, -1 to the left."""
        return -1 if self.rtl else 1

    @property
    def unmirrored(self) -> Theme:
        """For what stands the same way in every language."""
        return replace(self, rtl=False) if self.rtl else self

    def from_start(self, left: float, right: float, wide: float, inset: float = 0.0) -> float:
        """The left side of a thing so wide, so far from the start of a room; all in pixels.

        Where a widget has only just been given its size, its own `right` is not yet the new one.
        """
        return right - inset - wide if self.rtl else left + inset

    def px(self, token: float) -> float:
        """A length of the 1080-pixel design, in pixels of this window."""
        return token * min(self.width_px, self.height_px) / 1080

    def letters(self, role: str) -> float:
        """Height of letters for a role, in pixels. What is large grows less."""
        grows = _GROWTH.get(role, 1.0)
        scale = 1 + (self.scale - 1) * grows
        least = LEAST_LARGE_PX if self.text_size else 0
        return round(self.px(max(SIZES[role] * scale, least)))

    def line_height(self, role: str) -> float:
        """Line height for a role, as a factor."""
        return LINE_HEIGHTS.get(role, 1.0)

    def line_px(self, role: str, lines: float = 1) -> float:
        """Height of so many lines in a role, in pixels."""
        return (
            self.letters(role)
            * (RIGHT_LINE if self.rtl else NATURAL_LINE)
            * self.line_height(role)
            * lines
            + 2
        )

    def font(self, role: str) -> str:
        """Path of the font file for a role."""
        return self.font_of_weight(WEIGHTS.get(role, 400))

    def font_of_weight(self, weight: int) -> str:
        """Path of the font file of a weight: 400, 600 or 700."""
        return _path(self.assets, "fonts", TYPEFACE[weight])

    @property
    def icons(self) -> str:
        """Path of the icon font."""
        return _path(self.assets, "icons", ICONS)

    def tint(self, colour: str) -> Rgba:
        """A cooperative's colour as a background; in high contrast black, as all backgrounds."""
        return self.palette.paper if self.high_contrast else rgba(colour)

    def accent(self, colour: str) -> Rgba:
        """A cooperative's colour for a line or sign on paper; in high contrast the one yellow."""
        return self.palette.primary if self.high_contrast else rgba(colour)


@lru_cache(maxsize=64)
def _path(assets: Path, folder: str, name: str) -> str:
    """Every word on the glass asks for its font several times; putting a path together is slow."""
    return str(assets / folder / name)
