"""What the typeface draws, and what stands in the place of letters that it has not.

SDL draws an empty box for those. A pack of another program may have them, and so may a name.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

_DRAWN: Final = (
    r" -~\u00a0-\u00ac\u00ae-\u00b4\u00b6-\u0107\u010a-\u0113\u0116-\u011b\u011e-\u0123\u0126-"
    r"\u0127\u012a-\u012b\u012e-\u0133\u0136-\u0137\u0139-\u013e\u0141-\u0148\u0150-\u0155\u0158-"
    r"\u015b\u015e-\u0165\u016a-\u016b\u016e-\u017e\u0192\u0218-\u021b\u0237\u02c6-\u02c7\u02c9"
    r"\u02d8-\u02dd\u0300-\u0304\u0306-\u0308\u030a-\u030c\u0312\u0326-\u0328\u0394\u03a9\u03bc"
    r"\u03c0\u1e80-\u1e85\u1e9e\u1ef2-\u1ef3\u2009\u2013-\u2014\u2018-\u201a\u201c-\u201e\u2020-"
    r"\u2022\u2026\u2030\u2039-\u203a\u2044\u20ac\u20b9\u2113\u2122\u212e\u2202\u220f\u2211-\u2212"
    r"\u2215\u2219-\u221a\u221e\u222b\u2248\u2260\u2264-\u2265\u25ca\u266a"
)
"""Every character that all weights of Atkinson Hyperlegible Next have."""
_UNDRAWN: Final = re.compile(rf"[^{_DRAWN}\n\t]")
_GAPS: Final = re.compile(r"…(?:\s*…)+")


@lru_cache(maxsize=1024)
def drawn(words: str) -> str:
    """Words with letters of the typeface only: `Nguyễn` as `Nguyen`, `Café 東京` as `Café …`.

    A letter becomes the nearest that there is, or dots for all that stand together; signs that are
    no letters, such as emoji, go.
    """
    if not _UNDRAWN.search(words):
        return words
    return _GAPS.sub("…", _UNDRAWN.sub(lambda found: _nearest(found[0]), words)) or "…"


def _nearest(letter: str) -> str:
    """The letters that stand for one that is not drawn."""
    for form in ("NFKC", "NFKD"):
        found = _UNDRAWN.sub("", unicodedata.normalize(form, letter))
        if base := "".join(sign for sign in found if not unicodedata.combining(sign)):
            return base
    return "…" if letter.isalnum() else ""
