"""Slips in an e-mail address: what somebody may have meant. Looks nothing up; knows no network."""

import re
import unicodedata

POPULAR = {
    "gmail": "com",
    "googlemail": "com",
    "icloud": "com",
    "ziggo": "nl",
    "kpnmail": "nl",
    "hotmail": "",
    "outlook": "",
    "yahoo": "",
}
"""Providers that many people here have, each with its ending; empty: com, but others exist too."""

OTHERS = frozenset({"mail", "email", "ymail", "qmail", "rmail"})
"""Providers whose names are a slip away from a popular one."""

ENDINGS = {
    "com": "con cmo ocm comm coom vom xom cpm copm cim c0m come",
    "nl": "n ln nll nnl n1 nlm nlk",
}
"""Endings that do not exist, by what is meant (the root zone of 2025 has none of them)."""

MISSED = frozenset({"co", "cm", "om", "c", "ne", "nl", "con"})
"""Endings of a popular provider that are rather a slip for com; some of them exist."""

_MEANT = {slip: meant for meant, slips in ENDINGS.items() for slip in slips.split()}
_AT = re.compile(r"\s*(?:\(at\)|\[at\]|\{at\}|\s(?:at|apenstaartje)\s)\s*", re.IGNORECASE)
_TWICE = re.compile(r"(\.[a-z]{2,})\1+$", re.IGNORECASE)
_SEVERAL_WAYS = re.compile("[äöüå]", re.IGNORECASE)
_USUAL = ("com", "nl")


_LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("\u2019\u2018\u02bc\u02b9\u2032\u00b4\uff07", "'"),
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\uff0d", "-"),
        **dict.fromkeys("\u3002\uff0e\uff61", "."),
        "\uff3f": "_",
        "\uff20": "@",
    }
)
"""Signs that telephones and other keyboards put in the place of those that addresses have."""
_CYRILLIC = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u043a\u043c\u0442\u0432\u043d\u0410\u0415\u041e\u0420\u0421\u0423\u0425\u0406\u0408\u0405\u041a\u041c\u0422\u0412\u041d",
    "aeopcyxijskmtbhAEOPCYXIJSKMTBH",
)
"""Cyrillic letters that look like Latin ones. A name in Latin letters with one of them is a slip;
one wholly of them is not."""


def mend(typed: str) -> str:
    """The address that may have been meant; `typed` itself where nothing looks like a slip."""
    text = _in_latin(unicodedata.normalize("NFC", typed).strip().translate(_LOOKALIKES))
    if '"' in text:
        return text  # in quotes nearly everything is allowed
    if "@" not in text:
        text = _AT.sub("@", text)
    text = re.sub(r"\s+", "", text).strip("<>;,:")
    text = text.removeprefix("mailto:")
    text = re.sub(r"[,;]", ".", text)
    text = re.sub(r"@\.*@[@.]*", "@", text)
    text = re.sub(r"\.{2,}", ".", text).strip(".")
    text = re.sub(r"\.?@\.?", "@", text)
    if text.count("@") > 1:
        text = text.strip("@")
    if "@" not in text:
        text = _with_at(text)
    own, at, domain = text.partition("@")
    if not (own and at and domain) or "@" in domain or domain.startswith("["):
        return text
    if own.lower().startswith("www.") and len(own) > len("www."):
        own = own[len("www.") :]
    return f"{_plain(own)}@{_domain(domain)}"


def _in_latin(text: str) -> str:
    """Letters of the wide set (U+FF21 to U+FF5A) as usual ones, and Cyrillic among Latin ones too.

    So they look when a keyboard was switched in the middle of an address.
    """
    text = "".join(
        unicodedata.normalize("NFKC", one) if "\uff10" <= one <= "\uff5a" else one for one in text
    )
    own, at, domain = text.partition("@")
    if any("a" <= one <= "z" for one in own.lower()):
        own = own.translate(_CYRILLIC)
    return f"{own}{at}{domain}"


def _with_at(text: str) -> str:
    """The @ put where a popular domain begins: `jan.gmail.com`."""
    for name, ending in POPULAR.items():
        domain = f"{name}.{ending or 'com'}"
        own = text[: -len(domain)].rstrip(".-_#")
        if text.lower().endswith(domain) and own:
            return f"{own}@{text[-len(domain) :]}"
    return text


def _plain(own: str) -> str:
    """Latin letters without accents: hardly any provider gives an address with them.

    Only where there is one way to do it: ü may be u, or ue in German.
    """
    parts = unicodedata.normalize("NFD", own)
    bare = "".join(part for part in parts if not unicodedata.combining(part))
    several_ways = _SEVERAL_WAYS.search(unicodedata.normalize("NFC", own))
    return bare if bare.isascii() and not several_ways else own


def _domain(domain: str) -> str:
    if domain.lower().startswith("www."):
        domain = domain[len("www.") :]
    domain = _TWICE.sub(r"\1", domain)
    name, dot, ending = domain.rpartition(".")
    if not dot:
        return _ended(domain)
    meant = _MEANT.get(ending.lower(), ending)
    popular = _popular(name.lower())
    if popular is None or (popular != name.lower() and meant.lower() not in {*_USUAL, *MISSED}):
        return f"{name}.{meant}"
    own = POPULAR[popular]
    if own:
        meant = own if meant.lower() != own else meant
    elif meant.lower() in MISSED - {"nl"}:
        meant = "com"
    return f"{name if popular == name.lower() else popular}.{meant}"


def _ended(name: str) -> str:
    """A domain without a dot: that was forgotten, or the whole ending."""
    lowered = name.lower()
    if lowered in _USUAL:
        return name
    for ending in _USUAL:
        begin = lowered.removesuffix(ending)
        if begin != lowered and len(begin) > 1:
            return f"{_popular(begin) or name[: len(begin)]}.{ending}"
    popular = _popular(lowered)
    return f"{popular}.{POPULAR[popular] or 'com'}" if popular else f"{name}.nl"


def _popular(name: str) -> str | None:
    """The popular provider called so, or a slip away from it."""
    if name in POPULAR:
        return name
    if name in OTHERS:
        return None
    return next((popular for popular in POPULAR if _a_slip_away(name, popular)), None)


def _a_slip_away(one: str, other: str) -> bool:
    """Whether a letter too many, too few or wrong, or two swapped, makes the one the other."""
    start = next(
        (at for at, pair in enumerate(zip(one, other, strict=False)) if len(set(pair)) > 1), None
    )
    if start is None:
        return abs(len(one) - len(other)) == 1
    rest, want = one[start:], other[start:]
    return (
        rest[1:] == want[1:]
        or rest[1:] == want
        or rest == want[1:]
        or (rest[:2] == want[1::-1] and rest[2:] == want[2:])
    )
