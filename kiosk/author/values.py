"""Single values that authors write: dates, hours, colours, names.

Every value arrives as the text that was typed (YAML's own types are not used: `no` and `16:00`
stay what they are), and becomes what it means here. Each refusal says what to do. Validation takes
a `Context`; without one, nothing is refused that depends on it.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time
from difflib import get_close_matches
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticCustomError

from kiosk.author import lengths
from kiosk.author.letters import quote
from kiosk.exhibit import bounds, model
from kiosk.exhibit.contrast import READABLE, with_white
from kiosk.exhibit.model import Language

_EMAIL = r"[^\s@:<>(),;\"]+@[^\s@.:<>(),;\"/?]+(?:\.[^\s@.:<>(),;\"/?]+)+"


@dataclass(frozen=True, slots=True)
class Context:
    """Languages, icons and rules that a value is judged against."""

    languages: tuple[str, ...] = ()
    """The exhibit's languages, its own first; empty while they are not known."""
    icons: frozenset[str] = frozenset()
    """The names of the bundled icons."""
    timezones: frozenset[str] = frozenset()
    """The names of the known timezones."""


def fault(what: str, advice: str) -> PydanticCustomError:
    """A refusal in the words of `errors.Fault`."""
    return PydanticCustomError("fault", "{what}", {"what": what, "advice": advice})


def did_you_mean(word: str, words: list[str] | frozenset[str], otherwise: str) -> str:
    """Advice that names the nearest of `words`, or what else to do."""
    folded = {each.casefold(): each for each in sorted(words)}
    near = get_close_matches(word.casefold(), folded, n=1, cutoff=0.6)
    return f"did you mean '{folded[near[0]]}'?" if near else otherwise


def context_of(info: ValidationInfo) -> Context:
    """The context of a validator."""
    return info.context if isinstance(info.context, Context) else Context()


def _text(value: Any, form: str) -> str:  # noqa: ANN401 - anything may stand in YAML
    """The text that was typed where one value is due."""
    if not isinstance(value, str):
        kind = "list" if isinstance(value, list) else "mapping"
        raise fault(f"a {kind}, where one value is due", f"write {form}")
    return tidy(value)


def tidy(words: str) -> str:
    """Words on one line, composed (NFC), with one space between them."""
    return " ".join(unicodedata.normalize("NFC", words).split())


def _refusal(typed: str, kind: str, advice: str) -> PydanticCustomError:
    """The refusal of a value that is not what is due."""
    return fault(f"'{quote(typed)}' is not {kind}", advice)


def _words(value: Any) -> str:  # noqa: ANN401
    words = _text(value, "words")
    if not words:
        raise fault("an empty text", "write it, or take the line out if it is optional")
    if len(words) > bounds.LINE:
        what = f"{len(words)} characters, where there is room for {bounds.LINE}"
        raise fault(what, "say it in fewer")
    return words


def _short(words: str, most: int) -> str:
    """Words of at most so many characters."""
    if len(words) > most:
        what = f"{len(words)} characters, where the glass has room for {most}"
        raise fault(what, "write it in fewer")
    return words


def _at_most(most: int) -> AfterValidator:
    return AfterValidator(lambda words: _short(words, most))


def _date(value: Any) -> date:  # noqa: ANN401
    typed = _text(value, "a date such as 2018-10-03")
    match = re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", typed, re.ASCII)
    if not match:
        raise _refusal(typed, "a date", "write year-month-day, such as 2018-10-03")
    try:
        day = date(*map(int, match.groups()))
    except ValueError:
        raise fault(f"there is no day {typed}", "write year-month-day of a day that is") from None
    if not bounds.FIRST_DAY <= day <= bounds.LAST_DAY:
        advice = f"write a day from {bounds.FIRST_DAY} to {bounds.LAST_DAY}"
        raise fault(f"{typed} is too far away to be shown", advice)
    return day


def _hour(value: Any) -> time:  # noqa: ANN401
    typed = _text(value, 'an hour such as "19:30"')
    match = re.fullmatch(r"(\d{1,2})[:.](\d{2})", typed, re.ASCII)
    hours, minutes = map(int, match.groups()) if match else (99, 99)
    if hours > 23 or minutes > 59:
        raise _refusal(typed, "an hour of the day", 'write hour:minute, such as "19:30"')
    if typed != f"{hours:02}:{minutes:02}":
        raise _refusal(typed, "how hours are written", f'write "{hours:02}:{minutes:02}"')
    return time(hours, minutes)


def _yes_or_no(value: Any) -> bool:  # noqa: ANN401
    typed = _text(value, "yes or no")
    if typed.casefold() not in {"yes", "true", "no", "false"}:
        raise fault(f"'{quote(typed.casefold())}' is neither yes nor no", "write yes or no")
    return typed.casefold() in {"yes", "true"}


def _whole_number(value: Any) -> int:  # noqa: ANN401
    typed = _text(value, "a whole number")
    if not re.fullmatch(r"[+-]?\d{1,6}", typed, re.ASCII):
        raise _refusal(typed, "a whole number", "write one, such as 3")
    return int(typed)


def _fraction(value: Any) -> float:  # noqa: ANN401
    typed = _text(value, "a number from 0 to 1")
    if not re.fullmatch(r"[01]|[01]?\.\d{1,6}", typed, re.ASCII) or float(typed) > 1:
        raise _refusal(typed, "a number from 0 to 1", "write one, such as 0.5")
    return float(typed)


def _id(value: Any) -> str:  # noqa: ANN401
    typed = _text(value, "a short name")
    if not sound_id(typed):
        advice = "use a-z, 0-9 and -, at most 32 characters"
        raise fault(f"'{quote(typed)}' cannot be an id", advice)
    return typed


def _format(value: Any) -> int:  # noqa: ANN401
    typed = _text(value, "1")
    if typed == str(model.FORMAT):
        return model.FORMAT
    if re.fullmatch(r"[1-9]\d{0,5}", typed, re.ASCII):
        raise fault(f"format {typed} is newer than this program", "use a newer kiosk program")
    raise _refusal(typed, "a format", f"write {model.FORMAT}")


def _language(value: Any) -> str:  # noqa: ANN401
    from babel import localedata  # noqa: PLC0415 - only authors need it

    typed = _text(value, "a language code such as nl")
    if not re.fullmatch(r"[a-z]{2}", typed) or not localedata.exists(typed):
        raise _refusal(typed, "a language code", "write one of two letters, such as nl")
    return typed


def languages(value: Any) -> tuple[str, ...]:  # noqa: ANN401
    """The languages in a list of codes, if all of them are sound; else none."""
    try:
        codes = tuple(_language(each) for each in value) if isinstance(value, list) else ()
    except PydanticCustomError:
        return ()
    return codes if len(set(codes)) == len(codes) else ()


def sound_id(words: str) -> bool:
    """Whether these words can be the id of an exhibit, place or cooperative."""
    return re.fullmatch(r"[a-z0-9-]{1,32}", words) is not None


def _colour(value: Any) -> str:  # noqa: ANN401
    typed = _text(value, 'a colour such as "#4F6B1E"')
    if not typed:
        raise fault("an empty colour", 'write it in quotes, such as "#4F6B1E"')
    if not re.fullmatch(r"#[0-9A-Fa-f]{6}", typed):
        raise _refusal(typed, "a colour", 'write # and six digits, such as "#4F6B1E"')
    ratio = with_white(typed)
    if ratio < READABLE:
        what = f"white letters on {typed} have a contrast of {int(ratio * 100) / 100:.2f} : 1"
        raise fault(what, f"take a darker colour; {READABLE} : 1 is needed")
    return typed


def _one_of(typed: str, known: frozenset[str], kind: str, otherwise: str) -> str:
    """One of the names that are known, if any are."""
    if known and typed not in known:
        raise fault(f"unknown {kind} '{quote(typed)}'", did_you_mean(typed, known, otherwise))
    return typed


def _icon(value: Any, info: ValidationInfo) -> str:  # noqa: ANN401
    typed = _text(value, "the name of an icon")
    return _one_of(typed, context_of(info).icons, "icon", "'kiosk exhibit schema' lists them")


def _timezone(value: Any, info: ValidationInfo) -> str:  # noqa: ANN401
    typed = _text(value, "a timezone such as Europe/Amsterdam")
    advice = "write one such as Europe/Amsterdam"
    return _one_of(typed, context_of(info).timezones, "timezone", advice)


def _email(value: Any) -> str:  # noqa: ANN401
    typed = _text(value, "an e-mail address")
    alone = re.sub(r"^(?:mailto:|.*<)|>.*$|[.,;]+$", "", typed, flags=re.IGNORECASE)
    if alone != typed and re.fullmatch(_EMAIL, alone):
        raise fault(f"'{quote(typed)}' is more than an e-mail address", f"write {quote(alone)}")
    if not re.fullmatch(_EMAIL, typed):
        raise _refusal(typed, "an e-mail address", "write one such as info@example.org")
    return _short(typed, lengths.EMAIL)


def _link(value: Any) -> str:  # noqa: ANN401
    typed = _text(value, "a web address")
    try:
        parts = urlsplit(typed)
        sound = parts.scheme in {"https", "http"} and "." in (parts.hostname or "")
    except ValueError:
        sound = False
    if not sound or " " in typed:
        raise _refusal(typed, "a web address", "write one such as https://example.org")
    if len(typed) > bounds.LINK:
        advice = f"shorten it to {bounds.LINK}, so that its QR code can be read from the glass"
        raise fault(f"a web address of {len(typed)} characters", advice)
    return typed


_HOUR_SCHEMA = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}

Words = Annotated[str, BeforeValidator(_words)]
Library = Annotated[Words, _at_most(lengths.LIBRARY)]
Town = Annotated[Words, _at_most(lengths.TOWN)]
Address = Annotated[Words, _at_most(lengths.ADDRESS)]
Organisation = Annotated[Words, _at_most(lengths.ORGANISATION)]
Author = Annotated[Words, _at_most(lengths.AUTHOR)]
Licence = Annotated[Words, _at_most(lengths.LICENCE)]
Origin = Annotated[Words, _at_most(lengths.SOURCE)]
Day = Annotated[date, BeforeValidator(_date)]
Hour = Annotated[time, BeforeValidator(_hour), WithJsonSchema(_HOUR_SCHEMA)]
YesOrNo = Annotated[
    bool, BeforeValidator(_yes_or_no), WithJsonSchema({"enum": [True, False, "yes", "no"]})
]
WholeNumber = Annotated[int, BeforeValidator(_whole_number)]
Fraction = Annotated[float, BeforeValidator(_fraction), Field(ge=0, le=1)]
Format = Annotated[Literal[1], BeforeValidator(_format)]
Id = Annotated[model.Id, BeforeValidator(_id)]
Code = Annotated[Language, BeforeValidator(_language)]
Colour = Annotated[model.Colour, BeforeValidator(_colour)]
Icon = Annotated[str, BeforeValidator(_icon)]
Timezone = Annotated[str, BeforeValidator(_timezone)]
Email = Annotated[
    str, BeforeValidator(_email), WithJsonSchema({"type": "string", "format": "email"})
]
Link = Annotated[str, BeforeValidator(_link), WithJsonSchema({"type": "string", "format": "uri"})]
