"""Every question of the form, on every glass: nothing is cut, all can be read and pressed."""

from collections.abc import Iterator
from datetime import date

import eyes
import pytest
from glass import Kiosk, MakeKiosk, OpenIntake
from test_layout import LAPTOP, ROUNDS, Inspection, on_every_glass, untranslated
from test_legible import NORMAL, STARK, too_faint

from kiosk.visit import scene as scenes
from kiosk.visit.draft import Draft


def full(kiosk: Kiosk) -> Draft:
    """Every box ticked, and answers as long as they usually are."""
    exhibit = kiosk.exhibit
    return Draft(
        cooperatives=frozenset(cooperative.id for cooperative in exhibit.cooperatives),
        workshops=frozenset({("gennep", date(2018, 10, 3))}),
        name="Marie-José van den Heuvel",
        email="marie-jose.vandenheuvel@bibliotheek.example",
        phone="+31 6 12 34 56 78",
        purposes=frozenset(purpose.id for purpose in exhibit.signups.purposes),
    )


def countries(kiosk: Kiosk) -> Iterator[str]:
    """The question in which country a telephone number is, with two answers and with three."""
    for phone in ("0722345678", "0508282371", "0941234567"):
        kiosk.app.form.answer(Draft(name="Els", by="phone", phone=phone))
        kiosk.screen.show(kiosk.scene)
        kiosk.screen.onward()
        kiosk.rest()
        assert kiosk.screen.readings
        yield f"contact, which country: {phone}"


def more(kiosk: Kiosk, step: str) -> Iterator[str]:
    """What a question says when it is not answered; and all the answers, where they take pages."""
    if step in {"name", "contact", "purposes"} and kiosk.app.form.draft.lacks(step):
        kiosk.screen.onward()
        kiosk.rest()
        yield f"{step}, something is missing"
    while step == "check" and kiosk.screen.ids.answers.turn(1):
        kiosk.rest()
        yield "more answers"


def first_question(kiosk: Kiosk) -> Iterator[str]:
    """All pages of the first question; and what is asked of who stops there."""
    choices = kiosk.screen.ids.choices
    while choices.page + 1 < choices.pages:
        choices.turn()
        kiosk.rest()
        yield "more interests"
    kiosk.app.form.stop()
    kiosk.rest()
    yield "stop"
    kiosk.app.form.stay()
    kiosk.rest()


def questions(kiosk: Kiosk) -> Iterator[str]:
    """Every question, empty and answered, and what belongs to the form; says which is on."""
    form = kiosk.app.form
    kiosk.visit.home()
    kiosk.rest()
    kiosk.open(scenes.SignUpScene())
    for draft in (Draft(), full(kiosk)):
        for step in ("interests", "name", "contact", "purposes", "check"):
            form.answer(draft)
            form.go(step)
            kiosk.rest()
            yield f"{step}, {'answered' if draft.name else 'empty'}"
            yield from more(kiosk, step)
    form.go("interests")
    kiosk.rest()
    yield from first_question(kiosk)
    form.go("contact")
    kiosk.rest()
    kiosk.screen.choose("phone")
    kiosk.rest()
    yield "contact, by telephone"
    kiosk.screen.choose("email")
    form.answer(Draft(name="Els", email="els.vandenheuvel@gmial.com"))
    kiosk.screen.onward()
    kiosk.rest()
    yield "contact, a question"
    yield from countries(kiosk)
    form.go("purposes")
    kiosk.rest()
    for number in range(12):
        kiosk.visit.replace(scenes.PrivacyScene(number))
        kiosk.rest()
        yield f"privacy {number}"
        if kiosk.screen.last:
            break
    for outcome in ("", "here", "elsewhere", "already"):
        kiosk.visit.replace(scenes.WithdrawScene(outcome))
        kiosk.rest()
        yield f"withdraw {outcome}"
    kiosk.visit.replace(scenes.SignUpScene())
    kiosk.rest()
    form.answer(full(kiosk))
    form.go("check")
    kiosk.rest()
    kiosk.screen.save()
    kiosk.rest()
    kiosk.rest()
    yield "saved"


@pytest.mark.parametrize("language", ["nl", "en"])
@on_every_glass
def test_every_question_is_there_and_in_reach(
    make_kiosk: MakeKiosk, size_px: tuple[int, int], language: str
) -> None:
    """With letters of every size nothing is cut or covered, and every key is as large as a finger.

    Nothing of the program is said in the other language.
    """
    kiosk = make_kiosk(size_px, intake=OpenIntake(), language=language)
    kiosk.wake()
    inspection = Inspection(kiosk, strict=False)
    for text_size, stark in ROUNDS[language]:
        kiosk.wish(text_size=text_size, high_contrast=stark)
        kiosk.rest()
        for question in questions(kiosk):
            kiosk.visit.touch()
            inspection.look(f"{question}, letters {text_size}, stark {stark}")
    inspection.nothing_found()
    assert not inspection.words & untranslated(language)


@pytest.mark.parametrize("stark", [False, True], ids=["normal", "stark"])
@pytest.mark.parametrize("size_px", [LAPTOP, (768, 1366)], ids=["landscape", "portrait"])
def test_every_word_of_the_form_can_be_read(
    make_kiosk: MakeKiosk, size_px: tuple[int, int], stark: bool
) -> None:
    """On every question each word has a contrast of 4.5 to 1; in high contrast 7 to 1."""
    kiosk = make_kiosk(size_px, intake=OpenIntake())
    kiosk.wake()
    kiosk.wish(high_contrast=stark)
    kiosk.rest()
    faint = {
        question: too_faint(kiosk, STARK if stark else NORMAL) for question in questions(kiosk)
    }
    assert {where: what for where, what in faint.items() if what} == {}
    assert eyes.labels(kiosk)
