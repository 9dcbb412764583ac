"""What of an exhibit can be said aloud."""

from exhibits import ExhibitMaker

from kiosk.exhibit import speech
from kiosk.i18n.catalogue import Catalogue


def test_every_text_is_said_in_the_language_it_is_written_in(make_exhibit: ExhibitMaker) -> None:
    """Each once; dates and hours as they stand on the glass, with the year and without."""
    exhibit = make_exhibit()
    said = speech.sentences(exhibit, Catalogue())
    assert list(said) == ["nl", "en"]
    for language, sentences in said.items():
        assert len(set(sentences)) == len(sentences)
        assert exhibit.title.into(language) in sentences
    cooperative = exhibit.cooperatives[0]
    story = cooperative.story["nl"]
    wanted = {
        story.title,
        story.blocks[0].sentences[0].text.strip(),
        cooperative.photos[0].description.into("nl"),
        cooperative.films[0].description.into("nl"),
        "woensdag 12 september",
        "woensdag 12 september 2018",
        "over 12 dagen",
        "Lees voor",
    }
    assert wanted <= set(said["nl"])
    assert not any("{" in words or "stick" in words for words in said["nl"])
    assert "Read aloud" in said["en"]
    assert any("12 September" in words for words in said["en"])


def test_words_are_found_by_how_they_sound() -> None:
    """Spaces and capitals are not heard; anything else is."""
    assert speech.key("  Woensdag\n12 september") == speech.key("woensdag 12 SEPTEMBER")
    assert speech.key("Ja.") != speech.key("Ja!")
