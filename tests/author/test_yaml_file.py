"""YAML as authors write it: plain values with their lines, or a fault they can mend."""

from pathlib import Path

import pytest
from author import tables
from author.tables import Case
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from kiosk.author import documents, letters, values, yaml_file
from kiosk.errors import ExhibitError

FAULTS = tables.read("yaml")


@pytest.mark.parametrize("case", FAULTS.values(), ids=FAULTS.keys())
def test_yaml_that_cannot_be_read_is_told_in_plain_words(case: Case) -> None:
    """One slip of the keyboard is one fault, on the line where an author will look."""
    with pytest.raises(ExhibitError) as caught:
        yaml_file.read(case.text, "a.yaml")
    assert str(caught.value).splitlines() == case.faults


def test_a_zero_is_not_yaml() -> None:
    """What a power cut leaves is told too."""
    with pytest.raises(ExhibitError, match="this is not YAML — write 'key: value'"):
        yaml_file.read("\0", "a.yaml")


def test_all_that_is_refused_is_told_at_once() -> None:
    """Aliases, anchors, tags and keys written twice do not hide each other."""
    with pytest.raises(ExhibitError) as caught:
        yaml_file.read("a: &x 1\nb: *x\nc: !d e\nc: 2\n", "a.yaml")
    assert [fault.line for fault in caught.value.faults] == [1, 2, 3, 4]


def test_a_billion_laughs_are_not_heard() -> None:
    """Aliases of aliases of aliases cost nothing: they are refused, not multiplied."""
    laughs = ["a0: &a0 [lol, lol, lol]"]
    laughs += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 30)]
    with pytest.raises(ExhibitError, match="an alias"):
        yaml_file.read("\n".join(laughs), "a.yaml")


def test_every_value_stays_what_was_typed() -> None:
    """YAML's own types are not used: nothing becomes false, octal, sixties or a date."""
    typed = {"a": "no", "b": "012", "c": "12:30:00", "d": "2018-10-03", "e": "none", "f": "1e3"}
    text = "".join(f"{key}: {value}\n" for key, value in typed.items())
    assert yaml_file.read(text, "a.yaml").values == typed


def test_a_value_knows_its_line() -> None:
    """A value stands on the line of its key, an item on the line of its first word."""
    text = "a: 1\nb:\n  - c: 2\n    d: 3\n  - e\nf:\n  g:\n    words\n    more\n"
    read = yaml_file.read(text, "a.yaml")
    lines = {path: read.line(*path) for path in read.lines}
    assert lines == {
        (): 1,
        ("a",): 1,
        ("b",): 2,
        ("b", 0): 3,
        ("b", 0, "c"): 3,
        ("b", 0, "d"): 4,
        ("b", 1): 5,
        ("f",): 6,
        ("f", "g"): 7,
    }
    assert read.line("b", 0, "x", "y") == 3


def test_words_in_a_block_begin_below_their_key() -> None:
    """A text that begins on the next line is counted from there."""
    read = yaml_file.read("a: |\n  words\nb: words\n", "a.yaml")
    assert read.first_line("a") == 2
    assert read.first_line("b") == 3


def test_comments_are_not_read_as_words() -> None:
    """An author may draw arrows in comments: no visitor sees them."""
    read = yaml_file.read("# → here\na: words  # ☃\nb: |\n  more\n# → there\n", "a.yaml")
    assert not any("→" in passage.text or "☃" in passage.text for passage in read.passages)


FILES: dict[type[BaseModel], str] = {
    documents.ExhibitSpec: "exhibit.yaml",
    documents.CooperativeSpec: "cooperatives/de-tuin/cooperative.yaml",
}
WHERE = st.integers(0, 2000)
SIGNS = [
    b"\t",
    b": ",
    b"- ",
    b"\n",
    b"#",
    b"'",
    b'"',
    b"[",
    b"}",
    b"&a ",
    b"*a",
    b"!a ",
    b"\xc3\xa9",
]
DAMAGE = st.one_of(
    st.tuples(st.just("cut"), WHERE, st.just(b"")),
    st.tuples(st.just("set"), WHERE, st.binary(min_size=1, max_size=1)),
    st.tuples(st.just("add"), WHERE, st.binary(min_size=1, max_size=3)),
    st.tuples(st.just("add"), WHERE, st.sampled_from(SIGNS)),
    st.tuples(st.just("lose"), WHERE, st.binary(max_size=40)),
    st.tuples(st.just("swap"), st.integers(0, 60), st.binary(min_size=1, max_size=1)),
)


def damaged(content: bytes, damage: list[tuple[str, int, bytes]]) -> bytes:
    """A text after some accidents."""
    for kind, where, what in damage:
        at = where % (len(content) + 1)
        if kind == "cut":
            content = content[: len(content) - at // 4]
        elif kind == "set":
            content = content[:at] + what + content[at + 1 :]
        elif kind == "add":
            content = content[:at] + what + content[at:]
        elif kind == "lose":
            content = content[:at] + content[at + len(what) :]
        else:
            rows = content.split(b"\n")
            one, two = where % len(rows), what[0] % len(rows)
            rows[one], rows[two] = rows[two], rows[one]
            content = b"\n".join(rows)
    return content


@settings(max_examples=250)
@given(
    damage=st.lists(DAMAGE, min_size=1, max_size=6),
    shape=st.sampled_from([documents.ExhibitSpec, documents.CooperativeSpec]),
)
def test_any_damage_ends_in_faults_or_an_exhibit(
    pattern: Path, damage: list[tuple[str, int, bytes]], shape: type[BaseModel]
) -> None:
    """Whatever happens to a YAML file, an author gets faults on its lines, never a traceback."""
    name = FILES[shape]
    content = damaged((pattern / name).read_bytes(), damage)
    context = values.Context(("nl", "en"), frozenset({"eco"}), frozenset({"Europe/Amsterdam"}))
    try:
        read = yaml_file.read(letters.decode(content, name), name)
        written = read.validate(shape, context)
    except ExhibitError as error:
        last_line = content.count(b"\n") + content.count(b"\r") + 1
        told = [fault for fault in error.faults if 1 <= fault.line <= last_line]
        assert told == list(error.faults)  # noqa: PT017 - a refusal is one of two right answers
        assert str(error).replace("\n", "").isprintable()  # noqa: PT017
        return
    assert written
