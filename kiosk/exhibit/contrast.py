"""How well letters can be read on a colour: the contrast ratio of WCAG 2.2.

https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
"""

READABLE = 4.5
"""The ratio that letters of any size need (WCAG 1.4.3, level AA)."""


def with_white(colour: str) -> float:
    """The contrast of `colour`, as `#rrggbb`, with white: from 1 (white) to 21 (black)."""
    return 1.05 / (_luminance(colour) + 0.05)


def _luminance(colour: str) -> float:
    """Relative luminance, from 0 (black) to 1 (white)."""
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
