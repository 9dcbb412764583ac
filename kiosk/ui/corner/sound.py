"""How loud films are, and how loud at most in each hour of the day."""

from kivy.properties import BooleanProperty, StringProperty

from kiosk import timetable
from kiosk.errors import InputError
from kiosk.staff import pages, stepper
from kiosk.ui.corner.page import CornerPage, put_in
from kiosk.ui.staffroom import StaffRoom
from kiosk.ui.widgets.hour import Hour


class SoundPage(CornerPage):
    """Each press holds at once."""

    level = StringProperty("")
    muted = BooleanProperty(False)
    known = BooleanProperty(False)
    hint = StringProperty("")

    def __init__(self, room: StaffRoom, **kwargs: object) -> None:
        super().__init__(room, **kwargs)
        self._limits: tuple[float, ...] = (1.0,) * 24
        self._hours = put_in(self.ids.hours, [Hour() for _ in self._limits], self._next)

    def show(self, _page: pages.SoundRoute) -> None:
        """Bring level and hours up to the settings."""
        self.title = self.say("Sound")
        self.hint = self.trouble() or self.say(
            "How loud at most, in each hour? Press an hour to change it."
        )
        settings = self.staff.settings
        self.known = settings is not None
        if settings is None:
            return
        self.muted = settings.muted
        self.level = f"{round(settings.volume * 100)} %"
        try:
            self._limits = stepper.limits(timetable.caps(settings.volume_caps))
        except InputError:
            self._limits = (1.0,) * 24
        words = {1.0: self.say("free"), 0.0: self.say("still")}
        for hour, face in enumerate(self._hours):
            limit = self._limits[hour]
            face.text = f"{hour}–{hour + 1}"
            face.limit = limit
            face.line = words.get(limit) or f"{round(limit * 100)} %"

    def step(self, by: int) -> None:
        """Louder or softer."""
        settings = self.staff.settings
        if settings is not None:
            self.staff.set(volume=stepper.turn_level(settings.volume, by), muted=False)

    def mute(self) -> None:
        """All sound off, or on again."""
        self.staff.set(muted=not self.muted)

    def _next(self, hour: int, _face: Hour) -> None:
        if not self.known:
            return
        limits = list(self._limits)
        limits[hour] = stepper.next_limit(limits[hour])
        self.staff.set(volume_caps=timetable.caps_words(stepper.caps(tuple(limits))))
