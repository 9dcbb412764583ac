"""The view that a scene is, as the tally counts it."""

from kiosk.tally.counts import Kind
from kiosk.visit import scene as scenes

_KINDS: dict[type, Kind] = {
    scenes.AboutScene: "about",
    scenes.CooperativeScene: "cooperative",
    scenes.StoryScene: "story",
    scenes.PhotosScene: "photos",
    scenes.FilmScene: "film",
    scenes.WorkshopScene: "workshop",
    scenes.SignUpScene: "signup",
}


def view(scene: scenes.Scene) -> tuple[Kind, str | None] | None:
    """The kind and cooperative to count for this scene; None if it is not counted."""
    kind = _KINDS.get(type(scene))
    if kind is None:
        return ("visit", None) if isinstance(scene, scenes.HomeScene) else None
    if isinstance(scene, scenes.SignUpScene):
        if scene.step == "closed":
            return None
        return ("saved" if scene.step == "saved" else "signup"), None
    return kind, getattr(scene, "cooperative", None)
