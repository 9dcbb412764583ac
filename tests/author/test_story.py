"""Stories: what Markdown becomes on the glass, and what it may not hold."""

import pytest
from author import tables
from author.tables import Case
from hypothesis import given, settings
from hypothesis import strategies as st

from kiosk.author import story
from kiosk.author.letters import Letters
from kiosk.errors import ExhibitError
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

FAULTS = tables.read("story")


@pytest.mark.parametrize("case", FAULTS.values(), ids=FAULTS.keys())
def test_what_a_kiosk_cannot_show_is_a_fault(typefaces: Letters, case: Case) -> None:
    """Nothing an author wrote vanishes silently: it is told, with its line."""
    with pytest.raises(ExhibitError) as caught:
        story.read(case.text, "story.nl.md", "nl", typefaces)
    assert str(caught.value).splitlines() == case.faults


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
    """However strong, and wherever a line was broken by hand, words are emphasised once."""
    (block,) = story.blocks("Wij *doen het. Samen* nu.", "exhibit.yaml", "nl", typefaces)
    runs = [[(run.text, run.emphasis) for run in sentence.runs] for sentence in block.sentences]
    assert runs == [[("Wij ", False), ("doen het. ", True)], [("Samen", True), (" nu.", False)]]
    (block,) = story.blocks("a ***b** c* d", "exhibit.yaml", "nl", typefaces)
    runs = [(run.text, run.emphasis) for run in block.sentences[0].runs]
    assert runs == [("a ", False), ("b c", True), (" d", False)]
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


PIECES = st.sampled_from([
    "# ", "## ", "> ", "- ", "1. ", "*", "**", "_", "`", "[", "](", ")", "<", ">", "!", "\\", "|",
    "&#0;", "---", "\n", "\n\n", "    ", "\t", "a", "Nel", ". ", "~~", "==", "&", ";", "é", "☃",
    "\xa0",
])  # fmt: skip


@settings(max_examples=400)
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


@settings(max_examples=300)
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
