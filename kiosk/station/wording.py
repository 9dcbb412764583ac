"""Health in words for who stands before a kiosk: short lines, in Dutch or English."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final, TypeAlias

from babel.numbers import format_decimal

from kiosk.i18n.catalogue import Catalogue, Say
from kiosk.i18n.dates import Dates
from kiosk.notices import Kind
from kiosk.station.health import Health, Need, OnPack, Resting, Trust, Why

Lines: TypeAlias = tuple[tuple[str, str], ...]
"""Label and value."""

NEEDS: Final[dict[Need, str]] = {
    "full": "The disk is full. Nobody can sign up, and nothing can be loaded. "
    "Put the sign-ups on a stick, and tell the coordinator.",
    "read-only": "Nothing can be written on the disk any more: it may be breaking. "
    "Nobody can sign up. Put the sign-ups on a stick, and tell the coordinator.",
    "stranded": "This kiosk follows no publisher any more, but sign-ups are still here. "
    "Put them on a stick, and tell the coordinator.",
    "shelf": "The installed content cannot be read. Tell the coordinator.",
    "media": "Files of the content are lost or damaged. Load it again from the stick.",
    "back": "The newest content is not on: the kiosk went back to the one before.",
    "store": "The sign-ups cannot be read. Tell the coordinator, and leave the computer as it is.",
    "fading": "Some sign-ups will soon be too old to be used. Put them on a stick now.",
    "leaving": "Some sign-ups will soon be deleted here, but no receipt came. "
    "Ask the coordinator for one.",
    "wipe": "Many sign-ups are past their last day, and no receipt came. Look at “Sign-ups”, and "
    "say whether they may be deleted.",
    "carry": "Sign-ups have been waiting for more than two months. Put them on a stick.",
    "clock": "The date may be wrong. Look at it, and say whether it is right.",
    "jump": "The date jumped ahead since this kiosk was last on. Look at it, and say whether it is "
    "right. Until then nothing is deleted by date.",
    "disk": "The disk is nearly full. Tell the coordinator.",
    "old": "This content was made more than a year ago. Is there a newer one?",
    "place": "This kiosk does not know in which library it stands. Choose the place.",
    "settings": "The settings cannot be read. The last good ones are used.",
    "pin": "The PIN cannot be read. Hold the corner of the screen, and ask the coordinator for a "
    "stick to choose a new one.",
    "resting": "Photos or films did not show. They are tried again by themselves.",
    "counts": "The counts of visits cannot be read. Restart the kiosk.",
}
"""What to say of each need, the most pressing first."""


def _alike(words: str) -> tuple[str, str]:
    """The same words however many there are."""
    return words, words


NOTICES: Final[dict[Kind, tuple[str, str]]] = {
    "sign-ups-lost": (
        "{n} sign-up is gone from this kiosk. Tell the coordinator.",
        "{n} sign-ups are gone from this kiosk. Tell the coordinator.",
    ),
    "sign-ups-uncounted": _alike(
        "A file with sign-ups was damaged or gone, and nobody can say how many were in it. "
        "Tell the coordinator."
    ),
    "sign-ups-salvaged": (
        "A file with sign-ups was damaged. {n} sign-up was saved. Put it on a stick now.",
        "A file with sign-ups was damaged. {n} sign-ups were saved. Put them on a stick now.",
    ),
    "date-back": (
        "The date went back by {n} day: it had been wrong. Is it right now?",
        "The date went back by {n} days: it had been wrong. Is it right now?",
    ),
    "days-lost": _alike(
        "The kiosk lost count of the days it was on. Sign-ups stay here a little longer."
    ),
    "key-mended": _alike(
        "A copy of the key of this kiosk was damaged, and was mended. Nothing is lost. Have the "
        "disk looked at."
    ),
    "key-lost": _alike(
        "The key of this kiosk was lost. It is a new kiosk now, with other digits. Put the "
        "sign-ups on a stick, and give the coordinator the new digits."
    ),
    "content-lost": _alike(
        "The list of the content is gone: this kiosk follows no publisher any more. "
        "Load the content from the stick again."
    ),
    "content-mended": _alike(
        "The list of the content was damaged, and was mended. Look whether the right content is on."
    ),
    "previous-lost": _alike(
        "Files of the content before this one are gone: there is no way back to it."
    ),
    "new-kiosk": _alike(
        "This computer has become a new kiosk, with digits of its own. Tell the coordinator."
    ),
    "counts-lost": _alike("Counts of visits are gone. Counting goes on from here."),
    "pin-lost": _alike(
        "The PIN was gone from this computer. Whose PIN is it now? Choose a new one."
    ),
    "settings-changed": _alike(
        "The settings were changed, but not here. Look whether they are right."
    ),
    "file-mended": (
        "{n} file of this kiosk was damaged or gone, and was made again. Tell the coordinator.",
        "{n} files of this kiosk were damaged or gone, and were made again. Tell the coordinator.",
    ),
}
"""What to say of each kind of notice, for one and for several."""

WHY: Final[dict[Why, str]] = {
    "stalled": "it stood still",
    "unread": "it could not be read",
    "fault": "the program failed",
    "damaged": "the file is damaged",
}
"""Why a photo or film rests."""

MOST_RESTING: Final = 4
"""So many of them are named; of the others it is said how many there are."""

TRUST: Final[dict[Trust, str]] = {
    "hand": "set by hand for a demonstration",
    "network": "checked with the network",
    "confirmed": "confirmed by staff",
    "battery": "from a clock with a battery",
    "none": "nobody knows whether it is right",
    "jumped": "it jumped, and cannot be right",
}
"""Why the date is believed, or why not."""


def lines(health: Health, language: str, catalogue: Catalogue | None = None) -> Lines:
    """What there is to say, first what needs a person."""
    return tuple(_Wording(health, language, catalogue or Catalogue()).lines())


class _Wording:
    """The words of one language for one kiosk's health."""

    def __init__(self, health: Health, language: str, catalogue: Catalogue) -> None:
        self._health = health
        self._language = language
        self._say: Say = catalogue.say(language)
        self._count = catalogue.count(language)
        self._dates = Dates(language, catalogue)

    def lines(self) -> Iterator[tuple[str, str]]:
        """All of them."""
        say = self._say
        for need in self._health.needs:
            yield say("Attention"), say(NEEDS[need])
        for notice in self._health.notices:
            yield say("Attention"), self._count(*NOTICES[notice.kind], notice.count)
        if self._health.is_well:
            yield say("Attention"), say("Nothing: all is well.")
        yield from self._content()
        yield from self._sign_ups()
        yield from self._machine()

    def _content(self) -> Iterator[tuple[str, str]]:
        say, health = self._say, self._health
        yield (
            say("Content"),
            self._pack(health.pack) if health.pack else say("The exhibit that ships"),
        )
        if health.on_trial:
            yield say("New content"), say("Still on trial, for ten minutes")
        if health.turned_back:
            yield say("Not on any more"), self._pack(health.turned_back)
        for one in health.resting[:MOST_RESTING]:
            yield say("Rests for now"), self._resting(one)
        if len(health.resting) > MOST_RESTING:
            more = len(health.resting) - MOST_RESTING
            yield say("Rests for now"), self._count("and {n} more", "and {n} more", more)
        yield say("Publisher"), health.publisher or say("None yet")
        if health.fingerprint:
            yield say("Digits of the publisher"), health.fingerprint

    def _sign_ups(self) -> Iterator[tuple[str, str]]:
        say, health = self._say, self._health
        waiting = self._count("{n} waits", "{n} wait", health.waiting)
        if health.since:
            waiting = say("{waiting}, since {date}").format(
                waiting=waiting, date=self._dates.plain(health.since, year=True)
            )
        yield say("Sign-ups"), waiting
        yield say("Still kept here"), str(health.kept)
        if health.not_found:
            yield say("Not found"), str(health.not_found)
        yield (
            say("Last carried away"),
            self._dates.plain(health.last_bundle, year=True)
            if health.last_bundle
            else say("Never"),
        )

    def _machine(self) -> Iterator[tuple[str, str]]:
        say, health = self._say, self._health
        yield say("Date and time"), f"{self._moment(health.at)}, {say(TRUST[health.clock])}"
        yield say("Free on the disk"), self._gigabytes(health.disk_free_bytes)
        yield say("Free memory"), self._gigabytes(health.memory_free_bytes)
        if trouble := health.trouble:
            kind = f" ({trouble.kind})" if trouble.kind else ""
            yield (
                say("Earlier trouble, over now") if health.is_well else say("Last trouble"),
                f"{self._moment(trouble.at)}: {trouble.level} {trouble.module}{kind}",
            )
        yield say("Program"), health.version
        yield say("Kiosk"), health.kiosk or say("No id yet")
        if health.digits:
            yield say("Digits of this kiosk"), health.digits
        yield say("Place"), health.place or say("Not known")
        if health.number:
            yield say("Number for a new PIN"), f"{health.number[:4]} {health.number[4:]}"

    def _pack(self, pack: OnPack) -> str:
        return self._say("{title}, number {version}, made on {date}").format(
            title=pack.title,
            version=pack.version,
            date=self._dates.plain(pack.made.date(), year=True),
        )

    def _resting(self, one: Resting) -> str:
        words = "Film of {whose}: {why}" if one.kind == "film" else "Photo of {whose}: {why}"
        whose = one.name or one.cooperative or self._say("the introduction")
        return self._say(words).format(whose=whose, why=self._say(WHY[one.why]))

    def _moment(self, moment: datetime) -> str:
        day = self._dates.plain(moment.date(), year=True)
        return f"{day}, {self._dates.hour(moment.time())}"

    def _gigabytes(self, free: int | None) -> str:
        if free is None:
            return self._say("Not known")
        return f"{format_decimal(free / 1e9, '0.0', locale=self._language)} GB"
