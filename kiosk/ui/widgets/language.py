"""The ways to another language: a button on every screen, and the names of all on Attract."""

from typing import Any

from kivy.properties import BooleanProperty, ListProperty, NumericProperty, ObjectProperty

from kiosk.i18n.catalogue import own_name
from kiosk.ui.widgets.bar import Bar
from kiosk.ui.widgets.press import Press

_FEW = 2
"""Of so many a button names the other one, and leads there without a question."""


_BRIEF = {"uk": "УК", "ar": "ع"}  # noqa: RUF001 - Cyrillic
"""Of a language that is not written in Latin letters: its code says nothing to who reads it."""


def named_on_button(languages: tuple[str, ...], language: str, *, brief: bool = False) -> str:
    """What the button says on a screen in `language`: the other of two, or else that language."""
    if len(languages) < _FEW:
        return ""
    others = [other for other in languages if other != language]
    named = others[0] if len(languages) == _FEW else language
    return _BRIEF.get(named, named.upper()) if brief else own_name(named)


class LanguagePress(Press):
    """Leads to another language. Where there is only one it is not there."""

    screen = ObjectProperty(None, allownone=True, rebind=True)
    brief = BooleanProperty(False)
    """Two letters for the language, where a row has no room for its name."""

    @staticmethod
    def named(screen: Any, language: str, brief: bool) -> str:  # noqa: FBT001 - kv names nothing
        """What it says on this screen, in this language."""
        return named_on_button(screen.context.exhibit.languages, language, brief=brief)

    def on_release(self) -> None:
        """Change it, or ask which."""
        self.screen.visit.change_language()


class LanguageNames(Bar):
    """Every language in its own words and letters; nothing where there is only one."""

    languages = ListProperty([])
    natural_width = NumericProperty(0)
    """Width in pixels of all names beside each other."""

    def on_languages(self, *_: object) -> None:
        """Put a name there for each."""
        self.clear_widgets()
        if len(self.languages) < _FEW:
            return
        for language in self.languages:
            name = Press(high=96, text=own_name(language))
            name.language = language
            name.fbind("natural_width", self._measure)
            self.add_widget(name)
        self._measure()

    def on_theme(self, _: object, theme: Any) -> None:
        """Other letters: another width."""
        super().on_theme(_, theme)
        self._measure()

    def _measure(self, *_: object) -> None:
        gaps = self.theme.px(16) * max(0, len(self.children) - 1)
        self.natural_width = sum(name.natural_width for name in self.children) + gaps

    def at(self, x: float, y: float) -> str | None:
        """The language whose name stands at this pixel, if any."""
        found = (name for name in self.children if name.collide_point(x, y))
        return next((name.language for name in found), None)
