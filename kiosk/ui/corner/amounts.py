"""Amounts as staff read them."""

from babel.numbers import format_decimal

_LOCALES = {"en": "en_GB"}


def size(length: int, language: str) -> str:
    """`412 MB`, `1,4 GB`; a megabyte is a million bytes, as on a stick's wrapping."""
    locale = _LOCALES.get(language, language)
    if length < 1_000_000:
        return f"{format_decimal(max(1, round(length / 1000)) if length else 0, locale=locale)} kB"
    if length < 999_500_000:
        return f"{format_decimal(round(length / 1_000_000), locale=locale)} MB"
    return f"{format_decimal(round(length / 1_000_000_000, 1), locale=locale)} GB"
