"""A story, in pages."""

from kivy.properties import BooleanProperty, StringProperty

from kiosk.exhibit.model import Block, Cooperative, Story
from kiosk.ui.widgets.paging import PagedScreen
from kiosk.visit import scene as scenes


class StoryScreen(PagedScreen):
    """Each page has another photo; the last one asks where to go now.

    Before the first and after the last stands the cooperative.
    """

    name = StringProperty("")
    icon = StringProperty("")
    colour = StringProperty("#1F2430")
    is_end = BooleanProperty(False)
    """The story is told: this page has the ways on."""
    pictures = StringProperty("")
    playing = StringProperty("")
    """Length of the film; empty where there is none."""

    def show(self, scene: scenes.StoryScene) -> None:
        """Bring on the page with the scene's sentence."""
        cooperative = self._cooperative = self.context.exhibit.cooperative(scene.cooperative)
        self.name = cooperative.name.into(self.language)
        self.icon = cooperative.icon
        self.colour = cooperative.colour
        self.accent = self.theme.accent(cooperative.colour)
        self.title = self._story.title
        self.pictures = self.count("{n} photo", "{n} photos", len(cooperative.photos))
        films = cooperative.films
        self.playing = self.dates.duration(films[0].duration_ms / 1000) if films else ""
        super().show(scene)

    _cooperative: Cooperative

    @property
    def _story(self) -> Story:
        """In this language, or in the exhibit's own."""
        story = self._cooperative.story
        return story.get(self.language) or next(iter(story.values()))

    def text(self) -> tuple[Block, ...]:
        """The story."""
        return self._story.blocks

    def also(self) -> int:
        """The ways on."""
        return 1

    @property
    def _sentences(self) -> int:
        return sum(len(block.sentences) for block in self._story.blocks)

    def number_of(self, scene: scenes.StoryScene) -> int:
        """The page with the scene's sentence: larger letters keep the reader's place."""
        if scene.sentence >= self._sentences:
            return len(self._pages)
        begun = [page for page in self._pages if page.first <= scene.sentence]
        return max(0, len(begun) - 1)

    def scene_of(self, number: int) -> scenes.StoryScene:
        """The first sentence on a page."""
        if number >= len(self._pages):
            return scenes.StoryScene(self._cooperative.id, self._sentences)
        return scenes.StoryScene(self._cooperative.id, self._pages[number].first)

    def turned(self) -> None:
        """Another photo."""
        photos = self._cooperative.photos
        self.photo = photos[self.number % len(photos)]
        self.is_end = self.page is None

    def photos(self) -> None:
        """Look."""
        self.visit.open(scenes.PhotosScene(self._cooperative.id))

    def film(self) -> None:
        """Watch."""
        self.visit.open(scenes.FilmScene(self._cooperative.id))

    def join(self) -> None:
        """Know more about this one."""
        self.visit.open(scenes.SignUpScene(cooperative=self._cooperative.id))
