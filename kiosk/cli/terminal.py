"""What is printed where the terminal, or a script behind a pipe, has not all letters.

With `LANG=C`, ISO-8859-1 or an old Windows console Python ends in a traceback at the first "Łódź".
Here such a letter becomes the nearest one there is, and the bytes of a path, whatever they are,
come out as they went in.
"""

import codecs
import io
import sys
import unicodedata

_HANDLER = "kiosk-plainly"
_NEAREST = {
    "Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d", "ß": "ss", "Æ": "AE", "æ": "ae",
    "Œ": "OE", "œ": "oe", "’": "'", "\u2018": "'", "“": '"', "”": '"', "„": '"', "–": "-",
    "—": "-", "\u2212": "-", "·": "-", "•": "-", "→": "->", "€": "EUR", "\ufeff": "",
}  # fmt: skip
"""Signs that do not come apart into a plain letter and a mark."""
_FIRST_BYTE, _LAST_BYTE = 0xDC80, 0xDCFF
"""How Python writes a byte of a file's name that is no text."""


def prepare() -> None:
    """Let no sign that is printed, and no byte that is typed, end a command."""
    for stream in (sys.stdout, sys.stderr):
        make_plain(stream)
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")


def make_plain(stream: object) -> None:
    """Let whatever is printed there be printed."""
    codecs.register_error(_HANDLER, _plainly)
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors=_HANDLER)


def plain(words: str) -> str:
    """Words that may come from a stick, without anything that steers a terminal."""
    return "".join(one if one.isprintable() else "?" for one in words)


def note(words: object) -> None:
    """Print for people, on stderr: stdout is for results."""
    print(words, file=sys.stderr)


def tell(words: str) -> None:
    """Print a line, and let it be seen at once."""
    print(plain(words), flush=True)


def _plainly(error: UnicodeError) -> tuple[str | bytes, int]:
    """The nearest to the first sign that this encoding lacks."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    sign, end = error.object[error.start], error.start + 1
    if _FIRST_BYTE <= ord(sign) <= _LAST_BYTE:
        return bytes([ord(sign) - _FIRST_BYTE + 0x80]), end
    nearest = _NEAREST.get(sign)
    if nearest is None:
        apart = unicodedata.normalize("NFKD", sign)
        nearest = "".join(one for one in apart if not unicodedata.combining(one))
        if not nearest.isascii() or not nearest:
            nearest = sign.encode("ascii", "backslashreplace").decode("ascii")
    return nearest, end
