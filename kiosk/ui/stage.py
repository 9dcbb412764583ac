"""The stage: puts the scene's screen on, and takes the old one off.

Screens are made once and kept: making and dropping them fills memory, and Kivy's shader
transitions leak. A screen comes in from where it leads: onward from the side where lines end, back
from the other.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from kivy.animation import Animation
from kivy.properties import BooleanProperty, StringProperty
from kivy.uix.floatlayout import FloatLayout

from kiosk.i18n.dates import Dates
from kiosk.ui import looks
from kiosk.ui.focus import Focus, KeyTouch
from kiosk.ui.theme import TRANSITION_SECONDS, Theme
from kiosk.ui.widgets.screen import KioskScreen, ScreenContext
from kiosk.ui.widgets.tab import ExampleTab
from kiosk.ui.widgets.theming import ThemeBehavior
from kiosk.visit import scene as scenes

if TYPE_CHECKING:
    from collections.abc import Callable

    from kiosk.i18n.catalogue import Catalogue
    from kiosk.ui.overlay import StaffOverlay

log = logging.getLogger(__name__)

SCREENS: dict[object, str] = {
    scenes.AttractScene: "attract",
    scenes.HomeScene: "home",
    scenes.AboutScene: "about",
    scenes.CooperativeScene: "cooperative",
    scenes.StoryScene: "story",
    scenes.PhotosScene: "photos",
    scenes.FilmScene: "film",
    scenes.WorkshopScene: "workshop",
    scenes.PrivacyScene: "privacy",
    scenes.WithdrawScene: "withdraw",
    scenes.CreditsScene: "credits",
    scenes.TroubleScene: "trouble",
    scenes.NightScene: "night",
    scenes.StillThereScene: "still_there",
    scenes.LanguagesScene: "languages",
    "interests": "interests",
    "name": "name",
    "contact": "contact",
    "purposes": "purposes",
    "check": "check",
    "saved": "saved",
    "closed": "closed",
    "discard": "discard",
}
"""Modules of screens by the kind of scene; each question of the form is a screen of its own.

A module is loaded when its screen is first needed, or while nobody is there."""
_STAY = (
    scenes.HomeScene,
    scenes.CooperativeScene,
    scenes.WorkshopScene,
    scenes.StoryScene,
    scenes.PhotosScene,
    scenes.FilmScene,
    scenes.AboutScene,
)
"""What nearly every visitor opens, soonest first: made ahead, as making one takes 0.1 s."""
_WAYS_BACK = 2
"""How many of the others stay within a visit, after they were on: each takes some megabytes."""
_COMES_FROM_PX = 120
_FIRST_SHARE = 0.4
"""Of a page, seen in the frame after the touch: enough to see that it was heard."""


def screen_class(name: str) -> type[KioskScreen]:
    """The class of the screen in this module, with its looks."""
    found: type[KioskScreen] = getattr(
        looks.module(f"screens.{name}"), f"{name.title().replace('_', '')}Screen"
    )
    return found


class Stage(ThemeBehavior, FloatLayout):
    """The root of everything on the glass."""

    example = StringProperty("")
    """A small word on every screen while the content is made up."""
    moving = BooleanProperty(False)
    """Whether a screen is on its way in."""

    def __init__(
        self, context: ScreenContext, catalogue: Catalogue, theme: Theme, **kwargs: object
    ) -> None:
        super().__init__(theme=theme, **kwargs)
        self._context = context
        self._catalogue = catalogue
        self._screens: dict[object, KioskScreen] = {}
        self._on: KioskScreen | None = None
        self._off: KioskScreen | None = None
        self._over: KioskScreen | None = None
        self._shown: object = None
        self._ahead: object = None
        """What the cards were last laid out for, while nobody was there."""
        self._dates: dict[str, Dates] = {}
        self.focus = Focus(self, context)
        """What a key would press."""
        self._is_example = context.exhibit.example or context.demo

    @property
    def screen(self) -> KioskScreen | None:
        """The screen that is on, under the question if that is asked."""
        return self._on

    @property
    def drawn(self) -> bool:
        """Whether the scene of now stands on the glass."""
        return self._on is not None and self._on.drawn

    @property
    def foot_px(self) -> float | None:
        """Of the screen that is on, if it is all that is on the glass, and nobody is there."""
        redraw = self._context.redraw
        moves = self.moving or (redraw is not None and redraw.sweeping)
        staff = self.overlay is not None and self.overlay.is_open
        if self._on is None or moves or staff or self._context.visit.attended:
            return None
        return self._on.foot_px

    @property
    def is_staffed(self) -> bool:
        """Whether staff have the glass to themselves."""
        return self.overlay is not None and self.overlay.is_open

    @property
    def focusable(self) -> list[KioskScreen]:
        """In which things can be pressed now: a question hides what it stands over."""
        on = self._over if self._over is not None else self._on
        return [] if on is None or self.is_staffed else [on]

    @property
    def typed_on(self) -> KioskScreen | None:
        """The screen to type on, if that is on, and neither a question nor staff are over it."""
        covered = self.is_staffed or self._over is not None
        return None if covered or self._on is None or not self._on.types else self._on

    def show(self, scene: scenes.Scene, direction: str = "none") -> None:
        """Put the scene on, in the wishes of now."""
        asking = isinstance(scene, scenes.OVER)
        under = scenes.beneath(scene)
        screen = self._screen(under)
        self._follow_wishes(screen)
        if screen is not self._on:
            self._change(screen, "none" if asking else direction)
            self._shown = None
        # Each second of the countdown comes by here, and changes nothing under the question.
        now = (under, self.theme, self._context.visit.wishes)
        if now != self._shown:
            self._shown = now
            screen.show(under)
            screen.see_what_is_read()
            marked = self._is_example and not screen.is_black
            self.example = screen.say("example") if marked else ""
        self._ask(scene if asking else None)
        if self._context.visit.attended:
            self.focus.follow()
        else:
            self.focus.hide()

    def restyle(self, theme: Theme) -> None:
        """Another window size or another wish: everything is drawn anew in this theme."""
        self.theme = theme

    def prepare_ahead(self) -> bool:
        """Make screens, one at a time, while nobody is there, so that a touch finds them ready.

        Whether all are made, which takes its time: not while something moves.
        """
        if self._on is None or not self._on.settled:
            return False
        missing = next((kind for kind in _STAY if kind not in self._screens), None)
        if missing is not None:
            self._make(missing)
            self._show_ahead(missing)
            return False
        self._on.prepare_ahead()
        ahead = (self.theme, self._context.visit.wishes, self._context.notice())
        if ahead != self._ahead:
            self._ahead = ahead
            self._show_ahead(scenes.HomeScene)
        if looks.get_ahead(f"screens.{name}" for name in SCREENS.values()):
            return False
        if self.overlay is not None:
            self.overlay.prepare_ahead()
        return True

    def _show_ahead(self, kind: object) -> None:
        """Lay a screen out that is not on; nothing is fetched or opened for it but the cards."""
        first = self._context.exhibit.cooperatives[0].id
        samples: dict[object, scenes.Scene] = {
            scenes.HomeScene: scenes.HomeScene(),
            scenes.CooperativeScene: scenes.CooperativeScene(first),
            scenes.WorkshopScene: scenes.WorkshopScene(),
            scenes.StoryScene: scenes.StoryScene(first),
            scenes.AboutScene: scenes.AboutScene(),
        }
        scene = samples.get(kind)
        screen = self._screens[kind]
        self._follow_wishes(screen)
        if screen.parent is None:
            screen.pos, screen.size = (0, 0), self.size
            screen.size_hint = (None, None)
        if scene is not None and scenes.exists(scene, self._context.exhibit, screen.language):
            screen.show(scene)

    def let_go(self) -> None:
        """A visit is over: the form and other screens that few open go, with their texts."""
        self._let_others_go(0)
        for kind in scenes.OVER:
            if self._screens.get(kind) is not self._over:
                self._screens.pop(kind, None)

    def _let_others_go(self, most: int) -> None:
        """Of the screens that few open, and that are not on, keep as many as were on last."""
        others = [
            kind
            for kind, screen in self._screens.items()
            if kind not in {scenes.AttractScene, *scenes.OVER, *_STAY}
            and screen not in {self._on, self._off}
        ]
        for kind in others[: len(others) - most]:
            del self._screens[kind]

    def _screen(self, scene: scenes.Scene) -> KioskScreen:
        kind = scene.step if isinstance(scene, scenes.SignUpScene) else type(scene)
        screen = self._screens.pop(kind, None) or self._make(kind)
        self._screens[kind] = screen  # the last one now
        return screen

    def _make(self, kind: object) -> KioskScreen:
        screen = self._screens[kind] = screen_class(SCREENS[kind])(self._context, theme=self.theme)
        return screen

    def _follow_wishes(self, screen: KioskScreen) -> None:
        """Hand a screen the theme and the words of now."""
        language = self._context.visit.wishes.language
        if language not in self._dates:
            self._dates[language] = Dates(language, self._catalogue)
        screen.theme = self.theme
        if screen.language != language or screen.dates is None:
            screen.dates = self._dates[language]
            screen.count = self._catalogue.count(language)
            screen.language = language
            screen.say = self._catalogue.say(language)

    def _change(self, screen: KioskScreen, direction: str) -> None:
        self._arrive()
        old, self._on = self._on, screen
        if old is not None:
            old.stop_reading()
        screen.size_hint = (1, 1)
        screen.resting = False
        # Children draw in reverse order: index 0 is on top of everything but the question.
        self.add_widget(screen, index=self._top())
        screen.enter()
        self._let_others_go(_WAYS_BACK)
        sweeps = direction != "none" and self._context.sweeps
        if old is None or direction == "none" or sweeps:
            screen.opacity, screen.pos = 1, (0, 0)
            if old is not None:
                self.remove_widget(old)
                old.leave()
            if sweeps and self._context.redraw is not None:
                self._context.redraw.sweep(
                    TRANSITION_SECONDS,
                    leftward=(direction == "forward") != self.theme.rtl,
                    first_share=_FIRST_SHARE,
                )
            return
        self._off = old
        old.resting = True
        self.moving = True
        shift = (
            self.theme.px(_COMES_FROM_PX)
            * self.theme.onward
            * (1 if direction == "forward" else -1)
        )
        screen.pos = (shift, 0)
        screen.opacity = 0
        coming = Animation(x=0, opacity=1, duration=TRANSITION_SECONDS, t="out_cubic")
        coming.bind(on_complete=lambda *_: self._arrive())
        coming.start(screen)

    def _top(self) -> int:
        """Where a screen is added: under the question and the example's word."""
        return len([one for one in self.children if not isinstance(one, KioskScreen)]) + (
            1 if self._over is not None else 0
        )

    def _arrive(self) -> None:
        """The old screen is covered: take it off."""
        if self._on is not None:
            Animation.cancel_all(self._on, "x", "opacity")
            self._on.pos, self._on.opacity = (0, 0), 1
        old, self._off = self._off, None
        self.moving = False
        if old is not None:
            self.remove_widget(old)
            old.leave()

    def _ask(self, scene: scenes.Scene | None) -> None:
        """Put what is asked over everything, or take it away."""
        over = None if scene is None else self._screen(scene)
        if over is not self._over:
            if self._over is not None:
                self.remove_widget(self._over)
            self._over = over
            if over is not None:
                self.add_widget(over)
            if self._on is not None:
                self._on.cover(covered=isinstance(scene, scenes.LanguagesScene))
        if over is not None:
            self._follow_wishes(over)
            over.show(scene)

    def cover(self, view: Any) -> None:
        """Put the staff's corner over everything but the example's word."""
        if self._on is not None:
            self._on.stop_reading()
        under = [isinstance(child, ExampleTab) for child in self.children].index(True) + 1
        self.add_widget(view, index=under)

    def close(self) -> None:
        """Take everything off."""
        self._arrive()
        if self._on is not None:
            self._on.stop_reading()
            self._on.leave()

    # Touches

    touched: Callable[[str | None], bool] | None = None
    """Asked at every touch first, with the language whose name it is on; True swallows it whole."""

    overlay: StaffOverlay | None = None
    """Looks for staff, and has every touch to itself while they are there."""

    def on_touch_down(self, touch: Any) -> bool:
        """Every touch goes by the visit first: one that wakes the glass presses nothing."""
        if getattr(touch, "is_mouse_scrolling", False) or getattr(touch, "button", "left") not in (
            "left",
            None,
        ):
            return True
        if not isinstance(touch, KeyTouch):
            self.focus.hide()
        if self.overlay is not None and self.overlay.down(touch):
            return True
        on = None if self._on is None else self._on.language_at(*touch.pos)
        if self.touched is not None and self.touched(on):
            return True
        if self._over is not None:
            return bool(self._over.on_touch_down(touch)) or True
        return bool(super().on_touch_down(touch))

    def on_touch_move(self, touch: Any) -> bool:
        """A finger moves; while staff are there, only over what is theirs."""
        if self.overlay is not None and self.overlay.move(touch):
            return True
        return bool(super().on_touch_move(touch))

    def on_touch_up(self, touch: Any) -> bool:
        """A finger leaves; while staff are there, only what is theirs hears of it."""
        if self.overlay is not None and self.overlay.up(touch):
            return True
        return bool(super().on_touch_up(touch))
