"""What many tests share: a clock wound by hand, and a small exhibit on the real dates of 2018."""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from datetime import date, time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from clocks import HandWoundClock

from kiosk.exhibit import model

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Sequence


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--long`: crash as often as the README says, and try every kind of film."""
    parser.addoption(
        "--long",
        action="store_true",
        help="crash a kiosk a thousand times, not thirty, and try more kinds of films: minutes",
    )


def pytest_configure() -> None:
    """No test of many examples is to fail because this machine has other things to do."""
    from hypothesis import settings

    settings.register_profile("shared", deadline=None)
    settings.load_profile("shared")


def _nothing_is_skipped(report: pytest.TestReport | pytest.CollectReport) -> None:
    """In CI nobody reads which tests were skipped, and why: there each is a failure that says so.

    On Linux only, where packaging/setup installs all that tests need. `CI` is set to anything.
    """
    if not (report.skipped and os.environ.get("CI") and sys.platform == "linux"):
        return
    if hasattr(report, "wasxfail"):
        return
    why = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    report.outcome = "failed"
    report.longrepr = f"{why}\n(with CI set no test may be skipped; packaging/setup has the list)"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that was skipped is a failure in CI."""
    report = yield
    _nothing_is_skipped(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A whole file of tests that was skipped is one too."""
    report = yield
    _nothing_is_skipped(report)
    return report


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
            title=_text("Negen sociale coöperaties", "Nine social cooperatives"),
            languages=languages,
            timezone=timezone,
            example=True,
            about={"nl": (_block("Samen lukt het."),)},
            partners=(
                model.Partner(name="Sociale Alliantie", role=_text("Organisator"), logo=None),
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
            name=_text(name),
            right=_text("wonen"),
            summary=_text("Wij doen het samen."),
            introduction=None,
            colour="#4F6B1E",
            icon="home",
            quote=model.Quote(text=_text("Hier ken ik iedereen."), who=_text("Els")),
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


def _text(dutch: str, english: str | None = None) -> model.Text:
    """A text in Dutch, and in English if there is one."""
    return model.Text({"nl": dutch} | ({"en": english} if english else {}))


def _block(*sentences: str) -> model.Block:
    """A paragraph."""
    runs = [(model.Run(text=sentence),) for sentence in sentences]
    return model.Block(kind="paragraph", sentences=tuple(model.Sentence(runs=run) for run in runs))


def _story(*sentences: str) -> model.Story:
    """A story of one paragraph."""
    return model.Story(title="Ons verhaal", blocks=(_block(*sentences),), words=9)


def _sizes(name: str) -> tuple[model.Size, ...]:
    """The picture files of a photo or poster."""
    return tuple(
        model.Size(sha256=_sha256(f"{name} {side}"), width_px=side, height_px=side // 2, bytes=9)
        for side in model.LONG_SIDES_PX
    )


def _sha256(name: str) -> str:
    """A hash that differs for each name."""
    return hashlib.sha256(name.encode()).hexdigest()


CREDIT = model.Credit(author="Freespace", licence="CC BY 4.0", source="wallpapers")


def _photo(name: str) -> model.Photo:
    """A photo with its name as its words."""
    return model.Photo(
        caption=_text(name),
        description=_text(name),
        focus=model.Focus(),
        credit=CREDIT,
        sizes=_sizes(name),
    )


def _film(name: str, duration_ms: int) -> model.Film:
    """A film with its name as its words."""
    return model.Film(
        caption=_text(name),
        description=_text(name),
        focus=model.Focus(),
        credit=CREDIT,
        sha256=_sha256(name),
        bytes=9,
        width_px=1280,
        height_px=720,
        duration_ms=duration_ms,
        sound=True,
        gain_db=0,
        poster=_sizes(f"{name} poster"),
        captions={"nl": ()},
    )


def _place(
    name: str, library: str, town: str, address: str | None, *exhibition: date | None
) -> model.Place:
    """A library, with the first and last day of the exhibition there."""
    period = model.Period(first_day=exhibition[0], last_day=exhibition[1], note=None)
    return model.Place(
        id=name, library=library, town=town, address=address, opening=None, exhibition=period
    )


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
        place=place, date=day, starts=starts, ends=ends, doors=doors, promise=_text(promise)
    )


PLACES = (
    _place("panningen", "Bibliotheek Maas en Peel", "Panningen", None, date(2018, 9, 7), None),
    _place("gennep", "BiblioPlus", "Gennep", "Ellen Hoffmannplein 2", date(2018, 9, 28), None),
    _place("venray", "BiblioNu Venray", "Venray", None, date(2018, 10, 19), date(2018, 11, 9)),
    _place("horst", "BiblioNu Horst", "Horst", "Librije 60", None, None),
    _place("venlo", "Bibliotheek Venlo", "Venlo", None, None, None),
)

WORKSHOPS = (
    _workshop("panningen", date(2018, 9, 12), None, "Hoe ver reikt hun kracht?", (None, None)),
    _workshop("gennep", date(2018, 10, 3), time(19), "Helpt dat mensen uit de armoede?"),
    _workshop("venray", date(2018, 11, 1), None, "Zijn ze dan ook sociale ondernemers?"),
    _workshop("horst", date(2018, 11, 14), time(19), "Welk systeem past daarbij?"),
    _workshop("venlo", date(2018, 12, 12), None, "Hoe ver gaat die nieuwe macht?"),
)


@pytest.fixture
def clock() -> HandWoundClock:
    """A clock at noon in the Netherlands on 1 October 2018."""
    return HandWoundClock()


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """An empty stick."""
    (tmp_path / "stick").mkdir()
    return tmp_path / "stick"


@pytest.fixture
def memory(tmp_path: Path) -> Iterator[Path]:
    """A folder that is fast: for where files are judged, and not the disk below them."""
    shared = Path("/dev/shm")  # noqa: S108 - a fresh folder is made in it
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else tmp_path) as folder:
        yield Path(folder)


@pytest.fixture(scope="session")
def new_clock() -> type[HandWoundClock]:
    """Makes clocks, for tests that need a fresh one for each example."""
    return HandWoundClock


@pytest.fixture(scope="session")
def make_exhibit() -> ExhibitMaker:
    """Makes exhibits that differ only in what a test is about."""
    return ExhibitMaker()


@pytest.fixture(scope="session")
def exhibit(make_exhibit: ExhibitMaker) -> model.Exhibit:
    """Nine cooperatives, five libraries, and the five real dates of 2018."""
    return make_exhibit()
