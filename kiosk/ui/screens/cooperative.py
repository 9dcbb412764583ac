"""One cooperative, and the ways into it."""

from kivy.properties import NumericProperty, ObjectProperty, StringProperty

from kiosk.i18n.catalogue import quoted
from kiosk.speech.script import Line, of_texts
from kiosk.ui.widgets.screen import KioskScreen
from kiosk.visit import scene as scenes


class CooperativeScreen(KioskScreen):
    """Picture, name, a few sentences, a quote, and three doors."""

    page = NumericProperty(0)
    pages = NumericProperty(1)
    photo = ObjectProperty(None, allownone=True)
    gallery = ObjectProperty(None, allownone=True)
    name = StringProperty("")
    social_right = StringProperty("")
    introduction = StringProperty("")
    quote = StringProperty("")
    who = StringProperty("")
    icon = StringProperty("")
    colour = StringProperty("#1F2430")
    reading = StringProperty("")
    pictures = StringProperty("")
    playing = StringProperty("")
    """Length of the film; empty where there is none."""

    def show(self, scene: scenes.CooperativeScene) -> None:
        """Bring on this cooperative."""
        cooperative = self.context.exhibit.cooperative(scene.cooperative)
        self._cooperative = cooperative
        self.page = scene.page
        language = self.language
        self.gallery = self.context.gallery
        self.photo = cooperative.photos[0]
        self.name = cooperative.name.into(language)
        self.social_right = cooperative.right.into(language)
        self.introduction = (cooperative.introduction or cooperative.summary).into(language)
        self.quote = quoted(cooperative.quote.text.into(language), self.say)
        self.who = cooperative.quote.who.into(language)
        self.icon = cooperative.icon
        self.colour = cooperative.colour
        story = cooperative.story.get(language) or next(iter(cooperative.story.values()))
        self.reading = self.dates.reading(story.words)
        self.pictures = self.count("{n} photo", "{n} photos", len(cooperative.photos))
        films = cooperative.films
        self.playing = self.dates.duration(films[0].duration_ms / 1000) if films else ""

    def script(self) -> tuple[Line, ...]:
        """All that stands on it, and what is to be seen on its picture."""
        one = self._cooperative
        texts = [one.name, one.introduction or one.summary, one.quote.text, one.quote.who]
        texts.append(one.photos[0].description)
        return of_texts(self.context.exhibit, self.language, texts)

    def turn(self, by: int) -> None:
        """To the rest of the words; after the last page comes the first."""
        page = (int(self.page) + by) % int(self.pages)
        self.visit.replace(scenes.CooperativeScene(self._cooperative.id, page))

    def leave(self) -> None:
        """Give the picture back."""
        self.photo = None

    def story(self) -> None:
        """Read."""
        self.visit.open(scenes.StoryScene(self._cooperative.id))

    def photos(self) -> None:
        """Look."""
        self.visit.open(scenes.PhotosScene(self._cooperative.id))

    def film(self) -> None:
        """Watch."""
        self.visit.open(scenes.FilmScene(self._cooperative.id))

    def join(self) -> None:
        """Know more about this one."""
        self.visit.open(scenes.SignUpScene(cooperative=self._cooperative.id))
