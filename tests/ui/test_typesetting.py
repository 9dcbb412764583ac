"""How running text is divided over pages."""

from __future__ import annotations

import time

from kiosk.exhibit import bounds, model
from kiosk.ui.theme import Theme
from kiosk.ui.widgets.typesetter import Typesetter


def test_a_paragraph_of_very_many_sentences_is_set_at_once() -> None:
    """As many as a pack may have: nobody waits for minutes, and no sentence is left out."""
    sentence = model.Sentence(runs=(model.Run(text="a b c"),))
    block = model.Block(kind="paragraph", sentences=(sentence,) * bounds.PARTS)
    began = time.monotonic()
    pages = Typesetter(Theme(), 900, 500).pages((block,))
    assert time.monotonic() - began < 20
    lines = [line for page in pages for setting in page.settings for line in setting.lines]
    found = {piece.sentence for line in lines for piece in line.pieces}
    assert found == set(range(bounds.PARTS))
