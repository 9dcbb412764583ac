"""What `kiosk signups collect` brought, in words for who types commands, and for scripts."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from kiosk.errors import InputError, UntrustedError
from kiosk.keys.signing import fingerprint
from kiosk.office.census import Kiosk, in_words
from kiosk.office.merge import BundleRefusal, MergeResult

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
_FAULTS = {"cut short", "newer", "not a bundle", "unreadable", "other contents"}
"""Of these reasons, those that nobody need be distrusted for."""
_COUNTS = ("new", "again", "withdrawn", "past", "undated", "unsure", "bundles", "uncopied", "left")
_PATHS = ("unread", "empty", "packed")


def verdict(collected: MergeResult) -> int:
    """The exit code: refused as untrusted, at fault, or all taken."""
    reasons = {refusal.reason for refusal in collected.refused}
    if reasons - _FAULTS:
        return UntrustedError.exit_code
    in_vain = collected.empty and not collected.bundles
    found_fault = reasons or collected.unread or collected.left or collected.packed or in_vain
    return InputError.exit_code if found_fault else 0


def words(collected: MergeResult, *, names: bool = False) -> list[str]:
    """Everything that was not simply taken: a line each. With `names`, who took a sign-up back."""
    said = [*_places(collected), *_taken_back(collected, names=names)]
    said += [
        f"admitted: {newcomer.kiosk}, {newcomer.fingerprint}" for newcomer in collected.admitted
    ]
    said += [_refusal(refusal) for refusal in collected.refused]
    if collected.uncopied:
        said.append(
            f"not copied: {collected.uncopied} — too much lies in quarantine; leave them on the "
            "stick, and look there for what you do not know"
        )
    if collected.left:
        said.append(f"not looked at: {collected.left} — there is more here than kiosks write")
    return said


def _places(collected: MergeResult) -> Iterator[str]:
    """Where nothing was found, or something else; and of which days nobody is sure."""
    for folder in collected.empty:
        yield (
            f"{folder}: no sign-ups in here — is it the right stick or folder, and were they put "
            "on it?"
        )
    for folder, where in collected.elsewhere:
        yield f"{folder}: sign-ups found in {', '.join(map(str, where))}"
    for file in collected.packed:
        yield f"{file}: packed — unpack it, then name the folder that comes out of it"
    if collected.unsure:
        yield (
            f"{collected.unsure} of a kiosk whose date may be wrong have no last day yet: it "
            "is counted from when they are collected with a sure date"
        )
    elif collected.undated:
        yield (
            f"{collected.undated} of a kiosk whose date may be wrong: `forget --expired` counts "
            "them from the day on which they first lay here"
        )
    for file in collected.unread:
        yield f"{file}: cannot be read — put the stick in again"


def _taken_back(collected: MergeResult, *, names: bool) -> Iterator[str]:
    for person in collected.removed:
        who = f"{person.name} ({person.contact}): " if names else ""
        yield (
            f"{who}number {person.number} of {person.kiosk} was taken back — take it out of every "
            "spreadsheet that was passed on"
        )
    for claim in collected.held:
        yield (
            f"{claim.by}: says without proof that of {claim.kiosk} were taken back: "
            f"{', '.join(map(str, claim.numbers))} — all are kept; ask who looks after {claim.by}, "
            f"and if it is true: kiosk signups forget FILE --unproved {claim.by}"
        )


def _refusal(refusal: BundleRefusal) -> str:
    whose = (
        f" ({refusal.kiosk}, {fingerprint(refusal.key)})" if refusal.kiosk and refusal.key else ""
    )
    which = f": {', '.join(map(str, refusal.numbers))}" if refusal.numbers else ""
    kept = f"; kept as {refusal.copy}" if refusal.copy else ""
    advice = _ADVICE[refusal.reason].format(kiosk=refusal.kiosk)
    return f"{refusal.file}: {refusal.reason}{whose}{which} — {advice}{kept}"


def wrong(kiosk: Kiosk) -> list[str]:
    """What does not fit together at one kiosk."""
    said = []
    if kiosk.missing:
        said.append(
            f"{kiosk.name}: {in_words(kiosk.missing)} missing — bring another stick from there, "
            "or ask another coordinator with the same keys"
        )
    if kiosk.without:
        said.append(
            f"{kiosk.name}: {in_words(kiosk.without)} came without contents — "
            "look for an older stick or a backup, or ask another coordinator with the same keys"
        )
    if kiosk.twice:
        said.append(
            f"{kiosk.name}: {in_words(kiosk.twice)} seen twice: its disk was put back; all are kept"
        )
    return said


def as_json(collected: MergeResult, kiosks: Sequence[Kiosk]) -> dict[str, object]:
    """All of it, for a script."""
    return {
        **{name: getattr(collected, name) for name in _COUNTS},
        "admitted": [
            {"kiosk": admission.kiosk, "key": admission.key} for admission in collected.admitted
        ],
        "refused": [
            {
                "reason": refusal.reason,
                "file": str(refusal.file),
                "kiosk": refusal.kiosk,
                "numbers": list(refusal.numbers),
                "copy": str(refusal.copy) if refusal.copy else None,
            }
            for refusal in collected.refused
        ],
        "removed": [
            {"kiosk": removal.kiosk, "number": removal.number} for removal in collected.removed
        ],
        "held": [asdict(claim) for claim in collected.held],
        **{name: list(map(str, getattr(collected, name))) for name in _PATHS},
        "kiosks": [asdict(kiosk) for kiosk in kiosks],
    }
