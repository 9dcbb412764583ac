"""Answers not yet given: what one visitor has chosen and typed so far. Lives in memory only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

from kiosk.signups.signup import Answers, tidy_name
from kiosk.visit import contact

Step: TypeAlias = Literal[
    "interests", "name", "contact", "purposes", "check", "saved", "closed", "discard"
]
STEPS: tuple[Step, ...] = ("interests", "name", "contact", "purposes", "check")
"""One question each, in this order. "saved" and "closed" are no questions, and "discard" asks
whether the answers may go."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Whatever is not chosen or typed yet is empty."""

    cooperatives: frozenset[str] = frozenset()
    """Ids."""
    workshops: frozenset[tuple[str, date]] = frozenset()
    """Place and day of each."""
    name: str = ""
    """As it is typed."""
    by: contact.Way = "email"
    """How we may reach this visitor: both may be typed, one is kept."""
    email: str = ""
    phone: str = ""
    sure: str = ""
    """The address or number that looked odd, and that the visitor said is right."""
    purposes: frozenset[str] = frozenset()
    """Ids of the boxes ticked."""

    def toggle_cooperative(self, id_: str) -> Draft:
        """Choose a cooperative, or no longer."""
        return replace(self, cooperatives=self.cooperatives ^ {id_})

    def toggle_workshop(self, place: str, day: date) -> Draft:
        """Choose a workshop, or no longer."""
        return replace(self, workshops=self.workshops ^ {(place, day)})

    def toggle_purpose(self, id_: str) -> Draft:
        """Tick a box, or take the tick away."""
        return replace(self, purposes=self.purposes ^ {id_})

    @property
    def typed(self) -> str:
        """The text typed for the chosen way of contact."""
        return self.email if self.by == "email" else self.phone

    def type_contact(self, text: str) -> Draft:
        """Type in the field of the way that is chosen."""
        return replace(self, email=text) if self.by == "email" else replace(self, phone=text)

    def doubt(self) -> contact.ContactQuestion | None:
        """A question about the address or number, unless the visitor said it is right."""
        doubt = contact.doubt(self.by, self.typed)
        if doubt is not None and doubt.can_be_kept and self.sure == self.typed:
            return None
        return doubt

    def lacks(self, step: Step) -> bool:
        """Whether something is missing before the visitor can go on from this step.

        Interests may stay empty: who leaves a name is welcome without a choice.
        """
        match step:
            case "name":
                return not tidy_name(self.name)
            case "contact":
                return self.doubt() is not None
            case "purposes":
                return not self.purposes
        return False

    def answers(self, language: str, cooperatives: tuple[str, ...]) -> Answers:
        """The answers, complete; `cooperatives` are the exhibit's, in its order."""
        kept = contact.tidy(self.by, self.typed)
        return Answers(
            language=language,
            name=tidy_name(self.name),
            email=kept if self.by == "email" else None,
            phone=kept if self.by == "phone" else None,
            cooperatives=tuple(one for one in cooperatives if one in self.cooperatives),
            workshops=tuple(sorted(self.workshops, key=lambda chosen: (chosen[1], chosen[0]))),
            purposes=tuple(sorted(self.purposes)),
        )
