"""The demo keys: published whole, so that anybody can try the road from visitor to spreadsheet.

Their private halves lie in `content/demo-keys`, with their passphrase. So nobody's real answers may
ever be sealed to them: a demo takes these keys and no others, everything else refuses them.
"""

from collections.abc import Iterable

from kiosk.keys.public import Public

PASSPHRASE = "voorbeeld"  # noqa: S105 - published on purpose
"""Opens `content/demo-keys`."""

PUBLIC = Public(
    recipients=(
        "age1dvkstlktjckr4kefgynfde7cj982gtqfypnt5mly8zpn4r5wmcnqwsp969",
        "age1nh5w82lu3d48r0vrnaccfkmgvs9l7g9jjqv9xwy0gl2ekvdxtc5sz23n44",
    ),
    receipt="cab427a38711b7c389771deb46bb8c7f098ebbb38967985ae5a62c7998f870c0",
    pack="aae0f44582e54f9a94ca7131c85322d5d4920a854e1c86bf717b579fbfe6ff39",
    root="cbe5a67d26186bb621ce3c490e131b2bdce2f64ce37eefd84eb5ee9c554818bc",
)
"""The public halves."""


def is_demo(recipients: Iterable[str], receipt: str) -> bool:
    """Whether these are the demo keys, and no others among them: what a demo takes."""
    return set(recipients) == set(PUBLIC.recipients) and receipt == PUBLIC.receipt


def has_demo(recipients: Iterable[str], receipt: str) -> bool:
    """Whether any of these is a demo key: what everything but a demo refuses."""
    return not set(PUBLIC.recipients).isdisjoint(recipients) or receipt == PUBLIC.receipt
