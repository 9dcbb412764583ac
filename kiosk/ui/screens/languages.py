"""Which language? Each in its own words, so that nobody has to read another to find theirs."""

from typing import Any

from kivy.properties import BooleanProperty, NumericProperty

from kiosk.i18n.catalogue import own_name
from kiosk.ui.widgets.press import Press
from kiosk.ui.widgets.screen import KioskScreen, ScreenContext
from kiosk.visit import scene as scenes

_LONG = 6
"""From so many languages on, a wide glass has four beside each other."""


class LanguagesScreen(KioskScreen):
    """Lies over where the visitor is. A choice acts at once, and the panel goes."""

    columns = NumericProperty(2)
    upright = BooleanProperty(False)

    def __init__(self, context: ScreenContext, **kwargs: object) -> None:
        super().__init__(context, **kwargs)
        self._names: dict[str, Press] = {}
        for language in context.exhibit.languages:
            name = Press(role="heading", high=120, text=own_name(language))
            name.fbind("on_release", self._choose, language)
            self._names[language] = name
            self.ids.names.add_widget(name)

    def show(self, _scene: scenes.LanguagesScene) -> None:
        """Mark the language of now."""
        most = 4 if len(self._names) > _LONG else 3
        self.columns = most if self.theme.landscape else 2
        for language, name in self._names.items():
            name.chosen = language == self.language

    def _choose(self, language: str, _name: Press) -> None:
        self.visit.choose_language(language)

    def on_touch_down(self, touch: Any) -> bool:
        """A touch beside the panel closes it."""
        if not self.resting and not self.ids.panel.collide_point(*touch.pos):
            self.visit.uncover()
            return True
        return bool(super().on_touch_down(touch))
