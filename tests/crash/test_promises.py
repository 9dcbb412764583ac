"""The judge: every broken promise is found, and named."""

import hashlib
from collections.abc import Callable
from typing import Final

import pytest
from premises import RETENTION
from promises import Log, Promises, broken

from kiosk.signups.event import BEGINNING, Event, Kind

KIOSK: Final = "k-aaaaaaaa"
ELS, JAN, PIET = (hashlib.sha256(name.encode()).hexdigest()[:32] for name in ("Els", "Jan", "Piet"))


def log(*events: tuple[Kind, str], wiped: frozenset[int] = frozenset()) -> Log:
    """A log of these events, in order; the sealed bytes of sign-ups are there, unless wiped."""
    written: list[Event] = []
    for number, (kind, id_) in enumerate(events, 1):
        taken = kind == "sign-up"
        written.append(
            Event(
                number=number,
                kind=kind,
                id=id_,
                retention=RETENTION if taken else None,
                sealed_sha256="ab" * 32 if taken else None,
                before=written[-1].hash(KIOSK) if written else BEGINNING,
            )
        )
    sealed = {event.number for event in written if event.kind == "sign-up"} - wiped
    return Log(KIOSK, written, frozenset(sealed))


def without(whole: Log, number: int) -> Log:
    """The same log, with a hole."""
    rest = [event for event in whole.events if event.number != number]
    return Log(KIOSK, rest, whole.sealed - {number})


def mended(whole: Log, number: int) -> Log:
    """The same log, with another hash before one event."""
    events = [
        event.model_copy(update={"before": "cd" * 32}) if event.number == number else event
        for event in whole.events
    ]
    return Log(KIOSK, events, whole.sealed)


TWO: Final = log(("sign-up", ELS), ("sign-up", JAN))
BREAKAGES: Final[dict[str, tuple[Log, str]]] = {
    "a sign-up that is not there": (log(("sign-up", ELS)), f"lost: {JAN}"),
    "a sign-up that is there twice": (
        log(("sign-up", ELS), ("sign-up", JAN), ("sign-up", ELS)),
        f"twice: sign-up {ELS}",
    ),
    "a sign-up nobody gave": (
        log(("sign-up", ELS), ("sign-up", JAN), ("sign-up", PIET)),
        f"nobody began: sign-up {PIET}",
    ),
    "a hole": (
        without(log(("sign-up", ELS), ("sign-up", JAN), ("withdrawal", PIET)), 2),
        "number 2 is missing",
    ),
    "another past": (mended(TWO, 2), "the chain breaks before number 2"),
    "sealed bytes wiped too early": (
        log(("sign-up", ELS), ("sign-up", JAN), wiped=frozenset({2})),
        f"wiped: {JAN}",
    ),
    "a sign-up kept that was taken back": (
        log(("sign-up", ELS), ("sign-up", JAN), ("withdrawal", JAN)),
        f"gone, but kept: {JAN}",
    ),
}


def promised(*lines: str) -> Promises:
    """Els and Jan signed up, and what else was told."""
    promises = Promises()
    promises.hear(f"{what} sign-up {id_}" for id_ in (ELS, JAN) for what in ("begin", "done"))
    promises.hear(lines)
    return promises


@pytest.mark.parametrize(("found", "fault"), BREAKAGES.values(), ids=BREAKAGES.keys())
def test_every_broken_promise_is_named(found: Log, fault: str) -> None:
    """Lost, twice, out of nowhere, out of order, wiped too early, or kept too long."""
    assert fault in broken(promised(), found)


def test_a_withdrawal_that_was_acknowledged_and_forgotten_is_named() -> None:
    """Whoever was told that a sign-up is gone must not find it again."""
    told = promised(f"begin withdrawal {ELS}", f"done withdrawal {ELS}")
    assert broken(told, TWO) == [f"taken back, but not gone: {ELS}"]


KEPT: Final[dict[str, Callable[[], list[str]]]] = {
    "all is there": lambda: broken(promised(), TWO),
    "a withdrawal that was not finished": lambda: broken(promised(f"begin withdrawal {ELS}"), TWO),
    "a sign-up that was not finished": lambda: broken(promised(f"begin sign-up {PIET}"), TWO),
    "wiped, because it arrived": lambda: broken(
        promised(), log(("sign-up", ELS), ("sign-up", JAN), wiped=frozenset({1})), {ELS}
    ),
    "acknowledged after the power went": lambda: broken(doubtful(), TWO),
}


def doubtful() -> Promises:
    """Els and Jan signed up; Piet was told so by a kiosk without power."""
    promises = promised()
    promises.hear([f"begin sign-up {PIET}", f"done sign-up {PIET}"], in_doubt=True)
    return promises


@pytest.mark.parametrize("look", KEPT.values(), ids=KEPT.keys())
def test_a_kiosk_that_kept_its_promises_is_not_blamed(look: Callable[[], list[str]]) -> None:
    """What was only begun may be there or not; what arrived may be wiped."""
    assert look() == []
