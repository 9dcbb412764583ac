"""What a visitor opened, as the tally counts it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.visit import scene as scenes

if TYPE_CHECKING:
    from kiosk.tally.counts import Kind

_KINDS: dict[type, Kind] = {
    scenes.About: "about",
    scenes.Cooperative: "cooperative",
    scenes.Story: "story",
    scenes.Photos: "photos",
    scenes.Film: "film",
    scenes.Workshop: "workshop",
    scenes.SignUp: "signup",
}


def opened(scene: scenes.Scene) -> tuple[Kind, str | None] | None:
    """What is counted for this scene, and of which cooperative; None for all others."""
    kind = _KINDS.get(type(scene))
    if kind is None:
        return ("visit", None) if isinstance(scene, scenes.Home) else None
    if isinstance(scene, scenes.SignUp):
        if scene.step == "closed":
            return None
        return ("saved" if scene.step == "saved" else "signup"), None
    return kind, getattr(scene, "cooperative", None)
