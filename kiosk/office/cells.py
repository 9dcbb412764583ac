"""Text in a CSV file that no spreadsheet takes for a formula, a number or a date.

The rule, and its way back. An apostrophe goes before a text that begins with one of

    = + - @  (also as the wide forms of East Asian typing)  tab  carriage return

also after blanks and apostrophes; the same after each `,` `;` `|`, tab or line end inside a text,
because a spreadsheet set to another country cuts the line there (owasp.org, "CSV Injection"). And
before a text of digits and signs only, which would lose its zeros or become a day in May.
`unescape` takes just these apostrophes away again.
"""

import re

_BLANK = "[ '\u00a0\u2000-\u200b\u202f\u3000]*"
_BEGINS = "[=+\\-@\uff1d\uff0b\uff0d\uff20\t\r]"
_NUMBER = rf"{_BLANK}[-+(]?[0-9][0-9 .,:/()%€$eE+'-]*\Z"
_DANGER = rf"(?:(?:\A|(?<=[,;|\t\r\n])){{}}(?={_BLANK}{_BEGINS})|\A{{}}(?={_NUMBER}))"
_HERE = re.compile(_DANGER.format("", ""))
_AGAIN = re.compile(_DANGER.format("'", "'"))


def escape(text: str) -> str:
    """The text as it can stand in a CSV file."""
    return _HERE.sub("'", text)


def unescape(text: str) -> str:
    """The text that was escaped."""
    return _AGAIN.sub("", text)
