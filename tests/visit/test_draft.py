"""A form that is half filled in: answers come and go, and nothing is lost on the way."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.visit import contact
from kiosk.visit.draft import STEPS, Draft

HERE = ("venray", date(2018, 10, 3))
THERE = ("maastricht", date(2018, 9, 12))
READY = Draft(name="José", email="jose@gmail.com", purposes=frozenset({"news"}))

WORDS = st.text(max_size=12)
DRAFTS = st.builds(
    Draft,
    cooperatives=st.frozensets(st.sampled_from(["zon", "zorg", "buurt"])),
    workshops=st.frozensets(st.sampled_from([HERE, THERE])),
    name=WORDS,
    by=st.sampled_from(["email", "phone"]),
    email=st.one_of(WORDS, st.emails()),
    phone=st.one_of(WORDS, st.sampled_from(["0612345678", "3506000"])),
    purposes=st.frozensets(st.sampled_from(["news", "help"])),
)


def test_an_empty_form_asks_for_a_name_a_way_to_reach_and_one_box() -> None:
    """Interests may stay empty; the check page has no question of its own."""
    assert [step for step in STEPS if Draft().lacks(step)] == ["name", "contact", "purposes"]
    assert [step for step in STEPS if READY.lacks(step)] == []


@pytest.mark.parametrize("name", [" ", "\t", "\u200d", "\u202e", "\u3164", "\u2800 \u2800"])
def test_a_name_that_nobody_could_see_is_none(name: str) -> None:
    """Blanks and hidden characters do not count."""
    assert replace(READY, name=name).lacks("name")


def test_choosing_twice_is_not_choosing() -> None:
    """Each box and card goes off as it went on, and the others stay."""
    draft = Draft().toggle_cooperative("zon").toggle_workshop(*HERE).toggle_purpose("news")
    assert (draft.cooperatives, draft.workshops, draft.purposes) == (
        frozenset({"zon"}),
        frozenset({HERE}),
        frozenset({"news"}),
    )
    assert draft.toggle_cooperative("zon").toggle_workshop(*HERE).toggle_purpose("news") == Draft()
    assert draft.toggle_cooperative("zorg").cooperatives == {"zon", "zorg"}


def test_the_other_way_to_be_reached_keeps_what_was_typed_in_the_first() -> None:
    """Whoever comes back finds the address as it was; what is given up goes nowhere."""
    draft = READY.type_contact("jose@gmail.com")
    draft = replace(draft, by="phone").type_contact("06 1234 5678")
    assert draft.typed == "06 1234 5678"
    answers = draft.answers("nl", ())
    assert (answers.email, answers.phone) == (None, "+31612345678")
    draft = replace(draft, by="email")
    assert draft.typed == "jose@gmail.com"
    answers = draft.answers("nl", ())
    assert (answers.email, answers.phone) == ("jose@gmail.com", None)


def test_a_slip_holds_the_visitor_up_until_it_is_answered() -> None:
    """By the suggestion, or by being sure: of this address, not of the next."""
    draft = READY.type_contact("jose@gmial.com")
    assert draft.lacks("contact")
    assert not draft.type_contact(draft.doubt().suggestion).lacks("contact")
    sure = replace(draft, sure=draft.typed)
    assert not sure.lacks("contact")
    assert sure.answers("nl", ()).email == "jose@gmial.com"
    assert sure.type_contact("jose@gmial.con").lacks("contact")


@pytest.mark.parametrize(("by", "typed"), [("email", "jose"), ("email", ""), ("phone", "12")])
def test_nobody_can_be_sure_of_what_reaches_nobody(by: contact.Way, typed: str) -> None:
    """Nothing, or half an address, is not kept however sure the visitor is."""
    draft = replace(READY, by=by, sure=typed).type_contact(typed)
    assert draft.lacks("contact")


def test_answers_stand_in_the_order_of_the_exhibit_and_of_the_agenda() -> None:
    """Not in the order of pressing; a choice that the exhibit lacks has no words to be kept."""
    draft = READY
    for one in ("zorg", "gone", "zon"):
        draft = draft.toggle_cooperative(one)
    draft = draft.toggle_workshop(*HERE).toggle_workshop(*THERE)
    answers = draft.answers("en", ("zon", "buurt", "zorg"))
    assert answers.cooperatives == ("zon", "zorg")
    assert answers.workshops == (THERE, HERE)
    assert (answers.language, answers.name, answers.purposes) == ("en", "José", ("news",))


@settings(max_examples=150)
@given(DRAFTS)
def test_a_draft_that_lacks_nothing_gives_whole_answers(draft: Draft) -> None:
    """A name, one way to be reached, and at least one box: always, once every step lets go on."""
    draft = replace(draft, sure=draft.typed)
    if any(draft.lacks(step) for step in STEPS):
        return
    answers = draft.answers("nl", ("zon", "zorg", "buurt"))
    assert 1 <= len(answers.name) <= 80
    assert (answers.email is None) != (answers.phone is None)
    assert len(answers.email or answers.phone or "") >= 3
    assert answers.purposes
    assert set(answers.cooperatives) == draft.cooperatives
    assert set(answers.workshops) == draft.workshops
