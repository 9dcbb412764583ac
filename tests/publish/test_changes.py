"""What changed since the last pack, as its publisher reads it."""

from collections.abc import Callable
from datetime import date, time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from packs.publisher import Publisher, exhibit, terms

from kiosk.exhibit import model
from kiosk.publish.changes import changes

OLD = exhibit()
(TUIN,) = OLD.cooperatives
(GENNEP,) = OLD.workshops
WORDS = model.Text({"nl": "Helpt dat?"})


def workshop(place: str = "gennep", day: int = 3, **other: Any) -> model.Workshop:
    """A workshop in October, with the promise of the one in the exhibit."""
    return GENNEP.model_copy(update={"place": place, "date": date(2018, 10, day)} | other)


def with_(**other: Any) -> model.Exhibit:
    """The exhibit with other values."""
    return OLD.model_copy(update=other)


def tuin(**other: Any) -> model.Exhibit:
    """The exhibit with a cooperative that has other values."""
    return with_(cooperatives=(TUIN.model_copy(update=other),))


def another(name: str) -> model.Cooperative:
    """A second cooperative."""
    return TUIN.model_copy(update={"id": name, "name": model.Text({"nl": name.title()})})


def captioned(words: str) -> tuple[model.Photo, ...]:
    """The photos, the first with another caption."""
    first, *rest = TUIN.photos
    return (first.model_copy(update={"caption": model.Text({"nl": words})}), *rest)


CHANGES = {
    "": exhibit(),
    "the title is 'Together' now; it was 'Samen'\nthe languages are nl, en now": with_(
        title=model.Text({"nl": "Samen", "en": "Together"}), languages=("nl", "en")
    ),
    "the title is 'Anders' now; it was 'Samen'": exhibit("Anders"),
    "another exhibition: 'next' instead of 'test'; kiosks ask their staff first": exhibit(
        id_="next"
    ),
    "1 photo new in 'De Tuin': kas": exhibit(photos=("tuin", "dak", "kas")),
    "2 photos new in 'De Tuin'\n1 photo gone in 'De Tuin': dak": exhibit(
        photos=("tuin", "kas", "hek")
    ),
    f"1 photo new in 'De Tuin': {'x' * 39}…": exhibit(photos=("tuin", "dak", "x" * 60)),
    "the photos in 'De Tuin' stand in another order": exhibit(photos=("dak", "tuin")),
    "1 photo in 'De Tuin' with other words or looks": tuin(photos=captioned("de tuin in juni")),
    "1 film gone in 'De Tuin': oogst": exhibit(films=()),
    "the story in 'De Tuin' was changed": tuin(
        story={"nl": model.Story(title="Nieuw", blocks=(), words=0)}
    ),
    "'De Tuin' is called 'De Kas' now": tuin(name=model.Text({"nl": "De Kas"})),
    "words or looks in 'De Tuin' were changed": tuin(quote=model.Quote(text=WORDS, who=WORDS)),
    "new cooperative: 'Dak' with 2 photos and 1 film": with_(cooperatives=(TUIN, another("dak"))),
    "new cooperative: 'Dak' with 2 photos and 1 film\ncooperative gone: 'De Tuin'": with_(
        cooperatives=(another("dak"),)
    ),
    "new workshop in Venray, on 2018-10-09": with_(
        workshops=(GENNEP, workshop("venray", 9, promise=WORDS))
    ),
    "workshop in Gennep on 2018-10-03 is gone": with_(workshops=()),
    "workshop in Gennep on 2018-10-03 moved to 2018-10-10": with_(workshops=(workshop(day=10),)),
    "workshop in Gennep on 2018-10-03 moved to Venray": with_(workshops=(workshop("venray"),)),
    "workshop in Gennep on 2018-10-03 moved to Venray, 2018-10-10": with_(
        workshops=(workshop("venray", 10),)
    ),
    "workshop in Gennep on 2018-10-03 moved to 19:30": with_(
        workshops=(workshop(starts=time(19, 30)),)
    ),
    "workshop in Gennep on 2018-10-03 was changed": with_(workshops=(workshop(promise=WORDS),)),
    "new workshop in Venray, on 2018-10-09\nworkshop in Gennep on 2018-10-03 is gone": with_(
        workshops=(workshop("venray", 9, promise=WORDS),)
    ),
    "new place: Bibliotheek venray in Horst\nplace gone: Bibliotheek venray in Venray": with_(
        places=(*OLD.places[:1], OLD.places[1].model_copy(update={"id": "horst", "town": "Horst"}))
    ),
    "place changed: Bibliotheek gennep in Gennep": with_(
        places=(OLD.places[0].model_copy(update={"address": "Markt 1"}), OLD.places[1])
    ),
    "the languages are nl, en now\n"
    "the timezone is Europe/Brussels now\n"
    "marked as made up now\n"
    "the introduction was changed\n"
    "the partners were changed\n"
    "whom to ask was changed\n"
    "the colour was changed": with_(
        languages=("nl", "en"),
        timezone="Europe/Brussels",
        example=True,
        about={"nl": ()},
        partners=(),
        contact=OLD.contact.model_copy(update={"link": "https://example.org"}),
        look=model.Look(accent="#000000"),
    ),
}
"""What is told, line by line, of a new exhibit."""


@pytest.mark.parametrize(("told", "new"), CHANGES.items())
def test_each_change_is_a_sentence(told: str, new: model.Exhibit) -> None:
    """Who publishes reads what is new, and nothing else."""
    assert "\n".join(changes(OLD, new)) == told


def test_the_first_pack_is_counted_and_an_order_is_told() -> None:
    """One sentence says how much there is; after it, another order is a change as well."""
    assert changes(None, OLD) == ("all is new: 1 cooperative, 2 photos, 1 film, 1 workshop",)
    one = with_(cooperatives=(TUIN, another("dak")))
    other = with_(cooperatives=(another("dak"), TUIN))
    assert changes(one, other) == ("the cooperatives stand in another order",)


@pytest.fixture(scope="module")
def taken(tmp_path_factory: pytest.TempPathFactory) -> model.SignUps:
    """Terms of sign-ups."""
    return terms(Publisher(tmp_path_factory.mktemp("keys")).public)


TERMS: dict[str, dict[str, Any]] = {
    "sign-ups are sealed to other keys": {"recipients": ("age1other", "age1another")},
    "receipts are signed with another key": {"receipt_key": "0" * 64},
    "what visitors can tick was changed": {"purposes": ()},
    "the text of the consent was changed; it is still version 2018-09": {"consent": {"nl": ()}},
    "the text of the consent was changed; it is now version 2018-10": {
        "consent_version": "2018-10"
    },
    "sign-ups are kept for 30 days now, not 365": {"retention_days": 30},
    "who answers for sign-ups was changed": {"controller": OLD.contact},
}


@pytest.mark.parametrize(("told", "change"), TERMS.items())
def test_each_change_of_the_terms_is_a_sentence(
    taken: model.SignUps, told: str, change: dict[str, Any]
) -> None:
    """What concerns sign-ups is never left out."""
    new = taken.model_copy(update=change)
    assert changes(with_(signups=taken), with_(signups=new)) == (told,)


def test_sign_ups_begin_and_end(taken: model.SignUps) -> None:
    """Whether visitors can sign up at all is told."""
    assert changes(OLD, with_(signups=taken)) == ("takes sign-ups now",)
    assert changes(with_(signups=taken), OLD) == ("takes no sign-ups any more",)


def test_a_change_that_has_no_sentence_is_told_too(make_exhibit: Callable[..., Any]) -> None:
    """Nothing that differs is silent: the doors of a workshop have no sentence of their own."""
    made = make_exhibit()
    later = tuple(each.model_copy(update={"doors": time(18)}) for each in made.workshops)
    assert changes(made, made.model_copy(update={"workshops": later}))


NAMES = st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1, max_size=5)


@settings(max_examples=100)
@given(NAMES, NAMES, st.lists(st.integers(1, 20), unique=True, max_size=4))
def test_whatever_differs_is_told(old: list[str], new: list[str], days: list[int]) -> None:
    """There are sentences if and only if two exhibits differ."""
    one = exhibit(photos=tuple(old), workshops=())
    other = exhibit(photos=tuple(new), workshops=tuple(workshop(day=day) for day in sorted(days)))
    assert bool(changes(one, other)) == (one != other)
