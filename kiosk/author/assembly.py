"""An author's exhibit and what was made of its media become the prepared exhibit. Pure."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from kiosk.exhibit import model

if TYPE_CHECKING:
    from collections.abc import Mapping

    from kiosk.author import documents, media
    from kiosk.author.source import Cooperative, Source

    Photos = Mapping[str, media.Photo]
    Films = Mapping[str, media.Film]


def assemble(source: Source, photos: Photos, films: Films) -> model.Exhibit:
    """The prepared exhibit; `photos` (with logos) and `films` by their paths in the folder."""
    written = source.exhibit
    return model.Exhibit(
        format=model.FORMAT,
        id=written.id,
        title=written.title,
        languages=written.languages,
        timezone=written.timezone,
        example=written.example,
        about=dict(source.about),
        partners=tuple(
            model.Partner(
                name=it.name,
                role=it.role,
                logo=_sizes(photos[it.logo].sizes) if it.logo else None,
            )
            for it in written.partners
        ),
        contact=model.Contact(
            name=written.contact.name, email=written.contact.email, link=written.contact.link
        ),
        places=tuple(_place(it) for it in written.places),
        workshops=tuple(
            sorted(
                (_workshop(it) for it in written.workshops),
                key=lambda it: (it.date, it.starts or time.min, it.place),
            )
        ),
        cooperatives=tuple(_cooperative(it, photos, films) for it in source.cooperatives),
        look=model.Look(accent=written.look.accent),
        signups=sign_ups(source),
    )


def sign_ups(source: Source) -> model.SignUps | None:
    """How the exhibit takes sign-ups; None if it does not."""
    written = source.exhibit.signups
    if written is None:
        return None
    controller = written.controller
    return model.SignUps(
        controller=model.Controller(
            name=controller.name, email=controller.email, address=controller.address
        ),
        purposes=tuple(model.Purpose(id=it.id, text=it.text) for it in written.purposes),
        consent=dict(source.consent),
        consent_version=written.consent.version,
        recipients=written.keys.recipients,
        receipt_key=written.keys.receipt,
        retention_days=written.retention_days,
    )


def _place(written: documents.Place) -> model.Place:
    opening, exhibition = written.opening, written.exhibition
    return model.Place(
        id=written.id,
        library=written.library,
        town=written.town,
        address=written.address,
        opening=model.Opening(date=opening.date, starts=opening.starts) if opening else None,
        exhibition=model.Period(
            first_day=exhibition.first_day, last_day=exhibition.last_day, note=exhibition.note
        )
        if exhibition
        else None,
    )


def _workshop(written: documents.Workshop) -> model.Workshop:
    return model.Workshop(
        place=written.place,
        date=written.date,
        starts=written.starts,
        ends=written.ends,
        doors=written.doors,
        promise=written.promise,
    )


def _cooperative(source: Cooperative, photos: Photos, films: Films) -> model.Cooperative:
    written = source.written
    return model.Cooperative(
        id=source.id,
        name=written.name,
        right=written.right,
        summary=written.summary,
        introduction=written.introduction,
        colour=written.colour,
        icon=written.icon,
        quote=model.Quote(text=written.quote.text, who=written.quote.who),
        photos=tuple(_photo(it, photos[source.path(it.file)]) for it in written.photos),
        films=tuple(
            _film(it, films[source.path(it.file)], captions)
            for it, captions in zip(written.films, source.captions, strict=True)
        ),
        story=dict(source.stories),
    )


def _photo(written: documents.Photo, made: media.Photo) -> model.Photo:
    return model.Photo(
        caption=written.caption,
        description=written.description,
        focus=written.point,
        credit=written.credit,
        sizes=_sizes(made.sizes),
    )


def _film(
    written: documents.Film, made: media.Film, captions: Mapping[str, tuple[model.Cue, ...]]
) -> model.Film:
    return model.Film(
        caption=written.caption,
        description=written.description,
        focus=written.point,
        credit=written.credit,
        sha256=made.film.sha256,
        bytes=made.film.bytes,
        width_px=made.width_px,
        height_px=made.height_px,
        duration_ms=made.duration_ms,
        sound=made.sound,
        gain_db=made.gain_db,
        poster=_sizes(made.poster),
        captions=dict(captions),
    )


def _sizes(made: tuple[media.Size, ...]) -> tuple[model.Size, ...]:
    return tuple(
        model.Size(sha256=it.sha256, width_px=it.width_px, height_px=it.height_px, bytes=it.bytes)
        for it in made
    )
