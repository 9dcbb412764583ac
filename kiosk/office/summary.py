"""What `kiosk signups collect` brought, in words for who types commands, and for scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kiosk.errors import InputError, UntrustedError
from kiosk.keys.signing import fingerprint

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kiosk.office.census import Kiosk
    from kiosk.office.merge import Collected, Refused

_ADVICE = {
    "cut short": "the stick was pulled out too early: export at the kiosk again",
    "bad signature": "export at the kiosk again, with a stick that stays in sight",
    "altered": "export at the kiosk again, with a stick that stays in sight",
    "newer": "bring this program up to date, then collect again",
    "not a bundle": "it has nothing to do with sign-ups",
    "not admitted": "compare the fingerprint with the kiosk's; if it is the same: --admit {kiosk}",
    "other carrier": "it says that it is {kiosk}, whose key was lost: ask the library; if that is "
    "true, and the kiosk shows these digits: --admit with the digits",
    "other key": "this is not the kiosk that was admitted under this name: ask who looks after it",
    "unreadable": "these keys do not open it, or it is not as a kiosk writes it: "
    "are they the keys of this exhibit?",
    "other contents": "one sign-up came with two contents: ask who looks after the kiosk",
    "demo": "it is of a demonstration, and does not count",
    "not demo": "it is of real visitors: use your own keys, not those of the demonstration",
}
"""What to do about each reason."""
_DISTRUSTED = {
    "bad signature",
    "altered",
    "not admitted",
    "other carrier",
    "other key",
    "demo",
    "not demo",
}


def verdict(collected: Collected) -> int:
    """The exit code: refused as untrusted, at fault, or all taken."""
    reasons = {it.reason for it in collected.refused}
    if reasons & _DISTRUSTED:
        return UntrustedError.exit_code
    in_vain = collected.empty and not collected.bundles
    found_fault = reasons or collected.unread or collected.left or collected.packed or in_vain
    return InputError.exit_code if found_fault else 0


def ranges(numbers: Sequence[tuple[int, int]]) -> str:
    """`3, 12 to 14`."""
    return ", ".join(
        str(first) if first == last else f"{first} to {last}" for first, last in numbers
    )


def words(collected: Collected, *, names: bool = False) -> list[str]:
    """Everything that was not simply taken: a line each. With `names`, who took a sign-up back."""
    said = [
        f"{folder}: no sign-ups in here — is it the right stick or folder, and were they put on it?"
        for folder in collected.empty
    ]
    said += [
        f"{folder}: sign-ups found in {', '.join(map(str, where))}"
        for folder, where in collected.elsewhere
    ]
    said += [
        f"{file}: packed — unpack it, then name the folder that comes out of it"
        for file in collected.packed
    ]
    if collected.unsure:
        said.append(
            f"{collected.unsure} of a kiosk whose date may be wrong have no last day yet: it "
            "is counted from when they are collected with a sure date"
        )
    elif collected.undated:
        said.append(
            f"{collected.undated} of a kiosk whose date may be wrong: `forget --expired` counts "
            "them from the day on which they first lay here"
        )
    said += [f"{file}: cannot be read — put the stick in again" for file in collected.unread]
    said += [
        (f"{it.name} ({it.contact}): " if names else "")
        + f"number {it.number} of {it.kiosk} was taken back — take it out of every spreadsheet "
        "that was passed on"
        for it in collected.removed
    ]
    said += [
        f"{it.by}: says without proof that of {it.kiosk} were taken back: "
        f"{', '.join(map(str, it.numbers))} — all are kept; ask who looks after {it.by}, and if it "
        f"is true: kiosk signups forget FILE --unproved {it.by}"
        for it in collected.held
    ]
    said += [f"admitted: {it.kiosk}, {it.fingerprint}" for it in collected.admitted]
    said += [_refusal(it) for it in collected.refused]
    if collected.uncopied:
        said.append(
            f"not copied: {collected.uncopied} — too much lies in quarantine; leave them on the "
            "stick, and look there for what you do not know"
        )
    if collected.left:
        said.append(f"not looked at: {collected.left} — there is more here than kiosks write")
    return said


def _refusal(it: Refused) -> str:
    whose = f" ({it.kiosk}, {fingerprint(it.key)})" if it.kiosk and it.key else ""
    which = f": {', '.join(map(str, it.numbers))}" if it.numbers else ""
    kept = f"; kept as {it.copy}" if it.copy else ""
    advice = _ADVICE[it.reason].format(kiosk=it.kiosk)
    return f"{it.file}: {it.reason}{whose}{which} — {advice}{kept}"


def wrong(it: Kiosk) -> list[str]:
    """What does not fit together at one kiosk."""
    who = f"{it.town} ({it.kiosk})" if it.town else it.kiosk
    said = []
    if it.missing:
        said.append(
            f"{who}: {ranges(it.missing)} missing — bring another stick from there, "
            "or ask another coordinator with the same keys"
        )
    if it.without:
        said.append(
            f"{who}: {ranges(it.without)} came without contents — "
            "look for an older stick or a backup, or ask another coordinator with the same keys"
        )
    if it.twice:
        said.append(f"{who}: {ranges(it.twice)} seen twice: its disk was put back; all are kept")
    return said


def as_json(collected: Collected, kiosks: Sequence[Kiosk]) -> dict[str, object]:
    """All of it, for a script."""
    return {
        "new": collected.new,
        "again": collected.again,
        "withdrawn": collected.withdrawn,
        "past": collected.past,
        "undated": collected.undated,
        "unsure": collected.unsure,
        "bundles": collected.bundles,
        "admitted": [{"kiosk": it.kiosk, "key": it.key} for it in collected.admitted],
        "refused": [
            {
                "reason": it.reason,
                "file": str(it.file),
                "kiosk": it.kiosk,
                "numbers": list(it.numbers),
                "copy": str(it.copy) if it.copy else None,
            }
            for it in collected.refused
        ],
        "removed": [{"kiosk": it.kiosk, "number": it.number} for it in collected.removed],
        "held": [
            {"by": it.by, "kiosk": it.kiosk, "numbers": list(it.numbers)} for it in collected.held
        ],
        "uncopied": collected.uncopied,
        "left": collected.left,
        "unread": [str(it) for it in collected.unread],
        "empty": [str(it) for it in collected.empty],
        "packed": [str(it) for it in collected.packed],
        "kiosks": [
            {
                "kiosk": it.kiosk,
                "town": it.town,
                "sign_ups": it.sign_ups,
                "last": it.last,
                "missing": it.missing,
                "without": it.without,
                "twice": it.twice,
            }
            for it in kiosks
        ],
    }
