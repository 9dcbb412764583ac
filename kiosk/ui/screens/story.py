"""A story, in pages."""

from kivy.properties import StringProperty

from kiosk.exhibit.model import Block, Cooperative, Story
from kiosk.ui.widgets.paging import PagedScreen
from kiosk.visit import scene as scenes


class StoryScreen(PagedScreen):
    """Each page has another photo. Before the first and after the last stands the cooperative."""

    name = StringProperty("")
    icon = StringProperty("")
    colour = StringProperty("#1F2430")

    def show(self, scene: scenes.StoryScene) -> None:
        """Bring on the page with the scene's sentence."""
        cooperative = self._cooperative = self.context.exhibit.cooperative(scene.cooperative)
        self.name = cooperative.name.into(self.language)
        self.icon = cooperative.icon
        self.colour = cooperative.colour
        self.accent = self.theme.accent(cooperative.colour)
        self.title = self._story.title
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

    def number_of(self, scene: scenes.StoryScene) -> int:
        """The page with the scene's sentence: larger letters keep the reader's place."""
        begun = [page for page in self._pages if page.first <= scene.sentence]
        return max(0, len(begun) - 1)

    def scene_of(self, number: int) -> scenes.StoryScene:
        """The first sentence on a page."""
        return scenes.StoryScene(self._cooperative.id, self._pages[number].first)

    def turned(self) -> None:
        """Another photo."""
        photos = self._cooperative.photos
        self.photo = photos[self.number % len(photos)]
