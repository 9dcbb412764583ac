"""What plays while nobody is there: every cooperative as often as another, without end.

The loop goes by rounds. In a round each cooperative has one turn, in an order that chance decides,
and a round never begins with the one that ended the round before. Which of its photos, films or
its quote it shows is the one it is most behind with, but

- no film within `FILM_EVERY - 1` items after another, so that the glass stays calm;
- no film of one that has already shown more films than another that has any;
- never three of a kind running, unless a cooperative has nothing else left.

Every second round begins with the introduction. A photo or film that failed rests for a while (see
`rests`); a cooperative of which all of them rest keeps its turn, with its quote. What comes back
catches nothing up: it goes on as if it had had its share.
"""

from __future__ import annotations

import random
from collections import Counter, deque
from collections.abc import Callable, Collection
from typing import Literal, TypeAlias

from kiosk.errors import KioskError
from kiosk.exhibit import model
from kiosk.visit.media_retry import Rests, Why, parts
from kiosk.visit.scene import AttractItem
from kiosk.visit.timings import Timings

FILM_EVERY = 5
"""At most one in so many items is a film."""

ABOUT_EVERY = 2
"""One in so many rounds begins with the introduction."""

Kind: TypeAlias = Literal["photo", "film", "quote"]


class Loop:
    """The endless order of items. `now` is by the stopwatch: `visit` says when the next is due."""

    def __init__(
        self,
        exhibit: model.Exhibit,
        chance: random.Random,
        timings: Timings,
        only: Collection[str] | None = None,
    ) -> None:
        """Play the cooperatives of `exhibit`, or `only` those with these ids.

        Raises KioskError if `only` names one that is not there, or none at all.
        """
        ids = [cooperative.id for cooperative in exhibit.cooperatives]
        if only is not None and (not only or not set(only) <= set(ids)):
            raise KioskError(f"there is nothing to show for {sorted(only)}")
        self._chance = chance
        self._timings = timings
        self.rests = Rests()
        """What failed, and is tried again later."""
        self._missing = False
        """Whether anything rested when an item was chosen last."""
        self._on: AttractItem | None = None
        self._now = 0.0
        self._last_kinds: deque[Literal["photo", "film", "quote", "about"]] = deque(maxlen=2)
        self._since_film = FILM_EVERY
        self._round: deque[str | None] = deque()
        self._rounds = 0
        self._last: str | None = None
        self._turns = {
            cooperative.id: _Turns(cooperative, chance, self._is_sound)
            for cooperative in exhibit.cooperatives
            if only is None or cooperative.id in only
        }
        self._faces: deque[str] = deque()
        self._turn: str | None = None
        self._ahead: AttractItem | None = None

    def peek(self, now: float) -> AttractItem:
        """What `next` will return, so that it can be decoded ahead."""
        self._now = now
        if self._ahead is None:
            self._turn = self._next_turn()
            self._ahead = self._compose(self._turn)
        return self._ahead

    def next(self, now: float) -> AttractItem:
        """The next item; it counts as shown. The one before it was, unless it was said to fail."""
        if self._on is not None:
            self.rests.shown(self._on, now)
        showing = self._on = self.peek(now)
        self._ahead = None
        self._last_kinds.append(showing.kind)
        self._since_film = 0 if showing.kind == "film" else self._since_film + 1
        if self._turn is not None:
            self._last = self._turn
            self._turns[self._turn].shown(showing)
        return showing

    def failed(self, showing: AttractItem, why: Why, now: float) -> None:
        """Let the photo or film of `showing` rest.

        If it was to come next, its cooperative comes next with something else.
        """
        self._now = now
        self.rests.failed(showing, why, now)
        self._missing = True
        if self._ahead is not None and any(
            self.rests.is_resting(name, now) for name, _ in parts(self._ahead)
        ):
            self._ahead = self._compose(self._turn)

    def _next_turn(self) -> str | None:
        """The cooperative whose turn it is; None for the introduction."""
        if not self._round:
            order = list(self._turns)
            self._chance.shuffle(order)
            if order[0] == self._last:
                order.append(order.pop(0))
            self._round.extend(order)
            if self._rounds % ABOUT_EVERY == ABOUT_EVERY - 1:
                self._round.appendleft(None)
            self._rounds += 1
        return self._round.popleft()

    def _compose(self, turn: str | None) -> AttractItem:
        if self._missing:
            self._missing = bool(self.rests.at(self._now))
            for one in self._turns.values():
                one.welcome(self._fewest_films(but=one))
        if turn is None:
            return AttractItem("about", None, self._face(), None, self._timings.about_seconds)
        turns = self._turns[turn]
        kind = turns.kind(self._allowed(turns))
        if kind == "film":
            film = turns.next_film()
            seconds = max(1.0, min(film.duration_ms / 1000, self._timings.film_seconds))
            return AttractItem("film", turn, None, film, seconds)
        if kind == "photo":
            return AttractItem("photo", turn, turns.next_photo(), None, self._timings.photo_seconds)
        return AttractItem("quote", turn, turns.background(), None, self._timings.quote_seconds)

    def _allowed(self, turns: _Turns) -> set[Kind]:
        """The kinds that may come now; a quote remains when nothing else does."""
        kinds = turns.kinds()
        if self._since_film < FILM_EVERY - 1 or turns.films > self._fewest_films():
            kinds.discard("film")
        if len(self._last_kinds) == 2 and len(set(self._last_kinds)) == 1:
            kinds -= set(self._last_kinds)
        return kinds or {"quote"}

    def _fewest_films(self, but: _Turns | None = None) -> int:
        """How often the cooperative with the fewest films shown has shown one, if it has any."""
        others = (one for one in self._turns.values() if one is not but)
        return min((one.films for one in others if "film" in one.kinds()), default=0)

    def _face(self) -> model.Photo | None:
        """A picture behind the introduction: of each cooperative in turn."""
        if not self._faces:
            self._faces.extend(self._turns)
        for _ in range(len(self._faces)):
            photo = self._turns[self._faces[0]].background()
            self._faces.rotate(-1)
            if photo is not None:
                return photo
        return None

    def _is_sound(self, medium: model.Photo | model.Film) -> bool:
        return not self.rests.is_resting(_name(medium), self._now)


class _Turns:
    """The photos and films of one cooperative, and which were shown."""

    def __init__(
        self,
        cooperative: model.Cooperative,
        chance: random.Random,
        sound: Callable[[model.Photo | model.Film], bool],
    ) -> None:
        self._cooperative = cooperative
        self._chance = chance
        self._sound = sound
        self._shown: Counter[str] = Counter()
        self._photos: list[model.Photo] = []
        self._films: list[model.Film] = []
        self._seen = ""
        self._here = self.kinds()

    def kinds(self) -> set[Kind]:
        """What there is to choose from; a quote always."""
        kinds: set[Kind] = {"quote"}
        if self._sound_photos():
            kinds.add("photo")
        if self._sound_films():
            kinds.add("film")
        return kinds

    def welcome(self, fewest_films: int) -> None:
        """Let a kind that has come back from its rest catch nothing up.

        `fewest_films` is how many films each of the others has shown.
        """
        here = self.kinds()
        for kind in here - self._here:
            share = min(self._shown[one] / self._weight(one) for one in here & self._here)
            fair = round(share * self._weight(kind))
            self._shown[kind] = max(self._shown[kind], fewest_films if kind == "film" else fair)
        self._here = here

    @property
    def films(self) -> int:
        """How often a film of it was on."""
        return self._shown["film"]

    def kind(self, allowed: set[Kind]) -> Kind:
        """The kind of `allowed` that was shown least, for the number of items there are of it."""
        shuffled = sorted(allowed)
        self._chance.shuffle(shuffled)
        return min(shuffled, key=lambda kind: self._shown[kind] / self._weight(kind))

    def _weight(self, kind: Kind) -> float:
        """How many items there are of a kind."""
        photos, films = len(self._cooperative.photos), len(self._cooperative.films)
        return {"photo": photos, "film": films, "quote": max(1.0, photos / 2)}[kind]

    def next_photo(self) -> model.Photo:
        """The photo whose turn it is; there is one that is sound."""
        self._photos = [photo for photo in self._photos if self._sound(photo)]
        if {_name(photo) for photo in self._photos} <= {self._seen}:
            self._photos += self._reshuffled(self._sound_photos())
        names = [_name(photo) for photo in self._photos]
        other = next((at for at, name in enumerate(names) if name != self._seen), 0)
        return self._photos.pop(other)

    def next_film(self) -> model.Film:
        """The film whose turn it is; there is one that is sound."""
        self._films = [film for film in self._films if self._sound(film)] or self._sound_films()
        return self._films.pop(0)

    def background(self) -> model.Photo | None:
        """A photo behind the quote: another than was seen last, if there is one."""
        photos = self._reshuffled(self._sound_photos())
        return photos[0] if photos else None

    def shown(self, showing: AttractItem) -> None:
        """Remember that `showing` was on."""
        self._shown[showing.kind] += 1
        if showing.photo is not None:
            self._seen = _name(showing.photo)

    def _sound_photos(self) -> list[model.Photo]:
        return [photo for photo in self._cooperative.photos if self._sound(photo)]

    def _sound_films(self) -> list[model.Film]:
        return [film for film in self._cooperative.films if self._sound(film)]

    def _reshuffled(self, photos: list[model.Photo]) -> list[model.Photo]:
        """`photos` in a new order that does not begin with the picture seen last."""
        self._chance.shuffle(photos)
        if photos and _name(photos[0]) == self._seen:
            photos.append(photos.pop(0))
        return photos


def _name(medium: model.Photo | model.Film) -> str:
    """The SHA-256 by which a photo or film is remembered."""
    return medium.sizes[0].sha256 if hasattr(medium, "sizes") else medium.sha256
