"""Photos of a cooperative, one at a time, as large as the glass."""

from __future__ import annotations

from kivy.properties import BooleanProperty, NumericProperty, ObjectProperty, StringProperty

from kiosk.speech.script import Line, of_texts
from kiosk.ui.widgets.screen import KioskScreen
from kiosk.visit import scene as scenes


class PhotosScreen(KioskScreen):
    """Swipe or press to turn; pinch or press to see closer."""

    gallery = ObjectProperty(None, allownone=True)
    photo = ObjectProperty(None, allownone=True)
    name = StringProperty("")
    icon = StringProperty("")
    colour = StringProperty("#1F2430")
    caption = StringProperty("")
    author = StringProperty("")
    counter = StringProperty("")
    first = BooleanProperty(True)
    last = BooleanProperty(True)
    number = NumericProperty(0)

    def show(self, scene: scenes.PhotosScene) -> None:
        """Bring on this photo."""
        self._scene = scene
        cooperative = self.context.exhibit.cooperative(scene.cooperative)
        photos = cooperative.photos
        photo = photos[scene.number]
        self.gallery = self.context.gallery
        self.photo = photo
        self.name = cooperative.name.into(self.language)
        self.icon = cooperative.icon
        self.colour = cooperative.colour
        self.caption = photo.caption.into(self.language)
        self.author = self.say("Photo: {author}").format(author=photo.credit.author)
        self.number = scene.number
        self.first = scene.number == 0
        self.last = scene.number == len(photos) - 1
        self.counter = self.say("{n} of {total}").format(n=scene.number + 1, total=len(photos))

    def script(self) -> tuple[Line, ...]:
        """What the photo is called, and what is to be seen on it, for who cannot see it."""
        exhibit = self.context.exhibit
        photo = exhibit.cooperative(self._scene.cooperative).photos[self._scene.number]
        return of_texts(exhibit, self.language, [photo.caption, photo.description])

    def turn(self, by: int) -> None:
        """To the next photo, or the one before; at the ends nothing happens."""
        number = self.number + by
        photos = self.context.exhibit.cooperative(self._scene.cooperative).photos
        if 0 <= number < len(photos):
            self.visit.replace(scenes.PhotosScene(self._scene.cooperative, number))

    def onward(self) -> None:
        """To the next photo; after the last back to where the visitor came from."""
        if self.last:
            self.visit.back()
        else:
            self.turn(1)

    def leave(self) -> None:
        """Give the picture back."""
        self.photo = None
