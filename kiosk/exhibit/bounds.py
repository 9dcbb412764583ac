"""How long, how many, how large: the bounds of an exhibit, once for who writes and for who shows.

`exhibit check` tells authors of them in words; the model holds them again whenever a prepared
exhibit is read, for a signature says whose a pack is, not that it makes sense. What authors are
told may be less than what is read here: then packs of an earlier program were longer, and stay
readable.
"""

import re
from datetime import date

TITLE = 48
RIGHT = 20
SUMMARY = 60
SAYING = 140
INTRODUCTION = 260
PURPOSE = 140
"""In characters; a card, a title, a label and a screen have room for no more in large letters."""
LINE = 1_000
"""In characters: any other text on one line, such as a caption, a promise or a name."""
EMAIL = 254
LINK = 200
"""In characters: its QR code must be read from the glass."""
CUE = 1_000
"""In characters: one caption of a film, all of its lines."""
PROSE = 40_000
"""In characters: a story, an introduction or a consent text, all of it. More makes a page wait."""

BLOCKS = 2_000
"""Of the same: paragraphs, headings, quotes and items."""

PARTS = 2_000
"""Of the same: sentences, and pieces of them in one style. Each takes time, even without a
letter."""

LANGUAGES = 12
COOPERATIVES = 18
PHOTOS = 100
"""Of one cooperative."""
FILMS = 50
"""Of one cooperative."""
CUES = 5_000
"""Captions of one film in one language."""
PLACES = 60
WORKSHOPS = 120
PARTNERS = 30
"""More than a screen can list before somebody waits for it."""
SIZES = 4
"""Of one picture."""

SIDE_PX = 3840
"""The longest side of a picture that is made for a kiosk."""
FILM_MS = 15 * 60_000
"""Authors are told of ten minutes; what is made of that may end a little later."""
CUE_MS = 24 * 3600 * 1000
CLIPS = 10_000
"""Sentences of one language that are spoken."""
CLIP_MS = 60 * 60_000
GAIN_DB = 100.0
"""Louder or softer than this is no film that anybody made."""

FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)

UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069"
    "\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\U000f0000-\U0010ffff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(17))
    + "]"
)
"""What controls, hides or turns text around instead of being text."""
