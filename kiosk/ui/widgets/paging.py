"""A screen whose text takes as many pages as the glass and the letters ask for."""

from typing import Any

from kivy.clock import Clock
from kivy.properties import (
    BooleanProperty,
    ColorProperty,
    ListProperty,
    NumericProperty,
    ObjectProperty,
    StringProperty,
)

from kiosk.speech.script import Line, of_sentences
from kiosk.ui.widgets.screen import KioskScreen, ScreenContext
from kiosk.ui.widgets.typesetter import Typesetter

_NOT_LAID_OUT = ((0, 0), (100, 100))
"""Sizes a widget has before its layout gave it one."""


class PagedScreen(KioskScreen):
    """Pages, not scrolling: a page turns between sentences. What its kv holds stands over the foot.

    A kind of it says what there is to read, and which scene stands for which page.
    """

    gallery = ObjectProperty(None, allownone=True)
    photo = ObjectProperty(None, allownone=True)
    title = StringProperty("")
    accent = ColorProperty((0, 0, 0, 1))
    page: Any = ObjectProperty(None, allownone=True)
    """What stands on the glass."""
    number = NumericProperty(0)
    """Of this page, from 0."""
    counter = StringProperty("")
    first = BooleanProperty(True)
    last = BooleanProperty(True)
    room = ListProperty([0, 0])
    """Width and height in pixels of what is divided over pages; bound by the layout."""
    gap = NumericProperty(28)
    """Between title, text and what follows, in pixels of the 1080-pixel design."""
    leads_home = BooleanProperty(True)
    """The foot has a way to the overview."""

    role = "lead"
    """Of the text."""

    def __init__(self, context: ScreenContext, **kwargs: object) -> None:
        self._pages: list[Any] = []
        self._divided: object = None
        self._turned: object = None
        self._scene: Any = None
        self._later = Clock.create_trigger(self._divide, -1)
        super().__init__(context, gallery=context.gallery, **kwargs)
        self.bind(room=self._later)

    def add_widget(self, widget: Any, *args: object, **kwargs: object) -> None:
        """What a kind of it has stands over the foot that all share."""
        add = self.ids.body.add_widget if "body" in self.ids else super().add_widget
        add(widget, *args, **kwargs)

    # What a kind of it says

    def text(self) -> tuple[Any, ...]:
        """What there is to read, in the visitor's language."""
        raise NotImplementedError

    def divide(self, text: tuple[Any, ...]) -> list[Any]:
        """The text in pages; blocks are set in lines."""
        width, height = self.room
        return list(Typesetter(self.theme, width, height, self.role).pages(text))

    def also(self) -> int:
        """How many pages follow that are no text."""
        return 0

    def number_of(self, scene: Any) -> int:
        """The page that a scene asks for."""
        return int(scene.page)

    def scene_of(self, number: int) -> Any:
        """The scene that stands for a page."""
        raise NotImplementedError

    def turned(self) -> None:
        """Another page is on: `number`."""

    # What all do

    def show(self, scene: Any) -> None:
        """Bring on the page of this scene."""
        self._scene, self._turned = scene, None
        self._divide()
        self._later()

    def _divide(self, *_: object) -> None:
        """Divide the text over pages when the room, the letters or the words changed."""
        if self._scene is None or tuple(self.room) in _NOT_LAID_OUT:
            return
        text = self.text()
        wanted = (text, tuple(self.room), self.theme)
        if wanted != self._divided:
            self._divided, self._pages = wanted, self.divide(text)
        if self._turned != (*wanted, self.also()):
            self._turned = (*wanted, self.also())
            self._turn()

    def _turn(self) -> None:
        texts = len(self._pages)
        total = max(1, texts + self.also())
        self.number = min(self.number_of(self._scene), total - 1)
        self.page = self._pages[self.number] if self.number < texts else None
        self.first, self.last = self.number == 0, self.number == total - 1
        self.counter = self.say("page {n} of {total}").format(n=self.number + 1, total=total)
        self.turned()
        if self.read_aloud and not self._shows(self._lines[self._line]):
            self.turned_by_hand()

    # Read aloud

    def script(self) -> tuple[Line, ...]:
        """The running text; in the exhibit's own language where it has no other."""
        exhibit = self.context.exhibit
        written = [sentence.text for block in self.text() for sentence in block.sentences]
        numbered = list(enumerate(written))
        return of_sentences(exhibit, self.language, numbered) or of_sentences(
            exhibit, exhibit.languages[0], numbered
        )

    def first_line(self) -> int:
        """With the first sentence on this page."""
        first = 0 if self.page is None else self.page.first
        return next(
            (place for place, line in enumerate(self._lines) if (line.sentence or 0) >= first), 0
        )

    def said(self, line: Line) -> None:
        """Turn the page where this sentence is on another one."""
        if not self._shows(line):
            begun = [page for page in self._pages if page.first <= (line.sentence or 0)]
            self.visit.replace(self.scene_of(len(begun) - 1))

    def _shows(self, line: Line) -> bool:
        """Whether a sentence stands on this page."""
        return self.page is not None and any(
            piece.sentence == line.sentence
            for setting in self.page.settings
            for drawn in setting.lines
            for piece in drawn.pieces
        )

    def turn(self, by: int) -> None:
        """Turn the page: 1 onward, -1 back. Outside the pages stands what was before."""
        if (by < 0 and self.first) or (by > 0 and self.last):
            self.visit.back()
        else:
            self.visit.replace(self.scene_of(self.number + by))

    def leave(self) -> None:
        """Give the picture back."""
        self.photo = self.page = self._scene = None
