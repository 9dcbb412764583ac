"""Make the typeface of the glass: Latin of one family, all other letters of two others.

    python packaging/fonts.py ATKINSON NOTO_SANS NOTO_SANS_ARABIC

Each is the unpacked npm package `@expo-google-fonts/atkinson-hyperlegible-next` (or `noto-sans`,
`noto-sans-arabic`), all under the SIL OFL 1.1. Writes `assets/fonts/KioskSans-<weight>.ttf` and
prints what they draw, for `kiosk/ui/typeface.py`.

Letters, digits, punctuation and the heights of lines are Atkinson's wherever it has them. Noto is
scaled to its x-height. Arabic comes with its rules for joining letters.
"""

import sys
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools import merge, subset
from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

FONTS = Path(__file__).parent.parent / "assets" / "fonts"
FAMILY = "Kiosk Sans"
WEIGHTS = {400: "Regular", 600: "SemiBold", 700: "Bold"}
UNITS = 1000
"""Of all three families."""

NOTO_SIZE = 496 / 536
"""Atkinson's x-height, and Noto's."""
ARABIC_SIZE = 1.0
"""It has no x-height, and small counters: at its own size it is read from as far as the Latin."""

GREEK_MATHS = {0x0394, 0x03A9, 0x03BC, 0x03C0}
"""Letters that Atkinson has as signs only: among Greek ones they would stand out."""
EUROPE = [
    *range(0x0100, 0x0250),  # Latin
    *range(0x02B0, 0x0370),  # modifiers and combining marks
    *range(0x0370, 0x0400),  # Greek
    *range(0x0400, 0x0530),  # Cyrillic
    *range(0x1E00, 0x1F00),  # Latin with more marks: Vietnamese, Welsh
    *range(0x2010, 0x2028),  # punctuation
    *range(0x2030, 0x205F),
    *range(0x20A0, 0x20C1),  # currencies
    0x2116,
]
ARABIC = [*range(0x0600, 0x0700), 0x200C]
JOINED = ["kern", "mark", "mkmk", "ccmp", "locl", "init", "medi", "fina", "rlig", "liga"]
PLAIN = ["kern", "mark", "mkmk", "ccmp", "locl"]
KERNED = ["kern"]
"""Each size that is open keeps these rules in memory. Those for loose marks are the longest, and
Europe's letters come with their marks on: texts are in Unicode's composed form."""


def main(atkinson: Path, noto: Path, arabic: Path) -> None:
    """Write a file for each weight."""
    common: set[int] | None = None
    for weight, name in WEIGHTS.items():
        with TemporaryDirectory() as folder:
            parts = []
            first = TTFont(_file(atkinson, weight, name))
            own = set(first.getBestCmap()) - GREEK_MATHS
            for at, (source, letters, features, scripts, size) in enumerate(
                (
                    (atkinson, own, PLAIN, ["DFLT", "latn"], 1.0),
                    (noto, set(EUROPE) - own, KERNED, ["DFLT", "latn", "cyrl", "grek"], NOTO_SIZE),
                    (arabic, set(ARABIC) - own, JOINED, ["DFLT", "arab"], ARABIC_SIZE),
                )
            ):
                part = _cut(_file(source, weight, name), letters, features, scripts, size)
                parts.append(f"{folder}/{at}.ttf")
                part.save(parts[-1])
            font = merge.Merger(merge.Options(drop_tables=["STAT", "prep", "gasp"])).merge(parts)
        _keep_looks(font, first)
        _name(font, name)
        font.save(FONTS / f"KioskSans-{name}.ttf")
        drawn = set(font.getBestCmap())
        common = drawn if common is None else common & drawn
    print(ranges(common or set()))


def ranges(codes: set[int]) -> str:
    r"""Code points as a regular expression's set: `a-z\u00a0`."""
    runs = []
    for _, run in groupby(enumerate(sorted(codes)), lambda pair: pair[1] - pair[0]):
        numbers = [code for _, code in run]
        runs.append("-".join(f"\\u{code:04x}" for code in dict.fromkeys((numbers[0], numbers[-1]))))
    return "".join(runs)


def _file(package: Path, weight: int, name: str) -> Path:
    return next(package.glob(f"**/*_{weight}{name}.ttf"))


def _cut(
    file: Path, letters: set[int], features: list[str], scripts: list[str], size: float
) -> TTFont:
    """Only these letters and the rules for them, scaled."""
    font = TTFont(file)
    options = subset.Options(
        layout_features=features, layout_scripts=scripts, hinting=False, notdef_outline=True
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=letters)
    cutter.subset(font)
    if size != 1.0:
        scale_upem(font, round(UNITS * size))
        font["head"].unitsPerEm = UNITS
    return font


def _keep_looks(font: TTFont, model: TTFont) -> None:
    """Lines as high as they are in `model`, and its wish that no pixel be moved.

    Letters without that wish are moved to whole pixels by FreeType, and stand unevenly.
    """
    for name in ("prep", "gasp"):
        font[name] = model[name]
    font["maxp"].maxStackElements = model["maxp"].maxStackElements
    for name in ("ascent", "descent", "lineGap"):
        setattr(font["hhea"], name, getattr(model["hhea"], name))
    for name in ("sTypoAscender", "sTypoDescender", "sTypoLineGap", "sxHeight", "sCapHeight"):
        setattr(font["OS/2"], name, getattr(model["OS/2"], name))


def _name(font: TTFont, style: str) -> None:
    """A name of its own: those of the families it is made of are not for changed fonts."""
    table = font["name"]
    copyright_ = table.getDebugName(0)
    table.names = []
    for number, words in {
        0: f"{copyright_}; The Noto Project Authors (https://github.com/notofonts)",
        1: FAMILY if style in ("Regular", "Bold") else f"{FAMILY} {style}",
        2: style if style in ("Regular", "Bold") else "Regular",
        3: f"{FAMILY} {style}",
        4: f"{FAMILY} {style}",
        6: f"{FAMILY.replace(' ', '')}-{style}",
        13: "This Font Software is licensed under the SIL Open Font License, Version 1.1.",
        14: "https://openfontlicense.org",
        16: FAMILY,
        17: style,
    }.items():
        table.setName(words, number, 3, 1, 0x409)


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
