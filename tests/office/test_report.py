"""The report: counts that are right, on a page that anybody may see."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from signups.kiosks import CATALOGUE, KEYS, TODAY, Kiosk, Office, id_of

from kiosk import paths
from kiosk.office import report
from kiosk.office.census import Kiosk as Known
from kiosk.office.collection import Collection
from kiosk.office.figures import MOST_WEEKS, Attendance, Figures, NamedCount, Week, figures
from kiosk.signups.signup import Interest

if TYPE_CHECKING:
    from pathlib import Path

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
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
    ),
)


class Page(HTMLParser):
    """A page as a browser reads it: what is open, what was said, what it asks for."""

    VOID = frozenset({"meta", "rect", "line", "link", "img", "br"})

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.rows: list[list[str]] = []
        self.asked: list[str] = []
        self.tags: set[str] = set()
        self.text: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        self.tags.add(tag)
        self.asked += [value or "" for name, value in attrs if name in {"href", "src"}]
        assert not any(name.startswith("on") for name, _ in attrs)
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in {"th", "td"}:
            self.rows[-1].append("")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element without contents."""
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        """An element ends: the one that is open."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Something is said."""
        if self.open and self.open[-1] not in {"style", "title"}:
            self.text.append(data)
        if {"th", "td"} & set(self.open) and self.rows:
            self.rows[-1][-1] += data


def page(what: Figures, language: str = "nl", *, fonts: bool = False) -> str:
    """The report of these figures."""
    folder = paths.assets().fonts if fonts else None
    return report.page(what, TODAY, CATALOGUE, language, folder)


@pytest.fixture
def office(tmp_path: Path) -> Office:
    """An office whose coordinator has collected nothing yet."""
    return Office(tmp_path)


def counted(office: Office, *kiosks: Kiosk, language: str = "nl") -> Figures:
    """The figures of all that these kiosks have."""
    for kiosk in kiosks:
        kiosk.carry(office.file.parent / "stick")
    office.collect(office.file.parent / "stick")
    with Collection(office.file) as collection:
        return figures(collection, TODAY, language)


def test_everybody_is_counted_where_when_and_in_which_language(office: Office) -> None:
    """By place, week and language; the largest first, weeks in their order without a hole."""
    gennep, venray = Kiosk(KEYS), Kiosk(KEYS, "k-bbbbbbbb", town="Venray")
    for number in range(3):
        venray.sign_up(f"Venray {number}", days=number * 14, language="en" if number else "nl")
    gennep.sign_up("Els")
    gennep.sign_up("Nowhere", place=None, town=None)
    gennep.sign_up("Doubt", clock_trusted=False, days=400)
    told = counted(office, gennep, venray)
    assert told.total == 6
    assert told.towns == (NamedCount("Venray", 3), NamedCount("Gennep", 2), NamedCount("", 1))
    assert told.languages == (NamedCount("nl", 4), NamedCount("en", 2))
    first = date(2018, 10, 1)
    assert told.weeks == tuple(
        Week(first + timedelta(days=7 * at), count) for at, count in enumerate([3, 0, 1, 0, 1])
    )
    assert (told.undated, told.earlier) == (1, 0)


def test_a_cooperative_has_one_name_in_the_language_of_the_report(office: Office) -> None:
    """Whatever its visitors' languages, it is counted once a visitor."""
    kiosk = Kiosk(KEYS)
    dutch, english = Interest(id="oogst", name="Oogst"), Interest(id="oogst", name="Harvest")
    kiosk.sign_up("Els", cooperatives=(dutch, dutch))
    for name in ("Ann", "Bob"):
        kiosk.sign_up(name, cooperatives=(english,), language="en")
    kiosk.sign_up("Nobody's", cooperatives=())
    assert counted(office, kiosk).cooperatives == (NamedCount("Oogst", 3),)
    with Collection(office.file) as collection:
        assert figures(collection, TODAY, "en").cooperatives == (NamedCount("Harvest", 3),)
        assert figures(collection, TODAY, "pl").cooperatives == (NamedCount("Harvest", 3),)


def test_who_took_back_or_is_past_is_not_counted(office: Office) -> None:
    """But how many took back is."""
    kiosk = Kiosk(KEYS)
    for name in ("Els", "Jan", "Piet"):
        kiosk.sign_up(name)
    kiosk.sign_up("Old", retention=TODAY - timedelta(days=1))
    kiosk.withdraw("Jan")
    told = counted(office, kiosk)
    assert (told.total, told.withdrawn) == (2, 1)
    with Collection(office.file) as collection:
        collection.withdraw(id_of("Els"))
        told = figures(collection, TODAY)
    assert (told.total, told.withdrawn) == (1, 2)


def test_many_years_do_not_make_an_endless_chart(office: Office) -> None:
    """The newest weeks are drawn, and how many came before is said."""
    kiosk = Kiosk(KEYS)
    kiosk.sign_up("Long ago", days=-3000)
    kiosk.sign_up("Els")
    told = counted(office, kiosk)
    assert (len(told.weeks), told.earlier) == (MOST_WEEKS, 1)
    assert told.weeks[-1].count == 1


@pytest.mark.parametrize("language", ["nl", "en", "de"])
@pytest.mark.parametrize("what", [EMPTY, FULL], ids=["empty", "full"])
def test_it_is_a_whole_page_that_asks_for_nothing(what: Figures, language: str) -> None:
    """Well-formed, in a language, without a script, and with nothing to fetch from anywhere."""
    html = page(what, language, fonts=True)
    read = Page(html)
    assert read.open == []
    assert read.asked == []
    assert "script" not in read.tags
    assert html.startswith(f'<!DOCTYPE html>\n<html lang="{language}">')
    assert not re.search(r"https?:|@import", html)
    assert set(re.findall(r"url\((.{10})", html)) == {"data:font/"}


def test_every_chart_is_a_table(office: Office) -> None:
    """Who cannot see the bars hears name and number, under headings."""
    kiosk = Kiosk(KEYS)
    kiosk.sign_up("Els")
    rows = Page(page(counted(office, kiosk))).rows
    assert ["Gennep", "", "1"] in rows
    assert ["Nederlands", "", "1"] in rows
    assert ["Oogst van iedereen", "", "1"] in rows
    assert ["Gennep, 3 oktober 2018", "", "1"] in rows
    assert ["1 oktober 2018", "1"] in rows
    assert ["k-aaaaaaaa", "Gennep", "1", "1", "ja"] in rows


def test_it_says_what_is_missing_at_which_kiosk() -> None:
    """In numbers, as the desk says it."""
    rows = {row[0]: row[-1] for row in Page(page(FULL)).rows}
    assert rows["k-3f9a1b2c"] == "ontbreekt: 12–14"
    assert rows["k-77aa0d1e"] == "ja"
    assert rows["k-z0z0z0z0"] == "zonder inhoud: 7, 9–10; dubbel: 33–35"


def test_no_name_reaches_it(office: Office) -> None:
    """Counts only: not a name, an address or a number, nor an id."""
    kiosk = Kiosk(KEYS)
    kiosk.sign_up("Margriet Zomerbloem", email="zomerbloem@example.org")
    html = page(counted(office, kiosk)).lower()
    assert "zomerbloem" not in html
    assert id_of("Margriet Zomerbloem") not in html


def test_what_a_strange_kiosk_sends_stays_text(office: Office) -> None:
    """A place or cooperative with markup for a name is shown as it is, and does nothing."""
    evil = '<script>alert(1)</script>"><img src=x onerror=y>'
    kiosk = Kiosk(KEYS)
    kiosk.sign_up("Els", town=evil, cooperatives=(Interest(id="x", name=evil),))
    read = Page(page(counted(office, kiosk)))
    assert not {"script", "img"} & read.tags
    assert [row[0] for row in read.rows].count(evil) == 2


def test_more_rows_than_a_page_holds_are_put_together() -> None:
    """A kiosk that invents a hundred places does not make a report of ten pages."""
    many = replace(EMPTY, total=100, towns=tuple(NamedCount(f"T{n}", 1) for n in range(100)))
    rows = [row for row in Page(page(many)).rows if len(row) == 3]
    assert ["Alle andere", "", "80"] in rows
    assert len(rows) == report.MOST_ROWS + 2


def test_a_demonstration_is_marked() -> None:
    """Nobody takes it for real."""
    assert "Voorbeeld:" in " ".join(Page(page(FULL)).text)
    assert "Voorbeeld:" not in " ".join(Page(page(replace(FULL, demo=False))).text)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """A command that starts Chromium on its own, away from any network."""
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed")
    profile = tmp_path_factory.mktemp("profile")
    return [
        CHROMIUM,
        *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
        *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
        "--no-pdf-header-footer",
        f"--user-data-dir={profile}",
    ]


@pytest.mark.slow
def test_it_looks_like_a_report_in_a_browser(browser: list[str], tmp_path: Path) -> None:
    """The bars are drawn in their colours, and nothing is wider than the window."""
    (tmp_path / "report.html").write_text(page(FULL, fonts=True), "utf-8")
    shot = tmp_path / "shot.png"
    subprocess.run(
        [*browser, "--window-size=900,2200", f"--screenshot={shot}", str(tmp_path / "report.html")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    with Image.open(shot) as opened:
        picture = opened.convert("RGB")
        pixels = {colour for _, colour in picture.getcolors(1 << 20) or []}
        edge = {picture.getpixel((899, y)) for y in range(0, 2200, 7)}
    for colour in ("006B7D", "7A3E8E", "4F6B1E", "9C3D2E", "2F5D8A", "1F2430"):
        assert tuple(bytes.fromhex(colour)) in pixels, colour
    assert edge == {tuple(bytes.fromhex("FBF7F0"))}


@pytest.mark.slow
@pytest.mark.parametrize(("what", "pages"), [(EMPTY, 1), (FULL, 2)], ids=["empty", "full"])
def test_it_prints_on_one_or_two_sheets_of_a4(
    browser: list[str], tmp_path: Path, what: Figures, pages: int
) -> None:
    """Also with eighteen cooperatives and forty weeks."""
    (tmp_path / "report.html").write_text(page(what, fonts=True), "utf-8")
    printed = tmp_path / "report.pdf"
    subprocess.run(
        [*browser, f"--print-to-pdf={printed}", str(tmp_path / "report.html")],
        check=True,
        capture_output=True,
        timeout=120,
    )
    content = printed.read_bytes()
    assert len(re.findall(rb"/Type\s*/Page\b", content)) == pages
    boxes = {
        tuple(map(float, box.split())) for box in re.findall(rb"/MediaBox \[([^\]]+)\]", content)
    }
    assert all((round(box[2]), round(box[3])) in {(595, 842), (596, 842)} for box in boxes)
