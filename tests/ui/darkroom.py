"""Prepared exhibits in which one thing is as a test wants it."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path

from PIL.Image import Image

from kiosk.exhibit import model
from kiosk.exhibit.prepared import MEDIA, NAME, Prepared


class Darkroom:
    """A copy of a prepared exhibit that may be spoilt: its media are links until they are."""

    def __init__(self, prepared: Prepared, folder: Path) -> None:
        self._exhibit = prepared.exhibit
        self._folder = folder
        media = folder / MEDIA
        media.mkdir(parents=True)
        for path in (prepared.folder / MEDIA).iterdir():
            (media / path.name).symlink_to(path)

    def change(self, **changes: object) -> None:
        """Let these parts of the exhibit be others."""
        self._exhibit = self._exhibit.model_copy(update=changes)

    def only(self, count: int) -> None:
        """Keep so many cooperatives."""
        self.change(cooperatives=self._exhibit.cooperatives[:count])

    def hang(self, picture: Image, focus: tuple[float, float] = (0.5, 0.5)) -> None:
        """Let every photo of the first cooperative be this picture."""
        content = BytesIO()
        picture.save(content, "JPEG", quality=95, subsampling=0)
        name = self._keep(content.getvalue())
        size = model.Size(
            sha256=name, width_px=picture.width, height_px=picture.height, bytes=content.tell()
        )
        self._change_first(
            photos=tuple(
                photo.model_copy(
                    update={"sizes": (size,), "focus": model.Focus(x=focus[0], y=focus[1])}
                )
                for photo in self._exhibit.cooperatives[0].photos
            )
        )

    def without_films(self) -> None:
        """Let no cooperative have films."""
        silent = tuple(
            cooperative.model_copy(update={"films": ()})
            for cooperative in self._exhibit.cooperatives
        )
        self.change(cooperatives=silent)

    def lose(self, *names: str) -> None:
        """Let these media be missing."""
        for name in names:
            (self._folder / MEDIA / name).unlink()

    def spoil(self, *names: str) -> None:
        """Let these media be as long as they were, and noise."""
        for name in names:
            path = self._folder / MEDIA / name
            length = path.stat().st_size
            path.unlink()
            path.write_bytes((b"spoilt " * (length // 7 + 1))[:length])

    def prepared(self) -> Prepared:
        """The exhibit, as a kiosk reads it."""
        content = self._exhibit.model_dump_json()
        (self._folder / NAME).write_text(content, "utf-8")
        return Prepared(self._exhibit, self._folder)

    def _keep(self, content: bytes) -> str:
        name = sha256(content).hexdigest()
        (self._folder / MEDIA / name).write_bytes(content)
        return name

    def _change_first(self, **changes: object) -> None:
        first, *others = self._exhibit.cooperatives
        self.change(cooperatives=(first.model_copy(update=changes), *others))
