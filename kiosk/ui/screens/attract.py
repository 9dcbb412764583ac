"""Nobody is there: photos, films and quotes follow each other, and the glass invites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kivy.animation import Animation
from kivy.clock import Clock
from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from kiosk.i18n.catalogue import quoted
from kiosk.ui.announcement import announce
from kiosk.ui.box import Box
from kiosk.ui.theme import (
    CROSS_FADE_SECONDS,
    INVITATION_EVERY_SECONDS,
    INVITATION_SECONDS,
    INVITATION_STEP_SECONDS,
    SWEEP_SECONDS,
)
from kiosk.ui.widgets.card import gradient
from kiosk.ui.widgets.screen import KioskScreen, ScreenContext

if TYPE_CHECKING:
    from kiosk.exhibit.model import Cue, Film, Focus, Size
    from kiosk.visit.media_retry import Why
    from kiosk.visit.scene import AttractItem, AttractScene

_LEAST_SEEN = 0.55
"""A film of which less would be seen, cut to fill the glass, is shown whole."""
_DARK = 0.28


def _share_seen(film: Film, width_px: float, height_px: float) -> float:
    """How much of a film is seen when it is cut to fill this area, from 0 to 1."""
    shape = (film.width_px / film.height_px) / (width_px / max(1.0, height_px))
    return min(shape, 1 / shape)


def _picture(item: AttractItem) -> tuple[tuple[Size, ...], Focus] | None:
    """What stands on the glass for an item: its photo, or the poster of its film."""
    if item.film is not None:
        return item.film.poster, item.film.focus
    if item.photo is not None:
        return item.photo.sizes, item.photo.focus
    return None


class AttractScreen(KioskScreen):
    """The loop."""

    name = StringProperty("")
    social_right = StringProperty("")
    quote = StringProperty("")
    icon = StringProperty("")
    colour = StringProperty("#1F2430")
    caption = StringProperty("")
    date = StringProperty("")
    where = StringProperty("")
    beckon = NumericProperty(0.0)
    """The inviting hand: 0 at rest, 1 at the top of its move."""
    filming = BooleanProperty(False)
    """A film is seen, instead of the picture under it."""
    strip_height = NumericProperty(0)
    """Of the part of the band that tells the date."""
    apart = BooleanProperty(False)
    """The names of the languages stand in a row of their own, under the date."""
    band_height = NumericProperty(0)
    gradient = ObjectProperty(None, allownone=True)
    """Darkens the foot of a film, where words stand."""
    context = ObjectProperty(None)

    def __init__(self, context: ScreenContext, **kwargs: object) -> None:
        super().__init__(context, **kwargs)
        self.gradient = gradient()
        self._showing: AttractItem | None = None
        self._cues: tuple[Cue, ...] = ()
        self._inviting = None

    @property
    def drawn(self) -> bool:
        """Whether the picture of this item, or the one before, is on."""
        return bool(self.ids.fade.lit)

    @property
    def settled(self) -> bool:
        """Whether a picture is on, and none is moving: decoding would make it stutter."""
        fade = self.ids.fade
        redraw = self.context.redraw
        sweeping = redraw is not None and redraw.sweeping
        return bool(fade.lit) and fade.pan >= 1.0 and not sweeping

    @property
    def foot_px(self) -> float | None:
        """The band, while all the rest stands still and is no film."""
        moves = self.filming or self.beckon or not self.settled
        return None if moves else float(self.band_height)

    def enter(self) -> None:
        """Begin to invite."""
        if self._inviting is None:
            self._inviting = Clock.schedule_interval(self._invite, INVITATION_EVERY_SECONDS)

    def leave(self) -> None:
        """Rest: no film, nothing that moves."""
        if self._inviting is not None:
            self._inviting.cancel()
            self._inviting = None
        Animation.cancel_all(self, "beckon")
        self.beckon = 0
        self._stop_film()
        self.ids.fade.leave()
        self._showing = None

    def show(self, scene: AttractScene) -> None:
        """Bring on the next item; the words of the band follow the clock."""
        notice = self.context.notice()
        self.date, self.where = announce(notice, self.say, self.dates)
        showing = scene.showing
        if showing is self._showing:
            return
        self._showing = showing
        self.ids.fade.still = self.context.redraw is not None
        picture = _picture(showing)
        if picture is None:
            self.ids.fade.rest_on_colour()
            self.picture_shown()
        else:
            self.ids.fade.fade_to(*picture)

    def picture_shown(self) -> None:
        """The item's picture comes on, and its words with it."""
        showing = self._showing
        if showing is None:
            return
        if self.context.redraw is not None:
            above = Box(0, self.band_height, self.width, self.height)
            self.context.redraw.sweep(SWEEP_SECONDS, leftward=self.theme.rtl, area=above)
        self._words(showing)
        self._end_film()
        if showing.film is not None:
            self._begin_film(showing.film)

    def language_at(self, x: float, y: float) -> str | None:
        """The name of a language under the finger that wakes the glass."""
        found: str | None = self.ids.names.at(x, y)
        return found

    def prepare_ahead(self) -> None:
        """Fetch the picture of the item that comes next."""
        picture = _picture(self.visit.next_item)
        if picture is not None:
            self.ids.fade.prepare(*picture)

    def _words(self, showing: AttractItem) -> None:
        exhibit = self.context.exhibit
        if showing.cooperative is None:
            self.name = exhibit.title.into(self.language)
            self.social_right = self.icon = ""
            self.quote = self.say("Citizens who take it into their own hands, together.")
            self.colour = exhibit.look.accent or "#1F2430"
            return
        cooperative = exhibit.cooperative(showing.cooperative)
        self.name = cooperative.name.into(self.language)
        self.social_right = cooperative.right.into(self.language)
        self.icon = cooperative.icon
        self.colour = cooperative.colour
        self.quote = {
            "quote": quoted(cooperative.quote.text.into(self.language), self.say),
            "photo": cooperative.summary.into(self.language),
        }.get(showing.kind, "")

    def _begin_film(self, film: Film) -> None:
        self._cues = film.captions.get(self.language) or next(iter(film.captions.values()), ())
        view = self.ids.film
        fills = _share_seen(film, view.width, view.height) >= _LEAST_SEEN
        view.fit = "cover" if fills else "contain"
        view.focus_x, view.focus_y = film.focus.x, film.focus.y
        view.open(self.context.media(film.sha256), muted=True, gain_db=0.0)

    def _end_film(self) -> None:
        """Fade the film's last frame out over the next picture, and let it go."""
        if not self.filming or self.ids.fade.still:
            self._stop_film()
            return
        self.caption = ""
        self._cues = ()
        self.filming = False
        view, fade = self.ids.film.__self__, self.ids.fade.__self__
        Animation.cancel_all(view, "opacity")
        away = Animation(opacity=0, duration=CROSS_FADE_SECONDS)
        away.bind(on_complete=lambda *_: view.close())
        away.start(view)
        Animation(light=1.0, duration=CROSS_FADE_SECONDS).start(fade)

    def _stop_film(self) -> None:
        """No film any more, at once."""
        view, fade = self.ids.film.__self__, self.ids.fade.__self__
        Animation.cancel_all(view, "opacity")
        Animation.cancel_all(fade, "light")
        self.caption = ""
        self._cues = ()
        self.filming = False
        fade.light = 1.0
        view.opacity = 0
        view.close()

    def first_frame(self) -> None:
        """The film moves: it covers its poster, which looks the same or lies dark behind it."""
        if self._showing is not None and self._showing.film is not None:
            Animation.cancel_all(self.ids.film.__self__, "opacity")
            Animation.cancel_all(self.ids.fade.__self__, "light")
            self.ids.fade.light = 1.0 if self.ids.film.fit == "cover" else _DARK
            self.ids.film.opacity = 1
            self.filming = True

    def position(self, milliseconds: float) -> None:
        """Follow the film with its captions."""
        self.caption = next(
            (cue.text for cue in self._cues if cue.start_ms <= milliseconds < cue.end_ms), ""
        )

    def film_failed(self) -> None:
        """The film does not play: its poster stands there, and the loop lets it rest.

        One that fails while it fades out has been seen, and is no fault of the next item.
        """
        if self._showing is not None and self._showing.film is not None:
            self._broken("stalled" if self.ids.film.stalled else "unread")

    def picture_failed(self) -> None:
        """The picture cannot be read."""
        self._broken("unread")

    def _broken(self, why: Why) -> None:
        showing = self._showing
        if showing is not None:
            Clock.schedule_once(lambda _: self.visit.broken(showing, why), 0)
            self.context.recheck(showing)

    def _invite(self, _: float) -> None:
        """Tap twice; then truly rest."""
        half = INVITATION_SECONDS / 4
        move = Animation(beckon=1, duration=half, t="in_out_sine", step=INVITATION_STEP_SECONDS)
        move += Animation(beckon=0, duration=half, t="in_out_sine", step=INVITATION_STEP_SECONDS)
        move += Animation(beckon=1, duration=half, t="in_out_sine", step=INVITATION_STEP_SECONDS)
        move += Animation(beckon=0, duration=half, t="in_out_sine", step=INVITATION_STEP_SECONDS)
        move.start(self)
