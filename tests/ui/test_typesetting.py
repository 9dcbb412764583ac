"""How running text is divided over pages."""

import time

import pytest

from kiosk.exhibit import bounds, model
from kiosk.ui.theme import Theme
from kiosk.ui.widgets.typesetter import Page, Typesetter
from kiosk.ui.widgets.words import Words

HEIGHT_PX = 500

LONG = {
    "very many sentences": ["a b c"] * bounds.PARTS,
    "long sentences": ["Samen lukt het wel en " * 45] * 40,
    "one sentence": ["Samen lukt het wel en " * (bounds.PROSE // 22)],
    "other words each time": [
        " ".join(f"w{number}-{n}" for n in range(140)) for number in range(38)
    ],
    "one letter at a time": ["a " * (bounds.PROSE // 2)],
    "one word": ["W" * bounds.PROSE],
    "addresses": [("W" * 90 + " ") * 4] * 100,
}


def pages(sentences: list[str], kind: str = "paragraph") -> list[Page]:
    """The pages of one block with these sentences."""
    read = [{"runs": [{"text": sentence}]} for sentence in sentences]
    block = model.Block.model_validate({"kind": kind, "sentences": read}, strict=False)
    return Typesetter(Theme(), 900, HEIGHT_PX).pages((block,))


@pytest.mark.parametrize("sentences", LONG.values(), ids=LONG.keys())
def test_a_text_as_long_as_a_pack_may_have_is_set_at_once(sentences: list[str]) -> None:
    """Nobody waits for it, no sentence is left out, and no page is longer than the glass.

    It takes a tenth of the seconds that are allowed here, on a machine with nothing else to do.
    """
    began = time.process_time()
    found = pages(sentences)
    assert time.process_time() - began < 3
    settings = [setting for page in found for setting in page.settings]
    lines = [line for setting in settings for line in setting.lines]
    assert {piece.sentence for line in lines for piece in line.pieces} == set(range(len(sentences)))
    assert all(setting.height_px <= HEIGHT_PX for setting in settings)


def test_a_sentence_longer_than_a_page_is_cut_off_and_the_next_one_comes() -> None:
    """In the smallest letters; it ends in dots, so that who reads it knows there was more."""
    first, second = pages(["Samen lukt het wel en " * 200, "Zo is het. "])
    assert first.settings[0].lines[-1].pieces[-1].text.endswith(" …")
    assert [piece.text for piece in second.settings[0].lines[0].pieces] == ["Zo is het."]
    assert second.settings[0].continued


@pytest.mark.parametrize("kind", ["paragraph", "heading", "quote", "item"])
def test_a_text_without_a_letter_takes_no_page(kind: str) -> None:
    """A pack may have such a text; nothing of it is drawn."""
    assert pages(["", "  "], kind) == []


def test_lines_as_long_as_a_pack_may_have_are_fitted_at_once() -> None:
    """As many as stand on a page of credits: a few sizes are tried, each once."""
    began = time.process_time()
    for number in range(25):
        fitted = Words(fit=True, size=(600, 60))
        fitted.text = f"{number} {'Samen lukt het wel. ' * (bounds.LINE // 20 - 1)}"
        fitted.size = (601, 60)
        fitted.size = (600, 60)
        assert 0.5 < fitted.shrink < 0.6
    assert time.process_time() - began < 2


def test_the_largest_letters_that_fit_are_taken() -> None:
    """One size smaller at most than what would be cut."""
    fitted = Words(fit=True, size=(600, 60), text="Samen lukt het wel. Samen lukt het wel.")
    assert fitted.shrink == pytest.approx(0.95)
    fitted.text = "Samen lukt het wel."
    assert fitted.shrink == 1


def test_pages_are_about_equally_full_and_keep_a_thought_whole() -> None:
    """No page more than it takes, none with a lone line, no paragraph torn that has room on one."""

    def lengths(*sentences: int) -> list[list[int]]:
        """Lines of each block on each page, of paragraphs with so many sentences."""
        read = [
            {
                "kind": "paragraph",
                "sentences": [{"runs": [{"text": "Samen lukt het wel. "}]}] * count,
            }
            for count in sentences
        ]
        blocks = tuple(model.Block.model_validate(one, strict=False) for one in read)
        found = Typesetter(Theme(), 900, HEIGHT_PX).pages(blocks)
        assert not any(setting.continued for page in found for setting in page.settings)
        return [[len(setting.lines) for setting in page.settings] for page in found]

    assert lengths(8, 6, 1) == [[4], [3, 1]]
    assert lengths(8, 8) == [[4], [4]]
    assert lengths(6, 4, 6) == [[3, 2], [3]]
