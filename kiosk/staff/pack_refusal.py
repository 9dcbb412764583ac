"""Why a pack was not loaded: one plain sentence, and what to do, for each thing that can be wrong.

The words are English, to be looked up in `i18n`. They name no file and no key: who stands there has
a stick in hand and five minutes.
"""

from dataclasses import dataclass
from typing import Final

from kiosk.errors import (
    InstallError,
    InstallFault,
    KioskError,
    PackError,
    PackFault,
    Refusal,
    RefusedError,
    UsageError,
)

STAYS: Final = "What was on the screen stays there."
"""True after each of them."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A verdict on a stick, in words for staff."""

    what: str
    """One sentence."""
    advice: str
    """What to do now."""


_ASK = "Ask whoever gave you the stick for a new one."

_FAULTS: dict[PackFault, Verdict] = {
    "none": Verdict(
        "There is no new content on this stick.",
        "See whether this is the right stick. Does it lie in a folder, or packed in a zip? Then "
        "ask whoever gave it to you to put it on the stick itself.",
    ),
    "cut short": Verdict(
        "A part of the content is missing on this stick.",
        "It was probably taken out too early. Ask for the stick to be written once more.",
    ),
    "damaged": Verdict("The content on this stick is damaged.", _ASK),
    "newer": Verdict(
        "This content is made for a newer version of the kiosk's program.",
        "Ask the coordinator to renew the program first.",
    ),
    "expired": Verdict(
        "This content is too old: it is past its last day.",
        "Ask for a stick with new content. Is the date of this kiosk right? See “Date and time”.",
    ),
}

_REFUSALS: dict[Refusal, Verdict] = {
    "signature": Verdict(
        "The content on this stick is not signed by its publisher.",
        "Do not use this stick. Tell the coordinator.",
    ),
    "publisher": Verdict(
        "This content is from another publisher than the one this kiosk knows.",
        "Do not use this stick here. Tell the coordinator.",
    ),
    "stranger": Verdict(
        "This kiosk does not know the publisher of this content yet.",
        "Put the stick in again, and compare the digits first.",
    ),
    "fingerprint": Verdict(
        "The digits of this publisher are others than those that were expected.",
        "Do not use this stick. Call the coordinator.",
    ),
    "older": Verdict(
        "This content is older than what this kiosk has had.",
        "Do you have a newer stick? To see the content before, choose “Back to the one before”.",
    ),
    "jump": Verdict(
        "The number of this content is far too high. That cannot be right.",
        "Do not use this stick. Tell the coordinator.",
    ),
    "mixed": Verdict(
        "Parts of different contents are mixed on this stick.",
        "Ask for the stick to be emptied, and written once more.",
    ),
    "anew": Verdict(
        "This publisher has begun anew. This kiosk knows the publisher of before.",
        "Call the coordinator first. After “Forget the publisher” this kiosk takes it.",
    ),
    "endless": Verdict(
        "There is more on this stick than it says. That cannot be right.",
        "Do not use this stick. Tell the coordinator.",
    ),
    "altered": Verdict(
        "Something on this stick was changed after it had been signed.",
        "Do not use this stick. Tell the coordinator.",
    ),
    "exhibition": Verdict(
        "This is another exhibition, and nobody has said yes to it.",
        "Put the stick in again, and answer the question.",
    ),
    "demo": Verdict(
        "This content is made for trying out. It cannot be used with visitors.",
        "Ask the coordinator for a stick with the real content.",
    ),
}

_INSTALL: dict[InstallFault, Verdict] = {
    "full": Verdict(
        "There is too little room on this kiosk for the new content.",
        "Tell the coordinator. This kiosk needs a bigger disk.",
    ),
    "stick": Verdict(
        "The stick was taken out too early, or it does not work well.",
        "Put it in again, and leave it in until the kiosk says that you may take it out. "
        "What was copied already need not be copied again.",
    ),
    "disk": Verdict(
        "The disk of this kiosk did not keep the new content.",
        "Start the kiosk again, and try once more. Does it not work? Tell the coordinator.",
    ),
    "stopped": Verdict(
        "The loading was stopped.",
        "You can begin again whenever you like. What was copied already need not be copied again.",
    ),
}

_NOT_HERE = Verdict(
    "No content can be loaded on this kiosk now.",
    "Is this a demonstration? Then start the kiosk itself. Else tell the coordinator.",
)

_UNKNOWN = Verdict(
    "Something went wrong while the stick was read.",
    "Put the stick in once more. Does it not work? Tell the coordinator.",
)


_FORGETTING: Final = frozenset({"publisher", "anew", "jump"})
"""No stick of whom this kiosk follows will ever end these, however often it is written."""


def only_forgetting_helps(error: KioskError | None) -> bool:
    """Whether staff must be offered to follow the publisher no more: nothing else is a way out."""
    return isinstance(error, RefusedError) and error.kind in _FORGETTING


def verdict(error: KioskError) -> Verdict:
    """The verdict for an error of `packs`; for any other: something went wrong."""
    match error:
        case UsageError():
            return _NOT_HERE
        case PackError(kind=fault):
            return _FAULTS[fault]
        case RefusedError(kind=refusal):
            return _REFUSALS[refusal]
        case InstallError(kind=trouble):
            return _INSTALL[trouble]
    return _UNKNOWN
