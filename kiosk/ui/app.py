"""The program on the glass: joins the visit, the clock and the stage."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from kivy.app import App
from kivy.clock import Clock

from kiosk.errors import KioskError
from kiosk.exhibit.agenda import Agenda, Announcement
from kiosk.exhibit.prepared import Prepared
from kiosk.i18n.catalogue import Catalogue
from kiosk.station.content import Presentation
from kiosk.station.signals import StopSignal
from kiosk.station.station import Station
from kiosk.ui import keypad, keys, looks, surfaces
from kiosk.ui.background import Background
from kiosk.ui.counting import Counting
from kiosk.ui.drawing import Drawing
from kiosk.ui.faults import Faults, hear
from kiosk.ui.gallery import Gallery
from kiosk.ui.intake import BackgroundIntake
from kiosk.ui.late_staff import LateStaff
from kiosk.ui.memory import Memory
from kiosk.ui.night import Night
from kiosk.ui.opening import Opening, begin_scenes
from kiosk.ui.overlay import StaffOverlay
from kiosk.ui.recheck import Recheck
from kiosk.ui.snapshot import Snapshot
from kiosk.ui.staffroom import StaffRoom
from kiosk.ui.stage import Stage
from kiosk.ui.textures import Textures
from kiosk.ui.theme import Theme
from kiosk.ui.trial import TrialTimer
from kiosk.ui.widgets.film_texture import FilmTextures
from kiosk.ui.widgets.screen import KioskScreen, ScreenContext
from kiosk.visit import scene as scenes
from kiosk.visit.attract import Loop
from kiosk.visit.code_retry import RetryPause
from kiosk.visit.form import Form
from kiosk.visit.preferences import Preferences
from kiosk.visit.visit import Visit

if TYPE_CHECKING:
    from kiosk.station.tasks import StaffTasks

log = logging.getLogger(__name__)

_TICK_SECONDS = 0.25
_LOOK_SECONDS = _TICK_SECONDS / 2
"""How often is looked whether the next tick is due."""
_STALL_SECONDS = _LOOK_SECONDS + 0.15
"""A tick that is later than this tells of a frame that took long."""
_CLOSING_SECONDS = 1.0
"""Films get this long to close when the program leaves."""
_HOUSE_SECONDS = 3600
"""While nobody is there, what is past its date is wiped this often."""
_DRAW_AHEAD_SECONDS = 1.0
"""After the form has opened: its page is on by then, and nobody is at its end yet."""


class KioskApp(App):
    """Shows one exhibit until it is told to stop."""

    def __init__(  # noqa: PLR0913 - all that it works with is passed in
        self,
        station: Station,
        window: Any,
        *,
        tasks: StaffTasks | None = None,
        staffed: bool = False,
        stop_signal: StopSignal | None = None,
        memory: Memory | None = None,
        slow: bool | None = None,
        opening: Opening | None = None,
        catalogue: Catalogue | None = None,
        **kwargs: object,
    ) -> None:
        """`tasks` is what staff can do in their corner; None: there is no corner.

        `staffed`: there is one all the same, soon after the first scene.
        `stop_signal` is asked before every tick: handlers of signals touch no Kivy.
        `memory` is kept where it is between visits; None: Python does as it likes.
        `slow`: what draws cannot draw all of every frame; None: find out. `opening` lies over the
        glass until the first scene stands. `catalogue` was read already; None: the one that ships.
        """
        super().__init__(**kwargs)
        self._station = station
        self._stop_signal = stop_signal
        self._shown = station.presentation()
        self._clock = station.clock
        self._window = window
        self._faults = Faults(station.clock)
        self._opening = opening
        self.background = Background()
        self.textures = Textures()
        self._film_textures = FilmTextures()
        self._drawing = Drawing(window, lambda: self.background.under_way > 0, slow=slow)
        self._retry = RetryPause(station.clock)
        self._catalogue = catalogue or Catalogue()
        self._ticked = self._house_due = station.clock.seconds()
        self._trial_timer = TrialTimer(self._shown.trial, self.background, station.clock)
        self._snapshot = Snapshot(
            window, opening, self.background, self._clock, lambda: self.stage.foot_px
        )
        self._stopped = False
        self._memory = memory
        self._tidied: int | None = None
        """The last visit after which garbage was taken out."""
        self.restarting = False
        """Whether it left to be started anew."""
        self._next: Presentation | None = None
        """What to go on with once nobody is there."""
        self._kind: type | None = None
        """Of the scene that was on at the last change."""
        self.exit_code = 0
        """1 if it left because of faults: the caller starts it anew."""
        self._take(self._shown.prepared)
        self._tasks = tasks
        self._late_staff = LateStaff(station, awaited=staffed)
        self._night = Night(station)
        self.staffroom: StaffRoom | None = None
        self.overlay: StaffOverlay | None = None
        """Looks for staff."""

    def _let_staff_in(self, tasks: StaffTasks) -> None:
        """From now on staff find their corner, and sticks are heard of."""
        self.staffroom = StaffRoom(
            tasks,
            self._clock,
            exhibit=lambda: self.visit.exhibit,
            attended=lambda: self.visit.attended,
            renew=self.renew_soon,
            restart=self.restart,
        )
        self.overlay = StaffOverlay(self.staffroom, self._catalogue, self._end_visit)
        self.stage.overlay = self.overlay
        self.overlay.stand_on(self.stage, self._theme)

    def _take(self, prepared: Prepared) -> None:
        """Make everything that belongs to one exhibit."""
        station, shown = self._station, self._shown
        exhibit = prepared.exhibit
        self._agenda = Agenda(exhibit)
        loop = Loop(exhibit, station.chance, shown.timings)
        station.rests = loop.rests
        usual = Preferences.usual(exhibit, shown.language, shown.volume)
        self.visit = Visit(exhibit, loop, self._clock, shown.timings, usual)
        self._counting = Counting(station.counter, self.visit, self._clock, station.trusted)
        self.form = Form(self.visit, self._announced)
        intake = BackgroundIntake(shown.intake, self.form, self._retry, self._clock)
        self._theme = Theme(assets=station.assets.folder)
        self.context = ScreenContext(
            prepared=prepared,
            visit=self.visit,
            gallery=Gallery(prepared, self.background, self.textures),
            notice=self.notice,
            films=station.films,
            read=station.read,
            is_silent=lambda: station.loudspeaker.is_silent,
            film_textures=self._film_textures,
            form=self.form,
            intake=intake,
            rgb_films=shown.rgb_films,
            redraw=self._drawing.redraw,
            demo=shown.demo,
            loudest=station.loudest,
            recheck=Recheck(prepared, loop.rests, self.background, self.verify).look,
        )
        self.visit.listen(self._follow)

    def notice(self) -> Announcement:
        """What the agenda says at this moment, at this place."""
        now = self._clock.now()
        return self._agenda.notice(now, self._shown.place, trusted=self._station.trusted(now))

    def verify(self) -> None:
        """Have every file looked at; what is damaged does not stay on."""
        self._station.verify(self.renew_soon)

    def _announced(self) -> tuple[str, date] | None:
        """Place and day of the workshop that is announced now."""
        workshop = self.notice().workshop
        return (workshop.place, workshop.date) if workshop is not None else None

    def build(self) -> Stage:
        """Put the first scene on."""
        surfaces.let_go()
        looks.folder("widgets")
        looks.module("stage")
        self.stage = self._new_stage()
        if self._tasks is not None:
            self._let_staff_in(self._tasks)
        self._window.bind(size=self._resized)
        self._keys = keys.listen(self._window, self._typed_on, self._keypad)
        self._ticking = Clock.schedule_interval(self._tick, _LOOK_SECONDS)
        self._drawing.begin()
        begin_scenes(self._follow)
        if self._opening is not None:
            self._opening.end_when(lambda: self.stage.drawn)
        return self.stage

    def _new_stage(self) -> Stage:
        width_px, height_px = self._window.size
        self._theme = replace(self._theme, width_px=width_px, height_px=height_px)
        stage = Stage(self.context, self._catalogue, self._theme)
        stage.touched = self._touched
        if self.overlay is not None:
            stage.overlay = self.overlay
            self.overlay.stand_on(stage, self._theme)
        return stage

    def _touched(self, language: str | None) -> bool:
        """A touch: True if it presses nothing. After a sleep the old visit ends first."""
        self._tick(0)
        return self.visit.touch(language)

    def _end_visit(self) -> None:
        """Staff have come: that finger, which may have woken the glass, was no visitor's."""
        self._counting.staff_came()
        self.visit.end()

    def renew(self, shown: Presentation) -> None:
        """Go on with another exhibit, place or settings; whoever was there is forgotten."""
        self._counting.end()
        self.context.intake.close()
        self._trial_timer = TrialTimer(shown.trial, self.background, self._clock)
        self._shown = shown
        self._retry = RetryPause(self._clock)
        self._change(shown.prepared)
        self._follow()

    def renew_soon(self) -> None:
        """The same, as the station has it now, once nobody is there. For any thread."""

        def made(shown: Presentation) -> None:
            self._next = shown

        def failed(error: KioskError) -> None:
            log.error("what is on stays on: %s", error)

        Clock.schedule_once(lambda _: self.background.do(self._station.reload, made, failed), 0)

    def restart(self) -> None:
        """Leave in order, to be started anew."""
        self.restarting = True
        self.stop()

    def take_exhibit(self, prepared: Prepared) -> None:
        """Show another exhibit from now on, on the same kind of scene where it still exists."""
        scene = self.visit.scene
        self._change(prepared)
        self.visit.resume(scene)
        self._follow()

    def _change(self, prepared: Prepared) -> None:
        """Put a stage for this exhibit in the place of the one there was."""
        if self._memory is not None:
            self._memory.release()
        self._tidied = None
        old = self.stage
        self._take(prepared)
        self.stage = self._new_stage()
        old.close()
        self._window.remove_widget(old)
        self._window.add_widget(self.stage)
        self.root = self.stage

    def _resized(self, _window: object, size: tuple[int, int]) -> None:
        """Another window: another theme."""
        self._theme = replace(self._theme, width_px=int(size[0]), height_px=int(size[1]))
        if self.overlay is not None:
            self.overlay.stand_on(self.stage, self._theme)
        Clock.schedule_once(lambda _: self._follow(), 0)

    def _follow(self) -> None:
        """The visit changed: bring the glass up to it."""
        kind, before = type(self.visit.scene), self._kind
        self._kind = kind
        if kind is not before and kind in {scenes.HomeScene, scenes.SignUpScene}:
            self.context.intake.look()
        if kind is not before and kind is scenes.SignUpScene:
            Clock.schedule_once(lambda _: self.context.intake.draw_ahead(), _DRAW_AHEAD_SECONDS)
        theme = self._theme.wished(self.visit.wishes)
        if theme != self.stage.theme:
            self.stage.restyle(theme)
        self._theme = theme
        self._counting.follow()
        self.stage.show(self.visit.scene, self.visit.direction)

    def _keypad(self, key: int) -> bool:
        """A key of a keypad does what a finger would."""
        return keypad.press(self._shown.keypad.get(key), self.stage, self.visit)

    def _typed_on(self) -> KioskScreen | None:
        """The screen a key is for. A key is a touch, and may wake the glass only."""
        screen = self.stage.typed_on
        return None if screen is None or self.visit.touch() else screen

    def _tick(self, _: float) -> None:
        """Before every frame: Kivy's clock stands still in sleep, and the glass may not."""
        since_last_seconds = self._clock.seconds() - self._ticked
        if since_last_seconds < _TICK_SECONDS:
            return
        self._ticked += since_last_seconds
        if self._stop_signal is not None and self._stop_signal.number is not None:
            log.info("signal %s: leaving", self._stop_signal.number)
            self.stop()
            return
        if since_last_seconds > _TICK_SECONDS + _STALL_SECONDS:
            self.visit.settling.stalled(since_last_seconds)
        self.visit.tick()
        self._tick_staff()
        if self._next is not None and not self.visit.attended:
            shown, self._next = self._next, None
            self.renew(shown)
        self._night.tick(self.visit)
        self._trial_timer.tick(drawn=self.stage.drawn)
        if not self.visit.attended and self._clock.seconds() >= self._house_due:
            self._house_due = self._clock.seconds() + _HOUSE_SECONDS
            self.context.intake.maintain()
        if self.visit.attended:
            if self._memory is not None:
                self._memory.look()
        elif self.background.under_way == 0:
            self._tidy()

    def _tick_staff(self) -> None:
        late = self._late_staff.tasks(drawn=self.stage.drawn, attended=self.visit.attended)
        if late is not None:
            self._let_staff_in(late)
        if self.staffroom is not None:
            self.staffroom.tick()

    def _tidy(self) -> None:
        """Nobody is there: get ahead, and once all is made, after each visit, take garbage out."""
        self._snapshot.look(self._shown.last_picture)
        if not self.stage.prepare_ahead() or self._tidied == self.visit.number:
            return
        if self.stage.screen is not None and self.stage.screen.filming:
            return
        self._tidied = self.visit.number
        self.stage.let_go()
        if self._memory is not None:
            self._memory.keep()
            self._memory.tidy()

    # Beginning, leaving, and what goes wrong

    def on_start(self) -> None:
        """Say in the journal what is on, and since when."""
        log.info("showing %s on %d x %d pixels", self.visit.exhibit.id, *self._window.size)

    def open_settings(self, *_: object) -> bool:
        """Kivy's settings (F1) are no part of the exhibition."""
        return False

    def stand_faults(self) -> None:
        """Let no fault of a screen end the program: the visitor sees Trouble, and goes on."""
        hear(self.trouble)

    def trouble(self, fault: Exception) -> None:
        """Say it calmly; after too many in a minute leave, to be started anew."""
        log.error("a fault on the glass", exc_info=fault)
        if self.staffroom is not None:
            Clock.schedule_once(lambda _: self.staffroom.corner.leave(), 0)
        if self._faults.too_many():
            self.exit_code = 1
            Clock.schedule_once(lambda _: self.stop(), 0)
        elif isinstance(self.visit.scene, scenes.AttractScene):
            Clock.schedule_once(lambda _: self.visit.broken(), 0)
        else:
            Clock.schedule_once(lambda _: self.visit.trouble(), 0)

    def on_stop(self) -> None:
        """Stop what moves and what waits. Kivy calls this again after its loop has ended."""
        if self.root is None or self._stopped:
            return
        self._stopped = True
        if self._memory is not None:
            self._memory.release()
        if self._opening is not None:
            self._opening.end()
        self._counting.end()
        self._ticking.cancel()
        self._drawing.end()
        self._window.unbind(size=self._resized)
        self._keys.close()
        if self.overlay is not None:
            self.overlay.close()
        if self.staffroom is not None:
            self.staffroom.close()
        self.stage.close()
        self.background.close()
        self.context.intake.close(leaving=True)
        self._station.films.close(_CLOSING_SECONDS)
