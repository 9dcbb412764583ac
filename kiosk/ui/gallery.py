"""Pictures for whoever asks: decoded by a worker, filled into a borrowed texture."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from kiosk.media import photo

if TYPE_CHECKING:
    from collections.abc import Callable

    from kivy.graphics.texture import Texture

    from kiosk.errors import KioskError
    from kiosk.exhibit.model import Focus, Size
    from kiosk.exhibit.prepared import Prepared
    from kiosk.ui.background import Background, Errand
    from kiosk.ui.textures import Filling, Textures


log = logging.getLogger(__name__)


class Order:
    """One picture asked for. Holds its texture until it is given back."""

    def __init__(self) -> None:
        self.texture: Texture | None = None
        self.errand: Errand | None = None
        self.filling: Filling | None = None


class Gallery:
    """Where pictures come from."""

    def __init__(self, prepared: Prepared, background: Background, textures: Textures) -> None:
        self.prepared = prepared
        self.background = background
        self.textures = textures

    def order(
        self,
        sizes: tuple[Size, ...],
        area_px: tuple[int, int],
        focus: Focus | None,
        ready: Callable[[Texture], None],
        failed: Callable[[KioskError], None],
    ) -> Order:
        """Ask for a picture of exactly this area, cut around `focus`, or whole where it is None."""
        order = Order()
        chosen = photo.best(sizes, *area_px)
        path = self.prepared.media(chosen.sha256)

        def work() -> photo.Pixels:
            if focus is None:
                return photo.contain(path, *area_px)
            return photo.cover(path, *area_px, focus_x=focus.x, focus_y=focus.y)

        def decoded(pixels: photo.Pixels) -> None:
            order.errand = None
            order.filling = self.textures.fill(pixels, filled)

        def filled(texture: Texture) -> None:
            order.filling = None
            order.texture = texture
            ready(texture)

        def broken(error: KioskError) -> None:
            log.warning("a picture is left out: %s: %s", path.name, error)
            failed(error)

        order.errand = self.background.do(work, decoded, broken)
        return order

    def give_back(self, order: Order | None) -> None:
        """The picture is not shown any more, or never will be."""
        if order is None:
            return
        if order.errand is not None:
            order.errand.drop()
        if order.filling is not None:
            order.filling.drop()
        if order.texture is not None:
            self.textures.take_back(order.texture)
            order.texture = None
