"""The keyboard on the glass: everything people are called can be typed, in few taps."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk import paths
from kiosk.errors import KioskError
from kiosk.signups import code
from kiosk.visit import contact, keyboard
from kiosk.visit.keyboard import Board, BoardKey, Purpose
from kiosk.visit.text_entry import Entry

LAYOUTS = keyboard.read()
LANGUAGES = sorted(LAYOUTS.languages)
PURPOSES: tuple[Purpose, ...] = ("name", "email", "phone", "code")
MOST_CHOICES = 10


def keys(board: Board) -> list[BoardKey]:
    """All keys, from the top left to the bottom right."""
    return [key for row in board.rows for key in row]


def faces(board: Board) -> list[Board]:
    """The keyboard in every state its own keys lead to: shifted or not, each layer and alphabet."""
    found = [board]
    for one in found:
        for key in keys(one):
            other = one.press(key)
            if key.kind in {"shift", "accents", "alphabet"} and not any(
                board.rows == other.rows for board in found
            ):
                found.append(other)
    return found


class Finger:
    """Somebody who types on the glass, and counts the taps."""

    def __init__(self, board: Board) -> None:
        self.board = board
        self.taps = 0

    def tap(self, *keys_: str) -> Finger:
        """Press the keys that type these, or that are of these kinds."""
        for what in keys_:
            key = next(key for key in keys(self.board) if what in {key.value, key.kind})
            self.board = self.board.press(key)
            self.taps += 1
        return self

    def type(self, text: str, *, words: tuple[str, ...] = ()) -> Finger:
        """Type `text` without a long press; `words` are whole keys, such as a domain."""
        while text:
            what = next((word for word in words if text.startswith(word)), text[0])
            for first in ((), ("shift",), ("accents",), ("accents", "shift"), ("alphabet",)):
                if self._would_find(what, first):
                    break
            self.tap(*first, what)
            text = text[len(what) :]
        return self

    def _would_find(self, what: str, first: tuple[str, ...]) -> bool:
        """Whether there is a key for `what` after these."""
        board = self.board
        for kind in first:
            key = next((key for key in keys(board) if key.kind == kind), None)
            if key is None:
                return False
            board = board.press(key)
        return any(key.value == what for key in keys(board))


NAMES = {
    "nl": "José=4 Anne-Marie=10 Zoë_van_’t_Hof=17 J.P.=4 Małgorzata=11 Øyvind=7 İbrahim=8 Jan_2=6",
    "en": "Siân_O’Brien=14",
    "de": "Jörg_Weiß=9 Käthe=5",
    "pl": "Łukasz=6 Żaneta_Wójcik=13",
    "uk": "Софія=5 Демʼян=6 Ґалаґан_Їжак=12 Эльвира=7 Sofiia=8 O’Brien=11",
    "ar": "محمد=4 عائشة=5 عبد_الرحمن=10 علاء=4 پروین=5 Layla=6",
}
"""With how many taps at most; `_` is a blank."""
ADDRESSES = {
    "nl": "jose.munoz@gmail.com=11 anja@voorbeeld.nl=15 jan_de-vries@hotmail.com=13 "
    "jan+kiosk@ziggo.nl=11",
    "en": "sian@yahoo.com=5",
    "de": "joerg@web.de=6",
    "pl": "lukasz@wp.pl=7",
    "uk": "sofiia@ukr.net=7",
    "ar": "layla@hotmail.com=6",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_name_takes_hardly_more_taps_than_letters(language: str) -> None:
    """Capitals come by themselves, and no long press is needed for any accent."""
    for case in NAMES[language].split():
        name, most = case.replace("_", " ").split("=")
        finger = Finger(LAYOUTS.board(language, "name")).type(name)
        assert finger.board.text == name
        assert finger.taps <= int(most), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_address_takes_few_taps(language: str) -> None:
    """A domain that many have is one key, an ending another."""
    board = LAYOUTS.board(language, "email")
    words = tuple(key.value for key in keys(board) if key.kind in {"domain", "ending"})
    for case in ADDRESSES[language].split():
        address, most = case.split("=")
        finger = Finger(board).type(address, words=words)
        assert finger.board.text == address
        assert finger.taps <= int(most), address
        assert contact.doubt("email", address) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_is_typed_on_a_pad_like_a_telephone(language: str) -> None:
    """Three keys side by side, 1 at the top; the + is there for numbers from abroad."""
    board = LAYOUTS.board(language, "phone")
    assert [len(row) for row in board.rows] == [3, 3, 3, 3]
    finger = Finger(board).type("+31612345678")
    assert (finger.board.text, finger.taps) == ("+31612345678", 12)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_code_can_be_typed_and_no_other_letter(language: str) -> None:
    """The keys of the code are those `code.read` understands: O and I are read as digits."""
    values = {key.value for key in keys(LAYOUTS.board(language, "code")) if key.kind == "text"}
    assert values == set(code.ALPHABET) | set("OIL")
    drawn = code.draw()
    assert code.read(Finger(LAYOUTS.board(language, "code")).type(drawn).board.text) == drawn


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_character_of_an_address_has_a_key(language: str) -> None:
    """What RFC 5322 allows before the @ without quotes, but for what nobody has: ^ ` { | } ~ $."""
    values = {key.value for face in faces(LAYOUTS.board(language, "email")) for key in keys(face)}
    allowed = "abcdefghijklmnopqrstuvwxyz0123456789.@-_!#%&'*+/=?"
    assert set(allowed) | set(allowed.upper()) <= values


ACCENTS = {
    "nl": "áäçèéêëíïóöúü",
    "en": "áäçèéêëíïóöúü",
    "de": "äöüßéèà",
    "pl": "ąćęłńóśźż",
    "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяʼ",
    "ar": "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأإؤئةى",
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_letters_of_a_language_are_in_sight_or_one_key_away(language: str) -> None:
    """Without any long press; and those of Turkish, Polish, Spanish and Nordic neighbours too."""
    values = {key.value for face in faces(LAYOUTS.board(language, "name")) for key in keys(face)}
    assert set(ACCENTS[language]) <= values
    assert set(ACCENTS[language].upper()) - {"S"} <= values
    assert set("-’. ") | set("0123456789") <= values
    held = {
        choice
        for face in faces(LAYOUTS.board(language, "name"))
        for key in keys(face)
        for choice in key.choices
    }
    assert set("çğıİöşüåøæñãõłśžčđß") <= held | values


@pytest.mark.parametrize("purpose", PURPOSES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_face_of_a_keyboard_is_sound(language: str, purpose: Purpose) -> None:
    """No key twice, none without a label or a sign; a way to take back; few choices.

    A finger that waits over a key finds it there when shift or accents change what stands on it.
    """
    for face in faces(LAYOUTS.board(language, purpose)):
        all_keys = keys(face)
        typing = [key.value for key in all_keys if key.value]
        assert len(set(typing)) == len(typing)
        assert [key.kind for key in all_keys].count("backspace") == 1
        assert face.width <= 12
        assert len(face.rows) <= 5
        for key in all_keys:
            assert key.label or key.kind in {"shift", "backspace"}
            assert "{" not in key.label + key.value or len(key.value) <= 1
            assert key.kind != "shift" or face.press(key).rows != face.rows
            assert key.width >= 1
            assert not key.choices or key.choices[0] == key.value
            assert len(set(key.choices)) == len(key.choices) <= MOST_CHOICES
            assert len(key.choices) != 1
            if key.kind in {"shift", "accents"}:
                after = face.press(key)
                assert [[(one.width, one.kind) for one in row] for row in after.rows] == [
                    [(one.width, one.kind) for one in row] for row in face.rows
                ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_endings_and_domains_are_addresses(language: str) -> None:
    """Nobody is asked about an address that a key has typed."""
    for key in keys(LAYOUTS.board(language, "email")):
        for choice in key.choices or (key.value,):
            if key.kind == "domain":
                assert contact.doubt("email", f"jan{choice}") is None
            if key.kind == "ending":
                assert contact.doubt("email", f"jan@bedrijf{choice}") is None


def test_every_key_can_be_drawn() -> None:
    """Each label and each choice is in the typeface that ships."""
    face = "KioskSans-SemiBold.ttf"
    drawable = set(TTFont(paths.assets().fonts / face).getBestCmap())
    for language, purpose in product(("nl", "en", "de", "pl"), PURPOSES):
        for board in faces(LAYOUTS.board(language, purpose)):
            for key in keys(board):
                assert set(map(ord, key.label + "".join(key.choices))) <= drawable, language


def test_a_language_without_a_keyboard_has_the_dutch_one() -> None:
    """Never a screen without keys."""
    assert LAYOUTS.board("xx", "name").rows == LAYOUTS.board("nl", "name").rows


NATIONAL = {
    "de": "qwertzuiopü asdfghjklöä yxcvbnmß",
    "pl": "qwertyuiop asdfghjkl zxcvbnm",
    "uk": "йцукенгшщзхї фівапролджє ґячсмитьбю",
    "ar": "ضصثقفغعهخحجد شسيبلاتنمكط ئءؤرلاىةوزظ",
}
"""Where the letters stand: DIN 2137, Polish programmers', Ukrainian extended, Arabic (101)."""


@pytest.mark.parametrize("language", NATIONAL)
def test_letters_stand_where_the_country_has_them(language: str) -> None:
    """Whoever types at home finds each letter where it is there."""
    board = LAYOUTS.board(language, "name", "x")
    rows = [
        "".join(key.value for key in row if key.kind == "text").lower() for row in board.rows[1:4]
    ]
    assert " ".join(rows) == NATIONAL[language]


def test_an_alphabet_can_be_changed_within_a_name_and_back() -> None:
    """The letters typed so far stay; a key says where it leads."""
    for language, own, label in (("uk", "Оля", "АБВ"), ("ar", "ليلى", "أبج")):
        finger = Finger(LAYOUTS.board(language, "name")).type(own)
        (key,) = [key for key in keys(finger.board) if key.kind == "alphabet"]
        assert key.label == "ABC"
        finger.type(" Ok")
        (key,) = [key for key in keys(finger.board) if key.kind == "alphabet"]
        assert key.label == label
        assert finger.type(f" {own}").board.text == f"{own} Ok {own}"


def test_addresses_and_codes_are_typed_in_latin_in_every_language() -> None:
    """There is no other alphabet on these keyboards, and none is missing."""
    for language, purpose in product(LANGUAGES, ("email", "code", "phone")):
        board = LAYOUTS.board(language, purpose)
        assert all(key.value.isascii() for key in keys(board) if key.kind == "text")
        assert not any(key.kind == "alphabet" for key in keys(board))


def test_a_name_begins_with_a_capital() -> None:
    """At its beginning, and after a space, a dash or a dot; one press on shift refuses it."""
    for text, capital in {"": 1, "Anna ": 1, "Jan-": 1, "J.": 1, "Jan": 0, "O’": 0}.items():
        assert LAYOUTS.board("nl", "name", text).shifted == bool(capital), text
    finger = Finger(LAYOUTS.board("nl", "name", "Jan ")).tap("shift", "v")
    assert (finger.board.text, finger.board.shifted) == ("Jan v", False)
    finger = Finger(LAYOUTS.board("nl", "name")).tap("J", "backspace")
    assert finger.board == LAYOUTS.board("nl", "name")


def test_shift_holds_for_one_letter_and_twice_is_never() -> None:
    """Nobody goes on in capitals by mistake."""
    finger = Finger(LAYOUTS.board("nl", "email")).tap("shift", "J")
    assert not finger.board.shifted
    assert finger.tap("shift", "shift", "a").board.text == "Ja"


def test_accents_stay_for_one_letter_and_for_a_row_of_digits() -> None:
    """After the one accent of most names the letters are back; 2018 is typed at one go."""
    finger = Finger(LAYOUTS.board("nl", "name", "a")).tap("accents", "ñ")
    assert finger.board.layer == "letters"
    finger.tap("accents", *"2018", "backspace")
    assert (finger.board.text, finger.board.layer) == ("añ201", "accents")
    assert finger.tap("accents").board.layer == "letters"


def test_a_long_press_offers_the_letter_itself_too() -> None:
    """Who rests a finger long on a key by accident still types what it says."""
    board = LAYOUTS.board("nl", "name", "Jos")
    key = next(key for key in keys(board) if key.value == "e")
    assert key.choices[:2] == ("e", "é")
    assert board.press(key, "é").text == "José"
    assert board.press(key, "e").text == "Jose"
    shifted = board.press(next(key for key in keys(board) if key.kind == "shift"))
    assert next(key for key in keys(shifted) if key.value == "E").choices[:2] == ("E", "É")


def test_a_whole_key_takes_the_place_of_what_it_ends() -> None:
    """An address has one @ and no two dots running, in whatever order people press."""
    for typed, key, text in (
        *((typed, "@gmail.com", "jan@gmail.com") for typed in ("jan", "jan@", "jan@hot")),
        ("jan@hotmail.com", "@gmail.com", "jan@gmail.com"),
        *((typed, ".nl", "jan@bedrijf.nl") for typed in ("jan@bedrijf", "jan@bedrijf.")),
    ):
        finger = Finger(LAYOUTS.board("nl", "email", typed)).tap(key)
        assert finger.board.text == text
        assert finger.board.entry.caret == len(text)
    finger = Finger(LAYOUTS.board("nl", "email")).tap("@ziggo.nl")
    assert finger.type("jan").board.text == "jan@ziggo.nl"


def test_what_does_not_fit_changes_nothing() -> None:
    """A full field stays as it is, to the letter."""
    own = "a" * 245
    board = LAYOUTS.board("nl", "email", own)
    key = next(key for key in keys(board) if key.value == "@gmail.com")
    pressed = board.press(key).entry
    assert (pressed.text, pressed.full) == (own, True)
    full = LAYOUTS.board("nl", "name", "x" * 80)
    pressed = full.press(next(key for key in keys(full) if key.value == "a")).entry
    assert (pressed.text, pressed.full) == ("x" * 80, True)


def test_a_plugged_in_keyboard_types_in_the_same_field() -> None:
    """Its letters come as they are, without capitals of ours; Tab and Escape type nothing."""
    board = LAYOUTS.board("nl", "name")
    typed = board.having(board.entry.insert("jan\t\x1b"))
    assert typed.text == "jan"
    assert typed.having(typed.entry.home()).shifted
    assert typed.having(typed.entry) is typed


@settings(max_examples=100)
@given(st.sampled_from(LANGUAGES), st.sampled_from(PURPOSES), st.data())
def test_no_presses_lead_astray(language: str, purpose: Purpose, data: st.DataObject) -> None:
    """Any keys in any order: the text fits, there is always a keyboard, and it can be emptied."""
    board = LAYOUTS.board(language, purpose)
    for _ in range(data.draw(st.integers(0, 12))):
        key = data.draw(st.sampled_from(keys(board)))
        choice = data.draw(st.sampled_from([None, *key.choices]))
        board = board.press(key, choice)
        assert len(board.text) <= board.entry.length
        assert keys(board)
    board = board.having(board.entry.end())
    for _ in range(len(board.text)):
        board = board.press(next(key for key in keys(board) if key.kind == "backspace"))
    assert board.entry == Entry(keyboard.LENGTHS[purpose])


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b"[1]"])
def test_a_broken_file_of_layouts_is_named(tmp_path: Path, content: bytes) -> None:
    """A fault in the program says which file."""
    file = tmp_path / "keyboards.json"
    with pytest.raises(KioskError, match=r"keyboards\.json cannot be read"):
        keyboard.read(file)
    file.write_bytes(content)
    with pytest.raises(KioskError, match=r"keyboards\.json cannot be read"):
        keyboard.read(file)


def test_every_word_in_a_plan_is_known() -> None:
    """The file that ships names only rows and keys that exist."""
    content = json.loads(keyboard.FILE.read_text("utf-8"))
    words = {
        word
        for plan in content["purposes"].values()
        for row in (*plan["letters"], *plan.get("accents", ()))
        for word in row.split()
        if len(word) > 1
    }
    known = {"top", "first", "second", "third", "domains", "endings", "apostrophe"}
    kinds = {"shift", "backspace", "accents", "alphabet", "space"}
    assert words == {f"{{{name}}}" for name in known | kinds}
    assert {letter for tongue in content["languages"].values() for letter in tongue["name"]} <= set(
        content["alphabets"]
    )
