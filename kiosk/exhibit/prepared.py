"""A prepared exhibit, read from its folder: whole, or not at all.

    exhibit.json       the model
    media/<sha256>     photos, films, posters, logos and speech, named by their bytes

Reading trusts the names of media and compares only their lengths, so that a kiosk starts fast;
verifying hashes every byte. Both only look: nothing is mended, nothing is logged.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from kiosk import files, paths
from kiosk.errors import PreparedError
from kiosk.exhibit import icons, model, sense

NAME = "exhibit.json"
MEDIA = "media"

MAX_BYTES = 16 << 20
"""No exhibit of eighteen cooperatives has a tenth of this."""

_AGAIN = "prepare or copy it again"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A prepared exhibit, and where its media lie."""

    exhibit: model.Exhibit
    folder: Path
    media_folder: Path | None = None
    """Where the media lie, if not in `media` beside the exhibit."""

    def media(self, sha256: str) -> Path:
        """The file of the medium with this SHA-256."""
        return (self.media_folder or self.folder / MEDIA) / sha256

    def is_altered(self, sha256: str) -> bool:
        """Whether the file of this medium holds other bytes than its name says. Reads all of it.

        One that cannot be read at this moment, or is not there, proves nothing.
        """
        try:
            return files.sha256(self.media(sha256)) != sha256
        except OSError:
            return False


def read(folder: Path) -> Prepared:
    """The prepared exhibit in `folder`, every medium of the right length.

    Raises PreparedError, in one sentence, if it is not there, not whole, or for a newer program.
    """
    return _check_media(Prepared(read_index(folder / NAME), folder), hashed=False)


def verify(folder: Path) -> Prepared:
    """Read it, every byte of every medium looked at. Raises PreparedError with every fault."""
    return _check_media(Prepared(read_index(folder / NAME), folder), hashed=True)


def read_from(index: Path, media_folder: Path) -> Prepared:
    """Like `read`, where the file `index` is the `exhibit.json`, and media lie elsewhere."""
    return _check_media(Prepared(read_index(index), index.parent, media_folder), hashed=False)


def media(exhibit: model.Exhibit) -> dict[str, int]:
    """The SHA-256 of every medium the exhibit needs, with its length in bytes."""
    sizes: list[model.Size] = []
    found: dict[str, int] = {}
    for partner in exhibit.partners:
        sizes.extend(partner.logo or ())
    for cooperative in exhibit.cooperatives:
        for photo in cooperative.photos:
            sizes.extend(photo.sizes)
        for film in cooperative.films:
            sizes.extend(film.poster)
            found[film.sha256] = film.bytes
    found |= {speech.sha256: speech.bytes for speech in exhibit.speech.values()}
    return found | {size.sha256: size.bytes for size in sizes}


def read_index(path: Path, assets: paths.Assets | None = None) -> model.Exhibit:
    """The exhibit in the file at `path`, itself sound; its media unseen. Raises PreparedError.

    `assets` are those that it will be shown with: those of the program, if nobody says otherwise.
    """
    try:
        content = files.read(path, MAX_BYTES + 1)
    except FileNotFoundError as error:
        advice = "make one with: kiosk exhibit prepare DIR --to FOLDER"
        what = f"there is no prepared exhibit in {path.parent}"
        raise PreparedError(what, advice) from error
    except OSError as error:
        raise PreparedError(f"{path} cannot be read: {error.strerror}", _AGAIN) from error
    return parse(content, str(path), assets)


def parse(content: bytes, name: str, assets: paths.Assets | None = None) -> model.Exhibit:
    """The exhibit in these bytes of the file called `name`; as `read_index`.

    Nothing is believed because it is signed: every bound that authors are held to holds here.
    """
    if len(content) > MAX_BYTES:
        raise PreparedError(f"{name} is larger than {MAX_BYTES >> 20} MB", _AGAIN)
    try:
        exhibit = model.Exhibit.model_validate_json(content, strict=True)
    except ValidationError as error:
        if is_newer(content):
            what = "this exhibit was made for a newer kiosk"
            raise PreparedError(what, "update the program") from error
        raise PreparedError(f"{name} is damaged: {_where(error)}", _AGAIN) from error
    for fault in sense.faults(exhibit, icons.names((assets or paths.assets()).icons)):
        raise PreparedError(f"{name} is damaged: {fault}", _AGAIN)
    return exhibit


def is_newer(content: bytes) -> bool:
    """Whether it says, whatever else it says, that it has a format this program does not know."""
    try:
        written = json.loads(content)
    except (ValueError, RecursionError):
        return False
    number = written.get("format") if isinstance(written, dict) else None
    return isinstance(number, int) and number > model.FORMAT


def _where(error: ValidationError) -> str:
    """The first thing wrong, without quoting what may be a whole film of nonsense."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(map(str, first["loc"]))[:100]
    return f"{place}: {first['msg'][:100]}" if place else first["msg"][:100]


def _check_media(prepared: Prepared, *, hashed: bool) -> Prepared:
    """It, if all media are whole; `hashed`: read them. Raises PreparedError with every fault."""
    faults = []
    for sha256, size in sorted(media(prepared.exhibit).items()):
        path = prepared.media(sha256)
        try:
            if not path.is_file():
                faults.append(f"{MEDIA}/{sha256} is missing")
            elif path.stat().st_size != size:
                faults.append(f"{MEDIA}/{sha256} is cut short or too long")
            elif hashed and files.sha256(path) != sha256:
                faults.append(f"{MEDIA}/{sha256} was altered")
        except OSError as error:
            faults.append(f"{MEDIA}/{sha256} cannot be read: {error.strerror}")
    if len(faults) == 1:
        raise PreparedError(faults[0], _AGAIN)
    if faults:
        lines = "\n".join(faults)
        raise PreparedError(f"{len(faults)} files of the exhibit are not whole:\n{lines}\n", _AGAIN)
    return prepared
