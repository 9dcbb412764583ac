"""Small exhibits on the real dates of 2018, that differ only in what a test is about."""

import hashlib
from collections.abc import Sequence
from datetime import date, time
from typing import Any

from kiosk.exhibit import model


def text(dutch: str, english: str | None = None) -> model.Text:
    """A text in Dutch, and in English if there is one."""
    return model.Text({"nl": dutch} | ({"en": english} if english else {}))


def block(*sentences: str) -> model.Block:
    """A paragraph."""
    runs = [(model.Run(text=sentence),) for sentence in sentences]
    return model.Block(kind="paragraph", sentences=tuple(model.Sentence(runs=run) for run in runs))


def place(name: str, library: str = "", town: str = "", **other: Any) -> model.Place:
    """A library; what is not said of it is not known."""
    unknown = {"address": None, "opening": None, "exhibition": None}
    library, town = library or f"Bibliotheek {name}", town or name.title()
    return model.Place(id=name, library=library, town=town, **unknown | other)


def about(name: str, description: str = "") -> dict[str, Any]:
    """What is said of a photo or film of which the caption is its name."""
    credit = model.Credit(author="Freespace", licence="CC BY 4.0", source="wallpapers")
    words = {"caption": text(name), "description": text(description or name)}
    return {**words, "focus": model.Focus(), "credit": credit}


def film(name: str, poster: tuple[model.Size, ...], **other: Any) -> model.Film:
    """A film with its name as its words."""
    plain: dict[str, Any] = {"bytes": 9, "width_px": 1280, "height_px": 720, "sound": True}
    plain |= {"gain_db": 0, "captions": {"nl": ()}, "sha256": sha256(name)} | about(name)
    return model.Film.model_validate(plain | {"poster": poster} | other)


def sha256(content: str | bytes) -> str:
    """The hash of some bytes, or one that differs for each name."""
    return hashlib.sha256(content.encode() if isinstance(content, str) else content).hexdigest()


class ExhibitMaker:
    """Makes exhibits that differ only in what a test is about."""

    def __call__(
        self,
        material: Sequence[tuple[int, int]] = ((3, 1),) * 9,
        workshops: Sequence[model.Workshop] | None = None,
        languages: tuple[str, ...] = ("nl", "en"),
        timezone: str = "Europe/Amsterdam",
    ) -> model.Exhibit:
        """An exhibit with one cooperative for each `(photos, films)` in `material`."""
        return model.Exhibit(
            format=1,
            id="limburg-2018",
            title=text("Negen sociale coöperaties", "Nine social cooperatives"),
            languages=languages,
            timezone=timezone,
            example=True,
            about={"nl": (block("Samen lukt het."),)},
            partners=(
                model.Partner(name="Sociale Alliantie", role=text("Organisator"), logo=None),
            ),
            contact=model.Contact(name="Sociale Alliantie", email="a@example.org", link=None),
            places=PLACES,
            workshops=WORKSHOPS if workshops is None else tuple(workshops),
            cooperatives=tuple(
                self.cooperative(f"groep-{n}", photos, films)
                for n, (photos, films) in enumerate(material, 1)
            ),
            look=model.Look(),
        )

    def cooperative(self, name: str, photos: int, films: int) -> model.Cooperative:
        """One cooperative; its story has three sentences in Dutch and two in English."""
        return model.Cooperative(
            id=name,
            name=text(name),
            right=text("wonen"),
            summary=text("Wij doen het samen."),
            introduction=None,
            colour="#4F6B1E",
            icon="home",
            quote=model.Quote(text=text("Hier ken ik iedereen."), who=text("Els")),
            photos=tuple(_photo(f"{name} photo {n}") for n in range(photos)),
            films=tuple(_film(f"{name} film {n}", (n + 1) * 20_000) for n in range(films)),
            story={
                "nl": _story("Wij begonnen klein.", "Nu zijn we groot.", "Kom ook."),
                "en": _story("We began small.", "Come along."),
            },
        )

    def workshop(
        self,
        place: str,
        day: date,
        starts: time | None = None,
        ends: time | None = None,
    ) -> model.Workshop:
        """A workshop with an arbitrary question."""
        return _workshop(place, day, None, "Lukt dat?", (starts, ends))


def _story(*sentences: str) -> model.Story:
    return model.Story(title="Ons verhaal", blocks=(block(*sentences),), words=9)


def _sizes(name: str) -> tuple[model.Size, ...]:
    return tuple(
        model.Size(sha256=sha256(f"{name} {side}"), width_px=side, height_px=side // 2, bytes=9)
        for side in model.LONG_SIDES_PX
    )


def _photo(name: str) -> model.Photo:
    return model.Photo(**about(name), sizes=_sizes(name))


def _film(name: str, duration_ms: int) -> model.Film:
    return film(name, _sizes(f"{name} poster"), duration_ms=duration_ms)


def _stop(name: str, library: str, town: str, *days: date | None, **other: Any) -> model.Place:
    """A library, with the first and last day of the exhibition there."""
    period = model.Period(first_day=days[0], last_day=days[1], note=None)
    return place(name, library, town, exhibition=period, **other)


def _workshop(
    place: str,
    day: date,
    doors: time | None,
    promise: str,
    hours: tuple[time | None, time | None] = (time(19, 30), time(21, 30)),
) -> model.Workshop:
    """A workshop, at the usual hours if nothing else is said."""
    starts, ends = hours
    return model.Workshop(
        place=place, date=day, starts=starts, ends=ends, doors=doors, promise=text(promise)
    )


PLACES = (
    _stop("panningen", "Bibliotheek Maas en Peel", "Panningen", date(2018, 9, 7), None),
    _stop(
        "gennep", "BiblioPlus", "Gennep", date(2018, 9, 28), None, address="Ellen Hoffmannplein 2"
    ),
    _stop("venray", "BiblioNu Venray", "Venray", date(2018, 10, 19), date(2018, 11, 9)),
    _stop("horst", "BiblioNu Horst", "Horst", None, None, address="Librije 60"),
    _stop("venlo", "Bibliotheek Venlo", "Venlo", None, None),
)

WORKSHOPS = (
    _workshop("panningen", date(2018, 9, 12), None, "Hoe ver reikt hun kracht?", (None, None)),
    _workshop("gennep", date(2018, 10, 3), time(19), "Helpt dat mensen uit de armoede?"),
    _workshop("venray", date(2018, 11, 1), None, "Zijn ze dan ook sociale ondernemers?"),
    _workshop("horst", date(2018, 11, 14), time(19), "Welk systeem past daarbij?"),
    _workshop("venlo", date(2018, 12, 12), None, "Hoe ver gaat die nieuwe macht?"),
)


make_exhibit = ExhibitMaker()
