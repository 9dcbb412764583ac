"""A story, in pages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kivy.clock import Clock
from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    ListProperty,
    NumericProperty,
    ObjectProperty,
    StringProperty,
)

from kiosk.ui.widgets.page import Page, Typesetter
from kiosk.ui.widgets.screen import Company, KioskScreen
from kiosk.visit import scene as scenes

if TYPE_CHECKING:
    from kiosk.exhibit.model import Cooperative, Story


_NOT_LAID_OUT = ((0, 0), (100, 100))
"""Sizes a widget has before its layout gave it one."""


class StoryScreen(KioskScreen):
    """Pages, not scrolling: a page turns between sentences."""

    gallery = ObjectProperty(None, allownone=True)
    photo = ObjectProperty(None, allownone=True)
    name = StringProperty("")
    title = StringProperty("")
    icon = StringProperty("")
    colour = StringProperty("#1F2430")
    accent = ColorProperty((0, 0, 0, 1))
    page: Page | None = ObjectProperty(None, allownone=True)
    counter = StringProperty("")
    first = BooleanProperty(True)
    last = BooleanProperty(True)
    prose_size = ListProperty([0, 0])
    """Room for the text, in pixels; bound by the layout."""
    number = NumericProperty(0)

    def __init__(self, company: Company, **kwargs: object) -> None:
        self._pages: list[Page] = []
        self._set_for: object = None
        self._cooperative: Cooperative | None = None
        self._sentence = 0
        self._later = Clock.create_trigger(self._set, -1)
        super().__init__(company, **kwargs)
        self.bind(prose_size=self._later)

    def show(self, scene: scenes.Story) -> None:
        """Bring on the page with the scene's sentence."""
        cooperative = self.company.exhibit.cooperative(scene.cooperative)
        self._cooperative, self._sentence = cooperative, scene.sentence
        self.gallery = self.company.gallery
        self.name = cooperative.name.into(self.language)
        self.icon = cooperative.icon
        self.colour = cooperative.colour
        self.accent = self.theme.accent(cooperative.colour)
        self.title = _told(cooperative, self.language).title
        self._set()
        self._later()

    def _set(self, *_: object) -> None:
        """Divide the story over pages when the room, the letters or the words changed."""
        cooperative = self._cooperative
        if cooperative is None or tuple(self.prose_size) in _NOT_LAID_OUT:
            return
        blocks = _told(cooperative, self.language).blocks
        wanted = (blocks, tuple(self.prose_size), self.theme)
        if wanted != self._set_for:
            self._set_for = wanted
            self._pages = Typesetter(self.theme, *self.prose_size).pages(blocks)
        number = 0
        for at, page in enumerate(self._pages):
            if page.first <= self._sentence:
                number = at
        self.number = number
        self.page = self._pages[number] if self._pages else None
        self.first = number == 0
        self.last = number >= len(self._pages) - 1
        self.counter = self.say("page {n} of {total}").format(
            n=number + 1, total=max(1, len(self._pages))
        )
        self.photo = cooperative.photos[number % len(cooperative.photos)]

    def turn(self, by: int) -> None:
        """Turn the page: 1 onward, -1 back. Before the first page stands the cooperative."""
        number = self.number + by
        if self._cooperative is not None and 0 <= number < len(self._pages):
            self.visit.replace(scenes.Story(self._cooperative.id, self._pages[number].first))
        else:
            self.visit.back()

    def leave(self) -> None:
        """Give the picture back."""
        self.photo = None
        self.page = None
        self._cooperative = None


def _told(cooperative: Cooperative, language: str) -> Story:
    """The story in this language, or in the exhibit's own."""
    return cooperative.story.get(language) or next(iter(cooperative.story.values()))
