"""Sign-ups that no kiosk writes, but whoever holds the key of an admitted kiosk can."""

import json
from typing import Any

from hypothesis import strategies as st
from signups.kiosks import answers

_SECONDS = (0, -1, -62_135_596_800, 253_402_300_799, 1e300, 10**30, 2**63, None)
MOMENTS = (
    *("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "0001-01-01T00:00:00"),
    *("1582-10-04T12:00:00Z", "1899-12-31T00:00:00Z", "1900-01-01T00:00:00+14:00"),
    *("1969-12-31T23:59:59Z", "1970-01-01T00:00:00+00:01", "2016-12-31T23:59:60Z"),
    *("2018-10-03T12:00:00.123456+05:45", "2038-01-19T03:14:08Z", "9998-12-31T23:59:59-23:59"),
    *("9999-12-31T23:59:59Z", "9999-12-31T23:59:59-23:59", "9999-12-31T23:59:59", *_SECONDS),
)
"""Moments as JSON can hold them: both ends of a calendar, with and without a timezone."""

DAYS = (
    *("0001-01-01", "1899-12-31", "1900-02-29", "1970-01-01", "2018-10-03", "9999-12-31"),
    *("10000-01-01", 0, -1, 1e300, 10**18, None),
)
"""Days, the same way."""

_FORMULAS = ("=cmd|' /C calc'!A0", '=HYPERLINK("http://example.org/?"&A1)', "\t=1\r\n=2")
TEXTS = (
    *("", " ", "\0", "\0" * 80, "\ud800", "\udfff\ud800", "\ufeff\ufffe\uffff", "\u202eoreZ"),
    *("\U0010ffff" * 80, "e" + "\u0301" * 79, *_FORMULAS, "@SUM(1+1)", "-2+3", "{=1}"),
    "+31612345678",
    *("_x0041_", "<script>alert(1)</script>&amp;\x1b[2J", "]]>", "{0}{n}%s%(a)s"),
    *("x" * 80, "x" * 200, "x" * 1000, "x" * 30_000, "\r\n", "\x85\u2028\u2029", "👩‍👩‍👧‍👦" * 7),
)
"""Texts that have hurt a spreadsheet, a page, a terminal, a database or a parser."""

NUMBERS = (0, -1, 1, 2**31, 2**63, 2**64, 10**40, 1e300, -0.0, True, None)
"""Numbers that do not fit where they are put."""

_ANY = st.one_of(
    st.sampled_from((*MOMENTS, *DAYS, *TEXTS, *NUMBERS)),
    st.text(max_size=90),
    st.datetimes().map(lambda moment: moment.isoformat()),
    st.dates().map(lambda moment: moment.isoformat()),
    st.lists(st.text(max_size=9), max_size=3),
    st.dictionaries(st.text(max_size=9), st.text(max_size=9), max_size=2),
)
_CODES = st.text("abcdefghijklmnopqrstuvwxyz", min_size=2, max_size=2)


def plain(who: str, **other: Any) -> dict[str, Any]:
    """A sign-up as JSON holds it, with these fields in place of its own."""
    whole: dict[str, Any] = json.loads(answers(who).to_bytes())
    return whole | other


def written(sign_up: object) -> bytes:
    """As JSON in ASCII, where lone surrogates have a spelling too."""
    return json.dumps(sign_up).encode("ascii")


def one_by_one() -> list[dict[str, Any]]:
    """Sign-ups with one field at one extreme each."""
    found: list[dict[str, Any]] = [{"at": moment} for moment in MOMENTS]
    found += [
        {"workshops": [{"place": "gennep", "town": "Gennep", "date": day}]} for day in DAYS if day
    ]
    for text in TEXTS:
        found += [
            {"name": text},
            {"email": text},
            {"email": None, "phone": text},
            {"town": text},
            {"consent_version": text},
            {"language": text},
            {"cooperatives": [{"id": "oogst", "name": text}] * 3},
            {"workshops": [{"place": "gennep", "town": text, "date": "2018-10-03"}]},
            {"consents": [{"purpose": "nieuws", "words": text}]},
        ]
    found += [{"email": None, "phone": phone} for phone in ("+" + "9" * 15, "+0", "+999", "0" * 40)]
    found += [{"email": None, "phone": None}, {"email": "a@b.c", "phone": "+31612345678"}]
    found += [
        {"consents": [{"purpose": f"p-{at}", "words": "ja"} for at in range(400)]},
        {"consents": []},
        {"cooperatives": [{"id": f"c-{at}", "name": "x"} for at in range(600)]},
    ]
    found += [{"language": a + b} for a in "ainqxz" for b in "abnwxz"]
    found += [{field: number} for field in plain("x") for number in NUMBERS]
    return found


def sign_ups() -> st.SearchStrategy[dict[str, Any]]:
    """Sign-ups of which any field may be anything."""
    fields: dict[str, st.SearchStrategy[Any]] = {
        name: _ANY for name in plain("x") if name not in {"id", "kiosk"}
    }
    fields["at"] = st.one_of(_ANY, st.datetimes().map(lambda moment: moment.isoformat() + "Z"))
    fields["language"] = st.one_of(_ANY, _CODES)
    return st.fixed_dictionaries({}, optional=fields)


def deep() -> bytes:
    """JSON whose lists lie in each other a hundred thousand deep."""
    return b'{"at":' + b"[" * 14_000 + b"]" * 14_000 + b"}"
