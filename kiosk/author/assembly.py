"""An author's exhibit and what was made of its media become the prepared exhibit. Pure."""

from collections.abc import Mapping
from datetime import time
from typing import Any, TypeAlias, TypeVar

from kiosk.author import documents, media
from kiosk.author.source import CooperativeSource, Source
from kiosk.exhibit import model

Photos: TypeAlias = Mapping[str, media.PreparedPhoto]
Films: TypeAlias = Mapping[str, media.PreparedFilm]

ModelT = TypeVar("ModelT", bound=model.Frozen)


def assemble(source: Source, photos: Photos, films: Films) -> model.Exhibit:
    """The prepared exhibit; `photos` (with logos) and `films` by their paths in the folder."""
    written = source.exhibit
    return _copy(
        model.Exhibit,
        written,
        about=source.about,
        partners=[
            _copy(model.Partner, partner, logo=photos[partner.logo].sizes if partner.logo else None)
            for partner in written.partners
        ],
        workshops=sorted(
            written.workshops,
            key=lambda workshop: (workshop.date, workshop.starts or time.min, workshop.place),
        ),
        cooperatives=[_cooperative(each, photos, films) for each in source.cooperatives],
        signups=sign_ups(source),
        speech={},  # once it is known what there is to say
    )


def sign_ups(source: Source) -> model.SignUps | None:
    """How the exhibit takes sign-ups; None if it does not."""
    written = source.exhibit.signups
    if written is None:
        return None
    return _copy(
        model.SignUps,
        written,
        consent=source.consent,
        consent_version=written.consent.version,
        recipients=written.keys.recipients,
        receipt_key=written.keys.receipt,
    )


def _cooperative(source: CooperativeSource, photos: Photos, films: Films) -> model.Cooperative:
    written = source.written
    return _copy(
        model.Cooperative,
        written,
        id=source.id,
        photos=[
            _picture(model.Photo, photo, sizes=photos[source.path(photo.file)].sizes)
            for photo in written.photos
        ],
        films=[
            _film(film, films[source.path(film.file)], captions)
            for film, captions in zip(written.films, source.captions, strict=True)
        ],
        story=source.stories,
    )


def _film(
    written: documents.FilmSpec,
    made: media.PreparedFilm,
    captions: Mapping[str, tuple[model.Cue, ...]],
) -> model.Film:
    facts = ("width_px", "height_px", "duration_ms", "sound", "gain_db", "poster")
    return _picture(
        model.Film,
        written,
        sha256=made.film.sha256,
        bytes=made.film.bytes,
        captions=captions,
        **{name: getattr(made, name) for name in facts},
    )


def _picture(kind: type[ModelT], written: documents.PictureSpec, **other: Any) -> ModelT:  # noqa: ANN401
    return _copy(kind, written, focus=written.point, credit=written.credit, **other)


def _copy(kind: type[ModelT], written: object, **other: Any) -> ModelT:  # noqa: ANN401
    """What is shown of something written: fields of the same name are the same, but for `other`."""
    same = {name: getattr(written, name) for name in kind.model_fields if name not in other}
    return kind.model_validate(same | other, from_attributes=True)
