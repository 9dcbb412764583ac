"""Stories: what Markdown becomes on the glass, and what it may not hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.author import story
from kiosk.errors import ExhibitError

if TYPE_CHECKING:
    from kiosk.author.letters import Letters
    from kiosk.exhibit.model import Block

STORY = """\
De tomaat
=========

Annie zag *het
veld*. Ze belde __aan__ \\*.

> Had u een schep?
> Die had ik.

## Twaalf *sleutels*

- bonen
- tomaten &amp; sla.
  En meer.
"""

FAULTS = {
    "no title": ("Annie.\n", ["1: no title — begin the story with a line '# Title'"]),
    "nothing": ("", ["1: no title — begin the story with a line '# Title'"]),
    "a second title": (
        "# A\n\nB.\n\n# C\n",
        ["5: a second title — write '## ' for a heading inside the story"],
    ),
    "a title further down": (
        "B.\n\n# A\n",
        ["3: the title does not stand first — move it to the top"],
    ),
    "only a title": ("# A\n", ["1: nothing stands below the title — write the story"]),
    "an empty title": (
        "#\n\nB.\n",
        [
            "1: an empty heading — write it, or take it out",
            "1: no title — begin the story with a line '# Title'",
        ],
    ),
    "an empty heading": (
        "# A\n\n##\n\nB.\n",
        ["3: an empty heading — write it, or take it out"],
    ),
    "an empty item": (
        "# A\n\n- b\n-\n",
        ["4: nothing stands after this sign — write it, or take the sign out"],
    ),
    "an empty quote": (
        "# A\n\nB.\n\n>\n",
        ["5: nothing stands after this sign — write it, or take the sign out"],
    ),
    "HTML": ("# A\n\n<b>B</b>\n", ["3: HTML is not shown — write the words without <tags>"]),
    "HTML further down a paragraph": (
        "# A\n\nB.\nC <br> d.\n",
        ["4: HTML is not shown — write the words without <tags>"],
    ),
    "an HTML comment": (
        "# A\n\nB.\n\n<!-- later -->\n",
        ["5: HTML is not shown — write the words without <tags>"],
    ),
    "a link": (
        "# A\n\nB [c](http://example.org).\n",
        ["3: a link leads nowhere on a kiosk — write the words without a link"],
    ),
    "a bare link": (
        "# A\n\nB <http://example.org>.\n",
        ["3: a link leads nowhere on a kiosk — write the words without a link"],
    ),
    "a link told elsewhere": (
        "# A\n\nB.\n\n[c]: http://example.org\n",
        ["5: a link leads nowhere on a kiosk — write the words without a link"],
    ),
    "a picture": (
        "# A\n\n![b](b.jpg)\n",
        [
            "3: a picture in a story is not shown — list it under photos in cooperative.yaml",
        ],
    ),
    "a table": (
        "# A\n\nB.\n\n| c | d |\n|---|---|\n| e | f |\n",
        ["5: a table is not shown — write plain paragraphs instead"],
    ),
    "code": ("# A\n\n```\nb\n```\n", ["3: code is not shown — write plain paragraphs instead"]),
    "code in a line": ("# A\n\nB `c`.\n", ["3: code is not shown — take the ` signs out"]),
    "an indented paragraph": (
        "# A\n\n    B.\n",
        ["3: an indented block is not shown — take the spaces before the words out"],
    ),
    "a line across": (
        "# A\n\nB.\n\n***\n\nC.\n",
        ["5: a line across the page is not shown — take it out, or write a ## heading"],
    ),
    "struck-out words": (
        "# A\n\nB ~~c~~.\n",
        ["3: struck-out words are not shown — take the ~~ signs out"],
    ),
    "a numbered list": (
        "# A\n\n1. B\n2. C\n",
        [
            (
                "3: a numbered list is not shown — begin each item with '- '; "
                "a sentence that begins with a number needs '\\.' after it"
            )
        ],
    ),
    "a small heading": ("# A\n\n### B\n\nC.\n", ["3: a heading of depth 3 — write '## '"]),
    "a heading in a quote": (
        "# A\n\n> ## B\n",
        ["3: a heading in a list or quote — let it stand by itself"],
    ),
    "a title in a quote": (
        "# A\n\n> # B\n",
        ["3: a heading in a list or quote — let it stand by itself"],
    ),
    "a list in a list": (
        "# A\n\n- b\n  - c\n",
        ["4: a list inside a list or quote — let it stand by itself"],
    ),
    "a quote in a quote": (
        "# A\n\n> > b\n",
        ["3: a quote inside a list or quote — let it stand by itself"],
    ),
    "two paragraphs in an item": (
        "# A\n\n- b\n\n  c\n",
        ["5: a second paragraph in a list item — make it one item more"],
    ),
    "letters nobody can draw": (
        "# A ☃\n\nB\n→ c.\n",
        [
            "1: no bundled typeface can draw '☃' (U+2603 SNOWMAN) — write it another way",
            "4: no bundled typeface can draw '→' (U+2192 RIGHTWARDS ARROW) — write it another way",
        ],
    ),
}


@pytest.mark.parametrize(("text", "faults"), FAULTS.values(), ids=FAULTS.keys())
def test_what_a_kiosk_cannot_show_is_a_fault(
    typefaces: Letters, text: str, faults: list[str]
) -> None:
    """Nothing an author wrote vanishes silently: it is told, with its line."""
    with pytest.raises(ExhibitError) as caught:
        story.read(text, "story.nl.md", "nl", typefaces)
    assert str(caught.value).splitlines() == [f"story.nl.md:{fault}" for fault in faults]


def _told(blocks: tuple[Block, ...]) -> list[tuple[str, list[str]]]:
    """Blocks in few words: their kind, and their sentences."""
    return [(block.kind, [sentence.text for sentence in block.sentences]) for block in blocks]


def test_a_story_becomes_blocks_of_sentences(typefaces: Letters) -> None:
    """Paragraphs, quotes, headings and items arrive in order; a heading is one sentence."""
    read = story.read(STORY, "story.nl.md", "nl", typefaces)
    assert read.title == "De tomaat"
    assert _told(read.blocks) == [
        ("paragraph", ["Annie zag het veld. ", "Ze belde aan *."]),
        ("quote", ["Had u een schep? ", "Die had ik."]),
        ("heading", ["Twaalf sleutels"]),
        ("item", ["bonen"]),
        ("item", ["tomaten & sla. ", "En meer."]),
    ]
    assert read.words == 23


def test_emphasis_survives_the_cutting_into_sentences(typefaces: Letters) -> None:
    """Emphasised words are runs of their own, even across the end of a sentence."""
    (block,) = story.blocks("Wij *doen het. Samen* nu.", "exhibit.yaml", "nl", typefaces)
    runs = [[(run.text, run.emphasis) for run in sentence.runs] for sentence in block.sentences]
    assert runs == [[("Wij ", False), ("doen het. ", True)], [("Samen", True), (" nu.", False)]]


def test_strong_words_are_emphasised_once(typefaces: Letters) -> None:
    """Two stars or one, or one inside the other: emphasis is emphasis."""
    (block,) = story.blocks("a ***b** c* d", "exhibit.yaml", "nl", typefaces)
    runs = [(run.text, run.emphasis) for run in block.sentences[0].runs]
    assert runs == [("a ", False), ("b c", True), (" d", False)]


def test_lines_broken_by_hand_are_one_paragraph(typefaces: Letters) -> None:
    """Wherever an author breaks a line, the glass breaks it where it fits."""
    (block,) = story.blocks("Een\ntwee  \ndrie\\\nvier\tvijf", "exhibit.yaml", "nl", typefaces)
    assert block.sentences[0].text == "Een twee drie vier vijf"


def test_a_text_without_a_title_is_told_where_it_stands(typefaces: Letters) -> None:
    """In YAML, lines are counted from where the text begins, and a title has no place."""
    with pytest.raises(ExhibitError) as caught:
        story.blocks("# A\n\nB <b>c</b>.\n", "exhibit.yaml", "nl", typefaces, first_line=8)
    assert str(caught.value).splitlines() == [
        "exhibit.yaml:8: a title has no place in this text — write '## ' for a heading",
        "exhibit.yaml:10: HTML is not shown — write the words without <tags>",
    ]
    with pytest.raises(ExhibitError, match=r"exhibit\.yaml:8: an empty text — write it"):
        story.blocks(" \n", "exhibit.yaml", "nl", typefaces, first_line=8)


PIECES = st.sampled_from(
    [
        "# ",
        "## ",
        "> ",
        "- ",
        "1. ",
        "*",
        "**",
        "_",
        "`",
        "[",
        "](",
        ")",
        "<",
        ">",
        "!",
        "\\",
        "&#0;",
        "|",
        "---",
        "\n",
        "\n\n",
        "    ",
        "\t",
        "a",
        "Nel",
        ". ",
        "~~",
        "==",
        "&",
        ";",
        "é",
        "☃",
        "\xa0",
    ]
)


@settings(max_examples=400, deadline=None)
@given(text=st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)))
def test_any_markdown_is_read_or_refused(typefaces: Letters, text: str) -> None:
    """Whatever a file holds, it becomes a story with words in every sentence, or faults."""
    try:
        read = story.read("# A\n\n" + text, "story.nl.md", "nl", typefaces)
    except ExhibitError as error:
        last_line = text.count("\n") + text.count("\r") + 4
        told = [fault for fault in error.faults if 1 <= fault.line <= last_line]
        assert told == list(error.faults)  # noqa: PT017 - a refusal is one of two right answers
        return
    assert read.title
    assert all(sentence.text for block in read.blocks for sentence in block.sentences)
    assert all(
        run.text for block in read.blocks for sentence in block.sentences for run in sentence.runs
    )


PLAIN = st.text(
    st.sampled_from("abcdefghij éëÀ.?!…,;:“”()’0123456789–'\""), min_size=1, max_size=200
).map(lambda words: " ".join(words.split()))


@settings(max_examples=300, deadline=None)
@given(words=PLAIN.filter(lambda words: words[:1].isalpha()), emphasis=st.data())
def test_a_paragraph_keeps_every_character(
    typefaces: Letters, words: str, emphasis: st.DataObject
) -> None:
    """The sentences of a paragraph, joined, are what its author wrote."""
    cut = emphasis.draw(st.integers(0, len(words)))
    text = words
    if words[cut:] and words[cut:].strip() == words[cut:] and words[:cut].endswith(" "):
        text = f"{words[:cut]}*{words[cut:]}*"
    (block,) = story.blocks(text, "exhibit.yaml", "nl", typefaces)
    assert "".join(sentence.text for sentence in block.sentences) == words
