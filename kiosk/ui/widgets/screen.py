"""What all screens share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kivy.properties import BooleanProperty, ColorProperty, ObjectProperty, StringProperty
from kivy.uix.relativelayout import RelativeLayout

from kiosk.exhibit.agenda import Announcement
from kiosk.exhibit.model import Exhibit
from kiosk.exhibit.prepared import Prepared
from kiosk.speech.reading import Reading, Script
from kiosk.ui.gallery import Gallery
from kiosk.ui.intake import BackgroundIntake
from kiosk.ui.redraw import Redraw
from kiosk.ui.widgets.aloud import ReadAloud
from kiosk.ui.widgets.film_texture import FilmTextures
from kiosk.ui.widgets.theming import ThemeBehavior
from kiosk.visit.form import Form
from kiosk.visit.scene import AttractItem
from kiosk.visit.visit import Visit

if TYPE_CHECKING:
    from kiosk.media.projector import Films


@dataclass(frozen=True, slots=True)
class ScreenContext:
    """What a screen works with. Made once for an exhibit."""

    prepared: Prepared
    visit: Visit
    gallery: Gallery
    notice: Callable[[], Announcement]
    """What the agenda says at this moment."""
    films: Films
    """Opens films."""
    film_textures: FilmTextures
    """Lends what films are drawn on."""
    form: Form
    """Knows the answers of the sign-up so far."""
    intake: BackgroundIntake
    """Takes the answers to the disk."""
    read: Callable[[Script], Reading]
    """Reads aloud."""
    redraw: Redraw | None = None
    """Decides what of a frame is drawn; None where a graphics card draws."""
    rgb_films: bool = False
    """Draw films as RGB: for graphics cards that fail at the shader."""
    demo: bool = False
    """A demonstration: marked so on every screen."""
    loudest: Callable[[], float] = lambda: 1.0
    """How loud a film may be at this hour, from 0 to 1."""
    is_silent: Callable[[], bool] = lambda: False
    """Whether nothing can be heard here, as was found out."""
    recheck: Callable[[AttractItem], None] = lambda _: None
    """Hears what failed in the loop, to find out whether its file is still what was signed."""

    @property
    def exhibit(self) -> Exhibit:
        """The exhibit on the glass."""
        return self.prepared.exhibit

    @property
    def sweeps(self) -> bool:
        """Whether a new picture comes on by a sweep, as mixing it with the old one costs much."""
        return self.redraw is not None and self.redraw.sweeps

    def media(self, sha256: str) -> Path:
        """Where a file of the exhibit lies."""
        return self.prepared.media(sha256)


def plain(words: str) -> str:
    """Words as they are written in the code."""
    return words


class KioskScreen(ReadAloud, ThemeBehavior, RelativeLayout):
    """A screen: `show` is called with its scene, and again whenever a wish changes."""

    say = ObjectProperty(plain)
    """Looks up words in the visitor's language."""
    dates = ObjectProperty(None, allownone=True)
    """Writes dates, hours and lengths in the visitor's language."""
    count = ObjectProperty(None, allownone=True)
    """Looks up words for a number of things."""
    language = StringProperty("nl")
    ground = ColorProperty((0, 0, 0, 0))
    """Behind everything."""
    veil = BooleanProperty(False)
    """Lets what is under it show through."""
    visit = ObjectProperty(None, allownone=True)
    form = ObjectProperty(None, allownone=True)

    context: ScreenContext

    def __init__(self, context: ScreenContext, **kwargs: object) -> None:
        self.context = context
        super().__init__(visit=context.visit, form=context.form, **kwargs)

    def show(self, scene: Any) -> None:
        """Bring the properties up to this scene, in the language and theme of now."""
        raise NotImplementedError

    filming = False
    """Whether a film plays by itself, which nothing may make stutter."""

    is_black = False
    """Whether the glass is to be black: then nothing stands over the screen either."""

    @property
    def alarm(self) -> str:
        """What somebody who does not see the glass must hear at once; empty for nothing."""
        return ""

    types = False
    """Whether there is something to type here, for a keyboard that somebody plugged in."""

    def type_text(self, text: str) -> None:
        """Somebody typed."""

    def type_key(self, name: str) -> None:
        """Somebody pressed a key that writes nothing: see `ui.keys`."""

    @property
    def drawn(self) -> bool:
        """Whether there is something of the exhibit to see."""
        return True

    @property
    def settled(self) -> bool:
        """Whether it shows all it has: other work may begin."""
        return True

    @property
    def foot_px(self) -> float | None:
        """Height of the foot whose words go by the clock, where a picture may be kept of the rest.

        None: of this screen no picture is ever kept, or not at this moment.
        """
        return None

    resting = False
    """True while it is on its way out: its buttons cannot be pressed any more."""

    def on_touch_down(self, touch: Any) -> bool:
        """A screen on its way out takes touches, and does nothing with them."""
        return True if self.resting else bool(super().on_touch_down(touch))

    def cover(self, *, covered: bool) -> None:
        """The visitor chooses something over this screen; or has done so, and it goes on."""

    def language_at(self, _x: float, _y: float) -> str | None:
        """The language whose name stands at this pixel; only where that may wake the glass."""
        return None

    def prepare_ahead(self) -> None:
        """Nobody is there and nothing moves: fetch what comes next."""

    def enter(self) -> None:
        """The screen comes on."""

    def leave(self) -> None:
        """The screen has gone: stop what moves, give back what was borrowed."""
