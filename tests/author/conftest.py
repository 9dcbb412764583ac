"""A sound author's folder with real media, to break one thing in."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from filmmaker import AAC, X264, FilmMaker
from PIL import Image

from kiosk import paths
from kiosk.author import letters
from kiosk.author.cache import Cache

if TYPE_CHECKING:
    from kiosk.author.letters import Letters

EXHIBIT = """\
format: 1
id: test
title: {nl: Samen, en: Together}
languages: [nl, en]
timezone: Europe/Amsterdam
about:
  nl: |
    Wij doen het *samen*. Het lukt.

    > Zegt Els.
  en: We do it together.
partners:
  - name: De Alliantie
    role: {nl: Organisator}
    logo: logo.png
contact:
  name: De Alliantie
  email: info@alliantie.example
  link: https://example.org/
places:
  - id: gennep
    library: BiblioPlus
    town: Gennep
    opening: {date: 2018-09-28, from: "16:00"}
    exhibition:
      from: 2018-09-28
      until: 2018-10-12
  - id: venray
    library: BiblioNu
    town: Venray
workshops:
  - place: gennep
    date: 2018-10-03
    from: "19:30"
    until: "21:30"
    doors: 19:00
    promise: {nl: "Helpt dat?"}
  - place: venray
    date: 2018-11-01
    promise: Lukt dat?
look:
  accent: "#1F2430"
"""

GARDEN = """\
name: De Tuin
right: {nl: voedsel, en: food}
summary: Samen groente kweken
introduction: Twaalf buren hebben een tuin.
colour: "#4F6B1E"
icon: eco
order: 2
quote:
  text: Wij sneden de tomaat in stukjes.
  who: Annie
photos:
  - file: garden.jpg
    caption: De tuin in juni
    description: Een tuin vol bonen.
    focus: [0.4, 0.6]
    author: Freespace
    licence: CC BY 4.0
    source: wallpapers
films:
  - file: film.mp4
    captions: {nl: film.nl.vtt, en: film.en.srt}
    caption: Een dag
    description: Buren schoffelen.
    author: Freespace
    licence: CC BY 4.0
    source: eigen film
"""

ROOF = """\
name: {en: The Roof, nl: Het Dak}
right: energie
summary: Samen stroom van het dak
colour: "#1F4E79"
icon: solar_power
order: 1
quote:
  text: De meter loopt terug.
  who: Wim
photos:
  - file: roof.png
    caption: Het dak
    description: Panelen op een dak.
    author: Freespace
    licence: CC BY 4.0
    source: wallpapers
"""

STORY = """\
# De tomaat

Annie zag het veld. Ze belde aan.

> Had u een schep?

## Twaalf sleutels

- bonen
- *tomaten*
"""

WEBVTT = """\
WEBVTT

00:00.000 --> 00:01.000
Dag Annie.

00:01.000 --> 00:01.500
<i>Dag</i> Wim &amp; Els.
Tot morgen.
"""

SUBRIP = """\
1
00:00:00,000 --> 00:00:01,000
Hello Annie.
"""


@pytest.fixture(scope="session")
def maker(tmp_path_factory: pytest.TempPathFactory) -> FilmMaker:
    """Makes films, once for all tests."""
    return FilmMaker(tmp_path_factory.getbasetemp() / "films")


@pytest.fixture(scope="session")
def pattern(tmp_path_factory: pytest.TempPathFactory, maker: FilmMaker) -> Path:
    """The sound exhibit, to be copied."""
    root = tmp_path_factory.mktemp("pattern")
    garden = root / "cooperatives" / "de-tuin"
    roof = root / "cooperatives" / "het-dak"
    garden.mkdir(parents=True)
    roof.mkdir()
    (root / "exhibit.yaml").write_text(EXHIBIT, "utf-8")
    (garden / "cooperative.yaml").write_text(GARDEN, "utf-8")
    (roof / "cooperative.yaml").write_text(ROOF, "utf-8")
    for folder in (garden, roof):
        (folder / "story.nl.md").write_text(STORY, "utf-8")
    (garden / "story.en.md").write_text("# The tomato\n\nAnnie saw the field.\n", "utf-8")
    (garden / "film.nl.vtt").write_text(WEBVTT, "utf-8")
    (garden / "film.en.srt").write_text(SUBRIP, "utf-8")
    film = maker.pattern("heard.mp4", f"{X264} {AAC}", size="128x72", rate=25, seconds=2, tone=2)
    shutil.copy(film, garden / "film.mp4")
    Image.linear_gradient("L").convert("RGB").save(garden / "garden.jpg")
    Image.radial_gradient("L").convert("RGB").save(roof / "roof.png")
    Image.new("RGB", (64, 32), "#1F2430").save(root / "logo.png")
    return root


@pytest.fixture
def sound_exhibit(pattern: Path, tmp_path: Path) -> Path:
    """A folder with a whole exhibit: two cooperatives, a film with captions, two languages."""
    return Path(shutil.copytree(pattern, tmp_path / "exhibit"))


@pytest.fixture(scope="session")
def typefaces() -> Letters:
    """What the bundled typefaces can draw."""
    return letters.load(paths.assets().fonts)


@pytest.fixture
def cache(tmp_path: Path) -> Cache:
    """An empty cache."""
    return Cache.at(tmp_path / "cache")
