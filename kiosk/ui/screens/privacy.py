"""What happens with a sign-up: who, why, how long, with whom, which rights."""

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
    from kiosk.exhibit.model import Block

_NOT_LAID_OUT = ((0, 0), (100, 100))
"""Sizes a widget has before its layout gave it one."""


class PrivacyScreen(KioskScreen):
    """The exhibit's own text, in pages; under it who answers for it."""

    page: Page | None = ObjectProperty(None, allownone=True)
    accent = ColorProperty((0, 0, 0, 1))
    controller = StringProperty("")
    counter = StringProperty("")
    first = BooleanProperty(True)
    last = BooleanProperty(True)
    number = NumericProperty(0)
    prose_size = ListProperty([0, 0])

    def __init__(self, company: Company, **kwargs: object) -> None:
        self._pages: list[Page] = []
        self._set_for: object = None
        self._scene: scenes.Privacy | None = None
        self._later = Clock.create_trigger(self._set, -1)
        super().__init__(company, **kwargs)
        self.bind(prose_size=self._later)

    def show(self, scene: scenes.Privacy) -> None:
        """Bring on this page."""
        self._scene = scene
        self.accent = self.theme.palette.primary
        terms = self.company.exhibit.signups
        if terms is not None:
            who = (terms.controller.name, terms.controller.address, terms.controller.email)
            self.controller = " · ".join(it for it in who if it)
        self._set()
        self._later()

    def _set(self, *_: object) -> None:
        """Divide the text over pages when the room, the letters or the words changed."""
        if self._scene is None or tuple(self.prose_size) in _NOT_LAID_OUT:
            return
        blocks = self._blocks()
        wanted = (blocks, tuple(self.prose_size), self.theme)
        if wanted != self._set_for:
            self._set_for = wanted
            width, height = self.prose_size
            self._pages = Typesetter(self.theme, width, height, "body").pages(blocks)
        total = max(1, len(self._pages))
        self.number = min(self._scene.page, total - 1)
        self.page = self._pages[self.number] if self._pages else None
        self.first, self.last = self.number == 0, self.number == total - 1
        self.counter = self.say("page {n} of {total}").format(n=self.number + 1, total=total)

    def _blocks(self) -> tuple[Block, ...]:
        terms = self.company.exhibit.signups
        if terms is None:
            return ()
        return terms.consent.get(self.language) or next(iter(terms.consent.values()))

    def turn(self, by: int) -> None:
        """Turn the page; past the last stands the question."""
        if by > 0 and self.last:
            self.visit.back()
        else:
            self.visit.replace(scenes.Privacy(max(0, self.number + by)))
