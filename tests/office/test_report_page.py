"""The report: one page that adds up, names nobody and needs nothing beside itself."""

from __future__ import annotations

import re
import shutil
import struct
import subprocess
import zlib
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from signups.kiosks import KEYS, TODAY, Kiosk, Office, answers

from kiosk.i18n.catalogue import Catalogue
from kiosk.keys import demo, keyring
from kiosk.office import report
from kiosk.office.census import census
from kiosk.office.collection import Collection
from kiosk.office.facts import SignUpFacts
from kiosk.office.figures import MOST_WEEKS, Figures, NamedCount, Week, figures
from kiosk.signups.signup import Interest, WorkshopChoice

if TYPE_CHECKING:
    from collections.abc import Callable

ROOT = Path(__file__).parents[2]
FONTS = ROOT / "assets" / "fonts"
CATALOGUE = Catalogue()
NASTY = "<b>&\"'</b><script>alert(1)</script>"
OOGST = Interest(id="oogst", name="Oogst van iedereen")
ZON = Interest(id="zon", name="Zon op het dak")
VOID = {"meta", "link", "img", "br", "hr", "input", "base"}


class Read(HTMLParser):
    """A page as a browser would take it apart."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str | None]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.tables: dict[str, list[list[str]]] = {}
        """Rows of cells, by the heading above them."""
        self._heading = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One more element."""
        self.tags[tag] += 1
        self.attributes += [(tag, name, value) for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)
        if tag == "h2":
            self._heading = ""
        if tag == "tr":
            self.tables.setdefault(self._heading, []).append([])
        if tag in {"td", "th"}:
            self.tables[self._heading][-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """One more element that is closed at once."""
        self.tags[tag] += 1
        self.attributes += [(tag, name, value) for name, value in attrs]

    def handle_endtag(self, tag: str) -> None:
        """An element ends, and it is the one that was opened last."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Words between the tags."""
        if "style" in self.open:
            return
        self.words.append(data)
        if "h2" in self.open:
            self._heading += data
        elif {"td", "th"} & set(self.open):
            self.tables[self._heading][-1][-1] += data

    @property
    def text(self) -> str:
        """All words."""
        return " ".join(" ".join(self.words).split())

    def counts(self, heading: str) -> dict[str, int]:
        """The rows under a heading: their name, and the number at their end."""
        return {row[0]: int(row[-1]) for row in self.tables[heading][1:]}


def told(office: Office, language: str = "nl", today: date = TODAY) -> Figures:
    """The figures of what an office collected."""
    with Collection(office.file) as collection:
        return figures(collection, today, language)


def html(office: Office, language: str = "nl", fonts: Path | None = None) -> str:
    """The page over what an office collected."""
    return report.page(told(office, language), TODAY, CATALOGUE, language, fonts)


def collected(folder: Path, *kiosks: Kiosk) -> Office:
    """An office that took all these kiosks' bundles."""
    office = Office(folder)
    for at, kiosk in enumerate(kiosks):
        office.collect(kiosk.carry(folder / f"stick-{at}").parents[2])
    return office


@pytest.fixture
def visitors() -> list[str]:
    """Names that no page may hold."""
    return ["Wilhelmina Zeldzaam", "Quirijn Vreemdenaam", "Xaviera Bijzonder", "Ypke Weg"]


@pytest.fixture
def busy(tmp_path: Path, visitors: list[str]) -> Office:
    """Two kiosks: five who stay, one who took it back, one whose day is past."""
    gennep, venray = Kiosk(KEYS), Kiosk(KEYS, "k-bbbbbbbb", town="Venray")
    gennep.sign_up(visitors[0], cooperatives=(OOGST, ZON))
    gennep.sign_up(
        visitors[1], days=1, language="pl", cooperatives=(), email=None, phone="0612345678"
    )
    gennep.sign_up(visitors[3], days=1, language="de")
    gennep.sign_up("Oud Verlopen", retention=TODAY - timedelta(days=1), language="fr")
    venray.sign_up(visitors[2], days=14, cooperatives=(ZON,), workshops=())
    venray.sign_up("Vaag Klokje", clock_trusted=False, language="xx", cooperatives=(ZON,))
    venray.sign_up("Zonder Plaats", place=None, town=None)
    venray.withdraw("Zonder Plaats 2")
    gennep.withdraw(visitors[3])
    return collected(tmp_path, gennep, venray)


def test_counts_add_up(busy: Office) -> None:
    """Every sign-up is counted once by place, language and week, and once for each cooperative."""
    figures = told(busy)
    assert (figures.total, figures.withdrawn, figures.undated, figures.earlier, figures.demo) == (
        5,
        2,
        1,
        0,
        False,
    )
    assert figures.towns == (NamedCount("Gennep", 2), NamedCount("Venray", 2), NamedCount("", 1))
    assert figures.languages == (NamedCount("nl", 3), NamedCount("pl", 1), NamedCount("xx", 1))
    assert figures.cooperatives == (
        NamedCount("Zon op het dak", 3),
        NamedCount("Oogst van iedereen", 2),
    )
    assert figures.weeks == (
        Week(date(2018, 10, 1), 3),
        Week(date(2018, 10, 8), 0),
        Week(date(2018, 10, 15), 1),
    )
    assert [(one.town, one.count) for one in figures.evenings] == [("Gennep", 4)]
    assert (
        sum(one.count for one in figures.weeks) + figures.undated + figures.earlier == figures.total
    )
    assert sum(one.sign_ups for one in figures.kiosks) == figures.total


def test_page_shows_the_counts(busy: Office) -> None:
    """What the tables of the page say is what was counted, in Dutch if nobody asks otherwise."""
    page = Read(html(busy))
    assert page.counts("Per plaats") == {"Gennep": 2, "Venray": 2, "Plaats niet bekend": 1}
    assert page.counts("Per week") == {
        "1 oktober 2018": 3,
        "8 oktober 2018": 0,
        "15 oktober 2018": 1,
    }
    assert list(page.counts("Per taal").values()) == [3, 1, 1]
    assert page.counts("Per taal")["Nederlands"] == 3
    assert page.counts("Per taal")["xx"] == 1
    assert sorted(page.counts("Per coöperatie").values()) == [2, 3]
    assert "Van 1 aanmelding is de dag niet zeker" in page.text
    assert "Stand op 8 oktober 2018" in page.text
    assert "Voorbeeld:" not in page.text
    assert ("html", "lang", "nl") in page.attributes
    assert not page.open


def test_page_in_english(busy: Office) -> None:
    """Asked for in English, the page is in English, months and languages too."""
    page = Read(html(busy, "en"))
    assert ("html", "lang", "en") in page.attributes
    assert page.counts("By place") == {"Gennep": 2, "Venray": 2, "Place not known": 1}
    assert page.counts("By language") == {"Dutch": 3, "Polish": 1, "xx": 1}
    assert page.counts("By week")["1 October 2018"] == 3
    assert "Report of the sign-ups" in page.text
    assert "aanmelding" not in page.text.lower()


def test_withdrawn_are_not_counted(tmp_path: Path) -> None:
    """Who signs up and takes it back leaves one more withdrawal and no other trace."""
    kiosk = Kiosk(KEYS)
    kiosk.sign_up("Blijft")
    office = collected(tmp_path / "a", kiosk)
    before = told(office)
    kiosk.sign_up("Gaat", language="pl", cooperatives=(ZON,), town="Elders")
    kiosk.withdraw("Gaat")
    after = told(collected(tmp_path / "b", kiosk))
    assert (before.withdrawn, after.withdrawn) == (0, 1)
    for name in ("total", "towns", "cooperatives", "languages", "weeks", "evenings"):
        assert getattr(before, name) == getattr(after, name)


def test_nobody_is_named(busy: Office, visitors: list[str]) -> None:
    """No part of a name, an address or a phone number of anybody is on the page."""
    for language in ("nl", "en"):
        page = html(busy, language, FONTS)
        plain = re.sub(r"base64,[A-Za-z0-9+/=]*", "", page)
        for name in [*visitors, "Oud Verlopen", "Vaag Klokje"]:
            assert not [part for part in name.split() if re.search(rf"\b{part}\b", plain)]
            assert name.lower().replace(" ", ".") not in plain
        assert "example.org" not in plain
        assert "612345678" not in plain
        assert "@example" not in plain


def test_page_needs_nothing_else(busy: Office) -> None:
    """The page names no other file or address, has no script, and carries its letters."""
    page = html(busy, fonts=FONTS)
    read = Read(page)
    assert not {"script", "link", "img", "iframe", "object", "base", "form"} & set(read.tags)
    names = {name for _, name, _ in read.attributes}
    assert not names & {"src", "href", "srcset", "action", "data", "xlink:href", "background"}
    assert not [name for name in names if name.startswith("on")]
    urls = re.findall(r"url\(([^)]*)\)", page)
    assert len(urls) == 2
    assert all(url.startswith("data:font/ttf;base64,") for url in urls)
    assert "@import" not in page
    assert not re.search(r"\w+://", page)
    assert "url(" not in html(busy)


def test_nothing_typed_becomes_markup(tmp_path: Path) -> None:
    """A cooperative or town that looks like markup is shown letter by letter."""
    kiosk = Kiosk(KEYS)
    kiosk.sign_up(
        town=NASTY,
        cooperatives=(Interest(id="x", name=NASTY),),
        workshops=(WorkshopChoice(place="x", town=NASTY, date=date(2018, 10, 3)),),
    )
    office = collected(tmp_path, kiosk)
    plain = Kiosk(KEYS)
    plain.sign_up()
    page, other = Read(html(office)), Read(html(collected(tmp_path / "plain", plain)))
    assert page.tags == other.tags
    assert len(page.attributes) == len(other.attributes)
    assert page.counts("Per plaats") == {NASTY: 1}
    assert page.counts("Per coöperatie") == {NASTY: 1}
    assert page.text.count(NASTY) == 4


def test_missing_numbers_are_told_per_kiosk(tmp_path: Path) -> None:
    """Each kiosk's row says which of its numbers nobody has seen."""
    office, stick = Office(tmp_path), tmp_path / "stick"
    gennep, venray = Kiosk(KEYS), Kiosk(KEYS, "k-bbbbbbbb", town="Venray")
    for number in range(9):
        gennep.sign_up(f"Gennep {number}")
        venray.sign_up(f"Venray {number}")
    for first, last in ((1, 2), (4, 4), (8, 9)):
        gennep.carry(stick, first, last)
    venray.carry(stick)
    office.collect(stick)
    first, second = told(office).kiosks
    assert (first.missing, second.missing) == (((3, 3), (5, 7)), ())
    assert (first.sound, second.sound) == (False, True)
    assert (first.last, first.sign_ups, first.town) == (9, 5, "Gennep")
    rows = {row[0]: row[1:] for row in Read(html(office)).tables["Kiosken"][1:]}
    assert rows == {
        "k-aaaaaaaa": ["Gennep", "5", "9", "ontbreekt: 3, 5–7"],
        "k-bbbbbbbb": ["Venray", "9", "9", "ja"],
    }


def test_many_gaps_are_cut_short(tmp_path: Path) -> None:
    """Of more than eight gaps the first eight are named, and dots say there are more."""
    office, stick, kiosk = Office(tmp_path), tmp_path / "stick", Kiosk(KEYS)
    for number in range(20):
        kiosk.sign_up(f"Els {number}")
    for number in range(2, 21, 2):
        kiosk.carry(stick, number, number)
    office.collect(stick)
    assert "missing: 1, 3, 5, 7, 9, 11, 13, 15, …" in Read(html(office, "en")).text


def test_lost_contents_are_told(tmp_path: Path) -> None:
    """Sign-ups that came without their bytes are named, side by side ones as a range."""
    kiosk = Kiosk(KEYS)
    for number in range(6):
        kiosk.sign_up(f"Els {number}")
    kiosk.sign_up("past", retention=TODAY - timedelta(days=1))
    for number in (2, 3, 5, 7):
        kiosk.log.sealed.pop(number)
    office = collected(tmp_path, kiosk)
    (kiosk,) = told(office).kiosks
    assert (kiosk.without, kiosk.missing, kiosk.twice) == (((2, 3), (5, 5)), (), ())
    assert not kiosk.sound
    assert "zonder inhoud: 2–3, 5" in Read(html(office)).text


def test_a_disk_put_back_is_told(tmp_path: Path) -> None:
    """Numbers that came with two contents are named."""
    one, other = Kiosk(KEYS), Kiosk(KEYS)
    for kiosk, second in ((one, "B"), (other, "C")):
        kiosk.sign_up("A", id_="0" * 32)
        kiosk.sign_up(second)
    content = one.log.sealed[1]
    assert content != other.log.sealed[1]
    office = collected(tmp_path, one, other)
    with Collection(office.file) as collection:
        (kiosk,) = census(collection, TODAY)
    assert kiosk.twice == ((1, 2),)
    assert "double: 1–2" in Read(html(office, "en")).text


def test_a_number_that_does_not_follow_is_told(tmp_path: Path) -> None:
    """A number that is tied to another one before it than the one seen is named as double."""
    office, stick = Office(tmp_path), tmp_path / "stick"
    one, other = Kiosk(KEYS), Kiosk(KEYS)
    for kiosk, names in ((one, "AB"), (other, "CD")):
        for name in names:
            kiosk.sign_up(name)
    one.carry(stick, 1, 1)
    other.carry(stick, 2, 2)
    office.collect(stick)
    (kiosk,) = told(office).kiosks
    assert (kiosk.twice, kiosk.missing, kiosk.last) == (((2, 2),), (), 2)
    assert "dubbel: 2" in Read(html(office)).text


def test_nothing_collected_yet(tmp_path: Path) -> None:
    """An empty collection gives a page that says in six places that there is none, and no chart."""
    office = Office(tmp_path)
    with Collection(office.file, create=True, demo=False):
        pass
    page = Read(html(office))
    assert page.text.count("Nog geen.") == 6
    assert not {"table", "svg"} & set(page.tags)
    assert told(office).weeks == ()


def test_a_kiosk_nobody_knows_the_town_of(tmp_path: Path) -> None:
    """A kiosk with a withdrawal only stands in no known town, and without a sign-up."""
    kiosk = Kiosk(KEYS)
    kiosk.withdraw("somebody")
    page = Read(html(collected(tmp_path, kiosk)))
    assert page.tables["Kiosken"][1] == ["k-aaaaaaaa", "niet bekend", "0", "1", "ja"]


def test_demonstrations_say_so(tmp_path: Path) -> None:
    """A page made of demonstrations says above all else that it is an example."""
    office = Office(tmp_path)
    with Collection(office.file, create=True, demo=True):
        pass
    assert "Voorbeeld: gemaakt van een demonstratie" in Read(html(office)).text
    assert "Example: made of a demonstration" in Read(html(office, "en")).text


def test_names_in_the_language_of_the_report(tmp_path: Path) -> None:
    """A cooperative has the name its readers know, or the commonest other if none saw it."""
    kiosk = Kiosk(KEYS)
    for number, (language, id_, name) in enumerate(
        [
            ("nl", "a", "Zon"),
            ("pl", "a", "Słońce"),
            ("pl", "a", "Słońce"),
            ("pl", "b", "Wiatr"),
            ("pl", "b", "Wiatr"),
            ("de", "b", "Wind"),
        ]
    ):
        kiosk.sign_up(f"V{number}", language=language, cooperatives=(Interest(id=id_, name=name),))
    office = collected(tmp_path, kiosk)
    assert told(office).cooperatives == (NamedCount("Wiatr", 3), NamedCount("Zon", 3))
    assert told(office, "de").cooperatives == (NamedCount("Słońce", 3), NamedCount("Wind", 3))


@pytest.mark.parametrize(("weeks", "earlier"), [(1, 0), (MOST_WEEKS, 0), (MOST_WEEKS + 2, 2)])
def test_most_weeks(tmp_path: Path, weeks: int, earlier: int) -> None:
    """At most forty weeks are drawn, the newest; what came before them is said in words."""
    kiosk = Kiosk(KEYS)
    for week in range(weeks):
        kiosk.sign_up(f"V{week}", days=7 * week, retention=date(2030, 1, 1))
    office = collected(tmp_path, kiosk)
    figures = told(office)
    assert len(figures.weeks) == min(weeks, MOST_WEEKS)
    assert figures.earlier == earlier
    assert {one.monday.weekday() for one in figures.weeks} == {0}
    page = Read(html(office, "en"))
    assert sum(page.counts("By week").values()) == weeks - earlier
    assert ("sign-ups came before these weeks" in page.text) == (earlier > 0)


def test_many_names_are_put_together(tmp_path: Path) -> None:
    """Of more names than a table holds the smallest stand together, and nothing is lost."""
    kiosk = Kiosk(KEYS)
    for number in range(report.MOST_ROWS + 3):
        kiosk.sign_up(f"V{number}", town=f"Dorp {number:02}")
    kiosk.sign_up("W", town="Dorp 22")
    rows = Read(html(collected(tmp_path, kiosk))).counts("Per plaats")
    assert len(rows) == report.MOST_ROWS + 1
    assert next(iter(rows)) == "Dorp 22"
    assert (list(rows)[-1], rows["Alle andere"]) == ("Alle andere", 3)
    assert sum(rows.values()) == report.MOST_ROWS + 4


def test_facts_come_back_as_they_were_kept() -> None:
    """Facts read from their columns are the facts, and hold neither name nor address."""
    at = datetime(2018, 10, 3, 23, 30, tzinfo=UTC)
    for other in ({}, {"place": None, "town": None, "clock_trusted": False, "workshops": ()}):
        facts = SignUpFacts.of(answers("Wilhelmina", at=at, **other))
        assert SignUpFacts.read(facts.columns()) == facts
        assert facts.day == date(2018, 10, 3)
        assert "wilhelmina" not in repr(facts.columns()).lower()


@pytest.fixture(scope="module")
def demo_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page over a busy demonstration, with the demo keys, in a file."""
    folder = tmp_path_factory.mktemp("demo")
    keys = keyring.open_daily(ROOT / "content" / "demo-keys", demo.PASSPHRASE)
    stick = folder / "stick"
    towns = ("Gennep", "Venray", "Horst")
    for at, town in enumerate(towns):
        kiosk = Kiosk(keys, f"k-{'abc'[at] * 8}", town=town, is_demo=True)
        for number in range(12 + 5 * at):
            kiosk.sign_up(
                f"{town} {number}",
                days=2 * number,
                language=("nl", "nl", "nl", "pl", "de")[number % 5],
                cooperatives=((OOGST, ZON), (ZON,), ())[number % 3],
            )
        kiosk.withdraw(f"{town} 3")
        kiosk.carry(stick)
    office = Office(folder, keys)
    assert not office.collect(stick, is_demo=True).refused
    path = folder / "verslag.html"
    path.write_text(html(office, fonts=FONTS), "utf-8")
    return path


TOTAL = 12 + 17 + 22 - 3
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--hide-scrollbars",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def program(name: str) -> str:
    """Where a program is; the test is skipped where it is not."""
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"{name} is not installed here, so the page is not looked at with it")
    return path


@pytest.fixture
def chromium(tmp_path: Path, demo_page: Path) -> Callable[..., None]:
    """Chromium without a window, opening the page with these flags."""
    path = program("chromium")

    def run(*flags: str) -> None:
        whole = [path, *FLAGS, f"--user-data-dir={tmp_path / 'profile'}", *flags]
        subprocess.run([*whole, demo_page.as_uri()], check=True, timeout=90, capture_output=True)

    return run


def test_a_browser_shows_it(chromium: Callable[..., None], tmp_path: Path) -> None:
    """In a browser the page is not blank: its picture has many different rows of pixels."""
    picture = tmp_path / "page.png"
    chromium(f"--screenshot={picture}", "--window-size=1000,1500")
    content = picture.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = struct.unpack(">II", content[16:24])
    assert (width, height) == (1000, 1500)
    at, packed = 8, b""
    while at < len(content):
        (size,) = struct.unpack(">I", content[at : at + 4])
        if content[at + 4 : at + 8] == b"IDAT":
            packed += content[at + 8 : at + 8 + size]
        at += size + 12
    pixels = zlib.decompress(packed)
    line = len(pixels) // height
    assert len({pixels[one * line : (one + 1) * line] for one in range(height)}) > 200


def test_it_prints_on_two_pages_at_most(chromium: Callable[..., None], tmp_path: Path) -> None:
    """Printed it is one or two sheets of A4, and the totals on it are text."""
    pdfinfo, pdftotext = program("pdfinfo"), program("pdftotext")
    file = tmp_path / "page.pdf"
    chromium(f"--print-to-pdf={file}", "--no-pdf-header-footer")

    def run(*command: str) -> str:
        return subprocess.run(
            command, check=True, timeout=60, capture_output=True, text=True
        ).stdout

    info = dict(one.split(":", 1) for one in run(pdfinfo, str(file)).splitlines() if ":" in one)
    assert int(info["Pages"]) in {1, 2}
    size = re.search(r"([\d.]+) x ([\d.]+) pts", info["Page size"])
    assert size
    assert [float(one) for one in size.groups()] == pytest.approx([595, 842], abs=2)
    text = run(pdftotext, "-layout", str(file), "-")
    assert "Verslag van de aanmeldingen" in text
    assert re.search(rf"\b{TOTAL}\b", text)
    for town, count in (("Gennep", 11), ("Venray", 16), ("Horst", 21)):
        assert re.search(rf"{town}\s+{count}\b", text)
    assert "example.org" not in text
