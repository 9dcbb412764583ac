"""A film, with its captions and its controls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from kiosk.ui.widgets.screen import KioskScreen, ScreenContext
from kiosk.visit import scene as scenes

if TYPE_CHECKING:
    from kiosk.exhibit.model import Cue, Film

_LEAP_MS = 10_000
_QUIETER = 0.2
_BAR_STEP_MS = 250
"""Where a program draws in place of a graphics card the bar moves on this often."""


class FilmScreen(KioskScreen):
    """Plays at once; captions are on unless the visitor turned them off."""

    context = ObjectProperty(None)
    gallery = ObjectProperty(None, allownone=True)
    poster = ObjectProperty(None, allownone=True)
    about = StringProperty("")
    """What the film is about: its caption."""
    caption = StringProperty("")
    time = StringProperty("")
    volume = StringProperty("")
    playing = BooleanProperty(False)
    ended = BooleanProperty(False)
    failed = BooleanProperty(False)
    captioned = BooleanProperty(True)
    has_captions = BooleanProperty(True)
    has_sound = BooleanProperty(True)
    several = BooleanProperty(False)
    """The cooperative has more films than this one."""
    first = BooleanProperty(True)
    last = BooleanProperty(True)
    flat = BooleanProperty(True)
    """Buttons and bar stand in one row."""
    progress = NumericProperty(0.0)
    """How much of the film has been seen, 0 to 1."""

    def __init__(self, context: ScreenContext, **kwargs: object) -> None:
        self._scene: scenes.FilmScene | None = None
        self._film: Film | None = None
        self._cues: tuple[Cue, ...] = ()
        self._waits = False
        """Paused until a choice is made over it."""
        super().__init__(context, **kwargs)

    def show(self, scene: scenes.FilmScene) -> None:
        """Bring on this film; a wish that changed does not start it again."""
        cooperative = self.context.exhibit.cooperative(scene.cooperative)
        film = cooperative.films[scene.number]
        self.gallery = self.context.gallery
        self.about = film.caption.into(self.language)
        self._cues = film.captions.get(self.language) or next(iter(film.captions.values()), ())
        self.has_captions = bool(self._cues)
        wishes = self.visit.wishes
        self.captioned = wishes.captions
        loudest = self.context.loudest()
        self.has_sound = film.sound and loudest > 0
        self.several = len(cooperative.films) > 1
        self.first = scene.number == 0
        self.last = scene.number == len(cooperative.films) - 1
        volume = min(wishes.volume, loudest)
        self.volume = f"{round(volume * 100)} %"
        view = self.ids.film
        view.volume = volume
        if scene != self._scene:
            self._scene, self._film = scene, film
            self.poster = film.poster
            self.failed = self.ended = False
            view.open(self.context.media(film.sha256), muted=not film.sound, gain_db=film.gain_db)
        self.follow()

    def leave(self) -> None:
        """Stop at once; the player closes by itself."""
        self.visit.film_stopped()
        self.ids.film.close()
        self.poster = None
        self._scene = self._film = None
        self.playing = self._waits = False

    def cover(self, *, covered: bool) -> None:
        """A film waits for who chooses another language, and then goes on."""
        if covered and self.playing:
            self._waits = True
            self.ids.film.pause()
        elif not covered and self._waits:
            self._waits = False
            self.ids.film.play()

    def follow(self) -> None:
        """Bring controls and captions up to where the film is."""
        film, view = self._film, self.ids.film
        if film is None:
            return
        position = min(view.position_ms, film.duration_ms)
        shown = position
        if self.playing and self.context.redraw is not None:
            shown -= position % _BAR_STEP_MS
        self.progress = shown / max(1, film.duration_ms)
        self.time = f"{_minutes(position)} / {_minutes(film.duration_ms)}"
        self.caption = (
            next((cue.text for cue in self._cues if cue.start_ms <= position < cue.end_ms), "")
            if self.captioned
            else ""
        )

    def state(self, state: str) -> None:
        """The player says what it does."""
        if self._film is None:
            return
        was, self.playing = self.playing, state == "playing"
        if self.playing and not was:
            self.ended = False
            self.visit.film_started(self._film.duration_ms - int(self.ids.film.position_ms))
        elif was and not self.playing:
            self.visit.film_stopped()
            self.follow()

    def end(self) -> None:
        """The last picture stays; the button says what is possible."""
        self.ended = True
        self.playing = False
        self.progress = 1.0
        self.caption = ""
        self.visit.film_stopped()

    def fail(self) -> None:
        """The film does not play: the poster stays, with a sentence and a way out."""
        self.failed = True
        self.playing = False
        self.visit.film_stopped()

    def toggle(self) -> None:
        """Play or pause; after the end, again from the start."""
        view = self.ids.film
        if self.failed:
            return
        if self.ended:
            self.ended = False
            view.seek(0)
            view.play()
        elif self.playing:
            view.pause()
        else:
            view.play()

    def scrub(self, fraction: float) -> None:
        """Go to this part of the film."""
        if self._film is None or self.failed:
            return
        self.ids.film.seek(round(fraction * self._film.duration_ms))
        if self.ended:
            self.ended = False
            self.ids.film.play()
        if self.playing:
            left = self._film.duration_ms * (1 - fraction)
            self.visit.film_started(int(left))

    def leap(self, direction: int) -> None:
        """Ten seconds on (1) or back (-1)."""
        if self._film is None:
            return
        to = self.ids.film.position_ms + direction * _LEAP_MS
        self.scrub(min(1.0, max(0.0, to / max(1, self._film.duration_ms))))

    def turn(self, by: int) -> None:
        """To the cooperative's next film (1), or the one before (-1)."""
        scene = self._scene
        if scene is None:
            return
        films = self.context.exhibit.cooperative(scene.cooperative).films
        number = scene.number + by
        if 0 <= number < len(films):
            self.visit.replace(scenes.FilmScene(scene.cooperative, number))

    def louder(self, direction: int) -> None:
        """A step louder (1) or quieter (-1), never above what the hour allows."""
        loudest = self.context.loudest()
        volume = min(self.visit.wishes.volume, loudest) + direction * _QUIETER
        self.visit.set_volume(round(min(volume, loudest), 2))


def _minutes(milliseconds: float) -> str:
    """`m:ss`."""
    minutes, seconds = divmod(int(milliseconds) // 1000, 60)
    return f"{minutes}:{seconds:02d}"
