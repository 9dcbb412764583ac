"""What a collection brought, for scripts: an exit code, and all of it as JSON."""

from collections.abc import Sequence
from dataclasses import asdict

from kiosk.errors import InputError, UntrustedError
from kiosk.office.census import Kiosk
from kiosk.office.merge import MergeResult

_FAULTS = {"cut short", "newer", "not a bundle", "unreadable", "other contents"}
"""Reasons for a refusal that nobody need be distrusted for."""
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
