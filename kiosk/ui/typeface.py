"""What the typeface draws, and what stands in the place of letters that it has not.

SDL draws an empty box for those. A pack of another program may have them, and so may a name.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_DRAWN: Final = (
    r"\u0020-\u007e\u00a0-\u00ac\u00ae-\u00b4\u00b6-\u024f\u02b0-\u0377\u037a-\u037f"
    r"\u0384-\u038a\u038c\u038e-\u03a1\u03a3-\u03e1\u03f0-\u052f\u0600-\u06ff\u1e00-\u1eff"
    r"\u2009\u200c\u2010-\u2027\u2030-\u205e\u20a0-\u20c0\u2113\u2116\u2122\u212e\u2202"
    r"\u220f\u2211-\u2212\u2215\u2219-\u221a\u221e\u222b\u2248\u2260\u2264-\u2265\u25ca\u266a"
)
"""Every character that all weights of the typeface have; `packaging/fonts.py` prints it."""
_UNDRAWN: Final = re.compile(rf"[^{_DRAWN}\n\t]")
_GAPS: Final = re.compile(r"…(?:\s*…)+")


@lru_cache(maxsize=1024)
def drawn(words: str) -> str:
    """Words with letters of the typeface only: `ﬁets` as `fiets`, `Café 東京` as `Café …`.

    A letter becomes the nearest that there is, or dots for all that stand together; signs that are
    no letters, such as emoji, go.
    """
    if not _UNDRAWN.search(words):
        return words
    return _GAPS.sub("…", _UNDRAWN.sub(lambda found: _nearest(found[0]), words)) or "…"


def drawn_signs(words: str) -> str:
    """Words with as many characters as they have, each that is not drawn as dots."""
    return _UNDRAWN.sub("…", words)


def _nearest(letter: str) -> str:
    """The letters that stand for one that is not drawn."""
    for form in ("NFKC", "NFKD"):
        found = _UNDRAWN.sub("", unicodedata.normalize(form, letter))
        if base := "".join(sign for sign in found if not unicodedata.combining(sign)):
            return base
    return "…" if letter.isalnum() else ""
