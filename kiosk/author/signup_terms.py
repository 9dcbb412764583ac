"""What an author writes under `signups` in `exhibit.yaml`: who asks, what for, and sealed to whom.

Without it an exhibit takes no sign-ups. No message quotes a key: somebody may have pasted the
private one.
"""

from collections.abc import Callable, Iterator
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from kiosk.author.letters import quote
from kiosk.author.shape import Spec
from kiosk.author.texts import Box, Markdown
from kiosk.author.values import Address, Email, Id, Organisation, WholeNumber, Words, fault
from kiosk.author.yaml_file import YamlFile, twice
from kiosk.errors import Fault
from kiosk.keys import demo, public, signing

KEY = "signups"
"""Where all of it stands."""
MOST_PURPOSES = 4
FEWEST_RECIPIENTS, MOST_RECIPIENTS = 2, 4
MOST_DAYS = 730
VERSION_LENGTH = 32

_SHOWN = "copy what 'kiosk keys show' prints"
_PRIVATE = "AGE-SECRET-KEY-"


def _key(value: Any, kind: str) -> str:  # noqa: ANN401 - anything may stand in YAML
    """The text of a key. Never quoted, whatever it is."""
    if not isinstance(value, str):
        raise fault(f"this is not one {kind}", _SHOWN)
    typed = value.strip()
    if _PRIVATE in typed.upper():
        raise fault(
            "this is a private key, and no longer secret where others can read this file",
            "take it out, make new keys with 'kiosk keys new', and copy what 'keys show' prints",
        )
    return typed


def _public(kind: str, is_sound: Callable[[str], bool]) -> BeforeValidator:
    """Takes a key of this kind, and no other text."""

    def judge(value: Any) -> str:  # noqa: ANN401
        typed = _key(value, kind)
        if not is_sound(typed):
            raise fault(f"this is no {kind}, or was copied in part", _SHOWN)
        return typed

    return BeforeValidator(judge)


def _version(words: str) -> str:
    if len(words) > VERSION_LENGTH:
        advice = f"write at most {VERSION_LENGTH}, such as 2018-09"
        raise fault(f"a version of {len(words)} characters", advice)
    return words


def _days(days: int) -> int:
    if not 1 <= days <= MOST_DAYS:
        advice = f"write a number from 1 to {MOST_DAYS}: nobody may keep them longer than needed"
        raise fault(f"sign-ups kept for {days} days", advice)
    return days


Recipient = Annotated[
    str,
    _public("public age key", public.sound_recipient),
    WithJsonSchema({"type": "string", "pattern": "^age1[02-9ac-hj-np-z]{58}$"}),
]
ReceiptKey = Annotated[
    str,
    _public("receipt key", signing.sound_public),
    WithJsonSchema({"type": "string", "pattern": "^[0-9a-f]{64}$"}),
]
Version = Annotated[
    Words,
    AfterValidator(_version),
    WithJsonSchema({"type": "string", "minLength": 1, "maxLength": VERSION_LENGTH}),
]
Days = Annotated[
    WholeNumber,
    AfterValidator(_days),
    WithJsonSchema({"type": "integer", "minimum": 1, "maximum": MOST_DAYS}),
]


class ControllerSpec(Spec):
    """Who answers for what visitors leave (in the AVG's words: the controller)."""

    name: Organisation
    """The organisation."""
    email: Email
    """Where a visitor can ask what you know of them, and have it taken out."""
    address: Address | None = None
    """Street, number and town."""


class PurposeSpec(Spec):
    """One thing you would do with a sign-up, if the visitor ticks its box."""

    id: Id
    """A short name, for the spreadsheet: a-z, 0-9 and -."""
    text: Box
    """The words beside the box, at most 140 characters: one thing, not two."""


class ConsentSpec(Spec):
    """The longer text behind the boxes."""

    version: Version
    """Another one whenever you change the text: 2018-09. Each sign-up keeps it."""
    text: Markdown
    """Markdown: who asks, why, how long it is kept, who sees it, and which rights a visitor has."""


class KeysSpec(Spec):
    """Public keys, as `kiosk keys show` prints them."""

    recipients: tuple[Recipient, ...] = Field(
        json_schema_extra={"minItems": FEWEST_RECIPIENTS, "maxItems": MOST_RECIPIENTS}
    )
    """Who can open a sign-up: the daily age key, and the recovery one."""
    receipt: ReceiptKey
    """Who may say that sign-ups have arrived, after which a kiosk deletes them."""


class SignUpsSpec(Spec):
    """How this exhibit takes sign-ups."""

    controller: ControllerSpec
    """Who answers for what visitors leave."""
    purposes: tuple[PurposeSpec, ...] = Field(
        json_schema_extra={"minItems": 1, "maxItems": MOST_PURPOSES}
    )
    """One to four: a box for each, never ticked beforehand."""
    consent: ConsentSpec
    """The longer text behind the boxes."""
    keys: KeysSpec
    """Public keys, as `kiosk keys show` prints them."""
    retention_days: Days
    """How many days after it was left a sign-up may be kept, by anybody: 1 to 730."""


def faults(main: YamlFile) -> Iterator[Fault]:
    """What no single value of `signups` shows: too many, too few, one twice, keys mixed up."""
    yield from _purposes(main)
    yield from _keys(main)


def _purposes(main: YamlFile) -> Iterator[Fault]:
    here = (KEY, "purposes")
    listed = main.value(*here)
    if not isinstance(listed, list):
        return
    if not listed:
        advice = "add what you would do with a sign-up, or take 'signups' out"
        yield Fault(main.file, main.line(*here), "no purposes", advice)
    if len(listed) > MOST_PURPOSES:
        advice = f"keep {MOST_PURPOSES}: the screen has room for no more boxes"
        yield Fault(main.file, main.line(*here), f"{len(listed)} purposes", advice)
    for name, line, first in twice(main.names(*here)):
        what = f"the purpose '{quote(name)}' stands on line {first} too"
        yield Fault(main.file, line, what, "give each purpose an id of its own")


def _keys(main: YamlFile) -> Iterator[Fault]:
    here = (KEY, "keys", "recipients")
    listed, receipt = main.value(*here), main.value(KEY, "keys", "receipt")
    if not isinstance(listed, list):
        return
    both = f"name the daily key and the recovery key; {_SHOWN}"
    if len(listed) < FEWEST_RECIPIENTS:
        count = "one recipient" if listed else "no recipients"
        yield Fault(main.file, main.line(*here), count, both)
    if len(listed) > MOST_RECIPIENTS:
        what, advice = f"{len(listed)} recipients", f"name at most {MOST_RECIPIENTS}"
        yield Fault(main.file, main.line(*here), what, advice)
    typed = [words.strip() if isinstance(words, str) else "" for words in listed]
    sound = [
        (key, main.line(*here, number))
        for number, key in enumerate(typed)
        if public.sound_recipient(key)
    ]
    for _, line, _ in twice(sound):
        what = "the same key again; if it is lost, nothing can be opened"
        yield Fault(main.file, line, what, both)
    own = receipt.strip() if isinstance(receipt, str) else ""
    named = {key for key, _ in sound} | ({own} if signing.sound_public(own) else set())
    published = {*demo.PUBLIC.recipients, demo.PUBLIC.receipt}
    if named & published and named - published:
        what = "demo keys among your own: everybody can open what is sealed to them"
        yield Fault(main.file, main.line(KEY, "keys"), what, f"{_SHOWN} for your keys, all of it")
