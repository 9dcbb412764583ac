"""A small, complete exhibit for an author to begin with: it has no faults, and explains itself."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

from kiosk import files
from kiosk.author.placeholders import DOMAIN, NAME, STREET, TOWN
from kiosk.keys import demo

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SIZE_PX = (1600, 1200)

_EXHIBIT = f"""\
# What this exhibit is about, who is behind it, and where it stands when.
# "kiosk exhibit check" tells what is wrong; "kiosk exhibit preview" shows it.

format: 1
id: my-exhibit                      # a-z, 0-9 and -, at most 32 characters

# The languages of the exhibit, its own first. Wherever a text stands, write one text (in the
# exhibit's own language), or one for each language. What is missing is read in its own.
languages: [nl, en]
timezone: Europe/Amsterdam

title:
  nl: Samen gaat het beter
  en: Together we do better

example: yes                        # marks it on the glass as made up; take this line out

# Two to five short paragraphs, in Markdown: *emphasis*, > quotes and - lists.
about:
  nl: |
    In deze tentoonstelling maakt u kennis met mensen die samen iets zijn begonnen.

    Lees hun verhaal, bekijk hun foto's, en *doe mee*.
  en: |
    In this exhibition you meet people who started something together.

    Read their story, look at their photos, and *join in*.

# Who organises and supports this.
partners:
  - name: {NAME}
    role: {{nl: Gastheer, en: Host}}
    # logo: logo.png                # a picture beside this file, if you may use it

contact:
  name: {NAME}
  email: info@{DOMAIN}
  # link: https://{DOMAIN}/samen     # shown as a QR code

# The libraries where a kiosk stands.
places:
  - id: voorbeeld
    library: {NAME}
    town: {TOWN}
    # address: {STREET}
    # opening: {{date: 2027-09-03, from: "16:00"}}    # the festive opening
    exhibition:                     # leave out what you do not know
      from: 2027-09-03
      until: 2027-10-15
      # note: {{nl: daarna in Gennep}}

# One for each evening; [] if there are none.
workshops:
  - place: voorbeeld                # the id of one of the places
    date: 2027-09-16
    from: "19:30"                   # leave the hours out when you do not know them
    until: "21:30"
    doors: "19:00"
    promise:                        # the one question of this evening
      nl: Wat kunnen wij hier samen beginnen?
      en: What can we start together here?

# look:
#   accent: "#1F2430"               # a colour of the exhibit's own
"""

_SIGN_UPS = f"""
# How visitors can leave their name. Without this the form is closed. The keys here are those of
# the demo, which everybody has: make your own with "kiosk keys new", or no kiosk will take them.
# signups:
#   controller:                     # who answers for what visitors leave
#     name: {NAME}
#     email: aanmelden@{DOMAIN}
#     address: {STREET}, {TOWN}    # optional
#   purposes:                       # one to four; a box for each, with at most 140 characters
#     - id: uitnodiging
#       text:
#         nl: Nodig mij uit voor de volgende bijeenkomst.
#         en: Invite me to the next meeting.
#   consent:                        # the longer text behind the boxes
#     version: 2027-09              # another one whenever you change the text
#     text:                         # who asks, why, who sees it, how long, and which rights
#       nl: |
#         {NAME} bewaart uw voornaam en uw e-mailadres of telefoonnummer om u uit te
#         nodigen. Wij geven ze aan niemand, en wissen ze na een half jaar.
#
#         U kunt altijd stoppen: met de code die u krijgt, of met een e-mail aan ons. U mag ook
#         vragen wat wij van u weten, en het laten verbeteren. Een klacht? Vertel het ons, of ga
#         naar de Autoriteit Persoonsgegevens.
#       en: |
#         {NAME} keeps your first name and your e-mail address or phone number to
#         invite you. We give them to nobody, and delete them after half a year.
#
#         You can always stop: with the code you will get, or by an e-mail to us. You may also ask
#         what we know about you, and have it corrected. A complaint? Tell us, or go to the Dutch
#         Data Protection Authority (Autoriteit Persoonsgegevens).
#   keys:                           # as "kiosk keys show DIR" prints them
#     recipients:
#       - {demo.PUBLIC.recipients[0]}
#       - {demo.PUBLIC.recipients[1]}
#     receipt: {demo.PUBLIC.receipt}
#   retention_days: 180             # nobody keeps a sign-up longer: 1 to 730
"""

_COOPERATIVE = """\
# One cooperative. The name of its folder is its id: a-z, 0-9 and -, at most 32 characters.

name: De Moestuin
right: {nl: voedsel, en: food}      # the social right it stands for, in one word
summary:                            # one sentence, at most 60 characters, for the card
  nl: Samen groente kweken, voor de hele straat
  en: Growing vegetables for the whole street
introduction:                       # two or three sentences, for its own screen; optional
  nl: Twaalf buren hebben samen een tuin. Wat er groeit, is voor iedereen.
  en: Twelve neighbours share a garden. What grows there is for everyone.

colour: "#4F6B1E"                   # in quotes; white letters must be easy to read on it
icon: eco                           # "kiosk exhibit schema" lists the names
# order: 1                          # lower comes first; without it, by the folder's name

quote:
  text:
    nl: De eerste tomaat hebben we in twaalf stukjes gesneden.
    en: We cut the first tomato into twelve pieces.
  who: Annie

# The first photo is the face of the cooperative.
photos:
  - file: garden.jpg                # JPEG, PNG or WebP, beside this file
    caption:
      nl: De tuin in juni
      en: The garden in June
    description:                    # for who cannot see it
      nl: Een tekening van een tuin met rijen groen onder een lage zon.
      en: A drawing of a garden with rows of green under a low sun.
    focus: [0.5, 0.6]               # what must stay visible: from left, from top; optional
    author: kiosk
    licence: CC0 1.0
    source: made by 'kiosk exhibit new'

# Films have the same keys, and captions.
# films:
#   - file: film.mp4                # any film, at most ten minutes
#     captions: {nl: film.nl.vtt, en: film.en.vtt}    # WebVTT or SubRip (.srt)
#     # speech: no                  # instead of captions, if nobody speaks in it
#     caption: {nl: Een dag in de tuin}
#     description: {nl: Buren schoffelen, lachen en delen de oogst.}
#     author: your name
#     licence: CC BY 4.0
#     source: our own film, 2027
"""

_STORY_NL = """\
# De eerste tomaat

Achter de flat lag een veldje waar niemand naar omkeek. Annie zag het elke ochtend vanuit haar
keuken. Op een dag belde ze bij haar buren aan.

> Ik vroeg alleen of ze een schep hadden.

## Twaalf sleutels

Nu heeft de tuin een hek met twaalf sleutels. Op zaterdag werken ze *samen*, en daarna eten ze
wat er rijp is:

- bonen in juli
- tomaten in augustus
- pompoenen in oktober
"""

_STORY_EN = """\
# The first tomato

Behind the flats was a field that nobody cared for. Annie saw it every morning from her kitchen.
One day she rang at her neighbours' doors.

> I only asked whether they had a spade.

## Twelve keys

Now the garden has a fence with twelve keys. On Saturdays they work *together*, and then they eat
what is ripe:

- beans in July
- tomatoes in August
- pumpkins in October
"""


def write(folder: Path) -> tuple[str, ...]:
    """Put the sample into `folder`, which is made. Returns the files, by their path inside it.

    Raises MachineError if they cannot be written.
    """
    contents = dict(_contents())
    for name, content in contents.items():
        files.replace(folder / name, content)
    return tuple(contents)


def _contents() -> Iterator[tuple[str, bytes]]:
    """Each file of the sample, in the order in which an author reads them."""
    yield "exhibit.yaml", (_EXHIBIT + _SIGN_UPS).encode()
    yield "cooperatives/moestuin/cooperative.yaml", _COOPERATIVE.encode()
    yield "cooperatives/moestuin/story.nl.md", _STORY_NL.encode()
    yield "cooperatives/moestuin/story.en.md", _STORY_EN.encode()
    yield "cooperatives/moestuin/garden.jpg", _photo()


def _photo() -> bytes:
    """A drawing to be replaced: rows of green that run to a low sun."""
    wide, high = _SIZE_PX
    horizon = high * 5 // 12
    sky = Image.linear_gradient("L").resize((wide, horizon))
    picture = Image.new("RGB", _SIZE_PX, "#6B4F2A")
    picture.paste(Image.merge("RGB", [sky.point(_between(a, b)) for a, b in _SKY]))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((wide // 2 - 110, horizon - 150, wide // 2 + 110, horizon + 70), fill="#FFE9A8")
    draw.rectangle((0, horizon, wide, high), fill="#6B4F2A")
    for row in range(-7, 8):
        foot, top = wide // 2 + row * 260, wide // 2 + row * 40
        draw.polygon(
            [(top - 9, horizon), (top + 9, horizon), (foot + 80, high), (foot - 80, high)],
            fill="#5C8A2B" if row % 2 else "#3F6B1E",
        )
    file = io.BytesIO()
    picture.save(file, "JPEG", quality=85)
    return file.getvalue()


_SKY = ((0x3E, 0xFF), (0x7C, 0xC9), (0xB1, 0x7A))
"""Red, green and blue: at the top, and at the horizon."""


def _between(top: int, bottom: int) -> list[int]:
    return [top + (bottom - top) * step // 255 for step in range(256)]
