"""Sentences: the units that are read aloud and marked."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kiosk.author import sentences

CUT = {
    "two": ("nl", "Zij belt om acht uur.| Jo neemt op."),
    "marks": ("nl", "Komt u ook?| Graag!| Dan tot morgen."),
    "marks together": ("nl", "Echt?!| Ja."),
    "an abbreviation": ("nl", "Er is o.a. Koffie en bijv. Thee voor dhr. De Vries."),
    "an abbreviation that may be last": ("nl", "Met soep, brood, enz.| Iedereen eet mee."),
    "an abbreviation in the middle": ("nl", "Soep, brood, enz. voor iedereen."),
    "initials": ("nl", "Mw. A. B. de Wit en J.R. Jansen kwamen.| Zij bleven."),
    "an hour": ("nl", "Het begint om 19.30 uur.| De zaal is open om 19.00.| Kom ook."),
    "a number first": ("nl", "Dat was in 2018.| 40 mensen kwamen."),
    "a numbered thing": ("nl", "Op nr. 14 woont Nel, zie blz. 3 en art. 5.| Zij belt."),
    "a quotation": ("nl", "“Goed geslapen?” vraagt Nel.| “Redelijk,” zegt Jo."),
    "the mark inside the quotation": ("nl", "“Kom binnen.”| Dat zei hij."),
    "brackets": ("nl", "Zij kwam.| (Hij ook.)| Zij bleven."),
    "a small start": ("nl", "Hij slaapt uit.| ’s Morgens niet.| ’t Is stil.| 'n Kat komt."),
    "dots that go on": ("nl", "Ik dacht… nee, toch niet.| Of... ja."),
    "dots that end": ("nl", "Ik dacht…| Maar nee."),
    "a dash": ("nl", "Hij vroeg het.| – Ja, zei zij."),
    "a web address": ("nl", "Kijk op www.voorbeeld.nl voor meer.| Het is gratis."),
    "money": ("nl", "Het kost € 1.250,50 per jaar.| Dat is veel."),
    "no mark at the end": ("nl", "Eerst dit.| Dan dat"),
    "English": ("en", "Mr. Smith met Dr. Jones, e.g. at No. 5.| They talked."),
    "English hours": ("en", "Doors open at 7 p.m.| The talk starts at 7:30 p.m. sharp."),
    "English quotation": ("en", '"Did you sleep?" asks Nel.| "I did," says Jo.'),
    "German ordinals": ("de", "Am 3. Oktober 2018 kam Dr. Weiß, z.B. mit Tee.| Er blieb."),
    "a German day at the end": ("de", "Sie kam am 3.| Er blieb."),
    "German quotation": ("de", "Sie sagte: „Komm.“| Er kam."),
    "Polish": ("pl", "To jest np. Kawa, ul. Długa 5.| Zapraszamy."),
    "Ukrainian": ("uk", "Це вул. Шевченка, м. Київ.| Приходьте."),
    "another language": ("fr", "C’est M. Dupont.| Il arrive."),
    "a script without capitals": ("ar", "كيف حالك؟| أنا بخير."),
    "a script without spaces": ("ja", "はい。|そうです。"),
    "one": ("nl", "Hallo"),
    "none": ("nl", ""),
}


@pytest.mark.parametrize(("language", "text"), CUT.values(), ids=CUT.keys())
def test_a_sentence_ends_where_a_reader_breathes(language: str, text: str) -> None:
    """Abbreviations, initials, hours and quotations do not cut a sentence in two."""
    wanted = text.split("|") if text else []
    found = sentences.split(text.replace("|", ""), language)
    assert [sentence.strip() for sentence in found] == [each.strip() for each in wanted]


WORDS = st.sampled_from(["o.a.", "Nel", "zei", "A.", "?", "…", "“", "”", "3.", "'s", "\n", "."])


@given(
    st.one_of(st.text(), st.lists(WORDS).map(" ".join), st.text(alphabet=".!? ’”)aA1\n\u00a0")),
    st.sampled_from(["nl", "en", "de", "uk", "fr"]),
)
@example("a. \u2028B.", "nl")
@example("3. 's A", "de")
def test_no_letter_is_lost_or_changed(text: str, language: str) -> None:
    """The sentences joined are the text, whatever it is; none of them is empty."""
    found = sentences.split(text, language)
    assert "".join(found) == text
    assert all(found)


@given(st.lists(WORDS, min_size=1).map(" ".join))
def test_white_space_belongs_to_the_sentence_before(text: str) -> None:
    """No sentence but the first begins with a space, so a page never begins with one."""
    assert not any(sentence[0].isspace() for sentence in sentences.split(text, "nl")[1:])
