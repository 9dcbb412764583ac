"""The report: counts that add up, on one page that names nobody and needs nothing beside itself."""

import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image
from signups.kiosks import CATALOGUE, KEYS, TODAY, Kiosk, Office, answers, id_of

from kiosk import paths
from kiosk.office import report
from kiosk.office.census import Kiosk as Known
from kiosk.office.collection import Collection
from kiosk.office.facts import SignUpFacts
from kiosk.office.figures import MOST_WEEKS, Attendance, Figures, NamedCount, Week, figures
from kiosk.signups.signup import Interest, WorkshopChoice

FONTS = paths.assets().fonts
NASTY = "<b>&\"'</b><script>alert(1)</script>"
OOGST = Interest(id="oogst", name="Oogst van iedereen")
ZON = Interest(id="zon", name="Zon op het dak")
VISITORS = ("Wilhelmina Zeldzaam", "Quirijn Vreemdenaam", "Xaviera Bijzonder", "Ypke Weg")
EMPTY = Figures(
    demo=False,
    total=0,
    withdrawn=0,
    towns=(),
    cooperatives=(),
    languages=(),
    weeks=(),
    earlier=0,
    undated=0,
    evenings=(),
    kiosks=(),
)
MONDAY = date(2018, 9, 3)
FULL = Figures(
    demo=True,
    total=3870,
    withdrawn=6,
    towns=tuple(
        NamedCount(name, 500 - 90 * at) for at, name in enumerate(["Venray", "Gennep", "Horst", ""])
    ),
    cooperatives=tuple(
        NamedCount(f"Coöperatie nummer {n} met een naam", 90 - n) for n in range(18)
    ),
    languages=(NamedCount("nl", 340), NamedCount("uk", 21), NamedCount("ar", 3)),
    weeks=tuple(Week(MONDAY + timedelta(days=7 * n), n * n % 41) for n in range(MOST_WEEKS)),
    earlier=3,
    undated=12,
    evenings=tuple(Attendance("Venray", MONDAY + timedelta(days=n), n + 1) for n in range(5)),
    kiosks=(
        Known("k-3f9a1b2c", "Venray", 141, 131, ((12, 14),), (), ()),
        Known("k-77aa0d1e", "Gennep", 98, 94, (), (), ()),
        Known("k-z0z0z0z0", None, 70, 60, (), ((33, 35),), ((7, 7), (9, 10))),
        Known("k-99999999", "Horst", 20, 10, tuple((n, n) for n in range(1, 21, 2)), (), ()),
    ),
)


class Page(HTMLParser):
    """A page as a browser takes it apart."""

    VOID = frozenset({"meta", "rect", "line", "link", "img", "br"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str | None]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.tables: dict[str, list[list[str]]] = {}
        """Rows of cells, by the heading above them."""
        self._heading = ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.tags[tag] += 1
        self.attributes += attrs
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "h2":
            self._heading = ""
        if tag == "tr":
            self.tables.setdefault(self._heading, []).append([])
        if tag in {"td", "th"}:
            self.tables[self._heading][-1].append("")

    def handle_endtag(self, tag: str) -> None:
        """An element ends: the one that was opened last."""
        if tag not in self.VOID:
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


def page(what: Figures, language: str = "nl", fonts: Path | None = None) -> str:
    """The report of these figures."""
    return report.page(what, TODAY, CATALOGUE, language, fonts)


def counted(office: Office, *kiosks: Kiosk, language: str = "nl") -> Figures:
    """The figures of an office, with all that these kiosks have."""
    office.collect_from(*kiosks)
    with Collection(office.file) as collection:
        return figures(collection, TODAY, language)


@pytest.fixture
def busy(office: Office) -> Office:
    """Two kiosks: five who stay, two who took it back, one whose day is past."""
    gennep, venray = Kiosk(KEYS), Kiosk(KEYS, "k-bbbbbbbb", town="Venray")
    first, second, third, fourth = VISITORS
    gennep.sign_up(first, cooperatives=(OOGST, ZON))
    gennep.sign_up(second, days=1, language="pl", cooperatives=(), email=None, phone="0612345678")
    gennep.sign_up(fourth, days=1, language="de")
    gennep.sign_up("Oud Verlopen", retention=TODAY - timedelta(days=1), language="fr")
    venray.sign_up(third, days=14, cooperatives=(ZON,), workshops=())
    venray.sign_up("Vaag Klokje", clock_trusted=False, language="xx", cooperatives=(ZON,))
    venray.sign_up("Zonder Plaats", place=None, town=None)
    venray.withdraw("Zonder Plaats 2")
    gennep.withdraw(fourth)
    office.collect_from(gennep, venray)
    return office


def test_counts_add_up(busy: Office) -> None:
    """Every sign-up counts once by place, language and week; the largest first, no week left out.

    Who took it back, at a kiosk or here, and who is past the last day, leaves no other trace.
    """
    told = counted(busy)
    assert (told.total, told.withdrawn, told.undated, told.earlier) == (5, 2, 1, 0)
    assert told.towns == (NamedCount("Gennep", 2), NamedCount("Venray", 2), NamedCount("", 1))
    assert told.languages == (NamedCount("nl", 3), NamedCount("pl", 1), NamedCount("xx", 1))
    assert told.cooperatives == (NamedCount(ZON.name, 3), NamedCount(OOGST.name, 2))
    assert [(week.monday.day, week.count) for week in told.weeks] == [(1, 3), (8, 0), (15, 1)]
    assert [(one.town, one.count) for one in told.evenings] == [("Gennep", 4)]
    assert sum(week.count for week in told.weeks) + told.undated == told.total
    assert sum(kiosk.sign_ups for kiosk in told.kiosks) == told.total
    with Collection(busy.file) as collection:
        collection.withdrawals.withdraw(id_of(VISITORS[0]))
    told = counted(busy)
    assert (told.total, told.withdrawn) == (4, 3)


def test_a_page_shows_the_counts(busy: Office) -> None:
    """As tables, in Dutch if nobody asks otherwise: who cannot see the bars hears the numbers."""
    read = Page(page(counted(busy)))
    assert read.counts("Per plaats") == {"Gennep": 2, "Venray": 2, "Plaats niet bekend": 1}
    weeks = {"1 oktober 2018": 3, "8 oktober 2018": 0, "15 oktober 2018": 1}
    assert read.counts("Per week") == weeks
    assert read.counts("Per taal") == {"Nederlands": 3, "Pools": 1, "xx": 1}
    assert read.counts("Per coöperatie") == {ZON.name: 3, OOGST.name: 2}
    assert read.counts("Per werkbijeenkomst") == {"Gennep, 3 oktober 2018": 4}
    assert read.tables["Kiosken"][1:] == [
        ["k-aaaaaaaa", "Gennep", "2", "5", "ja"],
        ["k-bbbbbbbb", "Venray", "3", "4", "ja"],
    ]
    assert "Van 1 aanmelding is de dag niet zeker" in read.text
    assert "Stand op 8 oktober 2018" in read.text
    read = Page(page(counted(busy, language="en"), "en"))
    assert read.counts("By place") == {"Gennep": 2, "Venray": 2, "Place not known": 1}
    assert read.counts("By language") == {"Dutch": 3, "Polish": 1, "xx": 1}
    assert read.counts("By week")["1 October 2018"] == 3
    assert "Report of the sign-ups" in read.text
    assert "aanmelding" not in read.text.lower()


def test_nobody_is_named(busy: Office) -> None:
    """No part of a name, an address or a number of anybody is on the page, nor an id."""
    for language in ("nl", "en"):
        plain = page(counted(busy, language=language), language)
        for name in (*VISITORS, "Oud Verlopen", "Vaag Klokje"):
            assert not [part for part in name.split() if re.search(rf"\b{part}\b", plain)]
            assert name.lower().replace(" ", ".") not in plain
            assert id_of(name) not in plain
        assert "example.org" not in plain
        assert "612345678" not in plain


@pytest.mark.parametrize("language", ["nl", "en", "de"])
@pytest.mark.parametrize("what", [EMPTY, FULL], ids=["empty", "full"])
def test_it_is_a_whole_page_that_asks_for_nothing(what: Figures, language: str) -> None:
    """Well-formed, in a language, without a script; its letters are in it where it has any."""
    html = page(what, language, FONTS)
    read = Page(html)
    assert read.open == []
    assert html.startswith(f'<!DOCTYPE html>\n<html lang="{language}">')
    assert not {"script", "link", "img", "iframe", "object", "base", "form"} & set(read.tags)
    names = {name for name, _ in read.attributes}
    assert not names & {"src", "href", "srcset", "action", "data", "xlink:href", "background"}
    assert not [name for name in names if name.startswith("on")]
    assert not re.search(r"\w+://|@import", html)
    assert re.findall(r"url\((.{21})", html) == ["data:font/ttf;base64,"] * 2
    assert "url(" not in page(what, language)


def test_what_a_strange_kiosk_sends_stays_text(office: Office) -> None:
    """A place or cooperative that looks like markup is shown letter by letter, and does nothing."""
    kiosk = Kiosk(KEYS)
    kiosk.sign_up(
        town=NASTY,
        cooperatives=(Interest(id="x", name=NASTY),),
        workshops=(WorkshopChoice(place="x", town=NASTY, date=date(2018, 10, 3)),),
    )
    told = counted(office, kiosk)
    plain = replace(
        told,
        towns=(NamedCount("T", 1),),
        cooperatives=(NamedCount("C", 1),),
        evenings=(Attendance("E", date(2018, 10, 3), 1),),
        kiosks=(replace(told.kiosks[0], town="T"),),
    )
    read, other = Page(page(told)), Page(page(plain))
    assert read.tags == other.tags
    assert len(read.attributes) == len(other.attributes)
    assert read.counts("Per plaats") == read.counts("Per coöperatie") == {NASTY: 1}
    assert read.text.count(NASTY) == 4


def test_it_says_what_is_missing_at_which_kiosk() -> None:
    """In numbers, as the desk says it; of many gaps or places the first."""
    rows = {row[0]: (row[1], row[-1]) for row in Page(page(FULL)).tables["Kiosken"]}
    assert rows["k-3f9a1b2c"] == ("Venray", "ontbreekt: 12–14")
    assert rows["k-77aa0d1e"] == ("Gennep", "ja")
    assert rows["k-z0z0z0z0"] == ("niet bekend", "zonder inhoud: 7, 9–10; dubbel: 33–35")
    assert rows["k-99999999"] == ("Horst", "ontbreekt: 1, 3, 5, 7, 9, 11, 13, 15, …")
    many = replace(EMPTY, total=100, towns=tuple(NamedCount(f"T{n}", 1) for n in range(100)))
    places = Page(page(many)).counts("Per plaats")
    assert list(places.items())[-1] == ("Alle andere", 80)
    assert len(places) == report.MOST_ROWS + 1


def test_lost_contents_are_told(office: Office) -> None:
    """Sign-ups that came without their bytes, side by side ones as a range; none past its day."""
    kiosk = Kiosk(KEYS)
    for number in range(6):
        kiosk.sign_up(f"Els {number}")
    kiosk.sign_up("past", retention=TODAY - timedelta(days=1))
    for number in (2, 3, 5, 7):
        kiosk.log.sealed.pop(number)
    (told,) = counted(office, kiosk).kiosks
    assert (told.without, told.missing, told.twice) == (((2, 3), (5, 5)), (), ())


def test_nothing_collected_yet(office: Office) -> None:
    """It is said in six places, without a chart; and that a demonstration is one."""
    Collection(office.file, create=True, demo=True).close()
    with Collection(office.file) as collection:
        told = figures(collection, TODAY)
    read = Page(page(told))
    assert read.text.count("Nog geen.") == 6
    assert not {"table", "svg"} & set(read.tags)
    assert "Voorbeeld: gemaakt van een demonstratie" in read.text
    assert "Example: made of a demonstration" in Page(page(told, "en")).text
    assert "Voorbeeld:" not in Page(page(replace(told, demo=False))).text


def test_a_cooperative_has_one_name_in_the_language_of_the_report(office: Office) -> None:
    """The one its readers know, or the commonest other; it is counted once a visitor."""
    kiosk = Kiosk(KEYS)
    seen = ["nl a Zon", "pl a Słońce", "pl a Słońce", "pl b Wiatr", "pl b Wiatr", "de b Wind"]
    for number, (language, id_, name) in enumerate(map(str.split, seen)):
        twice = (Interest(id=id_, name=name),) * 2
        kiosk.sign_up(f"V{number}", language=language, cooperatives=twice)
    kiosk.sign_up("Nobody's", cooperatives=())
    dutch = counted(office, kiosk).cooperatives
    assert dutch == (NamedCount("Wiatr", 3), NamedCount("Zon", 3))
    german = counted(office, language="de").cooperatives
    assert german == (NamedCount("Słońce", 3), NamedCount("Wind", 3))


@pytest.mark.parametrize(("weeks", "earlier"), [(1, 0), (MOST_WEEKS, 0), (MOST_WEEKS + 2, 2)])
def test_many_years_do_not_make_an_endless_chart(office: Office, weeks: int, earlier: int) -> None:
    """The newest weeks are drawn, and how many came before is said."""
    kiosk = Kiosk(KEYS)
    for week in range(weeks):
        kiosk.sign_up(f"V{week}", days=7 * week, retention=date(2030, 1, 1))
    told = counted(office, kiosk)
    assert (len(told.weeks), told.earlier) == (min(weeks, MOST_WEEKS), earlier)
    assert {week.monday.weekday() for week in told.weeks} == {0}
    read = Page(page(told, "en"))
    assert sum(read.counts("By week").values()) == weeks - earlier
    assert ("sign-ups came before these weeks" in read.text) == (earlier > 0)


def test_facts_come_back_as_they_were_kept() -> None:
    """Facts read from their columns are the facts, and hold neither name nor address."""
    at = datetime(2018, 10, 3, 23, 30, tzinfo=UTC)
    for other in ({}, {"place": None, "town": None, "clock_trusted": False, "workshops": ()}):
        facts = SignUpFacts.of(answers("Wilhelmina", at=at, **other))
        assert SignUpFacts.read(facts.columns()) == facts
        assert facts.day == date(2018, 10, 3)
        assert "wilhelmina" not in repr(facts.columns()).lower()


def run(*command: str | Path) -> bytes:
    """What a program prints; where it is not installed the test is skipped."""
    path = shutil.which(command[0])
    if path is None:
        pytest.skip(f"{command[0]} is not installed here, so the page is not looked at with it")
    done = subprocess.run([path, *command[1:]], check=True, capture_output=True, timeout=120)
    return done.stdout


def browse(what: Figures, folder: Path, *flags: str) -> None:
    """Open the page in Chromium, without a window, away from any network."""
    file = folder / "report.html"
    file.write_text(page(what, fonts=FONTS), "utf-8")
    run(
        "chromium",
        *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
        f"--user-data-dir={folder / 'profile'}",
        *flags,
        file.as_uri(),
    )


@pytest.mark.slow
def test_it_looks_like_a_report_in_a_browser(tmp_path: Path) -> None:
    """The bars are drawn in their colours, and nothing is wider than the window."""
    shot = tmp_path / "shot.png"
    browse(FULL, tmp_path, "--window-size=900,2200", f"--screenshot={shot}")
    with Image.open(shot) as opened:
        picture = opened.convert("RGB")
        pixels = {colour for _, colour in picture.getcolors(1 << 20) or []}
        edge = {picture.getpixel((899, y)) for y in range(0, 2200, 7)}
    for colour in ("006B7D", "7A3E8E", "4F6B1E", "9C3D2E", "2F5D8A", "1F2430"):
        assert tuple(bytes.fromhex(colour)) in pixels, colour
    assert edge == {tuple(bytes.fromhex("FBF7F0"))}


@pytest.mark.slow
@pytest.mark.parametrize(("what", "pages"), [(EMPTY, 1), (FULL, 2)], ids=["empty", "full"])
def test_it_prints_on_one_or_two_sheets_of_a4(tmp_path: Path, what: Figures, pages: int) -> None:
    """Also with eighteen cooperatives and forty weeks; and what stands on it is text."""
    printed = tmp_path / "report.pdf"
    browse(what, tmp_path, f"--print-to-pdf={printed}", "--no-pdf-header-footer")
    content = printed.read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == pages
    for box in re.findall(rb"/MediaBox \[([^\]]+)\]", content):
        assert [float(side) for side in box.split()[2:]] == pytest.approx([595, 842], abs=1)
    assert re.search(rf"\b{what.total}\b", run("pdftotext", "-layout", printed, "-").decode())
